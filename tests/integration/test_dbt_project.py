"""The warehouse: small Parquet partitions in, marts out, through the real dbt of this environment.

A Monday edition of Korea (2026-03-09) covers Friday to Monday; Vietnam has its Monday only. The home folder's name
holds a quote and DuckDB's wildcards, because a folder's name is not ours to choose.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from briefing.composition.health.judging import judge_day
from briefing.composition.health.measuring import Tables
from briefing.enrichment.language import ScriptAndLangid
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.carrier import Carrier
from briefing.records.disposition import Disposition
from briefing.records.entry import Entry
from briefing.records.frame import to_frame
from briefing.records.handover import Handover
from briefing.records.item_version import ItemVersion
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.record import Record
from briefing.records.source import Source
from briefing.records.source_day import SourceDay
from briefing.records.step import Step
from briefing.records.story import Story
from briefing.records.story_link import StoryLink
from briefing.records.verdict import Verdict
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.taxonomy.countries import monitoring_day
from briefing.taxonomy.kinds import KINDS
from orchestration.assets.source_days import earlier_days

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
GUIDE = PROJECT.parent / "docs" / "guides" / "warehouse.md"
DBT = Path(sys.executable).parent / "dbt"
RECORDS: dict[str, type[Record]] = {
    "sources": Source,
    "captures": Capture,
    "entries": Entry,
    "articles": Article,
    "source_days": SourceDay,
    "item_versions": ItemVersion,
    "carriers": Carrier,
    "stories": Story,
    "story_links": StoryLink,
    "dispositions": Disposition,
    "verdicts": Verdict,
    "quarantine": QuarantinedRow,
}
MARTS = (
    "sources",
    "items",
    "item_versions",
    "carriers",
    "stories",
    "story_links",
    "edition_lines",
    "monitored_counts",
    "source_health",
    "lineage",
)
WEEKEND = "kr|2026-03-06,kr|2026-03-07,kr|2026-03-08"
MONDAY = "kr|2026-03-09,vn|2026-03-09"
HOSTILE_TITLE = '노조\'s "파업"; drop table items; -- {{ 1/0 }}'


@dataclass
class Partition:
    """One country and day of the lake, filled source by source and item by item."""

    country: str
    day: str
    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in RECORDS})

    @property
    def noon(self) -> datetime:
        return datetime.combine(date.fromisoformat(self.day), datetime.min.time(), UTC) + timedelta(hours=3)

    def capture(self, source_id: str, role: str, url: str, **changes: Any) -> str:
        """Add a capture, answered with status 200 unless ``changes`` say otherwise; returns its id."""
        values: dict[str, Any] = {
            "capture_id": f"{self.country}-{self.day}-{len(self.rows['captures'])}",
            "country": self.country,
            "date": self.day,
            "source_id": source_id,
            "role": role,
            "url": url,
            "final_url": url,
            "found_in": None,
            "outcome": "fetched",
            "status": 200,
            "content_type": "text/html",
            "fetched_at": self.noon,
            "payload_digest": "sha1:AAAA",
            "payload_bytes": 10,
            "warc_file": f"archive/{self.country}-{self.day}.warc.gz",
            "warc_offset": 100 * len(self.rows["captures"]),
        } | changes
        if values["outcome"] != "fetched":
            values |= dict.fromkeys(
                ("status", "content_type", "payload_digest", "payload_bytes", "warc_file", "warc_offset")
            )
        self.rows["captures"].append(Capture(**values))
        return str(values["capture_id"])

    def source(self, source_id: str, kind: str = "news_media", *, min_items: int = 1, **changes: Any) -> str:
        """Add a source with one feed, captured; returns the feed's capture id."""
        feed = f"https://{source_id.replace('_', '-')}.example/rss"
        self.rows["sources"].append(
            Source.model_validate(
                {
                    "id": source_id,
                    "name": source_id.upper(),
                    "kind": kind,
                    "languages": ("ko",),
                    "countries": (self.country,),
                    "homepage": f"https://{source_id.replace('_', '-')}.example/",
                    "feeds": (feed,),
                    "timezone": "Asia/Seoul",
                    "healthy_day": {"min_items": min_items, "max_items": 40, "silence_hours": 24},
                    "evidence": "written for this test",
                    "confidence": "A",
                }
            )
        )
        return self.capture(source_id, "feed", feed, **{"seed": "feeds/0"} | changes)

    def item(
        self,
        item_id: str,
        source_id: str,
        feed: str,
        *,
        title: str = "표제",
        language: str = "ko",
        kind: str = "news_media",
        versions: int = 1,
        page: bool = True,
        in_window: bool = True,
        story: bool = True,
    ) -> None:
        """Add an item with its entry, versions, pages, enrichment and a story of its own."""
        url = f"https://{source_id.replace('_', '-')}.example/{item_id}"
        monitoring_date = self.day if in_window else "2026-01-01"
        self.rows["entries"].append(
            Entry(
                entry_id=f"e-{item_id}",
                item_id=item_id,
                country=self.country,
                date=self.day,
                source_id=source_id,
                feed_url="https://feed.example/rss",
                position=0,
                link=url,
                canonical_url=url,
                title=title,
                summary="",
                content=(),
                byline="",
                published_raw="",
                published_at=self.noon,
                published_precision="second",
                published_basis="feed",
                capture_id=feed,
                last_capture_id=feed,
                first_seen_at=self.noon,
                last_seen_at=self.noon,
                readings=3,
                is_about_country=True,
            )
        )
        for version in range(1, versions + 1):
            page_id = self.capture(source_id, "page", url, outcome="fetched" if page else "not_in_archive")
            self.rows["articles"].append(
                Article(
                    item_id=item_id,
                    version=version,
                    is_latest=version == versions,
                    country=self.country,
                    date=self.day,
                    monitoring_date=monitoring_date,
                    day_basis="published",
                    in_window=in_window,
                    is_about_country=True,
                    source_id=source_id,
                    kind=kind,
                    url=url,
                    canonical_url=url,
                    title=title if version == versions else f"{title} (v{version})",
                    paragraphs=("첫째 문단.", "둘째 문단."),
                    byline="",
                    declared_language=None,
                    published_at=self.noon,
                    published_raw="",
                    published_precision="second",
                    published_basis="feed",
                    first_seen_at=self.noon,
                    fetched_at=self.noon,
                    body_basis="page" if page else "feed_summary",
                    page_state="fetched" if page else "not_in_archive",
                    charset="utf-8",
                    charset_basis="http",
                    damage=(),
                    entry_id=f"e-{item_id}",
                    feed_capture_id=feed,
                    page_capture_id=page_id,
                    feed_readings=3,
                    extractor="engine",
                    extractor_version="1",
                    content_digest="0" * 64,
                )
            )
            if in_window:
                self._enrich(item_id, version, language, title)
        if in_window and story:
            self._tell(item_id, source_id)

    def _enrich(self, item_id: str, version: int, language: str, title: str) -> None:
        self.rows["item_versions"].append(
            ItemVersion(
                item_id=item_id,
                version=version,
                country=self.country,
                date=self.day,
                language=language,
                language_confidence=0.9,
                headline_en=title if language == "en" else "Labour: figures",
                headline_basis="original" if language == "en" else "structured",
                summary=(),
                summary_basis="extracted",
                scope="risk",
                risk_category="risk.labour",
                ops_category=None,
                category_confidence=0.5,
                evidence=(),
                domain="Economy",
                entities=(),
                figures=(),
                steps=(Step(step="language", engine="closed_set", version="1", inputs_digest="0" * 16),),
            )
        )

    def _tell(self, item_id: str, source_id: str) -> None:
        self.rows["stories"].append(
            Story(
                story_id=f"s-{item_id}",
                country=self.country,
                date=self.day,
                item_ids=(item_id,),
                lead_item_id=item_id,
                publishers=1,
                copies=1,
                cohesion=1.0,
                engine="cluster",
                version="1",
            )
        )
        self.rows["story_links"].append(
            StoryLink(
                country=self.country,
                date=self.day,
                story_id=f"s-{item_id}",
                other_country="jp",
                other_date=self.day,
                other_story_id="s-jp",
                similarity=0.8,
                engine="cluster",
                version="1",
            )
        )
        self.carry(item_id, item_id, source_id)

    def carry(self, item_id: str, carrier_item_id: str, source_id: str) -> None:
        """Add a copy of an item."""
        self.rows["carriers"].append(
            Carrier(
                country=self.country,
                date=self.day,
                item_id=item_id,
                carrier_item_id=carrier_item_id,
                source_id=source_id,
                is_first=item_id == carrier_item_id,
                published_at=self.noon,
                similarity=1.0,
                engine="minhash",
                version="1",
            )
        )

    def decide(
        self, item_id: str, source_id: str, fate: str, *, line: int | None = None, **changes: Any
    ) -> None:
        """Add a disposition of the edition of this day."""
        values: dict[str, Any] = {
            "country": self.country,
            "date": self.day,
            "item_id": item_id,
            "item_version": 1,
            "source_id": source_id,
            "kind": "news_media",
            "monitoring_date": self.day,
            "is_feed_entry": True,
            "fate": fate,
            "reason": "",
            "detail": "",
            "line_number": line,
            "section": "risk_media" if line else None,
            "risk_category": "risk.labour" if line else None,
            "ops_category": None,
            "story_id": f"s-{item_id}" if line else None,
        } | changes
        self.rows["dispositions"].append(Disposition(**values))

    def write(self, home: Home) -> None:
        """Write all datasets and their hand-overs, as the stages do."""
        self.rows["source_days"] = self._judged(home)
        for dataset, record in RECORDS.items():
            rows = self.rows[dataset]
            digest = write_table(home.table(dataset, self.country, self.day), to_frame(rows, record), record)
            handover = Handover(
                dataset=dataset,
                country=self.country,
                date=self.day,
                rows=len(rows),
                digest=digest,
                run_id=f"run-{dataset}-{self.country}-{self.day}",
                code_version=f"{dataset}-1",
            )
            path = home.handover(dataset, self.country, self.day)
            write_table(path, to_frame([handover], Handover), Handover)

    def _judged(self, home: Home) -> list[SourceDay]:
        date_ = date.fromisoformat(self.day)
        return judge_day(
            self.rows["sources"],
            monitoring_day(self.country, date_, time(18, 0)),
            Tables(self.rows["captures"], self.rows["entries"], self.rows["articles"]),
            earlier_days(home, self.country, date_),
            ScriptAndLangid(),
        )


