"""Health of the sources: what each was asked on the day, what came of it, and whether that is well."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import dagster as dg

from briefing.composition.health.judging import judge_day
from briefing.composition.health.measuring import Tables
from briefing.enrichment.language import ScriptAndLangid
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.frame import to_frame
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from briefing.records.source_day import TROUBLED, SourceDay
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_table
from orchestration.handover import hand_over, plain_cell
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk
from scrapers.catalogue import load_catalogue

CODE_VERSION = "2"
_REMEMBERED_DAYS = 60  # covers two issues of a monthly; what is older a row carries on itself
_SHOWN = 60


@dg.asset(
    deps=["captures", "entries", "articles", "catalogue"],
    partitions_def=country_days,
    group_name="extract",
    kinds={"polars", "parquet"},
    owners=["team:data-engineering"],
    code_version=CODE_VERSION,
)
def source_days(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """One row per source: due, reached, found, new, dated, late or dead since when, and on what evidence."""
    country, day = partition_of(context)
    home = desk.home
    rows = judge_stored_day(home, sources_of(desk, country), desk.day(country, day))
    metadata = hand_over(
        home,
        "source_days",
        SourceDay,
        to_frame(rows, SourceDay),
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    for row in rows:
        if row.alert:
            context.log.warning(f"alert: {row.alert}")
    counts = Counter(row.state for row in rows)
    metadata["states"] = dg.MetadataValue.json(dict(sorted(counts.items())))
    metadata["unwell"] = dg.MetadataValue.md(unwell_table(rows))
    for state in TROUBLED:
        metadata[state] = counts[state]
    return dg.MaterializeResult(metadata=metadata)


def judge_stored_day(home: Home, sources: Sequence[Source], day: MonitoringDay) -> list[SourceDay]:
    """The source days of a day whose captures, entries and articles are in the lake. Raises TableError."""
    country, date_ = day.country, day.date
    tables = Tables(
        read_records(home.table("captures", country, date_), Capture),
        read_records(home.table("entries", country, date_), Entry),
        read_records(home.table("articles", country, date_), Article),
        known_items(home, country, date_),
    )
    return judge_day(sources, day, tables, earlier_days(home, country, date_), ScriptAndLangid())


def sources_of(desk: Desk, country: str) -> list[Source]:
    """All sources that feed a country, disabled ones too."""
    return [s for s in load_catalogue(desk.settings.sources).values() if country in s.countries]


def earlier_days(home: Home, country: str, day: date) -> dict[str, list[SourceDay]]:
    """The source days before a day by source, oldest first."""
    found: dict[str, list[SourceDay]] = {}
    for back in range(_REMEMBERED_DAYS, 0, -1):
        path = home.table("source_days", country, day - timedelta(days=back))
        if path.exists():
            for row in read_records(path, SourceDay):
                found.setdefault(row.source_id, []).append(row)
    return found


def known_items(home: Home, country: str, day: date) -> dict[str, set[str]]:
    """Items that the days before had read, by source."""
    found: dict[str, set[str]] = {}
    for back in range(_REMEMBERED_DAYS, 0, -1):
        path = home.table("entries", country, day - timedelta(days=back))
        if path.exists():
            read = read_table(path, Entry).select("source_id", "item_id")
            for source, item in read.iter_rows():
                found.setdefault(source, set()).add(item)
    return found


def unwell_table(rows: Sequence[SourceDay]) -> str:
    """Sources in trouble, worst first, as a Markdown table. Words from the web are cut and made inert."""
    unwell = worst_first([row for row in rows if row.state in TROUBLED])
    if not unwell:
        return "*none*"
    lines = ["| source | state | since | evidence |", "|---|---|---|---|"]
    lines += [
        f"| {row.source_id} | {row.state} | {row.state_since} | {plain_cell(row.evidence, 300)} |"
        for row in unwell[:_SHOWN]
    ]
    return "\n".join(lines)


def worst_first(rows: Sequence[SourceDay]) -> list[SourceDay]:
    """By gravity of the state, then by how long it has lasted, then by id."""
    order = {
        state: place for place, state in enumerate((*TROUBLED, "healthy", "not_due", "unknown", "disabled"))
    }
    return sorted(rows, key=lambda r: (order[r.state], r.bad_since or r.state_since, r.country, r.source_id))
