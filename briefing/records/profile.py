"""A profile: what one subscriber wants to hear of, and when."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, StringConstraints, field_validator

from briefing.records.record import Record

# One printable line: nothing in it may start a mail header or reorder the text around it.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+$"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_LINE)]

SectionId = Literal[
    "takes",
    "developments",
    "monitored",
    "risk_categories",
    "ops_categories",
    "risk_media",
    "ops_media",
    "government_releases",
    "embassy_business_releases",
    "left_out",
    "completeness",
]
PresetId = Literal[
    "hr", "pnl", "legal", "security_travel", "supply_chain", "government_affairs", "technology"
]
MailFormat = Literal["html", "text", "pdf"]
"""``html``: HTML with its plain-text twin. ``text``: plain text alone. ``pdf``: a short mail, the PDF attached."""


class WatchTerm(Record):
    """A company, person or place to look for, in whatever language it is written."""

    term: Words = Field(description="as the subscriber calls it; also printed as the reason")
    forms: tuple[Words, ...] = Field(
        default=(), max_length=20, description="how it is written elsewhere: 삼성전자, サムスン電子"
    )

    @field_validator("term", "forms")
    @classmethod
    def _has_letters(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for form in (value,) if isinstance(value, str) else value:
            if not any(sign.isalnum() for sign in form):
                raise ValueError(f"{form!r} holds no letter and no digit")
        return value


class Profile(Record):
    """An empty choice means all. What a watch term finds is in, whatever its category, kind, language or weight;
    only ``categories_out`` and the country stand above it."""

    countries: tuple[str, ...] = Field(default=(), description="country codes; empty: all six")
    preset: PresetId | None = Field(default=None, description="the role it started from, for the explanation")
    categories_in: tuple[str, ...] = Field(default=(), description="category ids that are wanted; empty: all")
    categories_out: tuple[str, ...] = Field(
        default=(), description="category ids that are never wanted; stand above categories_in"
    )
    kinds: tuple[str, ...] = Field(default=(), description="source kinds; empty: all")
    languages: tuple[str, ...] = Field(default=(), description="ISO 639 codes of originals; empty: all")
    watch_terms: tuple[WatchTerm, ...] = Field(default=(), max_length=200)
    least_importance: int = Field(default=0, ge=0, le=100)
    most_items: int | None = Field(default=None, ge=1, le=10_000, description="the weightiest so many")
    sections: tuple[SectionId, ...] = Field(default=(), description="empty: all")
    format: MailFormat = "html"
    delivery_time: time = Field(default=time(7, 0), description="on the subscriber's own clock")
    timezone: str = Field(default="UTC", description="IANA name of that clock")

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone of the IANA database")
        ZoneInfo(value)
        return value

    @field_validator("delivery_time")
    @classmethod
    def _is_minute(cls, value: time) -> time:
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("a delivery time is hours and minutes, without a zone")
        return value
