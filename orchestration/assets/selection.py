"""Verdicts, quarantine and dispositions: what the gates found, and what therefore becomes of each item."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg

from briefing.composition.editing import edit, fold
from briefing.composition.readiness import Readiness, readiness, require_verdicts
from briefing.composition.selection import Material, gather, select
from briefing.composition.whole_account import whole_account
from briefing.records.article import Article
from briefing.records.carrier import Carrier
from briefing.records.desk_act import DeskAct
from briefing.records.disposition import Disposition
from briefing.records.entry import Entry
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.source import Source
from briefing.records.story import Story
from briefing.records.verdict import Verdict
from briefing.storage.acts import read_acts
from briefing.storage.atomic import file_digest, write_bytes
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_whole_records
from orchestration.checks import DATASET_OF, SUITES, quarantined, torn_suites, verdicts_dataset
from orchestration.handover import hand_over, require_unchanged
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk

CODE_VERSION = "1"


@dataclass(frozen=True)
class Prepared:
    """Everything that selection and composition of one edition start from, verdicts already required."""

    ready: Readiness
    verdicts: tuple[Verdict, ...]
    material: Material
    articles: tuple[Article, ...]
    entries: tuple[Entry, ...]


def kinds_of(sources: Sequence[Source]) -> dict[str, str]:
    """Source id to kind."""
    return {source.id: source.kind for source in sources}


def stored_verdicts(home: Home, country: str, day: date) -> list[Verdict]:
    """Verdicts of the three suites over one monitoring day, those that there are."""
    found: list[Verdict] = []
    for suite in SUITES:
        path = home.table(verdicts_dataset(suite), country, day)
        if path.exists():
            found += read_records(path, Verdict)
    return found


def acts_of(home: Home, country: str, day: date) -> list[DeskAct]:
    """The analysts' acts that the stored dispositions were made with. What was done since waits for the next
    recomposition, so that one run does not mix two states."""
    path = home.report(country, day, "acts")
    known = int(json.loads(path.read_bytes())["acts"]) if path.exists() else 0
    return read_acts(home.acts(country, day))[:known]


def prepare(desk: Desk, country: str, edition_date: date, acts: Sequence[DeskAct]) -> Prepared:
    """Read all tables of an edition's days, and apply the analysts' acts.

    Raises EditionRefusedError when a verdict is missing or stale, or a table that no gate judges was changed.
    """
    home = desk.home
    dates = [d.date for d in desk.collected(country, edition_date)]
    verdicts: list[Verdict] = []
    judged: dict[tuple[str, str], str] = {}
    for day in dates:
        of_day = stored_verdicts(home, country, day)
        verdicts += of_day
        for suite in SUITES:
            path = home.table(DATASET_OF[suite], country, day)
            judged[(suite, day.isoformat())] = file_digest(path) if path.exists() else "missing"
    required = require_verdicts(verdicts, judged)
    ready = readiness(required, [d.isoformat() for d in dates])
    articles: list[Article] = []
    entries: list[Entry] = []
    versions: list[ItemVersion] = []
    refused: list[QuarantinedRow] = []
    for dataset, day in [("entries", d) for d in dates] + [
        (name, edition_date) for name in ("carriers", "stories")
    ]:
        require_unchanged(home, dataset, country, day)
    for day in dates:
        refused += [row for suite in SUITES for row in quarantined(home, suite, country, day)]
        entries += read_records(home.table("entries", country, day), Entry)
        torn = torn_suites(verdicts, day)
        if "articles" not in torn:
            articles += read_whole_records(home.table("articles", country, day), Article)
        if "items" not in torn:
            versions += read_whole_records(home.table("item_versions", country, day), ItemVersion)
    material = gather(
        country,
        edition_date.isoformat(),
        articles,
        entries,
        versions,
        read_records(home.table("carriers", country, edition_date), Carrier),
        read_records(home.table("stories", country, edition_date), Story),
        refused,
    )
    edited = edit(material, fold(acts)) if acts else material
    return Prepared(ready, required, edited, tuple(articles), tuple(entries))


_COMMON: dict[str, Any] = {
    "group_name": "select",
    "kinds": {"polars", "parquet"},
    "owners": ["team:analysts"],
    "code_version": CODE_VERSION,
}


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "verdicts",
            deps=["captures", "articles", "enriched_items"],
            description="What the gates of this day found; an edition reads these and nothing else.",
            **_COMMON,
        ),
        dg.AssetSpec(
            "quarantine",
            deps=["captures", "articles", "enriched_items"],
            description="Rows that a gate refused, whole, with the reason.",
            **_COMMON,
        ),
    ],
    partitions_def=country_days,
)
def judgements(context: dg.AssetExecutionContext, desk: Desk) -> Iterator[dg.MaterializeResult]:
    """The verdicts and refused rows of the day's three suites, gathered into one table each."""
    country, day = partition_of(context)
    rows = [row for suite in SUITES for row in quarantined(desk.home, suite, country, day)]
    for name, record, found in (
        ("verdicts", Verdict, stored_verdicts(desk.home, country, day)),
        ("quarantine", QuarantinedRow, rows),
    ):
        metadata = hand_over(
            desk.home,
            name,
            record,
            to_frame(found, record),
            country,
            day,
            run_id=context.run.run_id,
            code_version=CODE_VERSION,
        )
        yield dg.MaterializeResult(asset_key=name, metadata=metadata)


@dg.asset(
    deps=[
        "verdicts",
        "quarantine",
        "entries",
        "articles",
        "enriched_items",
        "carriers",
        "stories",
        "catalogue",
    ],
    partitions_def=country_days,
    **_COMMON,
)
def dispositions(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """What became of every item of the edition: reported with its line number, left out and why, another day's."""
    country, day = partition_of(context)
    chosen: list[Disposition] = []
    acts = read_acts(desk.home.acts(country, day))
    if desk.covered(country, day):
        prepared = prepare(desk, country, day, acts)
        selected = select(prepared.material, prepared.ready)
        chosen = whole_account(
            selected, prepared.material, prepared.entries, kinds_of(desk.sources(country)), refused={}
        )
    metadata = hand_over(
        desk.home,
        "dispositions",
        Disposition,
        to_frame(chosen, Disposition),
        country,
        day,
        run_id=context.run.run_id,
        code_version=CODE_VERSION,
    )
    write_bytes(desk.home.report(country, day, "acts"), json.dumps({"acts": len(acts)}).encode())
    metadata["fates"] = dg.MetadataValue.json(
        {fate: sum(d.fate == fate for d in chosen) for fate in ("reported", "left_out", "outside_window")}
    )
    return dg.MaterializeResult(metadata=metadata)
