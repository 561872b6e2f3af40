"""The front page: what this is, and the newest edition of each country."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.records.edition import Edition
from briefing.rendering.page import lines_in_order
from briefing.taxonomy.countries import COUNTRIES
from briefing.web.access import may_read
from briefing.web.room import room_of
from briefing.web.shelf import newest_of
from briefing.web.templating import render

_LEADS = 3


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
        leads={e.country: _leads(e) for e in editions},
        monitored={e.country: sum(kind.count for kind in e.monitored) for e in editions},
    )


def _leads(edition: Edition) -> list[tuple[str, str]]:
    """What leads the edition, with its language: its Developments, or where it has none the weightiest items."""
    lines = {line.number: line for line in lines_in_order(edition)}
    leading = [
        (d.headline, "en")
        if d.headline_basis != "none"
        else (d.headline_original or d.headline, lines[d.references[0].line].language)
        for d in edition.developments
    ]
    weighty = sorted(lines.values(), key=lambda x: (-(x.importance.score if x.importance else 0), x.number))
    items = [
        (x.headline_en, "en") if x.headline_en else (x.headline_original or "", x.language) for x in weighty
    ]
    return (leading or items)[:_LEADS]


routes = (Route("/", show_home),)
