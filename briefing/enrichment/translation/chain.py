"""Engines one behind the other: what one does not translate the next one tries; the structured line stands last.

All items go to the first engine, those that it did not translate to the second, and so on. An answer whose headline
says what its source does not bear out is set aside while another engine may do better; where none does, the first one
stands, and the check that follows withholds what is wrong in it. Every try stands in the rendering's uses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from briefing.enrichment.grounding import VERSION, SourceText, check
from briefing.enrichment.grounding.source_text import HEADLINE
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
        versions = "\n".join([*(engine.version for engine in self._engines), last.version, VERSION])
        self.version = f"1+{hashlib.sha256(versions.encode()).hexdigest()[:12]}"

    def render(self, items: Sequence[TranslationInput]) -> list[Rendering]:
        """See Translator."""
        pending = [at for at, item in enumerate(items) if self._is_to_translate(item)]
        done: dict[int, English] = {}
        aside: dict[int, tuple[int, English]] = {}  # the first answer that failed, and the number of its use
        uses: dict[int, list[EngineUse]] = {at: [] for at in pending}
        for engine in self._engines:
            attempts = engine.attempt([items[at] for at in pending]) if pending else []
            for at, attempt in zip(pending, attempts, strict=True):
                use, english = attempt.use, attempt.english
                if english is None:
                    pass  # its use says why
                elif fault := _headline_fault(items[at], english):
                    use = use.model_copy(update={"outcome": "refused", "detail": fault})
                    aside.setdefault(at, (len(uses[at]), english))
                else:
                    done[at] = english
                uses[at].append(use)
            pending = [at for at in pending if at not in done]
        for at in pending:
            if at in aside:
                number, done[at] = aside[at]
                uses[at].append(uses[at].pop(number).model_copy(update={"outcome": "used", "detail": ""}))
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


def _headline_fault(item: TranslationInput, english: English) -> str:
    """What is wrong with an answer's headline, in words; empty when it stands."""
    source = SourceText(item.title, item.paragraphs, item.language, item.entities, item.figures)
    found = check(english.headline, source, sentence=HEADLINE)
    return "; ".join(f"headline: {finding.detail}" for finding in found)


def translated(item: TranslationInput, english: English, uses: tuple[EngineUse, ...]) -> Rendering:
    """The rendering of an item that an engine translated: each sentence beside the one that it was made of."""
    pairs = zip(item.key_sentences, english.sentences, strict=True)
    summary = tuple(sentence.model_copy(update={"text_en": text}) for sentence, text in pairs)
    return Rendering(english.headline, "translated", summary, "translated" if summary else "none", uses)
