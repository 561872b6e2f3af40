"""A Take: a deep dive on a topic, written by an analyst, each of its claims with the items it rests on.

Its text is kept as blocks of runs and never as markup: what an analyst writes in Markdown is read into these, and
what is neither paragraph, heading, list, quotation, image nor link is refused.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from briefing.records.record import Record


class TakeRun(Record):
    """Words in one style. ``references`` are numbers of the references that the words end with: [3]."""

    text: str
    style: Literal["plain", "strong", "emphasis"] = "plain"
    href: str | None = Field(default=None, description="http or https address of a link")
    references: tuple[int, ...] = ()


class TakeImage(Record):
    """A picture of a Take. Its bytes lie beside the Take under ``file``; ``sha256`` is of them."""

    file: str = Field(pattern=r"^[a-f0-9]{16}\.(png|jpg|webp)$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    alt: str = Field(min_length=1)
    credit: str = Field(min_length=1, description="who made it, or whose it is")
    width: int = Field(gt=0, description="pixels")
    height: int = Field(gt=0, description="pixels")


class TakeBlock(Record):
    """A paragraph, heading, item of a list, quotation or picture, in reading order."""

    kind: Literal["paragraph", "heading", "list_item", "quotation", "image"]
    runs: tuple[TakeRun, ...] = ()
    image: TakeImage | None = None


class TakeReference(Record):
    """An item that a Take cites, as it was when the Take was checked."""

    number: int = Field(ge=1, description="as printed in the text")
    key: str = Field(description="as the draft writes it")
    item_id: str
    item_version: int
    country: str
    monitoring_date: date
    source_name: str
    headline: str = Field(description="as published")
    headline_en: str
    language: str
    published_on: date | None = Field(
        description="on the country's clock; null where no trustworthy date is known"
    )
    url: str
    capture_id: str
    content_digest: str | None = Field(
        default=None,
        description="of the text that the Take was checked against; null in Takes from before it was kept",
    )


class TakeVolume(Record):
    """How many items of the topic a day had."""

    date: date
    items: int = Field(ge=0)


class Take(Record):
    """Printed in the editions of its country from its date on, for as long as its analyst says."""

    take_id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    country: str
    headline: str
    standfirst: str
    date: date
    domain: str
    author: str
    approved_by: str
    blocks: tuple[TakeBlock, ...]
    references: tuple[TakeReference, ...]
    volume: tuple[TakeVolume, ...] = Field(default=(), description="the dossier's items by day, all days")
