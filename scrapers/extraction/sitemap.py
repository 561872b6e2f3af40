"""Sitemap bytes to entries: sitemaps, news sitemaps, indexes of them, lists of addresses in plain text."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lxml import etree

from briefing.records.seed import Sitemap
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import WrittenDate, date_in_address, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.listing import row_entry
from scrapers.extraction.placeholders import fill_dates
from scrapers.extraction.seed_reading import NotAListError, SeedReading, first_page_words
from scrapers.extraction.text import clean

MAX_BYTES = 50 * 1024 * 1024  # what the protocol allows a sitemap, unpacked (sitemaps.org)
MAX_ADDRESSES = 50_000  # likewise
MAX_CHILDREN = 20  # of an index, in one visit
PLACE = "sitemap"
_LASTMOD = "sitemap last change"


@dataclass(frozen=True)
class _Place:
    """One ``url`` or ``sitemap`` element."""

    loc: str
    lastmod: str
    published: str
    title: str


def read_sitemap(
    sitemap: Sitemap,
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    since: datetime | None = None,
    dates: Sequence[date] = (),
) -> SeedReading:
    """Read a sitemap captured ``at`` from ``address``.

    A sitemap is an inventory, not a list of news: an address is an entry only where it is dated at or after
    ``since``, by its news date, its own form or its last change. A last change says nothing of the publication but
    that it was not later; it is kept as ``updated``. The rest is counted in ``passed_over``. ``dates`` fill
    ``child_pattern``.

    Raises NotAListError when it is none.
    """
    decoded = decode(_unpacked(body, address), content_type, None)
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        places = [_Place(line.strip(), "", "", "") for line in text.splitlines() if is_web_address(line)]
        is_index = False
        if not places:
            raise NotAListError(f"{address}: no sitemap; {first_page_words(text)}", "html")
    else:
        is_index, places = _parse(text, address)
    children = _children(sitemap, places, since, dates, timezone, at) if is_index else ()
    entries, passed_over = _entries(sitemap, () if is_index else places, timezone, at, since)
    return SeedReading(
        entries=entries,
        language=None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        cut=max(0, len(places) - MAX_ADDRESSES),
        passed_over=len(places) - len(children) if is_index else passed_over,
        children=children,
    )


def _unpacked(body: bytes, address: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, MAX_BYTES + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise NotAListError(f"{address}: damaged gzip: {error}", "binary") from error
    if not text:
        raise NotAListError(f"{address}: damaged gzip: nothing in it", "binary")
    if len(text) > MAX_BYTES:
        raise NotAListError(f"{address}: inflates beyond {MAX_BYTES} bytes", "binary")
    return text


def _parse(text: str, address: str) -> tuple[bool, list[_Place]]:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8"
    )
    text = re.sub(r"^<\?xml[^>]*\?>", "", text, count=1)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAListError(f"{address}: not XML: {error}; {first_page_words(text)}", "html") from error
    name = _local(root) if root is not None else ""
    if name not in ("urlset", "sitemapindex"):
        raise NotAListError(f"{address}: the root is <{name}>, no sitemap; {first_page_words(text)}", "html")
    return name == "sitemapindex", list(_places(root))


def _local(element: Any) -> str:
    """Without its namespace, declared (``{address}name``) or not (``news:name``)."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _words(element: Any) -> str:
    """Its text; none where it holds what is no character, such as half of a surrogate pair."""
    try:
        return clean(element.text or "")
    except UnicodeDecodeError:
        return ""


def _places(root: Any) -> Iterator[_Place]:
    for count, element in enumerate(root):
        if count >= MAX_ADDRESSES:
            return
        said: dict[str, str] = {}
        for part in element.iter():
            name = _local(part)
            if name in ("loc", "lastmod", "publication_date", "title") and name not in said:
                said[name] = _words(part)
        if said.get("loc"):
            yield _Place(
                said["loc"], said.get("lastmod", ""), said.get("publication_date", ""), said.get("title", "")
            )


def _children(
    sitemap: Sitemap,
    places: Sequence[_Place],
    since: datetime | None,
    dates: Sequence[date],
    timezone: str,
    at: datetime,
) -> tuple[str, ...]:
    """Sitemaps of an index to read: those that ``child_pattern`` names, else those changed since; newest first."""
    wanted = fill_dates([sitemap.child_pattern], dates) if sitemap.child_pattern and dates else []
    patterns = [re.compile(p) for (p,) in wanted] or (
        [re.compile(sitemap.child_pattern)] if sitemap.child_pattern else []
    )
    found: list[tuple[float, str]] = []
    for place in places:
        if not is_web_address(place.loc) or (patterns and not any(p.search(place.loc) for p in patterns)):
            continue
        changed = read_date(place.lastmod, timezone, PLACE, at).at
        is_old = since is not None and changed is not None and changed < since - timedelta(days=1)
        if not is_old or patterns:
            found.append((-(changed.timestamp() if changed else 0.0), place.loc))
    return tuple(dict.fromkeys(loc for _, loc in sorted(found, key=lambda pair: pair[0])))[:MAX_CHILDREN]


def _entries(
    sitemap: Sitemap, places: Sequence[_Place], timezone: str, at: datetime, since: datetime | None
) -> tuple[tuple[FeedEntry, ...], int]:
    pattern = re.compile(sitemap.link_pattern) if sitemap.link_pattern else None
    entries: dict[str, FeedEntry] = {}
    passed_over = 0
    for place in places:
        if not is_web_address(place.loc) or (pattern is not None and not pattern.search(place.loc)):
            passed_over += 1
            continue
        published, changed = _dates(place, timezone, at)
        newest = max(filter(None, (published.at, changed.at)), default=None)
        key = canonical_address(place.loc)
        if (
            newest is None
            or (since is not None and _end_of(newest, published, changed) <= since)
            or key in entries
        ):
            passed_over += 1
            continue
        entries[key] = row_entry(len(entries), key, place.loc, place.title, "", (), "", published, changed)
    return tuple(entries.values()), passed_over


def _dates(place: _Place, timezone: str, at: datetime) -> tuple[WrittenDate, WrittenDate]:
    published = read_date(place.published, timezone, PLACE, at)
    if published.at is None:
        named = date_in_address(place.loc, timezone, at)
        published = named if named.at is not None else published
    return published, read_date(place.lastmod, timezone, _LASTMOD, at)


def _end_of(newest: datetime, published: WrittenDate, changed: WrittenDate) -> datetime:
    """A date without a time of day stands for the whole of its day."""
    writes = published if published.at == newest else changed
    return newest + timedelta(days=1) if writes.precision == "day" else newest
