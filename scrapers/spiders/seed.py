"""By seed: read feeds, listings, sitemaps, APIs and documents; follow each of the day's entries to its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.http import Request, Response

from briefing.records.seed import Api, Document, Listing, Prefetch, Seed
from briefing.records.source import Source
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import Asking, first_askings, next_asking, prefetch_asking
from scrapers.extraction.dates import WrittenDate
from scrapers.extraction.feed import FeedEntry, NotAFeedError
from scrapers.extraction.frame import find_frame
from scrapers.extraction.page import NoArticleError
from scrapers.extraction.placeholders import UnfilledError, dates_touched
from scrapers.extraction.prefetch import read_picks
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading
from scrapers.spiders.errand import Errand, Role
from scrapers.spiders.source_spider import SourceSpider
from scrapers.spiders.trial import TRIAL_CHILDREN, TRIAL_DAYS, TRIAL_PAGES
from scrapers.workers import WorkerLimitError

MAX_DEPTH = 3  # indexes of indexes of sitemaps; what points to itself goes no further
BLIND_PAGES = 10  # of a list without dates, in a backfill
_ROLES: dict[str, Role] = {
    "feed": "feed",
    "sitemap": "sitemap",
    "listing": "listing",
    "api": "api",
    "document": "document",
}
_UNREADABLE = (NotAFeedError, NotAListError, NoArticleError, WorkerLimitError)


class SeedSpider(SourceSpider):
    """Follows entries of the day, and undated ones, whose page may carry the date. Others are only counted.

    ``any_day`` makes a trial of it, which looks at a source rather than for a day: entries of any day are followed,
    one page of a list is turned, few sitemaps of an index are read. ``follow_most`` bounds the entries of each source
    that are followed; of an archive, those are followed that it holds.
    """

    name = "seed"

    def __init__(
        self, *args: Any, any_day: bool = False, follow_most: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.any_day, self.follow_most = any_day, follow_most
        self._followed: Counter[str] = Counter()
        # Asked for as a page, a list would be taken from the source whose list it is.
        self._lists = {asking.identity for source in self.sources for asking in self._first_of(source)}

    def _first_of(self, source: Source) -> Iterator[Asking]:
        """First requests of a source's seeds, as far as they can be told beforehand."""
        for seed in source.seeds().values():
            try:
                yield from first_askings(seed, self.dates(source))
            except UnfilledError:  # by what its prefetch gives
                continue

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for key, seed in self.seeds_of(source).items():
                for request in self.enter(source, key, seed):
                    yield request

    def seeds_of(self, source: Source) -> dict[str, Seed]:
        """The seeds to ask: of an archive, those of a backfill only where it shows that they were asked."""
        if not self.past:
            return source.seeds()
        if self.origin.is_live:
            return source.backfill_seeds()
        own = dict(source.backfill.seeds()) if source.backfill else {}
        return {key: seed for key, seed in own.items() if self._is_held(source, seed)}

    def _is_held(self, source: Source, seed: Seed) -> bool:
        try:
            first = first_askings(seed, self.dates(source))
        except UnfilledError:  # by what its prefetch gives: that page is all that can be looked for
            first = [prefetch_asking(seed.prefetch)] if seed.prefetch else []
        return any(self.origin.holds(asking) for asking in first)

    def enter(self, source: Source, key: str, seed: Seed) -> Iterator[Request]:
        """The first requests of a seed: its own, or that for what it needs to know first."""
        if seed.prefetch is not None:
            errand = Errand(source, "prefetch", prefetch_asking(seed.prefetch), key)
            yield from self.visit(errand, self.parse_prefetch)
            return
        for asking in first_askings(seed, self.dates(source)):
            yield from self.visit(Errand(source, _ROLES[seed.way], asking, key), self.parse_seed)

    def dates(self, source: Source) -> tuple[date, ...]:
        """Both calendar days that a monitoring day touches: what a site dates the evening before, after the cut-off,
        belongs to this day. The later page may not exist yet."""
        return dates_touched(self.day, source.timezone)

    async def parse_prefetch(self, response: Response) -> AsyncIterator[Request]:
        """Every seed of the source that begins with this page: it is asked for once."""
        errand: Errand = response.meta["errand"]
        if response.status != 200:
            return
        for key, seed in self.seeds_of(errand.source).items():
            if (
                seed.prefetch is not None
                and prefetch_asking(seed.prefetch).identity == errand.asking.identity
            ):
                async for request in self.enter_with(
                    response, replace(errand, seed=key), seed, seed.prefetch
                ):
                    yield request

    async def enter_with(
        self, response: Response, errand: Errand, seed: Seed, prefetch: Prefetch
    ) -> AsyncIterator[Request]:
        """The first requests of a seed, filled in with what its prefetch gives."""
        try:
            picked = await self.read(
                read_picks, prefetch=prefetch, body=response.body, content_type=_content_type(response)
            )
            askings = first_askings(seed, self.dates(errand.source), picked)
        except (NotAListError, UnfilledError, WorkerLimitError) as error:
            self.origin.unreadable(errand, response, str(error), getattr(error, "found", "limit"))
            return
        cookies = _cookies(response) if prefetch.keep_cookies else ""
        for asking in askings:
            following = replace(
                errand,
                role=_ROLES[seed.way],
                asking=asking,
                found_in=response.meta["capture_id"],
                picked=tuple(sorted(picked.items())),
                cookies=cookies,
                cookies_of=response.url if cookies else "",
            )
            for request in self.visit(following, self.parse_seed):
                yield request

    async def parse_seed(self, response: Response) -> AsyncIterator[Request]:
        errand: Errand = response.meta["errand"]
        source, seed = errand.source, errand.source.seed(errand.seed)
        if response.status != 200:
            return
        try:
            reading = await self.read(
                read_seed,
                seed=seed,
                body=response.body,
                content_type=_content_type(response),
                address=response.url,
                timezone=source.timezone,
                at=response.meta["captured_at"],
                charset=source.charset,
                since=self.day.start_at - (TRIAL_DAYS if self.any_day else timedelta(0)),
                dates=self.dates(source),
                rules=source.article,
                date_formats=source.date_formats,
            )
        except _UNREADABLE as error:
            self.origin.unreadable(errand, response, str(error), getattr(error, "found", "limit"))
            return
        for request in self.go_on(errand, seed, reading, response.meta["capture_id"]):
            yield request

    def go_on(self, errand: Errand, seed: Seed, reading: SeedReading, led_by: str) -> Iterator[Request]:
        """The requests that a reading leads to: lists within the list, texts of entries, the next page."""
        if errand.depth < MAX_DEPTH:
            for child in reading.children[:TRIAL_CHILDREN] if self.any_day else reading.children:
                inner = replace(errand, asking=Asking(child), found_in=led_by, depth=errand.depth + 1)
                yield from self.visit(inner, self.parse_seed)
        self.origin.heard_of(errand.source, (entry.canonical_url for entry in reading.entries))
        for entry in reading.entries:
            yield from self.follow(errand, seed, entry, reading, led_by)
        turned = self.turned(errand, seed, reading)
        if turned is not None:
            yield from self.visit(replace(errand, asking=turned, found_in=led_by), self.parse_seed)

    def follow(
        self, errand: Errand, seed: Seed, entry: FeedEntry, reading: SeedReading, led_by: str
    ) -> Iterator[Request]:
        """The request for an entry's text, where it has one of its own that we do not hold already."""
        if not self.is_of_the_day(entry, errand.source):
            return
        changed_at = max(filter(None, (entry.published.at, entry.updated.at)), default=None)
        asking = reading.details.get(entry.key)
        entry_key = entry.key if asking is not None else ""
        if asking is None and has_page(errand.source, seed, entry):
            asking = Asking(entry.link)
        if asking is None or asking.identity in self._lists or self._is_enough(errand.source, asking):
            return
        errand = replace(errand, role="page", asking=asking, found_in=led_by, entry_key=entry_key, depth=0)
        then = self.ignore if entry_key or _frame_of(errand.source) is None else self.parse_framed
        yield from self.visit(errand, then, newer_than=changed_at)

    async def parse_framed(self, response: Response) -> AsyncIterator[Request]:
        """The document that holds the text of an article page, known as the text of the same entry."""
        errand: Errand = response.meta["errand"]
        css = _frame_of(errand.source)
        if response.status != 200 or css is None:
            return
        try:
            link = await self.read(
                find_frame,
                css=css,
                body=response.body,
                content_type=_content_type(response),
                address=response.url,
                charset=errand.source.charset,
            )
        except (NoArticleError, NotAListError, WorkerLimitError) as error:
            self.origin.unreadable(errand, response, str(error), getattr(error, "found", "limit"))
            return
        if link is None:
            return
        entry_key = canonical_address(errand.asking.url)
        inner = replace(
            errand, asking=Asking(link), found_in=response.meta["capture_id"], entry_key=entry_key
        )
        for request in self.visit(inner, self.ignore):
            yield request

    def _is_enough(self, source: Source, asking: Asking) -> bool:
        """Whether so many entries of the source were followed that this one is not; it counts those that are."""
        if self.follow_most is None:
            return False
        if not self.origin.is_live:
            return not self.origin.holds(asking)
        self._followed[source.id] += 1
        return self._followed[source.id] > self.follow_most

    def is_of_the_day(self, entry: FeedEntry, source: Source) -> bool:
        """Also where it may be: an undated entry, or one dated by the calendar day only. What is known of an address
        is when it last changed: it was not published later."""
        if self.any_day:
            return True
        if entry.published.at is None:
            return entry.updated.at is None or _end(entry.updated, source) > self.day.start_at
        return entry.published.at < self.day.end_at and _end(entry.published, source) > self.day.start_at

    def turned(self, errand: Errand, seed: Seed, reading: SeedReading) -> Asking | None:
        """The next page of a list, while the last dated row of this one is not older than the day."""
        if not reading.entries:
            return None
        dated = [entry.published for entry in reading.entries if entry.published.at is not None]
        if dated and not self.any_day and _end(dated[-1], errand.source) <= self.day.start_at:
            return None
        # Without dates nothing says where the day is: a backfill looks at some pages all the same, every day at one.
        is_blind = not dated
        if reading.next_pages:
            headers = errand.asking.headers if errand.asking.method == "GET" else ()
            turned: Asking | None = Asking(
                reading.next_pages[0], headers=headers, page=errand.asking.page + 1
            )
        else:
            turned = next_asking(seed, errand.asking, self.dates(errand.source), dict(errand.picked))
        if turned is None:
            return None
        backfill = errand.source.backfill
        most = backfill.max_pages if self.past and backfill is not None else seed.max_pages
        if is_blind:
            most = min(most, BLIND_PAGES) if self.past else 1
        if self.any_day:
            most = TRIAL_PAGES
        # What an archive holds was asked for then, on whatever visit.
        return turned if turned.page - seed.first_page < most or self.origin.holds(turned) else None


