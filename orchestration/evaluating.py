"""The sections of an evaluation, with the engines that this installation runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefing.evaluation.report import Section
from briefing.settings import Settings
from briefing.storage.home import Home
from orchestration.categoriser import kept_embedder, model_of

LEAST_TO_CROSS = 100
"""Labelled items from which on a fifth of them says anything."""


def sections(settings: Settings) -> list[Section]:
    """Every section in the order in which it is measured and shown. Vectors are kept in the home folder."""
    home = Home(settings.home)

    def language_id(corpora: Path) -> Mapping[str, Any]:
        from briefing.enrichment.language import ScriptAndLangid
        from briefing.evaluation.language_id import evaluate

        return {"language_id": evaluate(corpora, ScriptAndLangid())}

    def duplicates(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.duplicates import evaluate

        return {"duplicates": evaluate(corpora)}

    def stories(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.stories import evaluate

        sets = evaluate(corpora, kept_embedder(home))
        across = {"cross_language": sets.pop("cross_language")} if "cross_language" in sets else {}
        return {"stories": sets, **across}

    def category(corpora: Path) -> Mapping[str, Any]:
        from briefing.enrichment.category import LearnedCategoriser
        from briefing.evaluation.categories import cross_validated, evaluate
        from briefing.evaluation.collections import labels

        rows, model, embedder = labels(corpora), model_of(home), kept_embedder(home)
        found = _by_key(evaluate(rows, LearnedCategoriser(model, embedder)))
        if embedder is not None and len(rows) >= LEAST_TO_CROSS:
            crossed = cross_validated(rows, model, embedder)
            found["cross_validated"] = {
                part: crossed[part] for part in ("items", "scope", "category", "review")
            }
        return found

    def numbers(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.numbers import evaluate

        return {"numbers": evaluate(corpora)}

    def planted(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.planted import evaluate

        return {"planted": evaluate(corpora)}

    return [
        Section("language_id", language_id),
        Section("duplicates", duplicates),
        Section("stories", stories),
        Section("category", category),
        Section("numbers", numbers),
        Section("planted", planted),
    ]


def _by_key(measured: Mapping[str, Any]) -> dict[str, Any]:
    """Scope, category and review each with their own languages, rather than languages with each of the three."""
    parts = ("scope", "category", "review")
    languages: Mapping[str, Any] = measured["by_language"]
    found: dict[str, Any] = {
        part: {
            **measured[part],
            "by_language": {
                language: {"items": figures["items"], **figures[part]}
                for language, figures in languages.items()
            },
        }
        for part in parts
    }
    details = {key: value for key, value in measured.items() if key not in (*parts, "by_language", "items")}
    found["category"] |= details
    found["scope"] = {"items": measured["items"], **found["scope"]}
    return found
