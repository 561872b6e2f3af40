"""When there is something to tell of a source: trouble that has lasted what its cadence allows, trouble that got
worse, and an end of it that has lasted as well.

All of it follows from a row and from the worst that was told in its run of trouble. A row takes that from the rows
before it (``told_of``), as if each day had been told on its day; who sends messages takes it from what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing.composition.health.patience import patience_for
from briefing.composition.health.symptoms import VOLUME
from briefing.records.source_day import TROUBLED, SourceDay

_VOLUME_TIMES = 3  # thin days are mostly holidays: told of much later than a fault


def alert_for(row: SourceDay, judged: Sequence[SourceDay]) -> tuple[str, str]:
    """What there is to tell of this day, empty where nothing, and ``told_of`` after it.

    ``judged`` are the source's judged days before, oldest first; ``row.told_of`` is what the last row left.
    """
    if row.state == "disabled":
        return "", ""  # somebody has dealt with it; when it is enabled again, it begins anew
    if is_trouble_to_tell(row, row.told_of):
        return trouble_words(row), row.state
    if row.told_of and is_recovered(row):
        since = next((r.state_since for r in reversed(judged) if r.state == row.told_of), "")
        return recovery_words(row, row.told_of, since), ""
    return "", row.told_of


def is_trouble_to_tell(row: SourceDay, told: str) -> bool:
    """Whether the row's trouble has lasted, and is worse than ``told``, the worst told of so far; empty for none."""
    if row.state not in TROUBLED or not _has_lasted(row):
        return False
    return told not in TROUBLED or TROUBLED.index(row.state) < TROUBLED.index(told)


def is_recovered(row: SourceDay, bad_date: str = "") -> bool:
    """Whether the source has been well for so many days that its trouble is over.

    ``bad_date``, an ISO date, is a day on which it was seen in trouble though the rows may not say so any more: a day
    that was judged again. Days are days of the calendar, the first one on which it was well included.
    """
    if row.state != "healthy":
        return False
    wanted = patience_for(row.cadence, row.silence_allowed_hours).told_well
    today = date.fromisoformat(row.date)
    well_days = (today - date.fromisoformat(row.state_since)).days + 1
    if bad_date:
        well_days = min(well_days, (today - date.fromisoformat(bad_date)).days)
    return well_days >= wanted


def trouble_words(row: SourceDay) -> str:
    return f"{row.source_name} is {row.state} since {row.state_since}: {row.evidence}"


def recovery_words(row: SourceDay, state: str, since: str) -> str:
    """``state`` is the worst that was told of, ``since`` its first day or empty."""
    was = f"{state} since {since}" if since else state
    return f"{row.source_name} is healthy again, since {row.state_since}; it was {was}"


def _has_lasted(row: SourceDay) -> bool:
    """Lateness and death have waited for the cadence already."""
    if row.state in ("late", "dead"):
        return True
    patience = patience_for(row.cadence, row.silence_allowed_hours)
    if row.is_down:
        return row.bad_days >= patience.told_down
    times = _VOLUME_TIMES if row.fault in VOLUME else 1
    return row.bad_days >= patience.told_degraded * times
