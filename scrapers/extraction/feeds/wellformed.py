"""Feeds that are XML, or become it by slips that have one cure. Anything else is left to the lenient reader.

The parser opens no file and no network, expands no entity, and keeps libxml2's own limits (depth 256, text of 10 MB):
what exceeds them is no well-formed feed here.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5
from urllib.parse import urljoin

from lxml import etree

from scrapers.extraction.feeds.media import Media, gather_media, read_duration, read_size
from scrapers.extraction.feeds.written import WrittenEntry, WrittenFeed

# Vocabularies by the prefix they are known under; "" holds all dialects of feeds.
_VOCABULARIES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://example.com/newformat#": "",
    "http://example.com/necho": "",
    "http://purl.org/echo/": "",
    "uri/of/echo/namespace#": "",
    "http://purl.org/pie/": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.youtube.com/xml/schemas/2015": "yt",
}
_ENTRY_NAMES = frozenset(("item", "entry"))
_ROOT_KINDS = {"rss": "rss", "rdf:rdf": "rdf", "feed": "atom", "channel": "rss"}
_HTML_TYPES = frozenset(("", "text/html", "html", "application/xhtml+xml", "xhtml"))

_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIXED_TAG = re.compile(r"<(/?)[A-Za-z][\w.-]*:(?=[A-Za-z])")
_OUTER_DIV = re.compile(r"\s*<div\b[^>]*>(.*)</div>\s*", re.DOTALL | re.IGNORECASE)
# What the text is made of as far as its slips are concerned: blocks without references, then each ampersand.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:(#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)?",
    re.DOTALL,
)
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
_START = re.compile(r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]", re.IGNORECASE)
_END = re.compile(r"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
_JUNK_BEFORE = 4096  # characters of warnings that a broken server program prints above its feed
_ENTRY_START = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?:[A-Za-z_][\w.-]*:)?(item|entry)(?=[\s/>])",
    re.DOTALL | re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<([A-Za-z_][\w.:-]{0,80})")
_LONGEST_TAG = 8192  # characters
_LATIN_CONTROLS = re.compile("[\x80-\x9f]")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")

_Tag = tuple[str, str | None]


def read_well_formed(text: str, most: int) -> WrittenFeed | None:
    """A feed of at most ``most`` entries, the rest counted. None where ``text`` is not well-formed, is no feed, or
    declares entities of its own."""
    if "<!ENTITY" in text:
        return None
    shortened, cut = cut_entries(text, most)
    root = _parsed(shortened)
    if root is None:
        root = _parsed(mend_markup(shortened))
    if root is None:
        return None
    return _Reader("xml:base" in text).feed(root, cut)


def read_remains(text: str, most: int) -> WrittenFeed | None:
    """What libxml2 makes of damaged text: less than feedparser does, but it trips over nothing."""
    shortened, cut = cut_entries(mend_markup(text), most)
    root = None if "<!ENTITY" in text else _parsed(shortened, is_damage_allowed=True)
    feed = None if root is None else _Reader("xml:base" in text).feed(root, cut)
    return feed if feed is not None and feed.entries else None


def cut_entries(text: str, most: int) -> tuple[str, int]:
    """``text`` up to its ``most``-th entry, closed again, and how many more begin after that. Costs one pass."""
    folded = text.lower()
    if folded.count("item") + folded.count("entry") <= most:  # closing tags and words too: at least as many
        return text, 0
    seen, first, end = 0, 0, len(text)
    for match in _ENTRY_START.finditer(text):
        if match.group(1):
            seen += 1
            first = first or match.start()
            if seen == most + 1:
                end = match.start()
    if seen <= most:
        return text, 0
    return text[:end] + _closing_tags(text[:first]), seen - most


def _closing_tags(head: str) -> str:
    """What closes a feed whose first entry comes after ``head``: its channel where that is open, and its root."""
    root = _TAG_NAME.search(head)
    name = root.group(1) if root else "rss"
    is_open = "<channel" in head and "</channel" not in head and name != "channel"
    return f"</channel></{name}>" if is_open else f"</{name}>"


def trim_tags(text: str) -> str:
    """``text`` without the attributes of tags that are longer than any real one: parsers need the square of their
    number. One pass, whatever the text."""
    if len(text) <= _LONGEST_TAG:
        return text
    pieces = text.split(">")
    for number, piece in enumerate(pieces):
        if (
            len(piece) > _LONGEST_TAG
            and (start := _TAG_NAME.search(piece))
            and len(piece) - start.start() > _LONGEST_TAG
        ):
            pieces[number] = piece[: start.end()]
    return ">".join(pieces)


def mend_markup(text: str) -> str:
    """The slips with one cure: what stands before and after the feed, characters that XML forbids, named references
    of HTML, ampersands that begin no reference."""
    start = _START.search(text, 0, _JUNK_BEFORE)
    if start:
        text = _XML_HEAD.sub("", text[start.start() :], count=1)
    ends = list(_END.finditer(text, max(0, len(text) - _JUNK_BEFORE)))
    if ends:
        text = text[: ends[-1].end()]
    return _AMPERSAND.sub(_mended_reference, _NOT_XML.sub(" ", text))


def _mended_reference(match: re.Match[str]) -> str:
    whole, name = match.group(), match.group(1)
    if not whole.startswith("&"):
        return whole
    if name is None:
        return "&amp;"
    if name in _PREDEFINED:
        return whole
    if name.startswith("#"):
        if len(name) > 12:  # no character has so long a number
            return " "
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        is_character = number < 0x110000 and not _NOT_XML.match(chr(number))
        return whole if is_character else " "
    character = html5.get(f"{name};")
    return f"&amp;{name};" if character is None else html.escape(character)


def _parsed(text: str, is_damage_allowed: bool = False) -> etree._Element | None:
    """The root; None where more is amiss than a prefix without a namespace, unless that is allowed."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(_without_doctype(text).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):  # ValueError: a lone surrogate
        return None
    if root is None or is_damage_allowed:
        return root
    if any(
        e.domain != etree.ErrorDomains.NAMESPACE and e.level >= etree.ErrorLevels.ERROR
        for e in parser.error_log
    ):
        return None
    return root


