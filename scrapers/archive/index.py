"""Read WARC files: what they hold, where each record begins, and what is wrong with them.

The members of the gzip file are walked one by one rather than through a WARC library's iterator, because
those end silently at a cut or stop at the first damaged byte; here a damaged member is named with its offset
and the walk goes on at the next one.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, get_args

from fastwarc.warc import ArchiveIterator, WarcRecord, metadata, response

from briefing.records.capture import Outcome
from scrapers.archive.digests import digest_text, payload_digest, record_id
from scrapers.extraction.addresses import is_web_address

MISS_CONTENT_TYPE = "application/vnd.country-desk.miss+json"
MAX_RECORD_BYTES = 256 * 1024 * 1024  # a record that inflates beyond this is a bomb, not a page
_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16


class ArchiveError(Exception):
    """A WARC file that is missing or is none; the message names it."""


@dataclass(frozen=True)
class Fault:
    """A place in a WARC file that could not be read. ``offset`` is in bytes of the file."""

    file: Path
    offset: int
    reason: str


@dataclass(frozen=True)
class Member:
    """One gzip member, unpacked: ``offset`` and ``length`` in bytes of the file."""

    offset: int
    length: int
    content: bytes


@dataclass(frozen=True)
class Visit:
    """One visit to an address as an archive holds it. ``outcome`` is ``fetched`` or why there is no response."""

    capture_id: str
    url: str
    at: datetime
    outcome: str
    detail: str
    status: int | None
    content_type: str | None
    location: str | None
    payload_digest: str | None
    payload_bytes: int | None
    file: Path
    offset: int


def members(path: Path) -> Iterator[Member | Fault]:
    """The gzip members of a file in order, and a Fault for each stretch that is not a whole one."""
    offset = 0
    with path.open("rb") as stream:
        while True:
            stream.seek(offset)
            try:
                part = _unpack(stream, offset)
            except (zlib.error, _BombError) as error:
                yield Fault(path, offset, f"damaged gzip member: {error}")
                offset = _next_member(stream, offset + 1)
                continue
            except EOFError:
                yield Fault(path, offset, "cut in the middle of a record")
                offset = _next_member(stream, offset + 1)  # damage can look like a cut, and more may follow
                continue
            if part is None:
                return
            yield part
            offset = part.offset + part.length


class _BombError(Exception):
    pass


def _unpack(stream: BinaryIO, offset: int) -> Member | None:
    """The member at the stream's place; None at the end of the file, EOFError where it is cut."""
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = read = 0
    while not unpacker.eof:
        chunk = stream.read(_CHUNK)
        if not chunk:
            if read == 0:
                return None
            raise EOFError
        read += len(chunk)
        parts.append(unpacker.decompress(chunk, MAX_RECORD_BYTES - size))
        size += len(parts[-1])
        if unpacker.unconsumed_tail:
            raise _BombError(f"the record inflates beyond {MAX_RECORD_BYTES} bytes")
    return Member(offset, read - len(unpacker.unused_data), b"".join(parts))


def _next_member(stream: BinaryIO, start: int) -> int:
    """Offset of the next gzip signature at or after ``start``, or the end of the file."""
    stream.seek(start)
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        found = window.find(_MAGIC)
        if found >= 0:
            return start - len(tail) + found
        tail = window[-2:]
        start += len(chunk)
    return start


def member_at(path: Path, offset: int) -> Member:
    """The member that begins at ``offset``. Raises ValueError where there is no whole one, OSError as it comes."""
    with path.open("rb") as stream:
        stream.seek(offset)
        try:
            part = _unpack(stream, offset)
        except (zlib.error, _BombError, EOFError) as error:
            raise ValueError(f"no whole gzip member: {error or 'the file ends inside it'}") from error
    if part is None:
        raise ValueError("the file ends before this offset")
    return part


def whole_length(path: Path) -> int:
    """Bytes of a gzip WARC up to the end of its last whole member before any damage."""
    end = 0
    for part in members(path):
        if isinstance(part, Fault):
            break
        end = part.offset + part.length
    return end


def _record(content: bytes) -> WarcRecord | None:
    """The WARC record in an unpacked member, HTTP not yet parsed; None where there is none.

    Raises ValueError where there is more than one: a file compressed as a whole has no place for each record.
    """
    found = None
    for record in ArchiveIterator(io.BytesIO(content), parse_http=False):
        if found is not None:
            raise ValueError("several records in one gzip member; compress each record by itself")
        record.freeze()
        found = record
    return found


def read_visits(path: Path) -> tuple[list[Visit], list[Fault]]:
    """All responses and misses of a WARC file, in file order, and what could not be read of it.

    Revisit, request and other records are passed over. Raises ArchiveError when the file is missing, or not
    one record of it can be read.
    """
    if not path.is_file():
        raise ArchiveError(f"{path}: no such WARC file")
    visits: list[Visit] = []
    faults: list[Fault] = []
    records = 0
    for part in members(path):
        if isinstance(part, Fault):
            faults.append(part)
            continue
        try:
            record = _record(part.content)
            if record is None:
                raise ValueError("no WARC record in this member")
            records += 1
            visit = _visit(record, path, part.offset)
        except (OSError, ValueError) as error:
            faults.append(Fault(path, part.offset, f"unreadable record: {error}"))
            continue
        if visit is not None:
            visits.append(visit)
    if not records:
        reason = faults[0].reason if faults else "the file is empty"
        raise ArchiveError(f"{path}: not a WARC file, no record can be read ({reason})")
    return visits, faults


def _visit(record: WarcRecord, path: Path, offset: int) -> Visit | None:
    headers = record.headers
    if record.record_type not in (response, metadata):
        return None
    url = (headers.get("WARC-Target-URI") or "").strip("<> ")
    if not url.lower().startswith(("http://", "https://")):
        return None
    if not is_web_address(url):
        raise ValueError(f"WARC-Target-URI {url[:200]!r} is no web address")
    at = record.record_date
    if at is None:
        raise ValueError("WARC-Date is missing or no date")
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    declared = int(headers.get("Content-Length") or -1)
    identifier = (record.record_id or "").strip("<>").removeprefix("urn:uuid:")
    if record.record_type == metadata:
        if headers.get("Content-Type") != MISS_CONTENT_TYPE:
            return None
        miss = json.loads(record.reader.read())
        if not isinstance(miss, dict) or miss.get("outcome") not in get_args(Outcome):
            raise ValueError("a miss without an outcome that we know")
        return Visit(
            capture_id=identifier or record_id(url, at, str(miss["outcome"]), ""),
            url=url,
            at=at,
            outcome=miss["outcome"],
            detail=str(miss.get("detail", "")),
            status=None,
            content_type=None,
            location=None,
            payload_digest=None,
            payload_bytes=None,
            file=path,
            offset=offset,
        )
    if record.content_length < declared:
        raise ValueError(f"block of {record.content_length} bytes where Content-Length says {declared}")
    record.parse_http()
    if record.http_headers is None:
        return None
    payload = record.reader.read()
    http = record.http_headers
    digest = digest_text(payload_digest(payload))
    return Visit(
        capture_id=identifier or record_id(url, at, "response", digest),
        url=url,
        at=at,
        outcome="fetched",
        detail="",
        status=http.status_code,
        content_type=http.get("Content-Type"),
        location=http.get("Location"),
        payload_digest=digest,
        payload_bytes=len(payload),
        file=path,
        offset=offset,
    )
