"""The ledger: one receipt per subscriber, edition and version. It decides who gets mail.

The database's primary key makes a second receipt impossible, whoever tries; each change of state is one committed
transaction, so that a process that is killed leaves behind exactly how far it had come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from briefing.records.receipt import Receipt, ReceiptState
from briefing.storage.tables_of_people import RECEIPTS

Key = tuple[str, str, date, int]
"""Subscriber, country, edition date, version."""


class ReceiptStateError(RuntimeError):
    """The receipt is not in the state that a change starts from: somebody else is at work on it."""


def claim(engine: Engine, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Write receipts in state ``claimed``, all in one transaction; returns those that are new. One that exists is
    another's, or done."""
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    won = []
    with engine.begin() as connection:
        for receipt in receipts:
            statement = dialect.insert(RECEIPTS).values(**_columns(receipt)).on_conflict_do_nothing()
            # What was inserted comes back; a count of rows does not say it with every driver.
            if connection.execute(statement.returning(RECEIPTS.c.message_id)).first() is not None:
                won.append(receipt)
    return won


def move(
    engine: Engine,
    receipt: Receipt,
    state: ReceiptState,
    *,
    since: Iterable[ReceiptState],
    answer: str = "",
    sent_at: datetime | None = None,
    body_digest: str | None = None,
    is_new_attempt: bool = False,
) -> Receipt:
    """Put a receipt from one of the states ``since`` into another. Raises ReceiptStateError."""
    changed = receipt.model_copy(
        update={
            "state": state,
            "answer": answer,
            "sent_at": sent_at or receipt.sent_at,
            "body_digest": body_digest if body_digest is not None else receipt.body_digest,
            "attempts": receipt.attempts + is_new_attempt,
        }
    )
    statement = (
        update(RECEIPTS)
        .where(_is(key_of(receipt)), RECEIPTS.c.state.in_(tuple(since)))
        .values(**_columns(changed))
    )
    with engine.begin() as connection:
        if not connection.execute(statement).rowcount:
            raise ReceiptStateError(f"receipt {receipt.message_id} is no longer {' or '.join(since)}")
    return changed


def key_of(receipt: Receipt) -> Key:
    return receipt.subscriber_id, receipt.country, receipt.edition_date, receipt.edition_version


def receipts_of(engine: Engine, subscriber_id: str) -> list[Receipt]:
    """A subscriber's receipts, oldest edition first."""
    query = select(RECEIPTS).where(RECEIPTS.c.subscriber_id == subscriber_id)
    return _read(engine, query.order_by(RECEIPTS.c.edition_date, RECEIPTS.c.edition_version))


def receipts_of_edition(engine: Engine, country: str, day: date) -> list[Receipt]:
    """Receipts of all versions of an edition."""
    query = select(RECEIPTS).where(RECEIPTS.c.country == country, RECEIPTS.c.edition_date == day.isoformat())
    return _read(engine, query.order_by(RECEIPTS.c.subscriber_id, RECEIPTS.c.edition_version))


def in_state(engine: Engine, *states: ReceiptState) -> list[Receipt]:
    """Receipts of all editions that are in one of the states."""
    query = select(RECEIPTS).where(RECEIPTS.c.state.in_(states))
    return _read(engine, query.order_by(RECEIPTS.c.claimed_at, RECEIPTS.c.subscriber_id))


def by_message_id(engine: Engine, message_id: str) -> Receipt | None:
    found = _read(engine, select(RECEIPTS).where(RECEIPTS.c.message_id == message_id))
    return found[0] if found else None


def _read(engine: Engine, query: Any) -> list[Receipt]:
    with engine.connect() as connection:
        return [_record(row) for row in connection.execute(query)]


def _is(key: Key) -> Any:
    subscriber_id, country, day, version = key
    return and_(
        RECEIPTS.c.subscriber_id == subscriber_id,
        RECEIPTS.c.country == country,
        RECEIPTS.c.edition_date == day.isoformat(),
        RECEIPTS.c.edition_version == version,
    )


def _columns(receipt: Receipt) -> dict[str, Any]:
    return receipt.model_dump(mode="json")


def _record(row: Row[Any]) -> Receipt:
    return Receipt.model_validate(dict(row._mapping))
