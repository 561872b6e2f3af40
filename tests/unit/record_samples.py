"""Records for tests: complete ones to be varied field by field, and strategies that make any record."""

from __future__ import annotations

import types
import typing
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from briefing.records.article import Article, content_digest
from briefing.records.capture import Capture
from briefing.records.carrier import Carrier
from briefing.records.entry import Entry
from briefing.records.item_version import ItemVersion
from briefing.records.source import HealthyDay, Source
from briefing.records.story import Story
from briefing.records.verdict import Verdict

DATE = "2026-03-10"
AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)  # inside Korea's monitoring day of DATE
# What Parquet can hold: no lone surrogates; and JSON knows no zero byte that pandas would keep.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
COUNTS = st.integers(1, 2**31)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def values_of(annotation: Any, field: Any = None) -> st.SearchStrategy[Any]:
    """Any value that a field of this annotation may hold."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(st.none() if a is type(None) else values_of(a, field) for a in arguments))
    if origin is typing.Annotated:
        return values_of(arguments[0], field)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(values_of(arguments[0]), values_of(arguments[1]), max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return records_of(annotation)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXT,
        bool: st.booleans(),
        int: COUNTS if field is not None and field.metadata else NUMBERS,
        float: st.floats(allow_nan=False, allow_infinity=False),
        datetime: INSTANTS,
        date: st.dates(),
    }
    return plain[annotation]


def records_of(record: type[Any]) -> st.SearchStrategy[Any]:
    """Any record of this type, every field drawn."""
    fields = {name: values_of(field.annotation, field) for name, field in record.model_fields.items()}
    return st.fixed_dictionaries(fields).map(lambda values: record(**values))


def source(name: str = "daily", **given: Any) -> Source:
    values: dict[str, Any] = {
        "id": f"kr_{name}",
        "name": name.title(),
        "kind": "news_media",
        "languages": ("ko",),
        "countries": ("kr",),
        "homepage": f"https://{name}.example.com",
        "feeds": (f"https://{name}.example.com/rss.xml",),
        "timezone": "Asia/Seoul",
        "healthy_day": HealthyDay(min_items=1, max_items=50, silence_hours=24),
        "evidence": "invented",
        "confidence": "C",
    }
    return Source(**(values | given))


def capture(identifier: str, **given: Any) -> Capture:
    values: dict[str, Any] = {
        "capture_id": identifier,
        "country": "kr",
        "date": DATE,
        "source_id": "kr_daily",
        "role": "page",
        "url": f"https://daily.example.com/{identifier}",
        "final_url": f"https://daily.example.com/{identifier}",
        "found_in": None,
        "outcome": "fetched",
        "status": 200,
        "content_type": "text/html",
        "fetched_at": AT,
        "payload_digest": "sha1:A",
        "payload_bytes": 10,
        "warc_file": "archive/a.warc.gz",
        "warc_offset": 0,
    }
    return Capture(**(values | given))


def article(identifier: str, **given: Any) -> Article:
    title = given.get("title", f"headline of {identifier}")
    paragraphs = given.get("paragraphs", (f"text of {identifier}",))
    values: dict[str, Any] = {
        "item_id": identifier,
        "version": 1,
        "is_latest": True,
        "country": "kr",
        "date": DATE,
        "monitoring_date": DATE,
        "day_basis": "published",
        "in_window": True,
        "is_about_country": True,
        "source_id": "kr_daily",
        "kind": "news_media",
        "url": f"https://daily.example.com/{identifier}",
        "canonical_url": f"https://daily.example.com/{identifier}",
        "title": title,
        "paragraphs": paragraphs,
        "byline": "",
        "declared_language": "ko",
        "published_at": AT,
        "published_raw": "raw",
        "published_precision": "second",
        "published_basis": "feed",
        "first_seen_at": AT,
        "fetched_at": AT,
        "body_basis": "page",
        "page_state": "fetched",
        "charset": "utf-8",
        "charset_basis": "http",
        "damage": (),
        "entry_id": f"e-{identifier}",
        "feed_capture_id": "feed-capture",
        "page_capture_id": f"c-{identifier}",
        "feed_readings": 1,
        "extractor": "trafilatura",
        "extractor_version": "1",
        "content_digest": content_digest(title, paragraphs),
    }
    return Article(**(values | given))


def entry(identifier: str, **given: Any) -> Entry:
    values: dict[str, Any] = {
        "entry_id": f"e-{identifier}",
        "item_id": identifier,
        "country": "kr",
        "date": DATE,
        "source_id": "kr_daily",
        "feed_url": "https://daily.example.com/rss.xml",
        "position": 0,
        "link": f"https://daily.example.com/{identifier}",
        "canonical_url": f"https://daily.example.com/{identifier}",
        "title": f"headline of {identifier}",
        "summary": "",
        "content": (),
        "byline": "",
        "published_raw": "raw",
        "published_at": AT,
        "published_precision": "second",
        "published_basis": "feed",
        "capture_id": "feed-capture",
        "last_capture_id": "feed-capture",
        "first_seen_at": AT,
        "last_seen_at": AT,
        "readings": 1,
        "is_about_country": True,
    }
    return Entry(**(values | given))


def item_version(identifier: str, **given: Any) -> ItemVersion:
    values: dict[str, Any] = {
        "item_id": identifier,
        "version": 1,
        "country": "kr",
        "date": DATE,
        "language": "ko",
        "language_confidence": 0.9,
        "headline_en": f"English of {identifier}",
        "headline_basis": "structured",
        "summary": (),
        "summary_basis": "extracted",
        "scope": "risk",
        "risk_category": "risk.undetermined",
        "ops_category": None,
        "category_confidence": 0.5,
        "evidence": (),
        "domain": "Economy",
        "entities": (),
        "figures": (),
        "steps": (),
    }
    return ItemVersion(**(values | given))


def carrier(credited: str, copy: str, **given: Any) -> Carrier:
    values: dict[str, Any] = {
        "country": "kr",
        "date": DATE,
        "item_id": credited,
        "carrier_item_id": copy,
        "source_id": "kr_daily",
        "is_first": credited == copy,
        "published_at": AT,
        "similarity": 1.0,
        "engine": "e",
        "version": "1",
    }
    return Carrier(**(values | given))


def story(identifier: str, *items: str, **given: Any) -> Story:
    values: dict[str, Any] = {
        "story_id": identifier,
        "country": "kr",
        "date": DATE,
        "item_ids": items,
        "lead_item_id": items[0],
        "publishers": len(items),
        "copies": len(items),
        "cohesion": 1.0,
        "engine": "e",
        "version": "1",
    }
    return Story(**(values | given))


def verdict(suite: str = "articles", **given: Any) -> Verdict:
    values: dict[str, Any] = {
        "suite": suite,
        "country": "kr",
        "date": DATE,
        "part": "day",
        "expectation": "something_holds",
        "passed": True,
        "blocks": True,
        "observed": "seen",
        "threshold": "wanted",
        "why": "because",
        "rows_judged": 1,
        "rows_refused": 0,
        "judged_digest": "d",
        "engine": "e",
        "version": "1",
    }
    return Verdict(**(values | given))
