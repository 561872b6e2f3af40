"""Tokens and cost of each UTC day, in a small database of the home folder, with the day's limits.

A call sets aside what it may take before it is made, and says what it took afterwards. A process that dies in between
leaves what it set aside as spent: a limit may be reached early, never passed unseen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from briefing.enrichment.translation.budget import BudgetError, Reservation

_UNITS = Decimal(10**9)  # of the currency; whole numbers add up exactly where SQLite adds them


@dataclass(frozen=True)
class Limits:
    """Of one day; None for no limit."""

    tokens: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class Spent:
    """Of one day, reservations that were not settled included."""

    tokens: int
    cost: Decimal


class DailySpending:
    """See ``Budget``. ``today`` gives the UTC day. Several processes may use one file.

    Making one and all that it does raise BudgetError where the file cannot be used.
    """

    def __init__(self, path: Path, limits: Limits, today: Callable[[], date]) -> None:
        self._path, self._limits, self._today = path, limits, today
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            database.execute(
                "create table if not exists days"
                " (day text primary key, tokens integer not null, units integer not null)"
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Each statement is its own transaction, which is what makes a reservation atomic."""
        try:
            with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as database:
                database.execute("pragma journal_mode=wal")
                # Whole after a crash; a power cut may forget the last calls.
                database.execute("pragma synchronous=normal")
                yield database
        except sqlite3.Error as error:
            raise BudgetError(f"{self._path.name}: {error}") from error

    def reserve(self, tokens: int, cost: Decimal) -> Reservation | None:
        """See Budget."""
        day, units = self._today().isoformat(), _units(cost)
        most_tokens = self._limits.tokens
        most_units = None if self._limits.cost is None else _units(self._limits.cost)
        with self._open() as database:
            database.execute("insert or ignore into days values (?, 0, 0)", (day,))
            changed = database.execute(
                "update days set tokens = tokens + :tokens, units = units + :units where day = :day"
                " and (:most_tokens is null or tokens + :tokens <= :most_tokens)"
                " and (:most_units is null or units + :units <= :most_units)",
                {
                    "day": day,
                    "tokens": tokens,
                    "units": units,
                    "most_tokens": most_tokens,
                    "most_units": most_units,
                },
            ).rowcount
        return Reservation(day, tokens, cost) if changed else None

    def settle(self, reservation: Reservation, tokens: int, cost: Decimal) -> None:
        """See Budget. A call that went on past midnight is settled on the day that it began."""
        with self._open() as database:
            database.execute(
                "update days set tokens = tokens + ?, units = units + ? where day = ?",
                (tokens - reservation.tokens, _units(cost) - _units(reservation.cost), reservation.day),
            )

    def spent(self, day: date) -> Spent:
        """What a day has taken so far."""
        with self._open() as database:
            row = database.execute(
                "select tokens, units from days where day = ?", (day.isoformat(),)
            ).fetchone()
        return Spent(row[0], row[1] / _UNITS) if row else Spent(0, Decimal(0))


def _units(cost: Decimal) -> int:
    return int((cost * _UNITS).to_integral_value(ROUND_CEILING))
