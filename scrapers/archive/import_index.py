"""The index of an imported archive: what it holds and where, read from the WARC file once.

A public news archive holds tens of thousands of pages of thousands of hosts, over many days. Every day of a backfill
looks into it, and finds here what it looks for without reading the file again or keeping all of it in memory.

The index is a SQLite file beside the import, made from it and never more than it. It says of which bytes it speaks;
where the file is another, or the index is lost or damaged, it is made again.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from briefing.storage.atomic import file_digest
from scrapers.archive.index import Asked, Fault, Read, Reference, Visit, read_records
from scrapers.archive.revisits import KnownResponses, joined
from scrapers.extraction.addresses import canonical_address
from scrapers.extraction.asking import identity_of

log = logging.getLogger("desk.archive")
SUFFIX = ".index.sqlite"
_VERSION = "2"  # another number for every change of what is stored or how it is read
_BATCH = 1000
_FIELDS = tuple(field.name for field in fields(Visit) if field.name not in ("file", "told_in"))
_SCHEMA = """
create table about (version text, size integer, modified integer, digest text);
create table dates (key text, capture_id text, at text, primary key (key, capture_id)) without rowid;
create table faults (offset integer, reason text);
create table visits (
    place integer primary key, identity text, host text, url text, at text, capture_id text, digest text,
    recorded text, is_revisit integer, is_page integer, concurrent_to text, visit text);
