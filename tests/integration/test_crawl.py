"""The real crawler against a real web on loopback: manners, faults, limits, and the archive that comes of it."""

from __future__ import annotations

import gzip
import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from scrapers.archive.index import read_visits
from scrapers.archive.reading import read_response
from scrapers.crawl import CrawlJob

from .loopback_web import DATE, HTML, Desk, Reply, Web, item, page, rss, serve

pytestmark = pytest.mark.slow
FEED = (("Content-Type", "application/rss+xml"),)


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Desk:
    return Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy, "DESK_CONTACT": "https://desk.example.org/crawler"})


def pages_of(host: str, *names: str) -> list[str]:
    return [f"http://{host}.example.com/{name}" for name in names]


def publish(web: Web, host: str, *addresses: str) -> None:
    """A feed that lists the addresses, and a page for each that has none yet."""
    web.pages[f"http://{host}.example.com/rss.xml"] = Reply(
        rss(*(item(a, f"News {a[-1]}") for a in addresses)), headers=FEED
    )
    for address in addresses:
        web.pages.setdefault(address, Reply(page(f"News {address[-1]}")))


def test_a_day_of_manners_and_faults(web: Web, desk: Desk) -> None:
    """One crawl over many hosts, since starting one takes most of the time of it."""
    # good: fetched, in full, with gzip; 404; redirects; a loop; one to file:; cut short
    good = pages_of("good", "plain", "gzip", "gone", "moved", "loop", "tofile", "short", "empty")
    publish(web, "good", *good)
    plain, packed, gone, moved, loop, tofile, short, empty = good
    target = page("News packed")
    web.pages[packed] = Reply(
        gzip.compress(target), headers=(("Content-Type", HTML), ("Content-Encoding", "gzip"))
    )
    web.pages[gone] = Reply(b"gone", 404)
    web.pages[moved] = Reply(b"", 301, (("Location", "/hop"),))
    web.pages["http://good.example.com/hop"] = Reply(
        b"", 302, (("Location", "http://elsewhere.example.com/end"),)
    )
    web.pages["http://elsewhere.example.com/end"] = Reply(page("The end of the way"))
    web.pages[loop] = Reply(b"", 302, (("Location", loop + "2"),))
    web.pages[loop + "2"] = Reply(b"", 302, (("Location", loop),))
    web.pages[tofile] = Reply(b"", 302, (("Location", "file:///etc/passwd"),))
    web.pages[short] = Reply(b"<p>half", claimed=5000)
    web.pages[empty] = Reply(b"")
    # robots: one that forbids a folder, one that fails, one that is missing
    web.pages["http://strict.example.com/robots.txt"] = Reply(
        b"User-agent: CountryDesk\nDisallow: /private/\n"
    )
    strict = pages_of("strict", "private/a", "public/b")
    publish(web, "strict", *strict)
    web.pages["http://broken.example.com/robots.txt"] = Reply(b"oops", 500)
    publish(web, "broken", *pages_of("broken", "a"))
    # limits: slow, large, a bomb
    limits = pages_of("limits", "slow", "large", "bomb")
    publish(web, "limits", *limits)
    slow, large, bomb = limits
    web.pages[slow] = Reply(b"x" * 1000, drip=0.1)
    web.pages[large] = Reply(b"x" * 300_000)
    web.pages[bomb] = Reply(
        gzip.compress(b"\0" * 3_000_000), headers=(("Content-Type", HTML), ("Content-Encoding", "gzip"))
    )
    # feeds that are none
    web.pages["http://page.example.com/rss.xml"] = Reply(page("Maintenance"))
    web.pages["http://absent.example.com/rss.xml"] = Reply(b"", 404)
    for name in ("good", "strict", "broken", "limits", "page", "absent"):
        desk.add_source(name)
    # a listing: links by pattern, and a listing that is a file
    desk.add_source(
        "list",
        feeds=[],
        listings=[
            {"url": "http://list.example.com/{yyyymmdd}/", "link_pattern": "/n/"},
            {"url": "http://list.example.com/all.pdf", "link_pattern": "/n/"},
        ],
    )
    links = (b"/n/1?utm_source=x", b"/about", b"http://[bad", b"javascript:/n/")
    links_page = b"".join(b"<a href='%s'>link</a>" % link for link in links)
    web.pages["http://list.example.com/20260310/"] = Reply(links_page)
    web.pages["http://list.example.com/n/1?utm_source=x"] = Reply(page("News one"))
    web.pages["http://list.example.com/all.pdf"] = Reply(
        b"%PDF-1.4", headers=(("Content-Type", "application/pdf"),)
    )

    desk.environment |= {"DESK_CRAWL_TIMEOUT_SECONDS": "2", "DESK_CRAWL_MAX_BYTES": "200000"}
    report = desk.crawl(fetch=True)
    assert report["faults"] == []
    said = {c.url: (c.outcome, c.status, c.detail) for c in desk.captures()}

    assert said[plain] == said[packed] == ("fetched", 200, "")
    assert said[gone][:2] == ("fetched", 404)
    assert desk.capture_of(moved).final_url == "http://elsewhere.example.com/end"
    assert said[moved] == ("fetched", 200, "")
    assert said[tofile][:2] == ("fetched", 302)
    assert said[short][0] == "failed"
    assert said[empty] == ("fetched", 200, "")
    loops = [c for c in desk.captures() if c.url == loop]
    assert {c.outcome for c in loops} <= {"fetched", "failed"}
    assert not [c for c in loops if c.status == 200]
    assert web.times(loop) <= 6

    assert said[strict[0]][0] == "refused_by_robots"
    assert said[strict[1]] == ("fetched", 200, "")
    assert web.times(strict[0]) == 0
    assert said["http://broken.example.com/rss.xml"][0] == "refused_by_robots"
    assert not [a for a, _ in web.asked if a.startswith("http://broken.") and not a.endswith("robots.txt")]

    assert said[slow][0] == "failed"
    assert "TimeoutError" in said[slow][2] or "imeout" in said[slow][2]
    assert said[large][0] == "failed"
    assert said[bomb][0] == "failed"

    assert "not a feed; it begins with" in said["http://page.example.com/rss.xml"][2]
    assert said["http://absent.example.com/rss.xml"][1] == 404

    assert said["http://list.example.com/20260310/"] == ("fetched", 200, "")
    assert said["http://list.example.com/20260309/"][1] == 404
    assert "not a page of links but application/pdf" in said["http://list.example.com/all.pdf"][2]
    assert [u for u in said if "/n/" in u] == ["http://list.example.com/n/1?utm_source=x"]
    listing = desk.capture_of("http://list.example.com/20260310/")
    assert desk.capture_of("http://list.example.com/n/1?utm_source=x").found_in == listing.capture_id

    # every request says who asks
    agents = {headers["user-agent"] for _, headers in web.asked}
    assert len(agents) == 1
    assert agents.pop().endswith("(+https://desk.example.org/crawler)")
    assert not [headers for _, headers in web.asked if "cookie" in headers]

    # what was answered lies in the archive as it was sent
    stored = desk.capture_of(packed)
    assert stored.warc_file is not None
    assert stored.warc_offset is not None
    response = read_response(desk.home.absolute(stored.warc_file), stored.warc_offset)
    assert response.body == target
    assert response.payload == web.pages[packed].body
    assert response.digest == stored.payload_digest

    # the archive alone gives the same table
    before = desk.table.read_bytes()
    asked = len(web.asked)
    again = desk.crawl()
    assert (again["fetched_now"], again["failed_now"]) == (0, 0)
    assert desk.table.read_bytes() == before
    assert len(web.asked) == asked


