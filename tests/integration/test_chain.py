"""The whole chain over a small world: the same bytes again, versions, ``--as-of``, and the way back of every line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from briefing.records.article import Article
from briefing.records.source_day import SourceDay
from briefing.storage.editions import load, versions
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_table
from orchestration.instance import open_instance
from orchestration.partitions import partition_key
from orchestration.tracing import trace_line
from scrapers.archive.writing import ArchiveWriter
from tests.integration.world import (
    DAY,
    NOON,
    Outlet,
    desk,
    desk_at,
    feed_of,
    lake_bytes,
    lines_of,
    outlets,
    piece,
    replay,
    retold,
    write_archive,
    write_catalogue,
    write_exchange,
)

pytestmark = pytest.mark.slow

PAPERS = outlets(3, 4)
# One embassy answers 500, one city puts a page in place of its feed, one chamber has a feed with nothing in it.
FAILING = (Outlet("envoy", (), "embassy"), Outlet("town", (), "city_state"), Outlet("guild", (), "business"))
FAILURES = ("500 Internal Server Error", "200 OK", "200 OK")
TYPES = ("text/html", "text/html", "application/rss+xml")
TEXTS = ("<h1>Error</h1>", "<html><body><p>Closed for maintenance.</p></body></html>", feed_of(FAILING[2]))
LATE = NOON + timedelta(hours=4)


@dataclass(frozen=True)
class World:
    """One catalogue, a noon visit, and a later one that finds a new piece and a corrected one."""

    folder: Path
    sources: Path
    noon: Path
    late: Path
    home: Path  # in which the noon visit has been replayed


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("chain")
    sources = write_catalogue(folder / "sources", (*PAPERS, *FAILING))
    noon = write_archive(folder / "noon.warc.gz", PAPERS)
    with ArchiveWriter(folder / "failing.warc.gz", {}, NOON) as writer:
        for paper, status, kind, text in zip(FAILING, FAILURES, TYPES, TEXTS, strict=True):
            write_exchange(writer, f"http://{paper.host}/rss.xml", NOON, kind, text, status)
    noon.write_bytes(noon.read_bytes() + (folder / "failing.warc.gz").read_bytes())
    first = PAPERS[0]
    corrected = retold(
        first.pieces[0], ending="The union said on Tuesday that the strike now lasts 19 days instead."
    )
    later = Outlet(first.name, (corrected, *first.pieces[1:], piece(80, NOON + timedelta(hours=3))))
    late = write_archive(folder / "late.warc.gz", [later], LATE)
    with desk_at(folder / "home", sources) as home:
        outcome = replay(home, [noon])
        assert outcome.success, outcome.failure
    return World(folder, sources, noon, late, folder / "home")


def files_of(home: Home) -> dict[str, bytes]:
    folder = home.edition("kr", DAY) / "v1"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_zeros_are_explained(world: World) -> None:
    """An error, a page in place of a feed, an empty feed and a kind without any source are four things."""
    edition = load(Home(world.home), "kr", DAY)
    zeros = {row.kind: (row.zero_reason, row.zero_detail) for row in edition.monitored if row.count == 0}
    assert zeros["embassy"][0] == "fetch_failed" and "500" in zeros["embassy"][1]
    assert zeros["city_state"][0] == "fetch_failed" and zeros["city_state"][1]
    assert zeros["business"][0] == "nothing_published"
    assert zeros["government"][0] == "no_source_configured"
    assert {a.source_id: a.state for a in edition.completeness.sources if a.state != "healthy"} == {
        "kr_envoy": "degraded",
        "kr_town": "degraded",
    }
    days = {r.source_id: r for r in read_records(Home(world.home).table("source_days", "kr", DAY), SourceDay)}
    assert {name: days[name].fault for name in ("kr_envoy", "kr_town", "kr_guild")} == {
        "kr_envoy": "http_500",
        "kr_town": "maintenance",
        "kr_guild": "",
    }


def test_two_fresh_homes_have_the_same_bytes(world: World) -> None:
    """edition.json, edition.html and every table of the lake but the hand-overs, which name the run."""
    with desk_at(world.folder / "second", world.sources) as second:
        outcome = replay(second, [world.noon])
        assert outcome.success, outcome.failure
    first = Home(world.home)
    assert files_of(first).keys() == {"edition.json", "edition.html"}
    assert files_of(first) == files_of(second)
    assert lake_bytes(first) == lake_bytes(second)
    assert len(lake_bytes(first)) >= 15


def test_the_same_again_is_no_new_version_and_more_captures_are(world: World) -> None:
    with desk_at(shutil.copytree(world.home, world.folder / "again"), world.sources) as home:
        before, tables = files_of(home), lake_bytes(home)
        assert replay(home, [world.noon]).edition_version == 1
        assert versions(home, "kr", DAY) == [1] and files_of(home) == before and lake_bytes(home) == tables

        outcome = replay(home, [world.noon, world.late])
        assert outcome.success, outcome.failure
        assert versions(home, "kr", DAY) == [1, 2] and files_of(home) == before
        first, second = load(home, "kr", DAY, 1), load(home, "kr", DAY, 2)
        assert (first.version, second.version) == (1, 2)
        assert sum(kind.count for kind in second.monitored) == sum(kind.count for kind in first.monitored) + 1
        articles = read_table(home.table("articles", "kr", DAY), Article)
        assert sorted(articles.filter(articles["version"] == 2)["url"]) == [
            f"http://{PAPERS[0].host}{PAPERS[0].pieces[0].path}"
        ]
        corrected = [line for line in lines_of(second) if line.url.endswith(PAPERS[0].pieces[0].path)]
        assert [(line.item_version, line.versions) for line in corrected] == [(2, 2)]

        # as of an instant between the visits: what was captured later is not used, and the edition says so
        outcome = replay(home, [world.noon, world.late], as_of=(NOON + timedelta(hours=3)).isoformat())
        assert outcome.success, outcome.failure
        third = load(home, "kr", DAY, 3)
        assert third.as_of == NOON + timedelta(hours=3)
        assert [line.item_id for line in lines_of(third)] == [line.item_id for line in lines_of(first)]
        assert third.completeness.newest_fetch_at == first.completeness.newest_fetch_at


def test_every_line_leads_back_to_its_bytes(world: World) -> None:
    with desk_at(world.home, world.sources) as home:
        edition = load(home, "kr", DAY)
        lines = lines_of(edition)
        assert lines and [line.number for line in lines] == list(edition.reported)
        for line in lines:
            found = trace_line(home, "kr", DAY, line.number)
            assert found.digest_agrees and found.recomputed_digest == found.payload_digest
            assert (found.item_id, found.item_version, found.url) == (
                line.item_id,
                line.item_version,
                line.url,
            )
            assert all(step.engine and step.version for step in found.steps)
            assert {"capture", "extraction", "selection"} <= {step.step for step in found.steps}


def test_the_same_ids_in_trace_warehouse_and_dagster(world: World) -> None:
    with desk_at(world.home, world.sources) as home:
        edition = load(home, "kr", DAY)
        traced = {line.number: trace_line(home, "kr", DAY, line.number) for line in lines_of(edition)}
        with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
            rows = warehouse.execute(
                "select line_number, item_id, item_version, source_id, url, capture_id, warc_file, warc_offset, "
                "payload_digest, run_id from lineage where country = 'kr' and edition_date = ?",
                [DAY],
            ).fetchall()
        assert {row[0]: row[1:] for row in rows} == {
            number: (
                t.item_id,
                t.item_version,
                t.source_id,
                t.url,
                t.capture_id,
                t.warc_file,
                t.warc_offset,
                t.payload_digest,
                t.run_id,
            )
            for number, t in traced.items()
        }
        with open_instance(home) as instance:
            edition_event, disposition_event = (
                instance.fetch_materializations(
                    dg.AssetRecordsFilter(
                        asset_key=dg.AssetKey(name), asset_partitions=[partition_key("kr", DAY)]
                    ),
                    limit=1,
                ).records[0]
                for name in ("edition", "dispositions")
            )
        told = edition_event.asset_materialization.metadata
        assert told["line ids"].value == {str(n): t.item_id for n, t in traced.items()}
        assert disposition_event.run_id == told["run_id"].value == next(iter(traced.values())).run_id
        assert disposition_event.asset_materialization.metadata["run_id"].value == disposition_event.run_id


TABLES = (
    *("catalogue", "captures", "entries", "articles", "enriched_items", "carriers", "stories"),
    *("verdicts", "quarantine", "dispositions"),
)


def test_metadata_of_a_materialisation(world: World) -> None:
    """Column schema, row count and preview of each table."""
    with desk_at(world.home, world.sources) as home, open_instance(home) as instance:
        for name in TABLES:
            event = instance.get_latest_materialization_event(dg.AssetKey(name))
            assert event is not None and event.asset_materialization is not None, name
            metadata = event.asset_materialization.metadata
            assert {
                "dagster/column_schema",
                "dagster/row_count",
                "preview",
                "run_id",
                "sha256",
            } <= metadata.keys()
        lines = instance.get_latest_materialization_event(dg.AssetKey(["marts", "edition_lines"]))
        assert lines is not None


def test_trace_command(world: World) -> None:
    shown = desk("trace", "kr/2026-02-03", "1", home=world.home, sources=world.sources)
    assert shown.returncode == 0, shown.stderr
    for label in (
        "line 1 of kr/2026-02-03/v1",
        "WARC record",
        "payload digest",
        "(the same)",
        "selected by run",
    ):
        assert label in shown.stdout
    told = desk(
        *["trace", "--country", "kr", "--date", "2026-02-03", "--line", "1", "--json"],
        home=world.home,
        sources=world.sources,
    )
    found = json.loads(told.stdout)
    assert found.keys() >= {
        *("item_id", "item_version", "source_id", "url", "capture_id", "warc_file", "warc_offset"),
        *("payload_digest", "fetched_at", "run_id", "steps"),
    }
    with (world.home / found["warc_file"]).open("rb") as stream:
        stream.seek(found["warc_offset"])
        assert stream.read(3) == b"\x1f\x8b\x08"  # the start of a gzip member
    absent = desk("trace", "kr/2026-02-03", "999", home=world.home, sources=world.sources)
    assert absent.returncode == 2 and "has no line 999" in absent.stderr


def test_a_changed_byte_of_the_archive_is_noticed(world: World) -> None:
    """One byte inside the record: the trace ends with 4 and names file and byte."""
    folder = shutil.copytree(world.home, world.folder / "tampered")
    with desk_at(folder, world.sources) as home:
        found = trace_line(home, "kr", DAY, 1)
    path = folder / found.warc_file
    content = bytearray(path.read_bytes())
    content[found.warc_offset + 200] ^= 0xFF
    path.write_bytes(content)
    done = desk("trace", "kr/2026-02-03", "1", home=folder, sources=world.sources)
    assert done.returncode == 4
    assert path.name in done.stderr and f"at byte {found.warc_offset}" in done.stderr
