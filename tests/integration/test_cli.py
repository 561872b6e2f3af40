"""The ``desk`` command on bad input: what it says, how it ends, and what it leaves behind."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from briefing.storage.editions import load
from briefing.storage.home import Home
from orchestration.checks import SUITES, verdicts_dataset
from orchestration.cli import days_to_run
from tests.integration.world import (
    DAY,
    NOON,
    Outlet,
    desk,
    lines_of,
    outlets,
    piece,
    write_archive,
    write_catalogue,
)

pytestmark = pytest.mark.slow

PAPERS = outlets(3, 4)
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class World:
    folder: Path
    sources: Path
    warc: Path

    def desk(self, *arguments: str | Path, home: str = "home", sources: Path | None = None) -> Done:
        return desk(*arguments, home=self.folder / home, sources=sources or self.sources)

    def replay(
        self, warc: Path, *more: str, home: str, date: str = "2026-02-03", country: str = "kr"
    ) -> Done:
        return self.desk("replay", "--warc", warc, "--country", country, "--date", date, *more, home=home)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("cli")
    sources = write_catalogue(folder / "sources", PAPERS)
    return World(folder, sources, write_archive(folder / "day.warc.gz", PAPERS))


@pytest.fixture(scope="module")
def cut(world: World) -> tuple[Path, int, Done]:
    """An archive cut in the middle of its last record, its length, and the replay of it."""
    whole = world.warc.read_bytes()
    path = world.folder / "cut.warc.gz"
    path.write_bytes(whole[:-40])
    return path, len(whole) - 40, world.replay(path, home="cut")


def test_a_damaged_archive_is_read_as_far_as_it_goes(world: World, cut: tuple[Path, int, Done]) -> None:
    """The message names file and byte; the edition says that something is missing; a person can see what."""
    path, _, done = cut
    assert done.returncode == 0, done.stderr
    assert f"{path} at byte" in done.stderr and "the rest is read" in done.stderr
    assert json.loads(done.stdout)["edition"]["version"] == 1  # nothing but JSON on stdout
    edition = load(Home(world.folder / "cut"), "kr", DAY)
    assert sum(kind.count for kind in edition.monitored) == 12
    assert any("damaged" in notice.text for notice in edition.notices)
    listed = world.desk("quarantine", "list", "--country", "kr", "--date", "2026-02-03", "--json", home="cut")
    (row,) = (row for row in json.loads(listed.stdout) if row["expectation"] == "warc_record_is_whole")
    file, _, offset = row["row_id"].rpartition("@")
    assert file.endswith(path.name) and 0 < int(offset) < cut[1]
    assert row["reason"].startswith(f"{file} at byte {offset}: ")


def test_a_missing_archive_ends_with_4_and_names_it(world: World) -> None:
    done = world.replay(world.folder / "no-such.warc.gz", home="missing")
    assert done.returncode == 4
    assert "no-such.warc.gz: no such WARC file" in done.stderr and done.stdout == ""


def test_a_file_that_is_no_archive_ends_with_4(world: World) -> None:
    path = world.folder / "not.warc.gz"
    path.write_bytes(b"This is no archive at all.\n" * 40)
    done = world.replay(path, home="missing")
    assert done.returncode == 4 and f"{path}: not a WARC file" in done.stderr


def test_an_archive_that_is_gone_when_a_day_is_run_again_ends_with_4(
    world: World, cut: tuple[Path, int, Done]
) -> None:
    folder = shutil.copytree(world.folder / "cut", world.folder / "gone")
    for path in (folder / "archive" / "imports").iterdir():
        path.unlink()
    done = world.desk("run", "--country", "kr", "--date", "2026-02-03", home="gone")
    assert done.returncode == 4 and "cut.warc.gz: no such WARC file" in done.stderr


def test_an_unknown_key_in_a_source_ends_with_2_and_names_file_and_key(world: World) -> None:
    sources = write_catalogue(world.folder / "misspelt", PAPERS)
    file = sources / "kr" / "paper_a.yml"
    file.write_text(file.read_text().replace("timezone:", "time_zone:"))
    done = world.desk(
        *("replay", "--warc", world.warc, "--country", "kr", "--date", "2026-02-03"),
        home="x",
        sources=sources,
    )
    assert done.returncode == 2
    assert "kr/paper_a.yml" in done.stderr and "time_zone" in done.stderr and "timezone" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("run --country zz --date 2026-02-03", "zz"),
        ("replay --warc day.warc.gz --country fr --date 2026-02-03", "fr"),
        (
            "replay --warc day.warc.gz --country kr --date 2026-02-06",
            "2026-02-09",
        ),  # a Friday: names the Monday
        ("replay --warc day.warc.gz --country kr --date 2026-02-03 --as-of 2026-02-03T06:00:00", "no zone"),
        ("replay --warc day.warc.gz --country kr --date 2026-02-03 --as-of yesterday", "ISO 8601"),
        ("replay --warc day.warc.gz --country kr --date 3.2.2026", "3.2.2026"),
        ("run --country kr --date 2026-02-03 --from middle", "recompose"),
        ("run --country kr --date 2026-02-03 --fetch maybe", "auto, always or never"),
        ("crawl --country kr --clock 2026-02-03T02:00:00", "no zone"),
        ("edition show --country kr --date 2026-02-03 --json", "no edition kr/2026-02-03"),
        ("trace kr-2026-02-03 1", "is not an edition"),
        ("trace kr/2026-02-03", "which line"),
        ("backfill --from 2026-02-03 --to 2026-02-02", "before"),
        ("quarantine release ../x --by me --reason so", "is no quarantine id"),
    ],
)
def test_a_wrong_request_ends_with_2_and_says_why(world: World, arguments: str, words: str) -> None:
    done = world.desk(*arguments.split(), home="empty")
    assert done.returncode == 2, done.stderr
    assert words in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_a_day_without_any_capture_of_its_sources_ends_with_3(world: World) -> None:
    stranger = write_archive(world.folder / "stranger.warc.gz", [Outlet("elsewhere", (piece(5),))])
    done = world.replay(stranger, home="stranger")
    assert done.returncode == 3
    assert "captures gate on 2026-02-03" in done.stderr and "0 responses" in done.stderr
    assert not (world.folder / "stranger" / "editions").exists()
    assert json.loads(done.stdout)["success"] is False


def test_a_date_whose_archive_is_there_is_run_without_the_network(
    world: World, cut: tuple[Path, int, Done]
) -> None:
    """``desk run`` reads the archive again; nothing is fetched, and the edition stays the one it was."""
    shutil.copytree(world.folder / "cut", world.folder / "offline")
    done = world.desk("run", "--country", "kr", "--date", "2026-02-03", home="offline")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["edition"]["version"] == 1
    assert not (world.folder / "offline" / "archive" / "crawls").exists()


def test_backfill_runs_each_day_and_says_what_came_of_it(world: World) -> None:
    """Two days from one archive: what belongs to the first is outside the second."""
    dates = ("--from", "2026-02-03", "--to", "2026-02-04")
    done = world.desk("backfill", *dates, "--countries", "kr", "--warc", world.warc, home="backfill")
    assert done.returncode == 0, done.stderr
    assert [(row["date"], row["edition"]["version"]) for row in json.loads(done.stdout)] == [
        ("2026-02-03", 1),
        ("2026-02-04", 1),
    ]
    second = load(Home(world.folder / "backfill"), "kr", date(2026, 2, 4))
    assert (sum(kind.count for kind in second.monitored), second.outside_window) == (0, 12)


def test_a_mondays_weekend_is_run_too_where_it_is_not_there(tmp_path: Path) -> None:
    home = Home(tmp_path)
    monday, friday = date(2026, 2, 9), date(2026, 2, 6)
    assert days_to_run(home, "kr", [monday]) == tuple(date(2026, 2, n) for n in (6, 7, 8, 9))
    # A day is done when all its gates have spoken and its sources were judged.
    for dataset in (*map(verdicts_dataset, SUITES), "source_days"):
        assert days_to_run(home, "kr", [monday])[0] == friday
        table = home.table(dataset, "kr", friday)
        table.parent.mkdir(parents=True)
        table.touch()
    assert days_to_run(home, "kr", [monday]) == tuple(date(2026, 2, n) for n in (7, 8, 9))
    assert days_to_run(home, "kr", [friday]) == (friday,)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB. Skips where no file system may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=12m") != 0:
        pytest.skip(f"no file system may be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        libc.umount2(os.fsencode(folder), 2)


@pytest.mark.parametrize("left", [0, 400_000])
def test_a_full_disk_ends_with_5_and_leaves_the_edition_that_is_there(
    world: World, cut: tuple[Path, int, Done], small_disk: Path, left: int
) -> None:
    """Full from the start, and full in the middle of the run."""
    home = small_disk / "home"
    shutil.copytree(world.folder / "cut", home)
    before = (Home(home).edition("kr", DAY) / "v1" / "edition.json").read_bytes()
    (small_disk / "spare").write_bytes(b"x" * left)
    with contextlib.suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)
    (small_disk / "spare").unlink()
    done = desk(
        *("replay", "--warc", world.warc, "--country", "kr", "--date", "2026-02-03"),
        home=home,
        sources=world.sources,
    )
    assert done.returncode == 5, done.stderr
    assert "No space left on device" in done.stderr
    assert (Home(home).edition("kr", DAY) / "v1" / "edition.json").read_bytes() == before
    shown = desk(
        *["edition", "show", "--country", "kr", "--date", "2026-02-03", "--json"],
        home=home,
        sources=world.sources,
    )
    assert shown.returncode == 0 and shown.stdout.encode() == before
    assert not list((home / "editions").rglob("*.part"))


def test_doctor_finds_nothing_wrong_with_a_sound_installation(world: World) -> None:
    done = world.desk("doctor", "--json", home="doctor")
    assert json.loads(done.stdout)["checks"].keys() >= {"source catalogue loads", "Dagster definitions load"}
    assert {name: problem for name, problem in json.loads(done.stdout)["checks"].items() if problem} == {}


def test_what_was_read_is_in_its_place(world: World, cut: tuple[Path, int, Done]) -> None:
    """The items of a cut archive are those of the whole one: what was cut off is a request, or a page's text."""
    assert cut[2].returncode == 0
    lines = lines_of(load(Home(world.folder / "cut"), "kr", DAY))
    assert {line.source_id for line in lines} == {paper.source_id() for paper in PAPERS}
    assert all(line.published_at == NOON for line in lines)
