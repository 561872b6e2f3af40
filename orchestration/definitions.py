"""The code location: everything Dagster is to know."""

from __future__ import annotations

import dagster as dg

from orchestration import checks
from orchestration.assets import (
    alerts,
    articles,
    captures,
    catalogue,
    edition,
    items,
    relations,
    selection,
    source_days,
    story_links,
    warehouse,
)
from orchestration.jobs import country_day, recompose
from orchestration.partitions import country_days
from orchestration.resources import Desk
from orchestration.schedules import schedules
from orchestration.send_job import send_briefings, send_every_quarter

_STAGES = [
    catalogue,
    captures,
    articles,
    source_days,
    alerts,
    items,
    relations,
    story_links,
    selection,
    warehouse,
    edition,
]


# Every stage writes its own beside its table, so no step of its own makes it.
_HANDOVERS = dg.AssetSpec(
    ["lake", "handovers"],
    description="Which run wrote each table, with its digest and code version; the warehouse's lineage reads it.",
    group_name="warehouse",
    kinds={"parquet"},
    owners=["team:data-engineering"],
    code_version="1",
    partitions_def=country_days,
)


def build_definitions() -> dg.Definitions:
    """All assets, checks, jobs and schedules; tests build the same with another home folder in the environment."""
    return dg.Definitions(
        assets=[*dg.load_assets_from_modules(_STAGES), _HANDOVERS],
        asset_checks=dg.load_asset_checks_from_modules([checks, edition]),
        jobs=[country_day, recompose, send_briefings],
        schedules=[*schedules, send_every_quarter],
        resources={
            "desk": Desk(),
            "crawl_process": dg.PipesSubprocessClient(),
        },
    )


defs = build_definitions()
