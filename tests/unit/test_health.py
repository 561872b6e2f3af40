"""Health of sources, by sequences of days: each failure is told on its day, with its evidence, and no earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.composition.health.answers import classify
from briefing.composition.health.judging import OUTAGE_FROM, judge_day
from briefing.composition.health.measuring import Tables
from briefing.enrichment.language import ScriptAndLangid
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.source import Source
from briefing.records.source_day import TROUBLED, SourceDay
from briefing.taxonomy.countries import monitoring_day

from .record_samples import article, capture, entry, source

FIRST = date(2026, 3, 2)
IDENTIFIER = ScriptAndLangid()
HTML = {"status": 200, "fault": "html", "detail": "not a feed: HTML page titled 'Home' instead of a feed"}


@dataclass
class Visit:
    """What one day brings of a source: answers of its seeds by key, entries by name with their age in hours (None:
    undated), and pages."""

    seeds: dict[str, dict[str, Any]] = field(default_factory=lambda: {"feeds/0": {}})
    entries: dict[str, float | None] = field(default_factory=dict)
    titles: str = "제목 {} 발표"
    pages: Sequence[dict[str, Any]] = ()
    text: str = ""
    hour: float = 24


def ok(*names: str, age: float | None = 3, **given_: Any) -> Visit:
    return Visit(entries=dict.fromkeys(names, age), **given_)


def down(**answer: Any) -> Visit:
    return Visit(seeds={"feeds/0": answer})


class World:
    """Days of one country, judged one after the other."""

    def __init__(self, *sources: Source) -> None:
        self.sources = sources
        self.history: dict[str, list[SourceDay]] = {}
        self.known: dict[str, set[str]] = {}
        self.day = FIRST - timedelta(days=1)

    def go(self, **visits: Visit | None) -> dict[str, SourceDay]:
        """One day more; None is a source of which there is no capture. Keys are the sources' names."""
        self.day += timedelta(days=1)
        day = monitoring_day("kr", self.day, time(18, 0))
        captures: list[Capture] = []
        entries: list[Entry] = []
        articles: list[Article] = []
        for name, visit in visits.items():
            if visit is None:
                continue
            at = day.start_at + timedelta(hours=visit.hour)
            made = self._rows(f"kr_{name}", visit, at)
            captures += made[0]
            entries += made[1]
            articles += made[2]
        rows = judge_day(
            self.sources, day, Tables(captures, entries, articles, self.known), self.history, IDENTIFIER
        )
        for row in rows:
            self.history.setdefault(row.source_id, []).append(row)
        for listed in entries:
            self.known.setdefault(listed.source_id, set()).add(listed.item_id)
        return {row.source_id.removeprefix("kr_"): row for row in rows}

    def _rows(
        self, source_id: str, visit: Visit, at: datetime
    ) -> tuple[list[Capture], list[Entry], list[Article]]:
        common = {"source_id": source_id, "date": self.day.isoformat(), "fetched_at": at}
        captures = [
            capture(
                f"{source_id}-{self.day}-{key}",
                **common
                | {
                    "role": "feed",
                    "seed": key,
                    "url": f"https://{source_id}.example/{key}",
                    "payload_bytes": 9000,
                }
                | {"payload_digest": f"sha1:{sorted(visit.entries)}"}
                | answer,
            )
            for key, answer in visit.seeds.items()
        ]
        captures += [
            capture(
                f"{source_id}-{self.day}-p{n}", **common | {"payload_digest": f"sha1:{self.day}{n}"} | page
            )
            for n, page in enumerate(visit.pages)
        ]
        entries, articles = [], []
        for place, (name, age) in enumerate(visit.entries.items()):
            item = f"{source_id}-{name}"
            published = None if age is None else at - timedelta(hours=age)
            own = {"source_id": source_id, "date": self.day.isoformat(), "first_seen_at": at}
            title = visit.titles.format(name)
            entries.append(entry(item, **own, title=title, published_at=published))
            is_today = age is None or age < 24
            articles.append(
                article(
                    item,
                    **own,
                    title=title,
                    published_at=published,
                    in_window=is_today,
                    body_basis="page" if visit.text else "feed_summary",
                    paragraphs=(visit.text or f"text {place}",),
                )
            )
        return captures, entries, articles


def one(cadence: str = "daily", least: int = 1, silence: int = 48, **given_: Any) -> World:
    healthy = {"min_items": least, "max_items": 50, "silence_hours": silence}
    return World(source("daily", cadence=cadence, healthy_day=healthy, **given_))


def states(world: World, *visits: Visit | None) -> list[str]:
    return [world.go(daily=visit)["daily"].state for visit in visits]


def last(world: World) -> SourceDay:
    return world.history["kr_daily"][-1]


# A source that is well


def test_a_day_of_a_healthy_source_in_figures() -> None:
    world = one()
    world.go(daily=ok("a", "b"))
    row = world.go(daily=Visit(entries={"b": 27, "c": 2, "d": 1, "e": None}))["daily"]
    assert (row.state, row.asked, row.reached, row.found, row.new) == ("healthy", 1, 1, 4, 3)
    assert (row.dated, row.undated, row.in_window) == (3, 1, 3)
    assert row.newest_published_at and row.oldest_published_at
    assert row.newest_published_at - row.oldest_published_at == timedelta(hours=26)
    assert (row.fault, row.alert, row.bad_days, row.bad_since) == ("", "", 0, "")
    assert row.languages_seen == ("ko",) and row.languages_declared == ("ko",)
    assert row.latency_minutes == 90.0
    assert row.evidence == "1 of 1 ways in read; 4 entries, 3 new, 3 items of the day"
    assert row.state_since == "2026-03-02"


