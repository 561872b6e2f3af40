"""Subscribers: rows of the database of people, each with a revision that a writer has to name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from briefing.records.subscriber import Subscriber
from briefing.storage.receipts import receipts_of
from briefing.storage.tables_of_people import NEVER_AGAIN, RECEIPTS, SUBSCRIBERS

_ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no letter that can be taken for another


class RevisionError(RuntimeError):
    """Somebody else has changed the subscriber since it was read, or has erased it."""


class KnownAddressError(ValueError):
    """There is a subscriber of this address already."""


def new_id() -> str:
    """Sixteen letters and digits, 80 bits of chance: they stand in file names and say nothing of the person."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(16))


def address_key(email: str) -> str:
    """What makes two addresses the same: all but their case."""
    return email.strip().casefold()


def address_digest(email: str) -> str:
    """What is kept of an erased address: enough to know it again, nothing to write to it."""
    return hashlib.sha256(address_key(email).encode()).hexdigest()


def get(engine: Engine, subscriber_id: str) -> tuple[Subscriber, int] | None:
    """The subscriber with its revision."""
    query = select(SUBSCRIBERS.c.record, SUBSCRIBERS.c.revision)
    with engine.connect() as connection:
        row = connection.execute(query.where(SUBSCRIBERS.c.subscriber_id == subscriber_id)).first()
    return (Subscriber.model_validate_json(row.record), row.revision) if row else None


def by_email(engine: Engine, email: str) -> tuple[Subscriber, int] | None:
    """The subscriber of an address, whatever its case."""
    query = select(SUBSCRIBERS.c.record, SUBSCRIBERS.c.revision)
    with engine.connect() as connection:
        row = connection.execute(query.where(SUBSCRIBERS.c.address_key == address_key(email))).first()
    return (Subscriber.model_validate_json(row.record), row.revision) if row else None


def list_all(engine: Engine, state: str | None = None) -> Iterator[Subscriber]:
    """All subscribers by id, or those of one state."""
    query = select(SUBSCRIBERS.c.record).order_by(SUBSCRIBERS.c.subscriber_id)
    if state is not None:
        query = query.where(SUBSCRIBERS.c.state == state)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        yield Subscriber.model_validate_json(row.record)


def add(engine: Engine, subscriber: Subscriber) -> None:
    """Raises KnownAddressError."""
    try:
        with engine.begin() as connection:
            connection.execute(insert(SUBSCRIBERS).values(revision=1, **columns_of(subscriber)))
    except IntegrityError as error:
        raise KnownAddressError(f"{subscriber.email} is a subscriber already") from error


def save(engine: Engine, subscriber: Subscriber, revision: int) -> None:
    """Write a changed subscriber; ``revision`` is the one that was read. Raises RevisionError, KnownAddressError."""
    statement = (
        update(SUBSCRIBERS)
        .where(SUBSCRIBERS.c.subscriber_id == subscriber.subscriber_id, SUBSCRIBERS.c.revision == revision)
        .values(revision=revision + 1, **columns_of(subscriber))
    )
    try:
        with engine.begin() as connection:
            changed = connection.execute(statement).rowcount
    except IntegrityError as error:
        raise KnownAddressError(f"{subscriber.email} is a subscriber already") from error
    if not changed:
        raise RevisionError(f"subscriber {subscriber.subscriber_id} was changed meanwhile, or is no more")


def is_never_again(engine: Engine, email: str) -> bool:
    """Whether the address was erased: it gets no mail until its owner asks for a trial anew."""
    query = select(NEVER_AGAIN.c.digest).where(NEVER_AGAIN.c.digest == address_digest(email))
    with engine.connect() as connection:
        return connection.execute(query).first() is not None


def welcome_again(engine: Engine, email: str) -> None:
    """Forget that the address was erased: its owner has asked anew."""
    with engine.begin() as connection:
        connection.execute(delete(NEVER_AGAIN).where(NEVER_AGAIN.c.digest == address_digest(email)))


def export(engine: Engine, subscriber_id: str) -> dict[str, Any]:
    """All that the database holds of a person, as JSON. Empty where there is nobody of this id."""
    found = get(engine, subscriber_id)
    if found is None:
        return {}
    return {
        "subscriber": found[0].model_dump(mode="json"),
        "receipts": [receipt.model_dump(mode="json") for receipt in receipts_of(engine, subscriber_id)],
    }


def erase(engine: Engine, subscriber_id: str) -> bool:
    """Remove a person and their receipts. A digest of the address stays, so that a list that is read in later does
    not bring them back. False where there is nobody of this id."""
    found = get(engine, subscriber_id)
    if found is None:
        return False
    digest = address_digest(found[0].email)
    with engine.begin() as connection:
        connection.execute(delete(RECEIPTS).where(RECEIPTS.c.subscriber_id == subscriber_id))
        connection.execute(delete(SUBSCRIBERS).where(SUBSCRIBERS.c.subscriber_id == subscriber_id))
        connection.execute(delete(NEVER_AGAIN).where(NEVER_AGAIN.c.digest == digest))
        connection.execute(insert(NEVER_AGAIN).values(digest=digest))
    return True


def columns_of(subscriber: Subscriber) -> dict[str, Any]:
    """The row of a subscriber, without its revision."""
    return {
        "subscriber_id": subscriber.subscriber_id,
        "address_key": address_key(subscriber.email),
        "state": subscriber.state,
        "record": subscriber.model_dump_json(),
    }
