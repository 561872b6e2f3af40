"""Listing bytes to entries: the rows of a page, or of markup wrapped in JSON, XML or script."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.cssselect import CSSSelector
from w3lib.html import get_base_url

from briefing.records.seed import Listing
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import detail_asking
from scrapers.extraction.dates import WrittenDate, date_in_address, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.first_words import first_words
from scrapers.extraction.json_paths import search_path, write_plain
from scrapers.extraction.page import NoArticleError, parse_html
from scrapers.extraction.pager import find_next
from scrapers.extraction.placeholders import fill_names
from scrapers.extraction.seed_reading import NotAListError, SeedReading, first_page_words
from scrapers.extraction.text import clean, paragraphs_of, strip_tags

MAX_ROWS = 2000  # a page of links beyond this is no list of news
MAX_IN_ROW = 2000  # elements; what holds more is no row but what lies around all of them
MAX_PARTS = 50  # elements of one row that together are its text
MAX_LINK = 4000  # characters; longer is no address of an article
MAX_WORDS = 20_000  # characters of one title, date or summary, with its markup
PLACE = "listing"
_UNFILLED = re.compile(r"\{[\w.]+(?::path)?\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class _Row:
    """One row as found, before it is made an entry. ``fields`` are what ``detail`` and templates may name."""

    link: str
    title: str
    date: str
    summary: str
    fields: Mapping[str, str]
    content: tuple[str, ...] = ()


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
    found = (
        list(re.finditer(listing.script_pattern, text)) if listing.script_pattern else _found(listing, tree)
    )
    read = _script_row if listing.script_pattern else _element_row
    rows = list(filter(None, (read(listing, element) for element in found[:MAX_ROWS])))
    entries, details, refused = _entries(listing, rows, base, address, timezone, at)
    if not entries and not may_be_empty:
        what = f"{len(found)} rows, none with a link that counts" if found else "no row of the list"
        raise NotAListError(f"{address}: {what}; {first_page_words(decoded.text)}", "no_entries")
    return SeedReading(
        entries=entries,
        language=None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        cut=max(0, len(found) - MAX_ROWS),
        passed_over=refused,
        next_pages=_next_pages(listing, tree, base),
        details=details,
    )


def _unwrapped(listing: Listing, text: str, address: str) -> str:
    """The markup of a list that comes wrapped in JSON or XML."""
    if listing.markup_path is not None:
        try:
            found = search_path(listing.markup_path, json.loads(text.lstrip("\ufeff"), strict=False))
        except (ValueError, RecursionError) as error:
            raise NotAListError(
                f"{address}: not JSON: {error}; {first_page_words(text)}", "json_error"
            ) from error
        parts = found if isinstance(found, list) else [found]
        if not all(isinstance(part, str) for part in parts):
            raise NotAListError(f"{address}: {listing.markup_path} leads to no markup", "json_shape")
        return write_plain("\n".join(parts))
    if listing.markup_element is not None:
        name = re.escape(listing.markup_element)
        parts = _wrapped(text, name)
        if not parts:
            words = f"no <{listing.markup_element}> in it; {first_page_words(text)}"
            raise NotAListError(
                f"{address}: {words}", "html" if "<html" in text[:2000].lower() else "no_entries"
            )
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
        return parse_html(text.replace("\x00", ""), address)
    except NoArticleError as error:
        raise NotAListError(str(error), "empty" if not text.strip() else "too_large") from error


def _wrapped(text: str, name: str) -> list[str]:
    """What stands within each element of a name, by its next closing tag: no pattern that looks ahead from each of
    ten thousand openings that nothing closes."""
    opening = re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE)
    parts: list[str] = []
    for piece in islice(re.split(rf"</{name}\s*>", text, flags=re.IGNORECASE), MAX_ROWS):
        begun = opening.search(piece)
        if begun:
            parts.append(piece[begun.end() :])
    return parts


@lru_cache(maxsize=1024)
def _selector(css: str, translator: str = "xml") -> CSSSelector:
    """A selector, compiled once: a list asks for it in every row."""
    return CSSSelector(css, translator=translator)


def _found(listing: Listing, tree: Any) -> Sequence[Any]:
    """The elements that are rows; where none is described, the links themselves."""
    return list(_selector(listing.row or listing.link or "a")(tree))


def _element_row(listing: Listing, element: Any) -> _Row | None:
    if sum(1 for _ in islice(element.iter(), MAX_IN_ROW + 1)) > MAX_IN_ROW:
        return None
    anchor = _link_element(listing, element) if listing.row is not None else element
    return _row(listing, element, anchor) if anchor is not None else None


def _link_element(listing: Listing, row: Any) -> Any | None:
    if listing.link is not None:
        return next(iter(_select(listing.link, row)), None)
    if row.get(listing.link_attribute):
        return row
    return next((e for e in row.iter() if isinstance(e.tag, str) and e.get(listing.link_attribute)), None)


def _select(css: str, element: Any) -> list[Any]:
    """Descendants that match; the element itself where nothing below does and it matches."""
    found = _selector(css, "html")(element)
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
    content = _paragraphs(listing, row)
    if content and listing.title is None and listing.title_attribute is None:
        title = first_words(content)
    fields = {**groups, "link": link, "title": title}
    return _Row(link, title, _date_text(listing, row), _first_text(listing.summary, row), fields, content)


def _paragraphs(listing: Listing, row: Any) -> tuple[str, ...]:
    if listing.content is None:
        return ()
    markup = (
        etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        for element in _select(listing.content, row)
    )
    return tuple(words for text in islice(markup, MAX_PARTS) for words in paragraphs_of(text))


def _text(element: Any) -> str:
    """The words of an element. Of one that holds a page's worth of them only the first: rows may lie within rows, and
    each would be written out again."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece[:MAX_WORDS])
        size += len(piece)
        if size > MAX_WORDS:
            return clean(" ".join(pieces)[:MAX_WORDS])
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


