"""Pieces: the certain bits of a text in English, in its order and without overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from briefing.enrichment.figures import find_dates, joined_spans
from briefing.enrichment.glossary import Gloss, Reading, base_language, load_lexicon
from briefing.enrichment.translation.hindi_counts import find_counts
from briefing.records.figure import Figure
from briefing.taxonomy import romanisation
from briefing.taxonomy.actions import load_english_words
from briefing.taxonomy.gazetteer import GazetteerEntry

Role = Literal["term", "person", "name", "place", "letter", "figure", "date", "before", "modal", "after"]
MODIFIERS: tuple[Role, ...] = ("before", "modal", "after")


@dataclass(frozen=True, slots=True)
class Piece:
    """``tail`` is where its endings stop in the original, ``end`` where the form itself does.

    ``unit`` is a figure's unit, ``is_inflected`` a verb's form that is not its noun. An empty ``english`` is a word
    known to say nothing.
    """

    start: int
    end: int
    tail: int
    english: str
    role: Role
    unit: str = ""
    is_inflected: bool = False


def read_pieces(
    text: str, language: str, figures: Sequence[Figure], *, is_of_people: bool = False
) -> tuple[Piece, ...]:
    """Everything certain of a text; ``figures`` are those that stand in it, offsets its own.

    ``is_of_people``: the text is of an obituary or a list of appointments, where nobody is who the gazetteer knows.
    """
    base = base_language(language, text)
    numbers = [
        Piece(figure.start, figure.end, figure.end, figure.text_en, "figure", figure.unit)
        for figure in joined_spans(text, figures)
    ]
    numbers += [
        Piece(date.start, date.end, date.end, date.text_en, "date")
        for date in find_dates(text, language)
        if not any(_overlap((date.start, date.end), (piece.start, piece.end)) for piece in numbers)
    ]
    lexicon = load_lexicon(base)
    readings = lexicon.read(text, [(piece.start, piece.end) for piece in numbers])
    numbers = [  # 이억원 is a person, no 200 million won
        piece
        for piece in numbers
        if not any(reading.start <= piece.start and piece.end <= reading.end for reading in readings)
    ]
    blocked = [(piece.start, piece.end) for piece in numbers]
    numbers = [_with_endings(text, _with_arrow(text, piece), base) for piece in numbers]
    read = [_piece(reading) for reading in readings]
    if is_of_people:
        read = [replace(piece, english="") if piece.role == "person" else piece for piece in read]
    places = {piece.end for piece in read if piece.role in ("place", "letter")}
    read = [
        replace(piece, english="")
        if piece.start in places and text[piece.start : piece.end] in lexicon.apart
        else piece
        for piece in read
    ]
    if base == "vi":
        read = _outside_of_names(text, read)
    known = blocked + [(piece.start, piece.tail) for piece in read]
    latin = [
        _with_endings(text, Piece(start, end, end, text[start:end], "name"), base)
        for start, end in _latin_names(text, base)
        if not any(_overlap((start, end), span) for span in known)
        and not (base == "ko" and _is_part_of_a_word(text, start, end, known))
    ]
    latin += list(_korean_people(text, read)) if base == "ko" else []
    latin += list(_counts(text, known)) if base == "hi" else []
    pieces = sorted((*numbers, *read, *latin), key=lambda piece: (piece.start, piece.end))
    return tuple(_without_regnal_numbers(text, pieces))


def _counts(text: str, known: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    for count in find_counts(text, known):
        role: Role = "figure" if count.is_of_people else "before"
        unit = "people" if count.is_of_people else ""
        yield Piece(count.start, count.end, count.end, count.number, role, unit)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_ARROWS = {"↑": "up", "↓": "down"}


def _with_arrow(text: str, piece: Piece) -> Piece:
    """3.7%↑ is a rise by so much."""
    direction = _ARROWS.get(text[piece.end : piece.end + 1])
    if direction is None or piece.role != "figure":
        return piece
    return replace(piece, end=piece.end + 1, tail=piece.end + 1, english=f"{direction} {piece.english}")


_KOREAN_PARTICLE = re.compile(
    r"(?:으로|에서|에는|에선|에게|까지|부터|보다|이나|로|은|는|이|가|을|를|의|에|서|와|과|도|만)(?![가-힣])"
)


def _with_endings(text: str, piece: Piece, language: str) -> Piece:
    """Numbers and Latin names carry particles too."""
    if language != "ko" or not (match := _KOREAN_PARTICLE.match(text, piece.end)):
        return piece
    return Piece(piece.start, piece.end, match.end(), piece.english, piece.role, piece.unit)


_BEFORE_A_TITLE = re.compile(r"(?<![가-힣])[가-힣]{3}(?=\s$)")
_WITH_MR = re.compile(r"(?<![가-힣])([가-힣]{3})\s?씨(?:[은는이가를의와도]|에게)?(?![가-힣])")


def _korean_people(text: str, read: Sequence[Piece]) -> Iterator[Piece]:
    """A name before an office (홍길동 의원) or with 씨 behind it, romanised; no word that was read is one."""
    titles = load_english_words().titles
    found = [
        (match.start(), match.end(), match.end())
        for piece in read
        if piece.english in titles and (match := _BEFORE_A_TITLE.search(text[: piece.start]))
    ]
    found += [(match.start(1), match.end(1), match.end()) for match in _WITH_MR.finditer(text)]
    for start, end, tail in found:
        is_read = any(piece.start < tail and start < piece.tail for piece in read)
        if not is_read and romanisation.is_like_a_name(text[start:end]):
            yield Piece(start, end, tail, romanisation.person(text[start:end]), "person")


_HANGUL = re.compile("[가-힣]")


def _is_part_of_a_word(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> bool:
    """Latin letters grown together with Hangul that was not read: a name of which they are only a part."""
    is_tied_behind = (
        bool(_HANGUL.match(text, end))
        and not _KOREAN_PARTICLE.match(text, end)
        and not any(at == end for at, _ in known)
    )
    is_tied_before = (
        start > 0 and bool(_HANGUL.match(text[start - 1])) and not any(stop == start for _, stop in known)
    )
    return is_tied_behind or is_tied_before


_ROLES: dict[str, Role] = {
    "terms": "term", "silent": "term", "before": "before", "modals": "modal", "after": "after"
}  # fmt: skip
_KINDS: dict[str, Role] = {"person": "person", "organisation": "name", "place": "place"}


def _piece(reading: Reading) -> Piece:
    meaning = reading.meaning
    if isinstance(meaning, Gloss):
        role = _ROLES[meaning.role]
        return Piece(
            reading.start, reading.end, reading.tail, meaning.english, role, is_inflected=meaning.is_inflected
        )
    if isinstance(meaning, GazetteerEntry):
        role = "letter" if reading.end - reading.start == 1 else _KINDS[meaning.kind]
        return Piece(reading.start, reading.end, reading.tail, meaning.brief, role)
    together = "–".join(entry.brief for entry in meaning.entries)
    return Piece(reading.start, reading.end, reading.tail, together, "letter")


_REGNAL = re.compile(r"\s?\d{1,2}[세世]")


def _without_regnal_numbers(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A name with 2세 or 3世 behind it is another one of that name, and 2세 no age: neither is certain."""
    others = {
        match.end(): piece.start
        for piece in pieces
        if piece.role in ("person", "name") and (match := _REGNAL.match(text, piece.end))
    }
    for piece in pieces:
        if piece.start not in others.values() and piece.end not in others:
            yield piece