def has_page(source: Source, seed: Seed, entry: FeedEntry) -> bool:
    """Whether an entry's link leads to a page of its own that says more than the entry.

    No media is downloaded; a document is its own text; of an address that several entries share it cannot be said
    which of them its page is; and a list or an API that gives the full text has given it.
    """
    if not is_web_address(entry.link) or entry.key != entry.canonical_url or isinstance(seed, Document):
        return False
    if source.kind in ("podcast", "video") or getattr(entry, "link_is_media", False):
        return False
    return not (isinstance(seed, Api | Listing) and entry.content)


def _frame_of(source: Source) -> str | None:
    return source.article.frame if source.article is not None else None


def _end(written: WrittenDate, source: Source) -> datetime:
    """The last instant that a date may stand for: a day without a time is the whole of it."""
    assert written.at is not None
    if written.precision != "day":
        return written.at + timedelta(microseconds=1)
    local = written.at.astimezone(ZoneInfo(source.timezone))
    return (local + timedelta(days=1)).astimezone(written.at.tzinfo)


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def _cookies(response: Response) -> str:
    """The cookies of a page as the request header that sends them back; attributes are left out.

    They go to the seed's own address only: Scrapy takes a Cookie header away where a redirect leads to another host.
    """
    pairs = [v.decode("latin-1").split(";")[0].strip() for v in response.headers.getlist("Set-Cookie")]
    return "; ".join(pair for pair in pairs if "=" in pair)
