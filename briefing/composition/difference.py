"""What changed between two versions of an edition."""

from __future__ import annotations

from typing import Any

from briefing.records.edition import Edition, Line


def difference(before: Edition, after: Edition) -> dict[str, Any]:
    """Items that came and went, and of those in both, which fields a reader sees differ."""
    old, new = _lines(before), _lines(after)
    changed = {}
    for item in sorted(old.keys() & new.keys()):
        fields = [name for name in _SEEN if getattr(old[item], name) != getattr(new[item], name)]
        if fields:
            changed[item] = {
                name: [_plain(getattr(old[item], name)), _plain(getattr(new[item], name))] for name in fields
            }
    return {
        "edition": f"{after.country}/{after.edition_date}",
        "versions": [before.version, after.version],
        "came": {item: new[item].headline_en for item in sorted(new.keys() - old.keys())},
        "went": {item: old[item].headline_en for item in sorted(old.keys() - new.keys())},
        "changed": changed,
    }


_SEEN = (
    "item_version",
    "headline_en",
    "headline_original",
    "summary",
    "risk_category",
    "ops_category",
    "published_at",
    "carriers",
    "url",
)


def _plain(value: Any) -> Any:
    return [member.model_dump(mode="json") for member in value] if isinstance(value, tuple) else value


def _lines(edition: Edition) -> dict[str, Line]:
    government, others = edition.government_releases, edition.embassy_business_releases
    groups = [group.lines for group in (*edition.risk_media, *edition.ops_media)]
    groups += [
        government.national,
        government.city_state,
        others.embassies,
        others.advisories,
        others.business,
    ]
    return {line.item_id: line for lines in groups for line in lines}
