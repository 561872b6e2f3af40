"""Manners against real servers on loopback: robots.txt, pauses, "later", conditions, opt-out. Named after the faults
that they answer."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from briefing.taxonomy.countries import monitoring_day
from scrapers.archive.index import read_visits
from scrapers.articles import harvest
from scrapers.catalogue import load_catalogue, sources_for

from .loopback_web import DATE, HTML, Desk, Reply, Web, item, page, rss, serve

pytestmark = pytest.mark.slow
FEED = (("Content-Type", "application/rss+xml"),)
HOSTS = ("busy", "unsaid", "broken")
Answer = Reply | Callable[[dict[str, str]], Reply]


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Desk:
    return Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy})


def at(host: str, name: str) -> str:
    return f"http://{host}.example.com/{name}"


def publish(
    web: Web, desk: Desk, host: str, *names: str, robots: Answer | None = None, **source: Any
) -> list[str]:
    """A source whose feed lists pages of these names; their addresses."""
    desk.add_source(host.replace("-", "_"), homepage=at(host, ""), feeds=[at(host, "rss.xml")], **source)
    addresses = [at(host, name) for name in names]
    web.pages[at(host, "rss.xml")] = Reply(rss(*(item(a, f"News {a[-1]}") for a in addresses)), headers=FEED)
    for address in addresses:
        web.pages[address] = Reply(page(f"News {address[-1]}"))
    if robots is not None:
        web.pages[at(host, "robots.txt")] = robots
    return addresses


def in_turn(*replies: Reply) -> Callable[[dict[str, str]], Reply]:
    """One reply after the other, the last for ever."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def on_condition(reply: Reply, tag: str) -> Callable[[dict[str, str]], Reply]:
    """A reply with an ETag, and 304 for who has it already."""
    headers = (*reply.headers, ("ETag", tag))
    return lambda asked: (
        Reply(b"", 304, (("ETag", tag),))
        if asked.get("if-none-match") == tag
        else Reply(reply.body, reply.status, headers)
    )


def spans(web: Web, host: str, *, besides: str = "robots.txt") -> list[tuple[float, float]]:
    """When requests to a host came and were answered, in order."""
    found = [(a, z) for url, a, z in web.when if url.startswith(at(host, "")) and not url.endswith(besides)]
    return sorted(found)


def gaps(web: Web, host: str) -> list[float]:
    """Seconds from each answer of a host to its next request."""
    times = spans(web, host)
    return [after[0] - before[1] for before, after in pairwise(times)]


def outcomes(desk: Desk) -> dict[str, tuple[str, int | None, str]]:
    return {c.url: (c.outcome, c.status, c.detail) for c in desk.captures()}


