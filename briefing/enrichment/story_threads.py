"""Stories that go on from day to day: today's stories take the ids of those of the last days that they continue.

Today's items and the last days' are scored together as one day's would be, time among the evidence. A story
of today and an earlier one are linked as two groups of one day; the strongest links are taken first, each
story once, so that an earlier story goes on in one story at most and a story continues one at most. An item
that was in an earlier story (an article that changed, or that two editions cover) settles it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from briefing.enrichment.earlier_stories import Earlier, Thread
from briefing.enrichment.embedding import Embedder
from briefing.enrichment.story_groups import Linkage, best_matches
from briefing.enrichment.story_pairs import score_pairs


def continue_threads(
    rows: pl.DataFrame,
    groups: Sequence[Sequence[int]],
    earlier: Earlier,
    embedder: Embedder,
    linkage: Linkage,
) -> dict[int, Thread]:
    """The thread that each group (by its number) goes on with; a group that begins something new has none.

    ``rows`` are today's items and ``groups`` their indices.
    """
    today = rows["item_id"].to_list()
    group_of = {today[i]: number for number, group in enumerate(groups) for i in group}
    before = earlier.texts.filter(
        pl.col("item_id").is_in(list(earlier.threads)) & ~pl.col("item_id").is_in(today)
    ).sort("item_id")
    if before.is_empty() and not group_of.keys() & earlier.threads.keys():
        return {}
    both = pl.concat([rows, before.select(rows.columns)])
    ids = both["item_id"].to_list()
    pairs = score_pairs(both, embedder)
    known: dict[tuple[int, str], list[float]] = {}
    for a, b, score in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.log_odds.tolist(), strict=True):
        if a < len(today) <= b:
            bounded = min(max(score, linkage.floor), linkage.ceiling)
            known.setdefault((group_of[ids[a]], earlier.threads[ids[b]].story_id), []).append(bounded)
    sizes: dict[str, int] = {}
    for item_id in before["item_id"]:
        story_id = earlier.threads[item_id].story_id
        sizes[story_id] = sizes.get(story_id, 0) + 1
    links = {
        (f"{number:09d}", story_id): link
        for (number, story_id), scores in known.items()
        if (
            link := linkage.link(max(scores), sum(scores), len(scores), len(groups[number]) * sizes[story_id])
        )
        >= linkage.threshold
    }
    for item_id, number in group_of.items():
        if thread := earlier.threads.get(item_id):
            key = (f"{number:09d}", thread.story_id)
            links[key] = max(links.get(key, 0.0), 0.0) + linkage.ceiling  # each shared item counts
    first_date = {thread.story_id: thread.first_date for thread in earlier.threads.values()}
    return {
        int(number): Thread(story_id, first_date[story_id])
        for number, story_id in best_matches(links).items()
    }
