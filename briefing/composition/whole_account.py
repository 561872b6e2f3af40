"""The account made whole again: an item whose row a gate refused, or whose row is gone, still has one fate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing.composition.selection import Material
from briefing.records.disposition import Disposition
from briefing.records.entry import Entry

GONE = "its row is gone from the table; the gate that judged the table names the source"


def whole_account(
    rows: Sequence[Disposition],
    material: Material,
    entries: Sequence[Entry],
    kinds: Mapping[str, str],
    refused: Mapping[str, str],
) -> list[Disposition]:
    """One disposition for each item that an entry or an article names, in order of item id.

    ``kinds`` maps the configured sources to their kinds, ``refused`` item ids to why the row of their disposition is
    refused. An item without a row, or with a refused one, is left out and says why; one that belongs to another day
    stays outside the window. Rows of items that no table knows are dropped: they are in quarantine.
    """
    found: dict[str, Disposition] = {}
    for row in rows:
        found.setdefault(row.item_id, row)
    named: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: (e.date, e.entry_id)):
        if entry.feed_url and entry.source_id in kinds:
            named.setdefault(entry.item_id, entry)
    account = []
    for item in sorted({*material.articles, *named}):
        if item in found and item not in refused:
            account.append(found[item])
        elif item in material.articles:
            account.append(_of_article(item, material, refused.get(item, GONE)))
        else:
            account.append(_of_entry(named[item], material, kinds))
    return account


def _of_article(item: str, material: Material, why: str) -> Disposition:
    article = material.articles[item]
    version = material.enriched.get((item, article.version))
    story = material.stories.get(item)
    return Disposition(
        country=material.country,
        date=material.date,
        item_id=item,
        item_version=article.version,
        source_id=article.source_id,
        kind=article.kind,
        monitoring_date=article.monitoring_date,
        is_feed_entry=item in material.feed_entries,
        fate="left_out" if article.in_window else "outside_window",
        reason=("withheld" if why == GONE else "quarantined")
        if article.in_window
        else article.monitoring_date,
        detail=why,
        line_number=None,
        section=None,
        risk_category=version.risk_category if version else None,
        ops_category=version.ops_category if version else None,
        story_id=story.story_id if story else None,
    )


def _of_entry(entry: Entry, material: Material, kinds: Mapping[str, str]) -> Disposition:
    """An entry whose article cannot be read: its day is unknown, so it counts to the day on which it was read."""
    why = material.quarantined.get(entry.item_id)
    return Disposition(
        country=material.country,
        date=material.date,
        item_id=entry.item_id,
        item_version=1,
        source_id=entry.source_id,
        kind=kinds[entry.source_id],
        monitoring_date=entry.date,
        is_feed_entry=True,
        fate="left_out",
        reason="quarantined" if why else "withheld",
        detail=why or f"articles: {GONE}",
        line_number=None,
        section=None,
        risk_category=None,
        ops_category=None,
        story_id=None,
    )
