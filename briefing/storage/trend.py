"""Counts of the editions before one, read from the shelf."""

from __future__ import annotations

from datetime import date

from briefing.records.edition import Edition
from briefing.records.trend_day import TrendDay
from briefing.storage.editions import load, versions
from briefing.storage.home import Home

MOST_DAYS = 20
"""Five weeks of Monday to Thursday."""


def trend_day(edition: Edition) -> TrendDay:
    """What one edition counts."""
    return TrendDay(
        date=edition.edition_date,
        monitored=sum(kind.count for kind in edition.monitored),
        reported=len(edition.reported),
        kinds={kind.kind: kind.count for kind in edition.monitored if kind.count},
        categories={row.category: row.count for row in (*edition.risk_categories, *edition.ops_categories)},
    )


def trend_before(home: Home, country: str, day: date, most: int = MOST_DAYS) -> tuple[TrendDay, ...]:
    """The newest versions of earlier editions of a country, oldest first."""
    shelf = home.root / "editions" / country
    names = sorted(path.name for path in shelf.iterdir()) if shelf.is_dir() else []
    days = [found for name in names if (found := _as_date(name)) is not None and found < day]
    have = [found for found in days if versions(home, country, found)][-most:]
    return tuple(trend_day(load(home, country, found)) for found in have)


def _as_date(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
