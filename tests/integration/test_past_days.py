"""Past days by their routes, on loopback: the items of a day are found, and little else is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.records.capture import Capture
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import monitoring_day
from scrapers.articles import Harvest, harvest
from scrapers.catalogue import load_catalogue, sources_for

from .loopback_web import Desk, Reply, Web, page, serve

pytestmark = pytest.mark.slow
CUTOFF = datetime(2026, 1, 1, 18).time()
FIRST, LAST = date(2026, 2, 20), date(2026, 3, 21)  # thirty days of news
WANTED = tuple(date(2026, 3, n) for n in (9, 10, 11))
EACH = 3  # items of a day and site, at 09:00, 12:00 and 15:00 in Seoul
JSON = (("Content-Type", "application/json"),)
XML = (("Content-Type", "application/xml"),)


def days() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def told(host: str, day: date) -> list[dict[str, str]]:
    """The day's items of a site, newest first: what the site itself would hold of them."""
    return [
        {
            "link": f"http://{host}.example.com/news/{day:%Y%m%d}-{n}",
            "title": f"Report {n} of {day:%d %B} from {host}",
            "date": f"{day}T{9 + 3 * n:02d}:00:00+09:00",
        }
        for n in reversed(range(EACH))
    ]


def newest_first(host: str) -> list[dict[str, str]]:
    return [one for day in reversed(days()) for one in told(host, day)]


def rows(items: list[dict[str, str]], more: str = "") -> bytes:
    body = "".join(
        f"<li><a href='{one['link']}'>{one['title']}</a><span>{one['date']}</span></li>" for one in items
    )
    return f"<html><body><ul>{body}</ul>{more}</body></html>".encode()


LIST: dict[str, Any] = {"row": "li", "link": "a", "date": "span", "link_pattern": "/news/"}
API: dict[str, Any] = {"items": "items", "link": "link", "title": "title", "date": "date"}
ROUTES: dict[str, dict[str, Any]] = {
    "query": {
        "route": "date_query",
        "listings": [{"url": "http://query.example.com/find?a={from:%Y-%m-%d}&b={to:%Y-%m-%d}", **LIST}],
    },
    "daily": {
        "route": "date_page",
        "listings": [{"url": "http://daily.example.com/day/{yyyymmdd}.html", **LIST}],
    },
    "paged": {
        "route": "paged_archive",
        "listings": [{"url": "http://paged.example.com/list?page={page}", **LIST}],
    },
    "linked": {
        "route": "paged_archive",
        "listings": [{"url": "http://linked.example.com/list", "next_page": "a.next", **LIST}],
    },
    "posted": {
        "route": "paged_archive",
        "apis": [
            {
                "url": "http://posted.example.com/api",
                "method": "POST",
                "body": '{"page": {page}}',
                **API,
            }
        ],
    },
    "mapped": {
        "route": "sitemap",
        "sitemaps": [
            {"url": "http://mapped.example.com/index.xml", "child_pattern": r"/map-{date:%Y-%m}\.xml$"}
        ],
    },
    "pressed": {
        "route": "wordpress",
        "apis": [
            {
                "url": "http://pressed.example.com/wp-json/wp/v2/posts?page={page}"
                "&after={from:%Y-%m-%dT00:00:00}&before={to:%Y-%m-%dT23:59:59}",
                **API,
                "items": "@",
            }
        ],
    },
}
PAGE_OF_LIST = 10