def test_22_23_24_what_a_robots_txt_means(web: Web, desk: Desk) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: CountryDesk\nDisallow: /no*\nAllow: /not\n"
    failing = publish(web, desk, "failing", "a", robots=Reply(b"User-agent: *\nAllow: /\n", 500))
    silent = publish(web, desk, "silent", "a", robots=Reply(b"User-agent: *\nAllow: /\n", wait=8))
    circling = publish(web, desk, "circling", "a", robots=Reply(b"", 302, (("Location", "/robots.txt?"),)))
    web.pages[at("circling", "robots.txt?")] = Reply(b"", 302, (("Location", "/robots.txt"),))
    web.pages[at("circling", "robots.txt")] = Reply(b"", 302, (("Location", at("circling", "robots.txt?")),))
    far = publish(web, desk, "far", "yes", "no1", "not2", robots=Reply(b"", 301, (("Location", "/r1"),)))
    for hop in range(1, 5):
        web.pages[at("far", f"r{hop}")] = Reply(b"", 302, (("Location", f"/r{hop + 1}"),))
    web.pages[at("far", "r5")] = Reply(b"\xef\xbb\xbf" + rules)
    filling = b"# nothing to see in this line of a very long file\n" * 14_000
    huge = publish(
        web, desk, "huge", "yes", "no1", "late2",
        robots=Reply(rules + filling + b"\nUser-agent: CountryDesk\nDisallow: /late\n"),
    )  # fmt: skip
    assert len(filling) > 600_000
    absent = publish(web, desk, "absent", "a", robots=Reply(b"User-agent: *\nDisallow: /\n", 403))
    desk.environment["DESK_CRAWL_TIMEOUT_SECONDS"] = "3"
    report = desk.crawl(fetch=True)
    said = outcomes(desk)

    for host, words in (("failing", "answered 500"), ("silent", "imeout"), ("circling", "redirect")):
        outcome, _, detail = said[at(host, "rss.xml")]
        # A host that does not answer at all forbids nothing; it is not asked all the same.
        assert outcome == ("failed" if host == "silent" else "refused_by_robots")
        assert words in detail
        assert any(host in sentence for sentence in report["manners"])
    for address in (*failing, *silent, *circling):
        assert web.times(address) == 0
    assert web.times(at("circling", "robots.txt")) <= 6  # itself and five redirects
    for addresses in (far, huge):
        assert said[addresses[0]][:2] == ("fetched", 200)
        assert said[addresses[1]][0] == "refused_by_robots"
        assert said[addresses[2]][:2] == ("fetched", 200)
        assert web.times(addresses[1]) == 0
    assert said[absent[0]][:2] == ("fetched", 200)
    for host in ("far", "huge", "absent"):  # once in a crawl, whatever the number of pages
        assert web.times(at(host, "robots.txt")) == 1
    archived = {v.url for file in report["archives"] for v in read_visits(desk.home.absolute(file))[0]}
    assert {at("far", "robots.txt"), at("far", "r5"), at("huge", "robots.txt")} <= archived


def test_the_pause_is_the_longest_that_anyone_asks_for(web: Web, desk: Desk) -> None:
    publish(web, desk, "plain", *"abcd")
    publish(web, desk, "calm", *"abc", robots=Reply(b"User-agent: CountryDesk\nCrawl-delay: 0.9\n"))
    publish(web, desk, "rated", *"ab", robots=Reply(b"User-agent: *\nRequest-rate: 1/1\n"))
    publish(web, desk, "gentle", *"abc", delay_seconds=0.7)
    publish(web, desk, "greedy", "a", robots=Reply(b"User-agent: *\nCrawl-delay: 9000\n"))
    desk.environment |= {"DESK_CRAWL_DELAY_SECONDS": "0.2", "DESK_CRAWL_BUDGET_SECONDS": "30"}
    report = desk.crawl(fetch=True)
    for host, least, count in (("plain", 0.2, 5), ("calm", 0.9, 4), ("rated", 1.0, 3), ("gentle", 0.7, 4)):
        assert len(spans(web, host)) == count, host
        assert min(gaps(web, host)) >= least - 0.02, host
    assert min(gaps(web, "plain")) < 0.7  # nobody waits for another host's pause
    assert [s for s in report["manners"] if "9000" in s]
    outcome, _, detail = outcomes(desk)[at("greedy", "rss.xml")]
    assert outcome == "not_asked"
    assert "time ends before" in detail


def test_25_a_host_that_says_later_is_asked_later(web: Web, desk: Desk) -> None:
    for host, refusal in (
        ("busy", Reply(b"busy", 429, (("Retry-After", "2"),))),
        ("unsaid", Reply(b"busy", 503)),
    ):
        shared = in_turn(refusal, Reply(page("News")))
        for address in publish(web, desk, host, *"abc"):
            web.pages[address] = shared  # whichever is asked first is refused
    broken = publish(web, desk, "broken", "a")[0]
    web.pages[broken] = in_turn(Reply(b"oops", 502), Reply(page("News a")))
    desk.crawl(fetch=True)
    for host in ("busy", "unsaid"):
        _, refused, *others = gaps(web, host)
        assert refused >= 1.95  # the whole host waits, not the one request
        assert min(others) >= 0.95  # and goes on more slowly
        assert sorted(web.times(at(host, name)) for name in "abc") == [1, 1, 2]
    assert web.times(broken) == 2
    statuses = {host: [c.status for c in desk.captures() if c.url.startswith(at(host, ""))] for host in HOSTS}
    assert {host: sorted(s or 0 for s in each) for host, each in statuses.items()} == {
        "busy": [200, 200, 200, 200, 429],
        "unsaid": [200, 200, 200, 200, 503],
        "broken": [200, 200, 502],
    }


