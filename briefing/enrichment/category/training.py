"""How a model is made: views from labelled examples, and the few weights of their blend from labelled items.

The two views are multinomial logistic regressions (scikit-learn, L2). The blend's weights maximise the likelihood of
the acceptable labels; confidence is a logistic curve over predictions that were made for items left out (five folds),
and the review threshold the lowest confidence above which at most ``MOST_ERROR`` of those were wrong. The same input
gives the same bytes on one machine: nothing is drawn at random, and folds go by digest of the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from briefing.enrichment.category import blending
from briefing.enrichment.category.choice import OUT_OF_SCOPE, CategoryInput
from briefing.enrichment.category.cues import find_hits, scores_of
from briefing.enrichment.category.learned import has_lead, look
from briefing.enrichment.category.model import (
    VECTOR_SCALE,
    Blend,
    CategoryModel,
    Floats,
    LinearView,
    from_bytes,
    labels,
    to_bytes,
)
from briefing.enrichment.embedding import Embedder, embedding_text, space_of
from briefing.taxonomy import categories
from briefing.taxonomy.labelled_examples import LabelledExample

FOLDS = 5
MOST_ERROR = 0.04  # of choices that nobody reviews; 0.05 is promised, and a threshold chosen is a lucky one
CUES_STRENGTH = 0.3  # inverse of the L2 penalty: of 0.3, 1 and 3 the best on items not trained on
MEANING_STRENGTH = 10.0
SECOND_COUNTS = 0.5  # a second acceptable label, against the first
LEAST_SEEN = 10.0  # times that every label is taken to have been met besides those counted
_PENALTY = 0.02  # on the blend's weights


@dataclass(frozen=True)
class LabelledItem:
    """A real item and the labels that are right for it, the best first."""

    item: CategoryInput
    acceptable: tuple[str, ...]


@dataclass(frozen=True)
class Views:
    """What is learned from examples: everything of a model but its blend."""

    by_cues: LinearView
    by_meaning: LinearView
    languages: tuple[str, ...]
    centres: Floats
    vectors: Floats  # of the examples, centred


def input_of(example: LabelledExample) -> CategoryInput:
    """An example as an item."""
    return CategoryInput(
        example.title, (example.lead,) if example.lead else (), example.language, "news_media"
    )


def fold_of(text: str) -> int:
    """Which of ``FOLDS`` parts a text belongs to, by its digest."""
    return hashlib.sha256(text.encode()).digest()[0] % FOLDS


def example_features(examples: Sequence[LabelledExample]) -> Floats:
    """Rows of cue features of the examples."""
    return blending.cue_features([scores_of(find_hits(input_of(example))) for example in examples])


def example_vectors(examples: Sequence[LabelledExample], embedder: Embedder) -> Floats:
    """Rows of vectors of the examples, not yet centred."""
    texts = [embedding_text(example.title, [example.lead] if example.lead else []) for example in examples]
    return embedder.embed(texts).astype(np.float64)


def learn_views(examples: Sequence[LabelledExample], features: Floats, vectors: Floats) -> Views:
    """Fit both views. ``features`` and ``vectors`` are those of the examples, row by row."""
    spoken = [example.language for example in examples]
    languages = tuple(sorted(set(spoken)))
    centres = np.stack([vectors[[one == language for one in spoken]].mean(axis=0) for language in languages])
    centres = centres.astype("<f2").astype(np.float64)  # as it is kept: training sees what use will see
    moved = vectors - centres[[languages.index(one) for one in spoken]]
    return Views(
        by_cues=_regression(features, [example.label for example in examples], CUES_STRENGTH),
        by_meaning=_regression(moved, [example.kind for example in examples], MEANING_STRENGTH),
        languages=languages,
        centres=centres,
        vectors=moved,
    )


def _regression(features: Floats, kinds: Sequence[str], strength: float) -> LinearView:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=strength, max_iter=500, tol=1e-4).fit(features, np.array(kinds))
    return LinearView(tuple(map(str, fitted.classes_)), fitted.coef_, fitted.intercept_)


def assemble(
    examples: Sequence[LabelledExample], views: Views, space: str, prior: Floats, blends: tuple[Blend, Blend]
) -> CategoryModel:
    """A model as it will be read back from its file."""
    length = np.maximum(np.linalg.norm(views.vectors, axis=1, keepdims=True), 1e-9)
    model = CategoryModel(
        lexicon=categories.lexicon_version(),
        space=space,
        by_cues=views.by_cues,
        by_meaning=views.by_meaning,
        languages=views.languages,
        centres=views.centres,
        prior=prior,
        blend=blends[0],
        blend_without_vectors=blends[1],
        example_ids=tuple(example.example_id for example in examples),
        example_labels=tuple(example.label for example in examples),
        example_texts=tuple(example.text for example in examples),
        example_vectors=np.rint(views.vectors / length * VECTOR_SCALE).astype(np.int8),
    )
    return from_bytes(to_bytes(model), "new model")


def prior_of(labelled: Sequence[LabelledItem]) -> Floats:
    """Log of how often each label is met, smoothed."""
    place = {label: number for number, label in enumerate(labels())}
    counts = np.full(len(place), LEAST_SEEN)
    for one in labelled:
        counts[place[one.acceptable[0]]] += 1
    return np.asarray(np.log(counts / counts.sum()))


@dataclass(frozen=True)
class _Told:
    """Parts and truths of labelled items, row by row."""

    parts: dict[str, Floats]
    wanted: Floats  # items x labels: 1, SECOND_COUNTS or 0
    agrees: npt.NDArray[np.bool_]  # items x labels: is this label the rules' choice
    has_lead: npt.NDArray[np.bool_]
    folds: npt.NDArray[np.int64]


def fit_blends(
    model: CategoryModel, labelled: Sequence[LabelledItem], embedder: Embedder
) -> tuple[Blend, Blend]:
    """The blends with and without vectors, fitted to labelled items that the views were not trained on."""
    told = _told(model, labelled, embedder)
    return _fit(told, blending.PARTS), _fit(told, blending.PARTS_WITHOUT_VECTORS)


def _told(model: CategoryModel, labelled: Sequence[LabelledItem], embedder: Embedder) -> _Told:
    items = [one.item for one in labelled]
    seen = look(model, items, embedder)
    place = {label: number for number, label in enumerate(labels())}
    wanted = np.zeros((len(items), len(place)))
    agrees = np.zeros(wanted.shape, dtype=bool)
    for row, one in enumerate(labelled):
        for label in one.acceptable[1:]:
            wanted[row, place[label]] = SECOND_COUNTS
        wanted[row, place[one.acceptable[0]]] = 1.0
        agrees[row, place[seen.rules[row]]] = True
    return _Told(
        seen.parts, wanted, agrees, has_lead(items), np.array([fold_of(item.title) for item in items])
    )


def _fit(told: _Told, names: Sequence[str]) -> Blend:
    weights = _weights(told, names, np.ones(len(told.folds), dtype=bool))
    kept = np.zeros(told.wanted.shape)
    for fold in range(FOLDS):
        out = told.folds == fold
        kept[out] = blending.blended(_rows(told.parts, out), _weights(told, names, ~out))
    best = kept.argmax(axis=1)
    rows = np.arange(len(best))
    right, agrees = told.wanted[rows, best] > 0, told.agrees[rows, best]
    known = blending.certainty_features(kept.max(axis=1), agrees, told.has_lead)
    blend = Blend(weights, _calibration(known, right), 1.0)
    sure = blending.confidences(blend, kept.max(axis=1), agrees, told.has_lead)
    return replace(blend, review_below=threshold_of(sure, right))


def _rows(parts: dict[str, Floats], chosen: npt.NDArray[np.bool_]) -> dict[str, Floats]:
    return {name: part if len(part) == 1 else part[chosen] for name, part in parts.items()}


def _weights(told: _Told, names: Sequence[str], chosen: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Weights that make the acceptable labels of the chosen rows most likely."""
    from scipy.optimize import minimize

    parts, wanted = _rows(told.parts, chosen), told.wanted[chosen]

    def loss(values: Floats) -> tuple[float, Floats]:
        share = blending.blended(parts, dict(zip(names, values, strict=True)))
        met = (share * wanted).sum(axis=1, keepdims=True) + 1e-12
        slope = share - share * wanted / met
        gradient = np.array([(slope * parts[name]).sum() for name in names])
        penalty = _PENALTY * float(values @ values)
        return float(-np.log(met).sum()) + penalty, gradient + 2 * _PENALTY * values

    start = np.array([0.5 if name not in ("out_of_scope", "risk") else 0.0 for name in names])
    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return {name: round(float(value), 6) for name, value in zip(names, found.x, strict=True)}


