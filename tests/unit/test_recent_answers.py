"""What our own crawls were answered lately, by request: a backfill asks for nothing twice."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from briefing.records.monitoring_day import MonitoringDay
from briefing.storage.home import Home
from scrapers.archive.digests import request_key
from scrapers.archive.index import read_visits
from scrapers.archive.locating import RecordIndex
from scrapers.archive.writing import ArchiveWriter

AT = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIST = "https://office.example.com/list?page=1"


def write(
    path: Path, at: datetime, url: str = LIST, body: bytes = b"a list", asked: bytes | None = None
) -> None:
    with ArchiveWriter(path, {}, at) as writer:
        writer.write_exchange(
            url=url, at=at, method="GET" if asked is None else "POST", request_target="/", request_headers=[],
            status_line="HTTP/1.1 200 OK", response_headers=[], payload=body, request_body=asked or b"",
        )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two crawls of ours, four hours apart, and an import that is newer than both."""
    home = Home(tmp_path)
    own = home.crawls("kr", date(2026, 3, 10))
    write(own / "old.warc.gz", AT)
    write(own / "new.warc.gz", AT + 4 * HOUR, body=b"a newer list")
    write(own / "posted.warc.gz", AT, asked=b"page=1")
    home.imports.mkdir(parents=True)
    write(home.imports / "somebodys.warc.gz", AT + 5 * HOUR)
    with closing(RecordIndex(home)) as index:
        for path in sorted((home.root / "archive").rglob("*.warc.gz")):
            index.learn(path, read_visits(path)[0])
    return home


@pytest.mark.parametrize(
    ("url", "key", "since", "file"),
    [
        (LIST, "", AT, "new.warc.gz"),
        (LIST, "", AT + 5 * HOUR, None),  # too old; and an import is no answer to us
        (LIST, request_key("POST", b"page=1"), AT, "posted.warc.gz"),
        (LIST, request_key("POST", b"page=2"), AT, None),
        (LIST.replace("https", "http"), "", AT, None),  # may answer otherwise
        (LIST.replace("page=1", "page=2"), "", AT, None),
        ("http://[bad/", "", AT, None),
    ],
)
def test_the_newest_answer_to_the_very_request(
    home: Home, url: str, key: str, since: datetime, file: str | None
) -> None:
    with closing(RecordIndex(home)) as index:
        found = index.answer(url, key, since)
    assert (found.file.name if found else None) == file


def test_an_answer_whose_file_is_gone_is_none(home: Home) -> None:
    for path in home.crawls("kr", date(2026, 3, 10)).glob("*.warc.gz"):
        path.unlink()
    with closing(RecordIndex(home)) as index:
        assert index.answer(LIST, "", AT) is None


@pytest.mark.parametrize(
    ("at", "is_over"),
    [
        (datetime(2026, 3, 10, 9, 0, tzinfo=UTC), False),  # the cut-off in Seoul
        (datetime(2026, 3, 12, 8, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 12, 9, 0, tzinfo=UTC), True),
    ],
)
def test_a_day_is_long_over_two_days_after_its_cut_off(at: datetime, is_over: bool) -> None:
    day = MonitoringDay(country="kr", date=date(2026, 3, 10), timezone="Asia/Seoul", cutoff=time(18, 0))
    assert day.is_long_over(at) is is_over
