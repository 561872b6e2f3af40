"""All that is kept of one person, to be given to them or erased."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from briefing.storage import briefings
from briefing.storage.home import Home
from briefing.storage.subscribers import erase, export, get

_ID = re.compile(r"[a-z0-9]{16}")


def export_all(engine: Engine, home: Home, subscriber_id: str) -> dict[str, Any]:
    """The rows of the database, the briefings as they were cut, and the mails that lie in the outbox."""
    found = get(engine, subscriber_id)
    if found is None:
        return {}
    return {
        **export(engine, subscriber_id),
        "briefings": [json.loads(path.read_bytes()) for path in briefings.all_of(home, subscriber_id)],
        "outbox": {
            str(path.relative_to(home.root)): path.read_text("utf-8", "replace")
            for path in _mails(home, subscriber_id, found[0].email)
        },
    }


def erase_all(engine: Engine, home: Home, subscriber_id: str) -> int:
    """Remove them; the number of files that are gone. The rows go last, so that a run that is cut short can be
    repeated."""
    found = get(engine, subscriber_id)
    if found is None:
        return 0
    files = [*briefings.all_of(home, subscriber_id), *_mails(home, subscriber_id, found[0].email)]
    for path in files:
        path.unlink(missing_ok=True)
    erase(engine, subscriber_id)
    return len(files)


def _mails(home: Home, subscriber_id: str, email: str) -> list[Path]:
    """Mails of theirs in the outbox: those of editions bear the id as their name, notices hold the address."""
    if not _ID.fullmatch(subscriber_id):
        raise ValueError(f"{subscriber_id!r} is no subscriber id")
    if not home.outbox.exists():
        return []
    notices = home.outbox / "notices"
    own = (
        [path for path in notices.glob("*.eml") if f"<{email}>".encode() in path.read_bytes()]
        if notices.exists()
        else []
    )
    return sorted([*home.outbox.glob(f"*/*/v*/{subscriber_id}.eml"), *own])
