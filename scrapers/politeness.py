"""Manners of the crawler: who it says it is, whom it never asks, what a robots.txt means to it, what "later" does.

The rules themselves stand in ``robots.py``, ``pacing.py``, ``retry_after.py``, ``opt_out.py`` and ``cadence.py``;
here Scrapy is made to keep them. One ``Manners`` serves a crawl, whatever the number of its spiders.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from briefing import __version__
from briefing.settings import Settings
from briefing.storage.home import Home
from scrapers.cadence import Poll, addresses_in, is_due, next_poll, stated_interval, unchanged_poll
from scrapers.crawl_memory import CrawlMemory, Hold
from scrapers.opt_out import is_opted_out, read_opt_out
from scrapers.pacing import MAX_CRAWL_DELAY, Pacing, host_of
from scrapers.retry_after import read_retry_after
from scrapers.robots import AGENT, Rules, rules_of_answer, rules_of_silence

log = logging.getLogger("desk.crawl.manners")
POLLED_ROLES = frozenset(("feed", "sitemap"))
MAX_HELD = 3  # times that one request is sent again because its host said "later"
_ROBOTS_BYTES = 32 * 1024 * 1024  # however little of it counts, a long robots.txt is no reason to fail

POLITE_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # Before robots.txt: nothing at all is asked of a host that is not to be asked.
    "scrapers.politeness.ConsentMiddleware": 20,
    "scrapers.politeness.RobotsMiddleware": 100,
    # On the way back before Retry (550), which would ask a host again that has just said "later".
    "scrapers.politeness.PatienceMiddleware": 740,
}


class RefusedByOptOutError(IgnoreRequest):
    """The host is on the opt-out list."""

    outcome = "refused_by_opt_out"


class RefusedByRobotsError(IgnoreRequest):
    """robots.txt forbids the address, or cannot be read."""

    outcome = "refused_by_robots"


class HostSilentError(IgnoreRequest):
    """Not even robots.txt answered, so nothing more is asked: the host could not be reached.

    ``fault`` is the class of the error that its robots.txt met.
    """

    outcome = "failed"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class NotDueError(IgnoreRequest):
    """A feed or sitemap brought nothing new so recently that it is not asked again yet."""

    outcome = "not_due"


class HostLeftAloneError(IgnoreRequest):
    """The host is not asked any more in this crawl; the message says why.

    The request was not made; or it was, got no answer, and is not made a second time.
    """

    def __init__(self, request: Request, words: str) -> None:
        super().__init__(f"{host_of(request.url)} is left alone in this crawl: {words}")
        self.outcome = "failed" if request.meta.get("retry_times") else "not_asked"


def user_agent(contact: str) -> str:
    """Says what we are and where a webmaster reaches a person."""
    return f"{AGENT}/{__version__} (+{contact})"


def polite_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy settings for fetching from other people's machines."""
    return {
        "USER_AGENT": user_agent(settings.contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": AGENT,
        # The pause between two requests to a host is the downloader's (pacing.py), over all spiders of the crawl.
        "DOWNLOADER": "scrapers.paced_downloader.PacedDownloader",
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        # Most of these wait for their host's pause at any time: one connection per host.
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # The default lets one stalled host hold a crawl for three minutes.
        "DOWNLOAD_TIMEOUT": settings.crawl_timeout_seconds,
        "DOWNLOAD_MAXSIZE": settings.crawl_max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": 1,
        # 429 and 503 are PatienceMiddleware's.
        "RETRY_HTTP_CODES": [408, 500, 502, 504, 520, 521, 522, 523, 524],
        "REDIRECT_MAX_TIMES": 5,
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "CLOSESPIDER_TIMEOUT": settings.crawl_budget_seconds,
    }


@dataclass
class Manners:
    """What the middlewares of one crawl share. ``clock`` gives instants in UTC.

    ``due_only`` passes over feeds and sitemaps that are not due; ``is_closing`` says that this crawl ends its day,
    for which everything is due. ``notes`` are sentences for the crawl's report.
    """

    pacing: Pacing
    memory: CrawlMemory
    clock: Callable[[], datetime]
    home: Home
    opted_out: Collection[str] = frozenset()
    due_only: bool = False
    is_closing: bool = False
    robots: dict[str, asyncio.Future[Rules]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _greeted: set[str] = field(default_factory=set)

    def note(self, words: str) -> None:
        """Say something about a host, once."""
        if words not in self.notes:
            self.notes.append(words)
            log.warning("%s", words)

    def greet(self, host: str) -> None:
        """The first time in this crawl: keep what the host asked for in an earlier one."""
        if host in self._greeted:
            return
        self._greeted.add(host)
        hold = self.memory.hold(host)
        if hold is None:
            return
        seconds = (hold.until - self.clock()).total_seconds()
        if seconds > 0:
            self.pacing.hold(host, seconds, hold.words)
            self.note(f"{host}: {hold.words}")

    def not_due(self, identity: str) -> str:
        """Why a feed or sitemap is not asked now; empty where it is."""
        if not self.due_only:
            return ""
        poll = self.memory.poll(identity)
        if poll is None or is_due(poll, self.clock(), is_closing=self.is_closing):
            return ""
        return f"asked at {_second(poll.asked_at)}, due again from {_second(poll.due_at)}"

    def polled(self, identity: str, cadence: str, response: Response, *, is_unchanged: bool) -> None:
        """A feed or sitemap answered: decide when it is due again."""
        at = self.clock()
        last = self.memory.poll(identity)
        self.memory.keep_poll(identity, _after(last, at, cadence, response, is_unchanged))


def _after(last: Poll | None, at: datetime, cadence: str, response: Response, is_unchanged: bool) -> Poll:
    if is_unchanged and last is not None:
        return unchanged_poll(last, at, cadence=cadence)
    control = (response.headers.get("Cache-Control") or b"").decode("latin-1")
    stated = stated_interval(response.body, control)
    return next_poll(last, at, addresses_in(response.body), cadence=cadence, stated=stated)


def make_manners(
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    due_only: bool = False,
    is_closing: bool = False,
) -> Manners:
    """Manners of a crawl that begins now. Raises OptOutError where the opt-out list cannot be read."""
    home = Home(settings.home)
    given = settings.opt_out
    return Manners(
        pacing=Pacing(settings.crawl_delay_seconds, settings.crawl_budget_seconds, time.monotonic),
        memory=CrawlMemory(home.crawl_memory, settings.egress, clock()),
        clock=clock,
        home=home,
        opted_out=read_opt_out(given or home.opt_out, is_required=given is not None),
        due_only=due_only,
        is_closing=is_closing,
    )


def manners_of(crawler: Crawler) -> Manners:
    """By way of the spider: settings are copied deeply, and an open file cannot be."""
    return crawler.spider.origin.manners  # type: ignore[union-attr]


class _MannersMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _MannersMiddleware:
        return cls(crawler)


class ConsentMiddleware(_MannersMiddleware):
    """First: is this host asked at all, and is it time to?"""

    def process_request(self, request: Request) -> None:
        manners = manners_of(self.crawler)
        name = urlsplit(request.url).hostname or ""
        if is_opted_out(name, manners.opted_out):
            raise RefusedByOptOutError(f"{name} is on the opt-out list and is never asked")
        host = host_of(request.url)
        errand = request.meta.get("errand")
        if errand is not None and errand.role in POLLED_ROLES and not request.meta.get("redirect_urls"):
            words = manners.not_due(errand.asking.identity)
            if words:
                raise NotDueError(words)
        manners.greet(host)
        source = request.meta.get("source")
        if source is not None and source.delay_seconds is not None:
            manners.pacing.raise_floor(host, source.delay_seconds)
        words = manners.pacing.left_because(host)
        if words:
            raise HostLeftAloneError(request, words)


class RobotsMiddleware(_MannersMiddleware):
    """Asks each host for its robots.txt once in a crawl, and keeps to it (RFC 9309).

    What fails, in whichever way, forbids the host: a robots.txt that exists and cannot be read is not permission.
    """

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules(request)
        words = rules.refuses(request.url)
        if words and rules.silence:
            raise HostSilentError(words, rules.silence)
        if words:
            raise RefusedByRobotsError(words)

    async def _rules(self, request: Request) -> Rules:
        parts = urlsplit(request.url)
        verdicts = manners_of(self.crawler).robots
        # By scheme too: a host whose certificate is bad may be read by http, and its rules are asked for there.
        place = f"{parts.scheme}://{parts.netloc.lower()}"
        pending = verdicts.get(place)
        if pending is None:
            pending = verdicts[place] = asyncio.get_running_loop().create_future()
            try:
                pending.set_result(await self._fetched(f"{parts.scheme}://{parts.netloc}/robots.txt"))
            except (
                IgnoreRequest
            ) as error:  # it is the host that is not asked, not its robots.txt that forbids
                pending.set_exception(error)
            finally:
                if not pending.done():  # the crawl ends
                    pending.cancel()
        return await asyncio.shield(pending)

    async def _fetched(self, address: str) -> Rules:
        """Raises IgnoreRequest where the host itself may not be asked."""
        manners, host = manners_of(self.crawler), host_of(address)
        asked = Request(
            address,
            priority=1000,
            meta={"dont_obey_robotstxt": True, "download_maxsize": _ROBOTS_BYTES},
            callback=NO_CALLBACK,
        )
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:
            if isinstance(error, IgnoreRequest) and "max redirections" not in str(error):
                raise
            name = type(error).__name__
            rules = rules_of_silence(
                f"{name}: {error}"[:200], "" if isinstance(error, IgnoreRequest) else name
            )
        else:
            rules = rules_of_answer(response.status, response.body)
        if rules.refusal:
            manners.note(f"{host}: {rules.refusal}")
        if rules.delay is not None:
            manners.pacing.raise_floor(host, rules.delay)
            if rules.delay > MAX_CRAWL_DELAY:
                manners.note(
                    f"{host}: robots.txt asks for {rules.delay:g} s between requests; "
                    f"asked once in {MAX_CRAWL_DELAY:g} s at most"
                )
        return rules


def says_later(response: Response) -> bool:
    """Whether an answer slows its host: the pace of the host goes on only when that was heard."""
    return response.status in (429, 503) or (response.status >= 400 and "Retry-After" in response.headers)


class PatienceMiddleware(_MannersMiddleware):
    """Hears "later": 429, 503, or any refusal with Retry-After slows the whole host. The next crawl hears it too."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        manners, host = manners_of(self.crawler), host_of(request.url)
        if says_later(response):  # in one go with what follows: nobody looks at the queue in between
            manners.pacing.end(host)
        asked = self._asked_for(response, manners.clock()) if response.status >= 400 else None
        if response.status not in (429, 503) and asked is None:
            if response.status < 500:
                manners.pacing.answered(host)
                manners.memory.end_hold(host)
            return response
        words = f"it answered {response.status}"
        if asked is not None:
            until = manners.clock() + timedelta(seconds=asked)
            words += f" and asked not to be asked again before {_second(until)}"
            manners.memory.keep_hold(Hold(host, until, words))
        wait = manners.pacing.refused(host, asked, words)
        manners.note(f"{host}: {manners.pacing.left_because(host) or words}")
        held = request.meta.get("held_times", 0)
        if wait is None or held >= MAX_HELD:
            return response
        again = request.copy()
        again.meta["held_times"] = held + 1
        again.dont_filter = True
        return again

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, IgnoreRequest | DownloadCancelledError):  # our own refusal, or too large
            return
        manners, host = manners_of(self.crawler), host_of(request.url)
        manners.pacing.silent(host, type(exception).__name__)
        words = manners.pacing.left_because(host)
        if words:
            manners.note(f"{host}: {words}")

    def _asked_for(self, response: Response, at: datetime) -> float | None:
        def text(name: str) -> str | None:
            value = response.headers.get(name)
            return value.decode("latin-1") if value is not None else None

        return read_retry_after(text("Retry-After"), date=text("Date"), at=at)


def _second(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
