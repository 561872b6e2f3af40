"""The request that stands beside a response in an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from scrapers.archive.reading import read_request, read_response
from scrapers.archive.writing import ArchiveWriter

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def write(path: Path, *addresses: str) -> list[int]:
    """An exchange for each address; where the responses begin."""
    offsets = []
    with ArchiveWriter(path, {}, AT) as archive:
        for address in addresses:
            archive.write_exchange(
                url=address,
                at=AT,
                method="GET",
                request_target="/a?b=c",
                request_headers=[("User-Agent", "desk"), ("X-Bad", "<b>")],
                status_line="HTTP/1.1 200 OK",
                response_headers=[("Content-Type", "text/html")],
                payload=address.encode(),
            )
            offsets.append(archive.last_offset)
    return offsets


def test_a_request_is_read_beside_its_response(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    for offset in write(path, "https://a.example/a", "https://a.example/b"):
        found = read_request(path, offset)
        assert found is not None
        assert found.line == "GET /a?b=c HTTP/1.1"
        assert found.headers == (("User-Agent", "desk"), ("X-Bad", "<b>"))


def test_a_response_without_its_request_has_none(tmp_path: Path) -> None:
    path, cut = tmp_path / "x.warc.gz", tmp_path / "cut.warc.gz"
    first, second = write(path, "https://a.example/a", "https://a.example/b")
    content = path.read_bytes()
    # The first response, then what belongs to the second; then the first alone.
    from scrapers.archive.index import member_at

    alone = content[first : first + member_at(path, first).length]
    cut.write_bytes(alone + content[second:])
    assert read_request(cut, 0) is None
    cut.write_bytes(alone)
    assert read_request(cut, 0) is None
    assert read_response(cut, 0).body == b"https://a.example/a"
    assert read_request(cut, 7) is None
