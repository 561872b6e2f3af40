"""The layout of the home folder (``DESK_HOME``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths only; nothing here opens a file."""

    root: Path

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file. Only dbt writes it."""
        return self.root / "warehouse.duckdb"

    @property
    def dbt_target(self) -> Path:
        """Where dbt keeps what it compiled and parsed."""
        return self.root / "dbt" / "target"

    @property
    def data_docs(self) -> Path:
        return self.root / "data_docs"

    @property
    def alerts(self) -> Path:
        """What people were last told of each source, one file each by the way that it went."""
        return self.root / "alerts"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    @property
    def imports(self) -> Path:
        """WARC files given to a replay, kept by digest so that a trace still works when the original is gone."""
        return self.root / "archive" / "imports"

    @property
    def record_index(self) -> Path:
        """Where each response of our archive lies. Made from the archive, and made again when it is deleted."""
        return self.root / "archive" / "records.sqlite"

    @property
    def crawl_memory(self) -> Path:
        """What the crawler remembers of hosts and feeds from one crawl to the next."""
        return self.root / "crawl_memory.sqlite"

    @property
    def models(self) -> Path:
        """Translation models, a folder each, where DESK_MODELS names no other place."""
        return self.root / "models"

    @property
    def translations(self) -> Path:
        """What translation engines answered, by content. Deleting it has the engines asked again."""
        return self.root / "translations.sqlite"

    @property
    def spending(self) -> Path:
        """Tokens and cost of each day, kept so that the day's limits hold over all processes."""
        return self.root / "spending.sqlite"

    @property
    def vectors(self) -> Path:
        """Embeddings of texts, by content. Deleting it has them made again."""
        return self.root / "vectors.sqlite"

    @property
    def corrections(self) -> Path:
        """Analysts' corrections of categories, one a line; only ever added to."""
        return self.root / "corrections.jsonl"

    @property
    def category_model(self) -> Path:
        """The classifier as it was trained here; absent: the one that is shipped."""
        return self.root / "category_model.bin"

    @property
    def subscribers(self) -> Path:
        """Subscribers, receipts and accounts, where DESK_DATABASE names no other database."""
        return self.root / "subscribers.sqlite"

    @property
    def outbox(self) -> Path:
        """Mail as files, where no mail server is set up."""
        return self.root / "outbox"

    @property
    def secret(self) -> Path:
        """Key of signed links and sessions, made at first use, where DESK_SECRET gives none."""
        return self.root / "secret"

    @property
    def search_index(self) -> Path:
        """The words of all editions. Deleting it has it made again from them."""
        return self.root / "search_index.sqlite"

    @property
    def takes(self) -> Path:
        return self.root / "takes"

    @property
    def opt_out(self) -> Path:
        """Hosts that are never asked, one a line; kept by people, absent until there are any."""
        return self.root / "opt_out.txt"

    def crawls(self, country: str, day: date) -> Path:
        """WARC files of our own crawls of one country and monitoring day."""
        return self.root / "archive" / "crawls" / country / day.isoformat()

    def collected_for(self, path: Path) -> str | None:
        """Monitoring day of the crawl of ours that made a WARC file; None for an imported one."""
        inside = path.is_relative_to(self.root / "archive" / "crawls")
        return path.parent.name if inside else None

    def table(self, dataset: str, country: str, day: date | str) -> Path:
        """The Parquet file of one dataset and partition, opened by this exact path, never by a glob."""
        return self.root / "lake" / dataset / f"date={day}" / f"country={country}" / "part.parquet"

    def handover(self, dataset: str, country: str, day: date | str) -> Path:
        """Who wrote ``dataset`` of this partition, one row."""
        return self.root / "lake" / "handovers" / f"date={day}" / f"country={country}" / f"{dataset}.parquet"

    def edition(self, country: str, day: date) -> Path:
        return self.root / "editions" / country / day.isoformat()

    def edition_file(self, country: str, day: date, version: int, name: str) -> Path:
        """A file made from a version of an edition, beside its edition.json: ``edition.pdf``."""
        return self.edition(country, day) / f"v{version}" / name

    def acts(self, country: str, day: date) -> Path:
        """What analysts did to an edition, one act a line; only ever added to."""
        return self.root / "acts" / country / f"{day.isoformat()}.jsonl"

    def take(self, take_id: str) -> Path:
        """Folder of a Take: draft, dossier, pictures, and what was checked."""
        return self.root / "takes" / take_id

    def briefings(self, country: str, day: date, version: int) -> Path:
        """Folder of the subscribers' cuts of a version, a JSON file each."""
        return self.root / "briefings" / country / day.isoformat() / f"v{version}"

    def release(self, quarantine_id: str) -> Path:
        return self.root / "quarantine_releases" / f"{quarantine_id}.json"

    def report(self, country: str, day: date, name: str) -> Path:
        return self.root / "reports" / country / day.isoformat() / f"{name}.json"

    def relative(self, path: Path) -> str:
        """How a stored row names a file: relative to the home folder where it lies inside, else absolute."""
        path = path.resolve()
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def absolute(self, name: str) -> Path:
        """The inverse of ``relative``."""
        return self.root / name
