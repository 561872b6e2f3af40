"""Figures: every system of numbers, what is no figure, and round trips of generated ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.enrichment.figures import (
    amount_in_english,
    find_dates,
    find_figures,
    load_measures,
    plain_decimal,
)


def read(text: str, language: str) -> list[tuple[str, str, str]]:
    """(as written, value, in English) of a headline's figures, after checking their offsets."""
    found = find_figures(text, (), language)
    assert all(text[figure.start : figure.end] == figure.original for figure in found)
    return [(figure.original, figure.value, figure.text_en) for figure in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "R&D에 9,495억 원 투자", ("9,495억 원", "949500000000", "949.5 billion won")),
        ("ko", "예산 1조 120억 원", ("1조 120억 원", "1012000000000", "1.012 trillion won")),
        ("ko", "2억 5000만 달러 계약", ("2억 5000만 달러", "250000000", "250 million dollars")),
        ("ko", "매출 2조3천억원", ("2조3천억원", "2300000000000", "2.3 trillion won")),
        ("ko", "3만5천명 참가", ("3만5천명", "35000", "35,000 people")),
        ("ko", "6천500명 투입", ("6천500명", "6500", "6,500 people")),
        ("ko", "금리 0.25%p 인하", ("0.25%p", "0.25", "0.25 percentage points")),
        ("ko", "10여 명 부상", ("10여 명", "10", "over 10 people")),
        ("ko", "연 5천명대 유지", ("5천명", "5000", "5,000 people range")),
        ("ko", "100억대 도박", ("100억", "10000000000", "10 billion range")),
        ("ko", "판매 19만대", ("19만대", "190000", "190,000 units")),
        ("ko", "징역 4년 선고", ("4년", "4", "4 years")),
        ("ja", "予算9495億円", ("9495億円", "949500000000", "949.5 billion yen")),
        ("ja", "1兆120億円", ("1兆120億円", "1012000000000", "1.012 trillion yen")),
        ("ja", "１５０万人が避難", ("１５０万人", "1500000", "1.5 million people")),
        ("ja", "終値は157円80銭", ("157円80銭", "157.8", "157.8 yen")),
        ("zh-Hans", "实现营收7.73万亿元", ("7.73万亿元", "7730000000000", "7.73 trillion yuan")),
        ("zh-Hans", "投资3千亿美元", ("3千亿美元", "300000000000", "$300 billion")),
        ("zh-Hans", "救出200余人", ("200余人", "200", "over 200 people")),
        ("zh-Hant", "營收2,500億元", ("2,500億元", "250000000000", "250 billion NT dollars")),
        ("zh-Hant", "新台幣3.5億元補助", ("新台幣3.5億元", "350000000", "350 million NT dollars")),
        ("zh-Hant", "市值1.2兆元", ("1.2兆元", "1200000000000", "1.2 trillion NT dollars")),
        ("vi", "đầu tư 1,85 tỉ đồng", ("1,85 tỉ đồng", "1850000000", "1.85 billion dong")),
        ("vi", "vốn 1.85 tỉ đồng", ("1.85 tỉ đồng", "1850000000", "1.85 billion dong")),
        ("vi", "tuyển 12.000 người", ("12.000 người", "12000", "12,000 people")),
        ("vi", "lỗ 2.500 tỷ đồng", ("2.500 tỷ đồng", "2500000000000", "2.5 trillion dong")),
        ("vi", "lĩnh 4 năm tù", ("4 năm tù", "4", "4 years in prison")),
        ("hi", "10 लाख करोड़ रुपये का बजट", ("10 लाख करोड़ रुपये", "10000000000000", "10 trillion rupees")),
        ("hi", "₹500 करोड़ की योजना", ("₹500 करोड़", "5000000000", "5 billion rupees")),
        ("hi", "२५ प्रतिशत टैरिफ", ("२५ प्रतिशत", "25", "25%")),
        ("en", "Rs 500 crore scam", ("Rs 500 crore", "5000000000", "5 billion rupees")),
        ("en", "1,20,000 people", ("1,20,000 people", "120000", "120,000 people")),
        ("en", "a $1.2 billion deal", ("$1.2 billion", "1200000000", "1.2 billion dollars")),
        ("en", "NT$3.4 billion", ("NT$3.4 billion", "3400000000", "3.4 billion NT dollars")),
    ],
)
def test_systems_of_numbers(language: str, text: str, expected: tuple[str, str, str]) -> None:
    assert read(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "2026년 3월 10일 14시 30분"),
        ("ko", "10대 그룹"),
        ("ko", "3-2 승리"),
        ("ko", "2대 1 경쟁"),
        ("ko", "02-1234-5678"),
        ("ko", "6·10 만세운동"),
        ("ko", "KF-21 공개"),
        ("ko", "코스피 5000대 안착"),
        ("vi", "500 món đặc sản"),
        ("vi", "thi ngày 1-2.6"),
        ("ko", "제3인터체인지"),
        ("ja", "8月7日14時30分"),
        ("ja", "3人前の料理"),
        ("zh-Hans", "3月10日"),
        ("zh-Hans", "千兆宽带"),
        ("vi", "16h ngày 16/12/2025"),
        ("vi", "thắng 3-1"),
        ("vi", "1,234 người"),
        ("en", "COVID-19 at 9:30"),
        ("en", "F-35 jets, 2-1 win"),
    ],
)
def test_what_is_no_figure(language: str, text: str) -> None:
    assert read(text, language) == []


