"""Pages from templates, in the same environment as editions: all that is printed is escaped, controls are shown."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from briefing.rendering import html
from briefing.web.addresses import edition_path
from briefing.web.room import room_of
from briefing.web.security import csrf_field
from briefing.web.sessions import signed_in
from briefing.web.wording import month_words

TEMPLATES = Path(__file__).parent / "templates"


def render(
    request: Request, template: str, *, status: int = 200, cache: str = "no-store", **values: Any
) -> HTMLResponse:
    """The page of a template. It sees ``who`` is signed in and can print ``csrf_field()`` into its forms."""
    session: dict[str, Any] = request.scope.get("session", {})
    values = {
        "who": signed_in(request) if "account" in session else None,
        "csrf_field": lambda: csrf_field(request),
        "path": request.url.path,
        "settings": room_of(request).settings,
        **values,
    }
    page = environment().get_template(template).render(values)
    return HTMLResponse(page, status, headers={"cache-control": cache})


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The editions' environment, with the templates of the web beside theirs."""
    env = html.environment().overlay(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES, encoding="utf-8"),
                FileSystemLoader(html.TEMPLATES, encoding="utf-8"),
            ]
        )
    )
    env.filters = {**env.filters, "month_words": month_words}
    env.globals = {**env.globals, "stylesheet_path": stylesheet_path(), "edition_path": edition_path}
    return env


@lru_cache(maxsize=1)
def stylesheet() -> bytes:
    """The one sheet of all pages: that of the editions, then what the web adds."""
    own = resources.files("briefing.web").joinpath("static", "desk.css").read_bytes()
    return (html.TEMPLATES / "edition.css").read_bytes() + own


@lru_cache(maxsize=1)
def stylesheet_path() -> Markup:
    """Its address, which changes with its content, so that browsers may keep it for good."""
    return Markup("/static/desk.{}.css").format(hashlib.sha256(stylesheet()).hexdigest()[:12])
