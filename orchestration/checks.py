"""The gates in Dagster: each judges one hand-over, stores its verdict, and shows it as an asset check.

A check never decides by itself whether an edition may be composed: the stored verdict does, in this run and in
any later one (docs/adr/0003). Checks are blocking only so that what follows waits for the verdict; their
severity is ERROR, which stops the run, where the whole edition is refused and nothing else is at stake.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.frame import concat, to_frame
from briefing.records.handover import Handover
from briefing.records.item_version import ItemVersion
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.record import Record
from briefing.records.verdict import Verdict
from briefing.storage.atomic import file_digest
from briefing.storage.home import Home
from briefing.storage.tables import TableError, read_records, read_table, write_table
from briefing.taxonomy.categories import OPS, RISK
from expectations.judgement import Judgement
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk
from scrapers.archive.index import ArchiveError
from scrapers.archive.reading import StoredResponse, read_response
from scrapers.crawl import CrawlReport

SUITES = ("captures", "articles", "items")
DATASET_OF = {
    "captures": "captures",
    "articles": "articles",
    "items": "item_versions",
    "edition": "dispositions",
}

_RECORD_OF: dict[str, type[Record]] = {"captures": Capture, "articles": Article, "items": ItemVersion}


def verdicts_dataset(suite: str) -> str:
    """Where a suite's verdicts lie, beside what it judged."""
    return f"verdicts_{suite}"


def quarantine_dataset(suite: str) -> str:
    return f"quarantine_{suite}"


def released_ids(home: Home) -> frozenset[str]:
    """Quarantine ids that a person has released."""
    folder = home.release("x").parent
    return frozenset(path.stem for path in folder.glob("*.json")) if folder.is_dir() else frozenset()


def handed_over(home: Home, suite: str, country: str, day: date) -> Handover | None:
    path = home.handover(DATASET_OF[suite], country, day)
    return read_records(path, Handover)[0] if path.exists() else None


def crawl_report(home: Home, country: str, day: date) -> CrawlReport | None:
    """What the crawl process said of the day; None before it has run."""
    path = home.report(country, day, "crawl")
    return CrawlReport.model_validate_json(path.read_bytes()) if path.exists() else None


def quarantined(home: Home, suite: str, country: str, day: date) -> list[QuarantinedRow]:
    path = home.table(quarantine_dataset(suite), country, day)
    return read_records(path, QuarantinedRow) if path.exists() else []


def find_quarantined(home: Home, quarantine_id: str) -> QuarantinedRow | None:
    """The refused row of an id, whichever suite and day refuses it."""
    for suite in (*SUITES, "edition"):
        for path in sorted(
            (home.root / "lake" / quarantine_dataset(suite)).glob("date=*/country=*/part.parquet")
        ):
            for row in read_records(path, QuarantinedRow):
                if row.quarantine_id == quarantine_id:
                    return row
    return None


def store(
    home: Home,
    suite: str,
    country: str,
    day: date,
    verdicts: Sequence[Verdict],
    rows: Sequence[QuarantinedRow],
) -> None:
    """Keep a suite's verdicts and refused rows. Quarantine first: a verdict says that both are there."""
    write_table(
        home.table(quarantine_dataset(suite), country, day), to_frame(rows, QuarantinedRow), QuarantinedRow
    )
    write_table(home.table(verdicts_dataset(suite), country, day), to_frame(verdicts, Verdict), Verdict)


