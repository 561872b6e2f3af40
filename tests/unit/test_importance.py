"""Importance: what adds up, and which item leads for it."""

from briefing.composition.importance import importance
from briefing.records.country_relevance import CountryRelevance
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.severity import severities
from tests.unit.record_samples import article, item_version, story


def scored(kind: str = "news_media", category: str = "risk.crime", **of_story: object) -> int:
    told = story("s", "a", **of_story) if of_story else None
    return importance(article("a", kind=kind), item_version("a", risk_category=category), told).score


def test_every_category_has_a_severity() -> None:
    known = {row.id for row in (*taxonomy().risk, *taxonomy().ops)}
    assert set(severities()) == known


def test_the_parts_add_up_to_the_score() -> None:
    version = item_version(
        "a",
        risk_category="risk.terrorism",
        countries=(CountryRelevance(country="kr", score=1.0, basis="Seoul"),),
    )
    told = importance(article("a", kind="government"), version, story("s", "a", publishers=3, copies=5))
    parts = (told.severity, told.independence, told.reach, told.official, told.novelty, told.relevance)
    assert sum(parts) == told.score <= 100
    assert all(part > 0 for part in parts)
    assert told.reasons == (
        "3 independent publishers",
        "official: Government Releases",
        "grave by its category",
        "5 reports",
        "names South Korea or its people in the headline",
    )


def test_graver_wider_official_and_new_each_weigh() -> None:
    plain = scored(publishers=1, copies=1)
    assert scored(category="risk.terrorism", publishers=1, copies=1) > plain
    assert scored(kind="government", publishers=1, copies=1) > plain
    assert scored(publishers=1, copies=1, continues=True) < plain


def test_copies_of_one_publisher_weigh_less_than_independent_ones() -> None:
    assert scored(publishers=4, copies=4) > scored(publishers=1, copies=8)


def test_no_item_scores_more_than_all_points() -> None:
    version = item_version(
        "a",
        risk_category="risk.terrorism",
        countries=(CountryRelevance(country="kr", score=1.0, basis="Seoul"),),
    )
    told = importance(article("a", kind="government"), version, story("s", "a", publishers=90, copies=900))
    assert told.score == 100


def test_an_item_without_story_or_category_is_scored_too() -> None:
    told = importance(article("a"), item_version("a", risk_category=None, scope="out_of_scope"), None)
    assert (told.severity, told.independence, told.reach) == (0, 0, 0)
