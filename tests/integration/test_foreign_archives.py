"""Archives that somebody else made: pages of many hosts and no feed, matched to sources, dated by themselves."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from briefing.records.capture import Capture
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import monitoring_day
from scrapers.archive.import_index import SUFFIX
from scrapers.archive.importing import import_archive
from scrapers.articles import NO_ARTICLE, Harvest, harvest
from scrapers.catalogue import load_catalogue, sources_for

from .loopback_web import Desk, page

pytestmark = pytest.mark.slow
DAYS = tuple(date(2026, 3, n) for n in (9, 10, 11))
PAPER, WIRE = "https://www.paper.example.com", "https://news.wire.example.com"
CITY = "https://city.example.com"


def dated(title: str, day: date, hour: int = 12) -> bytes:
    written = f"{day}T{hour:02d}:00:00+09:00"
    return page(title, head=f"<meta property='article:published_time' content='{written}'>")


def front(name: str) -> bytes:
    links = "".join(
        f"<li><a href='/story/{n}'>Headline number {n} about something that happened in town {n * 7}</a></li>"
        for n in range(60)
    )
    return f"<html><head><title>{name}</title></head><body><ul>{links}</ul></body></html>".encode()


class Foreign:
    """A WARC file as a news crawler writes it: a warcinfo, and response records only."""

    def __init__(self, path: Path, *, gzip: bool = True) -> None:
        self._stream = path.open("wb")
        self._writer = WARCWriter(self._stream, gzip=gzip)
        info = self._writer.create_warcinfo_record(path.name, {"software": "a crawler of our invention"})
        self._writer.write_record(info)

    def add(
        self,
        url: str,
        day: date,
        body: bytes,
        *,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (),
        digest: str | None = None,
        hours: int = 6,
    ) -> None:
        """A response captured some hours into a day (UTC)."""
        at = datetime(day.year, day.month, day.day, hours, tzinfo=UTC)
        http = StatusAndHeaders(
            status, [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1"
        )
        told = {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"} | ({"WARC-Payload-Digest": digest} if digest else {})
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=told
        )
        if digest:
            record.rec_headers.replace_header("WARC-Payload-Digest", digest)
        self._writer.write_record(record)
        self.last = record

    def add_revisit(self, url: str, day: date) -> None:
        """The same bytes as the record before, a day later."""
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(days=1)
        headers = self.last.rec_headers
        revisit = self._writer.create_revisit_record(
            url, headers["WARC-Payload-Digest"], url, headers["WARC-Date"],
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"},
        )  # fmt: skip
        self._writer.write_record(revisit)

    def close(self) -> None:
        self._stream.close()


def write(path: Path, *, gzip: bool = True) -> Path:
    """Three days of two papers and a city, between strangers."""
    archive = Foreign(path, gzip=gzip)
    for day in DAYS:
        for n in range(2):
            archive.add(f"{PAPER}/story/{day:%m%d}{n}", day, dated(f"Paper {n} of {day}", day))
        archive.add(f"https://stranger{day.day}.example.org/a", day, dated("Nobody's", day))
        archive.add(f"{PAPER}/", day, front("The Paper"))
    chunks = dated("Sent in chunks", DAYS[1])
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(chunks), chunks)
    archive.add(f"{WIRE}/w/chunked", DAYS[1], chunked, headers=[("Transfer-Encoding", "chunked")])
    packed = globals()["gzip"].compress(dated("Sent packed", DAYS[1]), mtime=0)
    archive.add(f"{WIRE}/w/packed", DAYS[1], packed, headers=[("Content-Encoding", "gzip")])
    archive.add(f"{WIRE}/w/again", DAYS[1], dated("Seen twice", DAYS[1]))
    archive.add_revisit(f"{WIRE}/w/again", DAYS[1])
    for _ in range(2):
        archive.add(f"{WIRE}/w/copied", DAYS[1], dated("Written twice", DAYS[1]))
    archive.add(f"{WIRE}/w/lying", DAYS[1], dated("With a wrong digest", DAYS[1]), digest="sha1:" + "A" * 32)
    archive.add(f"{WIRE}/w/gone", DAYS[1], b"gone", status="404 Not Found")
    archive.add(f"{CITY}/english/press/77", DAYS[1], dated("The city in English", DAYS[1]))
    archive.add(f"{CITY}/press/12", DAYS[1], dated("The city in Korean", DAYS[1]))
    archive.close()
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("foreign"), {"DESK_CRAWL_PROXY": "http://127.0.0.1:9"})
    desk.add_source("paper", homepage=PAPER, feeds=[f"{PAPER}/rss.xml"])
    desk.add_source("wire", homepage="https://wire.example.com", feeds=["https://wire.example.com/rss.xml"])
    for name, folder in (("city_en", "/english"), ("city_ko", "")):
        listing = {"url": f"{CITY}{folder}/press/list.do?page={{page}}", "row": "li", "link": "a"}
        homepage = f"{CITY}{folder}/"
        desk.add_source(name, kind="city_state", homepage=homepage, feeds=[], listings=[listing])
    imported = import_archive(desk.home, write(desk.root / "foreign.warc.gz"))
    for day in DAYS:
        desk.crawl(date=day.isoformat(), archives=[desk.home.relative(imported)])
    yield desk


def captures_of(desk: Desk, day: date) -> list[Capture]:
    return read_records(desk.home.table("captures", "kr", day), Capture)


def harvested(desk: Desk, day: date) -> Harvest:
    monitored = monitoring_day("kr", day, datetime(2026, 1, 1, 18).time())
    sources = sources_for(load_catalogue(desk.catalogue), "kr")
    return harvest(captures_of(desk, day), sources, monitored, desk.home.absolute)


@pytest.mark.parametrize("day", DAYS)
def test_pages_are_matched_by_host_and_dated_by_themselves(desk: Desk, day: date) -> None:
    found = [a for a in harvested(desk, day).articles if a.in_window and a.source_id == "kr_paper"]
    assert sorted(a.title for a in found) == [f"Paper {n} of {day}" for n in range(2)]
    assert {a.day_basis for a in found} == {"published"}
    assert not [c for c in captures_of(desk, day) if "stranger" in c.url]


def test_a_host_below_that_of_a_source_is_the_sources(desk: Desk) -> None:
    found = [a for a in harvested(desk, DAYS[1]).articles if a.source_id == "kr_wire" and a.in_window]
    assert sorted(a.title for a in found) == [
        "Seen twice", "Sent in chunks", "Sent packed", "With a wrong digest", "Written twice",
    ]  # fmt: skip
    assert all(a.paragraphs for a in found)
    assert [a.version for a in found] == [1] * 5


def test_two_sources_of_one_host_are_told_apart_by_folder(desk: Desk) -> None:
    owners = {a.url: a.source_id for a in harvested(desk, DAYS[1]).articles if "city." in a.url}
    assert owners == {
        f"{CITY}/english/press/77": "kr_city_en",
        f"{CITY}/press/12": "kr_city_ko",
    }


def test_front_pages_are_passed_over_in_words_and_are_no_items(desk: Desk) -> None:
    """A front page has no date: it is of the day that saw it first, with all that was captured of it since."""
    found = harvested(desk, DAYS[0])
    pages = {c.capture_id: c.url for c in captures_of(desk, DAYS[0])}
    assert [pages[identifier] for identifier, _ in found.passed_over] == [f"{PAPER}/"] * 3
    assert {reason for _, reason in found.passed_over} == {NO_ARTICLE}
    assert f"{PAPER}/" not in {a.url for a in found.articles}
    assert found.problems == ()


def test_a_day_visits_its_own_pages_only(desk: Desk) -> None:
    for day in DAYS:
        assert {c.url for c in captures_of(desk, day) if "/story/" in c.url} == {
            f"{PAPER}/story/{day:%m%d}{n}" for n in range(2)
        }


def test_every_page_is_in_one_place_on_each_day(desk: Desk) -> None:
    for day in DAYS:
        found = harvested(desk, day)
        pages = {c.url for c in captures_of(desk, day) if c.role == "page" and c.status == 200}
        passed = {c.url for c in captures_of(desk, day) if c.capture_id in dict(found.passed_over)}
        assert pages == {a.url for a in found.articles} | passed


def test_a_file_is_read_once_however_many_days_look_into_it(desk: Desk) -> None:
    [index] = desk.home.imports.glob(f"*{SUFFIX}")
    before = index.stat().st_mtime_ns
    table = desk.home.table("captures", "kr", DAYS[0])
    rows = table.read_bytes()
    [imported] = desk.home.imports.glob("*.warc.gz")
    desk.crawl(date=DAYS[0].isoformat(), archives=[desk.home.relative(imported)])
    assert index.stat().st_mtime_ns == before
    assert table.read_bytes() == rows


@pytest.mark.parametrize("form", ["plain", "whole"])
def test_a_file_that_is_not_compressed_by_record_is_taken_all_the_same(
    desk: Desk, tmp_path: Path, form: str
) -> None:
    plain = write(tmp_path / "same.warc", gzip=False)
    if form == "whole":
        packed = tmp_path / "same.warc.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
        plain = packed
    imported = import_archive(desk.home, plain)
    assert imported.name.endswith("-same.warc.gz")
    try:
        report = desk.crawl(date=DAYS[1].isoformat(), archives=[desk.home.relative(imported)])
        assert report["faults"] == []
        titles = {a.title for a in harvested(desk, DAYS[1]).articles if a.in_window}
    finally:
        imported.unlink()
        imported.with_name(imported.name + SUFFIX).unlink()
    assert {"Sent in chunks", "Seen twice", "The city in Korean", f"Paper 1 of {DAYS[1]}"} <= titles
