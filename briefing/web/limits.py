"""How often one address may ask: token buckets in memory, a row of them per class of route."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

_MOST_BUCKETS = 20_000  # the oldest is forgotten first: a flood of addresses cannot fill the memory


@dataclass(frozen=True)
class Limit:
    """``burst`` at once, and ``per_minute`` in the long run."""

    per_minute: float
    burst: int


LIMITS: dict[str, Limit] = {
    "page": Limit(per_minute=240, burst=120),
    "heavy": Limit(per_minute=30, burst=20),  # searches, audits, PDFs: they read much for one answer
    "form": Limit(per_minute=20, burst=20),
    "sign": Limit(per_minute=6, burst=6),  # log-in and trial: guesses at passwords, mail to strangers
}


def route_class(method: str, path: str) -> str:
    """The class whose limit a request counts against."""
    if method not in ("GET", "HEAD"):
        return "sign" if path in ("/login", "/trial") else "form"
    heavy = path.startswith(("/search", "/feeds", "/latest")) or path.endswith(
        (".pdf", "/audit", "/audit/bytes")
    )
    return "heavy" if heavy else "page"


class Buckets:
    """Tokens left for each client and class; ``clock`` counts seconds."""

    def __init__(
        self, limits: dict[str, Limit] = LIMITS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits, self._clock = limits, clock
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait_for(self, client: str, kind: str) -> float:
        """Take a token: 0 when there was one, else the seconds until there is."""
        limit, now = self._limits[kind], self._clock()
        left, then = self._left.pop((kind, client), (float(limit.burst), now))
        left = min(float(limit.burst), left + (now - then) * limit.per_minute / 60)
        taken = left >= 1
        self._left[kind, client] = (left - 1 if taken else left, now)
        while len(self._left) > _MOST_BUCKETS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) * 60 / limit.per_minute


def network_of(address: str) -> str:
    """Whom an address counts as: an IPv4 address is itself, an IPv6 one its /64, which is one customer's."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


class RateLimit:
    """Answers 429 to a client that asks too often. The client is who connected: uvicorn puts the address that a
    trusted proxy names there, and no other."""

    def __init__(self, app: ASGIApp, buckets: Buckets, refuse: Callable[[HTTPException], ASGIApp]) -> None:
        self._app, self._buckets, self._refuse = app, buckets, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/static/", "/healthz")):
            await self._app(scope, receive, send)
            return
        client = network_of(scope["client"][0]) if scope.get("client") else "unknown"
        wait = self._buckets.wait_for(client, route_class(scope["method"], scope["path"]))
        if wait:
            error = HTTPException(
                429, "Too many requests came from your network.", {"retry-after": str(ceil(wait))}
            )
            await self._refuse(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)
