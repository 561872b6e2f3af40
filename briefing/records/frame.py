"""Records to polars frames and back; the columns of a frame are those of its record.

Lists of plain text stay lists; lists of records become JSON text, which every reader of Parquet understands
and which keeps the bytes of a table independent of how a tool orders the members of a struct.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

import polars as pl
from pydantic import BaseModel

from briefing.records.record import Record

R = TypeVar("R", bound=Record)

_PLAIN: dict[type, pl.DataType | type[pl.DataType]] = {
    str: pl.String,
    int: pl.Int64,
    float: pl.Float64,
    bool: pl.Boolean,
    datetime: pl.Datetime("us", "UTC"),
    date: pl.Date,
}


def _column(annotation: Any) -> tuple[Any, bool]:
    """polars type of a field and whether its value travels as JSON."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _column(inner[0])
    if origin is typing.Annotated:
        return _column(typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return pl.String, False
    if origin is tuple:
        inner_type, is_json = _column(typing.get_args(annotation)[0])
        return (pl.String, True) if is_json else (pl.List(inner_type), False)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pl.String, True
    if origin is dict:
        return pl.String, True
    return _PLAIN[annotation], False


@lru_cache
def columns_of(record: type[Record]) -> dict[str, tuple[Any, bool]]:
    """Column name to (polars type, is JSON text), in the record's order."""
    return {name: _column(field.annotation) for name, field in record.model_fields.items()}


def schema_of(record: type[Record]) -> pl.Schema:
    """The polars schema of a record's table."""
    return pl.Schema({name: dtype for name, (dtype, _) in columns_of(record).items()})


def _cell(value: Any, is_json: bool) -> Any:
    if is_json and value is not None:
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return list(value) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return value


def to_frame(records: Iterable[R], record: type[R]) -> pl.DataFrame:
    """A frame of records, columns and types always those of the record, also when there are none."""
    columns = columns_of(record)
    rows = [
        {name: _cell(getattr(r, name), is_json) for name, (_, is_json) in columns.items()} for r in records
    ]
    return pl.DataFrame(rows, schema=schema_of(record), orient="row")


def from_frame(frame: pl.DataFrame, record: type[R]) -> list[R]:
    """The records of a frame. Raises pydantic.ValidationError for a row that is not one."""
    json_columns = [name for name, (_, is_json) in columns_of(record).items() if is_json]
    out = []
    for row in frame.iter_rows(named=True):
        for name in json_columns:
            if row[name] is not None:
                row[name] = json.loads(row[name])
        out.append(record.model_validate(row))
    return out


def concat(frames: Sequence[pl.DataFrame], record: type[Record]) -> pl.DataFrame:
    """Frames of one record put under each other; an empty sequence gives an empty frame."""
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema_of(record))
