"""The PDF: every item in it, all scripts, tagged; and no text that does more than be printed."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
import typst
from PIL import Image

from benchmarks.full_edition import full_edition
from briefing.composition.tailoring import tailor
from briefing.delivery.press import PdfNotMadeError, Press
from briefing.records.edition import Edition
from briefing.records.profile import Profile
from briefing.records.take import TakeBlock, TakeImage
from briefing.rendering.fonts import MissingGlyphError, load_fonts, require_glyphs, show_unprintable
from briefing.rendering.pdf import render_pdf
from briefing.rendering.printed import PictureChangedError
from briefing.settings import Settings
from briefing.storage.trend import trend_day
from tests.unit.edition_sample import full_edition as sample_edition
from tests.unit.edition_sample import make_line, one_line_edition

HOSTILE = (
    '#read("/etc/passwd") #import "@preview/x:1.0.0": * $x$ *b* `c` [@r] \\u{41} "; #panic() <label> // /* */'
)


def words_of(content: bytes) -> str:
    reader = pypdfium2.PdfDocument(content)
    text = " ".join(reader[n].get_textpage().get_text_range() for n in range(len(reader)))
    return re.sub(r"\s+", "", text.replace("\ufffe", ""))


def test_every_item_is_set_once_in_order_with_bookmarks_tags_and_page_numbers() -> None:
    edition = full_edition(30, developments=2)
    today = trend_day(edition)
    trend = [today.model_copy(update={"date": today.date - timedelta(days=n)}) for n in (2, 1)]
    content = render_pdf(edition, trend=trend)
    assert content == render_pdf(edition, trend=trend)
    text = words_of(content)
    places = []
    for group in (*edition.risk_media, *edition.ops_media):
        for line in group.lines:
            mark = re.sub(r"\s+", "", f"{line.number}{line.headline_en}")
            assert mark in text, mark
            places.append(text.rindex(mark))
    assert places == sorted(places)
    reader = pypdfium2.PdfDocument(content)
    titles = [mark.get_title() for mark in reader.get_toc()]
    assert {"Takes", "Developments", "Risk Media", "Ops Media", "Government Releases"} <= set(titles)
    assert all(mark in content for mark in (b"/MarkInfo", b"/Lang", b"pdfuaid", b"pdfaid"))
    assert f"Page2of{len(reader)}" in text


def links_of(content: bytes) -> list[str]:
    """Addresses of all links that lead out of the document."""
    reader = pypdfium2.PdfDocument(content)
    found = []
    for page in reader:
        place, link = ctypes.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
            action = raw.FPDFLink_GetAction(link)
            if raw.FPDFAction_GetType(action) == raw.PDFACTION_URI:
                size = raw.FPDFAction_GetURIPath(reader, action, None, 0)
                text = ctypes.create_string_buffer(size)
                raw.FPDFAction_GetURIPath(reader, action, text, size)
                found.append(text.value.decode())
    return found


def test_pages_have_labels_and_links_lead_to_articles_only() -> None:
    edition = full_edition(12, developments=1)
    content = render_pdf(edition)
    reader = pypdfium2.PdfDocument(content)
    assert [reader.get_page_label(n) for n in range(len(reader))] == [str(n + 1) for n in range(len(reader))]
    links = links_of(content)
    assert {line.url for group in edition.risk_media for line in group.lines} <= set(links)
    assert all(link.startswith(("https://", "http://")) for link in links)


def test_the_same_bytes_from_another_process() -> None:
    made = (
        "import sys, hashlib; from benchmarks.full_edition import full_edition; "
        "from briefing.rendering.pdf import render_pdf; "
        "print(hashlib.sha256(render_pdf(full_edition(8, developments=1))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", made],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Seoul", "LC_ALL": "C"},
    )
    content = render_pdf(full_edition(8, developments=1))
    assert other.stdout.strip() == hashlib.sha256(content).hexdigest()


def test_all_scripts_are_there_as_text() -> None:
    edition = full_edition(60)
    text = words_of(render_pdf(edition))
    lines = [line for group in edition.risk_media for line in group.lines if line.headline_original]
    assert {line.language for line in lines} == {"ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi"}
    for line in lines:
        assert "".join(str(line.headline_original).split()) in text, line.language


def test_a_hostile_text_is_printed_and_does_nothing() -> None:
    line = make_line(1, headline_en=HOSTILE, source_name=HOSTILE, url='javascript:alert("x")')
    content = render_pdf(one_line_edition(line))
    text = words_of(content)
    assert "".join(HOSTILE.split())[:60] in text
    assert "root:" not in text and b"javascript:" not in content.lower()


def test_the_typesetter_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    for source in ('#read("/etc/passwd")', '#read("../../../../etc/passwd")'):
        (tmp_path / "main.typ").write_text(source)
        with pytest.raises(typst.TypstError):
            typst.compile(str(tmp_path / "main.typ"), root=str(tmp_path), font_paths=load_fonts().faces)


def test_a_glyph_that_no_font_has_fails_the_build_and_names_itself() -> None:
    line = make_line(7, headline_en="Cuneiform \U00012000 in a headline")
    with pytest.raises(MissingGlyphError, match=r"item 7.*U\+12000 \(CUNEIFORM SIGN A\)"):
        render_pdf(one_line_edition(line))
    with pytest.raises(MissingGlyphError, match=r"title: no font has U\+9FFF"):
        require_glyphs({"title": "鿿"}, load_fonts(), "edition")
    with pytest.raises(MissingGlyphError, match="SYRIAC ABBREVIATION MARK"):
        require_glyphs("\u070f", load_fonts())
    require_glyphs("emoji 🚢 arrows → math ∼ ≠ rare 𠮷 currency ₫ ₹ ₩", load_fonts())
    assert show_unprintable("a\ue000b\u202ec", load_fonts()) == "a[U+E000]b[U+202E]c"


def test_a_briefing_has_its_own_items_with_why_and_what_not() -> None:
    edition = full_edition(30)
    category = edition.risk_media[0].category
    briefing = tailor(edition, Profile(categories_in=(category,)))
    text = words_of(render_pdf(edition, briefing))
    assert text.count("Whyyougetit:") == len(briefing.chosen)
    assert "Whatyoudidnotget,andwhy" in text


def with_picture(digest: str) -> Edition:
    edition = sample_edition()
    picture = TakeImage(
        file="0123456789abcdef.png",
        sha256=digest,
        alt="A map of the quay",
        credit="Harbour Gazette",
        width=4,
        height=2,
    )
    take = edition.takes[0]
    blocks = (*take.blocks, TakeBlock(kind="image", image=picture))
    return edition.model_copy(update={"takes": (take.model_copy(update={"blocks": blocks}),)})


def test_takes_have_their_pictures_if_they_are_those_approved() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 2), "red").save(drawn, "PNG")
    content = drawn.getvalue()
    edition = with_picture(hashlib.sha256(content).hexdigest())
    text = words_of(render_pdf(edition, image=lambda _take, _file: content, paper="letter"))
    for words in (
        "Howportfeesareset",
        "Credit:HarbourGazette",
        "Whatwasleftout,andwhy",
        "Howcompletethedaywas",
    ):
        assert words in text
    assert "Picture:Amapofthequay" in words_of(render_pdf(edition))
    with pytest.raises(PictureChangedError, match=r"port-fees.*0123456789abcdef\.png"):
        render_pdf(with_picture("0" * 64), image=lambda _take, _file: content)


def test_the_press_says_which_pdf_it_cannot_make(tmp_path: Path) -> None:
    edition = one_line_edition(make_line(1, headline_en="Cuneiform \U00012000"))
    with pytest.raises(PdfNotMadeError, match=r"kr/2026-03-10/v1: .*U\+12000"):
        Press(Settings(home=tmp_path), edition).pdf()
    assert Press(Settings(home=tmp_path), one_line_edition(make_line(1))).pdf().startswith(b"%PDF")


def test_words_longer_than_a_line_stay_on_the_page() -> None:
    line = make_line(1, headline_en="W" * 300, source_name="S" * 300, url="javascript:" + "x" * 300)
    reader = pypdfium2.PdfDocument(render_pdf(one_line_edition(line)))
    for page in reader:
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        assert all(right <= page.get_width() - 60 for _, _, right, _ in boxes)
