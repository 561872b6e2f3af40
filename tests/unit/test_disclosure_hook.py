"""Announcements of Taiwan's listed companies, mended so that paths can read them. The companies are invented."""

from __future__ import annotations

from typing import Any

import pytest

from scrapers.extraction.hooks import HOOKS

LISTED: dict[str, Any] = {
    "出表日期": "1150311",
    "發言日期": "1150310",
    "發言時間": "70005",
    "公司代號": "9998",
    "公司名稱": "山海電子",
    "主旨 ": "公告本公司董事會\r\n決議股利分派",
    "說明": "1.董事會日期:115/03/10",
}
OVER_THE_COUNTER = {
    "Date": "1150311",
    "SecuritiesCompanyCode": "9997",
    "CompanyName": "雲林機械",
    "發言日期": "1150310",
    "發言時間": "173012",
    "主旨": "公告更換發言人",
    "說明": "略",
}


def test_both_exchanges_are_read_alike() -> None:
    listed = HOOKS["name_disclosure"](LISTED)
    assert listed["company"] == "山海電子"
    assert listed["subject"] == "公告本公司董事會 決議股利分派"
    assert listed["detail"] == "1.董事會日期:115/03/10"
    assert listed["spoken_at"] == "2026-03-10 07:00:05"
    assert listed["disclosure_id"] == "9998-1150310-70005"
    other = HOOKS["name_disclosure"](OVER_THE_COUNTER)
    assert (other["company"], other["subject"]) == ("雲林機械", "公告更換發言人")
    assert other["spoken_at"] == "2026-03-10 17:30:12"
    assert other["disclosure_id"] == "9997-1150310-173012"


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("5", "2026-03-10 00:00:05"),
        ("23005", "2026-03-10 02:30:05"),
        ("230005", "2026-03-10 23:00:05"),
        ("07:00:05", "2026-03-10 07:00:05"),
        ("", None),
        ("1234567", None),
    ],
)
def test_a_time_without_its_zeros(clock: str, expected: str | None) -> None:
    assert HOOKS["name_disclosure"]({**LISTED, "發言時間": clock}).get("spoken_at") == expected


@pytest.mark.parametrize("day", ["", "115/3/10", "20260310", "民國"])
def test_a_day_of_another_form_is_not_guessed(day: str) -> None:
    assert "spoken_at" not in HOOKS["name_disclosure"]({**LISTED, "發言日期": day})


def test_what_came_stays_and_an_empty_item_is_borne() -> None:
    assert HOOKS["name_disclosure"](LISTED).items() >= LISTED.items()
    assert HOOKS["name_disclosure"]({})["disclosure_id"] == "--"
