"""Which engines there are, by the name that the settings give them, and the chain that they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from briefing.enrichment.translation.budget import Budget
from briefing.enrichment.translation.chain import EngineChain
from briefing.enrichment.translation.kept import AnswerStore, KeptEngine
from briefing.enrichment.translation.local_models import LocalModels
from briefing.enrichment.translation.openai_compatible import ChatServer, OpenAICompatible
from briefing.enrichment.translation.protocol import Engine, Translator
from briefing.enrichment.translation.structured import StructuredLine


class UnknownTranslationEngineError(ValueError):
    """A DESK_TRANSLATION_ENGINE that is none of the engines there are."""


class EngineNotConfiguredError(ValueError):
    """An engine that is named and lacks a setting; the message names the setting."""


@dataclass(frozen=True)
class EngineParts:
    """What engines are made of. ``store`` None: nothing is kept; ``out_of_scope``: items that no reader sees too."""

    models: Path | None = None
    server: ChatServer | None = None
    budget: Budget | None = None
    store: AnswerStore | None = None
    out_of_scope: bool = True


def _bergamot(parts: EngineParts) -> Engine:
    return LocalModels("bergamot", _folder(parts))


def _ctranslate2(parts: EngineParts) -> Engine:
    return LocalModels("ctranslate2", _folder(parts))


def _openai(parts: EngineParts) -> Engine:
    if parts.server is None:
        raise EngineNotConfiguredError(
            "DESK_TRANSLATION_ENGINE names openai; it needs DESK_LLM_URL and DESK_LLM_MODEL"
        )
    return OpenAICompatible(parts.server, parts.budget)


def _folder(parts: EngineParts) -> Path:
    if parts.models is None:
        raise EngineNotConfiguredError(
            "DESK_TRANSLATION_ENGINE names an engine of local models; it needs DESK_MODELS"
        )
    return parts.models


_ENGINES: dict[str, Callable[[EngineParts], Engine]] = {
    "bergamot": _bergamot,
    "ctranslate2": _ctranslate2,
    "openai": _openai,
}
_BATCHES = {"openai": 64}
"""Items after which the answers are kept, of an engine whose answers cost money."""

STRUCTURED = StructuredLine.engine


def engine_names(setting: str) -> tuple[str, ...]:
    """The engines that a setting names, in order, without the structured line, which always stands last.

    Raises UnknownTranslationEngineError naming the setting and the engines.
    """
    names = tuple(filter(None, map(str.strip, setting.split(","))))
    known = (*sorted(_ENGINES), STRUCTURED)
    if not names or set(names) - set(known) or len(set(names)) != len(names) or STRUCTURED in names[:-1]:
        raise UnknownTranslationEngineError(
            f"DESK_TRANSLATION_ENGINE is {setting!r}; engines are {', '.join(known)}, each once,"
            f" separated by commas, {STRUCTURED} at most as the last"
        )
    return tuple(name for name in names if name != STRUCTURED)


def chained_engines(setting: str, parts: EngineParts) -> tuple[Engine, ...]:
    """The engines of a setting, the structured line apart. Raises as ``translator`` does."""
    return tuple(_ENGINES[name](parts) for name in engine_names(setting))


def translator(setting: str, parts: EngineParts | None = None) -> Translator:
    """The translator that a setting names: engines one behind the other, the structured line last.

    Raises UnknownTranslationEngineError, or EngineNotConfiguredError where a named engine lacks a setting.
    """
    made_of = parts or EngineParts()
    engines = chained_engines(setting, made_of)
    if not engines:
        return StructuredLine()
    store = made_of.store
    kept = [KeptEngine(engine, store, _BATCHES.get(engine.name)) if store else engine for engine in engines]
    return EngineChain(kept, StructuredLine(), out_of_scope=made_of.out_of_scope)
