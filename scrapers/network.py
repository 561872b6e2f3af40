"""What every crawl of the network runs with, whoever it asks and why: one place, so that no way out lacks a guard."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.settings import Settings
from scrapers.archive.writing import ArchiveWriter
from scrapers.browser import BROWSER_MIDDLEWARES, browser_settings
from scrapers.politeness import POLITE_MIDDLEWARES, Manners, make_manners, polite_settings
from scrapers.safety import SAFE_MIDDLEWARES, safe_settings


@dataclass(frozen=True)
class Network:
    """``options`` are Scrapy's settings, ``manners`` those of all spiders, ``writer`` takes every exchange."""

    options: dict[str, Any]
    manners: Manners
    writer: ArchiveWriter


@contextlib.contextmanager
def open_network(
    settings: Settings,
    target: Path,
    part_of: str,
    clock: Callable[[], datetime],
    *,
    note: str = "",
    due_only: bool = False,
    is_closing: bool = False,
) -> Iterator[Network]:
    """A crawl that begins now and writes to ``target``, a WARC file. ``part_of`` says in it which crawl this is,
    ``note`` what a reader has to know besides; for the others see ``Manners``.

    Sets the proxy of this process, and gives the file its name in the end. Raises OptOutError and OSError.
    """
    options = network_options(settings)
    description = {
        "isPartOf": f"country-desk {part_of}",
        "http-header-user-agent": options["USER_AGENT"],
        "robots": "obey",
        "egress": settings.egress,
    }
    if note:
        description["description"] = note
    started = clock()
    manners = make_manners(settings, clock, due_only=due_only, is_closing=is_closing)
    if settings.crawl_proxy:
        for name in ("http_proxy", "https_proxy"):
            os.environ[name] = settings.crawl_proxy
        os.environ["no_proxy"] = ""
    with contextlib.closing(manners.memory), ArchiveWriter(target, description, started) as writer:
        yield Network(options, manners, writer)


def network_options(settings: Settings) -> dict[str, Any]:
    """Scrapy's settings of a crawl that is polite, guarded and archived."""
    return {
        **polite_settings(settings),
        **safe_settings(settings),
        **browser_settings(settings),
        "DOWNLOADER_MIDDLEWARES": {
            **BROWSER_MIDDLEWARES,
            **POLITE_MIDDLEWARES,
            "scrapers.archive.fetching.ArchivingMiddleware": 745,
            **SAFE_MIDDLEWARES,
        },
    }
