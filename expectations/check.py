"""What a suite is made of: checks of single rows and checks of whole parts of a day, as plain data.

A check names a Great Expectations expectation by its type and arguments, so that the suites can be read, and
imported, without Great Expectations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from briefing.records.handover import Handover

DAY = "day"


def source_part(source_id: str) -> str:
    """How a verdict names a source."""
    return f"source:{source_id}"


def section_part(section: str) -> str:
    """How a verdict names a section of the edition."""
    return f"section:{section}"


def take_part(take_id: str) -> str:
    """How a verdict names a Take."""
    return f"take:{take_id}"


@dataclass(frozen=True)
class RowCheck:
    """Something that must hold of every row; a row of which it does not is refused.

    Without ``kind`` the check is computed by us: a column of its name is true where the row is good. With it,
    ``kind`` and ``arguments`` are a Great Expectations row expectation on the table's own columns, which
    passes over nulls: a null where none may be is caught by the check for whole records.
    """

    name: str
    says: str  # what must hold, in words
    fault: str  # what is wrong with a row of which it does not hold; a computed check adds its own words
    shows: tuple[str, ...] = ()  # columns quoted in the reason of a refusal
    kind: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def expectation(self) -> tuple[str, dict[str, Any]]:
        """Type and arguments of the Great Expectations expectation."""
        if self.kind is None:
            return "expect_column_values_to_be_in_set", {"column": self.name, "value_set": [True]}
        return self.kind, dict(self.arguments)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that a built-in expectation reads; none for a computed check."""
        read: list[str] = []
        for key in ("column", "column_A", "column_B", "column_list"):
            value = self.arguments.get(key, ())
            read += [value] if isinstance(value, str) else value
        return tuple(read)


@dataclass(frozen=True)
class PartCheck:
    """Something that must hold of a whole part: the day, or one source's share of it.

    ``threshold`` and ``why`` are printed with the verdict. ``blocks`` says whether a failure withholds the
    part or only warns. One that ``yields`` only warns where other expectations have already found out which
    rows or sources are at fault: it then says nothing that they do not say more exactly.
    """

    name: str
    says: str
    threshold: str
    why: str
    blocks: bool
    yields: bool = False


@dataclass(frozen=True)
class Finding:
    """What a part check saw of one part."""

    holds: bool
    observed: str
    rows: int = 0
    threshold: str | None = None  # where it differs from part to part, else the check's own


Findings = list[tuple[PartCheck, dict[str, Finding]]]
"""Each part check with what it saw, by part."""


@dataclass(frozen=True)
class Judged:
    """A table under judgement, and for each of its rows: its id, its source and the part it counts to.

    ``faults`` has one entry per computed check: for each row what is wrong with it, in words, empty where
    nothing is.
    """

    frame: pl.DataFrame
    row_ids: list[str]
    source_ids: list[str]
    parts: list[str]
    faults: Mapping[str, list[str]]


@dataclass(frozen=True)
class Tolerance:
    """How many rows of a part may be refused before it is withheld itself: ``rows``, or a ``share`` of it."""

    rows: int
    share: float
    why: str

    def allows(self, refused: int, rows: int) -> bool:
        return refused <= self.rows or refused <= self.share * rows

    @property
    def threshold(self) -> str:
        return f"refused: at most {self.share:.0%} of the part's rows, or {self.rows}"


ROW_BY_ROW = Tolerance(
    rows=2,
    share=0.20,
    why="a few bad rows are accidents of single pages and are refused one by one; beyond that the part "
    "itself has changed or was damaged, and its remaining rows cannot be believed either",
)


@dataclass(frozen=True)
class Scope:
    """What is judged: one hand-over of one country and day, in the bytes that ``digest`` (sha256) names.

    ``released`` are quarantine ids that a person has let pass. ``handed_over`` is what the stage that
    wrote the table said of it, where that is known: a table of other bytes has been changed since.
    """

    suite: str
    country: str
    date: str
    digest: str
    released: frozenset[str] = frozenset()
    handed_over: Handover | None = None
