"""Replay: the same spiders, fed from WARC files instead of the network."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urljoin

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from briefing.records.capture import Capture, Role
from briefing.records.source import Source
from scrapers.archive.holdings import Holdings
from scrapers.archive.index import ArchiveError, Visit
from scrapers.archive.reading import read_response
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import Asking, identity_of
from scrapers.hosts import SourceHosts
from scrapers.page_days import UnledPage
from scrapers.spiders.errand import Errand

_MAX_HOPS = 5


class ReplayDownloadHandler(BaseDownloadHandler):
    """Answers a request with the response stored for its visit. It has no way to the network.

    What the crawl would not have unpacked (DOWNLOAD_MAXSIZE) is not unpacked here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        visit: Visit = request.meta["visit"]
        try:
            stored = read_response(visit.file, visit.offset, self._most)
        except ArchiveError as error:
            # Where it lies stands on the row; a path of this machine in its words would differ in another home.
            raise ArchiveError(str(error.__cause__ or "the stored record cannot be read")) from error
        headers = [(name, value) for name, value in stored.headers if name.lower() not in _UNDONE]
        if visit.content_type:
            headers = [(n, v) for n, v in headers if n.lower() != "content-type"]
            headers.append(("Content-Type", visit.content_type))
        request.meta["captured_at"] = visit.at
        request.meta["capture_id"] = visit.capture_id
        # The visit's own address and status: of a revisit the stored record may be that of another address.
        kind = responsetypes.from_args(headers=Headers(headers), url=visit.url, body=stored.body)
        return kind(url=visit.url, status=visit.status or 0, headers=dict(headers), body=stored.body)


_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))


_Key = tuple[str, str, str, str]  # source id, capture id, identity of the address asked for, entry key
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_ROLES = get_args(Role)


@dataclass(frozen=True)
class _Lead:
    """What led to an address: the capture, or none where it is asked for anyway; for which seed, and in which role.

    ``at`` is the instant of that capture.
    """

    found_in: str | None
    seed: str
    role: Role
    url: str
    at: datetime

    @property
    def order(self) -> tuple[Any, ...]:
        """Of all that led to an address the least is named, however fast which of them was read: lists before pages;
        of lists those that are seeds; of pages those that were led to; what is asked every day before what a backfill
        asks; then the earliest."""
        is_page = self.role == "page"
        return (
            is_page,
            is_page == (self.found_in is None),
            self.seed.startswith("backfill/"),
            self.at,
            self.found_in or "",
            self.seed,
            _ROLES.index(self.role),
            self.url,
        )


