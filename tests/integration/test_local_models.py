"""Engines of local models, with models of our own making that the real packages load and run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("fxtranslate", reason="the extra models is not installed")
pytest.importorskip("ctranslate2", reason="the extra models is not installed")

from briefing.enrichment.translation import local_models
from briefing.enrichment.translation.engines import EngineParts, translator
from briefing.enrichment.translation.local_models import LocalModels
from briefing.enrichment.translation.model_folder import find_models, models_of
from briefing.storage.translations import KeptTranslations
from tests.integration.scripted_model import refuses, serve_model
from tests.integration.test_openai_engine import SENTENCES, a_server, an_item
from tests.integration.tiny_models import (
    SENTENCE,
    SOURCE,
    TARGET,
    both_sides,
    firefox_model,
    write_argos,
    write_ctranslate2,
    write_firefox,
)


@pytest.mark.parametrize(
    ("engine", "write"),
    [("bergamot", write_firefox), ("ctranslate2", lambda folder: write_argos(folder, "ko"))],
)
def test_a_model_in_a_folder_translates(tmp_path: Path, engine: str, write: Callable[[Path], Path]) -> None:
    write(tmp_path)
    korean, hindi = an_item(), an_item(language="hi")
    rendering, other = translator(engine, EngineParts(models=tmp_path)).render([korean, hindi])
    assert (rendering.headline_en, rendering.headline_basis) == (SENTENCE, "translated")
    assert rendering.summary_basis == "translated"
    assert [(s.original, s.text_en) for s in rendering.summary] == [(text, SENTENCE) for text in SENTENCES]
    (use,) = rendering.uses
    assert (use.engine, use.outcome, use.attempts, use.cost) == (engine, "used", 1, "0")
    assert local_models.package_versions(engine) in use.version  # type: ignore[arg-type]
    assert other.headline_basis == "structured"
    assert (other.uses[0].outcome, other.uses[0].detail) == ("unavailable", "no model for hi")


def test_a_shared_vocabulary_and_a_nested_folder(tmp_path: Path) -> None:
    folder = tmp_path / "prod" / "vi-en"
    folder.mkdir(parents=True)
    (folder / "model.vien.intgemm.alphas.bin").write_bytes(firefox_model())
    (folder / "vocab.vien.spm").write_bytes(TARGET)
    (model,) = find_models(tmp_path)
    assert (model.language, model.files["source"], model.files["target"]) == (
        "vi",
        *[folder / "vocab.vien.spm"] * 2,
    )
    assert local_models.load(model)("Hôm nay") == SENTENCE


def test_a_plain_ctranslate2_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ja-en"
    write_ctranslate2(folder)
    (folder / "source.spm").write_bytes(SOURCE)
    (folder / "target.spm").write_bytes(TARGET)
    (model,) = find_models(tmp_path)
    assert (model.engine, model.language) == ("ctranslate2", "ja")
    assert local_models.load(model)("今日") == SENTENCE


def test_each_chinese_script_has_its_own_model(tmp_path: Path) -> None:
    write_firefox(tmp_path, "zhen")
    write_firefox(tmp_path, "zh_hanten")
    assert {language: m.folder.name for language, m in models_of(tmp_path, "bergamot").items()} == {
        "zh-Hans": "zhen",
        "zh-Hant": "zh_hanten",
    }
    engine = LocalModels("bergamot", tmp_path / "zhen")
    assert engine.question(an_item(language="zh-Hant")) is None


def test_what_is_no_model_is_none(tmp_path: Path) -> None:
    assert find_models(tmp_path / "absent") == ()
    (tmp_path / "koen").mkdir()
    (tmp_path / "koen" / "model.koen.intgemm.alphas.bin").write_bytes(b"x")  # no vocabulary
    (tmp_path / ".koen.part").mkdir()
    (tmp_path / ".koen.part" / "model.koen.intgemm.alphas.bin").write_bytes(b"x")
    (tmp_path / ".koen.part" / "vocab.koen.spm").write_bytes(b"x")
    write_firefox(tmp_path, "fren")  # no language of ours
    assert find_models(tmp_path) == ()


def test_another_file_is_another_version(tmp_path: Path) -> None:
    folder = write_firefox(tmp_path)
    before = LocalModels("bergamot", tmp_path)
    (folder / "srcvocab.koen.spm").write_bytes(both_sides())
    after = LocalModels("bergamot", tmp_path)
    assert before.version != after.version
    assert before.question(an_item()) != after.question(an_item())


def damaged(content: bytes) -> bytes:
    return content.replace(b"decoder_l1_ffn_ffn_ln_scale", b"decoder_l1_ffn_ffn_ln_xxxxx")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda content: b"", "unavailable"),
        (lambda content: content[: len(content) // 2], "unavailable"),
        (lambda content: b"PK\x03\x04" + content, "unavailable"),
        (damaged, "failed"),  # loads, and the package panics when it needs what is missing
    ],
    ids=["empty", "half", "zip", "tensor missing"],
)
def test_a_damaged_model_is_told_of_and_ends_nothing(
    tmp_path: Path, change: Callable[[bytes], bytes], outcome: str
) -> None:
    path = write_firefox(tmp_path) / "model.koen.intgemm.alphas.bin"
    path.write_bytes(change(path.read_bytes()))
    (rendering,) = translator("bergamot", EngineParts(models=tmp_path)).render([an_item()])
    assert rendering.headline_basis == "structured"
    (use,) = rendering.uses
    assert use.outcome == outcome and use.detail.startswith("koen cannot be used")


def test_a_damaged_package_and_a_damaged_description(tmp_path: Path) -> None:
    folder = write_argos(tmp_path, "ko")
    (folder / "model" / "model.bin").write_bytes(b"junk")
    (rendering,) = translator("ctranslate2", EngineParts(models=tmp_path)).render([an_item()])
    assert rendering.uses[0].outcome == "unavailable"
    (folder / "metadata.json").write_text("{}")
    engine = LocalModels("ctranslate2", tmp_path)
    assert "names no from_code" in engine.lacks
    assert engine.attempt([an_item()])[0].use.outcome == "unavailable"


def test_a_model_that_says_nothing_fit_is_refused(tmp_path: Path) -> None:
    path = write_firefox(tmp_path) / "trgvocab.koen.spm"
    path.write_bytes(b"\xff" * 40)  # the package takes it and says nothing
    (rendering,) = translator("bergamot", EngineParts(models=tmp_path)).render([an_item()])
    assert (rendering.uses[0].outcome, rendering.uses[0].detail) == ("refused", "headline: it is empty")


def test_a_package_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_firefox(tmp_path)
    monkeypatch.setitem(local_models.PACKAGES, "bergamot", ("no-such-package-of-ours",))
    engine = LocalModels("bergamot", tmp_path)
    assert "not installed" in engine.lacks
    (attempt,) = engine.attempt([an_item()])
    assert attempt.use.outcome == "unavailable" and "not installed" in attempt.use.detail


def test_engines_stand_in_for_one_another_and_every_try_is_told(tmp_path: Path) -> None:
    write_firefox(tmp_path, "koen")
    write_argos(tmp_path, "ja")
    items = [an_item(), an_item(language="ja"), an_item(language="vi")]
    with serve_model(refuses(500)) as model:
        parts = EngineParts(
            models=tmp_path, server=a_server(model, retries=0), store=KeptTranslations(tmp_path / "t.db")
        )
        chain = translator("openai,bergamot,ctranslate2,structured", parts)
        renderings = chain.render(items)
    assert chain.engine == "openai,bergamot,ctranslate2,structured"
    tried = [[(use.engine, use.outcome) for use in rendering.uses] for rendering in renderings]
    assert tried == [
        # What a model of random weights says is not borne out, so that the next one is tried; the answer that there
        # is stands for the check that follows.
        [("openai", "failed"), ("ctranslate2", "unavailable"), ("bergamot", "used")],
        [("openai", "failed"), ("bergamot", "unavailable"), ("ctranslate2", "used")],
        [("openai", "failed"), ("bergamot", "unavailable"), ("ctranslate2", "unavailable")],
    ]
    assert [r.headline_basis for r in renderings] == ["translated", "translated", "structured"]


def test_the_same_twice_and_out_of_the_store(tmp_path: Path) -> None:
    write_firefox(tmp_path / "models")
    parts = EngineParts(models=tmp_path / "models", store=KeptTranslations(tmp_path / "translations.sqlite"))
    fresh = translator("bergamot", EngineParts(models=tmp_path / "models")).render([an_item()])
    first = translator("bergamot", parts).render([an_item()])
    again = translator("bergamot", parts).render([an_item()])
    assert fresh == first == again
    assert json.loads(again[0].uses[0].model_dump_json())["outcome"] == "used"
