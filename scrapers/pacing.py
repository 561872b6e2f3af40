"""How often a host is asked: its pause, its answers "too many requests", and when it is left alone.

One ``Pacing`` serves a whole crawl, however many spiders it has, so that a host sees one visitor. Time is a number
of seconds that only grows (``time.monotonic``), given from outside. Instants of the calendar are the memory's.

A host is a name and a port; ``www.`` in front makes no other host. Hosts that share a registrable domain do not
share a pace: under one government or hosting domain lie hundreds of unrelated machines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_PAUSE = 60.0  # seconds; a host slower than that is not made slower by us
MAX_CRAWL_DELAY = 120.0  # a robots.txt that asks for more would have a page asked for every few hours
PROMPT = 0.25  # seconds; an answer that comes sooner slows nothing down
FIRST_WAIT = 2.0  # after a refusal that does not say how long; doubled each time
MAX_WAIT = 300.0
MAX_STRIKES = 5  # refusals in a row
MAX_FAILURES = 10  # requests in a row that got no answer at all, the retried ones too


def host_of(url: str) -> str:
    """The host whose pace counts for an address: lower case, without ``www.``, with the port where it is another."""
    parts = urlsplit(url)
    name = (parts.hostname or "").lower().removeprefix("www.")
    port = parts.port
    return name if port in (None, 80, 443) else f"{name}:{port}"


@dataclass
class _Host:
    floor: float
    pause: float = 0.0
    not_before: float = 0.0
    ended_at: float | None = None
    begun_at: float | None = None
    strikes: int = 0
    failures: int = 0
    left_because: str = ""


class Pacing:
    """The pace of each host. ``delay`` and ``budget`` in seconds; ``now`` is a clock that only grows."""

    def __init__(self, delay: float, budget: float, now: Callable[[], float]) -> None:
        self._delay, self._now = delay, now
        self._deadline = now() + budget
        self._hosts: dict[str, _Host] = {}

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host(self._delay))

    @property
    def remaining(self) -> float:
        """Seconds until the crawl's time is over."""
        return self._deadline - self._now()

    def raise_floor(self, host: str, seconds: float) -> None:
        """The host wants at least this pause (a crawl-delay, a source's own)."""
        known = self._host(host)
        known.floor = max(known.floor, min(seconds, MAX_CRAWL_DELAY))

    def pause_of(self, host: str) -> float:
        """Seconds between the end of a request to the host and the start of the next."""
        known = self._host(host)
        return max(known.floor, known.pause)

    def left_because(self, host: str) -> str:
        """Why the host is not asked any more in this crawl; empty while it is."""
        return self._host(host).left_because

    def is_busy(self, host: str) -> bool:
        """A request to the host is under way: one at a time."""
        return self._host(host).begun_at is not None

    def wait(self, host: str) -> float:
        """Seconds until the host may be asked, 0 for now."""
        known = self._host(host)
        rested = known.ended_at + self.pause_of(host) if known.ended_at is not None else 0.0
        return max(0.0, known.not_before - self._now(), rested - self._now())

    def begin(self, host: str) -> None:
        """A request to the host begins."""
        self._host(host).begun_at = self._now()

    def end(self, host: str) -> None:
        """It has ended, in whichever way. The slower the host, the longer the pause; it shortens again by halves."""
        known = self._host(host)
        now = self._now()
        took = now - (known.begun_at if known.begun_at is not None else now)
        known.begun_at = None
        target = took if took > PROMPT else 0.0
        known.pause = min(MAX_PAUSE, max(target, (known.pause + target) / 2))
        if known.pause < PROMPT:
            known.pause = 0.0
        known.ended_at = now

    def answered(self, host: str) -> None:
        """The host answered, and did not refuse."""
        known = self._host(host)
        known.strikes = known.failures = 0

    def refused(self, host: str, asked: float | None, words: str) -> float | None:
        """The host said "not now", and perhaps for how long (``asked``, seconds). Seconds that it is given now.

        The host as a whole waits, and keeps twice its pause from then on. None where it is left alone for the rest
        of the crawl: it asks for more time than there is, or has refused too often in a row.
        """
        known = self._host(host)
        known.strikes += 1
        known.failures = 0
        wait = min(MAX_WAIT, FIRST_WAIT * 2 ** (known.strikes - 1)) if asked is None else asked
        known.floor = max(known.floor, min(MAX_PAUSE, max(1.0, 2 * self.pause_of(host))))
        if known.strikes > MAX_STRIKES:
            self.leave(host, f"{words}, {known.strikes} times in a row")
            return None
        if wait > self.remaining:
            self.leave(host, f"{words}; that is longer than this crawl lasts")
            return None
        known.not_before = max(known.not_before, self._now() + wait)
        return wait

    def silent(self, host: str, words: str) -> None:
        """A request to the host got no answer. After some in a row it is left alone for the rest of the crawl."""
        known = self._host(host)
        known.failures += 1
        if known.failures >= MAX_FAILURES:
            self.leave(host, f"{known.failures} requests in a row got no answer, the last: {words}")

    def hold(self, host: str, seconds: float, words: str) -> None:
        """The host is not asked for so long; where that is beyond the crawl's time, not at all."""
        if seconds > self.remaining:
            self.leave(host, words)
            return
        known = self._host(host)
        known.not_before = max(known.not_before, self._now() + seconds)

    def leave(self, host: str, words: str) -> None:
        """Ask the host nothing more in this crawl."""
        known = self._host(host)
        known.left_because = known.left_because or words
