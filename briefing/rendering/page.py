"""The page: an edition with what its layout needs to look up; it adds no fact of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from briefing.records.edition import CategoryCount, CategoryLines, Edition, Line, MonitoredKind
from briefing.records.profile import SectionId
from briefing.records.sentence import Sentence
from briefing.rendering import wording


@dataclass(frozen=True)
class Heading:
    """An entry of the contents list: where it leads, its title, how much is in it (None: not a number)."""

    anchor: str
    title: str
    count: int | None


@dataclass(frozen=True)
class Passage:
    """Neighbouring sentences of a summary that are printed together, all English or all original."""

    is_english: bool
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences in a row; scripts that use no blanks between sentences read well with one too."""
        return " ".join(s.original if s.text_en is None else s.text_en for s in self.sentences)

    @property
    def terms_en(self) -> str:
        """What is certain of sentences that no engine translated; empty where nothing is, or they are English."""
        return "; ".join(s.terms_en for s in self.sentences if s.text_en is None and s.terms_en)


class UnprintableEditionError(ValueError):
    """The edition contradicts itself, so that a page of it would lose or repeat a line."""


def lines_in_order(edition: Edition) -> Iterator[Line]:
    """Every reported line, in the order of the sections."""
    for group in (*edition.risk_media, *edition.ops_media):
        yield from group.lines
    yield from edition.government_releases.national
    yield from edition.government_releases.city_state
    yield from edition.embassy_business_releases.embassies
    yield from edition.embassy_business_releases.advisories
    yield from edition.embassy_business_releases.business


def category_anchor(category: str) -> str:
    """Anchor of a category's heading: ``category-risk-north-korea``."""
    return "category-" + re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-")


def passages(line: Line) -> tuple[Passage, ...]:
    """A summary's sentences as paragraphs: one for each paragraph of the source they come from."""
    runs = groupby(line.summary, key=lambda s: (s.text_en is not None, s.paragraph))
    return tuple(Passage(is_english=english, sentences=tuple(run)) for (english, _), run in runs)


def known_in_english(line: Line) -> tuple[str, ...]:
    """Names and converted figures of an item that neither its English line nor the terms of its sentences hold yet,
    each once, in the order of the text."""
    said = "\n".join(filter(None, (line.headline_en, *(s.terms_en for s in line.summary)))).casefold()
    found = [(e.paragraph, e.start, e.name_en) for e in line.entities]
    found += [(f.paragraph, f.start, f.text_en) for f in line.figures]
    return tuple(dict.fromkeys(text for _, _, text in sorted(found) if text and text.casefold() not in said))


def is_untranslated(line: Line) -> bool:
    """True where an English reader is left with something in another language."""
    if line.language_label == "English":
        return False
    return line.headline_basis in ("structured", "none") or any(s.text_en is None for s in line.summary)


