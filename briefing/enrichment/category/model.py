"""What the classifier has learned, as numbers: two linear views of an item, how they are weighed, how sure they are.

The file of a model is one line of JSON (names, texts, shapes) and the arrays behind it, little-endian, in the
header's order. Nothing in it is executed; the same model gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from briefing.enrichment.category.choice import OUT_OF_SCOPE
from briefing.taxonomy import categories

FORMAT = "category-model-1"
Floats = npt.NDArray[np.float64]
_SHIPPED = categories.FOLDER / "classifier" / "model.bin"
_TYPES = {"<f2", "|i1", "<f4"}
VECTOR_SCALE = 127.0  # examples' vectors are kept as whole numbers of this part of 1


class ModelError(ValueError):
    """A model file that is damaged, or made for other categories; the message names the file and the fault."""


@dataclass(frozen=True)
class LinearView:
    """Multinomial logistic regression: ``kinds`` by features. A kind is a category, or a kind of what none wants."""

    kinds: tuple[str, ...]
    weights: Floats  # kinds x features
    intercept: Floats  # kinds

    def log_probabilities(self, features: Floats) -> Floats:
        """Rows of features to log probabilities of ``labels()``; kinds out of scope are added up."""
        raw = features @ self.weights.T + self.intercept
        raw -= raw.max(axis=1, keepdims=True)
        odds = np.exp(raw)
        odds /= odds.sum(axis=1, keepdims=True)
        return np.log(odds @ self._to_labels + 1e-9)

    @cached_property
    def _to_labels(self) -> Floats:
        place = {label: number for number, label in enumerate(labels())}
        table = np.zeros((len(self.kinds), len(place)))
        for row, kind in enumerate(self.kinds):
            table[row, place.get(kind, place[OUT_OF_SCOPE])] = 1.0
        return table


@dataclass(frozen=True)
class Blend:
    """How the views are weighed into one, and how the outcome reads as a share that is right.

    ``weights`` by name of what is weighed (see ``blending.PARTS``); ``calibration`` are constant, slope on the log
    odds of the best, and what it adds that the rules agree and that there is more than a headline; a person looks
    where the share is under ``review_below``.
    """

    weights: Mapping[str, float]
    calibration: tuple[float, float, float, float]
    review_below: float


@dataclass(frozen=True)
class CategoryModel:
    """Everything that is learned. ``space`` names the embedder whose vectors ``by_meaning`` reads."""

    lexicon: str  # version of the cues whose scores ``by_cues`` reads
    space: str
    by_cues: LinearView
    by_meaning: LinearView
    languages: tuple[str, ...]
    centres: Floats  # languages x dimensions: the mean vector of each
    prior: Floats  # of labels(): log of how often each is met in real feeds
    blend: Blend
    blend_without_vectors: Blend
    example_ids: tuple[str, ...]
    example_labels: tuple[str, ...]
    example_texts: tuple[str, ...]
    example_vectors: npt.NDArray[np.int8]  # examples x dimensions, centred, of length VECTOR_SCALE
    digest: str = field(default="", compare=False)

    @cached_property
    def example_units(self) -> npt.NDArray[np.float32]:
        """The examples' vectors at length 1."""
        vectors = self.example_vectors.astype(np.float32)
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))

    def centre_of(self, language: str) -> Floats:
        """The mean vector of a language as identification names it; of all, where it was not learned."""
        code = language.partition("-")[0]
        if code in self.languages:
            return np.asarray(self.centres[self.languages.index(code)])
        return np.asarray(self.centres.mean(axis=0))


def labels() -> tuple[str, ...]:
    """Risk and operations categories in printed order, then ``OUT_OF_SCOPE``: columns of every table here."""
    known = categories.taxonomy()
    return (*(row.id for row in known.risk), *(row.id for row in known.ops), OUT_OF_SCOPE)


