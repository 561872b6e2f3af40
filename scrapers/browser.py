"""Pages drawn by script: a browser that has no network of its own.

A source with ``needs_browser`` is read only where ``DESK_CRAWL_BROWSER`` is true and the extra ``browser`` is
installed; else its visits are misses that say so. The page itself is fetched like any other. The browser then draws
it, and whatever it asks for on the way is fetched for it by the crawl, as any other request: its address is judged,
robots.txt and the opt-out list are kept, its host has its pause, and the exchange is archived. No address, no
certificate and no size escapes the rules because a script asked. Pictures, films, sound, fonts and styles are not
asked for, and a request that leads on is not followed. Of the page itself, what is archived is the page as drawn,
with a header that says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import HtmlResponse, Request, Response
from scrapy.http.request import NO_CALLBACK

from briefing.settings import Settings
from scrapers.archive.decoding import undone

log = logging.getLogger("desk.browser")
RENDERED = "X-Desk-Rendered"
MAX_REQUESTS = 60  # of one page, beside itself: what its script needs, not what its advertisers want
QUIET_SECONDS = 8.0  # for a page whose scripts never rest
DRAW_SECONDS = 240.0  # of one page: each of its requests waits for the pause of its host
SETTLE_SECONDS = 120.0  # of these, for what is asked for after the page has loaded
_WANTED = frozenset(("document", "script", "xhr", "fetch"))
_UNDONE = frozenset(("content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"))
# What is drawn is not what these speak of, and a page asked for on condition could not be drawn from "not modified".
_OF_THE_ORIGINAL = _UNDONE | {"etag", "last-modified", "content-type", "content-security-policy"}
_SWITCHES = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
)
_NOWHERE = "http://127.0.0.1:9"  # the discard port: what is not fetched for the browser ends here

BROWSER_MIDDLEWARES = {
    # Behind the judgement of the address (10) and before anything is asked of the host.
    "scrapers.browser.BrowserMiddleware": 15,
    # Right before the archive (745) on the way back. Not in the download itself: the host would be taken as slow for
    # the time that drawing takes, and as busy, so that nothing else could be asked of it for the page.
    "scrapers.browser.DrawingMiddleware": 746,
}


class BrowserMissingError(IgnoreRequest):
    """A page that only a browser can draw, and there is none; the message says what is missing."""

    outcome = "not_asked"


class NotDrawnError(IgnoreRequest):
    """A page that the browser did not draw within bounds; the message says which."""


def browser_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy settings that say whether pages can be drawn, and by which browser."""
    given: dict[str, Any] = {"DESK_BROWSER_MISSING": missing_words(settings)}
    if not given["DESK_BROWSER_MISSING"]:
        path = settings.crawl_browser_path
        given["DESK_BROWSER_PATH"] = str(path) if path is not None else None
    return given


def missing_words(settings: Settings) -> str:
    """Why no page can be drawn; empty where it can, as far as can be told beforehand."""
    if not settings.crawl_browser:
        return "the page is drawn by script, and no browser is switched on (DESK_CRAWL_BROWSER)"
    if importlib.util.find_spec("playwright") is None:
        return "the page is drawn by script, and the extra browser is not installed"
    if settings.crawl_browser_path is not None and not settings.crawl_browser_path.is_file():
        return f"the page is drawn by script, and there is no browser at {settings.crawl_browser_path}"
    return ""


