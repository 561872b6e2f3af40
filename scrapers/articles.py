"""Captures to entries and articles: what the feeds said, what the pages held, and which versions there were.

A pure function of the ``captures`` table, the WARC files it points into, and the catalogue. Entries are read
from every capture of a feed, in order; an item belongs to the monitoring day of its publication, whichever
capture it was found in.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from briefing.records.article import Article, content_digest
from briefing.records.capture import DOORS, Capture
from briefing.records.entry import Entry
from briefing.records.monitoring_day import MonitoringDay, day_of
from briefing.records.seed import Detail, Seed
from briefing.records.source import Source
from scrapers.archive.index import ArchiveError
from scrapers.archive.reading import StoredResponse, read_response
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import NONE, WrittenDate, read_date
from scrapers.extraction.feed import BATCH, FeedEntry, NotAFeedError
from scrapers.extraction.page import EXTRACTOR, EXTRACTOR_VERSION, NoArticleError, Page, read_page
from scrapers.extraction.placeholders import dates_touched
from scrapers.extraction.records import read_detail
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, typed
from scrapers.workers import InlineWorkers, WorkerLimitError, Workers

NO_ARTICLE = "a page that lists others, no article"
FEED_EXTRACTOR, FEED_EXTRACTOR_VERSION = "desk-feed", "1"  # libxml2, feedparser for the damaged


@dataclass(frozen=True)
class Harvest:
    """``problems`` names what could not be read, ``passed_over`` pages of an archive that are no article: both as
    (capture_id, reason)."""

    entries: tuple[Entry, ...]
    articles: tuple[Article, ...]
    problems: tuple[tuple[str, str], ...]
    passed_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What earlier days of our own collecting leave behind: their dates, and the items that they read."""

    days: frozenset[str] = frozenset()
    items: Mapping[str, str] = field(default_factory=dict)  # item id to the earliest day that read it


@dataclass(frozen=True)
class _Reading:
    """One entry in one capture of a feed."""

    capture: Capture
    entry: FeedEntry
    language: str | None
    charset: str
    charset_basis: str
    damaged: int


@dataclass(frozen=True)
class _PageText:
    """One page capture that was read."""

    capture: Capture
    page: Page


@dataclass
class _Item:
    """Everything that was captured of one item, in order of capture."""

    item_id: str
    source: Source
    canonical_url: str
    key: str
    readings: list[_Reading] = field(default_factory=list)
    pages: list[_PageText] = field(default_factory=list)
    visits: list[Capture] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def harvest(
    captures: Sequence[Capture],
    sources: Sequence[Source],
    day: MonitoringDay,
    locate: Callable[[str], Path],
    before: Known | None = None,
    workers: Workers | None = None,
) -> Harvest:
    """Read all captures of one country and day. ``locate`` turns a stored file name into a path.

    ``workers`` parse what came from outside; without them it is parsed here and without limits.
    ``before`` is what our own crawls of earlier days had read; see ``_belongs``. A capture that cannot be read is
    reported in ``problems``, and the rest goes on.
    """
    by_id = {source.id: source for source in sources}
    problems: list[tuple[str, str]] = []
    items: dict[str, _Item] = {}
    ordered = sorted(captures, key=lambda c: (c.fetched_at, c.capture_id, c.entry_key))
    parsing = Parsing(by_id, day, locate, workers or InlineWorkers(), problems)
    for reading in parsing.seeds([c for c in ordered if c.role in DOORS and c.status == 200]):
        source = by_id[reading.capture.source_id]
        _item_of(items, source, reading.entry.key, reading.entry.canonical_url).readings.append(reading)
    for capture, page in parsing.pages([c for c in ordered if c.role == "page"]):
        _add_page(items, capture, by_id[capture.source_id], page)
    entries: list[Entry] = []
    articles: list[Article] = []
    passed_over: list[tuple[str, str]] = []
    for item in sorted(items.values(), key=lambda i: i.item_id):
        if _is_no_article(item):
            passed_over += [(visit.capture_id, NO_ARTICLE) for visit in item.visits]
            continue
        entries += _entries(item, day)
        articles += _versions(item, day, before or Known())
    return Harvest(tuple(entries), tuple(articles), tuple(problems), tuple(passed_over))


def _is_no_article(item: _Item) -> bool:
    """A page that nobody led to, found in an archive by its host, and that lists other pages: a front page, a
    section. What a feed or list named is an item whatever its page looks like."""
    is_led_to = bool(item.readings) or any(visit.seed or visit.found_in for visit in item.visits)
    return not is_led_to and bool(item.pages) and all(text.page.kind == "listing" for text in item.pages)


