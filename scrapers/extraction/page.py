"""Page bytes to article: title, body, byline, date, language, canonical address."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from briefing.records.source import ArticleRules
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import WrittenDate, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.text import clean, paragraphs_of

EXTRACTOR = "trafilatura"
EXTRACTOR_VERSION = f"{trafilatura.__version__}+1"  # +n: our own rules around it
MAX_PAGE_CHARACTERS = 5_000_000
# Attributes by the ten thousand hang every HTML parser; an inline image is one long word and passes.
_MONSTROUS_TAG = re.compile(r"<[a-zA-Z](?:[^<>\s]*\s+){2000}")
_DATE_PROPERTIES = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "pubdate",
    "publishdate",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
)
_SEPARATORS = (" | ", " - ", " – ", " — ", "｜", " :: ", "_")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page it finds hard


class NoArticleError(ValueError):
    """The page cannot be read as an article at all (not HTML, too large, no text)."""


@dataclass(frozen=True)
class Page:
    """What a page says. ``paragraphs`` may be empty: a page that has its text in a picture or behind a wall."""

    title: str
    paragraphs: tuple[str, ...]
    byline: str
    language: str | None
    published: WrittenDate
    canonical_url: str
    charset: str
    charset_basis: str
    damaged: int


def read_page(
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
    rules: ArticleRules | None = None,
) -> Page:
    """Extract the article of a page captured ``at`` from ``address``. Pure: no network call is made.

    Raises NoArticleError when the bytes are no page.
    """
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain", ""):
        raise NoArticleError(f"{address}: content type {kind} is not a page")
    decoded = decode(body, content_type, charset)
    text = decoded.text.replace("\x00", "")
    if len(text) > MAX_PAGE_CHARACTERS:
        raise NoArticleError(f"{address}: page of {len(text)} characters")
    if _MONSTROUS_TAG.search(text):
        raise NoArticleError(f"{address}: a tag with thousands of attributes")
    try:
        tree = lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoArticleError(f"{address}: not readable as HTML: {error}") from error
    linked = _linked_data(tree)
    title = _title(tree, linked)
    try:
        paragraphs = _body(text, tree, linked)
    except (ValueError, RecursionError, MemoryError, etree.LxmlError) as error:
        raise NoArticleError(f"{address}: the text cannot be extracted: {error}") from error
    return Page(
        title=title,
        paragraphs=paragraphs[1:] if paragraphs[:1] == (title,) else paragraphs,
        byline=_byline(tree, linked),
        language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or None),
        published=_published(tree, linked, timezone, at),
        canonical_url=_canonical(tree, address),
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
    )


def _meta(tree: Any, *names: str) -> str:
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            for value in tree.xpath(f"//meta[@{attribute}=$name]/@content", name=name):
                if value.strip():
                    return str(value)
    return ""


def _linked_data(tree: Any) -> dict[str, Any]:
    """The first JSON-LD object that is an article, or nothing."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            found = json.loads(script, strict=False)
        except (ValueError, RecursionError):  # no JSON, or nested beyond reason
            continue
        candidates = found if isinstance(found, list) else [found]
        for outer in candidates:
            if not isinstance(outer, dict):
                continue
            inner = outer.get("@graph")
            for candidate in [outer, *(inner if isinstance(inner, list) else [])]:
                if isinstance(candidate, dict) and "Article" in str(candidate.get("@type", "")):
                    return candidate
    return {}


def _title(tree: Any, linked: dict[str, Any]) -> str:
    """og:title, JSON-LD headline, the only h1, or the title element without the outlet's name."""
    for candidate in (_meta(tree, "og:title"), linked.get("headline")):
        if isinstance(candidate, str) and clean(candidate):
            return clean(candidate)
    headings = [clean(" ".join(h.itertext())) for h in tree.iter("h1")]
    headings = [h for h in headings if h]
    if len(headings) == 1:
        return headings[0]
    whole = clean(" ".join(tree.xpath("//head/title//text()")))
    for separator in _SEPARATORS:
        head, found, _ = whole.rpartition(separator)
        if found and len(head) >= 8:
            return clean(head)
    return whole


def _body(text: str, tree: Any, linked: dict[str, Any]) -> tuple[str, ...]:
    extracted = trafilatura.extract(
        text, favor_precision=True, include_comments=False, include_tables=True, deduplicate=False, fast=False
    )
    paragraphs = tuple(filter(None, (clean(line) for line in (extracted or "").split("\n"))))
    if paragraphs:
        return paragraphs
    carried = linked.get("articleBody")
    if isinstance(carried, str) and carried.strip():
        return paragraphs_of(carried)
    # A short release inside an <article> element is below what the extractor takes for text.
    articles = list(tree.iter("article"))
    if len(articles) != 1:
        return ()
    return paragraphs_of(etree.tostring(articles[0], encoding="unicode"))


def _byline(tree: Any, linked: dict[str, Any]) -> str:
    author = linked.get("author")
    if isinstance(author, list) and author:
        author = author[0]
    if isinstance(author, dict):
        author = author.get("name")
    if isinstance(author, str) and clean(author):
        return clean(author)
    return clean(_meta(tree, "author", "article:author", "dable:author"))


def _published(tree: Any, linked: dict[str, Any], timezone: str, at: datetime) -> WrittenDate:
    candidates = [
        ("page meta", _meta(tree, *_DATE_PROPERTIES)),
        ("page JSON-LD", str(linked.get("datePublished") or "")),
        (
            "page time element",
            next(iter(tree.xpath("//article//time/@datetime | //time[@pubdate]/@datetime")), ""),
        ),
    ]
    first_failure: WrittenDate | None = None
    for place, raw in candidates:
        written = read_date(raw, timezone, place, at)
        if written.at is not None:
            return written
        if written.raw and first_failure is None:
            first_failure = written
    return first_failure or WrittenDate("", None, "none", "no date in page")


def _canonical(tree: Any, address: str) -> str:
    """The page's own canonical link where it stays on the same host, else the address itself.

    A canonical link to another host is a publisher's claim about a copy; following it would let one page take
    over another's identity.
    """
    own = canonical_address(address)
    for href in tree.xpath("//link[@rel='canonical']/@href"):
        if is_web_address(href):
            named = canonical_address(href)
            if named.split("/")[2] == own.split("/")[2]:
                return named
    return own
