"""A source: one publisher's output of one kind, as people describe it in YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from briefing.records.record import Record
from briefing.records.seed import (
    Api,
    Document,
    Feed,
    HttpHeaders,
    Listing,
    NonEmpty,
    Seed,
    Sitemap,
    WebAddress,
)

CountryCode = Literal["kr", "jp", "cn", "tw", "vn", "in"]
KindId = Literal[
    "news_media",
    "government",
    "city_state",
    "embassy",
    "foreign_service_advisory",
    "academic_think_tank",
    "podcast",
    "video",
    "social",
    "business",
]
Access = Literal[
    "rss",
    "atom",
    "json_feed",
    "youtube",
    "sitemap",
    "news_sitemap",
    "listing",
    "json_api",
    "document",
]
Cadence = Literal["continuous", "daily", "weekly", "monthly", "irregular"]
IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class HealthyDay(Record):
    """What a normal monitoring day of a source looks like; the volume gate reads it."""

    min_items: int = Field(ge=0)
    max_items: int = Field(ge=1)
    silence_hours: int = Field(ge=1, description="hours without a new item before silence is a fault")

    @model_validator(mode="after")
    def _ordered(self) -> HealthyDay:
        if self.min_items > self.max_items:
            raise ValueError("min_items is greater than max_items")
        return self


class ArticleRules(Record):
    """How this publisher's article pages are read where the general way fails. Selectors are CSS."""

    body: str | None = None
    title: str | None = None
    date: str | None = None
    byline: str | None = None
    drop: tuple[NonEmpty, ...] = Field(default=(), description="removed before anything is read")
    frame: str | None = Field(
        default=None,
        description="the iframe or link that holds the text itself, such as a PDF: it is followed, once",
    )
    date_unit: Literal["text", "s", "ms"] = Field(
        default="text", description="what stands at date: text, or seconds or milliseconds of the epoch"
    )
    date_formats: tuple[NonEmpty, ...] = Field(default=(), description="strptime forms, tried first")
    written: IsoDate = Field(description="when the rule was seen to be needed")

    @model_validator(mode="after")
    def _names_its_date(self) -> ArticleRules:
        if self.date_unit != "text" and not self.date:
            raise ValueError("date_unit is of what date selects, and date is not given")
        return self


