"""Scraps of markup to plain text: what a reader may never see is gone, what stands there stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.extraction.text import clean, paragraphs_of, strip_tags


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R&D", "R&D"),
        ("R&amp;D", "R&D"),
        ("R&ampD", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("R&amp;amp;amp;D", "R&D"),
        ("A&nbsp다음", "A 다음"),
        ("A&nbsp;다음", "A 다음"),
        ("A&amp;nbsp;B", "A B"),
        ("&#51221;&#xBD80;", "정부"),
        ("&amp;#51221;부", "정부"),
        ("“A”&middot;B", "“A”·B"),
        ("&quot따옴표&quot", '"따옴표"'),
        ("1 &lt; 2 &gt 0", "1 < 2 > 0"),
        ("&hellip;&ldquo;a&rdquo;", "…“a”"),
        ("AT&T", "AT&T"),
        ("a&b=c&d", "a&b=c&d"),
        ("&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd"),
        ("&#1;a", "a"),
        ("a\x00b\x1fc\x7fd\x85e\x9f", "a b c d e"),
        ("  a \t\r\n b\u3000c\u2028d ", "a b c d"),
        ("e\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("नुक़्सान\u200d", unicodedata.normalize("NFC", "नुक़्सान\u200d")),
        ("&amp\u037e", "&;"),
        ("", ""),
    ],
)
def test_clean(written: str, meant: str) -> None:
    assert clean(written) == meant


PIECES = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            ["&", "amp", ";", "#", "lt", "nbsp", "hellip", "<", ">", "\x00", "\u037e", "&#1;", "x26"]
        ),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
@example("&am&#1;p;amp;lt;")
@example("&hellip\u037e")
def test_clean_is_done_at_once_and_leaves_no_control(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cs")]
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.characters(categories=("L", "N")), max_size=30))
def test_clean_loses_no_letter(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<b>속보</b> 정부 발표", "속보 정부 발표"),
        ("&lt;b&gt;속보&lt;/b&gt; 발표", "속보 발표"),
        ("정부<br/>발표", "정부 발표"),
        ("<단독> 정부 발표", "<단독> 정부 발표"),
        ("&lt;단독&gt; 정부 발표", "<단독> 정부 발표"),
        ("<Parasite> wins, <KBS> says", "<Parasite> wins, <KBS> says"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>one</p><p>two</p>", "one two"),
        ("<script>alert(1)</script>title", "title"),
        ("<img src=x onerror=alert(1)>title", "title"),
        ("title<!-- hidden -->", "title"),
        ("<a href='javascript:x'>link</a>", "link"),
        ("R&amp;amp;D <i>budget</i>", "R&D budget"),
        ("", ""),
    ],
)
def test_strip_tags(written: str, meant: str) -> None:
    assert strip_tags(written) == meant


def test_paragraphs_are_those_of_the_markup() -> None:
    markup = (
        "<h1>head</h1><p>one <b>bold</b><br>two</p><script>x()</script><figure><figcaption>c</figcaption></figure>"
        "<ul><li>three</li><li>four &amp; five</li></ul><p> </p>tail<!-- no --><form>f<button>b</button></form>"
    )
    assert paragraphs_of(markup) == ("head", "one bold", "two", "three", "four & five", "tail")


@pytest.mark.parametrize("markup", ["", "  ", "<p></p>", "<!-- only -->", "\x00", "<script>x</script>"])
def test_no_text_gives_no_paragraph(markup: str) -> None:
    assert paragraphs_of(markup) == ()


@given(PIECES.map(lambda text: f"<p>{text}<div>{text}"))
@example("<" * 50)
@example("<p " + "a" * 5000)
@example("<?xml version='1.0' encoding='x'?><p>a")
@example("<!DOCTYPE a [<!ENTITY b 'c'>]><p>&b;")
def test_any_markup_gives_clean_paragraphs(markup: str) -> None:
    for paragraph in paragraphs_of(markup):
        assert paragraph
        assert clean(paragraph) == paragraph
    assert clean(strip_tags(markup)) == strip_tags(markup)