def test_25_a_longer_wish_is_kept_by_the_next_crawl(web: Web, desk: Desk) -> None:
    pages = publish(web, desk, "closed", *"abcd")
    other = publish(web, desk, "open", "a")
    shared = in_turn(Reply(b"closed", 503, (("Retry-After", "7200"),)), Reply(page("News")))
    for address in pages:
        web.pages[address] = shared
    desk.environment["DESK_CRAWL_BUDGET_SECONDS"] = "60"
    report = desk.crawl(fetch=True, clock=f"{DATE}T01:00:00Z")
    said = outcomes(desk)
    asked = len(spans(web, "closed"))
    assert asked == 2
    assert said[other[0]][:2] == ("fetched", 200)
    [refused] = [a for a in pages if web.times(a)]
    assert said[refused][:2] == ("fetched", 503)
    for address in pages:
        if address != refused:
            assert said[address][0] == "not_asked"
            assert f"{DATE}T03:00:00Z" in said[address][2]
    assert any(f"{DATE}T03:00:00Z" in sentence for sentence in report["manners"])

    again = desk.crawl(fetch=True, clock=f"{DATE}T02:30:00Z")
    assert len(spans(web, "closed", besides="nothing")) == asked + 1  # robots.txt of the first crawl
    assert any("closed" in sentence for sentence in again["manners"])
    feeds = [c for c in desk.captures() if c.url == at("closed", "rss.xml")]
    assert {c.outcome for c in feeds} == {"fetched", "not_asked"}

    desk.crawl(fetch=True, clock=f"{DATE}T03:00:01Z")
    assert sorted(web.times(a) for a in pages) == [1, 1, 1, 2]


def test_26_a_slow_host_is_asked_more_slowly(web: Web, desk: Desk) -> None:
    pages = publish(web, desk, "slow", *"abc")
    for address in pages:
        web.pages[address] = Reply(page("News"), wait=0.8)
    quick = publish(web, desk, "quick", *"abc")
    desk.crawl(fetch=True)
    assert min(gaps(web, "slow")[1:]) >= 0.75
    assert min(gaps(web, "quick")[1:]) < 0.7
    assert {outcomes(desk)[a][1] for a in (*pages, *quick)} == {200}


def test_one_request_at_a_time_to_a_host_whoever_leads_to_it(web: Web, desk: Desk) -> None:
    shared = [f"http://{www}shared.example.com/{n}" for www in ("", "www.") for n in "abc"]
    for name in ("one", "two"):
        desk.add_source(name)
        web.pages[at(name, "rss.xml")] = Reply(rss(*(item(a, f"News {a[-1]}") for a in shared)), headers=FEED)
    for address in shared:
        web.pages[address] = Reply(page("News"), wait=0.15)
    desk.crawl(fetch=True)
    times = sorted((a, z) for url, a, z in web.when if "shared.example.com" in url and "robots" not in url)
    assert len(times) == 6
    assert all(after[0] >= before[1] for before, after in pairwise(times))


def test_a_host_that_never_answers_is_left_alone(web: Web, desk: Desk) -> None:
    pages = publish(web, desk, "mute", *"abcdefghijklmnop")
    for address in pages:
        web.pages[address] = Reply(b"x", wait=5)
    desk.environment["DESK_CRAWL_TIMEOUT_SECONDS"] = "0.3"
    report = desk.crawl(fetch=True)
    said = outcomes(desk)
    assert sum(web.times(a) for a in pages) == 10
    for address in pages:
        assert said[address][0] == ("failed" if web.times(address) else "not_asked")
        assert "no answer" in said[address][2] or "imeout" in said[address][2]
    assert any("mute" in s and "no answer" in s for s in report["manners"])


