"""WARC files: ours as we write them, other people's as they come, and both when they are damaged."""

from __future__ import annotations

import errno
import gzip
import os
import random
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.storage.home import Home
from scrapers.archive.decoding import MAX_BODY_BYTES, undone
from scrapers.archive.digests import digest_text, payload_digest, record_id, request_key
from scrapers.archive.importing import import_archive
from scrapers.archive.index import (
    MISS_CONTENT_TYPE,
    ArchiveError,
    Fault,
    Member,
    members,
    read_visits,
    whole_length,
)
from scrapers.archive.locating import RecordIndex
from scrapers.archive.reading import read_response
from scrapers.archive.revisits import resolve_revisits
from scrapers.archive.writing import ArchiveWriter, recover

NOISE = random.Random(1).randbytes(500)  # does not compress
AT = datetime(2026, 3, 10, 1, 2, 3, 456789, tzinfo=UTC)


A_PAGE = "WARC-Target-URI: https://a.example.com/x"


def write_exchange(writer: ArchiveWriter, number: int, payload: bytes = b"", **given: Any) -> str:
    values: dict[str, Any] = {
        "url": f"https://a.example.com/{number}",
        "at": AT,
        "method": "GET",
        "request_target": f"/{number}",
        "request_headers": [("Host", "a.example.com")],
        "status_line": "HTTP/1.1 200 OK",
        "response_headers": [("Content-Type", "text/html")],
        "payload": payload or f"page {number}".encode() * (number + 1),
    }
    return writer.write_exchange(**(values | given))


def written(folder: Path, pages: int = 3) -> Path:
    target = folder / "own.warc.gz"
    with ArchiveWriter(target, {"robots": "obey"}, AT) as writer:
        for number in range(pages):
            write_exchange(writer, number)
        writer.write_miss(
            url="https://a.example.com/gone", at=AT, outcome="failed", detail="TimeoutError: 30 s"
        )
    return target


