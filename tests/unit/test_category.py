"""Categories: axes, evidence, guards, confidence, and the sheets as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.enrichment.category import CategoryChoice, CategoryInput, CueCategoriser, confidence_of
from briefing.taxonomy import categories
from briefing.taxonomy.categories import TaxonomyError, parse_cue, read_cue_sheet, read_taxonomy


@pytest.fixture(scope="module")
def categoriser() -> CueCategoriser:
    return CueCategoriser()


def _ask(categoriser: CueCategoriser, title: str, paragraphs: Sequence[str], language: str) -> CategoryChoice:
    return categoriser.categorise([CategoryInput(title, paragraphs, language, "news_media")])[0]


def _chosen(choice: CategoryChoice) -> str | None:
    return choice.ops_category or choice.risk_category


@pytest.mark.parametrize(
    ("language", "title", "category"),
    [
        ("ko", "한국은행, 기준금리 2.5% 동결", "ops.interest_rates"),
        ("ko", "시내버스 노조 파업 돌입 예고", "risk.strikes"),
        ("ko", "북한, 동해로 미사일 발사", "risk.north_korea"),
        ("ko", "통신사 서버 해킹, 가입자 정보 유출", "risk.cyber_attacks"),
        ("ja", "日銀が利上げを決定", "ops.interest_rates"),
        ("ja", "震度6弱の地震、津波の心配なし", "risk.geological_disasters"),
        ("ja", "鉄道労組がストライキ通告", "risk.strikes"),
        ("zh-Hans", "央行宣布降准0.5个百分点", "ops.interest_rates"),
        ("zh-Hant", "颱風來襲 三縣市停班停課", "risk.extreme_weather"),
        ("zh-Hant", "中央銀行升息半碼", "ops.interest_rates"),
        ("vi", "Giá xăng tăng lần thứ ba trong tháng", "ops.energy_prices"),
        ("vi", "Lũ quét cuốn trôi nhiều ngôi nhà", "risk.extreme_weather"),
        ("hi", "आरबीआई ने रेपो रेट घटाया", "ops.interest_rates"),
        ("hi", "भारी बारिश से सड़कें जलमग्न", "risk.extreme_weather"),
        ("en", "Central bank holds interest rate for third month", "ops.interest_rates"),
        ("en", "Dock workers' union votes to strike", "risk.strikes"),
        ("en", "Ministry imposes anti-dumping duties on steel coil", "risk.tariffs_trade_barriers"),
    ],
)
def test_a_plain_headline_finds_its_category(
    categoriser: CueCategoriser, language: str, title: str, category: str
) -> None:
    assert _chosen(_ask(categoriser, title, [], language)) == category


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ko", "프로야구 개막전, 홈런 두 방으로 역전승"),
        ("ko", "[부고] 홍길동씨 모친상"),
        ("ko", "오늘의 운세 3월 10일"),
        ("ja", "高校野球 決勝は十回サヨナラ"),
        ("zh-Hant", "職棒開幕戰 全壘打大戰"),
        ("zh-Hans", "羽毛球锦标赛决赛今晚打响"),
        ("vi", "Đội tuyển bóng đá nữ vào chung kết"),
        ("hi", "विराट कोहली का शतक, टीम ने मैच जीता"),
        ("en", "Striker scores twice as club wins cup final"),
        ("en", "Crossword"),
    ],
)
def test_sport_notices_and_leisure_are_out_of_scope(
    categoriser: CueCategoriser, language: str, title: str
) -> None:
    choice = _ask(categoriser, title, [], language)
    assert (choice.scope, choice.risk_category, choice.ops_category) == ("out_of_scope", None, None)
    assert choice.domain == ""


def test_an_item_stands_on_one_axis(categoriser: CueCategoriser) -> None:
    ops = _ask(categoriser, "Gold price hits a record", [], "en")
    assert (ops.scope, ops.risk_category) == ("ops", categories.UNDETERMINED)
    assert ops.ops_category == "ops.asset_price_change"
    risk = _ask(categoriser, "Typhoon floods port city", [], "en")
    assert (risk.scope, risk.risk_category, risk.ops_category) == ("risk", "risk.extreme_weather", None)


def test_risk_is_tested_first(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "Exports fall after tariff announcement", [], "en")
    assert choice.risk_category == "risk.tariffs_trade_barriers"


def test_north_korea_as_actor_beats_the_kind_of_act(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "North Korea hackers in cyberattack on exchange", [], "en")
    assert choice.risk_category == "risk.north_korea"


def test_a_named_intrusion_beats_the_data_it_exposed(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "Hackers steal personal data of millions", [], "en")
    assert choice.risk_category == "risk.cyber_attacks"


def test_an_aside_in_the_last_paragraph_does_not_decide(categoriser: CueCategoriser) -> None:
    lead = "The central bank left its interest rate unchanged."
    body = [lead, "Analysts had expected it.", "The decision was unanimous."]
    plain = _ask(categoriser, "Interest rate unchanged", body, "en")
    aside = _ask(categoriser, "Interest rate unchanged", [*body, "Earthquake, tsunami, typhoon."], "en")
    assert _chosen(plain) == _chosen(aside) == "ops.interest_rates"
    assert plain.evidence == aside.evidence


def test_the_headline_counts_more_than_the_body(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "Earthquake strikes coast", ["The typhoon season is near."], "en")
    assert choice.risk_category == "risk.geological_disasters"


@pytest.mark.parametrize(
    ("language", "innocent", "category"),
    [
        ("ko", "삼성화재 광고 모델 교체", "risk.accidents"),  # an insurer, not a fire
        ("ko", "발전소 견학", "risk.accidents"),  # 전소 (burnt down) inside 발전소 (power plant)
        ("ja", "ラストリスト", "risk.strikes"),  # スト inside two words
        ("en", "Warden walks towards the harbour", "risk.geopolitical_conflict"),  # war inside three words
        ("en", "The batter strikes out", "risk.strikes"),
    ],
)
def test_a_cue_inside_another_word_is_not_found(
    categoriser: CueCategoriser, language: str, innocent: str, category: str
) -> None:
    choice = _ask(categoriser, innocent, [], language)
    assert category not in {one.category for one in choice.evidence}


def test_a_companion_makes_a_cue_count(categoriser: CueCategoriser) -> None:
    alone = _ask(categoriser, "The strike", [], "en")
    together = _ask(categoriser, "The strike", ["Railway workers will stay away."], "en")
    assert "risk.strikes" not in {one.category for one in alone.evidence}
    assert together.risk_category == "risk.strikes"


def test_capitals_in_a_sheet_demand_this_case(categoriser: CueCategoriser) -> None:
    agency = _ask(categoriser, "CDC issues notice", [], "en")
    assert agency.risk_category == "risk.disease_outbreaks"
    assert not _ask(categoriser, "cdc", [], "en").evidence


def test_traditional_characters_meet_cues_in_simplified_ones(categoriser: CueCategoriser) -> None:
    traditional = _ask(categoriser, "經濟成長率下修", [], "zh-Hant")
    assert traditional.ops_category == "ops.economic_growth"
    assert traditional.evidence[0].cue == "經濟成長率"


TEXTS = {
    "ko": "ＡＩ 반도체 수출… 역대 최대",
    "ja": "ｲﾝﾌﾚで値上げ、日銀は利上げ",
    "zh-Hant": "央行升息，房貸族壓力大",
    "vi": unicodedata.normalize("NFD", "Giá vàng và tỷ giá cùng tăng, lạm phát cao"),
    "hi": "पेट्रोल के दाम बढ़े, महंगाई से जनता परेशान, सड़क हादसा",
    "en": "‘Rate cut’ hopes lift İstanbul’s stock market; gold price up",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_offsets_point_at_the_cue_as_published(categoriser: CueCategoriser, language: str) -> None:
    title, body = TEXTS[language], ["", TEXTS[language]]
    choice = _ask(categoriser, title, body, language)
    assert choice.evidence
    for one in choice.evidence:
        text = title if one.paragraph == -1 else body[one.paragraph]
        assert text[one.start : one.end] == one.cue


def test_decomposed_text_chooses_like_composed_text(categoriser: CueCategoriser) -> None:
    title = "Lạm phát tăng, giá xăng tăng"
    composed = _ask(categoriser, title, [], "vi")
    decomposed = _ask(categoriser, unicodedata.normalize("NFD", title), [], "vi")
    assert _chosen(composed) == _chosen(decomposed)
    assert len(composed.evidence) == len(decomposed.evidence)


@settings(max_examples=60, deadline=None)
@given(
    title=st.text(max_size=80),
    body=st.lists(st.text(max_size=120), max_size=4),
    language=st.sampled_from(["ko", "ja", "zh-Hans", "vi", "hi", "en"]),
)
def test_any_text_gives_an_honest_choice(title: str, body: list[str], language: str) -> None:
    choice = _ask(_shared(), title, body, language)
    assert 0 <= choice.confidence <= 1
    for one in choice.evidence:
        text = title if one.paragraph == -1 else body[one.paragraph]
        assert text[one.start : one.end] == one.cue
    if choice.scope != "out_of_scope":
        assert choice.domain in categories.taxonomy().domains


_KEPT: list[CueCategoriser] = []


def _shared() -> CueCategoriser:
    """One categoriser for the property test, which takes no module fixture."""
    if not _KEPT:
        _KEPT.append(CueCategoriser())
    return _KEPT[0]


def test_a_language_without_a_sheet_claims_nothing(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "Grève générale à Paris", [], "fr")
    assert choice == CategoryChoice("out_of_scope", None, None, 0.0, (), "")


def test_evidence_is_kept_where_confidence_is_too_low(categoriser: CueCategoriser) -> None:
    choice = _ask(categoriser, "Officials and others", [], "en")
    assert choice.scope == "out_of_scope"
    assert [one.category for one in choice.evidence] == ["ops.politics_elections"]


def test_confidence_grows_with_score_margin_and_cues() -> None:
    assert confidence_of(0, 0, 0) == 0
    assert confidence_of(3, 0, 1) > confidence_of(2, 0, 1)
    assert confidence_of(3, 1, 1) > confidence_of(3, 3, 1)
    assert confidence_of(3, 1, 3) > confidence_of(3, 1, 1)
    assert confidence_of(3, 1, 9) == confidence_of(3, 1, 3)


def test_the_taxonomy_has_its_forty_and_thirty_in_order() -> None:
    assert (len(categories.RISK), len(categories.OPS)) == (40, 30)
    assert categories.RISK[0] == "risk.geopolitical_conflict"
    assert categories.category_name("ops.tech_development") == "Tech Development/Adoption"
    assert categories.category_name(categories.UNDETERMINED) == "Undetermined"
    with pytest.raises(TaxonomyError, match=r"risk\.none"):
        categories.category("risk.none")


def test_every_category_has_cues_in_every_language() -> None:
    known = {row.id for row in (*categories.taxonomy().risk, *categories.taxonomy().ops)}
    assert categories.cue_languages() == ("en", "hi", "ja", "ko", "vi", "zh")
    for language in categories.cue_languages():
        assert known <= {cue.category for cue in categories.cue_sheet(language).cues}, language


def test_the_version_is_a_digest_of_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in categories.FOLDER.glob("c*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = categories.lexicon_version()
    monkeypatch.setattr(categories, "FOLDER", tmp_path)
    assert categories.lexicon_version() == before
    with (tmp_path / "cues_en.yml").open("a") as sheet:
        sheet.write("# one more line\n")
    assert categories.lexicon_version() != before
    assert before.startswith("1-")


def test_the_grammar_of_a_cue() -> None:
    cue = parse_cue("strike + union|walkout - air strike", "risk.strikes", "", 3.0)
    assert (cue.text, cue.needs, cue.unless) == ("strike", ("union", "walkout"), ("air strike",))
    assert parse_cue("tariff*", "x", "", 1).open_end
    assert (parse_cue("_スト_", "x", "", 1).bound_left, parse_cue("_スト_", "x", "", 1).bound_right) == (
        True,
        True,
    )
    for wrong in ("", "*", "a*b"):
        with pytest.raises(ValueError, match="not a cue"):
            parse_cue(wrong, "x", "", 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("language: en\ncues: {}\n", "has_word_boundaries: missing"),
        ("language: en\nhas_word_boundaries: true\ncues: {}\ncolour: red\n", "colour: unknown key"),
        ("language: en\nhas_word_boundaries: true\ncues: {risk.war: {strong: a}}\n", r"cues\.risk\.war"),
        ("language: en\nhas_word_boundaries: true\ncues: {risk.crime: {loud: a}}\n", r"risk\.crime\.loud"),
        ("language: en\nhas_word_boundaries: true\ncues: {risk.crime: {strong: 'a, a'}}\n", "twice"),
        ("language: en\nhas_word_boundaries: true\ncues: {risk.crime: {strong: a}}\nmask: a\n", "mask"),
        ("language: [", "not YAML"),
        ("- a\n", "expected keys"),
    ],
)
def test_a_wrong_sheet_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "cues_xx.yml"
    path.write_text(text)
    with pytest.raises(TaxonomyError, match=rf"cues_xx\.yml: .*{message}"):
        read_cue_sheet(path, categories.taxonomy())


def test_a_missing_or_wrong_taxonomy_names_file_and_key(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match=r"gone\.yml: cannot be read"):
        read_taxonomy(tmp_path / "gone.yml")
    path = tmp_path / "categories.yml"
    path.write_text(
        "domains: [Politics]\nops: []\nnoise: []\n"
        "risk: [{id: risk.a, name: A, definition: d, domain: Elsewhere}]\n"
    )
    with pytest.raises(TaxonomyError, match=r"categories\.yml: risk\.a\.domain: 'Elsewhere'"):
        read_taxonomy(path)
