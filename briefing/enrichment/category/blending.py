"""Several views of an item become one: a log-linear blend, and how sure it is.

A label's score is the weighted sum of what each view says of it (log probabilities of the two learned views and of
the nearest examples; the rules' confidence in their choice), of how often the label is met, and of two constants, for
being out of scope and for the risk axis. A handful of weights, so that some hundred labelled items are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from briefing.enrichment.category.choice import OUT_OF_SCOPE
from briefing.enrichment.category.lexicon import Hit
from briefing.enrichment.category.model import Blend, CategoryModel, Floats, labels
from briefing.taxonomy import categories

PARTS = ("cues", "rules", "meaning", "neighbours", "prior", "out_of_scope", "risk")
PARTS_WITHOUT_VECTORS = ("cues", "rules", "prior", "out_of_scope", "risk")
NEIGHBOURS = 20  # examples that have a vote
SHARPNESS = 12.0  # of votes: a cosine higher by a tenth counts 3.3 times


@dataclass(frozen=True)
class Nearest:
    """Examples nearest to each item, most like it first: places in the model's list, and cosines."""

    places: npt.NDArray[np.int64]  # items x NEIGHBOURS
    cosines: Floats


def cue_names() -> tuple[str, ...]:
    """Categories, then kinds of noise: what cues speak for."""
    known = categories.taxonomy()
    return tuple(row.id for row in (*known.risk, *known.ops, *known.noise))


def cue_features(scores: Sequence[Mapping[str, float]]) -> Floats:
    """Rows of features of cue scores: log score of each of ``cue_names()``, whether it has one, whether none has."""
    place = {name: number for number, name in enumerate(cue_names())}
    table = np.zeros((len(scores), len(place)))
    for row, found in enumerate(scores):
        for name, value in found.items():
            table[row, place[name]] = value
    return np.hstack([np.log1p(table), table > 0, ~(table > 0).any(axis=1, keepdims=True)])


def centred(model: CategoryModel, vectors: Floats, languages: Sequence[str]) -> Floats:
    """Vectors less the mean of their language: what is left is about the subject, not about the script."""
    return vectors - np.stack([model.centre_of(language) for language in languages])


def nearest(examples: npt.NDArray[np.float32], vectors: Floats) -> Nearest:
    """The examples (rows of length 1) most like each centred vector; among equals the one listed first."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    cosines = unit.astype(np.float32) @ examples.T
    count = min(NEIGHBOURS, len(examples))
    some = np.sort(np.argpartition(-cosines, count - 1, axis=1)[:, :count], axis=1)
    order = np.argsort(-np.take_along_axis(cosines, some, axis=1), axis=1, kind="stable")
    places = np.take_along_axis(some, order, axis=1)
    return Nearest(places, np.take_along_axis(cosines, places, axis=1).astype(np.float64))


def votes(found: Nearest, example_labels: Sequence[str]) -> Floats:
    """Log share of each label among the nearest examples, the nearer counting more."""
    place = {label: number for number, label in enumerate(labels())}
    number = np.array([place[label] for label in example_labels], dtype=np.int64)
    weight = np.exp(SHARPNESS * (found.cosines - found.cosines[:, :1]))
    table = np.full((len(found.places), len(place)), 0.05)
    for row in range(len(table)):
        np.add.at(table[row], number[found.places[row]], weight[row])
    return np.asarray(np.log(table / table.sum(axis=1, keepdims=True)))


def rules_table(chosen: Sequence[tuple[str, float]]) -> Floats:
    """The rules' confidence, in the column of the label that they chose."""
    place = {label: number for number, label in enumerate(labels())}
    table = np.zeros((len(chosen), len(place)))
    for row, (label, confidence) in enumerate(chosen):
        table[row, place[label]] = confidence
    return table


def constants(model_prior: Floats) -> dict[str, Floats]:
    """The parts that are the same for every item: one row each."""
    known = labels()
    return {
        "prior": model_prior[None, :],
        "out_of_scope": np.array([[1.0 if label == OUT_OF_SCOPE else 0.0 for label in known]]),
        "risk": np.array([[1.0 if label.startswith("risk.") else 0.0 for label in known]]),
    }


def blended(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Probabilities of ``labels()``, rows of items. Parts that have no weight are left out."""
    raw = sum(
        (weights[name] * part for name, part in sorted(parts.items()) if name in weights), np.zeros((1, 1))
    )
    raw = raw - raw.max(axis=1, keepdims=True)
    odds = np.exp(raw)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def confidences(
    blend: Blend, best: Floats, agrees: npt.NDArray[np.bool_], has_lead: npt.NDArray[np.bool_]
) -> Floats:
    """Share of such choices that are right, from the blend's probability of its best label, the rules' consent, and
    whether there was more to read than a headline."""
    raw = certainty_features(best, agrees, has_lead) @ np.array(blend.calibration)
    return np.asarray(1 / (1 + np.exp(-raw)))


def certainty_features(
    best: Floats, agrees: npt.NDArray[np.bool_], has_lead: npt.NDArray[np.bool_]
) -> Floats:
    """Rows of what the confidence is made of, a constant first."""
    bounded = np.clip(best, 1e-6, 1 - 1e-6)
    return np.column_stack([np.ones(len(best)), np.log(bounded / (1 - bounded)), agrees, has_lead])


def noise_of(hits: Sequence[Hit]) -> str | None:
    """The kind of noise whose cues weigh most, for the evidence of an item out of scope."""
    known = {row.id for row in categories.taxonomy().noise}
    return next((hit.cue.category for hit in hits if hit.cue.category in known), None)
