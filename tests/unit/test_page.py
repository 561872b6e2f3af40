"""Article pages to title, paragraphs, byline, date: from what the page says, with nothing fetched beside it."""

from __future__ import annotations

import json
import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.records.source import ArticleRules
from scrapers.extraction.page import MAX_PAGE_CHARACTERS, NoArticleError, Page, read_page
from scrapers.extraction.text import clean

CAPTURED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AT = datetime(2026, 3, 10, 0, 5, 6, tzinfo=UTC)
ADDRESS = "https://daily.example.com/n/1"
BODY = tuple(
    f"Paragraph number {n} of the report says that the port of Incheon handled {n},{n}00 containers on that day, "
    "which is more than the authority had planned for the whole of the month."
    for n in range(1, 5)
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the extraction went to the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def page(head: str = "", body: str | None = None, **attributes: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    content = f"<article><h1>Port reopens</h1>{text}</article>" if body is None else body
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body><nav>Home</nav>{content}</body></html>"


def read(html: str | bytes, **given: Any) -> Page:
    content = html if isinstance(html, bytes) else html.encode()
    values = {"content_type": "text/html", "address": ADDRESS, "timezone": "Asia/Seoul", "at": CAPTURED}
    return read_page(content, **(values | given))


def linked(**members: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | members)}</script>'


def test_title_and_paragraphs() -> None:
    read_back = read(page())
    assert (read_back.title, read_back.paragraphs, read_back.language) == ("Port reopens", BODY, "en")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<meta property='og:title' content='From og'><title>T</title>" + linked(headline="L"),
            None,
            "From og",
        ),
        (
            "<meta property='og:title' content='  '>" + linked(headline="From &amp;amp; JSON"),
            None,
            "From & JSON",
        ),
        ("<title>Whole - Daily</title>", None, "Port reopens"),
        ("<title>A long headline - Daily</title>", "<h1>one</h1><h1>two</h1><p>x</p>", "A long headline"),
        ("<title>A long - headline | Daily</title>", "<p>x</p>", "A long - headline"),
        ("<title>정부가 예산을 확정했다｜일보</title>", "<p>x</p>", "정부가 예산을 확정했다"),
        ("<title>Short - Daily</title>", "<p>x</p>", "Short"),  # the host is called daily
        ("<title>Short - Gazette</title>", "<p>x</p>", "Short - Gazette"),
        ("<meta property='og:title' content='R&amp;ampD &lt;Parasite&gt;'>", None, "R&D <Parasite>"),
        ("", "<p>x</p>", ""),
    ],
)
def test_where_the_title_comes_from(head: str, body: str | None, title: str) -> None:
    assert read(page(head, body)).title == title


@pytest.mark.parametrize(
    ("head", "basis"),
    [
        ("<meta property='article:published_time' content='2026-03-10T09:05:06+09:00'>", "page meta"),
        ("<meta itemprop='datePublished' content='2026-03-10 09:05:06'>", "page meta, zone of the source"),
        (linked(datePublished="2026-03-10T00:05:06Z"), "page JSON-LD"),
        ("<meta name='date' content='soon'>" + linked(datePublished="2026-03-10T00:05:06Z"), "page JSON-LD"),
    ],
)
def test_where_the_date_comes_from(head: str, basis: str) -> None:
    published = read(page(head)).published
    assert (published.at, published.basis) == (AT, basis)


def test_a_time_element_of_the_article() -> None:
    body = "<article><time datetime='2026-03-10T09:05:06+09:00'></time><p>x</p></article>"
    assert read(page("", body)).published.basis == "page time element"


def test_dates_that_cannot_be_trusted_leave_none_and_say_why() -> None:
    assert read(page()).published.basis == "no date in page"
    failed = read(page("<meta name='date' content='2027-01-01'>")).published
    assert (failed.at, failed.raw, failed.basis) == (
        None,
        "2027-01-01",
        "date in page meta lies in the future",
    )


