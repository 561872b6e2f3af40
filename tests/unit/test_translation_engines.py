"""Engines by name, one behind the other, and what is kept of their answers."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from briefing.enrichment.translation.chain import EngineChain
from briefing.enrichment.translation.engines import (
    EngineNotConfiguredError,
    EngineParts,
    UnknownTranslationEngineError,
    engine_names,
    translator,
)
from briefing.enrichment.translation.kept import KeptAnswer, KeptEngine
from briefing.enrichment.translation.openai_compatible import ServerAddressError
from briefing.enrichment.translation.protocol import Attempt, English, Question, TranslationInput
from briefing.enrichment.translation.reply import headline_style
from briefing.enrichment.translation.structured import StructuredLine
from briefing.records.engine_use import EngineUse
from briefing.settings import Settings
from briefing.storage.translations import KeptTranslationError, KeptTranslations
from orchestration.translation import chat_server, configured_translator, what_lacks


def item(title: str, language: str = "ko", category: str | None = "x") -> TranslationInput:
    return TranslationInput(
        title, (), language, category, category, (), (), (), "Example Daily", "news_media", None
    )


class Rule:
    """An engine that translates the titles that it knows, and counts what it is asked."""

    version = "1"

    def __init__(self, name: str, known: dict[str, str]) -> None:
        self.name, self.known, self.asked = name, known, list[str]()

    def question(self, item: TranslationInput) -> Question | None:
        return Question("m", "1", hashlib.sha256(item.title.encode()).hexdigest())

    def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        self.asked += [one.title for one in items]
        return [self._attempt(one) for one in items]

    def _attempt(self, one: TranslationInput) -> Attempt:
        said = self.known.get(one.title)
        use = EngineUse(
            step="translation", engine=self.name, model="m", version="1", inputs_digest="0" * 16,
            outcome="used" if said else "failed", detail="" if said else "unknown", attempts=1,
        )  # fmt: skip
        return Attempt(English(said, ()) if said else None, use)


def test_each_engine_is_given_what_the_ones_before_it_left() -> None:
    first, second = Rule("a", {"하나": "One"}), Rule("b", {"둘": "Two", "하나": "Uno"})
    chain = EngineChain([first, second], StructuredLine(), out_of_scope=False)
    items = [
        item("셋"),
        item("하나"),
        item("English", "en"),
        item("둘"),
        item("넷", category=None),
        item("?", "und"),
    ]
    rendered = chain.render(items)
    assert (first.asked, second.asked) == (["셋", "하나", "둘"], ["셋", "둘"])
    assert [r.headline_en for r in rendered][1:4] == ["One", "English", "Two"]
    assert [r.headline_basis for r in rendered][:4] == ["structured", "translated", "original", "translated"]
    assert [[f"{u.engine} {u.outcome}" for u in r.uses] for r in rendered] == [
        ["a failed", "b failed"],
        ["a used"],
        [],
        ["a failed", "b used"],
        [],
        [],
    ]
    assert chain.engine == "a,b,structured"
    assert chain.render([]) == []


def test_a_headline_that_its_source_does_not_bear_out_goes_to_the_next_engine() -> None:
    korean = "기준금리 2.5% 동결"
    liar = Rule("liar", {korean: "Base rate raised to 7.5%"})
    honest = Rule("honest", {korean: "Base rate held at 2.5%"})
    (rendered,) = EngineChain([liar, honest], StructuredLine()).render([item(korean)])
    assert rendered.headline_en == "Base rate held at 2.5%"
    assert [(u.engine, u.outcome) for u in rendered.uses] == [("liar", "refused"), ("honest", "used")]
    assert "7.5" in rendered.uses[0].detail


def test_where_no_engine_is_borne_out_the_first_answer_stands_for_the_check() -> None:
    korean = "기준금리 2.5% 동결"
    liars = [Rule("a", {korean: "Base rate at 7.5%"}), Rule("b", {korean: "Base rate at 9.5%"})]
    (rendered,) = EngineChain(liars, StructuredLine()).render([item(korean)])
    assert rendered.headline_en == "Base rate at 7.5%"
    assert [(u.engine, u.outcome) for u in rendered.uses] == [("b", "refused"), ("a", "used")]


def test_the_version_of_a_chain_is_that_of_its_engines() -> None:
    other = Rule("a", {})
    other.version = "2"  # type: ignore[misc]
    chains = [EngineChain([e], StructuredLine()) for e in (Rule("a", {}), Rule("a", {}), other)]
    assert chains[0].version == chains[1].version != chains[2].version


def test_an_answer_is_kept_and_a_failure_is_not(tmp_path: Path) -> None:
    rule = Rule("a", {"하나": "One"})
    kept = KeptEngine(rule, KeptTranslations(tmp_path / "t.sqlite"))
    items = [item("하나"), item("둘"), item("하나")]
    first = kept.attempt(items)
    assert rule.asked == ["하나", "둘"]
    second = kept.attempt(items)
    assert rule.asked == ["하나", "둘", "둘"]
    assert first == second
    assert kept.attempt([]) == []


def test_the_first_answer_to_a_question_stays(tmp_path: Path) -> None:
    store = KeptTranslations(tmp_path / "t.sqlite")
    question = Question("m", "1", "d")
    use = Rule("a", {"x": "y"}).attempt([item("x")])[0].use
    for words in ("First", "Second"):
        store.write("a", {question: KeptAnswer(headline=words, sentences=(), use=use)})
    assert store.read("a", [question])[question].headline == "First"
    assert store.read("b", [question]) == {}


def test_what_another_process_kept_meanwhile_is_what_is_printed(tmp_path: Path) -> None:
    store = KeptTranslations(tmp_path / "t.sqlite")
    other = KeptEngine(Rule("a", {"하나": "First"}), store)

    class Slow(Rule):
        def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
            other.attempt(items)
            return super().attempt(items)

    slow = KeptEngine(Slow("a", {"하나": "Second"}), store)
    now, replayed = slow.attempt([item("하나")]), slow.attempt([item("하나")])
    assert now == replayed
    assert now[0].english == English("First", ())


def test_a_damaged_answer_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    store = KeptTranslations(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("insert into answers values ('a', 'm', '1', 'd', '{}')")
    with pytest.raises(KeptTranslationError, match="the answer to d is damaged"):
        store.read("a", [Question("m", "1", "d")])


@pytest.mark.parametrize(
    "setting",
    ["", ",", "google", "openai,google", "openai,openai", "structured,openai", "structured,structured"],
)
def test_settings_that_name_no_chain(setting: str) -> None:
    with pytest.raises(UnknownTranslationEngineError, match="DESK_TRANSLATION_ENGINE"):
        engine_names(setting)


def test_settings_that_do() -> None:
    assert engine_names("structured") == ()
    assert engine_names(" openai, bergamot ,structured") == ("openai", "bergamot")
    assert isinstance(translator("structured"), StructuredLine)
    for lacking in ("openai", "bergamot", "ctranslate2"):
        with pytest.raises(EngineNotConfiguredError):
            translator(lacking, EngineParts())


def settings(tmp_path: Path, **fields: object) -> Settings:
    return Settings.model_validate({"home": tmp_path, **fields})


def test_a_translator_of_the_settings(tmp_path: Path) -> None:
    assert isinstance(configured_translator(settings(tmp_path)), StructuredLine)
    assert list(tmp_path.iterdir()) == []  # an installation without models keeps nothing of them
    chosen = settings(
        tmp_path, translation_engine="openai", llm_url="http://127.0.0.1:1/v1/", llm_model="m",
        llm_extra='{"top_p": 1}', llm_price_in="0.5",
    )  # fmt: skip
    server = chat_server(chosen)
    assert server is not None and server.endpoint == "http://127.0.0.1:1/v1/chat/completions"
    assert (dict(server.extra), str(server.prices.tokens_in)) == ({"top_p": 1}, "0.5")
    assert configured_translator(chosen).engine == "openai,structured"
    assert what_lacks(chosen) == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"translation_engine": "google"}, "engines are bergamot, ctranslate2, openai, structured"),
        ({"translation_engine": "openai"}, "DESK_LLM_URL"),
        ({"translation_engine": "openai", "llm_url": "http://127.0.0.1/v1"}, "DESK_LLM_MODEL"),
        (
            {"translation_engine": "openai", "llm_url": "http://a.example", "llm_model": "m", "llm_key": "k"},
            "https",
        ),
        ({"translation_engine": "bergamot"}, "bergamot: "),
    ],
)
def test_the_doctor_says_what_an_engine_lacks(tmp_path: Path, fields: dict[str, str], words: str) -> None:
    assert words in what_lacks(settings(tmp_path, **fields))


def test_a_wrong_setting_ends_a_run_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(ServerAddressError):
        configured_translator(
            settings(tmp_path, translation_engine="openai", llm_url="ftp://x", llm_model="m")
        )
    for wrong in ("[]", "x", "1"):
        with pytest.raises(ValidationError):
            settings(tmp_path, llm_extra=wrong)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Seoul Opens Talks.", "Seoul Opens Talks"),
        ("Seoul Opens\u00a0 Talks ", "Seoul Opens Talks"),
        ("Seoul Signs Deal With U.S.", "Seoul Signs Deal With U.S."),
        ("Samsung Buys Example Inc.", "Samsung Buys Example Inc."),
        ("Talks Go On...", "Talks Go On..."),
        ("Will Talks Go On?", "Will Talks Go On?"),
    ],
)
def test_headline_style(text: str, headline: str) -> None:
    assert headline_style(text) == headline
