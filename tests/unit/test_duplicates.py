"""Near-duplicates: copies are found in every script, templates and columns are not taken for copies."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.enrichment.duplicates import (
    COPY_SPAN,
    REPOST_SPAN,
    ShingleDuplicates,
    is_wide,
    normalise,
    number_tokens,
    strip_dateline,
)
from briefing.records.carrier import Carrier
from briefing.records.frame import from_frame, schema_of

NOON = datetime(2026, 3, 10, 3, tzinfo=UTC)
SCHEMA: dict[str, Any] = {
    "item_id": pl.String,
    "source_id": pl.String,
    "publisher": pl.String,
    "language": pl.String,
    "title": pl.String,
    "paragraphs": pl.List(pl.String),
    "published_at": pl.Datetime("us", "UTC"),
    "first_seen_at": pl.Datetime("us", "UTC"),
    "entity_ids": pl.List(pl.String),
    "in_scope": pl.Boolean,
}

PORT_KO = (
    "항만공사는 새 컨테이너 부두의 자동화 설비를 올해 안에 시험 운영하고 내년 3월부터 선박을 받겠다고 "
    "밝혔다. 부두는 길이 1천200m로 2만TEU급 선박 세 척이 동시에 접안할 수 있다. "
    "공사는 하역 시간이 25% 줄 것으로 내다봤다. "
    "노조는 일자리 340개가 사라질 수 있다며 전환 교육을 먼저 하라고 요구했다."
)
PORT_VI = (
    "Cảng vụ cho biết bến container mới sẽ chạy thử hệ thống tự động trong năm nay và đón tàu từ tháng 3 "
    "năm sau. Bến dài 1.200 m, đủ chỗ cho ba tàu cỡ 20.000 TEU cập cùng lúc. Thời gian bốc dỡ dự kiến giảm "
    "25 phần trăm. Công đoàn lo 340 việc làm biến mất và đòi đào tạo lại trước khi vận hành."
)
PORT_EN = (
    "The port authority will test the automatic cranes of its new container quay this year and receive ships "
    "from March. The quay is 1,200 metres long and berths three ships of 20,000 TEU at once. Handling time "
    "should fall by 25 percent. The union fears for 340 jobs and wants retraining first, before they start."
)
PORT_ZH = (
    "港务局表示，新集装箱码头的自动化设备将在年内试运行，明年3月起接待船舶。码头长1200米，可同时停靠三艘2万标箱级船舶。"
    "预计装卸时间缩短25%。工会担心340个岗位消失，要求先安排转岗培训，再让设备投入使用。港务局答复说，培训计划将在下月公布，"
    "届时所有受影响的员工都可以报名参加，费用由港务局承担，培训期间工资照发。"
)


def item(
    item_id: str,
    title: str,
    body: str = "",
    *,
    publisher: str = "",
    hours: float | None = 0.0,
    in_scope: bool = True,
) -> dict[str, Any]:
    """One row; every item has its own publisher unless one is named."""
    return {
        "item_id": item_id,
        "source_id": f"source_{publisher or item_id}",
        "publisher": publisher or f"Outlet {item_id}",
        "language": "und",
        "title": title,
        "paragraphs": [body] if body else [],
        "published_at": None if hours is None else NOON + timedelta(hours=hours),
        "first_seen_at": NOON + timedelta(hours=12),
        "entity_ids": [],
        "in_scope": in_scope,
    }


def groups(*rows: dict[str, Any]) -> list[list[str]]:
    """Item ids by credited item: the credited one first."""
    carriers = ShingleDuplicates().find(pl.DataFrame(rows, schema=SCHEMA), "kr", "2026-03-10")
    found = carriers.group_by("item_id", maintain_order=True).agg(pl.col("carrier_item_id"))
    return found["carrier_item_id"].to_list()


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("자동화 부두 내년 3월 문 연다", PORT_KO),
        ("Bến container tự động đón tàu từ tháng 3", PORT_VI),
        ("Automated quay to open in March", PORT_EN),
        ("新自动化码头明年3月启用", PORT_ZH),
    ],
)
def test_a_wire_text_on_two_sites_is_one_item(title: str, body: str) -> None:
    assert groups(item("a", title, body, hours=2), item("b", title, body, hours=1)) == [["b", "a"]]


@pytest.mark.parametrize("body", [PORT_KO, PORT_VI, PORT_EN, PORT_ZH])
def test_a_retitled_copy_of_a_long_text_is_found(body: str) -> None:
    assert groups(item("a", "Lead story of the morning", body), item("b", "港湾 소식 모음", body)) == [
        ["a", "b"]
    ]


def test_a_trimmed_copy_with_a_similar_headline_is_found() -> None:
    trimmed = PORT_EN[: PORT_EN.index(", before")]
    longer = f"{PORT_EN} {PORT_EN[::-1]}"  # as much again, of other words
    assert groups(
        item("a", "Automated quay to open", longer), item("b", "Automated quay opens soon", trimmed)
    ) == [["a", "b"]]


def test_another_byline_and_dateline_change_nothing() -> None:
    first = item("a", "자동화 부두 내년 3월 문 연다", f"(부산=연합뉴스) 홍길동 기자 = {PORT_KO[:80]}")
    second = item("b", "자동화 부두, 내년 3월 문 연다", f"[부산=뉴시스] 김철수 기자 = {PORT_KO[:80]}")
    assert groups(first, second) == [["a", "b"]]


def test_marked_updates_of_one_publisher_are_one_item() -> None:
    rows = [
        item("a", "[속보] 자동화 부두 내년 문 연다", publisher="통신", hours=0),
        item("b", "자동화 부두 내년 문 연다…노조 반발", PORT_KO[:60], publisher="통신", hours=1),
        item("c", "자동화 부두 내년 문 연다…노조 반발(종합)", PORT_KO[100:190], publisher="통신", hours=3),
        item("d", "자동화 부두 내년 문 연다…노조 반발(종합2보)", PORT_KO[60:150], publisher="통신", hours=5),
    ]
    found = groups(*rows)
    assert ["b", "c", "d"] in found or found == [["a", "b", "c", "d"]]


def test_a_flash_and_its_article_are_one_item() -> None:
    flash = item("a", "[속보] 자동화 부두 내년 문 연다", publisher="통신", hours=0)
    article = item("b", "자동화 부두 내년 문 연다…노조 반발", PORT_KO[:90], publisher="통신", hours=1)
    assert groups(flash, article) == [["a", "b"]]
    assert len(groups(flash, article | {"publisher": "다른 신문"})) == 2
    assert len(groups(flash, article | {"published_at": NOON + timedelta(hours=9)})) == 2


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "코스피, {}포인트 오른 {}에 마감. 외국인이 {}억원어치를 순매수했다.",
            (12.3, 2711.5, 1204),
            (8.8, 2698.1, 977),
        ),
        (
            "VN-Index tăng {} điểm lên {}, khối ngoại mua ròng {} tỷ đồng.",
            (7.1, 1290.2, 310),
            (9.4, 1301.7, 455),
        ),
        (
            "The rupee opened {} paise higher at {} against the dollar; turnover {} crore.",
            (4, 83.1, 20),
            (6, 82.9, 31),
        ),
        (
            "東京株式市場で日経平均は前日比{}円高の{}円、売買代金は{}億円だった。",
            (101, 39500, 41000),
            (87, 39120, 38000),
        ),
    ],
)
def test_a_template_with_other_figures_is_another_item(template: str, first: Any, second: Any) -> None:
    title = "Market close"
    assert (
        len(groups(item("a", title, template.format(*first)), item("b", title, template.format(*second))))
        == 2
    )


def test_the_same_headline_a_day_later_is_another_item() -> None:
    notice = item("a", "제주 남쪽 먼바다에 풍랑주의보", "기상청은 낮 12시를 기해 풍랑주의보를 발효했다.")
    other = notice | {"item_id": "b", "publisher": "다른 신문"}
    assert len(groups(notice, other | {"published_at": NOON + COPY_SPAN})) == 2
    assert len(groups(notice, other | {"published_at": NOON + COPY_SPAN - timedelta(seconds=1)})) == 1


def test_a_publishers_short_text_again_hours_later_is_another_item_unless_it_says_that_it_is_an_update() -> (
    None
):
    notice = item("a", "제주 남쪽 먼바다에 풍랑주의보", "기상청은 낮 12시를 기해 풍랑주의보를 발효했다.")
    later = notice | {"item_id": "b", "published_at": NOON + REPOST_SPAN}
    assert len(groups(notice, later)) == 2
    assert len(groups(notice, later | {"published_at": NOON + REPOST_SPAN - timedelta(seconds=1)})) == 1
    assert len(groups(notice, later | {"title": later["title"] + "(종합)"})) == 1


def test_one_text_in_both_scripts_of_chinese_is_one_item() -> None:
    hant = "經濟部宣布，將為綠島興建兩座風力發電廠，預計三年內動工，總經費二十億元。"
    hans = "经济部宣布，将为绿岛兴建两座风力发电厂，预计三年内动工，总经费二十亿元。"
    rows = [
        item("a", "綠島將興建兩座風力發電廠", hant, publisher="甲報"),
        item("b", "绿岛将兴建两座风力发电厂", hans, publisher="乙报"),
        item("c", "绿岛将关闭两座旧发电厂", "能源署说，两座燃油电厂在年底前停止运转。", publisher="丙报"),
    ]
    assert groups(*rows) == [["a", "b"], ["c"]]


def test_one_publishers_preamble_above_different_articles_makes_no_copies() -> None:
    preamble = "이 코너는 독자에게 지역의 물건을 소개합니다. 본 기사는 광고를 담고 있습니다. " * 4
    rows = [
        item(k, t, preamble, publisher="신문")
        for k, t in (("a", "영덕 대게 두 마리"), ("b", "무선 청소기 반값"))
    ]
    assert len(groups(*rows)) == 2


def test_two_offices_in_one_sentence_frame_are_two_items() -> None:
    """A summary that repeats its headline is no second witness."""
    rows = [
        item(k, t, t)
        for k, t in (
            ("a", "Chief justice delivers the yearly work report to the legislature"),
            ("b", "Chief prosecutor delivers the yearly work report to the legislature"),
        )
    ]
    assert len(groups(*rows)) == 2


def test_resemblance_does_not_chain() -> None:
    words = [f"w{i}" for i in range(400)]
    bodies = {
        k: " ".join(words[s : s + 200]) for k, s in (("a", 0), ("b", 40), ("c", 80), ("d", 120), ("e", 160))
    }
    found = groups(*(item(k, "quay opens", body) for k, body in bodies.items()))
    assert all({"a", "e"} - set(group) for group in found)


def test_who_published_first_is_credited_and_an_unknown_time_comes_last() -> None:
    rows = [
        item("a", "자동화 부두 내년 3월 문 연다", PORT_KO, hours=None),
        item("b", "자동화 부두 내년 3월 문 연다", PORT_KO, hours=3),
        item("c", "자동화 부두 내년 3월 문 연다", PORT_KO, hours=1),
    ]
    carriers = from_frame(
        ShingleDuplicates().find(pl.DataFrame(rows, schema=SCHEMA), "kr", "2026-03-10"), Carrier
    )
    assert [(c.item_id, c.carrier_item_id, c.is_first) for c in carriers] == [
        ("c", "c", True),
        ("c", "a", False),
        ("c", "b", False),
    ]
    assert {c.similarity for c in carriers} == {1.0}
    assert carriers[1].published_at is None


def test_what_is_out_of_scope_has_no_carriers() -> None:
    assert groups(item("a", "운세", PORT_KO, in_scope=False), item("b", "부두", PORT_KO)) == [["b"]]


def test_no_items_give_an_empty_table_of_the_right_shape() -> None:
    carriers = ShingleDuplicates().find(pl.DataFrame([], schema=SCHEMA), "kr", "2026-03-10")
    assert carriers.is_empty()
    assert carriers.schema == schema_of(Carrier)


def test_an_item_given_twice_is_refused_by_name() -> None:
    rows = pl.DataFrame([item("a", "부두"), item("a", "부두")], schema=SCHEMA)
    with pytest.raises(ValueError, match="kr 2026-03-10: item_id a"):
        ShingleDuplicates().find(rows, "kr", "2026-03-10")


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("(서울=연합뉴스) 홍길동 기자 = 정부는", "정부는"),
        ("新华社北京3月10日电(记者王明)国务院", "国务院"),
        ("hanoi, march 10 (xinhua) -- the port", "the port"),
        ("정부는 새 제도를 시행한다", "정부는 새 제도를 시행한다"),
        ("the port (the largest) will open", "the port (the largest) will open"),
    ],
)
def test_datelines_are_taken_off(body: str, rest: str) -> None:
    assert strip_dateline(body) == rest


def test_figures_lose_only_thousands_separators() -> None:
    assert number_tokens("1,470.8원 24.7 1,2 12") == {"1470.8", "24.7", "1,2", "12"}


def test_scripts_are_told_apart() -> None:
    assert is_wide("코스피 5% 급등 kospi")
    assert is_wide("東京エレクトロン")
    assert not is_wide("Giá dầu thế giới")
    assert not is_wide("भारत की अर्थव्यवस्था")
    assert not is_wide("123 %")
    assert normalise("R&amp;D  ＡＩ") == "r&d ai"


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["부두 문 연다", "부두 문 연다(종합)", "quay opens in march", "[속보] 부두", "운세 10일", ""]
        ),
        st.sampled_from(["", PORT_KO, PORT_KO[:120], PORT_EN, PORT_EN[40:], "12 of 30", PORT_VI]),
        st.sampled_from(["x", "y", "z"]),
        st.sampled_from([None, 0.0, 1.0, 30.0]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.integers(0, 10_000))
def test_carriers_partition_the_items_whatever_their_order(texts: list[Any], seed: int) -> None:
    rows = [
        item(f"i{k}", title, body, publisher=publisher, hours=hours, in_scope=in_scope)
        for k, (title, body, publisher, hours, in_scope) in enumerate(texts)
    ]
    carriers = ShingleDuplicates().find(pl.DataFrame(rows, schema=SCHEMA), "kr", "2026-03-10")
    in_scope = sorted(row["item_id"] for row in rows if row["in_scope"])
    assert sorted(carriers["carrier_item_id"]) == in_scope
    assert set(carriers["item_id"]) == set(carriers.filter("is_first")["carrier_item_id"])
    assert carriers.filter(pl.col("is_first") != (pl.col("item_id") == pl.col("carrier_item_id"))).is_empty()
    random.Random(seed).shuffle(rows)
    assert ShingleDuplicates().find(pl.DataFrame(rows, schema=SCHEMA), "kr", "2026-03-10").equals(carriers)
