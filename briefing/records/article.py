"""An article: one version of an item's text as extracted, before any language step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from briefing.records.record import Instant, Record

BodyBasis = Literal["page", "feed_content", "feed_summary", "none"]
DayBasis = Literal["published", "first_seen", "found_late"]


class Article(Record):
    """One row per item version. ``version`` counts from 1 in the order in which the texts were captured."""

    item_id: str
    version: int = Field(ge=1)
    is_latest: bool
    country: str
    date: str = Field(description="partition: the monitoring day under which it was extracted")
    monitoring_date: str = Field(description="ISO date of the day the item belongs to; may be another day")
    day_basis: DayBasis
    in_window: bool = Field(description="monitoring_date equals the partition's date")
    is_about_country: bool
    source_id: str
    kind: str
    url: str
    canonical_url: str
    title: str
    paragraphs: tuple[str, ...]
    paragraph_pages: tuple[int, ...] = Field(
        default=(), description="of a PDF: the page, from 1, on which each paragraph begins; empty for others"
    )
    byline: str
    declared_language: str | None = Field(
        description="what the page or feed says of itself; not yet believed"
    )
    published_at: Instant | None = Field(
        description="null where no trustworthy date exists; never the fetch time"
    )
    published_raw: str
    published_precision: str
    published_basis: str
    first_seen_at: Instant
    fetched_at: Instant
    body_basis: BodyBasis
    page_state: str = Field(
        description="fetched, not_in_archive, failed: …; why the item stands on its feed entry"
    )
    charset: str
    charset_basis: str = Field(description="bom, http, meta, source, sniffed or repaired")
    damage: tuple[str, ...] = Field(description="signs of encoding or extraction damage; empty when clean")
    entry_id: str | None
    feed_capture_id: str | None
    page_capture_id: str | None
    feed_readings: int = Field(description="captures in which the item's entry was read")
    extractor: str
    extractor_version: str
    content_digest: str = Field(description="sha256 over title and paragraphs")


def content_digest(title: str, paragraphs: Sequence[str]) -> str:
    """sha256 of the title and the paragraphs, each on its own line in UTF-8, hexadecimal.

    The extraction writes it and the gate computes it again, so that a text changed in between is noticed.
    """
    return hashlib.sha256("\n".join([title, *paragraphs]).encode()).hexdigest()
