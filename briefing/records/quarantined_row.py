"""A quarantined row: refused by a gate, kept whole, releasable."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class QuarantinedRow(Record):
    """``row`` is the refused row as JSON, so that nothing is lost by refusing it."""

    quarantine_id: str = Field(description="digest of suite, expectation and row id")
    suite: str
    country: str
    date: str
    source_id: str
    row_id: str = Field(description="capture_id or item_id of the refused row")
    expectation: str
    reason: str
    row: str
    is_released: bool
