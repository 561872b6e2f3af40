"""An item version after the language steps that need only the item itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.entity import Entity
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.record import Record
from briefing.records.sentence import Sentence
from briefing.records.step import Step

HeadlineBasis = Literal["original", "translated", "structured", "none"]
Scope = Literal["risk", "ops", "out_of_scope"]


class ItemVersion(Record):
    """One row per in-window article version; joined to ``Article`` by item_id and version."""

    item_id: str
    version: int
    country: str
    date: str
    language: str = Field(
        description="ISO 639-1, zh-Hans or zh-Hant; 'und' where the text is too short to tell"
    )
    language_confidence: float
    headline_en: str | None = Field(
        description="English headline, or the structured English line; see its basis"
    )
    headline_basis: HeadlineBasis
    summary: tuple[Sentence, ...] = Field(description="key sentences in the article's order")
    summary_basis: Literal["extracted", "translated", "none"]
    scope: Scope
    risk_category: str | None = Field(
        description="id; 'risk.undetermined' when an operations category is set"
    )
    ops_category: str | None
    category_confidence: float
    evidence: tuple[Evidence, ...]
    domain: str
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
