"""An instant written as a count of seconds or milliseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from scrapers.extraction.dates.written_date import SECOND, WrittenDate, judge_date, refuse_date

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 20  # digits; more is no count of time
_COUNT = re.compile(rf"-?[0-9]{{1,{_LONGEST}}}(?:\.[0-9]{{1,9}})?")


def from_epoch(
    value: int | float | str, unit: Literal["s", "ms"], place: str, not_after: datetime
) -> WrittenDate:
    """The instant that ``value`` counts in ``unit`` (``s`` or ``ms``), to the second. It is of no zone.

    Zero and below stand for "no date". A count in the other unit falls out of the bounds and is refused. Raises
    ValueError for another unit, for no value whatever.
    """
    if unit not in ("s", "ms"):
        raise ValueError(f"unit {unit!r} of a count of time; s and ms are known")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**_LONGEST:
        return refuse_date("", place)
    raw = str(value).strip()
    if isinstance(value, bool) or not _COUNT.fullmatch(raw):
        return refuse_date(raw, place)
    count = Decimal(raw)
    if count <= 0:
        return refuse_date(raw, place, "is a placeholder")
    try:
        at = _BEGINNING + timedelta(seconds=int(count if unit == "s" else count / 1000))
    except OverflowError:
        return refuse_date(raw, place, "lies in the future")
    return judge_date(raw, at, SECOND, place, place, not_after)
