"""Lines: the phrases of a text written as English that says no more than is certain.

``…`` stands for words that were not read, so that nothing is silently tied together across them. A quotation
keeps its marks only when all of it was read; else the line says "quoted". A colon sets apart who or what the
rest is about, where a marker of the original or a headline's comma does so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from briefing.enrichment.glossary import base_language
from briefing.enrichment.translation.links import Link, connective_before, link_between
from briefing.enrichment.translation.phrases import Phrase, phrases_of
from briefing.enrichment.translation.pieces import MODIFIERS, Piece, read_pieces
from briefing.enrichment.translation.tags import without_tags
from briefing.records.figure import Figure
from briefing.taxonomy.actions import load_english_words


@dataclass(frozen=True, slots=True)
class Line:
    """``coverage`` is the share of the text's letters and digits that were read, 0 to 1; ``terms`` counts the
    certain words, modifiers left out; ``phrases`` are the joined ones, in order; ``tags`` what tags of the trade say
    (breaking, photo), which ``text`` has behind it in brackets."""

    text: str
    coverage: float
    terms: int
    phrases: tuple[Phrase, ...]
    tags: str = ""


def read_line(text: str, language: str, figures: Sequence[Figure], *, is_of_people: bool = False) -> Line:
    """A text as a line. ``figures`` are those that stand in it, offsets its own; ``is_of_people`` as in pieces."""
    base = base_language(language, text)
    untagged = without_tags(text)
    text = untagged.text
    figures = [figure for figure in figures if text[figure.start : figure.end].strip()]
    pieces = read_pieces(text, language, figures, is_of_people=is_of_people)
    writer = _Writer(text, base, pieces)
    written = writer.write()
    tags = ", ".join(untagged.english)
    if tags:
        written = f"{written} ({tags})" if written else f"({tags})"
    terms = sum(piece.role not in MODIFIERS and bool(piece.english) for piece in pieces)
    return Line(written, _coverage(text, pieces, base), terms, tuple(writer.phrases), tags)


_LABEL = re.compile(
    r"^\s*[\[【〈<(（][^\]】〉>)）]{1,12}[\]】〉>)）]|[\[【(（][^\]】)）]{1,8}[\]】)）]\s*$|<a [^>]*>|</a>"
)
_LETTER = re.compile(r"[^\W_]")


def _coverage(text: str, pieces: Sequence[Piece], language: str) -> float:
    pieces = [piece for piece in pieces if piece.english]
    spans = [(piece.start, piece.tail) for piece in pieces]
    spans += [
        (left.tail, right.start)
        for left, right in pairwise(pieces)
        if left.tail < right.start and link_between(text, language, left.end, left.tail, right.start).is_read
    ]
    labels = [match.span() for match in _LABEL.finditer(text)]
    read = sum(_letters(text[start:end]) for start, end in spans)
    # a label ([속보]) is no part of what the headline says, unless it was read
    left_out = sum(
        _letters(text[start:end])
        for start, end in labels
        if not any(start < stop and at < end for at, stop in spans)
    )
    total = _letters(text) - left_out
    return min(1.0, read / total) if total else 0.0


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


_CLAUSE_BREAK = re.compile(
    r"[,，|…|;；:：?？!！()（）\[\]［］【】<>＜＞〈〉。⋯→]|\.\.\.?|\s[-–—/]\s?|[-–—]{2}|—|\.(?=\s|$)"
)
_BREAKS = {
    "zh": re.compile(rf"{_CLAUSE_BREAK.pattern}|\s+"),
    "ja": re.compile(rf"{_CLAUSE_BREAK.pattern}|\s+|、"),
    "hi": re.compile(rf"{_CLAUSE_BREAK.pattern}|।|(?<=\S)[-–—]\s"),
}
"""Chinese and Japanese write no spaces between words, so one parts clauses; 、 parts only words in Chinese."""
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|《[^》]*》|‘[^‘’]*’|(?<!\w)'[^']*'(?!\w)")
_SPEECH = '“"「'
_NAMES = ("person", "name", "place")
_LONG_QUOTE = 12
"""Characters: shorter words in double marks may be a title or a word set apart, longer ones are somebody's."""
_SEPARATORS = {",": ", ", "，": ", ", "、": ", ", ":": ": ", "：": ": ", "?": "? ", "？": "? ", "→": " → "}


@dataclass(frozen=True, slots=True)
class _Item:
    """A phrase or a written quotation of a clause."""

    start: int
    tail: int
    text: str
    link: Link
    phrase: Phrase | None
    is_speech: bool = False


