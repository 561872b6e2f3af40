"""Takes: the newest print of each, as the editions have it, and its pictures."""

from __future__ import annotations

import hashlib
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from briefing.records.edition import Edition
from briefing.records.take import Take
from briefing.rendering.page import Page
from briefing.storage.takes import TakeError, read_image
from briefing.taxonomy.countries import COUNTRIES
from briefing.web.room import Room, room_of
from briefing.web.shelf import days_of, edition_of
from briefing.web.templating import render

_ID = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_DAYS_SEARCHED = 120  # editions of a country that are looked through for a Take


def show_take(request: Request) -> Response:
    """A Take as it was last printed: what no edition has is not shown."""
    edition, take = _printed(room_of(request), request.path_params["take_id"])
    alone = edition.model_copy(update={"takes": (take,)})
    return render(request, "take.html.j2", cache="no-cache", edition=alone, take=take, page=Page(edition))


def send_image(request: Request) -> Response:
    """A picture of a Take that an edition prints, when its bytes are still those that were approved."""
    room = room_of(request)
    _, take = _printed(room, request.path_params["take_id"])
    file = request.path_params["file"]
    image = next((b.image for b in take.blocks if b.image is not None and b.image.file == file), None)
    if image is None:
        raise HTTPException(404)
    try:
        content = read_image(room.home, take.take_id, file)
    except (TakeError, OSError) as error:
        raise HTTPException(404) from error
    if hashlib.sha256(content).hexdigest() != image.sha256:
        raise HTTPException(404)
    return Response(
        content,
        media_type=_TYPES[file.rpartition(".")[2]],
        headers={"cache-control": "private, max-age=86400", "content-security-policy": "default-src 'none'"},
    )


def _printed(room: Room, take_id: str) -> tuple[Edition, Take]:
    """The newest edition that prints the Take. Raises HTTPException 404."""
    if _ID.fullmatch(take_id):
        days = [(day, code) for code in COUNTRIES for day in days_of(room.home, code)[:_DAYS_SEARCHED]]
        for day, code in sorted(days, reverse=True):
            edition = edition_of(room.home, code, day)
            for take in edition.takes:
                if take.take_id == take_id:
                    return edition, take
    raise HTTPException(404)


routes = (Route("/takes/{take_id}", show_take), Route("/takes/{take_id}/images/{file}", send_image))