def item_id(source_id: str, key: str) -> str:
    """Identity of an item: its source and its canonical address (or, without one, what the feed calls it)."""
    return hashlib.sha256(f"{source_id}\n{key}".encode()).hexdigest()[:20]


def _item_of(items: dict[str, _Item], source: Source, key: str, canonical: str) -> _Item:
    identifier = item_id(source.id, key)
    return items.setdefault(identifier, _Item(identifier, source, canonical, key))


@dataclass(frozen=True)
class _Failed:
    """Why a page gave no text; the item says so."""

    words: str


@dataclass
class Parsing:
    """Stored bytes to what they say, by workers; what cannot be read goes to ``problems``."""

    sources: Mapping[str, Source]
    day: MonitoringDay
    locate: Callable[[str], Path]
    workers: Workers
    problems: list[tuple[str, str]]

    def seeds(self, captures: Sequence[Capture]) -> Iterator[_Reading]:
        """Every entry of every capture of a seed, in the order of the captures."""
        asked: deque[Capture] = deque()

        def calls() -> Iterator[dict[str, Any]]:
            # Bodies are read as the workers need them: a day of pages would fill the memory.
            for capture in captures:
                if self._seed_of(capture) is not None and (stored := self._stored(capture)) is not None:
                    asked.append(capture)
                    yield self._seed_call(capture, stored)

        for future in self.workers.run_each(read_seed, calls()):
            capture = asked.popleft()
            try:
                found = future.result()
            except (NotAFeedError, NotAListError, NoArticleError, WorkerLimitError) as error:
                self.problems.append((capture.capture_id, str(error)))
                continue
            if found.cut:
                self.problems.append(
                    (capture.capture_id, f"{found.cut} entries beyond the cap were not read")
                )
            for entry in found.entries:
                yield _Reading(
                    capture, entry, found.language, found.charset, found.charset_basis, found.damaged
                )

    def _seed_of(self, capture: Capture) -> Seed | None:
        """The seed as the catalogue has it today; a table from before it was changed may name one that is gone."""
        try:
            return self.sources[capture.source_id].seed(capture.seed)
        except KeyError:
            words = f"the catalogue has no seed {capture.seed!r} of {capture.source_id}"
            self.problems.append((capture.capture_id, words))
            return None

    def _seed_call(self, capture: Capture, stored: StoredResponse) -> dict[str, Any]:
        source = self.sources[capture.source_id]
        return {
            "seed": source.seed(capture.seed),
            "body": stored.body,
            "content_type": capture.content_type,
            "address": capture.final_url,
            "timezone": source.timezone,
            "at": capture.fetched_at,
            "charset": source.charset,
            "since": self.day.start_at,
            "dates": dates_touched(self.day, source.timezone),
            "rules": source.article,
            "date_formats": source.date_formats,
        }

    def pages(self, captures: Sequence[Capture]) -> Iterator[tuple[Capture, Page | _Failed]]:
        """What each page capture holds, in their order."""
        outcomes: list[Page | _Failed] = [_Failed("")] * len(captures)
        asked: deque[int] = deque()

        def calls() -> Iterator[dict[str, Any]]:
            for place, capture in enumerate(captures):
                stored = self._page_bytes(capture)
                if isinstance(stored, _Failed):
                    outcomes[place] = stored
                else:
                    asked.append(place)
                    yield self._page_call(capture, stored)

        for future in self.workers.run_each(read_text, calls()):
            place = asked.popleft()
            try:
                outcomes[place] = future.result()
            except (NoArticleError, NotAListError, WorkerLimitError) as error:
                self.problems.append((captures[place].capture_id, str(error)))
                outcomes[place] = _Failed(f"failed: {error}")
        yield from zip(captures, outcomes, strict=True)

    def _page_bytes(self, capture: Capture) -> StoredResponse | _Failed:
        if capture.outcome == "not_in_archive":
            return _Failed(capture.outcome)
        if capture.outcome != "fetched":
            return _Failed(f"{capture.outcome}: {capture.detail}")
        if capture.status != 200:
            return _Failed(f"failed: the page answered {capture.status}")
        stored = self._stored(capture)
        return stored or _Failed(
            "failed: the stored bytes cannot be read or are not those that were captured"
        )

    def _page_call(self, capture: Capture, stored: StoredResponse) -> dict[str, Any]:
        source = self.sources[capture.source_id]
        seed = self._seed_of(capture) if capture.entry_key else None
        return {
            "body": stored.body,
            "content_type": capture.content_type,
            "address": capture.final_url,
            "timezone": source.timezone,
            "at": capture.fetched_at,
            "charset": source.charset,
            "rules": source.article,
            "detail": getattr(seed, "detail", None),
        }

    def _stored(self, capture: Capture) -> StoredResponse | None:
        if capture.warc_file is None or capture.warc_offset is None:
            return None
        try:
            stored = read_response(self.locate(capture.warc_file), capture.warc_offset)
        except ArchiveError as error:
            self.problems.append((capture.capture_id, str(error)))
            return None
        if stored.digest != capture.payload_digest:
            words = f"payload is {stored.digest}, the captures table says {capture.payload_digest}"
            self.problems.append((capture.capture_id, words))
            return None
        return stored


