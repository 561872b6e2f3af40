"""What one source came to on one day, in figures: nothing here says whether that is well."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from briefing.composition.health.answers import Answer, answers, ways_in
from briefing.enrichment.language import UNDETERMINED, LanguageIdentifier
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from briefing.records.source_day import SourceDay

R = TypeVar("R", Capture, Entry, Article)
_TITLES_LOOKED_AT = 40
_SHARE_OF_A_LANGUAGE = 0.1  # below it a title or two were misjudged
_CLOSING = timedelta(hours=6)  # the last crawl of a day, begun at its cut-off, has ended by then
_EXACT = ("second", "minute")
_AHEAD = timedelta(
    hours=1
)  # a publisher's clock may be a little fast; further ahead a date is a typing error


@dataclass(frozen=True)
class Tables:
    """The day's tables, of one country. ``known`` maps a source to the items that earlier days had read."""

    captures: Sequence[Capture]
    entries: Sequence[Entry]
    articles: Sequence[Article]
    known: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """Figures of one source and day; see ``SourceDay`` for those of the same name.

    ``looked_at`` is when the day was last looked at, by any of its captures; ``of_the_day`` is the part of the day
    that had then passed, 0 to 1. ``same_answer`` counts seeds that answered with the same bytes, ``same_page``
    pages of different addresses with the same bytes or the same text. ``in_language`` is the share of its titles in
    a declared language, None where too few can be told. ``is_own_crawl``: we went out on the day ourselves.
    """

    source: Source
    looked_at: datetime
    of_the_day: float
    answers: tuple[Answer, ...]
    is_archived_only: bool
    is_own_crawl: bool = False
    found: int = 0
    new: int = 0
    dated: int = 0
    undated: int = 0
    in_window: int = 0
    newest_published_at: datetime | None = None
    oldest_published_at: datetime | None = None
    newest_new_at: datetime | None = None
    is_first_sight: bool = True
    pages_fetched: int = 0
    pages_failed: int = 0
    pages_missing: int = 0
    pages_read: int = 0
    same_answer: int = 0
    same_page: int = 0
    page_digest: str = ""
    seed_bytes: int | None = None
    seed_digest: str = ""
    fetch_ms: int | None = None
    latency_minutes: float | None = None
    newest_fetch_at: datetime | None = None
    languages_seen: tuple[str, ...] = ()
    in_language: float | None = None
    egress: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.way not in ("absent", "not_due", "not_asked"))

    @property
    def reached(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.way == "read")


def measure_sources(
    sources: Sequence[Source],
    day: MonitoringDay,
    tables: Tables,
    history: Mapping[str, Sequence[SourceDay]],
    identifier: LanguageIdentifier,
) -> list[Measured]:
    """Every source measured, in the order given. ``history`` maps a source to its earlier days."""
    captures, entries, articles = (
        _by_source(tables.captures),
        _by_source(tables.entries),
        _by_source(tables.articles),
    )
    looked_at = _looked_at(tables.captures, day)
    is_own_crawl = _is_own_crawl(tables.captures, day)
    return [
        _measure(
            source,
            day,
            looked_at,
            is_own_crawl,
            Tables(captures[source.id], entries[source.id], articles[source.id]),
            tables.known.get(source.id, ()),
            any(earlier.watched_from for earlier in history.get(source.id, ())),
            identifier,
        )
        for source in sources
    ]


def _by_source(rows: Sequence[R]) -> defaultdict[str, list[R]]:
    groups: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        groups[row.source_id].append(row)
    return groups


def _looked_at(captures: Sequence[Capture], day: MonitoringDay) -> datetime:
    """The last look at the day, at most its end; of an archive that was made on other days, its end."""
    newest = max((c.fetched_at for c in captures if c.outcome == "fetched"), default=day.end_at)
    return day.end_at if newest <= day.start_at else min(newest, day.end_at)


def _is_own_crawl(captures: Sequence[Capture], day: MonitoringDay) -> bool:
    """Whether our own crawl was made on the day or at its end, and not for a past day long after it."""
    late = day.end_at + _CLOSING
    return any(c.collected_for == day.date.isoformat() and c.fetched_at <= late for c in captures)


def _measure(
    source: Source,
    day: MonitoringDay,
    looked_at: datetime,
    is_own_crawl: bool,
    tables: Tables,
    known: Collection[str],
    was_watched: bool,
    identifier: LanguageIdentifier,
) -> Measured:
    met = answers(ways_in(source, tables.captures), tables.captures)
    listed = [e for e in tables.entries if e.feed_url]
    items = {entry.item_id for entry in listed}
    latest = {a.item_id: a for a in tables.articles if a.is_latest}
    fresh = items - set(known)
    dated = {item: latest[item] for item in items if item in latest and latest[item].published_at is not None}
    published = sorted(_published(a) for a in dated.values() if _published(a) <= looked_at + _AHEAD)
    fetched = [c for c in tables.captures if c.outcome == "fetched"]
    pages = [c for c in tables.captures if c.role == "page"]
    newest = [a.capture for a in met if a.capture is not None and a.capture.outcome == "fetched"]
    sizes = [c.payload_bytes for c in newest if c.payload_bytes is not None]
    times = [c.fetch_ms for c in fetched if c.fetch_ms is not None]
    languages = _languages(source, listed, fresh, identifier)
    return Measured(
        source=source,
        looked_at=looked_at,
        of_the_day=(looked_at - day.start_at) / (day.end_at - day.start_at),
        answers=met,
        is_archived_only=all(a.way == "absent" for a in met)
        and any(c.status == 200 for c in pages if c.outcome == "fetched"),
        is_own_crawl=is_own_crawl,
        found=len(items),
        new=len(fresh),
        dated=len(dated),
        undated=len(items) - len(dated),
        in_window=sum(a.in_window for a in latest.values()),
        newest_published_at=published[-1] if published else None,
        oldest_published_at=published[0] if published else None,
        newest_new_at=_newest_new(fresh, latest, listed, looked_at, is_first=not (known or was_watched)),
        is_first_sight=not (known or was_watched),
        pages_fetched=len({c.url for c in pages if c.outcome == "fetched" and c.status == 200}),
        pages_failed=len(
            {c.url for c in pages if _has_failed(c)} - {c.url for c in pages if c.status == 200}
        ),
        pages_missing=len({c.url for c in pages if c.outcome != "fetched" or c.status != 200}),
        pages_read=sum(a.body_basis == "page" for a in latest.values()),
        same_answer=_same_answers(met),
        same_page=max(_same_bytes(pages), _same_texts(latest.values())),
        page_digest=_text_of_most(latest[item] for item in fresh if item in latest),
        seed_bytes=round(median(sizes)) if sizes else None,
        seed_digest=_digest_of(newest),
        fetch_ms=round(median(times)) if times else None,
        latency_minutes=_latency(fresh, latest),
        newest_fetch_at=max((c.fetched_at for c in fetched), default=None),
        languages_seen=tuple(languages),
        in_language=_share_declared(source, languages),
        egress=tuple(sorted({c.egress for c in tables.captures if c.egress})),
    )


