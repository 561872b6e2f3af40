"""The warehouse: dbt reads the lake's Parquet and is the only one to write the DuckDB file.

dbt runs inside this process. As a process of its own, through dagster-dbt's resource, a build cost 17 to 27 s on two
cores: its imports, ``dbt --version`` before each call, and a parse of the whole project. Here the imports are paid
once and the parse is kept, which leaves the 3 to 4 s of the build itself; its events become Dagster's by
dagster-dbt's own code.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from filelock import FileLock

from briefing.storage.home import Home
from orchestration.assets.selection import stored_verdicts
from orchestration.checks import torn_suites
from orchestration.dbt_project import PROJECT, prepared_manifest
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk


class _Translator(DagsterDbtTranslator):
    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return "warehouse"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        return ["team:data-engineering"]


_MANIFEST, _TRANSLATOR = prepared_manifest(), _Translator()


@dbt_assets(
    manifest=_MANIFEST,
    partitions_def=country_days,
    dagster_dbt_translator=_TRANSLATOR,
    retry_policy=dg.RetryPolicy(max_retries=3, delay=5, backoff=dg.Backoff.EXPONENTIAL),
    pool="warehouse",
    exclude="resource_type:unit_test",
)
def warehouse(context: dg.AssetExecutionContext, desk: Desk) -> Iterator[Any]:
    """Build all models and run their tests for the partitions of the edition."""
    country, day = partition_of(context)
    covered = [d.date for d in desk.collected(country, day)] or [day]
    # A day with a torn table is withheld; its rows stay as the build before left them.
    days = [d for d in covered if not torn_suites(stored_verdicts(desk.home, country, d), d)] or [day]
    os.environ["DESK_HOME"] = str(desk.home.root)
    os.environ["DESK_PARTITIONS"] = ",".join(f"{country}|{d.isoformat()}" for d in days)
    desk.home.locks.mkdir(parents=True, exist_ok=True)
    # A pool keeps runs of one instance apart; the lock keeps apart whatever else opens the file.
    with FileLock(desk.home.locks / "warehouse.lock"):
        events, failure = _build(desk.home)
    for event in events:
        told = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={}).to_default_asset_events(
            manifest=_MANIFEST,
            dagster_dbt_translator=_TRANSLATOR,
            context=context,
            target_path=desk.home.dbt_target,
        )
        yield from (result for result in told if _is_selected(context, result))
    if failure:
        # Only what another process holds may be free the next time; a broken contract stays broken.
        raise dg.Failure(f"dbt build: {failure}", allow_retries="lock" in failure.lower())


def _is_selected(context: dg.AssetExecutionContext, result: Any) -> bool:
    """All models are built together, whichever was asked for; Dagster is told of those that were."""
    if isinstance(result, dg.Output):
        return result.output_name in context.op_execution_context.selected_output_names
    if isinstance(result, dg.AssetCheckResult):
        key = (
            dg.AssetCheckKey(result.asset_key, result.check_name)
            if result.asset_key and result.check_name
            else None
        )
        return key in context.selected_asset_check_keys
    return True


def _build(home: Home) -> tuple[list[dict[str, Any]], str]:
    """Build; returns dbt's events, as its JSON log has them, and what failed in words, empty on success."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt_common.events.functions import msg_to_dict

    events: list[dict[str, Any]] = []
    runner = dbtRunner(manifest=_parsed(home), callbacks=[lambda event: events.append(msg_to_dict(event))])
    try:
        outcome = runner.invoke(["build", "--exclude-resource-type", "unit_test", *_options(home)])
    finally:
        # It keeps the file open, and DuckDB then refuses every other process.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if outcome.success:
        return events, ""
    if outcome.exception is not None:
        return events, str(outcome.exception)
    failed = [
        r for r in getattr(outcome.result, "results", ()) if r.status in ("error", "fail", "runtime error")
    ]
    return events, "; ".join(f"{r.node.name}: {r.message}" for r in failed) or "it ended without success"


@lru_cache(maxsize=2)
def _parsed(home: Home) -> Any:
    """dbt's parse of the project, once a process; dbt itself keeps it between processes, per home."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner().invoke(["parse", *_options(home)])
    if not outcome.success:
        raise dg.Failure(f"dbt parse: {outcome.exception}")
    return outcome.result


def _options(home: Home) -> list[str]:
    return [
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target-path",
        str(home.dbt_target),
        "--log-path",
        str(home.dbt_target.parent / "logs"),
        "--quiet",
        "--log-level-file",
        "none",
    ]
