"""An instant written as a count of seconds or milliseconds since 1970."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from scrapers.extraction.dates.reading import NONE, WrittenDate


def from_epoch(
    value: int | float | str, unit: Literal["s", "ms"], place: str, not_after: datetime
) -> WrittenDate:
    """The instant that ``value`` counts, in ``unit``; it names its zone by its nature."""
    return WrittenDate(str(value), None, NONE, f"unreadable date in {place}")