class _Writer:
    """Writes one text."""

    def __init__(self, text: str, language: str, pieces: Sequence[Piece]) -> None:
        self._text = text
        self._language = language
        self._pieces = pieces
        self._words = load_english_words()
        self._quotations = [match.span() for match in _QUOTATION.finditer(text)]
        self._labels = [match.span() for match in _LABEL.finditer(text)]
        self.phrases: list[Phrase] = []

    def write(self) -> str:
        return self._write_span(0, len(self._text), self._quotations)

    def _write_span(self, start: int, stop: int, quotations: Sequence[tuple[int, int]]) -> str:
        """All clauses between two positions."""
        clauses = list(self._clauses(start, stop, quotations))
        done = ""
        separator = ""
        has_colon = False
        is_gap = False  # a clause of which nothing was read: what stands around it must not seem to be all
        for number, (left, right) in enumerate(clauses):
            items = self._items(left, right, quotations)
            written, colon = self._clause(items, left, right, may_colon=not has_colon)
            has_colon = has_colon or colon
            follows = self._text[right : right + 1] if right < stop else ""
            if written and _is_repeated(items, done):
                continue  # 조선중앙통신(KCNA): its name again
            if written:
                gap = is_gap and not written.startswith("…") and not done.endswith("…")
                joined = f"…; {written}" if gap else written
                done, is_gap = f"{done}{separator if done else ''}{joined}", False
                separator = _SEPARATORS.get(follows, "; ")
                if follows in ",，、" and not has_colon and self._opens(items, left, right, clauses, number):
                    separator, has_colon = ": ", True
                if separator == ": ":
                    has_colon = True
                continue
            is_label = any(start <= left and right <= end for start, end in self._labels)
            is_gap = is_gap or (not is_label and self._is_unread(left, right))
            if done and separator != "; ":  # an unread clause lies between
                if separator == "? ":
                    done += "?"
                separator = "; "
        if is_gap and done and not done.endswith("…"):
            return f"{done}; …"
        return done + ("?" if separator == "? " else "")

    def _clauses(
        self, start: int, stop: int, quotations: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        at = start
        for match in _BREAKS.get(self._language, _CLAUSE_BREAK).finditer(self._text, start, stop):
            inside = any(left <= match.start() < right for left, right in quotations)
            if inside or any(piece.start <= match.start() < piece.tail for piece in self._pieces):
                continue
            yield at, match.start()
            at = match.end()
        yield at, stop

    def _items(self, left: int, right: int, quotations: Sequence[tuple[int, int]]) -> list[_Item]:
        """Phrases outside quotations and quotations as wholes, in order."""
        items: list[_Item] = []
        at = left
        for start, end in quotations:
            if not left <= start < right:
                continue
            items += self._phrases(at, start)
            items += self._quotation(start, end, items)
            at = end
        return items + self._phrases(at, right)

    def _phrases(self, left: int, right: int) -> list[_Item]:
        pieces = [piece for piece in self._pieces if left <= piece.start < right]
        found = phrases_of(self._text, pieces, self._language, right)
        self.phrases += found
        return [_Item(p.start, p.tail, p.text, p.link, p) for p in found]

    def _quotation(self, start: int, end: int, before: Sequence[_Item]) -> list[_Item]:
        written = self._write_span(start + 1, end - 1, ())
        if not written:
            return []
        link = link_between(self._text, self._language, end, end, end)
        is_speech = self._text[start] in _SPEECH and (
            end - start > _LONG_QUOTE or bool(before and self._may_speak(before[-1], start))
        )
        if "…" not in written:
            opening, closing = ("“", "”") if self._text[start] in _SPEECH else ("‘", "’")
            return [_Item(start, end, f"{opening}{written}{closing}", link, None, is_speech)]
        return [_Item(start, end, f"quoted: {written}" if is_speech else written, link, None, is_speech)]

    def _may_speak(self, item: _Item, start: int) -> bool:
        return (
            item.phrase is not None
            and self._acts(item.phrase)
            and not _LETTER.search(self._text[item.tail : start])
        )

    def _acts(self, phrase: Phrase) -> bool:
        return phrase.head in ("person", "name", "place") or phrase.gloss in self._words.agents

    def _clause(self, items: Sequence[_Item], left: int, right: int, *, may_colon: bool) -> tuple[str, bool]:
        """The clause written, and whether it has a colon."""
        items = _once_each(items)
        if not items:
            return "", False
        done = "… " if self._is_unread(left, items[0].start) else ""
        done += self._connective(left, None, items[0])
        colon = False
        for number, item in enumerate(items):
            done += item.text
            following = items[number + 1].start if number + 1 < len(items) else right
            is_last = number + 1 == len(items)
            is_read = item.link.is_read if item.phrase else not self._is_unread(item.tail, following)
            if is_last:
                done += "" if is_read else " …"
            elif number == 0 and may_colon and self._is_topic(items):
                is_quoted = items[1].text.startswith("quoted: ")
                done += (", " if is_quoted else ": ") if is_read else ": … "
                colon = True
            elif word := self._connective(item.tail, item, items[number + 1]):
                done += f" {word}" if is_read else f" … {word}"
            elif not is_read:
                done += " … "
            elif item.phrase and item.phrase.is_saying:
                done += ": "
            elif item.phrase and item.phrase.link.mark == "and":
                done += " and " if item.phrase.head not in ("action", "loose") else ", "
            else:
                done += ", "
        return _tidy(done), colon

    def _connective(self, left: int, before: _Item | None, item: _Item) -> str:
        """What English writes for the word that stands before an item, with a space behind it."""
        word = connective_before(self._text, self._language, left, item.start)
        is_name = before is not None and before.phrase is not None and before.phrase.head in _NAMES
        if word == "at" and item.phrase is not None and item.phrase.head == "place":
            word = "in"
        # one who is named may be the one who gives, lets or returns
        if not word or (is_name and word == "for") or (word == "on" and item.text[:1].isdigit()):
            return ""
        return f"{word} "

    def _is_unread(self, left: int, right: int) -> bool:
        if right <= left or not _LETTER.search(self._text[left:right]):
            return False
        return not link_between(self._text, self._language, left, left, right).is_read

    def _is_topic(self, items: Sequence[_Item]) -> bool:
        """Whether the first item is set apart: by a marker, before what is said, or before its verb."""
        first, second = items[0], items[1]
        if first.phrase is None or first.phrase.head in ("figure", "time", "loose"):
            return False
        if first.phrase.link.mark in ("topic", "subject", "place"):
            return True
        if not self._acts(first.phrase) or not first.link.is_read:
            return False
        if second.is_speech:
            return True
        return (
            self._language in ("zh", "vi")
            and first.link.mark == ""
            and second.phrase is not None
            and (second.phrase.head == "action" or second.phrase.is_modal)
        )

    def _opens(
        self,
        items: Sequence[_Item],
        left: int,
        right: int,
        clauses: Sequence[tuple[int, int]],
        number: int,
    ) -> bool:
        """Whether the clause is one who acts, set apart by the comma behind it ("한은, …"), and no list."""
        if self._language == "vi" or len(items) != 1 or items[0].phrase is None or number + 1 >= len(clauses):
            return False
        if (
            not self._acts(items[0].phrase)
            or not items[0].link.is_read
            or self._is_unread(left, items[0].start)
        ):
            return False
        if any(_LETTER.search(self._text[start:end]) for start, end in clauses[:number]) and number > 1:
            return False
        following = self._phrases_silently(*clauses[number + 1])
        if following and following[0].head in _NAMES and items[0].phrase.head in _NAMES:
            first = following[0]
            if first.size == 1 and first.link.mark in ("subject", "topic"):
                return False  # トルコ、パキスタンが署名: a list of those who sign
        return not (len(following) == 1 and following[0].head in ("person", "name", "place"))

    def _phrases_silently(self, left: int, right: int) -> list[Phrase]:
        pieces = [piece for piece in self._pieces if left <= piece.start < right]
        return phrases_of(self._text, pieces, self._language, right)


def _once_each(items: Sequence[_Item]) -> list[_Item]:
    """Items without a name that stands next to itself: its second spelling, or its owner's."""
    done: list[_Item] = []
    for item in items:
        if done and _is_name(item) and _is_name(done[-1]) and item.text == done[-1].text:
            done[-1] = replace(item, start=done[-1].start)
        else:
            done.append(item)
    return done


def _is_repeated(items: Sequence[_Item], done: str) -> bool:
    """Whether a clause is nothing but the name that was written last."""
    return len(items) == 1 and _is_name(items[0]) and f" {done}".endswith(f" {items[0].text}")


def _is_name(item: _Item) -> bool:
    return item.phrase is not None and item.phrase.head in _NAMES


def _tidy(text: str) -> str:
    """One ellipsis where several meet, and none before a comma."""
    text = re.sub(r"…(?:[\s,]*…)+", "…", text)
    return re.sub(r"\s+", " ", text).strip()
