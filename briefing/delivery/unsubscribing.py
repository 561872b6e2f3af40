"""Unsubscribing: at once, whoever asks with the signed link, and as often as they like."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from briefing.storage.subscribers import RevisionError, get, save

_TRIES = 5


def unsubscribe(engine: Engine, subscriber_id: str, at: datetime) -> bool:
    """No mail of briefings from now on. False where nobody of this id is left; what is ended stays as it is."""
    for _ in range(_TRIES):
        found = get(engine, subscriber_id)
        if found is None:
            return False
        subscriber, revision = found
        if subscriber.state in ("unsubscribed", "suppressed"):
            return True
        ended = subscriber.model_copy(
            update={"state": "unsubscribed", "state_detail": f"by link, {at:%Y-%m-%d %H:%M} UTC"}
        )
        try:
            save(engine, ended, revision)
        except RevisionError:
            continue
        return True
    raise RevisionError(
        f"subscriber {subscriber_id} keeps changing; the request to unsubscribe is not stored"
    )
