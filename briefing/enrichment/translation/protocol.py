"""The translation protocol: what an engine may use of an item, and what it gives back.

A ``Translator`` renders whatever it is given; an ``Engine`` is one way to English that may fail, and a chain of
engines is a translator (``chain.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from briefing.records.engine_use import EngineUse
from briefing.records.entity import Entity
from briefing.records.figure import Figure
from briefing.records.item_version import HeadlineBasis
from briefing.records.sentence import Sentence

SummaryBasis = Literal["extracted", "translated", "none"]


@dataclass(frozen=True)
class TranslationInput:
    """What an engine may use of an item. ``category_name`` is the English heading, None out of scope."""

    title: str
    paragraphs: tuple[str, ...]
    language: str
    category: str | None
    category_name: str | None
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    key_sentences: tuple[Sentence, ...]
    source_name: str
    source_kind: str
    published_date: date | None


@dataclass(frozen=True)
class Rendering:
    """English headline and summary with the basis of each; ``uses`` says who made them, and at what cost."""

    headline_en: str | None
    headline_basis: HeadlineBasis
    summary: tuple[Sentence, ...]
    summary_basis: SummaryBasis
    uses: tuple[EngineUse, ...] = ()


class Translator(Protocol):
    """Makes English of items, or says that it did not."""

    engine: str
    version: str

    def render(self, items: Sequence[TranslationInput]) -> list[Rendering]:
        """One rendering an item, in order. What the engine did not translate keeps ``text_en`` None."""
        ...


@dataclass(frozen=True)
class English:
    """An engine's English of one item: ``sentences`` are those of the key sentences, in their order."""

    headline: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """What came of asking an engine for one item; ``english`` is None exactly where the use is not "used"."""

    english: English | None
    use: EngineUse


@dataclass(frozen=True)
class Question:
    """What an answer hangs on: the same model, version and inputs may be answered out of the store.

    ``digest`` is the sha256 of all that the model is given, hexadecimal.
    """

    model: str
    version: str
    digest: str


class Engine(Protocol):
    """One way to English: a model in a folder, or a server. It never raises for what an item holds."""

    name: str
    version: str

    def question(self, item: TranslationInput) -> Question | None:
        """What would be asked; None where the engine takes no such item (no model for its language)."""
        ...

    def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        """One attempt an item, in order."""
        ...
