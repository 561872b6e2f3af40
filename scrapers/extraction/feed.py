"""Feed bytes to what the feed says of each item: RSS 0.9–2.0, RDF, Atom, JSON Feed.

Three readers (``feeds/``) give the same record of what is written; here it becomes entries. Well-formed feeds, and
those with slips that have one cure, are read by libxml2; the damaged ones by feedparser, thirty times as slow.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import WrittenDate, date_in_address, is_batch, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.feeds.json_feed import read_json
from scrapers.extraction.feeds.lenient import read_lenient
from scrapers.extraction.feeds.links import resolve_link
from scrapers.extraction.feeds.media import Media, has_played_ending, is_played
from scrapers.extraction.feeds.refusal import NotAFeedError, Verdict, is_html, judge_bytes, judge_text
from scrapers.extraction.feeds.wellformed import read_remains, read_well_formed, trim_tags
from scrapers.extraction.feeds.written import WrittenEntry, WrittenFeed
from scrapers.extraction.text import clean, paragraphs_of, strip_tags

__all__ = ["BATCH", "MAX_ENTRIES", "Feed", "FeedEntry", "Media", "NotAFeedError", "read_feed"]

BATCH = "one date for a whole batch"  # in a basis
MAX_ENTRIES = 5000  # a feed beyond this is a fault of the publisher or an attack
MAX_MARKUP = 1_000_000  # characters of one text with its markup; the longest real ones have a tenth of that
MAX_INFLATED = 32 * 1024 * 1024  # bytes: a feed that was packed without saying so and is larger is a bomb
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_ENTRY_TAG = re.compile(r"<(?:[\w.-]{1,80}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_DATED_FRAGMENT = re.compile(r"#.*\d{4}-?\d{2}-?\d{2}")
_DEEPEST = 256  # elements: libxml2 reads nothing in a deeper nest
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_MAIL = re.compile(r"[^\s()<>\[\]]+@[^\s()<>\[\]]+")


@dataclass(frozen=True)
class FeedEntry:
    """One entry as published. ``key`` identifies the item within its source; ``wording`` this text of it.

    ``link_is_media`` says that ``link`` leads to sound or film and to no page; ``canonical_url`` is then empty.
    ``media`` is named by the feed and not fetched. ``is_cut`` says that a text of it was longer than MAX_MARKUP and
    ends there.
    """

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
    id: str = ""
    media: tuple[Media, ...] = ()
    link_is_media: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Feed:
    """``damaged`` counts characters that could not be decoded; ``cut`` entries beyond the cap.

    ``kind`` is rss, rdf, atom or json. ``newest`` is the latest publication among its entries (UTC): a feed that is
    valid and frozen shows there. ``next_link``, its next page, is absolute where it is a web address, else empty.
    """

    language: str | None
    charset: str
    charset_basis: str
    damaged: int
    entries: tuple[FeedEntry, ...]
    cut: int
    kind: str = "rss"
    title: str = ""
    newest: datetime | None = None
    next_link: str = ""


def read_feed(
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
    formats: Sequence[str] = (),
) -> Feed:
    """Parse a feed captured ``at`` from ``address``.

    ``timezone`` is that of dates that name none, ``formats`` are strptime forms of the source's dates, tried first;
    ``charset`` overrules what is declared. The content type decides
    nothing but the charset: feeds are served as anything. A feed without entries is valid. An entry without address
    and title is kept: its key is then a digest of what it does have.

    Raises NotAFeedError, which says what it found, when it is none.
    """
    body = _narrowed(_unpacked(body))
    if verdict := judge_bytes(body):
        raise NotAFeedError(
            address, clean(body[:80].decode("utf-8", "replace")), verdict.found, verdict.words
        )
    decoded = decode(body, content_type, charset)
    # The text is UTF-8 from here on: a declaration of another charset would make the parser decode it twice.
    text = _XML_HEAD.sub("", decoded.text.lstrip("\ufeff \t\r\n\x00"), count=1).lstrip()
    text = trim_tags(text)
    written = _written(text)
    if isinstance(written, Verdict):
        raise NotAFeedError(address, clean(text[:80]), written.found, written.words)
    capture = _Capture(address, timezone, at, tuple(formats))
    entries = _entries(written.entries, capture)
    return Feed(
        language=clean(written.language).replace("_", "-") or None,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        damaged=decoded.damaged,
        entries=entries,
        cut=written.cut,
        kind=written.kind,
        title=strip_tags(written.title),
        newest=max((entry.published.at for entry in entries if entry.published.at), default=None),
        next_link=_web_link(written.next_link, address),
    )


@dataclass(frozen=True)
class _Capture:
    """Where and when the feed was captured, and how its source writes dates."""

    address: str
    timezone: str
    at: datetime
    formats: tuple[str, ...]

    def date(self, written: str, place: str) -> WrittenDate:
        return read_date(written, self.timezone, place, self.at, self.formats)


def _unpacked(body: bytes) -> bytes:
    """A body that is gzip although no header says so, inflated as far as it goes; a bomb and what is no gzip stay."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        inflated = zlib.decompressobj(31).decompress(body, MAX_INFLATED + 1)
    except zlib.error:
        return body
    return inflated if 0 < len(inflated) <= MAX_INFLATED else body


