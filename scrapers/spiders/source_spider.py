"""What every spider here does: visit the addresses of its sources, follow to article pages, keep account.

A spider does not know whether it runs on the network or on an archive. It asks its ``Origin`` how often an
address is to be visited, and each visit becomes one request.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from scrapers.archive.index import Visit
from scrapers.extraction.asking import Asking, with_headers
from scrapers.safety import UnsafeAddressError
from scrapers.spiders.errand import Errand
from scrapers.workers import Workers

T = TypeVar("T")
MAX_REQUESTS = 2000  # of one source in one crawl: beyond it lies a calendar without end, not a day's news


class Origin(Protocol):
    """Where visits come from: the network (one per address) or an archive (as many as it holds)."""

    is_live: bool

    def visits(self, errand: Errand, *, newer_than: datetime | None = None) -> Sequence[Visit | None]:
        """Visits to make, in their order; None is a visit still to be made on the network.

        ``newer_than`` is when the address is known to have changed last: a page fetched since need not be
        fetched again.
        """
        ...

    def led_to(self, errand: Errand) -> None:
        """Something leads to an address, which may have been asked for already."""
        ...

    def holds(self, asking: Asking) -> bool:
        """Whether an archive has an answer to it; never on the network."""
        ...

    def pages_like(self, patterns: Sequence[str]) -> Sequence[str]:
        """Addresses known beforehand that match a source's ``archived_pages``; none on the network."""
        ...

    def heard_of(self, source: Source, addresses: Iterable[str]) -> None:
        """Canonical addresses that a seed of the source named, whether or not they are followed."""
        ...

    def pages_of(self, source: Source) -> Sequence[str]:
        """Pages of a source's host in other people's archives, which no seed led to; none on the network."""
        ...

    def missed(self, errand: Errand, outcome: str, detail: str, fault: str, visit: Visit | None) -> None:
        """A visit that brought no response; ``visit`` is what the archive holds of it."""
        ...

    def arrived(self, errand: Errand, response: Response) -> None:
        """A visit that did."""
        ...

    def unreadable(self, errand: Errand, response: Response, reason: str, fault: str) -> None:
        """A response that is not what its role asks for, such as an error page served as a feed."""
        ...


class SourceSpider(scrapy.Spider):
    """Base of the spiders. ``sources`` and ``day`` say what to collect, ``origin`` from where.

    ``workers`` read what comes, away from this process. ``past`` asks the seeds of ``backfill`` instead.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        day: MonitoringDay,
        origin: Origin,
        workers: Workers,
        past: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.sources, self.day, self.origin, self.workers, self.past = sources, day, origin, workers, past
        self._asked: set[tuple[str, str, str, tuple[str, str, int]]] = set()
        self._spent: Counter[str] = Counter()

    def visit(
        self,
        errand: Errand,
        callback: Callable[..., Any],
        *,
        newer_than: datetime | None = None,
    ) -> Iterator[Request]:
        """Requests for all visits to an address; each source asks for an address once in a crawl.

        What else can lead to an address makes no difference to that but for a list: an archive reads it again for
        each seed, and for each depth, by which it is reached, so that nothing depends on which of them came first.
        """
        source, asking = errand.source, errand.asking
        self.origin.led_to(errand)
        is_list = errand.role not in ("page", "prefetch")
        read_as = (errand.role, errand.seed, errand.depth) if is_list else ("", "", 0)
        known_as = (source.id, asking.identity, errand.entry_key, read_as)
        if known_as in self._asked:
            return
        self._asked.add(known_as)
        for visit in self.origin.visits(errand, newer_than=newer_than):
            if visit is not None and visit.outcome != "fetched":
                self.origin.missed(errand, visit.outcome, visit.detail, visit.fault or visit.outcome, visit)
                continue
            if visit is None and self._is_spent(errand):
                continue
            headers = [*with_headers(asking, source.headers).headers]
            if source.user_agent:
                headers.append(("User-Agent", source.user_agent))
            if errand.cookies:
                headers.append(("Cookie", errand.cookies))
            meta: dict[str, Any] = {"visit": visit, "source": source, "errand": errand}
            if errand.cookies_of:
                meta["cookies_of"] = errand.cookies_of
            if source.timeout_seconds is not None:
                meta["download_timeout"] = source.timeout_seconds
            if source.needs_browser:
                meta["playwright"] = True
            try:
                yield Request(
                    asking.url,
                    method=asking.method,
                    body=asking.body,
                    headers=dict(headers),
                    callback=self._arrived,
                    errback=self._missed,
                    dont_filter=True,
                    # Lists before pages: what somebody's links do to a host must not cost its own source its lists.
                    priority=-1 if errand.role == "page" else 0,
                    meta=meta,
                    cb_kwargs={"then": callback},
                )
            except (
                ValueError
            ) as error:  # an address that we take for one and Scrapy does not: lost is this one only
                self.origin.missed(errand, "failed", f"ValueError: {error}"[:300], "ValueError", visit)

    def _is_spent(self, errand: Errand) -> bool:
        """Whether the source has had its share of this crawl; said once, on the first address beyond it."""
        source = errand.source
        most = source.max_requests or MAX_REQUESTS
        self._spent[source.id] += 1
        if self._spent[source.id] == most + 1:
            words = f"budget: {most} requests have been made to the source in this crawl"
            self.origin.missed(errand, "failed", words, "budget", None)
        return self._spent[source.id] > most

    def _arrived(self, response: Response, then: Callable[..., Any]) -> Any:
        self.origin.arrived(response.meta["errand"], response)
        return then(response)

    def _missed(self, failure: Failure) -> None:
        meta = failure.request.meta  # type: ignore[attr-defined]
        reason = failure.getErrorMessage()
        outcome = getattr(failure.value, "outcome", "")
        if not outcome:
            is_unsafe = isinstance(failure.value, UnsafeAddressError)
            outcome = (
                "refused_unsafe" if is_unsafe else "refused_by_robots" if "robots.txt" in reason else "failed"
            )
        name = getattr(failure.value, "fault", "") or (failure.type.__name__ if failure.type else "error")
        fault = outcome if outcome != "failed" else name
        self.origin.missed(meta["errand"], outcome, f"{name}: {reason}"[:300], fault, meta["visit"])

    async def read(self, function: Callable[..., T], /, **arguments: Any) -> T:
        """Have a worker read something. Raises what the function raises, or WorkerLimitError."""
        return await asyncio.wrap_future(self.workers.submit(function, **arguments))

    def ignore(self, response: Response) -> None:
        """For responses that lead nowhere further: an article page is a leaf."""
