"""The connection to a mail server: encrypted where it can be, and no password in the clear."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

PATIENCE_SECONDS = 20.0


def place_of(url: str) -> str:
    """Host and port, for messages: never the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or ''}".rstrip(":")


def connect(url: str, patience: float = PATIENCE_SECONDS) -> smtplib.SMTP:
    """A connection, logged in where the address has a name and password.

    ``smtps://`` is encrypted from the start, ``smtp://`` as soon as the server offers it. Raises OSError and
    SMTPException.
    """
    parts = urlsplit(url)
    context = ssl.create_default_context()
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=patience, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=patience)
    try:
        if parts.scheme != "smtps":
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif parts.username:
                raise smtplib.SMTPNotSupportedError("it offers no encryption, and no password goes without")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def sender_and_recipient(message: EmailMessage) -> tuple[str, str]:
    """The two addresses of the envelope, from headers of ours."""
    return _address(message, "From"), _address(message, "To")


def _address(message: EmailMessage, header: str) -> str:
    (found,) = message[header].addresses
    return str(found.addr_spec)
