"""The record of a date as somebody wrote it, and the bounds within which one is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SECOND, MINUTE, HOUR, DAY, MONTH, NONE = "second", "minute", "hour", "day", "month", "none"
# Feeds of sites that began before 1995 do not exist; a date beyond a day ahead of its capture is a typo.
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
TOLERATED_FUTURE = timedelta(hours=24)


@dataclass(frozen=True)
class WrittenDate:
    """``at`` is UTC and None where nothing trustworthy is written. ``basis`` says why either way.

    ``precision`` is ``second``, ``minute``, ``hour``, ``day``, ``month`` or ``none``. What is not written is taken at
    its beginning: a date without a time of day is the start of that day on the clock of its zone, an hour without
    minutes the start of that hour. A month alone is no instant: ``at`` is then None.
    """

    raw: str
    at: datetime | None
    precision: str
    basis: str


class UnreadableDateError(ValueError):
    """No date is to be had from this text. ``reason`` ends the sentence "date in feed …"; empty where unknown."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_date(raw: str, place: str, reason: str = "") -> WrittenDate:
    """No instant, and why: ``date in feed lies in the future``; without a reason, ``unreadable date in feed``."""
    basis = f"date in {place} {reason}" if reason else f"unreadable date in {place}"
    return WrittenDate(raw, None, NONE, basis)


def judge_date(
    raw: str, at: datetime, precision: str, basis: str, place: str, not_after: datetime
) -> WrittenDate:
    """``at`` (with a zone) as a date if it lies within the bounds; otherwise the refusal that says which bound."""
    instant = at.astimezone(UTC)
    if instant > not_after + TOLERATED_FUTURE:
        return refuse_date(raw, place, "lies in the future")
    if instant < EARLIEST:
        return refuse_date(raw, place, "lies before 1995")
    return WrittenDate(raw, instant, precision, basis)
