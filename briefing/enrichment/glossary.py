"""The reviewed glossary of headline words, and how a text is read with it and the gazetteer together.

Data: ``briefing/taxonomy/glossary/<language>.yml``. ``terms`` stand by themselves; ``before`` words modify
what follows them, ``modals`` (negations among them) what follows if it is a word of the list and no name, and
``after`` words what precedes them (English puts them all in front); ``silent`` words are
known to mean something else and say nothing (북한산 is a mountain, not North Korea); ``endings`` are what a
Korean word may carry behind it, ``edges`` the single kanji a Japanese word may stand beside, ``inside`` the
negations that are sought within unknown words too; ``apart`` words mean something else when they are grown
together with the name of a place (뉴욕시장 is a mayor, no market) and say nothing there; ``tails`` is an expression
of what makes another word of a short Chinese one before it (反对|者), which then says nothing unless it is listed;
``conjugated`` are Hindi verbs by their stems (``गिर: [fall, fell, falling, alone]``, alone: without an object),
``verbal`` their fixed phrases (दम तोड़ा: died).

A text is read by the heaviest set of forms that do not overlap, weight = length squared, so the longest
match wins. A form counts only where a word can begin and end in its script.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal, cast

from briefing.taxonomy import gazetteer as gazetteer_data
from briefing.taxonomy.actions import ACTIONS, load_english_words
from briefing.taxonomy.gazetteer import (
    GazetteerEntry,
    NamePair,
    digest_files,
    load_gazetteer,
    name_forms,
    read_guards,
    read_yaml,
)
from briefing.taxonomy.hindi_verbs import HindiVerb, conjugate
from briefing.taxonomy.surface_forms import Guard, SurfaceForm, SurfaceIndex, fold, unify

FOLDER = Path(gazetteer_data.__file__).with_name("glossary")
Role = Literal["terms", "before", "modals", "after", "silent"]
ROLES: tuple[Role, ...] = ("terms", "before", "modals", "after", "silent")
_PARTS = {*ROLES, "endings", "edges", "inside", "apart", "tails", "guards", "conjugated", "verbal"}


class GlossaryError(ValueError):
    """A glossary file that breaks its own rules; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """One word's meaning in English; empty for a silent word. ``is_inflected``: a form of a verb, not its noun."""

    english: str
    role: Role
    is_inflected: bool = False


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


_LONGEST_BEFORE_A_FIGURE = 12
"""Letters of a word that may stand before the figure that it hides."""


