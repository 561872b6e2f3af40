"""Entities: exact offsets, longest match, guards, and the traps of each script."""

from __future__ import annotations

import re

import pytest

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.glossary import FOLDER as GLOSSARIES
from briefing.enrichment.glossary import load_lexicon
from briefing.taxonomy import gazetteer as gazetteer_module
from briefing.taxonomy.gazetteer import (
    LANGUAGES,
    GazetteerError,
    load_gazetteer,
    read_guards,
    read_yaml,
)
from briefing.taxonomy.surface_forms import GUARD_KEYS, GuardError

FINDER = GazetteerFinder()


def named(text: str, language: str) -> list[tuple[str, str]]:
    """(as written, in English) of every entity of a headline, after checking its offsets."""
    found = FINDER.find(text, (), language)
    assert all(text[entity.start : entity.end] == entity.name for entity in found)
    assert all(entity.paragraph == -1 for entity in found)
    return [(entity.name, entity.name_en) for entity in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "김정은, 시진핑과 회담", [("김정은", "Kim Jong Un"), ("시진핑", "Xi Jinping")]),
        ("ko", "이재명 대통령 방미", [("이재명", "Lee Jae Myung")]),
        ("ja", "高市早苗首相が会見", [("高市早苗", "Sanae Takaichi")]),
        ("zh-Hans", "习近平会见外宾", [("习近平", "Xi Jinping")]),
        ("zh-Hant", "賴清德出席典禮", [("賴清德", "Lai Ching-te")]),
        ("vi", "Tổng bí thư Tô Lâm dự hội nghị", [("Tô Lâm", "To Lam")]),
        ("hi", "प्रधानमंत्री नरेंद्र मोदी ने कहा", [("नरेंद्र मोदी", "Narendra Modi")]),
        ("en", "To Lam meets Lawrence Wong", [("To Lam", "To Lam"), ("Lawrence Wong", "Lawrence Wong")]),
    ],
)
def test_people_carry_their_official_romanisation(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert named(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "unwanted"),
    [
        ("ko", "북한산 등산객 구조", "North Korea"),
        ("ko", "중국어 학습 열풍", "China"),
        ("ko", "중국집 배달", "China"),
        ("ko", "러시아워 교통 정체", "Russia"),
        ("ko", "생대구 어획량", "Daegu"),
        ("ko", "차량이 인도 돌진", "India"),
        ("ko", "범죄인 인도 청구", "India"),
        ("ko", "공사 中 사고", "China"),
        ("ko", "5日 개막", "Japan"),
        ("ko", "지난 전주 대비 상승", "Jeonju"),
        ("ja", "米価格が高騰", "United States"),
        ("ja", "北米市場で販売", "United States"),
        ("ja", "タイトル戦が開幕", "Thailand"),
        ("ja", "山口氏が当選", "Yamaguchi"),
        ("zh-Hans", "发展中国家代表出席", "China"),
        ("zh-Hans", "建设美丽乡村", "United States"),
        ("zh-Hans", "三星堆遗址新发现", "Samsung"),
        ("zh-Hans", "上海地区降雨", "Haiti"),
        ("zh-Hans", "以军事手段解决", "Israel"),
        ("vi", "Mỹ phẩm giả tràn lan", "United States"),
        ("vi", "Ca sĩ Mỹ Tâm ra album", "United States"),
        ("vi", "Pháp luật quy định rõ", "France"),
        ("vi", "Diễn viên Anh Thư kể chuyện", "United Kingdom"),
        ("vi", "Ca sĩ Nguyễn Phương Anh không đổi nghệ danh", "United Kingdom"),
        ("hi", "पाक साफ इरादा", "Pakistan"),
        ("en", "Michael Jordan visits school", "Jordan"),
        ("en", "us and them", "United States"),
    ],
)
def test_look_alikes_are_not_names(language: str, text: str, unwanted: str) -> None:
    assert unwanted not in [english for _, english in named(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "美, 이란 공격", ["United States", "Iran"]),
        ("ko", "韓·美 외교장관 통화", ["South Korea", "United States"]),
        ("ko", "한·미·일 정상회담", ["South Korea", "United States", "Japan"]),
        ("ko", "北中러 밀착", ["North Korea", "China"]),
        ("ko", "한미정상회담 개최", ["South Korea", "United States"]),
        ("ko", "시진핑 中주석 방한", ["Xi Jinping", "China"]),
        ("ko", "미중 갈등", ["United States", "China"]),
        ("ja", "日米韓が共同訓練", ["Japan", "United States", "South Korea"]),
        ("ja", "米軍が撤退", ["United States"]),
        ("ja", "米大統領が演説", ["United States"]),
        ("zh-Hans", "美以袭击伊朗", ["United States", "Israel", "Iran"]),
        ("zh-Hans", "俄乌冲突", ["Russia", "Ukraine"]),
        ("vi", "Quan hệ Mỹ - Trung căng thẳng", ["United States", "China"]),
    ],
)
def test_press_letters_name_countries(language: str, text: str, expected: list[str]) -> None:
    assert [english for _, english in named(text, language)] == expected


