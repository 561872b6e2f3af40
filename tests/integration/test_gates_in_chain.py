"""Rows corrupted by hand at each hand-over: the gate catches them, the edition withholds that part and no more."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from briefing.records.edition import Edition
from briefing.records.verdict import Verdict
from briefing.storage.editions import load, versions
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from orchestration.checks import quarantined
from orchestration.run import RunOutcome, run_country_day
from tests.integration.world import (
    DAY,
    desk,
    desk_at,
    lines_of,
    outlets,
    replay,
    retold,
    write_archive,
    write_catalogue,
)

pytestmark = pytest.mark.slow

_SOUND = outlets(7, 5)
_GARBLED = retold(
    _SOUND[6].pieces[0], title="Port of Jeju \ufffd\ufffd\ufffd delays for eleven container ships"
)
# The first piece of the last paper came garbled from its publisher: a gate refuses it on an undisturbed day.
PAPERS = (*_SOUND[:6], replace(_SOUND[6], pieces=(_GARBLED, *_SOUND[6].pieces[1:])))
Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class World:
    """A catalogue and a home folder in which the day has been run, undisturbed."""

    sources: Path
    clean: Path
    folder: Path

    def copy(self, name: str) -> Path:
        return shutil.copytree(self.clean, self.folder / name)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("gates")
    sources = write_catalogue(folder / "sources", PAPERS)
    warc = write_archive(folder / "day.warc.gz", PAPERS)
    with desk_at(folder / "clean", sources) as home:
        outcome = replay(home, [warc])
        assert outcome.success, outcome.failure
    return World(sources, folder / "clean", folder)


@pytest.fixture
def home(world: World, request: pytest.FixtureRequest) -> Iterator[Home]:
    """A copy of the clean home, this process turned to it."""
    with desk_at(world.copy(request.node.name), world.sources) as home:
        yield home


def change(home: Home, dataset: str, how: Change) -> None:
    path = home.table(dataset, "kr", DAY)
    how(pl.read_parquet(path, hive_partitioning=False)).write_parquet(path)


def put(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))


def swap(frame: pl.DataFrame, one: int, other: int, column: str) -> pl.DataFrame:
    values = frame[column].to_list()
    return put(put(frame, one, column, values[other]), other, column, values[one])


def without(frame: pl.DataFrame, row: int) -> pl.DataFrame:
    return pl.concat([frame[:row], frame[row + 1 :]])


def rows_of(owners: list[str]) -> dict[str, list[int]]:
    """Row numbers by the letter of the paper: ``kr_paper_a`` → ``a``."""
    found: dict[str, list[int]] = {}
    for number, owner in enumerate(owners):
        found.setdefault(owner[-1], []).append(number)
    return found


def owner_of(home: Home) -> dict[str, str]:
    frame = pl.read_parquet(home.table("articles", "kr", DAY), hive_partitioning=False)
    return dict(frame.select("item_id", "source_id").iter_rows())


def recompose(home: Home) -> tuple[RunOutcome, Edition]:
    outcome = run_country_day(home, "kr", DAY, job="recompose")
    assert outcome.success, outcome.failure
    return outcome, load(home, "kr", DAY)


def left_out(edition: Edition) -> dict[str, tuple[str, str]]:
    """Item id to reason and detail."""
    return {item: (g.reason, g.details.get(item, "")) for g in edition.left_out for item in g.item_ids}


def assert_nothing_is_lost(edition: Edition) -> None:
    """All entries are in exactly one place, in the whole and source by source."""
    assert sum(kind.count for kind in edition.monitored) == 35
    assert len(edition.reported) + sum(group.count for group in edition.left_out) == 35
    for account in edition.completeness.sources:
        assert account.entries == 5 == account.reported + account.left_out + account.outside_window


def refused_by(home: Home, suite: str) -> dict[str, set[str]]:
    """Source letter to the expectations that refuse a row of it."""
    found: dict[str, set[str]] = {}
    for row in quarantined(home, suite, "kr", DAY):
        found.setdefault(row.source_id[-1:], set()).add(row.expectation)
    return found


def test_corrupted_articles(home: Home) -> None:
    """Six kinds of damage, one to a source: only those rows go. A deleted row withholds its source."""

    def damage(frame: pl.DataFrame) -> pl.DataFrame:
        rows = rows_of(frame["source_id"].to_list())
        frame = put(frame, rows["a"][0], "title", None)
        frame = put(frame, rows["b"][0], "paragraphs", ["Another body, put there by hand."])
        frame = put(frame, rows["c"][0], "published_at", datetime(1990, 1, 1, tzinfo=UTC))
        frame = put(frame, rows["d"][0], "country", "jp")
        frame = swap(frame, rows["e"][0], rows["e"][1], "item_id")
        return pl.concat([frame[: rows["g"][1]], frame[rows["g"][1] + 1 :], frame[rows["f"][0]]])

    change(home, "articles", damage)
    _, edition = recompose(home)
    assert_nothing_is_lost(edition)
    refused = refused_by(home, "articles")
    expected = {
        "a": "row_is_a_whole_record",
        "b": "content_digest_is_that_of_the_text",
        "c": "published_at_is_plausible",
        "d": "country_is_this_one",
        "e": "entry_resolves",
        "f": "item_version_is_unique",
    }
    assert {paper for paper, name in expected.items() if name in refused.get(paper, set())} == set(expected)
    gone = left_out(edition)
    assert Counter(reason for reason, _ in gone.values()) == {"quarantined": 9, "withheld": 3}
    assert {a.source_id[-1]: (a.state, a.left_out) for a in edition.completeness.sources} == {
        **dict.fromkeys("abcdf", ("healthy", 1)),
        "e": ("healthy", 2),
        "g": ("withheld", 5),
    }
    assert any(notice.part == "quarantine" for notice in edition.notices)


def test_corrupted_items(home: Home) -> None:
    """An unknown category, torn evidence and an invented headline go; a deleted row withholds its source."""
    owners = owner_of(home)

    def damage(frame: pl.DataFrame) -> pl.DataFrame:
        rows = rows_of([owners[item] for item in frame["item_id"]])
        frame = put(frame, rows["a"][0], "risk_category", "risk.invented")
        frame = put(frame, rows["b"][0], "evidence", '[{"bro')
        frame = put(frame, rows["c"][0], "headline_en", "An invented headline")
        return without(frame, rows["d"][0])

    change(home, "item_versions", damage)
    _, edition = recompose(home)
    assert_nothing_is_lost(edition)
    assert {a.source_id[-1]: (a.state, a.left_out) for a in edition.completeness.sources if a.left_out} == {
        "a": ("healthy", 1),
        "b": ("healthy", 1),
        "c": ("healthy", 1),
        "d": ("withheld", 5),
        "g": ("healthy", 1),
    }
    assert any(notice.part == "kr_paper_d" and "withheld" in notice.text for notice in edition.notices)


def test_corrupted_captures(home: Home) -> None:
    """A null address, a wrong digest and exchanged ids: the items that rest on them go, and a notice is printed."""

    def damage(frame: pl.DataFrame) -> pl.DataFrame:
        pages = frame.with_row_index().filter(pl.col("role") == "page")
        rows = {
            paper: [pages["index"][number] for number in numbers]
            for paper, numbers in rows_of(pages["source_id"].to_list()).items()
        }
        frame = put(frame, rows["a"][0], "url", None)
        frame = put(frame, rows["b"][0], "payload_digest", "sha1:" + "A" * 32)
        return swap(frame, rows["c"][0], rows["c"][1], "capture_id")

    change(home, "captures", damage)
    _, edition = recompose(home)
    assert_nothing_is_lost(edition)
    refused = refused_by(home, "captures")
    assert "row_is_a_whole_record" in refused["a"]
    assert "stored_record_is_the_capture" in refused["b"] and "stored_record_is_the_capture" in refused["c"]
    assert {a.source_id[-1]: a.left_out for a in edition.completeness.sources if a.left_out} == {
        "a": 1,
        "g": 1,
        "b": 1,
        "c": 2,
    }
    assert any("4 captures refused" in notice.text for notice in edition.notices)


def test_deleted_capture_refuses_the_day(home: Home) -> None:
    """Nothing can say what a deleted page held, so the day is not to be trusted; the edition before it stays."""

    def damage(frame: pl.DataFrame) -> pl.DataFrame:
        return without(frame, frame["role"].to_list().index("page"))

    change(home, "captures", damage)
    outcome = run_country_day(home, "kr", DAY, job="recompose")
    assert (outcome.success, outcome.kind) == (False, "refused")
    assert "file_is_the_one_handed_over" in outcome.failure and "41 rows, 42 were written" in outcome.failure
    assert versions(home, "kr", DAY) == [1]


def test_torn_table_refuses_the_day_and_a_run_heals_it(home: Home) -> None:
    path = home.table("articles", "kr", DAY)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    outcome = run_country_day(home, "kr", DAY, job="recompose")
    assert outcome.kind == "refused"
    assert "lake/articles" in outcome.failure and "not a whole Parquet file" in outcome.failure
    alone = run_country_day(home, "kr", DAY, assets=["edition"])
    assert alone.kind == "refused" and "table_can_be_read" in alone.failure
    outcome = run_country_day(home, "kr", DAY, capture={"fetch": "never"})
    assert outcome.success, outcome.failure
    assert path.read_bytes() == whole and versions(home, "kr", DAY) == [1]


def _fail_the_day(home: Home) -> None:
    """As if the gate had judged these very bytes and refused the day."""
    path = home.table("verdicts_articles", "kr", DAY)
    frame = pl.read_parquet(path, hive_partitioning=False)
    row = next(n for n, v in enumerate(read_records(path, Verdict)) if v.part == "day" and v.blocks)
    put(frame, row, "passed", False).write_parquet(path)


REFUSALS: Mapping[str, tuple[Callable[[Home], object], str]] = {
    "missing": (
        lambda home: home.table("verdicts_items", "kr", DAY).unlink(),
        "no verdict of the items gate on 2026-02-03",
    ),
    "missing-edition": (
        lambda home: home.table("verdicts_edition", "kr", DAY).unlink(),
        "no verdict of the edition gate on 2026-02-03",
    ),
    "stale": (
        lambda home: change(home, "articles", lambda frame: put(frame, 0, "title", "Changed by hand")),
        "stale verdict of the articles gate on 2026-02-03",
    ),
    "stale-edition": (
        lambda home: change(home, "dispositions", lambda frame: put(frame, 0, "fate", "left_out")),
        "stale verdict of the edition gate on 2026-02-03",
    ),
    "failed": (_fail_the_day, "every day of the edition is refused: 2026-02-03: articles gate"),
    "stories": (
        lambda home: change(home, "stories", lambda frame: put(frame, 0, "publishers", 99)),
        "stories of kr 2026-02-03 was changed after it was handed over",
    ),
    "entries": (
        lambda home: change(home, "entries", lambda frame: without(frame, 0)),
        "entries of kr 2026-02-03 was changed after it was handed over",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_edition_alone_in_a_later_run_refuses(world: World, case: str) -> None:
    spoil, words = REFUSALS[case]
    with desk_at(world.copy(f"alone-{case}"), world.sources) as home:
        before = (home.edition("kr", DAY) / "v1" / "edition.json").read_bytes()
        spoil(home)
        outcome = run_country_day(home, "kr", DAY, assets=["edition"])
        assert (outcome.success, outcome.kind) == (False, "refused")
        assert words in outcome.failure
        assert versions(home, "kr", DAY) == [1]
        assert (home.edition("kr", DAY) / "v1" / "edition.json").read_bytes() == before


def test_edition_alone_over_untouched_tables_is_the_same_edition(home: Home) -> None:
    outcome = run_country_day(home, "kr", DAY, assets=["edition"])
    assert outcome.success, outcome.failure
    assert outcome.edition_version == 1 and versions(home, "kr", DAY) == [1]


MARTS = [
    "sources",
    "items",
    "item_versions",
    "carriers",
    "stories",
    "edition_lines",
    "monitored_counts",
    "source_health",
    "lineage",
]


def test_corrupted_dispositions(home: Home) -> None:
    """The account damaged before the warehouse and the last gate see it: those items are left out, no more."""

    def damage(frame: pl.DataFrame) -> pl.DataFrame:
        rows = rows_of(frame["source_id"].to_list())
        frame = put(frame, rows["a"][0], "section", "government_releases")
        frame = put(frame, rows["b"][0], "source_id", "kr_nobody")
        return swap(frame, rows["c"][0], rows["d"][0], "item_id")

    change(home, "dispositions", damage)
    outcome = run_country_day(home, "kr", DAY, assets=[*(f"marts/{name}" for name in MARTS), "edition"])
    assert outcome.success, outcome.failure
    edition = load(home, "kr", DAY)
    assert_nothing_is_lost(edition)
    assert {a.source_id[-1]: a.left_out for a in edition.completeness.sources if a.left_out} == {
        "a": 1,
        "g": 1,
        "b": 1,
        "c": 1,
        "d": 1,
    }
    assert {reason for reason, _ in left_out(edition).values()} == {"quarantined"}


def test_disposition_without_a_fate_is_refused_by_the_warehouse(home: Home) -> None:
    """dbt's own test of the sums stops it, naming the test; the edition before it stays."""
    change(home, "dispositions", lambda frame: put(frame, 0, "fate", None))
    outcome = run_country_day(home, "kr", DAY, assets=[*(f"marts/{name}" for name in MARTS), "edition"])
    assert (outcome.success, outcome.kind) == (False, "refused")
    assert "assert_every_disposition_is_counted" in outcome.failure
    assert versions(home, "kr", DAY) == [1]


