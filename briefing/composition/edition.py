"""Compose the edition: every section in order, from dispositions and the items behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from briefing.composition.accounting import (
    accounts,
    left_out,
    monitored_kinds,
    source_names,
    state_counts,
    was_reached,
)
from briefing.composition.developments import developments
from briefing.composition.notices import notices
from briefing.composition.readiness import Readiness
from briefing.composition.selection import Material
from briefing.records.capture import Capture
from briefing.records.disposition import Disposition
from briefing.records.edition import (
    CategoryCount,
    CategoryLines,
    Completeness,
    CoveredDay,
    Edition,
    EmbassyBusinessReleases,
    GovernmentReleases,
    Line,
    LineCarrier,
    Notice,
)
from briefing.records.entry import Entry
from briefing.records.item_version import ItemVersion
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from briefing.records.source_day import SourceDay
from briefing.records.take import Take
from briefing.taxonomy.categories import category_name
from briefing.taxonomy.countries import country
from briefing.taxonomy.kinds import KIND_BY_ID


@dataclass(frozen=True)
class Setting:
    """What an edition is besides its material."""

    edition_date: date
    days: Sequence[MonitoringDay]
    sources: Sequence[Source]
    captures: Sequence[Capture]
    entries: Sequence[Entry]
    versions: Mapping[str, int]  # item id to number of versions
    as_of: datetime | None
    translation_engine: str
    source_days: Sequence[SourceDay] = ()
    takes: Sequence[Take] = ()
    takes_withheld: Sequence[tuple[str, str]] = ()  # headline or id, and why


def compose(
    material: Material, dispositions: Sequence[Disposition], ready: Readiness, setting: Setting, version: int
) -> Edition:
    """The edition as one document. A pure function: the same arguments give the same document."""
    names = source_names(setting.sources)
    fictional = {source.id for source in setting.sources if source.fictional}
    reported = sorted(
        (d for d in dispositions if d.line_number is not None), key=lambda d: d.line_number or 0
    )
    lines = {d.item_id: _line(d, material, dispositions, setting, names, fictional) for d in reported}
    by_section: dict[str, list[Line]] = defaultdict(list)
    for disposition in reported:
        by_section[str(disposition.section)].append(lines[disposition.item_id])
    books = accounts(
        setting.sources, setting.captures, setting.entries, dispositions, ready, setting.source_days
    )
    days = tuple(_covered(d, setting.captures, dispositions) for d in setting.days)
    due = [book for book in books if book.state != "not_due"]
    stories = {story.story_id: story for story in material.stories.values()}
    day = setting.days[-1]
    place = country(material.country)

    def is_withheld(part: str) -> bool:
        return (setting.edition_date.isoformat(), part) in ready.withheld

    return Edition(
        country=material.country,
        country_name=place.name,
        edition_date=setting.edition_date,
        version=version,
        timezone=place.timezone,
        cutoff=f"{day.cutoff:%H:%M}",
        as_of=setting.as_of,
        days=days,
        is_fictional=bool(fictional),
        takes=tuple(take for take in setting.takes if not is_withheld(f"take:{take.take_id}")),
        developments=()
        if is_withheld("section:developments")
        else developments(list(stories.values()), lines, setting.edition_date),
        monitored=monitored_kinds(setting.sources, books, dispositions, setting.source_days),
        risk_categories=_counts(line.risk_category for line in lines.values() if not line.ops_category),
        ops_categories=_counts(line.ops_category for line in lines.values()),
        risk_media=_by_category(by_section["risk_media"]),
        ops_media=_by_category(by_section["ops_media"]),
        government_releases=GovernmentReleases(
            national=_of_kind(by_section["government_releases"], "government"),
            city_state=_of_kind(by_section["government_releases"], "city_state"),
        ),
        embassy_business_releases=EmbassyBusinessReleases(
            embassies=_of_kind(by_section["embassy_business_releases"], "embassy"),
            advisories=_of_kind(by_section["embassy_business_releases"], "foreign_service_advisory"),
            business=_of_kind(by_section["embassy_business_releases"], "business"),
        ),
        reported=tuple(line.number for line in lines.values()),
        left_out=left_out(dispositions, _published(material, setting.entries), names),
        outside_window=sum(d.fate == "outside_window" and d.is_feed_entry for d in dispositions),
        archived_pages_outside_window=sum(
            d.fate == "outside_window" and not d.is_feed_entry for d in dispositions
        ),
        notices=(
            *notices(
                ready, days, books, dispositions, {take.take_id: take.headline for take in setting.takes}
            ),
            *(
                Notice(part="takes", text=f"The Take “{name}” is withheld: {reason}.")
                for name, reason in setting.takes_withheld
            ),
        ),
        completeness=Completeness(
            sources_due=len(due),
            sources_reached=sum(map(was_reached, due)),
            sources_not_in_archive=sum(book.state == "unknown" for book in due),
            states=state_counts(books),
            oldest_fetch_at=min(
                (c.fetched_at for c in setting.captures if c.outcome == "fetched"), default=None
            ),
            newest_fetch_at=max(
                (c.fetched_at for c in setting.captures if c.outcome == "fetched"), default=None
            ),
            verdicts_passed=ready.passed,
            verdicts_failed=ready.failed - len(ready.warnings),
            verdicts_warned=len(ready.warnings),
            sources=books,
        ),
        translation_engine=setting.translation_engine,
    )


def _published(material: Material, entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Headline and address by item id; what never became an article has those of its entry."""
    found = {entry.item_id: (entry.title, entry.link) for entry in entries}
    return found | {article.item_id: (article.title, article.url) for article in material.articles.values()}


