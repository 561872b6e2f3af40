"""The evaluation of stories and duplicates, on a small corpora folder of our own making."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from briefing.evaluation import duplicates, stories
from briefing.evaluation.collections import MissingCollectionError
from briefing.evaluation.story_days import MissingStreamError, own_story_days, story_days
from briefing.evaluation.story_scores import b_cubed, pair_scores, pairs_within
from briefing.evaluation.streams import digest_of
from tests.unit.test_event_stories import DAY, EventEmbedder


def zipped(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write(text)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    items = [
        {"id": number, "source": f"outlet{number}", "title": title, "summary": opening}
        for number, (_, _, title, opening) in enumerate(DAY)
    ]
    gold = {
        "stories": [{"items": [0, 1, 2]}, {"items": [3, 4]}],
        "singletons": [5, 6],
        "unsure_pairs": [[4, 3]],
    }
    zipped(tmp_path / "stories" / "kr-2026-03-10.json.gz", json.dumps({"items": items, "gold": gold}))
    stream = [
        {"source": "vna", "title": DAY[0][2], "summary": DAY[0][3], "published": "2026-03-10T09:00:00+07:00"}
    ]
    zipped(tmp_path / "streams" / "vn" / "2026-03-10.a.json.gz", json.dumps(stream))
    return tmp_path


def label(folder: Path, *digests: str) -> Path:
    folder.mkdir(exist_ok=True)
    of = {"country": "vn", "streams": ["streams/vn/2026-03-10.a.json.gz"], "stories": [], "unsure_pairs": []}
    (folder / "vn-2026-03-10.json").write_text(json.dumps(of | {"singles": digests}))
    return folder


def test_a_day_is_read_with_its_groups_and_open_pairs(corpora: Path) -> None:
    (day,) = story_days(corpora)
    assert (day.name, day.country, day.date, day.texts.height) == (
        "kr-2026-03-10",
        "kr",
        "2026-03-10",
        len(DAY),
    )
    assert day.story_of["0000"] == day.story_of["0002"] != day.story_of["0003"]
    assert day.open_pairs == {("0003", "0004")}
    assert set(day.texts["language"]) == {"ko", "en"}


def test_a_set_is_scored_beside_its_baselines_and_open_pairs_count_nothing(
    corpora: Path, tmp_path: Path
) -> None:
    embedder = EventEmbedder({title: item_id[0] for item_id, _, title, _ in DAY})
    report: dict[str, Any] = stories.evaluate(corpora, embedder, tmp_path / "no labels")
    scores = report["kr-2026-03-10"]
    assert (scores["pair_f1"], scores["b_cubed_f1"]) == (1.0, 1.0)
    assert scores["baselines"]["singletons"]["pair_f1"] == 0.0
    assert scores["baselines"]["tfidf_linkage_tuned_on_the_set"]["pair_f1"] < 1.0
    assert "cross_language" not in report


def test_labels_without_texts_find_their_items_by_digest(corpora: Path, tmp_path: Path) -> None:
    digest = digest_of("vna", DAY[0][2])
    (day,) = own_story_days(corpora, label(tmp_path / "labels", digest))
    assert day.texts["title"].to_list() == [DAY[0][2]]
    assert day.texts["published_at"].dt.hour().to_list() == [2]


def test_a_label_whose_item_is_gone_is_an_error_and_one_without_its_stream_is_left_out(
    corpora: Path, tmp_path: Path
) -> None:
    labels = label(tmp_path / "labels", "0" * 16)
    with pytest.raises(MissingStreamError, match="1 labelled items"):
        list(own_story_days(corpora, labels))
    (corpora / "streams" / "vn" / "2026-03-10.a.json.gz").unlink()
    assert list(own_story_days(corpora, labels)) == []


def test_sets_of_ours_that_a_folder_does_not_hold_are_skipped_by_name(corpora: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels", "0" * 16)
    embedder = EventEmbedder({title: item_id[0] for item_id, _, title, _ in DAY})
    report: dict[str, Any] = stories.evaluate(corpora, embedder, labels)
    assert "1 labelled items are not in" in report["vn-2026-03-10"]["skipped"]
    assert report["kr-2026-03-10"]["pair_f1"] == 1.0
    (corpora / "streams" / "vn" / "2026-03-10.a.json.gz").unlink()
    report = stories.evaluate(corpora, embedder, labels)
    assert "has no streams/vn/2026-03-10.a.json.gz" in report["vn-2026-03-10"]["skipped"]


def test_a_folder_without_days_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingCollectionError):
        stories.evaluate(tmp_path, None, tmp_path)
    with pytest.raises(MissingCollectionError):
        duplicates.evaluate(tmp_path)


def test_duplicates_count_merged_negatives_and_missed_updates(tmp_path: Path) -> None:
    folder = tmp_path / "duplicates"
    folder.mkdir()
    title, text = (
        "시청 앞 도로 공사 시작",
        "시청 앞 도로 공사가 월요일에 시작돼 두 차로가 통제된다고 시가 밝혔다.",
    )

    def member(number: int, headline: str, hour: int) -> dict[str, str]:
        return {
            "url": f"https://news.example/{number}",
            "title": headline,
            "summary": text,
            "date": f"2026-03-10T{hour:02d}:00:00+09:00",
        }

    updates = [{"members": [member(1, title, 9), member(2, title + "(종합)", 15)]}]
    (folder / "updates.json").write_text(json.dumps(updates))
    recurring: list[dict[str, Any]] = [
        {
            "title": "오늘의 띠별 운세와 별자리",
            "members": [
                {"url": f"https://news.example/{n}", "date": f"2026-03-{n}T06:00:00+09:00"} for n in (10, 11)
            ],
        }
    ]
    (folder / "same-title-negatives.json").write_text(json.dumps(recurring))
    judged = duplicates.evaluate(tmp_path)
    assert (judged["f1"], judged["pairs"], judged["negatives"], judged["negatives_merged"]) == (1.0, 1, 1, 0)
    recurring[0]["members"][1]["date"] = recurring[0]["members"][0]["date"]
    (folder / "same-title-negatives.json").write_text(json.dumps(recurring))
    assert duplicates.evaluate(tmp_path)["negatives_merged"] == 1


def test_scores_by_hand() -> None:
    found, expected = {"a": 1, "b": 1, "c": 1, "d": 2}, {"a": 1, "b": 1, "c": 2, "d": 2}
    pairs = pair_scores(pairs_within(found), pairs_within(expected))
    assert (pairs.precision, pairs.recall, pairs.f1) == (0.3333, 0.5, 0.4)
    by_item = b_cubed(found, expected)
    assert (by_item.precision, by_item.recall) == (0.6667, 0.75)
    assert pair_scores(set(), set()).f1 == 1.0
