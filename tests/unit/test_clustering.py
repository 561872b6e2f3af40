"""What today's clustering is given of the last days: nothing where nothing is, a note where a table is broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.enrichment.event_stories import EventStories
from briefing.records.article import Article
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.story import Story
from briefing.storage.tables import write_table
from orchestration.clustering import configured_clusterer, earlier_stories, edition_texts, item_stories
from orchestration.resources import Desk
from tests.unit.record_samples import article, item_version
from tests.unit.test_event_stories import day, embedder, stories

DAY = date(2026, 3, 10)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    return Desk()


def test_a_fresh_home_has_no_earlier_stories(desk: Desk) -> None:
    notes: list[str] = []
    assert earlier_stories(desk, "kr", DAY, notes.append) is None
    assert notes == []


def test_a_broken_table_of_an_earlier_day_is_told_and_stops_nothing(desk: Desk) -> None:
    path = desk.home.table("stories", "kr", "2026-03-09")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no table")
    notes: list[str] = []
    assert earlier_stories(desk, "kr", DAY, notes.append) is None
    assert len(notes) == 1
    assert "stories of kr 2026-03-09 are not continued" in notes[0]


def test_a_source_that_left_the_catalogue_stops_no_later_day(desk: Desk) -> None:
    of = {
        "country": "kr",
        "date": "2026-03-09",
        "in_window": True,
        "is_latest": True,
        "is_about_country": True,
    }
    articles = to_frame([article("a1", source_id="kr_gone", **of)], Article)
    versions = to_frame(
        [item_version("a1", version=articles["version"][0], country="kr", date="2026-03-09", entities=())],
        ItemVersion,
    )
    for dataset, record, frame in (("articles", Article, articles), ("item_versions", ItemVersion, versions)):
        write_table(desk.home.table(dataset, "kr", "2026-03-09"), frame, record)
    texts = edition_texts(desk, "kr", [date(2026, 3, 9)])
    assert texts["publisher"].to_list() == ["kr_gone"]


def test_the_most_central_items_stand_for_a_story() -> None:
    found: list[Story] = stories(day(), EventStories(embedder()))
    largest = max(found, key=lambda story: len(story.item_ids))
    chosen = item_stories(found, 2)
    assert [i for i in largest.item_ids if i in chosen] == list(largest.item_ids[:2])
    assert set(chosen.values()) == {story.story_id for story in found}


def test_the_engine_names_the_model_that_its_result_rests_on(desk: Desk) -> None:
    engine = configured_clusterer(desk.home)
    assert engine.engine in {"evidence-linkage", "tfidf-headline-agglomeration"}
    if engine.engine == "evidence-linkage":
        assert engine.version.startswith("2+multilingual-e5-small")
