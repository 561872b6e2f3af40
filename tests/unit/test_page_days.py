"""Pages of an archive that no seed led to: each is of one day, and read for its date once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import ArticleRules
from scrapers.archive.import_index import ImportIndex, open_index
from scrapers.archive.index import read_visits
from scrapers.archive.writing import ArchiveWriter
from scrapers.page_days import UnledPage, pages_of_day
from scrapers.workers import InlineWorkers

from .record_samples import source

AT = datetime(2026, 3, 12, 3, 0, tzinfo=UTC)  # Thursday noon in Seoul
SITE = "https://daily.example.com"


class CountingWorkers(InlineWorkers):
    def __init__(self) -> None:
        self.calls = 0

    def run_each(
        self, function: Callable[..., Any], calls: Iterable[Mapping[str, Any]], /
    ) -> Iterator[Future[Any]]:
        def counted() -> Iterator[Mapping[str, Any]]:
            for call in calls:
                self.calls += 1
                yield call

        return super().run_each(function, counted())


def day(number: int) -> MonitoringDay:
    return MonitoringDay(country="kr", date=date(2026, 3, number), timezone="Asia/Seoul", cutoff=time(18, 0))


def page(written: str) -> bytes:
    head = f"<meta property='article:published_time' content='{written}'>" if written else ""
    return f"<html><head>{head}</head><body><p>Some text of the page that is long enough.</p></body></html>".encode()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.warc.gz"
    with ArchiveWriter(path, {}, AT) as writer:
        for name, written, after in [
            ("tenth", "2026-03-10T12:00:00+09:00", 0),
            ("evening", "2026-03-10T18:00:00+09:00", 0),  # at the cut-off begins the 11th
            ("bare", "", 0),
            ("later", "", 0),
            ("later", "2026-03-10T12:00:00+09:00", 1),  # its date is on the second capture only
            ("image", "", 0),
        ]:
            kind = "image/png" if name == "image" else "text/html"
            writer.write_exchange(
                url=f"{SITE}/{name}", at=AT + timedelta(hours=after), method="GET", request_target="/",
                request_headers=[], status_line="HTTP/1.1 200 OK",
                response_headers=[("Content-Type", kind)], payload=page(written),
            )  # fmt: skip
    return path


def unled(path: Path, **given: Any) -> list[UnledPage]:
    by_address: dict[str, list[Any]] = {}
    for visit in read_visits(path)[0]:
        by_address.setdefault(visit.url, []).append(visit)
    return [UnledPage(source(**given), address, tuple(visits)) for address, visits in by_address.items()]


def names_of(
    path: Path, number: int, imports: list[ImportIndex], workers: InlineWorkers, **given: Any
) -> set[str]:
    found = pages_of_day(unled(path, **given), day(number), imports, workers)
    assert {source_id for source_id, _ in found} <= {"kr_daily"}
    return {address.rpartition("/")[2] for _, address in found}


@pytest.mark.parametrize(
    ("number", "names"),
    [(9, set()), (10, {"tenth", "later"}), (11, {"evening"}), (12, {"bare", "image"}), (13, set())],
)
def test_a_page_is_of_its_own_day_or_of_the_day_that_saw_it(
    archive: Path, number: int, names: set[str]
) -> None:
    assert names_of(archive, number, [], InlineWorkers()) == names


def test_pages_of_an_import_are_read_for_their_date_once(archive: Path) -> None:
    workers = CountingWorkers()
    with closing(open_index(archive)) as index:
        days = {n: names_of(archive, n, [index], workers) for n in (10, 11, 12)}
    assert workers.calls == 6
    with closing(open_index(archive)) as index:  # and by another process later
        assert {n: names_of(archive, n, [index], workers) for n in (10, 11, 12)} == days
    assert workers.calls == 6


def test_other_settings_of_the_source_read_them_again(archive: Path) -> None:
    workers = CountingWorkers()
    with closing(open_index(archive)) as index:
        names_of(archive, 10, [index], workers)
        before = workers.calls
        rules = ArticleRules(date="p", written="2026-03-12")
        names_of(archive, 10, [index], workers, article=rules)
    assert workers.calls == 2 * before


def test_a_page_whose_bytes_are_gone_counts_as_undated(archive: Path) -> None:
    pages = unled(archive)
    archive.unlink()
    assert pages_of_day(pages, day(10), [], InlineWorkers()) == frozenset()
    assert len(pages_of_day(pages, day(12), [], InlineWorkers())) == 5
