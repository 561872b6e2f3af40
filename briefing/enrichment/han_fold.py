"""Traditional and simplified Han made one, for comparing texts, never for printing them.

``han_fold.txt`` pairs 2,966 traditional characters (first line) with their simplified forms (second line),
character by character, as OpenCC 1.4.2 (Apache-2.0) converts each of them alone. One simplified character may
stand for several traditional ones, so the fold goes that way only, and words that the two sides of the strait
call by other names (软件, 軟體) stay apart.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    traditional, simplified = (
        files("briefing.enrichment").joinpath("han_fold.txt").read_text(encoding="utf-8").split("\n")[:2]
    )
    return dict(zip(map(ord, traditional), simplified, strict=True))


def fold_han(text: str) -> str:
    """The text in simplified characters; every other character, kana and Hangul among them, stays."""
    return text.translate(_table())
