"""Steps that need all items of an edition at once: who carries the same text, what reports the same event."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from briefing.enrichment.duplicates import DuplicateFinder
from briefing.enrichment.earlier_stories import Earlier
from briefing.enrichment.stories import StoryClusterer


def relate(
    articles: pl.DataFrame,
    item_versions: pl.DataFrame,
    source_names: Mapping[str, str],
    duplicates: DuplicateFinder,
    stories: StoryClusterer,
    *,
    country: str,
    date: str,
    earlier: Earlier | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Carriers and stories over the latest versions of all in-window items that are about the country.

    ``earlier`` are the last days' stories, whose ids go on.
    """
    texts = texts_of(articles, item_versions, source_names)
    carriers = duplicates.find(texts, country, date)
    return carriers, stories.cluster(texts, carriers, country, date, earlier)


def texts_of(
    articles: pl.DataFrame, item_versions: pl.DataFrame, source_names: Mapping[str, str]
) -> pl.DataFrame:
    """One row per item: what duplicate finding and clustering look at.

    An address published anew on a later day of the edition is one item, as it stood on the last of them.
    """
    latest = (
        articles.filter(pl.col("in_window") & pl.col("is_latest") & pl.col("is_about_country"))
        .sort("item_id", "date")
        .unique("item_id", keep="last", maintain_order=True)
    )
    joined = latest.join(
        item_versions.select("item_id", "version", "date", "language", "scope", "entities"),
        on=["item_id", "version", "date"],
        how="inner",
    )
    return joined.select(
        "item_id",
        "source_id",
        pl.col("source_id").replace_strict(dict(source_names), return_dtype=pl.String).alias("publisher"),
        "language",
        "title",
        "paragraphs",
        "published_at",
        "first_seen_at",
        pl.col("entities").map_elements(_ids, return_dtype=pl.List(pl.String)).alias("entity_ids"),
        (pl.col("scope") != "out_of_scope").alias("in_scope"),
    ).sort("item_id")


def _ids(entities: str) -> list[str]:
    return sorted({entity["gazetteer_id"] for entity in json.loads(entities)})
