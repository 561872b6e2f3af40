"""The warehouse: dbt reads the lake's Parquet and is the only one to write the DuckDB file."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from filelock import FileLock

from orchestration.dbt_project import prepared_manifest
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk


class _Translator(DagsterDbtTranslator):
    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return "warehouse"


@dbt_assets(
    manifest=prepared_manifest(),
    partitions_def=country_days,
    dagster_dbt_translator=_Translator(),
    retry_policy=dg.RetryPolicy(max_retries=3, delay=5, backoff=dg.Backoff.EXPONENTIAL),
    pool="warehouse",
    exclude="resource_type:unit_test",
)
def warehouse(
    context: dg.AssetExecutionContext, desk: Desk, dbt: DbtCliResource
) -> Iterator[dg.Output | dg.AssetMaterialization | dg.AssetCheckResult]:
    """Build all models and run their tests for the partitions of the edition."""
    country, day = partition_of(context)
    days = [d.date for d in desk.covered(country, day)] or [day]
    os.environ["DESK_HOME"] = str(desk.home.root)
    os.environ["DESK_PARTITIONS"] = ",".join(f"{country}|{d.isoformat()}" for d in days)
    desk.home.locks.mkdir(parents=True, exist_ok=True)
    # A pool keeps runs of one instance apart; the lock keeps apart whatever else opens the file.
    with FileLock(desk.home.locks / "warehouse.lock"):
        # One target folder per home, kept: dbt finds its parse of the last run there, and none pile up.
        invocation = dbt.cli(
            ["build", "--exclude-resource-type", "unit_test"], context=context, target_path=desk.home.dbt_target
        )
        yield from invocation.stream()
