"""What no translation holds: measured on real pairs of sentences, and shown on made ones."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.enrichment.translation.plausible import longest, reason_against, shortest

LANGUAGES = ("ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi")
SOURCE = "산업통상자원부는 화요일 서울에서 반도체 수출 협상을 다시 시작한다고 밝혔다."


@pytest.mark.parametrize(
    ("english", "reason"),
    [
        ("The ministry said it would resume talks on chip exports in Seoul on Tuesday.", ""),
        ("The ministry (\uc0b0\uc5c5\ubd80) said it would resume talks on chip exports in Seoul.", ""),
        ("Talks resume in Ho Chi Minh City (Th\u00e0nh ph\u1ed1 H\u1ed3 Ch\u00ed Minh), it said.", ""),
        ("  ", "it is empty"),
        ("The ministry said\u200b it would resume talks on chip exports.", "it holds control characters"),
        ("The ministry said it would resume\ttalks on chip exports.", "it holds control characters"),
        ("The <script>ministry</script> said it would resume talks.", "it holds markup"),
        ("The ministry said it would resume `talks` on chips.", "it holds markup"),
        ("# The ministry said it would resume talks on chips", "it holds markup"),
        (
            "The ministry said so at www.evil.example/x on Tuesday.",
            "it holds an address that the source does not",
        ),
        ("Talks.", "it is too short for its source"),
        ("The ministry said it would resume talks. " * 12, "it is too long for its source"),
        ("1,204 2026 99.5% 1,204 2026 99.5%", "it holds no letter"),
        (
            "\uc0b0\uc5c5\ubd80\ub294 \ud611\uc0c1\uc744 resumes on Tuesday in Seoul, \ub2e4\uc2dc \uc2dc\uc791",
            "it is not in English script",
        ),
        ("of the talks of the talks of the talks of the talks of the", "it repeats itself"),
    ],
)
def test_made_sentences(english: str, reason: str) -> None:
    assert reason_against(SOURCE, english) == reason


def test_what_the_source_itself_holds_may_stand() -> None:
    source = "문의는 help@ministry.example 또는 https://ministry.example/a 로 하면 된다고 <공지>는 밝혔다 **"
    assert not reason_against(
        source, "Questions go to help@ministry.example or https://ministry.example/a, it said **"
    )
    assert reason_against(
        source, "Questions go to help@ministry.example or https://ministry.example/b, it said"
    )


def test_a_reply_of_a_million_characters_is_read_in_one_go() -> None:
    """Where the search goes back for each of them, this takes hours."""
    assert reason_against(SOURCE, "a." * 500_000) == "it is too long for its source"


def test_a_line_that_was_left_as_it_was_is_no_translation() -> None:
    line = "Quốc hội thông qua luật đất đai sửa đổi"
    assert reason_against(line, line.upper() + "!") == "it repeats its source"
    assert not reason_against("Samsung SDI", "Samsung SDI")  # a short line may be the same in both


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_get_an_answer(source: str, english: str) -> None:
    assert isinstance(reason_against(source, english), str)
    assert 0 <= shortest(source) <= longest(source)


@pytest.mark.corpora
@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_real_translation_is_refused(language: str) -> None:
    path = Path(os.environ.get("DESK_CORPORA", "/nowhere")) / "parallel" / "news-documents.jsonl.gz"
    if not path.exists():
        pytest.skip("DESK_CORPORA names no folder with parallel/news-documents.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    pairs = [pair for d in documents for pair in zip(d[language], d["en"], strict=True)]
    refused = [pair for pair in pairs if reason_against(*pair)]
    assert len(pairs) > 900 and len(refused) <= len(pairs) * 0.002
