"""One crawl: one country, one monitoring day, one process, one JSON report.

Two passes over the same sources by the same spiders. The first, only when asked to fetch, goes to the network
and writes WARC files; the second reads the WARC files, these and any given, and writes the ``captures`` table.
So a table of captures always says what an archive holds, whoever made it.

``python -m scrapers.crawl JOB.json`` reads a ``CrawlJob`` and prints a ``CrawlReport``. Under Dagster the same
report goes to the asset through Pipes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock
from pydantic import Field

from briefing.records.capture import Capture
from briefing.records.frame import to_frame
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.record import Instant, Record
from briefing.records.source import Source
from briefing.settings import Settings, load_settings
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.taxonomy.countries import monitoring_day
from scrapers.archive.holdings import Holdings
from scrapers.archive.import_index import open_index
from scrapers.archive.index import Fault, Visit, read_visits
from scrapers.archive.locating import RecordIndex
from scrapers.archive.revisits import KnownResponses, resolve_revisits, resolved
from scrapers.archive.writing import recover
from scrapers.catalogue import CatalogueError, Problem, load_catalogue, sources_for
from scrapers.extraction.asking import identity_of
from scrapers.hosts import SourceHosts
from scrapers.page_days import pages_of_day
from scrapers.reactor import run_in_reactor, run_spiders
from scrapers.workers import ExtractionWorkers

log = logging.getLogger("desk.crawl")


class CrawlJob(Record):
    """What to do. Time comes in as ``clock``; only its absence means the real clock."""

    country: str
    date: date
    fetch: bool = Field(description="go to the network first")
    own: bool = Field(default=True, description="read the WARC files of this day's own crawls")
    read: bool = Field(default=True, description="write the captures table; false only fills the archive")
    archives: tuple[str, ...] = Field(default=(), description="other WARC files to read")
    as_of: Instant | None = Field(default=None, description="use only what was captured up to this instant")
    past: bool = Field(
        default=False, description="ask the sources' backfill seeds: the day is over long since"
    )
    reuse_since: Instant | None = Field(
        default=None,
        description="of a past day: take answers that our own crawls were given since then instead of asking again",
    )
    budget_seconds: int | None = Field(
        default=None, gt=0, description="stop fetching after this; the settings' own by default"
    )
    due_only: bool = Field(
        default=False,
        description="pass over feeds and sitemaps that are not due; at the end of the day all are",
    )
    only: tuple[str, ...] = Field(
        default=(), description="ids of the sources to visit, disabled ones too; all enabled ones by default"
    )
    any_day: bool = Field(
        default=False, description="a trial: follow entries of any day, turn one page, read few sitemaps"
    )
    follow: int | None = Field(
        default=None, ge=0, description="most entries of each source that are followed"
    )
    clock: Instant | None = Field(
        default=None, description="the instant to write as fetch time (sample day, tests)"
    )


@dataclass(frozen=True)
class _Fetched:
    """What a fetch pass came to."""

    fetched: int = 0
    failed: int = 0
    unchanged: int = 0
    not_due: int = 0
    reused: int = 0
    notes: tuple[str, ...] = ()


class ArchiveFault(Record):
    """A stretch of a WARC file that could not be read."""

    file: str
    offset: int
    reason: str


class CrawlReport(Record):
    """What came of it."""

    country: str
    date: date
    sources: int
    fetched_now: int
    failed_now: int
    unchanged_now: int = Field(default=0, description="of those fetched: answered 304, not modified")
    not_due_now: int = Field(default=0, description="feeds and sitemaps passed over")
    reused_now: int = Field(
        default=0, description="answers given to a recent crawl of ours, not asked for again"
    )
    manners: tuple[str, ...] = Field(default=(), description="what hosts asked for or refused, in sentences")
    captures: int
    archives: tuple[str, ...]
    referred: tuple[str, ...] = Field(
        default=(), description="other WARC files that hold the bytes of revisits in the archives"
    )
    as_of: Instant | None
    faults: tuple[ArchiveFault, ...]
    digest: str


def run_crawl(job: CrawlJob, settings: Settings) -> CrawlReport:
    """Run both passes, once per process. Raises CatalogueError, ArchiveError and OSError as they come."""
    return run_in_reactor(lambda: _run_passes(job, settings))


async def _run_passes(job: CrawlJob, settings: Settings) -> CrawlReport:
    home = Home(settings.home)
    if job.budget_seconds is not None:
        settings = settings.model_copy(update={"crawl_budget_seconds": job.budget_seconds})
    day = monitoring_day(job.country, job.date, settings.cutoff)
    sources = _sources(job, load_catalogue(settings.sources))
    own = home.crawls(job.country, job.date)
    made = _Fetched()
    home.locks.mkdir(parents=True, exist_ok=True)
    with FileLock(home.locks / f"crawl-{job.country}-{job.date}.lock"):
        if own.exists():
            for path in recover(own):
                log.warning("%s: recovered from a crawl that was killed", path.name)
        if job.fetch:
            made = await _fetch(job, settings, day, sources, own)
        files = [home.absolute(name) for name in job.archives]
        if job.own:
            files = [*sorted(own.glob("*.warc.gz")), *files]
        with contextlib.ExitStack() as stack:
            holdings, faults = _hold_all(home, files, job.as_of, stack)
            captures: list[Capture] = []
            digest = ""
            if job.read:
                captures = await _replay(job, settings, day, sources, holdings)
                table = home.table("captures", job.country, job.date)
                digest = write_table(table, to_frame(captures, Capture), Capture)
    return CrawlReport(
        country=job.country,
        date=job.date,
        sources=len(sources),
        fetched_now=made.fetched,
        failed_now=made.failed,
        unchanged_now=made.unchanged,
        not_due_now=made.not_due,
        reused_now=made.reused,
        manners=made.notes,
        captures=len(captures),
        archives=tuple(home.relative(path) for path in files),
        referred=_referred(home, files, captures),
        as_of=job.as_of,
        faults=tuple(
            ArchiveFault(file=home.relative(f.file), offset=f.offset, reason=f.reason) for f in faults
        ),
        digest=digest,
    )


def _sources(job: CrawlJob, catalogue: Mapping[str, Source]) -> tuple[Source, ...]:
    """Raises CatalogueError for an id that is none."""
    if not job.only:
        return sources_for(catalogue, job.country)
    missing = sorted(set(job.only) - set(catalogue))
    if missing:
        raise CatalogueError([Problem(name, 0, "", "is no source of the catalogue") for name in missing])
    return tuple(catalogue[name] for name in sorted(set(job.only)))


def _hold_all(
    home: Home, files: Sequence[Path], as_of: datetime | None, stack: contextlib.ExitStack
) -> tuple[Holdings, list[Fault]]:
    """What all files hold: those of our own crawls in memory, imports, which may be large, by their index."""
    imported = list(dict.fromkeys(path for path in files if path.parent == home.imports))
    visits, faults = _read_all(home, [path for path in files if path not in imported])
    indexes = []
    for path in imported:
        indexes.append(open_index(path))
        stack.callback(indexes[-1].close)
        faults += _warned(indexes[-1].faults())
    records = RecordIndex(home)
    stack.callback(records.close)
    known = KnownResponses(visits)
    return Holdings(
        visits, indexes, as_of=as_of, resolve=partial(resolved, known=known, find=records.find)
    ), faults


def _warned(faults: list[Fault]) -> list[Fault]:
    for fault in faults:
        log.warning("%s at byte %s: %s; the rest is read", fault.file, fault.offset, fault.reason)
    return faults


def _referred(home: Home, files: Sequence[Path], captures: Sequence[Capture]) -> tuple[str, ...]:
    """Files that hold bytes of revisits and are none of those that were read."""
    read = {home.relative(path) for path in files}
    return tuple(sorted({c.warc_file for c in captures if c.warc_file} - read))


def _read_all(home: Home, files: Sequence[Path]) -> tuple[list[Visit], list[Fault]]:
    """Visits of all files, revisits with the bytes that they refer to, wherever our archive holds them."""
    visits: list[Visit] = []
    faults: list[Fault] = []
    index = RecordIndex(home)
    for path in files:
        found, broken = read_visits(path)
        index.learn(path, found)
        visits += found
        faults += broken
    visits = resolve_revisits(visits, index.find)
    index.close()
    return visits, _warned(faults)


async def _fetch(
    job: CrawlJob, settings: Settings, day: MonitoringDay, sources: Sequence[Source], own: Path
) -> _Fetched:
    from scrapers.archive.fetching import NetworkOrigin
    from scrapers.network import open_network
    from scrapers.spiders.seed import SeedSpider

    clock = _clock(job.clock)
    started = clock()
    home = Home(settings.home)
    visits, _ = _read_all(home, sorted(own.glob("*.warc.gz"))) if own.exists() else ([], [])
    ordered = sorted(visits, key=lambda v: v.at)
    known = {identity_of(v.url, v.request_key): v.at for v in ordered if v.status == 200}
    target = own / f"{job.country}-{started:%Y%m%dT%H%M%S%f}.warc.gz"
    if target.exists():
        log.info("%s: this crawl has been made already", target.name)
        return _Fetched()
    note = f"fetch times were set to {job.clock.isoformat()} by hand" if job.clock is not None else ""
    index = RecordIndex(home)
    answered: Callable[[str, str], Visit | None] | None = None
    if job.past and job.reuse_since is not None:
        answered = partial(index.answer, since=job.reuse_since)
    with (
        contextlib.closing(index),
        open_network(
            settings, target, f"{job.country} {job.date}", clock, note=note, due_only=job.due_only,
            is_closing=started >= day.end_at,
        ) as network,
        ExtractionWorkers() as workers,
    ):  # fmt: skip
        manners = network.manners
        origin = NetworkOrigin(
            network.writer, clock, known, manners, is_timed=job.clock is None, answered=answered
        )
        await run_spiders(
            [SeedSpider], network.options, sources=sources, day=day, origin=origin, workers=workers, past=job.past,
            any_day=job.any_day, follow_most=job.follow,
        )  # fmt: skip
    return _Fetched(
        origin.fetched,
        origin.failed,
        origin.unchanged,
        origin.not_due,
        origin.reused,
        tuple(manners.notes),
    )


async def _replay(
    job: CrawlJob, settings: Settings, day: MonitoringDay, sources: Sequence[Source], holdings: Holdings
) -> list[Capture]:
    from scrapers.archive.replay import ArchiveOrigin
    from scrapers.spiders.archived import ArchivedPageSpider
    from scrapers.spiders.seed import SeedSpider

    if holdings.newest is None:
        return []
    home = Home(settings.home)
    origin = ArchiveOrigin(
        holdings,
        country=job.country,
        date=job.date.isoformat(),
        name_file=home.relative,
        collected_for=home.collected_for,
        hosts=SourceHosts(sources),
        since=day.start_at,
    )
    handler = "scrapers.archive.replay.ReplayDownloadHandler"
    options = {
        "DOWNLOAD_HANDLERS": {
            "http": handler,
            "https": handler,
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOAD_MAXSIZE": settings.crawl_max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "ROBOTSTXT_OBEY": False,  # nothing is fetched
        "REDIRECT_ENABLED": False,  # the archive follows them
        "RETRY_ENABLED": False,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
    }
    with ExtractionWorkers() as workers:
        told = {"sources": sources, "day": day, "origin": origin, "workers": workers}
        # One after the other: a source's own backfill seeds are read where the archive shows that they were asked,
        # and what no seed led to is known once all were read.
        for past in (False, True):
            trial = {"any_day": job.any_day, "follow_most": job.follow}
            await run_spiders([SeedSpider], options, **told, past=past, **trial)
        if not job.any_day:
            origin.visit_only(pages_of_day(origin.unled(sources), day, holdings.imports, workers))
        await run_spiders([ArchivedPageSpider], options, **told)
    return origin.captures


def _clock(fixed: datetime | None) -> Callable[[], datetime]:
    return (lambda: fixed) if fixed is not None else (lambda: datetime.now(UTC))


def _read_job() -> CrawlJob:
    return CrawlJob.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))


def main() -> None:
    """Entry point of the crawl process."""
    from dagster_pipes import PipesContext, open_dagster_pipes

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    # It warns of each spider that no Referer is sent, which is what we want.
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
    if "DAGSTER_PIPES_CONTEXT" not in os.environ:
        print(run_crawl(_read_job(), load_settings()).model_dump_json())
        return
    with open_dagster_pipes() as pipes:
        assert isinstance(pipes, PipesContext)
        try:
            job, settings = _read_job(), load_settings()
            report = run_crawl(job, settings)
            text = report.model_dump_json()
            write_bytes(Home(settings.home).report(job.country, job.date, "crawl"), text.encode())
        except Exception as error:  # whatever it is, it would be the same a second time, after the same crawl
            # Told in words, because of a process that ends with an error its parent learns the exit code only.
            log.exception("the crawl failed")
            words = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
            place = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
            pipes.report_custom_message({"failure": type(error).__name__, "words": f"{place}{words}"})
            return
        for fault in report.faults:
            pipes.log.warning(f"{fault.file} at byte {fault.offset}: {fault.reason}")
        pipes.report_custom_message({"report": text})


if __name__ == "__main__":
    main()
