"""The tables of the database of people. One definition for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from briefing.storage.database import METADATA

SUBSCRIBERS = Table(
    "subscribers",
    METADATA,
    Column("subscriber_id", String(16), primary_key=True),
    Column("address_key", String(254), nullable=False, unique=True),  # e-mail, case folded
    Column("state", String(16), nullable=False, index=True),
    Column("revision", Integer, nullable=False),  # counts changes; a writer names the one it had read
    Column("record", Text, nullable=False),  # Subscriber as JSON
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("subscriber_id", String(16), primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("edition_date", String(10), primary_key=True),
    Column("edition_version", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("message_id", String(254), nullable=False, unique=True),
    Column("claimed_at", String(40), nullable=False),
    Column("sent_at", String(40)),
    Column("answer", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("body_digest", String(64), nullable=False),
)

NEVER_AGAIN = Table(
    "never_again",
    METADATA,
    Column("digest", String(64), primary_key=True),  # sha256 of an erased address, case folded
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("name", String(80), primary_key=True),  # log-in name, case folded
    Column("role", String(16), nullable=False),  # analyst or admin
    Column("password_hash", Text, nullable=False),  # argon2id in PHC form
    Column("created_at", String(40), nullable=False),
    Column("session_epoch", Integer, nullable=False),  # raised to end all sessions of the account
)
