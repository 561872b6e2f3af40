"""Near-duplicates and stories on real items: the figures that the benchmark prints must not fall.

The floors lie below what was measured, because pair scores of a few dozen stories move by several points when
one large story gains or loses an item.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from briefing.enrichment.stories import TfidfStories

CHECKOUT = Path(__file__).resolve().parents[2]


def _load_benchmark() -> ModuleType:
    """``benchmarks/stories.py``, which is no installed package, as a module."""
    spec = importlib.util.spec_from_file_location("stories_benchmark", CHECKOUT / "benchmarks" / "stories.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


benchmark = _load_benchmark()

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def corpora() -> Path:
    """Folder of the real captures; skips where it, or one of the files needed here, is absent."""
    folder = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    for needed in (benchmark.UPDATES, benchmark.RECURRING, benchmark.STREAM, benchmark.STORY_DAY):
        if not (folder / needed).is_file():
            pytest.skip(f"no corpus file {needed}; set DESK_CORPORA to the folder of real captures")
    return folder


def test_marked_updates_merge_and_recurring_headlines_do_not(corpora: Path) -> None:
    judged = benchmark.judge_copies(corpora)
    assert judged["updates"]["precision"] >= 0.98
    assert judged["updates"]["recall"] >= 0.95
    # Adverts that one publisher posts again within hours, word for word, are copies by our definition.
    assert judged["recurring_merged"] <= 0.002 * judged["recurring_pairs"]


def test_stories_of_a_day_are_precise_and_better_than_a_tuned_baseline(corpora: Path) -> None:
    day = benchmark.read_story_day(corpora)
    ours = benchmark.story_scores(day, benchmark.stories_of(day.texts, TfidfStories()))
    baseline = benchmark.tuned_average_linkage(day)
    assert ours["pairs"]["precision"] >= 0.75
    assert ours["pairs"]["f1"] >= 0.6
    assert ours["pairs"]["f1"] > baseline["pairs"]["f1"]
    assert ours["bcubed"]["f1"] >= 0.92
    assert ours["bcubed"]["precision"] >= 0.95


def test_the_order_of_the_items_changes_nothing(corpora: Path) -> None:
    texts = benchmark.read_story_day(corpora).texts
    assert benchmark.stories_of(texts.reverse(), TfidfStories()) == benchmark.stories_of(
        texts, TfidfStories()
    )
