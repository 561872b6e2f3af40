"""Written dates: read exactly as written, in the zone they name, or not at all; never "now"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scrapers.extraction.dates import EARLIEST, TOLERATED_FUTURE, WrittenDate, read_date
from scrapers.extraction.dates.months import MONTHS

CAPTURED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEOUL = "Asia/Seoul"
OWN_ZONE = "feed, zone of the source"
RELATIVE = "feed, relative to the capture"


def read(text: str | None, zone: str = SEOUL, formats: tuple[str, ...] = ()) -> WrittenDate:
    return read_date(text, zone, "feed", CAPTURED, formats)


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


@pytest.mark.parametrize(
    ("local", "precision", "texts"),
    [
        ("2026-01-05 00:00:00", "day", [
            "115-01-05", "115/1/5", "115.01.05", "民國115年1月5日", "中華民國115年1月5日", "民國 115/01/05",
            "115年1月5日",
            "中華民國一百一十五年一月五日", "民國115年(2026年)1月5日",
            "5 一月 2026", "一月 5, 2026", "二〇二六年一月五日", "二零二六年一月五日", "二○二六年一月五日",
            "2026年1月5日", "2026 年 1 月 5 日", "2026年1月5", "２０２６年０１月０５日",
            "２０２６／０１／０５", "[2026.01.05]", "〔2026年1月5日〕発行",
            "令和8年1月5日", "令和８年１月５日（月）", "R8.1.5", "R08/01/05", "㋿8年1月5日",
            "2026年（令和8年）1月5日", "令和8年(2026年)1月5日",
            "2026. 1. 5.", "2026. 1. 5", "2026.1.5.(월)", "2026년 1월 5일(월)", "'26. 1. 5.", "’26.01.05",
            "ngày 5 tháng 1 năm 2026", "Hà Nội, ngày 05 tháng 01 năm 2026", "5 Tháng Một, 2026",
            "Tháng Một 5, 2026",
            "5 thg 1, 2026", "Thứ 2, 05/01/2026", "Thứ Hai, ngày 5/1/2026", "T2, 05/01/2026",
            "Chủ nhật 05/01/2026",
            "5 जनवरी 2026", "५ जनवरी २०२६", "सोमवार, 5 जनवरी 2026", "०५/०१/२०२६", "૫ જાન્યુઆરી ૨૦૨૬",
            "5 જાન્યુઆરી 2026",
            "০৫/০১/২০২৬", "5 জানুয়ারি 2026", "௦௫-௦௧-௨௦௨௬", "5 ஜனவரி 2026", "5 జనవరి 2026", "5 ಜನವರಿ 2026",
            "5 ജനുവരി 2026",
            "5th January, 2026", "January 5th 2026", "5<sup>th</sup> January, 2026",
            "5<sup> th</sup> of January 2026",
            "5&lt;sup&gt;th&lt;/sup&gt; January 2026", "Jan. 5, 2026", "January 5,2026",
            "Monday, January 5, 2026",
            "5-Jan-2026", "5-Jan-26", "5 Jan 26", "2026Jan05", "2026 January 5", "05.01.2026", "5/1/2026",
            "5 janvier 2026", "5. Januar 2026", "5 de enero de 2026",
            "등록일 : 2026-01-05", "제공일자 2026.01.05", "작성자 홍길순 | 작성일 2026.01.05 | 조회수 1,234",
            "发布日期：2026-01-05 浏览次数：321",
            "信息提供日期：2026年01月05日", "発表日 2026年1月5日", "Ngày đăng: 05/01/2026",
            "by A. Writer | January 5, 2026 · 4 min read",
            "2026年1月5日 农历十一月十七",
        ]),
        ("2026-01-05 15:00:00", "hour", ["2026年1月5日15時", "2026년 1월 5일 오후 3시",
            "5 January 2026, 3 pm", "2026年1月5日下午3点"]),
        ("2026-01-05 15:04:00", "minute", [
            "2026年1月5日15時4分", "2026年1月5日15时04分", "2026年1月5日 15点04分", "2026年1月5日 下午3:04",
            "2026年1月5日 下午3點4分",
            "2026年1月5日午後3時4分", "民國115年1月5日 下午3時4分", "令和8年1月5日 15時04分",
            "２０２６年１月５日　１５：０４",
            "2026.01.05 오후 3:04", "2026.01.05. 15:04", "2026년 1월 5일 15시 4분", "2026.01.05 PM 3:04",
            "입력 2026-01-05 15:04",
            "기사입력 : 2026.01.05. 오후 3:04", "승인 2026.01.05 15:04",
            "입력 2026-01-05 15:04 수정 2026-01-06 09:30",
            "2026-01-05 15:04 입력 / 2026-01-06 09:30 수정", "2026-01-05 15:04 | 업데이트 2026-01-06 09:30",
            "수정 2026-01-06 09:30 입력 2026-01-05 15:04", "2026年1月5日 15:04公開 2026年1月6日 9:30更新",
            "发布时间：2026-01-05 15:04", "來源：某社 時間：2026/01/05 15:04", "2026-01-05-15:04",
            "05/01/2026 - 15:04", "05/01/2026 – 15:04", "15:04 | 05/01/2026", "15:04 05/01/2026",
            "15h04 ngày 5/1/2026",
            "Thứ Hai, 05/01/2026, 15:04 PM", "05/01/2026 3:04 CH", "15 giờ 4 phút ngày 5/1/2026",
            "5 January 2026, 3.04 pm", "5 जनवरी 2026 को शाम 3:04 बजे", "2026/1/5 下午 03:04",
            "15:04' 05/01/2026",
            "5 जनवरी 2026, 03:04 PM", "5 जनवरी 2026 | 15:04", "Published: January 5, 2026 at 3:04 p.m.",
            "Posted On: 05 JAN 2026 3:04PM by a bureau", "05 Jan 2026 15:04 hrs",
        ]),
        ("2026-01-05 15:04:09", "second", [
            "2026-01-05-15:04:09", "2026年1月5日15时4分9秒", "2026.01.05 오후 3:04:09",
            "Mon Jan  5 15:04:09 2026",
            "2026-01-05 15:04:09.0", "05/01/2026 15:04:09", "2026. 1. 5. 15:04:09",
        ]),
        ("2026-01-05 00:05:00", "minute", ["2026年1月5日 上午12:05", "2026.01.05 오전 12:05",
            "5 Jan 2026 12:05 AM"]),
        ("2026-01-05 12:05:00", "minute", ["2026年1月5日 下午12:05", "2026.01.05 오후 12:05",
            "5 Jan 2026 12:05 PM"]),
        ("2026-01-05 15:30:00", "minute", ["2026年1月5日 15時半", "2026년 1월 5일 오후 3시 반"]),
    ],
)  # fmt: skip
def test_the_forms_of_the_region(local: str, precision: str, texts: list[str]) -> None:
    for text in texts:
        assert read(text) == WrittenDate(text, utc(local) - timedelta(hours=9), precision, OWN_ZONE), text


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("28 二月 2026 10:00:00 +0800", "2026-02-28 02:00:00"),
        ("Sat Feb 28 10:00:00 +0800 2026", "2026-02-28 02:00:00"),
        ("Saturday, 28-Feb-26 02:00:00 GMT", "2026-02-28 02:00:00"),
        ("2026-02-28T10:00:00.123+08:00[Asia/Taipei]", "2026-02-28 02:00:00"),
        ("20260228T020000Z", "2026-02-28 02:00:00"),
        ("2026年2月28日 10:00:00 (北京时间)", "2026-02-28 02:00:00"),
        ("28 फ़रवरी 2026, 07:30:00 AM IST", "2026-02-28 02:00:00"),
        ("28/02/2026 09:00:00 (GMT+7)", "2026-02-28 02:00:00"),
        ("(KST) 2026-02-28 11:00:00", "2026-02-28 02:00:00"),
    ],
)
def test_a_zone_named_in_any_form_is_believed(text: str, at: str) -> None:
    for zone in (SEOUL, "America/New_York"):
        assert read(text, zone) == WrittenDate(text, utc(at), "second", "feed"), text


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Updated : Mar 10, 2026, 08:30 AM IST", "feed, of its last change"),
        ("수정 2026-03-10 08:30", "feed, zone of the source, of its last change"),
        ("Cập nhật: 08:30 10/03/2026", "feed, zone of the source, of its last change"),
        ("Updated 2 hours ago", "feed, relative to the capture, of its last change"),
    ],
)
def test_a_date_of_a_change_says_so(text: str, basis: str) -> None:
    assert read(text).at is not None
    assert read(text).basis == basis


@pytest.mark.parametrize(
    ("local", "precision", "texts"),
    [  # captured on 10 March 2026 at 21:00 in Seoul
        ("2026-03-10 20:55:00", "minute", ["5분 전", "5分钟前", "5分鐘前", "5分前", "5 phút trước",
            "5 minutes ago", "5 मिनट पहले",
            "5 mins ago", "约5分钟前", "5 મિનિટ પહેલા"]),
        ("2026-03-10 20:59:00", "minute", ["30초 전", "30 seconds ago", "a minute ago", "1분전"]),
        ("2026-03-10 20:30:00", "minute", ["半小时前"]),
        ("2026-03-10 18:00:00", "hour", ["3시간 전", "3시간전", "3小时前", "3小時前", "3個小時前", "3時間前",
            "3 giờ trước",
            "3 hours ago", "3h ago", "3 घंटे पहले", "3 કલાક પહેલા", "입력 3시간 전", "３時間前"]),
        ("2026-03-10 20:00:00", "hour", ["an hour ago", "1 hour ago"]),
        ("2026-03-09 00:00:00", "day", ["어제", "昨天", "昨日", "hôm qua", "yesterday", "ગઈકાલે", "1일 전",
            "1天前", "1日前",
            "1 ngày trước", "1 day ago", "1 दिन पहले"]),
        ("2026-03-08 00:00:00", "day", ["그저께", "前天", "2일 전", "2 दिन पहले"]),
        ("2026-03-09 10:20:00", "minute", ["어제 10:20", "昨天 10:20", "10:20 hôm qua",
            "Yesterday at 10:20 AM", "어제 오전 10:20"]),
        ("2026-03-10 10:20:00", "minute", ["오늘 10:20", "今天 10:20", "Today, 10:20 AM", "今天上午10:20"]),
    ],
)  # fmt: skip
def test_a_relative_date_counts_from_the_capture(local: str, precision: str, texts: list[str]) -> None:
    for text in texts:
        assert read(text) == WrittenDate(text, utc(local) - timedelta(hours=9), precision, RELATIVE), text


def test_yesterday_is_that_of_the_source() -> None:
    """At 20:00 UTC it is the 11th in Seoul and the 10th in New York."""
    captured = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    assert read_date("yesterday", SEOUL, "page", captured).at == utc("2026-03-09 15:00")
    assert read_date("yesterday", "America/New_York", "page", captured).at == utc("2026-03-09 04:00")


@pytest.mark.parametrize(
    ("form", "text", "local", "precision"),
    [
        ("%Y%b%d", "2026Jan05", "2026-01-05 00:00:00", "day"),
        ("%H:%M:%S %p | %d/%m/%Y", "15:04:09 PM | 05/01/2026", "2026-01-05 15:04:09", "second"),
        ("%H:%M:%S %p | %d/%m/%Y", "03:04:09 PM | 05/01/2026", "2026-01-05 15:04:09", "second"),
        ("%H:%M:%S %p | %d/%m/%Y", "12:04:09 SA | 05/01/2026", "2026-01-05 00:04:09", "second"),
        ("[%Y.%m.%d]", "[2026.01.05]", "2026-01-05 00:00:00", "day"),
        ("%m/%d/%Y %H:%M:%S", "01/05/2026 15:04:09", "2026-01-05 15:04:09", "second"),
        ("%m/%d/%Y %H:%M:%S", "01/05/2026", "2026-01-05 00:00:00", "day"),
        ("%m/%d/%Y", "Posted 01/05/2026 15:04", "2026-01-05 15:04:00", "minute"),
        ("%B %-d, %Y", "January 5, 2026", "2026-01-05 00:00:00", "day"),
        ("〔%Y年%m月%d日〕発行", "〔2026年1月5日〕発行", "2026-01-05 00:00:00", "day"),
        ("%Y%m%d", "20260105", "2026-01-05 00:00:00", "day"),
        ("%Y%m%d%H%M", "202601051504", "2026-01-05 15:04:00", "minute"),
        ("%d %b %Y %H h", "05 Jan 2026 15 h", "2026-01-05 15:00:00", "hour"),
        ("%ROC-%m-%d", "115-01-05", "2026-01-05 00:00:00", "day"),
        ("%ROC%m%d", "1150105", "2026-01-05 00:00:00", "day"),
        ("%ROC%m%d", "990105", "2010-01-05 00:00:00", "day"),
        ("%d/%m/%ROC %H:%M", "05/01/115 15:04", "2026-01-05 15:04:00", "minute"),
        ("%Y-%m-%d", "5 January 2026", "2026-01-05 00:00:00", "day"),
        ("%Q", "2026-01-05", "2026-01-05 00:00:00", "day"),
    ],
)
def test_the_forms_of_a_source_go_first(form: str, text: str, local: str, precision: str) -> None:
    date = read(text, formats=("%H.%M", form))
    assert date == WrittenDate(text, utc(local) - timedelta(hours=9), precision, OWN_ZONE)


def test_a_form_with_a_zone_needs_none_of_the_source() -> None:
    date = read("05-01-2026 15:04 +0530", formats=("%d-%m-%Y %H:%M %z",))
    assert (date.at, date.basis) == (utc("2026-01-05 09:34"), "feed")


@pytest.mark.parametrize(
    ("form", "text", "local", "remark"),
    [
        ("%H:%M", "20:59", "2026-03-10 20:59:00", "time of day on the day of the capture"),
        ("%H:%M", "00:00", "2026-03-10 00:00:00", "time of day on the day of the capture"),
        ("%m-%d %H:%M", "03-10 20:59", "2026-03-10 20:59:00", "year of the capture"),
        ("%m-%d %H:%M", "03-10 21:01", "2025-03-10 21:01:00", "year of the capture"),
        ("%m-%d %H:%M", "12-31 08:00", "2025-12-31 08:00:00", "year of the capture"),
    ],
)
def test_a_form_may_leave_the_day_or_the_year_to_the_capture(
    form: str, text: str, local: str, remark: str
) -> None:
    at = utc(local) - timedelta(hours=9)
    assert read(text, formats=(form,)) == WrittenDate(text, at, "minute", f"{OWN_ZONE}, {remark}")


@pytest.mark.parametrize(
    ("form", "text", "basis", "precision"),
    [
        ("%H:%M", "21:01", "date in feed is a time of day after that of its capture", "none"),
        ("%Y-%m", "2026-03", "date in feed names only a month", "month"),
        ("%m-%d", "02-29", "date in feed is no day of the calendar", "none"),
        ("%Y-%m-%d", "2569-03-10", "date in feed is of the Buddhist era", "none"),
        ("%H:%M:%S %p | %d/%m/%Y", "15:04:09 AM | 05/01/2026", "date in feed has no time of a day", "none"),
        ("%d", "5", "unreadable date in feed", "none"),
        ("%a", "Tue", "unreadable date in feed", "none"),
        ("%ROC%m%d", "2010105", "unreadable date in feed", "none"),
    ],
)
def test_a_form_does_not_make_a_date_of_everything(form: str, text: str, basis: str, precision: str) -> None:
    assert read(text, formats=(form,)) == WrittenDate(text, None, precision, basis)


def test_numbers_are_read_day_first_unless_the_source_says_or_only_one_way_is_left() -> None:
    assert read("03/02/2026").at == utc("2026-02-02 15:00")
    assert read("03/02/2026", formats=("%m/%d/%Y",)).at == utc("2026-03-01 15:00")
    assert read("1/31/2026").at == utc("2026-01-30 15:00")


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
        "now", "just now", "Tuesday", "in 3 days", "2시간 후", "방금", "방금 전", "刚刚", "अभी", "12:30",
        "오전 9시", "2026",
        "10 March", "3월 10일", "10/03", "1773100000", "20260310", "2026-03-10T09:05:06+99:99",
        "March 10 - 12, 2026",
        "Tue, 10 Mar 2026 09:05:06 +9999", "Tue, 10 Mar 2026 09:05:06 QQQ", "2026-03-10 09:05 QQQ",
        "published",
        "Mon, 01 Jan 99999999999 00:00:00 +0000", "-", "null", "2 hours 5 minutes ago", "x" * 5000,
        "3月10日前", "今日头条 10:20", "आजतक 10:20", "오늘의 소식 10:20", "10 March 11 people",
        "yesterday" + " word" * 20,
    ],
)  # fmt: skip
def test_partial_unknown_and_momentary_dates_are_none(text: str) -> None:
    assert read(text) == WrittenDate(text, None, "none", "unreadable date in feed")


@pytest.mark.parametrize(
    ("reason", "texts"),
    [
        ("is no day of the calendar", ["2026-02-30", "2026-13-01", "30 February 2026", "30/02/2026",
            "31/04/2025",
            "2026년 2월 30일", "2026年2月30日", "114-02-29", "令和7年2月29日",
            "Mon, 30 Feb 2026 10:00:00 +0900"]),
        ("has no time of a day", ["2026-03-10T25:00:00Z", "2026-03-10 09:61", "2026年3月10日 25時",
            "2026-03-10 24:30",
            "오전 15시 3분 2026.3.10"]),
        ("has a year of two digits", ["10/03/26", "26.03.10", "10.3.26 09:00", "99年1月2日"]),
        ("names only a month", ["Mar 2026", "2026-03", "2026년 3월", "2026年3月", "九月 2025", "03/2026",
            "tháng 3, 2026"]),
        ("is a placeholder", ["0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00+09:00", "01/01/0001",
            "Mon, 01 Jan 0001 00:00:00 +0900"]),
        ("lies before 1995", ["1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "31 December 1994",
            "昭和64年1月7日",
            "民國元年1月1日"]),
        ("lies in the future", ["2026-03-12T12:00:01Z", "10 March 2031", "9999-12-31T23:59:59-05:00",
            "令和99年1月1日"]),
        ("is of the Buddhist era", ["2569-03-10", "10/03/2569", "10 มีนาคม 2569", "March 10, 2569"]),
        ("is of the Dangi calendar", ["4359-03-10", "4359년 3월 10일"]),
        ("is of the Hijri calendar or another", ["1447-09-21", "21/09/1447"]),
        ("is of another calendar", ["음력 2026년 1월 21일", "农历2026年1月21日", "âm lịch 21/01/2026",
            "佛曆 2026/03/10"]),
        ("lies outside its era", ["平成31年5月1日", "令和1年4月30日", "令和元年1月1日", "昭和64年1月8日",
            "H31.5.1"]),
        ("names two years", ["令和7年(2026年)3月10日", "2026年（平成8年）3月10日",
            "民國114年(2026年)3月10日"]),
        ("is not one date only", ["10~12 March 2026", "10-12 March 2026", "2026-03-08 ~ 2026-03-10",
            "2026.3.8.~",
            "March 8 to March 10, 2026", "2026-03-08 2026-03-10", "2026-03-10 08:30 - 09:45",
            "제12호 2026-03-10"]),
        ("is a term, not a publication", ["Deadline: 10 March 2026", "2026년 3월 10일까지",
            "截止日期：2026-03-10",
            "締切 2026年3月10日", "2026年3月10日前", "2026年3月10日 以前", "Hạn chót 10/03/2026"]),
        ("is told in spans too wide to name a day", ["2 weeks ago", "1주 전", "3か月前", "3个月前",
            "2 tuần trước",
            "1 साल पहले"]),
        ("says only that of its capture", ["today", "오늘", "今天", "今日", "hôm nay", "आज", "0분 전",
            "0 hours ago"]),
        ("lies after its capture", ["오늘 21:01", "today at 9:01 PM"]),
    ],
)  # fmt: skip
def test_a_refused_date_says_why(reason: str, texts: list[str]) -> None:
    for text in texts:
        date = read(text)
        assert (date.at, date.basis) == (None, f"date in feed {reason}"), text
        assert date.precision == ("month" if "month" in reason else "none")
        assert date.raw == text


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


INSTANTS = st.datetimes(datetime(1995, 1, 2), datetime(2026, 3, 9)).map(lambda at: at.replace(microsecond=0))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
HEAVENLY = str.maketrans("0123456789", "〇一二三四五六七八九")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
FULL_WIDTH = str.maketrans("0123456789:/", "０１２３４５６７８９：／")


@given(INSTANTS, OFFSETS)
def test_rfc_822_and_iso_come_back(plain: datetime, zone: timezone) -> None:
    at = plain.replace(tzinfo=zone)
    for text in (format_datetime(at), at.isoformat(), at.isoformat(" "), f"{at:%Y%m%dT%H%M%S%z}"):
        assert read(text).at == at, text
        assert read(text).basis == "feed"


def spell(number: int) -> str:
    """A number below a hundred in Chinese: 二十八."""
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{'〇一二三四五六七八九'[tens]}十"
    return lead + ("〇一二三四五六七八九"[ones] if ones else "")


def day_forms(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    era, first = ("令和", 2019) if day >= date(2019, 5, 1) else ("平成", 1989)
    return [
        f"{y}-{m:02}-{d:02}", f"{y}. {m}. {d}.", f"{y}.{m:02}.{d:02}", f"{y}년 {m}월 {d}일", f"{y}年{m}月{d}日",
        f"{y}/{m}/{d}".translate(FULL_WIDTH), f"{str(y).translate(HEAVENLY)}年{spell(m)}月{spell(d)}日",
        f"民國{y - 1911}年{m}月{d}日", f"民國 {y - 1911}/{m:02}/{d:02}", f"{era}{y - first + 1}年{m}月{d}日",
        f"{era}{y - first + 1}年({y}年){m}月{d}日", f"{d}/{m}/{y}", f"{d:02}-{m:02}-{y}",
        f"{d:02}/{m:02}/{y}".translate(DEVANAGARI), f"ngày {d} tháng {m} năm {y}", f"{d} {spell(m)}月 {y}",
        f"{day:%d %B %Y}", f"{day:%B %d, %Y}", f"{day:%A}, {day:%b} {d}, {y}", f"{day:%d-%b-%Y}", f"{day:%Y%b%d}",
    ]  # fmt: skip


@given(st.dates(date(1995, 1, 2), date(2026, 3, 9)))
def test_a_day_comes_back_from_every_form_as_its_start_at_the_source(day: date) -> None:
    at = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=9)
    for text in day_forms(day):
        assert read(text) == WrittenDate(text, at, "day", OWN_ZONE), text
    if day.year >= 2011:  # three digits of the Republic: marked by their number alone
        assert read(f"{day.year - 1911}-{day:%m-%d}").at == at


@given(st.dates(date(1995, 1, 2), date(2026, 3, 9)), st.sampled_from(sorted(MONTHS)))
def test_every_name_of_a_month_is_read_in_both_orders(day: date, name: str) -> None:
    day = day.replace(month=MONTHS[name], day=min(day.day, 28), year=min(day.year, 2025))
    at = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=9)
    for text in (
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day:02}-{name}-{day.year}",
    ):
        assert read(text).at == at, text


@given(INSTANTS, st.integers(0, 20))
def test_a_time_of_day_comes_back_beside_every_form_of_a_day(plain: datetime, which: int) -> None:
    day = day_forms(plain.date())[which]
    hour = plain.hour % 12 or 12
    half = plain.hour >= 12
    clocks = [
        (f"{plain:%H:%M:%S}", "second"), (f"{plain:%H:%M}", "minute"), (f"{plain:%I:%M %p}", "minute"),
        (f"{'오후' if half else '오전'} {hour}:{plain.minute:02}", "minute"),
        (f"{'下午' if half else '上午'}{hour}時{plain.minute}分", "minute"),
        (f"{plain.hour}시 {plain.minute}분 {plain.second}초", "second"),
        (f"{plain.hour}时{plain.minute}分{plain.second}秒", "second"),
        (f"{plain:%H}h{plain:%M}", "minute"), (f"{plain.hour}時", "hour"),
    ]  # fmt: skip
    for clock, precision in clocks:
        for text in (f"{day} {clock}", f"{day} | {clock}", f"{clock} | {day}"):
            written = read(text)
            at = plain.replace(second=plain.second if precision == "second" else 0)
            at = at.replace(minute=0) if precision == "hour" else at
            assert (written.at, written.precision) == (
                at.replace(tzinfo=UTC) - timedelta(hours=9),
                precision,
            ), text


PIECES = [
    *"-/:.,+ TZ~'()", "Mar", "GMT", "UTC+", "PM", "년", "월", "일", "年", "月", "日", "Tue, ", "ago",
        " hours ago", "AM", "CST", "令和",
    "民國", "元年", "tháng ", "năm", "오후", "시", "時", "分", "전", "前", "昨天", "어제", "수정", "입력",
    "updated", "मार्च", "२०२६", "<sup>",
    "2026", "115", "2569", "%", "&#", "th",
]  # fmt: skip
FORMS = [
    "%Y-%m-%d",
    "%ROC-%m-%d",
    "%H:%M",
    "%m-%d %H:%M",
    "%ROC%m%d",
    "%d/%m/%Y %p",
    "%",
    "%Q",
    "(%Y",
    "%c",
    "",
]


def is_in_bounds(written: WrittenDate) -> bool:
    if written.at is None:
        return written.precision in ("none", "month") and bool(written.basis)
    return (
        written.precision in ("second", "minute", "hour", "day")
        and EARLIEST <= written.at <= CAPTURED + TOLERATED_FUTURE
        and written.at.tzinfo is UTC
        and written.at != CAPTURED
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=4), st.integers(0, 99999).map(str), st.sampled_from(PIECES)), max_size=10
    ).map("".join),
    st.lists(st.sampled_from(FORMS), max_size=3),
)
@example("GMT+99 1 Jan 2020", [])
@example("10 Mar 2026 09:05:06 +" + "9" * 40, [])
@example("1" * 5000, FORMS)
@example("(" * 200, FORMS)
@example("年" * 300, [])
@example("十" * 300 + "年", [])
@example("<" * 1000, [])
@example("9999년 12월 31일 23:59 UTC-14", [])
@example("9999 days ago", [])
@example("9999-12-31", ["%Y-%m-%d"])
def test_any_text_gives_a_date_in_bounds_or_a_reason(text: str, formats: list[str]) -> None:
    for zone in (SEOUL, "America/New_York"):
        first = read_date(text, zone, "feed", CAPTURED + timedelta(seconds=7), formats)
        assert first == read_date(text, zone, "feed", CAPTURED + timedelta(seconds=7), formats)
        assert is_in_bounds(first), first


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert is_in_bounds(read(text))