def _without_doctype(text: str) -> str:
    """Without the reference to a document type that is never loaded: with it, HTML's names of characters would be no
    error and lost."""
    match = _DOCTYPE.search(text, 0, _JUNK_BEFORE)
    return text if match is None else text[: match.start()] + text[match.end() :]


class _Reader:
    """Names elements and collects what they say. Holds the names it has made, for one document."""

    def __init__(self, has_base: bool) -> None:
        self._has_base = has_base
        self._names: dict[_Tag, str] = {}

    def feed(self, root: etree._Element, cut: int) -> WrittenFeed | None:
        top = self._top(root)
        if top is None:
            return None
        kind = _ROOT_KINDS[self._name(top)]
        entries = tuple(self._entry(element, kind) for element in self._entry_elements(top))
        channel = next((child for child in top if self._name(child) == "channel"), top)
        said: dict[str, str] = {}
        next_link = ""
        for child in channel:
            name = self._name(child)
            if name == "link" and child.get("href"):
                rel = (child.get("rel") or "").lower()
                next_link = next_link or (child.get("href", "") if rel == "next" else "")
            elif name in ("language", "dc:language") and not len(child):
                said["language"] = mend_text((child.text or "").strip())
            elif name == "title":
                said.setdefault("title", self._markup(child))
        language = said.get("language") or _language(channel) or _language(top)
        return WrittenFeed(
            kind=kind,
            title=said.get("title", ""),
            language=language,
            next_link=next_link,
            entries=entries,
            cut=cut,
        )

    def _top(self, root: etree._Element) -> etree._Element | None:
        """The element that makes it a feed: the root, or one in an envelope right below it."""
        for element in (root, *root[:10]):
            if self._name(element) in _ROOT_KINDS:
                return element
        return None

    def _name(self, element: etree._Element) -> str:
        """``title``, ``dc:date``, ``media:content``: folded, under the prefix the vocabulary is known by."""
        key = (element.tag, element.prefix)
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = _named(*key)
        return known

    def _entry_elements(self, top: etree._Element) -> list[etree._Element]:
        """Entries in the order of the document, wherever they stand, but none inside another."""
        found: list[etree._Element] = []
        waiting = [top]
        while waiting:
            element = waiting.pop()
            if element is not top and self._name(element) in _ENTRY_NAMES:
                found.append(element)
            elif len(element):
                waiting.extend(reversed(element))
        return found

    def _entry(self, element: etree._Element, kind: str) -> WrittenEntry:
        said = _Said(kind=kind)
        about = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
        if about:
            said.id, said.id_is_link = about, True
        for name, value in element.attrib.items():  # CDF writes there what others write in elements
            if name.lower() == "href":
                said.text_link = self._resolved(value, element)
            elif name.lower() == "lastmod":
                said.updated = value
        for child in element:
            self._add(said, child, self._name(child))
        return said.entry()

    def _add(self, said: _Said, child: etree._Element, name: str) -> None:
        if name in _DATES:
            setattr(said, _DATES[name], self._markup(child))
        elif name in ("title", "dc:title"):
            said.title = said.title or self._markup(child)
        elif name == "link":
            self._add_link(said, child)
        elif name in ("guid", "id"):
            permalink = next((v for k, v in child.items() if k.lower() == "ispermalink"), "true")
            said.id, said.id_is_link = self._markup(child), permalink == "true"
            said.id_base = self._base(child) if said.id_is_link else ""
        elif name in _DESCRIPTIONS:
            said.add_description(self._markup(child))
        elif name in _CONTENTS:
            said.add_content(self._markup(child), (child.get("type") or "").lower())
        elif name in _PEOPLE:
            said.people.extend(self._people(child))
        elif name == "enclosure":
            said.media.append(self._enclosure(child))
        elif name.startswith(("media:", "itunes:", "yt:", "feedburner:")):
            self._add_medium(said, child, name)

    def _add_link(self, said: _Said, child: etree._Element) -> None:
        href = child.get("href") or child.get("url") or child.get("uri")
        if not href:
            said.text_link = self._resolved((child.text or "").strip(), child)
            return
        rel, kind = (child.get("rel") or "alternate").lower(), (child.get("type") or "").lower()
        href = self._resolved(href.strip(), child)
        if rel == "enclosure":
            said.media.append(Media(href, kind, bytes=read_size(child.get("length"))))
        elif rel == "alternate" and kind in _HTML_TYPES:
            said.page_link = href
        elif rel in ("alternate", "related", "via") and said.other_links.get(rel) is None:
            said.other_links[rel] = href

    def _add_medium(self, said: _Said, child: etree._Element, name: str) -> None:
        if name == "media:group":
            for inner in child:
                self._add_medium(said, inner, self._name(inner))
        elif name == "media:content":
            said.media.append(_media_content(child.attrib))
            for inner in child:
                self._add_medium(said, inner, self._name(inner))
        elif name == "media:title":
            said.headline = said.headline or self._markup(child)
        elif name == "media:description":
            said.caption = said.caption or self._markup(child)
        elif name == "itunes:summary":
            said.spoken = said.spoken or self._markup(child)
        elif name == "itunes:duration":
            said.duration = said.duration or (child.text or "").strip()
        elif name == "yt:videoid":
            said.video_id = (child.text or "").strip()
        elif name == "feedburner:origlink":
            said.original_link = (child.text or "").strip()

    def _enclosure(self, child: etree._Element) -> Media:
        url = child.get("url") or child.get("href") or child.get("uri") or ""
        return Media(
            url.strip(), (child.get("type") or "").lower().strip(), bytes=read_size(child.get("length"))
        )

    def _people(self, child: etree._Element) -> Iterator[str]:
        if not len(child):
            yield mend_text((child.text or "").strip())
            return
        parts = {self._name(part): (part.text or "").strip() for part in child}
        yield mend_text(parts.get("name") or parts.get("email") or "")

    def _base(self, element: etree._Element) -> str:
        return (element.base or "") if self._has_base else ""

    def _resolved(self, link: str, element: etree._Element) -> str:
        """Against ``xml:base`` alone; the address of the feed comes in later."""
        base = self._base(element)
        try:
            return urljoin(base, link) if base and link else link
        except ValueError:
            return link

    def _markup(self, element: etree._Element) -> str:
        """Text, or markup that stands unescaped in the feed, as markup."""
        if not len(element):
            text = (element.text or "").strip()
            return mend_text(_unpacked(text) if _is_base64(element) else text)
        only = element[0]
        if (
            len(element) == 1
            and not len(only)
            and (element.get("type") or "").lower() in ("html", "text/html")
        ):
            return mend_text((only.text or "").strip())  # escaped markup that was put into a div all the same
        inner = html.escape(element.text or "", quote=False) + "".join(
            etree.tostring(child, encoding="unicode") for child in element
        )
        inner = _PREFIXED_TAG.sub(r"<\1", inner)
        outer = _OUTER_DIV.fullmatch(inner)
        if outer and len(element) == 1:
            inner = outer.group(1)
        return mend_text(inner.strip())


