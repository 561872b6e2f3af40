"""Read ``Retry-After``: for how many seconds a server wants to be left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 30 * 24 * 3600.0  # seconds; a longer wish is a mistake or a joke, and is cut to this
_SECONDS = re.compile(r"\s*(\d{1,12})(?:\.\d*)?\s*\Z")


def read_http_date(text: str | None) -> datetime | None:
    """A date of an HTTP header in UTC, in any of its three forms; None where it is none."""
    if not text:
        return None
    try:
        at = parsedate_to_datetime(text.strip())
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def read_retry_after(text: str | None, *, date: str | None, at: datetime) -> float | None:
    """Seconds from a ``Retry-After`` header, between 0 and LONGEST; None where there is none that can be read.

    A date is counted from the server's own clock (``date``, its ``Date`` header), since it is that clock's; without
    one from ``at``, when the answer came.
    """
    if not text:
        return None
    plain = _SECONDS.match(text)
    if plain:
        return min(LONGEST, float(plain.group(1)))
    until = read_http_date(text)
    if until is None:
        return None
    seconds = (until - (read_http_date(date) or at)).total_seconds()
    return min(LONGEST, max(0.0, seconds))
