"""Replay: the same spiders, fed from WARC files instead of the network."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Request, Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from briefing.records.capture import Capture
from briefing.records.source import Source
from scrapers.archive.index import Visit
from scrapers.archive.reading import read_response
from scrapers.extraction.addresses import canonical_address, is_web_address

_MAX_HOPS = 5


class ReplayDownloadHandler(BaseDownloadHandler):
    """Answers a request with the response stored for its visit. It has no way to the network."""

    async def download_request(self, request: Request) -> Response:
        visit: Visit = request.meta["visit"]
        stored = read_response(visit.file, visit.offset)
        headers = [(name, value) for name, value in stored.headers if name.lower() not in _UNDONE]
        request.meta["captured_at"] = visit.at
        request.meta["capture_id"] = visit.capture_id
        kind = responsetypes.from_args(headers=Headers(headers), url=stored.url, body=stored.body)
        return kind(url=stored.url, status=stored.status, headers=dict(headers), body=stored.body)


_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))


class ArchiveOrigin:
    """All captures of an address, in the order in which they were made, and the account of what was visited.

    ``captures`` is the result: one row per visit. ``as_of`` hides everything captured later.
    """

    def __init__(
        self,
        visits: Iterable[Visit],
        *,
        country: str,
        date: str,
        name_file: Callable[[Path], str],
        collected_for: Callable[[Path], str | None] = lambda _: None,
        as_of: datetime | None = None,
    ) -> None:
        self._country, self._date, self._name_file = country, date, name_file
        self._collected_for = collected_for
        self._by_address: dict[str, list[Visit]] = defaultdict(list)
        seen: set[str] = set()
        for visit in sorted(visits, key=lambda v: (v.at, v.capture_id)):
            # The same record in two files (a copy of an archive) is one capture.
            if visit.capture_id not in seen and (as_of is None or visit.at <= as_of):
                seen.add(visit.capture_id)
                self._by_address[canonical_address(visit.url)].append(visit)
        self._newest = max((v.at for group in self._by_address.values() for v in group), default=as_of)
        self._captures: dict[tuple[str, str, str], Capture] = {}

    @property
    def captures(self) -> list[Capture]:
        """One row per visit, oldest first."""
        order = {"feed": 0, "listing": 1, "page": 2}
        return sorted(
            self._captures.values(),
            key=lambda c: (c.fetched_at, order[c.role], c.url, c.capture_id, c.source_id),
        )

    def visits(self, address: str, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        found = self._by_address.get(canonical_address(address), [])
        if not found:
            return [_absent(address, self._newest)] if self._newest else []
        ends = (self._followed(visit) for visit in found)
        return list({(end.capture_id, end.outcome): end for end in ends}.values())

    def _followed(self, visit: Visit) -> Visit:
        """The response at the end of a chain of redirects, as far as the archive holds it."""
        for _ in range(_MAX_HOPS):
            if visit.status not in (301, 302, 303, 307, 308) or not visit.location:
                return visit
            later = self._later_at(visit)
            if not later:
                return visit
            visit = later[0]
        return visit

    def _later_at(self, visit: Visit) -> list[Visit]:
        """Visits to where a redirect points, made since."""
        try:
            target = urljoin(visit.url, visit.location or "")
        except ValueError:
            return []
        if not is_web_address(target):
            return []
        there = self._by_address.get(canonical_address(target), [])
        return [v for v in there if v.at >= visit.at and v.capture_id != visit.capture_id]

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        compiled = [re.compile(pattern) for pattern in patterns]
        addresses = {visits[0].url for visits in self._by_address.values()}
        return sorted(a for a in addresses if any(pattern.search(a) for pattern in compiled))

    def missed(
        self,
        source: Source,
        role: str,
        address: str,
        found_in: str | None,
        outcome: str,
        detail: str,
        visit: Visit | None,
    ) -> None:
        if visit is not None and not visit.capture_id:
            visit = None  # the archive holds nothing of it
        at = visit.at if visit else self._instant_of(found_in) or self._newest
        assert at is not None
        identifier = (
            visit.capture_id
            if visit
            else hashlib.sha256(f"{outcome} {source.id} {address}".encode()).hexdigest()[:32]
        )
        self._keep(
            Capture(
                capture_id=identifier,
                country=self._country,
                date=self._date,
                source_id=source.id,
                role=role,  # type: ignore[arg-type]
                url=address,
                final_url=address,
                found_in=found_in,
                outcome=outcome,  # type: ignore[arg-type]
                detail=detail,
                status=None,
                content_type=None,
                fetched_at=at,
                payload_digest=None,
                payload_bytes=None,
                warc_file=self._name_file(visit.file) if visit else None,
                warc_offset=visit.offset if visit else None,
                collected_for=self._collected_for(visit.file) if visit else None,
            )
        )

    def arrived(
        self, source: Source, role: str, address: str, found_in: str | None, response: Response
    ) -> None:
        visit: Visit = response.meta["visit"]
        self._keep(
            Capture(
                capture_id=visit.capture_id,
                country=self._country,
                date=self._date,
                source_id=source.id,
                role=role,  # type: ignore[arg-type]
                url=address,
                final_url=visit.url,
                found_in=found_in,
                outcome="fetched",
                status=visit.status,
                content_type=visit.content_type,
                fetched_at=visit.at,
                payload_digest=visit.payload_digest,
                payload_bytes=visit.payload_bytes,
                warc_file=self._name_file(visit.file),
                warc_offset=visit.offset,
                collected_for=self._collected_for(visit.file),
            )
        )

    def _instant_of(self, capture_id: str | None) -> datetime | None:
        """When the feed or listing that led somewhere was captured: what is absent was first heard of then."""
        return next((c.fetched_at for c in self._captures.values() if c.capture_id == capture_id), None)

    def unreadable(self, source: Source, response: Response, reason: str) -> None:
        """A response that came with status 200 and is not what it should be: said on its row."""
        key = (source.id, response.meta["capture_id"], response.meta["address"])
        self._captures[key] = self._captures[key].model_copy(update={"detail": reason[:300]})

    def _keep(self, capture: Capture) -> None:
        """One row per source, capture and address asked for: two links may be redirected to one page. Of several the
        one that knows which feed led to it is kept."""
        key = (capture.source_id, capture.capture_id, capture.url)
        held = self._captures.get(key)
        if held is None or (held.found_in is None and capture.found_in is not None):
            self._captures[key] = capture


def _absent(address: str, at: datetime) -> Visit:
    return Visit(
        capture_id="",
        url=address,
        at=at,
        outcome="not_in_archive",
        detail="the archive holds no capture of this address",
        status=None,
        content_type=None,
        location=None,
        payload_digest=None,
        payload_bytes=None,
        file=Path(),
        offset=0,
    )
