"""Selection: each item has one fate, each group of copies one line, and the lines one order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .composed_day import OPS, OTHER_RISK, RISK, Day, day_of_all_kinds, quarantined
from .record_samples import DATE, verdict


@pytest.mark.parametrize(
    ("given_", "fate"),
    [
        ({}, ("reported", "")),
        ({"category": None}, ("left_out", "out_of_scope")),
        ({"is_about_country": False}, ("left_out", "other_country")),
        ({"in_window": False, "monitoring_date": "2026-03-08"}, ("outside_window", "2026-03-08")),
        ({"category": OPS}, ("reported", "")),
        ({"is_listed": False}, ("reported", "")),
    ],
)
def test_the_fate_of_an_item_alone(given_: dict[str, Any], fate: tuple[str, str]) -> None:
    day = Day()
    day.add("a", **given_)
    assert day.fates() == {"a": fate}


@pytest.mark.parametrize("suite", ["articles", "items"])
def test_a_quarantined_item_is_left_out_until_it_is_released(suite: str) -> None:
    day = Day()
    day.add("a")
    day.quarantine = [quarantined("a", suite)]
    [refused] = day.dispositions()
    assert (refused.fate, refused.reason) == ("left_out", "quarantined")
    assert refused.detail == f"{suite} gate, title_is_there: no title"
    day.quarantine = [quarantined("a", suite, is_released=True)]
    assert day.fates() == {"a": ("reported", "")}


def test_a_quarantined_capture_is_no_quarantined_item() -> None:
    day = Day()
    day.add("a")
    day.quarantine = [quarantined("a", "captures")]
    assert day.fates() == {"a": ("reported", "")}


def test_a_withheld_source_loses_its_items_and_no_other() -> None:
    day = Day()
    day.add("a")
    day.add("b", name="other")
    day.verdicts = [verdict(part="source:kr_daily", passed=False)]
    assert day.fates() == {"a": ("left_out", "withheld"), "b": ("reported", "")}


def test_an_item_that_the_language_steps_lost_is_said() -> None:
    day = Day()
    day.add("a")
    day.versions = []
    [lost] = day.dispositions()
    assert (lost.fate, lost.reason, lost.detail) == (
        "left_out",
        "withheld",
        "the language steps left no row for it",
    )


def test_only_the_latest_version_counts() -> None:
    day = Day()
    day.add("a", is_latest=False)
    day.add("a", version=2, title="corrected")
    [line] = day.dispositions()
    assert (line.item_version, line.fate) == (2, "reported")


def test_an_item_read_on_several_days_is_one_of_the_day_it_belongs_to() -> None:
    day = Day(edition_date="2026-03-09")
    for date in ("2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"):
        day.add("a", date=date, monitoring_date="2026-03-07", in_window=date == "2026-03-07")
    assert day.fates() == {"a": ("reported", "")}


# Copies


@pytest.fixture
def copies() -> Day:
    day = Day()
    for name, hours in (("first", 0), ("second", 1), ("third", 2)):
        day.add(name, name=name, hours=hours)
    day.group("first", "second", "third")
    return day


def test_the_first_of_the_copies_stays(copies: Day) -> None:
    assert copies.fates() == {
        "first": ("reported", ""), "second": ("left_out", "duplicate"), "third": ("left_out", "duplicate"),
    }  # fmt: skip
    details = {d.item_id: d.detail for d in copies.dispositions()}
    assert details["second"] == "the same text as first of kr_first"


def test_the_next_copy_is_promoted_where_the_first_is_refused(copies: Day) -> None:
    copies.quarantine = [quarantined("first")]
    assert copies.fates() == {
        "first": ("left_out", "quarantined"), "second": ("reported", ""), "third": ("left_out", "duplicate"),
    }  # fmt: skip
    [line] = [line for group in copies.edition().risk_media for line in group.lines]
    assert [c.item_id for c in line.carriers] == ["third"]


def test_a_copy_in_scope_goes_before_a_first_out_of_scope(copies: Day) -> None:
    copies.versions[0] = copies.versions[0].model_copy(update={"scope": "out_of_scope"})
    assert {i: f for i, (f, _) in copies.fates().items()} == {
        "first": "left_out", "second": "reported", "third": "left_out",
    }  # fmt: skip


def test_all_copies_refused_leaves_none(copies: Day) -> None:
    copies.quarantine = [quarantined(i) for i in ("first", "second", "third")]
    assert {reason for _, reason in copies.fates().values()} == {"quarantined"}


def test_a_copy_of_another_day_repeats_nothing(copies: Day) -> None:
    copies.articles[0] = copies.articles[0].model_copy(
        update={"in_window": False, "monitoring_date": "2026-03-09"}
    )
    assert copies.fates()["first"] == ("outside_window", "2026-03-09")
    assert copies.fates()["second"] == ("reported", "")


def test_a_copy_that_no_table_knows_is_passed_over(copies: Day) -> None:
    copies.articles = copies.articles[1:]
    assert copies.fates() == {"second": ("reported", ""), "third": ("left_out", "duplicate")}


# Order


def test_sections_stand_in_their_order_and_lines_are_numbered_through() -> None:
    lines = sorted(
        (d for d in day_of_all_kinds().dispositions() if d.line_number), key=lambda d: d.line_number or 0
    )
    assert [d.line_number for d in lines] == list(range(1, len(lines) + 1))
    order = ["risk_media", "ops_media", "government_releases", "embassy_business_releases"]
    assert [d.section for d in lines] == sorted((str(d.section) for d in lines), key=order.index)
    assert [d.kind for d in lines][-5:] == [
        "government",
        "city_state",
        "embassy",
        "foreign_service_advisory",
        "business",
    ]


def test_the_heaviest_category_stands_first_then_the_name() -> None:
    day = Day()
    day.add("one", category=OTHER_RISK)
    day.add("two", category=RISK)
    day.add("three", category=RISK)
    assert [group.category for group in day.edition().risk_media] == [RISK, OTHER_RISK]


def test_in_a_category_the_heaviest_story_stands_first_then_the_newest() -> None:
    day = Day()
    for item, hours in (("old", 0), ("new", 2), ("story", 1)):
        day.add(item, hours=hours)
    day.tell("s", "story", publishers=3, copies=4)
    [group] = day.edition().risk_media
    assert [line.item_id for line in group.lines] == ["story", "new", "old"]


SPEC = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "b", "c"]),
        "category": st.sampled_from([RISK, OTHER_RISK, OPS, None]),
        "is_about_country": st.booleans(),
        "in_window": st.booleans(),
        "is_listed": st.booleans(),
        "hours": st.integers(-5, 5),
    }
)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Any day: items of three publishers, groups of copies, stories, quarantine, withheld sources."""
    day = Day()
    for name, kind in (("a", "news_media"), ("b", "government"), ("c", "business")):
        day.add_source(name, kind=kind)
    items = [f"i{n}" for n in range(draw(st.integers(0, 10)))]
    for item in items:
        spec = draw(SPEC)
        day.add(item, monitoring_date=DATE if spec["in_window"] else "2026-03-01", **spec)
    rest = draw(st.permutations(items))
    while rest:
        size = draw(st.integers(1, 4))
        group, rest = rest[:size], rest[size:]
        if draw(st.booleans()):
            day.group(*group)
        day.tell(f"s{group[0]}", *group)
    day.quarantine = [quarantined(i) for i in items if draw(st.integers(0, 5)) == 0]
    if draw(st.booleans()):
        day.verdicts = [verdict(part="source:kr_b", passed=False)]
    return day


