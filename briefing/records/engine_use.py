"""An engine's use on one item: what was asked of a model, what came of it, and what it cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Record

Outcome = Literal["used", "failed", "refused", "over_budget", "unavailable"]
"""What came of a try: taken; no answer; an answer not taken; no room in the day's budget; not asked at all."""


class EngineUse(Record):
    """One row per engine that was tried for an item, in order; the last one's answer stands.

    Tokens, cost and attempts are those of the call that made the answer: an answer out of the cache repeats them,
    so that a replay, which calls no model, gives the same bytes.
    """

    step: str = Field(description="translation, summary …")
    engine: str
    model: str = Field(description="the model's name as configured; empty for rules")
    version: str
    inputs_digest: str = Field(description="sha256 of what the engine was given, first 16 hex digits")
    outcome: Outcome
    detail: str = Field(description="why it was not used; empty when it was")
    attempts: int = Field(default=0, ge=0)
    tokens_in: int = Field(default=0, ge=0)
    tokens_out: int = Field(default=0, ge=0)
    cost: str = Field(default="0", description="decimal, in the currency of the configured prices")
