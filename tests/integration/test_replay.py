"""A replay of archives that somebody else made: all captures count, nothing is fetched, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing.records.capture import Capture
from briefing.records.monitoring_day import MonitoringDay
from briefing.taxonomy.countries import monitoring_day
from scrapers.archive.writing import ArchiveWriter
from scrapers.articles import Harvest, harvest
from scrapers.catalogue import load_catalogue, sources_for

from .loopback_web import DATE, Desk, item, page, rss

pytestmark = pytest.mark.slow
NINE = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://daily.example.com"
FEED = f"{SITE}/rss.xml"


def write(path: Path, *visits: tuple[datetime, str, int, bytes, list[tuple[str, str]]]) -> None:
    with ArchiveWriter(path, {}, NINE) as writer:
        for at, url, status, body, headers in visits:
            writer.write_exchange(
                url=url, at=at, method="GET", request_target="/", request_headers=[],
                status_line=f"HTTP/1.1 {status} X", payload=body,
                response_headers=[("Content-Type", "text/html; charset=utf-8"), *headers],
            )  # fmt: skip


def archived(root: Path) -> list[str]:
    """Two files of one day: a feed captured three times, pages with and without change, a redirect, and gaps."""
    both = [
        item(f"{SITE}/n/edited", "Edited"),
        item(f"{SITE}/n/moved", "Moved"),
        item(f"{SITE}/n/same", "Same"),
    ]
    gone, bad = item(f"{SITE}/n/gone", "Gone"), item("http://[bad/", "Bad link")
    old = item(f"{SITE}/n/old", "Old", "2026-03-01")
    write(
        root / "first.warc.gz",
        (NINE, FEED, 200, rss(*both, old), []),
        (NINE, f"{SITE}/n/edited", 200, page("Edited"), []),
        (NINE, f"{SITE}/n/same", 200, page("Same"), []),
        (NINE, f"{SITE}/n/moved", 301, b"", [("Location", "/n/there")]),
        (NINE, f"{SITE}/n/there", 200, page("Moved"), []),
        (NINE, f"{SITE}/n/old", 200, page("Old"), []),
        (
            NINE,
            "http://www.plain.example.com/rss.xml",
            301,
            b"",
            [("Location", "https://www.plain.example.com/rss.xml")],
        ),
        (
            NINE,
            "https://www.plain.example.com/rss.xml",
            200,
            rss(item("https://www.plain.example.com/1", "Plain")),
            [],
        ),
    )
    write(
        root / "second.warc.gz",
        (NINE + HOUR, FEED, 503, b"busy", []),
        (NINE + 2 * HOUR, FEED, 200, rss(*both, gone, bad), []),
        (
            NINE + 2 * HOUR,
            f"{SITE}/n/edited",
            200,
            page("Edited", "It is corrected: " + "another text. " * 20),
            [],
        ),
        (NINE + 2 * HOUR, f"{SITE}/n/same", 200, page("Same"), []),
        (NINE + 3 * HOUR, FEED, 200, page("Maintenance"), []),
        (NINE + 3 * HOUR, "https://pages.example.com/a/1", 200, page("Found in no feed"), []),
        (NINE + 3 * HOUR, "https://pages.example.com/about", 200, page("About us"), []),
        (NINE + 3 * HOUR, "https://stranger.example.com/", 200, page("Nobody asked"), []),
    )
    return [str(root / "first.warc.gz"), str(root / "second.warc.gz")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Replayed once for all tests. No address of it could be reached: there is no network in a replay."""
    desk = Desk(tmp_path_factory.mktemp("replay"), {"DESK_CRAWL_PROXY": "http://127.0.0.1:9"})
    desk.add_source("daily", feeds=[FEED])
    desk.add_source("plain", feeds=["http://www.plain.example.com/rss.xml"])
    desk.add_source("silent", feeds=["https://silent.example.com/rss.xml"])
    desk.add_source(
        "pages", feeds=["https://pages.example.com/rss.xml"], archived_pages=[r"pages\.example\.com/a/\d+$"]
    )
    desk.crawl(archives=archived(desk.root))
    yield desk


def visits_of(desk: Desk, address: str) -> list[Capture]:
    return [c for c in desk.captures() if c.url == address]


def harvested(desk: Desk) -> Harvest:
    day: MonitoringDay = monitoring_day("kr", date.fromisoformat(DATE), datetime(2026, 1, 1, 18).time())
    return harvest(
        desk.captures(), sources_for(load_catalogue(desk.catalogue), "kr"), day, desk.home.absolute
    )


def test_every_capture_of_a_feed_counts(desk: Desk) -> None:
    feed = visits_of(desk, FEED)
    assert [(c.fetched_at, c.status) for c in feed] == [
        (NINE, 200), (NINE + HOUR, 503), (NINE + 2 * HOUR, 200), (NINE + 3 * HOUR, 200),
    ]  # fmt: skip
    assert [bool(c.detail) for c in feed] == [False, False, False, True]
    assert "not a feed; it begins with" in feed[-1].detail


