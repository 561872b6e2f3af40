"""What a seed's answer says, in one form for feeds, listings, sitemaps, APIs and documents."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from scrapers.extraction.asking import Asking
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.text import clean

_TITLE = re.compile(r"<title\b[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)


P = ParamSpec("P")
T = TypeVar("T")


class NotAListError(ValueError):
    """The bytes are not what the seed asks for. ``found`` names what they are, in a word that health groups by."""

    def __init__(self, words: str, found: str) -> None:
        super().__init__(words, found)  # both, or it could not travel from a worker's process
        self.found = found

    def __str__(self) -> str:
        return str(self.args[0])


def typed(*expected: type[Exception]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A reader that raises what it says, and NotAListError for whatever else a document makes it raise.

    A document can be written so that some library trips over it; that is a fault of this document, told on its
    capture, and must end nothing but its reading. Memory errors are the workers' to judge.
    """

    def wrap(reader: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(reader)
        def reading(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return reader(*args, **kwargs)
            except (NotAListError, MemoryError):
                raise
            except Exception as error:
                if isinstance(error, expected):
                    raise
                words = f"the reader failed: {type(error).__name__}: {error}"
                raise NotAListError(words[:300], "reader_error") from error

        return reading

    return wrap


@dataclass(frozen=True)
class SeedReading:
    """``passed_over`` counts links, rows or sitemap addresses that are no entries; ``cut`` entries beyond a cap.

    ``next_pages`` and ``children`` (of a sitemap index) are addresses that the answer itself names. ``details`` are
    the calls that bring the text of an entry, by its key, where that is no page.
    """

    entries: tuple[FeedEntry, ...]
    language: str | None
    charset: str
    charset_basis: str
    damaged: int
    cut: int = 0
    passed_over: int = 0
    next_pages: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    details: Mapping[str, Asking] = field(default_factory=dict)


def first_page_words(text: str) -> str:
    """What an unexpected page calls itself, for a message."""
    match = _TITLE.search(text[:20_000])
    words = clean(re.sub(r"<[^>]{0,200}>", " ", match.group(1))) if match else ""
    return f"the page is titled {words[:120]!r}" if words else f"it begins with {clean(text[:80])!r}"
