"""Write exchanges to a gzip WARC 1.1 file, one member per record, readable by any WARC tool.

A fetch that brought no response is written too, as a ``metadata`` record: what did not answer is as much a
fact about the outside as what did, and a replay must see it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType, metadata, request, response, revisit, warcinfo

from briefing import __version__
from scrapers.archive.digests import digest_text, payload_digest, record_id, request_key
from scrapers.archive.index import FETCH_MS, MISS_CONTENT_TYPE, whole_length

SOFTWARE = f"country-desk/{__version__}"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
Headers = Sequence[tuple[str, str]]


def _http_block(first_line: str, headers: Headers, body: bytes) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


class ArchiveWriter:
    """Appends records to ``<name>.warc.gz.open`` and renames it to ``<name>.warc.gz`` when closed.

    A process that dies leaves the ``.open`` file; ``recover`` cuts it after its last whole record. So does a
    write that fails (a full disk): nothing more is written, every further call raises the same OSError, and
    ``close`` raises it too, so that a crawl that lost something cannot end as if it had not.

    ``last_offset`` is where the response or revisit written last begins, in bytes of the file.
    """

    def __init__(self, target: Path, description: Mapping[str, str], at: datetime) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.target = target
        self._aside = target.with_name(target.name + ".open")
        self._stream = self._aside.open("xb")
        self._failure: OSError | None = None
        self.last_offset = 0
        fields = "".join(f"{k}: {v}\r\n" for k, v in {"software": SOFTWARE, **description}.items())
        info_id = record_id(target.name, at, "warcinfo", hashlib.sha256(fields.encode()).hexdigest())
        self._append(
            warcinfo, info_id, at, {"WARC-Filename": target.name}, "application/warc-fields", fields.encode()
        )

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Flush to the disk and give the file its final name. Raises the OSError of a write that failed."""
        if self._failure is not None:
            with contextlib.suppress(OSError):  # what is still buffered belongs to the torn record
                self._stream.close()
            raise self._failure
        if not self._stream.closed:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._aside.rename(self.target)

    def _append(
        self,
        kind: WarcRecordType,
        identifier: str,
        at: datetime,
        headers: Mapping[str, str],
        content_type: str,
        block: bytes,
        payload: bytes | None = None,
    ) -> None:
        record = WarcRecord()
        record.init_headers(record_type=kind, record_urn=f"uuid:{identifier}".encode())
        record.headers["WARC-Date"] = _warc_date(at)
        for name, value in headers.items():
            record.headers[name] = value
        record.headers["Content-Type"] = content_type
        record.set_bytes_content(block)
        if self._failure is not None:
            raise self._failure
        try:
            # A member of its own per record, and finished, or other tools refuse the file.
            with GzipWriter(self._stream) as member:
                if payload is None:
                    record.write(member, checksum_data=True)
                else:
                    record.write(member, checksum_data=True, payload_digest=payload_digest(payload))
                member.finish()
            self._stream.flush()
        except OSError as error:
            self._failure = error
            raise

    def write_exchange(
        self,
        *,
        url: str,
        at: datetime,
        method: str,
        request_target: str,
        request_headers: Headers,
        status_line: str,
        response_headers: Headers,
        payload: bytes,
        request_body: bytes = b"",
        fetch_ms: int | None = None,
    ) -> str:
        """Write a response and its request; returns the response's record id.

        ``fetch_ms`` is how long the answer took, in milliseconds; None where time is not the network's.
        """
        digest = digest_text(payload_digest(payload))
        response_id = record_id(url, at, "response", digest + request_key(method, request_body))
        offset = self._stream.tell()
        self._append(
            response,
            response_id,
            at,
            {"WARC-Target-URI": url, **_took(fetch_ms)},
            "application/http; msgtype=response",
            _http_block(status_line, response_headers, payload),
            payload,
        )
        self._write_request(url, at, response_id, method, request_target, request_headers, request_body)
        self.last_offset = offset
        return response_id

    def _write_request(
        self,
        url: str,
        at: datetime,
        response_id: str,
        method: str,
        request_target: str,
        request_headers: Headers,
        request_body: bytes,
    ) -> None:
        self._append(
            request,
            record_id(url, at, "request", response_id),
            at,
            {"WARC-Target-URI": url, "WARC-Concurrent-To": f"<urn:uuid:{response_id}>"},
            "application/http; msgtype=request",
            _http_block(f"{method} {request_target} HTTP/1.1", request_headers, request_body),
        )

    def write_revisit(
        self,
        *,
        url: str,
        at: datetime,
        request_target: str,
        request_headers: Headers,
        status_line: str,
        response_headers: Headers,
        refers_to: str,
        refers_to_url: str,
        refers_to_at: datetime,
        digest: str,
        fetch_ms: int | None = None,
        profile: str = NOT_MODIFIED,
        method: str = "GET",
        request_body: bytes = b"",
    ) -> str:
        """Write that a server answered "not modified" to a GET; returns the revisit's record id.

        ``refers_to`` is the record id of the response whose payload, of this ``digest``, is still the answer. With
        ``profile`` SAME_PAYLOAD it says that an answer given before serves here too, whatever the method.
        """
        revisit_id = record_id(url, at, "revisit", f"{digest} {refers_to}")
        offset = self._stream.tell()
        self._append(
            revisit,
            revisit_id,
            at,
            {
                "WARC-Target-URI": url,
                "WARC-Profile": profile,
                "WARC-Refers-To": f"<urn:uuid:{refers_to}>",
                "WARC-Refers-To-Target-URI": refers_to_url,
                "WARC-Refers-To-Date": _warc_date(refers_to_at),
                "WARC-Payload-Digest": digest,
                **_took(fetch_ms),
            },
            "application/http; msgtype=response",
            _http_block(status_line, response_headers, b""),
        )
        self._write_request(url, at, revisit_id, method, request_target, request_headers, request_body)
        self.last_offset = offset
        return revisit_id

    def write_miss(
        self, *, url: str, at: datetime, outcome: str, detail: str, fault: str = "", request_key: str = ""
    ) -> str:
        """Write that a fetch brought no response, and why, in words and as a class (``fault``); returns the record
        id."""
        told = {"outcome": outcome, "detail": detail}
        told |= {name: value for name, value in (("fault", fault), ("request_key", request_key)) if value}
        block = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        identifier = record_id(url, at, outcome, hashlib.sha256(block).hexdigest())
        self._append(metadata, identifier, at, {"WARC-Target-URI": url}, MISS_CONTENT_TYPE, block)
        return identifier


def _took(fetch_ms: int | None) -> dict[str, str]:
    return {} if fetch_ms is None else {FETCH_MS: str(fetch_ms)}


def _warc_date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def recover(folder: Path) -> list[Path]:
    """Finish what a killed crawl left: cut each ``.open`` file after its last whole record and rename it.

    Call only while no crawl writes into ``folder``. Returns the recovered files.
    """
    recovered = []
    for aside in sorted(folder.glob("*.warc.gz.open")):
        length = whole_length(aside)
        if length == 0:
            aside.unlink()
            continue
        with aside.open("rb+") as stream:
            stream.truncate(length)
            os.fsync(stream.fileno())
        target = aside.with_name(aside.name.removesuffix(".open"))
        aside.rename(target)
        recovered.append(target)
    return recovered
