"""A disposition: what became of one item in one edition. Every entry read ends in exactly one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.importance import Importance
from briefing.records.record import Record

Fate = Literal["reported", "left_out", "outside_window"]
LeftOutReason = Literal["out_of_scope", "duplicate", "quarantined", "withheld", "other_country", "spiked"]


class Disposition(Record):
    """One row per item of the edition's monitoring days and per item read on them that belongs elsewhere."""

    country: str
    date: str = Field(description="edition date")
    item_id: str
    item_version: int
    source_id: str
    kind: str
    monitoring_date: str
    is_feed_entry: bool = Field(description="false for an archived page that no feed listed")
    fate: Fate
    reason: str = Field(
        description="a LeftOutReason for left_out; where it belongs for outside_window; else empty"
    )
    detail: str = Field(description="the reason in words: which item it repeats, which gate refused it")
    line_number: int | None = Field(description="1, 2 … in order of appearance; null unless reported")
    section: str | None = Field(
        description="risk_media, ops_media, government_releases, embassy_business_releases"
    )
    risk_category: str | None
    ops_category: str | None
    story_id: str | None
    importance: Importance | None = Field(
        default=None, description="what makes it lead; null unless reported"
    )
