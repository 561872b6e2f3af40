"""Stored bytes as text: where a sentence stands in markup, and pages that lose nothing."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.web.stored_text import CHARACTERS_A_PAGE, Span, find_spans, hex_page, is_text, text_page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p>금리를 2.5%로 <b>동결</b>했다.</p>", "금리를 2.5%로 동결했다."),
        ("a&nbsp;rate\n<br> of 2&#37; <i>&amp; more</i>", "a rate of 2% & more"),
        ('{"t": "\\ud55c\\uad6d \\"은행\\""}', '한국 "은행"'),
        ("R&amp;D &ldquo;spending&rdquo; rose", "R&D “spending” rose"),
        ("AT&T's plan", "AT&T's plan"),
    ],
)
def test_a_sentence_is_found_in_its_markup(text: str, sentence: str) -> None:
    (span,) = find_spans(text, [sentence])
    assert text[span.start : span.end].startswith((sentence[0], "\\u"))


@pytest.mark.parametrize("sentence", ["", " ", "not there", "(a+)+$", "[", "\\"])
def test_what_is_not_there_is_not_found(sentence: str) -> None:
    assert find_spans("<p>some text</p>", [sentence]) == ()


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_an_escaped_sentence_is_found_where_it_was_put(before: str, after: str, sentence: str) -> None:
    text = f"{before}<p>{html.escape(sentence)}</p>{after}"
    if sentence.split():
        assert find_spans(text, [sentence])


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_a_page_is_the_text(text: str, edges: list[int]) -> None:
    places = sorted({min(edge, len(text)) for edge in edges})
    spans = [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]
    assert "".join(piece.text for piece in text_page(text, spans, 1)) == text


def test_pages_cut_a_span_in_two() -> None:
    text = "x" * (CHARACTERS_A_PAGE * 2)
    spans = [Span(CHARACTERS_A_PAGE - 3, CHARACTERS_A_PAGE + 4)]
    marked = ["".join(p.text for p in text_page(text, spans, page) if p.is_marked) for page in (1, 2, 3)]
    assert marked == ["xxx", "xxxx", ""]


def test_a_long_sentence_in_a_long_page_takes_no_time_to_miss() -> None:
    assert find_spans("<a " * 200_000, ["word " * 40]) == ()


def test_bytes_in_rows() -> None:
    rows = list(hex_page(bytes(range(40)), 1))
    assert [row.offset for row in rows] == [0, 16, 32]
    assert rows[2].characters == " !\"#$%&'"
    assert list(hex_page(b"ab", 2)) == []


def test_what_is_text() -> None:
    assert is_text("한국".encode("cp949"))
    assert is_text(b"")
    assert not is_text(b"%PDF-1.4")
    assert not is_text(b"a\0b")
