"""A subscriber: who gets briefings, of what profile, and whether mail may go to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from briefing.records.profile import Profile, Words
from briefing.records.record import Instant, Record

# As browsers judge one (WHATWG HTML, "valid e-mail address"), with a dot in the host, no longer than SMTP carries.
Address = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$",
    ),
]
SubscriberState = Literal["pending", "active", "unsubscribed", "suppressed", "lapsed"]
"""``pending``: has not confirmed the address. ``suppressed``: the address bounces or complained. ``lapsed``: a trial
that ended. Mail of briefings goes to ``active`` alone."""


class Subscriber(Record):
    """One row of ``subscribers``; ``email`` is the only one of its address, whatever its case."""

    subscriber_id: str = Field(pattern=r"^[a-z0-9]{16}$")
    name: Words
    email: Address
    state: SubscriberState
    profile: Profile
    created_at: Instant
    confirmed_at: Instant | None = None
    trial_until: date | None = Field(
        default=None, description="last day of a trial on the subscriber's clock; null: no trial"
    )
    inquiry: Words | None = Field(default=None, description="Type of Inquiry, as the form had it")
    state_detail: str = Field(default="", description="why it is suppressed, in words")
