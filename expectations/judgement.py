"""From failing rows and findings to stored verdicts and quarantined rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import polars as pl
from pydantic import ValidationError

from briefing.records.frame import columns_of, schema_of
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.record import Record
from briefing.records.verdict import Verdict
from expectations.check import DAY, ROW_BY_ROW, Finding, Findings, Judged, PartCheck, RowCheck, Scope
from expectations.quarantine import merge, quarantine_id, row_text
from expectations.validation import ROW_NUMBER, Expectation, Validation, engine_version, validate

R = TypeVar("R", bound=Record)

ENGINE = "great_expectations"
DAY_THRESHOLD = "withheld: at most half of the parts"
DAY_WHY = (
    "when most sources fail the same expectation on the same day, the table is at fault, not the sources"
)

SHAPE = PartCheck(
    name="columns_are_those_of_the_record",
    says="the table has exactly the columns and types of its record",
    threshold="no column more, less or of another type",
    why="a table of another shape was written by another version of the code, or by hand",
    blocks=True,
)
WHOLE = RowCheck(
    name="row_is_a_whole_record",
    says="every required field is filled and every value is one that its field allows",
    fault="the row is not a whole record",
)


@dataclass(frozen=True)
class Judgement:
    """What a gate found: verdicts to store, rows refused (released ones marked), and reports for Data Docs.

    Verdicts and rows are sorted and free of clocks, so that the same table gives the same bytes.
    """

    verdicts: tuple[Verdict, ...]
    quarantined: tuple[QuarantinedRow, ...]
    scope: Scope
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False)

    @property
    def failed_parts(self) -> tuple[str, ...]:
        """Parts that the verdicts withhold, sorted."""
        return tuple(sorted({v.part for v in self.verdicts if v.blocks and not v.passed}))


def read_rows(frame: pl.DataFrame, record: type[R]) -> list[R | str]:
    """Each row as its record or, where it is none, why not, in words."""
    as_json = [name for name, (_, is_json) in columns_of(record).items() if is_json]
    return [_read_row(row, record, as_json) for row in frame.iter_rows(named=True)]


def _read_row(row: dict[str, Any], record: type[R], as_json: Sequence[str]) -> R | str:
    try:
        members = {name: json.loads(row[name]) for name in as_json if row[name] is not None}
        return record.model_validate({**row, **members})
    except ValidationError as error:
        return "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}, found {_shown(fault['input'])}"
            for fault in error.errors(include_url=False)[:3]
        )
    except json.JSONDecodeError as error:
        return f"a column that holds JSON is damaged: {error}"


def find_faults(rows: Sequence[R | str], tests: Mapping[str, Callable[[R], str]]) -> dict[str, list[str]]:
    """What each test says of each row. A row that is no record fails by that alone: no test can read it."""
    faults = {
        name: ["" if isinstance(row, str) else test(row) for row in rows] for name, test in tests.items()
    }
    return {WHOLE.name: [row if isinstance(row, str) else "" for row in rows], **faults}


def texts_of(frame: pl.DataFrame, column: str) -> list[str]:
    """A text column with nulls as empty text: rows are named by it even when it was damaged."""
    return frame.get_column(column).fill_null("").to_list()


def judge_shape(scope: Scope, table: pl.DataFrame, record: type[Record]) -> Judgement | None:
    """A failing judgement when the table has not its record's columns; None when it has.

    No other expectation can be evaluated on a table of another shape, so this comes first and alone.
    """
    expected = schema_of(record)
    if table.schema == expected:
        return None
    wrong = [
        f"{name} is {table.schema.get(name, 'missing')}, not {dtype}"
        for name, dtype in expected.items()
        if table.schema.get(name) != dtype
    ]
    wrong += [f"{name} is no column of {record.__name__}" for name in table.columns if name not in expected]
    seen = "; ".join(wrong) or "the columns stand in another order"
    return _judged(scope, None, (), [(SHAPE, {DAY: Finding(False, seen, table.height)})])


def judge_table(scope: Scope, table: Judged, checks: Sequence[RowCheck], findings: Findings) -> Judgement:
    """Judge a table of the right shape by its row checks and the findings about its parts."""
    shape = (SHAPE, {DAY: Finding(True, f"{table.frame.width} columns as declared", table.frame.height)})
    return _judged(scope, table, [WHOLE, *checks], [shape, *findings])


def _judged(scope: Scope, table: Judged | None, checks: Sequence[RowCheck], findings: Findings) -> Judgement:
    reports: dict[str, Mapping[str, Any]] = {}
    verdicts: list[Verdict] = []
    refusals: list[QuarantinedRow] = []
    if table is not None:
        rows = _validate_rows(scope, table, checks)
        reports["rows"] = rows.report
        refused, refusals = _refuse(scope, table, checks, rows)
        verdicts += _row_verdicts(scope, table, checks, refused)
        findings = _explained(scope, table, any(refused.values()), [*findings, *_handed_over(scope, table)])
    parts = _validate_parts(scope, findings)
    reports["parts"] = parts.report
    verdicts += _part_verdicts(scope, findings, parts)
    return Judgement(
        verdicts=tuple(sorted(verdicts, key=lambda v: (v.part != DAY, v.part, v.expectation))),
        quarantined=merge(refusals),
        scope=scope,
        reports=reports,
    )


HANDED_OVER = PartCheck(
    name="file_is_the_one_handed_over",
    says="the judged file has the digest that its stage recorded when it wrote it",
    threshold="the same bytes",
    why="bytes that changed after they were written were not changed by this product; a change that no other "
    "expectation explains could be anywhere in the table",
    blocks=True,
    yields=True,
)


def _handed_over(scope: Scope, table: Judged) -> Findings:
    """Whether the judged file is the one that its stage wrote, where that is known."""
    if scope.handed_over is None:
        return []
    same = scope.handed_over.digest == scope.digest
    words = f"{table.frame.height} rows, {scope.handed_over.rows} were written"
    finding = Finding(same, words + ("" if same else "; the bytes differ"), table.frame.height)
    return [(HANDED_OVER, {DAY: finding})]


def _explained(scope: Scope, table: Judged, rows_refused: bool, findings: Findings) -> Findings:
    """Checks that yield made to warn, where refused rows or a withheld source explain their failure.

    Refused rows do not explain rows that are gone.
    """
    rows_gone = scope.handed_over is not None and table.frame.height < scope.handed_over.rows
    part_failed = any(
        check.blocks and not check.yields and not finding.holds
        for check, seen in findings
        for finding in seen.values()
    )
    if part_failed or (rows_refused and not rows_gone):
        return [(replace(c, blocks=False) if c.yields else c, seen) for c, seen in findings]
    return findings


def _validate_rows(scope: Scope, table: Judged, checks: Sequence[RowCheck]) -> Validation:
    """Great Expectations sees the columns that built-in expectations read, and the computed ones."""
    read = sorted({column for check in checks for column in check.columns})
    computed = {c.name: [not fault for fault in table.faults[c.name]] for c in checks if c.kind is None}
    names = pl.DataFrame({"row_id": table.row_ids, "part": table.parts}, schema_overrides=_TEXT)
    frame = pl.concat(
        [
            names,
            table.frame.select(read),
            pl.DataFrame(computed, schema_overrides=dict.fromkeys(computed, pl.Boolean)),
        ],
        how="horizontal",
    ).with_row_index(ROW_NUMBER)
    expectations = [
        Expectation(
            c.name,
            *c.expectation,
            says=c.says,
            notes=f"{ROW_BY_ROW.threshold}, because {ROW_BY_ROW.why}.",
        )
        for c in checks
    ]
    return validate(f"{scope.suite} rows", frame, expectations, shown=("row_id", "part"))


_TEXT = {"row_id": pl.String, "part": pl.String}


def _validate_parts(scope: Scope, findings: Findings) -> Validation:
    """One row per part, one column per check: true, false, or null where the check is not about the part."""
    parts = _parts_of(findings)
    columns = {
        check.name: pl.Series([seen[p].holds if p in seen else None for p in parts], dtype=pl.Boolean)
        for check, seen in findings
    }
    frame = pl.DataFrame({"part": parts, **columns}, schema_overrides=_TEXT).with_row_index(ROW_NUMBER)
    expectations = [
        Expectation(
            check.name,
            "expect_column_values_to_be_in_set",
            {"column": check.name, "value_set": [True]},
            says=check.says,
            notes=f"{'blocks' if check.blocks else 'warns'} at: {check.threshold}, because {check.why}.",
        )
        for check, _ in findings
    ]
    return validate(f"{scope.suite} parts", frame, expectations, shown=("part",))


def _parts_of(findings: Findings) -> list[str]:
    return sorted({part for _, seen in findings for part in seen})


Refused = dict[str, tuple[int, ...]]
"""Check name to the numbers of the rows it refuses, released ones left out."""


def _refuse(
    scope: Scope, table: Judged, checks: Sequence[RowCheck], rows: Validation
) -> tuple[Refused, list[QuarantinedRow]]:
    bad = {number for numbers in rows.failing.values() for number in numbers}
    content = {number: table.frame.row(number, named=True) for number in sorted(bad)}
    text = {number: row_text(row) for number, row in content.items()}
    refused: Refused = {}
    quarantined: list[QuarantinedRow] = []
    for check in checks:
        kept = []
        for number in rows.failing[check.name]:
            identity = quarantine_id(scope.suite, check.name, table.row_ids[number], text[number])
            is_released = identity in scope.released
            if not is_released:
                kept.append(number)
            quarantined.append(
                QuarantinedRow(
                    quarantine_id=identity,
                    suite=scope.suite,
                    country=scope.country,
                    date=scope.date,
                    source_id=table.source_ids[number],
                    row_id=table.row_ids[number],
                    expectation=check.name,
                    reason=_reason(check, table, number, content[number]),
                    row=text[number],
                    is_released=is_released,
                )
            )
        refused[check.name] = tuple(kept)
    return refused, quarantined


def _reason(check: RowCheck, table: Judged, number: int, row: Mapping[str, Any]) -> str:
    """Why a row is refused: the check's own words about this row, or its fault with the values shown."""
    own = table.faults[check.name][number] if check.kind is None else ""
    shown = ", ".join(f"{column} is {_shown(row[column])}" for column in check.shows)
    return check.fault + (f": {own}" if own else f" ({shown})" if shown else "")


