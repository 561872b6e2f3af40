"""The web application: routes, what stands around them, and pages for what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from briefing.audit.trace import TraceError
from briefing.settings import Settings
from briefing.storage.editions import NoEditionError
from briefing.storage.home import Home
from briefing.storage.secret import read_secret
from briefing.storage.tables import TableError
from briefing.taxonomy.countries import UnknownCountryError
from briefing.web import desk, login, sessions
from briefing.web.access import ReadersOnly
from briefing.web.limits import Buckets, RateLimit
from briefing.web.pages import (
    audit,
    briefings,
    editions,
    feeds,
    home,
    items,
    latest,
    preferences,
    search,
    sources,
    static,
    takes,
    trial,
    unsubscribing,
)
from briefing.web.room import MissingBytesError, Room, Tools
from briefing.web.security import GuardedForms, SecureHeaders, add_headers
from briefing.web.templating import render

ROUTES: Sequence[BaseRoute] = (
    *home.routes,
    *editions.routes,
    *items.routes,
    *audit.routes,
    *latest.routes,
    *takes.routes,
    *search.routes,
    *sources.routes,
    *feeds.routes,
    *briefings.routes,
    *preferences.routes,
    *trial.routes,
    *unsubscribing.routes,
    *static.routes,
    *login.routes,
    *desk.routes,
)
_TITLES = {
    400: "That request cannot be read",
    403: "Not allowed",
    404: "Not here",
    405: "Not done this way",
    413: "Too large",
    415: "Not a form",
    429: "Too many requests",
    500: "Something is broken",
    503: "Not now",
}
_WORDS = {
    404: "There is no such page, or what it shows has not been made yet.",
    405: "This address does not take that kind of request.",
}


def make_app(settings: Settings, engine: Engine, tools: Tools, buckets: Buckets | None = None) -> Starlette:
    """The application; ``buckets`` hold the rate limits."""
    is_https = settings.web_url.startswith("https:")
    app = Starlette(
        routes=list(ROUTES),
        middleware=[
            Middleware(SecureHeaders, is_https=is_https),
            Middleware(TrustedHostMiddleware, allowed_hosts=_hosts(settings), www_redirect=False),
            Middleware(
                SessionMiddleware,
                secret_key=read_secret(settings),
                session_cookie=("__Host-" if is_https else "") + sessions.COOKIE,
                max_age=sessions.HOURS * 3600,
                https_only=is_https,
            ),
            Middleware(RateLimit, buckets=buckets or Buckets(), refuse=_refusal),
            Middleware(ReadersOnly, refuse=_refusal),
            Middleware(GuardedForms, web_url=settings.web_url, refuse=_refusal),
        ],
        exception_handlers={
            HTTPException: _say_refusal,
            NoEditionError: _say_missing,
            TraceError: _say_missing,
            TableError: _say_missing,
            MissingBytesError: _say_missing,
            UnknownCountryError: _say_missing,
            Exception: _say_broken,
        },
    )
    app.state.room = Room(settings=settings, home=Home(settings.home), engine=engine, tools=tools)
    return app


def _hosts(settings: Settings) -> list[str]:
    """Names that we answer to: our own, and this machine's for whoever looks after it."""
    return sorted({urlsplit(settings.web_url).hostname or "127.0.0.1", "127.0.0.1", "localhost"})


def _refusal(error: HTTPException) -> ASGIApp:
    """The page of an error as an application, for what is refused before any page is looked for."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await _say_refusal(Request(scope), error)(scope, receive, send)

    return answer


def _say_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in (301, 302, 303, 307, 308):
        return Response(status_code=error.status_code, headers=error.headers)
    page = _error_page(request, error.status_code, _words(error))
    page.headers.update(error.headers or {})
    return page


def _say_missing(request: Request, error: Exception) -> Response:
    """What the storage says of a thing that is not there; it names no file to a reader."""
    return _error_page(request, 404, "There is no such page, or what it shows has not been made yet.")


def _say_broken(request: Request, error: Exception) -> Response:
    """Outside all that stands around the pages: it puts the headers on by itself, and shows nothing of the error,
    which the server's log has."""
    try:
        page: Response = _error_page(request, 500, "The fault has been written to the log of this server.")
    except Exception:  # noqa: BLE001 - the page of the fault is at fault too; the log has the first one
        page = PlainTextResponse("Something is broken. The log of this server has the fault.\n", 500)
    add_headers(MutableHeaders(raw=page.raw_headers), is_https=request.url.scheme == "https")
    page.headers["connection"] = "close"  # as the server does after a fault; a client that knows asks anew
    return page


def _words(error: HTTPException) -> str:
    is_ours = error.detail != HTTPStatus(error.status_code).phrase
    return error.detail if is_ours else _WORDS.get(error.status_code, "")


def _error_page(request: Request, status: int, words: str) -> Response:
    title = _TITLES.get(status, "That did not work")
    return render(request, "error.html.j2", status=status, title=title, words=words)
