"""Written dates: read exactly as written, in the zone they name, or not at all; never "now"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scrapers.extraction.dates import EARLIEST, TOLERATED_FUTURE, WrittenDate, read_date

CAPTURED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEOUL = "Asia/Seoul"


def read(text: str | None, zone: str = SEOUL) -> WrittenDate:
    return read_date(text, zone, "feed", CAPTURED)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("Tue, 10 Mar 2026 09:05:06 +0900", "2026-03-10 00:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05 +0900", "2026-03-10 00:05:00", "minute"),
        ("Tue, 10 Mar 26 09:05:06 +0900", "2026-03-10 00:05:06", "second"),
        ("10 Mar 2026 09:05:06 GMT", "2026-03-10 09:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 -0000", "2026-03-10 09:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 KST", "2026-03-10 00:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 +0900 (KST)", "2026-03-10 00:05:06", "second"),
        ("Tue, 10 Mar 2026 04:05:06 EST", "2026-03-10 09:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 GMT+9", "2026-03-10 00:05:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 GMT+0530", "2026-03-10 03:35:06", "second"),
        ("Tue, 10 Mar 2026 09:05:06 UTC-03:30", "2026-03-10 12:35:06", "second"),
        ("Tue Mar 10 09:05:06 KST 2026", "2026-03-10 00:05:06", "second"),
        ("2026-03-10T09:05:06+09:00", "2026-03-10 00:05:06", "second"),
        ("2026-03-10T09:05:06+0900", "2026-03-10 00:05:06", "second"),
        ("2026-03-10T00:05:06Z", "2026-03-10 00:05:06", "second"),
        ("2026-03-10t00:05:06.789z", "2026-03-10 00:05:06", "second"),
        ("2026-03-10 09:05:06 KST", "2026-03-10 00:05:06", "second"),
        ("2026-03-10 00:05 UTC", "2026-03-10 00:05:00", "minute"),
        ("Thứ ba, 10/3/2026, 07:05 (GMT+7)", "2026-03-10 00:05:00", "minute"),
    ],
)
def test_a_named_zone_is_believed_wherever_the_source_is(text: str, at: str, precision: str) -> None:
    for zone in (SEOUL, "Asia/Kolkata", "America/New_York"):
        assert read(text, zone) == WrittenDate(text, utc(at), precision, "feed")


@pytest.mark.parametrize(
    ("text", "local", "precision"),
    [
        ("Tue, 10 Mar 2026 09:05:06", "2026-03-10 09:05:06", "second"),
        ("2026-03-10T09:05:06", "2026-03-10 09:05:06", "second"),
        ("2026-03-10 09:05", "2026-03-10 09:05:00", "minute"),
        ("2026-3-10 9:5", "2026-03-10 09:05:00", "minute"),
        ("2026-03-10", "2026-03-10 00:00:00", "day"),
        ("2026.03.10 09:05", "2026-03-10 09:05:00", "minute"),
        ("2026/03/10", "2026-03-10 00:00:00", "day"),
        ("2026년 3월 10일", "2026-03-10 00:00:00", "day"),
        ("2026년 3월 10일 오후 3시 5분", "2026-03-10 15:05:00", "minute"),
        ("2026-03-10 오후 3:05", "2026-03-10 15:05:00", "minute"),
        ("2026年3月10日", "2026-03-10 00:00:00", "day"),
        ("2026年03月10日 09:05", "2026-03-10 09:05:00", "minute"),
        ("10/03/2026", "2026-03-10 00:00:00", "day"),
        ("10-03-2026 09:05", "2026-03-10 09:05:00", "minute"),
        ("10 tháng 3, 2026", "2026-03-10 00:00:00", "day"),
        ("10 मार्च 2026", "2026-03-10 00:00:00", "day"),
        ("March 10, 2026", "2026-03-10 00:00:00", "day"),
        ("10 Mar 2026", "2026-03-10 00:00:00", "day"),
        ("  2026-03-10\n", "2026-03-10 00:00:00", "day"),
    ],
)
def test_no_zone_means_that_of_the_source_and_says_so(text: str, local: str, precision: str) -> None:
    for zone, hours in ((SEOUL, 9), ("Asia/Kolkata", 5.5), ("Asia/Ho_Chi_Minh", 7)):
        expected = utc(local) - timedelta(hours=hours)
        assert read(text, zone) == WrittenDate(text.strip(), expected, precision, "feed, zone of the source")


def test_cst_is_chinas_in_china_and_americas_elsewhere() -> None:
    text = "Tue, 10 Mar 2026 09:05:06 CST"
    assert read(text, "Asia/Shanghai").at == read(text, "Asia/Taipei").at == utc("2026-03-10 01:05:06")
    assert read(text, SEOUL).at == utc("2026-03-10 15:05:06")


def test_the_sources_zone_has_its_summer_time() -> None:
    assert read("2025-07-01 12:00", "America/New_York").at == utc("2025-07-01 16:00")
    assert read("2025-12-01 12:00", "America/New_York").at == utc("2025-12-01 17:00")


@pytest.mark.parametrize(
    "text",
    [
        "today", "now", "yesterday", "Tuesday", "2 hours ago", "in 3 days", "방금", "오늘", "어제", "3시간 전",
        "今天", "昨天", "3小时前", "今日", "hôm nay", "2 giờ trước", "आज", "12:30", "오전 9시", "2026", "Mar 2026",
        "2026-03", "2026년 3월", "10 March", "3월 10일", "10/03", "10/03/26", "26.03.10", "1773100000", "20260310",
        "2026-02-30", "2026-13-01", "2026-03-10T25:00:00Z", "2026-03-10T09:05:06+99:99",
        "Tue, 10 Mar 2026 09:05:06 +9999",
        "Tue, 10 Mar 2026 09:05:06 QQQ", "Mon, 01 Jan 0001 00:00:00 +0900", "0001-01-01T00:00:00", "published",
        "0001-01-01T00:00:00+09:00", "Mon, 01 Jan 99999999999 00:00:00 +0000", "9999-12-31T23:59:59-05:00", "-",
        "null",
    ],
)  # fmt: skip
def test_relative_partial_ambiguous_and_impossible_dates_are_none(text: str) -> None:
    assert read(text) == WrittenDate(text, None, "none", "unreadable date in feed")


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_no_date_is_not_an_unreadable_one(text: str | None) -> None:
    assert read(text) == WrittenDate("", None, "none", "no date in feed")


def test_the_future_is_tolerated_for_a_day() -> None:
    edge = CAPTURED + TOLERATED_FUTURE
    assert read(edge.isoformat(timespec="seconds")).at == edge
    beyond = read((edge + timedelta(seconds=1)).isoformat(timespec="seconds"))
    assert (beyond.at, beyond.basis) == (None, "date in feed lies in the future")


def test_what_is_older_than_the_web_is_refused() -> None:
    assert read(EARLIEST.isoformat()).at == EARLIEST
    assert read("1970-01-01T00:00:00Z").basis == "date in feed lies before 1995"


INSTANTS = st.datetimes(datetime(1995, 1, 2), datetime(2026, 3, 9))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(INSTANTS, OFFSETS)
def test_rfc_822_and_iso_come_back(plain: datetime, zone: timezone) -> None:
    at = plain.replace(microsecond=0, tzinfo=zone)
    for text in (format_datetime(at), at.isoformat(), at.isoformat(" ")):
        assert read(text).at == at, text
        assert read(text).basis == "feed"


@given(st.dates(date(1995, 1, 2), date(2026, 3, 9)))
def test_a_day_is_the_start_of_that_day_at_the_source(day: date) -> None:
    at = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=9)
    assert read(day.isoformat()).at == read(f"{day.year}년 {day.month}월 {day.day}일").at == at


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=4),
            st.integers(0, 99999).map(str),
            st.sampled_from(
                [*"-/:.,+ TZ", "Mar", "GMT", "UTC+", "PM", "년", "月", "Tue, ", "ago", "AM", "CST"]
            ),
        ),
        max_size=9,
    ).map("".join)
)
@example("GMT+99 1 Jan 2020")
@example("10 Mar 2026 09:05:06 +" + "9" * 40)
@example("1" * 5000)
@example("(" * 200)
def test_any_text_gives_a_date_in_bounds_or_a_reason(text: str) -> None:
    first, second = read(text), read_date(text, SEOUL, "feed", CAPTURED)
    assert first == second
    if first.at is None:
        assert first.precision == "none"
        assert first.basis
    else:
        assert EARLIEST <= first.at <= CAPTURED + TOLERATED_FUTURE
        assert first.at.tzinfo is UTC