def to_bytes(model: CategoryModel) -> bytes:
    """The model's file. Numbers are kept at half precision, which is what ``from_bytes`` gives back."""
    arrays = {
        "by_cues.weights": model.by_cues.weights.astype("<f2"),
        "by_cues.intercept": model.by_cues.intercept.astype("<f2"),
        "by_meaning.weights": model.by_meaning.weights.astype("<f2"),
        "by_meaning.intercept": model.by_meaning.intercept.astype("<f2"),
        "centres": model.centres.astype("<f2"),
        "prior": model.prior.astype("<f2"),
        "example_vectors": model.example_vectors.astype("|i1"),
    }
    header = {
        "format": FORMAT,
        "lexicon": model.lexicon,
        "space": model.space,
        "labels": list(labels()),
        "by_cues.kinds": list(model.by_cues.kinds),
        "by_meaning.kinds": list(model.by_meaning.kinds),
        "languages": list(model.languages),
        "blend": _blend_document(model.blend),
        "blend_without_vectors": _blend_document(model.blend_without_vectors),
        "example_ids": list(model.example_ids),
        "example_labels": list(model.example_labels),
        "example_texts": list(model.example_texts),
        "arrays": [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()],
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n" + b"".join(array.tobytes() for array in arrays.values())


def from_bytes(content: bytes, name: str) -> CategoryModel:
    """Read a model's file; ``name`` is what an error calls it. Raises ModelError."""
    text, _, rest = content.partition(b"\n")
    try:
        header = json.loads(text)
        arrays = _arrays(header["arrays"], rest)
        if header["format"] != FORMAT:
            raise ValueError(f"its format is {header['format']!r}, not {FORMAT!r}")
        if tuple(header["labels"]) != labels():
            raise ValueError("it was made for other categories: train it again")
        return CategoryModel(
            lexicon=str(header["lexicon"]),
            space=str(header["space"]),
            by_cues=_view(header, arrays, "by_cues"),
            by_meaning=_view(header, arrays, "by_meaning"),
            languages=tuple(header["languages"]),
            centres=arrays["centres"].astype(np.float64),
            prior=arrays["prior"].astype(np.float64),
            blend=_blend(header["blend"]),
            blend_without_vectors=_blend(header["blend_without_vectors"]),
            example_ids=tuple(header["example_ids"]),
            example_labels=tuple(header["example_labels"]),
            example_texts=tuple(header["example_texts"]),
            example_vectors=arrays["example_vectors"],
            digest=hashlib.sha256(content).hexdigest(),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{name}: not a category model: {error}") from error


def read_model(path: Path = _SHIPPED) -> CategoryModel:
    """Read a model's file, by default the one that is shipped. Raises ModelError, OSError where it is missing."""
    return from_bytes(path.read_bytes(), path.name)


def shipped_model_path() -> Path:
    """Where the model lies that comes with the program."""
    return _SHIPPED


def _arrays(listed: list[Any], rest: bytes) -> dict[str, npt.NDArray[Any]]:
    arrays, start = {}, 0
    for name, kind, shape in listed:
        if kind not in _TYPES or any(not isinstance(n, int) or n < 0 for n in shape):
            raise ValueError(f"array {name!r} has the wrong type or shape")
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        if start + size > len(rest):
            raise ValueError(f"it ends inside array {name!r}")
        arrays[name] = np.frombuffer(
            rest, dtype=kind, count=size // np.dtype(kind).itemsize, offset=start
        ).reshape(shape)
        start += size
    if start != len(rest):
        raise ValueError("something stands behind its arrays")
    return arrays


def _view(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], name: str) -> LinearView:
    view = LinearView(
        kinds=tuple(header[f"{name}.kinds"]),
        weights=arrays[f"{name}.weights"].astype(np.float64),
        intercept=arrays[f"{name}.intercept"].astype(np.float64),
    )
    if not len(view.kinds) == len(view.weights) == len(view.intercept):
        raise ValueError(f"{name}: kinds and weights differ in number")
    return view


def _blend_document(blend: Blend) -> dict[str, Any]:
    return {
        "weights": {name: round(value, 6) for name, value in sorted(blend.weights.items())},
        "calibration": [round(value, 6) for value in blend.calibration],
        "review_below": round(blend.review_below, 6),
    }


def _blend(document: dict[str, Any]) -> Blend:
    constant, slope, agreement, lead = (float(value) for value in document["calibration"])
    weights = {str(name): float(value) for name, value in document["weights"].items()}
    return Blend(weights, (constant, slope, agreement, lead), float(document["review_below"]))
