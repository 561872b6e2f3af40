"""What the evaluation of figures counts as parsed, refused, wrong and missed; on the corpora nothing is wrong."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from briefing.evaluation.collections import MissingCollectionError
from briefing.evaluation.numbers import LABELS, digest_of, evaluate

CHECKOUT = Path(__file__).resolve().parents[2]
TEXT = "예산 3조원, 12명 부상, 제3차 회의, 25년 경력"


def label(text: str, value: str, unit: str = "", **more: Any) -> dict[str, Any]:
    return {"start": TEXT.index(text), "text": text, "value": value, "unit": unit, "qualifier": "", **more}


def measure(tmp_path: Path, figures: list[dict[str, Any]]) -> dict[str, Any]:
    (tmp_path / "corpora" / "streams").mkdir(parents=True)
    (tmp_path / "labels").mkdir()
    stream = tmp_path / "corpora" / "streams" / "day.jsonl.gz"
    row = {"source": "yna", "title": TEXT, "summary": None, "date": "2026-03-10T00:00:00Z"}
    stream.write_bytes(gzip.compress(json.dumps(row).encode()))
    texts = [{"digest": digest_of(TEXT), "figures": figures}, {"digest": "0" * 16, "figures": []}]
    (tmp_path / "labels" / "ko.json").write_text(json.dumps({"texts": texts}), encoding="utf-8")
    return evaluate(tmp_path / "corpora", tmp_path / "labels")


def test_each_outcome_is_counted(tmp_path: Path) -> None:
    figures = [label("3조원", "3000000000000", "won"), label("12명", "13", "people")]
    figures += [label("25년", "25", refused=True), label("경력", "1")]
    found = measure(tmp_path, figures)
    counted = {name: found[name] for name in ("figures", "parsed", "refused", "wrong", "missed", "spurious")}
    assert counted == {"figures": 4, "parsed": 1, "refused": 1, "wrong": 1, "missed": 1, "spurious": 0}
    assert (found["texts"], found["texts_not_found"]) == (1, 1)
    assert len(found["faults"]) == 2
    assert found["by_language"]["ko"]["wrong"] == 1


def test_a_figure_where_none_is_labelled_is_wrong(tmp_path: Path) -> None:
    found = measure(tmp_path, [label("3조원", "3000000000000", "won")])
    assert (found["wrong"], found["spurious"]) == (1, 1)


def test_another_unit_or_qualifier_is_wrong(tmp_path: Path) -> None:
    figures = [label("3조원", "3000000000000", "yen"), label("12명", "12", "people") | {"qualifier": "over"}]
    assert measure(tmp_path, figures)["wrong"] == 2


def test_a_label_that_does_not_stand_in_its_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not stand"):
        measure(tmp_path, [label("3조원", "3000000000000", "won") | {"start": 2}])


def test_without_labels_or_texts_the_collection_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingCollectionError):
        evaluate(tmp_path, tmp_path)
    with pytest.raises(MissingCollectionError):
        evaluate(tmp_path)


def test_labels_hold_figures_and_no_text() -> None:
    languages = Counter[str]()
    for path in sorted(LABELS.glob("*.json")):
        for text in json.loads(path.read_text(encoding="utf-8"))["texts"]:
            assert set(text) == {"digest", "sample", "figures"}
            languages[path.stem] += len(text["figures"])
            assert all(len(figure["text"]) <= 40 for figure in text["figures"])
    assert set(languages) == {"en", "hi", "ja", "ko", "vi", "zh-Hans", "zh-Hant"}
    assert min(languages.values()) >= 100


@pytest.mark.corpora
def test_no_labelled_figure_is_wrong_or_missed() -> None:
    corpora = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    if not (corpora / "streams").is_dir():
        pytest.skip(f"no folder of real captures at {corpora}; DESK_CORPORA names it")
    found = evaluate(corpora)
    assert found["texts_not_found"] == 0
    assert found["faults"] == []
    assert found["refused_sure"] == 0
