"""What every answer and every posted form goes through: headers, size, origin, token.

Forms are read here, once, so that no page can forget the check; a page finds its fields with ``posted(request)``.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup
from starlette.datastructures import Headers, MultiDict, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_FORM_BYTES = 512 * 1024
_MOST_FIELDS = 4_000
_SAFE = ("GET", "HEAD")
CSRF_FIELD = "csrf"
# One-click unsubscribing (RFC 8058): the mail provider posts with no cookie and no token. The signed address is what
# allows it.
UNGUARDED = ("/unsubscribe/",)

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not no-referrer: browsers would send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Unless a page says otherwise, nobody keeps it: it may be somebody's own.
    "cache-control": "no-store",
}


def add_headers(headers: MutableHeaders, *, is_https: bool) -> None:
    """Put the headers of every answer to those that it has; what is there stays."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if is_https:
        headers.setdefault("strict-transport-security", "max-age=31536000")


class SecureHeaders:
    """Adds the headers to whatever the application answers."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app, self._is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), is_https=self._is_https)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class GuardedForms:
    """Lets a POST through when it comes from our own page: same origin, and the token of its session in the form."""

    def __init__(self, app: ASGIApp, web_url: str, refuse: Callable[[HTTPException], ASGIApp]) -> None:
        self._app, self._own, self._refuse = app, urlsplit(web_url).netloc.casefold(), refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        try:
            body = await _whole_body(scope, receive)
            if not scope["path"].startswith(UNGUARDED):
                scope.setdefault("state", {})["posted"] = self._checked(scope, body)
        except HTTPException as error:
            await self._refuse(error)(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)

    def _checked(self, scope: Scope, body: bytes) -> MultiDict:
        headers = Headers(scope=scope)
        self._check_origin(headers)
        fields = _fields(headers, body)
        _check_token(scope["session"], fields)
        return fields

    def _check_origin(self, headers: Headers) -> None:
        """``Origin`` and ``Sec-Fetch-Site`` where the browser sends them; the token stands in any case."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HTTPException(403, "This form was sent from another site.")
        origin = headers.get("origin")
        own = (self._own, headers.get("host", "").casefold())
        if origin is not None and urlsplit(origin).netloc.casefold() not in own:
            raise HTTPException(403, "This form was sent from another site.")


def posted(request: Request) -> MultiDict:
    """The fields of a posted form that has been checked."""
    return request.state.posted


def csrf_field(request: Request) -> Markup:
    """The hidden field that every form of ours carries; begins a session where there is none."""
    token = request.session.get(CSRF_FIELD)
    if not isinstance(token, str):
        token = request.session[CSRF_FIELD] = secrets.token_urlsafe(24)
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def _check_token(session: dict[str, Any], fields: MultiDict) -> None:
    expected, given = session.get(CSRF_FIELD), fields.get(CSRF_FIELD, "")
    if not isinstance(expected, str) or not hmac.compare_digest(expected.encode(), given.encode()):
        raise HTTPException(
            403, "This form has lapsed, or cookies are off. Open the page again and send it once more."
        )


def _fields(headers: Headers, body: bytes) -> MultiDict:
    kind = headers.get("content-type", "").split(";")[0].strip().casefold()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Forms are read as application/x-www-form-urlencoded.")
    try:
        pairs: Iterable[tuple[str, str]] = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:  # no ASCII, no UTF-8 behind the escapes, or too many fields
        raise HTTPException(400, "This form cannot be read.") from error
    return MultiDict(pairs)


async def _whole_body(scope: Scope, receive: Receive) -> bytes:
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > MOST_FORM_BYTES:
        raise HTTPException(413, "This form is too large.")
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise HTTPException(400, "The form broke off.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_FORM_BYTES:
            raise HTTPException(413, "This form is too large.")
        if not message.get("more_body"):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives the body that has been read once more, then what the server still has to say."""
    is_given = False

    async def receive_again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
