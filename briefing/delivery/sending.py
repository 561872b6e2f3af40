"""Sending an edition: to each reader once, whatever happens on the way.

A receipt is written before anything leaves (``claimed``), put to ``handing_over`` in the instant before the end of
the message, and to ``sent`` after the answer. A process that dies leaves receipts that say how far it had come: a
claimed mail has surely not gone and is sent again; one that was being handed over is looked up, and waits for a
person where nothing can tell.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from filelock import FileLock
from sqlalchemy import Engine

from briefing.composition.briefing_check import check_briefing
from briefing.composition.errata import errata
from briefing.composition.tailoring import Tailor
from briefing.delivery.links import Links
from briefing.delivery.message import attach_pdf, compose_message, message_id
from briefing.delivery.press import PdfNotMadeError, Press
from briefing.delivery.schedule import is_due
from briefing.delivery.transport import (
    NoAnswerError,
    RefusedError,
    TemporaryError,
    Transport,
    transport_of,
)
from briefing.delivery.trial import has_lapsed
from briefing.records.briefing import Briefing
from briefing.records.edition import Edition
from briefing.records.erratum import Erratum
from briefing.records.receipt import Receipt
from briefing.records.subscriber import Subscriber
from briefing.rendering.email import EmailBody, MailRoom, render_correction
from briefing.settings import Settings
from briefing.storage import briefings, editions
from briefing.storage.home import Home
from briefing.storage.receipts import claim, in_state, move, receipts_of_edition
from briefing.storage.subscribers import get, list_all, save

log = logging.getLogger("desk.delivery")

ERRORS_IN_A_ROW = 5
"""After so many failures one behind the other a run pauses: the server is in trouble, or we are to it."""
_LOOK_AGAIN_SECONDS = 2.0  # a server may still be writing down what it took when its client died
_AT_ONCE = 200  # receipts claimed ahead


class SendingPausedError(RuntimeError):
    """Too many failures in a row; what is left is due in the next run."""


@dataclass
class Sent:
    """What a run did, by subscriber id."""

    sent: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    postponed: dict[str, str] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # a briefing that its own check does not let out


@dataclass(frozen=True)
class Mailing:
    """One mail to be made: to whom, which version, and whether it is a correction of an earlier one."""

    subscriber: Subscriber
    receipt: Receipt
    errata: tuple[Erratum, ...] = ()


class Sender:
    """Sends one edition. Only one at a time works on a home; the database's keys hold over several machines."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        transport: Transport | None = None,
        *,
        settle: float = _LOOK_AGAIN_SECONDS,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._home = Home(settings.home)
        self._transport = transport or transport_of(settings)
        self._links = Links(settings)
        self._settle = settle

    def send(
        self,
        edition: Edition,
        now: datetime,
        *,
        on_request: bool = False,
        limit: int | None = None,
        on_step: Callable[[int], None] = lambda done: None,
    ) -> Sent:
        """Send what is due of an edition. ``on_request`` passes over the hour and sends old editions too.

        Raises SendingPausedError; what was sent until then is in the ledger.
        """
        self._home.locks.mkdir(parents=True, exist_ok=True)
        outcome = Sent()
        with FileLock(self._home.locks / "sending.lock"), self._transport as transport:
            self.settle(now, outcome)
            room, tailor, press = MailRoom(edition), Tailor(edition), Press(self._settings, edition)
            failures = 0
            for done, mailing in enumerate(self._mailings(edition, now, on_request=on_request), 1):
                if limit is not None and done > limit:
                    break
                failures = self._one(mailing, edition, room, press, tailor, transport, now, outcome, failures)
                on_step(done)
        return outcome

    def settle(self, now: datetime, outcome: Sent) -> None:
        """Look up what earlier runs were handing over when they ended."""
        for tried in (1, 2):
            open_ = in_state(self._engine, "handing_over")
            if not open_:
                return
            if tried == 2:
                time.sleep(self._settle)
            for receipt in open_:
                accepted = self._transport.was_accepted(receipt)
                if accepted:
                    move(
                        self._engine,
                        receipt,
                        "sent",
                        since=("handing_over",),
                        answer="found in the record of what was taken",
                        sent_at=now,
                    )
                elif accepted is None:
                    move(
                        self._engine,
                        receipt,
                        "unclear",
                        since=("handing_over",),
                        answer="the run ended before the answer, and nothing tells whether it was taken",
                    )
                    outcome.unclear.append(receipt.subscriber_id)
                elif tried == 2:
                    move(
                        self._engine,
                        receipt,
                        "claimed",
                        since=("handing_over",),
                        answer="not in the record of what was taken",
                    )

    def planned(self, edition: Edition, now: datetime, *, on_request: bool = False) -> list[Mailing]:
        """What ``send`` would send; nothing is written."""
        return list(self._due(edition, now, on_request=on_request))

    def _mailings(self, edition: Edition, now: datetime, *, on_request: bool) -> Iterator[Mailing]:
        """Claimed mailings, a batch ahead."""
        batch: list[Mailing] = []
        for mailing in self._due(edition, now, on_request=on_request):
            batch.append(mailing)
            if len(batch) == _AT_ONCE:
                yield from self._claimed(batch)
                batch = []
        yield from self._claimed(batch)

    def _claimed(self, batch: Sequence[Mailing]) -> list[Mailing]:
        """Those that are ours: newly claimed, or claimed before by a run that is over."""
        new = [
            mailing.receipt
            for mailing in batch
            if mailing.receipt.attempts == 1 and not mailing.receipt.answer
        ]
        won = {receipt.message_id for receipt in claim(self._engine, new)}
        fresh = {receipt.message_id for receipt in new}
        return [m for m in batch if m.receipt.message_id in won or m.receipt.message_id not in fresh]

    def _due(self, edition: Edition, now: datetime, *, on_request: bool) -> Iterator[Mailing]:
        country, day = edition.country, edition.edition_date
        ledger: dict[str, dict[int, Receipt]] = {}
        for receipt in receipts_of_edition(self._engine, country, day):
            ledger.setdefault(receipt.subscriber_id, {})[receipt.edition_version] = receipt
        changed: dict[int, tuple[Erratum, ...]] = {}
        for subscriber in list_all(self._engine, "active"):
            if not _wants(subscriber, country) or has_lapsed(subscriber, now):
                continue
            of_mine = ledger.get(subscriber.subscriber_id, {})
            mine = of_mine.get(edition.version)
            if mine is not None:
                if mine.state == "claimed":
                    yield Mailing(subscriber, _again(mine), self._errata_of(mine, edition, changed, of_mine))
                continue
            told = max(
                (n for n, r in of_mine.items() if r.state in ("sent", "unclear") and n < edition.version),
                default=None,
            )
            if told is not None:
                found = self._concerned(subscriber, edition, told, changed)
                if found:
                    yield Mailing(subscriber, self._receipt(subscriber, edition, now, "correction"), found)
                continue
            if on_request or (
                is_due(subscriber.profile, edition, now)
                and (subscriber.confirmed_at or subscriber.created_at) <= now
            ):
                for receipt in of_mine.values():  # claimed for a version that is no longer the newest
                    if receipt.state == "claimed":
                        move(
                            self._engine,
                            receipt,
                            "failed",
                            since=("claimed",),
                            answer=f"not sent: version {edition.version} came first",
                        )
                yield Mailing(subscriber, self._receipt(subscriber, edition, now, "edition"))

    def _errata_of(
        self,
        receipt: Receipt,
        edition: Edition,
        changed: dict[int, tuple[Erratum, ...]],
        of_mine: dict[int, Receipt],
    ) -> tuple[Erratum, ...]:
        """Of a correction that was claimed and not sent, what it corrects."""
        if receipt.kind != "correction":
            return ()
        told = max(n for n, r in of_mine.items() if r.state in ("sent", "unclear") and n < edition.version)
        found = get(self._engine, receipt.subscriber_id)
        return self._concerned(found[0], edition, told, changed) if found else ()

    def _concerned(
        self, subscriber: Subscriber, edition: Edition, told: int, changed: dict[int, tuple[Erratum, ...]]
    ) -> tuple[Erratum, ...]:
        """Errata of lines that this reader was sent."""
        country, day = edition.country, edition.edition_date
        if told not in changed:
            changed[told] = errata(editions.load(self._home, country, day, told), edition)
        if not changed[told]:
            return ()
        sent = briefings.load(self._home, subscriber.subscriber_id, country, day, told)
        lines = {chosen.line for chosen in sent.chosen} if sent else set()
        return tuple(erratum for erratum in changed[told] if erratum.line_before in lines)

    def _receipt(self, subscriber: Subscriber, edition: Edition, now: datetime, kind: str) -> Receipt:
        return Receipt(
            subscriber_id=subscriber.subscriber_id,
            country=edition.country,
            edition_date=edition.edition_date,
            edition_version=edition.version,
            kind="correction" if kind == "correction" else "edition",
            state="claimed",
            message_id=message_id(subscriber.subscriber_id, edition, self._settings.mail_from),
            claimed_at=now,
        )

    def _one(
        self,
        mailing: Mailing,
        edition: Edition,
        room: MailRoom,
        press: Press,
        tailor: Tailor,
        transport: Transport,
        now: datetime,
        outcome: Sent,
        failures: int,
    ) -> int:
        """Make and hand over one mail; the number of failures in a row after it."""
        subscriber, receipt = mailing.subscriber, mailing.receipt
        briefing = tailor.briefing(subscriber.profile, subscriber.subscriber_id)
        faults = check_briefing(edition, subscriber.profile, briefing)
        if faults:
            outcome.refused[subscriber.subscriber_id] = "; ".join(faults)
            log.error("briefing of %s refused: %s", subscriber.subscriber_id, "; ".join(faults))
            return failures
        briefings.store(self._home, briefing)
        try:
            message = self._message(mailing, edition, room, press, briefing, now)
        except PdfNotMadeError as error:  # this reader's alone; the next run tries again
            outcome.refused[subscriber.subscriber_id] = str(error)
            log.error("PDF of %s not made: %s", subscriber.subscriber_id, error)
            return failures
        digest = hashlib.sha256(message.as_bytes()).hexdigest()
        current = receipt

        def at_the_end() -> None:
            nonlocal current
            current = move(self._engine, receipt, "handing_over", since=("claimed",), body_digest=digest)

        try:
            answer = transport.send(message, receipt, at_the_end)
        except TemporaryError as error:
            if current.state == "handing_over":
                move(self._engine, current, "claimed", since=("handing_over",), answer=str(error))
            outcome.postponed[subscriber.subscriber_id] = str(error)
            return self._paused_at(failures + 1, error)
        except NoAnswerError as error:
            outcome.postponed[subscriber.subscriber_id] = str(error)
            return self._paused_at(failures + 1, error)
        except RefusedError as error:
            move(self._engine, current, "failed", since=("claimed", "handing_over"), answer=str(error))
            outcome.failed[subscriber.subscriber_id] = str(error)
            if error.is_address:
                self._suppress(subscriber, str(error))
                return 0
            return self._paused_at(failures + 1, error)
        move(self._engine, current, "sent", since=("handing_over",), answer=answer, sent_at=now)
        (outcome.corrected if receipt.kind == "correction" else outcome.sent).append(subscriber.subscriber_id)
        return 0

    def _message(
        self,
        mailing: Mailing,
        edition: Edition,
        room: MailRoom,
        press: Press,
        briefing: Briefing,
        now: datetime,
    ) -> EmailMessage:
        subscriber, receipt = mailing.subscriber, mailing.receipt
        links = self._links.reader_links(subscriber.subscriber_id, edition)
        body: EmailBody
        if receipt.kind == "correction":
            body = render_correction(edition, mailing.errata, links, subscriber.name)
        else:
            body = room.briefing(briefing, links, subscriber.name)
        message = compose_message(
            body, subscriber, receipt, links.unsubscribe_url, self._settings.mail_from, now
        )
        if subscriber.profile.format == "pdf" and receipt.kind == "edition":
            attach_pdf(message, press.pdf(briefing), edition)
        return message

    def _paused_at(self, failures: int, error: Exception) -> int:
        if failures >= ERRORS_IN_A_ROW:
            raise SendingPausedError(
                f"{failures} mails in a row could not be handed over, the last: {error}; "
                "the rest is due in the next run"
            ) from error
        return failures

    def _suppress(self, subscriber: Subscriber, why: str) -> None:
        found = get(self._engine, subscriber.subscriber_id)
        if found is not None and found[0].state == "active":
            save(
                self._engine,
                found[0].model_copy(update={"state": "suppressed", "state_detail": f"refused: {why}"[:500]}),
                found[1],
            )


def _wants(subscriber: Subscriber, country: str) -> bool:
    return not subscriber.profile.countries or country in subscriber.profile.countries


def _again(receipt: Receipt) -> Receipt:
    """Another attempt at what an earlier run had claimed."""
    return receipt.model_copy(update={"attempts": receipt.attempts + 1})
