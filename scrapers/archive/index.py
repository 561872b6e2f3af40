"""Read WARC files: what they hold, where each record begins, and what is wrong with them.

The members of the gzip file are walked one by one rather than through a WARC library's iterator, because
those end silently at a cut or stop at the first damaged byte; here a damaged member is named with its offset
and the walk goes on at the next one.
"""

from __future__ import annotations

import io
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, get_args

from fastwarc.warc import ArchiveIterator, WarcRecord, metadata, request, response, revisit, warcinfo

from briefing.records.capture import Outcome
from scrapers.archive.digests import digest_text, payload_digest, record_id, request_key
from scrapers.extraction.addresses import is_web_address

MISS_CONTENT_TYPE = "application/vnd.country-desk.miss+json"
FETCH_MS = "X-Fetch-Milliseconds"  # a header of ours; WARC tools pass over what they do not know
_MOST_OF_A_MISS = 64 * 1024  # bytes; ours have a sentence
_LONGEST_FAULT = 100  # characters; ours are names of classes
MAX_RECORD_BYTES = 256 * 1024 * 1024  # a record that inflates beyond this is a bomb, not a page
_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
_FIRST_CHUNK = 1 << 12  # most members are smaller than this
_BUFFER = 1 << 18
_NOTHING = digest_text(payload_digest(b""))


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
class Reference:
    """What a ``revisit`` record says of the record that holds its bytes. At least one of the fields is given.

    ``digest`` is of the payload as the revisit writes it (``sha1:…``, ``sha256:…``).
    """

    record_id: str | None
    url: str | None
    at: datetime | None
    digest: str | None

    def __str__(self) -> str:
        """For people: what is looked for."""
        named = [f"record {self.record_id}" if self.record_id else "", self.url or ""]
        dated = [
            f"of {self.at.isoformat()}" if self.at else "",
            f"with payload {self.digest}" if self.digest else "",
        ]
        return " ".join(part for part in (*named, *dated) if part)


@dataclass(frozen=True, slots=True)  # an archive holds a hundred thousand of them
class Visit:
    """One visit to an address as an archive holds it. ``outcome`` is ``fetched`` or why there is no response.

    ``file`` and ``offset`` say where the bytes lie. Of a revisit (an answer "not modified", or the same bytes
    again) they lie in an earlier record, ``revisit_of``, and ``told_in`` is the file with the revisit itself;
    ``reference`` is set while that record is not found, and then the outcome is ``not_in_archive``.
    ``request_key`` is empty for a plain GET (``digests.request_key``). ``egress`` names the way out to the
    network that our own crawl used, ``fault`` the class of what went wrong, where a miss says it.
    """

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
    request_key: str = ""
    egress: str = ""
    recorded_digest: str | None = None
    revisit_of: str | None = None
    reference: Reference | None = None
    told_in: Path | None = None
    fetch_ms: int | None = None
    fault: str = ""

    @property
    def own_file(self) -> Path:
        """The file that holds the record of this visit itself, whichever holds the bytes."""
        return self.told_in or self.file


def members(path: Path) -> Iterator[Member | Fault]:
    """The gzip members of a file in order, and a Fault for each stretch that is not a whole one."""
    offset = 0
    with path.open("rb", buffering=_BUFFER) as stream:
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
    take = _FIRST_CHUNK
    while not unpacker.eof:
        chunk = stream.read(take)
        take = min(take * 4, _CHUNK)
        if not chunk:
            if read == 0:
                return None
            raise EOFError
        read += len(chunk)
        parts.append(unpacker.decompress(chunk, MAX_RECORD_BYTES + 1 - size))
        size += len(parts[-1])
        if size > MAX_RECORD_BYTES:
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


@dataclass(frozen=True)
class Read:
    """A visit and what links it to its request: ids in both directions, and its place among the records."""

    visit: Visit
    concurrent_to: tuple[str, ...]
    place: int


@dataclass(frozen=True)
class Asked:
    """A request that is no plain GET."""

    key: str
    identifier: str
    url: str
    concurrent_to: tuple[str, ...]
    place: int


