"""One small crawl under the settings of safety, in a process of its own: reads a job, prints what came of it.

``python -m tests.integration.guarded_crawl JOB.json``. Names are resolved by a table instead of the network.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from pydantic import Field
from scrapy.http import Request, Response
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from briefing.records.record import Record
from briefing.records.source import Source
from briefing.settings import Settings
from scrapers.reactor import run_in_reactor, run_spiders
from scrapers.safety import SAFE_MIDDLEWARES, safe_settings


class Ask(Record):
    """One request of the spider; ``source`` is the index of the source that it is made for."""

    url: str
    headers: dict[str, str] = Field(default_factory=dict)
    cookies_of: str | None = None
    source: int | None = None


class Job(Record):
    """``names`` maps a name to what it resolves to: one list of addresses for each time it is asked for."""

    asks: tuple[Ask, ...]
    names: dict[str, tuple[tuple[str, ...], ...]] = Field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    allowed: str = ""
    proxy: str | None = None
    robots: bool = False
    max_bytes: int = 1_000_000
    timeout: float = 5.0
    in_turn: bool = Field(default=False, description="one after another")


class Answer(Record):
    """What came of one request."""

    url: str
    error: str = ""
    words: str = ""
    status: int = 0
    size: int = 0
    digest: str = ""


class Result(Record):
    """``answers`` are in the order of the requests; ``peak_mib`` is the largest resident size of the process."""

    answers: tuple[Answer, ...]
    peak_mib: float
    start_mib: float
    resolved: tuple[str, ...]
    extensions: tuple[str, ...]


@implementer(IHostnameResolver)
class TableResolver:
    def __init__(self, names: dict[str, tuple[tuple[str, ...], ...]]) -> None:
        self.names = {name: list(rounds) for name, rounds in names.items()}
        self.asked: list[str] = []

    def resolveHostName(
        self, receiver: Any, name: str, port: int = 0, types: Any = None, semantics: str = "TCP"
    ) -> Any:
        self.asked.append(name)
        rounds = self.names.get(name, [(name,)] if name[:1].isdigit() or ":" in name else [()])
        addresses = rounds.pop(0) if len(rounds) > 1 else rounds[0]
        receiver.resolutionBegan(self)
        for address in addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


class AskingSpider(scrapy.Spider):
    name = "asking"

    def __init__(self, job: Job, answers: dict[int, Answer], extensions: list[str]) -> None:
        super().__init__()
        self.job, self.answers, self.extensions, self.sources = job, answers, extensions, job.sources

    def request(self, number: int) -> Request:
        ask = self.job.asks[number]
        meta: dict[str, Any] = {"number": number}
        if ask.source is not None:
            meta["source"] = self.sources[ask.source]
        if ask.cookies_of:
            meta["cookies_of"] = ask.cookies_of
        return Request(
            ask.url, headers=ask.headers, meta=meta, dont_filter=True, callback=self.got, errback=self.failed
        )

    async def start(self) -> AsyncIterator[Request]:
        self.extensions += [type(e).__name__ for e in self.crawler.extensions.middlewares]  # type: ignore[union-attr]
        for number in range(1 if self.job.in_turn else len(self.job.asks)):
            yield self.request(number)

    def after(self, number: int) -> list[Request]:
        following = number + 1
        return [self.request(following)] if self.job.in_turn and following < len(self.job.asks) else []

    def got(self, response: Response) -> list[Request]:
        number = response.meta["number"]
        self.answers[number] = Answer(
            url=response.url,
            status=response.status,
            size=len(response.body),
            digest=hashlib.sha256(response.body).hexdigest(),
        )
        return self.after(number)

    def failed(self, failure: Any) -> list[Request]:
        number = failure.request.meta["number"]
        self.answers[number] = Answer(
            url=failure.request.url, error=failure.type.__name__, words=failure.getErrorMessage()
        )
        return self.after(number)


def mib() -> float:
    """Largest resident size so far. That of getrusage would count what the parent had when it started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def run(job: Job) -> Result:
    answers: dict[int, Answer] = {}
    extensions: list[str] = []
    resolver = TableResolver(job.names)
    start: list[float] = []

    async def crawl() -> None:
        from twisted.internet import reactor

        reactor.installNameResolver(resolver)  # type: ignore[attr-defined]
        settings = Settings(crawl_allowed_networks=job.allowed, crawl_proxy=job.proxy)
        if job.proxy:
            os.environ["http_proxy"] = job.proxy
        options = {
            **safe_settings(settings),
            "DOWNLOADER_MIDDLEWARES": SAFE_MIDDLEWARES,
            "DOWNLOAD_TIMEOUT": job.timeout,
            "DOWNLOAD_MAXSIZE": job.max_bytes,
            "DOWNLOAD_WARNSIZE": 0,
            "REDIRECT_MAX_TIMES": 5,
            "RETRY_TIMES": 1,
            "ROBOTSTXT_OBEY": job.robots,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        }
        start.append(mib())
        await run_spiders([AskingSpider], options, job=job, answers=answers, extensions=extensions)

    run_in_reactor(crawl)
    return Result(
        answers=tuple(answers[number] for number in range(len(job.asks))),
        start_mib=start[0],
        peak_mib=mib(),
        resolved=tuple(resolver.asked),
        extensions=tuple(extensions),
    )


if __name__ == "__main__":
    print(run(Job.model_validate_json(Path(sys.argv[1]).read_bytes())).model_dump_json())
