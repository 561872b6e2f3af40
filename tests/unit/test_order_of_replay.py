"""A replay gives the same rows whatever is read first: what led where is settled by the archive and not by speed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from scrapy.http import Request
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from briefing.records.capture import Capture
from briefing.records.frame import to_frame
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from briefing.storage.tables import write_table
from scrapers.archive.holdings import Holdings
from scrapers.archive.index import ArchiveError, read_visits
from scrapers.archive.replay import ArchiveOrigin, ReplayDownloadHandler
from scrapers.archive.writing import ArchiveWriter
from scrapers.spiders.seed import SeedSpider
from scrapers.workers import InlineWorkers

from .record_samples import source

T = TypeVar("T")
DAY = MonitoringDay(country="kr", date=date(2026, 3, 10), timezone="Asia/Seoul", cutoff=time(18, 0))
AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
SITE = "https://daily.example.com"
LISTS = 30


class SlowWorkers(InlineWorkers):
    """Some readings take longer than others."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def submit(self, function: Callable[..., T], /, **arguments: Any) -> Future[T]:
        done = super().submit(function, **arguments)
        late: Future[T] = Future()

        def settle() -> None:
            error = done.exception()
            if error is not None:
                late.set_exception(error)
            else:
                late.set_result(done.result())

        asyncio.get_running_loop().call_later(self.chance.random() / 50, settle)
        return late


async def replay(spider: SeedSpider, chance: random.Random) -> None:
    """What the engine of Scrapy does, with reads of the archive that come in any order."""
    handler = ReplayDownloadHandler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 1_000_000}))
    running: set[asyncio.Task[None]] = set()

    def begin(request: Request) -> None:
        running.add(asyncio.ensure_future(answer(request)))

    async def answer(request: Request) -> None:
        await asyncio.sleep(chance.random() / 50)
        try:
            response = await handler.download_request(request)
        except ArchiveError as error:
            failure: Any = Failure(error)  # type: ignore[no-untyped-call]
            failure.request = request
            spider._missed(failure)
            return
        response.request = request
        following = spider._arrived(response, **request.cb_kwargs)
        if following is not None:
            async for one in following:
                begin(one)

    async for request in spider.start():
        begin(request)
    while running:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        running -= done
        for task in done:
            task.result()


