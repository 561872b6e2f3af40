"""Captures: what was fetched, by a crawl process that reports back through Pipes."""

import json
import os
import re
import sys
from datetime import UTC, date, datetime
from typing import Literal

import dagster as dg
from dagster._core.errors import DagsterPipesExecutionError  # has no public name
from pydantic import Field

from briefing.records.capture import Capture
from briefing.records.monitoring_day import MonitoringDay
from briefing.settings import CHECKOUT
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home
from briefing.storage.tables import read_table
from orchestration.handover import record_handover
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk
from scrapers.crawl import CrawlJob, CrawlReport

CODE_VERSION = "2"


class CaptureConfig(dg.Config):
    """``fetch``: ``auto`` goes to the network only for a current day of which nothing is archived yet; ``past`` asks
    the sources' routes for a day that is long over, and any other day's lists as they are. What one day of a backfill
    was told since ``reuse_since`` is not asked for again by another; ``budget_seconds`` gives it the time it needs.

    ``archives`` are WARC files, relative to the home folder or absolute; none given means those of the last
    time. ``as_of`` and ``clock`` are ISO instants.
    """

    fetch: Literal["auto", "always", "never", "past"] = "auto"
    archives: list[str] = Field(default_factory=list)
    as_of: str | None = None
    clock: str | None = None
    reuse_since: str | None = None
    budget_seconds: int | None = None


@dg.asset(
    deps=["catalogue"],
    partitions_def=country_days,
    group_name="capture",
    kinds={"scrapy", "warc"},
    owners=["team:data-engineering"],
    code_version=CODE_VERSION,
    retry_policy=dg.RetryPolicy(max_retries=2, delay=20, backoff=dg.Backoff.EXPONENTIAL),
)
def captures(
    context: dg.AssetExecutionContext,
    config: CaptureConfig,
    desk: Desk,
    crawl_process: dg.PipesSubprocessClient,
) -> dg.MaterializeResult:
    """Every request of the day with its response, or why there is none; the bytes lie in WARC files."""
    country, day = partition_of(context)
    job = _job(desk.home, desk.day(country, day), config)
    path = desk.home.report(country, day, "crawl_job")
    write_bytes(path, job.model_dump_json().encode())
    try:
        outcome = crawl_process.run(
            command=[sys.executable, "-m", "scrapers.crawl", str(path)],
            context=context.op_execution_context,
            cwd=str(CHECKOUT),
            env={**os.environ, "DESK_HOME": str(desk.home.root), "DESK_SOURCES": str(desk.settings.sources)},
        )
    except DagsterPipesExecutionError as error:
        raise _failure_of(error) from error
    messages = outcome.get_custom_messages()
    if not messages:
        raise dg.Failure(f"the crawl of {country} {day} ended without a report", allow_retries=False)
    if "failure" in messages[-1]:
        # A second try meets the same archive, catalogue and disk; what the network does wrong is a capture.
        told = messages[-1]
        raise dg.Failure(f"{told['failure']}: {told['words']}", allow_retries=False)
    report = CrawlReport.model_validate_json(messages[-1]["report"])
    frame = read_table(desk.home.table("captures", country, day), Capture)
    metadata = record_handover(
        desk.home,
        "captures",
        Capture,
        frame,
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    return dg.MaterializeResult(
        metadata={
            **metadata,
            "sources": report.sources,
            "fetched now": report.fetched_now,
            "failed now": report.failed_now,
            "taken from recent answers": report.reused_now,
            "archives": dg.MetadataValue.json(list(report.archives)),
            "damaged stretches": dg.MetadataValue.json([f.model_dump() for f in report.faults]),
        }
    )


def _failure_of(error: DagsterPipesExecutionError) -> dg.Failure:
    """Only a process that a signal ended (for want of memory, or by hand) may fare better a second time. One that
    ended by itself would repeat the whole crawl to come to the same."""
    signal = re.search(r"code -(\d+)", str(error))
    if signal:
        return dg.Failure(f"the crawl process was ended by signal {signal.group(1)}", allow_retries=True)
    return dg.Failure(f"the crawl process ended by itself: {error}", allow_retries=False)


def _job(home: Home, monitored: MonitoringDay, config: CaptureConfig) -> CrawlJob:
    country, day = monitored.country, monitored.date
    own = home.crawls(country, day)
    archives = tuple(config.archives) or _archives_of_last_time(home, country, day)
    has_archive = bool(archives) or (own.exists() and any(own.glob("*.warc.gz")))
    is_asked = config.fetch in ("always", "past")
    return CrawlJob(
        country=country,
        date=day,
        fetch=is_asked or (config.fetch == "auto" and not has_archive and _is_current(day)),
        past=config.fetch == "past" and monitored.is_long_over(datetime.now(UTC)),
        # Archives that are named are all that is to be read, unless routes were to be asked as well.
        own=not config.archives or config.fetch == "past",
        archives=archives,
        reuse_since=_instant(config.reuse_since),
        budget_seconds=config.budget_seconds,
        as_of=_instant(config.as_of),
        clock=_instant(config.clock),
    )


def _is_current(day: date) -> bool:
    """Today's web says nothing of a day long past: only a day that is going on, or has just ended, is fetched."""
    return abs((datetime.now(UTC).date() - day).days) <= 1


def _archives_of_last_time(home: Home, country: str, day: date) -> tuple[str, ...]:
    """Imported archives that this day was read from before; its own crawls are found in their folder."""
    path = home.report(country, day, "crawl")
    if not path.exists():
        return ()
    imports = home.relative(home.imports)
    return tuple(name for name in json.loads(path.read_bytes())["archives"] if name.startswith(imports))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
