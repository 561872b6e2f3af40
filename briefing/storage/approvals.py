"""May a version of an edition be sent? By DESK_APPROVAL and what analysts have done."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from briefing.records.desk_act import DeskAct
from briefing.settings import Settings
from briefing.storage.acts import read_acts
from briefing.storage.home import Home
from briefing.taxonomy.countries import country as country_of

EDITION = "edition"
"""Target of acts on the edition as a whole."""


def is_approved(home: Home, settings: Settings, country: str, day: date, version: int, now: datetime) -> bool:
    """Whether this version may go out at ``now``. An approval is of one version; a hold stands until the next one.

    Raises ActError where the acts cannot be read: then nothing is sent.
    """
    acts = [act for act in read_acts(home.acts(country, day)) if act.target == EDITION]
    newest = next((act for act in reversed(acts) if act.kind in ("approve", "hold")), None)
    if newest is not None and newest.kind == "hold":
        return False
    if newest is not None and _approves(newest, version):
        return True
    if settings.approval == "none":
        return True
    return settings.approval.startswith("auto@") and now >= automatic_at(settings, country, day)


def automatic_at(settings: Settings, country: str, day: date) -> datetime:
    """When an edition goes by itself, on the country's clock. An hour that summer time skips is the one after it."""
    clock = time.fromisoformat(settings.approval.removeprefix("auto@"))
    return datetime.combine(day, clock, tzinfo=ZoneInfo(country_of(country).timezone))


def state_words(home: Home, settings: Settings, country: str, day: date, version: int, now: datetime) -> str:
    """Where a version stands, for the desk: ``approved by A. Kim``, ``goes by itself at 20:00``."""
    acts = [a for a in read_acts(home.acts(country, day)) if a.target == EDITION]
    newest = next((act for act in reversed(acts) if act.kind in ("approve", "hold")), None)
    if newest is not None and newest.kind == "hold":
        return f"held by {newest.by}" + (f": {newest.why}" if newest.why else "")
    if newest is not None and _approves(newest, version):
        return f"approved by {newest.by}"
    if settings.approval == "none":
        return "needs no approval"
    if settings.approval.startswith("auto@"):
        if is_approved(home, settings, country, day, version, now):
            return "approved by time"
        return f"goes by itself at {settings.approval.removeprefix('auto@')}, unless it is held"
    return "waits for approval"


def _approves(act: DeskAct, version: int) -> bool:
    return act.kind == "approve" and act.value == str(version)
