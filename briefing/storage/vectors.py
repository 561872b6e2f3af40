"""Vectors of texts, kept by content in a small database of the home folder; losing it costs time and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

_BATCH = 500


class KeptVectors:
    """See ``VectorStore``. Several processes may use one file; each call is its own transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as database, database:
            database.execute(
                "create table if not exists vectors (space text, digest text, vector blob not null,"
                " primary key (space, digest)) without rowid"
            )

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=60)
        database.execute("pragma journal_mode=wal")
        return database

    def read(self, space: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """See VectorStore."""
        found: dict[str, bytes] = {}
        with closing(self._open()) as database:
            for start in range(0, len(digests), _BATCH):
                batch = digests[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                found |= dict(
                    database.execute(
                        f"select digest, vector from vectors where space = ? and digest in ({marks})",  # noqa: S608  only marks
                        (space, *batch),
                    )
                )
        return found

    def write(self, space: str, vectors: Mapping[str, bytes]) -> None:
        """See VectorStore."""
        with closing(self._open()) as database, database:
            database.executemany(
                "insert or ignore into vectors values (?, ?, ?)",
                [(space, digest, vector) for digest, vector in vectors.items()],
            )