def test_fetch_time_and_egress_are_kept() -> None:
    world = one()
    row = world.go(daily=ok("a", seeds={"feeds/0": {"fetch_ms": 840, "egress": "seoul"}}))["daily"]
    assert (row.fetch_ms, row.egress) == (840, "seoul")


# Silence, by the source's own measure


def test_a_frozen_daily_feed_is_late_when_its_silence_is_over_and_dead_after_weeks() -> None:
    world = one(least=0, silence=36)
    world.go(daily=ok("a", age=2))
    found = states(world, *(ok("a", age=2 + 24 * n) for n in range(1, 30)))
    assert found[0] == "healthy"  # 26 hours
    assert found[1:20] == ["late"] * 19  # 50 hours on the third day
    assert found[20:] == ["dead"] * 9  # 506 hours: three weeks
    row = world.history["kr_daily"][2]
    assert (row.fault, row.silence_hours, row.new) == ("frozen", 50.0, 0)
    assert "all 1 entries were read before, byte for byte since 2026-03-02" in row.evidence
    assert "50 hours, 36 are allowed" in row.evidence
    assert [r.date for r in world.history["kr_daily"] if r.alert] == ["2026-03-04", "2026-03-23"]
    assert world.history["kr_daily"][21].state_since == "2026-03-23"


def test_a_weekly_source_does_not_alarm_daily() -> None:
    world = one("weekly", least=0, silence=240)
    days = [ok("a", age=5 + 24 * n) for n in range(7)] + [ok("b", "a", age=3 + 24 * n) for n in range(7)]
    assert set(states(world, *days)) == {"healthy"}
    frozen = states(world, *(ok("b", "a", age=3 + 24 * n) for n in range(7, 12)))
    assert frozen == ["healthy", "healthy", "healthy", "late", "late"]  # 243 hours on the tenth day
    assert sum(bool(r.alert) for r in world.history["kr_daily"]) == 1


def test_an_entry_with_a_new_date_is_nothing_new() -> None:
    """A feed that dates its old entries anew looks fresh and is not."""
    world = one(least=0, silence=36)
    assert states(world, *(ok("a", "b", age=1) for _ in range(3))) == ["healthy", "healthy", "late"]
    assert last(world).newest_published_at is not None
    assert last(world).fault == "frozen"


def test_an_undated_list_lives_by_what_is_new_in_it() -> None:
    world = one(least=0, silence=36)
    assert states(world, ok("a", age=None), ok("a", "b", age=None), ok("b", age=None)) == ["healthy"] * 3
    assert states(world, ok("b", age=None)) == ["late"]
    assert states(world, ok("b", "c", age=None)) == ["healthy"]


def test_an_old_sample_is_told_at_first_sight() -> None:
    world = one(least=0)
    row = world.go(daily=ok("a", "b", age=24 * 365 * 8))["daily"]
    assert (row.state, row.fault) == ("dead", "old_sample")
    assert "2018-03-04" in row.evidence and row.alert


def test_a_list_that_has_been_silent_for_months_is_late_at_first_sight_and_dead_on_the_second() -> None:
    world = one(least=0)
    assert states(world, ok("a", age=24 * 60), ok("a", age=24 * 61)) == ["late", "dead"]


def test_a_list_that_never_had_anything() -> None:
    world = one(least=0, silence=36)
    assert states(world, ok(), ok(), ok()) == ["healthy", "healthy", "late"]
    assert last(world).fault == "never_anything"


def test_days_on_which_nobody_looked_make_nothing_worse_and_silence_goes_on() -> None:
    world = one(least=0, silence=100)
    assert states(world, ok("a", age=0), *[None] * 6, ok("a", "b", age=24 * 6)) == [
        "healthy", *["unknown"] * 6, "late",
    ]  # fmt: skip
    world = one(least=0, silence=100)
    assert states(world, ok("a", age=0), *[None] * 6, ok("a", "b", age=2))[-1] == "healthy"


# Failures that look like success


def test_a_feed_turned_to_html_is_told_today_and_dead_after_three_days() -> None:
    world = one()
    found = states(world, ok("a"), ok("b"), down(**HTML), down(**HTML), down(**HTML), down(**HTML))
    assert found == ["healthy", "healthy", "degraded", "degraded", "dead", "dead"]
    today = world.history["kr_daily"][2]
    assert (today.date, today.fault, today.is_down, today.state_since) == (
        "2026-03-04",
        "html",
        True,
        "2026-03-04",
    )
    assert (
        "HTML page titled 'Home'" in today.evidence
        and "day 1 without any way in, dead from day 3" in today.evidence
    )
    assert (last(world).bad_days, last(world).bad_since, last(world).state_since) == (
        4,
        "2026-03-04",
        "2026-03-06",
    )
    assert [r.date for r in world.history["kr_daily"] if r.alert] == ["2026-03-05", "2026-03-06"]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"status": 404}, "http_404"),
        ({"status": 410}, "http_410"),
        (
            {
                "outcome": "failed",
                "status": None,
                "detail": "CannotResolveHostError: no address for the host",
            },
            "no_such_host",
        ),
        (
            {"fault": "no_entries", "detail": "https://x: no row of the list; the page is titled 'Home'"},
            "no_entries",
        ),
    ],
)
def test_what_is_gone_is_dead_after_days_by_cadence(answer: dict[str, Any], fault: str) -> None:
    for cadence, days in (("continuous", 2), ("daily", 3), ("weekly", 5), ("monthly", 7), ("irregular", 5)):
        world = one(cadence, least=0, silence=5000)
        found = states(world, ok("a"), *[down(**answer)] * days)
        assert found == ["healthy", *["degraded"] * (days - 1), "dead"], cadence
        assert last(world).fault == fault


