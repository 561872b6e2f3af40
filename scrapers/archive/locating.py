"""Where each response of our archive lies: for revisits whose bytes are in a file of another day or of an import.

A SQLite file beside the archive, made from it and never more than it: a WARC file enters when it is first read, or
when something is looked for that no file known so far holds. Deleted, it is made again.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from briefing.storage.home import Home
from scrapers.archive.index import ArchiveError, Reference, Visit, read_visits
from scrapers.archive.revisits import KnownResponses
from scrapers.extraction.addresses import canonical_address

log = logging.getLogger("desk.archive")
_SCHEMA = """
create table if not exists files (name text primary key, size integer) without rowid;
create table if not exists responses (
    file text, offset integer, capture_id text, url text, address text, at text, digest text, recorded text,
    status integer, content_type text, location text, bytes integer, request_key text, egress text,
    primary key (file, offset)) without rowid;
create index if not exists by_id on responses (capture_id);
create index if not exists by_address on responses (address);
create index if not exists by_digest on responses (digest);
create index if not exists by_recorded on responses (recorded);
"""
_COLUMNS = (
    "file, offset, capture_id, url, at, digest, recorded, "
    "status, content_type, location, bytes, request_key, egress"
)


class RecordIndex:
    """Looks up responses over the whole archive of a home folder. Where its file fails it finds less and says so."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._is_whole = False
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        path = self._home.record_index
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connected(path)
            except sqlite3.OperationalError:  # locked, no room, no permission: not its fault
                raise
            except sqlite3.DatabaseError as error:
                log.warning("%s: damaged, and made again: %s", path, error)
                for part in path.parent.glob(path.name + "*"):
                    part.unlink()
                return _connected(path)
        except (sqlite3.Error, OSError) as error:
            log.warning("%s: cannot be used, responses of other files will not be found: %s", path, error)
            return None

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def learn(self, path: Path, visits: Iterable[Visit]) -> None:
        """Enter the responses of a WARC file, unless it is entered already."""
        if self._connection is None or self._is_known(path):
            return
        name = self._home.relative(path)
        rows = (_row(name, visit) for visit in visits if visit.outcome == "fetched" and visit.told_in is None)
        try:
            self._connection.execute("begin immediate")
            self._connection.execute("delete from responses where file = ?", (name,))
            self._connection.executemany(
                f"insert or replace into responses values ({', '.join('?' * 14)})",  # noqa: S608 - placeholders
                rows,
            )
            self._connection.execute(
                "insert or replace into files values (?, ?)", (name, path.stat().st_size)
            )
            self._connection.execute("commit")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            log.warning("%s: not entered into the index of records: %s", name, error)

    def _rows(self, query: str, *values: object) -> list[tuple]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            log.warning("%s: cannot be read: %s", self._home.record_index, error)
            return []

    def _is_known(self, path: Path) -> bool:
        rows = self._rows("select size from files where name = ?", self._home.relative(path))
        return bool(rows) and rows[0][0] == path.stat().st_size

    def find(self, reference: Reference, revisit: Visit) -> Visit | None:
        """The response that a revisit refers to, in whichever file of the archive; None where no file holds it."""
        if self._connection is None:
            return None
        found = self._looked_up(reference, revisit)
        if found is None and not self._is_whole:
            self._learn_the_rest()
            found = self._looked_up(reference, revisit)
        return found

    def _looked_up(self, reference: Reference, revisit: Visit) -> Visit | None:
        digest = (reference.digest or "").lower()
        rows = self._rows(
            f"select {_COLUMNS} from responses where capture_id = ? or address = ? or digest = ? or recorded = ?",  # noqa: S608
            reference.record_id or "",
            _address(reference.url),
            digest,
            digest,
        )
        visits = [_visit(self._home, row) for row in rows]
        return KnownResponses(v for v in visits if v.file.is_file()).find(reference, revisit)

    def answer(self, url: str, key: str, since: datetime) -> Visit | None:
        """The newest response that our own crawls have of a request since an instant; None where there is none.

        ``key`` is the request key; the address must be the very one, since http and https may answer otherwise.
        """
        rows = self._rows(
            f"select {_COLUMNS} from responses where address = ? and request_key = ?",  # noqa: S608
            _address(url),
            key,
        )
        held = [
            v
            for v in (_visit(self._home, row) for row in rows)
            if v.at >= since and v.url == url and self._home.collected_for(v.file) and v.file.is_file()
        ]
        return max(held, key=lambda v: (v.at, v.capture_id, str(v.file)), default=None)

    def _learn_the_rest(self) -> None:
        self._is_whole = True
        for path in sorted((self._home.root / "archive").rglob("*.warc.gz")):
            if self._is_known(path):
                continue
            try:
                visits, _ = read_visits(path)
            except (ArchiveError, OSError) as error:
                log.warning("%s: passed over in search of a record: %s", path, error)
                continue
            self.learn(path, visits)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.executescript(_SCHEMA)
    return connection


def _address(url: str | None) -> str:
    try:
        return canonical_address(url) if url else ""
    except ValueError:
        return ""


def _row(name: str, visit: Visit) -> Sequence[object]:
    return (
        name,
        visit.offset,
        visit.capture_id,
        visit.url,
        _address(visit.url),
        visit.at.isoformat(),
        (visit.payload_digest or "").lower(),
        (visit.recorded_digest or "").lower(),
        visit.status,
        visit.content_type,
        visit.location,
        visit.payload_bytes,
        visit.request_key,
        visit.egress,
    )


def _visit(home: Home, row: Sequence) -> Visit:
    file, offset, capture_id, url, at, digest, recorded, status, kind, location, size, key, egress = row
    return Visit(
        capture_id=capture_id,
        url=url,
        at=datetime.fromisoformat(at).astimezone(UTC),
        outcome="fetched",
        detail="",
        status=status,
        content_type=kind,
        location=location,
        payload_digest=_as_written(digest),
        payload_bytes=size,
        file=home.absolute(file),
        offset=offset,
        request_key=key,
        egress=egress,
        recorded_digest=recorded or None,
    )


def _as_written(digest: str) -> str:
    """A digest as this code computes it; it was folded for the look-up."""
    algorithm, _, value = digest.partition(":")
    return f"{algorithm}:{value.upper()}"