def _covered(
    day: MonitoringDay, captures: Sequence[Capture], dispositions: Sequence[Disposition]
) -> CoveredDay:
    """Captures count to the day in which they were made, or for which our own crawl made them."""
    made = {
        c.capture_id
        for c in captures
        if c.outcome == "fetched"
        and (
            c.collected_for == day.date.isoformat()
            or (c.collected_for is None and day.start_at <= c.fetched_at < day.end_at)
        )
    }
    return CoveredDay(
        date=day.date,
        start_at=day.start_at,
        end_at=day.end_at,
        captures=len(made),
        items=sum(
            d.monitoring_date == day.date.isoformat() and d.fate != "outside_window" for d in dispositions
        ),
        state="captured" if made else "no_captures",
    )


def _line(
    disposition: Disposition,
    material: Material,
    dispositions: Sequence[Disposition],
    setting: Setting,
    names: Mapping[str, str],
    fictional: set[str],
) -> Line:
    article = material.articles[disposition.item_id]
    enriched = material.enriched[(article.item_id, article.version)]
    is_english = enriched.language == "en"
    headline = _headline(enriched) or article.title
    capture = article.page_capture_id or article.feed_capture_id
    assert disposition.line_number is not None
    assert capture is not None  # an item with text was read from one
    return Line(
        number=disposition.line_number,
        item_id=article.item_id,
        item_version=article.version,
        versions=setting.versions[article.item_id],
        story_id=disposition.story_id or article.item_id,
        source_id=article.source_id,
        source_name=names[article.source_id],
        kind=article.kind,
        kind_label=KIND_BY_ID[article.kind].item_label,
        language=enriched.language,
        language_label="English" if is_english else "Local Language",
        headline_original=None if is_english else article.title,
        headline_en=headline,
        headline_basis=enriched.headline_basis,
        published_at=article.published_at,
        published_precision=article.published_precision,
        published_basis=article.published_basis,
        day_basis=article.day_basis,
        first_seen_at=article.first_seen_at,
        fetched_at=article.fetched_at,
        latency_hours=_latency(article.published_at, setting) if _is_government(article.kind) else None,
        risk_category=enriched.risk_category,
        risk_category_name=category_name(enriched.risk_category) if enriched.risk_category else None,
        ops_category=enriched.ops_category,
        ops_category_name=category_name(enriched.ops_category) if enriched.ops_category else None,
        category_confidence=enriched.category_confidence,
        decided_by=enriched.decided_by,
        needs_review=enriched.needs_review,
        evidence=enriched.evidence,
        similar=enriched.similar,
        domain=enriched.domain,
        importance=disposition.importance,
        countries=enriched.countries,
        summary=enriched.summary,
        summary_basis=enriched.summary_basis,
        body_basis=article.body_basis,
        page_state=article.page_state,
        entities=enriched.entities,
        figures=enriched.figures,
        findings=enriched.findings,
        engine_uses=enriched.engine_uses,
        edited=material.edited.get(article.item_id, ()),
        carriers=_carriers(disposition.item_id, material, dispositions, names),
        url=article.url,
        capture_id=capture,
        steps=enriched.steps,
        is_fictional=article.source_id in fictional,
    )


