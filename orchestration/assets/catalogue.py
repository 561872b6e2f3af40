"""The source catalogue as it stands when a day is collected."""

import dagster as dg

from briefing.records.frame import to_frame
from briefing.records.source import Source
from orchestration.handover import hand_over
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk

CODE_VERSION = "1"


@dg.asset(
    partitions_def=country_days,
    group_name="capture",
    kinds={"yaml", "parquet"},
    owners=["team:data-engineering"],
    code_version=CODE_VERSION,
)
def catalogue(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """Enabled sources of the country, from the YAML files, one row each."""
    country, day = partition_of(context)
    frame = to_frame(desk.sources(country), Source)
    metadata = hand_over(
        desk.home,
        "sources",
        Source,
        frame,
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    return dg.MaterializeResult(metadata=metadata)
