"""Dates told from the moment of reading: "3 hours ago", 어제, 昨天 10:20. They count from the capture."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.clocks import DAYTIMES, find_clock
from scrapers.extraction.dates.folding import MONTH_SIGNS
from scrapers.extraction.dates.written_date import DAY, HOUR, MINUTE, UnreadableDateError

# Units by language. Weeks, months and years are too wide to name a day.
_UNITS = {
    "second": r"s|secs?|seconds?|초|秒[钟鐘]?|giây|सेकंड|सेकेंड|સેકન્ડ",
    MINUTE: r"m|mins?|minutes?|분|分[钟鐘]?|phút|मिनट|मिनिटे|મિનિટ|মিনিট",
    HOUR: r"h|hrs?|hours?|시간|(?:个|個)?(?:小时|小時|钟头|鐘頭)|時間|giờ|tiếng|घंटे|घंटा|घण्टे|तास|કલાક|ঘণ্টা",
    DAY: r"d|days?|일|天|日|ngày|दिन|दिवस|દિવસ|দিন",
    "wider": r"w|wks?|weeks?|mo|mos|months?|y|yrs?|years?|주일?|개월|달|년|[周週]|(?:个|個)?(?:星期|礼拜|禮拜)"
    r"|(?:个|個)月|[かヶケカ]月|週間|年間?|tuần|tháng|năm|हफ्ते|हफ़्ते|सप्ताह|महीने|साल|वर्ष|અઠવાડિયા|અઠવાડિયું|મહિના|વર્ષ",
}
_AGO = r"(?:\s*(?:ago\b|전|[之以]?前|trước|पहले|पूर्वी?|પહેલા[ંઁ]?|আগে))"
_AMOUNT = r"(?<![\d.])(?P<amount>\d{1,4}|an?\b|半)"
_COUNTED = re.compile(
    rf"(?:about\s+|약\s*|约|約|khoảng\s+)?{_AMOUNT}\s*(?:"
    + "|".join(rf"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + rf"){_AGO}",
    re.I,
)
_DAYS_BACK = {
    2: r"그저께|그제|엊그제|前天|一昨日|おととい|hôm kia",
    1: r"어제|昨[天日]|きのう|hôm qua|yesterday|ગઈકાલે",
    0: r"오늘|今[天日]|きょう|hôm nay|today|आज|આજે",
}
# Not the beginning of another word: 今日头条 is a name, आजतक too.
_NAMED = re.compile(
    r"(?<![^\W\d_])(?:"
    + "|".join(rf"(?P<back{back}>{words})" for back, words in _DAYS_BACK.items())
    + rf")(?=\s*(?:{DAYTIMES})|[\s\d,:|()\]]|$)",
    re.I,
)
# A month before "10日前" makes it a term, not a distance.
_STRAY = re.compile(rf"[\d~{MONTH_SIGNS}]")
_LONGEST = 80  # characters; in more, the word is one of a sentence
_LEAST = {"second": timedelta(seconds=1), MINUTE: timedelta(minutes=1), HOUR: timedelta(hours=1)}


def read_relative(text: str, captured_at: datetime, zone: ZoneInfo) -> tuple[datetime, str] | None:
    """The instant (in ``zone``) and precision of ``text`` (folded), None where it tells no date from a moment.

    The instant is the beginning of the minute, hour or day that is named. Raises UnreadableDateError where the text
    names the moment of the capture itself ("just now", "today"), or a span too wide to name a day.
    """
    if len(text) > _LONGEST:
        return None
    local = captured_at.astimezone(zone)
    counted = _COUNTED.search(text)
    if counted:
        if _STRAY.search(text[: counted.start()] + text[counted.end() :]):
            raise UnreadableDateError
        return _count_back(counted, captured_at, zone)
    named = _NAMED.search(text)
    if named is None:
        return None
    back = int((named.lastgroup or "")[-1])
    rest = text[: named.start()] + " " + text[named.end() :]
    day = local.date() - timedelta(days=back)
    clock = find_clock(rest)
    if clock is None:
        if _STRAY.search(rest):
            raise UnreadableDateError
        if not back:
            raise UnreadableDateError("says only that of its capture")
        return datetime.combine(day, time(0), zone), DAY
    if _STRAY.search(rest[: clock.start] + rest[clock.end :]):
        raise UnreadableDateError
    at = datetime.combine(day, clock.time, zone)
    if at > captured_at:
        raise UnreadableDateError("lies after its capture")
    return at, clock.precision


def _count_back(match: re.Match[str], captured_at: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    unit = next(name for name in _UNITS if match.group(name))
    amount = match.group("amount").lower()
    if unit == "wider":
        raise UnreadableDateError("is told in spans too wide to name a day")
    if amount == "半":
        if unit != HOUR:
            raise UnreadableDateError
        unit, number = MINUTE, 30
    else:
        number = int(amount) if amount.isdecimal() else 1
    if not number:
        raise UnreadableDateError("says only that of its capture")
    if unit == DAY:
        day = captured_at.astimezone(zone).date() - timedelta(days=number)
        return datetime.combine(day, time(0), zone), DAY
    at = (captured_at - number * _LEAST[unit]).astimezone(zone).replace(second=0, microsecond=0)
    return (at.replace(minute=0), HOUR) if unit == HOUR else (at, MINUTE)
