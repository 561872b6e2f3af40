"""Stories over languages: one event is one story whatever the language, keeps its id, and is counted by voices."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.earlier_stories import Earlier, Thread
from briefing.enrichment.event_stories import EventStories
from briefing.enrichment.story_links import CountryStories, link_stories
from briefing.enrichment.story_pairs import pair_evidence, without_series
from briefing.records.frame import from_frame
from briefing.records.story import Story
from briefing.records.story_link import StoryLink
from tests.unit.test_stories import NOON, SCHEMA

# Event, language, headline, opening; the first letter of an id names the event.
DAY = (
    (
        "a1",
        "ko",
        "가람전자, 부산에 반도체 공장 짓는다",
        "가람전자가 부산 강서구에 3조원을 들여 공장을 짓겠다고 밝혔다.",
    ),
    (
        "a2",
        "ko",
        "가람전자 부산 반도체 공장에 3조원 투자",
        "가람전자는 부산 반도체 공장 투자 계획을 시와 함께 발표했다.",
    ),
    (
        "a3",
        "en",
        "Garam Electronics to build chip plant in Busan",
        "Garam Electronics will invest 3 trillion won.",
    ),
    (
        "b1",
        "ko",
        "남해안 호우로 국도 통제…주민 대피",
        "남해안에 쏟아진 호우로 국도 2호선이 통제되고 주민이 대피했다.",
    ),
    (
        "b2",
        "en",
        "Downpour closes coastal highway, residents evacuated",
        "Residents of the south coast left home.",
    ),
    (
        "c1",
        "ko",
        "국회, 근로시간 단축 법안 심사 시작",
        "국회 환경노동위원회가 근로시간 단축 법안 심사를 시작했다.",
    ),
    (
        "d1",
        "en",
        "City museum announces spring exhibitions",
        "The museum presented its programme and courses.",
    ),
    ("e1", "ko", "시립도서관 야간 개방 확대", "시립도서관이 다음 달부터 밤 열 시까지 문을 연다."),
)


class EventEmbedder:
    """A vector is its event's direction and a little of its own; the event stands in ``event_of``, by headline."""

    engine, version = "events-of-a-test", "1"

    def __init__(self, event_of: dict[str, str]) -> None:
        self._event_of = event_of
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        self.asked += texts
        rows = [_direction(self._event_of[t.split("\n")[0]]) + 0.25 * _direction(t) for t in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)


def _direction(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    row = np.random.default_rng(seed).normal(size=384)
    return row / np.linalg.norm(row)


def embedder(*more: tuple[str, str]) -> EventEmbedder:
    return EventEmbedder({title: item_id[0] for item_id, _, title, _ in DAY} | dict(more))


def item(item_id: str, language: str, title: str, opening: str, **changed: Any) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "source_id": f"source_{item_id}",
        "publisher": f"Outlet {item_id}",
        "language": language,
        "title": title,
        "paragraphs": [opening],
        "published_at": NOON,
        "first_seen_at": NOON,
        "entity_ids": [],
        "in_scope": True,
    } | changed


def day(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows or [item(*row) for row in DAY], schema=SCHEMA, orient="row")


def stories(texts: pl.DataFrame, engine: EventStories, earlier: Earlier | None = None) -> list[Story]:
    carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
    return from_frame(engine.cluster(texts, carriers, "kr", "2026-03-10", earlier), Story)


def test_one_event_is_one_story_in_every_language() -> None:
    found = stories(day(), EventStories(embedder()))
    assert sorted(sorted(story.item_ids) for story in found) == [
        ["a1", "a2", "a3"],
        ["b1", "b2"],
        ["c1"],
        ["d1"],
        ["e1"],
    ]
    assert {story.languages for story in found if len(story.item_ids) > 1} == {("en", "ko")}


def test_the_order_of_the_items_changes_nothing() -> None:
    assert stories(day(), EventStories(embedder())) == stories(day().reverse(), EventStories(embedder()))


def test_every_text_is_asked_for_once() -> None:
    engine = embedder()
    stories(day(), EventStories(engine))
    assert len(engine.asked) == len(set(engine.asked)) == len(DAY)


def test_an_item_seen_later_changes_no_id_whatever_time_it_claims() -> None:
    before = {frozenset(s.item_ids): s.story_id for s in stories(day(), EventStories(embedder()))}
    late = item(
        "a0",
        "ko",
        "가람전자 부산 공장 착공 앞당긴다",
        "가람전자가 부산 반도체 공장의 착공을 앞당기겠다고 했다.",
        published_at=NOON - timedelta(hours=9),
        first_seen_at=NOON + timedelta(hours=3),
    )
    grown = stories(day(*[item(*row) for row in DAY], late), EventStories(embedder((late["title"], "a"))))
    with_late = next(story for story in grown if "a0" in story.item_ids)
    assert with_late.story_id == before[frozenset({"a1", "a2", "a3"})]


def test_a_story_goes_on_under_its_id_and_an_earlier_story_goes_on_once() -> None:
    yesterday = item(
        "y1",
        "en",
        "Garam weighs Busan for a chip plant",
        "Garam looks for land.",
        published_at=NOON - timedelta(days=1),
    )
    unrelated = item(
        "y2", "en", "Rail fares to rise in May", "Fares rise.", published_at=NOON - timedelta(days=1)
    )
    earlier = Earlier(
        {"y1": Thread("story-of-garam", "2026-03-08"), "y2": Thread("story-of-fares", "2026-03-09")},
        day(yesterday, unrelated),
    )
    engine = EventStories(embedder((yesterday["title"], "a"), (unrelated["title"], "z")))
    found = {story.story_id: story for story in stories(day(), engine, earlier)}
    assert sorted(found["story-of-garam"].item_ids) == ["a1", "a2", "a3"]
    assert found["story-of-garam"].continues
    assert found["story-of-garam"].first_date == "2026-03-08"
    assert "story-of-fares" not in found
    assert [s.story_id for s in found.values() if s.continues] == ["story-of-garam"]


