"""A briefing: one subscriber's cut of an edition, as a list of decisions about its lines."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from briefing.records.profile import SectionId
from briefing.records.record import Record

NotForYou = Literal[
    "country",
    "category_out",
    "category_not_in",
    "kind",
    "language",
    "below_importance",
    "beyond_most",
    "section",
]


class Chosen(Record):
    """A line that is in, and why, in the reader's words."""

    line: int
    why: tuple[str, ...] = Field(description="``you watch “Samsung”: 삼성전자 in the headline`` …")
    watched: tuple[str, ...] = Field(default=(), description="watch terms that it holds")


class Withheld(Record):
    """Lines of the edition that are not in, for one reason."""

    reason: NotForYou
    label: str = Field(description="the reason in the reader's words")
    lines: tuple[int, ...]
    details: dict[int, str] = Field(
        default_factory=dict, description="line to its own detail, where lines differ"
    )


class Briefing(Record):
    """Every line of the edition is in exactly one of ``chosen`` and ``withheld``; it adds no text to the edition.

    ``profile_digest`` is sha256 of the profile's JSON, so that a stored briefing tells which profile made it.
    """

    schema_version: Literal["1"] = "1"
    subscriber_id: str
    country: str
    edition_date: date
    edition_version: int
    profile_digest: str
    chosen: tuple[Chosen, ...] = Field(description="in the order of the edition")
    withheld: tuple[Withheld, ...]
    developments: tuple[str, ...] = Field(description="story ids of the developments that are in")
    takes: tuple[str, ...] = Field(default=(), description="ids of the Takes that are in")
    sections: tuple[SectionId, ...] = Field(description="sections that are printed, in the edition's order")
