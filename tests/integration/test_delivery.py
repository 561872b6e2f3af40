"""Delivery over real parts: SQLite, files, a mail server on loopback that answers what it is told to."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine

from benchmarks.delivery_kills import deliver_with_kills, free_port
from benchmarks.full_edition import full_edition
from briefing.composition.tailoring import tailor
from briefing.delivery.bounces import UnreadableBounceError, read_bounce, settle_bounces
from briefing.delivery.links import LinkError, Links
from briefing.delivery.personal_data import erase_all, export_all
from briefing.delivery.sending import Sender, SendingPausedError
from briefing.delivery.transport import MailServer, NoAnswerError, Outbox
from briefing.delivery.trial import TRIAL_DAYS, TrialError, confirm, lapse, sign_up
from briefing.delivery.unsubscribing import unsubscribe
from briefing.records.edition import Edition
from briefing.records.profile import Profile
from briefing.records.subscriber import Subscriber
from briefing.settings import Settings
from briefing.storage import subscribers
from briefing.storage.database import open_database
from briefing.storage.editions import store
from briefing.storage.home import Home
from briefing.storage.receipts import by_message_id, in_state, move, receipts_of

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
EDITION = full_edition(24, developments=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return open_database(settings)


def subscribed(engine: Engine, number: int = 1, **profile: Any) -> Subscriber:
    one = Subscriber(
        subscriber_id=f"{number:016d}", name=f"Reader {number}", email=f"r{number}@example.com", state="active",
        profile=Profile(**profile), created_at=NOW - timedelta(days=9), confirmed_at=NOW - timedelta(days=9),
    )  # fmt: skip
    subscribers.add(engine, one)
    return one


def shelved(settings: Settings, edition: Edition) -> Edition:
    store(Home(settings.home), lambda version: edition, lambda e: "", edition.country, edition.edition_date)
    return edition


def mails(settings: Settings) -> list[email.message.EmailMessage]:
    paths = sorted(Home(settings.home).outbox.rglob("*.eml"))
    return [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in paths]


class Scripted:
    """A server that takes or refuses as ``answer`` says, by recipient; it keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.answer: Callable[[str], str] = lambda address: "250 taken"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        word = self.answer(address)
        if word.startswith(("4", "5")) and "at the end" not in word:
            return word
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        word = self.answer(envelope.rcpt_tos[0])
        if word.startswith("250"):
            self.taken.append(envelope.rcpt_tos[0])
        return word


@pytest.fixture
def server() -> Iterator[tuple[Scripted, str]]:
    handler = Scripted()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_the_outbox_gets_one_file_each_and_a_second_run_none(settings: Settings, engine: Engine) -> None:
    shelved(settings, EDITION)
    for number in range(3):
        subscribed(engine, number, countries=("kr",), format=("html", "text", "html")[number])
    subscribed(engine, 9, countries=("jp",))
    sender = Sender(engine, settings)
    assert len(sender.send(EDITION, NOW, on_request=True).sent) == 3
    assert sender.send(EDITION, NOW, on_request=True).sent == []
    assert [m["To"].addresses[0].addr_spec for m in mails(settings)] == [
        f"r{n}@example.com" for n in range(3)
    ]
    assert mails(settings)[1].get_content_type() == "text/plain"


def test_nobody_gets_an_edition_before_their_hour_nor_one_of_long_ago(
    settings: Settings, engine: Engine
) -> None:
    subscribed(engine, 1, timezone="Asia/Seoul")  # 07:00 on the 11th is 22:00 UTC on the 10th
    sender = Sender(engine, settings)
    assert sender.planned(EDITION, NOW) == []
    assert len(sender.planned(EDITION, datetime(2026, 3, 10, 22, tzinfo=UTC))) == 1
    assert sender.planned(EDITION, NOW + timedelta(days=30)) == []


