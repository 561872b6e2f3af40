"""Bytes to text: declared, false, missing and hostile charsets of the region's pages."""

from __future__ import annotations

import codecs
import encodings.aliases

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.extraction.encoding import decode

KOREAN = "한국은행은 10일 기준금리를 현 수준에서 동결한다고 밝혔다. 시장의 예상과 같은 결정이다."
JAPANESE = "日本銀行は十日、政策金利を据え置くと発表した。市場の予想どおりの決定である。カタカナも。"
SIMPLIFIED = "中国人民银行十日宣布维持贷款市场报价利率不变,这一决定符合市场的普遍预期。"
TRADITIONAL = "中央銀行十日宣布維持政策利率不變,這項決定符合市場的普遍預期,並將持續觀察通膨。"
VIETNAMESE = "Ngân hàng Nhà nước Việt Nam ngày 10 tháng 3 giữ nguyên lãi suất điều hành."
HINDI = "भारतीय रिज़र्व बैंक ने मंगलवार को नीतिगत दर में कोई बदलाव नहीं किया।"

REGIONAL = [
    (KOREAN, "euc-kr", "euc-kr"),
    (KOREAN, "cp949", "ks_c_5601-1987"),
    (KOREAN, "cp949", "windows-949"),
    (JAPANESE, "shift_jis", "Shift_JIS"),
    (JAPANESE, "cp932", "x-sjis"),
    (JAPANESE, "euc-jp", "EUC-JP"),
    (SIMPLIFIED, "gb2312", "gb2312"),
    (SIMPLIFIED, "gb18030", "GB18030"),
    (SIMPLIFIED, "gbk", "gbk"),
    (TRADITIONAL, "big5", "Big5"),
    (TRADITIONAL, "big5hkscs", "big5-hkscs"),
    (VIETNAMESE, "utf-8", "utf-8"),
    (HINDI, "utf-8", "UTF8"),
]
by_charset = pytest.mark.parametrize(("text", "codec", "declared"), REGIONAL, ids=lambda v: str(v)[:12])


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{text[:12]}</title></head><body><p>{text}</p></body></html>"


@by_charset
def test_declared_in_the_header(text: str, codec: str, declared: str) -> None:
    read = decode(page(text).encode(codec), f"text/html; charset={declared}")
    assert (read.text, read.basis, read.damaged) == (page(text), "http", 0)


@by_charset
@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="{}">',
        "<META CONTENT='text/html; charset={}' http-equiv=Content-Type>",
        "<meta charset={}>",
    ],
)
def test_declared_in_the_page(text: str, codec: str, declared: str, meta: str) -> None:
    whole = page(text, meta.format(declared))
    read = decode(whole.encode(codec), "text/html")
    assert (read.text, read.basis, read.damaged) == (whole, "meta", 0)


@by_charset
def test_declared_in_xml(text: str, codec: str, declared: str) -> None:
    whole = f'<?xml version="1.0" encoding="{declared}"?><rss><title>{text}</title></rss>'
    read = decode(whole.encode(codec), "application/xml")
    assert (read.text, read.basis) == (whole, "meta")


@by_charset
def test_declared_nowhere(text: str, codec: str, declared: str) -> None:
    read = decode(page(text).encode(codec), None)
    assert (read.text, read.basis, read.damaged) == (page(text), "sniffed", 0)


@by_charset
@pytest.mark.parametrize("false", ["utf-8", "iso-8859-1"])
def test_a_false_declaration_is_overruled(text: str, codec: str, declared: str, false: str) -> None:
    read = decode(page(text).encode(codec), f"text/html; charset={false}")
    assert (read.text, read.damaged) == (page(text), 0)
    assert read.basis == ("http" if codec == false else "repaired")


def test_a_declaration_in_the_page_is_overruled_too() -> None:
    whole = page(KOREAN, '<meta charset="utf-8">')
    assert decode(whole.encode("cp949"), None).text == whole


def test_the_header_goes_before_the_page() -> None:
    whole = page(KOREAN, '<meta charset="shift_jis">')
    read = decode(whole.encode("euc-kr"), "text/html; charset=euc-kr")
    assert (read.text, read.basis) == (whole, "http")


def test_the_source_goes_before_both() -> None:
    whole = page(SIMPLIFIED, '<meta charset="euc-kr">')
    read = decode(whole.encode("gb2312"), "text/html; charset=euc-kr", override="gb2312")
    assert (read.text, read.basis) == (whole, "source")


def test_western_text_stays_western() -> None:
    text = page("Le Premier ministre s'est exprimé à Séoul sur la coopération économique européenne.")
    read = decode(text.encode("cp1252"), "text/html; charset=iso-8859-1")
    assert (read.text, read.charset, read.basis) == (text, "cp1252", "http")