def publish(web: Web) -> None:
    """All sites, each with its articles and its way into the past, and a feed of its newest items."""
    for host in ROUTES:
        for one in newest_first(host):
            head = f"<meta property='article:published_time' content='{one['date']}'>"
            web.pages[one["link"]] = Reply(page(one["title"], head=head))
    for day in days():
        before = day - timedelta(days=1)
        both = told("query", day) + (told("query", before) if before >= FIRST else [])
        web.pages[f"http://query.example.com/find?a={before}&b={day}"] = Reply(rows(both))
        web.pages[f"http://daily.example.com/day/{day:%Y%m%d}.html"] = Reply(rows(told("daily", day)))
        posts = told("pressed", day) + (told("pressed", before) if before >= FIRST else [])
        asked = f"after={before}T00:00:00&before={day}T23:59:59"
        web.pages[f"http://pressed.example.com/wp-json/wp/v2/posts?page=1&{asked}"] = Reply(
            json.dumps(posts).encode(), headers=JSON
        )
        web.pages[f"http://pressed.example.com/wp-json/wp/v2/posts?page=2&{asked}"] = Reply(
            b'{"code": "rest_post_invalid_page_number"}', 400, JSON
        )
    for host in ("paged", "linked", "posted"):
        items = newest_first(host)
        last = -(-len(items) // PAGE_OF_LIST)
        for number in range(1, last + 1):
            part = items[(number - 1) * PAGE_OF_LIST : number * PAGE_OF_LIST]
            if host == "paged":
                web.pages[f"http://paged.example.com/list?page={number}"] = Reply(rows(part))
            elif host == "linked":
                address = "http://linked.example.com/list" + (f"/{number}" if number > 1 else "")
                web.pages[address] = Reply(rows(part, f"<a class='next' href='/list/{number + 1}'>next</a>"))
            else:
                web.pages[f'POST http://posted.example.com/api {{"page": {number}}}'] = Reply(
                    json.dumps({"items": part}).encode(), headers=JSON
                )
    months = sorted({f"{day:%Y-%m}" for day in days()})
    index = "".join(
        f"<sitemap><loc>http://mapped.example.com/map-{m}.xml</loc></sitemap>" for m in ["2025-12", *months]
    )
    web.pages["http://mapped.example.com/index.xml"] = Reply(
        f"<sitemapindex>{index}</sitemapindex>".encode(), headers=XML
    )
    for month in months:
        places = "".join(
            f"<url><loc>{one['link']}</loc><lastmod>{one['date']}</lastmod></url>"
            for one in newest_first("mapped")
            if one["date"].startswith(month)
        )
        web.pages[f"http://mapped.example.com/map-{month}.xml"] = Reply(
            f"<urlset>{places}</urlset>".encode(), headers=XML
        )


def add_sources(desk: Desk) -> None:
    for host, backfill in ROUTES.items():
        desk.add_source(host, backfill=backfill, homepage=f"http://{host}.example.com")
    desk.add_source("forgetful")  # a feed, and no way into the past


def harvested(desk: Desk, day: date) -> Harvest:
    captures = read_records(desk.home.table("captures", "kr", day), Capture)
    sources = sources_for(load_catalogue(desk.catalogue), "kr")
    return harvest(captures, sources, monitoring_day("kr", day, CUTOFF), desk.home.absolute)


@pytest.fixture(scope="module")
def backfilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Desk, list[dict[str, Any]]]]:
    """Three days of one backfill, oldest first, and the report of each crawl."""
    with serve() as web:
        publish(web)
        desk = Desk(tmp_path_factory.mktemp("past"), {"DESK_CRAWL_PROXY": web.proxy})
        add_sources(desk)
        begun = datetime.now(UTC).isoformat()
        reports = [
            desk.crawl(fetch=True, past=True, date=day.isoformat(), reuse_since=begun) for day in WANTED
        ]
        yield web, desk, reports


Backfilled = tuple[Web, Desk, list[dict[str, Any]]]


@pytest.mark.parametrize("host", ROUTES)
@pytest.mark.parametrize("day", WANTED)
def test_the_items_of_a_past_day_are_found_by_its_route(backfilled: Backfilled, host: str, day: date) -> None:
    _, desk, _ = backfilled
    found = [a for a in harvested(desk, day).articles if a.source_id == f"kr_{host}" and a.in_window]
    assert sorted(a.url for a in found) == sorted(one["link"] for one in told(host, day))
    assert {(a.day_basis, a.body_basis) for a in found} == {("published", "page")}


@pytest.mark.parametrize("host", ROUTES)
def test_no_page_of_another_day_is_fetched_and_none_twice(backfilled: Backfilled, host: str) -> None:
    web, _, _ = backfilled
    asked = [address for address, _ in web.asked if address.startswith(f"http://{host}.example.com/news/")]
    assert sorted(asked) == sorted(one["link"] for day in WANTED for one in told(host, day))


