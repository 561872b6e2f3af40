"""Page bytes to article: title, body, byline, date, language, canonical address, and what kind of page it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import lxml.html
from lxml import etree
from lxml.cssselect import CSSSelector

from briefing.records.source import ArticleRules
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.body import read_body, read_elements
from scrapers.extraction.byline import find_byline
from scrapers.extraction.dates import WrittenDate, date_in_address, from_epoch, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.head_data import HeadData
from scrapers.extraction.headline import find_title
from scrapers.extraction.page_kind import PageKind, judge_kind
from scrapers.extraction.pdf import NoPdfTextError, is_pdf, read_pdf
from scrapers.extraction.publication import find_published
from scrapers.extraction.script_data import find_linked_articles
from scrapers.extraction.text import clean
from scrapers.extraction.walk import walk_blocks

EXTRACTOR = "desk"
EXTRACTOR_VERSION = "1"  # another number for every change that changes what is read
MAX_PAGE_CHARACTERS = 5_000_000
MAX_ELEMENTS = 250_000
MAX_DEEP_ELEMENTS = 5_000  # where they nest deeper than 256: each block is held by all elements around it
# Attributes by the ten thousand hang every HTML parser; an inline image is one long word and passes.
# Atomic throughout: a run of spaces that could be divided in many ways would itself hang the search.
# What stands in quotation marks is one word: the outline of a drawing is one attribute.
_MONSTROUS_TAG = re.compile(
    r"""<[a-zA-Z](?>[^<>\s"']+\s*|"[^"<>]*"\s*|'[^'<>]*'\s*|["']\s*|\s+){4000}"""  # also a="b"c="d"
)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_PAGE_TYPES = frozenset(
    {"text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain", ""}
)


class NoArticleError(ValueError):
    """The page cannot be read as an article at all (not HTML or PDF, too large, nested beyond reason, no text)."""


@dataclass(frozen=True)
class Page:
    """What a page says. ``paragraphs`` may be empty: a page that has its text in a picture or behind a wall, or a
    listing, which has no text of its own. ``paragraph_pages`` names, for a PDF, the page (from 1) on which each
    paragraph begins, and is empty for HTML."""

    title: str
    paragraphs: tuple[str, ...]
    byline: str
    language: str | None
    published: WrittenDate
    canonical_url: str
    charset: str
    charset_basis: str
    damaged: int
    kind: PageKind = "article"
    paragraph_pages: tuple[int, ...] = ()


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

    ``timezone`` (IANA) is that of the source. ``rules`` are the source's own; where one matches nothing, the general
    way serves. Raises NoArticleError when the bytes are no page.
    """
    if is_pdf(body, content_type):
        return _read_pdf_page(body, address, timezone, at, rules)
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        raise NoArticleError(f"{address}: content type {kind} is not a page")
    if _is_binary(body):
        raise NoArticleError(f"{address}: neither text nor markup but binary data")
    decoded = decode(body, content_type, charset)
    text = decoded.text.replace("\x00", "")
    if kind == "text/plain" and not re.search(r"<(?:html|body|p|div|br)\b", text, re.IGNORECASE):
        text = "<p>" + re.sub(r"\s*\n\s*\n\s*", "<p>", text.replace("&", "&amp;").replace("<", "&lt;"))
    tree = parse_html(text, address)
    if rules is not None:
        _drop(tree, rules.drop)
    head = HeadData(tree)
    linked = find_linked_articles(tree)
    first = linked[0] if linked else {}
    title = _ruled_text(tree, rules.title if rules else None) or find_title(tree, head, first, address)
    published = find_published(
        tree,
        head,
        linked,
        address=address,
        timezone=timezone,
        at=at,
        formats=rules.date_formats if rules else (),
        ruled=_ruled_text(tree, rules.date if rules else None),
    )
    if rules is not None and rules.date_unit != "text":
        counted = from_epoch(_ruled_text(tree, rules.date), rules.date_unit, "page, by rule", at)
        published = counted if counted.at is not None else published
    try:
        ruled = _select(tree, rules.body) if rules is not None and rules.body else []
        paragraphs = read_elements(ruled, title) if ruled else ()
        if paragraphs:
            page_kind: PageKind = "article"
        else:
            walk = walk_blocks(tree)
            paragraphs = read_body(tree, walk, title, linked)
            page_kind = judge_kind(walk, paragraphs, title, head, linked, address)
    except (ValueError, RecursionError, MemoryError, etree.LxmlError) as error:
        raise NoArticleError(f"{address}: the text cannot be extracted: {error}") from error
    return Page(
        title=title,
        paragraphs=paragraphs if page_kind != "listing" else (),
        byline=_ruled_text(tree, rules.byline if rules else None) or find_byline(tree, head, first),
        language=_language(tree, head),
        published=published,
        canonical_url=_canonical(tree, address),
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        kind=page_kind,
    )


