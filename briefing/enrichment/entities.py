"""People, organisations and places that a text names, found by gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from briefing.enrichment.glossary import (
    Reading,
    base_language,
    data_digest,
    load_lexicon,
)
from briefing.records.entity import Entity
from briefing.taxonomy.gazetteer import GazetteerEntry, NamePair

HEADLINE = -1


class EntityFinder(Protocol):
    """Finds names. Offsets are exact: ``text[start:end] == name``."""

    engine: str
    version: str

    def find(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """All mentions, the headline's first, then by paragraph and position."""
        ...


class GazetteerFinder:
    """Names the gazetteer knows, each where it stands; the longest spelling wins over what it contains."""

    engine = "gazetteer"

    def __init__(self) -> None:
        self.version = f"1+{data_digest()}"

    def find(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """See EntityFinder."""
        lexicon = load_lexicon(base_language(language, title))
        return tuple(
            entity
            for number, text in enumerate((title, *paragraphs), start=HEADLINE)
            for reading in lexicon.read_names(text)
            for entity in _entities(text, number, reading)
        )


def _entities(text: str, paragraph: int, reading: Reading) -> Iterator[Entity]:
    meaning = reading.meaning
    if isinstance(meaning, GazetteerEntry):
        yield _entity(text, paragraph, reading.start, reading.end, meaning)
    elif isinstance(meaning, NamePair):
        for offset, entry in enumerate(meaning.entries):  # one letter names one country
            yield _entity(text, paragraph, reading.start + offset, reading.start + offset + 1, entry)


def _entity(text: str, paragraph: int, start: int, end: int, entry: GazetteerEntry) -> Entity:
    return Entity(
        kind=entry.kind,
        name=text[start:end],
        name_en=entry.name_en,
        gazetteer_id=entry.id,
        paragraph=paragraph,
        start=start,
        end=end,
    )
