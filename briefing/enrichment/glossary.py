"""The reviewed glossary of headline words, and how a text is read with it and the gazetteer together.

Data: ``briefing/taxonomy/glossary/<language>.yml``. ``terms`` stand by themselves; ``before`` words modify
what follows them and ``after`` words what precedes them (English puts both in front); ``silent`` words are
known to mean something else and say nothing (북한산 is a mountain, not North Korea); ``endings`` are what a
Korean word may carry behind it.

A text is read by the heaviest set of forms that do not overlap, weight = length squared, so the longest
match wins. A form counts only where a word can begin and end in its script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast

from briefing.taxonomy import gazetteer as gazetteer_data
from briefing.taxonomy.gazetteer import (
    GazetteerEntry,
    NamePair,
    digest_files,
    load_gazetteer,
    read_guards,
    read_yaml,
)
from briefing.taxonomy.surface_forms import SurfaceForm, SurfaceIndex, fold

FOLDER = Path(gazetteer_data.__file__).with_name("glossary")
Role = Literal["terms", "before", "after", "silent"]
ROLES: tuple[Role, ...] = ("terms", "before", "after", "silent")
_PARTS = {*ROLES, "endings", "edges", "guards"}


class GlossaryError(ValueError):
    """A glossary file that breaks its own rules; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """One word's meaning in English; empty for a silent word."""

    english: str
    role: Role


Meaning = GazetteerEntry | NamePair | Gloss


@dataclass(frozen=True, slots=True)
class Reading:
    """A form found in a text. ``tail`` is where its endings stop, ``end`` where the form itself does."""

    start: int
    end: int
    tail: int
    meaning: Meaning


def base_language(language: str, text: str) -> str:
    """``zh-Hans`` and ``zh-Hant`` are read as ``zh``; an undetermined text goes by its script."""
    head = language.split("-", maxsplit=1)[0]
    if head in gazetteer_data.LANGUAGES:
        return head
    for script, found in ((r"[가-힣]", "ko"), (r"[ぁ-ヿ]", "ja"), (r"[一-鿿]", "zh"), (r"[ऀ-ॿ]", "hi")):
        if re.search(script, text):
            return found
    return "en"


_HANGUL = "가-힣"
_KANJI = "一-鿿々"
_WORDS = {
    "ko": re.compile(f"[{_HANGUL}]+|[A-Za-z0-9]+"),
    "ja": re.compile(f"[{_KANJI}]+|[ァ-ヶー]+|[A-Za-z0-9]+"),
    "zh": re.compile("[A-Za-z0-9]+"),
    "vi": re.compile(r"\w+"),
    "hi": re.compile(r"[ऀ-ॿ\u200c\u200d]+|[^\W_]+"),
    "en": re.compile(r"\w+"),
}
"""What holds together as one word: a form may begin and end only at its borders, or beside another form."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The best selection that begins with a form here: its weight, the form, and how it goes on."""

    weight: int
    reading: Reading
    is_joined: bool  # the next form begins at ``reading.tail``, inside the same word


