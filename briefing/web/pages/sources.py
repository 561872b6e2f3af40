"""Sources: what they are and how well each does, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.records.source_day import TROUBLED, HealthState, SourceDay
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KINDS
from briefing.web.asked import as_date
from briefing.web.room import room_of
from briefing.web.templating import render

_DAYS_SHOWN = 60
_ORDER: tuple[HealthState, ...] = (*TROUBLED, "healthy", "not_due", "disabled", "unknown")
BAR_HEIGHT = 48


@dataclass(frozen=True)
class Bar:
    """A day in the plot: ``height`` of the bar in pixels, no bar where the source was not asked."""

    day: SourceDay
    height: int


def list_sources(request: Request) -> Response:
    """Every source as its newest day left it, those in trouble first."""
    home = room_of(request).home
    only = request.query_params.get("country", "")
    chosen = [c for c in COUNTRIES.values() if only in ("", c.code)]
    if not chosen:
        raise HTTPException(404)
    return render(
        request,
        "sources.html.j2",
        cache="no-cache",
        shelves=[(country, newest_day(home, country.code)) for country in chosen],
        countries=COUNTRIES.values(),
        only=only,
        kind_names={kind.id: kind.table_label for kind in KINDS},
        troubled=TROUBLED,
    )


def show_source(request: Request) -> Response:
    """One source: its state and evidence, and what it brought over the days. A source of several countries has a day
    in each; ``country`` says which, and without it the first that has one is shown."""
    home, source_id = room_of(request).home, request.path_params["source_id"]
    wanted = request.query_params.get("country", "")
    found = ((c, list(_days_of_source(home, c, source_id))) for c in COUNTRIES if wanted in ("", c))
    country, days = next((pair for pair in found if pair[1]), ("", []))
    if not days:
        raise HTTPException(404)
    return render(
        request,
        "source.html.j2",
        cache="no-cache",
        country=COUNTRIES[country],
        source=days[0],
        days=days,
        bars=bars(days),
        kind_names={kind.id: kind.table_label for kind in KINDS},
        troubled=TROUBLED,
        bar_height=BAR_HEIGHT,
    )


def newest_day(home: Home, country: str) -> list[SourceDay]:
    """The sources of the newest monitoring day, worst state first; empty where no day was monitored."""
    for day in _days(home, country):
        rows = read_records(home.table("source_days", country, day), SourceDay)
        return sorted(rows, key=lambda row: (_ORDER.index(row.state), row.source_name.casefold()))
    return []


def _days(home: Home, country: str) -> Iterator[date]:
    """Monitoring days of which the sources were judged, newest first."""
    folder = home.root / "lake" / "source_days"
    names = (path.name.removeprefix("date=") for path in folder.iterdir()) if folder.is_dir() else ()
    for day in sorted(filter(None, map(as_date, names)), reverse=True):
        if home.table("source_days", country, day).exists():
            yield day


def _days_of_source(home: Home, country: str, source_id: str) -> Iterator[SourceDay]:
    for number, day in enumerate(_days(home, country)):
        if number >= _DAYS_SHOWN:
            return
        rows = read_records(home.table("source_days", country, day), SourceDay)
        yield from (row for row in rows if row.source_id == source_id)


def bars(days: Iterable[SourceDay]) -> list[Bar]:
    """The days oldest first; the tallest bar is the best day's, and a day with anything has a bar that is seen."""
    ordered = sorted(days, key=lambda day: day.date)
    most = max((day.in_window for day in ordered), default=0)
    return [
        Bar(day, max(2, round(BAR_HEIGHT * day.in_window / most)) if most and day.in_window else 0)
        for day in ordered
    ]


routes = (Route("/sources", list_sources), Route("/sources/{source_id}", show_source))
