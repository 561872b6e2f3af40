"""Run a country's day through Dagster, in this process, in the foreground."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import dagster as dg
from filelock import FileLock

from briefing.records.verdict import Verdict
from briefing.storage.atomic import file_digest
from briefing.storage.editions import versions
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from orchestration.checks import DATASET_OF, SUITES
from orchestration.instance import open_instance
from orchestration.partitions import partition_key

_CLASS = re.compile(r"^(?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*: ")  # Dagster puts an error's class before its words
_PROCESS_TAG = "desk/process"
_LOCK_TAG = "desk/lock"


@dataclass(frozen=True)
class RunOutcome:
    """``failure`` is empty on success; ``kind`` says which failure: refused, storage, archive or failed."""

    run_id: str
    country: str
    date: date
    success: bool
    failure: str = ""
    kind: str = ""
    edition_version: int | None = None
    steps: dict[str, float] = field(default_factory=dict)  # seconds by step


def run_country_day(
    home: Home,
    country: str,
    day: date,
    *,
    capture: dict[str, Any] | None = None,
    job: str = "country_day",
    assets: Sequence[str] = (),
) -> RunOutcome:
    """Run a job for one partition. Two at once for the same partition wait for each other."""
    instance = open_instance(home)
    from orchestration.definitions import defs

    definition = defs.resolve_job_def(job)
    config: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    if capture is not None:
        config["ops"] = {"captures": {"config": capture}}
    home.locks.mkdir(parents=True, exist_ok=True)
    with instance, FileLock(home.locks / f"partition-{country}-{day}.lock"):
        close_abandoned_runs(instance, f"{country}-{day}")
        log = home.report(country, day, "run").with_suffix(".log")
        log.parent.mkdir(parents=True, exist_ok=True)
        # What tools print goes to the day's log: stdout is for the command's own JSON.
        with log.open("w", encoding="utf-8") as stream, contextlib.redirect_stdout(stream):
            result = definition.execute_in_process(
                run_config=config,
                instance=instance,
                partition_key=partition_key(country, day),
                raise_on_error=False,
                asset_selection=[dg.AssetKey(name.split("/")) for name in assets] or None,
                tags={_PROCESS_TAG: str(os.getpid()), _LOCK_TAG: f"{country}-{day}"},
            )
    kind, failure = ("", "") if result.success else _failure(result, _refusals(home, country, day))
    have = versions(home, country, day)
    return RunOutcome(
        run_id=result.run_id,
        country=country,
        date=day,
        success=result.success,
        failure=failure,
        kind=kind,
        edition_version=have[-1] if have and result.success else None,
        steps=_durations(result),
    )


def _failure(result: dg.ExecuteInProcessResult, refusals: Sequence[str]) -> tuple[str, str]:
    """Kind and words of what went wrong, from the first error at the root of it.

    ``refusals`` are the verdicts that refuse the day, in words: a blocked check itself says only that it blocks.
    """
    for event in result.all_events:
        if event.event_type_value != "STEP_FAILURE":
            continue
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        words = _CLASS.sub("", (error.message if error else "").strip())
        name = (error.cls_name if error else "") or ""
        if name == "EditionRefusedError":
            return "refused", words
        if name == "DagsterAssetCheckFailedError":
            return "refused", "; ".join(refusals) or f"{event.step_key}: {words}"
        if (
            words.startswith("dbt build: ") and "configured to fail" in words
        ):  # a test of the warehouse is a gate too
            return "refused", f"{event.step_key}: {words}"
        if any(
            sign in words for sign in ("No space left on device", "ENOSPC", "disk is full", "disk I/O error")
        ):
            return "storage", f"{event.step_key}: {words}"
        if "ArchiveError" in (name, *words.split(":")[:1]):
            return "archive", words.removeprefix("ArchiveError: ")
        return "failed", f"{event.step_key}: {words}"
    return "failed", "the run failed without a failed step; see the run in the Dagster UI"


def _refusals(home: Home, country: str, day: date) -> list[str]:
    """What refuses this day as a whole, by the stored verdicts on the tables as they are now."""
    found = []
    for suite in (*SUITES, "edition"):
        table, verdicts = (
            home.table(DATASET_OF[suite], country, day),
            home.table(f"verdicts_{suite}", country, day),
        )
        if not table.exists() or not verdicts.exists():
            continue
        found += [
            f"{suite} gate on {day}, {v.expectation}: {v.observed} (wanted: {v.threshold})"
            for v in read_records(verdicts, Verdict)
            if v.part == "day" and v.blocks and not v.passed and v.judged_digest == file_digest(table)
        ]
    return found


def _durations(result: dg.ExecuteInProcessResult) -> dict[str, float]:
    return {
        event.step_key: round(event.step_success_data.duration_ms / 1000, 3)
        for event in result.all_events
        if event.event_type_value == "STEP_SUCCESS" and event.step_key is not None
    }


def close_abandoned_runs(instance: dg.DagsterInstance, held: str = "") -> None:
    """Mark runs whose process was killed as failed; the UI would show them as running for ever.

    ``held`` is the partition whose lock the caller holds: a run under that lock is dead whatever process now
    has its number.
    """
    active = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    for run in instance.get_runs(filters=active):
        process = run.tags.get(_PROCESS_TAG)
        if process is None:
            continue
        if (held and run.tags.get(_LOCK_TAG) == held) or not _is_alive(int(process)):
            instance.report_run_failed(run, f"its process {process} is gone")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
