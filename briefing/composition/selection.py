"""Selection: what becomes of each item of an edition, and in which order the reported ones stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from briefing.composition.importance import importance
from briefing.composition.readiness import Readiness
from briefing.records.article import Article
from briefing.records.carrier import Carrier
from briefing.records.disposition import Disposition
from briefing.records.entry import Entry
from briefing.records.importance import Importance
from briefing.records.item_version import ItemVersion
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.story import Story
from briefing.taxonomy.categories import category_name
from briefing.taxonomy.kinds import KIND_BY_ID, KINDS

_KIND_ORDER = {kind.id: number for number, kind in enumerate(KINDS)}
_SECTION = {"government": "government_releases", "embassy_business": "embassy_business_releases"}


@dataclass(frozen=True)
class Material:
    """All that an edition is selected and composed from. ``articles`` are latest versions of all covered days.

    An item read on several covered days is in ``articles`` once: as of the day it belongs to, if covered.
    """

    country: str
    date: str
    articles: Mapping[str, Article]
    feed_entries: frozenset[str]  # item ids that a feed or listing named
    enriched: Mapping[tuple[str, int], ItemVersion]
    carriers: Sequence[Carrier]
    stories: Mapping[str, Story]  # by credited item id
    quarantined: Mapping[str, str]  # item id to reason
    spiked: Mapping[str, str] = field(default_factory=dict)  # item id to who and why
    promoted: frozenset[str] = frozenset()
    edited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # item id to what was changed


def gather(
    country: str,
    date: str,
    articles: Sequence[Article],
    entries: Sequence[Entry],
    item_versions: Sequence[ItemVersion],
    carriers: Sequence[Carrier],
    stories: Sequence[Story],
    quarantined: Sequence[QuarantinedRow],
) -> Material:
    """Bring the tables of all covered days together."""
    chosen: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.in_window, a.date)):
        if article.is_latest:
            chosen[article.item_id] = article  # in-window rows sort last and win
    return Material(
        country=country,
        date=date,
        articles=chosen,
        feed_entries=frozenset(entry.item_id for entry in entries if entry.feed_url),
        enriched={(v.item_id, v.version): v for v in item_versions},
        carriers=carriers,
        stories={item: story for story in stories for item in story.item_ids},
        quarantined={
            row.row_id.split("@")[0]: f"{row.suite} gate, {row.expectation}: {row.reason}"
            for row in quarantined
            if not row.is_released and row.suite in ("articles", "items")
        },
    )


def select(material: Material, ready: Readiness) -> list[Disposition]:
    """One disposition per item, reported ones numbered from 1 in order of appearance."""
    fates = {
        item_id: _first_fate(article, material, ready)
        for item_id, article in sorted(material.articles.items())
    }
    _mark_duplicates(fates, material)
    reported = [item for item, fate in fates.items() if fate.fate == "reported"]
    weights = {item: _importance(item, material) for item in reported}
    numbers = {item: number for number, item in enumerate(_in_order(weights, material), start=1)}
    return [
        _disposition(material.articles[item], fate, numbers.get(item), weights.get(item), material)
        for item, fate in fates.items()
    ]


def _importance(item: str, material: Material) -> Importance:
    article = material.articles[item]
    return importance(article, material.enriched[(item, article.version)], material.stories.get(item))


@dataclass(frozen=True)
class _FateOf:
    fate: Literal["reported", "left_out", "outside_window"]
    reason: str = ""
    detail: str = ""


def _first_fate(article: Article, material: Material, ready: Readiness) -> _FateOf:
    """An item's fate seen alone, before it is compared with the others."""
    if not article.in_window:
        return _FateOf("outside_window", article.monitoring_date, f"its day is {article.monitoring_date}")
    if article.item_id in material.quarantined:
        return _FateOf("left_out", "quarantined", material.quarantined[article.item_id])
    refusal = ready.refusal(article.date, article.source_id)
    if refusal is not None:
        return _FateOf("left_out", "withheld", refusal)
    if not article.is_about_country:
        return _FateOf(
            "left_out", "other_country", "the source covers several countries; this speaks of another"
        )
    enriched = material.enriched.get((article.item_id, article.version))
    if enriched is None:
        return _FateOf("left_out", "withheld", "the language steps left no row for it")
    if article.item_id in material.spiked:
        return _FateOf("left_out", "spiked", material.spiked[article.item_id])
    if enriched.scope == "out_of_scope":
        return _FateOf("left_out", "out_of_scope", "no risk or operations category applies")
    return _FateOf("reported")


