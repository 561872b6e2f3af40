"""How much a source publishes, as far as the entries of one visit tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from briefing.records.source import HealthyDay

Pace = Literal["continuous", "daily", "weekly", "monthly", "irregular"]


@dataclass(frozen=True)
class Rhythm:
    """``words`` say from what it was estimated."""

    cadence: Pace
    healthy_day: HealthyDay
    words: str


def guess_rhythm(instants: Sequence[datetime], timezone: str, at: datetime, *, is_cut: bool) -> Rhythm:
    """Cadence and bounds from publication instants seen ``at`` (UTC); days are those of ``timezone``.

    The day of the visit is not over, and with ``is_cut`` (there are more entries than were shown) the oldest is not
    whole: neither counts.
    """
    known = sorted(i for i in instants if i <= at)
    zone = ZoneInfo(timezone)
    if len(known) < 2:
        words = (
            "Not estimated: fewer than two dates were seen. Look at a few days and correct the three numbers."
        )
        return Rhythm("irregular", HealthyDay(min_items=0, max_items=50, silence_hours=720), words)
    days = Counter(i.astimezone(zone).date() for i in known)
    first, last = min(days), at.astimezone(zone).date()
    whole = _between(first + timedelta(days=1 if is_cut else 0), last - timedelta(days=1))
    counts = [days[day] for day in whole] or [max(days.values())]
    gap = max((b - a for a, b in pairwise([*known, at])), default=timedelta(hours=24))
    span = max((known[-1] - known[0]).total_seconds() / 86400, 0.5)
    pace = _pace(len(known) / span)
    fewest = min(counts) // 3 if len(whole) >= 2 else 0
    most = max(10, 4 * max(counts))
    least_silence = {"continuous": 24, "daily": 72, "weekly": 336, "monthly": 1440, "irregular": 720}[pace]
    silence = max(least_silence, _rounded_up(3 * gap.total_seconds() / 3600))
    seen = f"{min(counts)} to {max(counts)} a day" if len(whole) >= 2 else f"{len(known)} in all"
    words = (
        f"Estimated from {len(known)} dated entries of one visit, {first} to {max(days)}: {seen}, longest pause "
        f"{_hours(gap)}."
    )
    return Rhythm(pace, HealthyDay(min_items=fewest, max_items=most, silence_hours=silence), words)


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _pace(a_day: float) -> Pace:
    if a_day >= 20:
        return "continuous"
    if a_day >= 0.7:
        return "daily"
    if a_day >= 0.1:
        return "weekly"
    return "monthly" if a_day >= 0.02 else "irregular"


def _rounded_up(hours: float) -> int:
    """To half days."""
    return int(-(-hours // 12) * 12)


def _hours(gap: timedelta) -> str:
    hours = gap.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} days"
