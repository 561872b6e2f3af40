"""The monitoring day: from cut-off to cut-off in the country's own time zone, and the editions over it."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.records.record import Record

EDITION_WEEKDAYS = (0, 1, 2, 3)  # Monday to Thursday
LONG_OVER_AFTER = timedelta(hours=48)  # of the cut-off: what a list shows then is no longer that of the day


class MonitoringDay(Record):
    """One country's day, the partition of every table.

    The day named ``date`` begins at the cut-off of the evening before and ends, exclusively, at its own
    cut-off, both read on the wall clock of ``timezone``; summer time therefore makes a day 23 or 25 hours.
    """

    country: str
    date: dt.date
    timezone: str
    cutoff: time

    @property
    def start_at(self) -> datetime:
        """First instant of the day, UTC, inclusive."""
        return self._cutoff_on(self.date - timedelta(days=1))

    @property
    def end_at(self) -> datetime:
        """The cut-off, UTC, exclusive."""
        return self._cutoff_on(self.date)

    def is_long_over(self, at: datetime) -> bool:
        """Whether a visit made ``at`` comes too late to have seen the day: it looks for it in an archive."""
        return at >= self.end_at + LONG_OVER_AFTER

    def _cutoff_on(self, day: dt.date) -> datetime:
        return _cutoff_at(day, self.timezone, self.cutoff)


def is_edition_date(day: date) -> bool:
    """Editions are dated Monday to Thursday."""
    return day.weekday() in EDITION_WEEKDAYS


def edition_date_covering(day: date) -> date:
    """The date of the edition that carries a monitoring day: itself, or the Monday after a Fri–Sun."""
    while not is_edition_date(day):
        day += timedelta(days=1)
    return day


def days_covered(edition_date: date) -> tuple[date, ...]:
    """Monitoring days of an edition, oldest first: everything since the edition before it.

    Raises ValueError for a date that carries no edition.
    """
    if not is_edition_date(edition_date):
        raise ValueError(
            f"no edition is dated {edition_date:%A} {edition_date}: editions run Monday to Thursday; "
            f"that day is in the edition of {edition_date_covering(edition_date)}"
        )
    days = [edition_date]
    while not is_edition_date(days[0] - timedelta(days=1)):
        days.insert(0, days[0] - timedelta(days=1))
    return tuple(days)


def day_of(instant: datetime, timezone: str, cutoff: time) -> date:
    """The monitoring day that an instant falls in.

    Instants are compared, not times of the clock: where summer time skips or repeats the cut-off, the clock
    alone would put an instant outside the day that holds it.
    """
    day = instant.astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
    while instant >= _cutoff_at(day, timezone, cutoff):
        day += timedelta(days=1)
    return day


def _cutoff_at(day: date, timezone: str, cutoff: time) -> datetime:
    return datetime.combine(day, cutoff, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
