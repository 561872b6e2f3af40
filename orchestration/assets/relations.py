"""Carriers and stories: the steps that look at all items of an edition together."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from briefing.composition.accounting import source_names
from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.relate import relate
from briefing.records.article import Article
from briefing.records.carrier import Carrier
from briefing.records.frame import concat
from briefing.records.item_version import ItemVersion
from briefing.records.story import Story
from briefing.storage.tables import read_table
from orchestration.clustering import configured_clusterer, earlier_stories
from orchestration.handover import hand_over
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk

CODE_VERSION = "2"
_COMMON: dict[str, Any] = {
    "owners": ["team:analysts"],
    "code_version": CODE_VERSION,
    "deps": ["articles", "enriched_items"],
    "group_name": "enrich",
    "kinds": {"polars", "parquet"},
}


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "carriers", description="Who carries the same text; the first to publish is credited.", **_COMMON
        ),
        dg.AssetSpec("stories", description="Which items report the same event.", **_COMMON),
    ],
    partitions_def=country_days,
)
def relations(context: dg.AssetExecutionContext, desk: Desk) -> Iterator[dg.MaterializeResult]:
    """Over all monitoring days of the edition; empty on a date that carries none (Friday to Sunday).

    Stories of the last days' editions that stand in the home go on under their ids.
    """
    country, day = partition_of(context)
    home = desk.home
    dates = [d.date for d in desk.collected(country, day)]
    articles = concat([read_table(home.table("articles", country, d), Article) for d in dates], Article)
    versions = concat(
        [read_table(home.table("item_versions", country, d), ItemVersion) for d in dates], ItemVersion
    )
    carriers, stories = relate(
        articles,
        versions,
        source_names(desk.sources(country)),
        ShingleDuplicates(),
        configured_clusterer(home),
        country=country,
        date=day.isoformat(),
        earlier=earlier_stories(desk, country, day, context.log.warning),
    )
    for dataset, record, frame in (("carriers", Carrier, carriers), ("stories", Story, stories)):
        metadata = hand_over(
            home, dataset, record, frame, country, day, run_id=context.run.run_id, code_version=CODE_VERSION
        )
        metadata["monitoring days"] = dg.MetadataValue.json([d.isoformat() for d in dates])
        yield dg.MaterializeResult(asset_key=dataset, metadata=metadata)
