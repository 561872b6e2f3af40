"""Listing bytes to entries: the rows of a page, or of markup wrapped in JSON, XML or script."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import jmespath
import lxml.html
from lxml import etree
from lxml.cssselect import CSSSelector
from w3lib.html import get_base_url

from briefing.records.seed import Listing
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import detail_asking
from scrapers.extraction.dates import WrittenDate, date_in_address, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.placeholders import fill_names
from scrapers.extraction.seed_reading import NotAListError, SeedReading, first_page_words
from scrapers.extraction.text import clean, strip_tags

MAX_ROWS = 2000  # a page of links beyond this is no list of news
PLACE = "listing"


@dataclass(frozen=True)
class _Row:
    """One row as found, before it is made an entry. ``fields`` are what ``detail`` and templates may name."""

    link: str
    title: str
    date: str
    summary: str
    fields: Mapping[str, str]


def read_listing(
    listing: Listing,
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
    may_be_empty: bool = False,
) -> SeedReading:
    """Read a listing captured ``at`` from ``address``.

    Raises NotAListError when nothing in it matches: a list that is empty looks the same as a page that was moved, so
    only where the seed says that it may be empty (a page per day) is it one.
    """
    kind = (content_type or "").split(";")[0].strip().lower()
    if body.startswith(b"%PDF") or kind.startswith(("image/", "audio/", "video/", "application/pdf")):
        raise NotAListError(f"{address}: not a page of links but {kind or 'a PDF'}", "binary")
    decoded = decode(body, content_type, charset)
    text = _unwrapped(listing, decoded.text, address)
    base = _base(text, address)
    tree = _parse(text, address) if listing.script_pattern is None or listing.next_page else None
    rows = list(_script_rows(listing, text) if listing.script_pattern else _rows(listing, tree))
    entries, details, refused = _entries(listing, rows[:MAX_ROWS], base, timezone, at)
    if not entries and not may_be_empty:
        what = f"{len(rows)} rows, none with a link that counts" if rows else "no row of the list"
        raise NotAListError(f"{address}: {what}; {first_page_words(decoded.text)}", "no_entries")
    return SeedReading(
        entries=entries,
        language=None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        cut=max(0, len(rows) - MAX_ROWS),
        passed_over=refused,
        next_pages=_next_pages(listing, tree, base),
        details=details,
    )


def _unwrapped(listing: Listing, text: str, address: str) -> str:
    """The markup of a list that comes wrapped in JSON or XML."""
    if listing.markup_path is not None:
        try:
            found = jmespath.search(listing.markup_path, json.loads(text, strict=False))
        except (ValueError, RecursionError) as error:
            raise NotAListError(
                f"{address}: not JSON: {error}; {first_page_words(text)}", "json_error"
            ) from error
        parts = found if isinstance(found, list) else [found]
        if not all(isinstance(part, str) for part in parts):
            raise NotAListError(f"{address}: {listing.markup_path} leads to no markup", "json_shape")
        return "\n".join(parts)
    if listing.markup_element is not None:
        name = re.escape(listing.markup_element)
        parts = re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", text, re.DOTALL | re.IGNORECASE)
        # A row of a table outside any table is dropped by an HTML parser.
        plain = [
            html.unescape(p) if "<![CDATA[" not in p else p.replace("<![CDATA[", "").replace("]]>", "")
            for p in parts
        ]
        wrapped = "\n".join(plain)
        return f"<table>{wrapped}</table>" if re.match(r"\s*<tr\b", wrapped, re.IGNORECASE) else wrapped
    return text


def _base(text: str, address: str) -> str:
    """What relative links are resolved against: ``<base href>`` where it is a web address."""
    try:
        base = get_base_url(text[:8192], address)
    except ValueError:
        return address
    return base if is_web_address(base) else address


def _parse(text: str, address: str) -> Any:
    try:
        return lxml.html.document_fromstring(
            text.replace("\x00", "").encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAListError(f"{address}: not readable as HTML: {error}", "empty") from error


def _rows(listing: Listing, tree: Any) -> Iterator[_Row]:
    if listing.row is None:
        selector = listing.link or "a"
        for anchor in CSSSelector(selector)(tree):
            yield _row(listing, anchor, anchor)
        return
    for element in CSSSelector(listing.row)(tree):
        anchor = _link_element(listing, element)
        if anchor is not None:
            yield _row(listing, element, anchor)


def _link_element(listing: Listing, row: Any) -> Any | None:
    if listing.link is not None:
        return next(iter(_select(listing.link, row)), None)
    if row.get(listing.link_attribute):
        return row
    return next((e for e in row.iter() if isinstance(e.tag, str) and e.get(listing.link_attribute)), None)


def _select(css: str, element: Any) -> list[Any]:
    """Descendants that match; the element itself where nothing below does and it matches."""
    found = CSSSelector(css, translator="html")(element)
    below = [e for e in found if e is not element]
    return below or found


def _row(listing: Listing, row: Any, anchor: Any) -> _Row:
    attribute = (anchor.get(listing.link_attribute) or "").strip()
    groups: dict[str, str] = {}
    if listing.link_argument is not None:
        match = re.search(listing.link_argument, attribute)
        if match is None:
            return _Row("", "", "", "", {})
        groups = {str(n): value or "" for n, value in enumerate(match.groups(), start=1)}
        groups |= {name: value or "" for name, value in match.groupdict().items()}
    link = attribute
    if listing.link_template is not None:
        link = fill_names(listing.link_template, groups, in_address=True)
    elif "1" in groups:  # the argument is the address itself: window.open('https://…')
        link = groups["1"]
    words = _text(anchor)
    title = words or clean(anchor.get("title") or "")
    if listing.title is not None or listing.title_attribute is not None:
        element = next(iter(_select(listing.title, row)), None) if listing.title else anchor
        if element is not None:
            attributed = element.get(listing.title_attribute) if listing.title_attribute else None
            title = clean(attributed or "") or _text(element) or title
    fields = {**groups, "link": link, "title": title}
    return _Row(link, title, _date_text(listing, row), _first_text(listing.summary, row), fields)


def _text(element: Any) -> str:
    return strip_tags(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def _first_text(css: str | None, row: Any) -> str:
    if css is None:
        return ""
    return next((words for words in map(_text, _select(css, row)) if words), "")


def _date_text(listing: Listing, row: Any) -> str:
    """The date as written in the row: of the element named for it, or what matches in the whole row."""
    if listing.date is not None:
        candidates = [
            clean(element.get(listing.date_attribute) or "") if listing.date_attribute else _text(element)
            for element in _select(listing.date, row)
        ]
        # Beside the list, where a site puts dates in a list of their own: not guessed at.
    elif listing.date_pattern is not None:
        candidates = [_text(row)]
    else:
        return next((clean(e.get("datetime")) for e in row.iter("time") if e.get("datetime")), "")
    if listing.date_pattern is None:
        return next(filter(None, candidates), "")
    for words in candidates:
        match = re.search(listing.date_pattern, words)
        if match:
            return match.group(1) if match.groups() else match.group()
    return ""


def _script_rows(listing: Listing, text: str) -> Iterator[_Row]:
    assert listing.script_pattern is not None
    for match in re.finditer(listing.script_pattern, text):
        said = {name: _unescaped(value or "") for name, value in match.groupdict().items()}
        link = said.get("url", "")
        if listing.link_template is not None:
            link = fill_names(listing.link_template, said, in_address=True)
        title = strip_tags(said.get("title", ""))
        yield _Row(
            link, title, said.get("date", ""), strip_tags(said.get("summary", "")), {**said, "link": link}
        )


def _unescaped(text: str) -> str:
    """A string of a script: ``\\u4e2d``, ``\\/`` and the like as what they stand for."""
    if "\\" not in text:
        return text
    try:
        return str(
            json.loads('"' + text.replace('"', '\\"').replace("\\'", "'").replace('\\\\"', '\\"') + '"')
        )
    except ValueError:
        return text


def _entries(
    listing: Listing, rows: list[_Row], base: str, timezone: str, at: datetime
) -> tuple[tuple[FeedEntry, ...], dict[str, Any], int]:
    """Entries, one per address; the calls behind them; and how many rows lead to no article."""
    pattern = re.compile(listing.link_pattern) if listing.link_pattern else None
    entries: dict[str, FeedEntry] = {}
    details: dict[str, Any] = {}
    refused = 0
    for row in rows:
        link = _absolute(row.link, base)
        if link is None or (pattern is not None and not pattern.search(link)):
            refused += 1
            continue
        key = canonical_address(link)
        held = entries.get(key)
        if held is not None and (held.title or not row.title):
            continue  # a picture and a headline may link to the same article
        written = _written(listing, row, link, timezone, at)
        entries[key] = row_entry(
            held.position if held else len(entries), key, link, row.title, row.summary, (), "", written
        )
        call = detail_asking(listing.detail, row.fields) if listing.detail else None
        if call is not None:
            details[key] = call
    return tuple(entries.values()), details, refused


def _absolute(link: str, base: str) -> str | None:
    if not link or link.startswith("#"):
        return None
    try:
        address = urljoin(base, link.strip())
    except ValueError:
        return None
    return address if is_web_address(address) else None


def _written(listing: Listing, row: _Row, link: str, timezone: str, at: datetime) -> WrittenDate:
    written = read_date(row.date, timezone, PLACE, at, formats=listing.date_formats)
    if written.at is None:
        named = date_in_address(link, timezone, at)
        return named if named.at is not None else written
    return written


def row_entry(
    position: int,
    key: str,
    link: str,
    title: str,
    summary: str,
    content: tuple[str, ...],
    byline: str,
    published: WrittenDate,
    updated: WrittenDate | None = None,
) -> FeedEntry:
    """An entry made from a row of any list, with the digest of its wording."""
    none = WrittenDate("", None, "none", "no date of an update")
    wording = "\n".join((title, summary, *content, _lasting(published), (updated or none).raw))
    return FeedEntry(
        position=position,
        key=key,
        wording=hashlib.sha256(wording.encode()).hexdigest(),
        link=link,
        canonical_url=canonical_address(link) if link else "",
        title=title,
        summary=summary if summary != title else "",
        content=content,
        byline=byline,
        published=published,
        updated=updated or none,
    )


def _lasting(written: WrittenDate) -> str:
    """The date as far as it belongs to the wording: "3 hours ago" is another text an hour later and the same date."""
    return "" if "relative" in written.basis else written.raw


def _next_pages(listing: Listing, tree: Any, base: str) -> tuple[str, ...]:
    if listing.next_page is None or tree is None:
        return ()
    links = (_absolute(element.get("href") or "", base) for element in CSSSelector(listing.next_page)(tree))
    return tuple(dict.fromkeys(link for link in links if link))[:1]
