"""The edition as a document: every section, every field from its record, and the same bytes each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing.composition.difference import difference
from briefing.records.edition import Edition
from briefing.records.sentence import Sentence
from briefing.storage.editions import to_bytes
from briefing.taxonomy.categories import category_name

from .composed_day import OPS, OTHER_RISK, RISK, Day, day_of_all_kinds, quarantined
from .record_samples import AT, DATE, verdict


def lines_of(edition: Edition) -> dict[str, object]:
    return {line.item_id: line for group in (*edition.risk_media, *edition.ops_media) for line in group.lines}


def test_composed_twice_it_has_the_same_bytes() -> None:
    first, second = (to_bytes(day_of_all_kinds().edition()) for _ in range(2))
    assert first == second
    assert Edition.model_validate_json(first) == day_of_all_kinds().edition()
    assert first.endswith(b"}\n")


def test_each_kind_stands_in_its_section() -> None:
    edition = day_of_all_kinds().edition()
    media = {line.kind for group in (*edition.risk_media, *edition.ops_media) for line in group.lines}
    assert media == {"news_media", "academic_think_tank", "podcast", "video", "social"}
    government, others = edition.government_releases, edition.embassy_business_releases
    assert [[line.kind for line in lines] for lines in (government.national, government.city_state)] == [
        ["government"],
        ["city_state"],
    ]
    assert [[line.kind for line in lines] for lines in (others.embassies, others.advisories, others.business)] == [
        ["embassy"], ["foreign_service_advisory"], ["business"],
    ]  # fmt: skip


def test_the_tables_of_categories_count_the_lines() -> None:
    day = Day()
    for item, category in (("a", RISK), ("b", RISK), ("c", OTHER_RISK), ("d", OPS), ("e", None)):
        day.add(item, category=category)
    edition = day.edition()
    assert [(row.category, row.count) for row in edition.risk_categories] == [(RISK, 2), (OTHER_RISK, 1)]
    assert [(row.category, row.count) for row in edition.ops_categories] == [(OPS, 1)]
    assert [len(group.lines) for group in edition.risk_media] == [2, 1]
    assert [group.category for group in edition.ops_media] == [OPS]


def test_a_line_shows_its_records() -> None:
    day = Day()
    day.add("ko", language="ko", title="제목")
    day.add("en", language="en", title="Title", hours=1, category=OPS)
    lines = lines_of(day.edition())
    korean, english = lines["ko"], lines["en"]
    assert (korean.headline_original, korean.language_label) == ("제목", "Local Language")  # type: ignore[attr-defined]
    assert (english.headline_original, english.language_label) == (None, "English")  # type: ignore[attr-defined]
    assert (korean.capture_id, korean.latency_hours) == ("c-ko", None)  # type: ignore[attr-defined]
    assert (korean.risk_category, english.risk_category, english.ops_category) == (
        RISK,
        "risk.undetermined",
        OPS,
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("{}, partly read: fire …", "Partly read: fire …"),
        ("{}: fire, … court", "Fire, … court"),
        ("{}; in the text: Busan", "Headline not read; in the text: Busan"),
        ("{} (Example Daily; headline not read)", "Headline not read"),
        ("{}, Japan talks", "{}, Japan talks"),
        ("Partly read: fire", "Partly read: fire"),
    ],
)
def test_a_structured_line_does_not_repeat_its_heading(line: str, printed: str) -> None:
    day = Day()
    day.add("a", language="ko", category=OTHER_RISK)
    name = category_name(OTHER_RISK)
    day.versions = [
        version.model_copy(update={"headline_en": line.format(name), "headline_basis": "structured"})
        for version in day.versions
    ]
    assert lines_of(day.edition())["a"].headline_en == printed.format(name)  # type: ignore[attr-defined]


def test_an_item_without_page_leads_to_its_feed() -> None:
    day = Day()
    day.add("a", page_capture_id=None)
    assert lines_of(day.edition())["a"].capture_id == "feed-capture"  # type: ignore[attr-defined]


def test_a_release_says_how_old_it_is_at_the_cutoff() -> None:
    day = Day()
    day.add("g", kind="government", name="ministry")  # 10:00 in Seoul, the cut-off is at 18:00
    day.add("u", kind="government", name="ministry", published_at=None)
    lines = {line.item_id: line.latency_hours for line in day.edition().government_releases.national}
    assert lines == {"g": 8.0, "u": None}


def test_versions_and_copies_are_on_the_line() -> None:
    day = Day()
    day.add("a", is_latest=False)
    day.add("a", version=2)
    day.add("copy", name="other", hours=1)
    day.group("a", "copy")
    line = lines_of(day.edition())["a"]
    assert (line.item_version, line.versions) == (2, 2)  # type: ignore[attr-defined]
    assert [(c.item_id, c.source_name) for c in line.carriers] == [("copy", "Other")]  # type: ignore[attr-defined]


def test_a_development_is_what_two_publishers_report() -> None:
    day = Day()
    for item, name in (("a", "first"), ("b", "second"), ("c", "first"), ("d", "first"), ("e", "first")):
        day.add(item, name=name)
    day.tell("told by two", "a", "b")
    day.tell("told by one", "c", "d", "e")
    [development] = day.edition().developments
    assert (development.story_id, development.publishers, development.copies) == ("told by two", 2, 2)
    numbers = {line.number for line in lines_of(day.edition()).values()}  # type: ignore[attr-defined]
    assert {reference.line for reference in development.references} <= numbers


def test_the_graver_story_leads_the_developments() -> None:
    day = Day()
    for item, name in (("a", "first"), ("b", "second"), ("c", "third")):
        day.add(item, name=name, category="ops.asset_price_change")
    for item, name in (("x", "first"), ("y", "second")):
        day.add(item, name=name, category="risk.terrorism")
    day.tell("shares", "a", "b", "c")
    day.tell("attack", "x", "y")
    assert [d.story_id for d in day.edition().developments] == ["attack", "shares"]


def test_a_development_that_is_not_translated_says_what_is_certain_of_it() -> None:
    day = Day()
    said = Sentence(
        original="정부가 발표했다.",
        text_en=None,
        terms_en="government; plan",
        paragraph=0,
        start=0,
        end=9,
        score=1.0,
    )
    for item, name in (("a", "first"), ("b", "second")):
        day.add(item, name=name, summary=(said,))
    day.tell("s", "a", "b")
    [development] = day.edition().developments
    assert development.paragraphs[0].terms_en == "government; plan"


def test_a_development_loses_what_is_not_printed() -> None:
    day = Day()
    for item, name in (("a", "first"), ("b", "second")):
        day.add(item, name=name)
    day.tell("s", "a", "b")
    assert len(day.edition().developments) == 1
    day.quarantine = [quarantined("b")]
    assert day.edition().developments == ()


def test_notices_name_what_is_withheld_refused_and_doubted() -> None:
    day = Day()
    day.add("a")
    day.add("b", name="other")
    day.quarantine = [quarantined("b")]
    day.verdicts = [
        verdict(part="source:kr_daily", passed=False, expectation="volume", observed="1", threshold="5"),
        verdict(part="source:kr_other", passed=False, blocks=False, expectation="silence", observed="30 h"),
        verdict(),
    ]
    edition = day.edition()
    withheld, refused, doubted = (notice.text for notice in edition.notices)
    assert withheld == f"Daily is withheld on {DATE}: articles gate, volume: 1 (wanted 5)."
    assert refused.startswith("1 item")
    assert "quarantine" in refused
    assert doubted.startswith("Other: ")
    assert all(part in doubted for part in ("silence", "30 h", "wanted"))
    done = edition.completeness
    assert (done.verdicts_passed, done.verdicts_failed, done.verdicts_warned) == (1, 1, 1)


def test_the_days_say_what_was_captured() -> None:
    day = Day(edition_date="2026-03-09")
    day.add("a", date="2026-03-07", monitoring_date="2026-03-07")
    day.captures = [c.model_copy(update={"collected_for": "2026-03-07"}) for c in day.captures]
    edition = day.edition()
    assert [(d.date.isoformat(), d.state, d.items) for d in edition.days] == [
        ("2026-03-06", "no_captures", 0), ("2026-03-07", "captured", 1),
        ("2026-03-08", "no_captures", 0), ("2026-03-09", "no_captures", 0),
    ]  # fmt: skip
    assert (edition.cutoff, edition.timezone, edition.country_name) == ("18:00", "Asia/Seoul", "South Korea")


def test_an_empty_day_is_an_edition_that_says_so() -> None:
    edition = Day().edition()
    assert (edition.reported, edition.left_out, edition.developments) == ((), (), ())
    assert {kind.zero_reason for kind in edition.monitored} == {"no_source_configured"}
    assert (edition.completeness.sources_due, edition.completeness.newest_fetch_at) == (0, None)


def test_fiction_is_marked_on_the_whole_and_on_its_lines() -> None:
    day = Day()
    day.add_source("daily", fictional=True)
    day.add("a")
    day.add("b", name="real")
    edition = day.edition()
    assert edition.is_fictional
    assert {i: line.is_fictional for i, line in lines_of(edition).items()} == {"a": True, "b": False}  # type: ignore[attr-defined]


def test_it_holds_no_clock_and_no_run() -> None:
    text = to_bytes(day_of_all_kinds().edition()).decode()
    assert "run_id" not in text
    assert str(datetime.now(UTC).date()) not in text.replace(DATE, "")


def test_what_differs_between_two_versions() -> None:
    before = Day()
    before.add("stays")
    before.add("goes")
    before.add("changes", title="old title")
    after = Day()
    after.add("stays")
    after.add("comes")
    after.add("changes", title="new title", version=2)
    found = difference(before.edition(version=1), after.edition(version=2))
    assert (found["edition"], found["versions"]) == (f"kr/{DATE}", [1, 2])
    assert found["came"] == {"comes": "English of comes"}
    assert found["went"] == {"goes": "English of goes"}
    assert found["changed"] == {
        "changes": {"item_version": [1, 2], "headline_original": ["old title", "new title"]},
    }
    same = difference(before.edition(), before.edition())
    assert (same["came"], same["went"], same["changed"]) == ({}, {}, {})


@pytest.mark.parametrize("missing", ["captures", "stories", "entries"])
def test_a_table_without_rows_ends_nothing(missing: str) -> None:
    day = day_of_all_kinds()
    setattr(day, missing, [])
    edition = day.edition()
    assert sum(k.count for k in edition.monitored) == 20
    assert edition.edition_date == date.fromisoformat(DATE)
    assert edition.days[0].start_at < AT < edition.days[0].end_at
