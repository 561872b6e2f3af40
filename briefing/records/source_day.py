"""A source's day: what was asked of one source, what came of it, and how well that leaves it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Instant, Record
from briefing.records.source import Cadence, KindId

HealthState = Literal["healthy", "late", "degraded", "dead", "blocked", "disabled", "not_due", "unknown"]
TROUBLED: tuple[HealthState, ...] = ("dead", "blocked", "late", "degraded")
"""States in which something is wrong, worst first."""


class SourceDay(Record):
    """One row of ``source_days``: one source, country and monitoring day.

    Counts of entries and items are distinct items. Fields that describe a run of days (``…_since``, ``…_days``,
    ``last_new_at``) go on through days on which the source was not asked.
    """

    source_id: str
    source_name: str
    country: str
    date: str = Field(description="monitoring day, ISO date")
    kind: KindId
    access: str = Field(description="its main way in")
    cadence: Cadence
    is_enabled: bool
    min_items: int = Field(description="least items of its healthy day")
    max_items: int = Field(description="most items of its healthy day")
    silence_allowed_hours: int = Field(description="hours without anything new before it is late")
    seeds: int = Field(description="its ways in: feeds, listings, sitemaps, APIs, documents")
    is_due: bool = Field(description="something of it was to be asked on this day")
    asked: int = Field(description="seeds that were asked")
    reached: int = Field(description="seeds whose last answer could be read")
    found: int = Field(description="entries read, each item once")
    new: int = Field(description="of them, not read on an earlier day")
    dated: int = Field(description="of those found, with a trustworthy date")
    undated: int
    in_window: int = Field(description="items that belong to the day")
    newest_published_at: Instant | None
    oldest_published_at: Instant | None
    last_new_at: Instant | None = Field(
        description="publication (undated: first sight) of the newest thing that was new on any day so far"
    )
    silence_hours: float | None = Field(description="from last_new_at to when the day was last looked at")
    watched_from: Instant | None = Field(description="when it was first read")
    pages_fetched: int
    pages_failed: int = Field(description="pages that answered with an error or not at all")
    pages_missing: int = Field(description="pages without a good answer, those an archive lacks included")
    pages_read: int = Field(description="items whose text comes from their page")
    page_digest: str = Field(description="digest of the text that most pages of its new items hold; or empty")
    seed_bytes: int | None = Field(description="median size of what its seeds answered")
    seed_digest: str = Field(description="digest over the newest answers of its seeds; empty without any")
    unchanged_since: str = Field(description="first of the days on which seed_digest was the same; or empty")
    fetch_ms: int | None = Field(description="median milliseconds of its exchanges, where they were timed")
    latency_minutes: float | None = Field(
        description="median minutes from publication to first sight, of new items dated to the minute"
    )
    newest_fetch_at: Instant | None
    fault: str = Field(description="class of the worst that is wrong: http_404, html, silent …; or empty")
    fault_words: str = Field(description="the same in words")
    languages_declared: tuple[str, ...]
    languages_seen: tuple[str, ...] = Field(description="of its titles, most frequent first")
    egress: str = Field(description="names of the ways out that were used, comma-separated")
    is_down: bool = Field(description="it was asked, and none of its seeds could be read")
    down_days: int = Field(description="days in a row on which it was down without being blocked")
    bad_days: int = Field(description="days in a row on which it was late, degraded, dead or blocked")
    bad_since: str = Field(description="first of those days, or empty")
    state: HealthState
    state_since: str = Field(description="first day of the state in this run of days")
    evidence: str = Field(description="what the state rests on, in a sentence to act on")
    told_of: str = Field(
        description="worst state of this run of trouble that there was to tell of; what was sent is not known here"
    )
    alert: str = Field(description="what this day has to tell that none before had; empty on most days")
