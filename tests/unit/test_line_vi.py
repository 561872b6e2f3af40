"""The structured line of Vietnamese headlines: connectives, what befalls a thing, and words that only look alike.

All headlines are invented.
"""

from __future__ import annotations

import pytest

from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.line import read_line


def line(title: str) -> str:
    return read_line(title, "vi", find_figures(title, (), "vi")).text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Giá dầu tăng sau khi Iran đóng cửa sân bay", "oil price increase after Iran, closure of airport"),
        ("Ngân hàng hạ lãi suất cho nông dân", "bank, lowering of interest rate for farmers"),
        ("Sau động đất, sân bay đóng cửa", "after earthquake, airport closure"),
        ("Nhà máy sập vì mưa lớn", "factory collapse because of heavy rain"),
        ("Phía sau sân bay", "… airport"),
    ],
)
def test_connectives_stand_where_the_original_has_them(title: str, expected: str) -> None:
    assert line(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bà Nguyễn Thị Thanh Nga xin lỗi", "Nguyễn Thị Thanh Nga: apology"),
        ("Ca sĩ Nguyễn Thị Mỹ Tâm hủy show", "singer Nguyễn Thị Mỹ Tâm: cancellation of show"),
        ("Bí thư Trần Lưu Quang thị sát sân bay", "Party Secretary Tran Luu Quang: inspection of airport"),
        ("Thượng nghị sĩ Mỹ từ chức", "US senator resignation"),
    ],
)
def test_names_are_whole_and_stand_behind_what_their_bearers_are(title: str, expected: str) -> None:
    assert line(title) == expected