class Lexicon:
    """Gazetteer and glossary of one language, ready to read with."""

    def __init__(
        self,
        language: str,
        forms: Sequence[SurfaceForm[Meaning]],
        endings: Iterable[str] = (),
        edges: str = "",
        inside: Mapping[str, str] | None = None,
        apart: Iterable[str] = (),
        tails: str | None = None,
    ) -> None:
        self._language = language
        self._index = SurfaceIndex(forms)
        # Korean words chain (서울중앙지검), so its names need the whole glossary to be told apart
        self._names = self._index if language == "ko" else SurfaceIndex(_forms_for_names(forms))
        ordered = sorted(set(endings), key=lambda ending: (-len(ending), ending))
        self._endings = re.compile(f"(?:{'|'.join(map(re.escape, ordered))})*")
        self._edges = frozenset(edges)
        self.apart = frozenset(apart)
        self._tails = re.compile(tails or "(?!)")
        self._glosses_inside = {word: Gloss(english, "after") for word, english in (inside or {}).items()}
        self._inside = re.compile("|".join(map(re.escape, self._glosses_inside)) or "(?!)")

    def read(self, text: str, blocked: Sequence[tuple[int, int]] = ()) -> tuple[Reading, ...]:
        """Every form the text holds, in order. ``blocked`` spans (figures, dates) belong to others.

        Negations are found inside unknown words too: a line that lost one would say the contrary.
        """
        text = unify(text)
        blocked = [span for span in blocked if not self._hides(text, span)]
        known = self._heaviest(text, self._index, blocked)
        spans = [*blocked, *((reading.start, reading.tail) for reading in known)]
        negations = [
            Reading(match.start(), match.end(), match.end(), self._glosses_inside[match.group()])
            for match in self._inside.finditer(text)
            if not any(start < match.end() and match.start() < end for start, end in spans)
        ]
        return tuple(sorted((*known, *negations), key=lambda reading: reading.start))

    def _hides(self, text: str, span: tuple[int, int]) -> bool:
        """Whether what looks like a figure is a part of a longer word that is read there: 이억원 is a person."""
        start, end = span
        near = range(max(0, start - _LONGEST_BEFORE_A_FIGURE), start + 1)
        is_near = any(
            end <= at + len(form.form) and _is_more(len(form.form), end - start, form.meaning)
            for at, forms in self._index.find(text, near).items()
            for form in forms
        )
        return is_near and any(
            reading.start <= start
            and end <= reading.end
            and _is_more(reading.end - reading.start, end - start, reading.meaning)
            for reading in self._heaviest(text, self._index, ())
        )

    def read_names(self, text: str) -> tuple[Reading, ...]:
        """Names only; of the glossary no more is tried than what could hide a name, or holds one that it says."""
        text = unify(text)
        found = self._heaviest(text, self._names, ())
        return tuple(name for reading in found for name in self._names_of(text, reading))

    def _names_of(self, text: str, reading: Reading) -> Iterator[Reading]:
        """A name itself, or the names that a word of the glossary is made of: 한미 in 한미 정상회담."""
        gloss = reading.meaning
        if not isinstance(gloss, Gloss):
            yield reading
            return
        if gloss.english.islower() or gloss.role == "silent":
            return
        at = reading.start
        inside = self._names.find(text, range(reading.start, reading.end))
        for start in sorted(inside):
            for form in inside[start]:
                end = start + len(form.form)
                if at <= start and end <= reading.end and _is_said(form.meaning, gloss.english):
                    yield Reading(start, end, end, form.meaning)
                    at = end
                    break

    def _heaviest(
        self, text: str, index: SurfaceIndex[Meaning], blocked: Sequence[tuple[int, int]]
    ) -> tuple[Reading, ...]:
        """From right to left: what is the most weight from here on, if a form begins here?"""
        words = _Words(text, self._language, blocked)
        best = _Best()
        found = index.find(text, words.starts if self._language in _SPACED else None)
        for here in sorted(found, reverse=True):
            choice: _Choice | None = None
            for form in found[here]:
                end = here + len(form.form)
                if any(start < end and here < stop for start, stop in blocked):
                    continue
                if self._language == "ko" and here != words.start_of(here) and _begins_a_word(form):
                    continue
                if self._tails.match(text, end) and _is_short_term(form):
                    continue
                if self._language == "vi" and (
                    _is_part_of_a_name(text, here, end, form) or _is_negated(text, here, form)
                ):
                    continue
                if _stands_alone(form) and words.end_of(end - 1) > end:
                    continue
                rest = self._go_on(text, here, end, words, best)
                if rest is not None and (choice is None or rest[0] + (end - here) ** 2 > choice.weight):
                    reading = Reading(here, end, rest[1], form.meaning)
                    choice = _Choice(rest[0] + (end - here) ** 2, reading, rest[2])
            if choice is not None:
                best.add(here, choice, may_begin=self._may_begin(text, here, words))
        return best.readings()

    def _may_begin(self, text: str, here: int, words: _Words) -> bool:
        before = here - words.start_of(here)
        if before == 0 or self._language != "ja":
            return before == 0
        # Japanese compounds: one stray kanji (再|開) means we cut a word in two, two or more are a word
        is_kanji = "一" <= text[here] <= "鿿"
        return is_kanji and (before > 1 or text[here - 1] in self._edges)

    def _go_on(
        self, text: str, start: int, end: int, words: _Words, best: _Best
    ) -> tuple[int, int, bool] | None:
        """What follows a form: (weight, position, whether a form must begin there), or None if it may not end."""
        border = words.end_of(end - 1)
        if border <= end:
            return best.free(end), end, False
        options: list[tuple[int, int, bool]] = []
        if end in best.choices and self._language in ("ko", "ja"):
            options.append((best.choices[end].weight, end, True))
        if self._language == "ko":
            match = self._endings.match(text, end, border)
            stop = match.end() if match else end
            if stop == border or (end - start >= 3 and border - stop <= 2):
                options.append((best.free(border), border, False))
            elif stop > end and stop in best.choices and _is_of_syllables(best.choices[stop]):
                options.append((best.choices[stop].weight, stop, True))
        elif self._language == "ja" and "一" <= text[end - 1] <= "鿿":
            left_over = border - end
            if left_over > 1 or text[end] in self._edges or end - start >= 3:
                options.append((best.free(end), end, False))
        return max(options, default=None, key=lambda option: option[0])


