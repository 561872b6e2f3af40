"""A receipt: that a subscriber was sent a version of an edition."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from briefing.records.record import Instant, Record

ReceiptState = Literal["claimed", "handing_over", "sent", "unclear", "failed", "bounced"]
"""``claimed``: to be sent, and surely not sent yet. ``handing_over``: the end of the message may have reached the
server; found so after a kill it is looked up, and not sent again before. ``unclear``: nothing tells whether the
server took it, so that a person decides. ``failed``: refused for good. ``bounced``: it came back."""


class Receipt(Record):
    """One row per subscriber, edition and version: the key of the ledger."""

    subscriber_id: str
    country: str
    edition_date: date
    edition_version: int
    kind: Literal["edition", "correction"]
    state: ReceiptState
    message_id: str = Field(description="the same for every attempt")
    claimed_at: Instant
    sent_at: Instant | None = None
    answer: str = Field(default="", description="what the server said, one line")
    attempts: int = 1
    body_digest: str = Field(default="", description="sha256 of the message as it was handed over")
