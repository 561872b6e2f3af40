"""Bare numbers of Hindi headlines: of what they stand before, or of people whom something befell (12 की मौत)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBERS = {
    **{
        "दो": "2",
        "तीन": "3",
        "चार": "4",
        "पांच": "5",
        "छह": "6",
        "सात": "7",
        "आठ": "8",
        "नौ": "9",
        "दस": "10",
    },
    **{"ग्यारह": "11", "बारह": "12", "पंद्रह": "15", "बीस": "20", "पचास": "50"},
}
_COUNT = re.compile(rf"(?<![ऀ-ॿ\w.,-])(\d{{1,4}}|{'|'.join(_NUMBERS)})(?= [ऀ-ॿ])")
_BEFALLEN = re.compile(r" (?:(?:लोगों|जनों) )?(?:की मौत|घायल|जख्मी|गिरफ्तार|लापता|मरे|मारे गए|ढेर|झुलसे|फंसे)(?![ऀ-ॿ])")
_IMPERATIVE = re.compile(r"(?:को|कर|दे|ना) $")
"""Before दो, which may also be the imperative of giving."""


@dataclass(frozen=True, slots=True)
class Count:
    """``start`` and ``end`` are offsets in the text; ``is_of_people``: something befell so many of them."""

    start: int
    end: int
    number: str
    is_of_people: bool


def find_counts(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Count]:
    """Numbers outside of the spans that are ``taken``, in order."""
    for match in _COUNT.finditer(text):
        start, end = match.span(1)
        if any(start < stop and at < end for at, stop in taken) or _IMPERATIVE.search(text[:start]):
            continue
        written = match.group(1)
        yield Count(start, end, _NUMBERS.get(written, written), bool(_BEFALLEN.match(text, end)))
