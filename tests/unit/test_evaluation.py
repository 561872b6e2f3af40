"""Evaluation: figures, floors, what is skipped, and the page."""

import gzip
import json
from pathlib import Path

import pytest

from briefing.enrichment.language import ScriptAndLangid
from briefing.evaluation.collections import CollectionError, MissingCollectionError, json_lines, labels
from briefing.evaluation.language_id import confusion_rows
from briefing.evaluation.language_id import evaluate as evaluate_language_id
from briefing.evaluation.page import render_page
from briefing.evaluation.report import Fallen, Section, evaluate, fallen, figures_of, floors


def written(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def test_a_section_without_its_collection_is_skipped_by_name(tmp_path: Path) -> None:
    def absent(corpora: Path) -> dict[str, object]:
        return {"never": labels(corpora)}

    report = evaluate(
        tmp_path, [Section("category", absent), Section("other", lambda _: {"other": {"f1": 1.0}})]
    )
    assert report["other"] == {"f1": 1.0}
    assert list(report["skipped"]) == ["category"]
    assert "labels/taxonomy" in report["skipped"]["category"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        evaluate(tmp_path / "nowhere", [])


def test_a_torn_collection_is_named_and_not_skipped(tmp_path: Path) -> None:
    path = written(tmp_path / "labels" / "taxonomy.jsonl.gz", {"title": "a", "lang": "en"})
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CollectionError, match=r"taxonomy\.jsonl\.gz"):
        list(json_lines(path))


def test_numbers_of_a_report_have_dotted_paths() -> None:
    report = {"stories": {"kr": {"pair_f1": 0.8, "faults": [1, 2]}}, "name": "x", "flag": True}
    assert dict(figures_of(report)) == {"stories.kr.pair_f1": 0.8}


def test_a_figure_on_the_wrong_side_of_its_floor_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "briefing.evaluation.report.floors",
        lambda: {"at_least": {"a.f1": 0.8, "not.measured": 1.0}, "at_most": {"a.errors": 0.1}},
    )
    assert fallen({"a": {"f1": 0.8, "errors": 0.1}}) == []
    worse = fallen({"a": {"f1": 0.7, "errors": 0.2}})
    assert [figure.words() for figure in worse] == [
        "a.f1 is 0.7; at least 0.8",
        "a.errors is 0.2; at most 0.1",
    ]


def test_floors_are_numbers() -> None:
    both = {**floors()["at_least"], **floors()["at_most"]}
    assert both
    assert all(isinstance(value, int | float) for value in both.values())


def test_languages_are_counted_each_by_itself(tmp_path: Path) -> None:
    written(
        tmp_path / "parallel" / "own.jsonl.gz",
        {"en": ["The minister said so on Monday."], "ko": ["장관이 월요일에 말했다."], "ja": [" "]},
    )
    written(tmp_path / "labels" / "taxonomy.jsonl.gz", {"lang": "zh", "title": "央行宣布下调利率"})
    found = evaluate_language_id(tmp_path, ScriptAndLangid())
    assert found["accuracy"] == 1.0
    assert set(found["sentences"]["by_language"]) == {"en", "ko"}
    assert found["headlines"]["items"] == 1


def test_neither_collection_is_an_absence(tmp_path: Path) -> None:
    with pytest.raises(MissingCollectionError):
        evaluate_language_id(tmp_path, ScriptAndLangid())


def test_the_most_confused_pairs_come_first() -> None:
    rows = confusion_rows({("a", "b"): 1, ("c", "d"): 3}, most=1)
    assert rows == [{"was": "c", "taken_for": "d", "times": 3}]


def test_the_page_escapes_what_it_shows_and_marks_what_fell() -> None:
    report = {
        "category": {
            "accuracy": 0.5,
            "by_language": {"ko": {"items": 3, "accuracy": 0.5}},
            "confusions": [{"was": "<b>", "taken_for": "x", "times": 2}],
            "nested": {"deep": {"value": 1.0}},
        },
        "skipped": {"stories": "no <folder>"},
    }
    page = render_page(report, [Fallen("category.accuracy", 0.5, 0.8, is_most=False)], "<corpora>")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "no &lt;folder&gt;" in page
    assert "category.accuracy is 0.5; at least 0.8" in page
    assert "https:" not in page
    assert page.startswith("<!DOCTYPE html>")
