"""PDF as an article: paragraphs with pages, titles, and the documents that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.extraction.page import NoArticleError, Page, read_page
from scrapers.extraction.pdf import NoPdfTextError, is_pdf, join_lines, read_pdf

AT = datetime(2026, 3, 11, 12, tzinfo=UTC)
FIRST = [
    "Port authority opens second terminal",
    "",
    "The port authority said on Tuesday that work on the",
    "second terminal begins in May and ends in three years.",
    "",
    "The cost is put at 1.2 billion.",
]
SECOND = ["Fishermen were heard last week, the director said,", "and agreed to the plan.", "2"]


def make_pdf(pages: list[list[str]], info: str = "", trailer: str = "") -> bytes:
    """A PDF of our own: one font, each line set below the other."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {info} >>",
    ]
    kids = []
    for lines in pages:
        text = "".join(
            f"BT /F1 12 Tf 60 {740 - 18 * i} Td ({line.replace('(', '').replace(')', '')}) Tj ET\n"
            for i, line in enumerate(lines)
            if line
        )
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def read(
    body: bytes, content_type: str = "application/pdf", address: str = "https://www.haean.example/a.pdf"
) -> Page:
    return read_page(body, content_type=content_type, address=address, timezone="Asia/Seoul", at=AT)


@pytest.mark.parametrize("content_type", ["application/pdf", "application/octet-stream", "text/html"])
def test_paragraphs_carry_the_page_on_which_they_begin(content_type: str) -> None:
    page = read(make_pdf([FIRST, SECOND]), content_type)
    assert page.paragraphs == (
        "Port authority opens second terminal",
        "The port authority said on Tuesday that work on the second terminal begins in May and ends in three years.",
        "The cost is put at 1.2 billion.",
        "Fishermen were heard last week, the director said, and agreed to the plan.",
    )
    assert page.paragraph_pages == (1, 1, 1, 2)
    assert (page.title, page.kind, page.charset) == ("Port authority opens second terminal", "article", "pdf")


def test_title_and_date_of_the_document_itself() -> None:
    made = make_pdf([FIRST], "/Title (Second terminal: plan) /CreationDate (D:20260310090500+09'00')")
    page = read(made)
    assert page.title == "Second terminal: plan"
    assert (page.published.at, page.published.basis) == (
        datetime(2026, 3, 10, 0, 5, tzinfo=UTC),
        "PDF metadata",
    )
    dated = read(made, address="https://www.haean.example/2026/03/09/plan.pdf")
    assert dated.published.basis.startswith("address")
    assert (
        read(make_pdf([FIRST], "/Title (Microsoft Word - plan.docx)")).title
        == "Port authority opens second terminal"
    )


def test_a_pdf_without_a_date_has_none() -> None:
    assert read(make_pdf([FIRST])).published.at is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (make_pdf([[], []]), "OCR"),
        (b"%PDF-1.4 and nothing else", "cannot be opened"),
        (
            make_pdf(
                [FIRST],
                trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /O ("
                + "x" * 32
                + ") /U ("
                + "y" * 32
                + ") /P -4 >> /ID [(a) (a)]",
            ),
            "password",
        ),
    ],
    ids=["pictures", "damaged", "encrypted"],
)
def test_what_cannot_be_read_is_named(body: bytes, words: str) -> None:
    with pytest.raises(NoArticleError, match=rf"https://www\.haean\.example/a\.pdf: .*{words}"):
        read(body)


def test_pages_beyond_the_bound_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.extraction.pdf.MOST_PAGES", 2)
    found = read_pdf(make_pdf([FIRST, SECOND, FIRST, FIRST]))
    assert (found.cut, max(found.pages)) == (2, 2)
    monkeypatch.setattr("scrapers.extraction.pdf.MOST_BYTES", 10)
    with pytest.raises(NoPdfTextError, match="bytes"):
        read_pdf(make_pdf([FIRST]))


def test_a_pdf_is_known_by_its_mark() -> None:
    assert is_pdf(b"\n%PDF-1.7", None)
    assert not is_pdf(b"<html>", "application/pdf")


def test_heads_and_feet_that_repeat_and_numbers_of_pages_are_no_text() -> None:
    pages = [
        f"Harbour Bulletin\nParagraph number {n} has a sentence of its own.\n- {n} -" for n in range(1, 6)
    ]
    paragraphs, numbers = join_lines(pages)
    assert paragraphs == tuple(f"Paragraph number {n} has a sentence of its own." for n in range(1, 6))
    assert numbers == (1, 2, 3, 4, 5)


def test_lines_are_joined_as_their_script_does() -> None:
    assert join_lines(["港湾局は第2埠頭の拡張工事を来月から始\nめると発表した。"])[0] == (
        "港湾局は第2埠頭の拡張工事を来月から始めると発表した。",
    )
    assert join_lines(["The author-\nity said so."])[0] == ("The authority said so.",)
    assert join_lines(["one sentence goes on over", "the end of its page."])[1] == (1,)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_every_paragraph_has_a_page(texts: list[str]) -> None:
    paragraphs, pages = join_lines(texts)
    assert len(paragraphs) == len(pages)
    assert list(pages) == sorted(pages)
    assert all(1 <= page <= max(1, len(texts)) for page in pages)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 700))
def test_damage_is_a_typed_error_or_a_text(noise: bytes, place: int) -> None:
    whole = make_pdf([FIRST])
    try:
        found = read_pdf(whole[:place] + noise + whole[place:])
    except NoPdfTextError:
        return
    assert found.paragraphs
