"""Groups from scored pairs, without a matrix: what was never compared counts as plainly unlike.

Agglomeration, best link first. The link of two groups is partly their closest pair and mostly their average
pair (between single and average linkage), where a pair that is not among the scored ones has ``floor``.
Memory grows with the scored pairs, not with the square of the items.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Linkage:
    """``threshold`` from which two groups are one; ``closest`` is the share of the closest pair, 0 to 1;
    ``floor`` and ``ceiling`` bound every pair."""

    threshold: float
    closest: float
    floor: float
    ceiling: float

    def link(self, highest: float, total: float, known: int, pairs: int) -> float:
        """Link of two groups with ``pairs`` pairs, of which ``known`` were scored and sum up to ``total``."""
        average = (total + (pairs - known) * self.floor) / pairs
        return self.closest * highest + (1 - self.closest) * average


def agglomerate_pairs(
    count: int,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    linkage: Linkage,
) -> list[list[int]]:
    """Groups of 0 … count-1, each sorted, in the order of their first members. Ties go to the lower indices."""
    near: list[dict[int, tuple[float, float, int]]] = [{} for _ in range(count)]
    bounded = np.clip(scores, linkage.floor, linkage.ceiling)
    heap: list[tuple[float, int, int, int, int]] = []
    for a, b, score in zip(left.tolist(), right.tolist(), bounded.tolist(), strict=True):
        near[a][b] = near[b][a] = (score, score, 1)
        if score >= linkage.threshold:
            heap.append((-score, min(a, b), max(a, b), 0, 0))
    heapq.heapify(heap)
    members: list[list[int]] = [[i] for i in range(count)]
    version = [0] * count
    while heap:
        _, a, b, version_a, version_b = heapq.heappop(heap)
        if version[a] != version_a or version[b] != version_b:
            continue  # one of them has grown since
        _absorb(near, a, b)
        members[a] += members[b]
        members[b] = []
        version[a] += 1
        version[b] += 1
        for other, (highest, total, known) in near[a].items():
            pairs = len(members[a]) * len(members[other])
            link = linkage.link(highest, total, known, pairs)
            if link >= linkage.threshold:
                low, high = min(a, other), max(a, other)
                heapq.heappush(heap, (-link, low, high, version[low], version[high]))
    return [sorted(group) for group in members if group]


def _absorb(near: list[dict[int, tuple[float, float, int]]], a: int, b: int) -> None:
    """What ``b`` was near to becomes near to ``a``."""
    near[a].pop(b, None)
    for other, (highest, total, known) in near[b].items():
        if other == a:
            continue
        mine = near[a].get(other)
        joined = (
            (highest, total, known)
            if mine is None
            else (max(highest, mine[0]), total + mine[1], known + mine[2])
        )
        near[a][other] = near[other][a] = joined
        near[other].pop(b, None)
    near[b] = {}


def best_matches(links: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """One-to-one pairing of left with right names, strongest link first; ties go to the lower names."""
    taken: set[str] = set()
    matched: dict[str, str] = {}
    for one, other in sorted(links, key=lambda pair: (-links[pair], pair)):
        if one not in matched and other not in taken:
            matched[one] = other
            taken.add(other)
    return matched


def labels_of(groups: Iterable[Iterable[int]], count: int) -> list[int]:
    """Number of the group of each of 0 … count-1."""
    label = [-1] * count
    for number, group in enumerate(groups):
        for member in group:
            label[member] = number
    return label
