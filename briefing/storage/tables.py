"""Parquet files of the lake: one per dataset and partition, of exactly the columns of its record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import polars as pl
from pydantic import ValidationError

from briefing.records.frame import from_frame, schema_of
from briefing.records.record import Record
from briefing.storage.atomic import file_digest, written_aside

R = TypeVar("R", bound=Record)


class TableError(Exception):
    """A table that is missing, unreadable or not of its record's shape; the message names file and column."""


def write_table(path: Path, frame: pl.DataFrame, record: type[Record]) -> str:
    """Write a partition, whole or not at all; returns its sha256. The same rows give the same bytes."""
    expected = schema_of(record)
    if frame.schema != expected:
        wrong = sorted(set(frame.schema.items()) ^ set(expected.items()), key=str)
        raise TableError(f"{path}: columns are not those of {record.__name__}: {wrong}")
    with written_aside(path) as aside:
        frame.write_parquet(aside, compression="zstd", statistics=True)
    return file_digest(path)


def read_table(path: Path, record: type[Record]) -> pl.DataFrame:
    """Read a partition. Raises TableError when it is missing, torn, or has other columns than its record."""
    if not path.exists():
        raise TableError(f"{path}: no such table; the stage that writes it has not run for this day")
    try:
        frame = pl.read_parquet(path, hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableError(f"{path}: not a whole Parquet file: {error}") from error
    expected = schema_of(record)
    if frame.schema != expected:
        wrong = sorted(str(pair) for pair in set(frame.schema.items()) ^ set(expected.items()))
        raise TableError(f"{path}: columns are not those of {record.__name__}: {', '.join(wrong)}")
    return frame


def read_records(path: Path, record: type[R]) -> list[R]:
    """Read a partition as records."""
    return from_frame(read_table(path, record), record)


def read_whole_records(path: Path, record: type[R]) -> list[R]:
    """The rows that are records, in their order. A gate has refused the others, and keeps them in quarantine."""
    frame = read_table(path, record)
    try:
        return from_frame(frame, record)
    except (ValidationError, json.JSONDecodeError):
        return [row for number in range(frame.height) for row in _record_at(frame, number, record)]


def _record_at(frame: pl.DataFrame, number: int, record: type[R]) -> list[R]:
    """The record in a row, or none."""
    try:
        return from_frame(frame.slice(number, 1), record)
    except (ValidationError, json.JSONDecodeError):
        return []
