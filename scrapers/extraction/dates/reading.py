"""A written date to an instant, with how exactly and on what ground we know it. Never "now"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import timezone as fixed_offset
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

NONE = "none"
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d+)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?$"
)
_OFFSET = re.compile(r"\(?\b(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d{2})?\b\)?")
_CLOCK = re.compile(r"\d{1,2}:\d{1,2}|\d\s*(?:시|時|时|點|点|giờ|h\d)")
_SECONDS = re.compile(r"\d{1,2}:\d{1,2}:\d{1,2}")
_BEFORE_1000 = re.compile(r"[A-Za-z,] 0\d{3}\b|\b0\d{3}[-/.]\d")  # year 1 is how .NET writes "no date"
_SHORT_YEAR = re.compile(r"^\D*\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")  # 10/03/26: which is the year?
# Zones by name, hours from UTC: those of RFC 822, and those that this region's feeds write. A source's own name
# for its zone goes before: CST is China's in Shanghai and America's elsewhere.
_ZONES = {
    "UTC": 0, "GMT": 0, "UT": 0, "KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "ICT": 7, "IST": 5.5,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2,
}  # fmt: skip
_ZONE_NAME = re.compile(r"(?<=[\d\sMm.,(])([A-Z]{2,4})\)?(?=\s*\d{4}$|\)?$)")
# Feeds of sites that began before 1995 do not exist; a date beyond a day ahead of its capture is a typo.
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
TOLERATED_FUTURE = timedelta(hours=24)


@dataclass(frozen=True)
class WrittenDate:
    """``at`` is UTC and None where nothing trustworthy is written. ``basis`` says why either way.

    A date without a time of day has precision ``day`` and is taken as the start of that day in the source's
    zone.
    """

    raw: str
    at: datetime | None
    precision: str  # second, minute, day or none
    basis: str


def read_date(
    raw: str | None, timezone: str, place: str, not_after: datetime, formats: Sequence[str] = ()
) -> WrittenDate:
    """Read a date as written at ``place`` (``feed``, ``page meta`` …).

    ``timezone`` is used only where the text names no zone, and ``basis`` then says so. ``not_after`` is the
    instant of the capture: a date more than a day beyond it is refused.
    """
    text = (raw or "").strip()
    if not text:
        return WrittenDate("", None, NONE, f"no date in {place}")
    parsed = _parse(text, ZoneInfo(timezone))
    if parsed is None:
        return WrittenDate(text, None, NONE, f"unreadable date in {place}")
    at, has_zone = parsed
    basis = place if has_zone else f"{place}, zone of the source"
    if at > not_after + TOLERATED_FUTURE:
        return WrittenDate(text, None, NONE, f"date in {place} lies in the future")
    if at < EARLIEST:
        return WrittenDate(text, None, NONE, f"date in {place} lies before 1995")
    return WrittenDate(text, at, _precision(text), basis)


def _precision(text: str) -> str:
    if not _CLOCK.search(text):
        return "day"
    return "second" if _SECONDS.search(text) else "minute"


def _parse(text: str, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """The instant in UTC and whether the text named its zone; None where it says none that can be trusted."""
    if _BEFORE_1000.search(text) or (_SHORT_YEAR.search(text) and not _ISO.match(text)):
        return None
    try:
        offset = _offset(text)
        if offset is not None:
            plain = _written(_OFFSET.sub("", text).strip())
            return None if plain is None else (_at(plain, offset), True)
        name = _ZONE_NAME.search(text)
        if name is not None and name.group(1) not in ("AM", "PM"):
            return _in_named_zone(text[: name.start()].rstrip("( ") + text[name.end() :], name.group(1), zone)
        plain = _written(text)
        if plain is None:
            return None
        has_zone = plain.tzinfo is not None
        return (plain if has_zone else plain.replace(tzinfo=zone)).astimezone(UTC), has_zone
    except (ValueError, OverflowError):  # 30 February, an offset of 99 hours, a year that no clock holds
        return None


def _in_named_zone(text: str, name: str, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """``text`` without its zone's name. A name that is not known is no ground to take the source's zone."""
    plain = _written(text)
    if plain is None:
        return None
    if plain.tzinfo is not None:  # "+0900 (KST)": the number counts
        return plain.astimezone(UTC), True
    if name == plain.replace(tzinfo=zone).tzname():
        return plain.replace(tzinfo=zone).astimezone(UTC), True
    hours = _ZONES.get(name)
    return None if hours is None else (_at(plain, timedelta(hours=hours)), True)


def _offset(text: str) -> timedelta | None:
    """An offset written as GMT+9 or (UTC+05:30), which the parsers below would read over."""
    match = _OFFSET.search(text)
    if match is None:
        return None
    shift = timedelta(hours=int(match.group(2)), minutes=int(match.group(3) or 0))
    return shift if match.group(1) == "+" else -shift


def _at(plain: datetime, offset: timedelta) -> datetime:
    return plain.replace(tzinfo=fixed_offset(offset)).astimezone(UTC)


def _written(text: str) -> datetime | None:
    """What is written, naive where no zone is named. Raises ValueError or OverflowError for what is no date."""
    iso = _ISO.match(text)
    if iso:
        year, month, day, hour, minute, second, zone = iso.groups()
        plain = datetime(  # noqa: DTZ001 - the zone is put on below or by the caller
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
        if zone is None:
            return plain
        return datetime.fromisoformat(plain.isoformat() + ("+00:00" if zone in "Zz" else zone))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return _by_language(text)
    # Python reads "-0000" as no zone; RFC 5322 §3.3 says that it is Universal Time all the same.
    return at.replace(tzinfo=UTC) if at.tzinfo is None and text.endswith("-0000") else at


def _by_language(text: str) -> datetime | None:
    """Dates in words of the region's languages; only those that name day, month and year.

    All-number dates are read day first, as Vietnam, India and the embassies write them.
    """
    from dateparser import parse

    return parse(
        text[:100],
        languages=["en", "ko", "ja", "zh", "vi", "hi"],
        settings={
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
        },
    )
