"""The edition: composed from what the verdicts allow, stored as a numbered version."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import dagster as dg

from briefing.composition.edition import Setting, compose
from briefing.composition.readiness import require_verdicts
from briefing.composition.refusals import without_refused
from briefing.composition.whole_account import whole_account
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.disposition import Disposition
from briefing.records.edition import Edition
from briefing.records.frame import concat
from briefing.records.source_day import SourceDay
from briefing.records.verdict import Verdict
from briefing.rendering.html import render_html
from briefing.storage.atomic import file_digest
from briefing.storage.editions import store as store_edition
from briefing.storage.tables import read_records, read_table, read_whole_records
from briefing.storage.takes import takes_of
from orchestration.assets.selection import Prepared, acts_of, kinds_of, prepare
from orchestration.checks import (
    crawl_report,
    handed_over,
    quarantined,
    released_ids,
    show,
    torn_suites,
    verdicts_dataset,
)
from orchestration.handover import require_unchanged
from orchestration.partitions import country_days, partition_of
from orchestration.recount import recount
from orchestration.resources import Desk
from orchestration.take_references import unresolved

CODE_VERSION = "1"


@dg.asset_check(
    asset=dg.AssetKey(["marts", "monitored_counts"]),
    name="gate",
    blocking=True,
    partitions_def=country_days,
    pool="warehouse",
)
def edition_gate(context: dg.AssetCheckExecutionContext, desk: Desk) -> dg.AssetCheckResult:
    """Do the counts add up, does the warehouse count the same, does every line lead to a capture?"""
    from expectations.gate import judge_edition
    from expectations.quarantine import refused_ids

    country, day = partition_of(context)
    days = desk.covered(country, day)
    if not days:
        return dg.AssetCheckResult(passed=True, description="no edition carries this date")
    home = desk.home
    path = home.table("dispositions", country, day)
    dates = [d.date for d in desk.collected(country, day)]
    prepared = prepare(desk, country, day, acts_of(desk.home, country, day))
    torn = {d: torn_suites(prepared.verdicts, d) for d in dates}
    candidate = _candidate(desk, country, day, prepared)
    rows = [
        row for d in dates for suite in ("articles", "items") for row in quarantined(home, suite, country, d)
    ]
    judgement = judge_edition(
        read_table(path, Disposition),
        concat(
            [
                read_table(home.table("articles", country, d), Article)
                for d in dates
                if "articles" not in torn[d]
            ],
            Article,
        ),
        concat(
            [
                read_table(home.table("captures", country, d), Capture)
                for d in dates
                if "captures" not in torn[d]
            ],
            Capture,
        ),
        desk.sources(country),
        country=country,
        date=day.isoformat(),
        digest=file_digest(path),
        released=released_ids(home),
        refused_items=refused_ids(rows, "articles") | refused_ids(rows, "items"),
        withheld_parts=frozenset(
            f"source:{name}" for (when, name) in prepared.ready.withheld if name != "*" and len(dates) == 1
        ),
        recount=recount(home, country, day),
        edition=candidate,
        unresolved=unresolved(home, candidate.takes) if candidate else {},
        handed_over=handed_over(home, "edition", country, day),
    )
    return show(context, desk, country, day, judgement)


def _candidate(desk: Desk, country: str, day: date, prepared: Prepared) -> Edition | None:
    """The edition as these dispositions would make it, for the gate to read as a reader would.

    None where the table is too damaged to compose anything from; the gate says so by the table itself.
    """
    rows = read_whole_records(desk.home.table("dispositions", country, day), Disposition)
    known = [row for row in rows if row.item_id in prepared.material.articles]
    numbers = [row.line_number for row in known if row.line_number is not None]
    enriched = prepared.material.enriched
    is_whole = len(known) == len(rows) and len(set(numbers)) == len(numbers)
    if not is_whole or any(r.line_number and (r.item_id, r.item_version) not in enriched for r in known):
        return None
    return compose(prepared.material, known, prepared.ready, _setting(desk, country, day, prepared), 1)


def _setting(desk: Desk, country: str, day: date, prepared: Prepared) -> Setting:
    """What the edition is besides its material."""
    home, days = desk.home, desk.covered(country, day)
    report = crawl_report(home, country, day)
    takes, withheld = takes_of(home, country, day)
    return Setting(
        edition_date=day,
        days=days,
        sources=desk.sources(country),
        captures=[
            capture
            for d in desk.collected(country, day)
            if "captures" not in torn_suites(prepared.verdicts, d.date)
            for capture in read_whole_records(home.table("captures", country, d.date), Capture)
        ],
        entries=prepared.entries,
        source_days=_source_days(desk, country, day),
        versions=Counter(a.item_id for a in prepared.articles if a.in_window),
        as_of=report.as_of if report else None,
        translation_engine=desk.settings.translation_engine,
        takes=takes,
        takes_withheld=withheld,
    )


def _source_days(desk: Desk, country: str, day: date) -> list[SourceDay]:
    """Health of the sources on the edition's days. Raises EditionRefusedError where it is missing or changed."""
    found: list[SourceDay] = []
    for covered in desk.collected(country, day):
        require_unchanged(desk.home, "source_days", country, covered.date)
        found += read_records(desk.home.table("source_days", country, covered.date), SourceDay)
    return found


