"""A finding: something in English text that its source does not bear out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Record

FindingKind = Literal["figure", "date", "name", "negation", "direction", "form"]


class Finding(Record):
    """``sentence`` is the summary sentence's number from 0; -1 is the headline."""

    kind: FindingKind
    sentence: int = Field(ge=-1)
    written: str = Field(description="as the English has it")
    expected: str = Field(description="what the source says in its place; empty where it says nothing")
    action: Literal["repaired", "withheld"]
    detail: str