def test_a_server_in_trouble_is_given_longer() -> None:
    for answer in (
        {"status": 503},
        {"outcome": "failed", "status": None, "detail": "TimeoutError: took longer than 30 s"},
        {
            "fault": "maintenance",
            "detail": "a maintenance page instead of a feed, HTML page titled '점검 안내'",
        },
        {"fault": "no_entries", "detail": "no row of the list; the page is titled 'Scheduled maintenance'"},
    ):
        world = one()
        assert states(world, ok("a"), *[down(**answer)] * 7) == ["healthy", *["degraded"] * 6, "dead"]
    assert last(world).fault == "maintenance"


def test_a_dead_source_stays_dead_whatever_its_server_says_next_and_recovers_at_once() -> None:
    world = one()
    gone = down(status=404)
    found = states(world, ok("a"), gone, gone, gone, down(status=500), None, gone, ok("a", "b", age=1))
    assert found[3:] == ["dead", "dead", "unknown", "dead", "healthy"]
    assert not last(world).alert and last(world).told_of == "dead"  # one good day is no recovery
    assert states(world, *(ok(name, age=1) for name in "cde")) == ["healthy"] * 3
    alerts = [row.alert for row in world.history["kr_daily"]][-3:]
    assert alerts == [
        "",
        "Daily is healthy again, since 2026-03-09; it was dead since 2026-03-05",
        "",
    ]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"status": 401}, "http_401"),
        ({"status": 403}, "http_403"),
        ({"status": 429}, "http_429"),
        ({"outcome": "refused_by_robots", "status": None, "detail": "robots.txt"}, "refused_by_robots"),
        ({"outcome": "refused_by_opt_out", "status": None, "detail": "on the list"}, "refused_by_opt_out"),
        ({"outcome": "failed", "status": None, "detail": "ConnectionResetError: reset by peer"}, "reset"),
        ({"fault": "html", "detail": "a firewall's challenge or refusal instead of a feed"}, "challenge"),
        ({"fault": "no_entries", "detail": "no row; the page is titled 'Just a moment...'"}, "challenge"),
        (
            {
                "outcome": "not_asked",
                "status": None,
                "detail": "x is left alone in this crawl: it answered 429",
            },
            "not_asked",
        ),
    ],
)
def test_a_refusal_is_blocked_at_once_and_never_dead(answer: dict[str, Any], fault: str) -> None:
    world = one()
    found = states(world, ok("a"), *[down(**answer, egress="mumbai")] * 20)
    assert found == ["healthy", *["blocked"] * 20]
    assert last(world).fault == fault
    assert sum(bool(r.alert) for r in world.history["kr_daily"]) == 1
    if answer.get("outcome") != "not_asked":
        assert "through mumbai" in last(world).evidence


def test_blocked_through_one_way_out_only() -> None:
    world = World(source(feeds=("https://a.example/1", "https://a.example/2")))
    seeds = {"feeds/0": {"egress": "seoul"}, "feeds/1": {"status": 403, "egress": "mumbai"}}
    row = world.go(daily=ok("a", seeds=seeds))["daily"]
    assert (row.state, row.egress) == ("degraded", "mumbai,seoul")
    assert "feeds/1: answered 403" in row.evidence


def test_one_page_for_any_address() -> None:
    """The seeds answer alike, or the pages of articles do: by their bytes, or by their text."""
    world = World(source(feeds=("https://a.example/1", "https://a.example/2")))
    same = {"payload_digest": "sha1:home"}
    row = world.go(daily=ok("a", seeds={"feeds/0": same, "feeds/1": same}))["daily"]
    assert (row.state, row.fault) == ("degraded", "same_answer")
    home = {"payload_digest": "sha1:home"}
    row = one().go(daily=ok("a", pages=[home, home, home, {}]))["daily"]
    assert (row.state, row.fault) == ("degraded", "same_page")
    row = one().go(daily=ok("a", "b", "c", pages=[{}, {}, {}], text="Welcome to our site"))["daily"]
    assert (row.state, row.fault) == ("degraded", "same_page")
    assert one().go(daily=ok("a", "b", pages=[home, home]))["daily"].state == "healthy"


def test_one_page_for_any_address_of_a_source_with_one_item_a_day() -> None:
    world = one()
    found = states(world, *(ok(f"n{n}", pages=[{}], text="Welcome to our site") for n in range(3)))
    assert found == ["healthy", "healthy", "degraded"] and last(world).fault == "same_page"
    world = one(least=0, silence=500)  # one article that is listed for days is no such page
    assert states(world, *(ok("a", pages=[{}], text="An article") for _ in range(4))) == ["healthy"] * 4


def test_pages_that_lost_their_text() -> None:
    world = one()
    world.go(daily=ok("a", text="a text of its own", pages=[{}]))
    row = world.go(daily=ok("b", "c", "d", pages=[{}, {}, {}]))["daily"]
    assert (row.state, row.fault) == ("degraded", "pages_without_text")


def test_pages_that_fail() -> None:
    gone = {"status": 404}
    row = one().go(daily=ok("a", "b", "c", "d", pages=[gone, gone, gone, {}]))["daily"]
    assert (row.state, row.fault, row.pages_failed) == ("degraded", "pages_fail", 3)
    absent = {"status": None, "outcome": "not_in_archive"}
    row = one().go(daily=ok("a", "b", "c", "d", pages=[absent] * 4))["daily"]
    assert (row.state, row.pages_failed, row.pages_missing) == ("healthy", 0, 4)


