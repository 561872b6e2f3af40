"""The account: where every entry went, how each source was reached, and which zero a zero is."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.composition.accounting import LEFT_OUT_LABELS, left_out, reach
from briefing.records.edition import MonitoredKind, SourceAccount
from briefing.taxonomy.kinds import KINDS

from .composed_day import Day, day_of_all_kinds, quarantined
from .record_samples import AT, DATE, capture, source, verdict

URL = "https://daily.example.com/rss.xml"


def door(identifier: str = "f", **given: Any) -> Any:
    return capture(identifier, **({"role": "feed", "seed": "feeds/0", "url": URL} | given))


def books(day: Day) -> dict[str, SourceAccount]:
    return {book.source_id: book for book in day.edition().completeness.sources}


def zero_of(day: Day, kind: str) -> MonitoredKind:
    [row] = [k for k in day.edition().monitored if k.kind == kind]
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
    assert book.state == "degraded"
    assert book.state_detail.startswith("1 items where a healthy day has at least 3")
    assert str(book.state_since) == DATE


def test_one_feed_of_two() -> None:
    day = Day()
    day.add_source("daily", feeds=(URL, URL + "2"))
    day.captures = [door(), door("x", url=URL + "2", seed="feeds/1", status=500)]
    day.add("a")
    book = books(day)["kr_daily"]
    assert (book.state, book.feeds_reached, book.feeds_due) == ("degraded", 1, 2)
    assert book.state_detail.startswith("1 of 2 ways in could be read; feeds/1: answered 500")


def test_a_source_that_answered_nothing_is_degraded_on_the_first_day_and_was_not_reached() -> None:
    day = Day()
    day.captures = [door(outcome="failed", status=None, detail="DNSLookupError")]
    day.add_source("daily")
    book = books(day)["kr_daily"]
    assert book.state == "degraded"
    words = "its host's name leads to no address (DNSLookupError); day 1 without any way in"
    assert book.state_detail.startswith(words)
    done = day.edition().completeness
    assert (done.sources_due, done.sources_reached, done.states) == (1, 0, {"degraded": 1})


def test_the_last_day_that_knows_of_a_source_tells_its_state() -> None:
    day = Day(edition_date="2026-03-09")
    day.captures = [door(date="2026-03-07", status=404)]
    day.add_source("daily")
    book = books(day)["kr_daily"]
    assert (book.state, str(book.state_since)) == ("degraded", "2026-03-07")


def test_a_source_that_is_not_in_the_archive_is_due_and_not_dead() -> None:
    day = Day()
    day.add("a")
    day.captures.append(
        door("x", source_id="kr_other", outcome="not_in_archive", status=None, detail="words")
    )
    day.add_source("other")
    edition = day.edition()
    assert books(day)["kr_other"].state == "unknown"
    done = edition.completeness
    assert (done.sources_due, done.sources_reached, done.sources_not_in_archive) == (2, 1, 1)
    [notice] = edition.notices
    assert notice.text == "1 source is not in this archive, of 2: nothing is known of what they published."


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
    assert (row.zero_reason, row.zero_detail) == ("fetch_failed", "Cast: no answer in time (TimeoutError)")


def test_many_sources_that_failed_are_named_in_part() -> None:
    day = Day()
    day.captures = [door(f"f{n}", source_id=f"kr_cast{n}", status=503) for n in range(9)]
    for n in range(9):
        day.add_source(f"cast{n}", kind="podcast")
    row = zero_of(day, "podcast")
    assert row.zero_detail.count("answered 503") == 5 and row.zero_detail.endswith(" and 4 more")


def test_no_source_of_the_kind_in_the_archive_is_a_failed_fetch_said_once() -> None:
    day = Day()
    day.captures = [
        door(f"f{n}", source_id=f"kr_cast{n}", outcome="not_in_archive", status=None, detail="words")
        for n in range(3)
    ]
    for n in range(3):
        day.add_source(f"cast{n}", kind="podcast")
    row = zero_of(day, "podcast")
    assert (row.zero_reason, row.zero_detail) == ("fetch_failed", "none of its 3 sources is in this archive")


def test_sources_that_are_not_due() -> None:
    day = Day()
    day.captures = [door(source_id="kr_cast", outcome="not_due", status=None, detail="asked an hour ago")]
    day.add_source("cast", kind="podcast")
    assert (zero_of(day, "podcast").zero_reason, zero_of(day, "podcast").zero_detail) == ("not_due", "Cast")
    assert day.edition().completeness.sources_due == 0


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
    published = {
        item: (f"headline of {item}", f"https://daily.example.com/{item}") for item in ("x", "y", "q")
    }
    rows = left_out(day.dispositions(), published, {"kr_daily": "Daily"})
    assert [(i.source_name, i.title) for i in rows[0].items] == [
        ("Daily", "headline of x"),
        ("Daily", "headline of y"),
    ]
    assert rows[1].items[0].detail == "articles gate, title_is_there: no title"
    assert [(r.reason, r.count, r.item_ids) for r in rows] == [
        ("out_of_scope", 2, ("x", "y")),
        ("quarantined", 1, ("q",)),
    ]
    assert rows[0].details == {}
    assert rows[1].details == {"q": "articles gate, title_is_there: no title"}
    assert [r.label for r in rows] == [LEFT_OUT_LABELS[r.reason] for r in rows]
