"""What an item is about: one category on one of two axes, or out of scope."""

from briefing.enrichment.category.choice import (
    OUT_OF_SCOPE,
    Categoriser,
    CategoryChoice,
    CategoryInput,
    Scope,
    text_digest,
)
from briefing.enrichment.category.cues import CueCategoriser, confidence_of

__all__ = [
    "OUT_OF_SCOPE",
    "Categoriser",
    "CategoryChoice",
    "CategoryInput",
    "CueCategoriser",
    "Scope",
    "confidence_of",
    "text_digest",
]