def _calibration(known: Floats, right: npt.NDArray[np.bool_]) -> tuple[float, float, float, float]:
    from sklearn.linear_model import LogisticRegression

    # Platt (1999): a right choice counts as right a little less than wholly, a wrong one likewise, so that a curve
    # can be drawn also where all were right.
    hits, misses = int(right.sum()), int((~right).sum())
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))
    twice = np.vstack([known[:, 1:], known[:, 1:]])
    outcome = np.repeat([True, False], len(known))
    fitted = LogisticRegression(C=10.0).fit(twice, outcome, np.concatenate([target, 1 - target]))
    slope, agreement, lead = (round(float(value), 6) for value in fitted.coef_[0])
    return round(float(fitted.intercept_[0]), 6), slope, agreement, lead


def threshold_of(sure: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The lowest confidence such that, of items at or above it, the share that is wrong stays within ``MOST_ERROR``,
    one more wrong item allowed for; above 1 where there is none."""
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order])
    within = np.flatnonzero((wrong + 1) / (np.arange(len(order)) + 2) <= MOST_ERROR)
    return round(float(sure[order[within[-1]]]), 4) if len(within) else 1.01


def train(
    examples: Sequence[LabelledExample],
    embedder: Embedder,
    labelled: Sequence[LabelledItem],
    base: CategoryModel | None,
) -> CategoryModel:
    """A new model. Without labelled items the prior and the blends of ``base`` are kept.

    Raises ValueError where there are neither labelled items nor a base.
    """
    views = learn_views(examples, example_features(examples), example_vectors(examples, embedder))
    return with_blend(examples, views, embedder, labelled, base)


def reblended(model: CategoryModel, labelled: Sequence[LabelledItem], embedder: Embedder) -> CategoryModel:
    """The model with prior, blends and calibration of these labelled items; its views stay as they are."""
    with_prior = replace(model, prior=prior_of(labelled))
    blend, without_vectors = fit_blends(with_prior, labelled, embedder)
    fitted = replace(with_prior, blend=blend, blend_without_vectors=without_vectors)
    return from_bytes(to_bytes(fitted), "new model")


def with_blend(
    examples: Sequence[LabelledExample],
    views: Views,
    embedder: Embedder,
    labelled: Sequence[LabelledItem],
    base: CategoryModel | None,
) -> CategoryModel:
    """A model of views that were learned already; see ``train``."""
    space = space_of(embedder)
    if labelled:
        even = Blend(dict.fromkeys(blending.PARTS, 1.0), (0.0, 1.0, 0.0, 0.0), 1.0)
        start = assemble(examples, views, space, prior_of(labelled), (even, even))
        return assemble(examples, views, space, start.prior, fit_blends(start, labelled, embedder))
    if base is None:
        raise ValueError("the blend needs labelled items, or a model whose blend is kept")
    return assemble(examples, views, space, base.prior, (base.blend, base.blend_without_vectors))


def is_right(label: str, one: LabelledItem) -> bool:
    """Whether a choice is one of those acceptable for an item."""
    return label in one.acceptable or (not one.acceptable and label == OUT_OF_SCOPE)
