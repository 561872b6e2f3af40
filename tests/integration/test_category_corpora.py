"""Categories and language on labelled items that nobody here wrote; skipped where they are absent.

Thresholds lie a few points under what was measured, so that a change that costs readers' trust fails; the
figures themselves are printed by ``python -m benchmarks.categories``.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from briefing.enrichment.category import CategoryInput, CueCategoriser, LearnedCategoriser, read_model
from briefing.enrichment.language import ScriptAndLangid
from briefing.evaluation.categories import evaluate
from briefing.evaluation.own_labels import own_labels

CHECKOUT = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
LABELS = CORPORA / "labels" / "taxonomy.jsonl.gz"
SECTIONS = CORPORA / "labels" / "publisher-sections.jsonl.gz"
PARALLEL = CORPORA / "parallel" / "news-documents.jsonl.gz"

pytestmark = pytest.mark.corpora


def _need(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"no corpus at {path}; set DESK_CORPORA")
    return path


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """The benchmark's own module, so that test and command measure the same; it is no installed package."""
    if str(CHECKOUT) not in sys.path:
        sys.path.append(str(CHECKOUT))
    return importlib.import_module("benchmarks.categories")


def test_hand_labelled_items(benchmark: ModuleType) -> None:
    items = benchmark.read_labels(_need(LABELS))
    figures = benchmark.figures_of(benchmark.judge(items, CueCategoriser()))
    assert figures.recall >= 0.85
    assert figures.f1 >= 0.88
    assert figures.category_accuracy >= 0.80
    assert figures.reported_right >= 0.76


@pytest.mark.parametrize("language", ["ko", "ja", "zh", "vi", "en"])
def test_no_language_falls_behind(benchmark: ModuleType, language: str) -> None:
    items = [item for item in benchmark.read_labels(_need(LABELS)) if item["lang"] == language]
    figures = benchmark.figures_of(benchmark.judge(items, CueCategoriser()))
    assert figures.recall >= 0.75
    assert figures.category_accuracy >= 0.70


def test_items_labelled_before_anything_was_asked_of_them() -> None:
    """By cues alone, as where there is no embedder: the floor of every platform, and quick."""
    _need(CORPORA / "streams")
    rows = own_labels(CORPORA)
    found = evaluate(rows, LearnedCategoriser(read_model(), None))
    assert found["items"] == 270
    assert found["scope"]["accuracy"] >= 0.85
    assert found["category"]["accuracy"] >= 0.74
    assert found["review"]["share_above"] >= 0.2
    assert found["review"]["error_above"] <= 0.06


def test_sport_pages_stay_out_and_north_korea_pages_come_in(benchmark: ModuleType) -> None:
    categoriser = CueCategoriser()
    items = benchmark.read_labels(_need(SECTIONS))
    sport = [item for item in items if item["section"] in ("sport", "sports")]
    north = [item for item in items if item["subsection"] == "north_korea"]

    def chosen(item: dict[str, str]) -> str | None:
        body = [item["summary"]] if item["summary"] else []
        asked = CategoryInput(item["title"], body, item["lang"], "news_media")
        return categoriser.categorise([asked])[0].risk_category

    assert sum(chosen(item) is None for item in sport) >= 0.88 * len(sport)
    assert sum(chosen(item) == "risk.north_korea" for item in north) >= 0.85 * len(north)


def test_speed(benchmark: ModuleType) -> None:
    items = benchmark.read_labels(_need(LABELS))
    categoriser = CueCategoriser()
    asked = [
        CategoryInput(item["title"], [item["summary"] or ""], item["lang"], "news_media") for item in items
    ]
    categoriser.categorise(asked)
    begun = time.process_time()
    categoriser.categorise(asked)
    assert len(items) / (time.process_time() - begun) >= 500


def test_language_of_parallel_sentences() -> None:
    identifier = ScriptAndLangid()
    asked = right = 0
    with gzip.open(_need(PARALLEL), "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            for language in ("en", "ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi"):
                for sentence in document[language]:
                    asked += 1
                    right += identifier.identify(sentence).language == language
    assert asked > 6000
    assert right / asked >= 0.995


def test_language_of_headlines(benchmark: ModuleType) -> None:
    identifier = ScriptAndLangid()
    items = benchmark.read_labels(_need(LABELS))
    right = sum(identifier.identify(item["title"]).language.split("-")[0] == item["lang"] for item in items)
    assert right / len(items) >= 0.97
