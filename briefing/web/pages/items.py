"""An item: what is said of it, beside what it rests on."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.audit.trace import find_line
from briefing.rendering.page import Page
from briefing.web.asked import asked_edition
from briefing.web.grounds import grounds_of
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


routes = (Route("/editions/{country}/{day}/v{version:int}/items/{number:int}", show_item),)
