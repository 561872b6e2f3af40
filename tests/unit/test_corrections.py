"""Analysts' corrections: what is refused, that nothing is overwritten, and that they go before the engine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from briefing.enrichment.category import CategoryInput, CorrectedCategoriser, CueCategoriser, text_digest
from briefing.records.correction import Correction
from briefing.storage.corrections import (
    CorrectionError,
    add_correction,
    newest_by_item,
    read_corrections,
)

TITLE, LEAD = "Gold price hits a record", "Traders looked on."


def _correction(**given: Any) -> Correction:
    values: dict[str, Any] = {
        "item_id": "i-1",
        "text_digest": text_digest(TITLE, [LEAD]),
        "label": "ops.investor_sentiment",
        "by": "Kim",
        "at": datetime(2026, 3, 10, tzinfo=UTC),
        "language": "en",
        "title": TITLE,
        "lead": LEAD,
    }
    return Correction(**(values | given))


@pytest.mark.parametrize(
    "given",
    [
        {"by": ""},
        {"by": "   "},
        {"by": "Kim\nrisk.crime"},
        {"by": "Kim\x1b[2J"},
        {"by": "Kim\u202egnp"},
        {"by": "K" * 81},
        {"why": "two\nlines"},
        {"why": "w" * 501},
        {"item_id": "../i-1"},
        {"item_id": "i 1"},
        {"label": "risk.crime\n"},
        {"text_digest": "zz"},
        {"at": datetime(2026, 3, 10)},
    ],
)
def test_a_correction_that_could_mislead_a_reader_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _correction(**given)


def test_corrections_come_back_in_order_and_the_newest_holds(tmp_path: Path) -> None:
    path = tmp_path / "new" / "corrections.jsonl"
    first, other = _correction(), _correction(item_id="i-2", label="out_of_scope", why="an advertisement")
    second = _correction(label="ops.asset_price_change", title="line\nbreak \u2028 and \x1b escape")
    for one in (first, other, second):
        add_correction(path, one)
    assert read_corrections(path) == [first, other, second]
    assert newest_by_item(read_corrections(path)) == {"i-1": second, "i-2": other}
    assert path.read_bytes().count(b"\n") == 3


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "corrections.jsonl") == []


@pytest.mark.parametrize("label", ["risk.no_such", "out.sports", "risk.undetermined"])
def test_only_a_category_or_out_of_scope_can_be_said(tmp_path: Path, label: str) -> None:
    path = tmp_path / "corrections.jsonl"
    with pytest.raises(CorrectionError):
        add_correction(path, _correction(label=label))
    assert not path.exists()


def test_a_damaged_line_is_named_and_nothing_is_added_behind_a_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    add_correction(path, _correction())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    with pytest.raises(CorrectionError, match="line 2"):
        read_corrections(path)
    with pytest.raises(CorrectionError, match="torn"):
        add_correction(path, _correction())
    assert path.read_bytes() == whole + whole[:40]


def _decide(correction: Correction, *paragraphs: str, item_id: str = "i-1") -> Any:
    engine = CorrectedCategoriser(CueCategoriser(), {correction.item_id: correction})
    return engine.categorise([CategoryInput(TITLE, paragraphs, "en", "news_media", item_id)])[0]


def test_a_correction_goes_before_the_engine_and_its_evidence_stays() -> None:
    choice = _decide(_correction(), LEAD)
    assert (choice.scope, choice.ops_category) == ("ops", "ops.investor_sentiment")
    assert choice.risk_category == "risk.undetermined"
    assert (choice.confidence, choice.decided_by, choice.needs_review) == (1.0, "analyst", False)
    assert choice.domain == "Financial System"
    assert choice.evidence


def test_out_of_scope_has_no_category_and_no_domain() -> None:
    choice = _decide(_correction(label="out_of_scope"), LEAD)
    assert (choice.scope, choice.risk_category, choice.ops_category) == ("out_of_scope", None, None)
    assert choice.domain == ""


def test_an_item_whose_text_changed_keeps_the_correction_and_comes_up_again() -> None:
    choice = _decide(_correction(), "Another text.")
    assert (choice.ops_category, choice.needs_review) == ("ops.investor_sentiment", True)


def test_other_items_are_the_engines() -> None:
    choice = _decide(_correction(), LEAD, item_id="i-2")
    assert (choice.ops_category, choice.decided_by) == ("ops.asset_price_change", "engine")
