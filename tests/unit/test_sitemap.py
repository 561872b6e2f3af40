"""Sitemaps: inventories of which only the news of the day is wanted, and indexes that could lead anywhere."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.records.seed import Sitemap
from scrapers.extraction.seed_reading import NotAListError, SeedReading
from scrapers.extraction.sitemap import MAX_ADDRESSES, MAX_BYTES, MAX_CHILDREN, read_sitemap

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SINCE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
ADDRESS = "https://map.example.kr/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(
    body: str | bytes, *, dates: tuple[date, ...] = (date(2026, 3, 10),), **described: str
) -> SeedReading:
    return read_sitemap(
        Sitemap(url=ADDRESS, **described),  # type: ignore[arg-type]
        body.encode() if isinstance(body, str) else body,
        content_type="text/xml",
        address=ADDRESS,
        timezone="Asia/Seoul",
        at=AT,
        since=SINCE,
        dates=dates,
    )


def urls(*places: tuple[str, str]) -> str:
    held = "".join(f"<url><loc>{loc}</loc><lastmod>{changed}</lastmod></url>" for loc, changed in places)
    return f"<urlset {NS}>{held}</urlset>"


def index(*places: tuple[str, str]) -> str:
    held = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in places)
    return f"<sitemapindex {NS}>{held}</sitemapindex>"


def test_only_what_changed_since_is_an_entry_and_its_change_is_no_publication() -> None:
    reading = read(
        urls(
            ("https://map.example.kr/new", "2026-03-10T08:00:00+09:00"),
            ("https://map.example.kr/new", "2026-03-10T08:30:00+09:00"),
            ("https://map.example.kr/day", "2026-03-09"),
            ("https://map.example.kr/old", "2026-03-08"),
            ("https://map.example.kr/undated", ""),
            ("javascript:alert(1)", "2026-03-10"),
            ("//map.example.kr/x", "2026-03-10"),
        )
    )
    assert [e.link for e in reading.entries] == ["https://map.example.kr/new", "https://map.example.kr/day"]
    assert all(e.published.at is None and e.updated.at is not None for e in reading.entries)
    assert reading.passed_over == 5


def test_children_are_those_of_the_dates_else_those_that_changed_newest_first() -> None:
    places = index(
        ("https://map.example.kr/2026-02.xml", "2026-03-01"),
        ("https://map.example.kr/2026-03.xml", "2026-03-09"),
        ("https://map.example.kr/live.xml", "2026-03-10"),
        ("data:text/xml,x", "2026-03-10"),
    )
    assert read(places).children == ("https://map.example.kr/live.xml", "https://map.example.kr/2026-03.xml")
    assert read(places, child_pattern=r"/{date:%Y-%m}\.xml$").children == (
        "https://map.example.kr/2026-03.xml",
    )


def test_an_index_that_names_itself_or_thousands_is_bounded() -> None:
    assert read(index((ADDRESS, "2026-03-10"))).children == (ADDRESS,)  # the crawl asks for no address twice
    many = read(index(*((f"https://map.example.kr/{n}.xml", "2026-03-10") for n in range(3000))))
    assert len(many.children) == MAX_CHILDREN
    assert many.passed_over == 3000 - MAX_CHILDREN


def test_gzip_is_unpacked_within_bounds() -> None:
    packed = gzip.compress(urls(("https://map.example.kr/a", "2026-03-10")).encode())
    assert len(read(packed).entries) == 1
    with pytest.raises(NotAListError, match="inflates beyond"):
        read(gzip.compress(b" " * (MAX_BYTES + 1)))
    with pytest.raises(NotAListError, match="damaged gzip"):
        read(b"\x1f\x8b\x08\x00garbage")


def test_a_plain_list_of_addresses_is_a_sitemap_and_a_page_is_none() -> None:
    reading = read("https://map.example.kr/2026/03/10/a\nftp://x/\nhttps://map.example.kr/b\n")
    assert [e.link for e in reading.entries] == ["https://map.example.kr/2026/03/10/a"]
    for page in ("<html><head><title>Home</title></head></html>", "no address at all", "", "<rss></rss>"):
        with pytest.raises(NotAListError):
            read(page)


def test_entities_are_not_expanded_and_too_many_addresses_are_cut() -> None:
    head = '<!DOCTYPE urlset [<!ENTITY a "https://map.example.kr/a">]>'
    bomb = f"{head}<urlset {NS}><url><loc>&a;</loc></url></urlset>"
    assert read(bomb).entries == ()
    many = urls(*((f"https://map.example.kr/{n}", "2026-03-10") for n in range(MAX_ADDRESSES + 5)))
    assert len(read(many).entries) == MAX_ADDRESSES


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/urlsetocmapind&;#x\"'= \n2026-310", max_size=300).map(str.encode),
        st.lists(st.text(max_size=30), max_size=4).map(
            lambda locs: urls(*((x, x) for x in locs)).encode("utf-8", "replace")
        ),
        st.binary(max_size=60).map(lambda body: b"\x1f\x8b" + body),
    )
)
def test_whatever_comes_it_is_a_sitemap_or_said_to_be_none(body: bytes) -> None:
    try:
        reading = read(body)
    except NotAListError:
        return
    assert all(entry.link.startswith(("http://", "https://")) for entry in reading.entries)
