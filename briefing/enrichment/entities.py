"""People, organisations and places that a text names, found by gazetteer."""

from __future__ import annotations

import re
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

_OF_PEOPLE = re.compile(
    r"^\W*[\[【〈<《(（［〔◇■▲●◆□](?:부고|부음|인사|訃報|讣告|訃告|人事)(?:[^\w\s]|\s|$)"
    r"|^\W*(?:부고|부음|訃報|讣告|訃告|cáo phó|tin buồn)\s*(?:[:：|｜\]】>)\-–]|$|(?=\s))"
    r"|^\W*(?:인사|人事)\s*[:：|｜、／/]"
    r"|^人事\s"
    r"|[\[【〈<(（［](?:부고|부음|인사|訃報|讣告|訃告|人事)[\]】〉>)）］]\s*$",
    re.IGNORECASE,
)


def is_of_people(title: str) -> bool:
    """Whether an item is an obituary or a list of appointments: who is named there may be a namesake of anybody."""
    return bool(_OF_PEOPLE.search(title))


class EntityFinder(Protocol):
    """Finds names. Offsets are exact: ``text[start:end] == name``."""

    engine: str
    version: str

    def find(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """All mentions, the headline's first, then by paragraph and position."""
        ...


class GazetteerFinder:
    """Names the gazetteer knows, each where it stands; the longest spelling wins over what it contains.

    In obituaries and lists of appointments nobody is who the gazetteer knows.
    """

    engine = "gazetteer"

    def __init__(self) -> None:
        self.version = f"2+{data_digest()}"

    def find(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """See EntityFinder."""
        lexicon = load_lexicon(base_language(language, title))
        is_anybody = is_of_people(title)
        return tuple(
            entity
            for number, text in enumerate((title, *paragraphs), start=HEADLINE)
            for reading in lexicon.read_names(text)
            for entity in _entities(text, number, reading)
            if not (is_anybody and entity.kind == "person")
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
