"""What came in since the newest edition: items of days that no edition has yet, Friday to Sunday among them.

They are what selection left in after the gates of their own day, without what only an edition's composition adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.records.article import Article
from briefing.records.disposition import Disposition
from briefing.records.item_version import ItemVersion
from briefing.records.source_day import SourceDay
from briefing.rendering.wording import date_words, local_words
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.categories import category_name
from briefing.taxonomy.countries import Country
from briefing.web.asked import as_date, asked_country
from briefing.web.room import room_of
from briefing.web.shelf import days_of
from briefing.web.templating import render

_DAYS = 4  # Friday to Sunday, and a day whose edition is still being made
_TABLES = ("dispositions", "articles", "item_versions")


@dataclass(frozen=True)
class NewItem:
    """An item that is reported on its day and in no edition yet."""

    headline_en: str
    headline_original: str
    language: str
    source_name: str
    url: str
    published: str
    categories: tuple[str, ...]
    importance: int


def show_latest(request: Request) -> Response:
    home, country = room_of(request).home, asked_country(request)
    days = [(day, items_of(home, country, day)) for day in days_since(home, country)]
    return render(request, "latest.html.j2", cache="no-cache", country=country, days=days)


def days_since(home: Home, country: Country) -> Iterator[date]:
    """Days after the newest edition whose items have been selected, newest first."""
    newest = next(iter(days_of(home, country.code)), date.min)
    folder = home.root / "lake" / "dispositions"
    names = (path.name.removeprefix("date=") for path in folder.iterdir()) if folder.is_dir() else ()
    later = sorted((day for day in map(as_date, names) if day is not None and day > newest), reverse=True)
    for day in later[:_DAYS]:
        if all(home.table(name, country.code, day).exists() for name in _TABLES):
            yield day


def items_of(home: Home, country: Country, day: date) -> list[NewItem]:
    """The day's reported items, the weightiest first. Raises TableError for a table that is torn."""
    reported = [
        row
        for row in read_records(home.table("dispositions", country.code, day), Disposition)
        if row.fate == "reported" and row.monitoring_date == day.isoformat()
    ]
    wanted = {(row.item_id, row.item_version) for row in reported}
    articles = {
        (a.item_id, a.version): a
        for a in read_records(home.table("articles", country.code, day), Article)
        if (a.item_id, a.version) in wanted and a.in_window
    }
    versions = {
        (v.item_id, v.version): v
        for v in read_records(home.table("item_versions", country.code, day), ItemVersion)
        if (v.item_id, v.version) in wanted
    }
    names, zone = _source_names(home, country, day), ZoneInfo(country.timezone)
    items = [
        _item(row, articles[key], versions[key], names, zone)
        for row in reported
        if (key := (row.item_id, row.item_version)) in articles and key in versions
    ]
    return sorted(items, key=lambda item: (-item.importance, item.headline_en, item.url))


def _source_names(home: Home, country: Country, day: date) -> dict[str, str]:
    path = home.table("source_days", country.code, day)
    return {s.source_id: s.source_name for s in read_records(path, SourceDay)} if path.exists() else {}


def _published(article: Article, zone: ZoneInfo) -> str:
    """When it was published, no more exactly than is known, on the country's clock."""
    if article.published_at is None:
        return "undated"
    if article.published_precision == "day":
        return date_words(article.published_at.astimezone(zone).date())
    return local_words(article.published_at, zone)


def _item(
    row: Disposition, article: Article, version: ItemVersion, names: dict[str, str], zone: ZoneInfo
) -> NewItem:
    is_english = version.headline_basis == "original"
    return NewItem(
        headline_en=version.headline_en or "",
        headline_original="" if is_english else article.title,
        language=version.language,
        source_name=names.get(article.source_id, article.source_id),
        url=article.url,
        published=_published(article, zone),
        categories=tuple(
            category_name(c) for c in (row.risk_category, row.ops_category) if c and c != "risk.undetermined"
        ),
        importance=row.importance.score if row.importance else 0,
    )


routes = (Route("/latest/{country}", show_latest),)
