"""What people were last told of each source, by each way: the ledger of sent alerts.

It is the only place that knows what was sent. A row of ``source_days`` may be written anew, and a day may be judged
when no way was set up; neither changes what people know.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from pydantic import Field, ValidationError

from briefing.records.record import Instant, Record
from briefing.records.source_day import TROUBLED, HealthState
from briefing.storage.atomic import write_bytes

log = logging.getLogger("desk.alerts")


class Told(Record):
    """The last thing told of a source. ``healthy`` and ``disabled`` close what was open."""

    country: str
    source_id: str
    state: HealthState = Field(description="worst state told of, or what has ended it")
    since: str = Field(description="first day of that state, ISO date")
    date: str = Field(description="monitoring day of the message, or of what has ended it without one")
    bad_date: str = Field(description="newest day on which the source was seen in trouble, ISO date")
    sent_at: Instant = Field(description="when the last message was sent")

    @property
    def open_state(self) -> str:
        """The trouble that people believe to go on, empty for none."""
        return self.state if self.state in TROUBLED else ""


def read_told(folder: Path, country: str, source_id: str) -> Told | None:
    """The note on a source in the folder of a way; None where nothing was ever told.

    A note that cannot be read is logged and counts as none: to be told twice is better than never.
    """
    path = _note(folder, country, source_id)
    if not path.exists():
        return None
    try:
        return Told.model_validate_json(path.read_bytes())
    except ValidationError as error:
        log.error("%s: what was told of %s cannot be read, it may be told again: %s", path, source_id, error)
        return None


def write_told(folder: Path, note: Told) -> None:
    """Keep a note in the folder of a way, whole or not at all."""
    write_bytes(_note(folder, note.country, note.source_id), note.model_dump_json().encode())


def _note(folder: Path, country: str, source_id: str) -> Path:
    """Named by a digest: no text of a table becomes a path."""
    digest = hashlib.sha256("\n".join([country, source_id]).encode()).hexdigest()
    return folder / f"{digest[:24]}.json"