def friday() -> Partition:
    day = Partition("kr", "2026-03-06")
    feed = day.source("kr_daily")
    day.item("fri-a", "kr_daily", feed, title=HOSTILE_TITLE, versions=2)
    day.item("fri-b", "kr_daily", feed, page=False)
    return day


def quiet(day: str) -> Partition:
    """A day on which the only source did not answer."""
    partition = Partition("kr", day)
    partition.source("kr_daily", outcome="failed", detail="TimeoutError: 30 s", fault="TimeoutError")
    return partition


def korean_monday() -> Partition:
    day = Partition("kr", "2026-03-09")
    daily = day.source("kr_daily", min_items=3)
    ministry = day.source("kr_ministry", "government", min_items=1)
    day.source("kr_dead", status=503)
    day.item("mon-a", "kr_daily", daily, title="Plain English", language="en")
    day.item("mon-copy", "kr_ministry", ministry, kind="government", story=False)
    day.item("old", "kr_daily", daily, in_window=False)
    day.carry("mon-a", "mon-copy", "kr_ministry")
    day.decide("fri-a", "kr_daily", "reported", line=1, item_version=2, monitoring_date="2026-03-06")
    day.decide("fri-b", "kr_daily", "left_out", reason="out_of_scope", monitoring_date="2026-03-06")
    day.decide("mon-a", "kr_daily", "reported", line=2)
    day.decide("mon-copy", "kr_ministry", "left_out", reason="duplicate", kind="government")
    day.decide("old", "kr_daily", "outside_window", reason="2026-01-01", monitoring_date="2026-01-01")
    day.rows["quarantine"].append(
        QuarantinedRow(
            quarantine_id="q1",
            suite="articles",
            country="kr",
            date="2026-03-09",
            source_id="kr_daily",
            row_id="refused",
            expectation="title is not empty",
            reason="empty",
            row="{}",
            is_released=False,
        )
    )
    return day


