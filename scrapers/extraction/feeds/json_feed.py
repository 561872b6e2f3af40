"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from scrapers.extraction.feeds.media import Media, gather_media
from scrapers.extraction.feeds.written import WrittenEntry, WrittenFeed

_VERSION = "jsonfeed.org/version/"


def read_json(text: str, most: int) -> WrittenFeed | None:
    """A feed of at most ``most`` entries; None for JSON that is no feed.

    Raises ValueError where the text is no JSON.
    """
    try:
        said = json.loads(text, parse_int=_integer)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(said, Mapping):
        return None
    items = said.get("items")
    if not isinstance(items, list):
        return None
    if _VERSION not in _text(said.get("version")) and not _looks_like_feed(said, items):
        return None
    entries = [item for item in items if isinstance(item, Mapping)]
    return WrittenFeed(
        kind="json",
        title=html.escape(_text(said.get("title")), quote=False),
        language=_text(said.get("language")),
        next_link=_text(said.get("next_url")),
        entries=tuple(_entry(item, said) for item in entries[:most]),
        cut=max(0, len(entries) - most),
    )


def _integer(digits: str) -> int | str:
    """An id may be any run of digits; Python refuses to read thousands of them as a number."""
    return int(digits) if len(digits) < 20 else digits


def _looks_like_feed(said: Mapping[str, Any], items: list[Any]) -> bool:
    """A feed that forgot its version: every item is known by an id or address and says something."""
    return (
        bool(items)
        and ("home_page_url" in said or "feed_url" in said or "title" in said)
        and all(
            isinstance(item, Mapping)
            and ("id" in item or "url" in item)
            and any(name in item for name in ("content_html", "content_text", "date_published"))
            for item in items
        )
    )


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> WrittenEntry:
    authors = _list(item.get("authors")) or [item.get("author")]
    identity = item.get("id")
    content = _text(item.get("content_html")) or _as_markup(_text(item.get("content_text")))
    return WrittenEntry(
        id=str(identity).strip() if isinstance(identity, (str, int, float)) else "",
        id_is_link=True,
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=html.escape(_text(item.get("title")), quote=False),
        summary=_as_markup(_text(item.get("summary"))),
        contents=(content,) if content else (),
        people=tuple(filter(None, (_text(a.get("name")) for a in authors if isinstance(a, Mapping)))),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        media=gather_media(
            [_medium(a) for a in _list(item.get("attachments")) if isinstance(a, Mapping)], None
        ),
    )


def _medium(said: Mapping[str, Any]) -> Media:
    return Media(
        _text(said.get("url")),
        _text(said.get("mime_type")).lower(),
        _number(said.get("duration_in_seconds")),
        _number(said.get("size_in_bytes")),
    )


def _number(value: Any) -> int | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e15
    return int(value) or None if is_number else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_markup(text: str) -> str:
    """Plain text as markup that reads the same, a line a paragraph."""
    return html.escape(text, quote=False).replace("\n", "<br>")