def _script_row(listing: Listing, match: re.Match[str]) -> _Row:
    said = {name: _unescaped((value or "")[:MAX_WORDS]) for name, value in match.groupdict().items()}
    link = said.get("url", "")
    if listing.link_template is not None:
        link = fill_names(listing.link_template, said, in_address=True)
    title = strip_tags(said.get("title", ""))
    return _Row(
        link, title, said.get("date", ""), strip_tags(said.get("summary", "")), {**said, "link": link}
    )


def _unescaped(text: str) -> str:
    """A string of a script: ``\\u4e2d``, ``\\/`` and the like as what they stand for."""
    if "\\" not in text:
        return text
    try:
        quoted = text.replace('"', '\\"').replace("\\'", "'").replace('\\\\"', '\\"')
        return write_plain(str(json.loads(f'"{quoted}"', strict=False)))
    except ValueError:
        return text


def _entries(
    listing: Listing, rows: list[_Row], base: str, address: str, timezone: str, at: datetime
) -> tuple[tuple[FeedEntry, ...], dict[str, Any], int]:
    """Entries, one per address; the calls behind them; and how many rows lead to no article."""
    pattern = re.compile(listing.link_pattern) if listing.link_pattern else None
    day = _day_of(listing, address)
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
        written = _written(listing, row, day, link, timezone, at)
        entries[key] = row_entry(
            held.position if held else len(entries),
            key,
            link,
            row.title,
            row.summary,
            row.content,
            "",
            written,
        )
        call = detail_asking(listing.detail, row.fields) if listing.detail else None
        if call is not None:
            details[key] = call
    return tuple(entries.values()), details, refused


def _absolute(link: str, base: str) -> str | None:
    # What a template could not fill leads nowhere, and a line break in an address would begin another header.
    if not link or link.startswith("#") or len(link) > MAX_LINK or _UNFILLED.search(link):
        return None
    try:
        address = urljoin(base, _CONTROL.sub("", link.strip()))
    except ValueError:
        return None
    return address if is_web_address(address) else None


def _day_of(listing: Listing, address: str) -> str:
    """The day as the list's own address writes it; empty where nothing says that it does."""
    match = re.search(listing.day_pattern, address) if listing.day_pattern else None
    return "" if match is None else (match.group(1) if match.groups() else match.group()) or ""


def _written(listing: Listing, row: _Row, day: str, link: str, timezone: str, at: datetime) -> WrittenDate:
    text = f"{day} {row.date}".strip()[:MAX_WORDS]
    written = read_date(text, timezone, PLACE, at, formats=listing.date_formats)
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
    following = find_next(_selector(listing.next_page)(tree))
    link = _absolute(following.get("href") or "", base) if following is not None else None
    return (link,) if link else ()