def test_who_opted_out_is_never_asked(web: Web, desk: Desk, tmp_path: Path) -> None:
    publish(web, desk, "gone", "a")
    kept = publish(web, desk, "kept", "a", "moved")
    web.pages[kept[1]] = Reply(b"", 302, (("Location", at("deep.gone", "x")),))
    listed = tmp_path / "out.txt"
    listed.write_text("# who asked us\nGONE.example.com   # by mail\n", encoding="utf-8")
    desk.environment |= {"DESK_OPT_OUT": str(listed), "DESK_EGRESS": "seoul-1"}
    report = desk.crawl(fetch=True)
    said = outcomes(desk)
    assert said[at("gone", "rss.xml")][0] == "refused_by_opt_out"
    assert "opt-out list" in said[at("gone", "rss.xml")][2]
    assert not [url for url, _ in web.asked if "gone.example.com" in url]
    assert said[kept[0]][:2] == ("fetched", 200)
    assert {c.egress for c in desk.captures()} == {"seoul-1"}
    before = desk.table.read_bytes()
    desk.crawl()
    assert desk.table.read_bytes() == before
    assert report["failed_now"] == 2

    listed.write_text("http://gone.example.com/\n", encoding="utf-8")
    done = desk.start(fetch=True)
    assert done.returncode != 0
    assert f"{listed}:1:" in done.stderr


def harvested(desk: Desk) -> Any:
    day = monitoring_day("kr", date.fromisoformat(DATE), clock_time(18, 0))
    sources = sources_for(load_catalogue(desk.catalogue), "kr")
    return harvest(desk.captures(), sources, day, desk.home.absolute)


def told(desk: Desk) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(a.canonical_url, a.title, a.paragraphs) for a in harvested(desk).articles]


def test_an_answer_not_modified_is_read_as_if_it_had_been_sent_again(web: Web, tmp_path: Path) -> None:
    """The same day twice, of a server that knows conditions and of one that does not: the same articles."""
    results, desks = {}, {}
    for name, is_conditional in (("plain", False), ("conditional", True)):
        desk = desks[name] = Desk(tmp_path / name, {"DESK_CRAWL_PROXY": web.proxy})
        (tmp_path / name).mkdir()
        pages = publish(web, desk, "daily", *"abc")
        feed = Reply(rss(*(item(a, f"News {a[-1]}", None) for a in pages)), headers=FEED)
        web.pages[at("daily", "rss.xml")] = on_condition(feed, '"f1"') if is_conditional else feed
        kept = web.pages[pages[0]]
        assert isinstance(kept, Reply)
        web.pages[pages[0]] = on_condition(kept, 'W/"p"') if is_conditional else kept
        reports = [desk.crawl(fetch=True, clock=f"{DATE}T0{hour}:00:00Z") for hour in (1, 3, 5)]
        results[name] = told(desk)
        assert [r["unchanged_now"] for r in reports] == ([0, 2, 2] if is_conditional else [0, 0, 0])
        assert [c.fetched_at.hour for c in desk.captures() if c.role == "feed"] == [1, 3, 5]
    assert results["plain"] == results["conditional"]
    assert len(results["plain"]) == 3

    desk = desks["conditional"]
    first, *later = [c for c in desk.captures() if c.role == "feed"]
    assert first.revisit_of is None
    assert {c.revisit_of for c in later} == {first.capture_id}
    assert {(c.warc_file, c.warc_offset, c.payload_digest, c.status) for c in later} == {
        (first.warc_file, first.warc_offset, first.payload_digest, 200)
    }
    assert len({c.capture_id for c in (first, *later)}) == 3
    asked = [h for url, h in web.asked if url == at("daily", "rss.xml") and "if-none-match" in h]
    assert [h["if-none-match"] for h in asked] == ['"f1"', '"f1"']

    # as another tool reads it
    files = sorted(desk.home.crawls("kr", date.fromisoformat(DATE)).glob("*.warc.gz"))
    with files[1].open("rb") as stream:
        records = [
            (r.rec_headers, r.http_headers.get_statuscode(), r.content_stream().read())
            for r in ArchiveIterator(stream)
            if r.rec_type == "revisit" and r.rec_headers.get_header("WARC-Target-URI").endswith("rss.xml")
        ]
    [(headers, status, block)] = records
    assert (status, block) == ("304", b"")
    assert headers.get_header("WARC-Profile").endswith("/revisit/server-not-modified")
    assert headers.get_header("WARC-Refers-To") == f"<urn:uuid:{first.capture_id}>"
    assert headers.get_header("WARC-Refers-To-Target-URI") == at("daily", "rss.xml")
    assert headers.get_header("WARC-Refers-To-Date") == f"{DATE}T01:00:00.000000Z"
    assert headers.get_header("WARC-Payload-Digest") == first.payload_digest

    # what was captured later is hidden, and what a later record refers to with it
    desk.crawl(as_of=f"{DATE}T03:30:00Z")
    assert [c.fetched_at.hour for c in desk.captures() if c.role == "feed"] == [1, 3]

    # in an empty home from the files alone, whatever their order
    fresh = Desk(tmp_path / "fresh")
    fresh.root.mkdir()
    shutil.copytree(desk.catalogue, fresh.catalogue)
    asked_before = len(web.asked)
    fresh.crawl(archives=[str(f) for f in reversed(files)])
    assert told(fresh) == results["plain"]
    assert len(web.asked) == asked_before

    # without the file that holds the bytes: said, and a miss
    lone = Desk(tmp_path / "lone")
    lone.root.mkdir()
    shutil.copytree(desk.catalogue, lone.catalogue)
    lone.crawl(archives=[str(files[1])])
    missed = lone.capture_of(at("daily", "rss.xml"))
    assert (missed.outcome, missed.status) == ("not_in_archive", None)
    assert first.capture_id in missed.detail
    assert missed.capture_id == later[0].capture_id