def test_a_correction_goes_to_those_who_were_sent_the_error(settings: Settings, engine: Engine) -> None:
    shelved(settings, EDITION)
    group = EDITION.risk_media[0]
    wrong = group.lines[0]
    got_it = subscribed(engine, 1, categories_in=(group.category,))
    subscribed(engine, 2, categories_out=(group.category,))
    sender = Sender(engine, settings)
    sender.send(EDITION, NOW, on_request=True)
    late = subscribed(engine, 3)
    right = wrong.model_copy(update={"headline_en": "Put right"})
    groups = (group.model_copy(update={"lines": (right, *group.lines[1:])}), *EDITION.risk_media[1:])
    corrected = shelved(settings, EDITION.model_copy(update={"risk_media": groups, "version": 2}))
    outcome = sender.send(corrected, NOW, on_request=True)
    assert outcome.corrected == [got_it.subscriber_id] and outcome.sent == [late.subscriber_id]
    folder = Home(settings.home).outbox / "kr" / str(EDITION.edition_date) / "v2"
    correction = email.message_from_bytes(
        (folder / f"{got_it.subscriber_id}.eml").read_bytes(), policy=email.policy.default
    )
    assert correction["Subject"].startswith("Correction: South Korea")
    assert "Put right" in correction.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert sender.send(corrected, NOW, on_request=True).corrected == []
    assert [r.kind for r in receipts_of(engine, got_it.subscriber_id)] == ["edition", "correction"]


def test_refusals_are_told_apart(settings: Settings, engine: Engine, server: tuple[Scripted, str]) -> None:
    handler, url = server
    for number in range(4):
        subscribed(engine, number)
    answers = {"r1": "550 5.1.1 no such user", "r2": "450 greylisted", "r3": "554 at the end: no"}
    handler.answer = lambda address: answers.get(address.split("@")[0], "250 taken")
    sender = Sender(engine, settings, MailServer(url))
    outcome = sender.send(EDITION, NOW, on_request=True)
    assert (len(outcome.sent), sorted(outcome.failed), sorted(outcome.postponed)) == (
        1, [f"{1:016d}", f"{3:016d}"], [f"{2:016d}"],
    )  # fmt: skip
    assert subscribers.get(engine, f"{1:016d}")[0].state == "suppressed"  # type: ignore[index]
    handler.answer = lambda address: "250 taken"
    assert sender.send(EDITION, NOW, on_request=True).sent == [f"{2:016d}"]
    assert handler.taken == ["r0@example.com", "r2@example.com"]


def test_many_failures_in_a_row_pause_the_run_and_lose_nothing(
    settings: Settings, engine: Engine, server: tuple[Scripted, str]
) -> None:
    handler, url = server
    for number in range(12):
        subscribed(engine, number)
    handler.answer = lambda address: "451 too busy"
    sender = Sender(engine, settings, MailServer(url))
    with pytest.raises(SendingPausedError, match="5 mails in a row"):
        sender.send(EDITION, NOW, on_request=True)
    with pytest.raises(SendingPausedError):
        Sender(engine, settings, MailServer("smtp://127.0.0.1:9")).send(EDITION, NOW, on_request=True)
    handler.answer = lambda address: "250 taken"
    assert len(sender.send(EDITION, NOW, on_request=True).sent) == 12
    assert len(handler.taken) == len(set(handler.taken)) == 12


class Dying(MailServer):
    """Loses the connection where it is told to: before the end of the mail, or after it."""

    def __init__(self, url: str, journal: Path | None, when: str) -> None:
        super().__init__(url, journal)
        self.when = when

    def send(self, message: Any, receipt: Any, at_the_end: Callable[[], None]) -> str:
        if self.when == "after":
            answer = super().send(message, receipt, at_the_end)
            raise NoAnswerError(f"lost: {answer}")
        if self.when == "before":
            at_the_end()
            raise NoAnswerError("lost before the server had it")
        return super().send(message, receipt, at_the_end)