def _published(article: Article) -> datetime:
    assert article.published_at is not None
    return article.published_at


def _has_failed(page: Capture) -> bool:
    """What robots.txt or our own list forbids, or an archive lacks, is no failure of its pages. A redirect that is
    stored as the answer is one that came to no end; "not modified" is an answer."""
    if page.outcome == "fetched":
        return (page.status or 0) >= 300 and page.status != 304
    return page.outcome in ("failed", "refused_unsafe", "not_asked")


def _newest_new(
    fresh: Collection[str],
    latest: Mapping[str, Article],
    listed: Sequence[Entry],
    looked_at: datetime,
    *,
    is_first: bool,
) -> datetime | None:
    """When the newest of the new things came out: by its date, else by its first sight. When a source is first read
    everything is new, so that what has no date says nothing of when it came."""
    seen = {e.item_id: e.first_seen_at for e in listed}
    ahead = looked_at + _AHEAD
    possible = []
    for item in fresh:
        article = latest.get(item)
        if article is not None and article.published_at is not None and article.published_at <= ahead:
            # A day without a time lasts to its end.
            lasts = timedelta(days=1) if article.published_precision == "day" else timedelta(0)
            possible.append(min(article.published_at + lasts, looked_at))
        elif not is_first:
            possible.append(min(seen[item], looked_at))
    return max(possible, default=None)


def _latency(fresh: Collection[str], latest: Mapping[str, Article]) -> float | None:
    minutes = [
        (latest[item].first_seen_at - _published(latest[item])).total_seconds() / 60
        for item in fresh
        if item in latest
        and latest[item].in_window
        and latest[item].published_at is not None
        and latest[item].published_precision in _EXACT
    ]
    return round(median(minutes), 1) if minutes else None


def _digest_of(captures: Sequence[Capture]) -> str:
    digests = sorted(c.payload_digest or "" for c in captures)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:20] if digests else ""


def _same_answers(met: Sequence[Answer]) -> int:
    """The most seeds that answered with the same bytes, from different addresses; 0 where none share any."""
    told = {
        a.seed: (a.capture.payload_digest, a.capture.final_url, a.capture.request_key)
        for a in met
        if a.capture is not None and a.capture.status == 200 and a.capture.payload_digest
    }
    counts = Counter(digest for digest, _, _ in set(told.values()))
    most = max(counts.values(), default=0)
    return most if most > 1 else 0


def _same_bytes(pages: Sequence[Capture]) -> int:
    fetched = {(c.payload_digest, c.url) for c in pages if c.status == 200 and c.payload_digest}
    return max(Counter(digest for digest, _ in fetched).values(), default=0)


def _same_texts(articles: Collection[Article]) -> int:
    texts = Counter(a.paragraphs for a in articles if a.body_basis == "page" and a.paragraphs)
    return max(texts.values(), default=0)


def _text_of_most(articles: Iterable[Article]) -> str:
    """Digest of the text that most of the pages hold; empty where none holds any."""
    texts = Counter(a.paragraphs for a in articles if a.body_basis == "page" and a.paragraphs)
    most = max(sorted(texts), key=texts.__getitem__, default=())
    return hashlib.sha256("\n".join(most).encode()).hexdigest()[:20] if most else ""


def _languages(
    source: Source, listed: Sequence[Entry], fresh: Collection[str], identifier: LanguageIdentifier
) -> dict[str, int]:
    """Languages of its titles with how many are in each, most first; of what is new, where anything is."""
    titles = dict.fromkeys(e.title for e in listed if e.title and (not fresh or e.item_id in fresh))
    guesses = [
        identifier.identify(title, source.languages[0]).language for title in list(titles)[:_TITLES_LOOKED_AT]
    ]
    counts = Counter(language for language in guesses if language != UNDETERMINED)
    least = counts.total() * _SHARE_OF_A_LANGUAGE
    return {
        language: count
        for language, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= least
    }


def _share_declared(source: Source, languages: Mapping[str, int]) -> float | None:
    declared = {language.partition("-")[0] for language in source.languages}
    told = sum(languages.values())
    if told < 5:
        return None
    return sum(n for language, n in languages.items() if language.partition("-")[0] in declared) / told