def test_every_capture_of_a_page_counts(desk: Desk) -> None:
    assert [c.fetched_at for c in visits_of(desk, f"{SITE}/n/edited")] == [NINE, NINE + 2 * HOUR]
    versions = [a for a in harvested(desk).articles if a.url == f"{SITE}/n/edited"]
    assert [(a.version, a.paragraphs[0][:15]) for a in versions] == [
        (1, "Edited: paragra"),
        (2, "It is corrected"),
    ]
    assert len([a for a in harvested(desk).articles if a.url == f"{SITE}/n/same"]) == 1


def test_pages_of_other_days_are_not_followed(desk: Desk) -> None:
    assert visits_of(desk, f"{SITE}/n/old") == []
    [old] = [a for a in harvested(desk).articles if a.title == "Old"]
    assert (old.in_window, old.monitoring_date) == (False, "2026-03-01")


def test_a_redirect_is_followed_within_the_archive(desk: Desk) -> None:
    [moved] = visits_of(desk, f"{SITE}/n/moved")
    assert (moved.status, moved.final_url, moved.outcome) == (200, f"{SITE}/n/there", "fetched")


def test_a_redirect_from_http_to_https_is_followed_too(desk: Desk) -> None:
    [feed] = visits_of(desk, "http://www.plain.example.com/rss.xml")
    assert (feed.status, feed.final_url) == (200, "https://www.plain.example.com/rss.xml")


def test_what_the_archive_lacks_is_said(desk: Desk) -> None:
    missing = {c.url: c for c in desk.captures() if c.outcome == "not_in_archive"}
    assert set(missing) == {
        f"{SITE}/n/gone", "https://www.plain.example.com/1", "https://silent.example.com/rss.xml",
        "https://pages.example.com/rss.xml",
    }  # fmt: skip
    assert all(
        c.warc_file is None and c.payload_digest is None and c.status is None for c in missing.values()
    )
    [gone] = [a for a in harvested(desk).articles if a.title == "Gone"]
    assert (gone.page_state, gone.body_basis) == ("not_in_archive", "none")


def test_pages_that_no_feed_lists_are_taken_where_the_source_says_so(desk: Desk) -> None:
    assert [c.url for c in desk.captures() if c.source_id == "kr_pages" and c.role == "page"] == [
        "https://pages.example.com/a/1"
    ]


def test_every_entry_is_an_item(desk: Desk) -> None:
    found = harvested(desk)
    titles = {e.title for e in found.entries if e.feed_url}
    assert titles == {"Edited", "Moved", "Same", "Gone", "Bad link", "Old", "Plain"}
    assert {e.item_id for e in found.entries} == {a.item_id for a in found.articles}
    assert [e.readings for e in found.entries if e.title == "Same"] == [2]


def test_each_row_leads_to_its_bytes(desk: Desk) -> None:
    assert harvested(desk).problems == tuple(
        (c.capture_id, c.detail)
        for c in desk.captures()
        if c.role == "feed" and c.detail and c.outcome == "fetched"
    )


def test_files_in_another_order_or_twice_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    before = desk.table.read_bytes()
    files = [str(desk.root / "second.warc.gz"), str(desk.root / "first.warc.gz")]
    (desk.root / "third.warc.gz").write_bytes((desk.root / "first.warc.gz").read_bytes())
    report = desk.crawl(archives=[*files, str(desk.root / "third.warc.gz")])
    assert desk.table.read_bytes() == before
    assert report["fetched_now"] == 0


def test_as_of_hides_what_was_captured_later(desk: Desk) -> None:
    whole = desk.table.read_bytes()
    try:
        desk.crawl(
            archives=[str(desk.root / "first.warc.gz"), str(desk.root / "second.warc.gz")],
            as_of="2026-03-10T01:00:00Z",
        )
        assert max(c.fetched_at for c in desk.captures()) == NINE + HOUR
        assert [c.status for c in visits_of(desk, FEED)] == [200, 503]
        assert [a.version for a in harvested(desk).articles if a.title == "Edited"] == [1]
        assert not [e for e in harvested(desk).entries if e.title == "Gone"]
    finally:
        desk.table.write_bytes(whole)


def test_a_cut_archive_is_named_and_the_rest_is_replayed(desk: Desk) -> None:
    whole = desk.table.read_bytes()
    cut = desk.root / "cut.warc.gz"
    cut.write_bytes((desk.root / "first.warc.gz").read_bytes()[:-30])
    try:
        report = desk.crawl(archives=[str(cut)])
        [fault] = report["faults"]
        assert (Path(fault["file"]).name, fault["reason"]) == ("cut.warc.gz", "cut in the middle of a record")
        assert len(visits_of(desk, f"{SITE}/n/same")) == 1
    finally:
        desk.table.write_bytes(whole)


def test_an_archive_that_is_none_leaves_the_table_alone(desk: Desk) -> None:
    before = desk.table.read_bytes()
    text = desk.root / "text.warc.gz"
    text.write_text("no archive")
    done = desk.start(archives=[str(text)])
    assert done.returncode != 0
    assert "text.warc.gz: not a WARC file" in done.stderr
    assert desk.table.read_bytes() == before