def _is_binary(body: bytes) -> bool:
    """Control characters that no charset of documents uses; zero bytes are left out (UTF-16 and sloppy servers have
    them), and so are escapes (ISO-2022-JP)."""
    start = body[:4096]
    return sum(
        byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in start.replace(b"\0", b"")
    ) > 0.03 * len(start)


def parse_html(text: str, address: str) -> Any:
    """The tree of a decoded page. Raises NoArticleError for what no parser should be given, and for what the parser
    gave up on: it says so only in its log and returns a page without text."""
    if len(text) > MAX_PAGE_CHARACTERS:
        raise NoArticleError(f"{address}: page of {len(text)} characters")
    if _MONSTROUS_TAG.search(text) and _MONSTROUS_TAG.search(_SCRIPT.sub("", text)):  # "a<b" begins no tag
        raise NoArticleError(f"{address}: a tag with thousands of attributes")
    encoded = text.encode("utf-8", "replace")
    for huge in (False, True):  # real pages that never close an element nest some hundreds deep
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=huge)
        try:
            tree = lxml.html.document_fromstring(encoded, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise NoArticleError(f"{address}: not readable as HTML: {error}") from error
        given_up = [entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
        if not given_up:
            break
    else:
        raise NoArticleError(f"{address}: the parser gave up: {given_up[-1]}")
    most = MAX_DEEP_ELEMENTS if huge else MAX_ELEMENTS
    if tree.xpath("count(//*)") > most:
        raise NoArticleError(f"{address}: a page of more than {most} elements")
    return tree


def _read_pdf_page(
    body: bytes, address: str, timezone: str, at: datetime, rules: ArticleRules | None
) -> Page:
    try:
        found = read_pdf(body)
    except NoPdfTextError as error:
        raise NoArticleError(f"{address}: {error}") from error
    # The document's own date is that of its making, often of its last conversion: the address tells more.
    published = date_in_address(address, timezone, at)
    if published.at is None and found.created:
        published = read_date(_pdf_date(found.created), timezone, "PDF metadata", at)
    return Page(
        title=found.title,
        paragraphs=found.paragraphs,
        byline="",
        language=None,
        published=published,
        canonical_url=canonical_address(address),
        charset="pdf",
        charset_basis="text layer",
        damaged=sum(p.count("\ufffd") for p in found.paragraphs),
        kind="article",
        paragraph_pages=found.pages,
    )


def _pdf_date(written: str) -> str:
    """``D:20260310090506+09'00'`` as ISO 8601; what is written otherwise stays as it is."""
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?", written)
    if match is None:
        return written
    year, month, day, hour, minute, second, zulu, hours, minutes = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    offset = "Z" if zulu else f"{hours}:{minutes or '00'}" if hours else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{offset}"


def _select(tree: Any, css: str) -> list[Any]:
    return list(CSSSelector(css, translator="html")(tree))


def _drop(tree: Any, selectors: Sequence[str]) -> None:
    for css in selectors:
        for element in _select(tree, css):
            if element.getparent() is not None:
                element.drop_tree()


def _ruled_text(tree: Any, css: str | None) -> str:
    """The text of the first element that a rule selects and that has any; ``content`` or ``datetime`` before it."""
    if not css:
        return ""
    for element in _select(tree, css):
        told = element.get("content") or element.get("datetime") or " ".join(element.itertext())
        if clean(told):
            return clean(told)
    return ""


def _language(tree: Any, head: HeadData) -> str | None:
    """As the page says it of itself; believed by nobody without a look at the text."""
    for attribute in ("lang", "{http://www.w3.org/XML/1998/namespace}lang"):
        if (tree.get(attribute) or "").strip():
            return str(tree.get(attribute)).strip()
    return head.first("content-language", "dc.language", "og:locale") or None


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
