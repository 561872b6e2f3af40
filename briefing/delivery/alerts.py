"""Alerts about sources, by e-mail and by webhook: what people do not know yet of a judged day.

What they know is what each way has sent (``told``). An alert is remembered after it was sent: a process that is
killed in between sends it again rather than never. Both ways carry a key that stays the same, so that the other side
can tell a repeat.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from filelock import FileLock

from briefing.composition.health.alerting import (
    is_recovered,
    is_trouble_to_tell,
    recovery_words,
    trouble_words,
)
from briefing.delivery.smtp import PATIENCE_SECONDS, connect, place_of
from briefing.delivery.told import Told, read_told, write_told
from briefing.records.source_day import TROUBLED, SourceDay
from briefing.settings import Settings
from briefing.storage.home import Home

log = logging.getLogger("desk.alerts")
_LONGEST = 1000  # characters of one alert: what a page says of itself may be long


class AlertDeliveryError(Exception):
    """An alert could not be sent; the message names the way and what it answered, never a password."""


@dataclass(frozen=True)
class Alert:
    """One change of one source. ``key`` is the same whenever the same change is told."""

    key: str
    country: str
    date: str
    source_id: str
    source_name: str
    state: str
    since: str
    text: str


class Channel(Protocol):
    """A way to tell people."""

    @property
    def name(self) -> str:
        """Its folder in the ledger: letters, digits and hyphens."""

    def send(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Send all of them as one message. Raises AlertDeliveryError."""


@dataclass(frozen=True)
class Delivery:
    """What was new to at least one channel, in the order of sources; how many were sent by each; and what failed, in
    words."""

    alerts: tuple[Alert, ...]
    sent: dict[str, int]
    failures: tuple[str, ...]


def alert_of(row: SourceDay, told: Told | None) -> Alert | None:
    """What a way that has ``told`` last has to tell of a judged day; None where people know all there is.

    Of a day before the one told of last there is nothing to tell: people know what came after it.
    """
    if told is not None and row.date < told.date:
        return None
    known = told.open_state if told is not None else ""
    if is_trouble_to_tell(row, known):
        text = trouble_words(row)
    elif told is not None and known and is_recovered(row, told.bad_date):
        text = recovery_words(row, known, told.since)
    else:
        return None
    before = [told.state, told.date] if told is not None else []
    return Alert(
        key=_digest([row.country, row.source_id, row.state, row.state_since, *before]),
        country=row.country,
        date=row.date,
        source_id=row.source_id,
        source_name=plain(row.source_name),
        state=row.state,
        since=row.state_since,
        text=plain(text),
    )


def note_after(row: SourceDay, told: Told | None, alert: Alert | None, at: datetime) -> Told | None:
    """What the ledger has to hold after a day, ``alert`` (sent at ``at``) included; ``told`` itself where nothing
    changes."""
    is_bad = row.state in TROUBLED
    if alert is not None:
        return Told(
            country=row.country,
            source_id=row.source_id,
            state=row.state,
            since=row.state_since,
            date=row.date,
            bad_date=max(row.date, told.bad_date) if is_bad and told else row.date if is_bad else "",
            sent_at=at,
        )
    if told is None or not told.open_state or row.date < told.date:
        return told
    if row.state == "disabled":  # whoever disabled it knows; when it is enabled again, it begins anew
        return told.model_copy(update={"state": "disabled", "since": row.state_since, "date": row.date})
    if is_bad:
        return told.model_copy(update={"bad_date": max(row.date, told.bad_date)})
    return told


def plain(text: str) -> str:
    """One line of printable characters, cut where it is long: an evidence may quote what a page says."""
    line = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """The channels that are set up; none by default."""
    found: list[Channel] = []
    if settings.alert_email and settings.smtp_url:
        addresses = tuple(a.strip() for a in settings.alert_email.split(","))
        found.append(MailChannel(settings.smtp_url.get_secret_value(), addresses))
    if settings.alert_webhook:
        found.append(WebhookChannel(settings.alert_webhook.get_secret_value()))
    return tuple(found)


