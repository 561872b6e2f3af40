"""The sample day (placeholder docstring, replaced below)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

SAMPLE_DATE = date(2026, 2, 3)
ROUNDS = (
    datetime(2026, 2, 3, 2, 0, tzinfo=UTC),
    datetime(2026, 2, 3, 8, 30, tzinfo=UTC),
)
SOURCES = Path(__file__).resolve().parent / "sources"
