"""``desk backfill`` from the plan to the account, against sites on loopback and their past."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing.settings import CHECKOUT
from briefing.storage.editions import load
from briefing.storage.home import Home

from .loopback_web import Desk, Web, serve
from .test_past_days import ROUTES, add_sources, publish, told
from .world import environment, lines_of

pytestmark = pytest.mark.slow
DAY = date(2026, 3, 10)  # a Tuesday
RANGE = ("--from", str(DAY), "--to", str(DAY), "--countries", "kr")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Desk]]:
    with serve() as web:
        publish(web)
        desk = Desk(tmp_path_factory.mktemp("backfill"), {"DESK_CRAWL_PROXY": web.proxy})
        add_sources(desk)
        desk.add_source("closed", enabled=False, disabled_reason="Needs a key of its own.")
        yield web, desk


def run(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "backfill", *arguments],
        cwd=CHECKOUT,
        env=environment(desk.home.root, desk.catalogue)
        | {"DESK_CRAWL_DELAY_SECONDS": "0", **desk.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def rows_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_a_plan_asks_nobody_and_says_of_every_source_what_can_be_had(past: tuple[Web, Desk]) -> None:
    web, desk = past
    done = run(desk, *RANGE, "--plan-only", "--fetch")
    [row] = rows_of(done)
    assert web.asked == []
    assert (row["country"], row["date"]) == ("kr", str(DAY))
    plan = row["plan"]
    assert {name: asked["route"] for name, asked in plan["asked"].items()} == {
        f"kr_{host}": backfill["route"] for host, backfill in ROUTES.items()
    }
    assert plan["cannot"] == {
        "kr_closed": "disabled: Needs a key of its own.",
        "kr_forgetful": "keeps no history that could be asked for",
    }
    assert plan["held"] == {}
    assert "7 of 9 sources can be asked" in done.stderr
    assert not (desk.home.root / "editions").exists()


def test_without_fetch_a_past_day_is_asked_of_nobody(past: tuple[Web, Desk]) -> None:
    web, desk = past
    done = run(desk, *RANGE, "--json")
    assert done.returncode == 3  # nothing was captured: the gate refuses
    [row] = json.loads(done.stdout)
    assert web.asked == []
    assert row["success"] is False
    assert {account["words"] for name, account in row["came"].items() if name != "kr_forgetful"} == {
        "its route was not asked (--fetch)"
    }
    assert row["came"]["kr_forgetful"]["words"] == "keeps no history that could be asked for"


def test_a_past_day_is_had_as_planned(past: tuple[Web, Desk]) -> None:
    web, desk = past
    [row] = rows_of(run(desk, *RANGE, "--fetch", "--yes"))
    assert (row["success"], row["edition"]["version"], row["plan"]["fetch"]) == (True, 1, True)
    for host in ROUTES:
        came, planned = row["came"][f"kr_{host}"], row["plan"]["asked"][f"kr_{host}"]
        assert (came["in_window"], came["pages"], came["words"]) == (3, 3, ""), host
        lists = [a for a, _ in web.asked if f"//{host}.example.com" in a and "/news/" not in a]
        assert len(lists) - 1 <= planned["lists"], host  # less its robots.txt
    assert row["came"]["kr_forgetful"]["lists"] == 0
    edition = load(Home(desk.home.root), "kr", DAY)
    reported = {line.url for line in lines_of(edition)}
    assert reported <= {one["link"] for host in ROUTES for one in told(host, DAY)}
    assert sum(kind.count for kind in edition.monitored) == 3 * len(ROUTES)

    # What was told is kept: a second time nothing is asked, and the edition stays the one it was.
    asked = len(web.asked)
    [again] = rows_of(run(desk, *RANGE, "--fetch", "--yes", "--json"))
    assert again["edition"]["version"] == 1
    assert len(web.asked) == asked
    [planned_again] = rows_of(run(desk, *RANGE, "--plan-only"))
    assert planned_again["plan"]["held"]["kr_paged"][0]["archive"] == "own"


def test_a_file_says_beforehand_what_it_holds(past: tuple[Web, Desk], tmp_path: Path) -> None:
    _, desk = past
    own = min(
        desk.home.crawls("kr", DAY).glob("*.warc.gz")
    )  # the first crawl: the one after it fetched nothing
    copy = tmp_path / "somebodys.warc.gz"
    copy.write_bytes(own.read_bytes())
    other = Desk(tmp_path)
    add_sources(other)
    [row] = rows_of(run(other, *RANGE, "--warc", str(copy), "--plan-only"))
    held = row["plan"]["held"]["kr_paged"]
    assert held[0]["archive"].endswith("-somebodys.warc.gz")
    assert held[0]["responses"] >= 3
    assert "kr_forgetful" not in row["plan"]["held"]