def read_visits(path: Path) -> tuple[list[Visit], list[Fault]]:
    """All responses, revisits and misses of a WARC file, in file order, and what could not be read of it.

    A revisit whose record lies in the same file is answered from there; one whose record lies elsewhere keeps its
    ``reference`` (see ``scrapers/archive/revisits.py``). A request lends its visit the ``request_key``, whether it
    stands before or after it. Raises ArchiveError when the file is missing, or not one record of it can be read.
    """
    found: list[Read] = []
    asked: list[Asked] = []
    faults: list[Fault] = []
    for part in read_records(path):
        if isinstance(part, Fault):
            faults.append(part)
        elif isinstance(part, Asked):
            asked.append(part)
        else:
            found.append(part)
    return _resolved_within(_keyed(found, asked)), faults


def read_records(path: Path) -> Iterator[Read | Asked | Fault]:
    """The records of a WARC file that matter here, one after the other: its size makes no difference to the memory.

    Raises ArchiveError when the file is missing, and at its end when not one record of it can be read.
    """
    if not path.is_file():
        raise ArchiveError(f"{path}: no such WARC file")
    records = 0
    egress = first_fault = ""
    for part in members(path):
        if isinstance(part, Fault):
            first_fault = first_fault or part.reason
            yield part
            continue
        try:
            record = _record(part.content)
            if record is None:
                raise ValueError("no WARC record in this member")
            records += 1
            found: list[Asked] | list[Read] = []
            if record.record_type == warcinfo:
                egress = _egress(record)
            elif record.record_type == request:
                found = _asked(record, records)
            else:
                visit = _visit(record, path, part.offset, egress)
                found = [Read(visit, _concurrent_to(record), records)] if visit is not None else []
        except (OSError, ValueError) as error:
            first_fault = first_fault or f"unreadable record: {error}"
            yield Fault(path, part.offset, f"unreadable record: {error}")
            continue
        yield from found
    if not records:
        raise ArchiveError(
            f"{path}: not a WARC file, no record can be read ({first_fault or 'the file is empty'})"
        )


def _resolved_within(visits: list[Visit]) -> list[Visit]:
    from scrapers.archive.revisits import resolve_revisits

    return resolve_revisits(visits) if any(visit.reference for visit in visits) else visits


def _egress(record: WarcRecord) -> str:
    """The name of the egress in a warcinfo of ours; empty where none is said."""
    for line in record.reader.read().decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "egress":
            return value.strip()[:100]
    return ""


def _bare(identifier: str | None) -> str:
    return (identifier or "").strip("<> ").removeprefix("urn:uuid:")


def _concurrent_to(record: WarcRecord) -> tuple[str, ...]:
    return tuple(
        _bare(value) for name, value in record.headers.items() if name.lower() == "warc-concurrent-to"
    )


def _uri(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _asked(record: WarcRecord, place: int) -> list[Asked]:
    """The request of a record as a list of one; none of a plain GET, which needs no key, and of what is no HTTP."""
    block = record.reader.read()
    method, _, rest = block.partition(b" ")
    if method == b"GET" or not rest or not method.isalpha() or len(method) > 20:
        return []
    _, _, body = block.partition(b"\r\n\r\n")
    key = request_key(method.decode("ascii", "replace"), body)
    return [Asked(key, _bare(record.record_id), _uri(record), _concurrent_to(record), place)] if key else []


def _keyed(found: list[Read], asked: list[Asked]) -> list[Visit]:
    """Visits with the keys of their requests: by the ids that link them, else by standing next to each other."""
    if not asked:
        return [read.visit for read in found]
    by_request = {one.identifier: one for one in asked if one.identifier}
    by_response = {identifier: one for one in asked for identifier in one.concurrent_to}
    by_place = {one.place: one for one in asked if not one.concurrent_to}
    visits = []
    for read in found:
        visit = read.visit
        linked = by_response.get(visit.capture_id) or next(
            (by_request[i] for i in read.concurrent_to if i in by_request), None
        )
        if linked is None and not read.concurrent_to:
            beside = (by_place.get(read.place - 1), by_place.get(read.place + 1))
            linked = next((one for one in beside if one is not None and one.url == visit.url), None)
        visits.append(replace(visit, request_key=linked.key) if linked else visit)
    return visits


def _visit(record: WarcRecord, path: Path, offset: int, egress: str) -> Visit | None:
    headers = record.headers
    if record.record_type not in (response, metadata, revisit):
        return None
    url = _uri(record)
    if not url.lower().startswith(("http://", "https://")):
        return None
    if not is_web_address(url):
        raise ValueError(f"WARC-Target-URI {url[:200]!r} is no web address")
    at = record.record_date
    if at is None:
        raise ValueError("WARC-Date is missing or no date")
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    declared = int(headers.get("Content-Length") or -1)
    identifier = _bare(record.record_id)
    if record.record_type == metadata:
        if headers.get("Content-Type") != MISS_CONTENT_TYPE:
            return None
        return _miss(_told(record), identifier, url, at, path, offset, egress)
    if record.content_length < declared:
        raise ValueError(f"block of {record.content_length} bytes where Content-Length says {declared}")
    recorded = headers.get("WARC-Payload-Digest")
    if record.record_type == revisit:
        return _revisit(record, identifier, url, at, recorded, path, offset, egress)
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
        content_type=_shared(http.get("Content-Type")),
        location=http.get("Location"),
        payload_digest=digest,
        payload_bytes=len(payload),
        file=path,
        offset=offset,
        egress=egress,
        recorded_digest=digest if recorded == digest else recorded,
        fetch_ms=_fetch_ms(record),
    )