def test_each_country_of_a_pair_has_its_own_letter() -> None:
    found = FINDER.find("日中関係", (), "ja")
    assert [(entity.name, entity.start, entity.end) for entity in found] == [("日", 0, 1), ("中", 1, 2)]


def test_the_longest_name_wins() -> None:
    assert named("삼성전자 실적", "ko") == [("삼성전자", "Samsung Electronics")]
    assert named("인도네시아 지진", "ko") == [("인도네시아", "Indonesia")]
    assert [english for _, english in named("霍尔木兹海峡局势", "zh-Hans")] == ["Strait of Hormuz"]


def test_korean_compatibility_ideographs_are_read() -> None:
    assert named("\uf9e1대통령 출국", "ko") == [("\uf9e1대통령", "Lee Jae Myung")]


def test_paragraphs_are_numbered_and_all_mentions_kept() -> None:
    found = FINDER.find("제목", ("서울에서 회담", "부산과 서울"), "ko")
    assert [(entity.name_en, entity.paragraph) for entity in found] == [
        ("Seoul", 0),
        ("Busan", 1),
        ("Seoul", 1),
    ]


def test_kinds_and_ids_are_stable() -> None:
    (entity,) = FINDER.find("한국은행", (), "ko")
    assert (entity.kind, entity.gazetteer_id) == ("organisation", "organisation:bok")


def test_gazetteer_is_broad_and_all_its_expressions_compile() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer.entries) >= 900
    files = {**gazetteer.files, **{path.name: read_yaml(path) for path in GLOSSARIES.glob("*.yml")}}
    for content in files.values():
        guards = content.get("guards", {})
        by_language = guards.values() if "entries" in content else [guards]
        for rules in by_language:
            for rule in rules.values():
                for one in rule if isinstance(rule, list) else [rule]:
                    assert set(one) <= set(GUARD_KEYS)
                    assert all(re.compile(expression) for expression in one.values())


def test_lexicons_load_for_all_languages() -> None:
    assert all(load_lexicon(language) for language in LANGUAGES)


def test_bad_data_is_named(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(GuardError, match=r"places\.yml: guards: ko: 인도.*not_afer"):
        read_guards({"인도": {"not_afer": "x"}}, "places.yml: guards: ko")
    with pytest.raises(GuardError, match="not a regular expression"):
        read_guards({"인도": {"before": "("}}, "here")["인도"][0].admits("인도", 0, 2)
    (tmp_path / "bad.yml").write_text("kind: person\nentries: {x: {en: X, fr: Y}}\n", encoding="utf-8")
    monkeypatch.setattr(gazetteer_module, "FOLDER", tmp_path)
    load_gazetteer.cache_clear()
    try:
        with pytest.raises(GazetteerError, match=r"bad\.yml: x: unknown language fr"):
            load_gazetteer()
    finally:
        load_gazetteer.cache_clear()


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("S Korea lifts rates", ["South Korea"]),
        ("N Korean troops return", ["North Korea"]),
        ("Xi doubts PLA’s readiness", ["Xi Jinping", "People's Liberation Army"]),
        ("Fair in Xi’an opens", ["Xi’an"]),
        ("Xi Wang resigns", []),
    ],
)
def test_names_of_english_headlines_in_short(title: str, names: list[str]) -> None:
    assert [entity.name_en for entity in FINDER.find(title, (), "en")] == names
