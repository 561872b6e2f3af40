"""When a feed or sitemap is due again: as often as it really brings something new, within what its publisher says.

Asked too often, it costs its host; too seldom, items slip out of it unseen. So the interval halves when a visit
finds something new and doubles when it does not, between bounds that follow from the source's own cadence. What the
feed says of itself (``ttl``, ``sy:updatePeriod``, ``Cache-Control``) is never undercut, up to the upper bound.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_ADDRESSES = 5000  # looked at in one feed or sitemap
_MOST_BYTES = 8 * 1024 * 1024  # of a sitemap that comes compressed
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_BOUNDS = {
    "continuous": (10 * _MINUTE, 2 * _HOUR),
    "daily": (30 * _MINUTE, 8 * _HOUR),
    "weekly": (2 * _HOUR, 24 * _HOUR),
    "monthly": (6 * _HOUR, 48 * _HOUR),
    "irregular": (1 * _HOUR, 24 * _HOUR),
}
_ADDRESS = re.compile(rb"https?://[^\s\"'<>\]\\]{4,2000}")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*<")
_MAX_AGE = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PERIODS = {
    b"hourly": _HOUR,
    b"daily": 24 * _HOUR,
    b"weekly": 7 * 24 * _HOUR,
    b"monthly": 30 * 24 * _HOUR,
    b"yearly": 365 * 24 * _HOUR,
}


@dataclass(frozen=True)
class Poll:
    """What the last visit to a feed or sitemap leaves behind.

    ``seen`` are short digests of the addresses that it held; ``interval`` is what its visits have come to.
    """

    asked_at: datetime
    interval: timedelta
    seen: frozenset[bytes]

    @property
    def due_at(self) -> datetime:
        """The instant from which it is worth asking again."""
        return self.asked_at + self.interval


def bounds(cadence: str) -> tuple[timedelta, timedelta]:
    """Shortest and longest interval for a source's cadence; an unknown one is taken as irregular."""
    return _BOUNDS.get(cadence, _BOUNDS["irregular"])


def is_due(poll: Poll | None, at: datetime, *, is_closing: bool = False) -> bool:
    """Whether to ask now. What was never asked is due; at the end of a day (``is_closing``) everything is."""
    return is_closing or poll is None or at >= poll.due_at or at < poll.asked_at


def next_poll(
    last: Poll | None, at: datetime, seen: frozenset[bytes], *, cadence: str, stated: timedelta | None
) -> Poll:
    """What a visit at ``at`` that found ``seen`` leaves behind."""
    shortest, longest = bounds(cadence)
    if last is None:
        interval = shortest * 2
    elif seen - last.seen:
        interval = last.interval / 2
    else:
        interval = last.interval * 2
    if stated is not None:
        interval = max(interval, stated)
    return Poll(at, min(max(interval, shortest), longest), seen)


def unchanged_poll(last: Poll, at: datetime, *, cadence: str) -> Poll:
    """What a visit leaves behind that was answered "not modified"."""
    return next_poll(last, at, last.seen, cadence=cadence, stated=None)


def addresses_in(body: bytes) -> frozenset[bytes]:
    """Digests of the addresses in a feed, sitemap or list of any form: what is new in it has a new address."""
    text = _unpacked(body) if body.startswith(b"\x1f\x8b") else body
    found: set[bytes] = set()
    for match in _ADDRESS.finditer(text):
        found.add(hashlib.blake2b(match.group(), digest_size=6).digest())
        if len(found) >= MOST_ADDRESSES:
            break
    return frozenset(found)


def _unpacked(body: bytes) -> bytes:
    """As much of a gzip file as can be unpacked; none of it where it is none."""
    try:
        return zlib.decompressobj(31).decompress(body, _MOST_BYTES)
    except zlib.error:
        return b""


def stated_interval(body: bytes, cache_control: str | None) -> timedelta | None:
    """The longest interval that a feed, or its server, asks for; None where neither does."""
    head = body[: 64 * 1024]
    wishes: list[timedelta] = []
    ttl = _TTL.search(head)
    if ttl:
        wishes.append(int(ttl.group(1)) * _MINUTE)
    period = _PERIOD.search(head)
    if period:
        frequency = _FREQUENCY.search(head)
        times = max(1, int(frequency.group(1))) if frequency else 1
        wishes.append(_PERIODS[period.group(1).lower()] / times)
    age = _MAX_AGE.search(cache_control or "")
    if age:
        wishes.append(timedelta(seconds=int(age.group(1))))
    return max(wishes, default=None)


def pack(seen: Collection[bytes]) -> bytes:
    """Digests as one run of bytes, in order."""
    return b"".join(sorted(seen))


def unpack(packed: bytes) -> frozenset[bytes]:
    """The inverse of ``pack``."""
    return frozenset(packed[place : place + 6] for place in range(0, len(packed), 6))
