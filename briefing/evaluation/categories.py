"""How right the categories are, on labelled items: scope, category, per language and category, calibration.

A labelled item is a mapping with ``title``, ``summary`` (or None), ``lang``, ``risk`` or ``ops`` (an id; neither:
out of scope) and ``second`` (an id that is acceptable too, or None).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from briefing.enrichment.category import OUT_OF_SCOPE, Categoriser, CategoryChoice, CategoryInput
from briefing.enrichment.category.learned import LearnedCategoriser
from briefing.enrichment.category.model import CategoryModel
from briefing.enrichment.category.training import FOLDS, LabelledItem, fold_of, input_of, reblended
from briefing.enrichment.embedding import Embedder
from briefing.enrichment.language import ScriptAndLangid
from briefing.taxonomy.labelled_examples import LabelledExample

_BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)
_CONFUSIONS = 20


def labelled_items(rows: Sequence[Mapping[str, Any]]) -> list[LabelledItem]:
    """Rows of a label file as items, in the language identified in them. Raises KeyError for a missing field."""
    languages = ScriptAndLangid()
    items = []
    for row in rows:
        title, summary = row["title"], row["summary"] or ""
        language = languages.identify(f"{title}\n{summary}", row.get("lang")).language
        first = row["risk"] or row["ops"] or OUT_OF_SCOPE
        acceptable = tuple(dict.fromkeys(label for label in (first, row.get("second")) if label))
        item = CategoryInput(title, (summary,) if summary else (), language, row.get("kind", "news_media"))
        items.append(LabelledItem(item, acceptable))
    return items


def evaluate(labels: Sequence[Mapping[str, Any]], engine: Categoriser) -> dict[str, Any]:
    """All figures of an engine on labelled rows; shares from 0 to 1, None where there is nothing to share.

    ``scope.accuracy``: in or out as labelled, over all. ``category.accuracy``: an acceptable label, over items in
    scope; one that was put out of scope counts as wrong. ``review``: the share at or above the engine's review
    threshold, and the share of those that is not acceptable.
    """
    items = labelled_items(labels)
    return figures(labels, items, engine.categorise([one.item for one in items]))


def cross_validated(
    labels: Sequence[Mapping[str, Any]], model: CategoryModel, embedder: Embedder
) -> dict[str, Any]:
    """The same figures where blend, prior and calibration of each fifth were fitted on the other four.

    The views of a model are learned from our own examples and have seen no label; what the shipped model took from
    labels is taken here from those that are not judged.
    """
    items = labelled_items(labels)
    folds = [fold_of(one.item.title) for one in items]
    choices: dict[int, CategoryChoice] = {}
    for fold in range(FOLDS):
        known = [one for one, where in zip(items, folds, strict=True) if where != fold]
        asked = [number for number, where in enumerate(folds) if where == fold]
        engine = LearnedCategoriser(reblended(model, known, embedder), embedder)
        made = engine.categorise([items[number].item for number in asked])
        choices |= dict(zip(asked, made, strict=True))
    return figures(labels, items, [choices[number] for number in range(len(items))])


def figures(
    labels: Sequence[Mapping[str, Any]], items: Sequence[LabelledItem], choices: Sequence[CategoryChoice]
) -> dict[str, Any]:
    """What ``evaluate`` gives, of choices that were made already."""
    judged = list(zip(items, choices, strict=True))
    spoken = [str(row.get("lang") or one.item.language) for row, one in zip(labels, items, strict=True)]
    by_language = {
        language: _main_figures([pair for pair, lang in zip(judged, spoken, strict=True) if lang == language])
        for language in sorted(set(spoken))
    }
    return {**_main_figures(judged), "by_language": by_language, **_details(judged)}


def examples_as_items(examples: Sequence[LabelledExample]) -> list[LabelledItem]:
    """Examples as labelled items, to be judged like real ones."""
    return [LabelledItem(input_of(example), (example.label,)) for example in examples]


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


Judged = Sequence[tuple[LabelledItem, CategoryChoice]]


def _main_figures(judged: Judged) -> dict[str, Any]:
    wanted = [pair for pair in judged if pair[0].acceptable[0] != OUT_OF_SCOPE]
    reported = [pair for pair in judged if pair[1].label != OUT_OF_SCOPE]
    both = [pair for pair in reported if pair[0].acceptable[0] != OUT_OF_SCOPE]
    sure = [pair for pair in judged if not pair[1].needs_review]
    return {
        "items": len(judged),
        "scope": {
            "accuracy": _share(sum(_scope_right(pair) for pair in judged), len(judged)),
            "precision": _share(len(both), len(reported)),
            "recall": _share(len(both), len(wanted)),
        },
        "category": {
            "accuracy": _share(sum(_right(pair) for pair in wanted), len(wanted)),
            "reported_right": _share(sum(_right(pair) for pair in reported), len(reported)),
        },
        "review": {
            "share_above": _share(len(sure), len(judged)),
            "error_above": _share(sum(not _right(pair) for pair in sure), len(sure)),
            "in_scope_share_above": _share(sum(not pair[1].needs_review for pair in reported), len(reported)),
        },
    }


def _right(pair: tuple[LabelledItem, CategoryChoice]) -> bool:
    return pair[1].label in pair[0].acceptable


def _scope_right(pair: tuple[LabelledItem, CategoryChoice]) -> bool:
    return (pair[1].label == OUT_OF_SCOPE) == (pair[0].acceptable[0] == OUT_OF_SCOPE)


def _details(judged: Judged) -> dict[str, Any]:
    labelled, found = Counter[str](), Counter[str]()
    chosen, good = Counter[str](), Counter[str]()
    confused = Counter[tuple[str, str]]()
    for pair in judged:
        label, choice = pair[0].acceptable[0], pair[1].label
        labelled[label] += 1
        chosen[choice] += 1
        found[label] += _right(pair)
        good[choice] += _right(pair)
        if not _right(pair):
            confused[label, choice] += 1
    return {
        "by_category": {
            name: {
                "labelled": labelled[name],
                "found": found[name],
                "chosen": chosen[name],
                "right": good[name],
            }
            for name in sorted(labelled | chosen)
        },
        "confusions": [
            {"label": label, "chosen": choice, "items": count}
            for (label, choice), count in sorted(confused.items(), key=lambda one: (-one[1], one[0]))[
                :_CONFUSIONS
            ]
        ],
        "calibration": [_band(judged, low, high) for low, high in pairwise(_BANDS)],
    }


def _band(judged: Judged, low: float, high: float) -> dict[str, Any]:
    inside = [pair for pair in judged if low <= pair[1].confidence < high]
    return {
        "from": low,
        "to": min(high, 1.0),
        "items": len(inside),
        "confidence": _share(sum(pair[1].confidence for pair in inside), len(inside)),
        "right": _share(sum(_right(pair) for pair in inside), len(inside)),
    }
