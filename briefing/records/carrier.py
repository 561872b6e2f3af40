"""A carrier: one publisher's copy of an item."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Instant, Record


class Carrier(Record):
    """One row per in-scope copy. The first to publish is credited; the others are its carriers.

    ``item_id`` is the credited item, ``carrier_item_id`` the copy (equal on the credited row).
    """

    country: str
    date: str = Field(description="edition date, or the monitoring day itself on a day without an edition")
    item_id: str
    carrier_item_id: str
    source_id: str
    is_first: bool
    published_at: Instant | None
    similarity: float = Field(
        description="Jaccard similarity of shingles with the credited text; 1 on its own row"
    )
    engine: str
    version: str
