"""What a model may cost in a day: asked for before a call, settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

PER_MILLION = Decimal(1_000_000)


class BudgetError(Exception):
    """A budget that cannot be read or written; the message says which and why."""


@dataclass(frozen=True)
class Reservation:
    """Tokens and cost set aside for one call on one UTC day. Unsettled, they count as spent."""

    day: str
    tokens: int
    cost: Decimal


class Budget(Protocol):
    """Tokens and cost of a day, shared by all processes of a home folder. Both methods raise BudgetError."""

    def reserve(self, tokens: int, cost: Decimal) -> Reservation | None:
        """Set aside for a call; None where the day's limit leaves no room. Two callers never get the same room."""
        ...

    def settle(self, reservation: Reservation, tokens: int, cost: Decimal) -> None:
        """Put what a call did use in place of what was set aside for it."""
        ...


class Unlimited:
    """Room for everything."""

    def reserve(self, tokens: int, cost: Decimal) -> Reservation | None:
        """See Budget."""
        return Reservation("", tokens, cost)

    def settle(self, reservation: Reservation, tokens: int, cost: Decimal) -> None:
        """See Budget."""


class RunSpending:
    """A budget that also says what went through it: tokens and cost of one run, whatever other processes spend.

    As in the day's count, what was set aside and never settled is spent.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.tokens, self.cost = 0, Decimal(0)

    def reserve(self, tokens: int, cost: Decimal) -> Reservation | None:
        """See Budget."""
        reserved = self._budget.reserve(tokens, cost)
        if reserved is not None:
            self.tokens += reserved.tokens
            self.cost += reserved.cost
        return reserved

    def settle(self, reservation: Reservation, tokens: int, cost: Decimal) -> None:
        """See Budget."""
        self._budget.settle(reservation, tokens, cost)
        self.tokens += tokens - reservation.tokens
        self.cost += cost - reservation.cost


@dataclass(frozen=True)
class Prices:
    """Cost of a million tokens, in one currency."""

    tokens_in: Decimal = Decimal(0)
    tokens_out: Decimal = Decimal(0)

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """Exact: nothing is rounded."""
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / PER_MILLION


def written(cost: Decimal) -> str:
    """A cost as records hold it: plain digits, no trailing zeros, "0" for nothing."""
    text = format(cost, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