def record(kind: str, headers: list[str], block: bytes, version: str = "WARC/1.1") -> bytes:
    lines = [
        version,
        f"WARC-Type: {kind}",
        "WARC-Date: 2026-03-10T01:02:03Z",
        f"WARC-Record-ID: <urn:uuid:{record_id(str(headers), AT, kind, str(block))}>",
        *headers,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(
    body: bytes, http: str = "", uri: str = "https://a.example.com/x", version: str = "WARC/1.1"
) -> bytes:
    headers = [f"WARC-Target-URI: {uri}", "Content-Type: application/http; msgtype=response"]
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{http}\r\n".encode() + body
    return record("response", headers, block, version)


def file_of(folder: Path, *parts: bytes) -> Path:
    path = folder / "third.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part, mtime=0) for part in parts))
    return path


# Ours


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    visits, faults = read_visits(written(tmp_path))
    assert faults == []
    assert [(v.url, v.outcome, v.status) for v in visits] == [
        ("https://a.example.com/0", "fetched", 200),
        ("https://a.example.com/1", "fetched", 200),
        ("https://a.example.com/2", "fetched", 200),
        ("https://a.example.com/gone", "failed", None),
    ]
    assert {v.at for v in visits} == {AT}
    assert visits[3].detail == "TimeoutError: 30 s"
    for number, visit in enumerate(visits[:3]):
        stored = read_response(visit.file, visit.offset)
        assert stored.payload == stored.body == f"page {number}".encode() * (number + 1)
        assert stored.record_id == visit.capture_id
        assert stored.digest == stored.recorded_digest == visit.payload_digest
        assert (stored.status, stored.status_line, stored.url) == (200, "HTTP/1.1 200 OK", visit.url)


def test_the_same_exchanges_give_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert written(tmp_path / "a").read_bytes() == written(tmp_path / "b").read_bytes()


def test_ids_tell_what_is_held(tmp_path: Path) -> None:
    ids = set()
    with ArchiveWriter(tmp_path / "a.warc.gz", {}, AT) as writer:
        for url, at, payload in (
            ("https://a.example.com/1", AT, b"x"),
            ("https://a.example.com/2", AT, b"x"),
            ("https://a.example.com/1", AT.replace(second=4), b"x"),
            ("https://a.example.com/1", AT, b"y"),
        ):
            ids.add(write_exchange(writer, 0, payload, url=url, at=at))
        assert write_exchange(writer, 0, b"x", url="https://a.example.com/1") in ids
    assert len(ids) == 4


@pytest.mark.parametrize(
    "payload", [b"\r\n\r\n", b"\x00" * 100_000, b"WARC/1.1\r\n", "한국".encode("euc-kr"), bytes(range(256))]
)
def test_any_payload_comes_back(tmp_path: Path, payload: bytes) -> None:
    with ArchiveWriter(tmp_path / "a.warc.gz", {}, AT) as writer:
        write_exchange(
            writer,
            0,
            payload,
            response_headers=[("X-Odd", "caf\xe9 \u2014"), ("Set-Cookie", "a"), ("Set-Cookie", "b")],
        )
    [visit] = read_visits(tmp_path / "a.warc.gz")[0]
    stored = read_response(visit.file, visit.offset)
    assert stored.payload == payload
    assert [value for name, value in stored.headers if name == "Set-Cookie"] == ["a", "b"]


def test_an_unfinished_file_is_not_taken_for_a_finished_one(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "a.warc.gz", {}, AT)
    write_exchange(writer, 0)
    assert [p.name for p in tmp_path.iterdir()] == ["a.warc.gz.open"]
    with pytest.raises(FileExistsError):
        ArchiveWriter(tmp_path / "a.warc.gz", {}, AT)
    writer.close()
    writer.close()
    assert [p.name for p in tmp_path.iterdir()] == ["a.warc.gz"]


class _FullDisk:
    """A file on a disk that has room for so many bytes more."""

    def __init__(self, stream: Any, room: int) -> None:
        self._stream, self._room = stream, room

    def write(self, content: bytes) -> int:
        part = bytes(content)[: self._room]
        self._room -= len(part)
        self._stream.write(part)
        if len(part) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return len(part)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@pytest.mark.parametrize("room", [0, 1, 300, 700, 1100])
def test_a_full_disk_is_said_at_each_call_and_loses_no_whole_record(tmp_path: Path, room: int) -> None:
    writer = ArchiveWriter(tmp_path / "a.warc.gz", {}, AT)
    writer._stream = _FullDisk(writer._stream, room)  # type: ignore[assignment]
    returned = []
    with pytest.raises(OSError, match="No space left"):
        for number in range(9):
            returned.append(write_exchange(writer, number))
    for call in (
        lambda: writer.write_miss(url="https://x", at=AT, outcome="failed", detail=""),
        writer.close,
    ):
        with pytest.raises(OSError, match="No space left"):
            call()
    assert not (tmp_path / "a.warc.gz").exists()
    [file] = recover(tmp_path)
    visits, faults = read_visits(file)
    assert faults == []
    assert [v.capture_id for v in visits][: len(returned)] == returned


def test_recovery_keeps_each_whole_record_and_no_part_of_another(tmp_path: Path) -> None:
    whole = written(tmp_path, pages=1).read_bytes()
    ends = [
        part.offset + part.length for part in members(tmp_path / "own.warc.gz") if isinstance(part, Member)
    ]
    folder = tmp_path / "crawl"
    folder.mkdir()
    for cut in range(len(whole) + 1):
        (folder / "a.warc.gz.open").write_bytes(whole[:cut])
        expected = max([0, *(end for end in ends if end <= cut)])
        recovered = recover(folder)
        assert [p.read_bytes() for p in recovered] == ([whole[:expected]] if expected else []), cut
        assert sorted(folder.iterdir()) == recovered
        for path in recovered:
            path.unlink()


def test_recovery_of_nothing_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "done.warc.gz").write_bytes(b"untouched")
    assert recover(tmp_path) == []
    assert (tmp_path / "done.warc.gz").read_bytes() == b"untouched"


# Damage


