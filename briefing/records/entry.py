"""A feed entry: what a feed (or listing) said of one item, in one wording."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Instant, Record


class Entry(Record):
    """One wording of one entry of one source. Re-readings of the same wording are counted, not repeated."""

    entry_id: str = Field(description="digest of source, key and wording")
    item_id: str = Field(description="digest of source and canonical address: the item this entry is about")
    country: str
    date: str = Field(description="partition in which it was read")
    source_id: str
    feed_url: str = Field(description="feed in which this wording was first seen; empty for an archived page")
    position: int = Field(
        description="place in the feed at the first reading, from 0; -1 for an archived page"
    )
    link: str = Field(description="as published, entities decoded; empty where the entry has none")
    canonical_url: str
    title: str
    summary: str = Field(description="plain text")
    content: tuple[str, ...] = Field(description="paragraphs of a full text carried in the feed, else empty")
    byline: str
    published_raw: str = Field(description="the date as written, empty where there is none")
    published_at: Instant | None
    published_precision: str = Field(
        description="second, minute, hour, day, month (then no instant), or none"
    )
    published_basis: str = Field(description="how published_at was established")
    media_url: str = Field(default="", description="sound or film that the entry names; never downloaded")
    media_seconds: int | None = Field(default=None, description="how long it runs")
    capture_id: str = Field(description="first capture that carries this wording")
    last_capture_id: str
    first_seen_at: Instant
    last_seen_at: Instant
    readings: int = Field(ge=1, description="how many captures carry this wording")
    is_about_country: bool = Field(
        description="false where a many-country endpoint speaks of another country"
    )
