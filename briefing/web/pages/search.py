"""Search over all editions, in English and in the originals."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.storage.search_index import MOST_CHARACTERS, Hit, Wanted, search, terms_of
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KINDS
from briefing.web.asked import as_date, number
from briefing.web.marking import marked, passage
from briefing.web.room import room_of
from briefing.web.stored_text import Piece, pages_of
from briefing.web.templating import render

_PAGE = 25
_LONGEST_ID = 100
_MOST_PAGES = 400  # nobody reads further, and each page is counted from the first


def show_search(request: Request) -> Response:
    """The form, and what was found where something was asked for. A filter with a value that there is not is none."""
    query = request.query_params
    wanted = Wanted(
        words=query.get("q", "")[:MOST_CHARACTERS].replace("\0", " ").strip(),
        country=_one_of(query.get("country", ""), COUNTRIES),
        first=as_date(query.get("from", "")),
        last=as_date(query.get("to", "")),
        category=_one_of(query.get("category", ""), _categories()),
        kind=_one_of(query.get("kind", ""), {kind.id for kind in KINDS}),
        source=query.get("source", "")[:_LONGEST_ID],
    )
    page = min(number(request, "page", 1), _MOST_PAGES)
    found = search(room_of(request).home, wanted, page, _PAGE) if wanted != Wanted() else None
    terms = terms_of(wanted.words)
    return render(
        request,
        "search.html.j2",
        cache="no-cache",
        wanted=wanted,
        found=found,
        rows=[(hit, _shown(hit, terms)) for hit in found.hits] if found else [],
        page=page,
        pages=min(pages_of(found.total, _PAGE), _MOST_PAGES) if found else 1,
        address=lambda to: f"/search?{urlencode([*_kept(wanted), ('page', to)])}",
        countries=COUNTRIES.values(),
        taxonomy=taxonomy(),
        category_name=lambda category: _categories().get(category, category),
        country_name=lambda code: COUNTRIES[code].name,
        kinds=KINDS,
    )


def _one_of(value: str, known: Container[str]) -> str:
    return value if value in known else ""


def _categories() -> dict[str, str]:
    """Categories by id, with their names."""
    named = {category.id: category.name for category in (*taxonomy().risk, *taxonomy().ops)}
    return {**named, "risk.undetermined": "Undetermined"}


def _kept(wanted: Wanted) -> list[tuple[str, str]]:
    """The fields of the form that are set, for the links to other pages of the answer."""
    fields = (
        ("q", wanted.words),
        ("country", wanted.country),
        ("from", str(wanted.first or "")),
        ("to", str(wanted.last or "")),
        ("category", wanted.category),
        ("kind", wanted.kind),
        ("source", wanted.source),
    )
    return [(name, value) for name, value in fields if value]


def _shown(hit: Hit, terms: tuple[str, ...]) -> dict[str, tuple[Piece, ...]]:
    """Headlines and the passage with the words in it, in the language in which they stand."""
    lowered = [term.casefold() for term in terms]
    is_original = any(t in hit.body_original.casefold() for t in lowered) and not any(
        t in hit.body_en.casefold() for t in lowered
    )
    return {
        "headline_en": marked(hit.headline_en, terms),
        "headline_original": marked(hit.headline_original, terms),
        "passage": passage(hit.body_original if is_original else hit.body_en, terms),
        "is_original": (Piece("", True),) if is_original else (),
    }


routes = (Route("/search", show_search),)