"""
_INDEXES = """
create index by_identity on visits (identity);
create index by_host on visits (host);
create index by_id on visits (capture_id);
create index by_digest on visits (digest);
create index by_recorded on visits (recorded);
"""


class ImportIndex:
    """What one WARC file holds. Open it with ``open_index``; close it after use."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self._connection = path, connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def faults(self) -> list[Fault]:
        """What could not be read of the archive."""
        rows = self._connection.execute("select offset, reason from faults order by offset")
        return [Fault(self.path, offset, reason) for offset, reason in rows]

    def visits(self) -> Iterator[Visit]:
        """All visits in file order."""
        for (text,) in self._connection.execute("select visit from visits order by place"):
            yield _unpacked(text, self.path)

    def at(self, identity: str) -> list[Visit]:
        """Visits that answer a request, in file order."""
        rows = self._connection.execute(
            "select visit from visits where identity = ? order by place", (identity,)
        )
        return [_unpacked(text, self.path) for (text,) in rows]

    def addresses(self, until: datetime | None = None) -> Iterator[str]:
        """Every address that was visited up to an instant, each once."""
        found = self._connection.execute(
            "select min(url) from visits where at <= ? group by identity", (_limit(until),)
        )
        for (url,) in found:
            yield url

    def hosts(self) -> list[tuple[str, int, date, date]]:
        """Each host (without ``www.``) with how often it was visited, and the UTC dates of the first and the last."""
        rows = self._connection.execute(
            "select host, count(*), min(at), max(at) from visits group by host order by host"
        )
        return [
            (host, count, datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
            for host, count, first, last in rows
        ]

    def pages(self, hosts: Iterable[str], until: datetime | None = None) -> Iterator[tuple[str, str]]:
        """Identity and address of pages on hosts: what answered a plain GET with 200 and HTML or PDF, up to an
        instant."""
        for host in sorted(set(hosts)):
            yield from self._connection.execute(
                "select identity, min(url) from visits where host = ? and is_page and at <= ? group by identity",
                (host, _limit(until)),
            )

    def dates(self, key: str) -> dict[str, datetime | None]:
        """What pages say of their publication, by capture id, as it was read with the settings that ``key`` names."""
        rows = self._connection.execute("select capture_id, at from dates where key = ?", (key,))
        return {identifier: datetime.fromisoformat(at) if at else None for identifier, at in rows}

    def keep_dates(self, key: str, dates: Iterable[tuple[str, datetime | None]]) -> None:
        """Keep what pages say of their publication. Where nothing can be written it will be read again."""
        rows = [(key, identifier, at.isoformat() if at else None) for identifier, at in dates]
        try:
            with self._connection:
                self._connection.executemany("insert or replace into dates values (?, ?, ?)", rows)
        except sqlite3.Error as error:
            log.warning("%s: dates of pages are not kept: %s", self.path.name, error)

    def newest(self, until: datetime | None = None) -> datetime | None:
        """When the last visit was made, up to an instant."""
        row = self._connection.execute(
            "select max(at) from visits where at <= ?", (_limit(until),)
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row[0] else None


def _limit(until: datetime | None) -> str:
    """As ``at`` is stored: in UTC, so that the order of the texts is that of the instants."""
    return until.astimezone(UTC).isoformat() if until else "9"


def open_index(path: Path) -> ImportIndex:
    """The index of a WARC file, made first where there is none that fits it.

    Raises ArchiveError when the file is missing or no WARC, OSError and sqlite3.Error where nothing can be written.
    """
    aside = path.with_name(path.name + SUFFIX)
    connection = _opened(aside, path)
    if connection is None:
        _build(aside, path)
        connection = sqlite3.connect(aside, timeout=30.0)
    return ImportIndex(path, connection)


def _opened(aside: Path, path: Path) -> sqlite3.Connection | None:
    """The index that is there, where it fits; None where it must be made."""
    if not aside.is_file() or not path.is_file():
        return None
    connection = sqlite3.connect(aside, timeout=30.0)
    try:
        row = connection.execute("select version, size, modified, digest from about").fetchone()
        told = path.stat()
        if row and row[:2] == (_VERSION, told.st_size):
            if row[2] == told.st_mtime_ns:
                return connection
            if row[3] == file_digest(path):  # copied or touched, and the same
                with connection:
                    connection.execute("update about set modified = ?", (told.st_mtime_ns,))
                return connection
        log.info("%s: the index is not of this file as it is, and is made again", path.name)
    except sqlite3.Error as error:
        log.warning("%s: damaged, and made again: %s", aside.name, error)
    connection.close()
    return None


def _build(aside: Path, path: Path) -> None:
    """Read the archive once. Written aside and renamed: two that do it at once both end with a whole one."""
    part = aside.with_name(f"{aside.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        connection.execute("begin")
        told = path.stat() if path.is_file() else None
        asked = _fill(connection, path)
        connection.executescript(_INDEXES)
        _lend_keys(connection, path, asked)
        _resolve(connection, path)
        assert told is not None
        about = (_VERSION, told.st_size, told.st_mtime_ns, file_digest(path))
        connection.execute("insert into about values (?, ?, ?, ?)", about)
        if connection.in_transaction:
            connection.execute("commit")
        connection.close()
        part.replace(aside)
    finally:
        connection.close()
        part.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, path: Path) -> list[Asked]:
    """All visits and faults; what is returned are the requests that are no plain GET, few or none in an archive of
    pages."""
    asked: list[Asked] = []
    rows: list[tuple[object, ...]] = []
    for part in read_records(path):
        if isinstance(part, Fault):
            connection.execute("insert into faults values (?, ?)", (part.offset, part.reason))
        elif isinstance(part, Asked):
            asked.append(part)
        else:
            rows.append(_row(part))
        if len(rows) >= _BATCH:
            _insert(connection, rows)
    _insert(connection, rows)
    return asked


def _insert(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    connection.executemany(f"insert into visits values ({', '.join('?' * 12)})", rows)  # noqa: S608 - placeholders
    rows.clear()


def _row(read: Read) -> tuple[object, ...]:
    visit = read.visit
    return (
        read.place,
        identity_of(visit.url, visit.request_key),
        (urlsplit(visit.url).hostname or "").lower().removeprefix("www."),
        visit.url,
        visit.at.isoformat(),
        visit.capture_id,
        (visit.payload_digest or "").lower(),
        (visit.recorded_digest or "").lower(),
        visit.reference is not None,
        _is_page(visit),
        " ".join(read.concurrent_to),
        _packed(visit),
    )


def _is_page(visit: Visit) -> bool:
    return visit.status == 200 and not visit.request_key and is_page_type(visit.content_type)


def is_page_type(content_type: str | None) -> bool:
    """Whether a content type is that of a page that can be an article."""
    kind = (content_type or "").split(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml", "application/pdf")


def _lend_keys(connection: sqlite3.Connection, path: Path, asked: Iterable[Asked]) -> None:
    """As ``read_visits`` does: by the ids that link request and answer, else by standing next to each other."""
    for one in asked:
        linked: list[tuple[int, str]] = []
        for identifier in one.concurrent_to:
            linked += connection.execute(
                "select place, visit from visits where capture_id = ?", (identifier,)
            ).fetchall()
        if not linked and one.identifier:
            linked = connection.execute(
                "select place, visit from visits where concurrent_to != '' and "
                "instr(' ' || concurrent_to || ' ', ?) and place between ? and ?",
                (f" {one.identifier} ", one.place - 5, one.place + 5),
            ).fetchall()
        if not linked and not one.concurrent_to:
            linked = connection.execute(
                "select place, visit from visits where concurrent_to = '' and url = ? and place in (?, ?) "
                "order by place limit 1",
                (one.url, one.place - 1, one.place + 1),
            ).fetchall()
        for place, text in linked:
            _store(connection, place, replace(_unpacked(text, path), request_key=one.key))


def _resolve(connection: sqlite3.Connection, path: Path) -> None:
    """Give each revisit whose record lies in this archive the bytes of it."""
    rows = connection.execute("select place, visit from visits where is_revisit order by place").fetchall()
    for place, text in rows:
        visit = _unpacked(text, path)
        if visit.reference is None:
            continue
        digest = (visit.reference.digest or "").lower() or "none"
        candidates = connection.execute(
            "select visit from visits where not is_revisit and "
            "(capture_id = ? or identity = ? or digest = ? or recorded = ?)",
            (visit.reference.record_id or "", _identity(visit), digest, digest),
        ).fetchall()
        known = KnownResponses(_unpacked(t, path) for (t,) in candidates)
        original = known.find(visit.reference, visit)
        if original is not None:
            _store(connection, place, joined(visit, original))


def _identity(visit: Visit) -> str:
    assert visit.reference is not None
    with contextlib.suppress(ValueError):  # an address that is none leads nowhere; the digest may
        address = canonical_address(visit.reference.url or visit.url)
        return f"{address} {visit.request_key}" if visit.request_key else address
    return ""


def _store(connection: sqlite3.Connection, place: int, visit: Visit) -> None:
    connection.execute(
        "update visits set identity = ?, is_page = ?, visit = ? where place = ?",
        (identity_of(visit.url, visit.request_key), _is_page(visit), _packed(visit), place),
    )


def _packed(visit: Visit) -> str:
    """A visit as JSON, without its file, which is the index's own."""
    told = {name: value for name in _FIELDS if (value := getattr(visit, name)) not in (None, "")}
    return json.dumps(told, default=_plain, ensure_ascii=False)


def _plain(value: datetime | Reference) -> object:
    return value.isoformat() if isinstance(value, datetime) else asdict(value)


def _unpacked(text: str, path: Path) -> Visit:
    stored = json.loads(text)
    told = stored.pop("reference", None)
    reference = None
    if told is not None:
        at = told["at"]
        reference = Reference(
            told["record_id"], told["url"], datetime.fromisoformat(at) if at else None, told["digest"]
        )
    empty = dict.fromkeys(
        ("capture_id", "detail", "status", "content_type", "location", "payload_digest", "payload_bytes")
    )
    values = {**empty, "capture_id": "", "detail": "", **stored}
    return Visit(
        **{**values, "at": datetime.fromisoformat(values["at"])},
        file=path,
        reference=reference,
        told_in=path if "revisit_of" in stored else None,
    )
