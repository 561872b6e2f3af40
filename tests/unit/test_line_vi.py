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


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Hà Nội cấm xe máy xăng từ tháng 7", "Hanoi, ban on gasoline motorbikes from July"),
        (
            "Bộ Tài chính đề xuất giảm thuế thu nhập cá nhân",
            "Finance Ministry: proposal of decrease in personal income tax",
        ),
        ("Sập cầu ở Cà Mau, 3 người thiệt mạng", "collapse … in Ca Mau, 3 people, dead"),
        ("Nhà máy thép cháy lớn trong đêm", "steel factory big fire, during the night"),
        ("Công ty dệt may phá sản", "textiles and garment company bankruptcy"),
        ("Thủ tướng yêu cầu không để thiếu điện", "prime minister: demand: not let power shortage"),
        ("Chính phủ không chỉ giảm thuế", "Government: not only tax cut"),
        ("Ông Trump nói Mỹ bắt giữ tàu dầu", "Donald Trump: say, US, arrest of oil tanker"),
        ("Thái Lan thua sốc Lào", "Thailand: shock defeat against Laos"),
        ("Việt Nam thắng dễ Malaysia", "Vietnam: easy win over Malaysia"),
        ("Không ít cổ đông phản đối", "quite a few shareholder opposition"),
        ("Người đàn ông bị phạt vì nồng độ cồn", "fined man because of blood alcohol"),
    ],
)
def test_headlines_read_as_their_grammar_has_it(title: str, expected: str) -> None:
    assert line(title) == expected


@pytest.mark.parametrize(
    ("title", "absent"),
    [
        ("Đồng hồ Đăng Quang Watch", ("lake", "crowned")),
        ("Thức tỉnh sau tai nạn", ("province",)),
        ("Cát sê của ca sĩ", ("sand",)),
        ("Phá án mạng ở Huế", ("network",)),
        ("Vua phá lưới V-League", ("king",)),
        ("Sinh viên học đại học", ("big",)),
        ("Kênh đào nào dài nhất", ("channel",)),
        ("Cờ vua và cờ tướng", ("king", "general")),
        ("Ai là người thắng", ("AI",)),
        ("Mọi người vượt biên", ("exceed",)),
        ("Xe lao xuống sông", ("tuberculosis",)),
        ("Kẻ trộm phân hủy tang vật", ("cancel",)),
        ("Hộp đêm ở Đà Nẵng", (" night",)),
        ("Kế hoạch bất hiệu quả của thành phố", ("effective",)),
    ],
)
def test_words_that_look_alike_do_not_mislead(title: str, absent: tuple[str, ...]) -> None:
    written = line(title)
    assert written
    assert not any(word in written for word in absent)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Cựu Thủ tướng Malaysia bị bắt", "Malaysian former prime minister, arrested"),
        ("Tòa án triệu tập Nguyên Bộ trưởng Y tế", "court: summon former health minister"),
        ("Cấm Giám đốc công an xuất cảnh", "exit ban on police director"),
        ("Phó chủ tịch tỉnh bị bắt", "vice chair, province arrested"),
        ("Phó Giám đốc công an nhậm chức", "police deputy director inauguration"),
        ("Tân Cảng mở cửa", "… opening"),
    ],
)
def test_an_office_keeps_the_word_that_limits_it(title: str, expected: str) -> None:
    assert line(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ngư dân cứu cá voi", "fishermen, rescue of whale"),
        ("Hà Nội xây dựng tuyến đường sắt", "Hanoi: construction of railway line"),
        ("Iran tuyên bố sẽ định đoạt cuộc chiến", "Iran: declaration of will decide on war"),
        ("Bộ trưởng phủ nhận trách nhiệm", "minister: denial of responsibility"),
        ("Vụ tấn công trường học ở Iran", "attack on school in Iran"),
        ("Giá vàng lập đỉnh", "record high gold price"),
        ("Kỷ niệm ngày độc lập", "Independence Day anniversary"),
        ("Không khởi tố vụ án cháy chợ", "market fire no prosecution"),
    ],
)
def test_parts_of_longer_words_are_not_read_by_themselves(title: str, expected: str) -> None:
    assert line(title) == expected
