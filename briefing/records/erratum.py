"""An erratum: what a later version of an edition says otherwise of an item than the version that was sent."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Record


class Erratum(Record):
    """Only items that readers of the earlier version were sent; what is merely new is no erratum."""

    item_id: str
    kind: Literal["changed", "withdrawn"]
    line_before: int
    line_after: int | None = Field(description="null when it is withdrawn")
    source_name: str
    headline_before: str
    headline_after: str | None
    changes: tuple[str, ...] = Field(
        description="in words: ``Category: Crime, was Accidents``, ``figure 1.2 billion won``"
    )
