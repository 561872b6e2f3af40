"""The check of a briefing before it goes out: nothing outside the profile, nothing in it missed.

It is written from the definition of a profile and shares nothing with the code that tailors: the two must agree.
"""

from __future__ import annotations

from briefing.records.briefing import Briefing
from briefing.records.edition import Edition, Line
from briefing.records.profile import Profile


def check_briefing(edition: Edition, profile: Profile, briefing: Briefing) -> tuple[str, ...]:
    """Faults in words; none when the briefing may go out."""
    faults: list[str] = []
    if (briefing.country, briefing.edition_date, briefing.edition_version) != (
        edition.country,
        edition.edition_date,
        edition.version,
    ):
        faults.append("it is of another edition")
    lines = _lines(edition)
    chosen = [c.line for c in briefing.chosen]
    withheld = [number for group in briefing.withheld for number in group.lines]
    if sorted(chosen + withheld) != sorted(lines):
        faults.append("its lines and those of the edition are not the same, each once")
        return tuple(faults)
    if profile.most_items is not None and len(chosen) > profile.most_items:
        faults.append(f"{len(chosen)} items, where {profile.most_items} are the most")
    watched = {c.line for c in briefing.chosen if c.watched}
    for number in chosen:
        if why := _forbidden(lines[number], edition.country, profile, is_watched=number in watched):
            faults.append(f"item {number} is in, though {why}")
    cut_short = {n for group in briefing.withheld if group.reason == "beyond_most" for n in group.lines}
    if cut_short and (profile.most_items is None or len(chosen) != profile.most_items):
        faults.append("items are left out as too many, though there are fewer than the most")
    for group in briefing.withheld:
        if group.reason not in ("beyond_most", "section"):
            faults += [
                f"item {number} is left out ({group.reason}), though nothing in the profile forbids it"
                for number in group.lines
                if not _forbidden(lines[number], edition.country, profile, is_watched=False)
            ]
    if any(not c.why for c in briefing.chosen):
        faults.append("an item is in without a reason")
    return tuple(faults)


def _lines(edition: Edition) -> dict[int, Line]:
    government, others = edition.government_releases, edition.embassy_business_releases
    groups = [group.lines for group in (*edition.risk_media, *edition.ops_media)]
    groups += [government.national, government.city_state]
    groups += [others.embassies, others.advisories, others.business]
    return {line.number: line for group in groups for line in group}


def _forbidden(line: Line, country: str, profile: Profile, *, is_watched: bool) -> str:
    """What the profile has against a line; empty where nothing."""
    own = [c for c in (line.risk_category, line.ops_category) if c is not None]
    if profile.countries and country not in profile.countries:
        return "its country is not chosen"
    if any(category in profile.categories_out for category in own):
        return "its category is left out"
    if is_watched:
        return ""
    if profile.categories_in and not any(category in profile.categories_in for category in own):
        return "its category is not chosen"
    if profile.kinds and line.kind not in profile.kinds:
        return "its kind of source is not chosen"
    if profile.languages and line.language not in profile.languages:
        return "its language is not chosen"
    score = line.importance.score if line.importance is not None else 0
    return f"its importance is {score}" if score < profile.least_importance else ""
