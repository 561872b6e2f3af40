"""Refused rows: their ids, who is refused, and merging what several gates refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from briefing.records.quarantined_row import QuarantinedRow


def row_text(row: dict[str, Any]) -> str:
    """A row as JSON with its columns in alphabetical order; instants in ISO 8601."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a row holds a {type(value).__name__}, which has no JSON form")


def quarantine_id(suite: str, expectation: str, row_id: str, row: str) -> str:
    """Digest of a refusal. The row's text is in it, so a release holds for that text and no other."""
    return hashlib.sha256("\x1f".join((suite, expectation, row_id, row)).encode()).hexdigest()[:20]


def merge(*groups: Iterable[QuarantinedRow]) -> tuple[QuarantinedRow, ...]:
    """Refusals of several gates in one order, each once."""
    found = {row.quarantine_id: row for group in groups for row in group}
    return tuple(
        sorted(found.values(), key=lambda r: (r.suite, r.source_id, r.row_id, r.expectation, r.quarantine_id))
    )


def refused_ids(rows: Iterable[QuarantinedRow], suite: str) -> frozenset[str]:
    """Row ids (capture or item ids) that a suite refuses and nobody released."""
    return frozenset(row.row_id for row in rows if row.suite == suite and not row.is_released)


def refused_versions(rows: Iterable[QuarantinedRow]) -> frozenset[tuple[str, int]]:
    """Item id and version of each refused article or item row that nobody released."""
    versions = set()
    for row in rows:
        version = json.loads(row.row).get("version")
        if not row.is_released and isinstance(version, int):
            versions.add((row.row_id, version))
    return frozenset(versions)


def reasons(rows: Iterable[QuarantinedRow]) -> dict[str, str]:
    """Row id to the reasons of its refusal, in words, joined; released rows left out."""
    found: dict[str, list[str]] = {}
    for row in merge(rows):
        if not row.is_released and row.reason not in found.setdefault(row.row_id, []):
            found[row.row_id].append(row.reason)
    return {row_id: "; ".join(texts) for row_id, texts in sorted(found.items())}
