"""The loop that Scrapy runs on: once in a process, with spiders side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


async def run_spiders(kinds: Sequence[type], options: dict[str, Any], **arguments: Any) -> None:
    """Run spiders side by side on this process's reactor."""
    from scrapy.crawler import AsyncCrawlerRunner

    settings = {
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
        # Scrapy starts so many tasks for each response, and our spiders yield no items that they could work on.
        "CONCURRENT_ITEMS": 1,
        "TWISTED_REACTOR": _REACTOR,
        **options,
    }
    runner = AsyncCrawlerRunner(settings)
    await asyncio.gather(*(runner.crawl(kind, **arguments) for kind in kinds))


def run_in_reactor(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end on Twisted's reactor. A reactor cannot be started twice: once per process."""
    from scrapy.utils.reactor import install_reactor
    from twisted.internet.defer import Deferred

    install_reactor(_REACTOR)
    from twisted.internet import reactor as running

    reactor: Any = running  # its type is an interface; what is installed here is the asyncio one
    results: list[T] = []
    errors: list[BaseException] = []

    async def until_done() -> None:
        try:
            results.append(await work())
        except BaseException as error:  # noqa: BLE001 - re-raised below, outside the reactor
            errors.append(error)
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: Deferred.fromFuture(asyncio.ensure_future(until_done())))
    reactor.run(installSignalHandlers=False)
    if errors:
        raise errors[0]
    return results[0]