def _shown(value: Any) -> str:
    """A value for people: short, on one line."""
    text = "missing" if value is None else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _row_verdicts(scope: Scope, table: Judged, checks: Sequence[RowCheck], refused: Refused) -> list[Verdict]:
    """For each check one verdict on the day and one on every part that loses rows by it; then, for every
    part, one on all the rows it loses."""
    rows_of = Counter(table.parts)
    verdicts = []
    for check in checks:
        lost = Counter(table.parts[number] for number in refused[check.name])
        verdicts.append(_day_verdict(scope, check.name, lost, rows_of))
        verdicts += [
            _loss_verdict(scope, check.name, part, lost[part], rows_of[part]) for part in lost if part != DAY
        ]
    losing = Counter(table.parts[number] for number in {n for rows in refused.values() for n in rows})
    verdicts.append(_day_verdict(scope, ALL_ROWS, losing, rows_of))
    verdicts += [
        _loss_verdict(scope, ALL_ROWS, part, losing[part], rows)
        for part, rows in rows_of.items()
        if part != DAY
    ]
    return verdicts


ALL_ROWS = "refused_rows_are_few"


def _loss_verdict(scope: Scope, expectation: str, part: str, refused: int, rows: int) -> Verdict:
    return _verdict(
        scope,
        part=part,
        expectation=expectation,
        passed=ROW_BY_ROW.allows(refused, rows),
        blocks=True,
        observed=f"{refused} of {rows} rows refused",
        threshold=ROW_BY_ROW.threshold,
        why=ROW_BY_ROW.why,
        rows_judged=rows,
        rows_refused=refused,
    )