@typed(NoArticleError)
def read_text(*, detail: Detail | None = None, **arguments: Any) -> Page:
    """A page, or the answer of the call behind a row. Raises NoArticleError and NotAListError."""
    if detail is None:
        return read_page(**arguments)
    title, paragraphs, written = read_detail(detail, arguments["body"], arguments["content_type"])
    return Page(
        title=title,
        paragraphs=paragraphs,
        byline="",
        language=None,
        published=read_date(written, arguments["timezone"], "API", arguments["at"]),
        canonical_url=canonical_address(arguments["address"]),
        charset="utf-8",
        charset_basis="sniffed",
        damaged=0,
    )


def _add_page(items: dict[str, _Item], capture: Capture, source: Source, read: Page | _Failed) -> None:
    canonical = canonical_address(capture.url)
    item = _item_of(items, source, capture.entry_key or canonical, canonical)
    item.visits.append(capture)
    if isinstance(read, _Failed):
        item.problems.append(read.words)
    else:
        item.pages.append(_PageText(capture, read))


def _entries(item: _Item, day: MonitoringDay) -> Iterator[Entry]:
    """One row per wording; an item known from a page only gets a row of its own, so that every item has one."""
    groups: dict[str, list[_Reading]] = defaultdict(list)
    for reading in item.readings:
        groups[reading.entry.wording].append(reading)
    for wording, group in groups.items():
        first, entry = group[0], group[0].entry
        medium = next((m for m in entry.media if m.seconds), next(iter(entry.media), None))
        yield Entry(
            entry_id=_entry_id(item, wording),
            item_id=item.item_id,
            country=day.country,
            date=day.date.isoformat(),
            source_id=item.source.id,
            feed_url=first.capture.url,
            position=entry.position,
            link=entry.link,
            canonical_url=item.canonical_url,
            title=entry.title,
            summary=entry.summary,
            content=entry.content,
            byline=entry.byline,
            published_raw=entry.published.raw,
            published_at=entry.published.at,
            published_precision=entry.published.precision,
            published_basis=entry.published.basis,
            media_url=medium.url if medium else "",
            media_seconds=medium.seconds if medium else None,
            capture_id=first.capture.capture_id,
            last_capture_id=group[-1].capture.capture_id,
            first_seen_at=first.capture.fetched_at,
            last_seen_at=group[-1].capture.fetched_at,
            readings=len({r.capture.capture_id for r in group}),
            is_about_country=is_about(item.source, day.country, entry.title),
        )
    if not groups:
        visit = item.visits[0]
        page = item.pages[0].page if item.pages else None
        published = page.published if page else WrittenDate("", None, NONE, "the page could not be read")
        yield Entry(
            entry_id=_entry_id(item, "page"),
            item_id=item.item_id,
            country=day.country,
            date=day.date.isoformat(),
            source_id=item.source.id,
            feed_url=next((v.found_in for v in item.visits if v.found_in), "") and "listing",
            position=-1,
            link=visit.url,
            canonical_url=item.canonical_url,
            title=page.title if page else "",
            summary="",
            content=(),
            byline=page.byline if page else "",
            published_raw=published.raw,
            published_at=published.at,
            published_precision=published.precision,
            published_basis=published.basis,
            capture_id=visit.capture_id,
            last_capture_id=item.visits[-1].capture_id,
            first_seen_at=visit.fetched_at,
            last_seen_at=item.visits[-1].fetched_at,
            readings=len(item.visits),
            is_about_country=is_about(item.source, day.country, page.title if page else ""),
        )


def _entry_id(item: _Item, wording: str) -> str:
    return hashlib.sha256(f"{item.item_id}\n{wording}".encode()).hexdigest()[:20]


