"""A source: one publisher's output of one kind, as people describe it in YAML."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from briefing.records.record import Record

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
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s]+$")]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


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


class Listing(Record):
    """A page that lists articles: its address and which of its links are articles.

    ``url`` may hold ``{yyyymmdd}``, replaced by the monitoring day's date.
    """

    url: WebAddress
    link_pattern: NonEmpty = Field(description="regular expression an article's absolute address matches")


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
        description="for one endpoint over many countries: words of the title that make an entry this country's",
    )
    homepage: WebAddress
    feeds: tuple[WebAddress, ...] = ()
    listings: tuple[Listing, ...] = ()
    archived_pages: tuple[NonEmpty, ...] = Field(
        default=(),
        description="regular expressions of article addresses to take from an archive that holds no feed of them",
    )
    timezone: NonEmpty
    charset: str | None = Field(
        default=None, description="overrides what the pages declare; only where they lie"
    )
    healthy_day: HealthyDay
    terms: str | None = None
    evidence: NonEmpty = Field(description="where address and structure were seen")
    confidence: Literal["A", "B", "C"]
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

    @model_validator(mode="after")
    def _reachable(self) -> Source:
        if self.enabled and not (self.feeds or self.listings):
            raise ValueError("an enabled source needs at least one of feeds, listings")
        if not self.enabled and not self.disabled_reason:
            raise ValueError("a disabled source needs disabled_reason")
        return self