@settings(max_examples=80, deadline=None)
@given(days())
def test_every_item_is_in_exactly_one_place_and_the_sums_are_exact(day: Day) -> None:
    dispositions = day.dispositions()
    edition = day.edition()
    assert [d.item_id for d in dispositions] == sorted(a.item_id for a in day.articles)
    monitored = sum(kind.count for kind in edition.monitored)
    assert monitored == len(edition.reported) + sum(group.count for group in edition.left_out)
    listed = {e.item_id for e in day.entries}
    outside = edition.outside_window + edition.archived_pages_outside_window
    assert monitored + outside == len(day.articles)
    assert edition.outside_window == sum(
        d.fate == "outside_window" and d.item_id in listed for d in dispositions
    )
    assert sorted(edition.reported) == list(range(1, len(edition.reported) + 1))

    printed = [
        *(line for group in (*edition.risk_media, *edition.ops_media) for line in group.lines),
        *edition.government_releases.national, *edition.government_releases.city_state,
        *edition.embassy_business_releases.embassies, *edition.embassy_business_releases.advisories,
        *edition.embassy_business_releases.business,
    ]  # fmt: skip
    assert [line.number for line in printed] == list(edition.reported)
    groups = [*edition.risk_categories, *edition.ops_categories]
    assert sum(group.count for group in groups) == len(printed)
    left = [i for group in edition.left_out for i in group.item_ids]
    assert len(left) == len(set(left))
    assert not set(left) & {line.item_id for line in printed}
    for book in edition.completeness.sources:
        own = [a for a in day.articles if a.source_id == book.source_id]
        assert (
            book.entries + book.archived_pages
            == len(own)
            == book.reported + book.left_out + book.outside_window
        )

    refused = {q.row_id.split("@")[0] for q in day.quarantine}
    withheld = {source for (_, source) in day.ready().withheld}
    for line in printed:
        assert line.item_id not in refused
        assert line.source_id not in withheld
        assert not {c.item_id for c in line.carriers} & {other.item_id for other in printed}
    for copies in {
        c.item_id: [d for d in day.carriers if d.item_id == c.item_id] for c in day.carriers
    }.values():
        assert sum(line.item_id in {c.carrier_item_id for c in copies} for line in printed) <= 1


@settings(max_examples=25, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_of_the_tables_does_not_matter(day: Day, chance: Any) -> None:
    before = day.edition()
    for table in (
        day.articles,
        day.entries,
        day.versions,
        day.captures,
        day.carriers,
        day.stories,
        day.quarantine,
    ):
        chance.shuffle(table)
    assert day.edition() == before
