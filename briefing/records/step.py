"""A step: which engine, in which version, made a value out of which input."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Step(Record):
    """Carried by everything a stage computes, so that a line can be followed back through its engines."""

    step: str = Field(description="language, category, entities, summary, translation, duplicates, stories …")
    engine: str
    version: str
    inputs_digest: str = Field(description="sha256 of the text the engine saw, first 16 hex digits")
