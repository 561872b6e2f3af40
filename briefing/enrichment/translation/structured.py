"""The on-board engine: the structured English line.

It translates nothing. For an item not in English it sets, in the headline's order, only what
is certain: names in their English form, figures converted by rule, dates, and the words of a reviewed
glossary, negations and modal words among them. Commas part the words, semicolons the clauses, and quoted
words stay in quotation marks, so the line says what the headline speaks of and never who did what to whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from briefing.enrichment.figures import find_dates
from briefing.enrichment.glossary import Gloss, Reading, base_language, data_digest, load_lexicon
from briefing.enrichment.translation.protocol import Rendering, SummaryBasis, TranslationInput
from briefing.records.entity import Entity
from briefing.records.figure import Figure
from briefing.taxonomy.gazetteer import GazetteerEntry

Role = Literal["term", "name", "before", "modal", "after", "letter"]
HEADLINE = -1
FEW_TERMS = 2
"""With fewer terms than this the headline alone says too little, and the lead's names and figures help out."""


class StructuredLine:
    """The on-board engine. An English item keeps its own words."""

    engine = "structured"

    def __init__(self) -> None:
        self.version = f"1+{data_digest()}"

    def render(self, items: Sequence[TranslationInput]) -> list[Rendering]:
        """See Translator."""
        return [self._render(item) for item in items]

    def _render(self, item: TranslationInput) -> Rendering:
        basis: SummaryBasis = "extracted" if item.key_sentences else "none"
        if item.language == "en":
            headline = " ".join(item.title.split())
            return Rendering(headline or None, "original" if headline else "none", item.key_sentences, basis)
        line = structured_line(item)
        return Rendering(line, "structured" if line else "none", item.key_sentences, basis)


@dataclass(frozen=True, slots=True)
class Piece:
    """A certain bit of the headline in English. ``tail`` is where its endings stop in the original."""

    start: int
    end: int
    tail: int
    english: str
    role: Role


def structured_line(item: TranslationInput) -> str | None:
    """The line, or None when nothing of the headline, the lead or the category is certain."""
    pieces = headline_pieces(item.title, item.language, item.figures)
    heading = item.category_name
    terms = sum(piece.role not in _MODIFIERS and bool(piece.english) for piece in pieces)
    # modifiers of unknown words say nothing by themselves
    body = (
        write_line(item.title, pieces, item.language, already=(heading,) if heading else ()) if terms else ""
    )
    if terms < FEW_TERMS:
        in_text = ", ".join(_names_and_figures_of_the_lead(item, body))
        body = "; in the text: ".join(filter(None, (body, in_text))) if body else _labelled(in_text)
    if heading is None:
        return (body[:1].upper() + body[1:]) or None
    return f"{heading}: {body}" if body else heading


def _labelled(in_text: str) -> str:
    return f"in the text: {in_text}" if in_text else ""


def headline_pieces(title: str, language: str, figures: Sequence[Figure]) -> tuple[Piece, ...]:
    """Everything certain in a headline, in its order and without overlaps."""
    base = base_language(language, title)
    fixed = [
        Piece(figure.start, figure.end, figure.end, figure.text_en, "term")
        for figure in figures
        if figure.paragraph == HEADLINE
    ]
    fixed += [
        Piece(date.start, date.end, date.end, date.text_en, "term")
        for date in find_dates(title, language)
        if not any(_overlap((date.start, date.end), (piece.start, piece.end)) for piece in fixed)
    ]
    blocked = [(piece.start, piece.end) for piece in fixed]
    readings = load_lexicon(base).read(title, blocked)
    read = [_piece(title, reading) for reading in readings]
    known = blocked + [(piece.start, piece.tail) for piece in read]
    latin = [
        Piece(start, end, end, title[start:end], "term")
        for start, end in _latin_names(title, base)
        if not any(_overlap((start, end), span) for span in known)
    ]
    return tuple(sorted((*fixed, *read, *latin), key=lambda piece: (piece.start, piece.end)))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_ROLES: dict[str, Role] = {
    "terms": "term", "silent": "term", "before": "before", "modals": "modal", "after": "after"
}  # fmt: skip
_MODIFIERS = ("before", "modal", "after")


def _piece(title: str, reading: Reading) -> Piece:
    meaning = reading.meaning
    if isinstance(meaning, Gloss):
        return Piece(reading.start, reading.end, reading.tail, meaning.english, _ROLES[meaning.role])
    if isinstance(meaning, GazetteerEntry):
        role: Role = "letter" if reading.end - reading.start == 1 else "name"
        return Piece(reading.start, reading.end, reading.tail, meaning.brief, role)
    together = "–".join(entry.brief for entry in meaning.entries)
    return Piece(reading.start, reading.end, reading.tail, together, "letter")


_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-&+.'’/][A-Za-z0-9]+)*(?:[,:]?\s[A-Za-z][A-Za-z0-9'’-]*)*")
_CAPITAL = "A-ZÀ-ÂÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SURNAME = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Đoàn|Tô|Trịnh"
_VIETNAMESE_NAME = re.compile(
    rf"(?:{_SURNAME})(?:\s[{_CAPITAL}]\w*)+"
    r"|(?<!^)(?<![:|.?!] )\b[A-Z][A-Za-z0-9]*(?:\s[A-Z][A-Za-z0-9]*)+\b"
    r"|\b[A-Z]{2,}[A-Z0-9-]*\b"
)


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


