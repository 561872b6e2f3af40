"""What an earlier edition counted, for the small plots of a later one."""

from __future__ import annotations

from datetime import date

from briefing.records.record import Record


class TrendDay(Record):
    """Counts of one edition date. ``kinds`` and ``categories`` hold what is not zero."""

    date: date
    monitored: int
    reported: int
    kinds: dict[str, int]
    categories: dict[str, int]
