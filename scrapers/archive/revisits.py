"""Revisits: visits whose bytes lie in an earlier record, because they had not changed since.

A server that answers "not modified" (304) sends no body, and many crawlers write an unchanged body only once. The
record of such a visit names the one that holds the bytes: by its id, by address and date, or by the digest of the
payload alone. Read so, a day whose feed answered 304 gives what it would have given, had the feed been sent again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from scrapers.archive.index import Reference, Visit
from scrapers.extraction.addresses import canonical_address

Find = Callable[[Reference, Visit], Visit | None]
"""Looks elsewhere for the response that a revisit refers to."""


def resolve_revisits(visits: Iterable[Visit], find: Find | None = None) -> list[Visit]:
    """The same visits in the same order, each revisit with the response that it refers to, where it can be found.

    First among the visits given, then by ``find``. What is not found keeps its reference and stays a miss in words.
    """
    given = list(visits)
    if not any(visit.reference for visit in given):
        return given
    known = KnownResponses(given)
    return [resolved(visit, known, find) for visit in given]


def resolved(visit: Visit, known: KnownResponses, find: Find | None = None) -> Visit:
    """A visit itself, or a revisit with the response that it refers to where ``known`` or ``find`` has it."""
    if visit.reference is None:
        return visit
    original = known.find(visit.reference, visit) or (find(visit.reference, visit) if find else None)
    return visit if original is None else joined(visit, original)


def joined(visit: Visit, original: Visit) -> Visit:
    """A revisit with the bytes of ``original``: its own id, address, time and, where it says them, headers."""
    is_modified = visit.status is not None  # it repeats the headers of a whole answer
    return replace(
        visit,
        outcome="fetched",
        detail="",
        status=visit.status if is_modified else original.status,
        content_type=(visit.content_type if is_modified else None) or original.content_type,
        location=visit.location if is_modified else original.location,
        payload_digest=original.payload_digest,
        payload_bytes=original.payload_bytes,
        file=original.file,
        offset=original.offset,
        revisit_of=original.capture_id,
        reference=None,
        told_in=visit.own_file,
    )


class KnownResponses:
    """Responses by id, by address and time, and by digest."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self._by_id: dict[str, list[Visit]] = defaultdict(list)
        self._by_address: dict[str, list[Visit]] = defaultdict(list)
        self._by_digest: dict[str, list[Visit]] = defaultdict(list)
        for visit in visits:
            if visit.outcome != "fetched" or visit.revisit_of is not None or visit.payload_digest is None:
                continue
            self._by_id[visit.capture_id].append(visit)
            self._by_address[canonical_address(visit.url)].append(visit)
            for digest in {visit.payload_digest, visit.recorded_digest}:
                if digest is not None:
                    self._by_digest[digest.lower()].append(visit)

    def find(self, reference: Reference, revisit: Visit) -> Visit | None:
        """By id; else by address and date; else the newest earlier one of the address with the digest; else any with
        the digest. A record of another payload than the revisit says is never taken."""
        steps = (
            self._by_id.get(reference.record_id or "", []),
            self._dated(reference),
            self._at_address(reference, self._with_digest(reference)),
            self._with_digest(reference),
        )
        for candidates in steps:
            fitting = [v for v in candidates if is_fit(v, reference, revisit)]
            if fitting:
                return max(fitting, key=lambda v: (v.at, v.capture_id, str(v.file), v.offset))
        return None

    def _dated(self, reference: Reference) -> list[Visit]:
        if reference.url is None or reference.at is None:
            return []
        return [v for v in self._there(reference.url) if _second(v.at) == _second(reference.at)]

    def _with_digest(self, reference: Reference) -> list[Visit]:
        return self._by_digest.get(reference.digest.lower(), []) if reference.digest else []

    def _at_address(self, reference: Reference, candidates: list[Visit]) -> list[Visit]:
        if reference.url is None:
            return []
        there = {id(v) for v in self._there(reference.url)}
        return [v for v in candidates if id(v) in there]

    def _there(self, url: str) -> list[Visit]:
        try:
            return self._by_address.get(canonical_address(url), [])
        except ValueError:  # an address that is none leads nowhere; the digest may
            return []


def _second(at: datetime) -> datetime:
    """WARC 1.0 writes whole seconds, and one file may name a record of another."""
    return at.replace(microsecond=0)


def is_fit(original: Visit, reference: Reference, revisit: Visit) -> bool:
    """Whether a response can be what a revisit refers to: not later than it, and of the payload that it names.

    Digests of one algorithm must agree; where the revisit names one that the response does not have (another
    algorithm), id or date must do.
    """
    if _second(original.at) > _second(revisit.at) or original.request_key != revisit.request_key:
        return False
    if reference.digest is None:
        return True
    algorithm = reference.digest.partition(":")[0].lower()
    held = [
        d.lower()
        for d in (original.payload_digest, original.recorded_digest)
        if d is not None and d.partition(":")[0].lower() == algorithm
    ]
    return not held or reference.digest.lower() in held
