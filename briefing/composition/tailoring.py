"""Tailoring: from an edition and a profile to a briefing. A pure function; it decides about every line, once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import get_args

from briefing.composition.watching import watched_line, watches
from briefing.records.briefing import Briefing, Chosen, NotForYou, Withheld
from briefing.records.edition import (
    CategoryCount,
    CategoryLines,
    Edition,
    EmbassyBusinessReleases,
    GovernmentReleases,
    Line,
)
from briefing.records.profile import Profile, SectionId
from briefing.taxonomy.categories import category_name
from briefing.taxonomy.presets import PRESETS

SECTIONS: tuple[SectionId, ...] = get_args(SectionId)
"""In the order of the edition."""
_LABELS: dict[NotForYou, str] = {
    "country": "Of a country that you did not choose",
    "category_out": "In a category that you left out",
    "category_not_in": "In a category that you did not choose",
    "kind": "From a kind of source that you did not choose",
    "language": "In a language that you did not choose",
    "below_importance": "Less important than you asked for",
    "beyond_most": "Beyond the number of items that you asked for",
    "section": "In a section that you did not choose",
}


def profile_digest(profile: Profile) -> str:
    """sha256 of the profile's JSON, hexadecimal."""
    return hashlib.sha256(profile.model_dump_json().encode()).hexdigest()


def sectioned_lines(edition: Edition) -> Iterator[tuple[SectionId, Line]]:
    """Every line with its section, in the order of the edition."""
    for group in edition.risk_media:
        yield from (("risk_media", line) for line in group.lines)
    for group in edition.ops_media:
        yield from (("ops_media", line) for line in group.lines)
    government, others = edition.government_releases, edition.embassy_business_releases
    for line in (*government.national, *government.city_state):
        yield "government_releases", line
    for line in (*others.embassies, *others.advisories, *others.business):
        yield "embassy_business_releases", line


def tailor(edition: Edition, profile: Profile, subscriber_id: str = "preview") -> Briefing:
    """The cut of an edition that a profile asks for. For many profiles of one edition keep a ``Tailor``."""
    return Tailor(edition).briefing(profile, subscriber_id)


