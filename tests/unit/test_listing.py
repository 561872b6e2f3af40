"""Lists of links: rows, links made from script calls, wrapped markup, pagers, and what must not harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.records.seed import Listing
from scrapers.extraction.listing import MAX_ROWS, read_listing
from scrapers.extraction.seed_reading import NotAListError, SeedReading

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ADDRESS = "https://list.example.kr/board/list.do?page=1"


def read(
    text: str | bytes, address: str = ADDRESS, may_be_empty: bool = False, **described: Any
) -> SeedReading:
    return read_listing(
        Listing(url=ADDRESS, **described),
        text.encode() if isinstance(text, str) else text,
        content_type="text/html; charset=utf-8",
        address=address,
        timezone="Asia/Seoul",
        at=AT,
        may_be_empty=may_be_empty,
    )


def links(reading: SeedReading) -> list[str]:
    return [entry.link for entry in reading.entries]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<b>x",
        "file:///etc/passwd",
        "mailto:a@example.kr",
        "#top",
        "http://[::1",
        "http://host:99999/a",
        "https:\\\\evil.example\\a",
        "a" * 5000,
    ],
)
def test_what_is_no_address_of_the_web_is_no_entry(link: str) -> None:
    reading = read(f'<p><a href="{link}">Bad</a><a href="/good">Good</a></p>', link="a")
    assert links(reading) == ["https://list.example.kr/good"]
    assert reading.passed_over == 1


def test_a_link_without_scheme_is_of_the_host_it_names_and_the_pattern_decides() -> None:
    page = '<p><a href="//other.example.net/a/1">One</a><a href="/a/2">Two</a></p>'
    assert links(read(page, link_pattern=r"^https://list\.example\.kr/a/\d+$")) == [
        "https://list.example.kr/a/2"
    ]


def test_a_line_break_in_an_address_begins_no_header() -> None:
    reading = read('<a href="/a\r\nHost: evil.example">x</a>', link="a")
    assert links(reading) == ["https://list.example.kr/aHost: evil.example"]


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ("go('77')", "https://list.example.kr/view/77"),
        ("go('7/../../x')", "https://list.example.kr/view/7%2F..%2F..%2Fx"),
        ("go('7?admin=1#x')", "https://list.example.kr/view/7%3Fadmin%3D1%23x"),
        ("go('@evil.example')", "https://list.example.kr/view/%40evil.example"),
    ],
)
def test_an_argument_fills_its_place_and_moves_nothing(called: str, expected: str) -> None:
    reading = read(
        f'<a onclick="{called}">x</a>',
        link="a",
        link_attribute="onclick",
        link_argument=r"go\('([^']+)'\)",
        link_template="https://list.example.kr/view/{1}",
    )
    assert links(reading) == [expected]


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ("go('/a/b.html?c=1')", ["https://list.example.kr/a/b.html?c=1"]),
        ("go('a/b')", ["https://list.example.kr/a/b"]),
        ("go('/a/../../b/./c/')", ["https://list.example.kr/a/b/c/"]),
        ("go('https://list.example.kr/x')", ["https://list.example.kr/x"]),
        ("go('https://evil.example/x')", []),
        ("go('//evil.example/x')", []),
        ("go('javascript:alert(1)')", []),
        ("go('.evil.example/x')", ["https://list.example.kr/.evil.example/x"]),
    ],
)
def test_a_path_stays_on_the_host_of_its_template(called: str, expected: list[str]) -> None:
    reading = read(
        f'<a onclick="{called}">x</a>',
        may_be_empty=True,
        link="a",
        link_attribute="onclick",
        link_argument=r"go\('([^']+)'\)",
        link_template="https://list.example.kr{1:path}",
    )
    assert links(reading) == expected


def test_named_groups_and_fields_serve_templates_and_calls() -> None:
    reading = read(
        "<a href=\"javascript:v(4,'b')\">Title</a>",
        link_argument=r"v\((?P<number>\d+),'(?P<board>\w)'\)",
        link_template="https://list.example.kr/{board}/{number}",
        detail={"url": "https://list.example.kr/api/{board}?id={number}", "content": "text"},
    )
    [entry] = reading.entries
    assert entry.link == "https://list.example.kr/b/4"
    assert reading.details[entry.key].url == "https://list.example.kr/api/b?id=4"


def test_the_day_of_the_address_and_the_clock_of_the_row_make_a_date() -> None:
    described = {
        "row": "li", "date": "i", "day_pattern": r"/(\d{8})/", "date_formats": ["%Y%m%d %H:%M", "%Y%m%d"]
    }  # fmt: skip
    page = '<ul><li><i>08:30</i><a href="/x">X</a></li><li><i></i><a href="/y">Y</a></li></ul>'
    reading = read(page, "https://list.example.kr/20260310/list", **described)
    assert [entry.published.at for entry in reading.entries] == [
        datetime(2026, 3, 9, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 9, 15, 0, tzinfo=UTC),
    ]
    assert reading.entries[1].published.precision == "day"
    elsewhere = read(page, "https://list.example.kr/today", **described)
    assert elsewhere.entries[0].published.at is None


def test_posts_carry_their_text_and_their_first_words_as_title() -> None:
    page = '<div class="m"><div class="t">First line.<br>Second &amp; last.</div><a href="/1">10:00</a></div>'
    [entry] = read(page, row=".m", link="a", content=".t").entries
    assert (entry.title, entry.content) == ("First line.", ("First line.", "Second & last."))


PAGERS = {
    "one link": ("<a class=n href='?p=2'>next</a>", "a.n", "?p=2"),
    "current is no link": ("<b>1</b><a href='?p=2'>2</a><a href='?p=3'>3</a>", "a", "?p=2"),
    "in the middle": ("<a href='?p=1'>1</a><b>2</b><a href='?p=3'>3</a>", "a", "?p=3"),
    "marked by class": (
        "<a href='?p=1'>1</a><a class='on' href='?p=2'>2</a><a href='?p=3'>3</a>", "a", "?p=3"
    ),
    "marked on its holder": (
        "<i><a href='?p=1'>1</a></i><i class='page active'><a href='?p=2'>2</a></i><i><a href='?p=3'>3</a></i>",
        "a", "?p=3",
    ),
    "marked for readers": (
        "<a href='?p=1'>1</a><a aria-current='page' href='?p=2'>2</a><a href='?p=3'>3</a>", "a", "?p=3"
    ),
    "left out of the row": ("<a href='?p=1'>[1]</a><a href='?p=3'>[3]</a><a href='?p=4'>[4]</a>", "a", "?p=3"),
    "left out at the front": ("<a href='?p=2'>2</a><a href='?p=3'>3</a>", "a", "?p=2"),
    "the last of a block": (
        "<a href='?p=8'>8</a><a href='?p=9'>9</a><b>10</b><a href='?p=11'>다음</a>", "a", "?p=11"
    ),
    "the last of all": ("<a href='?p=1'>1</a><a href='?p=2'>2</a><b>3</b>", "a", None),
    "a count beside": (
        "<em>120</em><a href='?p=1'>1</a><b>2</b><a href='?p=3'>3</a>", "a", "?p=3"
    ),
    "back and on": ("<a href='?p=1'>前へ</a><a href='?p=3'>次へ</a>", "a", "?p=3"),
    "nowhere": ("<a>2</a><a href=''>3</a>", "a", None),
    "by script": ("<b>1</b><a href='javascript:go(2)'>2</a><a href='javascript:go(3)'>3</a>", "a", None),
}  # fmt: skip


@pytest.mark.parametrize("case", PAGERS)
def test_the_next_page_is_the_one_after_the_current(case: str) -> None:
    markup, css, expected = PAGERS[case]
    page = f"<p class=r><a href='/a/1'>A</a></p><div><div class=pager>{markup}</div></div>"
    reading = read(page, row=".r", next_page=f".pager {css}")
    base = "https://list.example.kr/board/list.do"
    assert reading.next_pages == ((base + expected,) if expected else ())


def test_wrapped_markup_is_read_and_what_wraps_nothing_is_named() -> None:
    row = "<li><a href='/a'>A</a></li>"
    assert links(read(json.dumps({"d": [row]}), row="li", markup_path="d")) == ["https://list.example.kr/a"]
    with pytest.raises(NotAListError, match="leads to no markup"):
        read(json.dumps({"d": 5}), row="li", markup_path="d")
    with pytest.raises(NotAListError, match="leads to no markup"):
        read(json.dumps({"d": [1]}), row="li", markup_path="join('', d)")
    with pytest.raises(NotAListError, match="not JSON"):
        read("[" * 100_000, row="li", markup_path="d")
    with pytest.raises(NotAListError, match="no <record> in it; the page is titled 'Gone'"):
        read("<html><title>Gone</title></html>", row="tr", markup_element="record")


def test_an_empty_list_is_an_error_unless_its_day_may_be_empty() -> None:
    with pytest.raises(NotAListError, match="no row of the list; the page is titled 'Board'") as caught:
        read("<title>Board</title><p>nothing", row="li")
    assert caught.value.found == "no_entries"
    assert read("<p>nothing", row="li", may_be_empty=True).entries == ()


def test_a_list_of_fifty_thousand_rows_is_cut_and_says_so() -> None:
    rows = "".join(f"<tr><td><a href='/a/{n}'>T{n}</a></td></tr>" for n in range(50_000))
    reading = read(f"<table>{rows}</table>", row="tr", link="a")
    assert (len(reading.entries), reading.cut) == (MAX_ROWS, 48_000)


def test_hostile_pages_are_refused_in_words_or_read_in_part() -> None:
    with pytest.raises(NotAListError, match="gave up"):
        read("<div>" * 20_000 + "<a href='/x'>x</a>", row="div")
    with pytest.raises(NotAListError, match="thousands of attributes"):
        read("<a " + " ".join(f"a{n}" for n in range(50_000)) + " href='/x'>x</a>", row="a")
    with pytest.raises(NotAListError):
        read("<record>" * 200_000, row="tr", markup_element="record")
    # What lies around everything is no row, though the selector takes it for one.
    wide = (
        "<div>" * 200 + "<p>words and words </p>" * 40_000 + "<div><a href='/x'>x</a></div>" + "</div>" * 200
    )
    assert links(read(wide, row="div", title="p", date="p", date_pattern=r"\d{4}")) == [
        "https://list.example.kr/x"
    ]
    pager = read("<a href='/x'>1</a>" * 60_000, row="a", next_page="a")
    assert pager.cut == 58_000


MARKUP = st.text(alphabet=st.sampled_from("<>/='\"&;#?adhilprt 0123456789\x00\ud800é中\n{}[]:"), max_size=300)
DESCRIPTIONS: list[dict[str, Any]] = [
    {"link_pattern": "a"},
    {"row": "li", "date": "i", "next_page": "a", "content": "p"},
    {
        "script_pattern": "(?P<url>[^']*)'(?P<title>[^']*)",
        "link_template": "https://x.example/{url}/{title:path}",
    },
    {"row": "tr", "markup_element": "p"},
    {"row": "li", "markup_path": "a || d"},
    {"link_argument": "(.)(.)", "link_template": "https://x.example{1:path}?{2}", "date_pattern": r"\d"},
]


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.binary(max_size=300), MARKUP), st.sampled_from(DESCRIPTIONS), st.booleans())
def test_whatever_comes_it_is_a_list_or_said_to_be_none(
    body: bytes | str, described: dict[str, Any], is_empty: bool
) -> None:
    held = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    try:
        reading = read(held, may_be_empty=is_empty, **described)
    except NotAListError:
        return
    assert all(link.startswith(("http://", "https://")) for link in links(reading))
    assert not any("\n" in link for link in links(reading))
