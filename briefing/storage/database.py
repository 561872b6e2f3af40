"""The database of people: subscribers, receipts, accounts. SQLite in the home folder, or PostgreSQL.

Each module of ``storage`` that keeps rows defines its tables on ``METADATA``; all of them are made when it is opened.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from briefing.settings import Settings
from briefing.storage.home import Home

METADATA = MetaData()
_BUSY_MILLISECONDS = 30_000


def open_database(settings: Settings) -> Engine:
    """The engine, its tables made where they are missing.

    A SQLite file is in WAL mode, waits for other writers and puts every commit on the disk (synchronous=FULL): a
    receipt must not be lost with the power. Raises sqlalchemy's OperationalError where it cannot be opened.
    """
    from briefing.storage import tables_of_people  # noqa: F401 - defines the tables

    if settings.database is not None:
        engine = create_engine(settings.database.get_secret_value(), pool_pre_ping=True)
    else:
        engine = _open_sqlite(Home(settings.home).subscribers)
    METADATA.create_all(engine)
    return engine


def _open_sqlite(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _set_up(connection: object, _: ConnectionPoolEntry) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={_BUSY_MILLISECONDS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    path.touch(mode=0o600, exist_ok=True)
    return engine
