"""A written date to an instant, with how exactly and on what ground we know it. Never "now"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

NONE = "none"
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$"
)
_OFFSET = re.compile(r"\(?\b(?:GMT|UTC)\s*([+-]\d{1,2}):?(\d{2})?\)?")
_HAS_TIME = re.compile(r"\d{1,2}:\d{2}")
_HAS_SECONDS = re.compile(r"\d{1,2}:\d{2}:\d{2}")
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


def read_date(raw: str | None, timezone: str, place: str, not_after: datetime) -> WrittenDate:
    """Read a date as written at ``place`` (``feed``, ``page meta`` …).

    ``timezone`` is used only where the text names no zone, and ``basis`` then says so. ``not_after`` is the
    instant of the capture: a date more than a day beyond it is refused.
    """
    text = (raw or "").strip()
    if not text:
        return WrittenDate("", None, NONE, f"no date in {place}")
    parsed = _parse(text)
    if parsed is None:
        return WrittenDate(text, None, NONE, f"unreadable date in {place}")
    at, has_zone = parsed
    if has_zone:
        basis = place
    else:
        at = at.replace(tzinfo=ZoneInfo(timezone))
        basis = f"{place}, zone of the source"
    at = at.astimezone(UTC)
    if at > not_after + TOLERATED_FUTURE:
        return WrittenDate(text, None, NONE, f"date in {place} lies in the future")
    if at < EARLIEST:
        return WrittenDate(text, None, NONE, f"date in {place} lies before 1995")
    return WrittenDate(text, at, _precision(text), basis)


def _precision(text: str) -> str:
    if not _HAS_TIME.search(text):
        return "day"
    return "second" if _HAS_SECONDS.search(text) else "minute"


def _parse(text: str) -> tuple[datetime, bool] | None:
    """The instant and whether the text named its zone (a naive datetime where it did not)."""
    iso = _ISO.match(text)
    if iso:
        year, month, day, hour, minute, second, zone = iso.groups()
        try:
            plain = datetime(  # noqa: DTZ001 - the zone is put on by the caller
                int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
            )
        except ValueError:
            return None
        if zone is None:
            return plain, False
        return datetime.fromisoformat(plain.isoformat() + ("+00:00" if zone == "Z" else zone)), True
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return _by_language(text)
    # RFC 2822 reads "-0000" and a missing zone alike as naive.
    return at, at.tzinfo is not None


def _by_language(text: str) -> tuple[datetime, bool] | None:
    """Dates in words of the region's languages; only those that name day, month and year.

    All-number dates are read day first, as Vietnam, India and the embassies write them.
    """
    from dateparser import parse

    offset = _OFFSET.search(text)
    at = parse(
        _OFFSET.sub("", text)[:100],
        languages=["en", "ko", "ja", "zh", "vi", "hi"],
        settings={
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    if at is None:
        return None
    if offset is not None and at.tzinfo is None:
        hours, minutes = int(offset.group(1)), int(offset.group(2) or 0)
        shift = timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)
        return at.replace(tzinfo=UTC) - shift, True
    return at, at.tzinfo is not None
