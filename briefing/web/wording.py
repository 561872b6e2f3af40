"""Words that only the web's own pages need."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def month_words(day: date) -> str:
    """``March 2026``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"