def _day_verdict(scope: Scope, expectation: str, lost: Counter[str], rows_of: Counter[str]) -> Verdict:
    """The day fails when most of its parts do, or when too many rows belong to no part that is known."""
    parts = sorted(part for part in rows_of if part != DAY)
    failed = [part for part in parts if not ROW_BY_ROW.allows(lost[part], rows_of[part])]
    most_fail = len(failed) >= 2 and 2 * len(failed) > len(parts)
    rows = rows_of.total()
    return _verdict(
        scope,
        part=DAY,
        expectation=expectation,
        passed=not most_fail and ROW_BY_ROW.allows(lost[DAY], rows),
        blocks=True,
        observed=f"{lost.total()} of {rows} rows refused; {len(failed)} of {len(parts)} parts withheld",
        threshold=DAY_THRESHOLD,
        why=DAY_WHY,
        rows_judged=rows,
        rows_refused=lost.total(),
    )


def _part_verdicts(scope: Scope, findings: Findings, parts: Validation) -> list[Verdict]:
    names = _parts_of(findings)
    verdicts = []
    for check, seen in findings:
        failed = {names[number] for number in parts.failing[check.name]}
        verdicts += [
            _verdict(
                scope,
                part=part,
                expectation=check.name,
                passed=part not in failed,
                blocks=check.blocks,
                observed=finding.observed,
                threshold=finding.threshold or check.threshold,
                why=check.why,
                rows_judged=finding.rows,
                rows_refused=0,
            )
            for part, finding in seen.items()
        ]
    return verdicts


def _verdict(scope: Scope, **found: Any) -> Verdict:
    return Verdict(
        suite=scope.suite,
        country=scope.country,
        date=scope.date,
        judged_digest=scope.digest,
        engine=ENGINE,
        version=engine_version(),
        **found,
    )
