"""Enriched items: the language steps on each item by itself."""

import dagster as dg

from briefing.composition.accounting import source_names
from briefing.enrichment.enrich import default_engines, enrich
from briefing.enrichment.translation.budget import RunSpending, written
from briefing.records.article import Article
from briefing.records.frame import from_frame
from briefing.records.item_version import ItemVersion
from briefing.storage.tables import read_table
from orchestration.categoriser import configured_categoriser
from orchestration.handover import hand_over
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk
from orchestration.translation import configured_translator, run_spending

CODE_VERSION = "1"


@dg.asset(
    deps=["articles"],
    partitions_def=country_days,
    group_name="enrich",
    kinds={"polars", "parquet"},
    owners=["team:analysts"],
    code_version=CODE_VERSION,
)
def enriched_items(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """Language, category on two axes, entities, figures, key sentences, English line; each with its engine."""
    country, day = partition_of(context)
    articles = read_table(desk.home.table("articles", country, day), Article)
    spending = run_spending(desk.settings)
    engines = default_engines(
        configured_translator(desk.settings, spending), configured_categoriser(desk.home)
    )
    frame = enrich(articles, engines, source_names(desk.sources(country)))
    metadata = hand_over(
        desk.home,
        "item_versions",
        ItemVersion,
        frame,
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    metadata["languages"] = dg.MetadataValue.json(_counts(frame["language"].to_list()))
    metadata["scopes"] = dg.MetadataValue.json(_counts(frame["scope"].to_list()))
    metadata["translation"] = dg.MetadataValue.json(_tries(from_frame(frame, ItemVersion), spending))
    metadata["engines"] = dg.MetadataValue.json(
        {
            "language": f"{engines.language.engine} {engines.language.version}",
            "category": f"{engines.categoriser.engine} {engines.categoriser.version}",
            "entities": f"{engines.entities.engine} {engines.entities.version}",
            "summary": f"{engines.sentences.engine} {engines.sentences.version}",
            "translation": f"{engines.translator.engine} {engines.translator.version}",
        }
    )
    return dg.MaterializeResult(metadata=metadata)


def _tries(versions: list[ItemVersion], spending: RunSpending) -> dict[str, int | str]:
    """How often each engine was used, failed, or was refused, and the tokens and cost that this run took.

    The uses repeat what an answer took when it was made; out of the store it takes nothing.
    """
    uses = [use for version in versions for use in version.engine_uses]
    found = _counts([f"{use.engine} {use.outcome}" for use in uses])
    return {**found, "tokens": spending.tokens, "cost": written(spending.cost)}


def _counts(values: list[str]) -> dict[str, int]:
    return {value: values.count(value) for value in sorted(set(values))}
