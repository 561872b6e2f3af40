"""Scrapy's downloader with our pace: one request to a host at a time, over all spiders of the crawl.

Scrapy keeps a pace per spider and knows no host that is to be left alone. Here each request that waits in a host's
queue asks ``Pacing`` first. Built on the inner methods of the version of Scrapy that pyproject.toml pins;
tests/integration/test_manners.py shows if they change.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import _schedule_coro
from twisted.python.failure import Failure

from scrapers.pacing import Pacing, host_of
from scrapers.politeness import HostLeftAloneError, manners_of, says_later

_LOOK_AGAIN = 0.05  # seconds, while another spider's request to the host is under way


class PacedDownloader(Downloader):
    """A slot is a host. A request whose host is left alone, or whose turn comes too late, is never sent."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.handlers: Any = _PacedHandlers(self.handlers, crawler)

    def get_slot_key(self, request: Request) -> str:
        """By the address alone: a request that was redirected still carries the slot of where it came from."""
        return host_of(request.url)

    def _process_queue(self, slot: Slot) -> None:
        if slot.latercall or slot.transferring:
            return
        pacing = manners_of(self.crawler).pacing
        while slot.queue:
            request, answer = slot.queue[0]
            host = host_of(request.url)
            wait = _LOOK_AGAIN if pacing.is_busy(host) else pacing.wait(host)
            words = _refusal(pacing, host, wait)
            if words:
                slot.queue.popleft()
                answer.errback(Failure(HostLeftAloneError(request, words)))  # type: ignore[no-untyped-call]
                continue
            if wait > 0:
                slot.latercall = call_later(wait, self._latercall, slot)
                return
            slot.queue.popleft()
            slot.lastseen = monotonic()
            pacing.begin(host)
            _schedule_coro(self._wait_for_download(slot, request, answer))
            return


def _refusal(pacing: Pacing, host: str, wait: float) -> str:
    if pacing.remaining < wait:
        return pacing.left_because(host) or "the crawl's time ends before it may be asked again"
    return pacing.left_because(host)


class _PacedHandlers:
    """Tells the pace when a transfer has ended; the downloader looks at the queue right afterwards.

    An answer that says "later" is still on its way then to the middleware that hears it: the host stays busy until
    PatienceMiddleware has heard, or the next request would be gone before.
    """

    def __init__(self, inner: Any, crawler: Crawler) -> None:
        self._inner, self._crawler = inner, crawler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def download_request_async(self, request: Request) -> Response:
        begun = monotonic()
        is_heard_later = False
        try:
            response: Response = await self._inner.download_request_async(request)
            request.meta["fetch_ms"] = round(1000 * (monotonic() - begun))
            is_heard_later = says_later(response)
            return response
        finally:
            if not is_heard_later:
                manners_of(self._crawler).pacing.end(host_of(request.url))