def test_a_second_crawl_of_the_day_asks_only_for_what_may_be_new(web: Web, desk: Desk) -> None:
    old, changed, undated, new = pages_of("daily", "o", "c", "u", "n")
    feed = "http://daily.example.com/rss.xml"
    desk.add_source("daily")
    for address in (old, changed, undated, new):
        web.pages[address] = Reply(page(f"News {address[-1]}"))
    web.pages[feed] = Reply(
        rss(
            item(old, "News o"),
            item(changed, "News c"),
            item(undated, "News u", None),
            item(old + "?utm_source=x", "News o"),
        ),
        headers=FEED,
    )
    first = desk.crawl(fetch=True, clock=f"{DATE}T01:00:00Z")
    updated = "<updated xmlns='http://www.w3.org/2005/Atom'>2026-03-10T02:30:00Z</updated>"
    web.pages[feed] = Reply(
        rss(
            item(old, "News o"),
            item(changed, "News c", more=updated),
            item(undated, "News u", None),
            item(new, "News n"),
        ),
        headers=FEED,
    )
    web.pages[changed] = Reply(page("News c, corrected"))
    second = desk.crawl(fetch=True, clock=f"{DATE}T03:00:00Z")
    assert [web.times(a) for a in (old, changed, undated, new)] == [1, 2, 2, 1]
    assert web.times(old + "?utm_source=x") == 0
    assert (first["failed_now"], second["failed_now"]) == (0, 0)
    assert len(second["archives"]) == 2
    assert len([c for c in desk.captures() if c.role == "feed"]) == 2
    assert len([c for c in desk.captures() if c.url == changed]) == 2

    # the same crawl under the same clock is recognised as made
    before = desk.table.read_bytes()
    third = desk.crawl(fetch=True, clock=f"{DATE}T03:00:00Z")
    assert third["fetched_now"] == 0
    assert desk.table.read_bytes() == before


