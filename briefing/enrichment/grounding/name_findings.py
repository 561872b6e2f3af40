"""Are the names of an English text in its source, in whatever script?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.enrichment.grounding.figure_findings import Fault, is_title
from briefing.enrichment.grounding.known_names import KnownName, forms_of, ids_of, known_names
from briefing.enrichment.grounding.names_in_source import fold_latin
from briefing.enrichment.grounding.sounds import english_sounds, weight
from briefing.enrichment.grounding.source_dates import MONTHS_EN, WEEKDAYS_EN
from briefing.enrichment.grounding.source_text import Passage

_WORDS = Path(__file__).with_name("english_words.txt")


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Words that are no names when they have a capital only because a sentence or a title begins."""
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of an English text that may be a name, or a part of one."""

    text: str
    start: int
    end: int


_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[A-Z]))*")
_NEVER = frozenset(
    "mr mrs ms miss dr prof sir lady lord gen col capt sgt lt st mt i i'm a the in on at of and or but if it its he she they we you "
    "his her their our my your this that these those there here what who when where why how not no yes as an to for from by with "
    "am pm jr inc ltd co corp ceo ok rt dm".split()
) | frozenset((*MONTHS_EN, *WEEKDAYS_EN))


def name_words(english: str) -> list[NameWord]:
    """Words with a capital that are no common words of English, by position."""
    words = english_words()
    found = []
    for match in _TOKEN.finditer(english):
        text = match.group()
        if not text[0].isupper() or len(text) < 2:
            continue
        lowered = text.lower()
        if (
            lowered in _NEVER
            or lowered[:3] in _SHORT_MONTHS
            and english[match.end() : match.end() + 1] == "."
        ):
            continue
        if english[match.end() : match.end() + 2] in ("'t", "’t", "'r", "’r", "'v", "’v", "'l", "’l"):
            continue
        if is_common(lowered, words) or _is_initialism(text):
            continue
        found.append(NameWord(text, match.start(), match.end()))
    return found


def _is_initialism(text: str) -> bool:
    """HIV, AMs: letters that are spelt, which each script writes in its own way; those we know are known names."""
    return len(text) <= 6 and sum(char.isupper() for char in text) >= len(text) - 1


_SHORT_MONTHS = frozenset(month[:3] for month in MONTHS_EN)
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
    ("est", ""),
    ("ness", ""),
    ("less", ""),
    ("d", ""),
    ("al", ""),
    ("y", ""),
)


def is_common(word: str, words: frozenset[str]) -> bool:
    """Whether a small-letter word is one of English, as it stands or by its stem."""
    if word in words:
        return True
    if len(word) > 5 and any(
        word.endswith(ending) and word[: -len(ending)] + rest in words
        for ending, rest in _ENDINGS
        if len(word) - len(ending) + len(rest) >= 3
    ):
        return True
    return any(
        word.startswith(p) and word[len(p) :] in words
        for p in ("non", "un", "re", "pre", "anti", "over", "mid")
    )


def find_name_faults(english: str, passage: Passage) -> list[Fault]:
    """Names of the English that the passage and its article do not bear out."""
    faults: list[Fault] = []
    judged: list[tuple[int, int]] = []
    for known in known_names(english):
        judged.append((known.start, known.end))
        fault = _known_fault(english, known, passage)
        if fault is not None:
            faults.append(fault)
    loose = [word for word in name_words(english) if not any(a <= word.start < b for a, b in judged)]
    faults += [fault for word in loose if (fault := _word_fault(word, passage)) is not None]
    return sorted(faults, key=lambda fault: fault.start)


def _known_fault(english: str, known: KnownName, passage: Passage) -> Fault | None:
    """A known name must stand in the article in some form of it, or sound like something there."""
    if _stands(known, passage) or _stands(known, passage.wider):
        return None
    written = english[known.start : known.end]
    words = [m.group() for m in _TOKEN.finditer(written) if m.group().lower() not in _NEVER]
    if words and all(_is_borne_out(word, passage, known=True) for word in words):
        return None
    if not any(forms_of(i, passage.base_language) for i in known.ids) and passage.base_language not in (
        "en",
        "vi",
    ):
        if not words or all(is_common(w.lower(), english_words()) for w in words):
            return None  # nothing to compare it with
    return Fault("name", known.start, known.end, "", f"{written}: not in the source")


def _stands(known: KnownName, passage: Passage) -> bool:
    ids = {i for known_id in known.ids for i in ids_of(known_id)}
    if any(entity.gazetteer_id in ids for entity in passage.entities):
        return True
    forms = [form for known_id in known.ids for form in forms_of(known_id, passage.base_language)]
    if any(form in passage.text for form in forms):
        return True
    folded = fold_latin(known.name_en)
    return len(folded) > 2 and folded in fold_latin(passage.text)


def _word_fault(word: NameWord, passage: Passage) -> Fault | None:
    if _is_borne_out(word.text, passage, known=False):
        return None
    return Fault(
        "name", word.start, word.end, "", f"{word.text}: nothing in the source is written or sounds like it"
    )


def _is_borne_out(word: str, passage: Passage, *, known: bool) -> bool:
    near, wide = passage.names, passage.wider.names
    if near.has_latin(word) or wide.has_latin(word):
        return True
    if passage.base_language in ("en", "vi"):
        return False
    sounds = english_sounds(word)
    if word.isupper() or not sounds:  # letters are spelt, not sounded
        return False
    return near.distance(sounds) <= nearest(passage.base_language, weight(sounds))


_NEAREST = {"ko": 0.3, "ja": 0.3, "zh": 0.3, "hi": 0.25}


def nearest(language: str, heaviness: float) -> float:
    """The greatest distance at which a name still counts as heard."""
    del heaviness
    return _NEAREST.get(language, 0.0)
