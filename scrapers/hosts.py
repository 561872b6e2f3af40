"""Which source a page belongs to, by its address: for archives that nobody made from our catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefing.records.seed import Document, Feed, Seed
from briefing.records.source import Source


@dataclass(frozen=True)
class _Claim:
    """What one source claims of a host: addresses that its seeds would take, and folders in which it publishes."""

    source_id: str
    patterns: tuple[re.Pattern[str], ...]
    folders: tuple[tuple[str, ...], ...]


class SourceHosts:
    """Hosts of the sources of one country."""

    def __init__(self, sources: Sequence[Source], *, all_kinds: bool = False) -> None:
        """``all_kinds`` counts sources too whose pages are not told by their host alone."""
        self._claims: dict[str, list[_Claim]] = defaultdict(list)
        # News media first: where nothing tells a publisher's newspaper from its other output, a page is an article.
        for source in sorted(sources, key=lambda s: (s.kind != "news_media", s.id)):
            # An endpoint over many countries has other pages about anything, and patterns say better what counts.
            if (source.country_filter or source.archived_pages) and not all_kinds:
                continue
            for host in hosts_of(source):
                self._claims[host].append(_claim(source, host))

    def is_known(self, host: str) -> bool:
        """Whether a host, or one above it, is a source's."""
        return self._claimed(host) is not None

    def all_of(self, host: str) -> list[str]:
        """Ids of all sources of a host, or of the nearest one above it."""
        return [claim.source_id for claim in self._claimed(host) or ()]

    def owner_of(self, address: str) -> str | None:
        """Id of the source of that very host, else of the one above it (``m.example.kr`` of ``example.kr``).

        Where several sources share the host: the one whose seeds would take the address, else the one that publishes
        in the nearest folder, else news media before others. None where no source has the host.
        """
        claims = self._claimed(_host(address))
        if claims is None:
            return None
        path = _folders(address)

        def nearness(claim: _Claim) -> tuple[bool, int]:
            near = max((_shared(path, folder) for folder in claim.folders), default=0)
            return any(pattern.search(address) for pattern in claim.patterns), near

        return max(claims, key=nearness).source_id  # of equals the first

    def _claimed(self, host: str) -> list[_Claim] | None:
        host = host.lower().removeprefix("www.")
        while host.count("."):
            if host in self._claims:
                return self._claims[host]
            host = host.partition(".")[2]
        return None


def _claim(source: Source, host: str) -> _Claim:
    seeds = [*source.seeds().values(), *source.backfill_seeds().values()]
    patterns = (re.compile(text) for text in dict.fromkeys(filter(None, map(_link_pattern, seeds))))
    addresses = [source.homepage, *(seed.url for seed in seeds)]
    folders = dict.fromkeys(_folders(a) for a in addresses if _host(a) == host)
    return _Claim(source.id, tuple(patterns), tuple(folders))


def _link_pattern(seed: Seed) -> str | None:
    return None if isinstance(seed, Feed | Document) else seed.link_pattern


def _folders(address: str) -> tuple[str, ...]:
    """The folders of an address, without the name of the page and without what a placeholder stands for."""
    parts = urlsplit(address).path.split("/")[1:]
    folders = parts[:-1] if parts and "." in parts[-1] else parts
    return tuple(part for part in folders if part and "{" not in part)


def _shared(path: tuple[str, ...], folder: tuple[str, ...]) -> int:
    """How many folders two paths share from the front, if one lies within the other; 0 otherwise."""
    return len(folder) if path[: len(folder)] == folder else 0


def hosts_of(source: Source) -> frozenset[str]:
    """Hosts of the homepage and the seeds, without ``www.``."""
    addresses = [source.homepage, *(seed.url for seed in source.seeds().values())]
    return frozenset(filter(None, map(_host, addresses)))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower().removeprefix("www.")
