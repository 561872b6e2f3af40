"""The structured English line: only what is certain, in the headline's order, negations kept."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.glossary import FOLDER, load_lexicon
from briefing.enrichment.sentences import LeadAndSalience
from briefing.enrichment.translation.engines import UnknownTranslationEngineError, translator
from briefing.enrichment.translation.protocol import Rendering, TranslationInput
from briefing.enrichment.translation.structured import headline_pieces
from briefing.taxonomy.gazetteer import read_yaml

FINDER = GazetteerFinder()
ENGINE = translator("structured")


def item(title: str, language: str, category: str | None = None, *paragraphs: str) -> TranslationInput:
    entities = FINDER.find(title, paragraphs, language)
    figures = find_figures(title, paragraphs, language)
    return TranslationInput(
        title=title,
        paragraphs=paragraphs,
        language=language,
        category="x" if category else None,
        category_name=category,
        entities=entities,
        figures=figures,
        key_sentences=LeadAndSalience().pick(title, paragraphs, language, entities, figures, ()),
        source_name="Example Daily",
        source_kind="news_media",
        published_date=date(2026, 3, 10),
    )


def render(title: str, language: str, category: str | None = None, *paragraphs: str) -> Rendering:
    return ENGINE.render([item(title, language, category, *paragraphs)])[0]


@pytest.mark.parametrize(
    ("language", "category", "title", "line"),
    [
        ("ko", None, "한미정상회담 개최", "South Korea–US summit, hold"),
        ("ja", None, "日中関係の改善", "Japan–China relations, improvement"),
        (
            "ko",
            "Tech Development/Adoption",
            "우주항공청, 차세대 발사체 개발에 1,204억 원 투자",
            "Tech Development/Adoption: KASA; launch vehicle or projectile, development, 120.4 billion won,"
            " investment",
        ),
        ("ko", None, "美, 이란 제재 해제 안 한다", "US; Iran, sanctions, not lift"),
        ("ko", "North Korea", "북한, 미사일 발사", "North Korea: missile, launch"),
        ("ko", None, "한·미 연합훈련 재개", "South Korea–US, combined exercise, resume"),
        ("ja", None, "日銀、利上げを見送らない方針", "Bank of Japan; rate hike, not …, policy"),
        ("zh-Hans", None, "美以袭击伊朗核设施", "US–Israel, attack, Iran, nuclear facilities"),
        ("zh-Hant", None, "立法院三讀通過預算案", "Legislative Yuan, pass, budget"),
        ("vi", None, "Quốc hội chưa thông qua luật đất đai", "National Assembly, not yet pass, land law"),
        ("vi", None, "Công an bắt giữ 5 người buôn lậu vàng giả", "Police, arrest, 5 people, smuggling, gold, fake"),
        ("hi", None, "सुप्रीम कोर्ट ने जमानत याचिका खारिज की", "Supreme Court, bail, petition, rejection"),
    ],
)  # fmt: skip
def test_lines(language: str, category: str | None, title: str, line: str) -> None:
    rendering = render(title, language, category)
    assert (rendering.headline_en, rendering.headline_basis) == (line, "structured")


@pytest.mark.parametrize(
    ("language", "title", "negation"),
    [
        ("ko", "정부, 관세 인상하지 않기로", "not increase"),
        ("ko", "피해 없다", "no damage"),
        ("ko", "합의 이르지 못해", "unable to"),
        ("ko", "알려지지않은 비용", "not"),
        ("ja", "地震による影響なし", "no impact"),
        ("ja", "政府、増税せず", "not tax increase"),
        ("zh-Hans", "法院不批准并购", "not approval"),
        ("zh-Hans", "协议尚未签署", "not yet sign"),
        ("vi", "Mỹ không ký thỏa thuận", "not sign"),
        ("vi", "Không có thương vong", "no casualties"),
        ("hi", "समझौता नहीं होगा", "not"),
    ],
)
def test_a_negation_is_never_lost(language: str, title: str, negation: str) -> None:
    line = (render(title, language).headline_en or "").lower()
    assert negation in line


@pytest.mark.parametrize(
    ("language", "title", "modality"),
    [
        ("vi", "Chính phủ có thể tăng thuế", "may increase"),
        ("vi", "Ukraine dự kiến ký thỏa thuận", "expected sign"),
        ("zh-Hans", "央行将降息", "will rate cut"),
        ("zh-Hans", "嫌犯疑似走私", "suspected smuggling"),
        ("ko", "전 대통령 소환", "former president"),
        ("ko", "최대 150억 원 지원", "up to 15 billion won"),
    ],
)
def test_modal_words_stand_with_what_they_modify(language: str, title: str, modality: str) -> None:
    assert modality in (render(title, language).headline_en or "").lower()


def test_a_negation_is_not_tied_to_a_name() -> None:
    line = render("Thỏa thuận không được Mỹ phê chuẩn", "vi").headline_en
    assert line == "Agreement, not …, US, ratify"


def test_one_syllable_words_do_not_spell_another() -> None:
    assert "rice" not in (render("부산 낮 최고 12도, 쌀쌀", "ko").headline_en or "")


def test_quotations_stay_quotations() -> None:
    assert render('트럼프 "이란 공격 중단"', "ko").headline_en == "Donald Trump, “Iran, attack, halt”"
    assert render("首相「増税は検討」", "ja").headline_en == "Prime minister, “tax increase, considering”"


def test_nothing_is_said_twice_in_a_clause_and_the_heading_not_again() -> None:
    assert render("화재 화재, 공장 화재", "ko").headline_en == "Fire; factory, fire"
    assert render("북한 미사일", "ko", "North Korea").headline_en == "North Korea: missile"


def test_a_thin_headline_takes_names_and_figures_from_the_lead() -> None:
    rendering = render(
        "드디어 열렸다", "ko", None, "삼성전자는 10일 부산에서 3조원 규모의 행사를 열었다고 밝혔다."
    )
    assert rendering.headline_en == "In the text: Samsung Electronics, Busan, 3 trillion won"


def test_with_nothing_certain_the_category_stands_alone_or_the_line_is_none() -> None:
    assert render("꽁꽁 싸매도", "ko", "Crime") == Rendering("Crime", "structured", (), "none")
    assert render("꽁꽁 싸매도", "ko") == Rendering(None, "none", (), "none")


def test_modifiers_of_unknown_words_alone_say_nothing() -> None:
    assert render("Có nên?", "vi").headline_en is None


def test_english_items_keep_their_own_words() -> None:
    body = "The government said on Monday that tariff talks with Washington will resume next week."
    rendering = render("  Seoul   to resume talks ", "en", "Tariffs", body)
    assert (rendering.headline_en, rendering.headline_basis) == ("Seoul to resume talks", "original")
    assert [sentence.text_en for sentence in rendering.summary] == [body]
    assert rendering.summary_basis == "extracted"


def test_latin_words_of_a_headline_stand() -> None:
    assert render("AI 반도체 HBM4 공급", "ko").headline_en == "AI, semiconductors, HBM4, supply"
    assert "Lê Trung Khoa" in (render("Truy tố Lê Trung Khoa", "vi").headline_en or "")


def test_markup_is_only_text() -> None:
    assert render("<script>alert(1)</script> 화재", "ko").headline_en is not None


def test_an_unknown_engine_names_the_setting() -> None:
    with pytest.raises(UnknownTranslationEngineError, match=r"DESK_TRANSLATION_ENGINE is 'nope'.*structured"):
        translator("nope")


def test_the_version_names_the_data() -> None:
    assert ENGINE.version.startswith("1+")
    assert ENGINE.version == translator("structured").version


@pytest.mark.parametrize(
    ("language", "fewest"), [("ko", 500), ("vi", 500), ("zh", 500), ("ja", 350), ("hi", 250)]
)
def test_glossaries_are_broad_and_short_of_words(language: str, fewest: int) -> None:
    content = read_yaml(FOLDER / f"{language}.yml")
    glosses = {**content["terms"], **content.get("before", {}), **content.get("modals", {})}
    assert len(glosses) >= fewest
    assert all(1 <= len(str(gloss).split()) <= 7 for gloss in glosses.values())
    assert load_lexicon(language)


@pytest.mark.corpora
def test_real_headlines_are_covered() -> None:
    """Of the hand-labelled items in scope, most yield three certain terms or more."""
    corpora = Path(os.environ.get("DESK_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
    labels = corpora / "labels" / "taxonomy.jsonl.gz"
    if not labels.exists():
        pytest.skip(f"{labels} is absent")
    total: Counter[str] = Counter()
    informative: Counter[str] = Counter()
    with gzip.open(labels, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["lang"] == "en" or row["scope"] not in ("risk", "ops"):
                continue
            figures = find_figures(row["title"], (), row["lang"])
            pieces = headline_pieces(row["title"], row["lang"], figures)
            terms = {piece.english for piece in pieces if piece.role in ("term", "name", "letter")} - {""}
            total[row["lang"]] += 1
            informative[row["lang"]] += len(terms) >= 3
    assert total.total() > 100
    assert informative.total() / total.total() >= 0.7
