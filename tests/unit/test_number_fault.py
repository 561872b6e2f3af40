"""The gate on numbers of English that no engine wrote: what a rule read is grounded, what nobody read is not."""

from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.line import read_line
from expectations.items import _number_fault
from tests.unit.record_samples import article, item_version


def fault(title: str, line: str, language: str = "vi", lead: str = "Tin ngắn.") -> str:
    told = article("a", title=title, paragraphs=(lead,))
    return _number_fault(item_version("a", headline_en=line, language=language), told, "Daily 24")


def test_a_date_written_with_a_point_grounds_its_english() -> None:
    assert fault("Giá vàng ngày 10.3.2026", "Gold price, March 10, 2026") == ""


def test_a_number_word_grounds_a_digit() -> None:
    assert fault("Mở lại một tháng trước", "Resumption, 1 month ago") == ""


def test_a_number_that_stands_nowhere_is_a_fault() -> None:
    assert fault("Giá vàng tăng", "Gold price up 37%") == "37"


def test_a_number_of_the_source_or_its_name_is_none() -> None:
    assert fault("37 xe cháy", "37 vehicles; Daily 24") == ""


def test_a_number_word_of_hindi_grounds_what_the_rules_read_in_it() -> None:
    title = "तीन बंदरगाहों के मज़दूरों की हड़ताल"
    line = read_line(title, "hi", find_figures(title, (), "hi")).text
    assert "3" in line
    assert fault(title, line, "hi", "खबर छोटी है।") == ""
    assert fault(title, f"{line}; 37", "hi", "खबर छोटी है।") == "37"
