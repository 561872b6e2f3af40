"""What a feed says, in its own words: nothing cleaned, resolved or dated yet.

Every reader (well-formed XML, damaged XML, JSON) gives these records, and one place makes entries of them. So the
same feed gives the same entries whichever reader it needed.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrapers.extraction.feeds.media import Media


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """One entry. ``title``, ``summary`` and ``contents`` are markup; ``people`` are authors as they are written.

    ``link`` is the address of the page, ``original_link`` the one that a distributor's link stands for.
    ``id_is_link`` says that the dialect lets ``id`` be an address.
    """

    id: str = ""
    id_is_link: bool = False
    link: str = ""
    original_link: str = ""
    title: str = ""
    summary: str = ""
    contents: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenFeed:
    """A whole feed. ``cut`` counts the entries beyond the cap, which were not read."""

    kind: str  # rss, rdf, atom or json
    title: str = ""
    language: str = ""
    next_link: str = ""
    entries: tuple[WrittenEntry, ...] = ()
    cut: int = 0
