"""The way back on a page: from a line to the bytes as they are stored, with what was judged of them on the way."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.audit.trace import Trace, find_line
from briefing.records.edition import Line
from briefing.web.asked import asked_edition, number
from briefing.web.room import Exchange, MissingBytesError, room_of
from briefing.web.stored_text import (
    BYTES_A_PAGE,
    CHARACTERS_A_PAGE,
    Span,
    find_spans,
    hex_page,
    is_text,
    page_with,
    pages_of,
    text_page,
)
from briefing.web.templating import render


def show_audit(request: Request) -> Response:
    """Every link of the way back. What is missing of it is said in its place: an audit hides no gap."""
    edition, room = asked_edition(request), room_of(request)
    line = find_line(edition, request.path_params["number"])
    found = room.tools.trace(edition.country, edition.edition_date, line.number, edition.version)
    try:
        exchange, missing = room.tools.read_exchange(found), ""
    except MissingBytesError as error:
        exchange, missing = None, str(error)
    return render(
        request,
        "audit.html.j2",
        cache="no-cache",
        edition=edition,
        line=line,
        trace=found,
        exchange=exchange,
        missing=missing,
        shown=_shown(request, line, exchange) if exchange else {},
        run_url=lambda run: f"{room.tools.dagster_url}/runs/{run}" if room.tools.dagster_url and run else "",
    )


def _shown(request: Request, line: Line, exchange: Exchange) -> dict[str, object]:
    """The page of the body that is asked for: text with the line's places marked, or bytes."""
    as_text = is_text(exchange.body) and request.query_params.get("view") != "bytes"
    if not as_text:
        pages = pages_of(len(exchange.body), BYTES_A_PAGE)
        page = min(number(request, "page", 1), pages)
        return {"rows": list(hex_page(exchange.body, page)), "page": page, "pages": pages}
    spans = spans_of(line, exchange.text)
    pages = pages_of(len(exchange.text), CHARACTERS_A_PAGE)
    page = min(number(request, "page", page_with(spans)), pages)
    return {
        "pieces": list(text_page(exchange.text, spans, page)),
        "page": page,
        "pages": pages,
        "marked": [(n, span.start // CHARACTERS_A_PAGE + 1) for n, span in enumerate(spans, start=1)],
    }


def spans_of(line: Line, text: str) -> tuple[Span, ...]:
    """Where the headline and the key sentences of a line stand in the text of its page."""
    headline = line.headline_original or line.headline_en
    return find_spans(text, [headline, *(sentence.original for sentence in line.summary)])


def send_bytes(request: Request) -> Response:
    """The body as it was fetched, to keep: never as a page, whatever it is."""
    edition, room = asked_edition(request), room_of(request)
    found: Trace = room.tools.trace(
        edition.country, edition.edition_date, request.path_params["number"], edition.version
    )
    exchange = room.tools.read_exchange(found)
    name = "".join(c for c in found.capture_id if c.isalnum() or c == "-")[:64]
    return Response(
        exchange.body,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{name}.bin"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


_PATH = "/editions/{country}/{day}/v{version:int}/items/{number:int}/audit"
routes = (Route(_PATH, show_audit), Route(f"{_PATH}/bytes", send_bytes))