def is_about(source: Source, country: str, title: str) -> bool:
    """Whether an entry of this title is the country's. Whole words only: "British Indian Ocean Territory" is not
    about India. Scripts without spaces have no edges of words, so only letters and digits of ASCII make one."""
    if not source.country_filter:
        return True
    words = source.country_filter[country]  # type: ignore[index]
    for word in words:
        if word.startswith("!"):  # a longer word that begins with one of ours: インドネシア is not インド
            title = re.sub(re.escape(word[1:]), " ", title, flags=re.IGNORECASE)
    edges = r"(?<![0-9A-Za-z_]){}(?![0-9A-Za-z_])"
    sought = [word for word in words if not word.startswith("!")]
    return any(re.search(edges.format(re.escape(word)), title, re.IGNORECASE) for word in sought)


@dataclass(frozen=True)
class _Version:
    """One text of an item and where it stands."""

    title: str
    paragraphs: tuple[str, ...]
    reading: _Reading | None
    page: _PageText | None
    basis: str


def _versions(item: _Item, day: MonitoringDay, before: Known) -> Iterator[Article]:
    versions = _page_versions(item) or _feed_versions(item)
    published = _published(item)
    captures = sorted([*(r.capture for r in item.readings), *item.visits], key=lambda c: c.fetched_at)
    first_seen = captures[0].fetched_at
    belongs, basis = _belongs(item, day, published.at, captures[0], before)
    for number, version in enumerate(versions, start=1):
        yield _article(item, day, version, number, len(versions), published, first_seen, belongs, basis)


def _belongs(
    item: _Item, day: MonitoringDay, published_at: datetime | None, first: Capture, before: Known
) -> tuple[str, str]:
    """The monitoring day of an item, and on what ground.

    By its publication. Without a date, by its first sighting: the day that our crawl was made for, or the day in
    which the instant of an imported capture falls. An item that our crawl of this day finds although its own day was
    collected without it has been found late, and belongs to this day, once.

    A crawl made long after its day, a backfill, has neither seen the day nor finds anything late: what it meets
    without a date was first seen when it was fetched.
    """
    today = day.date.isoformat()
    is_backfill = day.is_long_over(first.fetched_at)
    if published_at is None:
        if item.item_id in before.items:
            return before.items[item.item_id], "first_seen"
        visited_for = None if is_backfill else first.collected_for
        seen = visited_for or day_of(first.fetched_at, day.timezone, day.cutoff).isoformat()
        return seen, "first_seen"
    own = day_of(published_at, day.timezone, day.cutoff).isoformat()
    if (
        own < today
        and not is_backfill
        and first.collected_for == today
        and own in before.days
        and item.item_id not in before.items
    ):
        return today, "found_late"
    return own, "published"


def _page_versions(item: _Item) -> list[_Version]:
    """Versions by the pages: a new one where a page capture has another title or text than the one before.

    Where the text lies in a frame, what was captured of that is the text and the page around it is none.
    """
    versions: list[_Version] = []
    last: tuple[str, tuple[str, ...]] | None = None
    has_frame = item.source.article is not None and item.source.article.frame is not None
    framed = [text for text in item.pages if has_frame and text.capture.entry_key and text.page.paragraphs]
    for text in framed or item.pages:
        page = text.page
        if not page.paragraphs or (page.title, page.paragraphs) == last:
            continue
        reading = _reading_at(item, text.capture.fetched_at)
        retitled = last is not None and page.title != last[0]
        title = page.title if retitled or reading is None or not reading.entry.title else reading.entry.title
        versions.append(_Version(title, page.paragraphs, reading, text, "page"))
        last = (page.title, page.paragraphs)
    return versions


def _feed_versions(item: _Item) -> list[_Version]:
    """Versions by the feed, for an item whose page is not there: its full text if the feed carries one.

    One publisher may list an item in two feeds, in other words here than there: each feed is compared with
    what it said itself before, or the two would look like edits of each other. Where any reading is in full,
    only those make versions.
    """
    versions: list[_Version] = []
    said: dict[str, tuple[str, tuple[str, ...]]] = {}
    for reading in [r for r in item.readings if r.entry.content] or item.readings:
        entry = reading.entry
        paragraphs = entry.content or (
            (entry.summary,) if entry.summary and entry.summary != entry.title else ()
        )
        basis = "feed_content" if entry.content else "feed_summary" if paragraphs else "none"
        text = (entry.title, paragraphs)
        before = said.get(reading.capture.url)
        said[reading.capture.url] = text
        is_edit = before not in (None, text) and text != (versions[-1].title, versions[-1].paragraphs)
        if not versions or is_edit:
            versions.append(_Version(entry.title, paragraphs, reading, None, basis))
    if not versions:
        blank = item.pages[0] if item.pages else None
        versions.append(_Version(blank.page.title if blank else "", (), None, blank, "none"))
    return versions


