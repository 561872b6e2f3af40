"""One language's cues, found in a text: which of them stand where.

How a place is searched
    A position is looked up by the first two characters that stand there; only where some cue begins so are the
    few cues of its longer key compared, longest first. That is far quicker than one regular expression of
    thousands of alternatives, which are tried one by one.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from briefing.taxonomy.categories import Cue, CueSheet

CHARACTERS = {True: 500, False: 250}  # read of a paragraph, by whether the script has word boundaries

# Full-width letters and typographic apostrophes compare as plain ones.
_PLAIN = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x2019: 0x27, 0x2018: 0x27, 0x02BC: 0x27, 0xA0: 0x20}
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_HEAD = 2  # characters by which a position is dismissed


@dataclass(frozen=True)
class Folded:
    """Text as it is compared, and where each of its characters begins and ends in the text as published."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True)
class Hit:
    """A cue at a place. ``paragraph`` is -1 for the headline; ``value`` is the cue's weight times its place's."""

    cue: Cue
    paragraph: int
    start: int
    end: int
    found: str
    value: float


@dataclass(frozen=True)
class _Pattern:
    folded: str
    length: int
    cues: tuple[tuple[Cue, bool], ...]  # with whether its case counts; none: a mask
    bound_left: bool
    bound_right: bool


def _is_letter(character: str) -> bool:
    """Letters, digits and the marks written on them; Python's ``isalnum`` leaves out Indic vowel signs."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=1)
def _word_starts() -> re.Pattern[str]:
    """Where a character does not continue a word: it or the one before it is no letter."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if _is_letter(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    letters = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"(?<![{letters}])|(?![{letters}])")