def feed(*names: str) -> bytes:
    items = "".join(
        f"<item><title>News {name}</title><link>{SITE}/{name}</link>"
        "<pubDate>Tue, 10 Mar 2026 10:00:00 +0900</pubDate></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>".encode()


def index(*names: str) -> bytes:
    places = "".join(f"<sitemap><loc>{SITE}/{name}</loc></sitemap>" for name in names)
    return (
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{places}</sitemapindex>".encode()
    )


def places(*names: str) -> bytes:
    rows = "".join(
        f"<url><loc>{SITE}/{name}</loc><lastmod>2026-03-10T02:00:00Z</lastmod></url>" for name in names
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>".encode()


def listing(*names: str, following: str = "") -> bytes:
    rows = "".join(
        f"<li><a href='/{name}'>News {name} of the day</a> <i>2026-03-10</i></li>" for name in names
    )
    link = f"<a class='next' href='{following}'>2</a>" if following else ""
    return f"<html><body><ul>{rows}</ul>{link}</body></html>".encode()


@pytest.fixture
def daily() -> Source:
    rows = {"row": "li", "link": "a", "date": "i", "next_page": "a.next", "max_pages": 3}
    return source(
        feeds=tuple(f"{SITE}/feed{number}.xml" for number in range(LISTS - 6)),
        listings=(
            {"url": f"{SITE}/list0", **rows},
            {"url": f"{SITE}/list1", **rows},
            {"url": f"{SITE}/list2", **rows},
        ),
        sitemaps=tuple({"url": f"{SITE}/map{number}.xml"} for number in range(3)),
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Thirty lists that share links, each captured twice; one has a next page, which another links as an article."""
    target = tmp_path / "a.warc.gz"
    html, xml = "text/html; charset=utf-8", "application/xml"
    answers: dict[str, list[tuple[str, bytes]]] = {}
    for number in range(LISTS - 6):
        names = [
            f"n/{number}",
            f"n/{number + 1}",
            "n/all",
            "n/gone",
            "list1?page=2",
            f"n/utm?utm_source={number}",
        ]
        answers[f"feed{number}.xml"] = [(xml, feed(*names)), (xml, feed("n/late", *names[number % 4 :]))]
    answers |= {
        "list0": [(html, listing("n/0", "n/all")), (html, listing("n/late", "n/0"))],
        "list1": [(html, listing("n/1", "n/all", following="/list1?page=2"))] * 2,
        "list1?page=2": [(html, listing("n/second", "n/2")), (html, b"<html><body>closed</body></html>")],
        "list2": [(html, listing("n/second", "n/3", following="/list1?page=2"))] * 2,
        # One sitemap at three depths, and at the greatest of them it leads no further.
        "map0.xml": [(xml, index("a.xml", "deep.xml"))],
        "map1.xml": [(xml, index("b.xml"))],
        "map2.xml": [(xml, index("deep.xml", "not-there.xml"))],
        "a.xml": [(xml, index("b.xml"))],
        "b.xml": [(xml, index("deep.xml"))],
        "deep.xml": [(xml, index("leaf.xml"))],
        "leaf.xml": [(xml, places("n/leaf", "n/all"))],
    }
    for name in ("0", "1", "2", "all", "late", "second", "leaf", "utm"):
        answers[f"n/{name}"] = [(html, b"<html><body><p>Some text.</p></body></html>")]
    with ArchiveWriter(target, {}, AT) as writer:
        for place, (name, versions) in enumerate(sorted(answers.items())):
            seconds = 9 if name == "list2" else place % 5
            for hour, (kind, body) in enumerate(versions):
                writer.write_exchange(
                    url=f"{SITE}/{name}", at=AT + timedelta(hours=hour, seconds=seconds), method="GET",
                    request_target="/", request_headers=[], status_line="HTTP/1.1 200 OK",
                    response_headers=[("Content-Type", kind)], payload=body,
                )  # fmt: skip
    return target


def rows_of(archive: Path, daily: Source, seed: int) -> list[Capture]:
    chance = random.Random(seed)
    origin = ArchiveOrigin(
        Holdings(read_visits(archive)[0]), country="kr", date="2026-03-10", name_file=lambda path: path.name
    )
    spider = SeedSpider(sources=[daily], day=DAY, origin=origin, workers=SlowWorkers(chance))
    asyncio.run(replay(spider, chance))
    return origin.captures


def test_the_table_is_the_same_bytes_whatever_is_read_first(
    archive: Path, daily: Source, tmp_path: Path
) -> None:
    tables = []
    for seed in range(8):
        rows = rows_of(archive, daily, seed)
        write_table(tmp_path / "captures.parquet", to_frame(rows, Capture), Capture)
        tables.append((tmp_path / "captures.parquet").read_bytes())
    assert len(set(tables)) == 1


def test_the_class_of_a_miss_is_that_of_the_crawl(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "a.warc.gz", {}, AT) as writer:
        for name, outcome, fault in (
            ("rss.xml", "failed", "TimeoutError"),
            ("b.xml", "failed", ""),  # of a crawl that did not say it
            ("c.xml", "refused_by_robots", ""),
        ):
            writer.write_miss(url=f"{SITE}/{name}", at=AT, outcome=outcome, detail="words", fault=fault)
    feeds = tuple(f"{SITE}/{name}.xml" for name in ("rss", "b", "c"))
    rows = rows_of(tmp_path / "a.warc.gz", source(feeds=feeds), 1)
    assert {(row.url.rpartition("/")[2], row.outcome, row.fault) for row in rows} == {
        ("rss.xml", "failed", "TimeoutError"),
        ("b.xml", "failed", "failed"),
        ("c.xml", "refused_by_robots", "refused_by_robots"),
    }


def test_the_earliest_that_led_to_an_address_is_named(archive: Path, daily: Source) -> None:
    rows = rows_of(archive, daily, 1)
    by_id = {row.capture_id: row for row in rows}
    named: dict[str, list[Any]] = {}
    for row in rows:
        parent = by_id.get(row.found_in or "")
        named.setdefault(row.url.removeprefix(f"{SITE}/"), []).append(
            (row.role, row.seed, parent and parent.url.removeprefix(f"{SITE}/"), row.outcome, row.detail[:12])
        )
    assert named["list1"] == [("listing", "listings/1", None, "fetched", "")] * 2
    # A list is one, also where a feed links it as an article; of what it became, its row says so.
    assert named["list1?page=2"] == [
        ("listing", "listings/1", "list1", "fetched", ""),
        ("listing", "listings/1", "list1", "fetched", named["list1?page=2"][1][4]),
    ]
    assert named["list1?page=2"][1][4]
    assert named["n/leaf"] == [("page", "sitemaps/0", "leaf.xml", "fetched", "")]
    assert named["not-there.xml"] == [("sitemap", "sitemaps/2", "map2.xml", "not_in_archive", "the archive ")]
    for name in ("n/all", "n/gone"):
        [(_, _, parent, _, _)] = named[name]
        leaders = [
            r for r in rows if r.url.startswith(f"{SITE}/feed") and r.fetched_at < AT + timedelta(minutes=1)
        ]
        first = min(leaders, key=lambda r: (r.fetched_at, r.capture_id))
        assert parent == first.url.removeprefix(f"{SITE}/")
    [gone] = [row for row in rows if row.url == f"{SITE}/n/gone"]
    assert gone.fetched_at == by_id[gone.found_in or ""].fetched_at