def test_a_damaged_middle_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, pages=4)
    place = read_visits(path)[0][1].offset
    content = bytearray(path.read_bytes())
    content[place + 30 : place + 60] = b"\xff" * 30
    path.write_bytes(content)
    visits, faults = read_visits(path)
    assert [v.url[-2:] for v in visits] == ["/0", "/2", "/3", "ne"]
    assert [(f.file, f.offset) for f in faults] == [(path, place)]
    assert "damaged gzip member" in faults[0].reason


@pytest.mark.parametrize("lost", [1, 7, 60])
def test_a_cut_tail_is_named_and_the_rest_is_read(tmp_path: Path, lost: int) -> None:
    path = written(tmp_path)
    last = read_visits(path)[0][-1].offset
    path.write_bytes(path.read_bytes()[:-lost])
    visits, faults = read_visits(path)
    assert [v.url[-2:] for v in visits] == ["/0", "/1", "/2"]
    assert faults == [Fault(path, last, "cut in the middle of a record")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=40))
def test_any_damage_is_named_or_harmless(tmp_path: Path, place: float, change: bytes) -> None:
    path = written(tmp_path)
    before = {v.offset: v for v in read_visits(path)[0]}
    content = bytearray(path.read_bytes())
    start = int(place * (len(content) - 1))
    content[start : start + len(change)] = change
    path.write_bytes(content)
    try:
        visits, faults = read_visits(path)
    finally:
        path.unlink()
    untouched = {o for o in before if not o - 300 <= start <= o + 2000}
    assert untouched <= {v.offset for v in visits}
    for visit in visits:  # a record that is still read is the one that was written: gzip checks itself
        if visit.offset in before and not faults:
            assert visit.payload_digest == before[visit.offset].payload_digest


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"just a text file\n" * 9, "damaged gzip member"),
        (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "damaged gzip member"),
        (gzip.compress(b"compressed, and no WARC", mtime=0), "unreadable record"),
        (gzip.compress(b"", mtime=0), "no WARC record"),
        (b"\x1f\x8b\x08", "cut in the middle"),
    ],
)
def test_what_is_no_warc_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "odd.warc.gz"
    path.write_bytes(content)
    with pytest.raises(
        ArchiveError, match=rf"odd\.warc\.gz: not a WARC file, no record can be read \(.*{reason}"
    ):
        read_visits(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for call in (read_visits, lambda path: import_archive(Home(tmp_path), path)):
        with pytest.raises(ArchiveError, match=r"nowhere\.warc\.gz: no such WARC file"):
            call(tmp_path / "nowhere.warc.gz")


@pytest.mark.parametrize("shift", [1, -1, 10**9])
def test_a_wrong_offset_is_named(tmp_path: Path, shift: int) -> None:
    path = written(tmp_path)
    visit = read_visits(path)[0][1]
    with pytest.raises(
        ArchiveError, match=rf"own\.warc\.gz at byte {visit.offset + shift}: no whole response"
    ):
        read_response(path, visit.offset + shift)


def test_a_record_without_response_is_named(tmp_path: Path) -> None:
    path = written(tmp_path)
    for offset in (0, read_visits(path)[0][-1].offset):  # warcinfo, a miss
        with pytest.raises(ArchiveError, match="no whole response record"):
            read_response(path, offset)
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz at byte 0"):
        read_response(tmp_path / "gone.warc.gz", 0)


def test_a_record_that_inflates_without_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.archive.index.MAX_RECORD_BYTES", 100_000)
    path = file_of(tmp_path, response(b"\0" * 1_000_000), response(b"small"))
    visits, faults = read_visits(path)
    assert [v.payload_bytes for v in visits] == [5]
    assert "inflates beyond 100000 bytes" in faults[0].reason


# Other people's


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (b"hello", ""),
        (b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
        (b"2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: z\r\n\r\n", "transfer-encoding: Chunked\r\n"),
        (gzip.compress(b"hello", mtime=0), "Content-Encoding: gzip\r\n"),
        (gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0), "Content-Encoding: x-gzip\r\n"),
        (zlib.compress(b"hello"), "Content-Encoding: deflate\r\n"),
        (zlib.compress(b"hello", wbits=-15), "Content-Encoding: deflate\r\n"),
        (brotli.compress(b"hello"), "Content-Encoding: br\r\n"),
        (b"hello", "Content-Encoding: identity\r\n"),
        *((b"hello", f"Content-Encoding: {word}\r\n") for word in ("UTF-8", "none", "binary", "8bit", "compress")),
        *((gzip.compress(b"hello", mtime=0)[:-cut], "Content-Encoding: gzip\r\n") for cut in (1, 4, 8)),
        (zlib.compress(b"hello")[:-4], "Content-Encoding: deflate\r\n"),
        (zlib.compress(b"hello")[:-3], "Content-Encoding: deflate\r\n"),
        (b"hello", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),  # undone, headers kept
    ],
)  # fmt: skip
def test_transfer_and_content_encodings(tmp_path: Path, body: bytes, http: str) -> None:
    [visit], faults = read_visits(file_of(tmp_path, response(body, http)))
    stored = read_response(visit.file, visit.offset)
    assert (stored.body, stored.payload, faults) == (b"hello", body, [])
    assert visit.payload_digest == stored.digest == digest_text(payload_digest(body))


