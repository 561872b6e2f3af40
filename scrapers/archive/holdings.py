"""All that the archives of a replay hold, looked up by request: visits in memory, and indexes of imports on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from scrapers.archive.import_index import ImportIndex, is_page_type
from scrapers.archive.index import Visit
from scrapers.extraction.asking import identity_of


class Holdings:
    """Visits by identity, each record once, in the order in which they were made.

    ``as_of`` hides everything captured later. ``resolve`` gives a revisit whose bytes lie in another archive what it
    refers to. The same record in two files (a copy of an archive) is one capture.
    """

    def __init__(
        self,
        visits: Iterable[Visit],
        imports: Sequence[ImportIndex] = (),
        *,
        as_of: datetime | None = None,
        resolve: Callable[[Visit], Visit] = lambda visit: visit,
    ) -> None:
        self.imports, self._as_of, self._resolve = tuple(imports), as_of, resolve
        self._by_identity: dict[str, list[Visit]] = defaultdict(list)
        for visit in visits:
            if as_of is None or visit.at <= as_of:
                self._by_identity[identity_of(visit.url, visit.request_key)].append(visit)
        self._looked_up: dict[str, list[Visit]] = {}
        own = (v.at for group in self._by_identity.values() for v in group)
        stored = filter(None, (index.newest(as_of) for index in imports))
        self.newest: datetime | None = max([*own, *stored], default=as_of)

    def at(self, identity: str) -> list[Visit]:
        """Visits that answer a request, oldest first."""
        if identity not in self._looked_up:
            found = list(self._by_identity.get(identity, ()))
            for index in self.imports:
                found += [self._resolve(v) for v in index.at(identity) if self._is_known(v)]
            once: dict[str, Visit] = {}
            for visit in sorted(found, key=lambda v: (v.at, v.capture_id)):
                once.setdefault(visit.capture_id, visit)
            self._looked_up[identity] = list(once.values())
        return self._looked_up[identity]

    def _is_known(self, visit: Visit) -> bool:
        return self._as_of is None or visit.at <= self._as_of

    def holds(self, identity: str) -> bool:
        """Whether there is any visit of a request."""
        return bool(self.at(identity))

    def addresses(self) -> Iterator[str]:
        """Every address that was visited; one that lies in several archives may come again."""
        for visits in self._by_identity.values():
            yield visits[0].url
        for index in self.imports:
            yield from index.addresses(self._as_of)

    def pages(self, is_wanted: Callable[[str], bool]) -> Iterator[str]:
        """Identities of pages, plain GETs answered with 200 and HTML or PDF, on hosts that are wanted."""
        for identity, visits in self._by_identity.items():
            if not visits[0].request_key and any(
                v.status == 200 and is_page_type(v.content_type) for v in visits
            ):
                yield identity
        for index in self.imports:
            hosts = [host for host, *_ in index.hosts() if is_wanted(host)]
            yield from (identity for identity, _ in index.pages(hosts, self._as_of))
