"""Stored bytes as text for a reader: cut into pages, with the places marked that a line rests on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CHARACTERS_A_PAGE = 16_000
BYTES_A_PAGE = 4_096
_BYTES_A_ROW = 16
_MOST_SEARCHED = 4_000_000  # characters; a page that is longer is shown, but not searched
# What can stand between two words of a sentence in markup: blanks, their entities, tags, escapes of JSON.
_GAP = r"(?:\s|&nbsp;|&\#160;|&\#xa0;|\\[nrt]|\u200b|<[^<>]{0,400}>)"
_TAGS = "(?:</?[a-zA-Z][^<>]{0,200}>)*"  # inside a word, where a syllable is bold


@dataclass(frozen=True)
class Span:
    """Characters of the text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of a page; marked where the line rests on it, with the number of the place from 1."""

    text: str
    is_marked: bool
    place: int = 0


@dataclass(frozen=True)
class HexRow:
    offset: int
    bytes_hex: str
    characters: str


def find_spans(text: str, sentences: Sequence[str]) -> tuple[Span, ...]:
    """Where the sentences stand in the text, each at its first place, markup between its words passed over.

    A sentence that the extraction put together otherwise than the page is not found; nothing is marked then.
    """
    if len(text) > _MOST_SEARCHED:
        return ()
    found = (re.search(_pattern(s), text) for s in dict.fromkeys(sentences) if s.strip())
    return _merged(sorted((m.start(), m.end()) for m in found if m))


def _pattern(sentence: str) -> str:
    words = [_TAGS.join(map(_character, word)) for word in sentence.split()]
    return f"{_GAP}+".join(words)


def _character(sign: str) -> str:
    """A character as pages may write it: itself, an entity, or an escape of JSON."""
    forms = [re.escape(sign)]
    if sign in "&<>\"'":
        forms += [re.escape(html.escape(sign)), f"&\\#{ord(sign)};", re.escape("\\" + sign)]
    elif not sign.isalnum() and not sign.isspace():
        forms += [f"&\\#{ord(sign)};", f"&\\#x{ord(sign):x};"]
        forms += [re.escape(f"&{name}") for name in _NAMES.get(sign, ())]
    if not sign.isascii() and ord(sign) < 0x10000:
        forms.append(f"\\\\u(?i:{ord(sign):04x})")
    return f"(?:{'|'.join(forms)})" if len(forms) > 1 else forms[0]


_NAMES: dict[str, tuple[str, ...]] = {
    "’": ("rsquo;",),
    "‘": ("lsquo;",),
    "“": ("ldquo;",),
    "”": ("rdquo;",),
    "·": ("middot;",),
    "…": ("hellip;",),
    "–": ("ndash;",),
    "—": ("mdash;",),
}


def _merged(places: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in places:
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)


def pages_of(length: int, size: int) -> int:
    """How many pages a text or a body has; an empty one has one."""
    return max(1, -(-length // size))


def page_with(spans: Sequence[Span]) -> int:
    """The page, from 1, on which the first marked place begins; the first where none is."""
    return spans[0].start // CHARACTERS_A_PAGE + 1 if spans else 1


def text_page(text: str, spans: Sequence[Span], page: int) -> Iterator[Piece]:
    """A page's text in stretches, marked and unmarked in turn."""
    place, stop = (page - 1) * CHARACTERS_A_PAGE, min(page * CHARACTERS_A_PAGE, len(text))
    for number, span in enumerate(spans, start=1):
        start, end = max(span.start, place), min(span.end, stop)
        if start >= end:
            continue
        if start > place:
            yield Piece(text[place:start], False)
        yield Piece(text[start:end], True, number)
        place = end
    if place < stop:
        yield Piece(text[place:stop], False)


def hex_page(body: bytes, page: int) -> Iterator[HexRow]:
    """A page of bytes in rows of sixteen."""
    first = (page - 1) * BYTES_A_PAGE
    for offset in range(first, min(first + BYTES_A_PAGE, len(body)), _BYTES_A_ROW):
        row = body[offset : offset + _BYTES_A_ROW]
        yield HexRow(offset, row.hex(" "), "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in row))


def is_text(body: bytes) -> bool:
    """Whether bytes are worth showing as text: no PDF, no picture, no zero bytes among the first."""
    head = body[:2048]
    return (
        not head.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04"))
        and b"\0" not in head
    )
