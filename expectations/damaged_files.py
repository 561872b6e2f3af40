"""What no row can say: a table that cannot be read, a damaged stretch of an archive, rows that will be missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from briefing import __version__
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.verdict import Verdict
from expectations.check import DAY, Scope
from expectations.judgement import Judgement
from expectations.quarantine import merge, quarantine_id, row_text

READABLE = "table_can_be_read"
WHOLE_RECORD = "warc_record_is_whole"
NONE_REFUSED = "no_capture_is_refused"


class Stretch(Protocol):
    """A stretch of an archive that holds no whole record; ``offset`` in bytes of ``file``."""

    @property
    def file(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def reason(self) -> str: ...


def judge_torn(scope: Scope, problem: str) -> Judgement:
    """The judgement on a table that is no whole Parquet file of its columns: its day is withheld."""
    return Judgement(
        verdicts=(
            _verdict(
                scope,
                READABLE,
                blocks=True,
                observed=problem,
                threshold="a whole Parquet file",
                why="of a torn table nobody can tell what it held",
            ),
        ),
        quarantined=(),
        scope=scope,
    )


def with_missed(judgement: Judgement, stretches: Sequence[Stretch]) -> Judgement:
    """The captures judgement, and warnings for what the captures table should hold and does not.

    Each damaged stretch of an archive becomes a quarantined row, releasable by a person who knows what it held.
    """
    scope = judgement.scope
    rows = [_row(scope, stretch) for stretch in stretches]
    damaged = [row for row in rows if not row.is_released]
    refused = {row.row_id for row in judgement.quarantined if not row.is_released}
    warnings = []
    if damaged:
        warnings.append(
            _verdict(
                scope,
                WHOLE_RECORD,
                blocks=False,
                observed=f"{len(damaged)} damaged, the first: {damaged[0].reason}",
                threshold="every stretch of an archive is a whole record",
                why="what a damaged record held is not in this edition, and nobody can tell what it was",
                refused=len(damaged),
            )
        )
    if refused:
        warnings.append(
            _verdict(
                scope,
                NONE_REFUSED,
                blocks=False,
                observed=f"{len(refused)} captures refused",
                threshold="0",
                why="a feed or page that is refused is not read, so that its items may be missing",
                refused=len(refused),
            )
        )
    verdicts = sorted((*judgement.verdicts, *warnings), key=lambda v: (v.part != DAY, v.part, v.expectation))
    return replace(judgement, verdicts=tuple(verdicts), quarantined=merge(judgement.quarantined, rows))


def _row(scope: Scope, stretch: Stretch) -> QuarantinedRow:
    row_id = f"{stretch.file}@{stretch.offset}"
    text = row_text({"file": stretch.file, "offset": stretch.offset, "reason": stretch.reason})
    identity = quarantine_id(scope.suite, WHOLE_RECORD, row_id, text)
    return QuarantinedRow(
        quarantine_id=identity,
        suite=scope.suite,
        country=scope.country,
        date=scope.date,
        source_id="",
        row_id=row_id,
        expectation=WHOLE_RECORD,
        reason=f"{stretch.file} at byte {stretch.offset}: {stretch.reason}",
        row=text,
        is_released=identity in scope.released,
    )


def _verdict(
    scope: Scope, expectation: str, *, blocks: bool, observed: str, threshold: str, why: str, refused: int = 0
) -> Verdict:
    return Verdict(
        suite=scope.suite,
        country=scope.country,
        date=scope.date,
        part=DAY,
        expectation=expectation,
        passed=False,
        blocks=blocks,
        observed=observed,
        threshold=threshold,
        why=why,
        rows_judged=0,
        rows_refused=refused,
        judged_digest=scope.digest,
        engine="country-desk",
        version=__version__,
    )
