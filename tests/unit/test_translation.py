"""The structured English line: only what is certain, in the headline's order, negations kept."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.glossary import FOLDER, Gloss, Lexicon, Meaning, load_lexicon
from briefing.enrichment.glossary import Role as GlossRole
from briefing.enrichment.sentences import LeadAndSalience
from briefing.enrichment.translation.engines import UnknownTranslationEngineError, translator
from briefing.enrichment.translation.line import read_line
from briefing.enrichment.translation.protocol import Rendering, TranslationInput
from briefing.taxonomy.gazetteer import name_forms, read_yaml
from briefing.taxonomy.surface_forms import SurfaceForm

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


WORDS = {
    "ko": (
        "정상회담=summit, 개최=hold, 미사일=missile, 발사=launch, 공격=attack, 침공=invasion, "
        "기준금리=key interest rate, 인하=cut, 인상=increase, 경찰=police, 체포=arrest, 남성=men, "
        "연합훈련=combined exercise, 재개=resume, 매출=sales, 돌파=exceed, 의약품=medicines, "
        "관세=tariffs, 수출=exports, 대출=loans, 시민=citizens, 성장률=growth rate, 정부=government, "
        "선거=election, 준비=prepare, 제재=sanctions, 해제=lift, 반도체=semiconductors, 규제=regulation, "
        "발표=announcement, 중단=halt, 회의=meeting, 취임=take office, 공장=factory, 화재=fire, "
        "공급=supply, 시장=market, 문제=problem, 행사=event, 규모=scale"
    ),
    "ja": (
        "関係=relations, 改善=improvement, 攻撃=attack, 首相=prime minister, 増税=tax increase, "
        "検討=considering, 政府=government"
    ),
    "zh": (
        "袭击=attack, 核设施=nuclear facilities, 總統=president, 訪問=visit, 政府=government, 反对=opposition"
    ),
    "vi": (
        "công an=police, bắt giữ=arrest, thủ tướng=prime minister, thăm=visit, giá=price, vàng=gold, "
        "giá vàng=gold price, tăng=increase, luật=law, đất đai=land, lãnh đạo=leaders, kỷ lục=record, "
        "chính phủ=government, UAV=drone, tập kích=raid, đại sứ quán=embassy"
    ),
    "hi": ("हमला=attack, आग=fire"),
}
SILENT = {"ko": ("사고방식",)}
MODIFIERS: dict[str, tuple[tuple[str, str, GlossRole], ...]] = {
    "ko": (
        ("못", "cannot", "modals"),
        ("않", "not", "after"),
        ("않기로", "not", "after"),
        ("안 한다", "not", "after"),
        ("아니라고", "not", "after"),
    ),
    "ja": (("せず", "not", "after"),),
    "vi": (("tối đa", "at most", "before"),),
}


def lexicon_of_few_words(language: str) -> Lexicon:
    """The gazetteer and few words: what the grammar does must not hang on how the glossaries grow."""
    content = read_yaml(FOLDER / f"{language}.yml")
    words = dict(pair.split("=") for pair in WORDS[language].split(", "))
    forms: list[SurfaceForm[Meaning]] = [*name_forms(language)]
    forms += [SurfaceForm(word, Gloss(gloss, "terms")) for word, gloss in words.items()]
    forms += [SurfaceForm(word, Gloss("", "silent")) for word in SILENT.get(language, ())]
    forms += [SurfaceForm(word, Gloss(gloss, role)) for word, gloss, role in MODIFIERS.get(language, ())]
    return Lexicon(
        language,
        forms,
        content.get("endings") or (),
        content.get("edges") or "",
        content.get("inside"),
        content.get("apart") or (),
        content.get("tails"),
    )


@pytest.fixture
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "briefing.enrichment.translation.pieces.load_lexicon", lru_cache(lexicon_of_few_words)
    )


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        # heads last: compounds join with a space, a marked object follows its action
        ("ko", "한미정상회담 개최", "Holding of South Korea–US summit"),
        ("ko", "북한, 미사일 발사", "North Korea: missile launch"),
        ("ko", "이란을 공격", "Attack on Iran"),
        ("ko", "중국의 대만 침공", "China’s Taiwan invasion"),
        ("ko", "한국은행이 기준금리를 인하", "Bank of Korea: cut in key interest rate"),
        ("ko", "경찰, 3명 체포", "Police: 3 people arrested"),
        ("ko", "남성 체포돼", "Men arrested"),
        ("ko", "한·미 연합훈련 재개", "Resumption of South Korea and US combined exercise"),
        ("ja", "日中関係の改善", "Japan–China relations improvement"),
        ("ja", "米政府がイランを攻撃", "US government: attack on Iran"),
        ("hi", "भारत ने पाकिस्तान पर हमला किया", "India: attack on Pakistan"),
        ("hi", "दिल्ली में आग", "Fire in Delhi"),
        # a verb before its object
        ("zh-Hans", "美以袭击伊朗核设施", "US–Israel: attack on Iran nuclear facilities"),
        ("zh-Hant", "賴清德總統訪問帛琉", "President Lai Ching-te: visit to Palau"),
        ("vi", "Công an bắt giữ 5 người", "Police: arrest of 5 people"),
        ("vi", "Thủ tướng Phạm Minh Chính thăm Trung Quốc", "Prime Minister Pham Minh Chinh: visit to China"),
        # heads first
        ("vi", "giá vàng tăng", "Gold price increase"),
        ("vi", "luật đất đai", "Land law"),
        # amounts
        ("ko", "매출 3조원 돌파", "Sales of 3 trillion won, exceeding"),
        ("ko", "의약품 100% 관세", "Medicines, 100% tariffs"),
        ("ko", "7월 수출 3.7%↑", "July exports up 3.7%"),
        ("ko", "관세 15% 쿵덕", "Tariffs of 15% …"),
        ("ko", "대출 못 갚는 시민", "Loans, cannot … citizens"),
        ("vi", "Lãnh đạo bị bắt giữ", "Leaders, arrested"),
        ("ko", "성장률 0.8%→0.9% 인상", "Growth rate of 0.8% → 0.9%, increase"),
        # a country's adjective only where it says no more than whose
        ("ko", "일본 정부", "Japanese government"),
        ("ko", "이란 공격", "Iran attack"),
        ("ko", "중국 관세", "China tariffs"),
        ("vi", "chính phủ Nhật Bản", "Japanese government"),
        # verbs without a noun of their own
        ("vi", "UAV tập kích đại sứ quán Mỹ", "Drone, raid on US embassy"),
        ("ko", "선거를 준비", "Preparation for election"),
        ("ko", "선거 준비 않기로", "Election, not prepare"),
        ("vi", "tối đa luật đất đai", "At most …, land law"),
        # what was not read stands between
        ("ko", "정부, 관세 인상하지 않기로", "Government: tariffs, not increase"),
        ("ko", "정부, 관세를 인상하지 않기로", "Government: not increase tariffs"),
        ("ja", "政府、増税せず", "Government: no tax increase"),
        ("ko", "정부 쿵덕쿵 관세", "Government … tariffs"),
        ("ko", "정부 사고방식 관세", "Government … tariffs"),  # known to be no accident, and no more
        ("zh-Hans", "政府反对者", "Government …"),  # opponents are no opposition
        ("vi", "Giá vàng tăng kỷ lục", "Gold price, record increase"),
        ("ko", "정부, 관세 쿵덕쿵", "Government: tariffs …"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("few_words")
def test_lines(language: str, title: str, line: str) -> None:
    assert read_line(title, language, find_figures(title, (), language)).text[1:] == line[1:]


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("이억원, 금융위원회 회의", "Lee Eog-weon: FSC meeting"),  # a person, no 200 million won
        ("4·19혁명 이억원 회의", "Lee Eog-weon meeting"),
        ("정부 예산 2억원", "budget of 200 million won"),
    ],
)
def test_a_figure_inside_a_name_is_none(title: str, line: str) -> None:
    assert line in (render(title, "ko").headline_en or "")


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        ("ko", "김영록 전남지사, 예산 확보", "Kim Yung-rok, governor of South Jeolla: "),
        ("ko", "전문가 “주식 투자 말라”", "do not invest”"),
        ("ko", "정부, 대북정책 못 맡겨", "cannot entrust"),
        ("ko", "정부, 대북정책 안 맡긴다", "not entrust"),
        ("ko", "국방부, 무기 안 쿵덕한다", "not …"),
        ("ko", "주민들 학교 건설", "Residents: school construction"),
        ("vi", "Chính phủ phải từ chức", "must resign"),
        ("vi", "Học sinh phải làm sao?", "Pupils, must … how?"),
        ("zh-Hans", "政府必须放弃核计划", "must give up nuclear programme"),
        ("zh-Hans", "嫌犯未被逮捕", "not arrested"),
        ("vi", "Bộ trưởng có thể bị bắt giữ", "may be arrested"),
        ("ko", "남성 체포되지 않아", "not arrested"),
        ("ko", "정부, 전면 중단 안 해", "no full halt"),
        ("ko", "정부, 반드시 폐지해야", "must surely abolish"),
        ("ko", "어른들 술 안 마셔", "not drink"),
        ("ko", "학생 문자 안왔는데 체포", "not …"),
        ("ko", "학생들 학교 못가", "school, cannot …"),
        ("ja", "トルコ、サウジ、パキスタンが協定に署名", "Türkiye, Saudi Arabia, Pakistan: "),
        ("ja", "トルコ、パキスタンを攻撃", "Türkiye: attack on Pakistan"),
        ("vi", "Không cấm xuất khẩu gạo", "No ban on rice exports"),
        ("vi", "Cựu bộ trưởng không kháng cáo", "Former minister: not appeal"),
        ("zh-Hant", "前總統未出席會議", "not attend"),
        ("ko", "정부, 협상 결렬 부인", "denial of breakdown"),
        ("ko", "총리 부인, 병원 방문", "wife"),
    ],
)
def test_words_beside_each_other_make_grammatical_english(language: str, title: str, line: str) -> None:
    assert line in (render(title, language).headline_en or "")


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        ("ko", "[속보] 정부, 관세 인상(종합)", "Government: tariff increase (breaking)"),
        ("ko", "[단독] 정부, 관세 인상(2보)", "Government: tariff increase"),
        ("ja", "【速報】政府、増税を検討", "Government: consideration of tax increase (breaking)"),
        ("zh-Hant", "影／總統訪問日本（下）", "President: visit to Japan (video)"),
        ("ko", "[사설] 관세 인상", "(editorial)"),
    ],
)
def test_a_tag_of_the_trade_is_no_part_of_what_the_headline_says(
    language: str, title: str, line: str
) -> None:
    made = render(title, language).headline_en or ""
    assert made.endswith(line)
    assert read_line(title, language, ()).coverage == 1.0


@pytest.mark.parametrize(
    ("title", "is_known"),
    [
        ("[부고] 이재명씨 부친상", False),
        ("<인사> 외교부 이재명", False),
        ("부고: 이재명", False),
        ("이재명 인사 발표", True),
        ("인사 청탁 이재명", True),
    ],
)
def test_in_obituaries_and_appointments_nobody_is_who_the_gazetteer_knows(title: str, is_known: bool) -> None:
    assert ("Lee Jae Myung" in (render(title, "ko").headline_en or "")) is is_known
    assert any(entity.kind == "person" for entity in FINDER.find(title, (), "ko")) is is_known


@pytest.mark.usefixtures("few_words")
def test_a_name_beside_itself_stands_once() -> None:
    assert read_line("조선중앙통신(KCNA) 미사일 발사 발표", "ko", ()).text.count("KCNA") == 1
    assert read_line("북한 북한 미사일 발사", "ko", ()).text == "North Korea missile launch"
    assert read_line("북한, 북한 미사일 발사", "ko", ()).text == "North Korea: North Korea missile launch"


@pytest.mark.usefixtures("few_words")
def test_a_line_is_marked_as_structured() -> None:
    rendering = render("美, 이란 제재 해제 안 한다", "ko")
    assert (rendering.headline_en, rendering.headline_basis) == (
        "US: Iran sanctions, not lift",
        "structured",
    )


@pytest.mark.parametrize(
    ("language", "title", "negation"),
    [
        ("ko", "정부, 수입을 늘리지 않기로", "not"),
        ("ko", "피해 없다", "no damage"),
        ("ko", "합의 이르지 못해", "unable to"),
        ("ko", "알려지지않은 비용", "not"),
        ("ko", "간첩을 기소하지 못했나", "unable to"),
        ("ja", "地震による影響なし", "no impact"),
        ("ja", "政府、増税せず", "no tax increase"),
        ("zh-Hans", "法院不批准并购", "not approve acquisition"),
        ("zh-Hans", "协议尚未签署", "not yet sign"),
        ("vi", "Mỹ không ký thỏa thuận", "not sign"),
        ("vi", "Không có thương vong", "no casualties"),
        ("hi", "समझौता नहीं होगा", "no agreement"),
    ],
)
def test_a_negation_is_never_lost(language: str, title: str, negation: str) -> None:
    line = (render(title, language).headline_en or "").lower()
    assert negation in line


@pytest.mark.parametrize(
    ("language", "title", "modality"),
    [
        ("vi", "Chính phủ có thể tăng thuế", "may increase"),
        ("vi", "Ukraine dự kiến ký thỏa thuận", "expected to sign agreement"),
        ("zh-Hans", "央行将降息", "upcoming rate cut"),
        ("zh-Hans", "嫌犯疑似走私", "suspected smuggling"),
        ("ko", "전 대통령 소환", "former president"),
        ("ko", "최대 150억 원 지원", "up to 15 billion won"),
    ],
)
def test_modal_words_stand_with_what_they_modify(language: str, title: str, modality: str) -> None:
    assert modality in (render(title, language).headline_en or "").lower()


def test_a_negation_is_not_tied_to_a_name() -> None:
    line = render("Thỏa thuận không được Mỹ phê chuẩn", "vi").headline_en
    assert line == "Agreement, not …, US, ratification"


def test_one_syllable_words_do_not_spell_another() -> None:
    assert "rice" not in (render("부산 낮 최고 12도, 쌀쌀", "ko").headline_en or "")


@pytest.mark.usefixtures("few_words")
def test_a_quotation_keeps_its_marks_only_when_all_of_it_was_read() -> None:
    assert render('트럼프 "이란 공격 중단"', "ko").headline_en == "Donald Trump: “Iran attack halt”"
    partly = render('트럼프 "이란 쿵덕쿵 중단"', "ko").headline_en
    assert partly == "Donald Trump, quoted: Iran … halt"


@pytest.mark.usefixtures("few_words")
def test_a_word_set_apart_that_was_not_read_is_nobodys_quotation() -> None:
    line = render("정부 '쿵덕 관세' 발표, 반도체 수출 규제", "ko").headline_en or ""
    assert "quoted" not in line
    assert "‘" not in line


@pytest.mark.usefixtures("few_words")
def test_a_question_stays_a_question() -> None:
    assert (render("기준금리 인하? 한국은행 회의", "ko").headline_en or "").startswith(
        "Key interest rate cut?"
    )


@pytest.mark.parametrize(
    ("title", "never"),
    [
        ("하메네이 2세 취임", ("Ali Khamenei", "years old")),  # another of that name, and no age
        ("뉴욕시장 취임", ("market",)),
        ("GS쿵덕 공장 화재", ("GS",)),  # Latin letters that are a part of a longer name
        ("경찰, 남성이 공격", ("attack on",)),  # a subject is no object
    ],
)
def test_what_is_not_certain_is_not_said(title: str, never: tuple[str, ...]) -> None:
    line = read_line(title, "ko", find_figures(title, (), "ko")).text
    assert not [word for word in never if word in line]


@pytest.mark.usefixtures("few_words")
def test_nothing_is_said_twice_in_a_compound() -> None:
    assert read_line("화재 화재, 공장 화재", "ko", ()).text == "fire, factory fire"


@pytest.mark.usefixtures("few_words")
def test_a_line_of_three_terms_stands_without_its_category() -> None:
    assert render("북한, 미사일 발사", "ko", "North Korea").headline_en == "North Korea: missile launch"


@pytest.mark.usefixtures("few_words")
def test_a_thin_headline_takes_names_and_figures_from_the_lead() -> None:
    rendering = render(
        "드디어 열렸다", "ko", None, "삼성전자는 10일 부산에서 3조원 규모의 행사를 열었다고 밝혔다."
    )
    assert (
        rendering.headline_en
        == "Headline not read; in the text: Samsung Electronics, Busan, 3 trillion won scale event"
    )


@pytest.mark.usefixtures("few_words")
def test_a_headline_of_which_little_was_read_says_so() -> None:
    line = render("쿵덕쿵덕 쿵덕쿵 쿵덕 화재 쿵덕쿵", "ko", "Accidents").headline_en
    assert line == "Accidents, partly read: … fire …"


def test_with_nothing_certain_the_category_and_the_source_stand_or_the_line_is_none() -> None:
    line = "Crime (Example Daily; headline not read)"
    assert render("꽁꽁 싸매도", "ko", "Crime") == Rendering(line, "structured", (), "none")
    assert render("꽁꽁 싸매도", "ko") == Rendering(None, "none", (), "none")


def test_modifiers_of_unknown_words_alone_say_nothing() -> None:
    assert render("Có nên?", "vi").headline_en is None


@pytest.mark.usefixtures("few_words")
def test_key_sentences_carry_what_is_certain_of_them() -> None:
    sentences = render("쿵덕", "ko", None, "정부는 10일 반도체 수출 규제를 발표했다.").summary
    assert [sentence.terms_en for sentence in sentences] == [
        "government; announcement of semiconductor export regulation"
    ]
    assert all(sentence.text_en is None for sentence in sentences)


def test_a_sentence_of_one_certain_word_has_no_terms() -> None:
    sentences = render(
        "쿵덕", "ko", None, "정부는 쿵덕쿵 쿵덕쿵덕 쿵덕쿵덕쿵 쿵덕했다고 쿵덕쿵덕 쿵덕댔다."
    ).summary
    assert [sentence.terms_en for sentence in sentences] == [None]


def test_english_items_keep_their_own_words() -> None:
    body = "The government said on Monday that tariff talks with Washington will resume next week."
    rendering = render("  Seoul   to resume talks ", "en", "Tariffs", body)
    assert (rendering.headline_en, rendering.headline_basis) == ("Seoul to resume talks", "original")
    assert [sentence.text_en for sentence in rendering.summary] == [body]
    assert rendering.summary_basis == "extracted"


@pytest.mark.usefixtures("few_words")
def test_latin_words_of_a_headline_stand() -> None:
    assert render("AI 반도체 HBM4 공급", "ko").headline_en == "AI semiconductors, HBM4 supply"
    assert "Lê Trung Khoa" in (render("Truy tố Lê Trung Khoa", "vi").headline_en or "")
    assert read_line("Lê Đức Anh", "vi", ()).text == "Lê Đức Anh"  # no UK inside a name


def test_markup_is_only_text() -> None:
    assert render("<script>alert(1)</script> 화재", "ko").headline_en is not None


def test_an_unknown_engine_names_the_setting() -> None:
    with pytest.raises(UnknownTranslationEngineError, match=r"DESK_TRANSLATION_ENGINE is 'nope'.*structured"):
        translator("nope")


def test_the_version_names_the_data() -> None:
    assert ENGINE.version.startswith("3+")
    assert ENGINE.version == translator("structured").version


@pytest.mark.parametrize(
    ("language", "fewest"), [("ko", 500), ("vi", 500), ("zh", 500), ("ja", 350), ("hi", 250)]
)
def test_glossaries_are_broad_and_short_of_words(language: str, fewest: int) -> None:
    content = read_yaml(FOLDER / f"{language}.yml")
    glosses = {**content["terms"], **content.get("before", {}), **content.get("modals", {})}
    assert len(glosses) >= fewest
    assert all(1 <= len(str(gloss).split()) <= 10 for gloss in glosses.values())
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
            line = read_line(row["title"], row["lang"], figures)
            total[row["lang"]] += 1
            informative[row["lang"]] += line.terms >= 3
    assert total.total() > 100
    assert informative.total() / total.total() >= 0.7


@pytest.mark.parametrize(
    "sentence",
    [
        "그는 오늘 오후에 쿵덕쿵덕 쿵덕했다고 밝혔다고 쿵덕쿵덕 전했다.",
        "이는 어제 쿵덕쿵덕 쿵덕쿵덕쿵 쿵덕한 것으로 알려졌다고 발표했다.",
    ],
)
def test_that_something_was_said_is_no_term(sentence: str) -> None:
    assert [made.terms_en for made in render("쿵덕", "ko", None, sentence).summary] == [None]


@pytest.mark.usefixtures("few_words")
def test_terms_of_a_sentence_keep_its_negations() -> None:
    sentences = render("쿵덕", "ko", None, "미국 정부는 관세 문제가 쿵덕이 아니라고 밝혔다.").summary
    assert [sentence.terms_en for sentence in sentences] == ["US government; tariff problem; not …"]
