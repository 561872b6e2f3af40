"""Precision and recall of the categories on a labelled file.

    python -m benchmarks.categories LABELS.jsonl.gz [--engine rules|learned|cues-learned] [--half first|second]
        [--show wrong|missed|noise] [--language ko]

One JSON object a line: title, summary, risk, ops (ids or null), second (also acceptable, id or null), lang.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.enrichment.category import (
    Categoriser,
    CategoryChoice,
    CategoryInput,
    CueCategoriser,
    LearnedCategoriser,
    read_model,
)
from briefing.enrichment.embedding import embedder_on_board
from briefing.enrichment.language import ScriptAndLangid


@dataclass(frozen=True)
class Judged:
    """One labelled item and what was chosen for it."""

    item: dict[str, Any]
    choice: CategoryChoice

    @property
    def label(self) -> str | None:
        return self.item["risk"] or self.item["ops"]

    @property
    def chosen(self) -> str | None:
        return self.choice.ops_category or self.choice.risk_category

    @property
    def acceptable(self) -> set[str]:
        """The label and the second choice of whoever labelled it."""
        return {name for name in (self.label, self.item.get("second")) if name}

    @property
    def axis(self) -> str:
        return "out_of_scope" if self.label is None else self.label.split(".")[0]


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1; ``precision`` and ``recall`` are those of being in scope."""

    items: int
    scope_accuracy: float
    precision: float
    recall: float
    f1: float
    axis_accuracy: float
    category_accuracy: float
    reported_right: float


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def figures_of(judged: list[Judged]) -> Figures:
    """``axis_accuracy`` is over items in scope by both; ``category_accuracy`` over items predicted and labelled
    in scope; ``reported_right`` over all items predicted in scope, an out-of-scope label with a second choice
    counting as right where that was chosen."""
    reported = [one for one in judged if one.chosen]
    wanted = [one for one in judged if one.label]
    both = [one for one in reported if one.label]
    precision, recall = _share(len(both), len(reported)), _share(len(both), len(wanted))
    return Figures(
        items=len(judged),
        scope_accuracy=_share(sum(bool(one.chosen) == bool(one.label) for one in judged), len(judged)),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        axis_accuracy=_share(sum(one.choice.scope == one.axis for one in both), len(both)),
        category_accuracy=_share(sum(one.chosen in one.acceptable for one in both), len(both)),
        reported_right=_share(sum(one.chosen in one.acceptable for one in reported), len(reported)),
    )


def read_labels(path: Path) -> list[dict[str, Any]]:
    """Items of a JSON-lines file, gzip or plain."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_first_half(item: dict[str, Any]) -> bool:
    """A fixed split by digest of the headline: figures that differ much between halves are chance."""
    return hashlib.sha256(item["title"].encode()).digest()[0] < 128


def judge(items: list[dict[str, Any]], categoriser: Categoriser) -> list[Judged]:
    """Choose for every item, in the language that identification finds in it."""
    languages = ScriptAndLangid()
    asked = []
    for item in items:
        text = f"{item['title']}\n{item['summary'] or ''}"
        language = languages.identify(text, item.get("lang")).language
        paragraphs = [item["summary"]] if item["summary"] else []
        asked.append(CategoryInput(item["title"], paragraphs, language, "news_media"))
    return [Judged(item, choice) for item, choice in zip(items, categoriser.categorise(asked), strict=True)]


def _print_figures(name: str, judged: list[Judged]) -> None:
    f = figures_of(judged)
    print(
        f"{name:8} n={f.items:4}  scope {f.scope_accuracy:.3f}  P {f.precision:.3f} R {f.recall:.3f} F1 {f.f1:.3f}"
        f"  axis {f.axis_accuracy:.3f}  category {f.category_accuracy:.3f}  reported right {f.reported_right:.3f}"
    )


def _show(judged: list[Judged], which: str) -> None:
    for one in judged:
        wrong = one.chosen and one.chosen not in one.acceptable
        if (which == "wrong" and wrong and one.label) or (which == "noise" and wrong and not one.label):
            pass
        elif not (which == "missed" and one.label and not one.chosen):
            continue
        cues = " ".join(
            f"{e.cue}>{e.category.split('.', 1)[1]}:{e.weight:.1f}" for e in one.choice.evidence[:7]
        )
        sure = "S" if one.item.get("sure") else "?"
        print(f"[{sure}] {one.label}/{one.item.get('second')} -> {one.chosen} {one.choice.confidence:.2f}")
        print(f"    {one.item['title']} || {(one.item['summary'] or '')[:90]}\n    {cues}")


def _engine(name: str) -> Categoriser:
    if name == "rules":
        return CueCategoriser()
    return LearnedCategoriser(read_model(), embedder_on_board() if name == "learned" else None)


def main() -> None:
    """Print the figures of the file, by half and by language."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("labels", type=Path)
    options.add_argument("--engine", choices=("rules", "learned", "cues-learned"), default="learned")
    options.add_argument("--half", choices=("first", "second"))
    options.add_argument("--language")
    options.add_argument("--show", choices=("wrong", "missed", "noise"))
    options.add_argument("--by-category", action="store_true")
    given = options.parse_args()
    items = read_labels(given.labels)
    if given.half:
        items = [item for item in items if is_first_half(item) == (given.half == "first")]
    if given.language:
        items = [item for item in items if item["lang"] == given.language]
    categoriser = _engine(given.engine)
    judge(items, categoriser)  # loads sheets and models outside the clock
    begun = time.perf_counter()
    judged = judge(items, categoriser)
    seconds = time.perf_counter() - begun
    _print_figures("all", judged)
    by_language: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_language[one.item["lang"]].append(one)
        by_language["first" if is_first_half(one.item) else "second"].append(one)
    for name in sorted(by_language):
        _print_figures(name, by_language[name])
    if given.by_category:
        labelled = Counter(one.label for one in judged if one.label)
        right = Counter(one.label for one in judged if one.label and one.chosen in one.acceptable)
        chosen = Counter(one.chosen for one in judged if one.chosen)
        good = Counter(one.chosen for one in judged if one.chosen and one.chosen in one.acceptable)
        for name in sorted(labelled | chosen, key=str):
            print(
                f"{name:40} labelled {labelled[name]:3} found {right[name]:3}"
                f"  chosen {chosen[name]:3} right {good[name]:3}"
            )
    if given.show:
        _show(judged, given.show)
    print(f"{len(items) / seconds:.0f} items/s, {categoriser.engine} {categoriser.version}", file=sys.stderr)


if __name__ == "__main__":
    main()
