"""A stage hands over a table: the file, who wrote it, and what Dagster shows of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from briefing.composition.readiness import EditionRefusedError
from briefing.records.frame import schema_of, to_frame
from briefing.records.handover import Handover
from briefing.records.record import Record
from briefing.storage.atomic import file_digest
from briefing.storage.home import Home
from briefing.storage.tables import read_records, write_table

_PREVIEW_ROWS, _PREVIEW_WIDTH = 5, 60


def hand_over(
    home: Home,
    dataset: str,
    record: type[Record],
    frame: pl.DataFrame,
    country: str,
    day: date,
    *,
    run_id: str,
    code_version: str,
) -> dict[str, Any]:
    """Write a dataset's partition and its hand-over; returns the metadata of the materialisation."""
    path = home.table(dataset, country, day)
    write_table(path, frame, record)
    return record_handover(
        home, dataset, record, frame, country, day, run_id=run_id, code_version=code_version
    )


def record_handover(
    home: Home,
    dataset: str,
    record: type[Record],
    frame: pl.DataFrame,
    country: str,
    day: date,
    *,
    run_id: str,
    code_version: str,
) -> dict[str, Any]:
    """Note who wrote a file that is already in place (the crawl process writes its own)."""
    path = home.table(dataset, country, day)
    digest = file_digest(path)
    note = Handover(
        dataset=dataset,
        country=country,
        date=day.isoformat(),
        rows=frame.height,
        digest=digest,
        run_id=run_id,
        code_version=code_version,
    )
    write_table(home.handover(dataset, country, day), to_frame([note], Handover), Handover)
    return {
        "dagster/row_count": frame.height,
        "dagster/column_schema": _column_schema(record),
        "preview": dg.MetadataValue.md(_preview(frame)),
        "file": dg.MetadataValue.path(str(path)),
        "sha256": digest,
        "run_id": run_id,
    }


def require_unchanged(home: Home, dataset: str, country: str, day: date) -> None:
    """Raises EditionRefusedError when a table is no longer the file that its stage wrote.

    For the tables that no gate judges row by row: what was changed in them, nothing could say.
    """
    path, note = home.table(dataset, country, day), home.handover(dataset, country, day)
    again = f"make it again: desk run --country {country} --date {day}"
    if not path.exists() or not note.exists():
        raise EditionRefusedError(f"{dataset} of {country} {day} has not been handed over; {again}")
    written = read_records(note, Handover)[0].digest
    if (found := file_digest(path)) != written:
        raise EditionRefusedError(
            f"{dataset} of {country} {day} was changed after it was handed over: {written[:12]} was written, "
            f"the file is now {found[:12]}; {again}"
        )


def _column_schema(record: type[Record]) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=name,
                type=str(dtype),
                description=record.model_fields[name].description,
            )
            for name, dtype in schema_of(record).items()
        ]
    )


def _preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table. Text from the web is cut and its markup made inert."""
    if frame.is_empty():
        return "*no rows*"
    head = frame.head(_PREVIEW_ROWS)
    lines = ["| " + " | ".join(head.columns) + " |", "|" + "---|" * head.width]
    lines += ["| " + " | ".join(plain_cell(value) for value in row) + " |" for row in head.iter_rows()]
    return "\n".join(lines)


def plain_cell(value: object, width: int = _PREVIEW_WIDTH) -> str:
    """A value as the text of a Markdown table's cell: cut, on one line, its markup made inert."""
    text = " ".join(str(value).split())[:width]
    for mark in "\\`*_[]<>|&":
        text = text.replace(mark, " ")
    return text
