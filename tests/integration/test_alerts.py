"""Alerts over a real mail server and a real web server on loopback: once each, whole, and nothing slipped in."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import ValidationError
from typer.testing import CliRunner

from briefing.composition.health.judging import judge_day
from briefing.composition.health.measuring import Tables
from briefing.delivery.alerts import (
    AlertDeliveryError,
    MailChannel,
    WebhookChannel,
    alerts_of,
    channels_of,
    compose_mail,
    deliver,
)
from briefing.enrichment.language import ScriptAndLangid
from briefing.records.frame import to_frame
from briefing.records.source_day import SourceDay
from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.taxonomy.countries import monitoring_day
from tests.unit.record_samples import source

AT = datetime(2026, 3, 10, 9, 2, tzinfo=UTC)
HOSTILE = "Daily\r\nBcc: everyone@victim.example\r\n\r\nBuy \x1b[31mnow\u202e"


def row(name: str = "daily", **given: Any) -> SourceDay:
    """A judged day of a source, varied."""
    day = monitoring_day("kr", datetime(2026, 3, 10).date(), Settings().cutoff)
    [made] = judge_day([source(name)], day, Tables([], [], []), {}, ScriptAndLangid())
    told = {"state": "dead", "state_since": "2026-03-10", "alert": f"{name} is dead: answered 404"}
    return made.model_copy(update=told | given)


class Mailbox:
    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuses = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return "451 try again later"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.socket() as probe:  # the controller connects to the port that it was given, so 0 will not do
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


class Hook:
    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.status = 200
        self.url = ""


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.documents.append(json.loads(body))
            made.keys.append(self.headers["Idempotency-Key"])
            self.send_response(made.status)
            if made.status == 302:
                self.send_header("Location", made.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_is_one_letter_with_all_alerts_and_goes_once(
    mail: tuple[Mailbox, str], tmp_path: Path
) -> None:
    box, url = mail
    channel = MailChannel(url, ("desk@publisher.example", "night@publisher.example"))
    alerts = alerts_of([row("b"), row("a", state="late"), row("c", alert="")])
    home = Home(tmp_path)
    assert deliver(alerts, [channel], home, AT).sent == {"mail": 2}
    assert deliver(alerts, [channel], home, AT).sent == {}
    [letter] = box.letters
    assert box.recipients == [["desk@publisher.example", "night@publisher.example"]]
    assert letter["Subject"] == "Country Desk: 2 sources of kr on 2026-03-10: 1 dead, 1 late"
    body = letter.get_content()
    assert body.index("kr_a: a is dead") < body.index("kr_b: b is dead") and "kr_c" not in body
    # another change of the same source is another alert
    recovered = alerts_of([row("a", state="healthy", alert="A is healthy again")])
    assert deliver(recovered, [channel], home, AT).sent == {"mail": 1}


def test_nothing_from_outside_becomes_a_header(mail: tuple[Mailbox, str], tmp_path: Path) -> None:
    box, url = mail
    alerts = alerts_of([row(source_name=HOSTILE, alert=f"{HOSTILE} is dead: titled '{HOSTILE}'")])
    channel = MailChannel(url, ("desk@publisher.example",))
    assert deliver(alerts, [channel], Home(tmp_path), AT).failures == ()
    [letter] = box.letters
    assert box.recipients == [["desk@publisher.example"]]
    assert letter["Bcc"] is None and letter["Subject"].startswith("Country Desk: 1 source of kr")
    assert {name.lower() for name in list(letter)} <= {
        *("subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version"),
        *("content-type", "content-transfer-encoding", "x-peer", "x-mailfrom", "x-rcptto"),
    }
    body = letter.get_content()
    assert "\x1b" not in body and "\u202e" not in body
    assert "Daily Bcc: everyone@victim.example Buy [31mnow is dead" in body


def test_a_letter_is_the_same_whenever_it_is_made() -> None:
    alerts = alerts_of([row()])
    one, other = (compose_mail(alerts, ("desk@publisher.example",), AT) for _ in range(2))
    assert one["Message-ID"] == other["Message-ID"] and one.as_bytes() == other.as_bytes()


def test_what_could_not_be_sent_is_sent_the_next_time(
    mail: tuple[Mailbox, str], hook: Hook, tmp_path: Path
) -> None:
    """A way that fails does not keep the other from telling, and is tried again by itself."""
    box, url = mail
    box.refuses = True
    channels = [MailChannel(url, ("desk@publisher.example",)), WebhookChannel(hook.url)]
    alerts = alerts_of([row()])
    first = deliver(alerts, channels, Home(tmp_path), AT)
    assert first.sent == {"webhook": 1} and len(first.failures) == 1
    assert "SMTPDataError" in first.failures[0]
    box.refuses = False
    assert deliver(alerts, channels, Home(tmp_path), AT).sent == {"mail": 1}
    assert len(box.letters) == len(hook.documents) == 1


def test_a_webhook_gets_json_with_a_key_that_stays(hook: Hook, tmp_path: Path) -> None:
    alerts = alerts_of([row(source_name="매일신문", alert="매일신문 is dead: answered 404")])
    for name in ("one", "two"):
        deliver(alerts, [WebhookChannel(hook.url)], Home(tmp_path / name), AT)
    assert hook.documents[0] == hook.documents[1] and hook.keys[0] == hook.keys[1]
    document = hook.documents[0]
    assert document["text"].endswith("매일신문 is dead: answered 404")
    assert (document["country"], document["date"]) == ("kr", "2026-03-10")
    assert document["alerts"][0] | {"key": ""} == {
        "key": "", "source_id": "kr_daily", "source_name": "매일신문", "state": "dead",
        "since": "2026-03-10", "text": "매일신문 is dead: answered 404",
    }  # fmt: skip


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it(hook: Hook, tmp_path: Path, status: int) -> None:
    hook.status = status
    done = deliver(alerts_of([row()]), [WebhookChannel(hook.url)], Home(tmp_path), AT)
    assert done.sent == {} and done.failures == (f"webhook at 127.0.0.1: answered {status}",)
    assert len(hook.documents) == 1  # a redirect is not followed


def test_no_server_at_all_names_no_secret(tmp_path: Path) -> None:
    channels = [
        MailChannel("smtp://user:hidden@127.0.0.1:9", ("desk@publisher.example",)),
        WebhookChannel("http://127.0.0.1:9/hidden"),
    ]
    done = deliver(alerts_of([row()]), channels, Home(tmp_path), AT)
    assert len(done.failures) == 2 and not any("hidden" in words for words in done.failures)


def test_a_password_does_not_go_in_the_clear(mail: tuple[Mailbox, str]) -> None:
    box, url = mail
    channel = MailChannel(url.replace("smtp://", "smtp://user:hidden@"), ("desk@publisher.example",))
    with pytest.raises(AlertDeliveryError, match="no password goes without"):
        channel.send(alerts_of([row()]), AT)
    assert box.letters == []


def test_no_way_is_set_up_by_default() -> None:
    assert channels_of(Settings()) == ()
    both = Settings.model_validate(
        {
            "alert_email": "a@b.example, c@d.example",
            "smtp_url": "smtp://localhost",
            "alert_webhook": "https://h.example/x",
        }
    )
    assert [channel.name for channel in channels_of(both)] == ["mail", "webhook"]


@pytest.mark.parametrize(
    "given_",
    [
        {"alert_email": "a@b.example\nBcc: c@d.example"},
        {"alert_email": "nobody"},
        {"smtp_url": "http://hidden@h.example"},
        {"alert_webhook": "file:///hidden"},
    ],
)
def test_settings_that_are_no_addresses_are_refused(given_: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(given_)
    assert "begins with" in str(caught.value) or "alert_email" in str(caught.value)


def test_the_commands_print_and_tell(
    mail: tuple[Mailbox, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.cli import app

    box, url = mail
    home = Home(tmp_path.resolve())
    rows = [
        row("b", evidence="answered 404\x1b[2J"),
        row("a", state="healthy", alert=""),
        row("c", state="late"),
    ]
    write_table(home.table("source_days", "kr", "2026-03-10"), to_frame(rows, SourceDay), SourceDay)
    write_table(home.table("source_days", "kr", "2026-03-09"), to_frame(rows[:1], SourceDay), SourceDay)
    monkeypatch.setenv("DESK_HOME", str(home.root))
    monkeypatch.setenv("DESK_ALERT_EMAIL", "desk@publisher.example")
    monkeypatch.setenv("DESK_SMTP_URL", url)
    load_settings.cache_clear()
    try:
        run = CliRunner().invoke
        done = run(app, ["sources", "health"])
        assert done.exit_code == 0
        assert [line.split()[:4] for line in done.stdout.splitlines()[:3]] == [
            ["dead", "2026-03-10", "kr", "kr_b"],
            ["late", "2026-03-10", "kr", "kr_c"],
            ["healthy", "2026-03-10", "kr", "kr_a"],
        ]
        assert "\x1b" not in done.stdout
        done = run(app, ["sources", "health", "--country", "kr", "--state", "late,dead", "--json"])
        assert [r["source_id"] for r in json.loads(done.stdout)] == ["kr_b", "kr_c"]
        assert run(app, ["sources", "health", "--state", "ill"]).exit_code == 2
        assert run(app, ["sources", "health", "--country", "vn"]).exit_code == 1
        assert len(json.loads(run(app, ["sources", "health", "-d", "2026-03-09", "--json"]).stdout)) == 1
        for sent in ({"mail": 2}, {}):
            done = run(app, ["sources", "alert", "--country", "kr", "--date", "2026-03-10"])
            assert done.exit_code == 0 and json.loads(done.stdout)["sent"] == sent
        assert len(box.letters) == 1
        box.refuses = True
        done = run(app, ["sources", "alert", "--country", "kr", "--date", "2026-03-09"])
        assert done.exit_code == 0  # its alert is the same one: told already
    finally:
        load_settings.cache_clear()