def test_utf8_under_a_latin_declaration_is_read_as_utf8() -> None:
    assert decode(page(VIETNAMESE).encode(), "text/html; charset=iso-8859-1").text == page(VIETNAMESE)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_goes_before_everything(mark: bytes, codec: str) -> None:
    read = decode(mark + page(KOREAN).encode(codec), "text/html; charset=euc-kr", override="shift_jis")
    assert (read.text, read.basis) == (page(KOREAN), "bom")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_where_it_is_declared(codec: str) -> None:
    assert decode(page(KOREAN).encode(codec), f"text/html; charset={codec}").text == page(KOREAN)


def test_a_page_that_calls_itself_utf16_in_ascii_is_not() -> None:
    whole = '<meta charset="utf-16"><p>plain</p>'
    assert decode(whole.encode(), None).text == whole


def test_bytes_that_fit_nothing_are_counted() -> None:
    read = decode(page(KOREAN).encode() + b"\xff\xfe\xff" * 5, "text/html; charset=utf-8")
    assert KOREAN in read.text
    assert read.damaged == read.text.count("\ufffd") > 0


@pytest.mark.parametrize(
    "text", ["An English page — with “quotes” — and little else.", KOREAN, "all of it in ASCII"]
)
def test_a_few_bad_bytes_do_not_make_a_true_declaration_false(text: str) -> None:
    read = decode(page(text).encode() + b"\xff\xff", "text/html; charset=utf-8")
    assert (read.text, read.basis, read.damaged) == (page(text) + "\ufffd\ufffd", "http", 2)


CODECS = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values(), "undefined", "idna", "hex"})


@pytest.mark.parametrize("name", [*CODECS, "", " ", "x" * 4000, "日本", "utf-8'; drop", "none"])
def test_no_name_of_a_charset_can_break_the_reading(name: str) -> None:
    body = page(KOREAN).encode()
    for read in (
        decode(body, f"text/html; charset={name}"),
        decode(page(KOREAN, f'<meta charset="{name}">').encode(), None),
        decode(body, None, override=name),
    ):
        read.text.encode("utf-8")  # no lone surrogates out of utf-7 and its like


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/html", "text/html; charset=big5", "a/b; charset=utf-7"]),
)
@example(b"\xff\xfe", None)
@example(b"\x00\x00\xfe\xff\x00\x11\x00\x00", None)
@example(b"+2AA-", "text/html; charset=utf-7")
def test_never_raises(body: bytes, content_type: str | None) -> None:
    read = decode(body, content_type)
    read.text.encode("utf-8")
    assert read.damaged == read.text.count("\ufffd")


def writable(*codecs_of_text: str, first: int, last: int) -> st.SearchStrategy[str]:
    """Text of letters of a block that these codecs write in one sequence of bytes.

    Python's euc-kr composes rarer syllables of four letters in eight bytes, which no browser reads.
    """

    def can(text: str) -> bool:
        try:
            return all(text.encode(c).decode(c) == text and len(text.encode(c)) <= 3 for c in codecs_of_text)
        except UnicodeError:
            return False

    letters = [chr(n) for n in range(first, last) if can(chr(n))]
    return st.lists(st.sampled_from(letters), min_size=1, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("codec", "declared", "first", "last"),
    [
        ("euc-kr", "euc-kr", 0xAC00, 0xD7A4),
        ("cp949", "ks_c_5601-1987", 0xAC00, 0xD7A4),
        ("shift_jis", "shift_jis", 0x3041, 0x30FF),
        ("euc-jp", "euc-jp", 0x4E00, 0x9FA0),
        ("gb18030", "gb2312", 0x4E00, 0x9FA0),
        ("big5", "big5", 0x4E00, 0x9FA0),
        ("utf-8", "utf-8", 0x0900, 0x0980),
        ("cp1258", "windows-1258", 0x00C0, 0x01B1),
    ],
)
def test_a_true_declaration_gives_the_text_back(codec: str, declared: str, first: int, last: int) -> None:
    @given(writable(codec, first=first, last=last))
    def holds(text: str) -> None:
        assert decode(text.encode(codec), f"text/html; charset={declared}").text == text

    holds()


@pytest.mark.parametrize("declared", ["gb2312", "euc-kr", "shift_jis", "iso-8859-1"])
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_converted_page_that_kept_its_old_declaration(declared: str, cut: int) -> None:
    text = f"<html><meta charset={declared}><p>" + "港务局宣布二期码头工程将于下月开工。" * 5
    body = text.encode()
    found = decode(body[: len(body) - cut], None)
    assert (found.charset, found.basis) == ("utf-8", "repaired")
    assert found.text.startswith(text[:-1])
