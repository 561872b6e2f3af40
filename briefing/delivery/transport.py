"""Ways out for mail: files in the outbox by default, a mail server where one is set up.

A way out calls ``at_the_end`` just before the one step after which the mail may have arrived. Until then a process
that dies has surely sent nothing; after it, ``was_accepted`` tells what became of the mail, where anything can.
"""

from __future__ import annotations

import contextlib
import logging
import re
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from briefing.delivery.smtp import connect, place_of, sender_and_recipient
from briefing.records.receipt import Receipt
from briefing.settings import Settings
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home

log = logging.getLogger("desk.delivery")


class TemporaryError(Exception):
    """Not now: the server is away, busy or greylists. The mail was surely not taken."""


class RefusedError(Exception):
    """Never: the server refuses this mail for good. ``is_address`` when it is the recipient that it refuses."""

    def __init__(self, words: str, *, is_address: bool) -> None:
        super().__init__(words)
        self.is_address = is_address


class NoAnswerError(Exception):
    """The connection was lost between the end of the mail and the server's answer: it may have been taken."""


class Transport(Protocol):
    """A way out, used within a ``with`` block."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def send(self, message: EmailMessage, receipt: Receipt | None, at_the_end: Callable[[], None]) -> str:
        """Hand a mail over; what was answered, in one line. Raises TemporaryError, RefusedError, NoAnswerError."""

    def was_accepted(self, receipt: Receipt) -> bool | None:
        """Whether the mail of a receipt was taken; None where nobody can tell."""


def transport_of(settings: Settings) -> Transport:
    """The configured way out."""
    if settings.smtp_url is None:
        return Outbox(Home(settings.home))
    return MailServer(settings.smtp_url.get_secret_value(), settings.smtp_journal)


class Outbox:
    """A file per mail. That the file is there is the proof that it was taken."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, message: EmailMessage, receipt: Receipt | None, at_the_end: Callable[[], None]) -> str:
        path = self._path(receipt) if receipt else self._notice_path(message)
        content = message.as_bytes()
        at_the_end()
        write_bytes(path, content)
        return f"written to {path.relative_to(self._home.root)}"

    def was_accepted(self, receipt: Receipt) -> bool | None:
        return self._path(receipt).exists()

    def _path(self, receipt: Receipt) -> Path:
        folder = self._home.outbox / receipt.country / receipt.edition_date.isoformat()
        return folder / f"v{receipt.edition_version}" / f"{receipt.subscriber_id}.eml"

    def _notice_path(self, message: EmailMessage) -> Path:
        return self._home.outbox / "notices" / f"{_bare(str(message['Message-ID']))}.eml"


class MailServer:
    """One connection for many mails, opened when the first is sent and again when it is lost.

    ``journal`` is where the server notes what it took: a Maildir with a copy of each mail, or a log file in which the
    Message-ID of each stands (``message-id=<…>``, as Postfix writes it). Without one, a mail whose answer was lost
    stays unclear.
    """

    def __init__(self, url: str, journal: Path | None = None) -> None:
        self._url = url
        self._journal = journal
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def send(self, message: EmailMessage, receipt: Receipt | None, at_the_end: Callable[[], None]) -> str:
        content = re.sub(rb"(?m)^\.", b"..", message.as_bytes())  # RFC 5321, 4.5.2: a dot that begins a line
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
        server = self._begin(message)
        try:
            server.send(content)
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost(error) from error
        at_the_end()
        try:
            server.send(b".\r\n")
            code, words = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NoAnswerError(f"{place_of(self._url)}: {type(error).__name__}: {error}") from error
        self._judge(code, words, is_address=False)
        return _line(code, words)

    def was_accepted(self, receipt: Receipt) -> bool | None:
        if self._journal is None:
            return None
        return _is_in_journal(self._journal, receipt.message_id)

    def _begin(self, message: EmailMessage) -> smtplib.SMTP:
        """The envelope, up to the server's word to go on."""
        sender, recipient = sender_and_recipient(message)
        try:
            server = self._connected()
            self._judge(*server.mail(sender), is_address=False)
            self._judge(*server.rcpt(recipient), is_address=True)
            code, words = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost(error) from error
        if code != 354:
            self._judge(code, words, is_address=False)
            raise self._lost(smtplib.SMTPDataError(code, words))
        return server

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = connect(self._url)
        return self._server

    def _judge(self, code: int, words: bytes, *, is_address: bool) -> None:
        """Raises TemporaryError or RefusedError where the answer is not yes; the connection is good for the next."""
        if 200 <= code < 300 or code == 354:
            return
        server = self._server
        if server is not None:
            try:
                server.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        if code == 421:  # the server closes the connection
            self._drop()
        if 500 <= code < 600:
            raise RefusedError(_line(code, words), is_address=is_address)
        raise TemporaryError(_line(code, words))

    def _lost(self, error: Exception) -> TemporaryError:
        self._drop()
        return TemporaryError(f"{place_of(self._url)}: {type(error).__name__}: {error}")

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _is_in_journal(journal: Path, message_id: str) -> bool | None:
    """Whether a server's own record holds a Message-ID; None where the record cannot be read."""
    try:
        if journal.is_dir():
            copies = (path for part in ("new", "cur") for path in (journal / part).iterdir())
            return any(message_id.encode() in path.read_bytes() for path in copies)
        with journal.open("rb") as stream:
            return any(message_id.encode() in line for line in stream)
    except OSError as error:
        log.error("the journal of accepted mail cannot be read: %s", error)
        return None


def _line(code: int, words: bytes) -> str:
    text = words.decode("utf-8", "replace")
    return " ".join(f"{code} {''.join(c if c.isprintable() else ' ' for c in text)}".split())[:500]


def _bare(message_id: str) -> str:
    """Letters and digits of a Message-ID of ours before the ``@``."""
    return re.sub(r"[^0-9a-z]", "", message_id.partition("@")[0])