class ArchiveOrigin:
    """All captures of an address, in the order in which they were made, and the account of what was visited.

    ``captures`` is the result: one row per visit. It is the same in whatever order the visits come in.
    """

    is_live = False

    def __init__(
        self,
        holdings: Holdings,
        *,
        country: str,
        date: str,
        name_file: Callable[[Path], str],
        collected_for: Callable[[Path], str | None] = lambda _: None,
        hosts: SourceHosts | None = None,
        since: datetime | None = None,
    ) -> None:
        """``hosts`` tells whose pages other people's archives hold. A page that was captured before ``since``, the
        start of the day, cannot be of the day, and is visited only where a seed leads to it."""
        self._country, self._date, self._name_file = country, date, name_file
        self._collected_for, self._hosts, self._since = collected_for, hosts, since
        self._holdings = holdings
        self._of_the_day: frozenset[tuple[str, str]] | None = None
        self._newest = holdings.newest
        self._rows: dict[_Key, Capture] = {}
        self._leads: dict[tuple[str, str, str], _Lead] = {}
        self._told: dict[_Key, dict[tuple[str, str], tuple[str, str]]] = defaultdict(dict)
        self._instants: dict[str, datetime] = {}
        self._absent: set[_Key] = set()
        self._visited: set[str] = set()

    @property
    def captures(self) -> list[Capture]:
        """One row per visit, oldest first."""
        return sorted(
            (self._settled(key, row) for key, row in self._rows.items()),
            key=lambda c: (c.fetched_at, _ROLES.index(c.role), c.url, c.capture_id, c.source_id, c.entry_key),
        )

    def _settled(self, key: _Key, row: Capture) -> Capture:
        """A row with what led to it, and with what was said of it in that role."""
        source_id, _, identity, entry_key = key
        lead = self._leads[source_id, identity, entry_key]
        settled: dict[str, Any] = {
            "found_in": lead.found_in,
            "seed": lead.seed,
            "role": lead.role,
            "url": lead.url,
        }
        if row.outcome != "fetched":
            settled["final_url"] = lead.url
        if key in self._absent and lead.found_in is not None:
            settled["fetched_at"] = lead.at  # what is absent was first heard of then
        told = {seed: said for (role, seed), said in self._told[key].items() if role == lead.role}
        # A page or a prefetch is read once, on whosever errand.
        seed = min(told, default="") if lead.role in ("page", "prefetch") else lead.seed
        if seed in told:
            settled["detail"], settled["fault"] = told[seed]
        return row.model_copy(update=settled)

    def led_to(self, errand: Errand) -> None:
        key = (errand.source.id, errand.asking.identity, errand.entry_key)
        at = self._instants.get(errand.found_in or "", _LONG_AGO)
        lead = _Lead(errand.found_in, errand.seed, errand.role, errand.asking.url, at)
        held = self._leads.get(key)
        if held is None or lead.order < held.order:
            self._leads[key] = lead

    def visits(self, errand: Errand, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        identity = errand.asking.identity
        self._visited.add(identity)
        found = self._holdings.at(identity)
        if not found:
            return [_absent(errand.asking.url, self._newest)] if self._newest else []
        ends = [self._followed(visit) for visit in found]
        self._visited.update(identity_of(end.url, end.request_key) for end in ends)
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
        there = self._holdings.at(canonical_address(target))
        return [v for v in there if v.at >= visit.at and v.capture_id != visit.capture_id]

    def holds(self, asking: Asking) -> bool:
        return self._holdings.holds(asking.identity)

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        compiled = [re.compile(pattern) for pattern in patterns]
        if not compiled or self._of_the_day is not None:
            return []
        found = {a for a in self._holdings.addresses() if any(pattern.search(a) for pattern in compiled)}
        return sorted(a for a in found if self._is_recent(self._holdings.at(canonical_address(a))))

    def _is_recent(self, visits: Sequence[Visit]) -> bool:
        return self._since is None or any(visit.at >= self._since for visit in visits)

    def unled(self, sources: Sequence[Source]) -> list[UnledPage]:
        """Pages of the sources that no seed led to; to be asked for once the seeds were read."""
        led_to = {(source_id, identity) for source_id, _, identity, _ in self._rows}
        return [
            UnledPage(source, address, tuple(self._holdings.at(canonical_address(address))))
            for source in sources
            for address in dict.fromkeys((*self.pages_like(source.archived_pages), *self.pages_of(source)))
            if (source.id, canonical_address(address)) not in led_to
        ]

    def visit_only(self, pages: frozenset[tuple[str, str]]) -> None:
        """Of pages that no seed led to, visit these: source id and address."""
        self._of_the_day = pages

    def heard_of(self, source: Source, addresses: Iterable[str]) -> None:
        self._visited.update(addresses)

    def pages_of(self, source: Source) -> Sequence[str]:
        if self._of_the_day is not None:
            return sorted(address for owner, address in self._of_the_day if owner == source.id)
        return sorted(self._pages_by_source.get(source.id, ()))

    @cached_property
    def _pages_by_source(self) -> dict[str, list[str]]:
        """Pages in other people's archives by the source of their host; asked for once the seeds were read."""
        found: dict[str, list[str]] = defaultdict(list)
        if self._hosts is None:
            return found
        for identity in self._holdings.pages(self._hosts.is_known):
            if identity in self._visited:
                continue
            visits = self._holdings.at(identity)
            if self._collected_for(visits[0].own_file) is not None or not self._is_recent(visits):
                continue
            owner = self._hosts.owner_of(visits[0].url)
            if owner is not None:
                found[owner].append(visits[0].url)
        return found

    def missed(self, errand: Errand, outcome: str, detail: str, fault: str, visit: Visit | None) -> None:
        if visit is not None and not visit.capture_id:
            visit = None  # the archive holds nothing of it
        at = visit.at if visit else self._newest
        assert at is not None
        source, asking = errand.source, errand.asking
        identifier = (
            visit.capture_id
            if visit
            else hashlib.sha256(
                f"{outcome} {source.id} {asking.identity} {errand.entry_key}".encode()
            ).hexdigest()[:32]
        )
        if visit is None:
            self._absent.add(_key(errand, identifier))
        self._keep(
            errand,
            Capture(
                **self._common(errand, visit),
                capture_id=identifier,
                final_url=asking.url,
                outcome=outcome,  # type: ignore[arg-type]
                detail=detail,
                fault=fault,
                status=None,
                content_type=None,
                fetched_at=at,
                payload_digest=None,
                payload_bytes=None,
                warc_file=self._name_file(visit.own_file) if visit else None,
                warc_offset=visit.offset if visit else None,
            ),
        )

    def arrived(self, errand: Errand, response: Response) -> None:
        visit: Visit = response.meta["visit"]
        self._instants[visit.capture_id] = visit.at
        self._keep(
            errand,
            Capture(
                **self._common(errand, visit),
                capture_id=visit.capture_id,
                final_url=visit.url,
                outcome="fetched",
                status=visit.status,
                content_type=visit.content_type,
                fetched_at=visit.at,
                payload_digest=visit.payload_digest,
                payload_bytes=visit.payload_bytes,
                warc_file=self._name_file(visit.file),
                warc_offset=visit.offset,
                revisit_of=visit.revisit_of,
            ),
        )

    def _common(self, errand: Errand, visit: Visit | None) -> dict[str, Any]:
        """Fields of a capture that every visit has."""
        return {
            "country": self._country,
            "date": self._date,
            "source_id": errand.source.id,
            "role": errand.role,
            "seed": errand.seed,
            "entry_key": errand.entry_key,
            "request_key": errand.asking.request_key,
            "url": errand.asking.url,
            "found_in": errand.found_in,
            "fetch_ms": visit.fetch_ms if visit else None,
            "egress": visit.egress if visit else "",
            "collected_for": self._collected_for(visit.own_file) if visit else None,
        }

    def unreadable(self, errand: Errand, response: Response, reason: str, fault: str) -> None:
        """A response that came with status 200 and is not what it should be: said on its row."""
        told = self._told[_key(errand, response.meta["capture_id"])]
        told[errand.role, errand.seed] = (reason[:300], fault)

    def _keep(self, errand: Errand, capture: Capture) -> None:
        """One row per source, capture and address asked for: two links may be redirected to one page."""
        self._rows.setdefault(_key(errand, capture.capture_id), capture)


def _key(errand: Errand, capture_id: str) -> _Key:
    return (errand.source.id, capture_id, errand.asking.identity, errand.entry_key)


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
