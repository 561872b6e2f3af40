"""Fetching: the same spiders on the network, every exchange written to a WARC as it comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from briefing.records.source import Source
from scrapers.archive.index import Visit
from scrapers.archive.writing import ArchiveWriter
from scrapers.extraction.addresses import canonical_address

_FRAMING = re.compile(r"^(transfer-encoding|connection|keep-alive)$", re.IGNORECASE)


class NetworkOrigin:
    """One visit per address; pages that this day's archive already holds unchanged are not asked for again."""

    def __init__(
        self, writer: ArchiveWriter, clock: Callable[[], datetime], known: Mapping[str, datetime]
    ) -> None:
        self.writer, self.clock = writer, clock
        self._known = known
        self._asked: set[str] = set()
        self.fetched = self.failed = 0

    def visits(self, address: str, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        canonical = canonical_address(address)
        if canonical in self._asked:  # another source's feed, or another way of writing it, led here before
            return []
        self._asked.add(canonical)
        last = self._known.get(canonical)
        if last is not None and newer_than is not None and newer_than <= last:
            return []
        return [None]

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        return []

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
        self.failed += 1
        self.writer.write_miss(url=address, at=self.clock(), outcome=outcome, detail=detail)

    def arrived(
        self, source: Source, role: str, address: str, found_in: str | None, response: Response
    ) -> None:
        self.fetched += 1

    def unreadable(self, source: Source, response: Response, reason: str) -> None:
        """Nothing to do: the bytes are archived, and the reading of the archive says what they are not."""


class ArchivingMiddleware:
    """Nearest to the wire: sees each response, redirects and robots.txt too, as it was received."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivingMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        # By way of the spider: settings are copied deeply, and an open file cannot be.
        origin: NetworkOrigin = self.crawler.spider.origin  # type: ignore[union-attr]
        at = origin.clock()
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request_headers = [("Host", parts.netloc), *_pairs(request.headers)]
        identifier = origin.writer.write_exchange(
            url=request.url,
            at=at,
            method=request.method,
            request_target=target,
            request_headers=request_headers,
            status_line=f"HTTP/1.1 {response.status} {_phrase(response.status)}".rstrip(),
            # The framing of the transfer is undone by the time the body is here; keeping its headers would lie.
            response_headers=[(n, v) for n, v in _pairs(response.headers) if not _FRAMING.match(n)],
            payload=response.body,
            request_body=request.body,
        )
        request.meta["captured_at"] = at
        request.meta["capture_id"] = identifier
        return response


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
