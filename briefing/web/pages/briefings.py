"""A subscriber's own briefing in full, by the link of a mail: why each item is in, and what is not."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.composition.tailoring import cut, tailor
from briefing.rendering.page import Page
from briefing.storage import briefings, editions, subscribers
from briefing.web.access import let_in
from briefing.web.addresses import path_of
from briefing.web.asked import as_date
from briefing.web.room import room_of
from briefing.web.shelf import edition_of
from briefing.web.subscribing import parts_of_link
from briefing.web.templating import render


def show_briefing(request: Request) -> Response:
    """The briefing as it was sent where that is kept, else as the profile is now; the page says which."""
    room = room_of(request)
    subscriber_id, country, day, version = parts_of_link(request, "briefing")
    wanted = as_date(day)
    if wanted is None:
        raise HTTPException(404)
    found = subscribers.get(room.engine, subscriber_id)
    if found is None:
        raise HTTPException(403, "There is no subscription behind this link any more.")
    let_in(request, subscriber_id)
    edition = edition_of(room.home, country, wanted, int(version))
    sent = briefings.load(room.home, subscriber_id, edition.country, wanted, edition.version)
    briefing = sent or tailor(edition, found[0].profile, subscriber_id)
    own = cut(edition, briefing)
    return render(
        request,
        "briefing.html.j2",
        edition=own,
        whole=edition,
        whole_page=(whole_page := Page(edition)),
        page=Page(own),
        sections=briefing.sections,
        briefing=briefing,
        is_as_sent=sent is not None,
        lines=whole_page.line_by_number,
        why={chosen.line: chosen.why for chosen in briefing.chosen},
        items_path=f"{path_of(edition)}/items",
        newest=editions.versions(room.home, country, wanted)[-1],
    )


routes = (Route("/briefings/{token}", show_briefing),)
