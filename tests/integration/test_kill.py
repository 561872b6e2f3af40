"""Killed at any instant, run again: nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from filelock import FileLock

from briefing.settings import CHECKOUT
from briefing.storage.editions import versions
from briefing.storage.home import Home
from orchestration.instance import open_instance
from tests.integration.world import (
    DAY,
    command,
    desk,
    desk_at,
    environment,
    lake_bytes,
    outlets,
    replay,
    write_archive,
    write_catalogue,
)

pytestmark = pytest.mark.slow

PAPERS = outlets(3, 4)
# What has come into the home when the process is killed: as the run goes along, so that the instants are spread
# over it on a fast machine and a slow one alike.
INSTANTS = {
    "crawl": "reports/kr/2026-02-03/crawl_job.json",
    "judging": "lake/verdicts_articles",
    "building": "warehouse.duckdb",
}


@dataclass(frozen=True)
class World:
    folder: Path
    sources: Path
    warc: Path
    undisturbed: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("kill")
    sources = write_catalogue(folder / "sources", PAPERS)
    warc = write_archive(folder / "day.warc.gz", PAPERS)
    with desk_at(folder / "undisturbed", sources) as home:
        outcome = replay(home, [warc])
        assert outcome.success, outcome.failure
    return World(folder, sources, warc, folder / "undisturbed")


def kill_when(world: World, home: Path, sign: str) -> None:
    """Start a replay in a process group of its own and kill the whole group once ``sign`` exists."""
    arguments = ("replay", "--warc", world.warc, "--country", "kr", "--date", DAY.isoformat())
    process = subprocess.Popen(
        command(*arguments),
        cwd=CHECKOUT,
        env=environment(home, world.sources),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    limit = time.monotonic() + 180
    while not (home / sign).exists():
        assert process.poll() is None, f"the replay ended before {sign} was there"
        assert time.monotonic() < limit
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def counts(home: Path) -> dict[str, int]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        names = [row[0] for row in warehouse.execute("select table_name from duckdb_tables()").fetchall()]
        return {
            name: warehouse.execute(f'select count(*) from "{name}"').fetchall()[0][0]
            for name in sorted(names)
        }


def test_killed_at_three_instants_one_after_the_other(world: World) -> None:
    """The same home is killed three times, each time further on, and then run to its end."""
    folder = world.folder / "killed"
    for name, sign in INSTANTS.items():
        if (folder / sign).exists():  # left by the run that was killed a step later than its sign
            shutil.rmtree(folder / sign) if (folder / sign).is_dir() else (folder / sign).unlink()
        kill_when(world, folder, sign)
        assert not (folder / "editions").exists(), name
    done = desk(
        *("replay", "--warc", world.warc, "--country", "kr", "--date", DAY.isoformat()),
        home=folder,
        sources=world.sources,
    )
    assert done.returncode == 0, done.stderr

    home, undisturbed = Home(folder), Home(world.undisturbed)
    assert versions(home, "kr", DAY) == [1]
    for name in ("edition.json", "edition.html"):
        made, expected = (h.edition("kr", DAY) / "v1" / name for h in (home, undisturbed))
        assert made.read_bytes() == expected.read_bytes()
    assert lake_bytes(home) == lake_bytes(undisturbed)
    assert counts(folder) == counts(world.undisturbed)

    for path in (folder / "lake").rglob("*"):  # a torn file never has a table's name
        assert path.is_dir() or path.name.endswith(".parquet") or path.name.endswith(".part"), path
    with desk_at(folder, world.sources), open_instance(home) as instance:
        runs = instance.get_runs()
        states = [run.status for run in runs]
        assert states.count(dg.DagsterRunStatus.SUCCESS) == 1
        assert set(states) == {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE}
        for pool in instance.event_log_storage.get_concurrency_keys():
            info = instance.event_log_storage.get_concurrency_info(pool)
            assert not info.claimed_slots and not info.pending_steps
    for lock in (folder / "locks").glob("*.lock"):
        with FileLock(lock, timeout=1):
            pass
