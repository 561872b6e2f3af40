"""Near-duplicates and stories on real items: the figures that the benchmark prints must not fall.

The floors lie below what was measured, because pair scores of a few dozen stories move by several points when
one large story gains or loses an item.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.stories import (
    RECURRING,
    STORY_DAY,
    STREAM,
    UPDATES,
    judge_copies,
    read_story_day,
    stories_of,
    story_scores,
    tuned_average_linkage,
)
from briefing.enrichment.stories import TfidfStories

CHECKOUT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def corpora() -> Path:
    """Folder of the real captures; skips where it, or one of the files needed here, is absent."""
    folder = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    for needed in (UPDATES, RECURRING, STREAM, STORY_DAY):
        if not (folder / needed).is_file():
            pytest.skip(f"no corpus file {needed}; set DESK_CORPORA to the folder of real captures")
    return folder


def test_marked_updates_merge_and_recurring_headlines_do_not(corpora: Path) -> None:
    judged = judge_copies(corpora)
    assert judged["updates"]["precision"] >= 0.98
    assert judged["updates"]["recall"] >= 0.95
    # Adverts that one publisher posts again within hours, word for word, are copies by our definition.
    assert judged["recurring_merged"] <= 0.002 * judged["recurring_pairs"]


def test_stories_of_a_day_are_precise_and_better_than_a_tuned_baseline(corpora: Path) -> None:
    day = read_story_day(corpora)
    ours = story_scores(day, stories_of(day.texts, TfidfStories()))
    baseline = tuned_average_linkage(day)
    assert ours["pairs"]["precision"] >= 0.75
    assert ours["pairs"]["f1"] >= 0.6
    assert ours["pairs"]["f1"] > baseline["pairs"]["f1"]
    assert ours["bcubed"]["f1"] >= 0.92
    assert ours["bcubed"]["precision"] >= 0.95


def test_the_order_of_the_items_changes_nothing(corpora: Path) -> None:
    texts = read_story_day(corpora).texts
    assert stories_of(texts.reverse(), TfidfStories()) == stories_of(texts, TfidfStories())
