"""Which countries an item concerns."""

from briefing.enrichment.countries import countries_of
from briefing.enrichment.entities import GazetteerFinder

FINDER = GazetteerFinder()


def concerned(title: str, *paragraphs: str, language: str = "ko", home: str = "kr") -> dict[str, float]:
    entities = FINDER.find(title, paragraphs, language)
    return {r.country: r.score for r in countries_of(title, paragraphs, language, entities, home)}


def test_an_item_can_belong_to_two_countries() -> None:
    assert concerned("한국·베트남 정상회담 개최") == {"kr": 1.0, "vn": 1.0}


def test_without_any_name_the_publishers_country_counts() -> None:
    assert concerned("물가 상승률 발표") == {"kr": 0.5}


def test_news_of_elsewhere_is_less_of_the_publishers_country() -> None:
    found = concerned("일본은행, 금리 인상")
    assert found["jp"] == 1.0
    assert found["kr"] < found["jp"]


def test_a_name_in_the_lead_counts_less_than_one_in_the_headline() -> None:
    assert concerned("금리 동결", "일본은행이 결정했다.")["jp"] == 0.7


def test_names_far_below_say_little_however_many() -> None:
    below = ("첫 문단이다.",) + ("일본 이야기가 이어진다.",) * 20
    assert concerned("금리 동결", *below)["jp"] == 0.5


def test_english_adjectives_count() -> None:
    found = concerned("Vietnamese exports rise", language="en", home="in")
    assert found["vn"] == 1.0


def test_an_adjective_inside_a_name_is_the_names() -> None:
    found = concerned("Tsunami in the Indian Ocean", "The Indian Ocean is calm.", language="en", home="kr")
    assert "in" not in found
    assert concerned("Indian ships in the Indian Ocean", language="en", home="kr")["in"] == 1.0


def test_a_ministry_or_a_firm_speaks_for_its_country() -> None:
    assert concerned("Samsung Electronics opens plant", language="en", home="vn")["kr"] == 1.0
