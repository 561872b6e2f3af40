"""What the pages work with: settings, the home folder, the database of people, and tools from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from starlette.requests import Request

from briefing.audit.trace import Trace
from briefing.settings import Settings
from briefing.storage.home import Home


class RecomposeError(RuntimeError):
    """An edition could not be composed again; the message says why."""


class MissingBytesError(LookupError):
    """The archive has no whole record where one should be; the message says where."""


@dataclass(frozen=True)
class Exchange:
    """What lies in the archive of one request and its response.

    ``body`` is the payload with transfer and content encoding undone, ``text`` the body as it was read. The request
    is empty where the archive holds none beside the response.
    """

    status_line: str
    response_headers: tuple[tuple[str, str], ...]
    request_line: str
    request_headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    text: str
    charset: str
    charset_basis: str


@dataclass(frozen=True)
class Tools:
    """What the pages are given from outside ``briefing``: the way back, the archive, Dagster and the clock.

    ``trace`` raises NoEditionError, TraceError, TableError or MissingBytesError; ``read_exchange`` MissingBytesError.
    ``recompose`` judges and composes an edition again, which takes seconds, and returns its newest version; it raises
    RecomposeError. ``dagster_url`` is the address of Dagster's pages, or None where readers cannot reach them.
    """

    trace: Callable[[str, date, int, int], Trace]
    read_exchange: Callable[[Trace], Exchange]
    recompose: Callable[[str, date], int]
    now: Callable[[], datetime]
    dagster_url: str | None = None


@dataclass(frozen=True)
class Room:
    """Everything that a page may look at."""

    settings: Settings
    home: Home
    engine: Engine
    tools: Tools


def room_of(request: Request) -> Room:
    """The room that a request came into."""
    return request.app.state.room
