"""An embedder for tests: a text's vector is the sum of one fixed direction a word. It counts what it was asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from briefing.enrichment.embedding import DIMENSIONS, Vectors


class WordEmbedder:
    """Texts that share words lie close together."""

    engine = "words"
    version = "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [
            sum((_direction(word) for word in text.lower().split()), np.zeros(DIMENSIONS)) for text in texts
        ]
        table = np.array(rows).reshape(len(texts), DIMENSIONS)
        return (table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS)
