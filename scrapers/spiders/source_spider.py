"""What every spider here does: visit the addresses of its sources, follow to article pages, keep account.

A spider does not know whether it runs on the network or on an archive. It asks its ``Origin`` how often an
address is to be visited, and each visit becomes one request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from scrapers.archive.index import Visit
from scrapers.extraction.addresses import canonical_address


class Origin(Protocol):
    """Where visits come from: the network (one per address) or an archive (as many as it holds)."""

    def visits(self, address: str, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        """Visits to make, in their order; None is a visit still to be made on the network.

        ``newer_than`` is when the address is known to have changed last: a page fetched since need not be
        fetched again.
        """
        ...

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        """Addresses known beforehand that match a source's ``archived_pages``; none on the network."""
        ...

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
        """A visit that brought no response; ``visit`` is what the archive holds of it."""
        ...

    def arrived(
        self, source: Source, role: str, address: str, found_in: str | None, response: Response
    ) -> None:
        """A visit that did."""
        ...

    def unreadable(self, source: Source, response: Response, reason: str) -> None:
        """A response that is not what its role asks for, such as an error page served as a feed."""
        ...


class SourceSpider(scrapy.Spider):
    """Base of the spiders. ``sources`` are those of one country, ``day`` the monitoring day being collected."""

    name = "source"

    def __init__(self, *, sources: Sequence[Source], day: MonitoringDay, origin: Origin) -> None:
        super().__init__()
        self.sources, self.day, self.origin = sources, day, origin
        self._asked: set[tuple[str, str]] = set()

    def visit(
        self,
        source: Source,
        role: str,
        address: str,
        callback: Callable[..., Any],
        *,
        found_in: str | None = None,
        newer_than: datetime | None = None,
    ) -> Iterator[Request]:
        """Requests for all visits to an address; each source asks for an address once in a crawl."""
        known_as = (source.id, canonical_address(address))
        if known_as in self._asked:
            return
        self._asked.add(known_as)
        for visit in self.origin.visits(address, newer_than=newer_than):
            if visit is not None and visit.outcome != "fetched":
                self.origin.missed(source, role, address, found_in, visit.outcome, visit.detail, visit)
                continue
            yield Request(
                address,
                callback=self._arrived,
                errback=self._missed,
                dont_filter=True,
                meta={
                    "visit": visit,
                    "source": source,
                    "role": role,
                    "found_in": found_in,
                    "address": address,
                },
                cb_kwargs={"then": callback},
            )

    def _arrived(self, response: Response, then: Callable[..., Any]) -> Any:
        meta = response.meta
        self.origin.arrived(meta["source"], meta["role"], meta["address"], meta["found_in"], response)
        return then(response)

    def _missed(self, failure: Failure) -> None:
        meta = failure.request.meta  # type: ignore[attr-defined]
        reason = failure.getErrorMessage()
        outcome = "refused_by_robots" if "robots.txt" in reason else "failed"
        detail = f"{failure.type.__name__ if failure.type else 'error'}: {reason}"[:300]
        self.origin.missed(
            meta["source"], meta["role"], meta["address"], meta["found_in"], outcome, detail, meta["visit"]
        )

    def ignore(self, response: Response) -> None:
        """For responses that lead nowhere further: an article page is a leaf."""