def _shared(text: str | None) -> str | None:
    """One object for equal texts of which there are few."""
    return None if text is None else sys.intern(text)


def _told(record: WarcRecord) -> object:
    """What a miss of ours says. Raises ValueError for what none of ours can be, however it is nested."""
    if record.content_length > _MOST_OF_A_MISS:
        raise ValueError(f"a miss of {record.content_length} bytes")
    try:
        return json.loads(record.reader.read())
    except RecursionError as error:
        raise ValueError("a miss that is nested without end") from error


def _miss(
    miss: object, identifier: str, url: str, at: datetime, path: Path, offset: int, egress: str
) -> Visit:
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
        request_key=str(miss.get("request_key", "")),
        egress=egress,
        fault=sys.intern(str(miss.get("fault", ""))[:_LONGEST_FAULT]),
    )


def _revisit(
    record: WarcRecord,
    identifier: str,
    url: str,
    at: datetime,
    recorded: str | None,
    path: Path,
    offset: int,
    egress: str,
) -> Visit:
    """A revisit, its bytes not yet found. Status, type and location are what it says itself, of a 304 nothing.

    A revisit of an empty payload (a redirect met again) needs no other record.
    """
    headers = record.headers
    dated = headers.get("WARC-Refers-To-Date")
    reference = Reference(
        record_id=_bare(headers.get("WARC-Refers-To")) or None,
        url=(headers.get("WARC-Refers-To-Target-URI") or "").strip("<> ") or url,
        at=_instant(dated) if dated else None,
        digest=recorded,
    )
    status: int | None = None
    content_type = location = None
    if record.content_length and (headers.get("Content-Type") or "").startswith("application/http"):
        record.parse_http()
        http = record.http_headers
        if http is not None and http.status_code not in (None, 304):
            status, content_type, location = http.status_code, http.get("Content-Type"), http.get("Location")
    is_whole = status is not None and recorded is not None and recorded.lower() == _NOTHING.lower()
    return Visit(
        capture_id=identifier or record_id(url, at, "revisit", recorded or ""),
        url=url,
        at=at,
        outcome="fetched" if is_whole else "not_in_archive",
        detail="" if is_whole else f"a revisit; no archive here holds what it refers to: {reference}",
        status=status,
        content_type=content_type,
        location=location,
        payload_digest=_NOTHING if is_whole else None,
        payload_bytes=0 if is_whole else None,
        file=path,
        offset=offset,
        egress=egress,
        recorded_digest=recorded,
        reference=None if is_whole else reference,
        fetch_ms=_fetch_ms(record),
    )


def _fetch_ms(record: WarcRecord) -> int | None:
    written = record.headers.get(FETCH_MS) or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def _instant(text: str) -> datetime | None:
    """A WARC date in UTC; None where it is none, since what it is needed for can be had by other ways."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
