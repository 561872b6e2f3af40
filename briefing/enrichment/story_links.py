"""Stories of several countries that report the same event: the summit in the Korean, the Chinese and the
Vietnamese edition.

The most central items of all stories are scored together, as the items of one day are, and two stories are
linked as two groups of one day would be. A story has at most one link to each other country and date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from briefing.enrichment.embedding import Embedder
from briefing.enrichment.event_stories import LINKAGE
from briefing.enrichment.story_groups import Linkage, best_matches
from briefing.enrichment.story_pairs import score_pairs
from briefing.records.frame import to_frame
from briefing.records.story_link import StoryLink

CENTRAL = 3
"""Items that stand for a story."""

ENGINE, VERSION = "evidence-linkage", "1"


@dataclass(frozen=True)
class CountryStories:
    """Stories of a country's edition date by their items, and the items' texts (columns as ``StoryClusterer``
    has them)."""

    country: str
    date: str
    story_of: Mapping[str, str]
    texts: pl.DataFrame


def link_stories(
    own: CountryStories, others: Sequence[CountryStories], embedder: Embedder, linkage: Linkage = LINKAGE
) -> pl.DataFrame:
    """Columns of ``StoryLink``, sorted by story, other country and date."""
    version = f"{VERSION}+{embedder.engine}-{embedder.version}"
    links: list[StoryLink] = []
    for other in sorted(others, key=lambda o: (o.country, o.date)):
        for one, its_other, link in _matches(own, other, embedder, linkage):
            links.append(
                StoryLink(
                    country=own.country,
                    date=own.date,
                    story_id=one,
                    other_country=other.country,
                    other_date=other.date,
                    other_story_id=its_other,
                    similarity=round(1 / (1 + float(np.exp(-link))), 4),
                    engine=ENGINE,
                    version=version,
                )
            )
    return to_frame(links, StoryLink).sort("story_id", "other_country", "other_date")


def _matches(
    own: CountryStories, other: CountryStories, embedder: Embedder, linkage: Linkage
) -> list[tuple[str, str, float]]:
    ours, theirs = _kept(own), _kept(other)
    if ours.is_empty() or theirs.is_empty():
        return []
    pairs = score_pairs(pl.concat([ours, theirs.select(ours.columns)]), embedder)
    ids = [*ours["item_id"], *theirs["item_id"]]
    scored: dict[tuple[str, str], list[float]] = {}
    for a, b, score in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.log_odds.tolist(), strict=True):
        if a < ours.height <= b:
            # an article about two countries stands in both editions, and settles it
            bounded = linkage.ceiling if ids[a] == ids[b] else min(max(score, linkage.floor), linkage.ceiling)
            scored.setdefault((own.story_of[ids[a]], other.story_of[ids[b]]), []).append(bounded)
    sizes = (_sizes(own, ours), _sizes(other, theirs))
    links = {
        key: link
        for key, scores in scored.items()
        if (link := linkage.link(max(scores), sum(scores), len(scores), sizes[0][key[0]] * sizes[1][key[1]]))
        >= linkage.threshold
    }
    return [(one, two, links[one, two]) for one, two in sorted(best_matches(links).items())]


def _kept(stories: CountryStories) -> pl.DataFrame:
    return stories.texts.filter(pl.col("item_id").is_in(list(stories.story_of))).sort("item_id")


def _sizes(stories: CountryStories, kept: pl.DataFrame) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for item_id in kept["item_id"]:
        story_id = stories.story_of[item_id]
        sizes[story_id] = sizes.get(story_id, 0) + 1
    return sizes