def test_gzip_inside_chunks() -> None:
    inner = gzip.compress(b"hello", mtime=0)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)
    assert undone(body, [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]) == b"hello"


def test_markup_that_only_its_headers_call_compressed() -> None:
    for coding in ("gzip", "br", "deflate"):
        assert undone(b"<html>plain</html>", [("Content-Encoding", coding)]) == b"<html>plain</html>"


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(NOISE, mtime=0)[:-100], "gzip", "ends inside its compression"),
        (gzip.compress(b"hello" * 99, mtime=0)[:15] + b"\xff" * 30, "gzip", "damaged|ends inside"),
        (brotli.compress(NOISE)[:-100], "br", "ends inside its compression"),
        (b"\xff" * 50, "br", "damaged"),
        (b"\x1f\x9d\x90hello", "compress", "content encoding 'compress' cannot be undone"),
        (gzip.compress(NOISE, mtime=0)[:-9], "gzip", "ends inside its compression"),
        (zlib.compress(NOISE)[:-5], "deflate", "ends inside its compression|damaged"),
        (gzip.compress(b"\0" * (MAX_BODY_BYTES + 1), 1), "gzip", "inflates beyond"),
        (brotli.compress(b"\0" * (MAX_BODY_BYTES + 1), quality=1), "br", "inflates beyond"),
    ],
)
def test_a_body_that_cannot_be_undone_is_named(tmp_path: Path, body: bytes, coding: str, reason: str) -> None:
    [visit], _ = read_visits(file_of(tmp_path, response(body, f"Content-Encoding: {coding}\r\n")))
    with pytest.raises(
        ArchiveError, match=rf"third\.warc\.gz at byte 0: no whole response record: .*({reason})"
    ):
        read_response(visit.file, visit.offset)


@pytest.mark.parametrize("body", [b"5\r\nhel", b"5\r\nhello\r\n", b"5\r\nhello\r\nzz\r\n"])
def test_a_body_cut_inside_its_chunks_is_named(body: bytes) -> None:
    with pytest.raises(ValueError, match="the body ends"):
        undone(body, [("Transfer-Encoding", "chunked")])


@pytest.mark.parametrize(
    "uri", ["<https://a.example.com/x>", "HTTPS://A.EXAMPLE.COM/x", "http://a.example.com/기사"]
)
@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
def test_forms_of_address_and_version(tmp_path: Path, uri: str, version: str) -> None:
    [visit], faults = read_visits(file_of(tmp_path, response(b"hello", uri=uri, version=version)))
    assert (visit.url, visit.status, faults) == (uri.strip("<>"), 200, [])


