"""A Monday's edition covers four monitoring days, one of which nobody captured."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing.records.edition import Edition
from briefing.storage.editions import load
from briefing.storage.home import Home
from tests.integration.world import Outlet, desk, lines_of, piece, write_archive, write_catalogue

pytestmark = pytest.mark.slow

MONDAY = date(2026, 2, 9)


def noon(day: int) -> datetime:
    return datetime(2026, 2, day, 3, 0, tzinfo=UTC)


WIRE = piece(40, noon(6))
COPY = piece(40, datetime(2026, 2, 6, 12, 0, tzinfo=UTC))  # Friday 21:00 in Seoul: Saturday's monitoring day
PAPERS = (
    Outlet("paper_a", (WIRE, piece(1, noon(6)), piece(2, noon(9)))),
    Outlet("paper_b", (COPY, piece(9, noon(7)), piece(10, noon(4)))),
)


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Edition]:
    """Home, sources and edition, made by the command: nothing was published on Sunday 8 February."""
    folder = tmp_path_factory.mktemp("monday")
    sources = write_catalogue(folder / "sources", PAPERS)
    warc = write_archive(folder / "weekend.warc.gz", PAPERS, datetime(2026, 2, 9, 8, 0, tzinfo=UTC))
    arguments = ("replay", "--warc", warc, "--country", "kr", "--date", MONDAY.isoformat())
    done = desk(*arguments, home=folder / "home", sources=sources)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run_ids"].keys() == {f"2026-02-0{n}" for n in (6, 7, 8, 9)}
    return folder / "home", sources, load(Home(folder / "home"), "kr", MONDAY)


def test_it_lists_its_days_with_counts(monday: tuple[Path, Path, Edition]) -> None:
    edition = monday[2]
    assert [(str(day.date), day.items) for day in edition.days] == [
        ("2026-02-06", 2),
        ("2026-02-07", 2),
        ("2026-02-08", 0),
        ("2026-02-09", 1),
    ]


def test_every_entry_is_in_one_place(monday: tuple[Path, Path, Edition]) -> None:
    edition = monday[2]
    monitored = sum(kind.count for kind in edition.monitored)
    assert monitored == len(edition.reported) + sum(group.count for group in edition.left_out) == 5
    assert edition.outside_window == 1  # of 4 February
    assert sum(account.entries for account in edition.completeness.sources) == 6


def test_a_copy_of_fridays_text_on_saturday_is_one_line(monday: tuple[Path, Path, Edition]) -> None:
    edition = monday[2]
    lines = [line for line in lines_of(edition) if line.headline_en == WIRE.title]
    assert [(line.source_id, [c.source_id for c in line.carriers]) for line in lines] == [
        ("kr_paper_a", ["kr_paper_b"])
    ]
    assert {group.reason: group.count for group in edition.left_out}["duplicate"] == 1


def test_a_friday_has_no_edition(monday: tuple[Path, Path, Edition]) -> None:
    home, sources, _ = monday
    done = desk(
        *["edition", "show", "--country", "kr", "--date", "2026-02-06", "--json"], home=home, sources=sources
    )
    assert done.returncode == 2
    assert "no edition is dated Friday 2026-02-06" in done.stderr and "2026-02-09" in done.stderr
