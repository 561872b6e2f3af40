"""An item version after the language steps that need only the item itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.country_relevance import CountryRelevance
from briefing.records.engine_use import EngineUse
from briefing.records.entity import Entity
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.finding import Finding
from briefing.records.record import Record
from briefing.records.sentence import Sentence
from briefing.records.similar_example import SimilarExample
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
    paragraph_languages: tuple[str, ...] = Field(
        default=(),
        description="of each paragraph, in the same codes; 'und' where a paragraph is too short to tell",
    )
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
    category_confidence: float = Field(description="calibrated: the share of such choices that are right")
    decided_by: Literal["engine", "analyst"] = "engine"
    needs_review: bool = Field(default=False, description="the confidence is under the review threshold")
    evidence: tuple[Evidence, ...]
    similar: tuple[SimilarExample, ...] = Field(
        default=(), description="labelled examples that are most like it"
    )
    domain: str
    countries: tuple[CountryRelevance, ...] = Field(
        default=(), description="countries it concerns, most first"
    )
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...] = Field(
        default=(),
        description="what of the English was repaired or withheld, since the source does not bear it out",
    )
    engine_uses: tuple[EngineUse, ...] = Field(
        default=(), description="models that were asked, in order; empty for rules"
    )
    steps: tuple[Step, ...]
