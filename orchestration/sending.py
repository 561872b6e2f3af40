"""Which editions are to be sent now, and sending them: what ``desk send`` and the schedule share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from briefing.delivery.sending import Sender, SendingPausedError
from briefing.delivery.trial import lapse
from briefing.records.edition import Edition
from briefing.settings import Settings
from briefing.storage.approvals import is_approved
from briefing.storage.editions import load, versions
from briefing.storage.home import Home

_DAYS_BACK = 5  # older editions are sent on request only; see briefing.delivery.schedule.LATEST


def editions_to_send(
    settings: Settings, codes: Sequence[str], day: date | None, now: datetime, tell: Callable[[str], None]
) -> list[Edition]:
    """Of each country and date the newest version that may go out; ``tell`` hears of editions that wait for
    approval."""
    home = Home(settings.home)
    days = [day] if day else [now.date() - timedelta(days=back) for back in range(_DAYS_BACK, -2, -1)]
    found = []
    for code in codes:
        for when in days:
            have = versions(home, code, when)
            approved = [n for n in have if is_approved(home, settings, code, when, n, now)]
            if approved:
                found.append(load(home, code, when, approved[-1]))
            elif have:
                tell(f"{code}/{when}: no version is approved")
    return found


def send_editions(
    engine: Engine,
    settings: Settings,
    editions: Sequence[Edition],
    now: datetime,
    *,
    on_request: bool = False,
) -> dict[str, Any]:
    """Send what is due of each; what came of it by edition. One that pauses is told as such, the others are tried."""
    results: dict[str, Any] = {"lapsed": [s.subscriber_id for s in lapse(engine, settings, now)]}
    for edition in editions:
        name = f"{edition.country}/{edition.edition_date}/v{edition.version}"
        try:
            sent = Sender(engine, settings).send(edition, now, on_request=on_request)
        except SendingPausedError as error:
            results[name] = {"paused": str(error)}
            continue
        results[name] = {
            "sent": len(sent.sent),
            "corrected": len(sent.corrected),
            "failed": sent.failed,
            "postponed": sent.postponed,
            "unclear": sent.unclear,
            "refused": sent.refused,
        }
    return results


def went_wrong(results: dict[str, Any]) -> bool:
    """Whether a person should look."""
    return any(
        isinstance(result, dict) and (result.get("paused") or result.get("failed") or result.get("refused"))
        for result in results.values()
    )
