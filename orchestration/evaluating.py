"""The sections of an evaluation, with the engines that this installation runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefing.evaluation.report import Section
from briefing.settings import Settings


def sections(settings: Settings) -> list[Section]:
    """Every section in the order in which it is measured and shown."""

    def language_id(corpora: Path) -> Mapping[str, Any]:
        from briefing.enrichment.language import ScriptAndLangid
        from briefing.evaluation.language_id import evaluate

        return {"language_id": evaluate(corpora, ScriptAndLangid())}

    def numbers(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.numbers import evaluate

        return {"numbers": evaluate(corpora)}

    def planted(corpora: Path) -> Mapping[str, Any]:
        from briefing.evaluation.planted import evaluate

        return {"planted": evaluate(corpora)}

    return [Section("language_id", language_id), Section("numbers", numbers), Section("planted", planted)]
