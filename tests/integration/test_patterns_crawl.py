"""A world with one source per way of publishing, crawled by the real process and harvested; then read again from the
archive alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from briefing.records.capture import Capture
from briefing.taxonomy.countries import monitoring_day
from scrapers.articles import Harvest, harvest
from scrapers.catalogue import load_catalogue
from tests.sources.patterns.world import AT, DATE, SINCE, Answer, Expected, Pattern, load_patterns

from .loopback_web import Desk, Reply, Web, page, serve

pytestmark = pytest.mark.slow
PATTERNS = load_patterns()


class World(dict[str, Any]):
    """The answers of all patterns; a POST is matched by its body, and some answers come with a cookie only."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        super().__init__()
        self.answers = [answer for pattern in patterns for answer in pattern.answers]
        for pattern in patterns:
            for expected in pattern.entries:
                self[expected.link] = Reply(page(expected.title or first(expected), *text_of(expected)))

    def get(self, asked: str, default: Any = None) -> Any:
        method, url, body = asked.split(" ", 2) if asked.startswith("POST ") else ("GET", asked, "")
        found = next((a for a in self.answers if a.answers(url, method, body)), None)
        return answer_with(found) if found is not None else super().get(asked, default)


def answer_with(answer: Answer) -> Any:
    def reply(headers: dict[str, str]) -> Reply:
        if answer.needs_cookie and headers.get("cookie") != answer.needs_cookie:
            return Reply(b"who are you?", 400)
        sent = [("Content-Type", answer.content_type)]
        if answer.cookie:
            sent.append(("Set-Cookie", answer.cookie))
        return Reply(answer.body, headers=tuple(sent))

    return reply


def first(expected: Expected) -> str:
    return (expected.text or "").split(",")[0][:60]


def text_of(expected: Expected) -> list[str]:
    return [expected.text, f"{expected.text} {expected.text}"] if expected.text else ["An older item."]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Web]]:
    root = tmp_path_factory.mktemp("patterns")
    with serve() as web:
        web.pages = World(PATTERNS)
        desk = Desk(root, {"DESK_CRAWL_PROXY": web.proxy})
        for pattern in PATTERNS:
            given = {key: value for key, value in pattern.given.items() if key != "name"}
            desk.add_source(pattern.name, **{"feeds": [], **given})
        report = desk.crawl(fetch=True, clock=AT.isoformat())
        assert not report["faults"]
        yield desk, web


def harvested(desk: Desk, captures: Sequence[Capture]) -> Harvest:
    sources = list(load_catalogue(desk.catalogue).values())
    return harvest(
        captures, sources, monitoring_day("kr", date.fromisoformat(DATE), time(18)), desk.home.absolute
    )


def test_every_pattern_gives_its_entries_dates_and_texts(crawled: tuple[Desk, Web]) -> None:
    desk, _ = crawled
    captures = desk.captures()
    found = harvested(desk, captures)
    unread = {c.url: c.detail for c in captures if c.fault and c.outcome == "fetched"}
    assert unread == {}
    for pattern in PATTERNS:
        entries = {e.link: e for e in found.entries if e.source_id == f"kr_{pattern.name}"}
        articles = {a.url: a for a in found.articles if a.source_id == f"kr_{pattern.name}" and a.is_latest}
        assert sorted(entries) == sorted(e.link for e in pattern.entries), pattern.name
        for expected in pattern.entries:
            entry, article = entries[expected.link], articles[expected.link]
            assert entry.title == expected.title, pattern.name
            if expected.at is not None:
                assert entry.published_at == expected.at, pattern.name
            # An undated entry belongs to the day that saw it; a day without a time to the day it begins in.
            assert article.in_window == (expected.at is None or expected.at >= SINCE), pattern.name
            if expected.text is not None:
                assert expected.text in "\n".join(article.paragraphs), (pattern.name, article)
                assert article.title, pattern.name


def test_what_lies_in_a_frame_is_the_text_of_its_page(crawled: tuple[Desk, Web]) -> None:
    desk, _ = crawled
    captures = [c for c in desk.captures() if c.source_id == "kr_frame_pdf" and c.role == "page"]
    outer, inner = sorted(captures, key=lambda c: bool(c.entry_key))
    assert inner.url == "http://niyamak.example.in/data/attachdocs/mar-2026/177.pdf"
    assert inner.found_in == outer.capture_id
    [article] = [a for a in harvested(desk, desk.captures()).articles if a.source_id == "kr_frame_pdf"]
    assert article.page_capture_id == inner.capture_id
    assert "viewer" not in "\n".join(article.paragraphs)


def test_nothing_but_pages_is_asked_for(crawled: tuple[Desk, Web]) -> None:
    """No media, no page of a post whose text is known, nothing behind a script link, no list twice."""
    _, web = crawled
    asked = [address for address, _ in web.asked]
    assert not [a for a in asked if a.endswith((".mp3", ".jpg")) or "quangcao" in a or "watch?v" in a]
    assert not [a for a in asked if a.startswith("http://t.example.me/gaonport/")]
    assert not [a for a in asked if "/bbs/P0" in a or "2026-02-1.xml" in a]
    posts = [a for a in asked if a.startswith("POST ")]
    assert len(posts) == len(set(posts)) == 5
    assert asked.count("http://khabar.example.in/sitemap/index.xml") == 1


