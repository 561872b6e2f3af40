"""How we know: what speaks for an item and what against, each a sentence out of its own record."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.records.edition import Edition, Line
from briefing.rendering import wording
from briefing.rendering.page import Page

_HEADLINES = {
    "original": "The headline is the publisher’s own, in English.",
    "translated": "The headline was translated by an engine and checked against the original by rules.",
    "structured": "The headline is no translation: it is put together from names, figures and known words of the "
    "original that are certain.",
    "none": "The headline could not be put into English with certainty; the original is printed.",
}
_DAYS = {
    "published": "",
    "first_seen": "It counts for this day because it was first seen then: its own date is missing or doubtful.",
    "found_late": "It was found after its own day had been cut, and counts for the day on which it was found.",
}


@dataclass(frozen=True)
class Ground:
    """``weight`` is for (it makes the item surer), against, or neither."""

    weight: str
    words: str


def grounds_of(edition: Edition, line: Line, page: Page) -> tuple[Ground, ...]:
    """What an item rests on, surest first as a reader would ask: who, how many, what text, what English."""
    return tuple(
        ground
        for ground in (
            _publisher(line),
            _source_state(edition, line),
            _others(line, page),
            _body(line),
            Ground(
                "for" if line.headline_basis == "original" else "neither", _HEADLINES[line.headline_basis]
            ),
            _summary(line),
            *(Ground("against", words[0].upper() + words[1:] + ".") for words in _findings(line)),
            _category(line),
            *(Ground("for", words) for words in line.edited),
            Ground("neither", _DAYS[line.day_basis]) if line.day_basis != "published" else None,
            Ground(
                "neither",
                f"It was captured in {line.versions} versions; this is version {line.item_version}.",
            )
            if line.versions > 1
            else None,
            Ground("against", "The outlet and what it says are invented, to show how a briefing is made.")
            if line.is_fictional
            else None,
        )
        if ground is not None
    )


def _publisher(line: Line) -> Ground:
    official = line.kind in ("government", "city_state", "embassy", "foreign_service_advisory")
    words = f"Published by {line.source_name} ({line.kind_label})"
    return Ground("for" if official else "neither", words + (", the body itself." if official else "."))


def _source_state(edition: Edition, line: Line) -> Ground | None:
    account = next((a for a in edition.completeness.sources if a.source_id == line.source_id), None)
    if account is None or account.state == "healthy":
        return None
    state = wording.SOURCE_STATES[account.state]
    detail = f": {account.state_detail}" if account.state_detail else ""
    return Ground("against", f"On this day the source was {state}{detail}.")


def _others(line: Line, page: Page) -> Ground:
    others = {other.source_name for other in page.lines if other.story_id == line.story_id}
    others.discard(line.source_name)
    copies = {carrier.source_name for carrier in line.carriers}
    parts = []
    if others:
        parts.append(f"{_named(others)} reported the same story in words of their own")
    if copies:
        parts.append(f"{_named(copies)} carried the same text, which is no second witness")
    if not parts:
        return Ground("against", "Nobody else of those we read reported it on these days.")
    return Ground("for" if others else "neither", "; ".join(parts) + ".")


def _named(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _body(line: Line) -> Ground:
    missing = wording.grounds_words(line)
    if missing:
        return Ground("against", missing)
    return Ground("for", "Its text comes from the article’s own page, whose bytes are kept.")


def _summary(line: Line) -> Ground | None:
    if line.summary_basis == "none":
        return Ground("against", "There is no text beyond the headline.")
    count = wording.counted(len(line.summary), "sentence", "sentences")
    if line.summary_basis == "translated":
        return Ground("neither", f"The summary is {count} of the article, translated and checked by rules.")
    return Ground("for", f"The summary is {count} of the article, word for word.")


def _findings(line: Line) -> tuple[str, ...]:
    return tuple(words for words in wording.finding_words(line.findings) if words)


def _category(line: Line) -> Ground:
    if line.decided_by == "analyst":
        return Ground("for", "Its category was set by an analyst.")
    sure = f"{100 * line.category_confidence:.0f}"
    words = f"Of categories chosen like this one {sure} of 100 are right"
    return Ground(
        "against" if line.needs_review else "neither",
        words + (", fewer than usual." if line.needs_review else "."),
    )