def test_a_revisit_finds_its_bytes_in_another_day(web: Web, desk: Desk) -> None:
    [address] = publish(web, desk, "daily", "a")
    feed = web.pages[at("daily", "rss.xml")]
    assert isinstance(feed, Reply)
    web.pages[at("daily", "rss.xml")] = on_condition(feed, '"f1"')
    desk.crawl(fetch=True, date="2026-03-09", clock="2026-03-09T08:00:00Z")
    report = desk.crawl(fetch=True, clock=f"{DATE}T01:00:00Z")
    assert report["unchanged_now"] == 1
    capture = desk.capture_of(at("daily", "rss.xml"))
    assert capture.warc_file is not None
    assert "/2026-03-09/" in capture.warc_file
    assert capture.collected_for == DATE
    assert report["referred"] == [capture.warc_file]
    assert outcomes(desk)[address][:2] == ("fetched", 200)

    # the index is made again when it is gone, and with it the same table
    before = desk.table.read_bytes()
    for file in desk.home.record_index.parent.glob("records.sqlite*"):
        file.unlink()
    desk.crawl()
    assert desk.table.read_bytes() == before

    # after the bytes are gone nothing is asked for on condition
    desk.home.absolute(capture.warc_file).unlink()
    web.asked.clear()
    desk.crawl(fetch=True, clock=f"{DATE}T02:00:00Z")
    [headers] = [h for url, h in web.asked if url.endswith("rss.xml")]
    assert "if-none-match" not in headers


def test_validators_are_of_one_egress_and_never_of_another_address(web: Web, desk: Desk) -> None:
    publish(web, desk, "daily")
    feed = Reply(rss(item(at("daily", "a"))), headers=FEED)
    modified = "Tue, 10 Mar 2026 00:30:00 GMT"
    web.pages[at("daily", "rss.xml")] = Reply(feed.body, headers=(*FEED, ("Last-Modified", modified)))
    desk.crawl(fetch=True, clock=f"{DATE}T01:00:00Z")
    web.asked.clear()
    desk.crawl(fetch=True, clock=f"{DATE}T02:00:00Z")
    web.pages[at("daily", "rss.xml")] = Reply(b"", 302, (("Location", "/new.xml"),))
    web.pages[at("daily", "new.xml")] = feed
    desk.crawl(fetch=True, clock=f"{DATE}T03:00:00Z")
    desk.environment["DESK_EGRESS"] = "elsewhere"
    desk.crawl(fetch=True, clock=f"{DATE}T04:00:00Z")
    asked = [
        (url.rpartition("/")[2], h.get("if-modified-since")) for url, h in web.asked if url.endswith(".xml")
    ]
    assert asked == [
        ("rss.xml", modified),
        ("rss.xml", modified),
        ("new.xml", None),
        ("rss.xml", None),
        ("new.xml", None),
    ]


