"""Unsubscribing by the link of a mail: a page with a button, and the one click of RFC 8058."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.delivery.unsubscribing import unsubscribe
from briefing.web.room import room_of
from briefing.web.subscribing import parts_of_link
from briefing.web.templating import render


def show_question(request: Request) -> Response:
    """Opening the link changes nothing: programs that look through mail open it too."""
    parts_of_link(request, "unsubscribe")
    return render(request, "unsubscribe.html.j2", done=False)


def take_answer(request: Request) -> Response:
    """From our button or from the mail provider, which sends neither cookie nor token: the link is the proof."""
    room = room_of(request)
    unsubscribe(room.engine, parts_of_link(request, "unsubscribe")[0], room.tools.now())
    return render(request, "unsubscribe.html.j2", done=True)


routes = (
    Route("/unsubscribe/{token}", show_question),
    Route("/unsubscribe/{token}", take_answer, methods=["POST"]),
)
