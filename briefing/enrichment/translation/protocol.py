"""The translation protocol: what an engine may use of an item, and what it gives back."""

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
