"""JSON (or plain XML) bytes to entries: the items of an API, by JMESPath."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError

import xmltodict
from lxml.cssselect import CSSSelector

from briefing.records.seed import Api, Detail, Document
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import Asking, detail_asking
from scrapers.extraction.dates import NONE, WrittenDate, date_in_address, from_epoch, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.first_words import first_words
from scrapers.extraction.hooks import HOOKS
from scrapers.extraction.json_paths import search_path, write_plain
from scrapers.extraction.listing import MAX_LINK, row_entry
from scrapers.extraction.page import NoArticleError, parse_html
from scrapers.extraction.placeholders import fill_names
from scrapers.extraction.seed_reading import NotAListError, SeedReading, first_page_words
from scrapers.extraction.text import paragraphs_of, strip_tags

MAX_ITEMS = 5000
MAX_VALUES = 200_000  # of one document, walked in search of its texts
PLACE = "API"
_FIELD = re.compile(r"\{([^{}]+)\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_JSONP = re.compile(r"^\s*[\w.$]+\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.DOTALL)
_ASSIGNED = re.compile(
    r"^\s*(?:(?:var|let|const)\s+)?[\w.$\[\]\"']+\s*=\s*([\[{].*[\]}])\s*;?\s*$", re.DOTALL
)


def read_api(
    api: Api,
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
) -> SeedReading:
    """Read an API's answer captured ``at`` from ``address``.

    Raises NotAListError when it is not JSON, or the path of the items leads to no list. An empty list is one, but not
    where the answer holds no list at all: a path that looks in several places finds nothing in an error message.
    """
    decoded = decode(body, content_type, charset)
    document = _document(api, decoded.text, address)
    items = search_path(api.items, document)
    if isinstance(items, Mapping) and api.format == "xml":
        items = [items]  # one element alone is no list to the reader of XML
    if not items and api.format == "xml":
        items = [] if _is_named(api.items, document) else None
    elif items == [] and not _holds_list(document):
        items = None
    if not isinstance(items, list):
        keys = (
            f"; its keys are {', '.join(map(str, list(document)[:12]))}"
            if isinstance(document, Mapping)
            else ""
        )
        is_page = isinstance(document, Mapping) and list(document)[:1] == ["html"]
        words = f"; {first_page_words(decoded.text)}" if is_page else keys
        found = "html" if is_page else "json_shape"
        raise NotAListError(f"{address}: {api.items} leads to no list{words}", found)
    entries: dict[str, FeedEntry] = {}
    details: dict[str, Asking] = {}
    passed_over = 0
    for item in items[:MAX_ITEMS]:
        entry, call = _entry(api, item, len(entries), address, timezone, at)
        if entry is None:
            passed_over += 1
            continue
        entries.setdefault(entry.key, entry)
        if call is not None:
            details.setdefault(entry.key, call)
    if items and not entries:
        raise NotAListError(f"{address}: {len(items)} items, none with a link or a title", "no_entries")
    following = search_path(api.next_page, document) if api.next_page else None
    return SeedReading(
        entries=tuple(entries.values()),
        language=None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        cut=max(0, len(items) - MAX_ITEMS),
        passed_over=passed_over,
        next_pages=_next_pages(following, address),
        details=details,
    )


def _next_pages(following: Any, address: str) -> tuple[str, ...]:
    """The next page, where an answer names one; relative to its own address."""
    if not isinstance(following, str) or not following.strip() or len(following) > MAX_LINK:
        return ()
    try:
        link = urljoin(address, following.strip())
    except ValueError:
        return ()
    return (link,) if is_web_address(link) else ()


def _holds_list(document: Any) -> bool:
    """Whether there is any list in the answer, empty or not."""
    return any(isinstance(value, list) for value in _values(document))


def _is_named(path: str, document: Any) -> bool:
    """Whether an XML document without items is the one that the path speaks of: its root is named in it, or, where
    the path leaves the root open, it is at least no page."""
    root = next(iter(document), "") if isinstance(document, Mapping) else ""
    names = re.findall(r"[\w:-]+", path.split("|", maxsplit=1)[0])
    return root in names or (path.lstrip().startswith("*") and root.lower() not in ("html", "error"))


def _values(document: Any) -> Iterator[Any]:
    """A document and everything in it, a bounded number of it, without recursion."""
    held = [document]
    for _ in range(MAX_VALUES):
        if not held:
            return
        value = held.pop()
        yield value
        if isinstance(value, Mapping):
            held.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            held.extend(reversed(value))


def _document(api: Api, text: str, address: str) -> Any:
    if api.inside is not None:
        text = _script_text(api.inside, text, address)
    try:
        if api.format == "xml":
            return xmltodict.parse(text.encode("utf-8"), encoding="utf-8", disable_entities=True)
        wrapped = _JSONP.match(text) or _ASSIGNED.match(text)
        return json.loads(wrapped.group(1) if wrapped else text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError, ExpatError, MemoryError, AttributeError) as error:
        found = "html" if re.match(r"\s*<(?:!doctype|html)", text, re.IGNORECASE) else "json_error"
        raise NotAListError(
            f"{address}: not {api.format.upper()}: {error}; {first_page_words(text)}", found
        ) from error


def _script_text(css: str, text: str, address: str) -> str:
    try:
        tree = parse_html(text.replace("\x00", ""), address)
    except NoArticleError as error:
        raise NotAListError(str(error), "too_large" if text.strip() else "empty") from error
    found = CSSSelector(css)(tree)
    if not found:
        raise NotAListError(f"{address}: nothing matches {css}; {first_page_words(text)}", "html")
    return "".join(found[0].itertext())


def _entry(
    api: Api, raw: Any, position: int, address: str, timezone: str, at: datetime
) -> tuple[FeedEntry | None, Asking | None]:
    if not isinstance(raw, Mapping | str | list):
        return None, None
    item: Any = HOOKS[api.hook](raw) if api.hook and isinstance(raw, Mapping) else raw
    link = _link(api, item, address)
    if link and api.link_pattern and not re.search(api.link_pattern, link):
        return None, None
    key = _said(api.key, item)
    content = paragraphs_of(_said(api.content, item))
    title = strip_tags(_said(api.title, item)) if api.title else first_words(content)
    if not (link or title or key or content):
        return None, None
    published = _date(api, item, timezone, at)
    if published.at is None and link:
        named = date_in_address(link, timezone, at)
        published = named if named.at is not None else published
    canonical = canonical_address(link) if link else ""
    identity = f"{canonical}\n{key}" if key else canonical or "\n".join((title, *content))
    entry = row_entry(
        position,
        identity,
        link,
        title,
        strip_tags(_said(api.summary, item)),
        content,
        strip_tags(_said(api.byline, item)),
        published,
    )
    call = detail_asking(api.detail, _fields(item)) if api.detail else None
    return entry, call


def _link(api: Api, item: Any, address: str) -> str:
    """The address of the item's page; empty where it has none, or what it has is no web address."""
    if api.link_template is not None:
        values: dict[str, str] = {}

        def name(match: re.Match[str]) -> str:
            path = match.group(1).removesuffix(":path")
            values[f"v{len(values)}"] = _said(path, item)
            return f"{{v{len(values) - 1}{':path' if path != match.group(1) else ''}}}"

        template = _FIELD.sub(name, api.link_template)
        if not all(values.values()):
            return ""
        link = fill_names(template, values, in_address=True)
        if _FIELD.search(link):  # a path of another host
            return ""
    else:
        link = _said(api.link, item)
    link = _CONTROL.sub("", link.strip())
    if not link or len(link) > MAX_LINK:
        return ""
    try:
        link = urljoin(address, link)
    except ValueError:
        return ""
    return link if is_web_address(link) else ""


