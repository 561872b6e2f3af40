"""Where the links of a mail lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ReaderLinks:
    """Addresses of the reading room, those of one person signed. ``audit_url`` takes the number of a line.

    ``imprint`` is who sends the mail and their postal address; empty where that is not set.
    """

    edition_url: str
    briefing_url: str
    preferences_url: str
    unsubscribe_url: str
    pdf_url: str
    audit_url: Callable[[int], str]
    imprint: str = ""