def _is_more(length: int, figure: int, meaning: Meaning) -> bool:
    """Whether a form says more than the figure inside it: a name that is as long does, a common word does not."""
    return length > figure or (length == figure and not isinstance(meaning, Gloss))


_SPACED = ("vi", "hi", "en")
"""Languages where a form begins only where a word does."""


class _Words:
    """Where the words of a text begin and end; a letter of no word is one by itself. Blocked spans part words."""

    def __init__(self, text: str, language: str, blocked: Sequence[tuple[int, int]]) -> None:
        borders = [0, *sorted({edge for span in blocked for edge in span}), len(text)]
        spans = [
            word.span()
            for left, right in pairwise(borders)
            for word in _WORDS[language].finditer(text, left, right)
        ]
        self.starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def start_of(self, position: int) -> int:
        at = bisect_right(self.starts, position) - 1
        return self.starts[at] if at >= 0 and position < self._ends[at] else position

    def end_of(self, position: int) -> int:
        at = bisect_right(self.starts, position) - 1
        return self._ends[at] if at >= 0 and position < self._ends[at] else position + 1


class _Best:
    """The best selections found so far, from the right end of the text."""

    def __init__(self) -> None:
        self.choices: dict[int, _Choice] = {}
        self._starts: list[int] = []  # negated, so that they ascend: where a free form improves the weight
        self._weights: list[int] = []

    def free(self, position: int) -> int:
        """Most weight from ``position`` on when nothing holds us to begin there."""
        at = bisect_right(self._starts, -position) - 1
        return self._weights[at] if at >= 0 else 0

    def add(self, position: int, choice: _Choice, *, may_begin: bool) -> None:
        self.choices[position] = choice
        if may_begin and choice.weight >= self.free(position):  # a tie goes to the left
            self._starts.append(-position)
            self._weights.append(choice.weight)

    def readings(self) -> tuple[Reading, ...]:
        starts = [-start for start in reversed(self._starts)]
        chosen: list[Reading] = []
        here, is_joined = 0, False
        while True:
            at = here if is_joined else next(iter(starts[bisect_left(starts, here) :][:1]), None)
            if at is None:
                return tuple(chosen)
            choice = self.choices[at]
            chosen.append(choice.reading)
            here, is_joined = choice.reading.tail, choice.is_joined


def _stands_alone(form: SurfaceForm[Meaning]) -> bool:
    """A Korean modifier of one syllable without a guard is a word by itself: 이 사람, but not 이|사의."""
    is_modifier = isinstance(form.meaning, Gloss) and form.meaning.role in ("before", "modals")
    return is_modifier and form.guard is None and len(form.form) == 1 and "가" <= form.form <= "힣"


def _is_of_syllables(choice: _Choice) -> bool:
    """Of more than one: 시|설 behind 연구 is the end of 시설, not two words."""
    return choice.reading.end - choice.reading.start > 1


def _is_said(meaning: Meaning, english: str) -> bool:
    """Whether the English of a word says the name."""
    if isinstance(meaning, NamePair):
        return all(entry.brief in english for entry in meaning.entries)
    return isinstance(meaning, GazetteerEntry) and (meaning.brief in english or meaning.name_en in english)


