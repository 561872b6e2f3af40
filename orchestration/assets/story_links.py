"""Story links: which stories of other countries report what a story of this one reports."""

from datetime import timedelta

import dagster as dg

from briefing.enrichment.story_links import CENTRAL, CountryStories, link_stories
from briefing.records.frame import to_frame
from briefing.records.story_link import StoryLink
from briefing.taxonomy.countries import COUNTRIES
from orchestration.categoriser import kept_embedder
from orchestration.clustering import item_stories, stories_with_texts
from orchestration.handover import hand_over
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk

CODE_VERSION = "1"


@dg.asset(
    deps=["stories"],
    partitions_def=country_days,
    group_name="enrich",
    kinds={"polars", "parquet"},
    owners=["team:analysts"],
    code_version=CODE_VERSION,
)
def story_links(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """Over the other countries' stories of the same and of the previous day that exist now; no part of any edition.

    Without the embedding package the table is empty: words alone do not cross languages.
    """
    country, day = partition_of(context)
    found = [
        CountryStories(code, date.isoformat(), item_stories(stories, CENTRAL), texts)
        for code in COUNTRIES
        for date in ((day,) if code == country else (day - timedelta(days=1), day))
        if (tables := stories_with_texts(desk, code, date, context.log.warning)) is not None
        for stories, texts in [tables]
    ]
    own = [stories for stories in found if stories.country == country]
    others = [stories for stories in found if stories.country != country]
    embedder = kept_embedder(desk.home)
    frame = link_stories(own[0], others, embedder) if own and embedder else to_frame([], StoryLink)
    metadata = hand_over(
        desk.home,
        "story_links",
        StoryLink,
        frame,
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    metadata["compared with"] = dg.MetadataValue.json([f"{o.country} {o.date}" for o in others])
    return dg.MaterializeResult(metadata=metadata)
