"""Editions: the archive by country and month, an edition, its versions and what changed between them, its files."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import groupby

from filelock import FileLock
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.composition.difference import difference
from briefing.composition.tailoring import SECTIONS
from briefing.delivery.press import PdfNotMadeError, Press
from briefing.rendering.page import Page
from briefing.storage import editions
from briefing.storage.atomic import written_aside
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES
from briefing.web.addresses import path_of
from briefing.web.asked import asked_country, asked_day, asked_edition, number
from briefing.web.changes import changes_in_words
from briefing.web.room import room_of
from briefing.web.shelf import days_of, edition_of, stamp_of
from briefing.web.templating import environment, render

_MONTHS_SHOWN = 12


def list_editions(request: Request) -> Response:
    """The archive, a country after the other or one alone, newest month first."""
    home, only = room_of(request).home, request.query_params.get("country", "")
    chosen = [c for c in COUNTRIES.values() if only in ("", c.code)]
    if not chosen:
        raise HTTPException(404)
    shelves = [
        (country, [(month, list(days)) for month, days in groupby(days_of(home, country.code), _month)])
        for country in chosen
    ]
    return render(
        request, "archive.html.j2", cache="no-cache", shelves=shelves, only=only, countries=COUNTRIES.values()
    )


def show_edition(request: Request) -> Response:
    """The edition; its inner part is made once and kept, since a version never changes."""
    edition = asked_edition(request)
    home = room_of(request).home
    return render(
        request,
        "edition_page.html.j2",
        cache="no-cache",
        edition=edition,
        page=Page(edition),
        inner=_inner(home, edition.country, edition.edition_date, edition.version, stamp_of(home, edition)),
        versions=editions.versions(home, edition.country, edition.edition_date),
        neighbours=_neighbours(days_of(home, edition.country), edition.edition_date),
    )


@lru_cache(maxsize=32)
def _inner(home: Home, country: str, day: date, version: int, stamp: int) -> Markup:
    """``stamp`` is in the key so that a shelf that was removed and made again is printed again."""
    edition = edition_of(home, country, day, version)
    page = Page(edition)
    values = {
        "edition": edition,
        "page": page,
        "whole": edition,
        "whole_page": page,
        "sections": SECTIONS,
        "items_path": f"{path_of(edition)}/items",
    }
    return Markup(environment().get_template("edition_inner.html.j2").render(values))  # noqa: S704 - escaped there


def _neighbours(days: list[date], day: date) -> tuple[date | None, date | None]:
    """The dates before and after, of those that have an edition."""
    before = max((d for d in days if d < day), default=None)
    return before, min((d for d in days if d > day), default=None)


def show_versions(request: Request) -> Response:
    """All versions of a date, and what changed from one to another: the last two where none are named."""
    home, code, day = room_of(request).home, asked_country(request).code, asked_day(request)
    have = editions.versions(home, code, day)
    newest = edition_of(home, code, day)
    new = number(request, "new", have[-1])
    old = number(request, "old", max((v for v in have if v < new), default=new))
    before, after = edition_of(home, code, day, old), edition_of(home, code, day, new)
    changes = changes_in_words(difference(before, after), before, after) if old != new else None
    return render(
        request,
        "versions.html.j2",
        cache="no-cache",
        edition=newest,
        versions=have,
        before=before,
        after=after,
        changes=changes,
    )


def send_json(request: Request) -> Response:
    """edition.json as it lies on the shelf, to the byte."""
    edition = asked_edition(request)
    folder = editions.folder_of(room_of(request).home, edition.country, edition.edition_date, edition.version)
    return Response(
        (folder / "edition.json").read_bytes(),
        media_type="application/json",
        headers={"cache-control": "no-cache"},
    )


def send_pdf(request: Request) -> Response:
    """The PDF, made when it is first asked for and kept beside the edition."""
    room, edition = room_of(request), asked_edition(request)
    path = room.home.edition_file(edition.country, edition.edition_date, edition.version, "edition.pdf")
    if not path.exists():
        room.home.locks.mkdir(parents=True, exist_ok=True)
        with FileLock(room.home.locks / "pdf.lock"):  # one at a time: it takes all of a core
            if not path.exists():
                try:
                    content = Press(room.settings, edition).pdf()
                except PdfNotMadeError as error:
                    raise HTTPException(503, f"This edition has no PDF yet: {error}.") from error
                with written_aside(path) as aside:
                    aside.write_bytes(content)
    name = f"{edition.country}-{edition.edition_date}-v{edition.version}.pdf"
    return Response(
        path.read_bytes(),
        media_type="application/pdf",
        headers={"content-disposition": f'inline; filename="{name}"', "cache-control": "no-cache"},
    )


def show_newest_of_country(request: Request) -> Response:
    """``/editions/kr`` leads to the newest edition of the country."""
    country = asked_country(request)
    days = days_of(room_of(request).home, country.code)
    if not days:
        raise HTTPException(404, f"There is no edition of {country.name} yet.")
    return RedirectResponse(f"/editions/{country.code}/{days[0]}", 303)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


routes = (
    Route("/editions", list_editions),
    Route("/editions/{country}/{day}/v{version:int}.json", send_json),
    Route("/editions/{country}/{day}/v{version:int}.pdf", send_pdf),
    Route("/editions/{country}/{day}.json", send_json),
    Route("/editions/{country}/{day}.pdf", send_pdf),
    Route("/editions/{country}/{day}/versions", show_versions),
    Route("/editions/{country}/{day}/v{version:int}", show_edition),
    Route("/editions/{country}/{day}", show_edition),
    Route("/editions/{country}", show_newest_of_country),
)