def _mark_duplicates(fates: dict[str, _FateOf], material: Material) -> None:
    """Of each group of copies one stays: the first published that may be printed; the others repeat it."""
    groups: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in material.carriers:
        groups[carrier.item_id].append(carrier)
    for group in groups.values():
        copies = [
            c
            for c in group
            if c.carrier_item_id in fates and fates[c.carrier_item_id].reason in ("", "out_of_scope")
        ]
        if len(copies) < 2:
            continue
        copies.sort(
            key=lambda c: (fates[c.carrier_item_id].fate != "reported", not c.is_first, _when(c), c.source_id)
        )
        kept = copies[0].carrier_item_id
        for copy in copies[1:]:
            source = material.articles[kept].source_id
            fates[copy.carrier_item_id] = _FateOf(
                "left_out", "duplicate", f"the same text as {kept} of {source}"
            )


def _when(carrier: Carrier) -> str:
    return carrier.published_at.isoformat() if carrier.published_at else "~"  # undated sorts last


def _in_order(reported: Mapping[str, Importance], material: Material) -> list[str]:
    """Section, then category by number of items, then importance, then newest first."""
    counts = Counter(_category(item, material) for item in reported)

    def rank(item: str) -> tuple[object, ...]:
        article = material.articles[item]
        version = material.enriched[(item, article.version)]
        section = _section(article, version)
        category = _category(item, material)
        heading: tuple[object, ...] = (
            (-counts[category], category_name(category)) if section.endswith("_media") else (0, "")
        )
        return (
            _SECTIONS.index(section),
            _KIND_ORDER[article.kind] if not section.endswith("_media") else 0,
            *heading,
            item not in material.promoted,
            -reported[item].score,
            -_seconds(article.published_at or article.first_seen_at),
            item,
        )

    return sorted(reported, key=rank)


_SECTIONS = ("risk_media", "ops_media", "government_releases", "embassy_business_releases")


def _seconds(at: datetime) -> float:
    return at.timestamp()


def _category(item: str, material: Material) -> str:
    version = material.enriched[(item, material.articles[item].version)]
    category = version.ops_category or version.risk_category
    assert category is not None  # a reported item has one
    return category


def _section(article: Article, version: ItemVersion) -> str:
    section = KIND_BY_ID[article.kind].section
    return _SECTION.get(section) or ("risk_media" if version.scope == "risk" else "ops_media")


def _disposition(
    article: Article, fate: _FateOf, number: int | None, weight: Importance | None, material: Material
) -> Disposition:
    version = material.enriched.get((article.item_id, article.version))
    story = material.stories.get(article.item_id)
    return Disposition(
        country=material.country,
        date=material.date,
        item_id=article.item_id,
        item_version=article.version,
        source_id=article.source_id,
        kind=article.kind,
        monitoring_date=article.monitoring_date,
        is_feed_entry=article.item_id in material.feed_entries,
        fate=fate.fate,
        reason=fate.reason,
        detail=fate.detail,
        line_number=number,
        section=_section(article, version) if number is not None and version is not None else None,
        risk_category=version.risk_category if version else None,
        ops_category=version.ops_category if version else None,
        story_id=story.story_id if story else None,
        importance=weight,
    )
