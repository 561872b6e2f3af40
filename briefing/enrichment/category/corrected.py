"""Analysts' corrections go before any engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.enrichment.category.choice import (
    Categoriser,
    CategoryChoice,
    CategoryInput,
    axes_of,
    text_digest,
)
from briefing.records.correction import Correction
from briefing.taxonomy import categories


class CorrectedCategoriser:
    """An engine whose choice gives way where an analyst decided; its evidence is kept.

    A correction holds for the item, also when its text has changed since; such an item is shown for review again.
    """

    def __init__(self, engine: Categoriser, corrections: Mapping[str, Correction]) -> None:
        self._engine, self._corrections = engine, corrections
        self.engine, self.version = engine.engine, engine.version

    def categorise(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        """See Categoriser."""
        choices = self._engine.categorise(items)
        return [self._decided(item, choice) for item, choice in zip(items, choices, strict=True)]

    def _decided(self, item: CategoryInput, choice: CategoryChoice) -> CategoryChoice:
        correction = self._corrections.get(item.item_id)
        if correction is None:
            return choice
        scope, risk, ops = axes_of(correction.label)
        kept_domain = choice.domain if choice.label == correction.label else ""
        domain = "" if scope == "out_of_scope" else categories.category(correction.label).domain
        return replace(
            choice,
            scope=scope,
            risk_category=risk,
            ops_category=ops,
            confidence=1.0,
            domain=kept_domain or domain,
            needs_review=correction.text_digest != text_digest(item.title, item.paragraphs),
            decided_by="analyst",
        )
