"""Fetching: the same spiders on the network, every exchange written to a WARC as it comes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from briefing.records.source import Source
from scrapers.archive.digests import digest_text, payload_digest, request_key
from scrapers.archive.index import ArchiveError, Visit
from scrapers.archive.reading import StoredResponse, read_response
from scrapers.archive.writing import SAME_PAYLOAD, ArchiveWriter
from scrapers.crawl_memory import Validators
from scrapers.extraction.asking import Asking
from scrapers.politeness import POLLED_ROLES, Manners
from scrapers.spiders.errand import Errand

log = logging.getLogger("desk.crawl")
NOT_MODIFIED = "not modified"
_CONDITIONS = ("If-None-Match", "If-Modified-Since")
REUSED = "answered before"
_REUSABLE = frozenset((200, 301, 302, 303, 307, 308, 404, 410))
_LONGEST_VALIDATOR = 1000
_FRAMING = re.compile(r"^(transfer-encoding|connection|keep-alive)$", re.IGNORECASE)


class NetworkOrigin:
    """One visit per address; pages that this day's archive already holds unchanged are not asked for again."""

    is_live = True

    def __init__(
        self,
        writer: ArchiveWriter,
        clock: Callable[[], datetime],
        known: Mapping[str, datetime],
        manners: Manners,
        *,
        is_timed: bool = True,
        answered: Callable[[str, str], Visit | None] | None = None,
    ) -> None:
        """``answered`` gives the response that a recent crawl of ours has of an address and request key; a backfill
        asks for no list twice, however many of its days look into it."""
        self.writer, self.clock, self.manners = writer, clock, manners
        self.is_timed, self.answered = is_timed, answered
        self._known = known
        self._asked: set[str] = set()
        self.fetched = self.failed = self.not_due = self.unchanged = self.reused = 0

    def visits(self, errand: Errand, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        identity = errand.asking.identity
        if identity in self._asked:  # another source's feed, or another way of writing it, led here before
            return []
        self._asked.add(identity)
        last = self._known.get(identity)
        if last is not None and newer_than is not None and newer_than <= last:
            return []
        return [None]

    def led_to(self, errand: Errand) -> None:
        """Nothing to do: what led to an address is read from the archive."""

    def holds(self, asking: Asking) -> bool:
        return False

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        return []

    def heard_of(self, source: Source, addresses: Iterable[str]) -> None:
        """Nothing to do: the network has no pages that we know beforehand."""

    def pages_of(self, source: Source) -> Sequence[str]:
        return []

    def missed(self, errand: Errand, outcome: str, detail: str, fault: str, visit: Visit | None) -> None:
        if outcome == "not_due":
            self.not_due += 1
        else:
            self.failed += 1
        asking = errand.asking
        self.writer.write_miss(
            url=asking.url,
            at=self.clock(),
            outcome=outcome,
            detail=detail,
            fault=fault,
            request_key=asking.request_key,
        )

    def arrived(self, errand: Errand, response: Response) -> None:
        if REUSED in response.flags:
            self.reused += 1
            return
        self.fetched += 1
        is_unchanged = NOT_MODIFIED in response.flags
        self.unchanged += is_unchanged
        if errand.role in POLLED_ROLES and response.status == 200:
            identity, cadence = errand.asking.identity, errand.source.cadence
            self.manners.polled(identity, cadence, response, is_unchanged=is_unchanged)

    def unreadable(self, errand: Errand, response: Response, reason: str, fault: str) -> None:
        """Nothing to do: the bytes are archived, and the reading of the archive says what they are not."""


class ArchivingMiddleware:
    """Nearest to the wire: sees each response, redirects and robots.txt too, as it was received.

    What was captured before is asked for on condition that it has changed. An answer "not modified" (304) is written
    as a revisit of the record that holds the bytes, and goes on to the spider as if the bytes had been sent again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivingMiddleware:
        return cls(crawler)

    @property
    def _origin(self) -> NetworkOrigin:
        # By way of the spider: settings are copied deeply, and an open file cannot be.
        return self.crawler.spider.origin  # type: ignore[union-attr]

    def process_request(self, request: Request) -> Response | None:
        """Answer from what a backfill has been told already; else give the request the validators of its own address:
        one that was redirected or is sent again still carries those of before."""
        reused = self._reused(request)
        if reused is not None:
            return reused
        self._set_conditions(request)
        return None

    def _set_conditions(self, request: Request) -> None:
        request.meta.pop("held", None)
        for header in _CONDITIONS:
            request.headers.pop(header, None)
        errand = request.meta.get("errand")
        # What is asked for because of its token or its cookies is asked for afresh: a 304 would bring back old ones.
        if request.method != "GET" or request.body or (errand is not None and errand.role == "prefetch"):
            return
        held = self._held(request.url)
        if held is None:
            return
        request.meta["held"] = held
        for header, value in zip(_CONDITIONS, (held.given.etag, held.given.last_modified), strict=True):
            if value:
                request.headers[header] = value.encode("latin-1")

    def _held(self, url: str) -> _Held | None:
        """The response that we hold of an address, read again: only what is really there may go unsent."""
        manners = self._origin.manners
        given = manners.memory.validators(url, self._origin.clock())
        if given is None:
            return None
        try:
            stored = read_response(manners.home.absolute(given.file), given.offset)
        except ArchiveError as error:
            log.info("%s is asked for in full: %s", url, error)
            stored = None
        if stored is not None and (stored.record_id, stored.digest) == (given.capture_id, given.digest):
            return _Held(given, stored)
        manners.memory.forget_validators(url)
        return None

    def _reused(self, request: Request) -> Response | None:
        """An answer to this very request out of our archive, written as a revisit of it at the instant at which it
        was given. A page asked for because of its token or its cookies is asked for afresh."""
        origin = self._origin
        errand = request.meta.get("errand")
        if origin.answered is None or (errand is not None and errand.role == "prefetch"):
            return None
        visit = origin.answered(request.url, request_key(request.method, request.body))
        if visit is None or visit.status not in _REUSABLE:
            return None
        try:
            stored = read_response(visit.file, visit.offset)
        except ArchiveError as error:
            log.info("%s is asked again: %s", request.url, error)
            return None
        if stored.digest != visit.payload_digest:
            return None
        identifier = stored.record_id
        if visit.file.parent != origin.writer.target.parent:  # of the same day it is in this archive already
            identifier = origin.writer.write_revisit(
                url=request.url,
                at=visit.at,
                request_target=_target(request),
                request_headers=_request_headers(request),
                status_line=stored.status_line,
                response_headers=stored.headers,
                refers_to=stored.record_id,
                refers_to_url=stored.url,
                refers_to_at=visit.at,
                digest=stored.digest,
                profile=SAME_PAYLOAD,
                method=request.method,
                request_body=request.body,
            )
        request.meta["captured_at"] = visit.at
        request.meta["capture_id"] = identifier
        return _stored_answer(request, stored, REUSED)

    def process_response(self, request: Request, response: Response) -> Response:
        if REUSED in response.flags:
            return response
        held = request.meta.pop("held", None)
        if response.status == 304 and held is not None:
            return self._not_modified(request, response, held)
        origin = self._origin
        at = origin.clock()
        identifier = origin.writer.write_exchange(
            url=request.url,
            at=at,
            method=request.method,
            request_target=_target(request),
            request_headers=_request_headers(request),
            status_line=_status_line(response),
            response_headers=_response_headers(response),
            payload=response.body,
            request_body=request.body,
            fetch_ms=request.meta.get("fetch_ms") if origin.is_timed else None,
        )
        request.meta["captured_at"] = at
        request.meta["capture_id"] = identifier
        if response.status == 200 and request.method == "GET" and not request.body:
            self._remember(request.url, response, identifier, at)
        return response

    def _not_modified(self, request: Request, response: Response, held: _Held) -> Response:
        origin = self._origin
        at = origin.clock()
        identifier = origin.writer.write_revisit(
            url=request.url,
            at=at,
            request_target=_target(request),
            request_headers=_request_headers(request),
            status_line=_status_line(response),
            response_headers=_response_headers(response),
            refers_to=held.given.capture_id,
            refers_to_url=held.stored.url,
            refers_to_at=held.given.captured_at,
            digest=held.given.digest,
            fetch_ms=request.meta.get("fetch_ms") if origin.is_timed else None,
        )
        request.meta["captured_at"] = at
        request.meta["capture_id"] = identifier
        stored = held.stored
        return _stored_answer(request, stored, NOT_MODIFIED)

    def _remember(self, url: str, response: Response, identifier: str, at: datetime) -> None:
        """After the record was written: validators are never newer than the bytes."""
        origin = self._origin
        etag, modified = (_validator(response, name) for name in ("ETag", "Last-Modified"))
        if not etag and not modified:
            origin.manners.memory.forget_validators(url)
            return
        origin.manners.memory.keep_validators(
            Validators(
                url=url,
                etag=etag,
                last_modified=modified,
                capture_id=identifier,
                captured_at=at,
                digest=digest_text(payload_digest(response.body)),
                file=origin.manners.home.relative(origin.writer.target),
                offset=origin.writer.last_offset,
            )
        )


@dataclass(frozen=True)
class _Held:
    given: Validators
    stored: StoredResponse


def _validator(response: Response, name: str) -> str:
    """A validator that can be sent back as it came; empty where there is none, or it is none."""
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if len(value) <= _LONGEST_VALIDATOR and value.isprintable() else ""


def _target(request: Request) -> str:
    parts = urlsplit(request.url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _request_headers(request: Request) -> list[tuple[str, str]]:
    """As they were sent to the host; what is for our own proxy, its password too, is not of the exchange."""
    sent = [(n, v) for n, v in _pairs(request.headers) if n.lower() != "proxy-authorization"]
    return [("Host", urlsplit(request.url).netloc), *sent]


def _response_headers(response: Response) -> list[tuple[str, str]]:
    """The framing of the transfer is undone by the time the body is here; keeping its headers would lie."""
    return [(n, v) for n, v in _pairs(response.headers) if not _FRAMING.match(n)]


def _status_line(response: Response) -> str:
    return f"HTTP/1.1 {response.status} {_phrase(response.status)}".rstrip()


def _stored_answer(request: Request, stored: StoredResponse, flag: str) -> Response:
    """A response that we hold, as the answer to a request."""
    headers = Headers(_multiple(stored.headers))
    kind = responsetypes.from_args(headers=headers, url=request.url, body=stored.payload)
    return kind(
        url=request.url,
        status=stored.status,
        headers=headers,
        body=stored.payload,
        flags=[flag],
        request=request,
    )


def _multiple(headers: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in headers:
        grouped.setdefault(name, []).append(value)
    return grouped


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
