"""Analysts' acts on an edition: one line of JSON each, only ever added to, with a check that nobody is overwritten
unseen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from briefing.records.desk_act import DeskAct


class ActError(ValueError):
    """An act that cannot be kept or read; the message names the file and the line, or what is wrong."""


class StaleActError(ActError):
    """Somebody acted on the same target since it was looked at; ``newest`` is what they did."""

    def __init__(self, newest: DeskAct) -> None:
        super().__init__(
            f"{newest.by} changed {newest.target} ({newest.kind}) at {newest.at:%Y-%m-%d %H:%M} UTC, after you looked"
        )
        self.newest = newest


def add_act(
    path: Path,
    *,
    country: str,
    edition_date: object,
    kind: str,
    target: str,
    value: str = "",
    before: str = "",
    by: str,
    at: datetime,
    why: str = "",
    based_on: int,
) -> DeskAct:
    """Append an act. ``based_on`` is the revision of the newest act on the target that the analyst had seen, 0 for
    none.

    Raises StaleActError where there is a newer one, ValidationError for values that are none, ActError after a torn
    line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        acts = read_acts(path)
        newest = newest_on(acts, target)
        if newest is not None and newest.revision > based_on:
            raise StaleActError(newest)
        act = DeskAct.model_validate(
            {
                "revision": acts[-1].revision + 1 if acts else 1,
                "based_on": based_on,
                "country": country,
                "edition_date": edition_date,
                "kind": kind,
                "target": target,
                "value": value,
                "before": before,
                "by": by,
                "at": at,
                "why": why,
            }
        )
        with path.open("ab") as stream:
            stream.write(act.model_dump_json().encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    return act


def read_acts(path: Path) -> list[DeskAct]:
    """All acts in their order; none where there is no file. Raises ActError naming the line that is no act."""
    if not path.exists():
        return []
    found: list[DeskAct] = []
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        raise ActError(f"{path}: its last line is torn; repair it before anything is added")
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        try:
            act = DeskAct.model_validate_json(line)
        except ValidationError as error:
            reasons = "; ".join(str(one["msg"]) for one in error.errors())
            raise ActError(f"{path}: line {number}: {reasons}") from error
        if act.revision != len(found) + 1:
            raise ActError(f"{path}: line {number}: revision {act.revision} where {len(found) + 1} is due")
        found.append(act)
    return found


def newest_on(acts: Sequence[DeskAct], target: str) -> DeskAct | None:
    return next((act for act in reversed(acts) if act.target == target), None)
