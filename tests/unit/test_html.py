"""The HTML page of an edition: what is hostile stays text, what is uncertain is said, piece by piece."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from lxml import html as lxml_html

from briefing.records.edition import LeftOut, LineCarrier, Notice
from briefing.rendering import wording
from briefing.rendering.hostile_text import css_string, show_controls, web_address
from briefing.rendering.html import environment, render_html
from briefing.rendering.page import UnprintableEditionError

from .edition_sample import (
    CUTOFF,
    empty_edition,
    english,
    figure,
    full_edition,
    in_original,
    make_line,
    named,
    one_line_edition,
    sentence,
    zero_kinds,
)

SEOUL = ZoneInfo("Asia/Seoul")


def item_of(**given: Any) -> lxml_html.HtmlElement:
    """The rendered element of a single line."""
    page = lxml_html.document_fromstring(render_html(one_line_edition(make_line(1, **given))))
    return page.get_element_by_id("line-1")


def words_of(element: lxml_html.HtmlElement, css_class: str | None = None) -> str:
    """Text of an element, or of its first descendant of a class, white space collapsed."""
    if css_class:
        element = element.find_class(css_class)[0]
    return " ".join(element.text_content().split())


KOREAN: dict[str, Any] = {
    "language": "ko",
    "language_label": "Local Language",
    "headline_original": "새별전자, 반도체 공장에 9,495억 원 투자",
    "headline_en": "Capital Investment: Saebyeol Electronics; 949.5 billion won",
    "headline_basis": "structured",
    "summary": in_original("새별전자가 공장을 짓는다."),
    "entities": (named("organisation", "새별전자", "Saebyeol Electronics"),),
    "figures": (figure("9,495억 원", "949500000000", "won", "949.5 billion won"),),
}


class TestHostileText:
    @pytest.mark.parametrize(
        "attack",
        [
            "<script>alert(1)</script>",
            "</style><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '" onmouseover="alert(1)',
            "' autofocus onfocus='alert(1)",
            "{{7*7}}{% include 'edition.css' %}{{ edition.country }}",
            "{# gone #}",
            "&lt;b&gt; R&ampD",
            "<!-- --><![CDATA[ ]]>",
        ],
    )
    def test_text_of_the_web_is_printed_as_written(self, attack: str) -> None:
        line = make_line(
            1,
            headline_en=attack,
            source_name=attack,
            domain=attack,
            summary=english(attack),
            entities=(named("person", attack, attack),),
            carriers=(
                LineCarrier(
                    item_id="c", source_id="s", source_name=attack, title=attack, url="https://a.example/"
                ),
            ),
        )
        edition = one_line_edition(
            line,
            country_name=attack,
            notices=(Notice(part=attack, text=attack),),
            left_out=(
                LeftOut(reason="x", label=attack, count=1, item_ids=(attack,), details={attack: attack}),
            ),
        )
        text = render_html(edition)
        page = lxml_html.document_fromstring(text)
        item = page.get_element_by_id("line-1")
        expected = " ".join(attack.split())
        assert words_of(item.find("h4")) == expected
        assert words_of(item, "source") == expected
        assert words_of(item, "sentences") == expected
        assert not page.xpath("//script | //img | //iframe | //object | //form | //link")
        assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
        assert len(page.xpath("//style")) == 1

    def test_country_name_cannot_leave_the_style_sheet(self) -> None:
        text = render_html(empty_edition(country_name='</style>"} body { display: none'))
        style = text[text.index("<style>") : text.index("</style>")]
        assert "display: none}" not in style
        assert r"\3c \2f style\3e \22 \7d  body" in style

    def test_css_string_gives_back_blanks_after_an_escape(self) -> None:
        # A blank after a hexadecimal escape ends it, so that the written blank needs a second one.
        assert css_string("Korea, March") == r'"Korea\2c  March"'

    @pytest.mark.parametrize("code", [0x202A, 0x202E, 0x2066, 0x2069, 0x0000, 0x0007, 0x85, 0x2028, 0xFFFE])
    def test_controls_become_visible(self, code: int) -> None:
        headline = f"Profit up {chr(code)}tnecrep 04"
        item = item_of(headline_en=headline)
        assert chr(code) not in item.text_content()
        assert f"[U+{code:04X}]" in words_of(item.find("h4"))

    def test_joiners_that_scripts_need_and_white_space_are_left(self) -> None:
        text = "क्\u200dष\u200c a\tb\nc é \U0001f1f0\U0001f1f7"
        assert show_controls(text) == text

    def test_foreign_headline_is_isolated(self) -> None:
        item = item_of(**KOREAN)
        assert item.find("h4/bdi") is not None
        original = item.find_class("original")[0]
        assert (original.get("lang"), original.get("dir")) == ("ko", "auto")

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "//news.example/a",
            "/news/1",
            "",
            "https://",
            "https://bank.example@evil.example/",
            "https://evil.example\\@bank.example/",
            "https://news.example/a b",
            "https://news.example/\u202ecod.exe",
            "http://[::1",
        ],
    )
    def test_other_than_plain_web_addresses_are_text(self, url: str) -> None:
        assert web_address(url) is None
        line = make_line(
            1,
            url=url,
            carriers=(LineCarrier(item_id="c", source_id="s", source_name="Other", title="t", url=url),),
        )
        page = lxml_html.document_fromstring(render_html(one_line_edition(line)))
        assert [a for a in page.xpath("//a/@href") if not a.startswith("#")] == []
        item = page.get_element_by_id("line-1")
        assert "Also carried by Other" in words_of(item, "ways-out")
        assert "Address not linked:" in words_of(item, "ways-out")

    @pytest.mark.parametrize(
        "url", ["https://www.news.example/a?b=1&c=2#d", "HTTP://news.example/가", "http://news.example:8080/"]
    )
    def test_web_addresses_are_linked_and_say_nothing_of_the_reader(self, url: str) -> None:
        (link,) = item_of(url=url).xpath(".//p[contains(@class, 'ways-out')]/a")
        assert link.get("href") == url
        assert set(link.get("rel").split()) == {"noopener", "noreferrer", "nofollow"}
        assert words_of(link).startswith("Article at news.example")

    def test_a_name_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(UndefinedError):
            environment().from_string("{{ nothing_of_this_name }}").render()

    def test_a_null_is_never_printed(self) -> None:
        with pytest.raises(TypeError, match="null"):
            environment().from_string("{{ value }}").render(value=None)

    def test_very_long_words_are_kept_whole(self) -> None:
        word = "x" * 5000
        assert word in words_of(item_of(headline_en=word).find("h4"))


class TestItemLine:
    def test_fields_stand_apart_in_the_order_of_the_format(self) -> None:
        fields = words_of(item_of(), "meta")
        assert (
            fields == "Hangang Daily | English | News | March 10, 2026, 12:59 | Cyber Attacks and Data Loss"
        )

    def test_undetermined_and_operations_category_are_two_fields(self) -> None:
        fields = words_of(
            item_of(
                risk_category="risk.undetermined",
                risk_category_name="Undetermined",
                ops_category="ops.tech_development",
                ops_category_name="Tech Development/Adoption",
            ),
            "meta",
        )
        assert fields.endswith("| Undetermined | Tech Development/Adoption")

    def test_no_category_at_all_is_undetermined(self) -> None:
        fields = words_of(item_of(risk_category=None, risk_category_name=None), "meta")
        assert fields.endswith("| Undetermined")

    def test_structured_headline_is_tagged_and_stands_over_the_original(self) -> None:
        item = item_of(**KOREAN)
        heading = words_of(item.find("h4"))
        assert heading == "Capital Investment: Saebyeol Electronics; 949.5 billion won not translated"
        assert words_of(item, "original") == KOREAN["headline_original"]

    def test_translated_headline_has_no_tag(self) -> None:
        item = item_of(**KOREAN | {"headline_basis": "translated"})
        assert "not translated" not in words_of(item)
        assert words_of(item, "original") == KOREAN["headline_original"]

    def test_headline_without_any_english_is_the_original_once(self) -> None:
        item = item_of(**KOREAN | {"headline_basis": "none", "headline_en": ""})
        assert words_of(item.find("h4")) == f"{KOREAN['headline_original']} not translated"
        assert item.find("h4/bdi").get("lang") == "ko"
        assert not item.find_class("original")

    def test_no_headline_is_said(self) -> None:
        assert words_of(item_of(headline_en="").find("h4")) == "Published without a headline"

    def test_key_sentences_in_the_original_are_a_marked_quotation(self) -> None:
        item = item_of(**KOREAN)
        (quotation,) = item.xpath(".//blockquote")
        assert quotation.get("lang") == "ko"
        assert words_of(quotation) == "새별전자가 공장을 짓는다."
        assert "Key sentences, in the original" in words_of(item)

    def test_english_and_original_sentences_keep_their_order(self) -> None:
        item = item_of(
            **KOREAN | {"summary": (*english("One."), sentence("둘.", None, 1), sentence("셋.", "Three.", 2))}
        )
        texts = [words_of(p) for p in item.xpath("./p[@class='sentences'] | ./blockquote/p")]
        assert texts == ["One.", "둘.", "Three."]

    def test_english_sentences_of_one_paragraph_run_on(self) -> None:
        item = item_of(summary=(sentence("A.", "A.", 0), sentence("B.", "B.", 0), sentence("C.", "C.", 4)))
        assert [words_of(p) for p in item.find_class("sentences")] == ["A. B.", "C."]

    def test_names_and_figures_help_where_nothing_is_translated(self) -> None:
        twice = (figure("9,495억 원", "949500000000", "won", "949.5 billion won", 60), *KOREAN["figures"])
        item = item_of(**KOREAN | {"figures": twice, "headline_en": "New plant"})
        assert words_of(item, "in-it") == "In it: Saebyeol Electronics · 949.5 billion won"

    def test_what_the_line_or_the_terms_say_already_is_not_said_again(self) -> None:
        assert "949.5 billion won" in KOREAN["headline_en"]
        assert not item_of(**KOREAN).find_class("in-it")

    def test_english_item_needs_no_such_help(self) -> None:
        assert not item_of(entities=KOREAN["entities"]).find_class("in-it")

    def test_carriers_updates_latency_and_grounds_are_said(self) -> None:
        carrier = LineCarrier(
            item_id="c", source_id="s", source_name="Namsan Wire", title="t", url="https://n.example/1"
        )
        item = item_of(
            carriers=(carrier,),
            versions=3,
            item_version=3,
            latency_hours=26.04,
            kind="government",
            body_basis="feed_summary",
            page_state="not_in_archive",
        )
        assert [words_of(note) for note in item.xpath(".//ul[@class='notes']/li")] == [
            "updated, version 3",
            "26 hours from publication to the cut-off, longer than the 24 hours we aim for",
            "The article page was not in the archive: this rests on the feed entry.",
        ]
        assert "Also carried by Namsan Wire" in words_of(item, "ways-out")
        assert "https://n.example/1" in item.xpath(".//a/@href")

    def test_plain_item_has_no_notes(self) -> None:
        assert not item_of().find_class("notes")

    def test_invented_outlet_ends_the_fields(self) -> None:
        assert words_of(item_of(is_fictional=True), "meta").endswith("| invented outlet")

    def test_trace_gives_every_id_and_the_command(self) -> None:
        trace = words_of(item_of(**KOREAN), "trace")
        for expected in (
            "desk trace kr/2026-03-10 1",
            "cap-00000001",
            "it-00000001",
            "st-00000001",
            "2026-03-10 03:59:00 UTC, to the second (feed)",
            "confidence 83 %",
            "9,495억 원 = 949.5 billion won",
            "category: cues 3",
        ):
            assert expected in trace

    def test_translated_summary_shows_what_it_rests_on(self) -> None:
        item = item_of(
            **KOREAN | {"summary": (sentence("짓는다.", "It builds."),), "summary_basis": "translated"}
        )
        (quotation,) = item.xpath(".//details//q")
        assert (words_of(quotation), quotation.get("lang")) == ("짓는다.", "ko")


class TestDates:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, "March 10, 2026, 12:59"),
            ({"published_precision": "day"}, "March 10, 2026"),
            ({"published_precision": "hour"}, "March 10, 2026, 12:59, to the hour"),
            (
                {"published_at": None, "published_precision": "none", "day_basis": "first_seen"},
                "undated; first seen March 10, 2026, 14:00",
            ),
            (
                {"published_at": CUTOFF - timedelta(days=9), "day_basis": "first_seen"},
                "dated March 1, 2026, 18:00; first seen March 10, 2026, 14:00",
            ),
        ],
    )
    def test_published(self, given: dict[str, Any], expected: str) -> None:
        assert wording.published_words(make_line(1, **given), SEOUL) == expected
        assert f"| {expected} |" in words_of(item_of(**given), "meta")

    def test_local_day_is_the_country_s(self) -> None:
        late = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)  # half past midnight in Seoul
        assert wording.local_words(late, SEOUL) == "March 10, 2026, 00:30"

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            ("Asia/Seoul", "UTC+9"),
            ("Asia/Kolkata", "UTC+5:30"),
            ("America/New_York", "UTC-4"),
            ("UTC", "UTC+0"),
        ],
    )
    def test_offset(self, zone: str, expected: str) -> None:
        assert wording.offset_words(CUTOFF, ZoneInfo(zone)) == expected


class TestGrounds:
    @pytest.mark.parametrize(
        ("body_basis", "page_state", "expected"),
        [
            ("page", "fetched", ""),
            (
                "feed_summary",
                "not_in_archive",
                "The article page was not in the archive: this rests on the feed entry.",
            ),
            (
                "feed_content",
                "failed: time-out after 30 s",
                "The article page could not be fetched (time-out after 30 s): this rests on the feed entry.",
            ),
            (
                "feed_content",
                "fetched",
                "No article text could be read from the page: this rests on the feed entry.",
            ),
            ("none", "failed", "The article page could not be fetched: this rests on the headline alone."),
            ("none", "gone", "The article page is missing (gone): this rests on the headline alone."),
        ],
    )
    def test_words(self, body_basis: str, page_state: str, expected: str) -> None:
        line = make_line(1, body_basis=body_basis, page_state=page_state)
        assert wording.grounds_words(line) == expected


class TestWholePage:
    def test_same_edition_same_bytes(self) -> None:
        assert render_html(full_edition()).encode() == render_html(full_edition()).encode()

    def test_no_request_can_leave_the_page(self) -> None:
        text = render_html(full_edition())
        page = lxml_html.document_fromstring(text)
        assert not page.xpath("//@src | //@srcset | //@action | //@background | //@poster")
        style = page.xpath("string(//style)")
        assert "url(" not in style
        assert "@import" not in style
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy

    def test_sum_that_does_not_hold_is_shown_as_such(self) -> None:
        edition = full_edition(monitored=zero_kinds(news_media=1))
        page = lxml_html.document_fromstring(render_html(edition))
        assert words_of(page, "sum") == "1 monitored ≠ 14 reported + 52 left out"

    @pytest.mark.parametrize("reported", [(), (1, 2), (1, 1), (2,)])
    def test_lines_must_be_those_reported(self, reported: tuple[int, ...]) -> None:
        with pytest.raises(UnprintableEditionError, match="kr/2026-03-10/v1"):
            render_html(one_line_edition(make_line(1), reported=reported))

    def test_category_row_leads_to_its_items(self) -> None:
        page = lxml_html.document_fromstring(render_html(full_edition()))
        rows = {
            words_of(row.find("th/a")): row for row in page.xpath("//table[@class='categories']/tbody/tr")
        }
        assert rows["North Korea"].find("th/a").get("href") == "#category-risk-north-korea"
        assert words_of(rows["Operating Results"], "places") == "Ops Media 3, Government Releases 1"
        assert rows["Civil Unrest"].find("th/a").get("href") == "#embassy-business-releases"

    def test_development_cites_lines_and_quotes_in_their_language(self) -> None:
        page = lxml_html.document_fromstring(render_html(full_edition()))
        development = page.get_element_by_id("development-1")
        assert words_of(development, "meta") == (
            "March 10, 2026 | Geopolitics & Defense | 6 reports from 4 publishers"
        )
        assert development.xpath("./p[strong]/span/a/@href") == ["#line-1", "#line-2", "#line-1", "#line-2"]
        assert development.xpath("./p[strong][@lang]/@lang") == ["ko"]
        assert development.xpath(".//ol/li/a/@lang") == ["en", "ko"]

    def test_left_out_items_carry_their_own_reason(self) -> None:
        text = render_html(full_edition())
        assert escape("repeats item 1") in text
        assert re.search(r"it-q1</code> <bdi>its title is damaged: 3 replacement characters</bdi>", text)

    def test_as_of_is_printed_only_when_set(self) -> None:
        assert "captured by 2026-03-10 12:00:00 UTC was used" in render_html(full_edition())
        assert "captured by" not in render_html(empty_edition())
