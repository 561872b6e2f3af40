"""Stories as this home has them: the engine, and what the last days' stories were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from briefing.composition.accounting import source_names
from briefing.enrichment.earlier_stories import WINDOW_DAYS, Earlier, Thread
from briefing.enrichment.event_stories import EventStories
from briefing.enrichment.relate import texts_of
from briefing.enrichment.stories import StoryClusterer, TfidfStories
from briefing.records.article import Article
from briefing.records.frame import concat
from briefing.records.item_version import ItemVersion
from briefing.records.story import Story
from briefing.storage.home import Home
from briefing.storage.tables import TableError, read_records, read_table
from orchestration.categoriser import kept_embedder
from orchestration.resources import Desk


def configured_clusterer(home: Home) -> StoryClusterer:
    """The engine that the assets use: over all languages where the embedding package runs, else within each."""
    embedder = kept_embedder(home)
    return EventStories(embedder) if embedder else TfidfStories()


def edition_texts(desk: Desk, country: str, dates: Sequence[date]) -> pl.DataFrame:
    """What clustering looks at, over monitoring days. Raises TableError for a table that is not there."""
    home = desk.home
    articles = concat([read_table(home.table("articles", country, d), Article) for d in dates], Article)
    gone = {source_id: source_id for source_id in articles["source_id"]}  # from the catalogue since that day
    return texts_of(
        articles,
        concat(
            [read_table(home.table("item_versions", country, d), ItemVersion) for d in dates], ItemVersion
        ),
        gone | dict(source_names(desk.sources(country))),
    )


def stories_with_texts(
    desk: Desk, country: str, day: date, note: Callable[[str], None]
) -> tuple[list[Story], pl.DataFrame] | None:
    """Stories of an edition date and the texts of their items; None where there are none or a table is unreadable,
    which ``note`` is told: an older table must not stop today's edition."""
    path = desk.home.table("stories", country, day)
    if not path.exists():
        return None
    try:
        stories = read_records(path, Story)
        texts = edition_texts(desk, country, [d.date for d in desk.collected(country, day)])
    except TableError as error:
        note(f"stories of {country} {day} are not continued: {error}")
        return None
    return stories, texts


def earlier_stories(desk: Desk, country: str, day: date, note: Callable[[str], None]) -> Earlier | None:
    """Stories of the editions of the last days, as far as they stand in the home; None when there are none."""
    threads: dict[str, Thread] = {}
    frames: list[pl.DataFrame] = []
    for back in range(WINDOW_DAYS, 0, -1):
        found = stories_with_texts(desk, country, day - timedelta(days=back), note)
        if found is None:
            continue
        stories, texts = found
        for story in stories:
            thread = Thread(story.story_id, story.first_date or story.date)
            threads |= dict.fromkeys(story.item_ids, thread)
        frames.append(texts)
    if not threads:
        return None
    texts = pl.concat(frames).unique("item_id", keep="last", maintain_order=True)
    return Earlier(threads, texts.sort("item_id"))


def item_stories(stories: Sequence[Story], most: int) -> Mapping[str, str]:
    """Story of its ``most`` most central items."""
    return {item_id: story.story_id for story in stories for item_id in story.item_ids[:most]}
