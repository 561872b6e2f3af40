"""Names that languages translate rather than transcribe: those of the gazetteer, and the words of
``known_names.yml``.

``known_names.yml`` holds what the gazetteer does not: words for the people and languages of countries, and names
that every news text uses (Parliament, Democrats, Easter), each with its forms in the six languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.enrichment.glossary import load_lexicon
from briefing.taxonomy.gazetteer import GazetteerEntry, load_gazetteer, read_yaml

_FILE = Path(__file__).with_name("known_names.yml")


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name at ``start``–``end`` of an English text; any of ``ids`` or ``forms`` in the source bears it out."""

    start: int
    end: int
    ids: tuple[str, ...]
    name_en: str


@dataclass(frozen=True)
class _Extra:
    """``ids`` of the gazetteer that a word stands for, and ``forms`` by language."""

    ids: tuple[str, ...]
    forms: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _extras() -> dict[str, _Extra]:
    raw = read_yaml(_FILE)
    known = load_gazetteer().entries
    extras: dict[str, _Extra] = {}
    for words, places in raw["people_of"].items():
        ids = tuple(f"place:{key}" for key in places.split())
        unknown = [i for i in ids if i not in known]
        if unknown:
            raise ValueError(f"{_FILE.name}: people_of: {words}: no such place: {', '.join(unknown)}")
        for word in words.split("|"):
            extras[word] = _Extra(ids, {})
    for words, forms in raw["names"].items():
        split = {language: tuple(str(form).split("|")) for language, form in forms.items()}
        for word in words.split("|"):
            before = extras.get(word)
            extras[word] = _Extra(before.ids if before else (), split)
    return extras


@lru_cache(maxsize=1)
def _stands_for() -> dict[str, str]:
    return {f"place:{seat}": f"place:{state}" for seat, state in read_yaml(_FILE)["stand_for"].items()}


@lru_cache(maxsize=1)
def _extra_pattern() -> re.Pattern[str]:
    words = sorted(_extras(), key=len, reverse=True)
    return re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, words))})(?!\w)")


def known_names(english: str) -> list[KnownName]:
    """Known names of an English text by position; the longest wins."""
    found = [
        KnownName(reading.start, reading.end, (reading.meaning.id,), reading.meaning.name_en)
        for reading in load_lexicon("en").read_names(english)
        if isinstance(reading.meaning, GazetteerEntry)
    ]
    taken = [(name.start, name.end) for name in found]
    for match in _extra_pattern().finditer(english):
        if not any(start <= match.start() and match.end() <= end for start, end in taken):
            found.append(KnownName(match.start(), match.end(), ("extra:" + match.group(),), match.group()))
    return sorted(found, key=lambda name: name.start)


@lru_cache(maxsize=4096)
def forms_of(name_id: str, language: str) -> tuple[str, ...]:
    """Every form of a known name in a base language; empty where we know none.

    Forms of one letter (韓, 中) are left out: they count where the gazetteer's guards let them, as entities.
    """
    if name_id.startswith("extra:"):
        extra = _extras()[name_id.removeprefix("extra:")]
        own = extra.forms.get(language, ())
        forms = (*own, *(form for place in extra.ids for form in forms_of(place, language)))
    else:
        forms = tuple(_gazetteer_forms(name_id, language))
        state = _stands_for().get(name_id)
        forms += forms_of(state, language) if state else ()
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1))


def _gazetteer_forms(name_id: str, language: str) -> Iterator[str]:
    kind, _, key = name_id.partition(":")
    for content in load_gazetteer().files.values():
        if content["kind"] == kind and key in content["entries"]:
            names = content["entries"][key]
            for part in str(names.get(language, "")).split("|"):
                yield part.strip()
                yield part.strip().removeprefix("nước ")
            extra = _extras().get(str(names["en"]).split("|", maxsplit=1)[0])
            if extra is not None:
                yield from extra.forms.get(language, ())


def ids_of(name_id: str) -> tuple[str, ...]:
    """Gazetteer ids that a known name stands for."""
    if name_id.startswith("extra:"):
        return _extras()[name_id.removeprefix("extra:")].ids
    state = _stands_for().get(name_id)
    return (name_id, state) if state else (name_id,)