def check_result(
    verdicts: Sequence[Verdict], rows: Sequence[QuarantinedRow], *, is_only_day: bool
) -> dg.AssetCheckResult:
    """What the UI shows of a verdict."""
    failed = [v for v in verdicts if not v.passed]
    day_refused = any(v.part == "day" and v.blocks for v in failed)
    table = "\n".join(
        [
            "| part | expectation | passed | withholds | observed | threshold |",
            "|---|---|---|---|---|---|",
            *(
                f"| {v.part} | {v.expectation} | {'yes' if v.passed else 'NO'} | {'yes' if v.blocks else 'no'} | "
                f"{v.observed.replace('|', ' ')} | {v.threshold} |"
                for v in sorted(verdicts, key=lambda v: (v.passed, v.part, v.expectation))[:60]
            ),
        ]
    )
    return dg.AssetCheckResult(
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if day_refused and is_only_day else dg.AssetCheckSeverity.WARN,
        metadata={
            "verdicts": dg.MetadataValue.md(table),
            "parts withheld": dg.MetadataValue.json(sorted({v.part for v in failed if v.blocks})),
            "rows refused": sum(not row.is_released for row in rows),
            "judged sha256": verdicts[0].judged_digest if verdicts else "",
        },
    )


def torn_suites(verdicts: Iterable[Verdict], day: date) -> frozenset[str]:
    """Suites whose table of this day cannot be read, by their verdicts."""
    from expectations.damaged_files import READABLE

    return frozenset(
        v.suite for v in verdicts if v.expectation == READABLE and not v.passed and v.date == day.isoformat()
    )


def _judged(desk: Desk, suite: str, country: str, day: date) -> tuple[pl.DataFrame, str] | Judgement:
    """The table that a suite judges, and its digest; the judgement at once where the file is torn.

    Raises TableError when there is no file.
    """
    from expectations.check import Scope
    from expectations.damaged_files import judge_torn

    path = desk.home.table(DATASET_OF[suite], country, day)
    try:
        return read_table(path, _RECORD_OF[suite]), file_digest(path)
    except TableError as error:
        if not path.exists():
            raise
        problem = desk.home.relative(path) + str(error).removeprefix(str(path))
        return judge_torn(Scope(suite, country, day.isoformat(), file_digest(path)), problem)


def _reread(home: Home, capture: Capture) -> StoredResponse | None:
    """The record behind a capture; None where none can be read, which the gate then names."""
    if capture.warc_file is None or capture.warc_offset is None:
        return None
    try:
        return read_response(home.absolute(capture.warc_file), capture.warc_offset)
    except ArchiveError:
        return None


def keep(desk: Desk, country: str, day: date, judgement: Judgement) -> None:
    """Store what a gate found, and its page."""
    from expectations.data_docs import build_data_docs

    store(desk.home, judgement.scope.suite, country, day, judgement.verdicts, judgement.quarantined)
    build_data_docs(desk.home, [judgement])


def show(
    context: dg.AssetCheckExecutionContext, desk: Desk, country: str, day: date, judgement: Judgement
) -> dg.AssetCheckResult:
    """Keep what a gate found and tell Dagster."""
    keep(desk, country, day, judgement)
    for verdict in judgement.verdicts:
        if not verdict.passed:
            context.log.warning(
                f"{verdict.suite} gate, {verdict.part}, {verdict.expectation}: {verdict.observed} "
                f"(wanted {verdict.threshold})"
            )
    return check_result(
        judgement.verdicts, judgement.quarantined, is_only_day=len(desk.covered(country, day)) == 1
    )


def _judge_captures(desk: Desk, country: str, day: date) -> Judgement:
    from expectations.damaged_files import with_missed
    from expectations.gate import judge_captures

    table = _judged(desk, "captures", country, day)
    if isinstance(table, Judgement):
        return table
    frame, digest = table
    judgement = judge_captures(
        frame,
        desk.sources(country),
        country=country,
        date=day.isoformat(),
        digest=digest,
        released=released_ids(desk.home),
        reread=lambda capture: _reread(desk.home, capture),
        handed_over=handed_over(desk.home, "captures", country, day),
    )
    report = crawl_report(desk.home, country, day)
    return with_missed(judgement, report.faults if report else ())


