"""Subscribers as the pages meet them: by a signed link, never by a name or an address."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from briefing.delivery.links import LinkError, Links
from briefing.records.subscriber import Subscriber
from briefing.storage import subscribers
from briefing.web.access import let_in
from briefing.web.room import room_of


@dataclass(frozen=True)
class Known:
    """A subscriber as read, with the revision that a change has to name."""

    subscriber: Subscriber
    revision: int


def parts_of_link(request: Request, purpose: str) -> tuple[str, ...]:
    """What the token in the path was signed for. Raises HTTPException 403 where it was not, or is too old."""
    try:
        return Links(room_of(request).settings).read(request.path_params["token"], purpose)
    except LinkError as error:
        raise HTTPException(
            403, "This link is not complete, or no longer valid. Take the one of your newest mail."
        ) from error


def known_by_link(request: Request, purpose: str) -> Known:
    """The subscriber of the link in the path. Raises HTTPException 403; also where the subscriber has been erased."""
    found = subscribers.get(room_of(request).engine, parts_of_link(request, purpose)[0])
    if found is None:
        raise HTTPException(403, "There is no subscription behind this link any more.")
    let_in(request, found[0].subscriber_id)
    return Known(*found)