@pytest.mark.parametrize(
    ("host", "most"),
    [
        ("query", 3),  # one question a day
        ("daily", 4),  # the evening before the first day, and each day
        ("paged", 4),  # 36 to 45 items back from the newest: pages 1 to 4 …
        ("linked", 4),
        ("posted", 4),
        ("mapped", 2),  # the index and March
        ("pressed", 3),
    ],
)
def test_lists_are_asked_for_once_in_a_backfill(backfilled: Backfilled, host: str, most: int) -> None:
    web, _, _ = backfilled
    place = f"http://{host}.example.com/"
    lists = [a for a, _ in web.asked if place in a and "/news/" not in a and not a.endswith("robots.txt")]
    assert len(lists) == len(set(lists))
    assert len(lists) == most


def test_robots_txt_is_asked_for_once_in_a_backfill(backfilled: Backfilled) -> None:
    web, _, reports = backfilled
    asked = [a for a, _ in web.asked if a.endswith("/robots.txt")]
    assert sorted(asked) == sorted(f"http://{host}.example.com/robots.txt" for host in ROUTES)
    assert reports[0]["reused_now"] == 0
    assert reports[1]["reused_now"] > 0


def test_feeds_that_keep_no_history_are_not_asked_about_the_past(backfilled: Backfilled) -> None:
    web, _, _ = backfilled
    assert [a for a, _ in web.asked if "forgetful" in a or a.endswith("/rss.xml")] == []


def test_the_archive_of_each_day_gives_the_same_bytes_again(backfilled: Backfilled) -> None:
    web, desk, _ = backfilled
    asked = len(web.asked)
    for day in WANTED:
        table = desk.home.table("captures", "kr", day)
        before = table.read_bytes()
        assert desk.crawl(date=day.isoformat())["fetched_now"] == 0
        assert table.read_bytes() == before
    assert len(web.asked) == asked


def test_a_list_that_was_reused_is_a_capture_with_its_own_instant(backfilled: Backfilled) -> None:
    """It says when the answer was given, which crawl asked for the day, and where the bytes lie."""
    _, desk, _ = backfilled
    first, second = (
        read_records(desk.home.table("captures", "kr", day), Capture) for day in (WANTED[0], WANTED[1])
    )
    original = next(c for c in first if c.url.endswith("paged.example.com/list?page=1"))
    again = next(c for c in second if c.url == original.url)
    assert (again.revisit_of, again.fetched_at) == (original.capture_id, original.fetched_at)
    assert (again.collected_for, original.collected_for) == (str(WANTED[1]), str(WANTED[0]))
    assert (again.warc_file, again.status) == (original.warc_file, 200)


def test_an_undated_item_of_a_backfill_is_not_of_the_day_that_it_was_made_for(
    tmp_path: Path,
) -> None:
    with serve() as web:
        desk = Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy})
        desk.add_source(
            "bare",
            backfill={
                "route": "paged_archive",
                "listings": [{"url": "http://bare.example.com/list?page={page}", "link_pattern": "/n/"}],
            },
        )
        web.pages["http://bare.example.com/list?page=1"] = Reply(
            b"<a href='/n/1'>Without a date anywhere</a>"
        )
        web.pages["http://bare.example.com/n/1"] = Reply(page("Without a date anywhere"))
        desk.crawl(fetch=True, past=True, date=WANTED[0].isoformat())
        [article] = harvested(desk, WANTED[0]).articles
    assert (article.published_at, article.in_window, article.day_basis) == (None, False, "first_seen")
    assert article.monitoring_date >= datetime.now(UTC).date().isoformat()


def test_a_day_that_is_asked_again_at_once_asks_nobody_and_stays_as_it_was(backfilled: Backfilled) -> None:
    web, desk, _ = backfilled
    asked, day = len(web.asked), WANTED[0]
    table = desk.home.table("captures", "kr", day)
    before = table.read_bytes()
    since = (datetime.now(UTC) - timedelta(hours=24)).isoformat()
    report = desk.crawl(fetch=True, past=True, date=day.isoformat(), reuse_since=since)
    assert (report["fetched_now"], len(web.asked)) == (0, asked)
    assert report["reused_now"] > 0
    assert table.read_bytes() == before
