"""Our WARC files in the hands of another library, and after a crawl that was killed."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.archive.digests import digest_text, payload_digest
from scrapers.archive.index import MISS_CONTENT_TYPE, read_visits
from scrapers.archive.reading import read_response
from scrapers.archive.writing import ArchiveWriter, recover

AT = datetime(2026, 3, 10, 1, 2, 3, 456789, tzinfo=UTC)
PAGES = [b"plain", "한국어".encode("euc-kr"), bytes(range(256)) * 100, b""]


def own(folder: Path) -> Path:
    target = folder / "own.warc.gz"
    with ArchiveWriter(target, {"robots": "obey"}, AT) as writer:
        for number, payload in enumerate(PAGES):
            writer.write_exchange(
                url=f"https://a.example.com/{number}",
                at=AT,
                method="GET",
                request_target=f"/{number}",
                request_headers=[("Host", "a.example.com"), ("User-Agent", "CountryDesk")],
                status_line="HTTP/1.1 200 OK",
                response_headers=[("Content-Type", "text/html"), ("Content-Length", str(len(payload)))],
                payload=payload,
            )
        writer.write_miss(url="https://a.example.com/gone", at=AT, outcome="failed", detail="시간 초과")
    return target


def read_with_warcio(path: Path) -> list[Any]:
    """Each record as (type, url, id, concurrent to, payload), its digests checked; raises where one is wrong."""
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            payload = record.content_stream().read()
            headers = record.rec_headers
            names = ("WARC-Target-URI", "WARC-Record-ID", "WARC-Concurrent-To", "WARC-Date", "Content-Type")
            found.append((record.rec_type, *(headers.get_header(name) for name in names), payload))
    return found


def test_another_library_reads_what_we_write(tmp_path: Path) -> None:
    path = own(tmp_path)
    records = read_with_warcio(path)
    assert [r[0] for r in records] == ["warcinfo", *["response", "request"] * len(PAGES), "metadata"]
    responses, requests = records[1:-1:2], records[2:-1:2]
    assert [r[-1] for r in responses] == PAGES
    assert [r[3] for r in requests] == [r[2] for r in responses]
    assert {r[4] for r in records} == {"2026-03-10T01:02:03.456789Z"}
    assert [r[2] for r in responses] == [f"<urn:uuid:{v.capture_id}>" for v in read_visits(path)[0][:-1]]
    assert records[-1][5] == MISS_CONTENT_TYPE
    assert "시간 초과" in records[-1][-1].decode()


def test_its_checker_finds_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Options:
        inputs = (str(own(tmp_path)),)
        verbose = True

    checker = Checker(Options)
    checker.process_all()
    assert checker.exit_value == 0
    assert "digest pass" in capsys.readouterr().out


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    content = own(tmp_path).read_bytes()
    members = []
    while content:
        unpacker = zlib.decompressobj(wbits=31)
        members.append(unpacker.decompress(content))
        content = unpacker.unused_data
    assert len(members) == 2 + 2 * len(PAGES)
    assert all(m.startswith(b"WARC/1.1\r\n") and m.endswith(b"\r\n\r\n") for m in members)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_we_read_what_another_library_writes(tmp_path: Path, version: str) -> None:
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version=version)
        for number, payload in enumerate(PAGES):
            http = StatusAndHeaders("200 OK", [("Content-Encoding", "gzip")], protocol="HTTP/1.1")
            compressed = gzip.compress(payload, mtime=0)
            writer.write_record(
                writer.create_warc_record(
                    f"https://a.example.com/{number}",
                    "response",
                    payload=_stream(compressed),
                    http_headers=http,
                )
            )
            writer.write_record(
                writer.create_revisit_record(
                    f"https://a.example.com/{number}",
                    digest_text(payload_digest(compressed)),
                    f"https://a.example.com/{number}",
                    "2026-03-10T00:00:00Z",
                )
            )
    both, faults = read_visits(path)
    assert faults == []
    visits = [v for v in both if v.revisit_of is None]
    assert [(v.url, v.revisit_of, v.offset) for v in both if v.revisit_of is not None] == [
        (v.url, v.capture_id, v.offset) for v in visits
    ]
    assert len(both) == 2 * len(visits)
    assert [v.url for v in visits] == [f"https://a.example.com/{n}" for n in range(len(PAGES))]
    stored = [read_response(v.file, v.offset) for v in visits]
    assert [s.body for s in stored] == PAGES
    assert [s.digest for s in stored] == [s.recorded_digest for s in stored]


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


WRITE_UNTIL_KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from scrapers.archive.writing import ArchiveWriter

noise = Random(int(sys.argv[2]))
with ArchiveWriter(Path(sys.argv[1]), {}, datetime(2026, 3, 10, tzinfo=UTC)) as writer:
    print("ready", flush=True)
    for number in range(1_000_000):
        identifier = writer.write_exchange(
            url=f"https://a.example.com/{number}", at=datetime(2026, 3, 10, tzinfo=UTC), method="GET",
            request_target="/", request_headers=[], status_line="HTTP/1.1 200 OK", response_headers=[],
            payload=noise.randbytes(noise.randrange(200_000)),
        )
        print(identifier, flush=True)
"""


@pytest.mark.slow
def test_a_killed_crawl_loses_nothing_that_it_had_written(tmp_path: Path) -> None:
    chance = random.Random(20260310)
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        child = subprocess.Popen(
            [sys.executable, "-c", WRITE_UNTIL_KILLED, str(folder / "a.warc.gz"), str(attempt)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.25))
        os.kill(child.pid, signal.SIGKILL)
        returned = [line.strip() for line in child.stdout if line.endswith("\n")]
        child.wait()
        assert [p.name for p in folder.iterdir()] == ["a.warc.gz.open"]
        [path] = recover(folder)
        visits, faults = read_visits(path)
        assert faults == []
        assert [v.capture_id for v in visits][: len(returned)] == returned
        assert len(visits) <= len(returned) + 1
        urls = [record[1] for record in read_with_warcio(path) if record[0] == "response"]
        assert urls == [v.url for v in visits]
