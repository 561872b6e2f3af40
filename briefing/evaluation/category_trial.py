"""Old classifier against new, each on texts that it was not trained on, before one takes the other's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from briefing.enrichment.category import CategoryChoice
from briefing.enrichment.category.learned import LearnedCategoriser
from briefing.enrichment.category.model import CategoryModel, Floats
from briefing.enrichment.category.training import (
    FOLDS,
    LabelledItem,
    example_features,
    example_vectors,
    fold_of,
    learn_views,
    with_blend,
)
from briefing.enrichment.embedding import Embedder
from briefing.evaluation.categories import examples_as_items, figures, labelled_items
from briefing.records.correction import Correction
from briefing.taxonomy.labelled_examples import LabelledExample

CORRECTED = "correction/"
"""What the ids of examples begin with that analysts' corrections became."""


@dataclass(frozen=True)
class Trial:
    """The new model, what was measured, and whether the old one did better."""

    model: CategoryModel
    report: dict[str, Any]
    is_worse: bool


@dataclass(frozen=True)
class _Recipe:
    """Examples with their features, and the labelled items or the model that the blend comes from."""

    examples: list[LabelledExample]
    features: Floats
    vectors: Floats
    labelled: list[LabelledItem]
    base: CategoryModel | None
    embedder: Embedder

    def learn(
        self, is_kept: Callable[[LabelledExample], bool], labelled: Sequence[LabelledItem]
    ) -> CategoryModel:
        """A model of the examples that are kept, its blend fitted to ``labelled`` or that of the base."""
        at = [number for number, example in enumerate(self.examples) if is_kept(example)]
        kept = [self.examples[number] for number in at]
        views = learn_views(kept, self.features[at], self.vectors[at])
        return with_blend(kept, views, self.embedder, labelled, self.base)


def example_of(correction: Correction) -> LabelledExample:
    """A correction as an example to learn from."""
    return LabelledExample(
        example_id=f"{CORRECTED}{correction.item_id}",
        language=correction.language.partition("-")[0],
        label=correction.label,
        kind=correction.label if correction.label != "out_of_scope" else "out_of_scope.corrected",
        title=correction.title,
        lead=correction.lead,
    )


def run_trial(
    own: Sequence[LabelledExample],
    corrections: Sequence[Correction],
    labels: Sequence[Mapping[str, Any]],
    embedder: Embedder,
    old: CategoryModel | None,
) -> Trial:
    """Train on our examples and the corrections, blend by the labels (or as the old model does), and compare.

    Everything is judged in ``FOLDS`` parts by models that have not seen the part. Labelled items decide which model
    is worse; without any, examples and corrections do. The old side learns from the examples that the old model was
    trained on, as far as they still stand, and its blend is fitted like the new one's: the old blend itself may have
    seen the very labels. Raises ValueError where there is neither a label nor an old model.
    """
    everything = [*own, *map(example_of, sorted(corrections, key=lambda one: one.item_id))]
    labelled = labelled_items(labels)
    features, vectors = example_features(everything), example_vectors(everything, embedder)
    new = _Recipe(everything, features, vectors, labelled, old, embedder)
    model = new.learn(lambda _: True, labelled)
    judged = [*examples_as_items(everything), *labelled]
    after = _left_out(new, lambda _: True, judged)
    report: dict[str, Any] = {
        "model": model.digest[:8],
        "examples": len(own),
        "corrections": len(corrections),
        "labels": len(labelled),
        "new": _summary(judged, after, len(own), len(everything)),
    }
    if old is None:
        return Trial(model, report, is_worse=False)
    before = _old_choices(old, new, judged)
    report["old"] = {
        "model": old.digest[:8],
        **_summary(judged, before, len(own), len(everything)),
    }
    counted = slice(len(everything) if labelled else 0, None)
    is_worse = did_worse(judged[counted], before[counted], after[counted])
    return Trial(model, report, is_worse)


def _old_choices(old: CategoryModel, recipe: _Recipe, judged: Sequence[LabelledItem]) -> list[CategoryChoice]:
    """By the old model's recipe without each fold; by the model itself where its examples are not among these."""
    known = set(old.example_ids)
    if len({one.label for one in recipe.examples if one.example_id in known}) < 2:
        return LearnedCategoriser(old, recipe.embedder).categorise([one.item for one in judged])
    return _left_out(recipe, lambda example: example.example_id in known, judged)


def _left_out(
    recipe: _Recipe, is_known: Callable[[LabelledExample], bool], judged: Sequence[LabelledItem]
) -> list[CategoryChoice]:
    """Choices for each item by a model that has not seen its fold."""
    folds = np.array([fold_of(one.item.title) for one in judged])
    choices: dict[int, CategoryChoice] = {}
    for fold in range(FOLDS):
        kept = [one for one in recipe.labelled if fold_of(one.item.title) != fold]
        model = recipe.learn(
            lambda example, fold=fold: is_known(example) and fold_of(example.title) != fold,  # type: ignore[misc]
            kept,
        )
        asked = np.flatnonzero(folds == fold).tolist()
        made = LearnedCategoriser(model, recipe.embedder).categorise(
            [judged[number].item for number in asked]
        )
        choices |= dict(zip(asked, made, strict=True))
    return [choices[number] for number in range(len(judged))]


def did_worse(
    judged: Sequence[LabelledItem], before: Sequence[CategoryChoice], after: Sequence[CategoryChoice]
) -> bool:
    """Whether the second choices lose more items than they win, by more than the spread that chance alone has.

    Of ``n`` items that only one side got right, chance gives each side half, with a spread of the root of ``n``
    between them.
    """
    lost = won = 0
    for one, old, new in zip(judged, before, after, strict=True):
        was, now = old.label in one.acceptable, new.label in one.acceptable
        lost += was and not now
        won += now and not was
    return lost - won > (lost + won) ** 0.5


def _summary(
    judged: Sequence[LabelledItem], choices: Sequence[CategoryChoice], own: int, everything: int
) -> dict[str, Any]:
    """Figures of our examples, of corrections and of labelled items, each by itself; absent where there is none."""
    parts = {"examples": (0, own), "corrections": (own, everything), "labels": (everything, len(judged))}
    return {
        name: _short(judged[start:end], choices[start:end])
        for name, (start, end) in parts.items()
        if end > start
    }


def _short(judged: Sequence[LabelledItem], choices: Sequence[CategoryChoice]) -> dict[str, Any]:
    rows = [{"lang": one.item.language.partition("-")[0]} for one in judged]
    whole = figures(rows, judged, choices)
    return {name: whole[name] for name in ("items", "scope", "category", "review", "by_language")}
