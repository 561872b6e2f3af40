"""What an item is about: one category on one of two axes, or out of scope."""

from briefing.enrichment.category.choice import (
    OUT_OF_SCOPE,
    Categoriser,
    CategoryChoice,
    CategoryInput,
    Scope,
    axes_of,
    text_digest,
)
from briefing.enrichment.category.corrected import CorrectedCategoriser
from briefing.enrichment.category.cues import CueCategoriser, confidence_of
from briefing.enrichment.category.learned import LearnedCategoriser
from briefing.enrichment.category.model import CategoryModel, ModelError, read_model

__all__ = [
    "OUT_OF_SCOPE",
    "Categoriser",
    "CategoryChoice",
    "CategoryInput",
    "CategoryModel",
    "CorrectedCategoriser",
    "CueCategoriser",
    "LearnedCategoriser",
    "ModelError",
    "Scope",
    "axes_of",
    "confidence_of",
    "read_model",
    "text_digest",
]
