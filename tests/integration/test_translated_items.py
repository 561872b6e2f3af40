"""From articles to item versions with a model's server in between: recorded, the same twice, checked for facts."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.enrichment.enrich import default_engines, enrich
from briefing.enrichment.translation.engines import EngineParts, translator
from briefing.records.article import Article
from briefing.records.frame import from_frame, to_frame
from briefing.records.item_version import ItemVersion
from briefing.storage.tables import write_table
from briefing.storage.translations import KeptTranslations
from tests.integration.scripted_model import Exchange, Script, serve_model
from tests.integration.test_openai_engine import a_server
from tests.unit.record_samples import article

KOREAN = article(
    "ko1",
    title="정부, 반도체 수출 규제에 3조 원 지원",
    paragraphs=("정부는 반도체 수출 규제에 대응해 3조 원을 지원한다고 10일 밝혔다.",),
)
ENGLISH = article(
    "en1",
    title="Government to support chip exporters",
    paragraphs=("The government said on Tuesday that it would support chip exporters.",),
)
ARTICLES = to_frame([KOREAN, ENGLISH], Article)
NAMES = {KOREAN.source_id: "Example Daily"}


def scripted(headline: str, sentence: str) -> Script:
    def script(exchange: Exchange) -> None:
        numbers = [entry["source"] for entry in exchange.asked.item["sentences"]]
        reply = {"headline": headline, "sentences": [{"source": n, "text": sentence} for n in numbers]}
        exchange.complete(json.dumps(reply))

    return script


RIGHT = scripted(
    "Government to Provide 3 Trillion Won Over Chip Export Curbs",
    "The government said on the 10th that it would provide 3 trillion won in response to chip export curbs.",
)
WRONG = scripted(
    "Government to Provide 9 Trillion Won Over Chip Export Curbs",
    "The government said on the 10th that it would provide 9 trillion won in response to chip export curbs.",
)


def versions(parts: EngineParts) -> dict[str, ItemVersion]:
    frame = enrich(ARTICLES, default_engines(translator("openai", parts)), NAMES)
    return {version.item_id: version for version in from_frame(frame, ItemVersion)}


def test_an_item_version_says_who_translated_it_and_a_replay_gives_the_same_bytes(tmp_path: Path) -> None:
    store = KeptTranslations(tmp_path / "translations.sqlite")
    digests = []
    with serve_model(RIGHT) as model:
        parts = EngineParts(server=a_server(model), store=store)
        found = versions(parts)
        for name in ("first", "second"):
            frame = enrich(ARTICLES, default_engines(translator("openai", parts)), NAMES)
            digests.append(write_table(tmp_path / f"{name}.parquet", frame, ItemVersion))
        assert len(model.asked) == 1
    frame = enrich(ARTICLES, default_engines(translator("openai", parts)), NAMES)  # the server is gone
    digests.append(write_table(tmp_path / "third.parquet", frame, ItemVersion))
    assert len(set(digests)) == 1
    korean, english = found["ko1"], found["en1"]
    assert korean.headline_basis == korean.summary_basis == "translated"
    assert korean.headline_en == "Government to Provide 3 Trillion Won Over Chip Export Curbs"
    assert [(use.engine, use.outcome, use.tokens_in) for use in korean.engine_uses] == [
        ("openai", "used", 100)
    ]
    assert [step.engine for step in korean.steps if step.step == "translation"] == ["openai,structured"]
    assert (english.headline_basis, english.summary_basis, english.engine_uses) == (
        "original",
        "extracted",
        (),
    )
    assert english.summary[0].text_en == english.summary[0].original


def test_a_lie_does_not_reach_the_reader() -> None:
    with serve_model(WRONG) as model:
        item = versions(EngineParts(server=a_server(model)))["ko1"]
    printed = [item.headline_en or "", *(sentence.text_en or "" for sentence in item.summary)]
    assert not any("9 trillion" in text.lower() for text in printed)
    assert item.findings
