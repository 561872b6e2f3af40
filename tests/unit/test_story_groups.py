"""Grouping scored pairs: like the dense form of it, whatever the order, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.enrichment.han_fold import fold_han
from briefing.enrichment.stories import agglomerate
from briefing.enrichment.story_groups import Linkage, agglomerate_pairs, best_matches, labels_of
from briefing.enrichment.wire import agency_of

LINKAGE = Linkage(threshold=0.0, closest=0.5, floor=-6.0, ceiling=6.0)


def test_a_chain_of_weak_links_is_no_group() -> None:
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    groups = agglomerate_pairs(4, left, right, np.array([2.0, 1.0, 2.0]), LINKAGE)
    assert groups == [[0, 1], [2, 3]]


def test_equal_links_go_to_the_lower_items() -> None:
    groups = agglomerate_pairs(3, np.array([0, 1]), np.array([1, 2]), np.array([1.0, 1.0]), LINKAGE)
    assert groups == [[0, 1], [2]]


def test_no_pairs_leave_every_item_alone() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert agglomerate_pairs(2, nothing, nothing, np.zeros(0), LINKAGE) == [[0], [1]]


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_sparse_grouping_is_the_dense_one(count: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(count, count)) * 3
    scores = np.clip((scores + scores.T) / 2, LINKAGE.floor, LINKAGE.ceiling)
    left, right = np.triu_indices(count, k=1)
    order = np.random.default_rng(seed + 1).permutation(len(left))
    found = agglomerate_pairs(count, left[order], right[order], scores[left, right][order], LINKAGE)
    assert found == sorted(agglomerate(scores, LINKAGE.threshold, LINKAGE.closest))
    assert sorted(i for group in found for i in group) == list(range(count))
    assert set(labels_of(found, count)) == set(range(len(found)))


def test_best_matches_pair_each_name_once() -> None:
    links = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.85, ("b", "z"): 0.1}
    assert best_matches(links) == {"a": "x", "b": "z"}


def test_the_fold_joins_both_scripts_and_leaves_the_rest() -> None:
    assert fold_han("臺灣經濟發展") == fold_han("台湾经济发展")
    assert fold_han("한국 にほん Việt भारत") == "한국 にほん Việt भारत"


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        ("(서울=연합뉴스) 홍길동 기자 = 정부가 발표했다.", "Yonhap"),
        ("【ワシントン共同】米政府は発表した。", "Kyodo"),
        ("新华社北京3月10日电 有关部门宣布。", "Xinhua"),
        ("（中央社記者王小明台北10日電）行政院宣布。", "CNA"),
        ("HANOI, March 10 (Xinhua) -- Vietnam said on Tuesday.", "Xinhua"),
        ("(TTXVN) Chính phủ công bố kế hoạch.", "VNA"),
        ("The ministry said so on Tuesday. (PTI)", "PTI"),
        ("연합뉴스는 이 보도를 부인했다고 회사가 밝혔다.", None),
        ("The company told Reuters that it would appeal.", None),
        ("An unlikely candidate said (united) we stand.", None),
        ("(Japan) The ministry said so on Tuesday.", None),
        ("[Community] Residents met on Tuesday.", None),
        ("(AFP/AP) The ministry said so on Tuesday.", "AFP"),
        ("", None),
    ],
)
def test_whose_text_it_is_stands_in_the_dateline_or_the_credit(body: str, agency: str | None) -> None:
    assert agency_of([body]) == agency
