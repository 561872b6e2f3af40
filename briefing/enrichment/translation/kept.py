"""Answers kept by content: what was asked before is not asked again, so that a replay calls no model.

An answer is kept with the use that made it. A failure is not kept: the next run tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from briefing.enrichment.translation.protocol import Attempt, Engine, English, Question, TranslationInput
from briefing.records.engine_use import EngineUse
from briefing.records.record import Record


class KeptAnswer(Record):
    """An engine's English of one item, and the use that made it."""

    headline: str
    sentences: tuple[str, ...]
    use: EngineUse


class AnswerStore(Protocol):
    """Where answers are kept. ``engine`` and the question together are the key."""

    def read(self, engine: str, questions: Sequence[Question]) -> Mapping[Question, KeptAnswer]:
        """Those of the questions that were answered before."""
        ...

    def write(self, engine: str, answers: Mapping[Question, KeptAnswer]) -> None:
        """Keep answers. The first answer to a question stays: what a reader was told must not change by itself."""
        ...


class KeptEngine:
    """An engine that is asked only what it was not asked before.

    Answers are kept after every ``batch`` items (None: after all): a run that is killed has paid for few in vain.
    """

    def __init__(self, engine: Engine, store: AnswerStore, batch: int | None = None) -> None:
        self._engine, self._store, self._batch = engine, store, batch
        self.name, self.version = engine.name, engine.version

    def question(self, item: TranslationInput) -> Question | None:
        """See Engine."""
        return self._engine.question(item)

    def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        """See Engine. Two items that ask the same are asked once."""
        questions = [self._engine.question(item) for item in items]
        known = dict(self._store.read(self.name, sorted_questions(questions)))
        to_ask: dict[Question | int, TranslationInput] = {}
        for at, (question, item) in enumerate(zip(questions, items, strict=True)):
            if question is None or question not in known:
                to_ask.setdefault(at if question is None else question, item)
        attempts: dict[Question | int, Attempt] = {}
        for some in _batches(list(to_ask), self._batch):
            answered = self._engine.attempt([to_ask[key] for key in some])
            attempts |= zip(some, answered, strict=True)
            self._keep(zip(some, answered, strict=True))
            # Another process may have kept an answer meanwhile: what is printed is what a replay will print.
            known |= self._store.read(self.name, [key for key in some if isinstance(key, Question)])
        return [
            _attempt(known[question]) if question in known else attempts[at if question is None else question]
            for at, question in enumerate(questions)
        ]

    def _keep(self, attempts: Iterable[tuple[Question | int, Attempt]]) -> None:
        fresh = {
            key: KeptAnswer(
                headline=attempt.english.headline, sentences=attempt.english.sentences, use=attempt.use
            )
            for key, attempt in attempts
            if isinstance(key, Question) and attempt.english is not None
        }
        self._store.write(self.name, fresh)


def _batches(keys: list[Question | int], batch: int | None) -> list[list[Question | int]]:
    size = batch or max(len(keys), 1)
    return [keys[at : at + size] for at in range(0, len(keys), size)]


def sorted_questions(questions: Sequence[Question | None]) -> list[Question]:
    """Each question once, in an order that hangs on nothing but themselves."""
    return sorted({q for q in questions if q is not None}, key=lambda q: (q.model, q.version, q.digest))


def _attempt(kept: KeptAnswer) -> Attempt:
    return Attempt(English(kept.headline, kept.sentences), kept.use)
