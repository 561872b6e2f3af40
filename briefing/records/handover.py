"""A hand-over: which run wrote a stage's file, and what the file was."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Handover(Record):
    """One per dataset and partition, beside the data: run ids change from run to run, the data must not."""

    dataset: str
    country: str
    date: str
    rows: int
    digest: str = Field(description="sha256 of the Parquet file")
    run_id: str = Field(description="Dagster run that wrote it")
    code_version: str
