"""Plans and accounts of a backfill."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from scrapers.backfilling import (
    NO_HISTORY,
    Held,
    SourcePlan,
    account_of_day,
    days_in_words,
    plan_backfill,
    time_needed,
)

from .record_samples import capture

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
ROW = {"row": "li", "link": "a"}
AT = "https://paper.example.com"


def day(month: int, number: int) -> MonitoringDay:
    return MonitoringDay(
        country="kr", date=date(2026, month, number), timezone="Asia/Seoul", cutoff=time(18, 0)
    )


MARCH = [day(3, n) for n in (2, 3, 4)]


def source(name: str = "paper", **given: Any) -> Source:
    values: dict[str, Any] = {
        "id": f"kr_{name}",
        "name": name,
        "kind": "news_media",
        "languages": ("ko",),
        "countries": ("kr",),
        "homepage": AT,
        "feeds": (f"{AT}/rss.xml",),
        "timezone": "Asia/Seoul",
        "healthy_day": {"min_items": 0, "max_items": 30, "silence_hours": 24},
        "evidence": "invented",
        "confidence": "C",
    }
    return Source.model_validate(values | given)


def plan(one: Source, days: list[MonitoringDay] | None = None, **more: Any) -> SourcePlan:
    [planned] = plan_backfill([one], MARCH if days is None else days, NOW, delay_seconds=2.0, **more)
    return planned


def with_route(route: str, **given: Any) -> Source:
    return source(backfill={"route": route, **given})


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (source(), NO_HISTORY),
        (source(enabled=False, disabled_reason="Needs a key."), "disabled: Needs a key."),
        (with_route("paged_archive", since="2026-04"), "its history begins in 2026-04"),
        (with_route("date_page", since="2027"), "its history begins in 2027"),
        (with_route("date_page", since="2026-03-05"), "its history begins in 2026-03-05"),
        (with_route("date_page", until_days_ago=20), "its history reaches back 20 days, to 2026-03-12"),
        (
            source(backfill={"route": "sitemap"}, needs_browser=True),
            "drawn by script, and no browser is set up (DESK_CRAWL_BROWSER)",
        ),
    ],
)
def test_what_cannot_be_had_is_said_with_its_reason(one: Source, reason: str) -> None:
    planned = plan(one)
    assert planned.cannot == dict.fromkeys((d.date for d in MARCH), reason)
    assert (planned.asked, planned.requests, planned.seconds) == ((), 0, 0)


def test_a_range_is_cut_where_the_history_begins() -> None:
    planned = plan(with_route("date_page", since="2026-03-03"))
    assert planned.asked == (date(2026, 3, 3), date(2026, 3, 4))
    assert list(planned.cannot) == [date(2026, 3, 2)]


def test_a_rolling_history_is_cut_at_its_reach() -> None:
    planned = plan(with_route("date_page", until_days_ago=29))
    assert planned.asked == (date(2026, 3, 3), date(2026, 3, 4))


def test_a_day_that_is_going_on_is_asked_by_the_everyday_seeds_and_one_to_come_is_not() -> None:
    planned = plan(source(), [day(4, 1), day(4, 3)])
    assert (planned.asked, planned.lists, planned.pages) == ((date(2026, 4, 1),), 1, 10)
    assert planned.cannot == {date(2026, 4, 3): "the day has not begun"}


def test_a_browser_makes_the_difference_where_it_is_there() -> None:
    assert plan(source(backfill={"route": "sitemap"}, needs_browser=True), has_browser=True).asked


@pytest.mark.parametrize(
    ("backfill", "lists"),
    [
        # Both dates of each day; days share the evening between them.
        ({"route": "date_page", "listings": [{"url": f"{AT}/{{yyyymmdd}}", **ROW}]}, 4),
        ({"route": "date_page", "listings": [{"url": f"{AT}/{{date:%Y%m}}", **ROW}]}, 1),
        ({"route": "date_query", "listings": [{"url": f"{AT}/?a={{from:%d}}&b={{to:%d}}", **ROW}]}, 3),
        # 40 items in the two dates of a question, 20 on a page: two pages for each of three days.
        (
            {"route": "date_query", "listings": [{"url": f"{AT}/?a={{from:%d}}&p={{page}}", **ROW}]},
            3,
        ),
        # 31 days back at 10 items a day, 20 on a page.
        ({"route": "paged_archive", "listings": [{"url": f"{AT}/?p={{page}}", **ROW}]}, 16),
        ({"route": "paged_archive", "listings": [{"url": AT, "next_page": "a", **ROW}]}, 16),
        ({"route": "paged_archive", "listings": [{"url": f"{AT}/?p={{page}}", "page_size": 100, **ROW}]}, 4),
        ({"route": "sitemap", "sitemaps": [{"url": f"{AT}/s.xml", "child_pattern": "{date:%Y-%m}"}]}, 2),
        ({"route": "sitemap", "sitemaps": [{"url": f"{AT}/s.xml"}]}, 1),
        ({"route": "change_history"}, 1),  # the everyday feed, read once for all days
    ],
)
def test_requests_for_lists_are_counted_over_the_range(backfill: dict[str, Any], lists: int) -> None:
    planned = plan(source(backfill=backfill))
    assert planned.lists == lists
    assert planned.pages == 30
    assert planned.seconds == 2 * (lists + 30)
    assert planned.limit == ""


def test_a_form_that_needs_a_token_costs_one_request_more_each_day() -> None:
    form = {
        "url": f"{AT}/find", "method": "POST", "form": {"day": "{date:%d}"},
        "prefetch": {"url": f"{AT}/form"}, **ROW,
    }  # fmt: skip
    assert plan(source(backfill={"route": "date_query", "listings": [form]})).lists == 3 + 4


def test_an_archive_that_is_not_turned_so_far_says_how_far_it_reaches() -> None:
    listing = {"url": f"{AT}/?p={{page}}", **ROW}
    planned = plan(with_route("paged_archive", listings=[listing], max_pages=5))
    assert planned.lists == 5
    assert planned.limit == "at most 5 pages of its archive are turned, which reach to about 2026-03-22"


def test_an_api_with_full_texts_costs_no_pages() -> None:
    api = {"url": f"{AT}/wp?after={{from:%d}}", "items": "@", "content": "text"}
    assert plan(with_route("wordpress", apis=[api])).pages == 0
    assert plan(source(backfill={"route": "paged_archive"}, kind="podcast")).pages == 0


def test_a_source_with_its_own_pause_takes_longer_and_hosts_are_asked_side_by_side() -> None:
    one = source(backfill={"route": "change_history"})
    slow = source(
        "slow", backfill={"route": "change_history"}, delay_seconds=10, feeds=("https://slow.example.com/f",)
    )
    same = source("same", backfill={"route": "change_history"})
    plans = plan_backfill([one, slow, same], MARCH, NOW, delay_seconds=2.0)
    by_id = {s.id: s for s in (one, slow, same)}
    assert [p.seconds for p in plans] == [62, 62, 310]
    assert time_needed(plans, by_id) == 310
    assert time_needed(plans[:2], by_id) == 124


def test_what_archives_hold_is_said_of_sources_without_a_route_too() -> None:
    held = Held("day.warc.gz", 12, date(2026, 3, 2), date(2026, 3, 3))
    assert plan(source(), held={"kr_paper": [held]}).held == (held,)


def test_what_came_is_counted_and_what_did_not_is_named() -> None:
    captures = [
        capture("a", source_id="kr_paper", role="feed", status=200, fault="", detail=""),
        capture("b", source_id="kr_paper", role="page", status=200, fault="", detail=""),
        capture("c", source_id="kr_paper", role="page", status=404, fault="", detail=""),
        capture("d", source_id="kr_late", role="feed", status=None, outcome="failed", fault="TimeoutError",
                detail="TimeoutError: 30 s"),
        capture("e", source_id="kr_gone", role="feed", status=None, outcome="not_in_archive",
                fault="not_in_archive", detail="no capture"),
    ]  # fmt: skip
    sources = [source(), source("late"), source("gone"), source("mute")]
    gone, late, mute, paper = account_of_day(sources, captures, [], [], why={"kr_gone": NO_HISTORY})
    assert (paper.lists, paper.pages, dict(paper.misses)) == (1, 1, {"status 404": 1})
    assert paper.words == "its lists answered and hold nothing of the day"
    assert (late.words, dict(late.misses)) == ("TimeoutError: 30 s", {"TimeoutError": 1})
    assert (gone.words, mute.words) == (NO_HISTORY, "it was not asked")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        ([date(2026, 3, 2)], "2026-03-02"),
        ([date(2026, 3, 3), date(2026, 3, 2), date(2026, 3, 9)], "2026-03-02 to 2026-03-03, 2026-03-09"),
    ],
)
def test_days_are_told_as_ranges(days: list[date], words: str) -> None:
    assert days_in_words(days) == words


@given(
    route=st.sampled_from(
        ["date_query", "date_page", "paged_archive", "sitemap", "wordpress", "change_history"]
    ),
    since=st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(str),
    reach=st.none() | st.integers(1, 1000),
    numbers=st.sets(st.integers(1, 31), min_size=1),
)
def test_every_day_is_either_asked_for_or_refused_with_a_reason(
    route: str, since: str | None, reach: int | None, numbers: set[int]
) -> None:
    days = [day(3, n) for n in sorted(numbers)]
    planned = plan(with_route(route, since=since, until_days_ago=reach), days)
    assert sorted([*planned.asked, *planned.cannot]) == [d.date for d in days]
    assert all(planned.cannot.values())
    assert bool(planned.asked) == bool(planned.requests) == bool(planned.seconds)