def deliver(rows: Sequence[SourceDay], channels: Sequence[Channel], home: Home, at: datetime) -> Delivery:
    """Send by each channel what people do not know from it yet. A channel that fails does not keep the others from
    sending, and sends with the next day what it could not send with this one."""
    found: dict[str, Alert] = {}
    sent: dict[str, int] = {}
    failures: list[str] = []
    ordered = sorted(rows, key=lambda row: row.source_id)
    home.locks.mkdir(parents=True, exist_ok=True)
    with FileLock(home.locks / "alerts.lock"):
        for channel in channels:
            ledger = home.alerts / channel.name
            before = [read_told(ledger, row.country, row.source_id) for row in ordered]
            alerts = [alert_of(row, told) for row, told in zip(ordered, before, strict=True)]
            new = tuple(alert for alert in alerts if alert is not None)
            found |= {alert.source_id: alert for alert in new}
            try:
                if new:
                    channel.send(new, at)
                    sent[channel.name] = len(new)
            except AlertDeliveryError as error:
                log.error("%s", error)
                failures.append(str(error))
                alerts = [None] * len(alerts)
            for row, told, alert in zip(ordered, before, alerts, strict=True):
                note = note_after(row, told, alert, at)
                if note is not None and note != told:
                    write_told(ledger, note)
    return Delivery(tuple(found[source] for source in sorted(found)), sent, tuple(failures))


def summary(alerts: Sequence[Alert]) -> str:
    """``2 sources of kr on 2026-03-10: 1 dead, 1 late``: counts and our own words only."""
    counts = Counter(alert.state for alert in alerts)
    what = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    some = "1 source" if len(alerts) == 1 else f"{len(alerts)} sources"
    return f"{some} of {alerts[0].country} on {alerts[0].date}: {what}"


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _key_of(alerts: Sequence[Alert]) -> str:
    return _digest([alert.key for alert in alerts])


@dataclass(frozen=True)
class MailChannel:
    """One plain-text mail. ``url`` is ``smtp://user:password@host:587`` (encrypted as soon as the server can) or
    ``smtps://…:465``. The first of ``addresses`` is the sender too."""

    url: str
    addresses: tuple[str, ...]
    name: str = "mail"

    def send(self, alerts: Sequence[Alert], at: datetime) -> None:
        place = place_of(self.url)
        try:
            with connect(self.url) as server:
                refused = server.send_message(compose_mail(alerts, self.addresses, at))
        except (OSError, smtplib.SMTPException) as error:
            raise AlertDeliveryError(f"mail through {place}: {type(error).__name__}: {error}") from error
        for address, (code, words) in refused.items():
            log.error("mail to %s was refused: %s %s", address, code, words.decode("utf-8", "replace"))


def compose_mail(alerts: Sequence[Alert], addresses: Sequence[str], at: datetime) -> EmailMessage:
    """Headers hold counts, dates and addresses of ours; what comes from the web stands in the body."""
    message = EmailMessage()
    message["Subject"] = f"Country Desk: {summary(alerts)}"
    message["From"] = addresses[0]
    message["To"] = ", ".join(addresses)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{_key_of(alerts)}@country-desk.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"{alert.source_id}: {alert.text}" for alert in alerts]
    command = f"desk sources health --country {alerts[0].country} --date {alerts[0].date}"
    message.set_content("\n\n".join([*lines, f"All sources: {command}"]) + "\n")
    return message


@dataclass(frozen=True)
class WebhookChannel:
    """One JSON document by POST. Redirects are not followed; any answer but 2xx is a failure."""

    url: str
    name: str = "webhook"

    def send(self, alerts: Sequence[Alert], at: datetime) -> None:
        host = urlsplit(self.url).hostname
        try:
            answer = httpx.post(
                self.url,
                json=document(alerts, at),
                headers={"Idempotency-Key": _key_of(alerts)},
                timeout=PATIENCE_SECONDS,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AlertDeliveryError(f"webhook at {host}: {type(error).__name__}") from error
        if not answer.is_success:
            raise AlertDeliveryError(f"webhook at {host}: answered {answer.status_code}")


def document(alerts: Sequence[Alert], at: datetime) -> dict[str, object]:
    """What a webhook gets. ``text`` says all of it, for programs that only print."""
    return {
        "text": "\n".join([summary(alerts), *(alert.text for alert in alerts)]),
        "country": alerts[0].country,
        "date": alerts[0].date,
        "sent_at": at.isoformat(),
        "alerts": [
            {
                "key": alert.key,
                "source_id": alert.source_id,
                "source_name": alert.source_name,
                "state": alert.state,
                "since": alert.since,
                "text": alert.text,
            }
            for alert in alerts
        ],
    }