def _reading_at(item: _Item, at: datetime) -> _Reading | None:
    """The latest reading of the entry at or before an instant, else the first there is."""
    before = [r for r in item.readings if r.capture.fetched_at <= at]
    return before[-1] if before else next(iter(item.readings), None)


def _published(item: _Item) -> WrittenDate:
    """The first trustworthy date: the feed's or list's, else the page's. Otherwise none, with both reasons.

    A list often gives the day only; where its page gives the time of that same day, the page's date is taken. What
    was read off an address, or is one date for a whole batch of entries, yields to anything that was written.
    """
    reasons: list[str] = []
    candidates = [*(r.entry.published for r in item.readings), *(p.page.published for p in item.pages)]
    candidates.sort(key=lambda written: written.basis.startswith("address") or BATCH in written.basis)
    zone = ZoneInfo(item.source.timezone)
    coarse: WrittenDate | None = None
    for written in candidates:
        if written.at is None:
            if written.basis not in reasons:
                reasons.append(written.basis)
            continue
        if coarse is None:
            if written.precision != "day":
                return written
            coarse = written
        elif written.precision != "day" and _is_same_day(written, coarse, zone):
            return written
    if coarse is not None:
        return coarse
    raw = next((w.raw for w in candidates if w.raw), "")
    return WrittenDate(raw, None, NONE, "; ".join(reasons) or "neither feed nor page could be read")


def _is_same_day(one: WrittenDate, other: WrittenDate, zone: ZoneInfo) -> bool:
    assert one.at is not None and other.at is not None
    return one.at.astimezone(zone).date() == other.at.astimezone(zone).date()


def _article(
    item: _Item,
    day: MonitoringDay,
    version: _Version,
    number: int,
    count: int,
    published: WrittenDate,
    first_seen: datetime,
    belongs: str,
    day_basis: str,
) -> Article:
    page, reading = version.page, version.reading
    capture = page.capture if page else reading.capture if reading else item.visits[0]
    text = page.page if page else reading
    in_window = belongs == day.date.isoformat()
    return Article(
        item_id=item.item_id,
        version=number,
        is_latest=number == count,
        country=day.country,
        date=day.date.isoformat(),
        monitoring_date=belongs,
        day_basis=day_basis,  # type: ignore[arg-type]
        in_window=in_window,
        is_about_country=is_about(item.source, day.country, version.title),
        source_id=item.source.id,
        kind=item.source.kind,
        url=reading.entry.link if reading and is_web_address(reading.entry.link) else capture.url,
        canonical_url=item.canonical_url,
        title=version.title,
        paragraphs=version.paragraphs,
        paragraph_pages=page.page.paragraph_pages if page else (),
        byline=(reading.entry.byline if reading else "") or (page.page.byline if page else ""),
        declared_language=(page.page.language if page else None) or (reading.language if reading else None),
        published_at=published.at,
        published_raw=published.raw,
        published_precision=published.precision,
        published_basis=published.basis,
        first_seen_at=first_seen,
        fetched_at=capture.fetched_at,
        body_basis=version.basis,  # type: ignore[arg-type]
        page_state=_page_state(item, version, in_window),
        charset=text.charset if text else "",
        charset_basis=text.charset_basis if text else "",
        damage=_damage(version, text.damaged if text else 0),
        entry_id=_entry_id(item, reading.entry.wording) if reading else _entry_id(item, "page"),
        feed_capture_id=reading.capture.capture_id if reading else None,
        page_capture_id=page.capture.capture_id if page else None,
        feed_readings=len({r.capture.capture_id for r in item.readings}),
        extractor=EXTRACTOR if page else FEED_EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION if page else FEED_EXTRACTOR_VERSION,
        content_digest=content_digest(version.title, version.paragraphs),
    )


def _page_state(item: _Item, version: _Version, in_window: bool) -> str:
    if version.page is not None:
        return "fetched" if version.paragraphs else "fetched, but it holds no text that can be extracted"
    if item.problems:
        return item.problems[-1]
    if item.pages:
        return "fetched, but it holds no text that can be extracted"
    if not item.canonical_url:
        return "the entry has no link to a page"
    return "not asked for" if in_window else "not asked for: the item is of another day"


def _damage(version: _Version, undecodable: int) -> tuple[str, ...]:
    signs = []
    text = "\n".join((version.title, *version.paragraphs))
    if "\ufffd" in text:
        signs.append(f"{text.count(chr(0xFFFD))} undecodable characters")
    elif undecodable:
        signs.append(f"{undecodable} undecodable characters elsewhere in the document")
    if any("\x80" <= c <= "\x9f" for c in text):
        signs.append("control characters of a wrong decoding")
    return tuple(signs)