def _narrowed(body: bytes) -> bytes:
    """UTF-16 and UTF-32 without a byte order mark, known by how they begin an element, as UTF-8 with one."""
    for start, name in _WIDE:
        if body.startswith(start):
            return b"\xef\xbb\xbf" + body.decode(name, "replace").encode("utf-8")
    return body


def _written(text: str) -> WrittenFeed | Verdict:
    """By the reader that the text needs; what it is where it is no feed."""
    if text.startswith(("{", "[")):
        try:
            return read_json(text, MAX_ENTRIES) or judge_text(text)
        except ValueError:
            return judge_text(text)
    quick = read_well_formed(text, MAX_ENTRIES)
    if quick is not None and (quick.entries or not _ENTRY_TAG.search(text)):
        return quick
    if is_html(text):
        return judge_text(text)
    try:
        slow = read_lenient(text, MAX_ENTRIES)
    except ValueError as error:
        unreadable = Verdict("unparseable", f"the feed cannot be parsed: {error}")
        return quick or read_remains(text, MAX_ENTRIES) or unreadable
    found = slow or quick
    begun = sum(1 for _ in islice(_ENTRY_TAG.finditer(text), MAX_ENTRIES))
    if begun > (len(found.entries) if found else 0):  # a lost end tag can swallow all that follows it
        remains = read_remains(text, MAX_ENTRIES)
        if remains is not None and len(remains.entries) > (len(found.entries) if found else 0):
            found = remains
    return found or judge_text(text)


def _entries(written: Sequence[WrittenEntry], capture: _Capture) -> tuple[FeedEntry, ...]:
    entries = [_entry(position, entry, capture) for position, entry in enumerate(written)]
    if is_batch([entry.published for entry in entries]):
        shared, _ = Counter(entry.published.at for entry in entries if entry.published.at).most_common(1)[0]
        entries = [
            replace(entry, published=_of_a_batch(entry.published)) if entry.published.at == shared else entry
            for entry in entries
        ]
    return tuple(_told_apart(entries))


def _entry(position: int, written: WrittenEntry, capture: _Capture) -> FeedEntry:
    identity = clean(written.id)
    media = tuple(
        replace(medium, url=resolve_link(medium.url, capture.address)[0]) for medium in written.media
    )
    link, is_web, link_is_media = _link(written, identity, media, capture.address)
    canonical = canonical_address(link) if is_web and not link_is_media else ""
    title = strip_tags(written.title[:MAX_MARKUP])
    markup = max(written.contents, key=len, default="")
    summary = _line(written.summary[:MAX_MARKUP]) if written.summary != markup else ""
    content = _paragraphs(markup[:MAX_MARKUP])
    published = capture.date(written.published, "feed")
    updated = capture.date(written.updated, "feed update")
    wording = "\n".join((title, summary, *content, published.raw, updated.raw))
    return FeedEntry(
        position=position,
        key=_key(canonical, identity, title, summary),
        wording=hashlib.sha256(wording.encode("utf-8", "replace")).hexdigest(),
        link=link,
        canonical_url=canonical,
        title=title,
        summary=summary,
        content=content,
        byline=", ".join(dict.fromkeys(filter(None, map(_person, written.people)))),
        published=_first_date(published, updated, link if is_web else "", capture),
        updated=updated,
        id=identity,
        media=media,
        link_is_media=link_is_media,
        is_cut=max(len(markup), len(written.summary), len(written.title)) > MAX_MARKUP,
    )