def vietnamese_monday() -> Partition:
    day = Partition("vn", "2026-03-09")
    feed = day.source("vn_bao")
    day.item("vn-a", "vn_bao", feed, language="vi")
    day.decide("vn-a", "vn_bao", "reported", line=1)
    return day


def dbt(home: Home, *arguments: str, partitions: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run dbt as the orchestration does, with all it writes inside the home folder."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "DBT_"))
    }
    environment |= {
        "DESK_HOME": str(home.root),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(home.root / "dbt" / "target"),
        "DBT_LOG_PATH": str(home.root / "dbt" / "logs"),
    }
    if partitions is not None:
        environment["DESK_PARTITIONS"] = partitions
    command = [str(DBT), "--no-use-colors", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def build(home: Home, partitions: str) -> subprocess.CompletedProcess[str]:
    return dbt(home, "build", "--exclude-resource-type", "unit_test", partitions=partitions)


def query(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql).fetchall()


def marts_of(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    return {mart: query(home, f"select * from {mart} order by all") for mart in MARTS}


def copy_of(home: Home, root: Path) -> Home:
    shutil.copytree(home.root, root)
    return Home(root)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Friday to Sunday built in one go, then both Mondays in another, with one cache of parsed files."""
    home = Home(tmp_path_factory.mktemp("warehouse") / "it's [a] desk*")
    days = (friday(), quiet("2026-03-07"), quiet("2026-03-08"), korean_monday(), vietnamese_monday())
    for partition in days:
        partition.write(home)
    for partitions in (WEEKEND, MONDAY):
        run = build(home, partitions)
        assert run.returncode == 0, run.stdout
    return home


def test_other_partitions_cost_no_parse_and_are_the_ones_read(home: Home) -> None:
    log = (home.root / "dbt" / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert log.count("Starting full parse") == 1  # the first build's
    assert "Partial parsing enabled, no changes found, skipping parsing" in log
    assert query(
        home, "select country, monitoring_date::varchar, count(*) from items group by all order by all"
    ) == [
        ("kr", "2026-03-06", 2),
        ("kr", "2026-03-09", 2),
        ("vn", "2026-03-09", 1),
    ]


def test_show_tables_lists_the_marts_and_nothing_else(home: Home) -> None:
    assert sorted(name for (name,) in query(home, "show tables")) == sorted(MARTS)


def test_an_item_stands_in_its_latest_version_with_its_story(home: Home) -> None:
    rows = query(
        home,
        "select item_id, latest_version, versions, title, story_id, credited_item_id, published_at "
        "from items where country = 'kr' order by item_id",
    )
    friday_noon = datetime(2026, 3, 6, 3, tzinfo=UTC)
    monday_noon = datetime(2026, 3, 9, 3, tzinfo=UTC)
    assert rows == [
        ("fri-a", 2, 2, HOSTILE_TITLE, "s-fri-a", "fri-a", friday_noon),
        ("fri-b", 1, 1, "표제", "s-fri-b", "fri-b", friday_noon),
        ("mon-a", 1, 1, "Plain English", "s-mon-a", "mon-a", monday_noon),
        ("mon-copy", 1, 1, "표제", "s-mon-a", "mon-a", monday_noon),
    ]


def test_a_monday_edition_takes_lines_from_the_days_it_covers(home: Home) -> None:
    rows = query(
        home,
        "select country, line_number, item_id, monitoring_date::varchar, headline_original, headline_en, source_name "
        "from edition_lines order by all",
    )
    assert rows == [
        ("kr", 1, "fri-a", "2026-03-06", HOSTILE_TITLE, "Labour: figures", "KR_DAILY"),
        ("kr", 2, "mon-a", "2026-03-09", None, "Plain English", "KR_DAILY"),
        ("vn", 1, "vn-a", "2026-03-09", "표제", "Labour: figures", "VN_BAO"),
    ]


def test_the_ten_kinds_are_counted_in_their_order_with_zeros(home: Home) -> None:
    rows = query(
        home,
        "select kind, monitored, reported, left_out, left_out_out_of_scope, left_out_duplicate, outside_window "
        "from monitored_counts where country = 'kr' order by kind_order",
    )
    assert [row[0] for row in rows] == [kind.id for kind in KINDS]
    assert rows[0][1:] == (3, 2, 1, 1, 0, 1)
    assert rows[1][1:] == (1, 0, 1, 0, 1, 0)
    assert all(row[1:] == (0, 0, 0, 0, 0, 0) for row in rows[2:])
    dates = query(home, "select distinct edition_date::varchar from monitored_counts")
    assert dates == [("2026-03-09",)]  # no edition is dated Friday to Sunday


def test_source_health_says_what_was_reached(home: Home) -> None:
    rows = query(
        home,
        "select monitoring_date::varchar, source_id, state, feeds_due, feeds_reached, entries, readings, "
        "items_in_window, rows_quarantined, error_classes, bad_days from source_health "
        "where country = 'kr' order by all",
    )
    assert rows == [
        ("2026-03-06", "kr_daily", "healthy", 1, 1, 2, 6, 2, 0, [], 0),
        ("2026-03-07", "kr_daily", "degraded", 1, 0, 0, 0, 0, 0, ["TimeoutError"], 1),
        ("2026-03-08", "kr_daily", "degraded", 1, 0, 0, 0, 0, 0, ["TimeoutError"], 2),
        ("2026-03-09", "kr_daily", "degraded", 1, 1, 2, 6, 1, 1, [], 3),
        ("2026-03-09", "kr_dead", "degraded", 1, 0, 0, 0, 0, 0, ["HTTP 503"], 1),
        ("2026-03-09", "kr_ministry", "healthy", 1, 1, 1, 3, 1, 0, [], 0),
    ]


def test_lineage_leads_from_a_line_to_its_bytes_and_runs(home: Home) -> None:
    ((capture_id, page, warc_file, warc_offset, entry_id, steps, *runs),) = query(
        home,
        "select capture_id, page_capture_id, warc_file, warc_offset, entry_id, steps, captures_run_id, "
        "articles_run_id, item_versions_run_id, run_id, code_version from lineage "
        "where country = 'kr' and line_number = 1",
    )
    assert (capture_id, page) == (
        "kr-2026-03-06-2",
        "kr-2026-03-06-2",
    )  # feed 0, page of version 1, of version 2
    assert (warc_file, warc_offset, entry_id) == ("archive/kr-2026-03-06.warc.gz", 200, "e-fri-a")
    assert json.loads(steps)[0]["engine"] == "closed_set"
    assert runs == [
        "run-captures-kr-2026-03-06",
        "run-articles-kr-2026-03-06",
        "run-item_versions-kr-2026-03-06",
        "run-dispositions-kr-2026-03-09",
        "dispositions-1",
    ]


def test_an_item_without_its_page_rests_on_the_feed(home: Home) -> None:
    sql = "select capture_id, feed_capture_id, page_state from item_versions where item_id = 'fri-b'"
    assert query(home, sql) == [("kr-2026-03-06-0", "kr-2026-03-06-0", "not_in_archive")]


def test_a_second_build_changes_nothing_and_an_emptied_partition_empties_its_rows(
    home: Home, tmp_path: Path
) -> None:
    home = copy_of(home, tmp_path / "copy")
    before = marts_of(home)
    assert all(before.values())
    run = build(home, MONDAY)
    assert run.returncode == 0, run.stdout
    assert marts_of(home) == before

    emptied = Partition("vn", "2026-03-09")
    emptied.source("vn_bao")
    emptied.write(home)
    run = build(home, "vn|2026-03-09")
    assert run.returncode == 0, run.stdout
    after = marts_of(home)
    for mart in ("items", "item_versions", "carriers", "stories", "story_links", "edition_lines", "lineage"):
        assert after[mart] == [row for row in before[mart] if "vn" not in row], mart
    assert query(home, "select sum(monitored) from monitored_counts where country = 'vn'") == [(0,)]
    assert query(home, "select state from source_health where country = 'vn'") == [("degraded",)]


def test_a_missing_file_is_named_and_nothing_changes(home: Home, tmp_path: Path) -> None:
    home = copy_of(home, tmp_path / "copy")
    before = marts_of(home)
    missing = home.table("stories", "vn", "2026-03-09")
    missing.unlink()
    run = build(home, MONDAY)
    assert run.returncode != 0
    assert str(missing).replace("[", "[[]").replace("*", "[*]") in run.stdout
    assert "START sql" not in run.stdout
    assert marts_of(home) == before


def test_a_monday_before_its_friday_names_the_partition_to_build(home: Home, tmp_path: Path) -> None:
    home = copy_of(home, tmp_path / "copy")
    home.warehouse.unlink()
    run = build(home, "kr|2026-03-09")
    assert run.returncode != 0
    assert "build the partition kr|2026-03-06 first" in run.stdout
    assert query(home, "select count(*) from item_versions") == [
        (2,)
    ]  # what did not depend on Friday is there
    assert ("edition_lines",) not in query(home, "show tables")


def test_a_file_in_another_partitions_place_fails_a_test_and_leaves_that_partition_alone(
    home: Home, tmp_path: Path
) -> None:
    home = copy_of(home, tmp_path / "copy")
    shutil.copy(home.table("articles", "vn", "2026-03-09"), home.table("articles", "kr", "2026-03-09"))
    before = query(home, "select * from item_versions where country = 'vn'")
    run = build(home, "kr|2026-03-09")
    assert run.returncode != 0
    assert "Failure in test assert_rows_name_their_partition" in run.stdout
    assert query(home, "select * from item_versions where country = 'vn'") == before


@pytest.mark.parametrize("partitions", ["", "kr|2026-03-09,../x|2026-03-09'--"])
def test_partitions_that_are_none_are_refused(home: Home, partitions: str) -> None:
    run = build(home, partitions)
    assert run.returncode != 0
    assert "is not a partition; name those to build as country|date" in run.stdout
    assert "START sql" not in run.stdout


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
def test_the_guides_queries_run_and_find_something(home: Home, sql: str) -> None:
    assert query(home, sql)


def test_the_unit_tests_of_the_models_pass(home: Home) -> None:
    run = dbt(home, "test", "--select", "test_type:unit", partitions=MONDAY)
    assert run.returncode == 0, run.stdout
    assert "ERROR=0" in run.stdout


def test_the_project_parses_without_any_variable(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            str(DBT),
            "parse",
            "--profiles-dir",
            str(PROJECT),
            "--target-path",
            str(tmp_path),
            "--log-path",
            str(tmp_path),
        ],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    models = _models(tmp_path / "manifest.json")
    assert set(MARTS) <= set(models)


def test_every_model_has_its_twin_and_says_what_a_row_is(home: Home) -> None:
    models = _models(home.root / "dbt" / "target" / "manifest.json")
    for name, node in models.items():
        assert node["description"].startswith("One row per "), name
        assert node["patch_path"] == f"country_desk://{Path(node['original_file_path']).with_suffix('.yml')}"
    for mart in MARTS:
        assert models[mart]["contract"]["enforced"]


def _models(manifest: Path) -> dict[str, dict[str, Any]]:
    nodes: Sequence[dict[str, Any]] = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}
