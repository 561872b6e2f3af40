"""Manners of the crawler: who it says it is, how often it asks, and what a robots.txt means to it."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from briefing import __version__
from briefing.settings import Settings


def user_agent(contact: str) -> str:
    """Says what we are and where a webmaster reaches a person."""
    return f"CountryDesk/{__version__} (+{contact})"


def polite_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy settings for fetching from other people's machines."""
    return {
        "USER_AGENT": user_agent(settings.contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "CountryDesk",
        "DOWNLOAD_DELAY": settings.crawl_delay_seconds,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": settings.crawl_delay_seconds > 0,
        "AUTOTHROTTLE_START_DELAY": settings.crawl_delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # The default lets one stalled host hold a crawl for three minutes.
        "DOWNLOAD_TIMEOUT": settings.crawl_timeout_seconds,
        "DOWNLOAD_MAXSIZE": settings.crawl_max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": 1,
        "REDIRECT_MAX_TIMES": 5,
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "CLOSESPIDER_TIMEOUT": settings.crawl_budget_seconds,
    }


class _Disallowed(RobotParser):
    """A robots.txt that allows nothing."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> _Disallowed:
        return cls()

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        return False


class StrictRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with RFC 9309 §2.3.1.4: a robots.txt that fails (5xx, no answer) forbids the whole host."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._robots_error(ConnectionError(f"robots.txt answered {response.status}"), netloc)
            return
        if response.status >= 400:
            response = response.replace(body=b"")  # "unavailable": no rules, whatever the error page says
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        pending = self._parsers[netloc]
        assert isinstance(pending, Deferred)
        verdict = None if isinstance(exc, IgnoreRequest) else _Disallowed()
        self._parsers[netloc] = verdict
        pending.callback(verdict)