def _is_short_term(form: SurfaceForm[Meaning]) -> bool:
    return isinstance(form.meaning, Gloss) and form.meaning.role == "terms" and len(form.form) <= 2


def _begins_a_word(form: SurfaceForm[Meaning]) -> bool:
    """Korean forms that count only where a word begins: several words (기준|금리 동결), one syllable (시|설)."""
    return " " in form.form or (len(form.form) == 1 and form.guard is None and "가" <= form.form <= "힣")


def _is_part_of_a_name(text: str, start: int, end: int, form: SurfaceForm[Meaning]) -> bool:
    """A common Vietnamese syllable in capitals inside a sentence is a name (Tân Cảng), not the word."""
    if " " in form.form:
        return _is_written_as_a_name(text[start:end], form)
    if form.exact or not text[start].isupper() or text[start:end].isupper():
        return False
    if isinstance(form.meaning, Gloss) and form.meaning.role == "before" and _OFFICE.match(text, end):
        return False  # Cựu Thủ tướng: without the first word it would be the present one
    is_head = not text[:start].strip(" '\"“‘([|:-–…") or bool(
        re.search(r"[:|.?!…–-]\s*['\"“‘]?$", text[:start])
    )
    return not is_head or text[end + 1 : end + 2].isupper()


_OFFICE = re.compile(
    r"\s(?:Bí|Bộ|Chánh|Chủ|Cục|Đại|Giám|Hiệu|Kế|Ngoại|Phó|Quốc|Thị|Thiếu|Thống|Thủ|Thứ|Thượng|Tổng|Trung|Trưởng|Tư|Ủy|Viện|Vụ)"
    r"\s(?![A-ZÀ-ÂÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ])\w"
)
"""First syllable of a Vietnamese office with a capital, the second without: Thủ tướng, but not Thủ Thiêm."""

_NEGATING = re.compile(r"\b(?:bất|vô)\s$", re.IGNORECASE)


def _is_negated(text: str, start: int, form: SurfaceForm[Meaning]) -> bool:
    """Whether a Vietnamese word makes the contrary with the one before it: bất hợp lý is unreasonable."""
    return isinstance(form.meaning, Gloss) and bool(_NEGATING.search(text[max(0, start - 5) : start]))


def _is_written_as_a_name(written: str, form: SurfaceForm[Meaning]) -> bool:
    """Common Vietnamese words of several syllables with a capital each are a name, unless an office."""
    words = load_english_words()
    gloss = form.meaning.english if isinstance(form.meaning, Gloss) else ""
    is_common = gloss[:1].islower() and gloss not in words.titles and gloss not in words.agents
    return is_common and all(syllable[:1].isupper() for syllable in written.split()) and not written.isupper()


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


def words_for(english: str, language: str) -> tuple[str, ...]:
    """The glossary's words of a language that mean this in English, one or many of it, as they are written.

    Words of a single character are left out: they stand inside too many others.
    """
    path = FOLDER / f"{language}.yml"
    terms = (read_yaml(path).get("terms") or {}) if path.exists() else {}
    wanted = english.casefold().removesuffix("s")
    return tuple(
        dict.fromkeys(
            word.strip()
            for written, gloss in terms.items()
            if str(gloss).casefold().removesuffix("s") == wanted
            for word in str(written).split("|")
            if len(word.strip()) > 1
        )
    )


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """Lexicon of a base language. Raises GlossaryError naming file and key."""
    forms = [cast(SurfaceForm[Meaning], name) for name in name_forms(language)]
    path = FOLDER / f"{language}.yml"
    if not path.exists():  # English needs no glossary
        return Lexicon(language, forms)
    content = read_yaml(path)
    if unknown := sorted(set(content) - _PARTS):
        raise GlossaryError(f"{path.name}: unknown part {', '.join(unknown)}")
    guards = read_guards(content.get("guards", {}), f"{path.name}: guards")
    used = set()
    for role in ROLES:
        part = content.get(role) or {}
        glosses = part.items() if isinstance(part, dict) else ((word, "") for word in part)
        for written, english in glosses:
            meaning = Gloss(str(english), role, _is_inflected(str(written), language))
            for word in str(written).split("|"):
                for form in _spacings(word.strip(), language):
                    used |= {word.strip(), f"{role}/{word.strip()}"}
                    rules = guards.get(f"{role}/{word.strip()}") or guards.get(word.strip())
                    forms += [SurfaceForm(form, meaning, guard) for guard in rules or (None,)]
    for written, english in (content.get("verbal") or {}).items():
        spellings = [word.strip() for word in str(written).split("|")]
        used.update(spellings)
        said = Gloss(str(english), "terms", is_inflected=True)
        forms += [
            SurfaceForm(word, said, guard) for word in spellings for guard in guards.get(word) or (None,)
        ]
    forms += _conjugated(content.get("conjugated") or {}, used, guards)
    if idle := sorted(set(guards) - used):
        raise GlossaryError(f"{path.name}: guards for words that are not there: {', '.join(idle)}")
    if language == "hi":
        forms += _dotted(forms)
    return Lexicon(
        language,
        forms,
        content.get("endings") or (),
        content.get("edges") or "",
        content.get("inside"),
        content.get("apart") or (),
        content.get("tails"),
    )