_CLAUSE_BREAK = re.compile(
    r"[,，…|;；:：?？!！()（）\[\]［］【】<>＜＞〈〉。⋯→]|\.\.\.?|\s[-–—/]\s?|[-–—]{2}|—"
)
_BREAKS = {
    "zh": re.compile(rf"{_CLAUSE_BREAK.pattern}|\s+"),
    "ja": re.compile(rf"{_CLAUSE_BREAK.pattern}|\s+|、"),
}
"""Chinese and Japanese write no spaces between words, so one parts clauses; 、 parts only words in Chinese."""
_BETWEEN_COUNTRIES = re.compile(r"\s?[-–·・‧∙ㆍ/]?\s?")
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|《[^》]*》|‘[^‘’]*’|(?<!\w)'[^']*'(?!\w)")
_LINKS = {"ja": "の?", "zh": "[的地]?", "hi": r"\s?(?:का|की|के)?\s?"}


def write_line(title: str, pieces: Sequence[Piece], language: str = "", already: Sequence[str] = ()) -> str:
    """The pieces as a line: commas inside a clause, semicolons between clauses, quotations in quotation marks.

    ``already`` are words the reader has seen (the heading); they and repeats are left out.
    """
    quotations = [match.span() for match in _QUOTATION.finditer(title)]
    base = base_language(language, title)
    breaks = [
        match.start()
        for match in _BREAKS.get(base, _CLAUSE_BREAK).finditer(title)
        if not any(start <= match.start() < end for start, end in quotations)
        and not any(piece.start <= match.start() < piece.end for piece in pieces)
    ]
    seen = {(-1, word.casefold()) for word in already}
    clauses: dict[int, dict[int, list[str]]] = {}
    for piece in _joined(title, pieces, base):
        quotation = next((at for at, end in quotations if at < piece.start < end), -1)
        clause = sum(at < (quotation if quotation >= 0 else piece.start) for at in breaks)
        word = piece.english.casefold()
        if not word or (clause, word) in seen or (-1, word) in seen:
            continue
        seen.add((clause, word))
        run = clauses.setdefault(clause, {})
        # words after a quotation open a group of their own, so that the order of the headline holds
        key = quotation if quotation >= 0 else -1 - sum(end <= piece.start for _, end in quotations)
        run.setdefault(key, []).append(piece.english)
    return "; ".join(
        ", ".join(_quoted(title, key, words) for key, words in groups.items()) for groups in clauses.values()
    )


def _quoted(title: str, at: int, words: Sequence[str]) -> str:
    """A group of words, in double marks for a quotation and single ones for a word set apart."""
    written = ", ".join(words)
    if at < 0:
        return written
    return f"‘{written}’" if title[at] in "‘'" else f"“{written}”"


def _joined(title: str, pieces: Sequence[Piece], language: str) -> list[Piece]:
    """Modifiers with what they modify, countries of one compound with a dash between them.

    A modifier counts for its neighbour only: with an unknown word between, it is printed with an ellipsis
    rather than tied to the wrong word or dropped.
    """
    link = re.compile(_LINKS.get(language, r"\s*"))
    done: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None:
            is_next = bool(link.fullmatch(title[waiting.tail : piece.start].strip()))
            if is_next and piece.role in ("before", "modal"):
                waiting = _merge(waiting, piece, f"{waiting.english} {piece.english}", piece.role)
                continue
            if is_next and piece.english and piece.role in _MODIFIED_BY[waiting.role]:
                done.append(_merge(waiting, piece, f"{waiting.english} {piece.english}", "term"))
                waiting = None
                continue
            done.append(_unattached(waiting))
            waiting = None
        last = done[-1] if done else None
        gap = title[last.tail : piece.start] if last else "x"
        if piece.role in ("before", "modal"):
            waiting = piece
        elif piece.role == "after" and last is not None and last.english and not gap.strip():
            done[-1] = _merge(last, piece, f"{piece.english} {last.english}", "term")
        elif piece.role == "after":
            done.append(_unattached(piece))
        elif last and piece.role == last.role == "letter" and _BETWEEN_COUNTRIES.fullmatch(gap):
            done[-1] = _merge(last, piece, f"{last.english}–{piece.english}", "letter")
        elif last and last.role == "letter" and piece.role == "term" and not gap and language in ("ko", "ja"):
            done[-1] = _merge(
                last, piece, f"{last.english} {piece.english}", "term"
            )  # 日中|関係, 한미|정상회담
        else:
            done.append(piece)
    return [*done, _unattached(waiting)] if waiting is not None else done


_MODIFIED_BY = {"before": ("term", "name", "letter"), "modal": ("term",)}


def _unattached(piece: Piece) -> Piece:
    return replace(piece, english=f"{piece.english} …", role="term")


def _merge(first: Piece, second: Piece, english: str, role: Role) -> Piece:
    return Piece(first.start, second.end, second.tail, english, role)


def _names_and_figures_of_the_lead(item: TranslationInput, line: str) -> Iterator[str]:
    """Names, then figures, of the first key sentence that the line does not hold yet; at most six."""
    if not item.key_sentences:
        return
    lead = item.key_sentences[0]

    def stands_in(found: Entity | Figure) -> bool:
        return found.paragraph == lead.paragraph and lead.start <= found.start and found.end <= lead.end

    names = dict.fromkeys(entity.name_en for entity in item.entities if stands_in(entity))
    numbers = dict.fromkeys(figure.text_en for figure in item.figures if stands_in(figure))
    lowered = line.casefold()
    yield from (text for text in (*list(names)[:4], *list(numbers)[:2]) if text.casefold() not in lowered)