class BrowserMiddleware:
    """Refuses what needs a browser where there is none, before the host is asked for anything."""

    def __init__(self, crawler: Crawler) -> None:
        self._missing: str = crawler.settings["DESK_BROWSER_MISSING"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BrowserMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises BrowserMissingError."""
        if request.meta.get("playwright") and self._missing:
            raise BrowserMissingError(self._missing)


def refuse_request(address: str, kind: str, method: str, is_main_move: bool, page_address: str) -> str:
    """Why a request of a page is not made for it; empty where it is asked like any other, by the rules of the crawl.
    ``is_main_move``: the whole page leads on."""
    if kind not in _WANTED:
        return f"{kind} is not wanted"
    if method not in ("GET", "POST"):
        return f"{method} is not made for a page"
    host, own = urlsplit(address).hostname, urlsplit(page_address).hostname
    if method == "POST" and host != own:
        return "a POST to another host"
    if is_main_move and host != own:
        return "the page leads on to another host"
    return ""


def errand_of(page_request: Request, address: str, method: str, body: bytes) -> Request:
    """What a page asks for, as a request of the crawl: by the page's agent, for its source, without cookies and
    without saying which page asked. Raises ValueError where the address is none."""
    headers = {"Accept": "*/*"}
    if "User-Agent" in page_request.headers:
        headers["User-Agent"] = (page_request.headers["User-Agent"] or b"").decode("latin-1")
    if method == "POST":
        headers["Content-Type"] = (
            "application/json" if body[:1] in b"{[" else "application/x-www-form-urlencoded"
        )
    # A request that fails is not worth a second one, nor its pause: the page is drawn without it.
    meta: dict[str, Any] = {"dont_redirect": True, "dont_retry": True}
    for name in ("source", "download_timeout"):
        if name in page_request.meta:
            meta[name] = page_request.meta[name]
    return Request(address, method=method, headers=headers, body=body, meta=meta, callback=NO_CALLBACK)


class DrawingMiddleware:
    """Has a browser draw the page where its source needs one; on the way back, when the page has been fetched."""

    def __init__(self, crawler: Crawler) -> None:
        """Raises NotConfigured where there is no browser."""
        if crawler.settings["DESK_BROWSER_MISSING"]:
            raise NotConfigured
        self.crawler = crawler
        self.most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._path: str | None = crawler.settings["DESK_BROWSER_PATH"]
        self._one_at_a_time = asyncio.Lock()
        self._engine: Any = None
        self._browser: Any = None
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DrawingMiddleware:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Raises BrowserMissingError where the browser does not start, and NotDrawnError."""
        kind = (response.headers.get("Content-Type") or b"").lower()
        if not request.meta.get("playwright") or response.status != 200 or b"html" not in kind:
            return response
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(DRAW_SECONDS):
                    return await self._drawn(request, response)
            except TimeoutError as error:
                raise NotDrawnError("the browser did not draw the page in time") from error

    async def close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        if self._engine is not None:
            await self._engine.stop()

    async def _started(self) -> Any:
        if self._browser is None:
            from playwright.async_api import Error, async_playwright

            try:
                self._engine = await async_playwright().start()
                self._browser = await self._engine.chromium.launch(
                    executable_path=self._path,
                    chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
                    proxy={"server": _NOWHERE},
                    args=list(_SWITCHES),
                )
            except (Error, OSError) as error:
                words = str(error).strip().splitlines()[0][:200]
                raise BrowserMissingError(f"the browser does not start: {words}") from error
        return self._browser

    async def _drawn(self, request: Request, first: Response) -> Response:
        from playwright.async_api import Error

        browser = await self._started()
        context = await browser.new_context(
            accept_downloads=False,
            service_workers="block",
            user_agent=(request.headers.get("User-Agent") or b"").decode("latin-1") or None,
        )
        errand = _Errands(self, request, first)
        page: Any = None
        try:
            page = await context.new_page()
            await page.route("**", errand.answer)
            await page.route_web_socket("**", lambda socket: socket.close())
            await page.goto(request.url, wait_until="load", timeout=0)
            await _settle(page, errand)
            text: str = await page.content()
        except Error as error:
            raise NotDrawnError(
                f"the browser could not draw it: {str(error).splitlines()[0][:200]}"
            ) from error
        finally:
            if page is not None:  # what is still under way finds nobody to answer
                with contextlib.suppress(Error):
                    await page.unroute_all(behavior="ignoreErrors")
            await context.close()
        body = text.encode("utf-8", "replace")
        if len(body) > self.most_bytes:
            raise NotDrawnError(f"the page as drawn has {len(body)} bytes")
        headers = {
            n: v for n, v in first.headers.items() if n.decode("latin-1").lower() not in _OF_THE_ORIGINAL
        }
        told = f"{browser.browser_type.name} {browser.version}; {errand.made} requests made, {errand.refused} refused"
        headers |= {b"Content-Type": [b"text/html; charset=utf-8"], RENDERED.encode(): [told.encode()]}
        return HtmlResponse(
            request.url, status=200, headers=headers, body=body, encoding="utf-8", request=request,
            ip_address=first.ip_address, flags=["rendered"],
        )  # fmt: skip

    async def fetch_for(self, page_request: Request, address: str, method: str, body: bytes) -> Response:
        """Raises whatever the rules of the crawl and the host have against it."""
        asked = errand_of(page_request, address, method, body)
        response: Response = await self.crawler.engine.download_async(asked)
        return response


async def _settle(page: Any, errands: _Errands) -> None:
    """Wait until the page asks for nothing more. One that polls for ever is taken as it stands; one that waits for
    the pause of a host is waited for."""
    from playwright.async_api import TimeoutError as NotQuietError

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                try:
                    await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
                except NotQuietError:
                    if errands.under_way:
                        continue
                return


class _Errands:
    """The requests of one page, within a number and a sum of bytes."""

    def __init__(self, drawing: DrawingMiddleware, request: Request, first: Response) -> None:
        self._drawing, self._request, self._first = drawing, request, first
        self._left = drawing.most_bytes
        self._is_given = False
        self.asked = self.made = self.refused = self.under_way = 0

    async def answer(self, route: Any) -> None:
        """Called by the browser for whatever it wants: answered, or refused."""
        asked = route.request
        if not self._is_given and asked.is_navigation_request():
            self._is_given = True
            await self._give(route, self._first)
            return
        body: bytes = asked.post_data_buffer or b""
        is_main_move = asked.is_navigation_request() and asked.frame.parent_frame is None
        words = refuse_request(asked.url, asked.resource_type, asked.method, is_main_move, self._request.url)
        if not words and self.asked >= MAX_REQUESTS:
            words = f"more than {MAX_REQUESTS} requests"
        if words:
            await self._refuse(route, asked.url, words)
            return
        self.asked += 1
        if asked.method == "GET" and asked.url == self._request.url:  # itself: we have it
            await self._give(route, self._first)
            return
        self.under_way += 1
        try:
            response = await self._drawing.fetch_for(self._request, asked.url, asked.method, body)
        except Exception as error:  # noqa: BLE001 - whatever went wrong with a script, its page is drawn without it
            await self._refuse(route, asked.url, f"{type(error).__name__}: {error}")
            return
        finally:
            self.under_way -= 1
        self.made += 1
        if 300 <= response.status < 400:
            # The browser would take what came from elsewhere for the answer of the address that it asked.
            await self._refuse(route, asked.url, "it leads on")
            return
        self._left -= len(response.body)
        if self._left < 0:
            await self._refuse(route, asked.url, "the page and what it asks for are too large")
            return
        await self._give(route, response)

    async def _refuse(self, route: Any, address: str, words: str) -> None:
        self.refused += 1
        log.info("not fetched for %s: %s: %s", self._request.url[:200], address[:200], words)
        await route.abort()

    async def _give(self, route: Any, response: Response) -> None:
        headers = _pairs(response)
        try:
            body = undone(response.body, headers)
        except ValueError as error:
            await self._refuse(route, response.url, str(error))
            return
        given: Mapping[str, str] = {name: value for name, value in headers if name.lower() not in _UNDONE}
        await route.fulfill(status=response.status, headers=dict(given), body=body)


def _pairs(response: Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