@pytest.mark.parametrize(
    "page",
    [
        {"status": 500},
        {"status": 302},
        {"status": None, "outcome": "failed", "detail": "TimeoutError"},
        {"status": None, "outcome": "refused_unsafe"},
        {"status": None, "outcome": "not_asked"},
    ],
)
def test_two_pages_are_enough_where_all_fail(page: dict[str, Any]) -> None:
    def go(*pages: dict[str, Any]) -> SourceDay:
        addressed = [{"url": f"https://daily.example.com/{n}"} | given_ for n, given_ in enumerate(pages)]
        return one().go(daily=ok("a", "b", "c", pages=addressed))["daily"]

    for times in (2, 3):
        row = go(*[page] * times)
        assert (row.state, row.fault, row.pages_failed) == ("degraded", "pages_fail", times)
    assert go(page).state == "healthy"  # one page is no sample
    assert go(page, page, {}).state == "healthy"
    again = {"url": "https://daily.example.com/0"}
    row = go(page, page | again, again)
    assert (row.state, row.pages_failed) == ("healthy", 0)  # it answered in the end


@pytest.mark.parametrize(
    "page",
    [
        {"status": 304},
        {"status": None, "outcome": "refused_by_robots"},
        {"status": None, "outcome": "not_due"},
    ],
)
def test_pages_that_did_not_fail(page: dict[str, Any]) -> None:
    pages = [page | {"url": f"https://daily.example.com/{n}"} for n in range(3)]
    assert one().go(daily=ok("a", "b", "c", pages=pages))["daily"].state == "healthy"


@pytest.mark.parametrize(
    "between",
    [
        {"status": 403},
        {"status": 429},
        {"outcome": "not_asked", "status": None, "detail": "the host is left alone: it answered 429"},
    ],
)
def test_a_refusal_between_two_days_of_death_takes_nothing_away(between: dict[str, Any]) -> None:
    world = one()
    gone, refused = down(status=404), down(**between)
    found = states(world, ok("a", age=1), gone, refused, gone, refused, gone, refused, gone)
    assert found[1:] == ["degraded", "blocked", "degraded", "blocked", "dead", "blocked", "dead"]
    assert last(world).down_days == 4
    assert states(world, refused, down(status=500)) == ["blocked", "dead"]
    assert states(world, ok("b", age=1), refused, gone) == ["healthy", "blocked", "degraded"]
    assert last(world).down_days == 1


def test_an_empty_list_is_degraded_where_it_never_is_empty_then_late() -> None:
    world = one(silence=36)
    found = states(world, ok("a", age=1), ok("a", "b", age=1), ok(), ok())
    assert found == ["healthy", "healthy", "degraded", "late"]
    assert [r.fault for r in world.history["kr_daily"]] == ["", "", "empty_list", "empty_list"]
    quiet = one(least=0, silence=100)
    assert states(quiet, ok("a"), ok(), ok("b")) == ["healthy"] * 3  # nothing is usual after one day


def test_an_empty_page_of_a_quiet_date_is_no_fault() -> None:
    listing = {"url": "https://a.example/{yyyymmdd}/", "link_pattern": "/n/"}
    world = World(
        source(
            feeds=(), listings=(listing,), healthy_day={"min_items": 0, "max_items": 9, "silence_hours": 99}
        )
    )
    seeds: dict[str, dict[str, Any]] = {"listings/0": {"role": "listing"}}
    visits = [ok(n, seeds=seeds) for n in "abc"] + [ok(seeds=seeds)]
    assert states(world, *visits) == ["healthy"] * 4


def test_a_short_body_under_throttling() -> None:
    world = one()
    world.go(daily=ok("a"))
    world.go(daily=ok("b"))
    row = world.go(daily=ok(seeds={"feeds/0": {"payload_bytes": 700}}))["daily"]
    assert (row.state, row.fault) == ("degraded", "empty_list")
    assert "700 bytes where 9,000 are usual" in row.evidence
    row = world.go(daily=down(**HTML, payload_bytes=900))["daily"]
    assert row.fault == "html" and "900 bytes where 9,000 are usual" in row.evidence


def test_dates_that_are_gone() -> None:
    world = one()
    world.go(daily=ok("a", "b", "c"))
    world.go(daily=ok("d", "e", "f"))
    row = world.go(daily=ok("g", "h", "i", age=None))["daily"]
    assert (row.state, row.fault) == ("degraded", "dates_gone")
    never = one()
    assert states(never, *(ok(f"a{n}", f"b{n}", f"c{n}", age=None) for n in range(4))) == ["healthy"] * 4


def undated(n: int) -> Visit:
    return ok(*(f"u{n}{letter}" for letter in "abc"), age=None)


def dated(n: int) -> Visit:
    return ok(*(f"d{n}{letter}" for letter in "abc"), age=1)


def test_dates_that_are_gone_never_become_what_is_usual() -> None:
    world = one()
    states(world, *(dated(n) for n in range(4)))
    assert set(states(world, *(undated(n) for n in range(40)))) == {"degraded"}
    assert last(world).fault == "dates_gone" and "usually 100% have" in last(world).evidence
    # The days that had dates lie too far back to be known: it is ill all the same.
    world.history["kr_daily"] = world.history["kr_daily"][-30:]
    assert states(world, undated(40), undated(41)) == ["degraded"] * 2
    assert states(world, dated(42), undated(43)) == ["healthy", "healthy"]  # one day tells nothing yet


