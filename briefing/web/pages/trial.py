"""The free trial: the form, and the link that confirms the address.

Whoever asks is told the same, whether or not an address is known here.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.delivery.links import Links
from briefing.delivery.trial import TrialError, confirm, sign_up
from briefing.records.profile import Words
from briefing.records.subscriber import Address
from briefing.taxonomy.countries import COUNTRIES
from briefing.web.room import room_of
from briefing.web.security import posted
from briefing.web.subscribing import parts_of_link
from briefing.web.templating import render

INQUIRIES = (
    "Free trial of the Daily Briefing",
    "Subscription for myself",
    "Subscription for a team",
    "A country or topic that is missing",
    "Something else",
)
_EMPTY = {"name": "", "email": "", "inquiry": "", "country": ""}
_WORDS = {
    "name": "Your name in one line, 80 characters at most.",
    "email": "An address as name@example.com.",
    "inquiry": "Choose one.",
    "country": "Choose one of the six countries.",
}


def show_form(request: Request) -> Response:
    country = request.query_params.get("country", "")
    return _form(request, {**_EMPTY, "country": country if country in COUNTRIES else ""}, {})


def take_form(request: Request) -> Response:
    """Sign up, or show the form again with a word on each field that is wrong."""
    values = {name: posted(request).get(name, "").strip()[:400] for name in _EMPTY}
    errors = {name: _WORDS[name] for name in _EMPTY if not _is_good(name, values[name])}
    if errors:
        return _form(request, values, errors, status=422)
    room = room_of(request)
    # After the answer: how long a mail takes would tell whether the address is known.
    asked = BackgroundTask(sign_up, room.engine, room.settings, at=room.tools.now(), **values)
    return RedirectResponse("/trial/sent", 303, background=asked)


def show_sent(request: Request) -> Response:
    return render(request, "trial_sent.html.j2")


def show_confirmation(request: Request) -> Response:
    """A button, since programs that look through mail open links, and an address is confirmed by a person."""
    parts_of_link(request, "confirm")
    return render(request, "confirm.html.j2", is_done=False, is_over=False)


def take_confirmation(request: Request) -> Response:
    room = room_of(request)
    (subscriber_id, *_) = parts_of_link(request, "confirm")
    try:
        subscriber = confirm(room.engine, subscriber_id, room.tools.now())
    except TrialError:
        return render(request, "confirm.html.j2", status=403, is_done=False, is_over=True)
    return render(
        request,
        "confirm.html.j2",
        is_done=True,
        subscriber=subscriber,
        preferences_url=Links(room.settings).preferences_url(subscriber_id),
    )


def _is_good(name: str, value: str) -> bool:
    if name == "inquiry":
        return value in INQUIRIES
    if name == "country":
        return value in COUNTRIES
    kind: Any = Address if name == "email" else Words
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def _form(request: Request, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    return render(
        request,
        "trial.html.j2",
        status=status,
        values=values,
        errors=errors,
        inquiries=INQUIRIES,
        countries=COUNTRIES.values(),
    )


routes = (
    Route("/trial", show_form),
    Route("/trial", take_form, methods=["POST"]),
    Route("/trial/sent", show_sent),
    Route("/confirm/{token}", show_confirmation),
    Route("/confirm/{token}", take_confirmation, methods=["POST"]),
)
