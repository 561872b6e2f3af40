"""The mails: what they hold, how long they are, and that nothing in a text becomes anything but text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from benchmarks.full_edition import full_edition
from briefing.composition.errata import errata
from briefing.composition.tailoring import tailor
from briefing.delivery.message import compose_message, message_id
from briefing.records.edition import Edition
from briefing.records.profile import Profile
from briefing.records.receipt import Receipt
from briefing.records.subscriber import Subscriber
from briefing.rendering.email import (
    BUDGET,
    EmailBody,
    MailRoom,
    render_confirmation,
    render_correction,
    render_email,
)
from briefing.rendering.feeds import render_atom, render_json_feed
from briefing.rendering.links import ReaderLinks
from briefing.rendering.text import COLUMNS, render_text, width, wrapped
from tests.unit.edition_sample import full_edition as sample_edition
from tests.unit.edition_sample import make_line, one_line_edition

WEB = "https://desk.example"
LINKS = ReaderLinks(
    f"{WEB}/e", f"{WEB}/briefings/t", f"{WEB}/preferences/t", f"{WEB}/unsubscribe/t", f"{WEB}/e.pdf",
    lambda number: f"{WEB}/e/items/{number}/audit",
)  # fmt: skip
HOSTILE = (
    "</td></table><script>alert(1)</script>{{7*7}}\u202egnp\r\nBcc: all@example.com\x00"
    "<img src=//evil.example/x>"
)
AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def mail_of(edition: Edition, profile: Profile | None = None) -> EmailBody:
    return render_email(edition, tailor(edition, profile or Profile()), LINKS, "Ann Reader")


def lint(document: str) -> None:
    """What mail clients do not bear: scripts, things to fetch, links to anything but the web, bare pictures."""
    tree = html.document_fromstring(document)
    assert not tree.xpath("//script | //link | //iframe | //object | //form | //*[@onclick or @onload]")
    assert not tree.xpath("//img[not(@alt)]") and not tree.xpath("//img[starts-with(@src, 'http')]")
    for address in tree.xpath("//@href"):
        assert address.startswith(("https://", "http://", "mailto:")), address
    assert tree.xpath("/html/@lang") == ["en"] and tree.xpath("//title/text()")
    assert "url(" not in document and "@import" not in document
    unstyled = tree.xpath("//body//*[self::h1 or self::h2 or self::h3 or self::h4 or self::p][not(@style)]")
    assert not unstyled, "the style block alone would style it"


def test_a_full_mail_holds_every_section_and_bears_the_lint() -> None:
    mail = mail_of(sample_edition())
    lint(mail.html)
    for words in (
        "Takes", "Developments", "Monitored Intelligence for South Korea", "Risk Categories Reported on Today",
        "Operations Categories Reported on Today", "Risk Media", "Ops Media", "Government Releases",
        "Embassy and Business Association Releases", "What was left out of the edition", "How complete the day was",
    ):  # fmt: skip
        assert words in mail.html
        assert words.upper()[:20] in mail.text.upper()
    assert f"{WEB}/unsubscribe/t" in mail.html and f"{WEB}/unsubscribe/t" in mail.text
    assert "prefers-color-scheme: dark" in mail.html


def test_a_long_mail_stays_under_the_clip_and_leads_to_the_rest() -> None:
    edition = full_edition(300)
    briefing = tailor(edition, Profile())
    mail = MailRoom(edition).briefing(briefing, LINKS)
    assert len(mail.html.encode()) <= BUDGET < 102_000
    lint(mail.html)
    assert "did not fit" in mail.html or "by headline alone" in mail.html
    assert all(f"\n{number}. " in mail.text for number in edition.reported)  # the text has all of them
    heaviest = max(
        (x for g in edition.risk_media for x in g.lines),
        key=lambda x: x.importance.score if x.importance else 0,
    )
    assert html.document_fromstring(mail.html).xpath("//h4[normalize-space()=$t]", t=heaviest.headline_en)


def test_hostile_text_stays_text_in_every_mail() -> None:
    line = make_line(1, headline_en=HOSTILE, source_name=HOSTILE, url="javascript:alert(1)")
    edition = one_line_edition(line)
    mail = mail_of(edition)
    lint(mail.html)
    assert "{{7*7}}" in mail.html and "49" not in mail.subject
    assert "\u202e" not in mail.html + mail.text + mail.subject and "\x00" not in mail.html + mail.text
    assert "\n" not in mail.subject and "\r" not in mail.subject and len(mail.subject) <= 150
    changed = one_line_edition(line.model_copy(update={"headline_en": "Put right"}), version=2)
    correction = render_correction(changed, errata(edition, changed), LINKS, HOSTILE)
    lint(correction.html)
    assert "Put right" in correction.html and "Put right" in correction.text
    lint(render_confirmation(HOSTILE, "Japan", f"{WEB}/confirm/t", 14).html)


def test_headers_hold_one_line_each_and_a_stable_id() -> None:
    edition = one_line_edition(make_line(1, headline_en=HOSTILE))
    subscriber = Subscriber(
        subscriber_id="a" * 16, name='Ann "A" =cmd() Ünlü 読者', email="ann@example.com", state="active",
        profile=Profile(), created_at=AT,
    )  # fmt: skip
    identity = message_id(subscriber.subscriber_id, edition, "desk@country-desk.example")
    assert identity == message_id(subscriber.subscriber_id, edition, "desk@country-desk.example")
    receipt = Receipt(
        subscriber_id="a" * 16, country="kr", edition_date=edition.edition_date, edition_version=1, kind="edition",
        state="claimed", message_id=identity, claimed_at=AT,
    )  # fmt: skip
    url = f"{WEB}/unsubscribe/" + "t" * 300
    message = compose_message(mail_of(edition), subscriber, receipt, url, "desk@country-desk.example", AT)
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert (
        read["List-Unsubscribe"] == f"<{url}>"
        and read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )
    assert "Bcc" not in read and read["Message-ID"] == identity
    assert read["To"].addresses[0].display_name == subscriber.name
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert all(len(line) < 998 for line in message.as_bytes().split(b"\r\n"))


def test_plain_text_is_text_alone_for_who_wants_that() -> None:
    edition = sample_edition()
    text = render_text(edition)
    wide = [line for line in text.splitlines() if width(line) > COLUMNS and "http" not in line]
    assert not wide
    assert all(f"\n{number}. " in text for number in edition.reported)


@given(st.text(max_size=200), st.sampled_from(["", "  ", "12. "]))
def test_wrapping_loses_nothing_and_keeps_the_margin(text: str, first: str) -> None:
    lines = wrapped(text, first)
    assert "".join("".join(lines).split()) == "".join((first + text).split())
    assert all(width(line) <= COLUMNS for line in lines)


def test_feeds_are_well_formed_and_stable() -> None:
    edition = one_line_edition(make_line(1, headline_en=HOSTILE))
    feed = render_atom([edition], f"{WEB}/feeds/kr.atom", WEB)
    assert feed == render_atom([edition], f"{WEB}/feeds/kr.atom", WEB)
    tree = etree.fromstring(feed)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert tree.xpath("count(//a:entry/a:id)", namespaces=atom) == 1
    [content] = tree.xpath("//a:content/text()", namespaces=atom)
    assert not html.fromstring(f"<div>{content}</div>").xpath("//script | //img")
    read = json.loads(render_json_feed([edition], f"{WEB}/feeds/kr.json", WEB))
    assert read["version"].endswith("/1.1") and read["items"][0]["id"].endswith("/v1")
    assert etree.fromstring(render_atom([], f"{WEB}/feeds/kr.atom", WEB)) is not None


def test_an_erratum_tells_what_changed_and_what_is_merely_new_is_none() -> None:
    first, second = make_line(1), make_line(2)
    before = one_line_edition(first)
    moved = one_line_edition(first.model_copy(update={"number": 2}), version=2)
    assert errata(before, moved) == ()
    other = one_line_edition(second, version=2)
    [gone] = errata(before, other)
    assert (gone.kind, gone.line_after) == ("withdrawn", None)
    now = first.model_copy(update={"risk_category": "risk.crime", "risk_category_name": "Crime"})
    [changed] = errata(before, one_line_edition(now, version=2))
    assert changed.changes == ("Category: Crime, was Cyber Attacks and Data Loss",)


@pytest.mark.parametrize("name", ["a\r\nBcc: x@example.com", "\u202eevil", ""])
def test_names_that_could_break_a_header_are_no_names(name: str) -> None:
    with pytest.raises(ValueError):
        Subscriber(
            subscriber_id="a" * 16, name=name, email="ann@example.com", state="active",
            profile=Profile(), created_at=AT,
        )  # fmt: skip
