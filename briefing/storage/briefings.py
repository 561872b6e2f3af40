"""The subscribers' cuts of an edition as they were sent: a JSON file each."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from briefing.records.briefing import Briefing
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home

_ID = re.compile(r"[a-z0-9]{16}")


def path_of(home: Home, subscriber_id: str, country: str, day: date, version: int) -> Path:
    """Raises ValueError for an id that is none of ours: it becomes a file name."""
    if not _ID.fullmatch(subscriber_id):
        raise ValueError(f"{subscriber_id!r} is no subscriber id")
    return home.briefings(country, day, version) / f"{subscriber_id}.json"


def store(home: Home, briefing: Briefing) -> Path:
    """Write a briefing, whole or not at all."""
    path = path_of(
        home,
        briefing.subscriber_id,
        briefing.country,
        briefing.edition_date,
        briefing.edition_version,
    )
    write_bytes(path, briefing.model_dump_json(indent=1).encode() + b"\n")
    return path


def load(home: Home, subscriber_id: str, country: str, day: date, version: int) -> Briefing | None:
    """The briefing as it was sent; None where none is kept. Raises ValidationError for a file that is none."""
    path = path_of(home, subscriber_id, country, day, version)
    return Briefing.model_validate_json(path.read_bytes()) if path.exists() else None


def all_of(home: Home, subscriber_id: str) -> list[Path]:
    """The files of one subscriber, over all editions."""
    if not _ID.fullmatch(subscriber_id):
        raise ValueError(f"{subscriber_id!r} is no subscriber id")
    root = home.root / "briefings"
    return sorted(root.glob(f"*/*/v*/{subscriber_id}.json")) if root.exists() else []