@dataclass(frozen=True)
class Page:
    """What the templates see as ``page``.

    Raises UnprintableEditionError when the lines in the sections are not those reported, each once.
    """

    edition: Edition

    def __post_init__(self) -> None:
        printed = sorted(line.number for line in self.lines)
        if printed != sorted(self.edition.reported) or len(set(printed)) != len(printed):
            raise UnprintableEditionError(
                f"edition {self.edition_id}: its sections hold the lines {printed}, "
                f"but it reports {sorted(self.edition.reported)}"
            )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(lines_in_order(self.edition))

    @cached_property
    def line_by_number(self) -> dict[int, Line]:
        return {line.number: line for line in self.lines}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.edition.timezone)

    @property
    def edition_id(self) -> str:
        """``kr/2026-03-10/v1``."""
        return f"{self.trace_id}/v{self.edition.version}"

    @property
    def trace_id(self) -> str:
        """The edition as ``desk trace`` takes it: ``kr/2026-03-10``."""
        return f"{self.edition.country}/{self.edition.edition_date.isoformat()}"

    @property
    def monitored_total(self) -> int:
        return sum(kind.count for kind in self.edition.monitored)

    @property
    def left_out_total(self) -> int:
        return sum(reason.count for reason in self.edition.left_out)

    @property
    def adds_up(self) -> bool:
        """Monitored is reported plus left out; the page prints the sum either way."""
        return self.monitored_total == len(self.edition.reported) + self.left_out_total

    @cached_property
    def kind_by_id(self) -> dict[str, MonitoredKind]:
        return {kind.kind: kind for kind in self.edition.monitored}

    @cached_property
    def contents(self) -> tuple[Heading, ...]:
        """The sections in their order; ``count`` is the number of things in each."""
        e = self.edition
        government, embassy = e.government_releases, e.embassy_business_releases
        return (
            Heading("takes", "Takes", len(e.takes)),
            Heading("developments", "Developments", len(e.developments)),
            Heading("monitored", "Monitored Intelligence", self.monitored_total),
            Heading("risk-categories", "Risk Categories Reported on Today", len(e.risk_categories)),
            Heading("ops-categories", "Operations Categories Reported on Today", len(e.ops_categories)),
            Heading("risk-media", "Risk Media", _count(e.risk_media)),
            Heading("ops-media", "Ops Media", _count(e.ops_media)),
            Heading(
                "government-releases",
                "Government Releases",
                len(government.national) + len(government.city_state),
            ),
            Heading(
                "embassy-business-releases",
                "Embassy and Business Association Releases",
                len(embassy.embassies) + len(embassy.advisories) + len(embassy.business),
            ),
            Heading("left-out", "What was left out, and why", self.left_out_total),
            Heading("completeness", "How complete the day was", None),
        )

    @property
    def item_sections(self) -> tuple[tuple[SectionId, str, tuple[tuple[str, tuple[Line, ...]], ...]], ...]:
        """The sections that hold items: id, title, and lines by group."""
        e = self.edition
        government, others = e.government_releases, e.embassy_business_releases
        return (
            ("risk_media", "Risk Media", tuple((g.name, g.lines) for g in e.risk_media)),
            ("ops_media", "Ops Media", tuple((g.name, g.lines) for g in e.ops_media)),
            (
                "government_releases",
                "Government Releases",
                (("National", government.national), ("City and State", government.city_state)),
            ),
            (
                "embassy_business_releases",
                "Embassy and Business Association Releases",
                (
                    ("Embassies", others.embassies),
                    ("Foreign Service Advisories", others.advisories),
                    ("Chambers and Business Associations", others.business),
                ),
            ),
        )

    def local(self, instant: datetime) -> str:
        return wording.local_words(instant, self.zone)

    def published(self, line: Line) -> str:
        return wording.published_words(line, self.zone)

    @property
    def clock(self) -> str:
        """The zone every local time is in: ``Asia/Seoul, UTC+9``."""
        instant = self.edition.days[-1].end_at if self.edition.days else None
        offset = f", {wording.offset_words(instant, self.zone)}" if instant else ""
        return f"{self.edition.timezone}{offset}"

    def places(self, row: CategoryCount) -> tuple[Heading, ...]:
        """Where the items of a category stand: under its media heading, and among the releases."""
        e = self.edition
        media = [
            Heading(category_anchor(group.category), title, len(group.lines))
            for title, groups in (("Risk Media", e.risk_media), ("Ops Media", e.ops_media))
            for group in groups
            if group.category == row.category
        ]
        government, embassy = e.government_releases, e.embassy_business_releases
        releases = [
            Heading(anchor, title, sum(row.category in (x.risk_category, x.ops_category) for x in lines))
            for anchor, title, lines in (
                ("government-releases", "Government Releases", government.national + government.city_state),
                (
                    "embassy-business-releases",
                    "Embassy and Business",
                    embassy.embassies + embassy.advisories + embassy.business,
                ),
            )
        ]
        return tuple(place for place in (*media, *releases) if place.count)

    def reference_language(self, number: int, headline: str) -> str:
        """Language of a headline quoted from a line: the line's own unless it is the line's English one."""
        line = self.line_by_number.get(number)
        if line is None:
            return "und"
        return "en" if headline == line.headline_en and line.headline_basis != "none" else line.language

    def absence(self, kind: str) -> str:
        """Why a part of a section has no line: which zero it is, or that all of it was left out."""
        counted = self.kind_by_id.get(kind)
        if counted is None:
            return "none was counted"
        if counted.count:
            are = "was" if counted.count == 1 else "were"
            return f"{wording.counted(counted.count, 'item', 'items')} {are} monitored and none reported"
        return wording.zero_words(counted)


def _count(groups: tuple[CategoryLines, ...]) -> int:
    return sum(len(group.lines) for group in groups)
