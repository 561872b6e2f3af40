"""Feed bytes to what the feed says of each item: RSS 0.9–2.0, RDF, Atom."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import feedparser
from w3lib.url import safe_url_string

from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import WrittenDate, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.text import clean, paragraphs_of, strip_tags

MAX_ENTRIES = 5000  # a feed beyond this is a fault of the publisher or an attack
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


class NotAFeedError(ValueError):
    """The bytes are no feed: an error page, a maintenance page, something else with status 200."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry as published. ``key`` identifies the item within its source; ``wording`` this text of it."""

    position: int
    key: str
    wording: str
    link: str
    canonical_url: str
    title: str
    summary: str
    content: tuple[str, ...]
    byline: str
    published: WrittenDate
    updated: WrittenDate


@dataclass(frozen=True)
class Feed:
    """``damaged`` counts characters that could not be decoded; ``cut`` entries beyond the cap."""

    language: str | None
    charset: str
    charset_basis: str
    damaged: int
    entries: tuple[FeedEntry, ...]
    cut: int


def read_feed(
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
) -> Feed:
    """Parse a feed captured ``at`` from ``address``.

    Raises NotAFeedError when it is none. An entry without address and title is kept: its key is then a digest
    of what it does have.
    """
    decoded = decode(body, content_type, charset)
    # The text is UTF-8 from here on: a declaration of another charset would make the parser decode it twice.
    text = _XML_HEAD.sub("", decoded.text.lstrip("\ufeff \t\r\n"), count=1).lstrip()
    # Its own cleaning of markup is off (seven tenths of its time): we keep plain text only, see text.py.
    try:
        parsed = feedparser.parse(
            text.encode("utf-8"),
            response_headers={"content-type": "text/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        # One entry that the parser trips over (a lone surrogate, base64 that is none) must not end the country.
        raise NotAFeedError(f"{address}: the feed cannot be parsed: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        start = clean(text[:80])
        raise NotAFeedError(f"{address}: not a feed; it begins with {start!r}")
    entries = tuple(
        _entry(position, raw, address, timezone, at)
        for position, raw in enumerate(parsed.entries[:MAX_ENTRIES])
    )
    return Feed(
        language=parsed.feed.get("language") or None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        entries=entries,
        cut=max(0, len(parsed.entries) - MAX_ENTRIES),
    )


def _absolute(link: str, address: str) -> str:
    """The link of an entry, a relative one resolved against its feed; what is no web address as published."""
    try:
        resolved = urljoin(address, link) if link else ""
    except ValueError:
        return link
    return safe_url_string(resolved) if is_web_address(resolved) else link


def _entry(
    position: int, raw: feedparser.FeedParserDict, address: str, timezone: str, at: datetime
) -> FeedEntry:
    link = _absolute((raw.get("link") or "").strip(), address)
    canonical = canonical_address(link) if is_web_address(link) else ""
    title = strip_tags(raw.get("title") or "")
    markup = max((part.get("value") or "" for part in raw.get("content") or ()), key=len, default="")
    summary = strip_tags(raw.get("summary") or "") if raw.get("summary") != markup else ""
    content = paragraphs_of(markup)
    published = read_date(raw.get("published") or raw.get("created"), timezone, "feed", at)
    # feedparser answers with the publication where no update is written; asked as a dictionary, it does not.
    updated = read_date(dict.get(raw, "updated"), timezone, "feed update", at)
    identity = canonical or (raw.get("id") or "").strip() or f"{title}\n{summary}"
    wording = "\n".join((title, summary, *content, published.raw, updated.raw))
    return FeedEntry(
        position=position,
        key=identity,
        wording=hashlib.sha256(wording.encode()).hexdigest(),
        link=link,
        canonical_url=canonical,
        title=title,
        summary=summary,
        content=content,
        byline=clean(raw.get("author") or ""),
        published=published if published.at or not updated.at else updated,
        updated=updated,
    )
