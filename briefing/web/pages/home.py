"""The front page: what this is, and the newest edition of each country."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.rendering.page import lines_in_order
from briefing.taxonomy.countries import COUNTRIES
from briefing.web.access import may_read
from briefing.web.room import room_of
from briefing.web.shelf import newest_of
from briefing.web.templating import render


def show_home(request: Request) -> Response:
    home = room_of(request).home
    is_open = may_read(request)
    newest = [(c, newest_of(home, c.code) if is_open else None) for c in COUNTRIES.values()]
    editions = [edition for _, edition in newest if edition is not None]
    return render(
        request,
        "home.html.j2",
        cache="no-cache",
        newest=newest,
        is_open=is_open,
        monitored={e.country: sum(kind.count for kind in e.monitored) for e in editions},
        languages={(e.country, line.number): line.language for e in editions for line in lines_in_order(e)},
    )


routes = (Route("/", show_home),)