def test_records_that_are_no_visits_are_passed_over(tmp_path: Path) -> None:
    uri = A_PAGE
    path = file_of(
        tmp_path,
        record("warcinfo", ["Content-Type: application/warc-fields"], b"software: other\r\n"),
        record(
            "request", [uri, "Content-Type: application/http; msgtype=request"], b"GET /x HTTP/1.1\r\n\r\n"
        ),
        record("metadata", [uri, "Content-Type: application/warc-fields"], b"via: y\r\n"),
        record("resource", [uri, "Content-Type: text/html"], b"<p>"),
        response(b"dns", uri="dns:a.example.com"),
        response(b"hello"),
    )
    visits, faults = read_visits(path)
    assert ([v.payload_bytes for v in visits], faults) == ([5], [])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (response(b"x").replace(b"2026-03-10T01:02:03Z", b"some time ago"), "WARC-Date"),
        (response(b"x").replace(b"Content-Length: ", b"Content-Length: 9"), "where Content-Length says"),
        (response(b"x").replace(b"Content-Length: ", b"Other-Length: "), "unreadable record"),
        (response(b"x", uri="http://[bad"), "no web address"),
        (response(b"x", uri="http://a.example.com:99999/"), "no web address"),
        (response(b"x") + response(b"y"), "several records in one gzip member"),
        (b"no record", "unreadable record"),
        (
            record("metadata", [A_PAGE, f"Content-Type: {MISS_CONTENT_TYPE}"], b"{}"),
            "a miss without an outcome",
        ),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_named_and_the_rest_is_read(
    tmp_path: Path, bad: bytes, reason: str
) -> None:
    path = file_of(tmp_path, response(b"before"), bad, response(b"after"))
    visits, [fault] = read_visits(path)
    assert [v.payload_bytes for v in visits] == [6, 5]
    assert (fault.file, fault.offset) == (path, len(gzip.compress(response(b"before"))))
    assert reason in fault.reason


def test_a_record_without_id_gets_one_of_its_own(tmp_path: Path) -> None:
    stripped = [
        b"\r\n".join(line for line in response(body).split(b"\r\n") if b"Record-ID" not in line)
        for body in (b"a", b"b")
    ]
    visits, _ = read_visits(file_of(tmp_path, *stripped))
    assert len({v.capture_id for v in visits} - {""}) == 2


def test_bytes_between_the_members_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    one = gzip.compress(response(b"one"))
    path.write_bytes(one + b"\0" * 100 + gzip.compress(response(b"twos")))
    visits, [fault] = read_visits(path)
    assert [v.payload_bytes for v in visits] == [3, 4]
    assert fault.offset == len(one) == whole_length(path)


def test_a_visit_knows_the_method_and_body_of_its_request(tmp_path: Path) -> None:
    target = tmp_path / "own.warc.gz"
    with ArchiveWriter(target, {}, AT) as writer:
        ids = [
            write_exchange(writer, 1, b"the same", method=method, request_body=body)
            for method, body in (
                ("GET", b""),
                ("POST", b'{"page": 1}'),
                ("POST", b'{"page": 2}'),
                ("HEAD", b""),
            )
        ]
        missed = writer.write_miss(
            url="https://a.example.com/1", at=AT, outcome="failed", detail="x", request_key="POST 00"
        )
    visits, faults = read_visits(target)
    assert faults == []
    assert [v.capture_id for v in visits] == [*ids, missed]
    assert len({*ids, missed}) == 5
    assert [v.request_key for v in visits] == [
        "",
        request_key("POST", b'{"page": 1}'),
        request_key("post", b'{"page": 2}'),
        request_key("HEAD", b""),
        "POST 00",
    ]
    bodies = [m.content for m in members(target) if isinstance(m, Member) and b'{"page"' in m.content]
    assert [b.endswith(b'{"page": %d}\r\n\r\n' % n) for n, b in zip((1, 2), bodies, strict=True)] == [
        True
    ] * 2


def test_a_miss_keeps_the_class_of_what_went_wrong(tmp_path: Path) -> None:
    target = tmp_path / "own.warc.gz"
    with ArchiveWriter(target, {}, AT) as writer:
        for fault in ("TimeoutError", "", "x" * 5000):
            writer.write_miss(
                url="https://a.example.com/1", at=AT, outcome="failed", detail="words", fault=fault
            )
    visits, _ = read_visits(target)
    assert [(v.detail, v.fault) for v in visits] == [
        ("words", "TimeoutError"),
        ("words", ""),
        ("words", "x" * 100),
    ]


