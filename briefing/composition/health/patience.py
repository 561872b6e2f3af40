"""How long each cadence may keep us waiting before something is wrong, and before people are told.

A wire that is silent for a day is broken; a monthly review that is silent for a day is normal. Counts of days are
days on which the source was asked: a desk that stood still for a week has learned nothing in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """``gone`` and ``failing`` are days in a row without any way in until a source is dead: after answers that mean
    that it is gone (404, a page of HTML, no such host), and after those that servers give in passing (500, time-out).

    ``frozen`` is the silence after which a list that still answers is dead. ``told_down`` and ``told_degraded`` are
    days in a row of the state before people are told; ``told_well`` are days of the calendar in a row on which it was
    well before they are told that it is over. A source that is well every other day has not recovered.
    """

    gone: int
    failing: int
    frozen: timedelta
    told_down: int
    told_degraded: int
    told_well: int


_PATIENCE = {
    # Hundreds of items a day: two days of 404 are no slip, and a week of silence is no holiday.
    "continuous": Patience(2, 5, timedelta(days=7), told_down=1, told_degraded=2, told_well=2),
    # Three days outlast a weekend; three weeks outlast the New Year holidays of all six countries.
    "daily": Patience(3, 7, timedelta(days=21), told_down=2, told_degraded=3, told_well=3),
    "weekly": Patience(5, 14, timedelta(days=60), told_down=5, told_degraded=10, told_well=7),
    "monthly": Patience(7, 21, timedelta(days=150), told_down=7, told_degraded=30, told_well=14),
    "irregular": Patience(5, 14, timedelta(days=365), told_down=5, told_degraded=20, told_well=7),
}
_SILENCES = 4  # a source dead of silence was silent this many times what its description allows


def patience_for(cadence: str, silence_allowed_hours: int) -> Patience:
    """Of a source's cadence; its own allowance of silence stretches the wait for a frozen list, never shortens it.

    Raises KeyError for a cadence that no source may have.
    """
    found = _PATIENCE[cadence]
    frozen = max(found.frozen, timedelta(hours=silence_allowed_hours * _SILENCES))
    return replace(found, frozen=frozen)