class _Said:
    """What an entry has said so far. Elements may come in any order and more than once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.id = self.id_base = self.title = self.published = self.updated = self.created = ""
        self.id_is_link = False
        self.text_link = self.page_link = self.original_link = self.video_id = self.duration = ""
        self.caption = self.spoken = self.headline = ""
        self.other_links: dict[str, str] = {}
        self.summary: str | None = None
        self.contents: list[str] = []
        self.has_content = False
        self.people: list[str] = []
        self.media: list[Media] = []

    def add_description(self, markup: str) -> None:
        """A second description is a fuller text (some publishers write two); after a content it is the summary."""
        if self.summary is not None and not self.has_content:
            self.add_content(markup, "text/html")
        else:
            self.summary = markup

    def add_content(self, markup: str, kind: str) -> None:
        self.has_content = True
        self.contents.append(markup)
        if self.summary is None and kind in _TEXT_TYPES:
            self.summary = markup

    def entry(self) -> WrittenEntry:
        link = (
            self.page_link
            or self.text_link
            or self.other_links.get("alternate")
            or (f"https://www.youtube.com/watch?v={self.video_id}" if self.video_id else "")
        )
        return WrittenEntry(
            id=self.id,
            id_is_link=self.id_is_link,
            link=link,
            original_link=self.original_link,
            title=self.title or self.headline,
            summary=self.summary or ("" if self.contents else self.spoken or self.caption),
            contents=tuple(self.contents),
            people=tuple(filter(None, self.people)),
            published=self.published or self.created,
            updated=self.updated,
            media=gather_media(self.media, self.duration),
        )


_DATES = {
    "pubdate": "published",
    "published": "published",
    "issued": "published",
    "dcterms:issued": "published",
    "updated": "updated",
    "modified": "updated",
    "lastbuilddate": "updated",
    "dc:date": "updated",
    "dcterms:modified": "updated",
    "created": "created",
    "dcterms:created": "created",
}
_DESCRIPTIONS = frozenset(("description", "dc:description", "summary", "abstract"))
_CONTENTS = frozenset(("content", "content:encoded", "body", "xhtml:body", "fullitem"))
_TEXT_TYPES = _HTML_TYPES | {"text", "plain", "text/plain"}
_PEOPLE = frozenset(("author", "dc:creator", "dc:author", "itunes:author", "managingeditor"))


def _named(tag: str, prefix: str | None) -> str:
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        folded = namespace.lower()
        known = _VOCABULARIES.get(folded)
        if known is None and "backend.userland.com/rss" in folded:
            known = ""
        if known is None:
            known = (prefix or "").lower()
    else:
        known, _, local = tag.rpartition(":")  # a prefix that nobody declared stands in the tag
        known = known.lower()
        known = "" if known in ("atom", "rss", "a10") else known
    return f"{known}:{local.lower()}" if known else local.lower()


def _language(element: etree._Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or ""


def _media_content(said: etree._Attrib) -> Media:
    kind = said.get("type") or said.get("medium") or ""
    return Media(
        (said.get("url") or "").strip(),
        kind.lower().strip(),
        read_duration(said.get("duration")),
        read_size(said.get("fileSize") or said.get("filesize")),
    )


def _is_base64(element: etree._Element) -> bool:
    """Atom packs content that is neither text nor XML (RFC 4287 §4.1.3.3); Atom 0.3 says so in ``mode``."""
    if element.get("mode") == "base64":
        return True
    kind = (element.get("type") or "text").lower()
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8").strip()
    except ValueError:
        return text


def mend_text(text: str) -> str:
    """Undo two old slips: UTF-8 that was read as Latin-1 and written again, and C1 controls that mean the letters of
    windows-1252."""
    if text.isascii():
        return text
    with suppress(UnicodeError):  # nearly all text is neither
        text = text.encode("latin-1").decode("utf-8")
    return _LATIN_CONTROLS.sub(_windows_letter, text)


def _windows_letter(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("cp1252", "ignore") or match.group()
