"""Times of day in a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from scrapers.extraction.dates.written_date import HOUR, MINUTE, SECOND, UnreadableDateError

_MORNING = "오전|새벽|아침|上午|午前|凌晨|清晨|早上|पूर्वाह्न|सुबह|sáng"
_EVENING = "오후|저녁|下午|午後|晚上|晚間|晚间|傍晚|अपराह्न|शाम|chiều|tối"
DAYTIMES = rf"{_MORNING}|{_EVENING}|中午"
_BEFORE = rf"(?P<before>(?:{DAYTIMES}|[ap]m(?=\s*\d))\s*)?"
_AFTER = rf"(?P<after>\s*(?:[ap]\.?\s?m\b\.?|{_MORNING}|{_EVENING}|SA\b|CH\b))?"
_TO_MINUTES = re.compile(
    rf"{_BEFORE}(?<![\d.,])(?P<hour>\d{{1,2}})\s*(?::|\.(?=\d{{2}}\s*[ap]\.?m)|[hg時时點点시]|giờ)\s*(?P<minute>\d{{1,2}})(?!\d)(?:\s*(?:分|분|phút))?"
    rf"(?:\s*:\s*(?P<second>\d{{1,2}})(?!\d)(?:[.,]\d{{1,9}})?|\s*(?P<counted>\d{{1,2}})\s*(?:秒|초))?{_AFTER}",
    re.I,
)
_TO_HOUR = re.compile(
    rf"{_BEFORE}(?<![\d.,:])(?P<hour>\d{{1,2}})\s*(?:[時时點点시](?![間间간])\s*(?:正|整)?(?P<half>半|반)?|giờ|h(?![a-z])|"
    rf"(?=\s*(?:[ap]\.?\s?m\b)))(?!\s*\d){_AFTER}",
    re.I,
)
_IS_EVENING = re.compile(rf"p|ch|{_EVENING}|中午", re.I)


@dataclass(frozen=True)
class FoundClock:
    """``text[start:end]`` is ``time``, known to ``precision``."""

    start: int
    end: int
    time: time
    precision: str


def find_clock(text: str) -> FoundClock | None:
    """The first time of day in ``text`` (folded), None where there is none. Raises UnreadableDateError for 25:00."""
    match = _TO_MINUTES.search(text) or _TO_HOUR.search(text)
    if match is None:
        return None
    parts = match.groupdict()
    marker = (parts["before"] or parts["after"] or "").strip()
    hour = read_hour(int(parts["hour"]), None if not marker else bool(_IS_EVENING.match(marker)))
    second = parts.get("second") or parts.get("counted")
    half = parts.get("half")
    minute = 30 if half else int(parts.get("minute") or 0)
    precision = SECOND if second else MINUTE if half or parts.get("minute") else HOUR
    try:
        return FoundClock(match.start(), match.end(), time(hour, minute, int(second or 0)), precision)
    except ValueError as error:
        raise UnreadableDateError("has no time of a day") from error


def read_hour(hour: int, is_evening: bool | None) -> int:
    """``hour`` on a clock of 24 hours. ``15:04 PM`` is 15:04; a morning after noon is refused."""
    if is_evening is None:
        return hour
    if is_evening:
        return hour + 12 if hour < 12 else hour
    if hour > 12:
        raise UnreadableDateError("has no time of a day")
    return 0 if hour == 12 else hour
