"""Who may read editions: everybody who reaches the web, or only readers with a signed link and those logged in."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from briefing.web.room import room_of
from briefing.web.sessions import signed_in

READER = "reader"  # in the session: the subscriber who came by a signed link
_READING = ("/editions", "/latest", "/takes", "/search", "/sources", "/feeds")


def let_in(request: Request, subscriber_id: str) -> None:
    """Who came by a signed link may read on for as long as the session lasts."""
    if request.session.get(READER) != subscriber_id:
        request.session[READER] = subscriber_id


def may_read(request: Request) -> bool:
    """Whether editions are open to this request."""
    if room_of(request).settings.web_access == "open":
        return True
    return isinstance(request.session.get(READER), str) or signed_in(request) is not None


class ReadersOnly:
    """Refuses the pages of editions to whoever may not read them."""

    def __init__(self, app: ASGIApp, refuse: Callable[[HTTPException], ASGIApp]) -> None:
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_reading = scope["type"] == "http" and scope["path"].startswith(_READING)
        if is_reading and not await run_in_threadpool(may_read, Request(scope)):
            error = HTTPException(
                403, "Briefings are for subscribers: open this by the link in your mail, or sign in."
            )
            await self._refuse(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)