POSTED = b"POST /x HTTP/1.1\r\nHost: a.example.com\r\n\r\nq=1"
HTTP_REQUEST = "Content-Type: application/http; msgtype=request"


def linked(block: bytes, identifier: str, *headers: str) -> bytes:
    """A response of another crawler with an id that we know."""
    made = response(block)
    own = made.split(b"\r\n")[3]
    assert own.startswith(b"WARC-Record-ID")
    lines = [f"WARC-Record-ID: <urn:uuid:{identifier}>", *headers]
    return made.replace(own, "\r\n".join(lines).encode())


@pytest.mark.parametrize("is_request_first", [True, False])
@pytest.mark.parametrize("link", ["in the request", "in the response", "by standing beside it"])
def test_a_request_of_another_crawler_is_linked(tmp_path: Path, link: str, is_request_first: bool) -> None:
    one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    concurrent = [f"WARC-Concurrent-To: <urn:uuid:{two}>"] if link == "in the response" else []
    answer = linked(b"hello", one, *concurrent)
    headers = [A_PAGE, HTTP_REQUEST]
    if link == "in the request":
        headers.append(f"WARC-Concurrent-To: <urn:uuid:{one}>")
    asked = record("request", headers, POSTED)
    if link == "in the response":
        own = asked.split(b"\r\n")[3]
        asked = asked.replace(own, f"WARC-Record-ID: <urn:uuid:{two}>".encode())
    pair = [asked, answer] if is_request_first else [answer, asked]
    get = record("request", [A_PAGE, HTTP_REQUEST], b"GET /x HTTP/1.1\r\n\r\n")
    visits, faults = read_visits(file_of(tmp_path, response(b"before"), get, *pair, get, response(b"after")))
    assert faults == []
    assert [v.request_key for v in visits] == ["", request_key("POST", b"q=1"), ""]


def test_a_request_for_something_else_is_not_linked(tmp_path: Path) -> None:
    elsewhere = record("request", ["WARC-Target-URI: https://a.example.com/y", HTTP_REQUEST], POSTED)
    nonsense = record("request", [A_PAGE, HTTP_REQUEST], b"\x00\xff nonsense")
    visits, faults = read_visits(file_of(tmp_path, elsewhere, response(b"hello"), nonsense))
    assert ([v.request_key for v in visits], faults) == ([""], [])


def test_importing_is_by_digest_and_once(tmp_path: Path) -> None:
    home, path = Home(tmp_path / "home"), written(tmp_path)
    first = import_archive(home, path)
    assert first.read_bytes() == path.read_bytes()
    assert first.parent == home.imports
    stamp = first.stat().st_mtime_ns
    path.touch()
    assert import_archive(home, path) == first
    assert first.stat().st_mtime_ns == stamp
    path.write_bytes(path.read_bytes() + gzip.compress(response(b"more")))
    assert import_archive(home, path) != first
    assert len(list(home.imports.iterdir())) == 2


# Revisits


OTHER = "33333333-3333-4333-8333-333333333333"
BODY = b"<html>the bytes</html>"
DIGEST = digest_text(payload_digest(BODY))
HTTP_RESPONSE = "Content-Type: application/http; msgtype=response"
SAME = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified"
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
AGAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: 1\r\n\r\n"


def original(uri: str = "https://a.example.com/x", *more: str) -> bytes:
    made = response(BODY, uri=uri)
    own = made.split(b"\r\n")[3]
    lines = [f"WARC-Record-ID: <urn:uuid:{OTHER}>", f"WARC-Payload-Digest: {DIGEST}", *more]
    return made.replace(own, "\r\n".join(lines).encode())