def test_release_of_a_refused_row(world: World) -> None:
    """Listed, released by a person, recomposed: the item is in the next version, and the release says who and why."""
    folder = world.copy("release")
    with desk_at(folder, world.sources) as home:
        ((item, (reason, detail)),) = left_out(load(home, "kr", DAY)).items()
        assert reason == "quarantined" and "title_is_decoded" in detail
    listed = desk(
        *("quarantine", "list", "--country", "kr", "--date", "2026-02-03", "--json"),
        home=folder,
        sources=world.sources,
    )
    assert listed.returncode == 0, listed.stderr
    rows = json.loads(listed.stdout)
    assert {row["row_id"] for row in rows} == {item} and not any(row["is_released"] for row in rows)
    assert json.loads(rows[0]["row"])["item_id"] == item
    for row in rows:
        done = desk(
            *(
                "quarantine",
                "release",
                row["quarantine_id"],
                "--by",
                "an analyst",
                "--reason",
                "checked by hand",
            ),
            home=folder,
            sources=world.sources,
        )
        assert done.returncode == 0, done.stderr
        assert "desk run --country kr --date 2026-02-03 --from recompose" in done.stderr
    note = json.loads((folder / "quarantine_releases" / f"{rows[0]['quarantine_id']}.json").read_bytes())
    assert (note["by"], note["reason"], note["row_id"]) == ("an analyst", "checked by hand", item)
    assert datetime.fromisoformat(note["at"]).tzinfo is not None
    unknown = desk(
        *["quarantine", "release", "0123abc", "--by", "me", "--reason", "so"],
        home=folder,
        sources=world.sources,
    )
    assert unknown.returncode == 2 and "no refused row has the id 0123abc" in unknown.stderr
    with desk_at(folder, world.sources) as home:
        _, second = recompose(home)
        assert_nothing_is_lost(second)
        assert left_out(second).get(item, ("", ""))[0] != "quarantined"
        assert item in {line.item_id for line in lines_of(second)}
        assert versions(home, "kr", DAY) == [1, 2]
        assert all(r.is_released for r in quarantined(home, "articles", "kr", DAY) if r.row_id == item)
