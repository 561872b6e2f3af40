"""Near-duplicates and stories on real items: the figures that the evaluation prints must not fall.

The floors lie below what was measured, because pair scores of a few dozen stories move by several points when
one large story gains or loses an item. Vectors are kept where ``DESK_VECTORS`` says, so that a second run
embeds nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from briefing.enrichment.embedding import Embedder, KeptEmbedder, embedder_on_board
from briefing.enrichment.event_stories import EventStories
from briefing.evaluation import duplicates, stories
from briefing.evaluation.story_days import story_days
from briefing.settings import CHECKOUT
from briefing.storage.vectors import KeptVectors

pytestmark = [pytest.mark.corpora, pytest.mark.slow]


@pytest.fixture(scope="module")
def corpora() -> Path:
    """Folder of the real captures; skips where it, or one of the collections needed here, is absent."""
    folder = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    for needed in (
        "duplicates/*.json",
        "stories/*.json.gz",
        "parallel/*.jsonl.gz",
        "streams/multi-source*.jsonl.gz",
    ):
        if not list(folder.glob(needed)):
            pytest.skip(f"no corpus file {needed}; set DESK_CORPORA to the folder of real captures")
    return folder


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    on_board = embedder_on_board()
    if on_board is None:
        pytest.skip("the embedding package does not run on this machine")
    kept = Path(os.environ.get("DESK_VECTORS", tmp_path_factory.mktemp("vectors") / "vectors.sqlite"))
    return KeptEmbedder(on_board, KeptVectors(kept))


@pytest.fixture(scope="module")
def report(corpora: Path, embedder: Embedder) -> dict[str, Any]:
    return stories.evaluate(corpora, embedder)


def test_marked_updates_merge_and_recurring_headlines_do_not(corpora: Path) -> None:
    judged = duplicates.evaluate(corpora)
    assert judged["f1"] >= 0.95
    assert judged["negatives_merged"] == 0


def test_stories_of_every_set_are_better_than_a_threshold_from_elsewhere(report: dict[str, Any]) -> None:
    sets = {name: scores for name, scores in report.items() if name != "cross_language"}
    assert sum(scores["pair_f1"] for scores in sets.values()) / len(sets) >= 0.7
    for name, scores in sets.items():
        carried = scores["baselines"]["tfidf_linkage_tuned_elsewhere"].values()
        assert scores["pair_f1"] > sum(carried) / max(1, len(carried)), name
        assert scores["b_cubed_f1"] >= 0.9, name


def test_korean_days_together_reach_three_quarters(report: dict[str, Any]) -> None:
    days = [scores["pair_f1"] for name, scores in report.items() if name.startswith("kr-")]
    assert len(days) >= 4
    assert sum(days) / len(days) >= 0.75


def test_documents_join_over_seven_languages_and_hardly_any_joins_another(report: dict[str, Any]) -> None:
    assert report["cross_language"]["joined"] >= 0.9
    assert report["cross_language"]["wrong"] <= 0.01


def test_the_order_of_the_items_changes_nothing(corpora: Path, embedder: Embedder) -> None:
    day = next(story_days(corpora))
    engine = EventStories(embedder)
    forward = stories.stories_of(day.texts, engine, day.country, day.date)
    assert forward == stories.stories_of(day.texts.reverse(), engine, day.country, day.date)


def test_most_stories_keep_their_id_when_a_day_grows(corpora: Path, embedder: Embedder) -> None:
    """Four fifths of the day, then all of it: what stays together keeps its name."""
    day = next(story_days(corpora))
    engine = EventStories(embedder)
    early_texts = day.texts.filter(day.texts["item_id"].cast(int) % 5 != 0)
    early = stories.stories_of(early_texts, engine, day.country, day.date)
    # items of the second fetch are seen later, as they would be
    late = day.texts.with_columns(
        first_seen_at=day.texts["first_seen_at"]
        .dt.offset_by("1d")
        .zip_with(day.texts["item_id"].cast(int) % 5 == 0, day.texts["first_seen_at"])
    )
    whole = stories.stories_of(late, engine, day.country, day.date)
    assert sum(whole[i] == story for i, story in early.items()) >= 0.9 * len(early)
