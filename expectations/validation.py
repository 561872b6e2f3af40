"""Evaluate expectations with Great Expectations: a frame and expectations in, failing rows out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

import polars as pl

ROW_NUMBER = "row_number"


class GateError(Exception):
    """An expectation that could not be evaluated. That is our fault or the tool's, never bad data."""


@dataclass(frozen=True)
class Expectation:
    """One Great Expectations expectation, with the words that stand beside it in Data Docs."""

    name: str
    kind: str
    arguments: Mapping[str, Any]
    says: str
    notes: str


@dataclass(frozen=True)
class Validation:
    """``failing`` maps each expectation to the numbers of the rows that failed it, ascending, from 0.

    ``report`` is Great Expectations' own result as plain data, without anything that differs from run to run.
    """

    failing: Mapping[str, tuple[int, ...]]
    report: Mapping[str, Any]


@lru_cache(maxsize=1)
def load_great_expectations() -> ModuleType:
    """Import it on first use (3 s), without its usage statistics: nothing is sent anywhere."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations


def validate(
    name: str, frame: pl.DataFrame, expectations: Sequence[Expectation], shown: Sequence[str]
) -> Validation:
    """Run expectations over a frame whose rows are numbered in ``row_number``.

    ``shown`` are the columns by which Data Docs name a failing row. Raises GateError when an expectation
    could not be evaluated.
    """
    gx = load_great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("desk")
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe(name)
        .get_batch(batch_parameters={"dataframe": frame.to_pandas()})
    )
    # Naming every failing row makes each expectation a third dearer, so only those that failed are asked to.
    report = batch.validate(_suite(name, expectations), result_format="BASIC").to_json_dict()
    failed = {_name_of(result) for result in report["results"] if not _succeeded(name, result)}
    named = {}
    if failed:
        named = batch.validate(
            _suite(name, [e for e in expectations if e.name in failed]),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [ROW_NUMBER, *shown],
            },
        ).to_json_dict()
    details = {_name_of(result): result for result in named.get("results", [])}
    results = [details.get(_name_of(result), result) for result in report["results"]]
    failing = {_name_of(result): _failing_rows(name, result) for result in results}
    return Validation(failing, _reproducible(name, {**report, "results": results}))


def _suite(name: str, expectations: Sequence[Expectation]) -> Any:
    """A Great Expectations suite of these expectations."""
    gx = load_great_expectations()
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    return gx.ExpectationSuite(
        name=name,
        expectations=[
            ExpectationConfiguration(
                type=e.kind,
                kwargs=dict(e.arguments),
                meta={"name": e.name, "notes": {"format": "string", "content": [e.notes]}},
                description=e.says,
            ).to_domain_obj()
            for e in expectations
        ],
    )


def _name_of(result: Mapping[str, Any]) -> str:
    return str(result["expectation_config"]["meta"]["name"])


def _succeeded(suite: str, result: Mapping[str, Any]) -> bool:
    raised = _exception_of(result["exception_info"])
    if raised is not None:
        raise GateError(f"{suite}: expectation {_name_of(result)} could not be evaluated: {raised}")
    return bool(result["success"])


def _failing_rows(suite: str, result: Mapping[str, Any]) -> tuple[int, ...]:
    if _succeeded(suite, result):
        return ()
    rows = result["result"].get("unexpected_index_list")
    if not rows:
        raise GateError(f"{suite}: expectation {_name_of(result)} failed without naming a row")
    return tuple(sorted({int(row[ROW_NUMBER]) for row in rows}))


def _exception_of(info: Mapping[str, Any]) -> str | None:
    """The words of an exception. It comes flat, or keyed by the metric that raised it."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else None
    for nested in info.values():
        if isinstance(nested, Mapping) and (message := _exception_of(nested)) is not None:
            return message
    return None


def _reproducible(name: str, report: Mapping[str, Any]) -> Mapping[str, Any]:
    """The report without clock readings and random ids, expectations in order of their names."""
    results = []
    for result in sorted(report["results"], key=_name_of):
        config = {key: value for key, value in result["expectation_config"].items() if key != "id"}
        results.append({**result, "expectation_config": config})
    version = report["meta"]["great_expectations_version"]
    meta = {"great_expectations_version": version, "run_id": {"run_name": name, "run_time": None}}
    return {**report, "results": results, "meta": meta, "id": None}


def engine_version() -> str:
    """Version of Great Expectations that judges."""
    return str(load_great_expectations().__version__)
