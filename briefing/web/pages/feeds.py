"""Feeds of a country's editions, for feed readers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.records.edition import Edition
from briefing.rendering.feeds import render_atom, render_json_feed
from briefing.web.asked import asked_country
from briefing.web.room import room_of
from briefing.web.shelf import days_of, edition_of

_EDITIONS = 8  # two weeks of them
_CACHE = {"cache-control": "no-cache"}


def send_atom(request: Request) -> Response:
    content = render_atom(_newest(request), _self(request), room_of(request).settings.web_url)
    return Response(content, media_type="application/atom+xml", headers=_CACHE)


def send_json_feed(request: Request) -> Response:
    content = render_json_feed(_newest(request), _self(request), room_of(request).settings.web_url)
    return Response(content, media_type="application/feed+json", headers=_CACHE)


def _newest(request: Request) -> list[Edition]:
    home, code = room_of(request).home, asked_country(request).code
    return [edition_of(home, code, day) for day in days_of(home, code)[:_EDITIONS]]


def _self(request: Request) -> str:
    return room_of(request).settings.web_url + request.url.path


routes = (Route("/feeds/{country}.atom", send_atom), Route("/feeds/{country}.json", send_json_feed))