_OPENINGS = {
    ": ": "",
    ", partly read: ": "Partly read: ",
    "; in the text: ": "Headline not read; in the text: ",
}
"""What follows the category in a structured line, and what is printed instead of both."""


def _headline(version: ItemVersion) -> str:
    """The English line without the category that a structured one opens with, for a line stands under its heading.

    "Crime, partly read: …" is printed as "Partly read: …", "Crime (Example Daily; headline not read)" without
    the names of both.
    """
    headline = version.headline_en or ""
    category = version.ops_category or version.risk_category
    if version.headline_basis != "structured" or not category or _is_named(category, version):
        return headline
    rest = headline.removeprefix(category_name(category))
    if rest == headline:
        return headline
    for opening, instead in _OPENINGS.items():
        if rest.startswith(opening):
            without = instead + rest.removeprefix(opening)
            return without[:1].upper() + without[1:]
    return "Headline not read" if rest.endswith("; headline not read)") else headline


def _is_named(category: str, version: ItemVersion) -> bool:
    """Whether the headline itself names what its category is called: "North Korea: …" is who acts, no heading."""
    return any(e.paragraph == -1 and e.name_en == category_name(category) for e in version.entities)


def _is_government(kind: str) -> bool:
    return KIND_BY_ID[kind].section == "government"


def _latency(published_at: datetime | None, setting: Setting) -> float | None:
    """Hours from publication to the cut-off at which the edition closes."""
    if published_at is None:
        return None
    return round((setting.days[-1].end_at - published_at).total_seconds() / 3600, 2)


def _carriers(
    item_id: str, material: Material, dispositions: Sequence[Disposition], names: Mapping[str, str]
) -> tuple[LineCarrier, ...]:
    """The copies that were left out as duplicates of this line's item."""
    group = {c.item_id for c in material.carriers if c.carrier_item_id == item_id}
    copies = {c.carrier_item_id for c in material.carriers if c.item_id in group}
    repeated = {d.item_id for d in dispositions if d.reason == "duplicate"}
    return tuple(
        LineCarrier(
            item_id=article.item_id,
            source_id=article.source_id,
            source_name=names[article.source_id],
            title=article.title,
            url=article.url,
        )
        for article in sorted(
            (material.articles[copy] for copy in copies & repeated), key=lambda a: (a.source_id, a.item_id)
        )
    )


def _counts(categories: Iterable[str | None]) -> tuple[CategoryCount, ...]:
    counts = Counter(category for category in categories if category)
    return tuple(
        CategoryCount(category=category, name=category_name(category), count=count)
        for category, count in sorted(counts.items(), key=lambda pair: (-pair[1], category_name(pair[0])))
    )


def _by_category(lines: Sequence[Line]) -> tuple[CategoryLines, ...]:
    """Lines under their category, in the order in which they are numbered."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(str(line.ops_category or line.risk_category), []).append(line)
    return tuple(
        CategoryLines(category=category, name=category_name(category), lines=tuple(group))
        for category, group in groups.items()
    )


def _of_kind(lines: Sequence[Line], kind: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.kind == kind)
