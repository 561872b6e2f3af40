"""A written date to an instant, with how exactly and on what ground we know it. Never "now"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.calendars import OTHER_CALENDAR, read_year
from scrapers.extraction.dates.clocks import find_clock
from scrapers.extraction.dates.days import find_days, names_month_only
from scrapers.extraction.dates.folding import fold_text
from scrapers.extraction.dates.forms import is_month_first, read_by_forms
from scrapers.extraction.dates.labels import choose_dated_part, is_of_change, is_term, remove_counts
from scrapers.extraction.dates.relative import read_relative
from scrapers.extraction.dates.standard import read_standard
from scrapers.extraction.dates.written_date import (
    DAY,
    MONTH,
    NONE,
    UnreadableDateError,
    WrittenDate,
    judge_date,
    refuse_date,
)
from scrapers.extraction.dates.zones import take_zone

_LONGEST = 300  # characters; more is a page, not a date
_CTIME = re.compile(
    r"\b([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?) +((?:[A-Z]{2,5}|[+-]\d{4}) +)?(\d{4})$"
)
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_OF_SOURCE = "zone of the source"


def read_date(
    raw: str | None, timezone: str, place: str, not_after: datetime, formats: Sequence[str] = ()
) -> WrittenDate:
    """Read a date as written at ``place`` (``feed``, ``page meta`` …).

    ``timezone`` (IANA) is used only where the text names no zone, and ``basis`` then says so. ``not_after`` is the
    instant of the capture: a date more than a day beyond it is refused, and one told from the moment of reading
    ("3 hours ago") counts from it. ``formats`` are strptime forms of the source, tried first; ``%ROC`` is a year of
    the Republic of China. Raises for no text whatever.
    """
    text = (raw or "").strip()
    if not text:
        return WrittenDate("", None, NONE, f"no date in {place}")
    zone = _zone(timezone)
    try:
        if formats:
            formed = read_by_forms(text[:_LONGEST], formats, not_after, zone)
            if formed is not None:
                return _judge_formed(text, formed, zone, place, not_after)
        standard = read_standard(text, zone)
        if standard is not None:
            at, precision, has_zone = standard
            return judge_date(text, at, precision, _basis(place, has_zone), place, not_after)
        if len(text) > _LONGEST * 4:
            raise UnreadableDateError
        return _read_folded(text, zone, place, not_after, is_month_first(formats))
    except UnreadableDateError as refusal:
        return refuse_date(text, place, refusal.reason)


@lru_cache(maxsize=256)
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)


def _basis(place: str, has_zone: bool, *remarks: str) -> str:
    return ", ".join([place, *([] if has_zone else [_OF_SOURCE]), *(remark for remark in remarks if remark)])


def _judge_formed(
    text: str, formed: tuple[datetime, str, str], zone: ZoneInfo, place: str, not_after: datetime
) -> WrittenDate:
    at, precision, remark = formed
    if precision == MONTH:
        return _refuse_month(text, place)
    has_zone = at.tzinfo is not None
    instant = _to_utc(at if has_zone else at.replace(tzinfo=zone))
    return judge_date(text, instant, precision, _basis(place, has_zone, remark), place, not_after)


def _refuse_month(text: str, place: str) -> WrittenDate:
    return WrittenDate(text, None, MONTH, f"date in {place} names only a month")


def _to_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # year 9999 in the far west
        raise UnreadableDateError("lies in the future") from error


def _read_folded(
    text: str, zone: ZoneInfo, place: str, not_after: datetime, month_first: bool
) -> WrittenDate:
    folded = remove_counts(fold_text(_CTIME.sub(r"\1 \2 \5 \3 \4", text)))
    if len(folded) > _LONGEST:
        raise UnreadableDateError
    if names_month_only(folded):
        return _refuse_month(text, place)
    days = find_days(folded, month_first)
    if len(days) > 1:
        folded = choose_dated_part(folded, [day.start for day in days])
        days = find_days(folded, month_first)
    if not days:
        relative = read_relative(folded, not_after, zone)
        if relative is None:
            _refuse_other_years(folded)
            raise UnreadableDateError
        basis = _basis(place, True, "relative to the capture", _change_remark(folded))
        return judge_date(text, _to_utc(relative[0]), relative[1], basis, place, not_after)
    found = days[0]
    if OTHER_CALENDAR.search(folded[: found.start]):
        raise UnreadableDateError("is of another calendar")
    rest = folded[: found.start] + " | " + folded[found.end :]
    clock = find_clock(rest)
    hours = clock.time if clock else time(0)
    if clock:
        rest = rest[: clock.start] + " | " + rest[clock.end :]
    local = datetime.combine(found.day, hours)
    rest, named = take_zone(rest, clock.start + 3 if clock else None, local, zone)
    _check_rest(rest)
    instant = _to_utc(local.replace(tzinfo=named or zone))
    precision = clock.precision if clock else DAY
    basis = _basis(place, named is not None, _change_remark(rest))
    return judge_date(text, instant, precision, basis, place, not_after)


def _change_remark(text: str) -> str:
    return "of its last change" if is_of_change(text) else ""


def _refuse_other_years(folded: str) -> None:
    """Where no day could be read, the year may say why: Thai months come with Buddhist years."""
    for number in _FOUR_DIGITS.findall(folded):
        if number[0] != "0":
            read_year(int(number))


def _check_rest(rest: str) -> None:
    """What is neither day nor clock nor zone may be words, but no number, no span and no term."""
    if "~" in rest or any(sign.isdigit() for sign in rest):
        raise UnreadableDateError("is not one date only")
    if is_term(rest):
        raise UnreadableDateError("is a term, not a publication")
