"""An item: what is said of it, beside what it rests on."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.audit.trace import find_line
from briefing.records.monitoring_day import edition_date_covering
from briefing.rendering.page import Page, lines_in_order
from briefing.web.addresses import item_path
from briefing.web.asked import as_date, asked_country, asked_edition
from briefing.web.grounds import grounds_of
from briefing.web.room import room_of
from briefing.web.shelf import edition_of
from briefing.web.templating import render


def show_item(request: Request) -> Response:
    """The item of a number. Raises TraceError where the edition has no such line."""
    edition = asked_edition(request)
    line = find_line(edition, request.path_params["number"])
    page = Page(edition)
    return render(
        request,
        "item.html.j2",
        cache="no-cache",
        edition=edition,
        page=page,
        line=line,
        grounds_of=grounds_of(edition, line, page),
        story=[other for other in page.lines if other.story_id == line.story_id and other is not line],
        before=page.line_by_number.get(line.number - 1),
        after=page.line_by_number.get(line.number + 1),
    )


def find_item(request: Request) -> Response:
    """From an item's id, as a Take cites it, to its page in the newest version of the edition that covers its day."""
    code, day = asked_country(request).code, as_date(request.path_params["day"])
    if day is None:
        raise HTTPException(404)
    edition = edition_of(room_of(request).home, code, edition_date_covering(day))
    for line in lines_in_order(edition):
        if line.item_id == request.path_params["item_id"]:
            return RedirectResponse(item_path(edition, line.number), 303)
    raise HTTPException(404, "The edition of that day does not print this item.")


routes = (
    Route("/editions/{country}/{day}/v{version:int}/items/{number:int}", show_item),
    Route("/items/{country}/{day}/{item_id}", find_item),
)
