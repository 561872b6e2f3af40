"""A Take that a second person has approved, with what the approval is bound to."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from briefing.records.record import Instant, Record
from briefing.records.take import Take


class ApprovedTake(Record):
    """Printed in editions from ``take.date`` to ``until``. A draft that is changed later has another digest, and then
    the approval is void."""

    take: Take
    until: date
    draft_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    approved_at: Instant