def test_an_illness_is_none_the_less_one_where_another_hides_it() -> None:
    """One of two ways in is gone, which is worse than dates; when it is back, the dates are still missed."""
    feeds = ("https://a.example/1", "https://a.example/2")
    world = World(source(feeds=feeds))
    both: dict[str, dict[str, Any]] = {"feeds/0": {}, "feeds/1": {"payload_digest": "sha1:other"}}
    half: dict[str, dict[str, Any]] = {"feeds/0": {}, "feeds/1": {"status": 404}}

    def with_seeds(visit: Visit, seeds: dict[str, dict[str, Any]]) -> Visit:
        return Visit(seeds=seeds, entries=visit.entries)

    states(world, *(with_seeds(dated(n), both) for n in range(3)))
    found = states(world, *(with_seeds(undated(n), half) for n in range(12)))
    assert set(found) == {"degraded"} and last(world).fault == "http_404"
    assert states(world, with_seeds(undated(20), both)) == ["degraded"]
    assert last(world).fault == "dates_gone"


def test_thin_days_tell_what_is_usual() -> None:
    world = one(least=9)
    states(world, *(dated(n) for n in range(3)))
    assert last(world).fault == "few_items"
    assert states(world, undated(1)) == ["degraded"] and last(world).fault == "dates_gone"


def test_a_list_that_turned_empty_stays_ill_until_it_is_late() -> None:
    world = one("weekly", least=0, silence=240)
    states(world, *(ok("a", "b", age=1) for _ in range(3)))
    found = states(world, *[ok()] * 14)
    assert found == ["degraded"] * 7 + ["late"] * 7  # 241 hours on the eighth
    assert last(world).evidence.count("its list can be read and is empty") == 1
    world = one("irregular", least=0, silence=5000)
    states(world, *(ok("a", age=1) for _ in range(3)), *[ok()] * 20)
    world.history["kr_daily"] = world.history["kr_daily"][-10:]
    assert states(world, ok()) == ["degraded"] and last(world).fault == "empty_list"


def test_a_list_that_is_now_and_then_empty_may_be() -> None:
    world = one(least=0, silence=5000)
    found = states(world, ok("a"), ok("b"), ok(), ok("c"), ok(), ok(), ok("d"), ok(), ok("e"), ok())
    assert found[2:] == [
        "degraded", "healthy", "degraded", "degraded", "healthy", "healthy", "healthy", "healthy",
    ]  # fmt: skip


def test_pages_without_text_never_become_what_is_usual() -> None:
    world = one()
    states(world, *(ok(f"t{n}", f"s{n}", text=f"a text of day {n}", pages=[{}]) for n in range(3)))
    bare = [
        ok(f"b{n}", pages=[{"url": f"https://daily.example.com/{p}"} for p in range(3)]) for n in range(15)
    ]
    assert set(states(world, *bare)) == {"degraded"} and last(world).fault == "pages_without_text"


def test_another_language_than_described() -> None:
    world = one()
    names = [f"n{n}" for n in range(6)]
    row = world.go(daily=ok(*names, titles="The ministry of trade announced measure {} for exporters"))[
        "daily"
    ]
    assert (row.state, row.fault, row.languages_seen) == ("degraded", "wrong_language", ("en",))
    assert (
        one()
        .go(daily=ok(*names[:4], titles="The ministry of trade announced measure {} for exporters"))["daily"]
        .state
        == "healthy"
    )


# Volume


def test_volume_outside_its_bounds() -> None:
    world = one(least=3)
    row = world.go(daily=ok("a", "b"))["daily"]
    assert (row.state, row.fault) == ("degraded", "few_items")
    row = world.go(daily=ok(*(f"n{n}" for n in range(51))))["daily"]
    assert (row.state, row.fault) == ("degraded", "many_items")


def test_of_a_day_that_is_going_on_only_its_share_is_expected() -> None:
    world = one(least=4)
    assert world.go(daily=ok("a", "b", age=1, hour=12))["daily"].state == "healthy"
    row = world.go(daily=ok("c", age=1, hour=12))["daily"]
    assert row.evidence.startswith("1 items where a healthy day has at least 4, 2 by now")


# What there is to tell


def told(world: World) -> list[str]:
    """The states that there was something to tell of, in order of days."""
    return [row.state for row in world.history["kr_daily"] if row.alert]


def test_a_source_that_swings_between_troubles_is_told_of_when_it_gets_worse() -> None:
    world = one(silence=36)
    refused, silent = down(status=403), ok("a", age=60)
    states(world, ok("a", age=1), ok("b", age=1), silent, silent)
    found = states(world, *[refused, silent] * 6)
    assert found == ["blocked", "late"] * 6
    assert told(world) == ["late", "blocked"]
    gone = down(status=404)
    assert states(world, gone, gone, gone, gone)[-1] == "dead"
    assert states(world, silent, gone, gone, gone)[-1] == "dead"
    assert told(world) == ["late", "blocked", "dead"]


def test_a_source_that_is_well_every_other_day_has_not_recovered() -> None:
    world = one(least=0, silence=36)
    world.go(daily=ok("a", age=1))
    for n in range(5):
        found = states(world, ok("a", age=60), ok(f"b{n}", age=1), ok(f"b{n}", age=25), ok(f"b{n}", age=49))
        assert found[1:] == ["healthy", "healthy", "late"]
    assert told(world) == ["late"]
    assert [row.told_of for row in world.history["kr_daily"]][-3:] == ["late"] * 3


@pytest.mark.parametrize(
    ("cadence", "days"), [("continuous", 2), ("daily", 3), ("weekly", 7), ("monthly", 14), ("irregular", 7)]
)
def test_recovery_lasts_by_cadence_and_what_comes_after_it_is_told_anew(cadence: str, days: int) -> None:
    world = one(cadence, least=0, silence=24 * 40)
    refused = [down(status=403)] * 8
    states(world, ok("a"), *refused, *(ok(f"b{n}") for n in range(days - 1)), *refused)
    assert told(world) == ["blocked"]
    states(world, *(ok(f"c{n}") for n in range(days)), *refused)
    assert told(world) == ["blocked", "healthy", "blocked"]


