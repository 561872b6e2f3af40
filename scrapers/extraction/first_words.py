"""First words: the headline of a text that has none, such as a post."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 160  # characters; what is longer is cut where a clause ends, or a word
_CLAUSE = re.compile(r"[.!?…。！？।]+[\"'”’」』)）]*(?=\s|$)|(?<=[。！？])")


def first_words(paragraphs: Sequence[str]) -> str:
    """The first paragraph, up to the end of its last sentence within bounds; empty where there is no text.

    A text cut within a sentence ends in an ellipsis.
    """
    text = next((p.strip() for p in paragraphs if p.strip()), "")
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _CLAUSE.finditer(text[:LONGEST])]
    if ends and ends[-1] >= LONGEST // 4:
        return text[: ends[-1]].strip()
    cut = text[: LONGEST - 1]
    at_space = cut.rfind(" ")
    return (cut[:at_space] if at_space >= LONGEST // 2 else cut).rstrip(" ,;:、，；：") + "…"