def test_a_page_of_two_sources_is_fetched_once_and_counted_for_both(web: Web, desk: Desk) -> None:
    shared = "http://wire.example.com/n/1"
    web.pages[shared] = Reply(page("News 1"))
    for name in ("first", "second"):
        desk.add_source(name)
        web.pages[f"http://{name}.example.com/rss.xml"] = Reply(rss(item(shared, "News 1")), headers=FEED)
    desk.crawl(fetch=True)
    assert web.times(shared) == 1
    assert sorted(c.source_id for c in desk.captures() if c.url == shared) == ["kr_first", "kr_second"]


def test_a_full_disk_ends_the_crawl_with_an_error_and_keeps_what_was_written(web: Web, desk: Desk) -> None:
    desk.add_source("daily")
    publish(web, "daily", *pages_of("daily", *"abcdefghij"))
    for address in pages_of("daily", *"abcdefghij"):
        web.pages[address] = Reply(page("News") + address.encode() * 2000)
    room = 12_000

    def little_room() -> None:
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (room, room)
        )  # the system's error is EFBIG, as good as a full disk

    done = desk.start(fetch=True, prepare=little_room)
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert not desk.table.exists()
    [left] = desk.home.crawls("kr", date.fromisoformat(DATE)).iterdir()
    assert left.name.endswith(".open")
    desk.crawl()
    assert desk.captures()
    [recovered] = desk.home.crawls("kr", date.fromisoformat(DATE)).iterdir()
    assert read_visits(recovered)[1] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"country": "xx"}, "country 'xx' is not configured; configured are kr"),
        ({"archives": ["nowhere.warc.gz"]}, "nowhere.warc.gz: no such WARC file"),
    ],
)
def test_a_job_that_cannot_be_done_is_named(desk: Desk, change: dict[str, object], message: str) -> None:
    desk.add_source("daily")
    done = desk.start(**change)
    assert done.returncode != 0
    assert message in done.stderr
    assert not desk.table.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"as_of": "2026-03-10T00:00:00"}, "needs a time zone"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_job_that_is_none_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CrawlJob.model_validate({"country": "kr", "date": DATE, "fetch": False} | change)


def test_a_wrong_catalogue_is_named(desk: Desk) -> None:
    desk.add_source("daily", kind="newspaper")
    done = desk.start()
    assert done.returncode != 0
    assert "kr/daily.yml" in done.stderr
    assert "kind" in done.stderr


def test_a_day_without_captures_is_an_empty_table(desk: Desk) -> None:
    desk.add_source("daily")
    assert desk.crawl()["captures"] == 0
    assert desk.captures() == []