def test_a_source_that_is_disabled_and_enabled_again_is_told_of_anew() -> None:
    world = one()
    on = world.sources
    gone = down(status=404)
    states(world, ok("a"), gone, gone, gone)
    world.sources = (on[0].model_copy(update={"enabled": False, "disabled_reason": "moved"}),)
    assert states(world, None) == ["disabled"] and not last(world).told_of
    world.sources = on
    assert states(world, gone) == ["dead"] and last(world).alert


def test_thin_days_are_told_of_late() -> None:
    world = one(least=3, silence=500)
    visits = [ok(f"a{n}", age=1) for n in range(12)]
    assert set(states(world, *visits)) == {"degraded"}
    assert [n for n, r in enumerate(world.history["kr_daily"], start=1) if r.alert] == [9]


# What is no fault of the source


def test_disabled_not_due_and_not_in_the_archive() -> None:
    off = source("off", enabled=False, disabled_reason="moved behind a paywall")
    world = World(source(), source("idle"), source("absent"), source("nothing"), off)
    rows = world.go(
        daily=ok("a"),
        idle=Visit(seeds={"feeds/0": {"outcome": "not_due", "status": None, "detail": "asked an hour ago"}}),
        absent=Visit(seeds={"feeds/0": {"outcome": "not_in_archive", "status": None, "detail": "words"}}),
        nothing=None,
    )
    assert {name: row.state for name, row in rows.items()} == {
        "daily": "healthy", "idle": "not_due", "absent": "unknown", "nothing": "unknown", "off": "disabled",
    }  # fmt: skip
    assert rows["off"].evidence == "disabled: moved behind a paywall"
    assert rows["idle"].evidence == "not due: asked an hour ago"
    assert [rows[n].is_due for n in ("daily", "idle", "off")] == [True, False, False]
    assert not any(row.alert for row in rows.values())


def test_an_archive_that_lacks_a_source_for_weeks_never_makes_it_dead() -> None:
    world = one()
    assert set(states(world, ok("a"), *[None] * 40)[1:]) == {"unknown"}


def test_an_archive_of_pages_only() -> None:
    absent = {"outcome": "not_in_archive", "status": None, "detail": "words"}
    visit = Visit(seeds={"feeds/0": absent}, entries={"a": 2}, pages=[{}])
    row = one().go(daily=visit)["daily"]
    assert row.state == "healthy" and "its lists are not in this archive" in row.evidence


def test_when_nothing_of_a_country_is_reached_it_is_our_network() -> None:
    names = [f"s{n}" for n in range(OUTAGE_FROM)]
    world = World(*(source(name) for name in names))
    world.go(**{name: ok(f"{name}a") for name in names})
    lost = down(outcome="failed", status=None, detail="CannotResolveHostError: no answer")
    for _ in range(4):
        rows = world.go(**dict.fromkeys(names, lost))
        assert {row.state for row in rows.values()} == {"degraded"}
        assert all(row.fault == "outage" and row.down_days == 0 for row in rows.values())
    mixed = world.go(**dict.fromkeys(names[:-1], lost), **{names[-1]: ok("z")})
    assert {row.fault for row in mixed.values()} == {"no_such_host", ""}


# What a seed's last answer is


def test_the_last_answer_of_the_day_counts() -> None:
    world = one()
    rows = [
        capture("a", role="feed", seed="feeds/0", date="2026-03-02"),
        capture(
            "b", role="feed", seed="feeds/0", date="2026-03-02", url="https://daily.example.com/a", **HTML
        ),
    ]
    rows[0] = rows[0].model_copy(update={"fetched_at": rows[0].fetched_at - timedelta(hours=3)})
    day = monitoring_day("kr", FIRST, time(18, 0))
    [row] = judge_day(world.sources, day, Tables(rows, [], []), {}, IDENTIFIER)
    assert (row.state, row.fault) == ("degraded", "html")
    later = rows[1].model_copy(
        update={"outcome": "not_due", "status": None, "detail": "", "fault": "not_due"}
    )
    [row] = judge_day(world.sources, day, Tables([rows[0], later], [], []), {}, IDENTIFIER)
    assert row.reached == 1


def test_of_two_dates_pages_the_later_may_not_exist_yet_and_further_pages_say_nothing() -> None:
    listing = {"url": "https://a.example/{yyyymmdd}/", "link_pattern": "/n/"}
    made = source(feeds=(), listings=(listing,))
    common = {"role": "listing", "seed": "listings/0", "date": "2026-03-02"}
    rows = [
        capture("a", **common, url="https://a.example/20260301/"),
        capture("b", **common, url="https://a.example/20260302/", status=404),
        capture("c", **common, url="https://a.example/20260301/?page=2", found_in="a", status=500),
    ]
    day = monitoring_day("kr", FIRST, time(18, 0))
    [row] = judge_day([made], day, Tables(rows, [], []), {}, IDENTIFIER)
    assert (row.asked, row.reached) == (1, 1)
    [row] = judge_day([made], day, Tables(rows[1:], [], []), {}, IDENTIFIER)
    assert (row.asked, row.reached, row.fault) == (1, 0, "http_404")