@pytest.mark.parametrize(("when", "copies"), [("after", 1), ("before", 1)])
def test_an_answer_that_was_lost_is_looked_up(
    settings: Settings, engine: Engine, server: tuple[Scripted, str], tmp_path: Path, when: str, copies: int
) -> None:
    handler, url = server
    one = subscribed(engine, 1)
    log = tmp_path / "mail.log"
    log.write_text("")
    lossy = Dying(url, log, when)
    assert Sender(engine, settings, lossy, settle=0).send(EDITION, NOW, on_request=True).postponed
    [receipt] = in_state(engine, "handing_over")
    log.write_text(f"postfix/cleanup: message-id={receipt.message_id}\n" if when == "after" else "nothing\n")
    Sender(engine, settings, MailServer(url, log), settle=0).send(EDITION, NOW, on_request=True)
    assert len(handler.taken) == copies
    assert [r.state for r in receipts_of(engine, one.subscriber_id)] == ["sent"]


def test_without_a_record_an_unclear_mail_waits_for_a_person(
    settings: Settings, engine: Engine, server: tuple[Scripted, str]
) -> None:
    handler, url = server
    subscribed(engine, 1)
    Sender(engine, settings, Dying(url, None, "after"), settle=0).send(EDITION, NOW, on_request=True)
    again = Sender(engine, settings, MailServer(url), settle=0).send(EDITION, NOW, on_request=True)
    assert again.unclear == [f"{1:016d}"] and again.sent == [] and len(handler.taken) == 1


def test_killed_at_random_instants_everybody_gets_it_once(tmp_path: Path) -> None:
    found = deliver_with_kills(tmp_path, 60, 3, items=6, longest=0.5)
    assert (found["exactly once"], found["twice"], found["missed"], found["unclear"]) == (60, 0, 0, 0)
    assert found["kills"] >= 1


def test_a_bounce_suppresses_the_address_and_a_delay_does_not(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    one, two = subscribed(engine, 1), subscribed(engine, 2)
    Sender(engine, settings).send(EDITION, NOW, on_request=True)
    folder = tmp_path / "bounces"
    folder.mkdir()
    for name, who, action, status in (("a", one, "failed", "5.1.1"), ("b", two, "delayed", "4.4.1")):
        [receipt] = receipts_of(engine, who.subscriber_id)
        (folder / name).write_bytes(_dsn(receipt.message_id, who.email, action, status))
    (folder / "c").write_bytes(b"Subject: hello\n\nno bounce")
    told = [settled.what for settled in settle_bounces(engine, folder, NOW)]
    assert "is suppressed" in told[0] and "temporary" in told[1] and "not used" in told[2]
    assert subscribers.get(engine, one.subscriber_id)[0].state == "suppressed"  # type: ignore[index]
    assert subscribers.get(engine, two.subscriber_id)[0].state == "active"  # type: ignore[index]
    list(settle_bounces(engine, folder, NOW))  # read again, it changes nothing
    with pytest.raises(UnreadableBounceError):
        read_bounce(b"\xff" * 3_000_000)


def _dsn(message_id: str, address: str, action: str, status: str) -> bytes:
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
    ).encode()


def test_a_trial_from_the_form_to_its_end(settings: Settings, engine: Engine) -> None:
    wish = {"name": "Ann", "email": "Ann@Example.com", "inquiry": "Free trial", "country": "kr"}
    sign_up(engine, settings, **wish, at=NOW)
    sign_up(engine, settings, **{**wish, "email": "ann@example.com"}, at=NOW)  # a second time: no second mail
    [mail] = mails(settings)
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    token = body.split("/confirm/")[1].split()[0]
    [who] = Links(settings).read(token, "confirm")
    with pytest.raises(LinkError):
        Links(settings).read(token, "unsubscribe")
    with pytest.raises(LinkError):
        Links(settings).read(token + "x", "confirm")
    assert Sender(engine, settings).planned(EDITION, NOW, on_request=True) == []  # not confirmed
    begun = confirm(engine, who, NOW)
    assert (begun.state, begun.profile.countries) == ("active", ("kr",))
    assert begun.trial_until == date(2026, 3, 10) + timedelta(days=TRIAL_DAYS - 1)
    assert len(Sender(engine, settings).planned(EDITION, NOW, on_request=True)) == 1
    assert lapse(engine, settings, NOW + timedelta(days=13)) == []
    [ended] = lapse(engine, settings, NOW + timedelta(days=14))
    assert ended.state == "lapsed" and len(mails(settings)) == 2
    sign_up(engine, settings, **wish, at=NOW + timedelta(days=40))  # one trial for each address
    assert len(mails(settings)) == 2
    with pytest.raises(TrialError):
        confirm(engine, who, NOW)


