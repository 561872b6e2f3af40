"""Takes: what a draft may hold, which claims need a reference, and what an approval is bound to."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from briefing.composition.citations import check_citations, claims, needs_reference
from briefing.composition.dossier import other_forms, slug, to_draft, to_markdown, to_svg, volume
from briefing.composition.draft import Draft, read_draft
from briefing.composition.picture import PictureError, read_picture
from briefing.composition.takes import is_printed_on, picture_faults, write_take
from briefing.enrichment.grounding import SourceText
from briefing.records.approved_take import ApprovedTake
from briefing.records.dossier import Dossier, DossierItem
from briefing.rendering.email import render_email
from briefing.rendering.html import render_html
from briefing.rendering.text import take_text
from briefing.storage.home import Home
from briefing.storage.takes import (
    TakeError,
    begin,
    digest_of,
    read_draft_text,
    read_file,
    read_image,
    store_approved,
    takes_of,
)
from tests.unit.edition_sample import empty_edition

HEAD = """---
title: Cranes and who pays for them
standfirst: The port buys cranes.
country: kr
date: 2026-03-10
until: 2026-03-19
domain: Economy & Trade
author: A. Kim
---

"""
APPROVED = datetime(2026, 3, 10, tzinfo=UTC)
ENGLISH = SourceText(
    "Pier corporation buys 14 cranes",
    ("Hangang Pier Corporation said on Tuesday that it would spend 230 million dollars on 14 new cranes.",),
    "en",
    (),
    (),
)
SOURCES: dict[str, SourceText | str] = {
    "kr-daily-20260310-a": ENGLISH,
    "kr-daily-20260309-a": "its bytes are gone",
}


def item(key: str = "kr-daily-20260310-a") -> DossierItem:
    return DossierItem(
        key=key, item_id=f"it-{key[-1]}", item_version=1, monitoring_date=date(2026, 3, 10), source_id="kr_daily",
        source_name="Daily", headline="한강부두공사, 크레인 14기 도입", headline_en="Cranes", language="ko",
        published_on=date(2026, 3, 10), url="https://daily.example/1", capture_id="c-1", content_digest="d",
        summary=(), names=("Seoul",), matched="cranes in the headline",
    )  # fmt: skip


def dossier(*items: DossierItem) -> Dossier:
    days = (date(2026, 3, 9), date(2026, 3, 10))
    return Dossier(
        take_id="cranes", topic="Cranes", terms=("Cranes",), country="kr", days=days, items=items or (item(),)
    )


def faults_of(body: str) -> list[str]:
    draft = read_draft(HEAD + body)
    return [f.words for f in (*draft.faults, *check_citations(draft, SOURCES))]


GOOD = "The corporation will spend 230 million dollars on 14 cranes [@kr-daily-20260310-a].\n"


def test_a_draft_whose_claims_are_borne_out_has_no_fault() -> None:
    assert faults_of(GOOD + "\nThat is dear. {judgement}\n\n- A list of its own\n\n> And a thought.\n") == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (GOOD + "\n<script>alert(1)</script>", "HTML"),
        (GOOD + "\ntext <b>bold</b>", "HTML"),
        (GOOD + "\n[x](javascript:alert(1))", "http"),
        (GOOD + "\n[x](data:text/html;base64,AA)", "http"),
        (GOOD + "\n[x](file:///etc/passwd)", "http"),
        (GOOD + "\n```\ncode\n```", "code"),
        (GOOD + '\n![a](../x.png "Credit: N")', "beside the draft"),
        (GOOD + '\n![a](https://evil.example/x.png "Credit: N")', "beside the draft"),
        (GOOD + '\n![a](x.svg "Credit: N")', "beside the draft"),
        (GOOD + "\n![a](x.png)", "credit"),
        (GOOD + '\n![](x.png "Credit: N")', "do not see it"),
        (GOOD + "\nhidden \u202e text", "U+202E"),
        ("No reference at all", "cites nothing"),
        (GOOD + "\nAnother 7 ships were bought.", "no reference for a figure"),
        (GOOD + "\nThe mayor said no.", "somebody's words"),
        (GOOD + "\nIt began in January.", "a date"),
        (GOOD + "\nIt is “over”.", "a quotation"),
        (GOOD + "\nSamsung Electronics left.", "the name Samsung Electronics"),
        (GOOD + "\nIt is {judgement} 7 ships.", "a figure"),
        (GOOD + "\nHere the Hangang left.", "the name Hangang"),
        (GOOD + "\nKT left.", "the name KT"),
        (
            GOOD + "\nIt is dear. {judgement} Samsung Electronics said so.",
            "no reference for somebody's words",
        ),
        (GOOD + "\nhidden &#x202e; text", "U+202E"),
        (GOOD + "\nhidden &#8203; text", "U+200B"),
        (GOOD + "\nescape \x1b[31m", "U+001B"),
        (GOOD + "\n| a | b |\n|---|---|\n| c | d |\n", "a table"),
        (GOOD + "\n" + ">" * 3000 + " deep", "nested"),
        (GOOD + "\n" + "".join(f"{'  ' * depth}- x\n" for depth in range(60)), "nested"),
        (GOOD + "\n[kr [@ kr-daily-20260310-a]", "cannot be read"),
        (GOOD + "\n[@kr-daily-20260310-a]: https://evil.example/", "cites nothing"),
        (GOOD + "\n# Exports rose 900 percent", "heading: figure"),
        (GOOD + "\nWrite here. Or not.", "still in it"),
        (GOOD + '\n![a&#x202e;](x.png "Credit: N")', "U+202E"),
        (GOOD + '\n![a](x.png "Credit: N\nLee")', "credit"),
        (GOOD + "\n[x](https://u:p@x.example/)", "http"),
        ("The corporation will spend 290 million dollars [@kr-daily-20260310-a].", "no such number"),
        ("It spends 230 million dollars [@kr-nobody-20260101-a].", "in no dossier"),
        ("It spends 230 million dollars [@kr-daily-20260309-a].", "its bytes are gone"),
        ("It spends [@../../etc/passwd].", "no key"),
    ],
)
def test_what_a_take_may_not_hold_is_named(body: str, word: str) -> None:
    found = faults_of(body)
    assert any(word in fault for fault in found), found


TITLE = "title: Cranes and who pays for them"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "---\ntitle: x\n---\n",
        "---\n[\n---\n",
        HEAD.replace("2026-03-19", "2026-03-01"),
        HEAD.replace("2026-03-19", "2026-13-45"),
        HEAD.replace(TITLE, r'title: "Cranes \u202E"'),
        HEAD.replace(TITLE, r'title: "Cranes\r\nBcc: all@example.com"'),
        HEAD.replace(TITLE, r'title: "\ud800"'),
        HEAD.replace(TITLE, "title: " + "[" * 4000),
        HEAD.replace(TITLE, "title: " + "9" * 4500),
        HEAD.replace(TITLE, "title: !!python/object/apply:os.system [id]"),
        HEAD.replace("A. Kim", "Your name"),
        HEAD.replace("A. Kim", '"  "'),
    ],
)
def test_a_head_that_is_none_is_a_fault(head: str) -> None:
    assert read_draft(head + GOOD).faults


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_or_refused_and_never_becomes_markup(body: str) -> None:
    draft = read_draft(HEAD + body)
    for block in draft.blocks:
        for run in block.runs:
            assert run.href is None or run.href.startswith(("http://", "https://"))


def test_a_reference_covers_its_paragraph_since_the_one_before() -> None:
    draft = read_draft(
        HEAD + "One thing. Two things [@kr-daily-20260310-a]. Three [@kr-daily-20260309-a]. Four."
    )
    covered = {claim.text.split()[0].strip("."): claim.keys for claim in claims(draft.blocks[0])}
    assert covered["One"] == covered["Two"] == ("kr-daily-20260310-a",)
    assert covered["Three"] == ("kr-daily-20260309-a",) and covered["Four"] == ()
    assert needs_reference("It is dear.") == ""


def test_what_title_and_standfirst_claim_stands_in_something_cited() -> None:
    def found(standfirst: str) -> list[str]:
        draft = read_draft(HEAD.replace("The port buys cranes.", standfirst) + GOOD)
        return [fault.words for fault in check_citations(draft, SOURCES)]

    assert found("Cranes for 230 million dollars.") == []
    assert any("standfirst: figure: 900" in words for words in found("The port buys 900 cranes."))
    assert any("standfirst: name" in words for words in found("Samsung Electronics buys cranes."))


def test_the_day_of_what_is_cited_is_known_and_another_is_not() -> None:
    told = {"kr-daily-20260310-a": date(2026, 3, 10)}
    for words, is_good in (
        ("On 10 March 2026 it buys", True),
        ("2026-03-10: buys", True),
        ("In 2019 it buys", False),
    ):
        draft = read_draft(HEAD + f"{words} 14 cranes [@kr-daily-20260310-a].")
        assert (check_citations(draft, SOURCES, told) == []) is is_good, words


def test_a_fault_names_the_line_of_its_sentence() -> None:
    draft = read_draft(
        HEAD + "The corporation will spend\n230 million dollars\n[@kr-daily-20260310-a]. Then\n7 ships."
    )
    assert [fault.line for fault in check_citations(draft, SOURCES)] == [13]


def test_an_assessment_is_marked_where_it_begins_and_nowhere_else() -> None:
    body = "It spends 230 million dollars [@kr-daily-20260310-a]. That is\n**very** dear. {judgement} It is done.\n"
    block = write_take(read_draft(HEAD + body), dossier(), lambda name: b"").take.blocks[0]
    assert "".join(run.text for run in block.runs) == (
        "It spends 230 million dollars. Assessment: That is very dear. It is done."
    )
    assert [run.text for run in block.runs if run.references] == ["It spends 230 million dollars"]


def test_styles_inside_styles_end_where_they_end() -> None:
    runs = read_draft(HEAD + "**bold *both* bold** plain [**led**](https://x.example/)").blocks[0].runs
    assert [(run.text.strip(), run.style, run.href) for run in runs] == [
        ("bold", "strong", None),
        ("both", "emphasis", None),
        ("bold", "strong", None),
        ("plain", "plain", None),
        ("led", "strong", "https://x.example/"),
    ]


def moving() -> bytes:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 4), (shade, 0, 0)) for shade in (1, 99)]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def png(size: tuple[int, int] = (8, 4)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (1, 2, 3)).save(stream, "PNG")
    return stream.getvalue()


def test_pictures_are_what_their_bytes_say(tmp_path: Path) -> None:
    assert (read_picture(png()).kind, read_picture(png()).width) == ("png", 8)
    for content in (b"", b"<svg onload=alert(1)>", png()[:40], b"\x89PNG" + b"0" * 6_000_000, moving()):
        with pytest.raises(PictureError):
            read_picture(content)
    draft = read_draft(HEAD + GOOD + '\n![Cranes](x.png "Credit: N. Lee")')
    assert picture_faults(draft, lambda name: b"no") and not picture_faults(draft, lambda name: png())


def approved_in(home: Home, body: str = GOOD) -> ApprovedTake:
    text = HEAD + body
    begin(home, dossier(), {"draft.md": text, "dossier.md": to_markdown(dossier())})
    (home.take("cranes") / "x.png").write_bytes(png())
    draft: Draft = read_draft(text)
    written = write_take(draft, dossier(), lambda name: read_file(home, "cranes", name), "B. Lee")
    approved = ApprovedTake(
        take=written.take,
        until=date(2026, 3, 19),
        draft_sha256=digest_of(text),
        approved_at=datetime(2026, 3, 10, tzinfo=UTC),
    )
    store_approved(home, approved, dict(written.pictures))
    return approved


def test_an_approved_take_is_printed_on_its_dates_until_its_draft_changes(tmp_path: Path) -> None:
    home = Home(tmp_path)
    take = approved_in(home, GOOD + '\n![Cranes](x.png "Credit: N. Lee")\n').take
    assert is_printed_on(take, date(2026, 3, 19), "kr", date(2026, 3, 12))
    assert takes_of(home, "kr", date(2026, 3, 12)) == ((take,), ())
    assert takes_of(home, "jp", date(2026, 3, 12)) == takes_of(home, "kr", date(2026, 3, 20)) == ((), ())
    picture = next(block.image for block in take.blocks if block.image)
    assert read_image(home, "cranes", picture.file) == png()
    with pytest.raises(TakeError):
        read_image(home, "cranes", "../../secret")
    with pytest.raises(TakeError):
        begin(home, dossier(), {"draft.md": "again"})
    (home.take("cranes") / picture.file).write_bytes(png((9, 9)))
    assert "picture" in takes_of(home, "kr", date(2026, 3, 12))[1][0][1]
    (home.take("cranes") / "draft.md").write_text(HEAD + GOOD + "More.")
    printed, withheld = takes_of(home, "kr", date(2026, 3, 12))
    assert printed == () and "draft was changed" in withheld[0][1]


def test_a_take_is_printed_with_its_references_on_every_surface(tmp_path: Path) -> None:
    take = approved_in(Home(tmp_path)).take
    edition = empty_edition(takes=(take,))
    page = render_html(edition)
    assert f'id="take-{take.take_id}-1"' in page and "approved by B. Lee" in page
    assert "https://daily.example/1" in "\n".join(take_text(take))
    from briefing.composition.tailoring import tailor
    from briefing.records.profile import Profile
    from tests.unit.test_mail import LINKS

    mail = render_email(edition, tailor(edition, Profile()), LINKS)
    assert "Cranes and who pays for them" in mail.html and "https://daily.example/1" in mail.html


def test_an_approval_of_a_draft_with_other_line_ends_holds(tmp_path: Path) -> None:
    home = Home(tmp_path)
    approved = approved_in(home)
    path = home.take("cranes") / "draft.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    again = approved.model_copy(update={"draft_sha256": digest_of(read_draft_text(home, "cranes"))})
    store_approved(home, again, {})
    assert takes_of(home, "kr", date(2026, 3, 12))[0] == (approved.take,)


def test_what_cannot_be_read_is_withheld_and_names_no_path(tmp_path: Path) -> None:
    home = Home(tmp_path)
    approved_in(home)
    path = home.take("cranes") / "take.json"
    whole = path.read_bytes()
    copy = home.take("copied")
    copy.mkdir()
    (copy / "dossier.json").write_text("{}")
    (copy / "take.json").write_bytes(whole)
    (home.takes / "No Id").mkdir()
    (home.takes / "No Id" / "dossier.json").write_text("{}")
    printed, withheld = takes_of(home, "kr", date(2026, 3, 12))
    assert [take.take_id for take in printed] == ["cranes"]
    assert [name for name, _ in withheld] == ["copied"] and str(tmp_path) not in str(withheld)
    path.write_bytes(whole[:100])
    assert [name for name, _ in takes_of(home, "kr", date(2026, 3, 12))[1]] == ["copied", "cranes"]


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    approved_in(home)
    (tmp_path / "secret").write_text("s")
    (home.take("cranes") / "link.png").symlink_to(tmp_path / "secret")
    with pytest.raises(FileNotFoundError):
        read_file(home, "cranes", "link.png")


def test_the_dossier_is_readable_and_its_draft_is_one() -> None:
    found = dossier(item(), item("kr-daily-20260310-b"))
    assert volume(found) == [(date(2026, 3, 9), 0), (date(2026, 3, 10), 2)]
    assert "[@kr-daily-20260310-b]" in to_markdown(found)
    draft = read_draft(to_draft(found, date(2026, 3, 10), date(2026, 3, 17)))
    assert draft.head is not None and all("still" in fault.words for fault in draft.faults)
    assert to_svg(found).count("<rect") == 2
    assert (slug("Port fees & tariffs!"), slug("반도체")[:4]) == ("port-fees-tariffs", "bc18")


def test_a_hostile_headline_is_text_in_dossier_and_draft() -> None:
    headline = "<img src=x onerror=alert(1)> ![x](https://evil.example/x.png) [@kr-evil] \u202e `code`"
    found = dossier(item().model_copy(update={"headline": headline, "headline_en": headline}))
    draft = read_draft(to_draft(found, date(2026, 3, 10), date(2026, 3, 17)))
    assert all("still" in fault.words for fault in draft.faults)
    assert [run.keys for run in draft.blocks[-1].runs if run.keys] == [("kr-daily-20260310-a",)]
    assert "\n<img" not in to_markdown(found) and "\u202e" not in to_markdown(found)


def test_a_topic_is_looked_for_in_one_and_many_and_in_the_countrys_words() -> None:
    assert other_forms("Semiconductors", "kr") == ("Semiconductor", "반도체")
    assert "半導体" in other_forms("semiconductor", "jp")
    assert other_forms("반도체", "kr") == () and other_forms("x; drop table", "kr") == ()