class Lexicon:
    """Gazetteer and glossary of one language, ready to read with."""

    def __init__(
        self, language: str, forms: Sequence[SurfaceForm[Meaning]], endings: Iterable[str], edges: str
    ) -> None:
        self._language = language
        self._index = SurfaceIndex(forms)
        # Korean words chain (서울중앙지검), so its names need the whole glossary to be told apart
        self._names = self._index if language == "ko" else SurfaceIndex(_forms_for_names(forms))
        ordered = sorted(set(endings), key=lambda ending: (-len(ending), ending))
        self._endings = re.compile(f"(?:{'|'.join(map(re.escape, ordered))})*")
        self._edges = frozenset(edges)

    def read(self, text: str, blocked: Sequence[tuple[int, int]] = ()) -> tuple[Reading, ...]:
        """Every form the text holds, in order. ``blocked`` spans (figures, dates) belong to others."""
        return self._heaviest(text, self._index, blocked)

    def read_names(self, text: str) -> tuple[Reading, ...]:
        """Names only; of the glossary no more is tried than what could hide a name."""
        found = self._heaviest(text, self._names, ())
        return tuple(reading for reading in found if not isinstance(reading.meaning, Gloss))

    def _heaviest(
        self, text: str, index: SurfaceIndex[Meaning], blocked: Sequence[tuple[int, int]]
    ) -> tuple[Reading, ...]:
        """From right to left: ``free[i]`` is the most weight from ``i`` on, where a word may begin at ``i``."""
        folded = fold(text)
        length = len(text)
        word_end, word_start = self._word_borders(text, blocked)
        free = [0] * (length + 1)
        choices: list[_Choice | None] = [None] * (length + 1)
        for here in range(length - 1, -1, -1):
            if word_end[here] < 0:  # blocked
                free[here] = free[here + 1]
                continue
            best: _Choice | None = None
            for form in index.starting_at(text, folded, here):
                end = here + len(form.form)
                if blocked and min(word_end[here:end]) < 0:
                    continue
                rest = self._go_on(text, here, end, word_end, free, choices)
                if rest is not None and (best is None or rest[0] + (end - here) ** 2 > best.weight):
                    reading = Reading(here, end, rest[1], form.meaning)
                    best = _Choice(rest[0] + (end - here) ** 2, reading, rest[2])
            choices[here] = best
            skipped = free[word_end[here]] if self._language == "ko" else free[here + 1]
            may_begin = self._may_begin(text, here, word_start, word_end)
            free[here] = max(skipped, best.weight) if best and may_begin else skipped
        return tuple(self._selected(free, choices, word_start, word_end, text))

    def _word_borders(self, text: str, blocked: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """For each position the end and the start of its word; a letter of no word is one by itself.

        A blocked position has the end -1, and ends the word before it.
        """
        ends = [position + 1 for position in range(len(text))]
        starts = list(range(len(text)))
        borders = [0, *sorted({edge for span in blocked for edge in span}), len(text)]
        for left, right in pairwise(borders):
            for word in _WORDS[self._language].finditer(text, left, right):
                size = word.end() - word.start()
                ends[word.start() : word.end()] = [word.end()] * size
                starts[word.start() : word.end()] = [word.start()] * size
        for start, end in blocked:
            ends[start:end] = [-1] * (end - start)
        return ends, starts

    def _may_begin(self, text: str, here: int, starts: list[int], ends: list[int]) -> bool:
        before = here - starts[here]
        if before == 0 or self._language != "ja":
            return before == 0
        # Japanese compounds: one stray kanji (再|開) means we cut a word in two, two or more are a word
        is_kanji = "一" <= text[here] <= "鿿"
        return is_kanji and (before > 1 or text[here - 1] in self._edges)

    def _go_on(
        self,
        text: str,
        start: int,
        end: int,
        ends: list[int],
        free: list[int],
        choices: list[_Choice | None],
    ) -> tuple[int, int, bool] | None:
        """What follows a form: (weight, position, whether a form must begin there), or None if it may not end."""
        border = ends[end - 1]
        if border <= end:
            return free[end], end, False
        options: list[tuple[int, int, bool]] = []
        if (following := choices[end]) is not None and self._language in ("ko", "ja"):
            options.append((following.weight, end, True))
        if self._language == "ko":
            match = self._endings.match(text, end, border)
            stop = match.end() if match else end
            if stop == border or (end - start >= 3 and border - stop <= 2):
                options.append((free[border], border, False))
            elif stop > end and (following := choices[stop]) is not None:
                options.append((following.weight, stop, True))
        elif self._language == "ja" and "一" <= text[end - 1] <= "鿿":
            left_over = border - end
            if left_over > 1 or text[end] in self._edges or end - start >= 3:
                options.append((free[end], end, False))
        return max(options, default=None, key=lambda option: option[0])

    def _selected(
        self,
        free: list[int],
        choices: list[_Choice | None],
        starts: list[int],
        ends: list[int],
        text: str,
    ) -> Iterator[Reading]:
        here, is_joined = 0, False
        while here < len(text):
            choice = choices[here]
            begins = is_joined or self._may_begin(text, here, starts, ends)
            if choice is not None and begins and (is_joined or choice.weight == free[here]):
                yield choice.reading
                here, is_joined = choice.reading.tail, choice.is_joined
            else:
                here = ends[here] if self._language == "ko" and ends[here] > 0 else here + 1


def _forms_for_names(forms: Sequence[SurfaceForm[Meaning]]) -> list[SurfaceForm[Meaning]]:
    """Names, and the words that hold one of them inside (中国 in 发展中国家)."""
    names = {fold(form.form) for form in forms if not isinstance(form.meaning, Gloss)}
    longest = max(map(len, names), default=0)

    def holds_a_name(word: str) -> bool:
        return any(
            word[left:right] in names
            for left in range(len(word))
            for right in range(left + 1, min(left + longest, len(word)) + 1)
        )

    return [form for form in forms if not isinstance(form.meaning, Gloss) or holds_a_name(fold(form.form))]


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """Lexicon of a base language. Raises GlossaryError naming file and key."""
    names = load_gazetteer().forms[language]
    forms: list[SurfaceForm[Meaning]] = [cast(SurfaceForm[Meaning], name) for name in names]
    path = FOLDER / f"{language}.yml"
    if not path.exists():  # English needs no glossary
        return Lexicon(language, forms, (), "")
    content = read_yaml(path)
    if unknown := sorted(set(content) - _PARTS):
        raise GlossaryError(f"{path.name}: unknown part {', '.join(unknown)}")
    guards = read_guards(content.get("guards", {}), f"{path.name}: guards")
    used = set()
    for role in ROLES:
        part = content.get(role) or {}
        glosses = part.items() if isinstance(part, dict) else ((word, "") for word in part)
        for written, english in glosses:
            meaning = Gloss(str(english), role)
            for word in str(written).split("|"):
                for form in _spacings(word.strip(), language):
                    used.add(word.strip())
                    for guard in guards.get(word.strip(), (None,)):
                        forms.append(SurfaceForm(form, meaning, guard))
    if idle := sorted(set(guards) - used):
        raise GlossaryError(f"{path.name}: guards for words that are not there: {', '.join(idle)}")
    return Lexicon(language, forms, content.get("endings") or (), content.get("edges") or "")


def _spacings(word: str, language: str) -> tuple[str, ...]:
    """Korean writes compounds together or apart (금리 인상, 금리인상); the others keep their spaces."""
    if language == "ko" and " " in word:
        return (word, word.replace(" ", ""))
    return (word,)


def data_digest() -> str:
    """Digest of all gazetteer and glossary files: part of the version of every engine that reads them."""
    return f"{load_gazetteer().digest}.{digest_files(list(FOLDER.glob('*.yml')))}"
