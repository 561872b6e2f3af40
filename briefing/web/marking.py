"""Words that were looked for, marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.web.stored_text import Piece

_AROUND = 140  # characters of a passage on either side of the first word found


def marked(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """The text in stretches; those that are one of the terms, in whatever case, are marked."""
    if not terms or not text:
        return (Piece(text, False),) if text else ()
    pattern = re.compile("|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
    pieces, place = [], 0
    for match in pattern.finditer(text):
        if match.start() > place:
            pieces.append(Piece(text[place : match.start()], False))
        pieces.append(Piece(match.group(), True))
        place = match.end()
    if place < len(text):
        pieces.append(Piece(text[place:], False))
    return tuple(pieces)


def passage(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """What stands around the first term in the text, marked; its beginning where none is in it."""
    found = re.search("|".join(map(re.escape, terms)), text, re.IGNORECASE) if terms else None
    middle = found.start() if found else 0
    start, end = max(0, middle - _AROUND), middle + 2 * _AROUND
    cut = ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
    return marked(cut, terms)