@dg.asset(
    deps=[
        *(dg.AssetKey(["marts", name]) for name in ("monitored_counts", "edition_lines", "lineage")),
        "dispositions",
        "verdicts",
        "captures",
        "source_days",
    ],
    partitions_def=country_days,
    group_name="edition",
    kinds={"json", "html"},
    owners=["team:analysts"],
    code_version=CODE_VERSION,
    output_required=False,
)
def edition(context: dg.AssetExecutionContext, desk: Desk) -> Iterator[dg.MaterializeResult]:
    """edition.json and the page made from it. Refuses without a verdict on the very tables that are there."""
    country, day = partition_of(context)
    days = desk.covered(country, day)
    if not days:
        context.log.info(f"no edition is dated {day:%A} {day}; its items are in the next one")
        return
    home = desk.home
    prepared = prepare(desk, country, day, acts_of(desk.home, country, day))
    path = home.table("dispositions", country, day)
    of_edition = home.table(verdicts_dataset("edition"), country, day)
    last = require_verdicts(
        read_records(of_edition, Verdict) if of_edition.exists() else [],
        {("edition", day.isoformat()): file_digest(path)},
    )
    refused = quarantined(home, "edition", country, day)
    chosen, ready = without_refused(
        whole_account(
            read_whole_records(path, Disposition),
            prepared.material,
            prepared.entries,
            kinds_of(desk.sources(country)),
            {r.row_id: f"edition gate, {r.expectation}: {r.reason}" for r in refused if not r.is_released},
        ),
        prepared.verdicts,
        last,
        refused,
        [d.date.isoformat() for d in desk.collected(country, day)],
        day.isoformat(),
    )
    setting = _setting(desk, country, day, prepared)
    stored = store_edition(
        home,
        lambda version: compose(prepared.material, chosen, ready, setting, version),
        render_html,
        country,
        day,
    )
    page = stored.folder / "edition.html"
    yield dg.MaterializeResult(
        metadata={
            "version": stored.version,
            "is a new version": stored.is_new,
            "page": dg.MetadataValue.url(page.as_uri()),
            "edition.json": dg.MetadataValue.path(str(stored.folder / "edition.json")),
            "sha256": file_digest(stored.folder / "edition.json"),
            "lines": sum(d.fate == "reported" for d in chosen),
            "line ids": dg.MetadataValue.json(
                {str(d.line_number): d.item_id for d in chosen if d.line_number is not None}
            ),
            "run_id": context.run.run_id,
        }
    )
