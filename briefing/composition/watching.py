"""Watch terms: does an item speak of a company, person or place, in whatever language it is written?

Text and terms are compared in one form: compatibility letters, case and the two scripts of Chinese made equal. In
scripts that part words by blanks a term is a whole word, so that "LG" is not in "algae"; in the others it stands
anywhere. A term that the gazetteer knows is also found by the entity that the item names, however it spells it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.enrichment.han_fold import fold_han
from briefing.records.edition import Line
from briefing.records.profile import WatchTerm
from briefing.taxonomy.gazetteer import LANGUAGES, load_gazetteer, name_forms

# Letters that go on with a word of the same script: Latin with the marks of Vietnamese, and Devanagari.
_LATIN = "0-9a-z\u00df-\u024f\u1e00-\u1eff"
_DEVANAGARI = "\u0900-\u0963\u0966-\u097f\u200c\u200d"


def comparable(text: str) -> str:
    """The form in which text and terms are compared."""
    return " ".join(fold_han(unicodedata.normalize("NFKC", text).casefold()).split())


@dataclass(frozen=True)
class WatchedLine:
    """A line made ready to be searched: its texts with where they stand, and the entities that it names."""

    line: Line
    texts: tuple[tuple[str, str], ...]  # where, comparable text
    whole: str
    entities: dict[str, tuple[str, str]]  # gazetteer id: as written, where


def watched_line(line: Line) -> WatchedLine:
    """Headlines, key sentences, names and the headlines of copies; the outlet's own name is not what it reports."""
    summary = " ".join(
        f"{s.original} {s.text_en if s.text_en and s.text_en != s.original else ''} {s.terms_en or ''}"
        for s in line.summary
    )
    pairs = (
        ("in the headline", f"{line.headline_en} / {line.headline_original or ''}"),
        ("in the text", summary),
        ("among the names", " / ".join(f"{e.name} / {e.name_en}" for e in line.entities)),
        ("in the headline of a copy", " / ".join(carrier.title for carrier in line.carriers)),
    )
    texts = tuple((where, comparable(text)) for where, text in pairs if text.strip(" /"))
    entities: dict[str, tuple[str, str]] = {}
    for entity in line.entities:
        where = "in the headline" if entity.paragraph < 0 else "in the text"
        entities.setdefault(entity.gazetteer_id, (entity.name, where))
    return WatchedLine(line, texts, "\n".join(text for _, text in texts), entities)


@dataclass(frozen=True)
class Watch:
    """A term made ready to search with."""

    term: str
    forms: tuple[tuple[str, str, re.Pattern[str]], ...]  # as the subscriber writes it, comparable, pattern
    entities: frozenset[str]

    def found_in(self, line: WatchedLine) -> str | None:
        """Where the term stands, in words: ``삼성전자 in the headline``; None where it does not."""
        for gazetteer_id in self.entities:
            if gazetteer_id in line.entities:
                name, where = line.entities[gazetteer_id]
                return f"{name} {where}"
        for form, plain, pattern in self.forms:
            if plain in line.whole:
                for where, text in line.texts:
                    if pattern.search(text):
                        return f"{form} {where}"
        return None


def watches(terms: Sequence[WatchTerm]) -> tuple[Watch, ...]:
    """Terms made ready, in their order."""
    return tuple(_watch(term) for term in terms)


@lru_cache(maxsize=4096)
def _watch(term: WatchTerm) -> Watch:
    forms = tuple((form, comparable(form), _pattern(comparable(form))) for form in (term.term, *term.forms))
    known = _known_names()
    ids = frozenset(entity for _, plain, _ in forms for entity in known.get(plain, ()))
    return Watch(term.term, forms, ids)


def _pattern(plain: str) -> re.Pattern[str]:
    before = after = ""
    for letters in (_LATIN, _DEVANAGARI):
        if re.match(f"[{letters}]", plain):
            before = f"(?<![{letters}])"
        if re.search(f"[{letters}]$", plain):
            after = f"(?![{letters}])"
    return re.compile(before + re.escape(plain) + after)


@lru_cache(maxsize=1)
def _known_names() -> dict[str, frozenset[str]]:
    """Entities of the gazetteer by each of their spellings that belongs to one entity alone, in comparable form."""
    found: dict[str, set[str]] = {}
    for spelling, entity in _spellings():
        found.setdefault(comparable(spelling), set()).add(entity)
    return {spelling: frozenset(ids) for spelling, ids in found.items() if len(ids) == 1}


def _spellings() -> Iterator[tuple[str, str]]:
    for entry in load_gazetteer().entries.values():
        yield entry.name_en, entry.id
    for language in LANGUAGES:
        for form in name_forms(language):
            if hasattr(form.meaning, "id"):
                yield form.form, form.meaning.id
