"""Stories over all languages of an edition: items that report the same event, in whichever language.

Pairs are scored by ``story_pairs`` and grouped by ``story_groups``; nothing is tuned to one language. A story
that reports what one of the last days' stories reported goes on under its id (``story_threads``).

A new story is named after the item of it that was seen first, so that items that are fetched later, whatever time
they claim, leave its name alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from briefing.enrichment.duplicates import time_key
from briefing.enrichment.earlier_stories import Earlier, Thread, new_story_id
from briefing.enrichment.embedding import Embedder
from briefing.enrichment.stories import OPENING_SPACED, central_first
from briefing.enrichment.story_groups import Linkage, agglomerate_pairs
from briefing.enrichment.story_pairs import Pairs, score_pairs
from briefing.enrichment.story_threads import continue_threads
from briefing.enrichment.wire import voice_of
from briefing.records.frame import to_frame
from briefing.records.story import Story

LINKAGE = Linkage(threshold=-0.5, closest=0.6, floor=-6.0, ceiling=6.0)
"""In log-odds of one event; a pair that was not compared has the floor."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A credited item: ``voice`` is whose text it is, an agency's rather than the outlet's that printed it."""

    item_id: str
    voice: str
    copies: int
    language: str
    when: tuple[Any, ...]
    seen: tuple[Any, ...]
    length: int


class EventStories:
    """Embeddings, words, figures, names and time, weighed alike in every language; average linkage."""

    engine = "evidence-linkage"

    def __init__(self, embedder: Embedder, linkage: Linkage = LINKAGE) -> None:
        self._embedder, self._linkage = embedder, linkage
        self.version = f"2+{embedder.engine}-{embedder.version}"

    def cluster(
        self,
        texts: pl.DataFrame,
        carriers: pl.DataFrame,
        country: str,
        date: str,
        earlier: Earlier | None = None,
    ) -> pl.DataFrame:
        """See ``StoryClusterer``. Raises ValueError when a carrier's item has no row in ``texts``."""
        missing = carriers.join(texts, left_on="carrier_item_id", right_on="item_id", how="anti")
        if missing.height:
            unknown = sorted(missing["carrier_item_id"].to_list())[0]
            raise ValueError(f"carriers of {country} {date}: item {unknown} has no text")
        credited = carriers["item_id"].unique().implode()
        rows = texts.filter(pl.col("item_id").is_in(credited)).sort("item_id")
        items = _items(rows, carriers)
        pairs = score_pairs(rows, self._embedder)
        groups = agglomerate_pairs(rows.height, pairs.left, pairs.right, pairs.log_odds, self._linkage)
        threads = continue_threads(rows, groups, earlier, self._embedder, self._linkage) if earlier else {}
        likeness = _likeness(pairs)
        taken = {thread.story_id for thread in earlier.threads.values()} if earlier else set()
        stories = [
            self._story([items[i] for i in group], group, likeness, threads.get(number), taken, country, date)
            for number, group in enumerate(groups)
        ]
        return to_frame(stories, Story).sort("story_id")

    def _story(
        self,
        members: Sequence[_Item],
        rows: Sequence[int],
        likeness: dict[tuple[int, int], float],
        thread: Thread | None,
        taken: Collection[str],
        country: str,
        date: str,
    ) -> Story:
        similarity = np.array(
            [[1.0 if a == b else likeness.get((min(a, b), max(a, b)), 0.0) for b in rows] for a in rows]
        )
        order = central_first(similarity, [m.length for m in members], [m.when for m in members])
        others = [float(similarity[order[0], i]) for i in order[1:]]
        first = min(members, key=lambda member: member.seen)
        return Story(
            story_id=thread.story_id if thread else new_story_id(first.item_id, date, taken),
            country=country,
            date=date,
            item_ids=tuple(members[i].item_id for i in order),
            lead_item_id=members[order[0]].item_id,
            publishers=len({member.voice for member in members}),
            copies=sum(member.copies for member in members),
            cohesion=round(sum(others) / len(others), 4) if others else 1.0,
            languages=tuple(sorted({member.language for member in members})),
            first_date=thread.first_date if thread else date,
            continues=thread is not None,
            engine=self.engine,
            version=self.version,
        )


def _likeness(pairs: Pairs) -> dict[tuple[int, int], float]:
    """Probability of one event of each compared pair."""
    probability = 1 / (1 + np.exp(-np.clip(pairs.log_odds, -30, 30)))
    return dict(
        zip(
            zip(pairs.left.tolist(), pairs.right.tolist(), strict=True),
            np.round(probability, 4).tolist(),
            strict=True,
        )
    )


def _items(rows: pl.DataFrame, carriers: pl.DataFrame) -> list[_Item]:
    """Credited items in the order of ``rows``. Carriers of one text add copies and no voice of their own."""
    carried = dict(carriers.group_by("item_id").len().iter_rows())
    return [
        _Item(
            item_id=row["item_id"],
            voice=voice_of(row["publisher"], row["paragraphs"]),
            copies=carried[row["item_id"]],
            language=row["language"],
            when=time_key(row["published_at"], row["first_seen_at"], row["item_id"]),
            seen=(row["first_seen_at"], row["item_id"]),
            length=min(sum(map(len, row["paragraphs"])), OPENING_SPACED),
        )
        for row in rows.iter_rows(named=True)
    ]
