"""Stories: one event is one story in any language; unrelated items never share one; nothing is lost."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.earlier_stories import Earlier, Thread
from briefing.enrichment.stories import TfidfStories, agglomerate, central_first, terms
from briefing.records.carrier import Carrier
from briefing.records.frame import from_frame, schema_of
from briefing.records.story import Story

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

# Event, language, headline, opening. The first letter of an id names the event.
DAY = [
    (
        "a1",
        "ko",
        "가람전자, 부산에 반도체 공장 짓는다",
        "가람전자가 부산 강서구에 3조원을 들여 반도체 공장을 짓겠다고 밝혔다.",
    ),
    (
        "a2",
        "ko",
        "가람전자 부산 반도체 공장에 3조원 투자",
        "가람전자는 부산 강서구 반도체 공장 투자 계획을 시와 함께 발표했다.",
    ),
    (
        "b1",
        "ko",
        "남해안 호우로 국도 통제…주민 대피",
        "남해안에 쏟아진 호우로 국도 2호선이 통제되고 주민이 대피했다.",
    ),
    (
        "b2",
        "ko",
        "남해안 호우 주민 200명 대피, 국도 2호선 통제",
        "밤사이 호우가 내린 남해안에서 주민 200명이 대피했다.",
    ),
    (
        "c1",
        "ko",
        "국회, 근로시간 단축 법안 심사 시작",
        "국회 환경노동위원회가 근로시간 단축 법안 심사를 시작했다.",
    ),
    ("d1", "ko", "시립미술관, 봄 전시 일정 공개", "시립미술관이 봄 전시 일정과 강좌를 공개했다."),
    (
        "e1",
        "vi",
        "Hãng Sông Xanh mở nhà máy pin ở Hải Phòng",
        "Hãng Sông Xanh khởi công nhà máy pin tại Hải Phòng.",
    ),
    (
        "e2",
        "vi",
        "Sông Xanh khởi công nhà máy pin Hải Phòng",
        "Nhà máy pin của Sông Xanh ở Hải Phòng trị giá 500 triệu USD.",
    ),
    (
        "f1",
        "vi",
        "Mưa lớn làm ngập nhiều tuyến phố Huế",
        "Mưa lớn từ đêm qua khiến nhiều tuyến phố ở Huế ngập sâu.",
    ),
    (
        "g1",
        "vi",
        "Quốc hội bàn luật đất đai sửa đổi",
        "Sáng nay các đại biểu thảo luận dự thảo luật đất đai.",
    ),
    (
        "h1",
        "en",
        "Chennai port workers call off strike",
        "Dock workers at Chennai port ended their strike after talks.",
    ),
    (
        "h2",
        "en",
        "Strike at Chennai port ends after wage deal",
        "Workers called off the Chennai port strike on Tuesday.",
    ),
    (
        "i1",
        "en",
        "Monsoon forecast raised to normal",
        "The weather office raised its monsoon forecast to normal.",
    ),
    ("j1", "ja", "青葉製作所、仙台に新工場 従業員300人", "青葉製作所は仙台市に新工場を建てると発表した。"),
    ("j2", "ja", "仙台に新工場、青葉製作所が300人採用へ", "青葉製作所が仙台市の新工場で300人を採用する。"),
    ("k1", "ja", "桜の開花、平年より早い見込み", "気象会社は桜の開花が平年より早いと予想した。"),
    ("l1", "hi", "पुणे मेट्रो का नया खंड शुरू", "पुणे मेट्रो का नया खंड आज यात्रियों के लिए खुला।"),
    ("l2", "hi", "पुणे मेट्रो के नए खंड पर दौड़ी पहली ट्रेन", "पुणे मेट्रो का नया खंड शुरू होने पर पहली ट्रेन दौड़ी।"),
]


def item(
    item_id: str, language: str, title: str, body: str = "", hours: float | None = 0.0, **more: Any
) -> dict[str, Any]:
    """One row; every item has its own publisher unless one is named."""
    return {
        "item_id": item_id,
        "source_id": f"source_{item_id}",
        "publisher": f"Outlet {item_id}",
        "language": language,
        "title": title,
        "paragraphs": [body] if body else [],
        "published_at": None if hours is None else NOON + timedelta(hours=hours),
        "first_seen_at": NOON + timedelta(hours=12),
        "entity_ids": [],
        "in_scope": True,
    } | more


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def cluster(rows: list[dict[str, Any]]) -> list[Story]:
    texts = frame(rows)
    carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
    return from_frame(TfidfStories().cluster(texts, carriers, "kr", "2026-03-10"), Story)


def day() -> list[dict[str, Any]]:
    return [item(*row, hours=index / 4) for index, row in enumerate(DAY)]


def test_items_of_one_event_are_one_story_in_every_language() -> None:
    members = sorted(sorted(story.item_ids) for story in cluster(day()))
    expected: dict[str, list[str]] = {}
    for item_id, *_ in DAY:
        expected.setdefault(item_id[0], []).append(item_id)
    assert members == sorted(expected.values())


def test_languages_are_never_mixed() -> None:
    rows = [
        item("a", "vi", "Samsung Galaxy S26", "Samsung Galaxy S26"),
        item("b", "en", "Samsung Galaxy S26", "Galaxy"),
    ]
    carriers = pl.DataFrame({"item_id": ["a", "b"], "carrier_item_id": ["a", "b"], "is_first": [True, True]})
    assert TfidfStories().cluster(frame(rows), carriers, "vn", "2026-03-10").height == 2


def test_a_story_counts_carriers_and_independent_publishers() -> None:
    rows = day()
    rows.append(rows[0] | {"item_id": "a3", "source_id": "wire", "publisher": "Outlet a2"})
    story = next(s for s in cluster(rows) if "a1" in s.item_ids)
    assert set(story.item_ids) == {"a1", "a2"}
    assert (story.copies, story.publishers) == (3, 2)


def test_a_story_is_named_after_its_earliest_item_and_stays_so_as_it_grows() -> None:
    two = next(s for s in cluster([r for r in day() if r["item_id"] != "b2"]) if "b1" in s.item_ids)
    three = next(s for s in cluster(day()) if "b1" in s.item_ids)
    assert len(two.item_ids) == 1 and len(three.item_ids) == 2
    assert two.story_id == three.story_id
    assert three.item_ids[0] == three.lead_item_id


def test_a_singleton_is_a_story_of_cohesion_one() -> None:
    (story,) = cluster([item("a", "ko", "시립미술관 봄 전시", "봄 전시 일정을 공개했다.")])
    assert (story.item_ids, story.cohesion, story.copies, story.publishers) == (("a",), 1.0, 1, 1)


def test_an_item_without_any_word_stands_alone() -> None:
    assert len(cluster([item("a", "ko", "…"), item("b", "ko", "!!"), item("c", "ko", "")])) == 3


def test_days_apart_are_less_alike() -> None:
    rows = [r for r in day() if r["language"] == "ko"]
    late = [r | {"published_at": NOON + timedelta(days=9)} if r["item_id"] == "a2" else r for r in rows]
    assert any(len(s.item_ids) == 2 and "a1" in s.item_ids for s in cluster(rows))
    assert all(s.item_ids == ("a1",) for s in cluster(late) if "a1" in s.item_ids)


def test_a_carrier_without_a_text_is_refused_by_name() -> None:
    carriers = pl.DataFrame({"item_id": ["zz"], "carrier_item_id": ["zz"], "is_first": [True]})
    with pytest.raises(ValueError, match="kr 2026-03-10: item zz has no text"):
        TfidfStories().cluster(frame(day()), carriers, "kr", "2026-03-10")


def test_no_items_give_an_empty_table_of_the_right_shape() -> None:
    carriers = pl.DataFrame(schema=schema_of(Carrier))
    stories = TfidfStories().cluster(frame([]), carriers, "kr", "2026-03-10")
    assert stories.is_empty()
    assert stories.schema == schema_of(Story)


def test_terms_of_every_script() -> None:
    assert terms("尹어게인 1,470원") == ["尹", "어게", "게인", "1470", "원"]
    assert terms("について核兵器") == ["て核", "核兵", "兵器"]
    assert terms("giá dầu 80") == ["giá", "dầu", "80"]
    assert terms("मेट्रो") == ["मेट्रो"]


def test_agglomeration_refuses_to_chain() -> None:
    """0-1-2-3-4 are each like the next only: single linkage would make one cluster of them."""
    chain = np.where(np.abs(np.subtract.outer(range(5), range(5))) <= 1, 1.0, 0.0)
    assert agglomerate(chain, threshold=0.9, closest=0.25) == [[0, 1], [2, 3], [4]]
    assert agglomerate(chain, threshold=0.9, closest=1.0) == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize("closest", [0.0, 0.25, 1.0])
def test_agglomeration_agrees_with_its_definition(closest: float) -> None:
    """Against the plain rule: look at all pairs of clusters, merge the best, until none is good enough."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        half = rng.random((9, 9)).round(3)
        similarity = np.maximum(half, half.T)
        clusters = [[i] for i in range(9)]
        while len(clusters) > 1:
            links = {
                (a, b): closest * similarity[np.ix_(x, y)].max()
                + (1 - closest) * similarity[np.ix_(x, y)].mean()
                for a, x in enumerate(clusters)
                for b, y in enumerate(clusters)
                if a < b
            }
            (a, b), best = max(links.items(), key=lambda pair: pair[1])
            if best < 0.7:
                break
            clusters = [sorted(clusters[a] + clusters[b])] + [
                c for k, c in enumerate(clusters) if k not in (a, b)
            ]
        assert sorted(agglomerate(similarity, 0.7, closest)) == sorted(clusters)