def test_what_is_not_due_is_not_asked_and_is_said(web: Web, desk: Desk) -> None:
    publish(web, desk, "daily", "a", cadence="continuous")
    publish(web, desk, "rare", "a", cadence="monthly")
    desk.crawl(fetch=True, due_only=True, clock=f"{DATE}T01:00:00Z")
    asked = len(web.asked)
    early = desk.crawl(fetch=True, due_only=True, clock=f"{DATE}T01:05:00Z")
    assert (early["not_due_now"], early["failed_now"], len(web.asked)) == (2, 0, asked)
    said = [c for c in desk.captures() if c.url == at("rare", "rss.xml")]
    assert [c.outcome for c in said] == ["fetched", "not_due"]
    assert f"asked at {DATE}T01:00:00Z, due again from {DATE}T13:00:00Z" in said[1].detail

    later = desk.crawl(fetch=True, due_only=True, clock=f"{DATE}T03:00:00Z")
    assert later["not_due_now"] == 1
    assert [web.times(at(host, "rss.xml")) for host in ("daily", "rare")] == [2, 1]
    # whoever does not ask for it gets everything, and so does the crawl that closes the day
    desk.crawl(fetch=True, clock=f"{DATE}T03:01:00Z")
    closing = desk.crawl(fetch=True, due_only=True, clock=f"{DATE}T09:00:00Z")
    assert closing["not_due_now"] == 0
    assert [web.times(at(host, "rss.xml")) for host in ("daily", "rare")] == [4, 3]


def test_44_a_killed_crawl_leaves_no_validators_without_bytes(web: Web, desk: Desk) -> None:
    pages = publish(web, desk, "daily", *"abcdefghijklmnopqrst")
    for number, address in enumerate(pages):
        web.pages[address] = on_condition(
            Reply(page(f"News {number}"), headers=(("Content-Type", HTML),)), f'"{number}"'
        )
    feed = web.pages[at("daily", "rss.xml")]
    assert isinstance(feed, Reply)
    undated = Reply(rss(*(item(a, f"News {a[-1]}", None) for a in pages)), headers=FEED)
    web.pages[at("daily", "rss.xml")] = on_condition(undated, '"feed"')
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "DAGSTER_"))
    } | {
        "DESK_HOME": str(desk.home.root),
        "DESK_SOURCES": str(desk.catalogue),
        "DESK_CRAWL_DELAY_SECONDS": "0.05",
        **desk.environment,
    }
    job = desk.root / "job.json"
    job.write_text(f'{{"country": "kr", "date": "{DATE}", "fetch": true}}', encoding="utf-8")
    for moment in (3, 9, 15):
        before = len(web.when)
        child = subprocess.Popen(
            [sys.executable, "-m", "scrapers.crawl", str(job)],
            env=environment, cwd=desk.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while len(web.when) < before + moment and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert len(web.when) >= before + moment
    report = desk.crawl(fetch=True)
    assert report["faults"] == []
    captures = [c for c in desk.captures() if c.outcome == "fetched"]
    assert {c.url for c in captures} == {at("daily", "rss.xml"), *pages}
    for harvest_problem in harvested(desk).problems:
        pytest.fail(str(harvest_problem))
    assert len(harvested(desk).articles) == len(pages)


def test_a_page_with_validators_is_asked_for_in_full_after_a_week(web: Web, desk: Desk) -> None:
    publish(web, desk, "daily")
    feed = web.pages[at("daily", "rss.xml")]
    assert isinstance(feed, Reply)
    web.pages[at("daily", "rss.xml")] = on_condition(feed, '"always the same"')
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    for days in (0, 6, 8):
        moment = start + timedelta(days=days)
        desk.crawl(fetch=True, date=moment.date().isoformat(), clock=moment.isoformat())
    asked = ["if-none-match" in h for url, h in web.asked if url.endswith("rss.xml")]
    assert asked == [False, True, False]
