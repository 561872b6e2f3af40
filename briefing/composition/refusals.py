"""The last gate's refusals: lines that it does not let through are left out, and say so."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.composition.readiness import Readiness, readiness
from briefing.records.disposition import Disposition
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.verdict import Verdict


def without_refused(
    dispositions: Sequence[Disposition],
    verdicts: Sequence[Verdict],
    of_edition: Sequence[Verdict],
    refused: Sequence[QuarantinedRow],
    days: Sequence[str],
    edition_date: str,
) -> tuple[list[Disposition], Readiness]:
    """Dispositions after the edition gate, and the readiness over all gates.

    A refused line becomes ``left_out`` as quarantined, a line of a source or section that this gate withholds
    as withheld (what earlier gates withheld of a single day was left out by the selection); numbers of the
    other lines stay, since they are what a trace is asked for. Raises EditionRefusedError when the edition's
    account as a whole is refused.
    """
    last = readiness(of_edition, [edition_date])  # raises when the gate refuses the whole
    ready = readiness([*verdicts, *of_edition], days)
    reasons = {
        row.row_id: f"edition gate, {row.expectation}: {row.reason}" for row in refused if not row.is_released
    }
    kept = []
    for disposition in dispositions:
        why = reasons.get(disposition.item_id)
        withheld = last.withheld.get((edition_date, disposition.source_id)) or last.withheld.get(
            (edition_date, f"section:{disposition.section}")
        )
        if disposition.fate == "reported" and (why or withheld):
            left_out = {
                "fate": "left_out",
                "reason": "quarantined" if why else "withheld",
                "detail": why or withheld,
                "line_number": None,
                "section": None,
            }
            kept.append(disposition.model_copy(update=left_out))
        else:
            kept.append(disposition)
    return kept, ready
