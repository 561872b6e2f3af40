"""Read one exchange back from where it lies."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, request, revisit

from scrapers.archive.decoding import MAX_BODY_BYTES, undone
from scrapers.archive.digests import digest_text, payload_digest
from scrapers.archive.index import ArchiveError, member_at


@dataclass(frozen=True)
class StoredResponse:
    """A response as stored. ``payload`` is the raw HTTP body; ``body`` has transfer and content encoding undone.

    ``recorded_digest`` is what the record says of its payload, ``digest`` what the payload really has.
    """

    record_id: str
    url: str
    status: int
    status_line: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    recorded_digest: str | None
    digest: str


@dataclass(frozen=True)
class StoredRequest:
    """A request as it was sent: ``GET /index.html HTTP/1.1`` and its headers."""

    line: str
    headers: tuple[tuple[str, str], ...]


def read_request(file: Path, offset: int) -> StoredRequest | None:
    """The request of the response whose gzip member begins at ``offset``: the next record, where it names it or its
    address. None where another record follows, or none: archives need not hold requests.
    """
    try:
        answered = member_at(file, offset)
        found = next(iter(ArchiveIterator(io.BytesIO(answered.content), parse_http=False)))
        following = member_at(file, answered.offset + answered.length)
        record = next(iter(ArchiveIterator(io.BytesIO(following.content), parse_http=True)))
        linked = {value for name, value in record.headers.items() if name.lower() == "warc-concurrent-to"}
        is_of_it = (
            (found.record_id or "") in " ".join(linked) if linked else _target(record) == _target(found)
        )
        if record.record_type != request or record.http_headers is None or not is_of_it:
            return None
        return StoredRequest(record.http_headers.status_line or "", tuple(record.http_headers.to_tuples()))
    except (OSError, ValueError, StopIteration):
        return None


def _target(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def read_response(file: Path, offset: int, most: int = MAX_BODY_BYTES) -> StoredResponse:
    """The response whose gzip member begins at ``offset``, unpacked to ``most`` bytes at most.

    Raises ArchiveError naming file and offset when there is no whole response record there, or a revisit, whose
    bytes lie elsewhere (``Visit.file`` says where).
    """
    try:
        content = member_at(file, offset).content
        record = next(iter(ArchiveIterator(io.BytesIO(content), parse_http=True)))
        if record.http_headers is None:
            raise ValueError("the record holds no HTTP response")
        headers = tuple(record.http_headers.to_tuples())
        payload = record.reader.read()
        recorded, digest = record.headers.get("WARC-Payload-Digest"), digest_text(payload_digest(payload))
        if record.record_type == revisit and (recorded or "").lower() != digest.lower():
            raise ValueError("it is a revisit, and its bytes lie in another record")
        return StoredResponse(
            record_id=(record.record_id or "").strip("<>").removeprefix("urn:uuid:"),
            url=(record.headers.get("WARC-Target-URI") or "").strip("<> "),
            status=record.http_headers.status_code or 0,
            status_line=record.http_headers.status_line or "",
            headers=headers,
            payload=payload,
            body=undone(payload, headers, most),
            recorded_digest=recorded,
            digest=digest,
        )
    except (OSError, ValueError, StopIteration) as error:
        raise ArchiveError(f"{file} at byte {offset}: no whole response record: {error}") from error
