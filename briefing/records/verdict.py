"""A verdict: what a gate found about one part of one hand-over."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Verdict(Record):
    """One expectation on one part. ``part`` is ``day``, ``source:<id>``, ``section:<name>`` or ``take:<id>``.

    ``judged_digest`` is the sha256 of the file that was judged: a verdict on other bytes is stale.
    """

    suite: str = Field(description="captures, articles, items or edition")
    country: str
    date: str
    part: str
    expectation: str
    passed: bool
    blocks: bool = Field(
        description="whether a failure withholds the part; otherwise it is a printed warning"
    )
    observed: str
    threshold: str
    why: str = Field(description="why the threshold is what it is")
    rows_judged: int
    rows_refused: int
    judged_digest: str
    engine: str
    version: str