_LATIN_WORD = re.compile(
    r"[A-Za-z][A-Za-z0-9]*(?:[-&+.'’/][A-Za-z0-9]+)*(?:[,:]?\s[A-Za-z][A-Za-z0-9]*(?:['’-][A-Za-z0-9]+)*)*"
)
_CAPITAL = "A-ZÀ-ÂÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SURNAME = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Đoàn|Tô|Trịnh"
_SURNAME_FIRST = re.compile(rf"\b(?:{_SURNAME})(?:\s[{_CAPITAL}]\w*)+")
_VIETNAMESE_NAME = re.compile(
    rf"(?:{_SURNAME})(?:\s[{_CAPITAL}]\w*)+"
    r"|(?<!^)(?<![:|.?!] )\b[A-Z][A-Za-z0-9]*(?:\s[A-Z][A-Za-z0-9]*)+\b"
    r"|\b[A-Z]{2,}[A-Z0-9-]*\b"
)


def _outside_of_names(text: str, read: Sequence[Piece]) -> list[Piece]:
    """What was read, without the pieces inside a Vietnamese name: Anh in Lê Đức Anh is no country.

    Nor is one who is known another one whose name only begins or ends so.
    """
    names = [match.span() for match in _SURNAME_FIRST.finditer(text)]
    return [
        piece
        for piece in read
        if not any(
            start <= piece.start and piece.end <= end and end - start > piece.end - piece.start
            for start, end in names
            if piece.role != "person"
            or start < piece.start
            or len(text[start:end].split()) <= _SYLLABLES_OF_A_NAME
        )
    ]


_SYLLABLES_OF_A_NAME = 4


def _latin_names(title: str, language: str) -> list[tuple[int, int]]:
    """Words a headline itself writes in Latin letters: acronyms, brands, and Vietnamese names behind a surname.

    Other capitals prove nothing in Vietnamese, where laws and ministries have them too.
    """
    if language == "vi":
        return [match.span() for match in _VIETNAMESE_NAME.finditer(title)]
    return [
        match.span()
        for match in _LATIN_WORD.finditer(title)
        if len(match.group()) > 1 and not match.group().islower()
    ]
