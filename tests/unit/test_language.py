"""Language identification: scripts, neighbours of one script, hints, nothing to go by."""

from __future__ import annotations

import pytest

from briefing.enrichment.language import LanguageGuess, ScriptAndLangid


@pytest.fixture(scope="module")
def identifier() -> ScriptAndLangid:
    return ScriptAndLangid()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("정부, 내년 예산안 국회 제출", "ko"),
        ("美 연준, 금리 동결", "ko"),  # Chinese characters inside a Korean headline
        ("AI 반도체 수출 급증", "ko"),
        ("政府は来年度の予算案を決定した", "ja"),
        ("日銀、利上げ見送り", "ja"),
        ("国务院发布新规", "zh-Hans"),
        ("行政院會通過修正草案", "zh-Hant"),
        ("Chính phủ ban hành nghị định mới", "vi"),
        ("सरकार ने नया विधेयक पेश किया", "hi"),
        ("The ministry will publish the new rules on Monday", "en"),
    ],
)
def test_our_languages(identifier: ScriptAndLangid, text: str, language: str) -> None:
    assert identifier.identify(text).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le gouvernement annonce une réforme des retraites dès la semaine prochaine", "fr"),
        ("সরকার নতুন আইন পাস করেছে", "bn"),
        ("राज्यात जोरदार पाऊस सुरू आहे आणि शाळांना सुट्टी जाहीर झाली", "mr"),
        ("รัฐบาลประกาศมาตรการใหม่", "th"),
        ("Правительство приняло новый закон о налогах", "ru"),
        ("Pemerintah mengumumkan kebijakan baru untuk mengurangi kemacetan di Jakarta", "id"),
    ],
)
def test_other_languages_are_named_not_forced_into_ours(
    identifier: ScriptAndLangid, text: str, language: str
) -> None:
    assert identifier.identify(text).language == language


def test_text_without_letters_is_undetermined(identifier: ScriptAndLangid) -> None:
    for text in ("", "   ", "2026-03-10 12:00", "https://news.example/a/1"):
        assert identifier.identify(text) == LanguageGuess("und", 0.0)


def test_a_hint_decides_only_a_tie(identifier: ScriptAndLangid) -> None:
    shared = "首相会見"  # every character is everyday Japanese; Chinese writes it too
    assert identifier.identify(shared, "ja").language == "ja"
    assert identifier.identify("中日友好", "zh-TW").language == "zh-Hant"
    assert identifier.identify("中日友好", "zh_CN").language == "zh-Hans"
    assert identifier.identify("정부가 새 법안을 발표했다", "ja").language == "ko"


def test_a_text_common_to_both_scripts_is_not_claimed_with_confidence(identifier: ScriptAndLangid) -> None:
    assert identifier.identify("中日友好", "zh").confidence <= 0.6


def test_names_in_latin_letters_do_not_turn_a_headline(identifier: ScriptAndLangid) -> None:
    assert identifier.identify("Samsung Electronics, TSMC 추격 본격화").language == "ko"
    assert identifier.identify("OpenAI、新モデルを公開").language == "ja"


def test_decomposed_vietnamese_is_vietnamese(identifier: ScriptAndLangid) -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Giá vàng tăng mạnh trong phiên sáng nay")
    assert identifier.identify(text).language == "vi"


def test_the_same_text_gives_the_same_guess(identifier: ScriptAndLangid) -> None:
    text = "Taiwan in talks with Japan"
    assert identifier.identify(text) == ScriptAndLangid().identify(text)
    assert identifier.engine
    assert "0.4.0" in identifier.version
