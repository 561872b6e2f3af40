"""The sample day end to end: serve it, crawl it twice, run each country's chain through Dagster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from briefing.settings import CHECKOUT, load_settings
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home
from scrapers.crawl import CrawlJob
from scrapers.sample import ROUNDS, SAMPLE_DATE, SOURCES
from scrapers.sample.server import serve


def run_sample(countries: Sequence[str], say: Callable[[str], None]) -> dict[str, Path]:
    """Make the sample editions; returns the page of each country whose chain went through.

    The settings of this process are turned to the sample: its catalogue, its server as proxy, no pauses.
    """
    with serve(round=1) as server:
        os.environ["DESK_SOURCES"] = str(SOURCES)
        os.environ["DESK_CRAWL_PROXY"] = server.proxy_url
        os.environ["DESK_CRAWL_DELAY_SECONDS"] = "0"
        load_settings.cache_clear()
        home = Home(load_settings().home)
        early, late = ROUNDS
        for country in countries:
            say(f"{country}: first visit, as of {early:%H:%M} UTC")
            _crawl(home, country, early)
        server.round = 2
        pages = {}
        for country in countries:
            say(f"{country}: second visit, as of {late:%H:%M} UTC, and the whole chain")
            page = _chain(home, country, late, say)
            if page is not None:
                pages[country] = page
    return pages


def _crawl(home: Home, country: str, clock: datetime) -> None:
    """A visit during the day: it only fills the archive."""
    job = CrawlJob(country=country, date=SAMPLE_DATE, fetch=True, read=False, clock=clock)
    path = home.report(country, SAMPLE_DATE, "crawl_job")
    write_bytes(path, job.model_dump_json().encode())
    subprocess.run(  # noqa: S603 - our own module, our own arguments
        [sys.executable, "-m", "scrapers.crawl", str(path)],
        check=True,
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
    )


def _chain(home: Home, country: str, clock: datetime, say: Callable[[str], None]) -> Path | None:
    from orchestration.run import run_country_day

    outcome = run_country_day(
        home, country, SAMPLE_DATE, capture={"fetch": "always", "clock": clock.isoformat()}
    )
    if not outcome.success or outcome.edition_version is None:
        say(f"{country}: {outcome.failure}")
        return None
    return home.edition(country, SAMPLE_DATE) / f"v{outcome.edition_version}" / "edition.html"
