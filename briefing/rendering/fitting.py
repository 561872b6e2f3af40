"""Which pieces of a mail stand whole, which in brief and which not at all, so that all of it stays under a size."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def fit(sizes: Mapping[Key, tuple[int, int]], room: int) -> tuple[list[Key], list[Key]]:
    """Keys of the pieces that stand whole, then of those in brief.

    ``sizes`` are bytes whole and in brief, weightiest first.
    Where not all can be whole, as many as fit into two thirds of the room stand in brief, the least weighty left out,
    and the weightiest of them grow to their whole length in what is free.
    """
    if sum(whole for whole, _ in sizes.values()) <= room:
        return list(sizes), []
    used = 0
    brief: list[Key] = []
    for key, (_, short) in sizes.items():
        if used + short > room * 2 // 3:
            break
        brief.append(key)
        used += short
    grown = []
    for key in brief:
        whole, short = sizes[key]
        if used - short + whole <= room:
            used += whole - short
            grown.append(key)
    return grown, [key for key in brief if key not in set(grown)]
