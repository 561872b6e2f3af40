"""A mail is never longer than mail programs show, whatever the day was like, and says what it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from benchmarks.full_edition import full_edition
from briefing.composition.tailoring import tailor
from briefing.records.edition import Edition, Line, Notice
from briefing.records.erratum import Erratum
from briefing.records.profile import Profile
from briefing.records.take import Take, TakeBlock, TakeReference, TakeRun
from briefing.rendering.email import (
    BUDGET,
    EmailBody,
    MailRoom,
    render_confirmation,
    render_correction,
    render_email,
)
from briefing.rendering.fitting import fit
from briefing.rendering.links import ReaderLinks
from tests.unit.edition_sample import full_edition as sample_edition
from tests.unit.edition_sample import make_line, one_line_edition

WEB = "https://desk.example"
LINKS = ReaderLinks(
    f"{WEB}/e", f"{WEB}/briefings/t", f"{WEB}/preferences/t", f"{WEB}/unsubscribe/t", f"{WEB}/e.pdf",
    lambda number: f"{WEB}/e/items/{number}/audit", "Desk Ltd, 1 Pier Road, Seoul",
)  # fmt: skip
DAY = full_edition(300)


def mail_of(edition: Edition, profile: Profile | None = None) -> EmailBody:
    return render_email(edition, tailor(edition, profile or Profile()), LINKS, "Ann Reader")


def with_lines(change: Callable[[Line], Line]) -> Edition:
    groups = (group.model_copy(update={"lines": tuple(map(change, group.lines))}) for group in DAY.risk_media)
    return DAY.model_copy(update={"risk_media": tuple(groups)})


def take_of(paragraphs: int) -> Take:
    runs = (
        TakeRun(text="시험 " * 60),
        TakeRun(text="the rule", href="https://rule.example/1", references=(1,)),
    )
    return Take(
        take_id="pier-fees", country="kr", headline="Pier fees", standfirst="Who sets them.", date=date(2026, 3, 10),
        domain="Economy & Trade", author="A. Writer", approved_by="B. Editor",
        blocks=(
            *(TakeBlock(kind="list_item", runs=(TakeRun(text=f"point {n}"),)) for n in range(2)),
            *(TakeBlock(kind="paragraph", runs=runs) for _ in range(paragraphs)),
        ),
        references=(
            TakeReference(
                number=1, key="rule", item_id="i", item_version=1, country="kr", monitoring_date=date(2026, 3, 9),
                source_name="Pier Observer", headline="규칙", headline_en="The rule", language="ko",
                published_on=None, url="https://outlet.example/1", capture_id="c",
            ),
        ),
    )  # fmt: skip


LONG_DAYS = {
    "many items": DAY,
    "a long Take": DAY.model_copy(update={"takes": (take_of(400),)}),
    "many Developments": full_edition(300, developments=40),
    "many notices": DAY.model_copy(
        update={"notices": tuple(Notice(part="x", text="A feed was withheld. " * 9) for _ in range(500))}
    ),
    "long headlines": with_lines(lambda line: line.model_copy(update={"headline_en": "대" * 10_000})),
    "one headline without end": one_line_edition(make_line(1, headline_en="<가" * 40_000)),
}


@pytest.mark.parametrize("day", LONG_DAYS)
def test_no_mail_is_longer_than_mail_programs_show(day: str) -> None:
    mail = mail_of(LONG_DAYS[day])
    assert len(mail.html.encode()) <= BUDGET
    tree = html.document_fromstring(mail.html)
    assert tree.xpath("//a[@href=$u]", u=LINKS.unsubscribe_url) and "data-slot" not in mail.html
    assert tree.xpath("//p[contains(., 'To keep this mail short enough')]//a/@href") == [LINKS.briefing_url]


def test_what_is_withheld_is_named_in_short() -> None:
    mail = mail_of(LONG_DAYS["long headlines"], Profile(kinds=("government",)))
    assert len(mail.html.encode()) <= BUDGET and "What you did not get, and why" in mail.html


def test_one_long_item_takes_no_room_from_the_others() -> None:
    def first(line: Line) -> Line:
        if line.number > 1 or line.importance is None:
            return line
        weightiest = line.importance.model_copy(update={"score": 100})
        return line.model_copy(update={"headline_en": "대" * 40_000, "importance": weightiest})

    usual, mail = mail_of(DAY), mail_of(with_lines(first))
    assert mail.html.count("How we know, item") > usual.html.count("How we know, item") * 0.9


def test_a_mail_counts_what_it_does_not_hold() -> None:
    tree = html.document_fromstring(mail_of(DAY).html)
    shown = len(tree.xpath("//a[starts-with(normalize-space(), 'How we know, item')]"))
    [last] = tree.xpath("//p[contains(., 'more items of your briefing')]")
    assert last.text_content().startswith(f"{300 - shown} more items")


def test_a_story_without_room_leads_to_the_edition() -> None:
    tree = html.document_fromstring(mail_of(LONG_DAYS["a long Take"]).html)
    assert tree.xpath("//a/@href[contains(., '#take-pier-fees')]") == [f"{WEB}/e#take-pier-fees"]
    assert mail_of(LONG_DAYS["a long Take"]).text.count("시험") == 400 * 60  # the text has all of it


def test_a_take_keeps_its_lists_links_and_references() -> None:
    mail = mail_of(DAY.model_copy(update={"takes": (take_of(1),)}))
    tree = html.document_fromstring(mail.html)
    assert [li.text_content() for li in tree.xpath("//ul/li[starts-with(., 'point')]")] == [
        "point 0",
        "point 1",
    ]
    assert tree.xpath("//p/a[@href='https://rule.example/1']") and "approved by B. Editor" in mail.html
    assert "the rule <https://rule.example/1>[1]" in " ".join(mail.text.split())


def test_a_long_correction_stays_under_the_clip_and_an_empty_one_is_none() -> None:
    errata = [
        Erratum(
            item_id=f"i{n}", kind="changed", line_before=n, line_after=n, source_name="Pier Observer",
            headline_before="", headline_after="Now", changes=("Now said: “" + "수 " * 280 + "”",),
        )
        for n in range(1, 301)
    ]  # fmt: skip
    mail = render_correction(DAY, errata, LINKS)
    tree = html.document_fromstring(mail.html)
    assert len(mail.html.encode()) <= BUDGET and "\n" not in mail.subject
    assert mail.subject.endswith("Item 1, in its original language")
    shown = len(tree.xpath("//a[starts-with(normalize-space(), 'How we know, item')]"))
    more = tree.xpath("string(//p[contains(., 'corrections concern')])")
    assert (shown < 300 and more.startswith(f"{300 - shown} more")) or (shown == 300 and not more)
    with pytest.raises(ValueError, match="without an erratum"):
        render_correction(DAY, [], LINKS)


def test_an_item_without_english_goes_by_its_own_headline() -> None:
    line = make_line(
        1, headline_en="", headline_original="한강 부두", headline_basis="none", language="ko",
        language_label="Local Language",
    )  # fmt: skip
    mail = mail_of(one_line_edition(line))
    assert mail.subject == "South Korea, March 10, 2026: 한강 부두"
    without = mail_of(one_line_edition(line), Profile(kinds=("embassy",)))
    assert "한강 부두" in without.html and "1. 한강 부두" in without.text
    assert without.subject.endswith("nothing that you asked for")


def test_text_says_nothing_of_sections_that_were_not_asked_for() -> None:
    mail = mail_of(DAY, Profile(sections=("risk_media",)))
    for body in (mail.html, mail.text):
        assert "risk media" in body.casefold() and "government releases" not in body.casefold()
    assert LINKS.pdf_url in mail.text and "For Ann Reader." in mail.text and LINKS.imprint in mail.text


def test_a_line_tells_how_far_it_can_be_relied_on() -> None:
    line = make_line(1, kind="news_media", latency_hours=30.0, needs_review=True)
    for body in (mail_of(one_line_edition(line)).html, mail_of(one_line_edition(line)).text):
        read = " ".join(body.split())
        assert "Category less sure than usual" in read and "30 hours from publication to the cut-off" in read


def test_text_cannot_pass_for_a_place_in_the_mail() -> None:
    slots = (
        '<div data-slot="body"></div><div data-slot="end"></div><i data-slot="why"></i></title>" onload="x'
    )
    edition = one_line_edition(make_line(1, headline_en=slots, source_name=slots))
    tree = html.document_fromstring(mail_of(edition).html)
    assert not tree.xpath("//*[@data-slot or @onload]")
    assert len(tree.xpath("//h1")) == 1 and tree.xpath("string(//h4)") == slots


@pytest.mark.parametrize(
    "name", ["Win at www.evil.example", "call 555 0199", "http://evil.example", "x" * 41, "a@b", "a\u202eb"]
)
def test_a_form_sends_no_stranger_a_message_in_our_name(name: str) -> None:
    mail = render_confirmation(name, "Japan", f"{WEB}/confirm/t", 14)
    assert name not in mail.html + mail.text and "Somebody, we hope you, asked" in mail.html
    assert "Ünal O. Kim-Lee" in render_confirmation("Ünal O. Kim-Lee", "Japan", f"{WEB}/c", 14).text


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), max_size=40), st.integers(0, 5000))
def test_pieces_that_fit_are_the_weightiest_each_once(sizes: list[tuple[int, int]], room: int) -> None:
    pieces = {place: (short + more, short) for place, (short, more) in enumerate(sizes)}
    whole, brief = fit(pieces, room)
    assert sum(pieces[key][0] for key in whole) + sum(pieces[key][1] for key in brief) <= room
    assert sorted(whole + brief) == list(
        range(len(whole) + len(brief))
    )  # none is passed over for a lighter one


def test_the_thousandth_mail_is_what_it_would_be_alone() -> None:
    room, profiles = MailRoom(sample_edition()), (Profile(), Profile(kinds=("government",)), Profile())
    bodies = [room.briefing(tailor(sample_edition(), profile), LINKS, "Ann Reader") for profile in profiles]
    assert bodies[0] == bodies[2] == mail_of(sample_edition())
