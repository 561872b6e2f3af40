"""Weights of the evidence of a pair, fitted on labelled days, and how they carry to a day that they were not
fitted on.

    python -m benchmarks.story_weights CORPORA_FOLDER VECTORS.sqlite

Prints one JSON object: the weights for ``briefing/enrichment/story_pairs.py``, and pair scores of each set,
fitted with all sets and without that set, by threshold of the link and share of the closest pair.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from briefing.enrichment.embedding import E5Embedder, Embedder, KeptEmbedder
from briefing.enrichment.event_stories import LINKAGE
from briefing.enrichment.story_groups import Linkage, agglomerate_pairs
from briefing.enrichment.story_pairs import EVIDENCE, pair_evidence
from briefing.evaluation.story_days import own_story_days, parallel_documents, story_days
from briefing.evaluation.story_scores import pair_scores, pairs_within
from briefing.storage.vectors import KeptVectors

PARALLEL_WEIGHT = 0.5  # documents of one event in seven translations are not what a day looks like


@dataclass(frozen=True)
class LabelledPairs:
    """Evidence of the compared pairs of a set, whether each is one story, and which of them the rater decided."""

    name: str
    ids: list[str]
    left: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]
    evidence: np.ndarray[Any, Any]
    is_one: np.ndarray[Any, Any]
    is_decided: np.ndarray[Any, Any]
    story_of: dict[str, str]
    open_pairs: frozenset[tuple[str, str]]


def labelled_pairs(corpora: Path, embedder: Embedder) -> list[LabelledPairs]:
    """All labelled days, then the parallel documents."""
    sets = [
        _pairs(day.name, day.texts, day.story_of, day.open_pairs, embedder)
        for day in (*story_days(corpora), *own_story_days(corpora))
    ]
    return sets + [
        _pairs(name, texts, document_of, frozenset(), embedder)
        for name, texts, document_of in parallel_documents(corpora)
    ]


def _pairs(
    name: str,
    texts: pl.DataFrame,
    story_of: dict[str, str],
    open_pairs: frozenset[tuple[str, str]],
    embedder: Embedder,
) -> LabelledPairs:
    rows = texts.sort("item_id")
    ids = rows["item_id"].to_list()
    left, right, evidence = pair_evidence(rows, embedder)
    named = [(ids[a], ids[b]) for a, b in zip(left, right, strict=True)]
    return LabelledPairs(
        name,
        ids,
        left,
        right,
        evidence,
        np.array([story_of[a] == story_of[b] for a, b in named]),
        np.array([pair not in open_pairs for pair in named]),
        story_of,
        open_pairs,
    )


def fit(sets: Sequence[LabelledPairs]) -> tuple[np.ndarray[Any, Any], float]:
    """Weights and bias by logistic regression; every set counts alike, whatever its size."""
    from sklearn.linear_model import LogisticRegression

    evidence = np.concatenate([s.evidence[s.is_decided] for s in sets])
    is_one = np.concatenate([s.is_one[s.is_decided] for s in sets])
    weight = np.concatenate(
        [
            np.full(int(s.is_decided.sum()), 1000 * _set_weight(s) / s.is_decided.sum(), dtype=np.float64)
            for s in sets
        ]
    )
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=2000).fit(
        (evidence - mean) / spread, is_one, sample_weight=weight
    )
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _set_weight(labelled: LabelledPairs) -> float:
    return PARALLEL_WEIGHT if any(" " in item_id for item_id in labelled.ids) else 1.0


def scores(s: LabelledPairs, weights: np.ndarray[Any, Any], bias: float, linkage: Linkage) -> list[float]:
    """Precision, recall and F1 of the pairs of a set."""
    groups = agglomerate_pairs(len(s.ids), s.left, s.right, bias + s.evidence @ weights, linkage)
    found = {s.ids[i]: number for number, group in enumerate(groups) for i in group}
    of = pair_scores(pairs_within(found) - s.open_pairs, pairs_within(s.story_of) - s.open_pairs)
    return [of.precision, of.recall, of.f1]


def main() -> None:
    """Print the weights and the scores as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("vectors", type=Path)
    arguments = parser.parse_args()
    sets = labelled_pairs(arguments.corpora, KeptEmbedder(E5Embedder(), KeptVectors(arguments.vectors)))
    weights, bias = fit(sets)
    without = {s.name: fit([other for other in sets if other is not s]) for s in sets}
    table = []
    for closest in (0.4, 0.5, 0.6, 0.7):
        for threshold in (-1.0, -0.8, -0.65, -0.5, -0.3, 0.0):
            linkage = Linkage(threshold, closest, LINKAGE.floor, LINKAGE.ceiling)
            fitted = {s.name: scores(s, weights, bias, linkage) for s in sets}
            left_out = {s.name: scores(s, *without[s.name], linkage) for s in sets}
            table.append(
                {
                    "closest": closest,
                    "threshold": threshold,
                    "fitted_with_all": fitted,
                    "fitted_without_it": left_out,
                    "mean_f1": round(float(np.mean([v[2] for v in fitted.values()])), 3),
                    "mean_f1_left_out": round(float(np.mean([v[2] for v in left_out.values()])), 3),
                }
            )
    report = {
        "weights": {name: round(float(w), 3) for name, w in zip(EVIDENCE, weights, strict=True)},
        "bias": round(bias, 3),
        "scores": table,
    }
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
