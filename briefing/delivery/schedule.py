"""When a briefing is due: at the hour its reader has chosen, on a day from Monday to Thursday.

An edition is there from its cut-off on. It is due at the first chosen hour on the reader's clock after that. Where
that hour falls on a Friday or the weekend (Thursday's edition, wanted in the morning, east of Europe), it is due as
soon as it is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from briefing.records.edition import Edition
from briefing.records.profile import Profile

LAST_WEEKDAY = 3  # Thursday
LATEST = timedelta(days=3)
"""After so long an edition is history: it is sent on request only."""


def available_at(edition: Edition) -> datetime:
    """The cut-off of the edition's last day, UTC."""
    return edition.days[-1].end_at


def due_at(profile: Profile, edition: Edition) -> datetime:
    """The instant, UTC, from which the reader gets the edition.

    An hour that summer time skips is the one after it (02:30 is 03:30); of an hour that comes twice it is the first.
    """
    there = available_at(edition)
    zone = ZoneInfo(profile.timezone)
    local = there.astimezone(zone)
    for days in (0, 1, 2):
        day = local.date() + timedelta(days=days)
        chosen = datetime.combine(day, profile.delivery_time, tzinfo=zone).astimezone(there.tzinfo)
        if chosen >= there:
            return chosen if day.weekday() <= LAST_WEEKDAY else there
    raise AssertionError("every day has its hours")


def is_due(profile: Profile, edition: Edition, now: datetime) -> bool:
    """Whether it is time, and not too late."""
    at = due_at(profile, edition)
    return at <= now < max(at, available_at(edition)) + LATEST
