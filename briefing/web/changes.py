"""Differences between two versions of an edition, as a reader is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefing.records.edition import Edition, Line
from briefing.rendering.page import lines_in_order
from briefing.taxonomy.categories import category_name

_FIELDS = {
    "item_version": "Version of the item",
    "headline_en": "Headline",
    "headline_original": "Original headline",
    "summary": "Summary",
    "risk_category": "Risk category",
    "ops_category": "Operations category",
    "published_at": "Published",
    "carriers": "Also carried by",
    "url": "Address",
}


@dataclass(frozen=True)
class FieldChange:
    """A field that reads otherwise; empty text where there was or is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ItemChange:
    line: Line
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Changes:
    """What came, went and changed; ``went`` holds lines of the earlier version, the others of the later."""

    came: tuple[Line, ...]
    went: tuple[Line, ...]
    changed: tuple[ItemChange, ...]


def changes_in_words(found: dict[str, Any], before: Edition, after: Edition) -> Changes:
    """The result of ``difference`` with the lines it names and its fields in words."""
    old = {line.item_id: line for line in lines_in_order(before)}
    new = {line.item_id: line for line in lines_in_order(after)}
    return Changes(
        came=tuple(sorted((new[item] for item in found["came"]), key=lambda line: line.number)),
        went=tuple(sorted((old[item] for item in found["went"]), key=lambda line: line.number)),
        changed=tuple(
            ItemChange(
                new[item],
                tuple(
                    FieldChange(_FIELDS[name], _words(name, pair[0]), _words(name, pair[1]))
                    for name, pair in fields.items()
                ),
            )
            for item, fields in sorted(found["changed"].items(), key=lambda pair: new[pair[0]].number)
        ),
    )


def _words(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "summary":
        return " ".join(s["text_en"] or s["original"] for s in value)
    if field == "carriers":
        return ", ".join(c["source_name"] for c in value)
    if field in ("risk_category", "ops_category"):
        return category_name(value)
    return str(value)
