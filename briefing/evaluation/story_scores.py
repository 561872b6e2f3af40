"""Scores of a grouping: over pairs of items, and B-cubed over items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Any

Pair = tuple[str, str]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1, 0 to 1, rounded to four decimals."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, precision: float, recall: float) -> Scores:
        """F1 of two shares that may both be 0."""
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return cls(round(precision, 4), round(recall, 4), round(f1, 4))


def pairs_within(labels: Mapping[str, Any]) -> set[Pair]:
    """Sorted id pairs that carry the same label."""
    groups: dict[Any, list[str]] = defaultdict(list)
    for item_id, label in labels.items():
        groups[label].append(item_id)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def pair_scores(found: Set[Pair], expected: Set[Pair]) -> Scores:
    """Scores of found pairs; of nothing found the precision is 1, of nothing expected the recall."""
    right = len(found & expected)
    return Scores.of(right / len(found) if found else 1.0, right / len(expected) if expected else 1.0)


def b_cubed(found: Mapping[str, Any], expected: Mapping[str, Any]) -> Scores:
    """Bagga and Baldwin 1998: per item, the share of its group that belongs with it, and the way back; then means."""
    ours, theirs = _members(found), _members(expected)
    together = {i: len(ours[found[i]] & theirs[expected[i]]) for i in found}
    precision = sum(together[i] / len(ours[found[i]]) for i in found) / len(found)
    recall = sum(together[i] / len(theirs[expected[i]]) for i in found) / len(found)
    return Scores.of(precision, recall)


def _members(labels: Mapping[str, Any]) -> dict[Any, set[str]]:
    groups: dict[Any, set[str]] = defaultdict(set)
    for item_id, label in labels.items():
        groups[label].add(item_id)
    return groups
