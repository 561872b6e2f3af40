"""The shelf of editions as readers walk along it: which days there are, and an edition that is read but once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from briefing.records.edition import Edition
from briefing.storage import editions
from briefing.storage.home import Home
from briefing.taxonomy.countries import country as country_of

_KEPT = 64  # editions in memory: a working week of six countries, and then some


def days_of(home: Home, country: str) -> list[date]:
    """Dates with an edition, newest first."""
    folder = home.root / "editions" / country_of(country).code
    if not folder.is_dir():
        return []
    found = (_as_date(path.name) for path in folder.iterdir())
    return sorted((day for day in found if day and editions.versions(home, country, day)), reverse=True)


def newest_of(home: Home, country: str) -> Edition | None:
    """The newest edition of a country, or None."""
    days = days_of(home, country)
    return edition_of(home, country, days[0]) if days else None


def edition_of(home: Home, country: str, day: date, version: int | None = None) -> Edition:
    """An edition; a version is never changed, so that it is kept once read. Raises NoEditionError."""
    folder = editions.folder_of(home, country_of(country).code, day, version)
    return _read(home, country, day, int(folder.name[1:]), _stamp(folder))


@lru_cache(maxsize=_KEPT)
def _read(home: Home, country: str, day: date, version: int, stamp: int) -> Edition:
    """``stamp`` is in the key so that a shelf that was removed and made again is read again."""
    return editions.load(home, country, day, version)


def stamp_of(home: Home, edition: Edition) -> int:
    """When the file of an edition was written."""
    return _stamp(editions.folder_of(home, edition.country, edition.edition_date, edition.version))


def _stamp(folder: Path) -> int:
    return (folder / "edition.json").stat().st_mtime_ns


def _as_date(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
