"""Accounts of analysts: a name, a role, a password hash (argon2id)."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import StringConstraints, TypeAdapter
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from briefing.records.record import Record
from briefing.storage.tables_of_people import ACCOUNTS

Role = Literal["analyst", "admin"]
AccountName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9 ._-]{0,78}[A-Za-z0-9.]$")]
LEAST_PASSWORD = 12
"""Characters. Length is what counts (NIST SP 800-63B); no rule of signs and digits is made."""
_MOST_PASSWORD = 1024  # a longer one only burns time
_HASHER = (
    PasswordHasher()
)  # the library's defaults follow RFC 9106; a hash of older ones is made anew at log-in


class AccountError(ValueError):
    """An account that cannot be made or changed; the message says why."""


class Account(Record):
    """``session_epoch`` is raised to end all sessions."""

    name: str
    role: Role
    session_epoch: int
    created_at: str


def add_account(engine: Engine, name: str, role: Role, password: str, at: datetime) -> Account:
    """Raises AccountError for a name that is none or is taken, or a password that is too short."""
    try:
        TypeAdapter(AccountName).validate_python(name)
    except ValueError as error:
        raise AccountError(
            "a name is 2 to 80 letters, digits, blanks, dots, hyphens, beginning with a letter"
        ) from error
    _check_password(password)
    row = {
        "name": name,
        "role": role,
        "password_hash": _HASHER.hash(password),
        "created_at": at.isoformat(timespec="seconds"),
        "session_epoch": 1,
    }
    taken = any(account.name.casefold() == name.casefold() for account in list_accounts(engine))
    try:
        if not taken:
            with engine.begin() as connection:
                connection.execute(insert(ACCOUNTS).values(**row))
    except IntegrityError:
        taken = True
    if taken:
        raise AccountError(f"there is an account {name!r} already")
    return _account(row)


def list_accounts(engine: Engine) -> list[Account]:
    with engine.connect() as connection:
        rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).mappings().all()
    return [_account(dict(row)) for row in rows]


def verify(engine: Engine, name: str, password: str) -> Account | None:
    """The account, when the password is its own. An unknown name takes as long as a wrong password."""
    with engine.connect() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).mappings().first()
    stored = str(row["password_hash"]) if row else _nobodys_hash()
    try:
        _HASHER.verify(stored, password[:_MOST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    if row is None:
        return None
    if _HASHER.check_needs_rehash(stored):
        _write(engine, name, password_hash=_HASHER.hash(password))
    return _account(dict(row))


def set_password(engine: Engine, name: str, password: str) -> None:
    """Also ends all sessions. Raises AccountError."""
    _check_password(password)
    _write(engine, name, password_hash=_HASHER.hash(password), session_epoch=ACCOUNTS.c.session_epoch + 1)


def end_sessions(engine: Engine, name: str) -> None:
    """Raises AccountError."""
    _write(engine, name, session_epoch=ACCOUNTS.c.session_epoch + 1)


def remove_account(engine: Engine, name: str) -> None:
    """Its sessions end with it. Raises AccountError."""
    with engine.begin() as connection:
        if not connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == name)).rowcount:
            raise AccountError(f"no account {name!r}")


def _write(engine: Engine, name: str, **values: object) -> None:
    with engine.begin() as connection:
        if not connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(**values)).rowcount:
            raise AccountError(f"no account {name!r}")


def _check_password(password: str) -> None:
    if not LEAST_PASSWORD <= len(password) <= _MOST_PASSWORD:
        raise AccountError(f"a password has {LEAST_PASSWORD} to {_MOST_PASSWORD:,} characters")


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(24))


def _account(row: dict[str, object]) -> Account:
    return Account.model_validate({name: row[name] for name in Account.model_fields})
