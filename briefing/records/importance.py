"""Importance: what makes one item lead another, as a number and in words."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Importance(Record):
    """The parts add up to the score; each is its weight times a share from 0 to 1, rounded to whole points."""

    score: int = Field(description="0 to 100")
    severity: int
    independence: int
    reach: int
    official: int
    novelty: int
    relevance: int
    reasons: tuple[str, ...] = Field(description="what counted most, in a reader's words")
