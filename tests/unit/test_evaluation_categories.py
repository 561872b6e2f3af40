"""The figures of the categories, on rows counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefing.enrichment.category import CategoryChoice, CategoryInput
from briefing.enrichment.category.choice import axes_of
from briefing.evaluation.categories import evaluate, labelled_items


class Scripted:
    """Says what the paragraphs say: a label and a confidence."""

    engine, version = "scripted", "1"

    def categorise(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        said = [item.paragraphs[0].split() for item in items]
        return [
            CategoryChoice(*axes_of(label), float(sure), (), "", needs_review=float(sure) < 0.8)
            for label, sure in said
        ]


def _row(label: str | None, second: str | None, said: str, lang: str = "en") -> dict[str, Any]:
    return {
        "title": "A headline in plain English words",
        "summary": said,
        "lang": lang,
        "risk": label if label and label.startswith("risk") else None,
        "ops": label if label and label.startswith("ops") else None,
        "second": second,
    }


ROWS = [
    _row("risk.crime", None, "risk.crime 0.9"),  # right
    _row("risk.crime", "risk.fraud", "risk.fraud 0.9"),  # right by the second
    _row("ops.taxes", None, "ops.budgets 0.85"),  # in scope, wrong category, above the threshold
    _row("ops.taxes", None, "out_of_scope 0.6", "vi"),  # missed
    _row(None, None, "out_of_scope 0.95", "vi"),  # rightly out
    _row(None, "ops.taxes", "ops.taxes 0.7", "vi"),  # acceptable, yet in scope
]


def test_figures_are_those_counted_by_hand() -> None:
    found = evaluate(ROWS, Scripted())
    assert found["items"] == 6
    assert found["scope"] == {"accuracy": 0.6667, "precision": 0.75, "recall": 0.75}
    assert found["category"] == {"accuracy": 0.5, "reported_right": 0.75}
    assert found["review"] == {"share_above": 0.6667, "error_above": 0.25, "in_scope_share_above": 0.75}
    assert found["by_language"]["vi"]["items"] == 3
    assert found["by_language"]["vi"]["category"] == {"accuracy": 0.0, "reported_right": 1.0}
    assert found["by_category"]["risk.crime"] == {"labelled": 2, "found": 2, "chosen": 1, "right": 1}
    assert found["confusions"] == [
        {"label": "ops.taxes", "chosen": "ops.budgets", "items": 1},
        {"label": "ops.taxes", "chosen": "out_of_scope", "items": 1},
    ]
    bands = {band["from"]: band for band in found["calibration"]}
    assert bands[0.9] == {"from": 0.9, "to": 0.95, "items": 2, "confidence": 0.9, "right": 1.0}
    assert sum(band["items"] for band in found["calibration"]) == 6


def test_nothing_to_judge_has_no_shares() -> None:
    found = evaluate([], Scripted())
    assert (found["items"], found["scope"]["accuracy"], found["category"]["accuracy"]) == (0, None, None)


def test_a_row_names_the_best_label_first() -> None:
    first, second = labelled_items([ROWS[1], ROWS[5]])
    assert first.acceptable == ("risk.crime", "risk.fraud")
    assert second.acceptable == ("out_of_scope", "ops.taxes")
    assert first.item.language == "en"
