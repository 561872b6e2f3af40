"""The account: where every entry went, how each source was reached, and which zero a zero is."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.composition.accounting import LEFT_OUT_LABELS, accounts, left_out, monitored_kinds, reach
from briefing.records.edition import MonitoredKind, SourceAccount
from briefing.taxonomy.kinds import KINDS

from .composed_day import Day, day_of_all_kinds, quarantined
from .record_samples import AT, capture, source, verdict

URL = "https://daily.example.com/rss.xml"


def door(identifier: str = "f", **given: Any) -> Any:
    return capture(identifier, **({"role": "feed", "seed": "feeds/0", "url": URL} | given))


def books(day: Day) -> dict[str, SourceAccount]:
    made = accounts(list(day.sources.values()), day.captures, day.entries, day.dispositions(), day.ready())
    return {book.source_id: book for book in made}


def zero_of(day: Day, kind: str) -> MonitoredKind:
    made = accounts(list(day.sources.values()), day.captures, day.entries, day.dispositions(), day.ready())
    [row] = [
        k for k in monitored_kinds(list(day.sources.values()), made, day.dispositions()) if k.kind == kind
    ]
    return row


# Reach


def test_a_feed_reached_once_is_reached() -> None:
    bad = door("b", outcome="failed", status=None, detail="TimeoutError")
    met = reach(source(), [bad, door("g"), door("h")])
    assert (met.due, met.reached, met.feed_captures, met.problem) == (1, 1, 2, "")
    assert met.newest_at == AT


@pytest.mark.parametrize(
    ("given_", "problem"),
    [
        ({"outcome": "failed", "status": None, "detail": "TimeoutError: 30 s"}, "TimeoutError: 30 s"),
        ({"outcome": "refused_by_robots", "status": None, "detail": ""}, "refused_by_robots"),
        ({"outcome": "not_in_archive", "status": None, "detail": "words"}, "not in the archive"),
        ({"status": 503}, "answered 503"),
        (
            {"status": 200, "detail": "not a feed; it begins with '<html>'"},
            "not a feed; it begins with '<html>'",
        ),
    ],
)
def test_a_feed_that_was_not_read_says_why(given_: dict[str, Any], problem: str) -> None:
    met = reach(source(), [door(**given_)])
    assert (met.reached, met.problem) == (0, problem)


def test_a_source_of_which_there_is_no_capture_at_all() -> None:
    assert reach(source(), [door(source_id="kr_other")]).problem == "no capture of it"


def test_a_listing_of_two_dated_pages_is_one_door() -> None:
    made = source(feeds=(), listings=({"url": "https://daily.example.com/{yyyymmdd}", "link_pattern": "x"},))
    met = reach(
        made,
        [
            door("a", role="listing", seed="listings/0", url=f"{URL}/1"),
            door("b", role="listing", seed="listings/0", url=f"{URL}/2"),
        ],
    )
    assert (met.due, met.reached) == (1, 1)


def test_pages_are_counted_by_address() -> None:
    pages = [
        capture("a", url="1"),
        capture("b", url="1"),
        capture("c", url="2", status=404),
        capture("d", url="3", outcome="failed", status=None),
    ]
    met = reach(source(), [door(), *pages])
    assert (met.pages_fetched, met.pages_missing) == (1, 2)


# States


def test_a_healthy_source() -> None:
    day = Day()
    day.add("a")
    book = books(day)["kr_daily"]
    assert (book.state, book.state_detail, book.entries, book.reported, book.readings) == (
        "healthy",
        "",
        1,
        1,
        1,
    )


def test_fewer_items_than_a_healthy_day_has() -> None:
    day = Day()
    day.add_source("daily", healthy_day={"min_items": 3, "max_items": 9, "silence_hours": 1})
    day.add("a")
    book = books(day)["kr_daily"]
    assert (book.state, book.state_detail) == ("degraded", "1 items where a healthy day has at least 3")


def test_one_feed_of_two() -> None:
    day = Day()
    day.add_source("daily", feeds=(URL, URL + "2"))
    day.captures = [door(), door("x", url=URL + "2", status=500)]
    day.add("a")
    assert books(day)["kr_daily"].state_detail == "1 of 2 ways in reached"


def test_a_source_that_answered_nothing_has_failed() -> None:
    day = Day()
    day.captures = [door(outcome="failed", status=None, detail="DNSLookupError")]
    day.add_source("daily")
    assert (books(day)["kr_daily"].state, books(day)["kr_daily"].state_detail) == ("failed", "DNSLookupError")


def test_a_withheld_source_says_so_before_all_else() -> None:
    day = Day()
    day.add("a")
    day.verdicts = [verdict(part="source:kr_daily", passed=False, observed="0 items")]
    book = books(day)["kr_daily"]
    assert (book.state, book.left_out, book.reported) == ("withheld", 1, 0)
    assert "0 items" in book.state_detail


# Zeros


def test_all_ten_kinds_in_order_and_counted() -> None:
    day = day_of_all_kinds()
    rows = day.edition().monitored
    assert [r.kind for r in rows] == [kind.id for kind in KINDS]
    assert [r.label for r in rows][:3] == ["News Media", "Government Releases", "City/State Releases"]
    assert {(r.count, r.zero_reason, r.zero_detail) for r in rows} == {(2, None, "")}


def test_no_source_of_the_kind() -> None:
    day = Day()
    day.add("a")
    row = zero_of(day, "podcast")
    assert (row.count, row.zero_reason) == (0, "no_source_configured")


def test_all_sources_of_the_kind_failed() -> None:
    day = Day()
    day.captures = [door(source_id="kr_cast", outcome="failed", status=None, detail="TimeoutError")]
    day.add_source("cast", kind="podcast")
    row = zero_of(day, "podcast")
    assert (row.zero_reason, row.zero_detail) == ("fetch_failed", "Cast: TimeoutError")


def test_read_and_nothing_in_it_is_not_the_same_as_failed() -> None:
    day = Day()
    day.captures = [door(source_id="kr_cast2", outcome="failed", status=None, detail="TimeoutError")]
    day.add_source("cast", kind="podcast")
    day.add_source("cast2", kind="podcast")
    row = zero_of(day, "podcast")
    assert row.zero_reason == "nothing_published"
    assert row.zero_detail == "read: Cast; could not be read: Cast2"


def test_items_of_other_days_only_are_a_zero() -> None:
    day = Day()
    day.add("a", name="cast", kind="podcast", in_window=False, monitoring_date="2026-03-01")
    assert zero_of(day, "podcast").zero_reason == "nothing_published"


def test_items_that_were_left_out_are_no_zero() -> None:
    day = Day()
    day.add("a", name="cast", kind="podcast", category=None)
    row = zero_of(day, "podcast")
    assert (row.count, row.zero_reason) == (1, None)


# What was left out


def test_reasons_most_first_with_details_where_they_differ() -> None:
    day = Day()
    for item in ("x", "y"):
        day.add(item, category=None)
    day.add("q")
    day.quarantine = [quarantined("q")]
    rows = left_out(day.dispositions())
    assert [(r.reason, r.count, r.item_ids) for r in rows] == [
        ("out_of_scope", 2, ("x", "y")),
        ("quarantined", 1, ("q",)),
    ]
    assert rows[0].details == {}
    assert rows[1].details == {"q": "articles gate, title_is_there: no title"}
    assert [r.label for r in rows] == [LEFT_OUT_LABELS[r.reason] for r in rows]