def test_the_first_number_of_a_range_has_the_unit_of_the_second() -> None:
    assert read("3∼5% 상승", "ko") == [("3∼5%", "3", "3–5%")]
    assert read("20∼30만원", "ko") == [("20∼30만원", "200000", "200,000–300,000 won")]
    assert read("1000~2천원", "ko") == [("1000~2천원", "1000", "1,000–2,000 won")]
    (figure,) = find_figures("đầu tư từ 3 đến 5 triệu đồng", (), "vi")
    assert (figure.value, figure.value_to, figure.unit) == ("3000000", "5000000", "dong")


def test_a_bare_yuan_sign_in_traditional_script_is_not_guessed_when_another_is_named() -> None:
    (figure,) = find_figures("營收3億元", ("以人民幣計價",), "zh-Hant")
    assert (figure.unit, figure.text_en) == ("yuan or dollars", "300 million yuan or dollars (元)")


def test_mainland_zhao_is_no_trillion() -> None:
    assert read("投资3兆元", "zh-Hans") == []


def test_paragraphs_and_offsets() -> None:
    paragraphs = ("1만명", "합계 2만 명이 참가")
    found = find_figures("3%", paragraphs, "ko")
    assert [(figure.paragraph, figure.value) for figure in found] == [(-1, "3"), (0, "10000"), (1, "20000")]
    assert paragraphs[1][found[2].start : found[2].end] == "2만 명"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "3월 10일", "March 10"),
        ("ko", "2026년 3월", "March 2026"),
        ("ja", "2026年8月7日", "August 7, 2026"),
        ("vi", "ngày 16/12", "December 16"),
        ("hi", "12 मार्च 2026", "March 12, 2026"),
        ("zh-Hans", "2026年", "2026"),
        ("ko", "14시 30분", ""),
    ],
)
def test_dates(language: str, text: str, expected: str) -> None:
    (date,) = find_dates(text, language)
    assert (text[date.start : date.end], date.text_en) == (text, expected)


_PARTS = st.integers(min_value=1, max_value=9999)


@given(trillions=_PARTS, hundred_millions=_PARTS, ten_thousands=_PARTS)
def test_korean_compounds_come_back(trillions: int, hundred_millions: int, ten_thousands: int) -> None:
    written = f"{trillions}조 {hundred_millions:,}억 {ten_thousands:,}만 원"
    expected = trillions * 10**12 + hundred_millions * 10**8 + ten_thousands * 10**4
    assert [value for _, value, _ in read(f"총 {written} 투입", "ko")] == [str(expected)]


@given(big=_PARTS, small=_PARTS)
def test_japanese_and_chinese_compounds_come_back(big: int, small: int) -> None:
    expected = str(big * 10**8 + small * 10**4)
    assert [value for _, value, _ in read(f"予算は{big}億{small}万円だ", "ja")] == [expected]
    assert [value for _, value, _ in read(f"投资{big}亿{small}万元", "zh-Hans")] == [expected]
    assert [value for _, value, _ in read(f"投資{big}億{small}萬元", "zh-Hant")] == [expected]


@given(whole=st.integers(1, 999_999), cents=st.integers(1, 99))
def test_vietnamese_separators_come_back(whole: int, cents: int) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    assert [value for _, value, _ in read(f"chi {grouped} tỷ đồng", "vi")] == [str(whole * 10**9)]
    decimal = Decimal(f"{whole}.{cents:02d}")
    written = f"{grouped},{cents:02d}"
    if whole >= 1000 or len(f"{cents:02d}") != 3:
        assert [value for _, value, _ in read(f"tăng {written}%", "vi")] == [plain_decimal(decimal)]


@given(number=st.integers(1, 99_99_999))
def test_indian_grouping_comes_back(number: int) -> None:
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    while len(head) > 2:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    grouped = f"{head},{tail}" if head else tail
    assert [value for _, value, _ in read(f"कुल {grouped} रुपये", "hi")] == [str(number)]
    assert [value for _, value, _ in read(f"Rs {grouped} crore paid", "en")] == [str(number * 10**7)]


@given(number=st.decimals(min_value="0.01", max_value="9999999999999", places=2))
def test_english_amounts_lose_nothing(number: Decimal) -> None:
    scales = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
    digits, _, scale = amount_in_english(number).partition(" ")
    assert Decimal(digits.replace(",", "")) * scales.get(scale, 1) == number


def test_every_unit_has_its_english() -> None:
    measures = load_measures()
    assert all(unit.one and unit.many for unit in measures.names.values())
    assert set(measures.units) == {"ko", "ja", "zh", "vi", "hi", "en"}
