"""A dossier: what was published on a topic over weeks, for an analyst who writes a Take on it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from briefing.records.record import Record
from briefing.records.sentence import Sentence


class DossierItem(Record):
    """One item on the topic, with the key that the draft cites it by."""

    key: str = Field(pattern=r"^[a-z0-9-]{3,80}$")
    item_id: str
    item_version: int
    monitoring_date: date
    source_id: str
    source_name: str
    headline: str = Field(description="as published")
    headline_en: str
    language: str
    published_on: date | None = Field(
        description="on the country's clock; null where no trustworthy date is known"
    )
    url: str
    capture_id: str
    content_digest: str = Field(description="of the text that the item was read from")
    summary: tuple[Sentence, ...]
    names: tuple[str, ...] = Field(description="English names of people, organisations and places in it")
    matched: str = Field(description="what of the topic it holds, and where")


class Dossier(Record):
    """Items in order of time. ``days`` are all stored days that were searched, whether they hold any or not."""

    take_id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    topic: str
    terms: tuple[str, ...]
    country: str
    days: tuple[date, ...]
    items: tuple[DossierItem, ...]
