"""The PDF: every item in it, all scripts, tagged; and no text that does more than be printed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import typst

from benchmarks.full_edition import full_edition
from briefing.composition.tailoring import tailor
from briefing.records.profile import Profile
from briefing.rendering.fonts import MissingGlyphError, load_fonts, require_glyphs, show_unprintable
from briefing.rendering.pdf import render_pdf
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
    assert b"/MarkInfo" in content and b"/Lang" in content and b"pdfuaid" in content
    assert f"Page2of{len(reader)}" in text


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
    require_glyphs("emoji 🚢 arrows → math ∼ ≠ rare 𠮷 currency ₫ ₹ ₩", load_fonts())
    assert show_unprintable("a\ue000b\u202ec", load_fonts()) == "a[U+E000]b[U+202E]c"


def test_a_briefing_has_its_own_items_with_why_and_what_not() -> None:
    edition = full_edition(30)
    category = edition.risk_media[0].category
    briefing = tailor(edition, Profile(categories_in=(category,)))
    text = words_of(render_pdf(edition, briefing))
    assert text.count("Whyyougetit:") == len(briefing.chosen)
    assert "Whatyoudidnotget,andwhy" in text


def test_takes_pictures_and_a_page_of_every_section(tmp_path: Path) -> None:
    text = words_of(render_pdf(sample_edition(), paper="letter"))
    for words in ("HowportfeesAre", "Whatwasleftout,andwhy", "Howcompletethedaywas"):
        assert words.lower() in text.lower()