def test_a_canonical_link_counts_on_its_own_host_only() -> None:
    own = read(page("<link rel='canonical' href='https://daily.example.com/n/1-port?utm_source=x'>"))
    assert own.canonical_url == "https://daily.example.com/n/1-port"
    for href in (
        "https://evil.example.com/n/1",
        "http://[bad",
        "https://daily.example.com:99999/",
        "javascript:x",
    ):
        assert read(page(f"<link rel='canonical' href='{href}'>")).canonical_url == ADDRESS


def test_the_text_in_json_serves_where_the_page_shows_none() -> None:
    one = read(page(linked(articleBody="First sentence.\nSecond one."), "<div id='app'></div>"))
    assert one.paragraphs == ("First sentence.", "Second one.")
    graph = {"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "articleBody": "In the graph."}]}
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read(page(script, "<div></div>")).paragraphs == ("In the graph.",)


def test_a_page_without_text_is_a_page_all_the_same() -> None:
    empty = read(page("<title>A picture of the day</title>", "<img src='x.png'>"))
    assert (empty.title, empty.paragraphs) == ("A picture of the day", ())


def test_a_short_release_in_an_article_element() -> None:
    assert read(page("", "<article><p>Tender 7 is open.</p></article>")).paragraphs == ("Tender 7 is open.",)


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("Kim", "Kim"),
        ({"name": "Lee"}, "Lee"),
        ([{"name": "Park"}, {"name": "Choi"}], "Park"),
        ([[1]], ""),
        (5, ""),
    ],
)
def test_the_byline(author: Any, byline: str) -> None:
    assert read(page(linked(author=author))).byline == byline


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "{",
        "null",
        "[1, 2]",
        '"text"',
        "9" * 5000,
        '{"@type": "Article", "headline": 5}',
    ],
)
def test_json_that_is_damaged_or_hostile_is_passed_over(script: str) -> None:
    read_back = read(page(f'<script type="application/ld+json">{script}</script>'))
    assert (read_back.title, read_back.paragraphs) == ("Port reopens", BODY)


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/png", "application/json", "application/octet-stream", "video/mp4"]
)
def test_another_kind_of_content_is_named(kind: str) -> None:
    with pytest.raises(
        NoArticleError, match=rf"https://daily\.example\.com/n/1: content type {kind} is not a page"
    ):
        read(b"\x89 no page", content_type=f"{kind}; charset=utf-8")


@pytest.mark.parametrize("body", [b"", b"  \n ", b"<!-- nothing -->"])
def test_an_empty_page_is_named(body: bytes) -> None:
    with pytest.raises(NoArticleError, match="n/1: not readable as HTML"):
        read(body)


def test_a_page_beyond_all_measure_is_named() -> None:
    with pytest.raises(NoArticleError, match="page of 5000"):
        read(b"x" * (MAX_PAGE_CHARACTERS + 1))


def test_a_page_of_a_megabyte_is_read_in_seconds() -> None:
    many = "".join(
        f"<p>Sentence {n} tells of container {n * 7} at berth {n % 9} of the port.</p>" for n in range(15_000)
    )
    started = time.process_time()
    read_back = read(page("", f"<article><h1>Long</h1>{many}</article>"))
    assert time.process_time() - started < 20
    assert read_back.paragraphs[-1] == "Sentence 14999 tells of container 104993 at berth 5 of the port."


def test_zero_bytes_and_nesting_do_not_hide_the_text() -> None:
    assert (
        read(page().replace("reopens", "re\x00opens").replace("Paragraph", "Para\x00graph")).paragraphs
        == BODY
    )
    deep = read(page("", "<div>" * 900 + "".join(f"<p>{paragraph}</p>" for paragraph in BODY)))
    assert deep.paragraphs == BODY


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div>" * 50_000 + "<p>Far below.</p>", "the parser gave up"),
        ("<p>" + "word " * 4_000_000 + "</p>", "page of 200000"),
        ("<i></i>" * 300_000, "a page of more than 250000 elements"),
        ("<div>" * 900 + "<p>x</p>" * 6_000, "a page of more than 5000 elements"),
        ("<p " + " ".join(f"a{n}=1" for n in range(9000)) + ">x", "a tag with thousands of attributes"),
    ],
    ids=["nesting", "text node", "elements", "deep elements", "attributes"],
)
def test_a_page_that_no_parser_reads_whole_is_named(html: str, words: str) -> None:
    with pytest.raises(NoArticleError, match=words):
        read(page("", html))