_DOT = "\u093c"
_DOTTED_LETTER = re.compile(f"[जफ](?!{_DOT})")
_MOST_DOTS = 2


def _dotted(forms: Sequence[SurfaceForm[Meaning]]) -> list[SurfaceForm[Meaning]]:
    """The same words with the dots that careful Hindi writes under ज and फ (रिज़र्व बैंक), which the press leaves out.

    A spelling that is a word already stays that word.
    """
    known = {form.form for form in forms}
    found = []
    for form in forms:
        places = [match.end() for match in _DOTTED_LETTER.finditer(form.form)]
        if not 0 < len(places) <= _MOST_DOTS:
            continue
        for count in range(1, len(places) + 1):
            for chosen in combinations(places, count):
                written = form.form
                for at in reversed(chosen):
                    written = f"{written[:at]}{_DOT}{written[at:]}"
                if written not in known:
                    found.append(replace(form, form=written))
    return found


def _conjugated(
    verbs: Mapping[str, Sequence[str]], used: set[str], guards: Mapping[str, Sequence[Guard]]
) -> Iterator[SurfaceForm[Meaning]]:
    """The forms of Hindi verbs; a word that the glossary lists itself stays what it is. ``used`` gains them."""
    listed = frozenset(used)
    for stem, (base, done, doing, *alone) in verbs.items():
        verb = HindiVerb(stem, base, done, doing, takes_object=not alone)
        for spelling, english in conjugate(verb).items():
            if spelling not in listed:
                used.add(spelling)
                meaning: Meaning = Gloss(english, "terms", is_inflected=True)
                for guard in guards.get(spelling) or (None,):
                    yield SurfaceForm(spelling, meaning, guard)


def _is_inflected(spellings: str, language: str) -> bool:
    """Korean verbs list a form in 다 among their spellings, Japanese ones end in a kana of the u-row."""
    if language == "ko":
        return any(len(word.strip()) > 1 and word.strip().endswith("다") for word in spellings.split("|"))
    return language == "ja" and bool(_JAPANESE_VERB.search(spellings))


_JAPANESE_VERB = re.compile(r"[一-鿿ぁ-ゖ][うくぐすつぬぶむる](?:\||$)")


def _spacings(word: str, language: str) -> tuple[str, ...]:
    """Korean writes compounds together or apart (금리 인상, 금리인상); the others keep their spaces."""
    if language == "ko" and " " in word:
        return (word, word.replace(" ", ""))
    return (word,)


@lru_cache(maxsize=1)
def data_digest() -> str:
    """Digest of gazetteer, glossaries and actions: part of the version of every engine that reads them.

    Read once, as the words are: what a process says it read is what it read.
    """
    return f"{load_gazetteer().digest}.{digest_files([ACTIONS, *FOLDER.glob('*.yml')])}"
