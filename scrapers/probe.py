"""A probe: looks at an address nobody has described, by the manners and under the guards of the crawl.

``python -m scrapers.probe JOB.json`` reads a ``ProbeJob`` and writes what it was answered to ``out``. Every exchange
also goes to a WARC file in the home folder.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from briefing.records.record import Record
from briefing.records.seed import WebAddress
from briefing.records.source import HealthyDay, Source
from briefing.settings import Settings, load_settings
from briefing.storage.atomic import write_bytes
from briefing.taxonomy.countries import monitoring_day
from scrapers.probing.answers import Answer, write_answers
from scrapers.reactor import run_in_reactor, run_spiders
from scrapers.workers import ExtractionWorkers


class ProbeJob(Record):
    """The address to look at, and the file that takes the answers."""

    address: WebAddress
    out: str


def run_probe(address: str, settings: Settings) -> list[Answer]:
    """Ask, round by round; once per process."""
    heard: list[Answer] = []
    run_in_reactor(lambda: _probe(address, settings, heard))
    return heard


async def _probe(address: str, settings: Settings, heard: list[Answer]) -> None:
    from scrapers.archive.fetching import NetworkOrigin
    from scrapers.network import open_network
    from scrapers.spiders.probe import ProbeSpider

    def clock() -> datetime:
        return datetime.now(UTC)

    started = clock()
    target = settings.home / "archive" / "probes" / f"probe-{started:%Y%m%dT%H%M%S%f}.warc.gz"
    with (
        open_network(settings, target, f"probe of {address}", clock) as network,
        ExtractionWorkers() as workers,
    ):
        await run_spiders(
            [ProbeSpider],
            {**network.options, "CONCURRENT_REQUESTS": 1},
            sources=(_provisional_source(address),),
            day=monitoring_day(
                "kr", started.date(), settings.cutoff
            ),  # of no consequence: nothing is dated by it
            origin=NetworkOrigin(network.writer, clock, {}, network.manners),
            workers=workers,
            address=address,
            clock=clock,
            heard=heard,
        )


def _provisional_source(address: str) -> Source:
    """What the middlewares need to know of whom a request is made for: the one address that was given."""
    return Source(
        id="probe",
        name="probe",
        kind="news_media",
        languages=("und",),
        countries=("kr",),
        homepage=address,
        feeds=(address,),
        timezone="UTC",
        healthy_day=HealthyDay(min_items=0, max_items=1, silence_hours=1),
        evidence="given on the command line",
        confidence="C",
    )


def main() -> None:
    """Entry point of the probe's process."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
    job = ProbeJob.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    write_bytes(Path(job.out), write_answers(run_probe(job.address, load_settings())))


if __name__ == "__main__":
    main()
