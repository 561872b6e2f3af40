"""What the check leaves of a translation on its way into an item version."""

from briefing.enrichment.enrich import checked
from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.protocol import Rendering, TranslationInput
from briefing.records.sentence import Sentence

TITLE = "한국은행, 기준금리 2.5% 동결"
BODY = "한국은행은 10일 기준금리를 연 2.5%로 동결했다."


def given() -> TranslationInput:
    paragraphs = (BODY,)
    return TranslationInput(
        title=TITLE,
        paragraphs=paragraphs,
        language="ko",
        category="ops.interest_rates",
        category_name="Interest Rates",
        entities=GazetteerFinder().find(TITLE, paragraphs, "ko"),
        figures=find_figures(TITLE, paragraphs, "ko"),
        key_sentences=(),
        source_name="Daily",
        source_kind="news_media",
        published_date=None,
    )


def translated(headline: str, sentence: str) -> Rendering:
    said = Sentence(original=BODY, text_en=sentence, paragraph=0, start=0, end=len(BODY), score=1.0)
    return Rendering(headline, "translated", (said,), "translated")


def test_a_sound_translation_passes_untouched() -> None:
    rendering = translated(
        "Bank of Korea holds base rate at 2.5%",
        "The Bank of Korea held its base rate at 2.5% a year on the 10th.",
    )
    assert checked(rendering, given()) == (rendering, ())


def test_a_wrong_headline_gives_way_to_the_structured_line() -> None:
    rendering = translated(
        "Bank of Japan raises base rate to 3.75%", "The Bank of Korea held its base rate at 2.5%."
    )
    settled, findings = checked(rendering, given())
    assert settled.headline_basis == "structured"
    assert "Bank of Korea" in (settled.headline_en or "")
    assert "3.75" not in (settled.headline_en or "")
    assert settled.summary[0].text_en == "The Bank of Korea held its base rate at 2.5%."
    assert {finding.sentence for finding in findings} == {-1}


def test_a_wrong_sentence_loses_its_english() -> None:
    rendering = translated(
        "Bank of Korea holds base rate at 2.5%",
        "The Bank of Korea did not hold its base rate, cutting it to 1.25%.",
    )
    settled, findings = checked(rendering, given())
    assert settled.headline_en == "Bank of Korea holds base rate at 2.5%"
    assert settled.summary[0].text_en is None
    assert settled.summary[0].original == BODY
    assert settled.summary_basis == "extracted"
    assert {finding.action for finding in findings} == {"withheld"}