def _said(path: str | None, item: Any) -> str:
    """What a path leads to as text; numbers are written out, lists joined, anything else is nothing."""
    found = search_path(path, item) if path else None
    if isinstance(found, bool) or found is None:
        return ""
    if isinstance(found, str | int | float):
        return write_plain(str(found))
    if isinstance(found, list):
        return write_plain("\n".join(str(part) for part in found if isinstance(part, str | int | float)))
    if isinstance(found, Mapping):  # an element of XML with attributes
        return write_plain(str(found.get("#text") or ""))
    return ""


def _fields(item: Any) -> dict[str, str]:
    if not isinstance(item, Mapping):
        return {}
    said = {str(n): str(value) for n, value in item.items() if isinstance(value, str | int | float)}
    return {write_plain(name): write_plain(value) for name, value in said.items()}


def _date(api: Api, item: Any, timezone: str, at: datetime) -> WrittenDate:
    text = _said(api.date, item)
    if api.date_unit == "text":
        return read_date(text, timezone, PLACE, at, formats=api.date_formats)
    if not text:
        return WrittenDate("", None, NONE, f"no date in {PLACE}")
    return from_epoch(text, api.date_unit, PLACE, at)


def read_detail(detail: Detail, body: bytes, content_type: str | None) -> tuple[str, tuple[str, ...], str]:
    """Title, paragraphs and date as written of the call behind a row. Raises NotAListError."""
    decoded = decode(body, content_type, None)
    try:
        document = json.loads(decoded.text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAListError(f"not JSON: {error}; {first_page_words(decoded.text)}", "json_error") from error
    content = paragraphs_of(_said(detail.content, document))
    return strip_tags(_said(detail.title, document)), content, _said(detail.date, document)


def read_document(
    document: Document, body: bytes, *, content_type: str | None, timezone: str, at: datetime
) -> tuple[str, tuple[str, ...], WrittenDate]:
    """Title, paragraphs and time of the last change of a document in JSON. Raises NotAListError."""
    decoded = decode(body, content_type, None)
    try:
        held = json.loads(decoded.text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAListError(f"not JSON: {error}; {first_page_words(decoded.text)}", "json_error") from error
    found = search_path(document.content, held) if document.content else held
    texts = (write_plain(value) for value in _values(found) if isinstance(value, str))
    paragraphs = tuple(words for text in texts for words in paragraphs_of(text))
    if not paragraphs:
        raise NotAListError("the document holds no text", "json_shape")
    written = read_date(_said(document.date, held), timezone, "document", at)
    title = document.title or strip_tags(_said(document.title_path, held))
    return title, paragraphs, written
