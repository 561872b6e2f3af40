"""Engines one behind the other: what one does not translate the next one tries; the structured line stands last.

All items go to the first engine, those that it did not translate to the second, and so on. Every try stands in the
rendering's uses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from briefing.enrichment.translation.protocol import (
    Engine,
    English,
    Rendering,
    TranslationInput,
    Translator,
)
from briefing.records.engine_use import EngineUse

UNDETERMINED = "und"


class EngineChain:
    """A translator of several engines. ``last`` takes what none of them translated, and all that is in English."""

    def __init__(self, engines: Sequence[Engine], last: Translator, *, out_of_scope: bool = True) -> None:
        self._engines, self._last, self._out_of_scope = tuple(engines), last, out_of_scope
        self.engine = ",".join([*(engine.name for engine in self._engines), last.engine])
        versions = "\n".join([*(engine.version for engine in self._engines), last.version])
        self.version = f"1+{hashlib.sha256(versions.encode()).hexdigest()[:12]}"

    def render(self, items: Sequence[TranslationInput]) -> list[Rendering]:
        """See Translator."""
        pending = [at for at, item in enumerate(items) if self._is_to_translate(item)]
        done: dict[int, English] = {}
        uses: dict[int, list[EngineUse]] = {at: [] for at in pending}
        for engine in self._engines:
            attempts = engine.attempt([items[at] for at in pending]) if pending else []
            for at, attempt in zip(pending, attempts, strict=True):
                uses[at].append(attempt.use)
                if attempt.english is not None:
                    done[at] = attempt.english
            pending = [at for at in pending if at not in done]
        rest = [at for at in range(len(items)) if at not in done]
        told = dict(zip(rest, self._last.render([items[at] for at in rest]), strict=True))
        return [
            translated(items[at], done[at], tuple(uses[at]))
            if at in done
            else replace(told[at], uses=(*uses.get(at, ()), *told[at].uses))
            for at in range(len(items))
        ]

    def _is_to_translate(self, item: TranslationInput) -> bool:
        """An English item keeps its words, and of a text in no known language nobody can say what it is."""
        return item.language not in ("en", UNDETERMINED) and (self._out_of_scope or item.category is not None)


def translated(item: TranslationInput, english: English, uses: tuple[EngineUse, ...]) -> Rendering:
    """The rendering of an item that an engine translated: each sentence beside the one that it was made of."""
    pairs = zip(item.key_sentences, english.sentences, strict=True)
    summary = tuple(sentence.model_copy(update={"text_en": text}) for sentence, text in pairs)
    return Rendering(english.headline, "translated", summary, "translated" if summary else "none", uses)