@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ("DNSLookupError: DNS lookup failed", "no_such_host"),
        ("TimeoutError: User timeout caused connection failure", "timeout"),
        ("DownloadConnectionRefusedError: Connection was refused", "connection_refused"),
        ("ResponseNeverReceived: [<twisted.python.failure.Failure ConnectionLost>]", "reset"),
        ("SSLError: certificate verify failed", "tls"),
        (
            "ResponseNeverReceived: [<twisted.python.failure.Failure service_identity.exceptions.VerificationError: "
            "VerificationError(errors=[DNSMismatch(mismatched_id=DNS_ID(hostname=b'a.example'))])>]",
            "tls",
        ),
        ("DownloadTimeoutError: Getting https://dnsnews.example/refused took longer than 30 s", "timeout"),
        ("NoRouteError: No route to host.", "no_route"),
        ("ConnectError: An error occurred while connecting: 101: Network is unreachable.", "no_route"),
        ("UnknownHostError: Hostname couldn't be looked up.", "no_such_host"),
        ("DownloadTimeoutError: robots.txt could not be read: it took longer than 30 s", "timeout"),
        ("CannotResolveHostError: robots.txt could not be fetched", "no_such_host"),
        ("DownloadConnectionRefusedError: robots.txt could not be fetched", "connection_refused"),
        (
            "DownloadFailedError: [<twisted.python.failure.Failure twisted.internet.error.ConnectionDone: "
            "Connection was closed cleanly.>]",
            "reset",
        ),
        ("ResponseDataLossError: ", "cut_short"),
        (
            "ResponseFailed: [<twisted.python.failure.Failure twisted.internet.error.ConnectionDone: closed.>, "
            "<twisted.python.failure.Failure twisted.web.http._DataLoss: >]",
            "cut_short",
        ),
        ("SomethingNew: of which nobody knows", "failed"),
        ("", "failed"),
    ],
)
def test_errors_of_the_network_are_classed_by_their_words(detail: str, fault: str) -> None:
    assert classify(capture("a", role="feed", outcome="failed", status=None, detail=detail))[1] == fault


_FAILURE = "[<twisted.python.failure.Failure "


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("ResponseDataLossError: ", "the answer broke off before its end (ResponseDataLossError)"),
        ("TimeoutError", "no answer in time (TimeoutError)"),
        ("TimeoutError: took longer than 30 s", "TimeoutError: took longer than 30 s"),
        ("SomethingNew: ", "no whole answer (SomethingNew)"),
        ("SomethingNew: <Thing object at 0x7f00>", "no whole answer (SomethingNew)"),
        ("budget: 500 requests", "budget: 500 requests"),
        ("asked at https://a.example/x: nothing", "asked at https://a.example/x: nothing"),
        (
            f"ResponseNeverReceived: {_FAILURE}twisted.internet.error.ConnectionLost: Connection was lost.>]",
            "ResponseNeverReceived: Connection was lost.",
        ),
        (
            f"ResponseNeverReceived: {_FAILURE}twisted.internet.error.ConnectionLost: Connection was",
            "ResponseNeverReceived: Connection was",
        ),
        (
            f"ResponseFailed: {_FAILURE}a.ConnectionLost: lost.>, <twisted.python.failure.Failure a.Other: b.>]",
            "ResponseFailed: lost., b.",
        ),
        (
            f"ResponseNeverReceived: {_FAILURE}OpenSSL.SSL.Error: "
            "[('SSL routines', '', 'certificate verify failed')]>]",
            "ResponseNeverReceived: certificate verify failed",
        ),
        (
            f"ResponseNeverReceived: {_FAILURE}OpenSSL.SSL.Error: []>]",
            "no safe connection could be made (ResponseNeverReceived)",
        ),
        (
            f"ResponseNeverReceived: {_FAILURE}OpenSSL.SSL.Error: [('SSL routines', '', 'certif",
            "no safe connection could be made (ResponseNeverReceived)",
        ),
        (
            f"ResponseNeverReceived: {_FAILURE}service_identity.exceptions.VerificationError: "
            "VerificationError(errors=[DNSMismatch(mismatched_id=DNS_ID(hostname=b'a.example'))])>]",
            "its certificate is for another name (ResponseNeverReceived)",
        ),
        (
            f"ResponseNeverReceived: robots.txt cannot be read (ResponseNeverReceived: {_FAILURE}OpenSSL.SSL.Error: "
            "[('SSL routines', '', 'certificate verify failed')]>]): the host is left alone",
            "ResponseNeverReceived: robots.txt cannot be read (ResponseNeverReceived: certificate verify failed): "
            "the host is left alone",
        ),
        (
            "SomethingNew: robots.txt cannot be read (SomethingNew: ): the host is left alone",
            "SomethingNew: robots.txt cannot be read (SomethingNew): the host is left alone",
        ),
        ("", "no answer"),
    ],
)
def test_errors_read_as_words(detail: str, words: str) -> None:
    assert classify(capture("a", role="feed", outcome="failed", status=None, detail=detail))[2] == words


@given(st.text(max_size=300))
def test_any_error_has_words(detail: str) -> None:
    _, fault, words = classify(capture("a", role="feed", outcome="failed", status=None, detail=detail))
    assert fault and words.strip()


@pytest.mark.parametrize("answer", [{"status": 404}, {"status": 500}, {"status": 403}])
def test_only_an_answer_that_claims_to_be_good_is_called_cut_short(answer: dict[str, Any]) -> None:
    world = one(least=0, silence=500)
    states(world, ok("a"), ok("b"), ok("c"), down(**answer, payload_bytes=300))
    assert "cut short" not in last(world).evidence
    assert states(world, down(**HTML, payload_bytes=300)) and "cut short" in last(world).evidence


