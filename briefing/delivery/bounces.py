"""Mail that came back: delivery status notifications (RFC 3464) and complaints (ARF, RFC 5965), as files."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from pathlib import Path

from sqlalchemy import Engine

from briefing.records.receipt import Receipt
from briefing.storage.receipts import ReceiptStateError, by_message_id, move
from briefing.storage.subscribers import get, save

_MESSAGE_ID = re.compile(rb"<[0-9a-f]{32}@[A-Za-z0-9.-]{1,253}>")
_MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Bounce:
    """``is_permanent``: the address is not to be written to again. ``message_id`` is the one of our mail."""

    message_id: str
    is_permanent: bool
    words: str


@dataclass(frozen=True)
class Settled:
    """What came of one file."""

    file: str
    what: str


class UnreadableBounceError(ValueError):
    """The file is no bounce or complaint of a mail of ours; the message says why."""


def read_bounce(content: bytes) -> Bounce:
    """Read one returned message. Raises UnreadableBounceError."""
    if len(content) > _MOST_BYTES:
        raise UnreadableBounceError("longer than any bounce")
    message = email.message_from_bytes(content, policy=email.policy.default)
    found = _MESSAGE_ID.search(_returned_part(message)) or _MESSAGE_ID.search(content)
    if found is None:
        raise UnreadableBounceError("it names no mail of ours")
    kind = message.get_content_type()
    report = str(message.get_param("report-type", "")) if kind == "multipart/report" else ""
    if report == "feedback-report":
        return Bounce(found.group().decode(), True, "complaint: marked as unwanted")
    status = next(_statuses(message), None)
    if status is None:
        raise UnreadableBounceError("no delivery status in it")
    action, code, words = status
    return Bounce(
        found.group().decode(),
        action == "failed" and code.startswith("5."),
        f"{action} {code} {words}".strip(),
    )


def settle_bounces(engine: Engine, path: Path, at: datetime) -> Iterator[Settled]:
    """Read a file, or all files of a folder; put the receipts to ``bounced`` and suppress addresses that are gone."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if not file.is_file():
            continue
        try:
            yield Settled(file.name, _settle(engine, read_bounce(file.read_bytes()), at))
        except UnreadableBounceError as error:
            yield Settled(file.name, f"not used: {error}")


def _settle(engine: Engine, bounce: Bounce, at: datetime) -> str:
    receipt = by_message_id(engine, bounce.message_id)
    if receipt is None:
        return f"no receipt has the Message-ID {bounce.message_id}"
    words = " ".join("".join(c if c.isprintable() else " " for c in bounce.words).split())[:400]
    if bounce.is_permanent:
        _mark(engine, receipt, words)
        return f"{receipt.subscriber_id} {_suppress(engine, receipt, words, at)}: {words}"
    return f"{receipt.subscriber_id} delayed or temporary: {words}"


def _mark(engine: Engine, receipt: Receipt, words: str) -> None:
    try:
        move(engine, receipt, "bounced", since=("sent", "unclear", "handing_over"), answer=words)
    except ReceiptStateError:
        if receipt.state != "bounced":  # read a second time, a bounce changes nothing
            raise


def _suppress(engine: Engine, receipt: Receipt, words: str, at: datetime) -> str:
    found = get(engine, receipt.subscriber_id)
    if found is None:
        return "is no subscriber any more"
    subscriber, revision = found
    if subscriber.state != "active":
        return f"is {subscriber.state} already"
    state = {"state": "suppressed", "state_detail": f"{at:%Y-%m-%d}: {words}"}
    save(engine, subscriber.model_copy(update=state), revision)
    return "is suppressed"


def _returned_part(message: Message) -> bytes:
    """Our mail, or its headers, as the bounce quotes it."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            return part.as_bytes()
    return b""


def _statuses(message: Message) -> Iterator[tuple[str, str, str]]:
    """Action, status code and the server's words of each recipient."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for block in payload if isinstance(payload, list) else []:
            if isinstance(block, (EmailMessage, Message)) and block["Action"]:
                yield (
                    str(block["Action"]).strip().lower(),
                    str(block["Status"] or "").strip(),
                    str(block["Diagnostic-Code"] or ""),
                )