@pytest.mark.parametrize(
    ("headers", "block", "kind"),
    [
        # by id, as we write it and as Heritrix does
        ([A_PAGE, NOT_MODIFIED, HTTP_RESPONSE, f"WARC-Refers-To: <urn:uuid:{OTHER}>"], UNCHANGED, "text/html"),
        # by address and date, as pywb and Browsertrix write it
        (
            [A_PAGE, SAME, HTTP_RESPONSE, "WARC-Refers-To-Target-URI: https://a.example.com/x",
             "WARC-Refers-To-Date: 2026-03-10T01:02:03Z", f"WARC-Payload-Digest: {DIGEST}"],
            AGAIN, "text/plain",
        ),
        (
            [A_PAGE, SAME, HTTP_RESPONSE, "WARC-Refers-To-Target-URI: <https://a.example.com/x>",
             "WARC-Refers-To-Date: 2026-03-10T01:02:03Z", "WARC-Payload-Digest: sha256:0123"],
            AGAIN, "text/plain",
        ),
        # by digest alone, of this address and of another, in another case
        ([A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Payload-Digest: {DIGEST}"], AGAIN, "text/plain"),
        (
            ["WARC-Target-URI: https://b.example.com/y", SAME, HTTP_RESPONSE,
             f"WARC-Payload-Digest: {DIGEST.lower()}"],
            AGAIN, "text/plain",
        ),
        # without a block, and with a reference that leads nowhere beside one that does
        ([A_PAGE, SAME, f"WARC-Payload-Digest: {DIGEST}"], b"", "text/html"),
        (
            [A_PAGE, SAME, HTTP_RESPONSE, "WARC-Refers-To: <urn:uuid:44444444-4444-4444-8444-444444444444>",
             "WARC-Refers-To-Date: yesterday", f"WARC-Payload-Digest: {DIGEST}"],
            AGAIN, "text/plain",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_split", [False, True])
def test_forms_of_revisit(
    tmp_path: Path, headers: list[str], block: bytes, kind: str, is_split: bool
) -> None:
    again = record("revisit", headers, block)
    if is_split:
        (tmp_path / "b").mkdir()
        visits = (
            read_visits(file_of(tmp_path / "b", again))[0] + read_visits(file_of(tmp_path, original()))[0]
        )
        assert visits[0].outcome == "not_in_archive"
        assert "no archive here holds" in visits[0].detail
        first, revisit = reversed(resolve_revisits(visits))
        assert revisit.own_file == tmp_path / "b" / "third.warc.gz"
    else:
        (first, revisit), faults = read_visits(file_of(tmp_path, original(), again))
        assert faults == []
    assert (revisit.outcome, revisit.detail, revisit.status) == ("fetched", "", 200)
    assert (revisit.revisit_of, revisit.payload_digest) == (OTHER, DIGEST)
    assert (revisit.file, revisit.offset, revisit.payload_bytes) == (first.file, first.offset, len(BODY))
    assert revisit.content_type == kind
    assert revisit.capture_id not in ("", OTHER)
    assert read_response(revisit.file, revisit.offset).body == BODY


@pytest.mark.parametrize(
    "headers",
    [
        [f"WARC-Refers-To: <urn:uuid:{OTHER}>", "WARC-Payload-Digest: sha1:" + "A" * 32],  # other bytes
        ["WARC-Refers-To-Date: 2026-03-10T01:02:04Z"],  # another time
        ["WARC-Payload-Digest: sha1:" + "B" * 32],
        [],
    ],
)
def test_a_revisit_of_what_is_not_there_is_a_miss_in_words(tmp_path: Path, headers: list[str]) -> None:
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, *headers], AGAIN)
    (_, visit), faults = read_visits(file_of(tmp_path, original(), again))
    assert (visit.outcome, visit.payload_digest, visit.revisit_of, faults) == (
        "not_in_archive",
        None,
        None,
        [],
    )
    assert visit.detail.startswith("a revisit; no archive here holds what it refers to: ")
    with pytest.raises(ArchiveError, match="a revisit"):
        read_response(visit.file, visit.offset)


def test_a_revisit_never_takes_what_was_captured_later(tmp_path: Path) -> None:
    later = original().replace(b"WARC-Date: 2026-03-10T01:02:03Z", b"WARC-Date: 2026-03-10T01:02:09Z")
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Payload-Digest: {DIGEST}"], AGAIN)
    _, visit = read_visits(file_of(tmp_path, later, again))[0]
    assert visit.outcome == "not_in_archive"


def test_a_redirect_met_again_needs_no_other_record(tmp_path: Path) -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /there\r\n\r\n"
    nothing = digest_text(payload_digest(b""))
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Payload-Digest: {nothing}"], moved)
    [visit], _ = read_visits(file_of(tmp_path, again))
    assert (visit.outcome, visit.status, visit.location) == ("fetched", 301, "/there")
    assert read_response(visit.file, visit.offset).body == b""


def test_our_own_revisit_is_read_back(tmp_path: Path) -> None:
    target = tmp_path / "own.warc.gz"
    later = AT.replace(hour=5)
    with ArchiveWriter(target, {"egress": "seoul-1"}, AT) as writer:
        first = write_exchange(writer, 1, BODY, fetch_ms=12)
        place = writer.last_offset
        again = writer.write_revisit(
            url="https://a.example.com/1", at=later, request_target="/1", request_headers=[],
            status_line="HTTP/1.1 304 Not Modified", response_headers=[("ETag", "x")], refers_to=first,
            refers_to_url="https://a.example.com/1", refers_to_at=AT, digest=DIGEST, fetch_ms=3,
        )  # fmt: skip
    visits, faults = read_visits(target)
    assert faults == []
    assert [(v.capture_id, v.at, v.status, v.offset) for v in visits] == [
        (first, AT, 200, place),
        (again, later, 200, place),
    ]
    assert [v.fetch_ms for v in visits] == [12, 3]
    assert {v.egress for v in visits} == {"seoul-1"}
    assert visits[1].revisit_of == first


# Where records lie


def test_the_index_finds_a_record_in_any_file_of_the_archive(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    folder = home.crawls("kr", AT.date())
    folder.mkdir(parents=True)
    held = file_of(folder, response(b"other", uri="https://b.example.com/"), original())
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Refers-To: <urn:uuid:{OTHER}>"], AGAIN)
    [revisit], _ = read_visits(file_of(tmp_path, again))
    index = RecordIndex(home)
    [found] = resolve_revisits([revisit], index.find)
    assert (found.file, found.revisit_of, found.payload_digest) == (held, OTHER, DIGEST)
    index.close()
    # known now, without being read again, and not when the file is gone
    index = RecordIndex(home)
    assert index.find(revisit.reference, revisit) is not None  # type: ignore[arg-type]
    held.unlink()
    assert index.find(revisit.reference, revisit) is None  # type: ignore[arg-type]
    assert resolve_revisits([revisit], index.find) == [revisit]


def test_the_index_learns_a_file_again_when_it_has_grown(tmp_path: Path) -> None:
    home = Home(tmp_path)
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Refers-To: <urn:uuid:{OTHER}>"], AGAIN)
    [revisit], _ = read_visits(file_of(tmp_path, again))
    path = file_of(tmp_path, response(b"other"))
    index = RecordIndex(home)
    index.learn(path, read_visits(path)[0])
    assert index.find(revisit.reference, revisit) is None  # type: ignore[arg-type]
    path = file_of(tmp_path, response(b"other"), original())
    index.learn(path, read_visits(path)[0])
    assert index.find(revisit.reference, revisit) is not None  # type: ignore[arg-type]


def test_a_damaged_index_is_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = Home(tmp_path)
    home.record_index.parent.mkdir()
    home.record_index.write_bytes(b"no database" * 999)
    file_of(home.record_index.parent, original())
    again = record("revisit", [A_PAGE, SAME, HTTP_RESPONSE, f"WARC-Refers-To: <urn:uuid:{OTHER}>"], AGAIN)
    [revisit], _ = read_visits(file_of(tmp_path, again))
    index = RecordIndex(home)
    assert "damaged, and made again" in caplog.text
    assert index.find(revisit.reference, revisit) is not None  # type: ignore[arg-type]
    index.close()


def test_where_no_index_can_be_kept_a_crawl_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = Home(tmp_path)
    home.record_index.mkdir(parents=True)
    path = file_of(tmp_path, original())
    index = RecordIndex(home)
    index.learn(path, read_visits(path)[0])
    assert "cannot be used" in caplog.text
    index.close()
