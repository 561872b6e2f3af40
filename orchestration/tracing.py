"""Bring together what a trace needs: the edition, its days' tables, the engines, the archive."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version as version_of

from briefing.audit.trace import Tables, Trace, trace
from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.handover import Handover
from briefing.records.verdict import Verdict
from briefing.storage.editions import load
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from orchestration.assets import selection
from orchestration.checks import verdicts_dataset
from orchestration.clustering import configured_clusterer
from scrapers.archive.reading import read_response

_DATASETS = ("captures", "articles", "item_versions", "carriers", "stories", "dispositions")


def trace_line(home: Home, country: str, day: date, number: int, version: int | None = None) -> Trace:
    """Follow one line back. Raises NoEditionError, TraceError, TableError or ArchiveError naming the broken link."""
    edition = load(home, country, day, version)
    dates = [d.date for d in edition.days]
    handovers = [
        row
        for d in {*dates, day}
        for dataset in _DATASETS
        if (path := home.handover(dataset, country, d)).exists()
        for row in read_records(path, Handover)
    ]
    verdicts = [v for d in dates for v in selection.stored_verdicts(home, country, d)]
    of_edition = home.table(verdicts_dataset("edition"), country, day)
    tables = Tables(
        articles=[a for d in dates for a in read_records(home.table("articles", country, d), Article)],
        captures=[c for d in dates for c in read_records(home.table("captures", country, d), Capture)],
        handovers=handovers,
        verdicts=[*verdicts, *(read_records(of_edition, Verdict) if of_edition.exists() else [])],
    )
    duplicates, stories = ShingleDuplicates(), configured_clusterer(home)
    engines = (
        ("capture", "scrapy", version_of("scrapy")),
        ("duplicates", duplicates.engine, duplicates.version),
        ("stories", stories.engine, stories.version),
        ("selection", "country-desk", selection.CODE_VERSION),
    )
    return trace(
        edition,
        number,
        tables,
        lambda file, offset: read_response(home.absolute(file), offset).digest,
        engines,
    )
