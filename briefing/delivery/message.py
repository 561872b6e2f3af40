"""The mail of a briefing: its headers and parts. No header holds a line break, whatever a name or headline is."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from briefing.records.edition import Edition
from briefing.records.receipt import Receipt
from briefing.records.subscriber import Subscriber
from briefing.rendering.email import EmailBody
from briefing.rendering.hostile_text import show_controls
from briefing.taxonomy.countries import country as country_of

_SENDER = "Country Desk"
_POLICY = SMTP.clone(max_line_length=900)  # a link that is folded as an encoded word is no link any more


def message_id(subscriber_id: str, edition: Edition, sender: str) -> str:
    """The same for every attempt at the same mail: subscriber, edition and version, digested."""
    name = f"{subscriber_id}/{edition.country}/{edition.edition_date}/v{edition.version}"
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def compose_message(
    body: EmailBody, subscriber: Subscriber, receipt: Receipt, unsubscribe_url: str, sender: str, at: datetime
) -> EmailMessage:
    """A briefing or a correction, as multipart/alternative; plain text alone for those who want that."""
    message = _addressed(body, subscriber, sender, at, receipt.message_id)
    place = country_of(receipt.country).name
    message["List-Id"] = f"Country Desk {place} <{receipt.country}.{sender.rpartition('@')[2]}>"
    message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    message["List-Unsubscribe-Post"] = (
        "List-Unsubscribe=One-Click"  # RFC 8058: the provider posts to the link
    )
    message["Auto-Submitted"] = "auto-generated"
    return message


def compose_notice(
    body: EmailBody, subscriber: Subscriber, sender: str, at: datetime, key: str
) -> EmailMessage:
    """A mail about the subscription itself; ``key`` is the same for every attempt at it."""
    name = hashlib.sha256(f"{subscriber.subscriber_id}/{key}".encode()).hexdigest()[:32]
    message = _addressed(body, subscriber, sender, at, f"<{name}@{sender.rpartition('@')[2]}>")
    message["Auto-Submitted"] = "auto-generated"
    return message


def attach_pdf(message: EmailMessage, content: bytes, edition: Edition) -> None:
    """The name is made of our own parts only."""
    message.add_attachment(
        content,
        maintype="application",
        subtype="pdf",
        filename=f"{edition.country}-{edition.edition_date}-v{edition.version}.pdf",
    )


def _addressed(
    body: EmailBody, subscriber: Subscriber, sender: str, at: datetime, identity: str
) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = one_line(body.subject)
    message["From"] = Address(_SENDER, addr_spec=sender)
    # A name from the form is repeated to nobody who has not confirmed: it could be a stranger's message.
    name = "" if subscriber.state == "pending" else one_line(subscriber.name)
    message["To"] = Address(name, addr_spec=subscriber.email)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = identity
    message.set_content(body.text, cte="base64" if not body.text.isascii() else None)
    if body.html and subscriber.profile.format != "text":
        message.add_alternative(body.html, subtype="html", cte="base64")
    return message


def one_line(text: str) -> str:
    """Printable, and on one line."""
    return " ".join(show_controls(text.replace("\r", " ").replace("\n", " ").replace("\t", " ")).split())