def test_the_lead_is_central_then_long_then_early() -> None:
    alike = np.array([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]])
    assert central_first(alike, [10, 30, 30], [(3,), (2,), (1,)])[0] == 2
    apart = np.array([[1, 0.9, 0.9], [0.9, 1, 0.1], [0.9, 0.1, 1]])
    assert central_first(apart, [10, 30, 30], [(3,), (2,), (1,)]) == [0, 2, 1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(range(len(DAY))), max_size=14), st.integers(0, 10_000))
def test_every_credited_item_is_in_exactly_one_story_whatever_the_order(picked: list[int], seed: int) -> None:
    rows = [
        item(f"{DAY[k][0]}-{n}", *DAY[k][1:], hours=(k * 7) % 60 if k % 5 else None, publisher=f"P{k % 3}")
        for n, k in enumerate(picked)
    ]
    texts = frame(rows)
    carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
    stories = TfidfStories().cluster(texts, carriers, "kr", "2026-03-10")
    assert sorted(stories["item_ids"].explode(empty_as_null=False)) == sorted(carriers["item_id"].unique())
    assert stories["copies"].sum() == texts.height
    assert stories["story_id"].n_unique() == stories.height
    random.Random(seed).shuffle(rows)
    shuffled = frame(rows)
    again = TfidfStories().cluster(
        shuffled, ShingleDuplicates().find(shuffled, "kr", "2026-03-10"), "kr", "2026-03-10"
    )
    assert again.equals(stories)


def test_without_embeddings_a_story_goes_on_by_an_item_that_it_had() -> None:
    texts = pl.DataFrame(
        [
            {
                "item_id": item_id,
                "source_id": "s",
                "publisher": f"Outlet {item_id}",
                "language": language,
                "title": title,
                "paragraphs": [opening],
                "published_at": NOON,
                "first_seen_at": NOON,
                "entity_ids": [],
                "in_scope": True,
            }
            for item_id, language, title, opening in DAY
        ],
        schema=SCHEMA,
        orient="row",
    )
    carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
    earlier = Earlier({"a2": Thread("story-of-garam", "2026-03-08")}, texts.clear())
    found = from_frame(TfidfStories().cluster(texts, carriers, "kr", "2026-03-10", earlier), Story)
    garam = next(story for story in found if story.story_id == "story-of-garam")
    assert "a2" in garam.item_ids
    assert (garam.continues, garam.first_date) == (True, "2026-03-08")
    assert [story.story_id for story in found if story.continues] == ["story-of-garam"]
