"""Imported archives: the index says what the file says, whatever happens to either."""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing.storage.home import Home
from scrapers.archive.holdings import Holdings
from scrapers.archive.import_index import SUFFIX, open_index
from scrapers.archive.importing import import_archive
from scrapers.archive.index import ArchiveError, Visit, read_visits
from scrapers.archive.reading import read_response
from scrapers.archive.writing import ArchiveWriter
from scrapers.extraction.asking import identity_of

AT = datetime(2026, 3, 10, 1, 2, 3, 400_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://www.site.example.com"


def write(path: Path, count: int = 5) -> Path:
    """Pages, a POST, a revisit within the file and one beyond it, and a miss."""
    with ArchiveWriter(path, {"egress": "west"}, AT) as writer:
        for n in range(count):
            add(writer, f"{SITE}/n/{n}", AT + n * HOUR, b"<p>Text %d" % n)
        add(writer, f"{SITE}/api", AT, b'{"a": 1}', "application/json", method="POST", asked=b"page=1")
        add(writer, f"{SITE}/api", AT, b'{"a": 2}', "application/json", method="POST", asked=b"page=2")
        first = read_visits_of(writer)
        for refers_to, digest in (
            (first.capture_id, first.payload_digest),
            ("elsewhere", "sha1:" + "B" * 32),
        ):
            writer.write_revisit(
                url=f"{SITE}/n/0", at=AT + 9 * HOUR, request_target="/n/0", request_headers=[],
                status_line="HTTP/1.1 304 Not Modified", response_headers=[], refers_to=refers_to,
                refers_to_url=f"{SITE}/n/0", refers_to_at=AT, digest=str(digest),
            )  # fmt: skip
        writer.write_miss(
            url=f"{SITE}/lost", at=AT, outcome="failed", detail="TimeoutError: 30 s", fault="TimeoutError"
        )
    return path


def add(
    writer: ArchiveWriter, url: str, at: datetime, body: bytes, kind: str = "text/html",
    method: str = "GET", asked: bytes = b"",
) -> None:  # fmt: skip
    writer.write_exchange(
        url=url, at=at, method=method, request_target="/", request_headers=[], status_line="HTTP/1.1 200 OK",
        response_headers=[("Content-Type", kind)], payload=body, request_body=asked,
    )  # fmt: skip


def read_visits_of(writer: ArchiveWriter) -> Visit:
    aside = writer.target.with_name(writer.target.name + ".open")
    return read_visits(aside)[0][0]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write(tmp_path / "a.warc.gz")


def test_the_index_gives_what_reading_the_file_gives(archive: Path) -> None:
    visits, faults = read_visits(archive)
    assert {v.outcome for v in visits} == {"fetched", "not_in_archive", "failed"}
    assert {bool(v.request_key) for v in visits} == {True, False}
    assert [bool(v.revisit_of) for v in visits].count(True) == 1
    with closing(open_index(archive)) as index:
        assert list(index.visits()) == visits
        assert index.faults() == faults == []
        assert index.newest() == max(v.at for v in visits)
        assert index.hosts() == [("site.example.com", len(visits), date(2026, 3, 10), date(2026, 3, 10))]
        for visit in visits:
            assert visit in index.at(identity_of(visit.url, visit.request_key))


def test_pages_are_plain_gets_that_answered_with_a_page(archive: Path) -> None:
    with closing(open_index(archive)) as index:
        assert sorted(url for _, url in index.pages(["site.example.com"])) == [
            f"{SITE}/n/{n}" for n in range(5)
        ]
        assert list(index.pages(["other.example.com"])) == []


def test_faults_are_kept_with_the_index(archive: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[:400] + b"\0" * 50 + whole[450:])
    visits, faults = read_visits(archive)
    assert faults
    for _ in range(2):  # as it is made, and as it is read again
        with closing(open_index(archive)) as index:
            assert (list(index.visits()), index.faults()) == (visits, faults)


def test_an_index_is_made_once_and_again_when_the_file_is_another(archive: Path) -> None:
    with closing(open_index(archive)):
        pass
    aside = archive.with_name(archive.name + SUFFIX)
    made = aside.stat().st_ino
    with closing(open_index(archive)):
        assert aside.stat().st_ino == made
    os.utime(archive, (1, 1))  # touched, and the same bytes
    with closing(open_index(archive)):
        assert aside.stat().st_ino == made
    archive.unlink()
    write(archive, count=2)
    with closing(open_index(archive)) as index:
        assert list(index.visits()) == read_visits(archive)[0]
    # As long as before, and not the same.
    changed = bytearray(archive.read_bytes())
    changed[-20] ^= 1
    archive.write_bytes(bytes(changed))
    with closing(open_index(archive)) as index:
        assert index.faults() == read_visits(archive)[1] != []


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_index_is_made_again(archive: Path, damage: bytes | None) -> None:
    with closing(open_index(archive)):
        pass
    aside = archive.with_name(archive.name + SUFFIX)
    if damage is None:
        with closing(sqlite3.connect(aside)) as connection, connection:
            connection.execute("update about set version = 'older'")
    else:
        aside.write_bytes(damage)
    with closing(open_index(archive)) as index:
        assert list(index.visits()) == read_visits(archive)[0]
    assert list(archive.parent.glob("*.part")) == []


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_what_is_no_archive_leaves_no_index(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "odd.warc.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"odd\.warc\.gz"):
        open_index(path)
    assert [p.name for p in tmp_path.iterdir()] == ([] if content is None else ["odd.warc.gz"])


def test_holdings_of_memory_and_of_an_import_are_the_same(archive: Path) -> None:
    visits, _ = read_visits(archive)
    with closing(open_index(archive)) as index:
        for as_of in (None, AT, AT + 3 * HOUR, AT - HOUR):
            in_memory = Holdings(visits, as_of=as_of)
            on_disk = Holdings([], [index], as_of=as_of)
            both = Holdings(visits, [index], as_of=as_of)
            assert in_memory.newest == on_disk.newest == both.newest
            for visit in visits:
                identity = identity_of(visit.url, visit.request_key)
                assert in_memory.at(identity) == on_disk.at(identity) == both.at(identity)
                assert in_memory.holds(identity) == on_disk.holds(identity)
            for held in (in_memory, on_disk, both):
                assert set(held.pages(lambda _: True)) == set(in_memory.pages(lambda _: True))
                assert all(held.at(identity) for identity in held.pages(lambda _: True))
                assert set(held.addresses()) == set(in_memory.addresses())


@pytest.mark.parametrize("form", ["plain", "whole"])
def test_records_get_a_member_each(archive: Path, tmp_path: Path, form: str) -> None:
    plain = gzip.decompress(archive.read_bytes())
    other = tmp_path / "other.warc"
    other.write_bytes(plain if form == "plain" else gzip.compress(plain))
    home = Home(tmp_path / "home")
    imported = import_archive(home, other)
    assert imported.name.endswith("-other.warc.gz")
    assert gzip.decompress(imported.read_bytes()) == plain
    before, after = read_visits(archive)[0], read_visits(imported)[0]
    assert [v.capture_id for v in after] == [v.capture_id for v in before]
    for one, two in zip(before, after, strict=True):
        if one.outcome == "fetched":
            assert read_response(one.file, one.offset).body == read_response(two.file, two.offset).body
    assert import_archive(home, other) == imported


def test_what_stands_between_records_is_named_and_the_rest_is_read(archive: Path, tmp_path: Path) -> None:
    plain = gzip.decompress(archive.read_bytes())
    other = tmp_path / "other.warc"
    torn = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://site.example.com/\r\n"
        b"WARC-Date: 2026-03-10T00:00:00Z\r\nContent-Length: 500\r\n\r\nHTTP/1.1 200 OK\r\n"
    )
    stray = plain.replace(b"\r\n\r\nWARC/1.1", b"\r\n\r\ngarbage\r\nWARC/1.1", 1)
    other.write_bytes(stray + torn)
    visits, faults = read_visits(import_archive(Home(tmp_path / "home"), other))
    assert [v.capture_id for v in visits] == [v.capture_id for v in read_visits(archive)[0]]
    assert len(faults) == 2


def test_a_whole_file_whose_compression_is_damaged_is_read_up_to_there(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.warc.gz"
    other.write_bytes(gzip.compress(gzip.decompress(archive.read_bytes()))[:-40])
    visits, faults = read_visits(import_archive(Home(tmp_path / "home"), other))
    assert 0 < len(visits) < len(read_visits(archive)[0])
    assert faults


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"filedesc://a.arc 0.0.0.0 20260310 text/plain 76\n1 0 A\n", "an ARC file"),
        (gzip.compress(b"filedesc://a.arc 0.0.0.0 20260310 text/plain 76\n1 0 A\n", mtime=0), "an ARC file"),
        (b"\x28\xb5\x2f\xfd\x00\x00", "compressed with zstandard"),
        (b"no archive at all\n" * 9, "not a WARC file"),
        (b"\x1f\x8bno archive", "not a WARC file"),
        (b"", "not a WARC file"),
    ],
)
def test_what_is_no_warc_is_named_and_not_kept(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.arc"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=rf"a\.arc: .*{words}"):
        import_archive(Home(tmp_path / "home"), path)
    assert not (tmp_path / "home").exists()
