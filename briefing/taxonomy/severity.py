"""How grave a category's developments usually are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.gazetteer import read_yaml

MOST = 5
_FILE = Path(__file__).with_name("severity.yml")


class SeverityError(ValueError):
    """A severity file that misses a category, names an unknown one or leaves the scale."""


@lru_cache(maxsize=1)
def severities() -> Mapping[str, int]:
    """Category id to severity, 1 to 5. Raises SeverityError."""
    raw = read_yaml(_FILE)
    known = {row.id for row in (*taxonomy().risk, *taxonomy().ops)}
    if odd := sorted(known ^ set(raw)):
        raise SeverityError(f"{_FILE.name}: missing or unknown: {', '.join(odd)}")
    for category, value in raw.items():
        if not isinstance(value, int) or not 1 <= value <= MOST:
            raise SeverityError(f"{_FILE.name}: {category}: {value!r} is not a whole number from 1 to {MOST}")
    return raw
