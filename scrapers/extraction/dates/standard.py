"""The two forms that machines write, ISO 8601 and RFC 822: nearly all of a feed's dates, so read without detours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.calendars import make_day, read_year
from scrapers.extraction.dates.months import MONTHS
from scrapers.extraction.dates.written_date import DAY, MINUTE, SECOND, UnreadableDateError
from scrapers.extraction.dates.zones import read_offset, read_zone_name

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ] ?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?\s*(?:[Zz]|([+-])(\d{2}):?(\d{2})?)?)?",
    re.A,
)
_BASIC_ISO = re.compile(
    r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?:[Zz]|([+-])(\d{2}):?(\d{2})?)?", re.A
)
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s+)?(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"\s*(?:([+-])(\d{2}):?(\d{2})|(?![AP]M\b)([A-Z]{1,5}))?(?:\s*\([A-Za-z ]{1,40}\))?",
    re.A,
)


def read_standard(text: str, zone: ZoneInfo) -> tuple[datetime, str, bool] | None:
    """The instant, its precision, and whether ``text`` names its zone (else it is in ``zone``); None: another form.

    Raises UnreadableDateError for a date of this form that cannot be believed.
    """
    match = _ISO.fullmatch(text) or _BASIC_ISO.fullmatch(text)
    if match:
        year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
        written = make_day(read_year(int(year)), int(month), int(day))
        local = _make_local(written.year, written.month, written.day, hour, minute, second)
        named = read_offset(sign, hours, minutes) if sign else UTC if text[-1] in "Zz" else None
    else:
        match = _RFC_822.fullmatch(text)
        number = MONTHS.get(match.group(2).lower()) if match else None
        if match is None or number is None:
            return None
        day, _, year, hour, minute, second, sign, hours, minutes, name = match.groups()
        written = make_day(_full_year(year), number, int(day))
        local = _make_local(written.year, written.month, written.day, hour, minute, second)
        # RFC 5322 §3.3: "-0000" is Universal Time too.
        named = (
            read_offset(sign, hours, minutes) if sign else read_zone_name(name, local, zone) if name else None
        )
    return _place(local, named, zone), SECOND if second else MINUTE if minute else DAY, named is not None


def _full_year(year: str) -> int:
    """RFC 5322 §4.3: two digits are of 2000 up to 49, else of 1900."""
    number = int(year)
    return read_year(number) if len(year) == 4 else number + (2000 if number < 50 else 1900)


def _make_local(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None
) -> datetime:
    try:
        return datetime(  # noqa: DTZ001 - the zone is put on by the caller
            year, month, day, int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError as error:
        raise UnreadableDateError("has no time of a day") from error


def _place(local: datetime, named: tzinfo | None, zone: ZoneInfo) -> datetime:
    try:
        return local.replace(tzinfo=named or zone).astimezone(UTC)
    except OverflowError as error:  # 9999-12-31T23:59:59-05:00
        raise UnreadableDateError("lies in the future") from error