def _paragraphs(markup: str) -> tuple[str, ...]:
    """Those of the tree; of markup nested deeper than a tree goes, all words in one."""
    found = paragraphs_of(markup)
    if found or markup.count("<") <= _DEEPEST:
        return found
    return tuple(filter(None, (clean(_ANY_TAG.sub(" ", markup)),)))


def _line(markup: str) -> str:
    return strip_tags(markup) or " ".join(_paragraphs(markup))


def _link(
    written: WrittenEntry, identity: str, media: Sequence[Media], address: str
) -> tuple[str, bool, bool]:
    """The page of an entry: the one behind a distributor's link, the link itself, an id that is an address; else what
    is to be played. With it, whether it is an address of the web, and whether of something to play.

    With none of these, what is published in their place, which leads nowhere.
    """
    page, is_web = "", False
    for candidate in (written.original_link, written.link):
        resolved, is_web = resolve_link(candidate, address) if candidate else ("", False)
        page = resolved if is_web else page or resolved
        if is_web:
            break
    if not page and written.id_is_link and (identity.startswith("/") or is_web_address(identity)):
        page, is_web = resolve_link(identity, address)
    played = [medium.url for medium in media if is_played(medium) and is_web_address(medium.url)]
    if page:
        return page, is_web, is_web and (page in played or has_played_ending(page))
    if played:
        return played[0], True, True
    return (identity if written.id_is_link else ""), False, False


def _key(canonical: str, identity: str, title: str, summary: str) -> str:
    """What the item is known by: its address, else its id, else its words.

    Two addresses are not enough: one that leads to a home page is that of every item of a careless feed, and one
    whose id adds an instant to it (``page#2026-03-10T09:00:00Z``) is one change of a page that changes again.
    """
    if not canonical:
        return identity or f"{title}\n{summary}"
    if _is_home(canonical):
        return identity or f"{canonical}\n{title}"
    if (
        _DATED_FRAGMENT.search(identity)
        and is_web_address(identity)
        and canonical_address(identity) == canonical
    ):
        return identity
    return canonical


def _is_home(canonical: str) -> bool:
    parts = urlsplit(canonical)
    return parts.path == "/" and not parts.query


def _told_apart(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Entries that share an address and neither id nor words are different items: keyed by id, else by title.

    The same words under two ids are one article that a feed lists twice.
    """
    sharing: dict[str, list[FeedEntry]] = defaultdict(list)
    for entry in entries:
        sharing[entry.key].append(entry)
    apart: dict[int, str] = {}
    for key, group in sharing.items():
        if len(group) == 1 or len({entry.wording for entry in group}) == 1 or not group[0].canonical_url:
            continue
        if len({entry.id for entry in group}) > 1 and all(entry.id for entry in group):
            apart |= {entry.position: entry.id for entry in group}
        elif len({entry.title for entry in group}) > 1:
            apart |= {entry.position: f"{key}\n{entry.title}" for entry in group}
    return [replace(e, key=apart[e.position]) if e.position in apart else e for e in entries]


def _first_date(published: WrittenDate, updated: WrittenDate, link: str, capture: _Capture) -> WrittenDate:
    """Publication, else update, else the date in the link; with none, the publication and why it is none."""
    if published.at is not None:
        return published
    if updated.at is not None:
        return updated
    in_link = date_in_address(link, capture.timezone, capture.at) if link else published
    return in_link if in_link.at is not None else published


def _of_a_batch(published: WrittenDate) -> WrittenDate:
    return replace(published, precision="day", basis=f"{published.basis}, {BATCH}")


def _person(written: str) -> str:
    """The name of an author; the address for mail only where there is nothing else."""
    text = strip_tags(written)
    name = _MAIL.sub("", text).replace("()", "").replace("<>", "").strip(" ,;")
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    return name or text


def _web_link(link: str, address: str) -> str:
    resolved, is_web = resolve_link(link, address)
    return resolved if is_web else ""
