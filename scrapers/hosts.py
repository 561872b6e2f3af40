"""Which source a page belongs to, by its host: for archives that nobody made from our catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from briefing.records.source import Source


class SourceHosts:
    """Hosts of the sources of one country."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._owners: dict[str, list[str]] = defaultdict(list)
        # News media first: where a publisher's newspaper and its other output share a host, a page is an article.
        for source in sorted(sources, key=lambda s: (s.kind != "news_media", s.id)):
            # An endpoint over many countries has other pages about anything, and patterns say better what counts.
            if source.country_filter or source.archived_pages:
                continue
            for host in hosts_of(source):
                self._owners[host].append(source.id)

    def owner_of(self, address: str) -> str | None:
        """Id of the source of that very host, else of the one above it (``m.example.kr`` of ``example.kr``); None
        where no source or more than one of the first kind claims it equally."""
        host = _host(address)
        while host.count("."):
            if host in self._owners:
                return self._owners[host][0]
            host = host.partition(".")[2]
        return None


def hosts_of(source: Source) -> frozenset[str]:
    """Hosts of the homepage and the seeds, without ``www.``."""
    addresses = [source.homepage, *(seed.url for seed in source.seeds().values())]
    return frozenset(filter(None, map(_host, addresses)))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower().removeprefix("www.")