class Lexicon:
    """The cues of one sheet, ready to be found. Immutable once made."""

    def __init__(self, sheet: CueSheet) -> None:
        self._has_boundaries = sheet.has_word_boundaries
        # Longest first: a pattern shorter than the longest key is its own key, so order of keys is order of length.
        self._key_lengths = (5, 4, 3, 2, 1) if sheet.has_word_boundaries else (3, 2, 1)
        self._fold_table = _PLAIN | {ord(key): value for key, value in sheet.fold.items()}
        patterns: dict[tuple[str, bool, bool], list[Cue]] = defaultdict(list)
        for cue in sorted(sheet.cues, key=lambda cue: -cue.weight):
            words = {
                name: tuple(self.folded(word).text for word in getattr(cue, name))
                for name in ("needs", "unless")
            }
            bound_right = cue.bound_right or (sheet.has_word_boundaries and not cue.open_end)
            key = (self.folded(cue.text).text, cue.bound_left, bound_right)
            patterns[key].append(cue.model_copy(update=words))
        for phrase in sheet.mask:
            bound_right = sheet.has_word_boundaries and not phrase.endswith("*")
            patterns[(self.folded(phrase.strip("*")).text, False, bound_right)] = []
        self._index: dict[str, list[_Pattern]] = defaultdict(list)
        for (text, bound_left, bound_right), cues in patterns.items():
            cased = tuple((cue, cue.exact_case) for cue in cues)
            pattern = _Pattern(text, len(text), cased, bound_left, bound_right)
            self._index[text[: self._key_lengths[0]]].append(pattern)
        for behind in self._index.values():
            behind.sort(key=lambda pattern: (-pattern.length, bool(pattern.cues), pattern.folded))
        self._heads = frozenset(key[:_HEAD] for key in self._index)
        self._has_single = any(len(key) == 1 for key in self._index)

    @property
    def reads_to(self) -> int:
        """Characters of a paragraph that are read."""
        return CHARACTERS[self._has_boundaries]

    def folded(self, text: str) -> Folded:
        """Lower case, composed, variants replaced. Offsets are kept where that changes the length."""
        plain = text.lower().translate(self._fold_table)
        half_width = _HALF_WIDTH_KANA.search(plain) is not None
        if len(plain) == len(text) and not half_width and unicodedata.is_normalized("NFC", plain):
            return Folded(text, plain, range(len(text)), range(1, len(text) + 1))
        pieces, starts, ends, start = [], [], [], 0
        while start < len(text):
            end = start + 1
            while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "ﾞﾟ"):
                end += 1
            cluster = text[start:end]
            form: Literal["NFC", "NFKC"] = "NFKC" if half_width else "NFC"
            piece = unicodedata.normalize(form, cluster).lower().translate(self._fold_table)
            pieces.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
            start = end
        return Folded(text, "".join(pieces), starts, ends)

    def _candidates(self, text: str) -> list[int]:
        """Places where some cue may begin, from left to right."""
        heads = self._heads
        if self._has_boundaries:
            places: Sequence[int] = [match.start() for match in _word_starts().finditer(text)]
        else:
            places = range(len(text))
        if self._has_single:
            return [at for at in places if text[at : at + _HEAD] in heads or text[at : at + 1] in heads]
        return [at for at in places if text[at : at + _HEAD] in heads]

    def hits(self, folded: Folded, paragraph: int, share: float, whole: str) -> Iterator[Hit]:
        """Cues from left to right, the longest at each place, none inside another.

        ``share`` is what this place counts; ``whole`` is the item's folded text, where companions are sought.
        """
        text, index, free_from, size = folded.text, self._index, 0, len(folded.text)
        for at in self._candidates(text):
            if at < free_from:
                continue
            for length in self._key_lengths:
                if at + length > size:
                    continue
                behind = index.get(text[at : at + length])
                taken = behind and self._taken(behind, folded, at, whole)
                if taken:
                    pattern, counted = taken
                    start, end = folded.starts[at], folded.ends[at + pattern.length - 1]
                    found = folded.original[start:end]
                    for cue in counted:
                        yield Hit(cue, paragraph, start, end, found, cue.weight * share)
                    free_from = at + pattern.length
                    break

    def _taken(
        self, behind: list[_Pattern], folded: Folded, at: int, whole: str
    ) -> tuple[_Pattern, list[Cue]] | None:
        """The longest pattern that stands at a place, with the heaviest cue of each category that counts there; a
        mask has none. None where no pattern stands, or none has its conditions met: a shorter one may."""
        for pattern in behind:
            if not self._stands_at(folded.text, at, pattern):
                continue
            if not pattern.cues:
                return pattern, []
            counted: dict[str, Cue] = {}
            for cue, is_cased in pattern.cues:
                if cue.category in counted:
                    continue
                if is_cased and not self._has_case(cue, folded, at, pattern.length):
                    continue
                if self._counts(cue, whole):
                    counted[cue.category] = cue
            if counted:
                return pattern, list(counted.values())
        return None

    @staticmethod
    def _stands_at(text: str, at: int, pattern: _Pattern) -> bool:
        if not text.startswith(pattern.folded, at):
            return False
        end = at + pattern.length
        if pattern.bound_left and at and _is_letter(text[at - 1]) and _is_letter(text[at]):
            return False
        return not (
            pattern.bound_right and end < len(text) and _is_letter(text[end]) and _is_letter(text[end - 1])
        )

    @staticmethod
    def _has_case(cue: Cue, folded: Folded, at: int, length: int) -> bool:
        found = folded.original[folded.starts[at] : folded.ends[at + length - 1]]
        return cue.text in found.translate(_PLAIN)

    def _counts(self, cue: Cue, whole: str) -> bool:
        if cue.needs and not any(self._stands_in(word, whole) for word in cue.needs):
            return False
        return not any(self._stands_in(word, whole) for word in cue.unless)

    def _stands_in(self, word: str, whole: str) -> bool:
        """A companion: a substring; where the script has words, the beginning of one, all of it up to three
        letters long ('us' must not be found in 'use')."""
        if not self._has_boundaries:
            return word in whole
        at = whole.find(word)
        while at >= 0:
            end = at + len(word)
            begins = not at or not _is_letter(whole[at - 1])
            if begins and (len(word) > 3 or not _is_letter(whole[end : end + 1] or " ")):
                return True
            at = whole.find(word, at + 1)
        return False
