"""What translation engines answered, kept by content in a small database of the home folder.

Losing it costs the calls again, and a replay may then differ: keep it with the captures where editions must stay
byte for byte.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from briefing.enrichment.translation.kept import KeptAnswer
from briefing.enrichment.translation.protocol import Question


class KeptTranslationError(Exception):
    """A kept answer that cannot be read; the message names the database and the question's digest."""


class KeptTranslations:
    """See ``AnswerStore``. Several processes may use one file; each call is its own transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as database, database:
            database.execute(
                "create table if not exists answers (engine text, model text, version text, digest text,"
                " answer text not null, primary key (engine, model, version, digest)) without rowid"
            )

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=60)
        database.execute("pragma journal_mode=wal")
        return database

    def read(self, engine: str, questions: Sequence[Question]) -> Mapping[Question, KeptAnswer]:
        """See AnswerStore. Raises KeptTranslationError for an answer that is damaged: it is never guessed."""
        found: dict[Question, KeptAnswer] = {}
        with closing(self._open()) as database:
            for question in questions:
                row = database.execute(
                    "select answer from answers where engine = ? and model = ? and version = ? and digest = ?",
                    (engine, question.model, question.version, question.digest),
                ).fetchone()
                if row is not None:
                    found[question] = self._answer(question, row[0])
        return found

    def _answer(self, question: Question, text: str) -> KeptAnswer:
        try:
            return KeptAnswer.model_validate_json(text)
        except ValidationError as error:
            raise KeptTranslationError(f"{self._path}: the answer to {question.digest} is damaged") from error

    def write(self, engine: str, answers: Mapping[Question, KeptAnswer]) -> None:
        """See AnswerStore."""
        with closing(self._open()) as database, database:
            database.executemany(
                "insert or ignore into answers values (?, ?, ?, ?, ?)",
                [(engine, q.model, q.version, q.digest, a.model_dump_json()) for q, a in answers.items()],
            )
