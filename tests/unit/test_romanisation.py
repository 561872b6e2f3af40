"""Hangul in Latin letters: names by the Revised Romanisation, family names as they are usually written."""

from __future__ import annotations

import pytest

from briefing.enrichment.translation.line import read_line
from briefing.taxonomy.romanisation import NotHangulError, is_like_a_name, person, syllable


@pytest.mark.parametrize(
    ("letter", "latin"),
    [
        ("독", "dok"),
        ("길", "gil"),
        ("아", "a"),
        ("훈", "hun"),
        ("없", "eop"),
        ("쌍", "ssang"),
        ("왜", "wae"),
        ("의", "ui"),
    ],
)
def test_syllables(letter: str, latin: str) -> None:
    assert syllable(letter) == latin


def test_only_hangul_is_romanised() -> None:
    with pytest.raises(NotHangulError, match="'李'"):
        syllable("李")


def test_names() -> None:
    assert person("홍길동") == "Hong Gil-dong"
    assert person("박준영") == "Park Jun-yeong"


@pytest.mark.parametrize("word", ["연세대", "국민의", "이사회", "최대한", "상인회", "가나다라"])
def test_words_that_are_no_names(word: str) -> None:
    assert not is_like_a_name(word)


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("박준영 의원 체포", "Lawmaker Park Jun-yeong arrest"),
        ("박준영씨 체포", "Park Jun-yeong arrest"),
        ("박준영 체포", "… arrest"),  # no office: nothing says that it is a name
        ("양양군, 산불 진화", "Yangyang: wildfire extinguishing"),
    ],
)
def test_names_in_a_line(title: str, line: str) -> None:
    assert read_line(title, "ko", ()).text == line
