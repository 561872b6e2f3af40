"""A story: items that report the same event."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Story(Record):
    """One row per story and day. Singletons are stories too, so that every item has one."""

    story_id: str = Field(
        description="that of the earlier story it continues, else digest of the item of it that was seen first"
    )
    country: str
    date: str = Field(description="edition date, or the monitoring day itself on a day without an edition")
    item_ids: tuple[str, ...] = Field(description="credited items, most central first")
    lead_item_id: str
    publishers: int = Field(
        description="independent voices: publishers of credited items, or the agency whose text they print"
    )
    copies: int = Field(description="items and carriers together")
    cohesion: float = Field(description="mean similarity of members to the lead; 1 for a singleton")
    first_date: str = Field(default="", description="date on which the story was first seen; empty: this one")
    continues: bool = Field(default=False, description="an earlier day's story under the same id")
    languages: tuple[str, ...] = Field(default=(), description="languages of its items, sorted")
    engine: str
    version: str
