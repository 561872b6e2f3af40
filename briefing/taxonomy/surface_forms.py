"""Surface forms: the ways a text writes a name or a word, and where such a spelling really means it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

GUARD_KEYS = ("after", "before", "not_after", "not_before")
_BEHIND = 16  # characters a guard may look back or ahead: one compound or two words

Meaning = TypeVar("Meaning")


class GuardError(ValueError):
    """A guard in a data file that is not a regular expression or not one of the four kinds."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a form counts: ``after``/``before`` demand a neighbour, ``not_after``/``not_before`` refuse one."""

    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None

    def admits(self, text: str, start: int, end: int) -> bool:
        """Whether the neighbours of ``text[start:end]`` allow the reading."""
        left = text[max(0, start - _BEHIND) : start]
        right = text[end : end + _BEHIND]
        return not (
            (self.after and not self.after.search(left))
            or (self.not_after and self.not_after.search(left))
            or (self.before and not self.before.match(right))
            or (self.not_before and self.not_before.match(right))
        )


def read_guard(rule: Mapping[str, Any], where: str) -> Guard:
    """Compile a guard. Raises GuardError naming ``where`` for an unknown key or a bad expression."""
    unknown = sorted(set(rule) - set(GUARD_KEYS))
    if unknown:
        raise GuardError(f"{where}: unknown guard {', '.join(unknown)}; known are {', '.join(GUARD_KEYS)}")
    compiled: dict[str, re.Pattern[str]] = {}
    for key, expression in rule.items():
        anchored = f"(?:{expression})$" if key.endswith("after") else f"(?:{expression})"
        try:
            compiled[key] = re.compile(anchored)
        except re.error as error:
            raise GuardError(f"{where}: {key} is not a regular expression: {error}") from error
    return Guard(**compiled)


@dataclass(frozen=True, slots=True)
class SurfaceForm(Generic[Meaning]):
    """One spelling. ``exact`` compares letter case, as names need and common words do not."""

    form: str
    meaning: Meaning
    guard: Guard | None = None
    exact: bool = False


def fold(text: str) -> str:
    """Lower case with the same length, so that offsets hold (``İ`` alone would grow)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


class SurfaceIndex(Generic[Meaning]):
    """Forms by their first two letters; within a bucket the longest come first, then file order."""

    def __init__(self, forms: Iterable[SurfaceForm[Meaning]]) -> None:
        buckets: dict[str, list[tuple[str, SurfaceForm[Meaning]]]] = {}
        for form in forms:
            folded = fold(form.form)
            buckets.setdefault(folded[:2], []).append((folded, form))
        self._buckets = {
            key: tuple(sorted(bucket, key=lambda pair: -len(pair[0]))) for key, bucket in buckets.items()
        }

    def starting_at(self, text: str, folded: str, position: int) -> Iterator[SurfaceForm[Meaning]]:
        """Forms that stand at ``position`` of ``text`` (``folded`` is ``fold(text)``), longest first."""
        for key in (folded[position : position + 2], folded[position]):
            for written, form in self._buckets.get(key, ()):
                end = position + len(written)
                if not folded.startswith(written, position):
                    continue
                if form.exact and text[position:end] != form.form:
                    continue
                if form.guard is None or form.guard.admits(text, position, end):
                    yield form
            if len(key) == 1:
                return
