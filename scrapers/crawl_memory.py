"""What the crawler remembers from one crawl to the next: validators, wishes of hosts, intervals of feeds.

A small SQLite file in the home folder, by egress, since a server may answer another egress otherwise. It is an aid
and never a truth: without it everything is asked in full, and no capture depends on it. So a file that cannot be read
or written is said in the log and done without.

Validators are stored after the response they belong to lies in its WARC file, and are used only where that record is
still there with the same payload. A crawl that is killed may therefore lose validators, and never has newer ones
than bytes.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapers.cadence import Poll, pack, unpack

log = logging.getLogger("desk.crawl.memory")
WHOLE_ANSWER_EVERY = timedelta(
    days=7
)  # a server that calls everything "not modified" is found out after this
_BATCH = 256
_SCHEMA = """
create table if not exists validators (
    egress text, url text, etag text, last_modified text, capture_id text, captured_at text, digest text,
    file text, offset integer, primary key (egress, url)) without rowid;
create table if not exists holds (
    egress text, host text, until text, words text, primary key (egress, host)) without rowid;
create table if not exists polls (
    egress text, url text, asked_at text, seconds real, seen blob, primary key (egress, url)) without rowid;
"""


@dataclass(frozen=True)
class Validators:
    """What a server gave to recognise a response by, and where that response lies.

    ``file`` is as ``Home.relative`` names it, ``offset`` in bytes of it, ``digest`` of the payload.
    """

    url: str
    etag: str
    last_modified: str
    capture_id: str
    captured_at: datetime
    digest: str
    file: str
    offset: int


@dataclass(frozen=True)
class Hold:
    """A host's wish not to be asked before an instant, and what it said."""

    host: str
    until: datetime
    words: str


class CrawlMemory:
    """Reads at once, writes in batches, and at the end (``close``). Holds are written at once."""

    def __init__(self, path: Path, egress: str, at: datetime) -> None:
        self._path, self._egress = path, egress
        self._pending: list[tuple[str, tuple[object, ...]]] = []
        self._held: dict[str, Hold] = {}
        self._connection = self._opened(at)

    def _opened(self, at: datetime) -> sqlite3.Connection | None:
        with self._telling("open"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=10.0, isolation_level=None)
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.executescript(_SCHEMA)
            stale = (at - 2 * WHOLE_ANSWER_EVERY).isoformat()
            connection.execute("delete from validators where captured_at < ?", (stale,))
            connection.execute("delete from holds where until < ?", (stale,))
            rows = connection.execute(
                "select host, until, words from holds where egress = ?", (self._egress,)
            ).fetchall()
            for host, until, words in rows:
                with self._telling("read"):
                    self._held[host] = Hold(host, _read(until), _text(words))
            return connection
        return None

    @contextlib.contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError, OverflowError) as error:
            log.warning("%s: cannot %s what was remembered, going on without: %s", self._path, what, error)

    def _row(self, query: str, *values: object) -> tuple | None:
        if self._connection is None:
            return None
        with self._telling("read"):
            return self._connection.execute(query, values).fetchone()
        return None

    def _write(self, statement: str, *values: object) -> None:
        self._pending.append((statement, values))
        if len(self._pending) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, in one transaction."""
        pending, self._pending = self._pending, []
        if self._connection is None or not pending:
            return
        with self._telling("write"):
            self._connection.execute("begin immediate")
            try:
                for statement, values in pending:
                    self._connection.execute(statement, values)
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def close(self) -> None:
        """Write what is pending and close the file."""
        self.flush()
        if self._connection is not None:
            with self._telling("close"):
                self._connection.close()
            self._connection = None

    def validators(self, url: str, at: datetime) -> Validators | None:
        """Validators of a response to this address that is not older than WHOLE_ANSWER_EVERY, nor of the future."""
        row = self._row(
            "select etag, last_modified, capture_id, captured_at, digest, file, offset from validators"
            " where egress = ? and url = ?",
            self._egress,
            url,
        )
        if row is None:
            return None
        with self._telling("read"):
            etag, last_modified, capture_id, written, digest, file = map(_text, row[:6])
            if not isinstance(row[6], int):
                raise ValueError(f"{row[6]!r} is no offset")
            captured_at = _read(written)
            if timedelta(0) <= at - captured_at <= WHOLE_ANSWER_EVERY:
                return Validators(url, etag, last_modified, capture_id, captured_at, digest, file, row[6])
        return None

    def keep_validators(self, given: Validators) -> None:
        """Remember a response. Call after its record is written."""
        self._write(
            "insert or replace into validators values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._egress,
            given.url,
            given.etag,
            given.last_modified,
            given.capture_id,
            given.captured_at.isoformat(),
            given.digest,
            given.file,
            given.offset,
        )

    def forget_validators(self, url: str) -> None:
        """The address has no response that could be named."""
        self._write("delete from validators where egress = ? and url = ?", self._egress, url)

    def hold(self, host: str) -> Hold | None:
        """The last wish of a host, whether over or not."""
        return self._held.get(host)

    def keep_hold(self, hold: Hold) -> None:
        """Remember a host's wish, at once: the next crawl must know of it whatever becomes of this one."""
        self._held[hold.host] = hold
        self._write(
            "insert or replace into holds values (?, ?, ?, ?)",
            self._egress,
            hold.host,
            hold.until.isoformat(),
            hold.words,
        )
        self.flush()

    def end_hold(self, host: str) -> None:
        """The host answers again."""
        if self._held.pop(host, None) is not None:
            self._write("delete from holds where egress = ? and host = ?", self._egress, host)

    def poll(self, url: str) -> Poll | None:
        """What the last visit to a feed or sitemap left behind."""
        row = self._row(
            "select asked_at, seconds, seen from polls where egress = ? and url = ?", self._egress, url
        )
        if row is None:
            return None
        with self._telling("read"):
            if not isinstance(row[1], float) or not isinstance(row[2], bytes) or len(row[2]) % 6:
                raise ValueError(f"no interval or no digests: {row[1]!r}, {str(row[2])[:40]}")
            return Poll(_read(row[0]), timedelta(seconds=row[1]), unpack(row[2]))
        return None

    def keep_poll(self, url: str, poll: Poll) -> None:
        """Remember a visit to a feed or sitemap."""
        self._write(
            "insert or replace into polls values (?, ?, ?, ?, ?)",
            self._egress,
            url,
            poll.asked_at.isoformat(),
            poll.interval.total_seconds(),
            pack(poll.seen),
        )


def _read(stored: object) -> datetime:
    """Raises ValueError or OverflowError for what is no instant: a column of SQLite holds anything."""
    return datetime.fromisoformat(_text(stored)).astimezone(UTC)


def _text(stored: object) -> str:
    if not isinstance(stored, str):
        raise ValueError(f"{stored!r} is no text")
    return stored
