"""What a reader is promised of the page: eight sections in order, nothing missing or twice, valid HTML."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import html as lxml_html
from unit.edition_sample import empty_edition, fictional_edition, full_edition

from briefing.records.edition import Edition
from briefing.rendering.html import render_html
from briefing.taxonomy.kinds import KINDS

SECTIONS = [
    "Takes",
    "Developments",
    "Monitored Intelligence for South Korea – March 10, 2026",
    "Risk Categories Reported on Today",
    "Operations Categories Reported on Today",
    "Risk Media",
    "Ops Media",
    "Government Releases",
    "Embassy and Business Association Releases",
    "What was left out, and why",
    "How complete the day was",
]
VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}
EDITIONS = {"empty": empty_edition(), "full": full_edition(), "fictional": fictional_edition()}


def parsed(edition: Edition) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render_html(edition))


def words_of(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(params=sorted(EDITIONS))
def edition(request: pytest.FixtureRequest) -> Edition:
    return EDITIONS[request.param]


class _Balance(HTMLParser):
    """Notes every tag that is not closed where it should be, and every attribute given twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) != len(attrs):
            self.faults.append(f"{tag} at {self.getpos()}: attribute twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


def test_every_section_stands_in_order(edition: Edition) -> None:
    assert [words_of(h) for h in parsed(edition).xpath("//main//h2[not(@id='notices')]")] == SECTIONS


def test_contents_lead_to_every_section(edition: Edition) -> None:
    page = parsed(edition)
    sections = page.xpath("//main//h2[not(@id='notices')]/@id")
    assert page.xpath("//nav//a/@href") == [f"#{anchor}" for anchor in sections]


def test_contents_count_what_is_in_each() -> None:
    page = parsed(EDITIONS["full"])
    counts = [words_of(a) for a in page.xpath("//nav//a/span[@class='number-of']")]
    assert counts == ["1", "2", "66", "6", "2", "4", "5", "3", "2", "52"]


def test_every_line_is_there_once_and_in_order(edition: Edition) -> None:
    printed = parsed(edition).xpath("//article[starts-with(@id, 'line-')]/@id")
    assert printed == [f"line-{number}" for number in edition.reported]


def test_ten_kinds_in_order_and_every_zero_explained(edition: Edition) -> None:
    rows = parsed(edition).xpath("//table[@class='kinds']/tbody/tr")
    assert [words_of(row.find("th")) for row in rows] == [kind.table_label for kind in KINDS]
    for row, kind in zip(rows, edition.monitored, strict=True):
        count, reason = (words_of(cell) for cell in row.findall("td"))
        assert count == str(kind.count)
        assert bool(reason) == (kind.count == 0)
        assert kind.zero_detail in reason


def test_the_four_zeros_differ() -> None:
    text = words_of(parsed(EDITIONS["empty"]).xpath("//table[@class='kinds']")[0])
    for reason in ("nothing published", "fetch failed", "not due", "no source configured"):
        assert reason in text


def test_a_section_without_anything_says_so_in_one_line() -> None:
    page = parsed(EDITIONS["empty"])
    for anchor in (
        "takes",
        "developments",
        "risk-categories",
        "ops-categories",
        "risk-media",
        "ops-media",
        "government-releases",
        "embassy-business-releases",
        "left-out",
    ):
        section = page.get_element_by_id(anchor).getparent()
        assert len(section.find_class("nothing")) == 1, anchor


def test_part_without_a_release_says_which_zero_it_is() -> None:
    heading = parsed(EDITIONS["full"]).get_element_by_id("embassy-releases")
    assert words_of(heading.getnext()) == "None: no source configured."


def test_monitored_is_reported_plus_left_out() -> None:
    page = parsed(EDITIONS["full"])
    assert words_of(page.find_class("sum")[0]) == "66 monitored = 14 reported + 52 left out"


def test_completeness_is_printed() -> None:
    section = words_of(parsed(EDITIONS["full"]).get_element_by_id("completeness").getparent())
    for expected in (
        "14 due, 13 reached",
        "March 9, 2026, 18:19 (2026-03-09 09:19:00 UTC)",
        "March 10, 2026, 17:48 (2026-03-10 08:48:00 UTC)",
        "21 passed, 2 with a warning, 1 failed",
        "412 feed entries and 3 archived pages in no feed",
        "503 three times",
    ):
        assert expected in section


def test_an_invented_day_says_so_everywhere() -> None:
    page = parsed(EDITIONS["fictional"])
    assert "invented outlets" in words_of(page.find_class("fiction-banner")[0])
    fields = [words_of(p) for p in page.xpath("//article[starts-with(@id, 'line-')]/p[@class='meta']")]
    assert len(fields) == 14
    assert all(line.endswith("| invented outlet") for line in fields)
    assert r'@top-right { content: "Sample day\2c  invented outlets" }' in page.xpath("string(//style)")
    assert page.find_class("fiction-spine")


def test_a_real_day_does_not() -> None:
    assert "invented outlet" not in render_html(EDITIONS["full"])


def test_tags_are_balanced(edition: Edition) -> None:
    balance = _Balance()
    balance.feed(render_html(edition))
    balance.close()
    assert balance.faults == []
    assert balance.open == []


def test_ids_are_unique_and_every_inner_link_arrives(edition: Edition) -> None:
    page = parsed(edition)
    ids = Counter(page.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    targets = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    targets |= {name for names in page.xpath("//@aria-labelledby") for name in names.split()}
    assert targets - set(ids) == set()


def test_headings_never_skip_a_level(edition: Edition) -> None:
    levels = [int(h.tag[1]) for h in parsed(edition).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_and_table_headers(edition: Edition) -> None:
    page = parsed(edition)
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.xpath(f"//body//{landmark}")) == 1, landmark
    assert page.get("lang") == "en"
    assert [th for th in page.xpath("//th") if th.get("scope") not in ("col", "row")] == []
    assert not page.xpath("//a[not(normalize-space()) and not(@aria-label)]")


def test_columns_of_every_row_agree(edition: Edition) -> None:
    for table in parsed(edition).xpath("//table"):
        assert len({len(row) for row in table.xpath(".//tr")}) == 1


def test_foreign_text_carries_its_language() -> None:
    page = parsed(EDITIONS["full"])
    for language, text in (
        ("ko", "합동참모본부는"),
        ("ja", "公正取引委員会は"),
        ("zh-Hans", "新生产线位于合肥"),
        ("zh-Hant", "玉峰電子公布"),
        ("vi", "Tập đoàn Sao Mai cho biết"),
        ("hi", "कंपनी ने मंगलवार"),
    ):
        assert any(
            text in words_of(quotation) for quotation in page.xpath(f"//blockquote[@lang='{language}']")
        )
