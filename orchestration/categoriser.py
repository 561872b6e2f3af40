"""The category engine as this home has it: the model trained here or the shipped one, kept vectors, corrections."""

from __future__ import annotations

from briefing.enrichment.category import CategoryModel, CorrectedCategoriser, LearnedCategoriser, read_model
from briefing.enrichment.embedding import Embedder, KeptEmbedder, embedder_on_board
from briefing.storage.corrections import newest_by_item, read_corrections
from briefing.storage.home import Home
from briefing.storage.vectors import KeptVectors


def kept_embedder(home: Home) -> Embedder | None:
    """The embedder on board with what it has embedded before; None on a machine for which there is none."""
    embedder = embedder_on_board()
    return KeptEmbedder(embedder, KeptVectors(home.vectors)) if embedder else None


def model_of(home: Home) -> CategoryModel:
    """The model in use. Raises ModelError for a damaged one, or one for other categories."""
    return read_model(home.category_model) if home.category_model.exists() else read_model()


def configured_categoriser(home: Home) -> CorrectedCategoriser:
    """The engine that the assets use. Raises ModelError and CorrectionError, naming the file and the fault."""
    engine = LearnedCategoriser(model_of(home), kept_embedder(home))
    return CorrectedCategoriser(engine, newest_by_item(read_corrections(home.corrections)))
