"""The parts of the gates that need no Great Expectations."""

from __future__ import annotations

import subprocess
import sys

import pytest

from briefing.records.article import content_digest
from briefing.records.quarantined_row import QuarantinedRow
from expectations.check import ROW_BY_ROW
from expectations.grounding import ungrounded
from expectations.quarantine import merge, quarantine_id, reasons, refused_ids, refused_versions
from expectations.text_damage import find_controls, find_damage, find_entities


def _refusal(
    row_id: str, row: str, released: bool = False, reason: str = "the title is empty"
) -> QuarantinedRow:
    return QuarantinedRow(
        quarantine_id=quarantine_id("articles", "title_has_text", row_id, row),
        suite="articles",
        country="kr",
        date="2026-03-10",
        source_id="kr_x",
        row_id=row_id,
        expectation="title_has_text",
        reason=reason,
        row=row,
        is_released=released,
    )


@pytest.mark.parametrize(
    ("text", "charset_written", "charset_read"),
    [
        ("한국은행 기준금리 동결", "utf-8", "latin-1"),
        ("한국은행 기준금리 동결", "euc-kr", "latin-1"),
        ("東京電力が再稼働へ", "utf-8", "cp1252"),
        ("トヨタ自動車", "shift_jis", "latin-1"),
        ("中国人民银行", "gb18030", "latin-1"),
        ("台積電宣布", "big5", "latin-1"),
        ("रिज़र्व बैंक ने दर घटाई", "utf-8", "latin-1"),
        ("Việt Nam tăng trưởng", "utf-8", "latin-1"),
        ("Chosun Ilbo’s view", "utf-8", "latin-1"),
    ],
)
def test_text_read_in_a_wrong_charset_is_noticed(text: str, charset_written: str, charset_read: str) -> None:
    assert find_damage(text) == []
    assert find_damage(text.encode(charset_written).decode(charset_read, errors="replace"))


@pytest.mark.parametrize(
    "text",
    [
        "Thủ tướng: “Quê” và “thuê” — hai chuyện khác nhau…",
        "XÃ HỘI: “ÂM NHẠC” – giá 1.200 tỷ đồng",
        "“여야 합의”… 코스피 3.5% ↑ ‘사상 최고’ · 특집",
        "André’s café — naïve façade, “coöperate”",
        "R&D spending, AT&T, Q&A & more",
        "５Ｇ・半導体「増産」へ〜",
    ],
)
def test_correct_text_shows_no_damage(text: str) -> None:
    assert find_damage(text) == []
    assert find_entities(text) == []
    assert find_controls(text) == []


@pytest.mark.parametrize(
    "title", ["R&ampD", "A &amp; B", "&#8220;x", "&#x201C;x", "a&nbsp;b", "x &hellip; y"]
)
def test_entities_are_found(title: str) -> None:
    assert find_entities(title)


def test_numbers_must_stand_in_a_ground() -> None:
    assert ungrounded("Exports rose 12.5% to 1,200 units", ["수출 12.50%, 1200대"]) == []
    assert ungrounded("1.2 trillion dong", ["1,2 nghìn tỷ"]) == []
    assert ungrounded("1,200 billion", ["1.200 tỷ"]) == []
    assert ungrounded("12 killed", ["१२ की मौत"]) == []
    assert ungrounded("13 killed in 2026", ["12 killed"]) == ["13", "2026"]


def test_a_changed_row_is_another_quarantine() -> None:
    assert quarantine_id("a", "e", "r", "{}") == quarantine_id("a", "e", "r", "{}")
    ids = {
        quarantine_id(*parts)
        for parts in [
            ("a", "e", "r", "{}"),
            ("a", "e", "r", "{1}"),
            ("b", "e", "r", "{}"),
            ("a", "er", "", "{}"),
        ]
    }
    assert len(ids) == 4


def test_released_rows_are_listed_and_not_refused() -> None:
    kept = _refusal("i1", '{"version":2}')
    freed = _refusal("i2", '{"version":1}', released=True)
    rows = merge([freed, kept], [kept])
    assert [row.row_id for row in rows] == ["i1", "i2"]
    assert refused_ids(rows, "articles") == {"i1"}
    assert refused_ids(rows, "items") == frozenset()
    assert refused_versions(rows) == {("i1", 2)}
    assert reasons(rows) == {"i1": "the title is empty"}


def test_tolerance() -> None:
    assert ROW_BY_ROW.allows(2, 2)
    assert ROW_BY_ROW.allows(20, 100)
    assert not ROW_BY_ROW.allows(3, 10)


def test_content_digest_covers_title_and_every_paragraph() -> None:
    digest = content_digest("a", ["b", "c"])
    assert digest != content_digest("a", ["b", "d"])
    assert digest != content_digest("x", ["b", "c"])
    assert len(digest) == 64


def test_importing_the_gates_loads_no_great_expectations() -> None:
    code = "import expectations.gate, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