def _judge_articles(desk: Desk, country: str, day: date) -> Judgement:
    from expectations.gate import judge_articles
    from expectations.quarantine import refused_ids

    table = _judged(desk, "articles", country, day)
    if isinstance(table, Judgement):
        return table
    frame, digest = table
    before = _refused_before(desk, "captures", country, day)
    return judge_articles(
        frame,
        read_table(desk.home.table("entries", country, day), Entry),
        _readable(desk.home.table("captures", country, day), Capture),
        desk.sources(country),
        country=country,
        date=day.isoformat(),
        digest=digest,
        cutoff=desk.settings.cutoff,
        released=released_ids(desk.home),
        refused_captures=refused_ids(before, "captures"),
        handed_over=handed_over(desk.home, "articles", country, day),
    )


def _judge_items(desk: Desk, country: str, day: date) -> Judgement:
    from expectations.gate import judge_items
    from expectations.quarantine import refused_versions

    table = _judged(desk, "items", country, day)
    if isinstance(table, Judgement):
        return table
    frame, digest = table
    before = _refused_before(desk, "articles", country, day)
    return judge_items(
        frame,
        _readable(desk.home.table("articles", country, day), Article),
        desk.sources(country),
        country=country,
        date=day.isoformat(),
        digest=digest,
        known_categories=frozenset((*RISK, *OPS)),
        released=released_ids(desk.home),
        refused_articles=refused_versions(before),
        handed_over=handed_over(desk.home, "items", country, day),
    )


_JUDGE = {"captures": _judge_captures, "articles": _judge_articles, "items": _judge_items}


def _refused_before(desk: Desk, suite: str, country: str, day: date) -> list[QuarantinedRow]:
    """What an earlier gate refuses of the table as it is now.

    A recomposition runs the gates in no order that Dagster would promise, since no asset lies between them; so a
    gate whose verdict is of other bytes, or from before a release, is asked again here.
    """
    path = desk.home.table(verdicts_dataset(suite), country, day)
    verdicts = read_records(path, Verdict) if path.exists() else []
    rows = quarantined(desk.home, suite, country, day)
    released = released_ids(desk.home)
    digest = file_digest(desk.home.table(DATASET_OF[suite], country, day))
    is_current = bool(verdicts) and all(v.judged_digest == digest for v in verdicts)
    if not is_current or any(row.is_released != (row.quarantine_id in released) for row in rows):
        keep(desk, country, day, _JUDGE[suite](desk, country, day))
        rows = quarantined(desk.home, suite, country, day)
    return rows


def _readable(path: Path, record: type[Record]) -> pl.DataFrame:
    """A table of an earlier stage; empty where it is torn, which its own gate says."""
    try:
        return read_table(path, record)
    except TableError:
        if not path.exists():
            raise
        return concat([], record)


@dg.asset_check(asset="captures", name="gate", blocking=True, partitions_def=country_days)
def captures_gate(context: dg.AssetCheckExecutionContext, desk: Desk) -> dg.AssetCheckResult:
    """Was every source reached, is every row whole, and are the bytes still those that were captured?"""
    country, day = partition_of(context)
    return show(context, desk, country, day, _judge_captures(desk, country, day))


@dg.asset_check(
    asset="articles", name="gate", blocking=True, partitions_def=country_days, additional_deps=["entries"]
)
def articles_gate(context: dg.AssetCheckExecutionContext, desk: Desk) -> dg.AssetCheckResult:
    """Is every entry accounted for, every text whole, every date plausible and in its day?"""
    country, day = partition_of(context)
    return show(context, desk, country, day, _judge_articles(desk, country, day))


@dg.asset_check(
    asset="enriched_items",
    name="gate",
    blocking=True,
    partitions_def=country_days,
    additional_deps=["articles"],
)
def items_gate(context: dg.AssetCheckExecutionContext, desk: Desk) -> dg.AssetCheckResult:
    """Does everything the language steps claim stand in the text they claim it of?"""
    country, day = partition_of(context)
    return show(context, desk, country, day, _judge_items(desk, country, day))
