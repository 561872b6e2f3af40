"""Vectors of texts, kept by content in a small database of the home folder; losing it costs time and nothing else.

A database that is found damaged is therefore put aside under another name, with a word in the log, and begun anew.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

T = TypeVar("T")
log = logging.getLogger("desk.vectors")
_BATCH = 500
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class KeptVectors:
    """See ``VectorStore``. Several processes may use one file; each call is its own transaction.

    Raises sqlite3.Error where the file cannot be used for another reason than damage: no room, no right, a lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mended(lambda: self._open().close())

    def _open(self) -> sqlite3.Connection:
        """With its table each time: another process may be about to begin the file anew."""
        database = sqlite3.connect(self._path, timeout=60)
        try:
            database.execute("pragma journal_mode=wal")
            database.execute(
                "create table if not exists vectors (space text, digest text, vector blob not null,"
                " primary key (space, digest)) without rowid"
            )
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _mended(self, step: Callable[[], T]) -> T:
        """Take a step; where the database is damaged, begin it anew and take the step again."""
        try:
            return step()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
        with FileLock(self._path.with_name(f"{self._path.name}.lock")):
            try:
                return step()  # another process may have begun it anew meanwhile
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._put_aside(error)
            return step()

    def _put_aside(self, error: sqlite3.DatabaseError) -> None:
        """Under a name that stays the same, so that a disk which damages files is not filled with them."""
        aside = self._path.with_name(f"{self._path.name}.damaged")
        for ending in (
            "-wal",
            "-shm",
        ):  # they belong to the damaged one, and would be taken for the new one's
            self._path.with_name(f"{self._path.name}{ending}").unlink(missing_ok=True)
        self._path.replace(aside)
        log.warning("%s is damaged (%s): put aside as %s, begun anew", self._path, error, aside.name)

    def read(self, space: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """See VectorStore."""
        return self._mended(lambda: self._read(space, digests))

    def _read(self, space: str, digests: Sequence[str]) -> dict[str, bytes]:
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
        self._mended(lambda: self._write(space, vectors))

    def _write(self, space: str, vectors: Mapping[str, bytes]) -> None:
        with closing(self._open()) as database, database:
            database.executemany(
                "insert or ignore into vectors values (?, ?, ?)",
                [(space, digest, vector) for digest, vector in vectors.items()],
            )


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Is it the file that is wrong? The lower byte is the kind of an extended error code."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
