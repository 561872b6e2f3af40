"""When people are told of a source: once when its trouble has lasted what its cadence allows, once at its end."""

from __future__ import annotations

from briefing.composition.health.patience import patience_for
from briefing.composition.health.symptoms import VOLUME
from briefing.records.source_day import SourceDay

_VOLUME_TIMES = 3  # thin days are mostly holidays: told of much later than a fault


def alert_for(row: SourceDay, last: SourceDay | None) -> str:
    """What to tell of this day, empty where nothing. ``last`` is the source's judged day before; ``row.told_of`` the
    state that people know of.

    Of a state they are told once; the next telling is of another state, or of recovery.
    """
    if row.state == "healthy":
        if not row.told_of or last is None:
            return ""
        return f"{row.source_name} is healthy again; it was {last.state} since {last.state_since}"
    if row.told_of == row.state or not _has_lasted(row):
        return ""
    return f"{row.source_name} is {row.state} since {row.state_since}: {row.evidence}"


def _has_lasted(row: SourceDay) -> bool:
    """Lateness and death have waited for the cadence already."""
    if row.state in ("late", "dead"):
        return True
    patience = patience_for(row.cadence, row.silence_allowed_hours)
    if row.is_down:
        return row.bad_days >= patience.told_down
    times = _VOLUME_TIMES if row.fault in VOLUME else 1
    return row.bad_days >= patience.told_degraded * times
