"""Stories of the last days, as today's clustering wants them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
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


def new_story_id(first_item_id: str, date: str, taken: Collection[str]) -> str:
    """The id of a story that begins: of the item in it that was seen first.

    Where an earlier story has that id already and goes on in another story of today, or rests, the date joins in: an
    id names one story of a day.
    """
    story_id = _digest(first_item_id)
    return dated_story_id(first_item_id, date) if story_id in taken else story_id


def dated_story_id(name: str, date: str) -> str:
    """An id that no earlier date can have given."""
    return _digest(f"{name}@{date}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
