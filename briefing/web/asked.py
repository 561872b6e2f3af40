"""What a request's address asks for, read strictly: a country, a date, a version, a page number."""

from __future__ import annotations

import re
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request

from briefing.records.edition import Edition
from briefing.taxonomy.countries import Country, country
from briefing.web.room import room_of
from briefing.web.shelf import edition_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_DIGITS = 9


def asked_country(request: Request) -> Country:
    """The country in the path. Raises UnknownCountryError."""
    return country(request.path_params["country"])


def asked_day(request: Request) -> date:
    """The date in the path. Raises HTTPException 404 where it is none."""
    found = as_date(request.path_params["day"])
    if found is None:
        raise HTTPException(404)
    return found


def asked_edition(request: Request) -> Edition:
    """The edition in the path, the newest version where none is named. Raises NoEditionError."""
    version = request.path_params.get("version")
    return edition_of(room_of(request).home, asked_country(request).code, asked_day(request), version)


def as_date(text: str) -> date | None:
    """A date as ISO writes it, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(request: Request, name: str, default: int) -> int:
    """A count of the query, from 1; the default where there is none or it is no such number."""
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return default
    return max(1, int(text))
