"""A trial: one source visited by the real crawl, in a home of its own, with the manners and the memory of ours."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from briefing.records.capture import DOORS, Capture
from briefing.records.monitoring_day import MonitoringDay, day_of
from briefing.records.source import Source
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import country, monitoring_day
from scrapers.archive.index import ArchiveError
from scrapers.archive.reading import read_response
from scrapers.probing.source_check import (
    PageCheck,
    SeedCheck,
    SourceCheck,
    check_page,
    check_seed,
    describe_miss,
    judge,
)
from scrapers.workers import ExtractionWorkers, WorkerLimitError, Workers

BUDGET_SECONDS = 300  # of a trial: longer than that nobody watches


class TrialError(Exception):
    """The crawl's process ended with an error; the message holds its last words."""


@contextmanager
def trial_home(settings: Settings, keep: Path | None) -> Iterator[Home]:
    """A home folder for a trial: a temporary one, or ``keep``, which stays. It remembers what hosts asked of us."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield _with_memory(Home(keep.expanduser().resolve()), settings)
        return
    with TemporaryDirectory(prefix="desk-trial-") as folder:
        yield _with_memory(Home(Path(folder).resolve()), settings)


def _with_memory(home: Home, settings: Settings) -> Home:
    """A host that asked us to wait is not asked because it is only a trial."""
    ours = Home(settings.home).crawl_memory
    if ours.exists() and not home.crawl_memory.exists():
        with closing(sqlite3.connect(ours)) as held, closing(sqlite3.connect(home.crawl_memory)) as copy:
            held.backup(copy)
    return home


def run_child(module: str, job: Mapping[str, Any], settings: Settings, home: Home, sources: Path) -> str:
    """Run ``python -m module JOB.json`` with ``home`` and ``sources`` in place of ours; its output.

    Raises TrialError.
    """
    file = home.root / "job.json"
    file.write_text(json.dumps(job), encoding="utf-8")
    budget = min(settings.crawl_budget_seconds, BUDGET_SECONDS)
    opt_out = settings.opt_out or Home(settings.home).opt_out
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DAGSTER_")},
        "DESK_HOME": str(home.root),
        "DESK_SOURCES": str(sources),
        "DESK_CRAWL_BUDGET_SECONDS": str(budget),
        **({"DESK_OPT_OUT": str(opt_out)} if opt_out.exists() else {}),
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", module, str(file)],
            env=environment, capture_output=True, text=True, timeout=budget + 120, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TrialError(f"it did not end within {budget + 120} s") from error
    if done.returncode != 0:
        raise TrialError("\n".join(done.stderr.strip().splitlines()[-3:]) or f"exit code {done.returncode}")
    return done.stdout


def check_source(
    source: Source, file: Path, settings: Settings, *, pages: int, keep: Path | None = None
) -> SourceCheck:
    """Visit one source, whose file is ``file``, and tell what would be found. Raises TrialError."""
    code = source.countries[0]
    with trial_home(settings, keep) as home:
        catalogue = home.root / "sources"
        copy = catalogue / Path(*source.id.partition("_")[::2]).with_suffix(".yml")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        day = day_of(datetime.now(UTC), country(code).timezone, settings.cutoff)
        job = {
            "country": code,
            "date": day.isoformat(),
            "fetch": True,
            "only": [source.id],
            "any_day": True,
            "follow": pages,
        }
        run_child("scrapers.crawl", job, settings, home, catalogue)
        captures = read_records(home.table("captures", code, day), Capture)
        with ExtractionWorkers() as workers:
            seeds, read = _read_all(
                source, captures, home, monitoring_day(code, day, settings.cutoff), workers
            )
    at = max((capture.fetched_at for capture in captures), default=datetime.now(UTC))
    return SourceCheck(
        id=source.id,
        name=source.name,
        file=str(file),
        enabled=source.enabled,
        disabled_reason=source.disabled_reason,
        checked_at=at,
        seeds=seeds,
        pages=read,
        verdict=judge(source, seeds, read, at),
    )


def _read_all(
    source: Source, captures: list[Capture], home: Home, day: MonitoringDay, workers: Workers
) -> tuple[tuple[SeedCheck, ...], tuple[PageCheck, ...]]:
    doors = {capture.capture_id for capture in captures if capture.role in DOORS}
    seeds: list[SeedCheck] = []
    pages: list[PageCheck] = []
    for capture in captures:
        body = _body(capture, home)
        try:
            if capture.role == "page":
                pages.append(workers.run(check_page, source=source, capture=capture, body=body))
            elif body is None or capture.status != 200:
                seeds.append(describe_miss(capture))
            else:
                turned = capture.found_in in doors and capture.role != "sitemap"
                seeds.append(
                    workers.run(
                        check_seed, source=source, capture=capture, body=body, day=day, is_turned=turned
                    )
                )
        except WorkerLimitError as error:
            seeds.append(describe_miss(capture).model_copy(update={"fault": str(error)}))
    order = {key: place for place, key in enumerate(source.seeds())}
    seeds.sort(key=lambda check: (order.get(check.seed, len(order)), check.is_turned))
    return tuple(seeds), tuple(pages)


def _body(capture: Capture, home: Home) -> bytes | None:
    if capture.warc_file is None or capture.warc_offset is None or capture.outcome != "fetched":
        return None
    try:
        return read_response(home.absolute(capture.warc_file), capture.warc_offset).body
    except ArchiveError as error:
        raise TrialError(str(error)) from error