class Tailor:
    """An edition made ready to be cut for many."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._lines = [(section, watched_line(line)) for section, line in sectioned_lines(edition)]

    def briefing(self, profile: Profile, subscriber_id: str = "preview") -> Briefing:
        """Every line of the edition, in or out."""
        edition, terms = self._edition, watches(profile.watch_terms)
        chosen: list[tuple[Line, Chosen]] = []
        withheld: list[tuple[NotForYou, Line, str]] = []
        for section, searched in self._lines:
            line = searched.line
            found = {watch.term: place for watch in terms if (place := watch.found_in(searched)) is not None}
            refusal = _refusal(section, line, edition.country, profile, is_watched=bool(found))
            if refusal:
                withheld.append((refusal, line, _detail(refusal, line, profile)))
            else:
                why = _why(line, profile, found)
                chosen.append((line, Chosen(line=line.number, why=why, watched=tuple(found))))
        if profile.most_items is not None and len(chosen) > profile.most_items:
            ranked = sorted(chosen, key=lambda pair: (not pair[1].watched, -_weight(pair[0]), pair[0].number))
            beyond = {line.number for line, _ in ranked[profile.most_items :]}
            withheld += [
                ("beyond_most", line, f"importance {_weight(line)}")
                for line, _ in chosen
                if line.number in beyond
            ]
            chosen = [pair for pair in chosen if pair[0].number not in beyond]
        numbers = {line.number for line, _ in chosen}
        sections = tuple(s for s in SECTIONS if not profile.sections or s in profile.sections)
        is_of_country = not profile.countries or edition.country in profile.countries
        return Briefing(
            subscriber_id=subscriber_id,
            country=edition.country,
            edition_date=edition.edition_date,
            edition_version=edition.version,
            profile_digest=profile_digest(profile),
            chosen=tuple(c for _, c in chosen),
            withheld=_withheld(withheld),
            developments=tuple(
                d.story_id
                for d in edition.developments
                if "developments" in sections and any(r.line in numbers for r in d.references)
            ),
            takes=tuple(t.take_id for t in edition.takes if "takes" in sections and is_of_country),
            sections=sections,
        )


def explain(edition: Edition, profile: Profile, number: int) -> list[tuple[str, bool, str]]:
    """Every test that a line goes through: what is asked, whether it passes, and what was found.

    Raises KeyError where the edition has no such line.
    """
    section, line = {line.number: (section, line) for section, line in sectioned_lines(edition)}[number]
    searched = watched_line(line)
    found = {
        w.term: place for w in watches(profile.watch_terms) if (place := w.found_in(searched)) is not None
    }
    watched = "; ".join(f"“{term}”: {place}" for term, place in found.items()) or "none of your terms"
    tests: tuple[tuple[str, NotForYou], ...] = (
        ("country", "country"),
        ("categories left out", "category_out"),
        ("categories chosen", "category_not_in"),
        ("kind of source", "kind"),
        ("language", "language"),
        ("section", "section"),
        ("least importance", "below_importance"),
    )
    rows = [
        (
            words,
            reason not in _failing(section, line, edition.country, profile),
            _found(reason, line, section, edition),
        )
        for words, reason in tests
    ]
    rows.insert(2, ("watch terms", bool(found), watched))
    return rows


def _found(reason: NotForYou, line: Line, section: SectionId, edition: Edition) -> str:
    """What a line has where a test looks."""
    return {
        "country": edition.country_name,
        "category_out": _category_words(line),
        "category_not_in": _category_words(line),
        "kind": line.kind_label,
        "language": line.language,
        "section": section,
        "below_importance": f"importance {_weight(line)}",
    }[reason]


def _failing(section: SectionId, line: Line, country: str, profile: Profile) -> tuple[NotForYou, ...]:
    """Every test that the line does not pass, the first to be told first."""
    categories = {c for c in (line.risk_category, line.ops_category) if c}
    tests: tuple[tuple[NotForYou, bool], ...] = (
        ("country", not profile.countries or country in profile.countries),
        ("category_out", not categories & set(profile.categories_out)),
        ("category_not_in", not profile.categories_in or bool(categories & set(profile.categories_in))),
        ("kind", not profile.kinds or line.kind in profile.kinds),
        ("language", not profile.languages or line.language in profile.languages),
        ("section", not profile.sections or section in profile.sections),
        ("below_importance", _weight(line) >= profile.least_importance),
    )
    return tuple(reason for reason, passes in tests if not passes)


def _refusal(
    section: SectionId, line: Line, country: str, profile: Profile, *, is_watched: bool
) -> NotForYou | None:
    """Why a line is not in; a watch term stands above all but the country and the categories left out."""
    failing = _failing(section, line, country, profile)
    if is_watched:
        failing = tuple(reason for reason in failing if reason in ("country", "category_out"))
    return next(iter(failing), None)


def _detail(reason: NotForYou, line: Line, profile: Profile) -> str:
    """What it is about this line, where lines left out for one reason differ."""
    if reason in ("category_out", "category_not_in"):
        return _category_words(line)
    if reason == "kind":
        return line.kind_label
    if reason == "below_importance":
        return f"importance {_weight(line)}, you asked for {profile.least_importance}"
    return ""


def _category_words(line: Line) -> str:
    return line.ops_category_name or line.risk_category_name or "Undetermined"


def _weight(line: Line) -> int:
    return line.importance.score if line.importance else 0


def _why(line: Line, profile: Profile, found: Mapping[str, str]) -> tuple[str, ...]:
    """What a reader is told: the terms that it holds, and the choice that lets its category in."""
    reasons = [f"you watch “{term}”: {place}" for term, place in found.items()]
    preset = PRESETS[profile.preset] if profile.preset else None
    for category in (line.ops_category, line.risk_category):
        if category and category in profile.categories_in:
            role = f"{preset.label}: " if preset and category in preset.categories else "you chose "
            reasons.append(role + category_name(category))
    if not reasons and not profile.categories_in:
        role = f"{preset.label}: " if preset else ""
        weight = f" of importance {profile.least_importance} or more" if profile.least_importance else ""
        reasons.append(f"{role}every category{weight}" if role else f"all categories{weight}")
    return tuple(reasons)


def _withheld(found: Sequence[tuple[NotForYou, Line, str]]) -> tuple[Withheld, ...]:
    return tuple(
        Withheld(
            reason=reason,
            label=label,
            lines=lines,
            details={line.number: detail for r, line, detail in found if r == reason and detail},
        )
        for reason, label in _LABELS.items()
        if (lines := tuple(line.number for r, line, _ in found if r == reason))
    )


def cut(edition: Edition, briefing: Briefing) -> Edition:
    """The edition with nothing in it but the briefing's lines, for the surfaces that print editions.

    Counts of what was monitored and left out of the edition stay as they are: they tell of the day.
    """
    numbers = {chosen.line for chosen in briefing.chosen}
    government, others = edition.government_releases, edition.embassy_business_releases

    def kept(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(line for line in lines if line.number in numbers)

    lines = [line for _, line in sectioned_lines(edition) if line.number in numbers]
    return edition.model_copy(
        update={
            "takes": tuple(t for t in edition.takes if t.take_id in briefing.takes),
            "developments": tuple(d for d in edition.developments if d.story_id in briefing.developments),
            "risk_categories": _counts(
                edition.risk_categories, lines, lambda x: None if x.ops_category else x.risk_category
            ),
            "ops_categories": _counts(edition.ops_categories, lines, lambda x: x.ops_category),
            "risk_media": _groups(edition.risk_media, kept),
            "ops_media": _groups(edition.ops_media, kept),
            "government_releases": GovernmentReleases.model_construct(
                national=kept(government.national), city_state=kept(government.city_state)
            ),
            "embassy_business_releases": EmbassyBusinessReleases.model_construct(
                embassies=kept(others.embassies),
                advisories=kept(others.advisories),
                business=kept(others.business),
            ),
            "reported": tuple(n for n in edition.reported if n in numbers),
        }
    )


def _groups(
    groups: Sequence[CategoryLines], kept: Callable[[Sequence[Line]], tuple[Line, ...]]
) -> tuple[CategoryLines, ...]:
    return tuple(
        CategoryLines.model_construct(category=group.category, name=group.name, lines=lines)
        for group in groups
        if (lines := kept(group.lines))
    )


def _counts(
    rows: Sequence[CategoryCount], lines: Sequence[Line], category: Callable[[Line], str | None]
) -> tuple[CategoryCount, ...]:
    found = Counter(category(line) for line in lines)
    left = (row.model_copy(update={"count": found[row.category]}) for row in rows if found[row.category])
    return tuple(sorted(left, key=lambda row: (-row.count, row.name)))
