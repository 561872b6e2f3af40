"""The monitoring day: from cut-off to cut-off, each instant in exactly one day, editions Monday to Thursday."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.records.monitoring_day import (
    MonitoringDay,
    day_of,
    days_covered,
    edition_date_covering,
    is_edition_date,
)
from briefing.taxonomy.countries import COUNTRIES, UnknownCountryError, monitoring_day

CUTOFF = time(18, 0)
MOMENTS = st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC))
DATES = st.dates(min_value=date(1996, 1, 2), max_value=date(2034, 12, 30))
ZONES = st.sampled_from(
    ["Asia/Seoul", "Asia/Kolkata", "America/New_York", "Europe/Paris", "Australia/Lord_Howe"]
)
CUTOFFS = st.sampled_from([time(0, 0), time(2, 30), time(6, 0), time(18, 0), time(23, 59)])


def day(on: date, zone: str = "Asia/Seoul", cutoff: time = CUTOFF) -> MonitoringDay:
    return MonitoringDay(country="kr", date=on, timezone=zone, cutoff=cutoff)


def test_a_day_runs_from_the_evening_before_to_its_own_evening() -> None:
    tuesday = day(date(2026, 3, 10))
    assert tuesday.start_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    assert tuesday.end_at == datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-10 17:59:59.999999", date(2026, 3, 10)),
        ("2026-03-10 18:00:00", date(2026, 3, 11)),
        ("2026-03-09 18:00:00", date(2026, 3, 10)),
        ("2026-03-10 00:00:00", date(2026, 3, 10)),
        ("2026-12-31 18:00:00", date(2027, 1, 1)),
    ],
)
def test_the_cutoff_is_the_first_instant_of_the_next_day(local: str, expected: date) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Seoul"))
    assert day_of(at, "Asia/Seoul", CUTOFF) == expected


@given(MOMENTS, ZONES, CUTOFFS)
@example(datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "America/New_York", time(2, 30))  # 02:30 does not exist
@example(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", time(2, 30))
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Paris", time(2, 30))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Paris", time(2, 30))  # 02:30 comes twice
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "Europe/Paris", time(2, 30))
def test_every_instant_is_in_exactly_one_day(at: datetime, zone: str, cutoff: time) -> None:
    named = day_of(at, zone, cutoff)
    around = [named + timedelta(days=shift) for shift in (-2, -1, 0, 1, 2)]
    holding = [d for d in around if day(d, zone, cutoff).start_at <= at < day(d, zone, cutoff).end_at]
    assert holding == [named]


@given(DATES, ZONES, CUTOFFS)
def test_days_follow_each_other_without_gap(on: date, zone: str, cutoff: time) -> None:
    assert day(on, zone, cutoff).end_at == day(on + timedelta(days=1), zone, cutoff).start_at


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)]
)
def test_summer_time_makes_a_day_of_23_or_25_hours(on: date, hours: int) -> None:
    changed = day(on, "America/New_York")
    assert changed.end_at - changed.start_at == timedelta(hours=hours)


def test_mondays_edition_covers_everything_since_thursday() -> None:
    monday = date(2026, 3, 9)
    assert days_covered(monday) == (date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8), monday)
    assert day(days_covered(monday)[0]).start_at == day(date(2026, 3, 5)).end_at


@pytest.mark.parametrize("on", [date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12)])
def test_the_other_editions_cover_their_own_day(on: date) -> None:
    assert days_covered(on) == (on,)


@pytest.mark.parametrize("on", [date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)])
def test_a_date_without_edition_is_refused_and_the_covering_one_named(on: date) -> None:
    with pytest.raises(ValueError, match=r"no edition is dated .* in the edition of 2026-03-09"):
        days_covered(on)


@given(DATES)
def test_each_day_is_in_exactly_one_edition(on: date) -> None:
    covering = edition_date_covering(on)
    assert is_edition_date(covering)
    editions = [covering + timedelta(days=shift) for shift in range(-7, 8)]
    assert [e for e in editions if is_edition_date(e) and on in days_covered(e)] == [covering]


def test_each_country_brings_its_own_clock() -> None:
    ends = {code: monitoring_day(code, date(2026, 3, 10), CUTOFF).end_at for code in COUNTRIES}
    assert ends["kr"] == ends["jp"] == datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    assert ends["cn"] == ends["tw"] == datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
    assert ends["vn"] == datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
    assert ends["in"] == datetime(2026, 3, 10, 12, 30, tzinfo=UTC)


def test_a_country_that_is_not_configured_is_named() -> None:
    with pytest.raises(UnknownCountryError, match="'xx' is not configured; configured are kr, jp"):
        monitoring_day("xx", date(2026, 3, 10), CUTOFF)
