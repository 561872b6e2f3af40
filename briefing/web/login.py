"""Signing in and out. Guesses at passwords are slowed by address, by name, and by the price of the hash."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.storage.accounts import verify
from briefing.web.addresses import local_or_root
from briefing.web.limits import Buckets, Limit
from briefing.web.room import room_of
from briefing.web.security import posted
from briefing.web.sessions import begin_session, end_session, signed_in
from briefing.web.templating import render

_BY_NAME = Buckets({"name": Limit(per_minute=2, burst=10)})
"""Guesses at one name from many addresses: ten, then one in half a minute."""


def show_form(request: Request) -> Response:
    wanted = local_or_root(request.query_params.get("next", "/desk"))
    if signed_in(request) is not None:
        return RedirectResponse(wanted, 303)
    return render(request, "login.html.j2", wanted=wanted, name="", failed=False)


def take_form(request: Request) -> Response:
    """The same words for a wrong name and a wrong password."""
    fields = posted(request)
    name, wanted = fields.get("name", "").strip()[:80], local_or_root(fields.get("next", "/desk"))
    account = None
    if not _BY_NAME.wait_for(name.casefold(), "name"):
        account = verify(room_of(request).engine, name, fields.get("password", ""))
    if account is None:
        return render(request, "login.html.j2", status=403, wanted=wanted, name=name, failed=True)
    begin_session(request, account.name, account.session_epoch)
    return RedirectResponse(wanted, 303)


def sign_out(request: Request) -> Response:
    end_session(request)
    return RedirectResponse("/", 303)


routes = (
    Route("/login", show_form),
    Route("/login", take_form, methods=["POST"]),
    Route("/logout", sign_out, methods=["POST"]),
)