@pytest.mark.parametrize(
    "html",
    [
        "<svg><path d='" + "1 2 " * 4000 + "'/></svg>",
        "<script>if (a<b " + "and more " * 3000 + ") x()</script>",
        "<a " + " " * 100_000 + "href='/'>home</a>",
    ],
    ids=["one long attribute", "less than in a script", "a run of spaces"],
)
def test_what_only_looks_like_a_tag_of_thousands_of_attributes(html: str) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    assert read(page("", f"{html}<article><h1>Port reopens</h1>{text}</article>")).paragraphs == BODY


@pytest.mark.parametrize("codec", ["euc-kr", "shift_jis", "gb2312", "big5"])
def test_legacy_charsets(codec: str) -> None:
    words = {
        "euc-kr": "정부는 예산안을 확정했다",
        "shift_jis": "政府は予算案を決定した",
        "gb2312": "政府确定了预算",
        "big5": "政府確定了預算",
    }
    sentence = (words[codec] + "。") * 12
    html = page(
        f"<meta charset='{codec}'>",
        f"<article><h1>{words[codec]}</h1><p>{sentence}</p><p>{sentence}</p></article>",
    )
    read_back = read(html.encode(codec))
    assert (read_back.title, read_back.damaged, read_back.charset_basis) == (words[codec], 0, "meta")
    assert words[codec] in read_back.paragraphs[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "<p>",
                    "</div>",
                    "<article>",
                    "<h1>",
                    "<meta charset=",
                    "<![CDATA[",
                    "&#x1f;",
                    "\x1f",
                    "<table><td>",
                ]
            ),
        ),
        max_size=15,
    ).map("".join)
)
def test_any_page_is_read_or_refused(html: str) -> None:
    try:
        read_back = read(html.encode("utf-8", "surrogatepass"))
    except NoArticleError:
        return
    assert all(clean(text) == text and text for text in read_back.paragraphs)
    assert clean(read_back.title) == read_back.title


def rules(**given: Any) -> ArticleRules:
    return ArticleRules(written="2026-03-10", **given)


def test_rules_of_a_source_go_before_the_general_way() -> None:
    html = page(
        "<title>Other</title><meta name='pubdate' content='2026-03-01'>",
        "<h1>Other</h1><p class='t'>By rule</p><i class='d'>2026.03.10. 09:05</i><b class='w'>Kim Doyun</b>"
        "<div class='text'><p>One line</p><p class='ad'>Buy now</p><p>Two lines</p></div>"
        f"<article>{''.join(f'<p>{paragraph}</p>' for paragraph in BODY)}</article>",
    )
    found = read(
        html,
        rules=rules(
            body="div.text",
            title=".t",
            date=".d",
            byline=".w",
            drop=["p.ad"],
            date_formats=["%Y.%m.%d. %H:%M"],
        ),
    )
    assert (found.title, found.byline, found.kind) == ("By rule", "Kim Doyun", "article")
    assert found.paragraphs == ("One line", "Two lines")
    assert found.published.at == datetime(2026, 3, 10, 0, 5, tzinfo=UTC)
    assert found.published.basis.startswith("page, by rule")


def test_rules_that_match_nothing_leave_the_general_way() -> None:
    found = read(
        page(), rules=rules(body="div.none", title=".none", date=".none", byline=".none", drop=[".none"])
    )
    assert (found.title, found.paragraphs) == ("Port reopens", BODY)
