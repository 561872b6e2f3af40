"""Evidence: the words that speak for a category."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Evidence(Record):
    """One cue found in the text. ``paragraph`` -1 means the headline; offsets are characters."""

    category: str
    cue: str
    weight: float
    paragraph: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
