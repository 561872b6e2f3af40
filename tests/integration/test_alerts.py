"""Alerts over a real mail server and a real web server on loopback: once each, whole, and nothing slipped in."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Sequence
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
    Alert,
    AlertDeliveryError,
    MailChannel,
    WebhookChannel,
    alert_of,
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
    dead = {"state": "dead", "state_since": "2026-03-10", "source_name": name, "evidence": "answered 404"}
    return made.model_copy(update=dead | given)


def letter_of(*rows: SourceDay) -> tuple[Alert, ...]:
    """What a way that has told nothing yet has to tell."""
    return tuple(alert for row in rows if (alert := alert_of(row, None)))


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
    rows = [row("b"), row("a", state="late"), row("c", state="healthy")]
    home = Home(tmp_path)
    assert deliver(rows, [channel], home, AT).sent == {"mail": 2}
    assert deliver(rows, [channel], home, AT).sent == {}
    [letter] = box.letters
    assert box.recipients == [["desk@publisher.example", "night@publisher.example"]]
    assert letter["Subject"] == "Country Desk: 2 sources of kr on 2026-03-10: 1 dead, 1 late"
    body = letter.get_content()
    assert body.index("kr_a: a is late since") < body.index("kr_b: b is dead since") and "kr_c" not in body
    # another change of the same source is another alert
    assert deliver([row("a")], [channel], home, AT).sent == {"mail": 1}


def test_nothing_from_outside_becomes_a_header(mail: tuple[Mailbox, str], tmp_path: Path) -> None:
    box, url = mail
    rows = [row(source_name=HOSTILE, evidence=f"titled '{HOSTILE}'")]
    channel = MailChannel(url, ("desk@publisher.example",))
    assert deliver(rows, [channel], Home(tmp_path), AT).failures == ()
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
    alerts = letter_of(row())
    one, other = (compose_mail(alerts, ("desk@publisher.example",), AT) for _ in range(2))
    assert one["Message-ID"] == other["Message-ID"] and one.as_bytes() == other.as_bytes()


def test_what_could_not_be_sent_is_sent_the_next_time(
    mail: tuple[Mailbox, str], hook: Hook, tmp_path: Path
) -> None:
    """A way that fails does not keep the other from telling, and is tried again by itself."""
    box, url = mail
    box.refuses = True
    channels = [MailChannel(url, ("desk@publisher.example",)), WebhookChannel(hook.url)]
    rows = [row()]
    first = deliver(rows, channels, Home(tmp_path), AT)
    assert first.sent == {"webhook": 1} and len(first.failures) == 1
    assert "SMTPDataError" in first.failures[0]
    box.refuses = False
    assert deliver(rows, channels, Home(tmp_path), AT).sent == {"mail": 1}
    assert len(box.letters) == len(hook.documents) == 1


class Way:
    """A way that keeps what it was given, or that is not there."""

    name = "mail"

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.texts: list[str] = []
        self.is_down = False

    def send(self, alerts: Sequence[Alert], at: datetime) -> None:
        if self.is_down:
            raise AlertDeliveryError("no way out")
        self.told += [(alert.date[-2:], alert.state) for alert in alerts]
        self.keys += [alert.key for alert in alerts]
        self.texts += [alert.text for alert in alerts]


def on(day: int, state: str, since: int = 0, **given: Any) -> SourceDay:
    """A judged day of March; its state holds since that day or an earlier one."""
    down = {"is_down": state == "blocked", "bad_days": 9}
    dates = {"date": f"2026-03-{day:02}", "state_since": f"2026-03-{since or day:02}"}
    return row(state=state, **down | dates | given)


def tell(way: Way, folder: Path, *days: SourceDay) -> list[tuple[str, str]]:
    """What people have got after these, in order."""
    for day in days:
        deliver([day], [way], Home(folder), AT)
    return way.told


def test_a_day_that_is_judged_again_as_well_ends_what_was_told_at_noon(tmp_path: Path) -> None:
    """The row that said dead is overwritten; people still believe it."""
    way = Way()
    again = [on(day, "healthy", since=2) for day in (12, 13, 14)]
    assert tell(way, tmp_path, on(12, "dead"), *again) == [("12", "dead")]  # no end before it has lasted
    assert tell(way, tmp_path, on(15, "healthy", since=2)) == [("12", "dead"), ("15", "healthy")]
    assert way.texts[-1] == "daily is healthy again, since 2026-03-02; it was dead since 2026-03-12"
    assert tell(way, tmp_path, on(15, "healthy", since=2), on(16, "healthy", since=2)) == way.told[:2]


def test_a_source_that_is_ill_each_noon_and_well_each_evening_is_told_of_once(tmp_path: Path) -> None:
    way = Way()
    for day in range(10, 25):
        tell(way, tmp_path, on(day, "late"), on(day, "healthy", since=2))
    assert way.told == [("10", "late")]
    assert tell(way, tmp_path, *(on(day, "healthy", since=2) for day in (25, 26, 27)))[1:] == [
        ("27", "healthy")
    ]


def test_what_nobody_was_told_of_is_told_as_long_as_it_holds(tmp_path: Path) -> None:
    """The day of the change was run late, or no way was set up, or the way failed: the next day tells it."""
    way = Way()
    way.is_down = True
    assert tell(way, tmp_path, on(10, "dead")) == []
    way.is_down = False
    later = on(14, "dead", since=10, alert="", told_of="dead")
    assert tell(way, tmp_path, later, on(15, "dead", since=10)) == [("14", "dead")]
    assert way.texts == ["daily is dead since 2026-03-10: answered 404"]


def test_each_way_tells_what_it_has_not_told(tmp_path: Path) -> None:
    mail, hook = Way(), Way()
    hook.name = "webhook"
    tell(mail, tmp_path, on(10, "dead"))
    done = deliver([on(11, "dead", since=10)], [mail, hook], Home(tmp_path), AT)
    assert done.sent == {"webhook": 1} and [alert.state for alert in done.alerts] == ["dead"]


def test_only_what_is_worse_is_told_and_an_end_that_has_lasted(tmp_path: Path) -> None:
    way = Way()
    swings = [on(day, state) for day, state in enumerate(["degraded", "late"] * 5, start=1)]
    assert tell(way, tmp_path, *swings) == [("01", "degraded"), ("02", "late")]
    assert tell(way, tmp_path, on(11, "healthy"), on(12, "healthy", since=11), on(13, "late"))[2:] == []
    assert tell(way, tmp_path, on(14, "blocked"), on(15, "dead"), on(16, "blocked"))[2:] == [
        ("14", "blocked"),
        ("15", "dead"),
    ]
    well = [on(day, "healthy", since=17) for day in (17, 18, 19, 20)]
    assert tell(way, tmp_path, *well, on(21, "late"))[4:] == [("19", "healthy"), ("21", "late")]
    assert len(set(way.keys)) == len(way.keys)


def test_a_day_before_the_one_told_of_tells_nothing_and_takes_nothing_back(tmp_path: Path) -> None:
    way = Way()
    tell(way, tmp_path, on(10, "dead"), *(on(day, "healthy", since=11) for day in (11, 12, 13)))
    assert way.told == [("10", "dead"), ("13", "healthy")]
    disabled = on(9, "disabled")
    assert tell(way, tmp_path, on(10, "dead"), on(11, "late"), disabled)[2:] == []


def test_what_is_disabled_is_closed_without_a_word_and_then_told_anew_under_another_key(
    tmp_path: Path,
) -> None:
    way = Way()
    days = [on(10, "dead"), on(11, "disabled"), on(12, "dead", since=10)]
    assert tell(way, tmp_path, *days) == [("10", "dead"), ("12", "dead")]
    assert way.keys[0] != way.keys[1]


def test_days_of_which_nothing_is_known_change_nothing(tmp_path: Path) -> None:
    way = Way()
    idle = [on(11, "unknown"), on(12, "not_due")]
    assert tell(way, tmp_path, on(10, "late"), *idle, on(13, "late", since=10)) == [("10", "late")]


def test_a_note_that_is_torn_is_named_and_it_is_told_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    way = Way()
    tell(way, tmp_path, on(10, "dead"))
    [note] = Home(tmp_path).alerts.rglob("*.json")
    note.write_bytes(b"{")
    assert tell(way, tmp_path, on(11, "dead", since=10)) == [("10", "dead"), ("11", "dead")]
    assert "kr_daily cannot be read" in caplog.text
    assert tell(way, tmp_path, on(12, "dead", since=10)) == way.told[:2]


def test_a_webhook_gets_json_with_a_key_that_stays(hook: Hook, tmp_path: Path) -> None:
    rows = [row(source_name="매일신문")]
    for name in ("one", "two"):
        deliver(rows, [WebhookChannel(hook.url)], Home(tmp_path / name), AT)
    assert hook.documents[0] == hook.documents[1] and hook.keys[0] == hook.keys[1]
    document = hook.documents[0]
    assert document["text"].endswith("매일신문 is dead since 2026-03-10: answered 404")
    assert (document["country"], document["date"]) == ("kr", "2026-03-10")
    assert document["alerts"][0] | {"key": ""} == {
        "key": "", "source_id": "kr_daily", "source_name": "매일신문", "state": "dead",
        "since": "2026-03-10", "text": "매일신문 is dead since 2026-03-10: answered 404",
    }  # fmt: skip


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it(hook: Hook, tmp_path: Path, status: int) -> None:
    hook.status = status
    done = deliver([row()], [WebhookChannel(hook.url)], Home(tmp_path), AT)
    assert done.sent == {} and done.failures == (f"webhook at 127.0.0.1: answered {status}",)
    assert len(hook.documents) == 1  # a redirect is not followed


def test_no_server_at_all_names_no_secret(tmp_path: Path) -> None:
    channels = [
        MailChannel("smtp://user:hidden@127.0.0.1:9", ("desk@publisher.example",)),
        WebhookChannel("http://127.0.0.1:9/hidden"),
    ]
    done = deliver([row()], channels, Home(tmp_path), AT)
    assert len(done.failures) == 2 and not any("hidden" in words for words in done.failures)


def test_a_password_does_not_go_in_the_clear(mail: tuple[Mailbox, str]) -> None:
    box, url = mail
    channel = MailChannel(url.replace("smtp://", "smtp://user:hidden@"), ("desk@publisher.example",))
    with pytest.raises(AlertDeliveryError, match="no password goes without"):
        channel.send(letter_of(row()), AT)
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
        row("a", state="healthy"),
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
