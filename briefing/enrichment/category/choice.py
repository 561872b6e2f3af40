"""What the category step is asked and what it answers, and the protocol between."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from briefing.records.evidence import Evidence
from briefing.records.similar_example import SimilarExample
from briefing.taxonomy import categories
from briefing.taxonomy.categories import UNDETERMINED

Scope = Literal["risk", "ops", "out_of_scope"]
OUT_OF_SCOPE = "out_of_scope"
"""The answer that no category fits; beside the ids of the categories wherever one is named."""


@dataclass(frozen=True)
class CategoryInput:
    """An item as published: its original text, ``language`` as language identification names it, and its kind of
    source. ``item_id`` is what an analyst's correction names; it never changes an engine's choice."""

    title: str
    paragraphs: Sequence[str]
    language: str
    kind: str
    item_id: str = ""


@dataclass(frozen=True)
class CategoryChoice:
    """``risk_category`` is 'risk.undetermined' on the operations axis; both are None out of scope.

    ``confidence`` (0 to 1) is that of the choice made, in or out of scope. ``evidence`` holds the cues found, also of
    categories that lost. ``domain`` is empty out of scope. ``needs_review`` says that the confidence is too low.
    """

    scope: Scope
    risk_category: str | None
    ops_category: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    domain: str
    needs_review: bool = False
    similar: tuple[SimilarExample, ...] = ()
    decided_by: Literal["engine", "analyst"] = "engine"

    @property
    def label(self) -> str:
        """The category that was chosen, or ``OUT_OF_SCOPE``."""
        return self.ops_category or self.risk_category or OUT_OF_SCOPE


class Categoriser(Protocol):
    """Whatever chooses categories. The same item gives the same choice, whatever stands beside it."""

    engine: str
    version: str

    def categorise(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        """One choice an item, in their order."""
        ...


def axes_of(label: str) -> tuple[Scope, str | None, str | None]:
    """Scope, risk and operations category of a label. Raises TaxonomyError for one that is no category."""
    if label == OUT_OF_SCOPE:
        return "out_of_scope", None, None
    axis = categories.category(label).axis
    if axis == "noise":
        raise categories.TaxonomyError(f"{label!r} is a kind of noise, no category; write {OUT_OF_SCOPE}")
    return ("risk", label, None) if axis == "risk" else ("ops", UNDETERMINED, label)


def text_digest(title: str, paragraphs: Sequence[str]) -> str:
    """16 hex digits of the sha256 of an item's text: what an item's steps and a correction say they have read."""
    return hashlib.sha256("\n".join((title, *paragraphs)).encode()).hexdigest()[:16]
