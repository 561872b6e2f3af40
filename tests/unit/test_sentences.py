"""Key sentences: exact offsets, datelines and boilerplate, number in proportion."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.enrichment.figures import find_figures
from briefing.enrichment.sentences import (
    LeadAndSalience,
    count_key_sentences,
    is_boilerplate,
    skip_dateline,
    split_sentences,
)
from briefing.records.evidence import Evidence
from briefing.records.sentence import Sentence

PICKER = LeadAndSalience()


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def pick(title: str, paragraphs: tuple[str, ...], language: str) -> tuple[Sentence, ...]:
    figures = find_figures(title, paragraphs, language)
    chosen = PICKER.pick(title, paragraphs, language, (), figures, ())
    assert all(paragraphs[one.paragraph][one.start : one.end] == one.original for one in chosen)
    assert [(one.paragraph, one.start) for one in chosen] == sorted(
        (one.paragraph, one.start) for one in chosen
    )
    return chosen


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "성장률은 0.9%다. 정부가 밝혔다.", ["성장률은 0.9%다.", "정부가 밝혔다."]),
        ("ja", "「断固反対する。措置を取る」と述べた。抗議した。", ["「断固反対する。措置を取る」と述べた。",
          "抗議した。"]),
        ("zh-Hans", "会议举行。“要坚持。”", ["会议举行。", "“要坚持。”"]),
        ("vi", "Ông Nguyễn Văn A. nói tại TP.HCM. Dự án tăng 1.500 tỉ.", ["Ông Nguyễn Văn A. nói tại TP.HCM.",
          "Dự án tăng 1.500 tỉ."]),
        ("hi", "बैठक हुई। उन्होंने कहा।", ["बैठक हुई।", "उन्होंने कहा।"]),
        ("en", "Mr. Lee met U.S. officials. It rose 3.5 percent.", ["Mr. Lee met U.S. officials.",
          "It rose 3.5 percent."]),
    ],
)  # fmt: skip
def test_sentences_end_where_they_should(language: str, text: str, expected: list[str]) -> None:
    assert split(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "begins"),
    [
        ("ko", "(서울=연합뉴스) 홍길동 기자 = 정부는 밝혔다.", "정부는"),
        ("ko", "(워싱턴=연합뉴스) 김철수 이영희 특파원 = 미국이", "미국이"),
        ("ja", "【北京=田中太郎】中国外務省は", "中国外務省は"),
        ("zh-Hans", "新华社北京3月10日电（记者 王小明）国务院", "国务院"),
        ("zh-Hans", "央视网消息（新闻联播）：国家", "国家"),
        ("zh-Hant", "（中央社記者王小明台北10日電）總統", "總統"),
        ("vi", "(TTO) - Ngày 10-3, TP.HCM", "Ngày"),
        ("en", "SEOUL, March 10 (Yonhap) -- President Lee", "President"),
        ("hi", "नई दिल्ली, 10 मार्च (भाषा) प्रधानमंत्री", "प्रधानमंत्री"),
        ("en", "President Lee met Kim (left) -- again", "President"),
        ("hi", "मोदी ने कहा: देश बढ़ेगा", "मोदी"),
    ],
)
def test_a_dateline_does_not_begin_the_sentence(language: str, text: str, begins: str) -> None:
    assert text[skip_dateline(text, language) :].startswith(begins)


@pytest.mark.parametrize(
    "sentence",
    [
        "무단전재 및 재배포 금지",
        "hong@example.com",
        "▲ 사진 설명",
        "[사진=회사 제공]",
        "责任编辑：张三",
        "無断転載を禁じます",
        "Xem thêm: Giá vàng hôm nay",
        "Read more at our site",
        "यह भी पढ़ें: मौसम का हाल",
    ],
)
def test_boilerplate_is_known(sentence: str) -> None:
    assert is_boilerplate(sentence)


def test_boilerplate_is_not_chosen() -> None:
    body = (
        "정부는 10일 관세 협상을 재개한다고 공식 발표했다. 무단전재 및 재배포 금지. 기사제보 hong@example.com"
    )
    assert [one.original for one in pick("관세 협상 재개", (body,), "ko")] == [
        "정부는 10일 관세 협상을 재개한다고 공식 발표했다."
    ]


def test_number_is_in_proportion() -> None:
    assert [count_key_sentences(1, 1), count_key_sentences(2, 4), count_key_sentences(0, 0)] == [1, 1, 0]
    counts = [count_key_sentences(12, sentences) for sentences in range(2, 200)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (2, 8)


def test_english_sentences_are_their_own_english_and_others_are_not() -> None:
    (english,) = pick("Talks", ("The government said on Monday that talks will resume next week.",), "en")
    assert english.text_en == english.original
    (korean,) = pick("협상", ("정부는 다음 주에 협상을 다시 시작한다고 월요일에 밝혔다.",), "ko")
    assert korean.text_en is None


def test_no_body_gives_no_sentence() -> None:
    assert pick("제목", (), "ko") == ()


def test_cue_words_raise_a_sentence() -> None:
    paragraphs = (
        "Lawmakers met for a second day in the capital to speak about farming.",
        "Weather in the northern valleys stayed mild through most of the week.",
        "A strike at the main port delayed several container ships on Tuesday.",
    )
    cues = [Evidence(category="x", cue="strike", weight=1.0, paragraph=2, start=2, end=8)] * 2
    plain = PICKER.pick("Evening summary", paragraphs, "en", (), (), ())
    cued = PICKER.pick("Evening summary", paragraphs, "en", (), (), cues)
    assert [one.paragraph for one in plain] == [0, 1]
    assert [one.paragraph for one in cued] == [0, 2]


@given(
    st.text(alphabet="가나다. \n。！？?!”“」「ab1।", max_size=80),
    st.sampled_from(["ko", "ja", "zh-Hans", "vi", "hi", "en"]),
)
def test_no_letter_is_lost_and_none_counted_twice(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert (
        "".join(text[start:end] for start, end in spans).split()
        == "".join(text[start:end] for start, end in spans).split()
    )
    outside = text
    for start, end in reversed(spans):
        outside = outside[:start] + outside[end:]
    assert not outside.strip()
