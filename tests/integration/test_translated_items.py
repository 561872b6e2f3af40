"""From articles to item versions with a model's server in between: recorded, the same twice, checked for facts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from briefing.enrichment.enrich import default_engines, enrich
from briefing.enrichment.translation.engines import EngineParts, translator
from briefing.records.article import Article
from briefing.records.frame import from_frame, to_frame
from briefing.records.item_version import ItemVersion
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.storage.translations import KeptTranslations
from orchestration.assets.items import enriched_items
from orchestration.partitions import partition_key
from orchestration.resources import Desk
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


def test_the_run_reports_what_it_spent_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 3, 10)
    for name, value in {
        "DESK_HOME": str(tmp_path),
        "DESK_TRANSLATION_ENGINE": "openai",
        "DESK_LLM_MODEL": "scripted",
        "DESK_LLM_PRICE_IN": "1",
        "DESK_TRANSLATE_OUT_OF_SCOPE": "true",
    }.items():
        monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    source = Desk().sources("kr")[0]
    articles = [one.model_copy(update={"source_id": source.id}) for one in (KOREAN, ENGLISH)]
    write_table(Home(tmp_path).table("articles", "kr", day), to_frame(articles, Article), Article)
    told = []
    try:
        with serve_model(RIGHT) as model, dg.DagsterInstance.ephemeral() as instance:
            monkeypatch.setenv("DESK_LLM_URL", model.url)
            load_settings.cache_clear()
            for _ in range(2):
                run = dg.materialize(
                    [enriched_items],
                    partition_key=partition_key("kr", day),
                    resources={"desk": Desk()},
                    instance=instance,
                )
                (event,) = run.asset_materializations_for_node("enriched_items")
                told.append(event.metadata["translation"].value)
        assert len(model.asked) == 1
    finally:
        load_settings.cache_clear()
    # The second run has the answer out of the store: the item still says what made it, the run has spent nothing.
    assert told == [
        {"openai used": 1, "tokens": 140, "cost": "0.0001"},
        {"openai used": 1, "tokens": 0, "cost": "0"},
    ]