def test_an_empty_list_that_is_late_is_called_empty_once() -> None:
    world = one(silence=36)
    states(world, ok("a", age=1), ok("b", age=1), ok(), ok())
    assert last(world).state == "late"
    assert last(world).evidence.count("its list can be read and is empty") == 1


@pytest.mark.parametrize(
    "words",
    [
        "CannotResolveHostError: robots.txt cannot be read (CannotResolveHostError: no results): the host rests",
        "DownloadTimeoutError: robots.txt cannot be read (DownloadTimeoutError: ): the host is left alone",
        "DownloadConnectionRefusedError: robots.txt cannot be read",
        "DownloadFailedError: ConnectError: An error occurred while connecting: 101: Network is unreachable.",
        f"ResponseNeverReceived: {_FAILURE}OpenSSL.SSL.Error: []>]",
        "HostLeftAloneError: a.example is left alone in this crawl: 5 requests in a row got no answer, "
        "the last: TimeoutError",
    ],
)
def test_an_outage_is_known_by_what_the_crawl_tells_of_robots_txt_too(words: str) -> None:
    names = [f"s{n}" for n in range(OUTAGE_FROM)]
    world = World(*(source(name) for name in [*names, "optout"]))
    lost = down(outcome="failed", status=None, detail=words)
    refused = down(outcome="refused_by_opt_out", status=None, detail="on the list")
    for _ in range(8):
        rows = world.go(**dict.fromkeys(names, lost), optout=refused)
        assert {rows[name].fault for name in names} == {"outage"}
        assert {rows[name].down_days for name in names} == {0}
        assert rows["optout"].state == "blocked"  # it was never asked: it is no proof that there is a network
    forbidden = down(outcome="refused_by_robots", status=None, detail="IgnoreRequest: robots.txt forbids it")
    rows = world.go(**dict.fromkeys(names, lost), optout=forbidden)
    assert "outage" not in {row.fault for row in rows.values()}  # somebody answered
    rows = world.go(**dict.fromkeys(names[1:], lost), optout=refused)
    assert "outage" not in {row.fault for row in rows.values()}  # too few


# Whatever the days bring


_VISITS = st.one_of(
    st.none(),
    st.builds(
        lambda names, age: Visit(entries=dict.fromkeys(names, age)),
        st.sets(st.sampled_from("abcdef"), max_size=4),
        st.one_of(st.none(), st.floats(0, 20_000)),
    ),
    st.sampled_from(
        [
            down(**HTML),
            down(status=404),
            down(status=403),
            down(status=503),
            down(outcome="not_due", status=None),
            down(outcome="not_in_archive", status=None, detail="words"),
            down(outcome="failed", status=None, detail="TimeoutError"),
        ]
    ),
)


@given(
    st.lists(_VISITS, max_size=12), st.sampled_from(["continuous", "daily", "weekly", "monthly", "irregular"])
)
def test_whatever_the_days_bring_the_account_of_them_holds(visits: list[Visit | None], cadence: str) -> None:
    world = one(cadence)
    told: list[str] = []
    order = list(TROUBLED)
    for visit in visits:
        row = world.go(daily=visit)["daily"]
        assert row.reached <= row.asked <= row.seeds
        assert row.dated + row.undated == row.found >= row.new
        assert (row.state in TROUBLED) == bool(row.fault)
        assert row.state_since <= row.date
        if row.state in TROUBLED:
            assert row.bad_days >= 1 and row.bad_since <= row.date and row.evidence
        if row.state == "healthy":
            assert row.bad_days == 0 and not row.bad_since
        if row.alert:
            if row.state == "healthy":
                assert told and told[-1] != "healthy"
            elif told and told[-1] != "healthy":
                assert order.index(row.state) < order.index(told[-1])  # only what is worse
            told.append(row.state)
        known = told[-1] if told and told[-1] != "healthy" else ""
        assert row.told_of == known


@given(st.lists(_VISITS, min_size=1, max_size=6))
def test_the_same_days_are_judged_the_same(visits: list[Visit | None]) -> None:
    one_, other = one(), one()
    for visit in visits:
        assert one_.go(daily=visit) == other.go(daily=visit)


def test_a_day_of_which_nothing_is_held_says_how_the_source_was_before() -> None:
    world = one()
    assert world.go(daily=None)["daily"].evidence == "not in this archive"
    world.go(daily=down(status=404))
    assert world.go(daily=None)["daily"].evidence == "not in this archive; on 2026-03-03 it was degraded"


def test_a_past_day_is_judged_by_the_seeds_of_the_backfill() -> None:
    listing = {"url": "https://a.example/old/{yyyymmdd}", "link_pattern": "/n/"}
    made = source(backfill={"route": "date_page", "listings": (listing,)})
    world = World(made)
    seeds: dict[str, dict[str, Any]] = {"backfill/listings/0": {"role": "listing"}}
    row = world.go(daily=ok("a", seeds=seeds))["daily"]
    assert (row.state, row.seeds, row.asked, row.reached) == ("healthy", 1, 1, 1)
    seeds = {"feeds/0": {"outcome": "not_in_archive", "status": None, "detail": "words"}, **seeds}
    assert world.go(daily=ok("b", seeds=seeds))["daily"].reached == 1


def test_what_our_own_crawl_did_not_come_to_is_missed() -> None:
    own: dict[str, dict[str, Any]] = {"feeds/0": {"collected_for": "2026-03-03"}}
    world = World(source(), source("other"), source("added"))
    world.go(daily=ok("a"), other=ok("b"))
    rows = world.go(daily=ok("c", seeds=own), other=None)
    assert (rows["other"].state, rows["other"].fault) == ("degraded", "not_asked")
    assert rows["added"].state == "unknown"  # it may be newer than the crawl
