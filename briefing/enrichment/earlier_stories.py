"""Stories of the last days, as today's clustering wants them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

WINDOW_DAYS = 5
"""Days that a story may rest before it goes on under its id."""


@dataclass(frozen=True)
class Thread:
    """An id that goes on, and the date of the edition that first had it."""

    story_id: str
    first_date: str


@dataclass(frozen=True)
class Earlier:
    """Stories of the last days: ``threads`` by earlier item id, and the items' texts (columns as today's)."""

    threads: dict[str, Thread]
    texts: pl.DataFrame
