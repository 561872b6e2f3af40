"""Planted errors: what is planted is wrong, in one place, the same each time; and the evaluation counts right."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from briefing.enrichment.grounding import SourceText, Span
from briefing.evaluation.collections import MissingCollectionError
from briefing.evaluation.planted import (
    KINDS,
    LANGUAGES,
    Case,
    evaluate,
    names_of,
    plant,
    plant_amount,
    plant_date,
    plant_denial,
    plant_direction,
    plant_figure,
    plant_negation,
)

CORPORA = Path(os.environ.get("DESK_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
ENGLISH = (
    "On Friday, March 6, the port of Rotterdam handled 3.4 million tons, and traffic rose 12%, said Alvarez."
)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _chance() -> random.Random:
    return random.Random(7)


@pytest.mark.parametrize("planter", [plant_figure, plant_date, plant_direction, plant_negation])
def test_one_place_is_changed_and_the_same_each_time(planter) -> None:  # type: ignore[no-untyped-def]
    text = "The port did not close on Friday, March 6; traffic rose 12% to 3.4 million tons."
    wrong = planter(text, _chance())
    assert wrong is not None
    assert wrong != text
    assert planter(text, _chance()) == wrong
    before = _common(text, wrong)
    after = _common(text[::-1], wrong[::-1])
    assert len(text) - before - after <= len("not Friday")


def test_a_sentence_without_room_stays_whole() -> None:
    plain = "Ships came and went."
    assert plant_figure(plain, _chance()) is None
    assert plant_date(plain, _chance()) is None
    assert plant_negation(plain, _chance()) is None
    assert plant_direction(plain, _chance()) is None


def test_names_are_runs_of_capitals_inside_a_sentence() -> None:
    assert [ENGLISH[a:b] for a, b in names_of(ENGLISH)] == ["Rotterdam", "Alvarez"]


def test_a_name_comes_from_another_document() -> None:
    case = Case(0, ENGLISH, SourceText("", (ENGLISH,), "en", (), ()), Span(0, 0, len(ENGLISH)))
    names = {0: ["Alvarez", "Rotterdam"], 1: ["Okafor"]}
    planted = {p.kind: p.english for p in plant(case, names, _chance())}
    assert "Okafor" in planted["name"]
    assert set(planted) <= set(KINDS)


@pytest.mark.parametrize(
    ("text", "planter", "one_of"),
    [
        ("Police held 12 suspects.", plant_amount, ("hundreds of", "thousands of", "millions of")),
        ("Sales doubled.", plant_amount, ("tripled",)),
        ("The bank confirmed the loss.", plant_denial, ("denied",)),
        ("The court agreed to hear it.", plant_denial, ("refused to",)),
    ],
)
def test_amounts_and_denials_are_planted(text: str, planter: Any, one_of: tuple[str, ...]) -> None:
    wrong = planter(text, _chance())
    assert wrong != text
    assert any(words in wrong for words in one_of)
    assert planter(text, _chance()) == wrong
    assert planter("Ships came and went.", _chance()) is None


def test_a_denial_is_not_planted_beside_a_negation() -> None:
    assert plant_denial("The bank confirmed that it did not pay.", _chance()) is None


def test_a_document_without_a_language_is_left_out_of_that_language(tmp_path: Path) -> None:
    folder = tmp_path / "parallel"
    folder.mkdir()
    whole = {"en": ["Exports rose 12%."], "ko": ["수출이 12% 증가했다."], "vi": ["Xuất khẩu tăng 12%."]}
    part = {"en": whole["en"], "ko": whole["ko"]}
    with gzip.open(folder / "news-documents.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in (whole, whole, whole, part)))
    told = evaluate(tmp_path)
    assert told["languages"]["ko"]["unharmed"] == 2
    assert told["languages"]["vi"]["unharmed"] == 1
    assert told["skipped"] == ["ja", "zh-Hans", "zh-Hant", "hi", "en"]


def test_sentences_of_other_documents_are_told_apart_as_headlines(tmp_path: Path) -> None:
    folder = tmp_path / "parallel"
    folder.mkdir()
    one = {
        "en": ["The government cuts rates; loans of banks increase"],
        "ko": ["정부, 금리 인하 발표… 은행 대출 증가, 물가 상승"],
    }
    other = {"en": ["A singer opens a bakery"], "ko": ["가수가 빵집을 연다"]}
    with gzip.open(folder / "news-documents.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in (one, one, other, other)))
    told = evaluate(tmp_path)["languages"]["ko"]["other_source"]
    assert (told["sentences"], told["others"]) == (2, 2)
    assert told["caught"] >= 1


def test_counts_add_up_on_a_small_collection(tmp_path: Path) -> None:
    folder = tmp_path / "parallel"
    folder.mkdir()
    made = {
        "doc": "made",
        "en": ["Exports rose 12% in May 2025.", "The bank did not pay Fitzgerald."],
        "ko": ["2025년 5월 수출이 12% 증가했다.", "은행은 피츠제럴드에게 돈을 주지 않았다."],
    } | {
        language: ["2025 5 12%", "Fitzgerald không không 不 नहीं ない"]
        for language in ("ja", "zh-Hans", "zh-Hant", "vi", "hi")
    }
    with gzip.open(folder / "news-documents.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(made) + "\n" + json.dumps(made) + "\n")
    told = evaluate(tmp_path)
    korean = told["languages"]["ko"]
    assert korean["unharmed"] == 2
    assert korean["false_alarms"] == 0
    assert korean["caught"] == korean["planted"] >= 4
    assert told["planted"] == sum(part["planted"] for part in told["languages"].values())
    assert told["planted"] == sum(kind["planted"] for kind in told["kinds"].values())
    assert told["skipped"] == ["en"]
    assert evaluate(tmp_path) == told


def test_without_collections_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(MissingCollectionError):
        evaluate(tmp_path)


@pytest.mark.corpora
def test_planted_errors_are_caught_in_real_documents() -> None:
    if not (CORPORA / "parallel").is_dir():
        pytest.skip(f"no corpora at {CORPORA}; set DESK_CORPORA")
    told = evaluate(CORPORA)
    assert told["planted"] >= 300
    assert told["caught_share"] >= 0.9
    assert told["languages"]["en"]["false_alarm_share"] <= 0.01
    assert told["false_alarm_share"] <= 0.06
    apart = [told["languages"][language]["other_source"] for language in LANGUAGES]
    assert sum(part["false_alarms"] for part in apart) <= 0.005 * sum(part["sentences"] for part in apart)
    assert sum(part["caught"] for part in apart) >= 0.4 * sum(part["others"] for part in apart)