class Backfill(Record):
    """How past days of a source are had. Seeds given here are asked instead of the everyday ones."""

    route: Literal["date_query", "date_page", "paged_archive", "sitemap", "wordpress", "change_history"]
    since: IsoDate | None = Field(default=None, description="how far back it reaches, as far as known")
    until_days_ago: int | None = Field(
        default=None, ge=1, description="reaches back this many days only (a rolling window)"
    )
    note: str | None = None
    max_pages: int = Field(
        default=200, ge=1, description="pages of a paged archive to turn before a day is given up"
    )
    listings: tuple[Listing, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    apis: tuple[Api, ...] = ()
    feeds: tuple[WebAddress, ...] = ()

    def seeds(self) -> Iterator[tuple[str, Seed]]:
        """Key and seed, in the order of the file."""
        for name, own in _named_seeds(self.feeds, self.listings, self.sitemaps, self.apis, ()):
            yield f"backfill/{name}", own


class Source(Record):
    """One file of the catalogue. ``id`` is its path: ``vn/mofa.yml`` → ``vn_mofa``."""

    id: str
    name: NonEmpty = Field(description="publisher as readers know it")
    kind: KindId
    languages: tuple[NonEmpty, ...] = Field(
        min_length=1, description="ISO 639-1, with script where it matters"
    )
    countries: tuple[CountryCode, ...] = Field(min_length=1, description="whose editions it feeds")
    country_filter: dict[CountryCode, tuple[NonEmpty, ...]] = Field(
        default_factory=dict,
        description="for one endpoint over many countries: words of the title that make an entry this country's; "
        "what begins with ! is taken out of the title first, where it holds one of the words",
    )
    homepage: WebAddress
    access: Access | None = Field(
        default=None, description="the main way in; follows from the first seed where it is not written"
    )
    feeds: tuple[WebAddress, ...] = ()
    listings: tuple[Listing, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    apis: tuple[Api, ...] = ()
    documents: tuple[Document, ...] = ()
    archived_pages: tuple[NonEmpty, ...] = Field(
        default=(),
        description="regular expressions of article addresses to take from an archive that holds no feed of them",
    )
    article: ArticleRules | None = None
    timezone: NonEmpty
    charset: str | None = Field(
        default=None, description="overrides what the pages declare; only where they lie"
    )
    date_formats: tuple[NonEmpty, ...] = Field(
        default=(), description="strptime forms of the dates in its feeds, tried first"
    )
    cadence: Cadence = Field(default="daily", description="how often the publisher publishes")
    healthy_day: HealthyDay
    backfill: Backfill | None = None
    headers: HttpHeaders = Field(default_factory=dict, description="sent with every request to the source")
    user_agent: str | None = Field(
        default=None,
        description="in place of ours, only where the publisher refuses any other; say why in terms",
    )
    delay_seconds: float | None = Field(
        default=None, ge=0, description="pause between requests, where longer"
    )
    timeout_seconds: float | None = Field(default=None, gt=0, description="for a host known to be slow")
    tls_unverified_reason: str | None = Field(
        default=None, description="why its certificate cannot be verified; absent: it must be"
    )
    needs_browser: bool = Field(
        default=False, description="rendered by script: read only where the browser extra is installed"
    )
    max_requests: int | None = Field(default=None, ge=1, description="most requests to it in one crawl")
    terms: str | None = None
    evidence: NonEmpty = Field(description="where address and structure were seen")
    confidence: Literal["A", "B", "C"]
    status: Literal["live_tested", "working_code", "listed", "blocked_or_flaky", "dead"] | None = None
    other_addresses: tuple[WebAddress, ...] = Field(
        default=(),
        description="known addresses that are not asked: the plain form of a paged one, an index, what to try when "
        "a seed dies",
    )
    survey_ids: tuple[NonEmpty, ...] = Field(
        default=(), description="its rows in the survey of sources that the catalogue was begun from"
    )
    enabled: bool = True
    disabled_reason: str | None = None
    fictional: bool = Field(default=False, description="an invented outlet of the sample day")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}") from error
        return value

    @field_validator("country_filter")
    @classmethod
    def _have_words(cls, value: dict[CountryCode, tuple[str, ...]]) -> dict[CountryCode, tuple[str, ...]]:
        for code, words in value.items():
            sought = [word for word in words if not word.startswith("!")]
            if words and not sought:
                raise ValueError(f"{code} has only words to leave out")
            for word in words:
                if word.startswith("!") and not any(one.lower() in word[1:].lower() for one in sought):
                    raise ValueError(
                        f"{word!r} holds none of the words of {code}: leaving it out changes nothing"
                    )
        return value

    @model_validator(mode="after")
    def _reachable(self) -> Source:
        if self.enabled and not self.seeds():
            raise ValueError(
                "an enabled source needs at least one of feeds, listings, sitemaps, apis, documents"
            )
        if not self.enabled and not self.disabled_reason:
            raise ValueError("a disabled source needs disabled_reason")
        seeds = [*self.seeds().values(), *self.backfill_seeds().values()]
        if self.article and self.article.frame and any(getattr(seed, "detail", None) for seed in seeds):
            raise ValueError("article.frame follows a page and detail brings the text without one: not both")
        return self

    def seeds(self) -> dict[str, Seed]:
        """What is visited on every day, by key: ``feeds/0``, ``listings/1`` …, in the order of the file."""
        return dict(_named_seeds(self.feeds, self.listings, self.sitemaps, self.apis, self.documents))

    def seed(self, key: str) -> Seed:
        """The seed of a key that ``seeds`` or ``backfill_seeds`` gave. Raises KeyError."""
        return {**self.seeds(), **self.backfill_seeds()}[key]

    def backfill_seeds(self) -> dict[str, Seed]:
        """What is asked for a past day: the route's own seeds, else the everyday ones, else nothing."""
        if self.backfill is None:
            return {}
        return dict(self.backfill.seeds()) or self.seeds()

    @property
    def way_in(self) -> str:
        """``access``, or the way of the first seed."""
        if self.access is not None:
            return self.access
        ways = {
            "feed": "rss",
            "sitemap": "sitemap",
            "listing": "listing",
            "api": "json_api",
            "document": "document",
        }
        first = next(iter(self.seeds().values()), None)
        return ways[first.way] if first else "none"


def _named_seeds(
    feeds: tuple[str, ...],
    listings: tuple[Listing, ...],
    sitemaps: tuple[Sitemap, ...],
    apis: tuple[Api, ...],
    documents: tuple[Document, ...],
) -> Iterator[tuple[str, Seed]]:
    groups: dict[str, tuple[Seed, ...]] = {
        "feeds": tuple(Feed(url=address) for address in feeds),
        "sitemaps": sitemaps,
        "listings": listings,
        "apis": apis,
        "documents": documents,
    }
    for name, group in groups.items():
        for place, seed in enumerate(group):
            yield f"{name}/{place}", seed
