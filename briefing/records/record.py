"""What all records have in common: frozen, closed to unknown fields, instants always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone; naive times are refused, not guessed")
    return value.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_utc)]
"""A moment in UTC. A naive datetime raises, because a guessed zone puts an item into the wrong day."""


class Record(BaseModel):
    """Base of every record: immutable, and a field that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
