"""Analysts' acts: kept in order, never overwriting one another unseen, and what they make of an edition."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from briefing.composition.editing import edit, fold
from briefing.composition.edition import compose
from briefing.composition.selection import select
from briefing.records.desk_act import DeskAct
from briefing.records.edition import Edition
from briefing.settings import Settings
from briefing.storage.acts import ActError, StaleActError, add_act, read_acts
from briefing.storage.approvals import automatic_at, is_approved, state_words
from briefing.storage.home import Home
from tests.unit.composed_day import OPS, OTHER_RISK, RISK, Day
from tests.unit.edition_sample import english
from tests.unit.record_samples import DATE

DAY = date.fromisoformat(DATE)
AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def act(
    home: Home, kind: str, target: str, value: str = "", based_on: int | None = None, **given: Any
) -> DeskAct:
    path = home.acts("kr", DAY)
    known = [a.revision for a in read_acts(path) if a.target == target]
    values: dict[str, Any] = {"by": "A. Kim", "at": AT, "why": ""} | given
    return add_act(
        path, country="kr", edition_date=DAY, kind=kind, target=target, value=value,
        based_on=(known[-1] if known else 0) if based_on is None else based_on, **values,
    )  # fmt: skip


def edited(day: Day, home: Home) -> Edition:
    material = edit(day.material(), fold(read_acts(home.acts("kr", DAY))))
    return compose(material, select(material, day.ready()), day.ready(), day.setting(), 1)


def lines_of(edition: Edition) -> dict[str, Any]:
    return {line.item_id: line for group in (*edition.risk_media, *edition.ops_media) for line in group.lines}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_two_people_do_not_overwrite_each_other_unseen(home: Home) -> None:
    act(home, "headline", "i1", "First", based_on=0)
    with pytest.raises(StaleActError) as stale:
        act(home, "category", "i1", RISK, based_on=0, by="B. Lee")
    assert stale.value.newest.value == "First" and "A. Kim" in str(stale.value)
    assert act(home, "spike", "i2", based_on=0).revision == 2  # another target is nobody's concern
    assert act(home, "category", "i1", RISK, based_on=1, by="B. Lee").revision == 3


def test_acts_that_are_none_and_torn_files_are_refused(home: Home) -> None:
    for bad in ({"by": ""}, {"by": "a\nb"}, {"why": "x" * 501}, {"at": datetime(2026, 3, 10)}):
        with pytest.raises(ValidationError):
            act(home, "spike", "i1", **bad)
    with pytest.raises(ValidationError):
        act(home, "burn", "i1")
    act(home, "spike", "i1")
    path = home.acts("kr", DAY)
    path.write_bytes(path.read_bytes() + b'{"torn')
    with pytest.raises(ActError, match="torn"):
        act(home, "spike", "i2")
    path.write_text("{}\n")
    with pytest.raises(ActError, match="line 1"):
        read_acts(path)


def test_without_acts_nothing_changes() -> None:
    day = Day()
    day.add("i1")
    day.add("i2", category=OPS)
    assert edit(day.material(), fold([])) == day.material()


def test_headline_category_and_summary_are_printed_as_edited_and_say_so(home: Home) -> None:
    day = Day()
    day.add("i1", language="ko", summary=english("One.", "Two."))
    day.add("i2")
    act(home, "headline", "i1", "Put right")
    act(home, "headline", "i1", "Put right again")
    act(home, "category", "i1", OPS)
    act(home, "summary", "i1", "Eins.\n")
    line = lines_of(edited(day, home))["i1"]
    assert (line.headline_en, line.headline_basis, line.ops_category, line.decided_by) == (
        "Put right again", "translated", OPS, "analyst",
    )  # fmt: skip
    assert [s.text_en for s in line.summary] == ["Eins.", "Two."]
    assert line.edited == (
        "Headline edited by A. Kim, 2026-03-10 09:30 UTC",
        "Category set to Tech Development/Adoption by A. Kim, 2026-03-10 09:30 UTC",
        "Summary edited by A. Kim, 2026-03-10 09:30 UTC",
    )
    assert edited(day, home) == edited(day, home)
    assert lines_of(edited(day, home))["i2"].edited == ()


def test_a_spiked_item_is_counted_with_its_copies_and_can_come_back(home: Home) -> None:
    day = Day()
    day.add("i1")
    day.add("i2", name="wire")
    day.add("i3", name="other", category=OTHER_RISK)
    day.group("i1", "i2")
    act(home, "spike", "i1", why="an advertisement")
    edition = edited(day, home)
    [spiked] = [reason for reason in edition.left_out if reason.reason == "spiked"]
    assert set(spiked.item_ids) == {"i1", "i2"} and "an advertisement" in spiked.details["i1"]
    assert sum(kind.count for kind in edition.monitored) == len(edition.reported) + sum(
        r.count for r in edition.left_out
    )
    act(home, "unspike", "i1")
    assert "i1" in lines_of(edited(day, home))


def test_what_is_put_first_leads_its_heading(home: Home) -> None:
    day = Day()
    for number in range(4):
        day.add(f"i{number}", hours=number)
    last = edited(day, home).risk_media[0].lines[-1].item_id
    act(home, "promote", last)
    assert edited(day, home).risk_media[0].lines[0].item_id == last
    act(home, "demote", last)
    assert edited(day, home).risk_media[0].lines[-1].item_id == last


def test_stories_are_merged_and_split(home: Home) -> None:
    day = Day()
    day.add("i1", summary=english("A first outlet says one thing."))
    day.add("i2", name="wire", summary=english("Another outlet has more to tell."))
    day.tell("s1", "i1")
    day.tell("s2", "i2")
    assert edited(day, home).developments == ()
    act(home, "merge", "i2", "s1")
    [together] = edited(day, home).developments
    assert (together.story_id, together.publishers, len(together.references)) == ("s1", 2, 2)
    act(home, "split", "i2")
    assert edited(day, home).developments == ()
    act(home, "merge", "nobody", "s1")  # of another edition: changes nothing here
    act(home, "headline", "nobody", "x")
    assert len(lines_of(edited(day, home))) == 2


@pytest.mark.parametrize(
    ("setting", "acts", "hour", "is_good"),
    [
        ("none", [], 0, True),
        ("required", [], 23, False),
        ("required", [("approve", "1")], 0, True),
        ("required", [("approve", "2")], 0, False),  # of another version
        ("required", [("approve", "1"), ("hold", "1")], 0, False),
        ("auto@20:00", [], 10, False),  # 19:00 in Seoul
        ("auto@20:00", [], 11, True),
        ("auto@20:00", [("hold", "1")], 23, False),
        ("auto@20:00", [("approve", "1")], 9, True),
        ("none", [("hold", "1")], 9, False),
    ],
)
def test_what_may_be_sent(
    home: Home, setting: str, acts: list[tuple[str, str]], hour: int, is_good: bool
) -> None:
    for kind, version in acts:
        act(home, kind, "edition", version)
    settings = Settings(home=home.root, approval=setting)
    now = datetime(2026, 3, 10, hour, tzinfo=UTC)
    assert is_approved(home, settings, "kr", DAY, 1, now) is is_good
    assert state_words(home, settings, "kr", DAY, 1, now)
    at = automatic_at(Settings(home=home.root, approval="auto@20:00"), "kr", DAY)
    assert at == datetime(2026, 3, 10, 20, tzinfo=ZoneInfo("Asia/Seoul"))
