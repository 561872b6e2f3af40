"""To which monitoring day each page of an archive belongs that no seed led to.

A public news archive holds pages of many days, and only the pages themselves say of which. Each is read for its date
once; the date is kept with the index of the import, so that thirty days of a backfill do not read it thirty times. A
day then visits the pages that are its own, and no others.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.records.monitoring_day import MonitoringDay, day_of
from briefing.records.source import Source
from scrapers.archive.import_index import ImportIndex
from scrapers.archive.index import ArchiveError, Visit
from scrapers.archive.reading import read_response
from scrapers.extraction.page import EXTRACTOR_VERSION, NoArticleError, read_page
from scrapers.extraction.seed_reading import NotAListError, typed
from scrapers.workers import WorkerLimitError, Workers

log = logging.getLogger("desk.crawl")


@dataclass(frozen=True)
class UnledPage:
    """A page that an archive holds of a source, with all visits to it, oldest first."""

    source: Source
    address: str
    visits: tuple[Visit, ...]


def pages_of_day(
    pages: Sequence[UnledPage], day: MonitoringDay, imports: Sequence[ImportIndex], workers: Workers
) -> frozenset[tuple[str, str]]:
    """Source id and address of the pages of a day: published on it or, without a date, first captured on it."""
    dates = _dates(pages, {index.path: index for index in imports}, workers)
    found = set()
    for page in pages:
        written = (dates.get((page.source.id, visit.capture_id)) for visit in page.visits)
        at = next(filter(None, written), page.visits[0].at)
        if day_of(at, day.timezone, day.cutoff) == day.date:
            found.add((page.source.id, page.address))
    return frozenset(found)


def _dates(
    pages: Sequence[UnledPage], imports: Mapping[Path, ImportIndex], workers: Workers
) -> dict[tuple[str, str], datetime | None]:
    """The date that each visit of a page states, by source id and capture id."""
    dates: dict[tuple[str, str], datetime | None] = {}
    kept = _Kept(imports)
    unread: list[tuple[Source, Visit]] = []
    for page in pages:
        for visit in page.visits:
            if visit.outcome != "fetched" or visit.status != 200:
                continue
            known, at = kept.date(page.source, visit)
            if known:
                dates[page.source.id, visit.capture_id] = at
            else:
                unread.append((page.source, visit))
    for source, visit, at in _read(unread, workers):
        dates[source.id, visit.capture_id] = at
        kept.keep(source, visit, at)
    kept.write()
    return dates


def _read(
    unread: Sequence[tuple[Source, Visit]], workers: Workers
) -> Iterator[tuple[Source, Visit, datetime | None]]:
    """Read pages for their dates; what is no page has none. What no worker could read in its limits is left out, to
    be tried again: the day that saw it says why."""
    asked: deque[tuple[Source, Visit]] = deque()

    def calls() -> Iterator[dict[str, Any]]:
        for source, visit in unread:
            try:
                stored = read_response(visit.file, visit.offset)
            except ArchiveError as error:
                log.warning("%s", error)
                continue
            asked.append((source, visit))
            yield {
                "body": stored.body,
                "content_type": visit.content_type,
                "address": visit.url,
                "timezone": source.timezone,
                "at": visit.at,
                "charset": source.charset,
                "rules": source.article,
            }

    for future in workers.run_each(read_publication, calls()):
        source, visit = asked.popleft()
        try:
            yield source, visit, future.result()
        except (NoArticleError, NotAListError):
            yield source, visit, None
        except WorkerLimitError as error:
            log.info("%s has no date: %s", visit.url, error)


@typed(NoArticleError)
def read_publication(**arguments: Any) -> datetime | None:
    """When a page says that it was published. Raises NoArticleError."""
    return read_page(**arguments).published.at


class _Kept:
    """Dates read before, in the indexes of imports. What is of another file is read each time."""

    def __init__(self, imports: Mapping[Path, ImportIndex]) -> None:
        self._imports = imports
        self._keys: dict[str, str] = {}
        self._dates: dict[tuple[Path, str], dict[str, datetime | None]] = {}
        self._new: dict[tuple[Path, str], list[tuple[str, datetime | None]]] = defaultdict(list)

    def date(self, source: Source, visit: Visit) -> tuple[bool, datetime | None]:
        """Whether the date of a visit is known, and the date."""
        index = self._imports.get(visit.own_file)
        if index is None:
            return False, None
        place = (index.path, self._key(source))
        if place not in self._dates:
            self._dates[place] = index.dates(place[1])
        dates = self._dates[place]
        return visit.capture_id in dates, dates.get(visit.capture_id)

    def keep(self, source: Source, visit: Visit, at: datetime | None) -> None:
        """Remember a date that was read."""
        if visit.own_file in self._imports:
            self._new[visit.own_file, self._key(source)].append((visit.capture_id, at))

    def write(self) -> None:
        """Put what is new into the indexes."""
        for (path, key), dates in sorted(self._new.items()):
            self._imports[path].keep_dates(key, dates)

    def _key(self, source: Source) -> str:
        """What the date of a page depends on besides its bytes."""
        if source.id not in self._keys:
            rules = source.article.model_dump_json() if source.article else ""
            told = "\n".join((EXTRACTOR_VERSION, source.timezone, source.charset or "", rules))
            self._keys[source.id] = hashlib.sha256(told.encode()).hexdigest()[:20]
        return self._keys[source.id]
