"""The edition: one country's briefing of one date, as the single document that every surface is made from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from briefing.records.country_relevance import CountryRelevance
from briefing.records.engine_use import EngineUse
from briefing.records.entity import Entity
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.finding import Finding
from briefing.records.importance import Importance
from briefing.records.record import Instant, Record
from briefing.records.sentence import Sentence
from briefing.records.similar_example import SimilarExample
from briefing.records.step import Step
from briefing.records.take import Take

ZeroReason = Literal["nothing_published", "fetch_failed", "not_due", "no_source_configured"]


class CoveredDay(Record):
    """One monitoring day of the edition."""

    date: date
    start_at: Instant
    end_at: Instant
    captures: int = Field(description="captures made inside the day")
    items: int = Field(description="items that belong to the day")
    state: Literal["captured", "no_captures"]


class LineCarrier(Record):
    """Another publisher's copy of a reported item."""

    item_id: str
    source_id: str
    source_name: str
    title: str
    url: str


class Line(Record):
    """One reported item. Everything a reader sees of it, and the ids to follow it back."""

    number: int = Field(ge=1, description="order of appearance in the edition, from 1")
    item_id: str
    item_version: int
    versions: int = Field(description="how many versions of the item were captured")
    story_id: str
    source_id: str
    source_name: str
    kind: str
    kind_label: str
    language: str = Field(description="ISO 639 code")
    language_label: Literal["English", "Local Language"]
    headline_original: str | None = Field(description="as published; null when the item is in English")
    headline_en: str
    headline_basis: Literal["original", "translated", "structured", "none"]
    published_at: Instant | None
    published_precision: str
    published_basis: str
    day_basis: Literal["published", "first_seen", "found_late"]
    first_seen_at: Instant
    fetched_at: Instant
    latency_hours: float | None = Field(
        description="publication to the edition's cut-off; government kinds only"
    )
    risk_category: str | None
    risk_category_name: str | None
    ops_category: str | None
    ops_category_name: str | None
    category_confidence: float
    decided_by: Literal["engine", "analyst"] = "engine"
    needs_review: bool = Field(default=False, description="the category is less sure than we print unmarked")
    evidence: tuple[Evidence, ...]
    similar: tuple[SimilarExample, ...] = ()
    domain: str
    importance: Importance | None = None
    countries: tuple[CountryRelevance, ...] = Field(
        default=(), description="countries it concerns, most first"
    )
    summary: tuple[Sentence, ...]
    summary_basis: Literal["extracted", "translated", "none"]
    body_basis: Literal["page", "feed_content", "feed_summary", "none"]
    page_state: str
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...] = Field(
        default=(), description="what of its English was repaired or withheld, and why"
    )
    engine_uses: tuple[EngineUse, ...] = ()
    edited: tuple[str, ...] = Field(
        default=(), description="what an analyst changed, who and when, in a reader's words"
    )
    carriers: tuple[LineCarrier, ...]
    url: str
    capture_id: str
    steps: tuple[Step, ...]
    is_fictional: bool


class CategoryLines(Record):
    """Items under one category heading."""

    category: str
    name: str
    lines: tuple[Line, ...]


class DevelopmentParagraph(Record):
    """A bold key sentence and the sentences that support it. They stand in the first of ``lines``; the others say one
    of them again in nearly the same words."""

    key: str
    support: tuple[str, ...]
    language: str
    lines: tuple[int, ...]
    terms_en: str = Field(default="", description="what is certain of it where it is not English; empty else")


class Reference(Record):
    """Where a development's statements come from."""

    line: int
    source_name: str
    headline: str
    url: str


class DisputedValue(Record):
    """One of the values that publishers give for the same thing, and where."""

    text_en: str
    lines: tuple[int, ...]
    source_names: tuple[str, ...]


class Disagreement(Record):
    """Publishers of one story give different figures for the same thing; none of them is chosen for the reader."""

    about: str = Field(description="what is counted or measured: won, people …")
    values: tuple[DisputedValue, ...] = Field(min_length=2)


class Development(Record):
    """One article on one of the day's most reported stories."""

    story_id: str
    headline: str
    headline_original: str | None
    headline_basis: Literal["original", "translated", "structured", "none"]
    date: date
    domain: str
    standfirst: str
    standfirst_language: str
    publishers: int
    copies: int
    paragraphs: tuple[DevelopmentParagraph, ...]
    disagreements: tuple[Disagreement, ...] = ()
    references: tuple[Reference, ...]


