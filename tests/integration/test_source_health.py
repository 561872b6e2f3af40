"""Days of a small web on loopback, crawled by the real crawler: what happens to a source is told on the right day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.frame import to_frame
from briefing.records.source_day import SourceDay
from briefing.storage.tables import read_records, write_table
from briefing.taxonomy.countries import monitoring_day
from orchestration.assets.source_days import judge_stored_day, unwell_table
from scrapers.articles import harvest
from scrapers.catalogue import load_catalogue

from .loopback_web import Desk, Reply, Web, item, page, rss, serve

pytestmark = pytest.mark.slow
FEED = (("Content-Type", "application/rss+xml"),)
FIRST = date(2026, 3, 10)
HOSTS = ("steady", "removed", "frozen", "html", "repaired", "weekly", "refused", "empty", "home")


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


def publish(web: Web, host: str, at: datetime, number: int) -> None:
    """A feed whose newest entry came out two hours before ``at``; the ones of the two days before follow."""
    entries = []
    for back in range(3):
        address = f"http://{host}.example.com/n/{number - back}"
        published = at - timedelta(hours=2 + 24 * back)
        entries.append(item(address, f"Port report {number - back} of {host}", published.isoformat()))
        web.pages.setdefault(address, Reply(page(f"Port report {number - back} of {host}")))
    web.pages[f"http://{host}.example.com/rss.xml"] = Reply(rss(*entries), headers=FEED)


def change(web: Web, day: int, at: datetime) -> None:
    """What the web is like on a day, counted from 0. On days 0 and 1 all is well."""
    for host in HOSTS:
        if host not in ("frozen", "weekly") or day == 0:
            publish(web, host, at, 100 + day)
    if day < 2:
        return
    front = Reply(page("The front page"))
    web.pages["http://removed.example.com/rss.xml"] = Reply(b"gone", 404)
    web.pages["http://html.example.com/rss.xml"] = front
    if day < 4:
        notice = page("Scheduled maintenance", "We will be back soon.")
        web.pages["http://repaired.example.com/rss.xml"] = Reply(notice)
    web.pages["http://refused.example.com/rss.xml"] = Reply(b"no", 403)
    web.pages["http://empty.example.com/rss.xml"] = Reply(rss(), headers=FEED)
    for address in list(web.pages):
        if address.startswith("http://home.example.com/n/"):
            web.pages[address] = front


def live_a_day(desk: Desk, web: Web, day: int) -> dict[str, SourceDay]:
    """Crawl the day at an hour before its cut-off, extract it, and judge its sources."""
    today = monitoring_day("kr", FIRST + timedelta(days=day), time(18, 0))
    at = today.end_at - timedelta(hours=1)
    change(web, day, at)
    desk.crawl(date=today.date.isoformat(), fetch=True, clock=at.astimezone(UTC).isoformat())
    sources = list(load_catalogue(desk.catalogue).values())
    captures = read_records(desk.home.table("captures", "kr", today.date), Capture)
    found = harvest(captures, sources, today, desk.home.absolute)
    write_table(desk.home.table("entries", "kr", today.date), to_frame(found.entries, Entry), Entry)
    write_table(desk.home.table("articles", "kr", today.date), to_frame(found.articles, Article), Article)
    rows = judge_stored_day(desk.home, sources, today)
    write_table(desk.home.table("source_days", "kr", today.date), to_frame(rows, SourceDay), SourceDay)
    assert "| source | state |" in unwell_table(rows) or day < 2
    return {row.source_id.removeprefix("kr_"): row for row in rows}


def test_what_happens_to_a_source_is_told_on_its_day(tmp_path: Path, web: Web) -> None:
    desk = Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy, "DESK_EGRESS": "loopback"})
    for host in HOSTS:
        weekly = host == "weekly"
        desk.add_source(
            host,
            languages=["en"],
            cadence="weekly" if weekly else "daily",
            healthy_day={"min_items": 0, "max_items": 50, "silence_hours": 240 if weekly else 36},
        )
    days = [live_a_day(desk, web, day) for day in range(5)]
    states = {host: [day[host].state for day in days] for host in HOSTS}
    assert states == {
        "steady": ["healthy"] * 5,
        "removed": ["healthy", "healthy", "degraded", "degraded", "dead"],
        "frozen": ["healthy", "healthy", "late", "late", "late"],  # 26 hours, then 50
        "html": ["healthy", "healthy", "degraded", "degraded", "dead"],
        "repaired": ["healthy", "healthy", "degraded", "degraded", "healthy"],
        "weekly": ["healthy"] * 5,
        "refused": ["healthy", "healthy", "blocked", "blocked", "blocked"],
        "empty": ["healthy", "healthy", "degraded", "late", "late"],  # 26 hours, then 50
        "home": ["healthy", "healthy", "healthy", "healthy", "degraded"],
    }
    turned = days[2]
    assert {host: turned[host].fault for host in HOSTS} == {
        "steady": "",
        "removed": "http_404",
        "frozen": "frozen",
        "html": "html",
        "repaired": "maintenance",
        "weekly": "",
        "refused": "http_403",
        "empty": "empty_list",
        "home": "",
    }
    assert "The front page" in turned["html"].evidence
    assert "through loopback" in turned["refused"].evidence
    assert all(row.state_since == "2026-03-12" for row in turned.values() if row.fault)
    steady = days[4]["steady"]
    assert (steady.found, steady.new, steady.in_window, steady.latency_minutes) == (3, 1, 1, 120.0)
    assert steady.egress == "loopback" and steady.fetch_ms is None  # under a set clock nothing is timed
    told = {(host, day[host].date[-2:], day[host].state) for day in days for host in HOSTS if day[host].alert}
    assert told == {
        ("removed", "13", "degraded"),
        ("removed", "14", "dead"),
        ("html", "13", "degraded"),
        ("html", "14", "dead"),
        ("frozen", "12", "late"),
        ("repaired", "13", "degraded"),  # its end, when it has lasted three days
        ("refused", "13", "blocked"),
        ("empty", "13", "late"),
    }


def test_the_time_that_an_exchange_took_is_kept_where_time_is_the_networks(tmp_path: Path, web: Web) -> None:
    desk = Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy})
    desk.add_source("steady")
    address = "http://steady.example.com/rss.xml"
    web.pages[address] = Reply(rss(), headers=FEED, wait=0.2)
    desk.crawl(fetch=True)
    took = desk.capture_of(address).fetch_ms
    assert took is not None and took >= 200
