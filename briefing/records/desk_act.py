"""An act of an analyst on an edition: what was changed, by whom and when."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from briefing.records.correction import Name, Reason
from briefing.records.record import Instant, Record

ActKind = Literal[
    "category",  # value: category id
    "headline",  # value: the English headline
    "summary",  # value: the English sentences, one a line
    "merge",  # value: story id that the target's story joins
    "split",  # the target leaves its story
    "spike",  # the target is not printed
    "unspike",
    "promote",  # the target leads its heading
    "demote",  # takes a promotion back
    "approve",  # target: the edition; value: version
    "hold",  # target: the edition; it is not sent until approved
]


class DeskAct(Record):
    """``revision`` counts the acts of an edition from 1; ``based_on`` is the last one of the same target that the
    analyst had seen, so that two people at once cannot overwrite each other unseen."""

    revision: int = Field(ge=1)
    based_on: int = Field(ge=0)
    country: str
    edition_date: date
    kind: ActKind
    target: str = Field(description="item id, or ``edition``")
    value: str = ""
    before: str = Field(default="", description="what it replaces")
    by: Name
    at: Instant
    why: Reason = ""
