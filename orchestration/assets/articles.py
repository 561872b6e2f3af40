"""Entries and articles: what the feeds said and the pages held."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import dagster as dg
import polars as pl

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.frame import to_frame
from briefing.records.monitoring_day import MonitoringDay
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_table
from orchestration.handover import hand_over
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk
from scrapers.articles import Known, harvest
from scrapers.workers import ExtractionWorkers

CODE_VERSION = "2"
_REMEMBERED_DAYS = 30  # an undated item that is still listed after a month is no news
_COMMON: dict[str, Any] = {
    "owners": ["team:data-engineering"],
    "code_version": CODE_VERSION,
    "deps": ["captures", "catalogue"],
}


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "entries",
            description="One row per wording of an entry in any feed or listing that was read.",
            group_name="extract",
            kinds={"feedparser", "parquet"},
            **_COMMON,
        ),
        dg.AssetSpec(
            "articles",
            description="One row per version of an item's text, with its date and how that is known.",
            group_name="extract",
            kinds={"python", "parquet"},
            **_COMMON,
        ),
    ],
    partitions_def=country_days,
)
def extraction(context: dg.AssetExecutionContext, desk: Desk) -> Iterator[dg.MaterializeResult]:
    """Read every capture of the day back from its WARC file."""
    country, day = partition_of(context)
    home = desk.home
    captures = read_records(home.table("captures", country, day), Capture)
    with ExtractionWorkers() as workers:
        result = harvest(
            captures,
            desk.sources(country),
            desk.day(country, day),
            home.absolute,
            _known_before(desk, country, day),
            workers,
        )
    for capture_id, problem in result.problems:
        context.log.warning(f"capture {capture_id}: {problem}")
    for dataset, record, rows in (("entries", Entry, result.entries), ("articles", Article, result.articles)):
        metadata = hand_over(
            home,
            dataset,
            record,
            to_frame(rows, record),
            country,
            day,
            run_id=context.run.run_id,
            code_version=CODE_VERSION,
        )
        metadata["captures that could not be read"] = len(result.problems)
        metadata["archived pages that are no article"] = len(result.passed_over)
        yield dg.MaterializeResult(asset_key=dataset, metadata=metadata)


def _known_before(desk: Desk, country: str, day: date) -> Known:
    """What our own crawls of the days before had read, so that nothing is reported twice or found too late."""
    home = desk.home
    days: set[str] = set()
    items: dict[str, str] = {}
    for back in range(_REMEMBERED_DAYS, 0, -1):
        earlier = day - timedelta(days=back)
        path = home.table("entries", country, earlier)
        if path.exists() and any(home.crawls(country, earlier).glob("*.warc.gz")):
            days.add(earlier.isoformat())
            entries = read_table(path, Entry)
            strangers = _met_long_after(desk.day(country, earlier), entries, home)
            for item in entries["item_id"].unique().sort().to_list():
                if item not in strangers:
                    items.setdefault(item, earlier.isoformat())
    return Known(frozenset(days), items)


def _met_long_after(day: MonitoringDay, entries: pl.DataFrame, home: Home) -> set[str]:
    """Undated items that only a backfill of a day met: that day did not see them first."""
    late = entries.group_by("item_id").agg(
        pl.col("first_seen_at").min(), pl.col("published_at").is_null().all()
    )
    met = {i for i, at, undated in late.iter_rows() if undated and day.is_long_over(at)}
    if not met:
        return met
    articles = read_table(home.table("articles", day.country, day.date), Article)
    return met & set(articles.filter(pl.col("published_at").is_null())["item_id"].to_list())
