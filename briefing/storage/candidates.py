"""The candidates of an edition: every item of its days as an analyst looks at it, with what was done to it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from briefing.composition.editing import Edits, fold
from briefing.records.article import Article
from briefing.records.desk_act import DeskAct
from briefing.records.disposition import Disposition
from briefing.records.item_version import ItemVersion
from briefing.records.monitoring_day import days_covered
from briefing.records.record import Record
from briefing.storage.acts import read_acts
from briefing.storage.home import Home
from briefing.storage.tables import read_records

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Candidate:
    """An item as it stands in the tables; ``acts`` are those done to it, oldest first."""

    disposition: Disposition
    article: Article
    item: ItemVersion | None
    acts: tuple[DeskAct, ...]

    @property
    def revision(self) -> int:
        """Of the newest act on it, 0 for none: what an analyst's act is based on."""
        return self.acts[-1].revision if self.acts else 0

    @property
    def category(self) -> str:
        """Its category id, ``out_of_scope``, or empty where the language steps left nothing."""
        if self.item is None:
            return ""
        return self.item.ops_category or self.item.risk_category or "out_of_scope"


@dataclass(frozen=True)
class Desk:
    """All candidates of an edition by item id, and all acts on it."""

    candidates: Mapping[str, Candidate]
    acts: tuple[DeskAct, ...]
    edits: Edits

    @property
    def edition_revision(self) -> int:
        """Of the newest act on the edition as a whole."""
        return next((act.revision for act in reversed(self.acts) if act.target == "edition"), 0)


def read_desk(home: Home, country: str, day: date) -> Desk:
    """The candidates of an edition. Raises TableError where its days were not run, ActError for torn acts."""
    acts = tuple(read_acts(home.acts(country, day)))
    by_item: dict[str, list[DeskAct]] = {}
    for act in acts:
        by_item.setdefault(act.target, []).append(act)
    days = [d for d in days_covered(day) if home.table("articles", country, d).exists()]
    articles = {
        (a.item_id, a.version): a for d in days for a in _read(home.table("articles", country, d), Article)
    }
    items = {
        (v.item_id, v.version): v
        for d in days
        for v in _read(home.table("item_versions", country, d), ItemVersion)
    }
    candidates = {}
    for row in _read(home.table("dispositions", country, day), Disposition):
        article = articles.get((row.item_id, row.item_version))
        if article is not None and row.fate != "outside_window":
            own = tuple(by_item.get(row.item_id, ()))
            candidates[row.item_id] = Candidate(row, article, items.get((row.item_id, row.item_version)), own)
    return Desk(candidates, acts, fold(acts))


def _read(path: Path, record: type[R]) -> tuple[R, ...]:
    """A table, kept in memory while its file is the same."""
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _read_at(path, record, stamp)  # type: ignore[return-value]


@lru_cache(maxsize=48)
def _read_at(path: Path, record: type[Record], stamp: int) -> tuple[Record, ...]:
    return tuple(read_records(path, record))
