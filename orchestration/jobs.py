"""Jobs: one that makes a country's day, one that recomposes an edition from what is there."""

from __future__ import annotations

import dagster as dg

from orchestration.partitions import country_days

# The whole chain for one partition. Launched over a range of partitions, it is the backfill job.
country_day = dg.define_asset_job(
    "country_day",
    selection=dg.AssetSelection.all(),
    partitions_def=country_days,
    executor_def=dg.in_process_executor,
    description="Capture, extract, enrich, judge, model and compose one country's monitoring day. "
    "Launch it over a range of partitions to backfill.",
)

# A rerun after an analyst released a row or a source was repaired: no crawl, no extraction.
recompose = dg.define_asset_job(
    "recompose",
    selection=dg.AssetSelection.assets("verdicts", "quarantine", "dispositions", "edition")
    | dg.AssetSelection.groups("warehouse")
    | dg.AssetSelection.checks_for_assets("captures", "articles", "enriched_items"),
    partitions_def=country_days,
    executor_def=dg.in_process_executor,
    description="Judge the stored tables again and compose the edition from them.",
)
