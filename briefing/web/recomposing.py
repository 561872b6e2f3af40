"""Composing an edition again, in the background: one at a time for each, with what came of it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import date

from briefing.web.room import RecomposeError, Tools

log = logging.getLogger("desk.web")


@dataclass(frozen=True)
class State:
    """``words`` say what came of the last one; empty while nothing was asked."""

    is_running: bool = False
    words: str = ""
    failed: bool = False


_STATES: dict[tuple[str, date], State] = {}
_LOCK = threading.Lock()


def state_of(country: str, day: date) -> State:
    return _STATES.get((country, day), State())


def begin(tools: Tools, country: str, day: date) -> None:
    """Start, unless one is running; then its outcome will do, since it began after the acts or will be asked for
    again."""
    key = (country, day)
    with _LOCK:
        if state_of(country, day).is_running:
            return
        _STATES[key] = State(is_running=True, words="is being composed")
    threading.Thread(target=_run, args=(tools, country, day), daemon=True).start()


def _run(tools: Tools, country: str, day: date) -> None:
    try:
        version = tools.recompose(country, day)
    except RecomposeError as error:
        _STATES[(country, day)] = State(words=str(error), failed=True)
    except Exception:
        log.exception("recomposing %s %s", country, day)
        _STATES[(country, day)] = State(words="it failed; the log of this server says why", failed=True)
    else:
        _STATES[(country, day)] = State(words=f"version {version} is the newest")
