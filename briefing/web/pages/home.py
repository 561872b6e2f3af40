"""The front page: what this is, and the newest edition of each country."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.taxonomy.countries import COUNTRIES
from briefing.web.room import room_of
from briefing.web.shelf import newest_of
from briefing.web.templating import render


def show_home(request: Request) -> Response:
    shelf = room_of(request).home
    return render(
        request,
        "home.html.j2",
        cache="no-cache",
        newest=[(country, newest_of(shelf, country.code)) for country in COUNTRIES.values()],
    )


routes = (Route("/", show_home),)
