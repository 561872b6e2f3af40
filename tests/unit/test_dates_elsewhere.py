"""Dates that stand in no text of their own: in an address, in a count of time, over a whole feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scrapers.extraction.dates import (
    EARLIEST,
    TOLERATED_FUTURE,
    WrittenDate,
    date_in_address,
    from_epoch,
    is_batch,
    read_date,
)

CAPTURED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
OWN_ZONE = "address, zone of the source"
OWN_NUMBER = "address, zone of the source, of the article's number"
HOST = "https://news.example"


def seek(path: str) -> WrittenDate:
    return date_in_address(HOST + path, TOKYO, CAPTURED)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=9)


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/2026/03/09/title-of-it.html", "2026/03/09"),
        ("/politics/2026/3/9/title/", "2026/3/9"),
        ("/2026/mar/09/title", "2026/mar/09"),
        ("/n1/2026/0309/c1001-4067.html", "2026/0309"),
        ("/a/202603/09/WS6abc.html", "202603/09"),
        ("/xinwen/2026-03/09/content_5.htm", "2026-03/09"),
        ("/english/20260309/abcdef/c.html", "20260309"),
        ("/20260309-OYT1T50218/", "20260309"),
        ("/politics/20260309-216478/", "20260309"),
        ("/zwgk/202603/t20260309_123456.html", "t20260309"),
        ("/day/20260309.shtml", "day/20260309"),
        ("/todays-paper/2026-03-09/", "2026-03-09"),
        ("/news/2026-03-09-title-of-it", "2026-03-09"),
        ("/news/title-of-it-2026-03-09.html", "2026-03-09"),
        ("/news/2026_03_09.html", "2026_03_09"),
        ("/view/AKR20260309000100001", "AKR20260309000100001"),
        ("/view?cid=AKR20260309000100001&site=1", "AKR20260309000100001"),
        ("/News/Read/A2026030916330004328", "A2026030916330004328"),
        ("/article/202603091234001", "202603091234001"),
        ("/list?date=2026-03-09&page=2", "2026-03-09"),
        ("/list?ymd=20260309", "20260309"),
        ("/2026/03/09/match-of-2026-03-11", "2026/03/09"),
        ("/2026%2F03%2F09/title", "2026/03/09"),
    ],
)
def test_a_day_in_an_address_is_its_start_at_the_source(path: str, raw: str) -> None:
    written = seek(path)
    assert (written.raw, written.at, written.precision) == (raw, tokyo("2026-03-09 00:00"), "day")
    assert written.basis == (OWN_NUMBER if raw.startswith(("A", "202603091234")) else OWN_ZONE)


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/tieu-de-101251016151123116.htm", "2025-10-16 15:11:23"),
        ("/kinh-te/tieu-de-188251016151123116.chn", "2025-10-16 15:11:23"),
        ("/xa-hoi/tieu-de-20251016151123116.htm", "2025-10-16 15:11:23"),
        ("/tieu-de-20251016151123.htm", "2025-10-16 15:11:23"),
        ("/tieu-de-2025101615112388.htm", "2025-10-16 15:11:23"),
        ("/tieu-de-1852510161511237.htm", "2025-10-16 15:11:23"),
        ("/politics/5812-2025-10-16-15-11-23.html", "2025-10-16 15:11:23"),
    ],
)
def test_a_moment_in_an_address_is_read_on_the_clock_of_the_source(path: str, at: str) -> None:
    written = seek(path)
    basis = OWN_ZONE if "-15-11-23" in path else OWN_NUMBER
    assert (written.at, written.precision, written.basis) == (tokyo(at), "second", basis)


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/page/202603/1356.shtml", "202603"),
        ("/2026/03/title", "2026/03"),
        ("/archive/2026-03/title", "2026-03"),
    ],
)
def test_a_month_is_no_instant(path: str, raw: str) -> None:
    assert seek(path) == WrittenDate(raw, None, "month", "address names only a month")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/article/20123456", "/item/20191105", "/item/20191105.html", "/item/19852382", "/p/1773100000",
        "/p/1773100000000", "/phone-0912345678", "/x-1234567890123456.html", "/news/20261399123",
        "/20191105-title-of-it", "/view?id=20260309", "/view?no=202603091234001", "/article/AB20260309",
        "/2026/13/45/title", "/2026-02-30/title", "/2019-2020-line", "/2030/01/01/",
        "/1989/06/04/",
        "/page/203001/1", "/page/202613/1", "/tieu-de-101991016151123116.htm",
        "/tieu-de-101251316151123116.htm",
        "/tieu-de-101251016251123116.htm", "/v2026.03.09", "/a2026-03-09b", "/12026-03-09",
        "/list?from=2026-03-01&to=2026-03-05",
    ],
)  # fmt: skip
def test_numbers_that_only_look_like_a_date_are_none(path: str) -> None:
    assert seek(path) == WrittenDate("", None, "none", "no date in address")


def test_two_days_are_none() -> None:
    written = seek("/2026-03-01/to/2026-03-05")
    assert (written.at, written.basis) == (None, "date in address is not one date only")


def test_a_host_is_not_read_and_what_is_no_address_holds_no_date() -> None:
    for address in ("https://2026-03-09.example/", "http://[", "", "mailto:a@b.example", "not an address"):
        assert date_in_address(address, TOKYO, CAPTURED).basis == "no date in address"


def test_the_future_ends_a_day_after_the_capture_on_the_clock_of_the_source() -> None:
    assert seek("/2026/03/11/title").at == tokyo("2026-03-11 00:00")
    assert seek("/2026/03/12/title").at is None


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2026, 3, 9)).map(lambda at: at.replace(microsecond=0))


@given(MOMENTS, st.integers(100, 299), st.integers(0, 999))
def test_every_form_of_an_address_comes_back(moment: datetime, site: int, milliseconds: int) -> None:
    exact = moment.replace(tzinfo=UTC) - timedelta(hours=9)
    for path in (
        f"/tieu-de-{site}{moment:%y%m%d%H%M%S}{milliseconds:03}.htm",
        f"/tieu-de-{moment:%Y%m%d%H%M%S}{milliseconds:03}.htm",
        f"/{site}-{moment:%Y-%m-%d-%H-%M-%S}.html",
    ):
        assert seek(path).at == exact, path
    start = moment.replace(hour=0, minute=0, second=0, tzinfo=UTC) - timedelta(hours=9)
    for path in (
        f"/{moment:%Y/%m/%d}/x",
        f"/{moment:%Y%m%d}/x",
        f"/x/{moment:%Y-%m-%d}",
        f"/{moment:%Y/%m%d}/x",
    ):
        assert seek(path).at == start, path


def is_in_bounds(written: WrittenDate) -> bool:
    if written.at is None:
        return written.precision in ("none", "month") and bool(written.basis)
    return EARLIEST <= written.at <= CAPTURED + TOLERATED_FUTURE and written.at.tzinfo is UTC


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=3),
            st.integers(0, 10**18).map(str),
            st.sampled_from(
                [*"/-_?=&.%", "2026", "03", "20260309", ".htm", "//", "date=", "t", "AKR", "/page/"]
            ),
        ),
        max_size=10,
    ).map("".join)
)
@example("https://[::1")
@example("/" + "2026-03-09" * 200)
@example("/" + "1" * 5000)
def test_no_address_raises(address: str) -> None:
    assert is_in_bounds(date_in_address(address, TOKYO, CAPTURED))
    assert is_in_bounds(date_in_address(f"{HOST}/{address}", TOKYO, CAPTURED))


class TestEpoch:
    @pytest.mark.parametrize(
        ("value", "unit"),
        [
            (1773100000, "s"),
            ("1773100000", "s"),
            (1773100000.9, "s"),
            (" 1773100000.25 ", "s"),
            (1773100000000, "ms"),
            ("1773100000999", "ms"),
            (1773100000000.0, "ms"),
        ],
    )
    def test_a_count_is_an_instant_to_the_second(
        self, value: int | float | str, unit: Literal["s", "ms"]
    ) -> None:
        at = datetime(2026, 3, 9, 23, 46, 40, tzinfo=UTC)
        assert from_epoch(value, unit, "json", CAPTURED) == WrittenDate(
            str(value).strip(), at, "second", "json"
        )

    @pytest.mark.parametrize(
        ("value", "unit", "basis"),
        [
            (0, "s", "date in json is a placeholder"),
            ("0", "ms", "date in json is a placeholder"),
            (-62135596800, "s", "date in json is a placeholder"),
            (1773100000000, "s", "date in json lies in the future"),
            (1773100000, "ms", "date in json lies before 1995"),
            (10**19, "s", "date in json lies in the future"),
            ("2026-03-10", "s", "unreadable date in json"),
            ("", "s", "unreadable date in json"),
            ("1e9", "s", "unreadable date in json"),
            ("１７７３１０００００", "s", "unreadable date in json"),
            (float("nan"), "s", "unreadable date in json"),
            (float("inf"), "ms", "unreadable date in json"),
            (True, "s", "unreadable date in json"),
            ("1" * 5000, "s", "unreadable date in json"),
        ],
    )
    def test_other_numbers_say_why_they_are_none(
        self, value: int | float | str, unit: Literal["s", "ms"], basis: str
    ) -> None:
        written = from_epoch(value, unit, "json", CAPTURED)
        assert (written.at, written.precision, written.basis) == (None, "none", basis)

    def test_a_number_too_long_to_be_written_is_none(self) -> None:
        assert from_epoch(10**5000, "ms", "json", CAPTURED).basis == "unreadable date in json"

    def test_a_unit_of_our_own_making_is_our_mistake(self) -> None:
        with pytest.raises(ValueError, match="s and ms are known"):
            from_epoch(1, "minutes", "json", CAPTURED)  # type: ignore[arg-type]

    @given(st.one_of(st.integers(), st.floats(), st.text()), st.sampled_from(["s", "ms"]))
    def test_no_value_raises(self, value: int | float | str, unit: Literal["s", "ms"]) -> None:
        assert is_in_bounds(from_epoch(value, unit, "json", CAPTURED))

    @given(st.integers(int(EARLIEST.timestamp()), int(CAPTURED.timestamp())))
    def test_seconds_and_milliseconds_come_back(self, seconds: int) -> None:
        at = datetime.fromtimestamp(seconds, UTC)
        assert from_epoch(seconds, "s", "json", CAPTURED).at == at
        assert from_epoch(str(seconds * 1000 + 999), "ms", "json", CAPTURED).at == at


class TestBatch:
    @staticmethod
    def feed(*texts: str) -> list[WrittenDate]:
        return [read_date(text, "Asia/Taipei", "feed", CAPTURED) for text in texts]

    @pytest.mark.parametrize(
        "text",
        [
            "2026-03-01",
            "Sun, 01 Mar 2026 00:00:00 +0800",
            "2026-03-01T00:00:00+08:00",
            "2026-03-01 00:00",
            "2026/03/01 0:00:00",
        ],
    )
    def test_one_day_for_all_is_that_of_the_batch(self, text: str) -> None:
        assert is_batch(self.feed(*[text] * 5))
        assert is_batch(self.feed(*[text] * 9, "2026-02-01"))
        assert is_batch(self.feed(*[text] * 5, "", "soon"))

    @pytest.mark.parametrize(
        "texts",
        [
            [],
            ["2026-03-01"] * 4,
            ["2026-03-01"] * 8 + ["2026-02-01"] * 2,
            [f"2026-03-0{day}" for day in range(1, 8)],
            ["2026-03-01 10:03:27"] * 20,
            ["2026-03-01 10:00"] * 20,
            ["2026-03-01 10:00:00"] * 20,
            ["Sun, 01 Mar 2026 00:00:05 +0800"] * 20,
            [f"2026-03-01 00:0{minute}" for minute in range(9)],
            ["", "soon", "2026-02-30"] * 9,
        ],
    )
    def test_days_of_entries_are_their_own(self, texts: list[str]) -> None:
        assert not is_batch(self.feed(*texts))

    def test_one_instant_written_in_two_zones_is_midnight_only_if_all_write_it_so(self) -> None:
        assert not is_batch(self.feed(*["2026-03-01"] * 5, "2026-02-28T16:00:00Z"))
