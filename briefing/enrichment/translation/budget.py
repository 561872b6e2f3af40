"""What a model may cost in a day: asked for before a call, settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

PER_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Reservation:
    """Tokens and cost set aside for one call on one UTC day. Unsettled, they count as spent."""

    day: str
    tokens: int
    cost: Decimal


class Budget(Protocol):
    """Tokens and cost of a day, shared by all processes of a home folder."""

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
