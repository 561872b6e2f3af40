"""A profile as a form, and back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import MultiDict

from briefing.records.profile import Profile, WatchTerm
from briefing.taxonomy.categories import taxonomy
from briefing.web.profile_form import LANGUAGES, SECTIONS, read_profile, values_of

CATEGORIES = [c.id for c in (*taxonomy().risk, *taxonomy().ops)]
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


def posted_from(profile: Profile) -> MultiDict:
    pairs = []
    for name, value in values_of(profile).items():
        pairs += [(name, one) for one in value] if isinstance(value, list) else [(name, value)]
    return MultiDict(pairs)


@given(
    st.builds(
        Profile,
        countries=st.lists(st.sampled_from(["kr", "jp", "in"]), unique=True).map(tuple),
        categories_in=st.lists(st.sampled_from(CATEGORIES[:30]), unique=True, max_size=5).map(tuple),
        categories_out=st.lists(st.sampled_from(CATEGORIES[30:]), unique=True, max_size=5).map(tuple),
        languages=st.lists(st.sampled_from(sorted(LANGUAGES)), unique=True).map(tuple),
        sections=st.lists(st.sampled_from(sorted(SECTIONS)), unique=True).map(tuple),
        watch_terms=st.lists(
            st.builds(WatchTerm, term=WORDS, forms=st.lists(WORDS, max_size=3).map(tuple)), max_size=4
        ).map(tuple),
        least_importance=st.integers(0, 100),
        most_items=st.none() | st.integers(1, 10_000),
        delivery_time=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        timezone=st.sampled_from(["UTC", "Asia/Seoul", "America/New_York"]),
        preset=st.none(),
    )
)
def test_a_profile_comes_back_from_its_form(profile: Profile) -> None:
    assert read_profile(posted_from(profile)).profile == profile


@given(st.dictionaries(st.sampled_from([*values_of(Profile())]), st.text(max_size=50)))
def test_whatever_is_posted_is_a_profile_or_has_a_word_on_its_field(fields: dict[str, str]) -> None:
    form = read_profile(MultiDict({**posted_from(Profile()), **fields}))
    assert (form.profile is None) == bool(form.errors)
    assert set(form.errors) <= set(form.values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("least_importance", "101"), ("least_importance", "abc"), ("most_items", "0"), ("timezone", "Mars/Base"),
        ("delivery_time", "25:00"), ("delivery_time", "07:00:30"), ("countries", "xx"), ("kinds", "x"),
        ("format", "doc"),
        ("watch_terms", "= x"), ("watch_terms", "a\x07b"), ("watch_terms", "x" * 81), ("watch_terms", "a\n" * 201),
        ("sections", "x"), ("languages", "xx"), ("categories_in", "risk.x"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_kept(field: str, value: str) -> None:
    form = read_profile(MultiDict({**posted_from(Profile()), field: value}))
    assert set(form.errors) == {field}
    assert value.strip() in str(form.values[field]) or value in form.values[field]


def test_a_category_is_wanted_or_left_out() -> None:
    both = MultiDict(
        [
            *posted_from(Profile()).multi_items(),
            ("categories_in", CATEGORIES[0]),
            ("categories_out", CATEGORIES[0]),
        ]
    )
    assert set(read_profile(both).errors) == {"categories_out"}
