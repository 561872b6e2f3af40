"""The answer of a new source's seed, saved for its test: filled, and read as the real one is."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from briefing.records.seed import Seed
from briefing.records.source import Source
from scrapers.extraction.encoding import decode
from scrapers.extraction.feed import FeedEntry, NotAFeedError
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError
from scrapers.probing.answers import Answer, nature_of
from scrapers.probing.filler import fill_alike, fill_json, fill_page, fill_xml

ENDINGS = {"feed": ".xml", "sitemap": ".xml", "json": ".json", "page": ".html", "other": ".txt"}
SINCE = timedelta(days=31)


_MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class SavedAnswer:
    """``ending`` is that of the file's name; ``content_type`` what it is to be read as."""

    body: bytes
    ending: str
    content_type: str | None


def save_answer(source: Source, key: str, answer: Answer) -> SavedAnswer:
    """A page stays in its own charset, everything else becomes UTF-8. Raises CannotFillError."""
    seed = source.seed(key)
    body = _unpacked(answer.body)
    decoded = decode(body, answer.content_type, source.charset)
    nature = nature_of(body)
    is_json = nature == "json" or decoded.text.lstrip("\ufeff \r\n").startswith(("{", "["))
    named = ("link_attribute", "date_attribute", "title_attribute")
    kept = [name for name in (getattr(seed, field, None) for field in named) if name]
    real = _told(_entries(source, seed, answer.content_type, answer, body))
    charset = decoded.charset if nature == "page" else source.charset or "utf-8"
    content_type = answer.content_type
    if nature != "page":
        content_type = f"application/{'json' if is_json else 'xml'}; charset={charset}"

    def fill(keep_digits: bool) -> str:
        if nature == "page":
            return fill_page(decoded.text, kept, keep_digits=keep_digits)
        if is_json:
            return fill_json(decoded.text, keep_digits=keep_digits)
        declaration = f'<?xml version="1.0" encoding="{charset}"?>\n'
        return declaration + fill_xml(decoded.text, keep_digits=keep_digits)

    def reads(text: str) -> bool:
        packed = text.encode(charset, "xmlcharrefreplace")
        found = _told(_entries(source, seed, content_type, answer, packed))
        return bool(found) and found == (real if nature == "page" else real[: len(found)])

    text = fill_alike(fill, reads)
    return SavedAnswer(text.encode(charset, "xmlcharrefreplace"), ENDINGS[nature], content_type)


def _unpacked(body: bytes) -> bytes:
    """A sitemap that is served packed, unpacked up to what the protocol allows."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(31).decompress(body, _MOST_BYTES)
    except zlib.error:
        return body


def _entries(
    source: Source, seed: Seed, content_type: str | None, answer: Answer, body: bytes
) -> tuple[FeedEntry, ...]:
    try:
        return read_seed(
            seed,
            body,
            content_type=content_type,
            address=answer.final_address,
            timezone=source.timezone,
            at=answer.at,
            charset=source.charset,
            since=answer.at - SINCE,
            rules=source.article,
            date_formats=source.date_formats,
        ).entries
    except (NotAFeedError, NotAListError) as error:
        raise ValueError(str(error)) from error


def _told(entries: tuple[FeedEntry, ...]) -> list[tuple[Any, ...]]:
    """What must be the same of both: address, date, length of the title, as far as a title is kept whole."""
    return [(e.link, e.published.at, len(e.title)) for e in entries]
