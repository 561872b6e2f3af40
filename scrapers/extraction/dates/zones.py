"""Zones that a date names: by offset, by abbreviation, by words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.written_date import UnreadableDateError

# Zones by name, hours from UTC: those of RFC 822, and those that this region's feeds write. A source's own name
# for its zone goes before: CST is China's in Shanghai and America's elsewhere.
_HOURS = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "ICT": 7, "IST": 5.5,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2,
}  # fmt: skip
_WORDS = {
    "北京时间": 8, "北京時間": 8, "台北時間": 8, "臺北時間": 8, "台灣時間": 8, "日本時間": 9, "한국시간": 9,
    "한국 시간": 9, "giờ việt nam": 7, "giờ hà nội": 7,
}  # fmt: skip
_NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?\b", re.I)
_BARE_OFFSET = re.compile(r"^\s*\(?([+-])(\d{2}):?(\d{2})?(?![\d:])")
_NAME = re.compile(r"(" + "|".join(sorted(_HOURS, key=len, reverse=True)) + r")(?![A-Za-z])")
# Two letters far from any time are a word: UT is a Union Territory too.
_LONG_NAME = re.compile(rf"(?<![A-Za-z])({'|'.join(name for name in _HOURS if len(name) > 2)})(?![A-Za-z])")
_LAST_NAME = re.compile(r"^\s*\(?([A-Z]{2,5})\)?\s*$")
_GREATEST = timedelta(hours=14)


def read_offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """``+``, ``05``, ``30`` as a zone. Raises UnreadableDateError for one that no place on earth has."""
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _GREATEST or int(minutes or 0) > 59:
        raise UnreadableDateError
    return fixed_offset(-offset if sign == "-" else offset) if offset else UTC


def read_zone_name(name: str, local: datetime, zone: ZoneInfo) -> tzinfo:
    """The zone called ``name`` at the naive ``local`` time, where ``zone`` is the source's.

    Raises UnreadableDateError for a name not known here: it is no ground to take the source's zone instead.
    """
    if name == local.replace(tzinfo=zone).tzname():
        return zone
    hours = _HOURS.get(name)
    if hours is None:
        raise UnreadableDateError
    return fixed_offset(timedelta(hours=hours)) if hours else UTC


def take_zone(
    text: str, after_clock: int | None, local: datetime, zone: ZoneInfo
) -> tuple[str, tzinfo | None]:
    """``text`` without its zone, and that zone; None where none is named.

    ``after_clock`` is the place at which a time of day was cut out: only there is ``+09:00`` an offset. Raises
    UnreadableDateError for an unknown or impossible zone.
    """
    named = _NAMED_OFFSET.search(text)
    if named:
        return text[: named.start()] + text[named.end() :], read_offset(*named.groups())
    if after_clock is not None:
        tail = text[after_clock:]
        bare = _BARE_OFFSET.match(tail)
        if bare:  # "+0900 (KST)": the number counts
            return text[:after_clock] + tail[bare.end() :], read_offset(*bare.groups())
        last = _LAST_NAME.match(tail)
        if last and last.group(1) not in ("AM", "PM", "HRS"):
            return text[:after_clock], read_zone_name(last.group(1), local, zone)
        named = _NAME.match(tail.lstrip(" ("))
        if named:
            rest = tail.lstrip(" (")[named.end() :]
            return text[:after_clock] + rest, read_zone_name(named.group(1), local, zone)
    anywhere = _LONG_NAME.search(text)
    if anywhere:
        return (
            text[: anywhere.start()] + text[anywhere.end() :],
            read_zone_name(anywhere.group(1), local, zone),
        )
    lowered = text.lower()
    for words, hours in _WORDS.items():
        if words in lowered:
            return text, fixed_offset(timedelta(hours=hours))
    return text, None
