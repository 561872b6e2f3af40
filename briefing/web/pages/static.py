"""What is not a page: the stylesheet, the mark in the browser's tab, the sign of life, what robots are told."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefing.web.templating import stylesheet

_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}
# A square with three lines of text, the last one short.
_MARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    b'<rect width="16" height="16" rx="2" fill="#1c4f7c"/>'
    b'<path d="M3 5h10M3 8h10M3 11h6" stroke="#fff" stroke-width="1.6"/></svg>'
)


def show_stylesheet(request: Request) -> Response:
    return Response(stylesheet(), media_type="text/css", headers=_FOR_GOOD)


def show_mark(request: Request) -> Response:
    return Response(_MARK, media_type="image/svg+xml", headers=_FOR_GOOD)


def show_life(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def tell_robots(request: Request) -> Response:
    """Briefings are for their readers, not for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


routes = (
    Route("/static/desk.{digest:str}.css", show_stylesheet),
    Route("/static/mark.svg", show_mark),
    Route("/favicon.ico", show_mark),
    Route("/healthz", show_life),
    Route("/robots.txt", tell_robots),
)
