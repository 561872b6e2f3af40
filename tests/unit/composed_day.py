"""A day of items from a few words each, taken through selection and composition as the orchestration does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from briefing.composition.edition import Setting, compose
from briefing.composition.health.judging import judge_day
from briefing.composition.health.measuring import Tables
from briefing.composition.readiness import Readiness, readiness
from briefing.composition.selection import Material, gather, select
from briefing.enrichment.language import ScriptAndLangid
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.carrier import Carrier
from briefing.records.disposition import Disposition
from briefing.records.edition import Edition
from briefing.records.entry import Entry
from briefing.records.item_version import ItemVersion
from briefing.records.monitoring_day import days_covered
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.sentence import Sentence
from briefing.records.source import Source
from briefing.records.source_day import SourceDay
from briefing.records.story import Story
from briefing.records.verdict import Verdict
from briefing.taxonomy.countries import monitoring_day
from briefing.taxonomy.kinds import KINDS

from .record_samples import AT, DATE, article, capture, carrier, entry, item_version, source, story

RISK, OTHER_RISK = "risk.north_korea", "risk.tariffs_trade_barriers"
OPS = "ops.tech_development"
IDENTIFIER = ScriptAndLangid()


def quarantined(item_id: str, suite: str = "articles", **given: Any) -> QuarantinedRow:
    values: dict[str, Any] = {
        "quarantine_id": f"q-{item_id}",
        "suite": suite,
        "country": "kr",
        "date": DATE,
        "source_id": "kr_daily",
        "row_id": f"{item_id}@1" if suite != "edition" else item_id,
        "expectation": "title_is_there",
        "reason": "no title",
        "row": "{}",
        "is_released": False,
    }
    return QuarantinedRow(**(values | given))


@dataclass
class Day:
    """Everything that an edition is composed from. ``add`` puts an item in with all its rows."""

    edition_date: str = DATE
    sources: dict[str, Source] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    versions: list[ItemVersion] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    quarantine: list[QuarantinedRow] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def add_source(self, name: str, **given: Any) -> Source:
        made = source(name, **given)
        self.sources[made.id] = made
        if not any(c.source_id == made.id for c in self.captures):
            self.captures += [
                capture(
                    f"feed-{name}-{n}",
                    role="feed",
                    seed=f"feeds/{n}",
                    url=url,
                    final_url=url,
                    source_id=made.id,
                )
                for n, url in enumerate(made.feeds)
            ]
        return made

    def add(
        self,
        item: str,
        *,
        name: str = "daily",
        kind: str = "news_media",
        category: str | None = RISK,
        language: str = "ko",
        is_listed: bool = True,
        hours: float = 0,
        summary: tuple[Sentence, ...] = (),
        **given: Any,
    ) -> None:
        """``category`` None is out of scope; an ops one makes the item an operations item."""
        if f"kr_{name}" not in self.sources:
            self.add_source(name, kind=kind)
        owner = self.sources[f"kr_{name}"]
        at = AT + timedelta(hours=hours)
        values = {"source_id": owner.id, "kind": owner.kind, "published_at": at} | given
        made = article(item, **values)
        self.articles.append(made)
        if is_listed:
            self.entries.append(entry(item, source_id=owner.id, date=made.date))
        self.captures.append(capture(f"c-{item}", source_id=owner.id, date=made.date))
        is_ops = category is not None and category.startswith("ops.")
        if made.in_window:
            self.versions.append(
                item_version(
                    item,
                    version=made.version,
                    date=made.date,
                    language=language,
                    scope="out_of_scope" if category is None else "ops" if is_ops else "risk",
                    risk_category=None if category is None else "risk.undetermined" if is_ops else category,
                    ops_category=category if is_ops else None,
                    summary=summary,
                )
            )

    def group(self, *items: str) -> None:
        """The items carry one text, the first of them first."""
        owners = {a.item_id: a for a in self.articles}
        self.carriers += [
            carrier(items[0], i, source_id=owners[i].source_id, published_at=owners[i].published_at)
            for i in items
        ]

    def tell(self, name: str, *items: str, **given: Any) -> None:
        self.stories.append(story(name, *items, **given))

    @property
    def dates(self) -> list[str]:
        return [d.isoformat() for d in days_covered(date.fromisoformat(self.edition_date))]

    def material(self) -> Material:
        return gather(
            "kr", self.edition_date, self.articles, self.entries, self.versions, self.carriers, self.stories,
            self.quarantine,
        )  # fmt: skip

    def ready(self) -> Readiness:
        return readiness(self.verdicts, self.dates)

    def dispositions(self) -> list[Disposition]:
        return select(self.material(), self.ready())

    def fates(self) -> dict[str, tuple[str, str]]:
        return {d.item_id: (d.fate, d.reason) for d in self.dispositions()}

    def source_days(self) -> list[SourceDay]:
        """The sources' health on each day of the edition, judged one after the other."""
        history: dict[str, list[SourceDay]] = {}
        for name in self.dates:
            tables = Tables(
                [c for c in self.captures if c.date == name],
                [e for e in self.entries if e.date == name],
                [a for a in self.articles if a.date == name],
            )
            day = monitoring_day("kr", date.fromisoformat(name), time(18, 0))
            for row in judge_day(list(self.sources.values()), day, tables, history, IDENTIFIER):
                history.setdefault(row.source_id, []).append(row)
        return [row for rows in history.values() for row in rows]

    def setting(self, as_of: datetime | None = None) -> Setting:
        days = [monitoring_day("kr", date.fromisoformat(d), time(18, 0)) for d in self.dates]
        return Setting(
            edition_date=date.fromisoformat(self.edition_date),
            days=days,
            sources=tuple(self.sources.values()),
            captures=self.captures,
            entries=self.entries,
            versions=Counter(a.item_id for a in self.articles if a.in_window),
            as_of=as_of,
            translation_engine="structured",
            source_days=self.source_days(),
        )

    def edition(
        self,
        dispositions: Sequence[Disposition] | None = None,
        ready: Readiness | None = None,
        version: int = 1,
    ) -> Edition:
        chosen = self.dispositions() if dispositions is None else dispositions
        return compose(self.material(), chosen, ready or self.ready(), self.setting(), version)


def day_of_all_kinds() -> Day:
    """Two items of each kind, of which one is out of scope."""
    day = Day()
    for kind in KINDS:
        day.add_source(kind.id, kind=kind.id)
        day.add(f"{kind.id}-in", name=kind.id, category=OPS if kind.id == "video" else RISK)
        day.add(f"{kind.id}-out", name=kind.id, category=None)
    return day
