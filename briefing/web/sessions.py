"""Sessions of analysts: a signed cookie that names the account and the epoch in which it signed in.

The account is read anew for every request, so that a raised epoch or a lost role ends the session at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.requests import Request

from briefing.storage.tables_of_people import ACCOUNTS
from briefing.web.room import room_of
from briefing.web.security import CSRF_FIELD

COOKIE = "desk_session"
HOURS = 12  # a working day; then the password again
Role = Literal["analyst", "admin"]


@dataclass(frozen=True)
class SignedIn:
    """Who is at the desk. An admin may do all that an analyst may."""

    name: str
    role: str

    def may(self, role: Role) -> bool:
        return self.role in (role, "admin")


def begin_session(request: Request, name: str, epoch: int) -> None:
    """Sign in. What the cookie held before is gone and the form token is another: none that was planted goes on."""
    request.session.clear()
    request.session.update(account=name, epoch=epoch)
    request.session[CSRF_FIELD] = secrets.token_urlsafe(24)


def end_session(request: Request) -> None:
    request.session.clear()


def signed_in(request: Request) -> SignedIn | None:
    """The account of this session, or None where there is none or it was ended elsewhere."""
    name, epoch = request.session.get("account"), request.session.get("epoch")
    if not isinstance(name, str) or not isinstance(epoch, int):
        return None
    with room_of(request).engine.connect() as connection:
        row = connection.execute(
            select(ACCOUNTS.c.role, ACCOUNTS.c.session_epoch).where(ACCOUNTS.c.name == name)
        ).one_or_none()
    return SignedIn(name, row.role) if row is not None and row.session_epoch == epoch else None


def require_role(request: Request, role: Role) -> SignedIn:
    """Who is signed in with that role. Raises HTTPException: to the log-in where nobody is, 403 without the role."""
    who = signed_in(request)
    if who is None:
        wanted = request.url.path if request.method == "GET" else "/desk"
        raise HTTPException(303, headers={"location": f"/login?next={quote(wanted, safe='/')}"})
    if not who.may(role):
        raise HTTPException(403, f"Your account has no {role} role.")
    return who
