"""A labelled example that resembles an item: evidence for its category besides its own words."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class SimilarExample(Record):
    """``example_id`` names a line of the labelled set that the classifier learned from."""

    example_id: str
    category: str = Field(description="its label: a category id, or out_of_scope")
    text: str
    similarity: float = Field(description="cosine of the embeddings, -1 to 1")