def test_the_archive_alone_gives_the_same_captures(crawled: tuple[Desk, Web], tmp_path: Path) -> None:
    desk, web = crawled
    before, asked = desk.captures(), len(web.asked)
    table = desk.table.read_bytes()
    desk.crawl(fetch=False)
    assert desk.table.read_bytes() == table
    # As another's archive, in a home that never crawled.
    other = Desk(tmp_path)
    shutil.copytree(desk.catalogue, other.catalogue)
    [warc] = list(desk.home.crawls("kr", date.fromisoformat(DATE)).glob("*.warc.gz"))
    copy = shutil.copy(warc, tmp_path / "theirs.warc.gz")
    other.crawl(fetch=False, own=False, archives=[str(copy)])
    assert len(web.asked) == asked
    again = {c.capture_id: c for c in other.captures() if c.outcome == "fetched"}
    for capture in (c for c in before if c.outcome == "fetched"):
        same = again[capture.capture_id]
        assert (same.url, same.role, same.seed, same.request_key) == (
            capture.url, capture.role, capture.seed, capture.request_key,
        )  # fmt: skip
        assert (same.payload_digest, same.entry_key) == (capture.payload_digest, capture.entry_key)
    mine, theirs = harvested(desk, before), harvested(other, other.captures())
    assert [(a.item_id, a.content_digest, a.published_at) for a in mine.articles] == [
        (a.item_id, a.content_digest, a.published_at) for a in theirs.articles if a.source_id != "none"
    ]


class Endless(dict[str, Any]):
    """A calendar whose every page names the next, an index of sitemaps whose every index names another, a list that
    leads back to itself, a prefetch that leads elsewhere, and a frame in a frame."""

    def get(self, asked: str, default: Any = None) -> Any:
        number = asked.rsplit("/", 1)[-1]
        if asked.startswith("http://calendar.example.com/page/"):
            row = f"<li><a href='/a/{number}'>N</a> <i>2026-03-10</i></li>"
            return Reply(f"<ul>{row}</ul><a class=next href='/page/{int(number) + 1}'>next</a>".encode())
        if asked.startswith("http://index.example.com/map/"):
            more = f"<sitemap><loc>http://index.example.com/map/{int(number) + 1}</loc></sitemap>"
            again = f"<sitemap><loc>{asked}</loc></sitemap>"
            return Reply(
                f"<sitemapindex>{more}{again}</sitemapindex>".encode(),
                headers=(("Content-Type", "text/xml"),),
            )
        if asked == "http://self.example.com/list":
            return Reply(b"<li><a href='/list'>This list</a></li><a class=next href='/list'>next</a>")
        if asked == "http://moved.example.com/start":
            return Reply(b"<script src='//evil.example.net/list'></script>")
        if asked.startswith("http://framed.example.com/"):
            return Reply(
                b"<li><a href='/page/1'>Framed</a> <i>2026-03-10</i></li><iframe src='http://framed.example.com/page/2'>"
            )
        return super().get(asked, default)


def test_what_has_no_end_is_bounded(tmp_path: Path) -> None:
    with serve() as web:
        web.pages = Endless()
        desk = Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy})
        rows = {"row": "li", "date": "i"}
        calendar = {
            "url": "http://calendar.example.com/page/1",
            "next_page": "a.next",
            "max_pages": 4,
            **rows,
        }
        desk.add_source("calendar", feeds=[], listings=[calendar])
        desk.add_source("index", feeds=[], sitemaps=[{"url": "http://index.example.com/map/1"}])
        to_itself = {"url": "http://self.example.com/list", "next_page": "a.next", **rows}
        desk.add_source("self", feeds=[], listings=[to_itself])
        picks = {"place": {"css": "script", "attribute": "src"}}
        moved = {"url": "http://moved.example.com{place:path}", "link": "a"}
        desk.add_source(
            "moved",
            feeds=[],
            listings=[{**moved, "prefetch": {"url": "http://moved.example.com/start", "picks": picks}}],
        )
        desk.add_source(
            "framed", feeds=[], listings=[{"url": "http://framed.example.com/list", **rows}],
            article={"frame": "iframe", "written": "2026-03-10"},
        )  # fmt: skip
        desk.crawl(fetch=True, clock=AT.isoformat())
        asked = [address for address, _ in web.asked if not address.endswith("robots.txt")]
    assert sum("calendar.example.com/page/" in a for a in asked) == 4
    assert sum("index.example.com" in a for a in asked) == 4  # the index and three steps behind it
    assert asked.count("http://self.example.com/list") == 1
    assert not any("evil" in a for a in asked)
    assert [a for a in asked if "framed" in a] == [
        "http://framed.example.com/list",
        "http://framed.example.com/page/1",
        "http://framed.example.com/page/2",
    ]
    start = desk.capture_of("http://moved.example.com/start")
    assert start.detail.startswith("place leads to another host")
