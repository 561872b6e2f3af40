"""Pages drawn by script: a browser that has no network of its own.

A source with ``needs_browser`` is read only where ``DESK_CRAWL_BROWSER`` is true and the extra ``browser`` is
installed; else its visits are misses that say so. The page itself is fetched like any other: judged, paced, allowed
by robots.txt. The browser then draws it, and whatever it asks for on the way is fetched for it here, by the same
guarded handler: so no address, no certificate and no size escapes the rules because a script asked. Pictures, films,
sound, fonts and styles are not asked for. What is archived is the page as drawn, with a header that says so.
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

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response

from briefing.settings import Settings
from scrapers.archive.decoding import undone
from scrapers.opt_out import is_opted_out
from scrapers.politeness import manners_of
from scrapers.public_addresses import Reach, refuse_address
from scrapers.safety import GuardedDownloadHandler

log = logging.getLogger("desk.browser")
RENDERED = "X-Desk-Rendered"
MAX_REQUESTS = 60  # of one page, beside itself: what its script needs, not what its advertisers want
QUIET_SECONDS = 8.0  # for a page whose scripts never rest
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
}


class BrowserMissingError(IgnoreRequest):
    """A page that only a browser can draw, and there is none; the message says what is missing."""

    outcome = "not_asked"


class NotDrawnError(IgnoreRequest):
    """A page that the browser did not draw within bounds; the message says which."""


def browser_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy settings, to be merged after those of safety."""
    given: dict[str, Any] = {"DESK_BROWSER_MISSING": missing_words(settings)}
    if not given["DESK_BROWSER_MISSING"]:
        path = settings.crawl_browser_path
        given["DESK_BROWSER_PATH"] = str(path) if path is not None else None
        handler = "scrapers.browser.DrawingDownloadHandler"
        given["DOWNLOAD_HANDLERS"] = {
            "http": handler, "https": handler, **dict.fromkeys(("data", "file", "ftp", "s3"))
        }  # fmt: skip
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


def refuse_request(
    address: str, kind: str, method: str, is_main_move: bool, page_address: str, reach: Reach
) -> str:
    """Why a request of a page is not made for it; empty where it is. ``is_main_move``: the whole page leads on."""
    if kind not in _WANTED:
        return f"{kind} is not wanted"
    if method not in ("GET", "POST"):
        return f"{method} is not made for a page"
    unsafe = refuse_address(address, reach)
    if unsafe:
        return unsafe
    host, own = urlsplit(address).hostname, urlsplit(page_address).hostname
    if method == "POST" and host != own:
        return "a POST to another host"
    if is_main_move and host != own:
        return "the page leads on to another host"
    return ""


class DrawingDownloadHandler(GuardedDownloadHandler):
    """Fetches as the guarded handler does and has a browser draw the page where its source needs one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler_of = crawler
        self._reach: Reach = crawler.settings["DESK_REACH"]
        self._most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._path: str | None = crawler.settings["DESK_BROWSER_PATH"]
        self._one_at_a_time = asyncio.Lock()
        self._engine: Any = None
        self._browser: Any = None

    async def download_request(self, request: Request) -> Response:
        """Raises BrowserMissingError where the browser does not start, NotDrawnError, and what Scrapy raises."""
        response = await super().download_request(request)
        kind = (response.headers.get("Content-Type") or b"").lower()
        if not request.meta.get("playwright") or response.status != 200 or b"html" not in kind:
            return response
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(request.meta.get("download_timeout") or 60):
                    return await self._drawn(request, response)
            except TimeoutError as error:
                raise NotDrawnError("the browser did not draw the page in time") from error

    async def close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        if self._engine is not None:
            await self._engine.stop()
        await super().close()

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
        try:
            page = await context.new_page()
            await page.route("**", errand.answer)
            await page.route_web_socket("**", lambda socket: socket.close())
            await page.goto(request.url, wait_until="load")
            with contextlib.suppress(Error):  # a page that polls for ever is taken as it stands
                await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
            text: str = await page.content()
        except Error as error:
            raise NotDrawnError(
                f"the browser could not draw it: {str(error).splitlines()[0][:200]}"
            ) from error
        finally:
            await context.close()
        body = text.encode("utf-8", "replace")
        if len(body) > self._most_bytes:
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
        """What a page asks for, fetched as the page itself was, by the same way out and without cookies."""
        headers = {"Referer": page_request.url.split("#")[0], "Accept": "*/*"}
        for name in ("User-Agent", "Proxy-Authorization"):
            if name in page_request.headers:
                headers[name] = (page_request.headers[name] or b"").decode("latin-1")
        if method == "POST":
            headers["Content-Type"] = (
                "application/json" if body[:1] in b"{[" else "application/x-www-form-urlencoded"
            )
        kept = ("proxy", "download_timeout", "source")
        meta = {name: page_request.meta[name] for name in kept if name in page_request.meta}
        asked = Request(address, method=method, headers=headers, body=body, meta=meta)
        return await super().download_request(asked)

    def refuse(self, request: Request, page_address: str, kind: str, is_main_move: bool) -> str:
        """See ``refuse_request``; besides, the hosts that are never asked."""
        words = refuse_request(request.url, kind, request.method, is_main_move, page_address, self._reach)
        host = urlsplit(request.url).hostname or ""
        if not words and is_opted_out(host, manners_of(self._crawler_of).opted_out):
            words = f"{host} is on the opt-out list"
        return words


class _Errands:
    """The requests of one page, within a number and a sum of bytes."""

    def __init__(self, handler: DrawingDownloadHandler, request: Request, first: Response) -> None:
        self._handler, self._request, self._first = handler, request, first
        self._left = handler._most_bytes
        self._is_given = False
        self.made = self.refused = 0

    async def answer(self, route: Any) -> None:
        """Called by the browser for whatever it wants: answered, or refused."""
        asked = route.request
        if not self._is_given and asked.is_navigation_request():
            self._is_given = True
            await self._give(route, self._first)
            return
        body: bytes = asked.post_data_buffer or b""
        wanted = Request(asked.url, method=asked.method, body=body)
        is_main_move = asked.is_navigation_request() and asked.frame.parent_frame is None
        words = self._handler.refuse(wanted, self._request.url, asked.resource_type, is_main_move)
        if not words and self.made >= MAX_REQUESTS:
            words = f"more than {MAX_REQUESTS} requests"
        if words:
            await self._refuse(route, asked.url, words)
            return
        self.made += 1
        try:
            response = await self._handler.fetch_for(self._request, asked.url, asked.method, body)
        except Exception as error:  # noqa: BLE001 - whatever went wrong with a script, its page is drawn without it
            await self._refuse(route, asked.url, f"{type(error).__name__}: {error}")
            return
        if 300 <= response.status < 400:
            await self._refuse(
                route, asked.url, "it leads on"
            )  # each hop would have to be judged: not for a script
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
