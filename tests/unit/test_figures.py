"""Figures: every system of numbers, what is no figure, and round trips of generated ones."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.enrichment.figures import (
    CalendarMention,
    amount_in_english,
    find_dates,
    find_figures,
    find_numbers,
    joined_spans,
    load_measures,
    plain_decimal,
    units_agree,
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


def english(text: str, language: str) -> list[str]:
    """The figures of a headline in English."""
    return [figure.text_en for figure in find_figures(text, (), language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "두 배 늘어 세 명 사망, 스무 명", ["2 times", "3 people", "20 people"]),
        ("ko", "삼천만 원과 천만 달러, 만 명", ["30 million won", "10 million dollars", "10,000 people"]),
        ("ja", "三百万円を二人で、2時間半", ["3 million yen", "2 people", "2.5 hours"]),
        ("zh-Hans", "两万三千人，三个月，三百五十元", ["23,000 people", "3 months", "350 yuan"]),
        ("zh-Hant", "二百五十萬人，兩倍", ["2.5 million people", "2 times"]),
        ("vi", "hai trăm nghìn đồng, nửa triệu người", ["200,000 dong", "500,000 people"]),
        ("vi", "1 triệu rưỡi, 2 năm rưỡi, gấp đôi", ["1.5 million", "2.5 years", "2 times"]),
        ("hi", "डेढ़ लाख लोग, ढाई करोड़ रुपये", ["150,000 people", "25 million rupees"]),
        ("hi", "साढ़े तीन प्रतिशत, सवा लाख, पौने दो करोड़", ["3.5%", "125,000", "17.5 million"]),
        ("hi", "दो लाख बीस हजार रुपये", ["220,000 rupees"]),
        ("en", "three million people, a dozen cases", ["3 million people", "12 cases"]),
        ("en", "two hundred and fifty thousand", ["250,000"]),
        ("en", "half a million dollars, two and a half years", ["500,000 dollars", "2.5 years"]),
        ("en", "a quarter of a million people", ["250,000 people"]),
    ],
)
def test_numbers_in_words(language: str, text: str, expected: list[str]) -> None:
    assert english(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "value", "expected"),
    [
        ("ko", "3분의 1이", "1/3", "one-third"),
        ("ja", "三分の二が", "2/3", "two-thirds"),
        ("zh-Hans", "四分之三的人", "0.75", "three-quarters"),
        ("zh-Hans", "百分之三十", "30", "30%"),
        ("vi", "một phần ba dân số", "1/3", "one-third"),
        ("vi", "2/3 số đại biểu", "2/3", "two-thirds"),
        ("hi", "दो तिहाई लोग", "2/3", "two-thirds"),
        ("en", "two-thirds of voters", "2/3", "two-thirds"),
        ("en", "one in five adults", "0.2", "one-fifth"),
        ("en", "half of them", "0.5", "half"),
        ("ko", "절반 이상", "0.5", "at least half"),
        ("ja", "約3割5分", "35", "about 35%"),
        ("zh-Hant", "逾七成", "70", "over 70%"),
        ("zh-Hans", "六成半", "65", "65%"),
        ("en", "12 out of 28 hostages", "3/7", "3/7"),
    ],
)
def test_fractions_and_shares(language: str, text: str, value: str, expected: str) -> None:
    (figure,) = find_figures(text, (), language)
    assert (figure.value, figure.text_en) == (value, expected)


@pytest.mark.parametrize(
    ("language", "text", "qualifier", "expected"),
    [
        ("ko", "1t 미만", "under", "under 1 ton"),
        ("ko", "약 3000명", "about", "about 3,000 people"),
        ("ko", "20명 이상", "at least", "at least 20 people"),
        ("ko", "20명을 넘는", "over", "over 20 people"),
        ("ko", "10여만 명", "over", "over 100,000 people"),
        ("ko", "6년여 만에", "over", "over 6 years"),
        ("ko", "500명에 육박", "nearly", "nearly 500 people"),
        ("ja", "50万人超", "over", "over 500,000 people"),
        ("ja", "5万円に迫る", "nearly", "nearly 50,000 yen"),
        ("ja", "最大500ポンド", "up to", "up to 500 pounds"),
        ("zh-Hans", "不超过48小时", "at most", "at most 48 hours"),
        ("zh-Hans", "20多万人", "over", "over 200,000 people"),
        ("zh-Hans", "至少10人", "at least", "at least 10 people"),
        ("vi", "dưới 1 tấn", "under", "under 1 ton"),
        ("vi", "hơn 1.500 tỷ đồng", "over", "over 1.5 trillion dong"),
        ("hi", "20 प्रतिशत से ज़्यादा", "over", "over 20%"),
        ("hi", "820,000 से अधिक लोग", "over", "over 820,000 people"),
        ("hi", "कम से कम तीन दिन", "at least", "at least 3 days"),
        ("en", "fewer than 30 people", "under", "under 30 people"),
        ("en", "50 or more people", "at least", "at least 50 people"),
        ("en", "no more than 5%", "at most", "at most 5%"),
    ],
)
def test_qualifiers(language: str, text: str, qualifier: str, expected: str) -> None:
    (figure,) = find_figures(text, (), language)
    assert (figure.qualifier, figure.text_en) == (qualifier, expected)


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "expected"),
    [
        ("ja", "157円80~90銭", "157.8", "157.9", "157.8–157.9 yen"),
        ("ja", "2から4インチ", "2", "4", "2–4 inches"),
        ("ko", "낮 기온 31~35도", "31", "35", "31–35°C"),
        ("zh-Hant", "約20至30人", "20", "30", "about 20–30 people"),
        ("zh-Hant", "百分之 30 至 43 的選民", "30", "43", "30–43%"),
        ("vi", "300-400 triệu thùng", "300000000", "400000000", "300–400 million barrels"),
        ("hi", "30 से 43 प्रतिशत", "30", "43", "30–43%"),
        ("en", "$3-5 billion", "3000000000", "5000000000", "3–5 billion dollars"),
        ("en", "10 to 20 percent", "10", "20", "10–20%"),
        ("vi", "20 - 50 mm", "20", "50", "20–50 mm"),
    ],
)
def test_ranges(language: str, text: str, low: str, high: str, expected: str) -> None:
    (figure,) = find_figures(text, (), language)
    assert (figure.value, figure.value_to, figure.text_en) == (low, high, expected)


def test_a_change_is_no_range() -> None:
    assert english("rose from 3% to 5%", "en") == ["3%", "5%"]
    assert [figure.value_to for figure in find_figures("3-2 승리, 5%", (), "ko")] == [None]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "0.25%포인트", "0.25 percentage points"),
        ("zh-Hans", "1.7个百分点", "1.7 percentage points"),
        ("vi", "0,5 điểm phần trăm", "0.5 percentage points"),
        ("ko", "영하 5도", "-5°C"),
        ("zh-Hans", "在-20℃以下", "at most -20°C"),
        ("en", "fell -0.5%", "-0.5%"),
        ("ko", "60대 이상 유권자", "in their 60s and over"),
        ("ja", "30代男性", "in their 30s"),
        ("zh-Hans", "11925亿千瓦时", "1.1925 trillion kWh"),
        ("zh-Hans", "1100 万英镑", "11 million pounds"),
        ("zh-Hant", "$20 億", "2 billion dollars"),
        ("ja", "1・13倍", "1.13 times"),
        ("ja", "3・6億円", "360 million yen"),
        ("ko", "4만7560.29로 마감", "47,560.29"),
        ("vi", "800.000 baht", "800,000 baht"),
        ("en", "1.5 crore rupees", "15 million rupees"),
        ("en", "Rs 12 lakh cr", "12 trillion rupees"),
        ("en", "about 3.2 mln tons", "about 3.2 million tons"),
        ("en", "a 25-year-old", "25 years old"),
        ("zh-Hans", "2个半小时", "2.5 hours"),
        ("zh-Hans", "近三年", "3 years"),
        ("ko", "49만개", "490,000"),
        ("ko", "123개 국정 과제", "123"),
        ("ko", "45개 국가에서", "45 countries"),
    ],
)
def test_units_and_signs(language: str, text: str, expected: str) -> None:
    assert english(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "조건"),
        ("ko", "법 2·3조 개정"),
        ("ko", "레오 14세 즉위"),
        ("ko", "재일 한국인 3세다"),
        ("ko", "근대5종 선수"),
        ("ko", "1인 가구"),
        ("ko", "서해 5도에 특보"),
        ("ko", "경쟁률 832.88대 1"),
        ("ko", "제미나이 2.5 프로"),
        ("ko", "1년 전"),
        ("ko", "100점 만점"),
        ("ko", "84년생"),
        ("ko", "판매량 5천만..."),
        ("ja", "88年に"),
        ("en", "US$1.4..."),
        ("ko", "형사25부 재판"),
        ("ko", "24분 16초"),
        ("en", "a third meeting"),
        ("en", "a half-baked plan"),
        ("zh-Hant", "四人賽"),
        ("ja", "高校3年の生徒"),
        ("ja", "過半数"),
        ("zh-Hans", "一起"),
        ("zh-Hans", "第三次"),
        ("vi", "12 chỉ tiêu"),
        ("vi", "khoảng 4.40 giờ sáng"),
        ("vi", "ngày 17.12"),
        ("vi", "năm người"),
        ("hi", "80 डिग्री"),
        ("en", "3 school districts"),
        ("en", "tens of thousands"),
        ("en", "one person"),
        ("en", "in the first half, it"),
        ("en", "No. 5"),
    ],
)
def test_what_only_looks_like_a_figure(language: str, text: str) -> None:
    assert english(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "reason", "value"),
    [
        ("ko", "KF-21", "refused", "name or number of a thing", "21"),
        ("ko", "수십만 명", "refused", "vague", None),
        ("vi", "26,750 người", "refused", "ambiguous", None),
        ("en", "12 Indian sailors", "refused", "no unit", "12"),
        ("zh-Hans", "一起", "refused", "word", "1"),
        ("ko", "3월 10일", "date", "", None),
        ("ja", "3人", "figure", "", "3"),
    ],
)
def test_every_number_is_accounted_for(
    language: str, text: str, kind: str, reason: str, value: str | None
) -> None:
    (mention, *_) = find_numbers(text, language)
    assert (mention.kind, mention.reason, mention.value) == (kind, reason, value)


def test_units_that_can_be_one_thing_agree() -> None:
    assert units_agree("US dollars", "dollars")
    assert units_agree("people", "soldiers")
    assert units_agree("won", "")
    assert not units_agree("won", "yen")
    assert not units_agree("people", "percent")


_NO_PARTS = ("start", "end", "text_en")


def parts(date: CalendarMention) -> dict[str, object]:
    """What a mention says, without its place and English."""
    named = ((field.name, getattr(date, field.name)) for field in fields(date))
    return {name: value for name, value in named if name not in _NO_PARTS and value not in (None, "")}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "2026년 3월 10일", {"year": 2026, "month": 3, "day": 10}),
        ("ko", "18∼22일", {"day": 18, "day_to": 22}),
        ("ko", "오후 9시 30분", {"hour": 21, "minute": 30}),
        ("ko", "10월 중순", {"month": 10, "part": "mid"}),
        ("ko", "3분기", {"quarter": 3}),
        ("ko", "22일 장 초반", {"day": 22}),
        ("ko", "지난달", {"relative": "last month"}),
        ("ko", "3년 전", {"relative": "3 years ago"}),
        ("ko", "월요일", {"weekday": "Monday"}),
        ("ja", "令和8年3月10日", {"year": 2026, "month": 3, "day": 10}),
        ("ja", "5月下旬", {"month": 5, "part": "late"}),
        ("ja", "4〜6月期", {"month": 4, "month_to": 6}),
        ("ja", "午後2時半", {"hour": 14, "minute": 30}),
        ("ja", "5日(水)", {"day": 5, "weekday": "Wednesday"}),
        ("zh-Hant", "民國115年3月", {"year": 2026, "month": 3}),
        ("zh-Hans", "2017 年 9 月 29日", {"year": 2017, "month": 9, "day": 29}),
        ("zh-Hans", "下半年", {"half": 2}),
        ("zh-Hans", "二〇二六年", {"year": 2026}),
        ("zh-Hans", "周日", {"weekday": "Sunday"}),
        ("zh-Hans", "3年前", {"relative": "3 years ago"}),
        ("zh-Hant", "下個月", {"relative": "next month"}),
        ("zh-Hans", "前三季度", {}),
        ("zh-Hans", "农历正月十五日", {}),
        ("vi", "ngày 29 tháng 9 năm 2018", {"year": 2018, "month": 9, "day": 29}),
        ("vi", "ngày 9.3", {"month": 3, "day": 9}),
        ("vi", "quý I/2026", {"year": 2026, "quarter": 1}),
        ("vi", "3 giờ chiều", {"hour": 15}),
        ("vi", "chiều thứ hai", {"weekday": "Monday"}),
        ("vi", "3 năm trước", {"relative": "3 years ago"}),
        ("vi", "tháng trước", {"relative": "last month"}),
        ("hi", "12 फ़रवरी 2026", {"year": 2026, "month": 2, "day": 12}),
        ("hi", "दोपहर 3 बजे", {"hour": 15}),
        ("hi", "जून 12", {"month": 6, "day": 12}),
        ("hi", "18 साल पहले", {"relative": "18 years ago"}),
        ("hi", "अगले हफ़्ते", {"relative": "next week"}),
        ("en", "March 10, 2026", {"year": 2026, "month": 3, "day": 10}),
        ("en", "10 March", {"month": 3, "day": 10}),
        ("en", "Mar. 10", {"month": 3, "day": 10}),
        ("en", "since August 19, 2015", {"year": 2015, "month": 8, "day": 19}),
        ("en", "Q1 2026", {"year": 2026, "quarter": 1}),
        ("en", "second quarter", {"quarter": 2}),
        ("en", "3:30 p.m.", {"hour": 15, "minute": 30}),
        ("en", "Monday", {"weekday": "Monday"}),
        ("en", "two years ago", {"relative": "2 years ago"}),
        ("en", "early 2026", {"year": 2026, "part": "early"}),
    ],
)
def test_dates_are_taken_apart(language: str, text: str, expected: dict[str, object]) -> None:
    (date, *more) = find_dates(text, language)
    assert parts(date) == expected
    assert not more


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", "2000 people"), ("en", "May I march"), ("hi", "2000 रुपये")),
        *(("ko", "3일간"), ("ko", "주 4일 근무"), ("ja", "3日ぶり"), ("vi", "vài tuần trước")),
    ],
)
def test_what_is_no_date(language: str, text: str) -> None:
    assert find_dates(text, language) == ()


_LANGUAGES = st.sampled_from(("ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi", "en", "xx"))
_SIGNS = (
    *"0123456789.,일이삼십백천만억조원명~-/:·・ 一二三十百千万億亿萬兆年月日円元余多約两分之の成割個人半銭第数$₹２０",
    *("giờ", "năm", "triệu", "tỷ", "nghìn", "một", "hai", "ba", "phần", "đến", "ngày", "tháng", "hơn"),
    *("लाख", "करोड़", "दो", "साढ़े", "हजार", "से", "million", "half", "dozen", "Q1", "March", "10th", "to"),
    *("two-thirds", "of", "年前", "약", "이상", "令和", "民國"),
)
_PIECES = st.sampled_from(_SIGNS)


@given(language=_LANGUAGES, text=st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=16).map("".join)))
def test_any_text_is_read_and_figures_stand_where_they_say(language: str, text: str) -> None:
    mentions = find_numbers(text, language)
    assert all(mention.start < mention.end <= len(text) for mention in mentions)
    assert all(one.end <= other.start or one.kind == "date" for one, other in pairwise(mentions))
    figures = [mention.figure for mention in mentions if mention.figure is not None]
    assert all(text[figure.start : figure.end] == figure.original for figure in figures)
    assert all(Fraction(figure.value) is not None and figure.text_en for figure in figures)
    assert all(Fraction(figure.value) < Fraction(figure.value_to) for figure in figures if figure.value_to)
    assert all(date.start < date.end <= len(text) for date in find_dates(text, language))
    assert tuple(figures) == find_figures(text, (), language)


def steps_to_read(text: str, language: str) -> int:
    """How many calls it takes to find the numbers of a text."""
    calls = Counter[str]()

    def count(_frame: object, event: str, _argument: object) -> None:
        calls[event] += 1

    sys.setprofile(count)
    try:
        find_numbers(text, language)
    finally:
        sys.setprofile(None)
    return calls.total()


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1/", "一", "千", "hai ", "दो ", "1년", "1만 ", "약 ", "million "]
)
@pytest.mark.parametrize("language", ["ko", "zh-Hans", "vi", "hi", "en"])
def test_twice_the_text_takes_twice_the_steps(piece: str, language: str) -> None:
    find_numbers(piece, language)  # compiles the rules
    short, long = (steps_to_read(piece * count, language) for count in (200, 400))
    assert long <= 2.2 * short + 100


def test_a_long_run_of_digits_is_no_number() -> None:
    assert english("계좌 1234567890123456원", "ko") == []
    assert [value for _, value, _ in read("123456789012345조원", "ko")] == ["123456789012345000000000000"]


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


@pytest.mark.parametrize("digit", ["一", "九", "千", "1", "१", "일"])
@pytest.mark.parametrize("language", ["ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi", "en"])
def test_a_row_of_digits_stops_no_reader(digit: str, language: str) -> None:
    """A Decimal has no remainder of more than 28 digits; one page must not stop a day."""
    for length in (28, 29, 30, 31, 64):
        assert all(figure.value for figure in find_figures(digit * length, (), language))


SEEN_AS_BARE = {"1,085 yen", "17,500"}
"""Figures that are right beside the word in question: a number in thousands stands for itself."""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "1조건 2항 위반"),
        ("ko", "공장 2조 2교대"),
        ("ko", "500대 기업 조사"),
        ("ko", "국정 123대 과제"),
        ("ko", "도전 한 포기"),
        ("ko", "5년생 나무"),
        ("vi", "5 triệu chứng của bệnh"),
        ("vi", "8 tỷ phú trong nước"),
        ("vi", "10 điểm nhấn của hội nghị"),
        ("zh-Hans", "建成30个国家级中心"),
        ("zh-Hans", "12个国家公园"),
        ("ja", "3人目の優勝者"),
        ("ja", "2社目の受注"),
        ("ja", "時給1085円目安"),
        ("ja", "苗300株を植える"),
        ("ja", "高3の生徒"),
        ("ja", "千羽鶴5万羽を贈る"),
        ("ja", "新幹線12便に制限"),
        ("vi", "bắn pháo hoa tại 4 điểm"),
        ("vi", "17.500 điểm bầu cử"),
        ("vi", "cấm xe từ 6 - 22 giờ"),
        ("zh-Hans", "24个国家碳达峰试点"),
        ("ja", "中島さん68 元町職員"),
        ("en", "he told 60 Minutes that talks go on"),
        ("en", "President Speaks To CBS News, Host Of 60 Minutes"),
    ],
)
def test_words_that_look_like_a_unit_or_a_scale_count_nothing(language: str, text: str) -> None:
    assert [figure for figure in english(text, language) if figure not in SEEN_AS_BARE] == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "비용이 100분의 1로", ["one-hundredth"]),
        ("zh-Hans", "百分之一", ["1%"]),
        ("ko", "배추 한 포기, 배추 500포기", ["1 head", "500 heads"]),
        ("ko", "드론 100대 투입", ["100 units"]),
        ("ko", "버스 5대 연쇄 추돌", ["5 units"]),
        ("ko", "3회 연속 우승", ["3 times in a row"]),
        ("ko", "4년새 3배, 2년 새 절반", ["4 years", "3 times", "2 years", "half"]),
        ("ko", "5년 새 정부", ["5 years"]),
        ("ko", "역대 최대 50조원, 최대 50조원", ["50 trillion won", "up to 50 trillion won"]),
        ("ko", "발표...30년 만에", ["30 years"]),
        ("ko", "약 1조원대, 5천만원 미만", ["about 1 trillion won range", "under 50 million won"]),
        ("ja", "過去最低37%、最低5人", ["37%", "at least 5 people"]),
        ("ja", "売上高4.9%増", ["4.9%"]),
        ("ja", "50%超え、40度超えの気温", ["over 50%", "over 40°C"]),
        ("ja", "10代の男、20代の女", ["in their teens", "in their 20s"]),
        ("ja", "300株を売る", ["300 shares"]),
        ("ja", "懲役15年", ["15 years"]),
        ("vi", "5 triệu người, 8 tỷ đồng", ["5 million people", "8 billion dong"]),
        ("zh-Hans", "120个国家参加", ["120 countries"]),
        ("en", "a drive of 60 minutes", ["60 minutes"]),
        ("en", "Rain Stops Match For 60 Minutes In London", ["60 minutes"]),
    ],
)
def test_units_beside_words_that_look_like_them(language: str, text: str, expected: list[str]) -> None:
    assert english(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", "懲役3年6月の判決", ["3 years", "6 months"]),
        ("ja", "懲役12年6月", ["12 years", "6 months"]),
        ("zh-Hans", "判刑3年6月", ["3 years", "6 months"]),
        ("zh-Hans", "历时5年8月", ["5 years", "8 months"]),
        ("ko", "6시간 28분 조사", ["6 hours", "28 minutes"]),
        ("ja", "2時間30分の会談", ["2 hours", "30 minutes"]),
        ("zh-Hans", "1小时20分", ["1 hour", "20 minutes"]),
    ],
)
def test_terms_of_two_parts(language: str, text: str, expected: list[str]) -> None:
    assert english(text, language) == expected
    assert find_dates(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text", "year", "month"),
    [("ja", "27年3月期", 2027, 3), ("ja", "令和5年8月", 2023, 8), ("zh-Hans", "08年8月", None, 8)],
)
def test_a_year_and_a_month_stay_a_date(language: str, text: str, year: int | None, month: int) -> None:
    assert english(text, language) == []
    (date,) = find_dates(text, language)
    assert (date.year, date.month) == (year, month)


@pytest.mark.parametrize(
    ("language", "text", "original", "expected"),
    [
        ("zh-Hans", "前2个月出口增长", "前2个月", "first 2 months"),
        ("zh-Hans", "我国前两月出口", "前两月", "first 2 months"),
        ("zh-Hans", "今年前十一个月", "前十一个月", "first 11 months"),
        ("zh-Hant", "今年前10月出口", "前10月", "first 10 months"),
        ("zh-Hans", "2025年前8月", "前8月", "first 8 months"),
        ("zh-Hans", "大选前3个月", "3个月", "3 months"),
        ("vi", "9 tháng đầu năm tăng", "9 tháng đầu năm", "first 9 months of the year"),
        ("vi", "9 tháng đầu năm 2025", "9 tháng đầu", "first 9 months"),
        ("vi", "9 tháng tù", "9 tháng tù", "9 months in prison"),
    ],
)
def test_the_first_months_of_a_year(language: str, text: str, original: str, expected: str) -> None:
    (figure,) = find_figures(text, (), language)
    assert (figure.original, figure.text_en) == (original, expected)
    assert text[figure.start : figure.end] == original
    assert not any(date.month for date in find_dates(text, language))


def test_days_and_nights_are_no_date() -> None:
    assert english("trời tối 7 ngày 7 đêm", "vi") == ["7 days", "7 nights"]
    assert find_dates("trời tối 7 ngày 7 đêm", "vi") == ()


def test_october_behind_another_word_than_first() -> None:
    assert english("此前10月发布", "zh-Hans") == []
    (date,) = find_dates("此前10月发布", "zh-Hans")
    assert date.month == 10


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh-Hans", "2026年中华鲟放流", ["2026"]),
        ("zh-Hans", "2026年中超联赛", ["2026"]),
        ("zh-Hans", "2026年中公布", ["mid 2026"]),
        ("zh-Hans", "2026年中", ["mid 2026"]),
        ("zh-Hans", "前三季度", ["first three quarters"]),
        ("zh-Hans", "本周末会谈", ["this weekend"]),
        ("zh-Hans", "9.2025年票房", ["2025"]),
        ("zh-Hans", "4.11月份物价", ["November"]),
        ("ja", "事業停止30日", []),
        ("ja", "U18日本代表", []),
        ("ja", "株価が3日続伸", []),
        ("zh-Hans", "2025年代表字", ["2025"]),
        ("vi", "SEA Games 33 ngày 13.12", ["December 13"]),
        ("ja", "今年度予算", ["this fiscal year"]),
        ("ja", "来月末まで", ["end of next month"]),
        ("ja", "今週末に訪問", ["this weekend"]),
        ("ja", "大会第3日", []),
        ("ja", "恐怖...10年前の記憶", ["10 years ago"]),
        ("ko", "07년생 선수", ["born in 2007"]),
        ("ko", "91년생 의사", ["born in 1991"]),
        ("ko", "1988년생", ["born in 1988"]),
        ("vi", "1/3 có thể tránh", [""]),
    ],
)
def test_dates_beside_words_that_look_like_them(language: str, text: str, expected: list[str]) -> None:
    assert [date.text_en for date in find_dates(text, language)] == expected
    assert english(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "징역 3년 6개월 선고", ["3 years and 6 months"]),
        ("ko", "3년 6개월여 동안", ["over 3 years and 6 months"]),
        ("ko", "6시간 28분, 2명", ["6 hours and 28 minutes", "2 people"]),
        ("ko", "2년 30개월", ["2 years", "30 months"]),
        ("ja", "1年9カ月ぶり", ["1 year and 9 months"]),
        ("zh-Hans", "两年零三个月", ["2 years and 3 months"]),
        ("vi", "2 năm 6 tháng tù", ["2 years and 6 months in prison"]),
        ("en", "3 years and 6 months", ["3 years and 6 months"]),
        ("ko", "3년, 6개월", ["3 years", "6 months"]),
    ],
)
def test_two_parts_of_a_span_are_written_as_one(language: str, text: str, expected: list[str]) -> None:
    joined = joined_spans(text, find_figures(text, (), language))
    assert [figure.text_en for figure in joined] == expected
    assert all(text[figure.start : figure.end] == figure.original for figure in joined)
