"""Country relevance: a country that an item concerns, and why."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class CountryRelevance(Record):
    """An item can concern several countries. ``score`` is 0 to 1; 1 means that its headline is about the country."""

    country: str = Field(description="two-letter code of one of the desk's countries")
    score: float = Field(description="0 to 1")
    basis: str = Field(description="the names it rests on, or 'source' where only its publisher says so")
