"""Ways into a source that a probe found, each read as the crawl would read it, and which of them is the best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from briefing.records.seed import Api, Feed, Seed, Sitemap
from scrapers.extraction.feed import FeedEntry, NotAFeedError, read_feed
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading
from scrapers.probing.answers import Answer, nature_of
from scrapers.probing.json_guess import guess_api, wordpress_posts
from scrapers.probing.link_shapes import pattern_of, shape_of
from scrapers.probing.listing_guess import guess_listings

Group = Literal["feeds", "apis", "sitemaps", "listings"]
STALE = timedelta(days=60)
SITEMAP_DAYS = timedelta(days=30)
GOOD = 50
"""Rank from which on nothing better is looked for."""


@dataclass(frozen=True)
class Way:
    """``rank`` orders ways; ``words`` say what it is. ``notes`` are for a person to look at."""

    group: Group
    seed: Seed
    answer: Answer
    reading: SeedReading
    rank: int
    words: str
    notes: tuple[str, ...] = ()
    title: str = ""
    has_sound: bool = False
    is_wordpress: bool = False

    @property
    def entries(self) -> tuple[FeedEntry, ...]:
        return self.reading.entries

    @property
    def instants(self) -> list[datetime]:
        """Publication dates that were read, newest first."""
        return sorted((e.published.at for e in self.entries if e.published.at is not None), reverse=True)


def read_ways(answers: Sequence[Answer], timezone: str) -> list[Way]:
    """All ways, the best first. ``timezone`` (IANA) is that of dates that name none."""
    found = [way for answer in answers if answer.is_good for way in _read(answer, answers, timezone)]
    found = [_held_against(way, found, answers[0]) for way in found]
    found.sort(key=lambda way: (-way.rank, -len(way.entries)))
    return found


def _read(answer: Answer, answers: Sequence[Answer], timezone: str) -> Iterator[Way]:
    if answer.ask.purpose in ("robots", "article", "feed page"):
        return
    nature = nature_of(answer.body)
    if nature == "feed":
        yield from _feed(answer, timezone)
    elif nature == "sitemap":
        yield from _sitemap(answer, answers, timezone)
    elif nature == "json":
        yield from _api(answer, timezone)
    elif nature == "page" and answer.ask.purpose in ("start", "list page", "home"):
        yield from _listing(answer, timezone)


def _state(reading: SeedReading, at: datetime) -> tuple[float, bool]:
    """Share of dated entries, and whether the newest is recent."""
    dated = [e.published.at or e.updated.at for e in reading.entries]
    known = [d for d in dated if d is not None]
    share = sum(e.published.at is not None for e in reading.entries) / max(1, len(reading.entries))
    return share, bool(known) and at - max(known) <= STALE


def _feed(answer: Answer, timezone: str) -> Iterator[Way]:
    try:
        feed = read_feed(
            answer.body,
            content_type=answer.content_type,
            address=answer.final_address,
            timezone=timezone,
            at=answer.at,
        )
    except NotAFeedError:
        return
    reading = SeedReading(feed.entries, feed.language, feed.charset, feed.charset_basis, feed.damaged)
    share, is_fresh = _state(reading, answer.at)
    if not feed.entries:
        rank, words = 3, "a feed without entries"
    elif share < 0.5:
        rank, words = 15, "a feed without dates"
    elif not is_fresh:
        rank, words = 5, f"a feed whose newest entry is of {feed.newest:%Y-%m-%d}"
    else:
        is_full = sum(bool(e.content) for e in feed.entries) * 2 >= len(feed.entries)
        rank = 55 + 3 * (len(feed.entries) >= 5) + is_full
        words = "a feed with dates" + (" and full texts" if is_full else "")
    sound = sum(bool(e.media) and e.link_is_media for e in feed.entries) * 2 > len(feed.entries) > 0
    yield Way(
        "feeds",
        Feed(url=answer.final_address),
        answer,
        reading,
        rank,
        words,
        title=feed.title,
        has_sound=sound,
    )


def _sitemap(answer: Answer, answers: Sequence[Answer], timezone: str) -> Iterator[Way]:
    seed = _sitemap_seed(answer, answers)
    try:
        reading = read_seed(
            Sitemap(url=answer.final_address),
            answer.body,
            content_type=answer.content_type,
            address=answer.final_address,
            timezone=timezone,
            at=answer.at,
            since=answer.at - SITEMAP_DAYS,
        )
    except NotAListError:
        return
    if not reading.entries:
        return
    shapes = Counter(shape_of(entry.link) for entry in reading.entries)
    shape, count = shapes.most_common(1)[0]
    is_news = b"publication_date" in answer.body or b"sitemap-news" in answer.body
    if not is_news and count >= 3 and len(shapes) > 1 and count * 2 >= len(reading.entries):
        pattern = pattern_of([e.link for e in reading.entries if shape_of(e.link) == shape][:200])
        seed = seed.model_copy(update={"link_pattern": pattern})
        kept = tuple(e for e in reading.entries if re.search(pattern, e.link))
        reading = replace(
            reading, entries=kept, passed_over=reading.passed_over + len(reading.entries) - len(kept)
        )
    words = "a news sitemap" if is_news else "a sitemap with times of change"
    yield Way("sitemaps", seed, answer, reading, 40 if is_news else 25, words)


def _sitemap_seed(answer: Answer, answers: Sequence[Answer]) -> Sitemap:
    """The sitemap itself; its index with a pattern, where its name changes with the date."""
    address = answer.final_address
    index = re.match(r"in the index (\S+)", answer.ask.basis)
    template = _dated_name(address, answer.at)
    if index is None or template is None:
        return Sitemap(url=address)
    return Sitemap(url=index.group(1), child_pattern=template)


def _dated_name(address: str, at: datetime) -> str | None:
    """``/sitemap-2026-03.xml`` as a pattern with ``{date:%Y-%m}``; None where it names no date of these days."""
    name = re.escape(urlsplit(address).path.rpartition("/")[2])
    for form in ("%Y%m%d", r"%Y\-%m\-%d", "%Y%m", r"%Y\-%m", "%Y_%m", "%Y"):
        for days in range(3):
            words = (at - timedelta(days=days)).strftime(form)
            if words in name:
                return name.replace(words, "{date:" + form + "}") + "$"
    return None


def _api(answer: Answer, timezone: str) -> Iterator[Way]:
    address = answer.final_address
    is_wordpress = "/wp/v2/" in address
    notes: tuple[str, ...] = ()
    if is_wordpress:
        api = Api(**wordpress_posts(address))
    else:
        guess = guess_api(
            answer.body, content_type=answer.content_type, address=address, timezone=timezone, at=answer.at
        )
        if guess is None:
            return
        api, notes = guess
    try:
        reading = read_seed(
            api,
            answer.body,
            content_type=answer.content_type,
            address=address,
            timezone=timezone,
            at=answer.at,
        )
    except NotAListError:
        return
    if not reading.entries:
        return
    share, is_fresh = _state(reading, answer.at)
    rank = 50 if share >= 0.6 and is_fresh else 12 if share < 0.6 else 5
    what = "the data interface of WordPress" if is_wordpress else "a list in JSON"
    if notes:
        rank -= 15
    yield Way("apis", api, answer, reading, rank, what, notes, is_wordpress=is_wordpress)


def _listing(answer: Answer, timezone: str) -> Iterator[Way]:
    guesses = guess_listings(
        answer.body,
        content_type=answer.content_type,
        address=answer.final_address,
        timezone=timezone,
        at=answer.at,
    )
    for guess in guesses[:1]:
        share, is_fresh = _state(guess.reading, answer.at)
        rank = 20 if share < 0.6 else 30 if is_fresh else 8
        if not guess.is_complete:
            rank -= 15
        if answer.ask.purpose == "home":
            rank -= 4
        words = "a list of links" + (" with dates" if share >= 0.6 else " without dates")
        yield Way("listings", guess.listing, answer, guess.reading, rank, words, guess.notes)


def _held_against(way: Way, ways: Sequence[Way], start: Answer) -> Way:
    """What holds nothing of the page that was named is of another part of the publisher's."""
    if way.answer is start or urlsplit(start.final_address).path.strip("/") == "":
        return way
    asked_for = next((w for w in ways if w.answer is start and w.rank >= 8), None)
    if asked_for is None or asked_for.group != "listings" or len(asked_for.entries) < 3:
        return way
    links = {entry.canonical_url for entry in asked_for.entries}
    titles = {_plain(entry.title) for entry in asked_for.entries if len(entry.title) >= 8}
    if any(e.canonical_url in links or _plain(e.title) in titles for e in way.entries):
        return way
    words = f"{way.words}, which holds nothing of what {start.final_address} lists"
    return replace(way, rank=min(way.rank, 4), words=words)


def _plain(title: str) -> str:
    return re.sub(r"\W+", "", title).lower()