def test_an_item_that_was_in_an_earlier_story_settles_which_goes_on() -> None:
    earlier = Earlier({"c1": Thread("story-of-hours", "2026-03-05")}, day(item(*DAY[5])))
    found = {story.story_id: story for story in stories(day(), EventStories(embedder()), earlier)}
    assert found["story-of-hours"].item_ids == ("c1",)


def test_an_agencys_text_under_many_headlines_is_one_voice() -> None:
    wire = "(부산=연합뉴스) 가람전자가 부산에 반도체 공장을 짓는다고 밝혔다. "
    printed = {"a1": ("Yonhap", "착공은 내년이다."), "a2": ("한빛신문", "시장이 함께했고 도로를 새로 낸다.")}
    rows = [item(*row) for row in DAY]
    for row in rows:
        if row["item_id"] in printed:
            row["publisher"], rest = printed[row["item_id"]]
            row["paragraphs"] = [wire + rest]
    story = next(s for s in stories(day(*rows), EventStories(embedder())) if "a3" in s.item_ids)
    assert len(story.item_ids) == 3
    assert (story.publishers, story.copies) == (2, 3)


def test_a_day_of_one_item_and_one_of_none() -> None:
    assert [s.item_ids for s in stories(day(item(*DAY[0])), EventStories(embedder()))] == [("a1",)]
    assert stories(day().clear(), EventStories(embedder())) == []


def test_a_carrier_without_a_text_is_refused() -> None:
    carriers = ShingleDuplicates().find(day(), "kr", "2026-03-10")
    with pytest.raises(ValueError, match="item a1 has no text"):
        EventStories(embedder()).cluster(
            day().filter(pl.col("item_id") != "a1"), carriers, "kr", "2026-03-10"
        )


def test_recurring_labels_before_a_headline_are_no_evidence() -> None:
    assert without_series("[속보] 코스피 개장") == "코스피 개장"
    assert without_series("【解説】【動画】選挙の行方") == "選挙の行方"
    assert without_series("[인사]") == "[인사]"


def test_a_label_stays_where_only_figures_are_left_without_it() -> None:
    assert (
        without_series("[코스피] 12.34p(0.56%) 오른 2,345.67(개장)")
        == "[코스피] 12.34p(0.56%) 오른 2,345.67(개장)"
    )
    assert without_series("[프로농구 순위] 7일") == "[프로농구 순위] 7일"
    assert without_series("【天気】10月5日") == "【天気】10月5日"
    assert without_series("[속보] 규모 6.3 지진으로 마을 세 곳 고립") == "규모 6.3 지진으로 마을 세 곳 고립"


def test_evidence_is_the_same_for_both_orders_of_a_pair() -> None:
    left, right, evidence = pair_evidence(day(), embedder())
    _, _, mirrored = pair_evidence(day().reverse(), embedder())
    last = len(DAY) - 1
    order = sorted(range(len(left)), key=lambda k: (last - right[k], last - left[k]))
    assert np.allclose(evidence[order], mirrored, atol=2e-5)


def test_stories_of_two_countries_are_linked_once_each() -> None:
    own = CountryStories(
        "kr", "2026-03-10", {"a1": "kr-chips", "c1": "kr-hours"}, day(item(*DAY[0]), item(*DAY[5]))
    )
    vietnamese = item("v1", "vi", "Garam xây nhà máy chip ở Busan", "Garam đầu tư 3.000 tỷ won.")
    again = item("v2", "vi", "Nhà máy chip Busan của Garam", "Hãng Garam công bố kế hoạch.")
    other = CountryStories("vn", "2026-03-09", {"v1": "vn-chips", "v2": "vn-plant"}, day(vietnamese, again))
    engine = embedder((vietnamese["title"], "a"), (again["title"], "a"))
    links = from_frame(link_stories(own, [other], engine), StoryLink)
    assert len(links) == 1
    assert (links[0].story_id, links[0].other_country, links[0].other_date) == (
        "kr-chips",
        "vn",
        "2026-03-09",
    )
    assert links[0].similarity > 0.5
    assert link_stories(own, [], engine).is_empty()


def test_two_days_apart_count_less_than_hours() -> None:
    rows = [item(*row) for row in DAY[:2]]
    near = pair_evidence(day(*rows), embedder())[2]
    rows[1]["published_at"] = datetime(2026, 3, 13, 3, tzinfo=UTC)
    far = pair_evidence(day(*rows), embedder())[2]
    assert near[0][11] == 0.0
    assert far[0][11] == 3.0


def test_an_id_names_one_story_of_a_day_though_another_story_took_it_on() -> None:
    """Yesterday's story was named after what is today an item by itself; it goes on in the other story."""
    named_after_e1 = hashlib.sha256(b"e1").hexdigest()[:20]
    thread = Thread(named_after_e1, "2026-03-09")
    yesterday = item(
        "y1",
        "en",
        "Garam weighs Busan for a chip plant",
        "Garam looks for land.",
        published_at=NOON - timedelta(days=1),
    )
    earlier = Earlier({"y1": thread, "a1": thread, "a2": thread}, day(yesterday, item(*DAY[0])))
    found = stories(day(), EventStories(embedder((yesterday["title"], "a"))), earlier)
    ids = [story.story_id for story in found]
    assert len(ids) == len(set(ids))
    assert next(s for s in found if "a1" in s.item_ids).story_id == named_after_e1
    assert next(s for s in found if "e1" in s.item_ids).story_id != named_after_e1
