"""A story link: two countries' editions report the same event."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class StoryLink(Record):
    """One row per story and linked story of another country. Made beside the editions and no part of their
    bytes: what stands here depends on which countries' days were there when it was made."""

    country: str
    date: str = Field(description="edition date of the story")
    story_id: str
    other_country: str
    other_date: str = Field(description="edition date of the other story: the same or the day before")
    other_story_id: str
    similarity: float = Field(description="probability that both report one event, 0 to 1")
    engine: str
    version: str
