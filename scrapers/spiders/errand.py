"""An errand: who asks for what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefing.records.source import Source
from scrapers.extraction.asking import Asking

Role = Literal["feed", "sitemap", "listing", "api", "document", "prefetch", "page"]


@dataclass(frozen=True)
class Errand:
    """``seed`` is the key of the seed that it serves, ``found_in`` the capture that led to it.

    ``entry_key`` names the entry whose text a call behind a row brings; it is empty for a page, which is known by its
    address. ``picked`` are the values of a prefetch; ``depth`` counts indexes of sitemaps. ``cookies`` are those of
    the page at ``cookies_of``, kept for all that follows; they go back to where they came from only (safety.py).
    """

    source: Source
    role: Role
    asking: Asking
    seed: str = ""
    found_in: str | None = None
    entry_key: str = ""
    picked: tuple[tuple[str, str], ...] = ()
    depth: int = 0
    cookies: str = ""
    cookies_of: str = ""
