"""Whether the dates of a feed are those of its making rather than of its entries."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.extraction.dates.reading import WrittenDate


def is_batch(dates: Sequence[WrittenDate]) -> bool:
    """Whether nearly all ``dates`` are one instant without a time of day: then they date the batch."""
    return False
