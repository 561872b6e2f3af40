"""Surface forms: the ways a text writes a name or a word, and where such a spelling really means it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

GUARD_KEYS = ("after", "before", "not_after", "not_before")
_REACH = 16  # characters a guard may look back or ahead: one compound or two words

Meaning = TypeVar("Meaning")


class GuardError(ValueError):
    """A guard in a data file that is not a regular expression or not one of the four kinds."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a form counts: ``after``/``before`` demand a neighbour, ``not_after``/``not_before`` refuse one.

    Expressions are compiled when a text first needs them: most guards never meet their form in a day.
    """

    where: str
    after: str | None = None
    before: str | None = None
    not_after: str | None = None
    not_before: str | None = None

    def admits(self, text: str, start: int, end: int) -> bool:
        """Whether the neighbours of ``text[start:end]`` allow the reading. Raises GuardError for a bad one."""
        left = text[max(0, start - _REACH) : start]
        right = text[end : end + _REACH]
        return not (
            (self.after and not _behind(self.after, self.where).search(left))
            or (self.not_after and _behind(self.not_after, self.where).search(left))
            or (self.before and not _ahead(self.before, self.where).match(right))
            or (self.not_before and _ahead(self.not_before, self.where).match(right))
        )


@lru_cache(maxsize=2048)
def _behind(expression: str, where: str) -> re.Pattern[str]:
    return _compiled(f"(?:{expression})$", where)


@lru_cache(maxsize=2048)
def _ahead(expression: str, where: str) -> re.Pattern[str]:
    return _compiled(f"(?:{expression})", where)


def _compiled(expression: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as error:
        raise GuardError(f"{where}: not a regular expression: {error}") from error


def read_guard(rule: Mapping[str, Any], where: str) -> Guard:
    """A guard as the data writes it. Raises GuardError naming ``where`` for an unknown key."""
    if unknown := sorted(set(rule) - set(GUARD_KEYS)):
        raise GuardError(f"{where}: unknown guard {', '.join(unknown)}; known are {', '.join(GUARD_KEYS)}")
    return Guard(where, **rule)


@dataclass(frozen=True, slots=True)
class SurfaceForm(Generic[Meaning]):
    """One spelling. ``exact`` compares letter case, as names need and common words do not."""

    form: str
    meaning: Meaning
    guard: Guard | None = None
    exact: bool = False


_COMPATIBLE = {
    code: unified
    for code in range(0xF900, 0xFADA)
    if len(unified := unicodedata.normalize("NFKC", chr(code))) == 1
}
_COMPATIBLE_LETTER = re.compile("[\uf900-\ufad9]")
"""Korean press writes 李 and 金 with the compatibility letters U+F9E1 and U+F90A; they mean the same."""


def unify(text: str) -> str:
    """Compatibility ideographs as the usual ones, letter for letter."""
    return text.translate(_COMPATIBLE) if _COMPATIBLE_LETTER.search(text) else text


def fold(text: str) -> str:
    """Lower case with the same length, so that offsets hold (``İ`` alone would grow)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


_ALPHABETS_END = "\u1100"  # Latin and Devanagari lie before it, Hangul and Han after


class SurfaceIndex(Generic[Meaning]):
    """Forms by their first letters, four of an alphabet, two of other scripts; within a key the longest first,
    then the guarded, then in file order."""

    def __init__(self, forms: Iterable[SurfaceForm[Meaning]]) -> None:
        buckets: dict[str, list[tuple[str, SurfaceForm[Meaning]]]] = {}
        for form in forms:
            folded = fold(form.form)
            buckets.setdefault(folded[: _key_length(folded[0])], []).append((folded, form))
        self._buckets = {
            key: tuple(sorted(bucket, key=lambda pair: (-len(pair[0]), pair[1].guard is None)))
            for key, bucket in buckets.items()
        }
        lengths: dict[str, set[int]] = {}
        for key in buckets:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {letter: sorted(found, reverse=True) for letter, found in lengths.items()}

    def find(
        self, text: str, positions: Iterable[int] | None = None
    ) -> dict[int, list[SurfaceForm[Meaning]]]:
        """Forms by where they begin, for all positions or those given (where words begin)."""
        folded = fold(text)
        buckets, lengths = self._buckets, self._lengths
        found: dict[int, list[SurfaceForm[Meaning]]] = {}
        for position in range(len(text)) if positions is None else positions:
            for length in lengths.get(folded[position], ()):
                bucket = buckets.get(folded[position : position + length])
                if bucket is not None and (here := _standing_at(bucket, text, folded, position)):
                    found.setdefault(position, []).extend(here)
        return found


def _key_length(letter: str) -> int:
    return 4 if letter < _ALPHABETS_END else 2


def _standing_at(
    bucket: Iterable[tuple[str, SurfaceForm[Meaning]]], text: str, folded: str, position: int
) -> list[SurfaceForm[Meaning]]:
    return [
        form
        for written, form in bucket
        if folded.startswith(written, position)
        and (not form.exact or text.startswith(form.form, position))
        and (form.guard is None or form.guard.admits(text, position, position + len(written)))
    ]
