"""What the rules of the check find: a place in the English that its source does not bear out."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.records.finding import FindingKind


@dataclass(frozen=True)
class Fault:
    """Something at ``start``–``end`` of the English that the source does not bear out.

    ``replacement`` is what certainly belongs there, None where that is not certain.
    """

    kind: FindingKind
    start: int
    end: int
    expected: str
    detail: str
    replacement: str | None = None
