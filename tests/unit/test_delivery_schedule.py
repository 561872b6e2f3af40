"""When a briefing is due: the reader's own hour, Monday to Thursday, through both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.delivery.schedule import LATEST, available_at, due_at, is_due
from briefing.records.edition import CoveredDay, Edition
from briefing.records.monitoring_day import is_edition_date
from briefing.records.profile import Profile
from tests.unit.edition_sample import empty_edition


def edition_of(day: date, zone: str = "Asia/Seoul") -> Edition:
    end = datetime.combine(day, time(18), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    covered = CoveredDay(
        date=day, start_at=end - timedelta(days=1), end_at=end, captures=1, items=1, state="captured"
    )
    return empty_edition(edition_date=day, days=(covered,), timezone=zone)


def profile(zone: str, hour: time) -> Profile:
    return Profile(timezone=zone, delivery_time=hour)


@pytest.mark.parametrize(
    ("day", "zone", "hour", "expected"),
    [
        (date(2026, 3, 10), "Asia/Seoul", time(7), "2026-03-11T07:00+09:00"),  # the next morning
        (
            date(2026, 3, 10),
            "Europe/Berlin",
            time(7),
            "2026-03-11T07:00+01:00",
        ),  # 18:00 in Seoul is 10:00 here
        (date(2026, 3, 10), "America/New_York", time(7), "2026-03-10T07:00-04:00"),
        (date(2026, 3, 12), "Asia/Seoul", time(7), "2026-03-12T18:00+09:00"),  # Friday is no day: at once
        (date(2026, 3, 12), "America/New_York", time(7), "2026-03-12T07:00-04:00"),
        (date(2026, 3, 9), "Asia/Seoul", time(20), "2026-03-09T20:00+09:00"),
        # 29 March 2027 is no edition's concern; these are the nights of the changes of 2026 and 2028.
        (date(2026, 3, 9), "America/Los_Angeles", time(2, 30), "2026-03-09T02:30-07:00"),
    ],
)
def test_the_hour_is_the_readers_own(day: date, zone: str, hour: time, expected: str) -> None:
    assert due_at(profile(zone, hour), edition_of(day)) == datetime.fromisoformat(expected)


def test_an_hour_that_summer_time_skips_or_repeats_comes_once() -> None:
    # Few zones change their clocks on a day of ours; Cairo does so on Fridays, 24 April 2026 at 00:00.
    skipped = profile("Africa/Cairo", time(0, 30))
    edition = edition_of(date(2026, 4, 22), "Asia/Kolkata")
    at = due_at(skipped, edition)
    assert at.astimezone(ZoneInfo("Africa/Cairo")).strftime("%d %H:%M") == "23 00:30"
    later = edition_of(date(2026, 4, 23), "Asia/Kolkata")
    assert due_at(skipped, later) == available_at(later)  # the 24th is a Friday


zones = st.sampled_from(
    ["Asia/Seoul", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kathmandu",
     "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "UTC"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)).filter(is_edition_date),
    st.sampled_from(["Asia/Seoul", "Asia/Tokyo", "Asia/Ho_Chi_Minh", "Asia/Kolkata"]),
    zones,
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_due_once_soon_and_on_a_day_of_ours(day: date, own: str, zone: str, hour: time) -> None:
    edition, wanted = edition_of(day, own), profile(zone, hour)
    at = due_at(wanted, edition)
    there = available_at(edition)
    local = at.astimezone(ZoneInfo(zone))
    assert there <= at <= there + timedelta(hours=25)
    assert at == there or local.weekday() <= 3
    if at != there:  # the very hour, or the one after it where summer time skips it
        assert local.time().replace(second=0) == hour or local.replace(tzinfo=None).time() > hour
    assert not is_due(wanted, edition, at - timedelta(seconds=1))
    assert is_due(wanted, edition, at) and not is_due(wanted, edition, at + LATEST + timedelta(hours=26))
