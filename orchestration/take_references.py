"""Where the references of Takes lead: to an article whose text and stored bytes are still there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from briefing.enrichment.grounding import SourceText
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.item_version import ItemVersion
from briefing.records.record import Record
from briefing.records.take import Take
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from scrapers.archive.index import ArchiveError
from scrapers.archive.reading import read_response

R = TypeVar("R", bound=Record)


class StoredDays:
    """The tables of one country, each day read once."""

    def __init__(self, home: Home, country: str) -> None:
        self._home = home
        self._country = country
        self._days: dict[date, tuple[list[Article], list[ItemVersion], list[Capture]]] = {}

    def source(
        self, day: date, item_id: str, version: int, capture_id: str, content_digest: str | None = None
    ) -> SourceText | str:
        """The article that a reference leads to; in words why it leads nowhere."""
        articles, versions, captures = self._tables(day)
        article = next((a for a in articles if (a.item_id, a.version) == (item_id, version)), None)
        item = next((v for v in versions if (v.item_id, v.version) == (item_id, version)), None)
        capture = next((c for c in captures if c.capture_id == capture_id), None)
        if article is None or item is None:
            return f"the article is not in the stored day {day}"
        if content_digest is not None and article.content_digest != content_digest:
            return "its text is no longer that of the dossier"
        if capture is None or capture.warc_file is None or capture.warc_offset is None:
            return f"its capture {capture_id} is not stored"
        try:
            digest = read_response(self._home.absolute(capture.warc_file), capture.warc_offset).digest
        except (ArchiveError, OSError) as error:
            return f"its bytes cannot be read: {error}"
        if digest != capture.payload_digest:
            return "its bytes are no longer those that were captured"
        return SourceText(article.title, article.paragraphs, item.language, item.entities, item.figures)

    def _tables(self, day: date) -> tuple[list[Article], list[ItemVersion], list[Capture]]:
        if day not in self._days:
            self._days[day] = (
                self._table("articles", day, Article),
                self._table("item_versions", day, ItemVersion),
                self._table("captures", day, Capture),
            )
        return self._days[day]

    def _table(self, name: str, day: date, record: type[R]) -> list[R]:
        path = self._home.table(name, self._country, day)
        return read_records(path, record) if path.exists() else []


def unresolved(home: Home, takes: Iterable[Take]) -> dict[str, list[str]]:
    """By Take the references that lead nowhere, in words; Takes without any are left out."""
    found: dict[str, list[str]] = {}
    for take in takes:
        days = StoredDays(home, take.country)
        for reference in take.references:
            source = days.source(
                reference.monitoring_date,
                reference.item_id,
                reference.item_version,
                reference.capture_id,
                reference.content_digest,
            )
            if isinstance(source, str):
                found.setdefault(take.take_id, []).append(f"[{reference.number}]: {source}")
    return found