def test_a_confirmation_that_comes_too_late_begins_nothing(settings: Settings, engine: Engine) -> None:
    sign_up(engine, settings, name="Ann", email="ann@example.com", inquiry="x", country="jp", at=NOW)
    [found] = subscribers.list_all(engine)
    with pytest.raises(TrialError):
        confirm(engine, found.subscriber_id, NOW + timedelta(days=8))


def test_unsubscribed_means_no_mail_and_erased_means_nothing_is_left(
    settings: Settings, engine: Engine
) -> None:
    one, two = subscribed(engine, 1), subscribed(engine, 2)
    Sender(engine, settings).send(EDITION, NOW, on_request=True)
    assert unsubscribe(engine, one.subscriber_id, NOW) and unsubscribe(engine, one.subscriber_id, NOW)
    assert not unsubscribe(engine, "nobody0000000000", NOW)
    later = EDITION.model_copy(update={"edition_date": date(2026, 3, 11)})
    assert [m.subscriber for m in Sender(engine, settings).planned(later, NOW, on_request=True)] == [two]
    home = Home(settings.home)
    kept = export_all(engine, home, two.subscriber_id)
    assert kept["subscriber"]["email"] == two.email and len(kept["briefings"]) == len(kept["outbox"]) == 1
    assert erase_all(engine, home, two.subscriber_id) == 2
    assert export_all(engine, home, two.subscriber_id) == {} and subscribers.is_never_again(engine, two.email)
    left = [p for p in settings.home.rglob("*") if p.is_file() and two.subscriber_id in p.name]
    assert left == [] and receipts_of(engine, two.subscriber_id) == []


def test_two_writers_of_one_subscriber_do_not_overwrite_each_other(engine: Engine) -> None:
    one = subscribed(engine, 1)
    _, revision = subscribers.get(engine, one.subscriber_id)  # type: ignore[misc]
    subscribers.save(engine, one.model_copy(update={"name": "First"}), revision)
    with pytest.raises(subscribers.RevisionError):
        subscribers.save(engine, one.model_copy(update={"name": "Second"}), revision)
    with pytest.raises(subscribers.KnownAddressError):
        subscribed(engine, 2)
        subscribers.add(engine, one.model_copy(update={"subscriber_id": "x" * 16, "email": "R2@EXAMPLE.com"}))


def test_a_receipt_moves_from_the_state_it_is_in_only(settings: Settings, engine: Engine) -> None:
    subscribed(engine, 1)
    Sender(engine, settings, Outbox(Home(settings.home))).send(EDITION, NOW, on_request=True)
    [receipt] = in_state(engine, "sent")
    assert by_message_id(engine, receipt.message_id) == receipt
    with pytest.raises(RuntimeError, match="no longer claimed"):
        move(engine, receipt, "handing_over", since=("claimed",))
    assert tailor(EDITION, Profile(), "1").subscriber_id == "1"


def test_the_schedule_sends_what_is_due_as_of_its_tick(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    from orchestration import send_job

    monkeypatch.setattr(send_job, "load_settings", lambda: settings)
    shelved(settings, EDITION)
    one = subscribed(engine, 1, timezone="Asia/Seoul")
    for tick, sent in (("2026-03-10T21:45:00+00:00", 0), ("2026-03-10T22:00:00+00:00", 1)):
        at = datetime.fromisoformat(tick)
        [request] = (
            send_job.send_every_quarter.evaluate_tick(
                dg.build_schedule_context(scheduled_execution_time=at)
            ).run_requests
            or ()
        )
        assert send_job.send_briefings.execute_in_process(run_config=request.run_config).success
        assert [r.state for r in receipts_of(engine, one.subscriber_id)] == ["sent"] * sent