class MonitoredKind(Record):
    """One of the ten counts. ``zero_reason`` says which zero it is."""

    kind: str
    label: str
    count: int
    zero_reason: ZeroReason | None
    zero_detail: str = Field(description="the reason in a reader's words; empty when count is not zero")


class CategoryCount(Record):
    """A row of a category table."""

    category: str
    name: str
    count: int


class GovernmentReleases(Record):
    """National bodies, then cities and states."""

    national: tuple[Line, ...]
    city_state: tuple[Line, ...]


class EmbassyBusinessReleases(Record):
    """Embassies, foreign service advisories, then chambers and associations."""

    embassies: tuple[Line, ...]
    advisories: tuple[Line, ...]
    business: tuple[Line, ...]


class LeftOutItem(Record):
    """An item that was monitored and is not reported: enough to look it up."""

    item_id: str
    source_name: str
    title: str
    url: str
    detail: str = Field(description="the reason in words, where it differs item by item")


class LeftOut(Record):
    """Items that were monitored and are not reported, by reason."""

    reason: str
    label: str
    count: int
    item_ids: tuple[str, ...]
    details: dict[str, str] = Field(
        description="item_id to the reason in words, where it differs item by item"
    )
    items: tuple[LeftOutItem, ...] = Field(default=(), description="the same items, as published")


class SourceAccount(Record):
    """One source's share of the day: entries read, and where each of them went."""

    source_id: str
    source_name: str
    kind: str
    state: Literal[
        "healthy",
        "late",
        "degraded",
        "dead",
        "blocked",
        "disabled",
        "not_due",
        "unknown",
        "withheld",
        "failed",
    ] = Field(description="failed: only in editions from before the other states were told apart")
    state_since: date | None = Field(
        default=None, description="first day of this state in a row; null where it was not judged"
    )
    state_detail: str = Field(description="what the state rests on; empty when healthy")
    feeds_due: int
    feeds_reached: int
    feed_captures: int = Field(description="captures of its feeds and listings that were read")
    readings: int = Field(description="entries over all those captures, repeats included")
    entries: int = Field(description="distinct items among them")
    archived_pages: int = Field(description="items known only from an archived page, in no feed")
    reported: int
    left_out: int
    outside_window: int
    pages_fetched: int
    pages_missing: int
    newest_capture_at: Instant | None


class Completeness(Record):
    """How complete the day was."""

    sources_due: int = Field(description="enabled sources, without those that were not due")
    sources_reached: int = Field(description="of those due: a way in, or an archived page, could be read")
    sources_not_in_archive: int = Field(
        default=0, description="of those due: the archive of these days does not hold them"
    )
    states: dict[str, int] = Field(
        default_factory=dict, description="number of sources by state, those that occur"
    )
    oldest_fetch_at: Instant | None
    newest_fetch_at: Instant | None
    verdicts_passed: int
    verdicts_failed: int
    verdicts_warned: int
    sources: tuple[SourceAccount, ...]


class Notice(Record):
    """Something the reader should know: a part withheld, a day without captures, a warning."""

    part: str
    text: str


class Edition(Record):
    """``edition.json``. It holds no run id and no clock reading: the same captures give the same bytes."""

    schema_version: Literal["1"] = "1"
    country: str
    country_name: str
    edition_date: date
    version: int
    timezone: str
    cutoff: str = Field(description="HH:MM on the country's clock")
    as_of: Instant | None = Field(description="only captures up to this instant were used; null for all")
    days: tuple[CoveredDay, ...]
    is_fictional: bool = Field(description="true when any source is an invented outlet of the sample day")
    takes: tuple[Take, ...]
    developments: tuple[Development, ...]
    monitored: tuple[MonitoredKind, ...]
    risk_categories: tuple[CategoryCount, ...]
    ops_categories: tuple[CategoryCount, ...]
    risk_media: tuple[CategoryLines, ...]
    ops_media: tuple[CategoryLines, ...]
    government_releases: GovernmentReleases
    embassy_business_releases: EmbassyBusinessReleases
    reported: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    outside_window: int = Field(description="feed entries that belong to other days")
    archived_pages_outside_window: int = Field(
        description="archived pages in no feed that belong to other days"
    )
    notices: tuple[Notice, ...]
    completeness: Completeness
    translation_engine: str
