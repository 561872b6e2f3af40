"""A briefing decides about every line once, and its check, written apart, agrees."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from benchmarks.full_edition import full_edition
from briefing.composition.briefing_check import check_briefing
from briefing.composition.tailoring import Tailor, cut, explain, tailor
from briefing.composition.watching import comparable, watched_line, watches
from briefing.records.profile import Profile, WatchTerm
from briefing.rendering.page import Page
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.presets import PRESETS, profile_of_preset
from briefing.taxonomy.profile_files import ProfileError, read_profile
from tests.unit.edition_sample import make_line, named, one_line_edition

EDITION = full_edition(40, developments=2)
TAILOR = Tailor(EDITION)
CATEGORIES = [category.id for category in (*taxonomy().risk, *taxonomy().ops)]

profiles = st.builds(
    Profile,
    countries=st.sampled_from([(), ("kr",), ("jp",), ("kr", "vn")]),
    categories_in=st.lists(st.sampled_from(CATEGORIES), max_size=30, unique=True).map(tuple),
    categories_out=st.lists(st.sampled_from(CATEGORIES), max_size=3, unique=True).map(tuple),
    kinds=st.sampled_from([(), ("news_media",), ("government", "embassy")]),
    languages=st.sampled_from([(), ("ko", "en"), ("zh-Hans",)]),
    watch_terms=st.lists(
        st.sampled_from(("union", "크레인", "港湾局", "nobody")).map(lambda term: WatchTerm(term=term)),
        max_size=3,
    ).map(tuple),
    least_importance=st.integers(0, 70),
    most_items=st.none() | st.integers(1, 50),
    sections=st.sampled_from([(), ("risk_media",), ("developments", "ops_media")]),
)


@settings(max_examples=60, deadline=None)
@given(profiles)
def test_every_line_is_in_or_out_once_and_the_check_agrees(profile: Profile) -> None:
    briefing = TAILOR.briefing(profile)
    lines = [c.line for c in briefing.chosen] + [n for group in briefing.withheld for n in group.lines]
    assert sorted(lines) == sorted(EDITION.reported)
    assert check_briefing(EDITION, profile, briefing) == ()
    assert sorted(Page(cut(EDITION, briefing)).edition.reported) == sorted(c.line for c in briefing.chosen)
    assert all(chosen.why for chosen in briefing.chosen)


def test_the_check_finds_a_line_too_many_a_line_too_few_and_another_edition() -> None:
    profile = Profile(categories_in=("risk.crime",))
    briefing = tailor(EDITION, profile)
    stray = next(group for group in briefing.withheld if group.lines)
    added = briefing.model_copy(
        update={
            "chosen": (*briefing.chosen, briefing.chosen[0].model_copy(update={"line": stray.lines[0]}))
            if briefing.chosen
            else (),
            "withheld": (stray.model_copy(update={"lines": stray.lines[1:]}), *briefing.withheld[1:]),
        }
    )
    assert check_briefing(EDITION, profile, added)
    assert check_briefing(EDITION, Profile(), briefing)  # left out, though nothing forbids it
    assert (
        "another edition" in check_briefing(EDITION.model_copy(update={"version": 9}), profile, briefing)[0]
    )


def test_a_watched_name_is_in_whatever_its_category_but_never_one_left_out() -> None:
    line = make_line(1, entities=(named("organisation", "삼성전자", "Samsung Electronics"),))
    edition = one_line_edition(line)
    wanted = Profile(categories_in=("risk.crime",), watch_terms=(WatchTerm(term="Samsung Electronics"),))
    [chosen] = tailor(edition, wanted).chosen
    assert chosen.watched == ("Samsung Electronics",)
    assert chosen.why[0].startswith("you watch “Samsung Electronics”: ")
    refused = wanted.model_copy(update={"categories_out": ("risk.cyber_attacks",)})
    [group] = tailor(edition, refused).withheld
    assert (group.reason, group.details[1]) == ("category_out", "Cyber Attacks and Data Loss")


@pytest.mark.parametrize(
    ("term", "headline", "is_found"),
    [
        ("LG", "LG Energy wins", True),
        ("LG", "Algae bloom in the bay", False),
        ("Intel", "Intelligence law passed", False),
        ("삼성", "삼성전자가 투자한다", True),
        ("台积电", "台積電擴廠", True),
        ("ＳＫ", "SK hynix", True),
        ("Việt Nam", "xuất khẩu của Việt Nam tăng", True),
        ("Nam", "miền Namm", False),
        ("रेल", "रेलवे का विस्तार", False),
        ("रेल", "भारतीय रेल का विस्तार", True),
        (".*", "anything", False),
        ("C++", "the C++ fair", True),
    ],
)
def test_terms_are_whole_words_where_words_are_parted_and_never_patterns(
    term: str, headline: str, is_found: bool
) -> None:
    if not any(sign.isalnum() for sign in term):
        with pytest.raises(ValidationError):
            WatchTerm(term=term)
        return
    [watch] = watches([WatchTerm(term=term)])
    assert (
        watch.found_in(watched_line(make_line(1, headline_en=headline, summary=()))) is not None
    ) == is_found


def test_a_term_of_the_gazetteer_finds_every_spelling() -> None:
    [watch] = watches([WatchTerm(term="Samsung Electronics")])
    assert watch.entities
    assert comparable("ＳＡＭＳＵＮＧ　電子") == comparable("samsung 电子")


@pytest.mark.parametrize("text", ["a\nb", "x\u202ey", "", " ", "…", "a" * 81])
def test_terms_that_could_harm_or_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        WatchTerm(term=text)


def test_every_preset_names_known_categories_and_says_itself_as_the_reason() -> None:
    for preset in PRESETS:
        briefing = TAILOR.briefing(profile_of_preset(preset))
        assert all(c.why[0].startswith(PRESETS[preset].label) for c in briefing.chosen)
    assert set(PRESETS["hr"].categories) >= {
        "ops.employment",
        "ops.wages",
        "ops.labor_relations",
        "risk.regulation",
    }


def test_explaining_a_line_lists_every_test() -> None:
    rows = explain(EDITION, Profile(countries=("jp",), least_importance=100), EDITION.reported[0])
    verdicts = {words: passes for words, passes, _ in rows}
    assert (verdicts["country"], verdicts["least importance"], verdicts["language"]) == (False, False, True)


def test_a_profile_file_names_what_is_wrong_in_it(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("preset: hr\nwatch_terms: [Samsung]\ncountries: [kr]\ndelivery_time: '06:30'\n")
    profile = read_profile(path)
    assert (profile.preset, profile.delivery_time, profile.watch_terms[0].term) == (
        "hr",
        time(6, 30),
        "Samsung",
    )
    for content, word in (
        ("categories_in: [risk.crimes]", "did you mean risk.crime"),
        ("timezone: Mars/Base", "time zone"),
        ("least_importance: 101", "least_importance"),
        ("colour: red", "colour"),
        ("- a", "mapping"),
        ("a: [", "neither YAML nor JSON"),
        ("kinds: [newspapers]", "there is no 'newspapers'"),
    ):
        path.write_text(content)
        with pytest.raises(ProfileError, match=word):
            read_profile(path)
    path.write_text(json.dumps({"countries": ["kr"]}))
    assert read_profile(path).countries == ("kr",)
