"""No edition without a verdict on the very bytes that are there; what a gate refuses is withheld, and only that."""

from __future__ import annotations

import pytest

from briefing.composition.readiness import EditionRefusedError, readiness, require_verdicts
from briefing.composition.refusals import without_refused

from .composed_day import Day, quarantined
from .record_samples import DATE, verdict

JUDGED = {("articles", DATE): "d", ("captures", DATE): "d"}


def failed(part: str = "day", suite: str = "articles", **given: object):  # type: ignore[no-untyped-def]
    return verdict(suite, part=part, passed=False, **given)


def test_all_verdicts_are_there_and_of_these_bytes() -> None:
    found = [verdict("articles"), verdict("captures"), verdict("articles", part="source:kr_daily")]
    assert require_verdicts(found, JUDGED) == tuple(found)


@pytest.mark.parametrize(
    "found", [[], [verdict("captures")], [verdict("captures"), verdict("articles", date="2026-03-09")]]
)
def test_a_missing_verdict_is_a_refusal(found) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EditionRefusedError, match=f"no verdict of the articles gate on {DATE}"):
        require_verdicts(found, JUDGED)


def test_a_stale_verdict_is_a_refusal() -> None:
    found = [verdict("captures"), verdict("articles", judged_digest="0123456789abcdef")]
    with pytest.raises(
        EditionRefusedError, match=f"stale verdict of the articles gate on {DATE}: it judged 0123456789ab"
    ):
        require_verdicts(found, JUDGED)


def test_one_stale_verdict_among_many_is_a_refusal() -> None:
    found = [
        verdict("captures"),
        verdict("articles"),
        verdict("articles", part="source:x", judged_digest="old"),
    ]
    with pytest.raises(EditionRefusedError, match="stale"):
        require_verdicts(found, JUDGED)


def test_a_failed_source_is_withheld_and_no_other() -> None:
    ready = readiness(
        [verdict(), failed("source:kr_a", expectation="volume", observed="0", threshold="5")], [DATE]
    )
    assert ready.refusal(DATE, "kr_a") == "articles gate, volume: 0 (wanted 5)"
    assert ready.refusal(DATE, "kr_b") is None
    assert ready.refusal("2026-03-09", "kr_a") is None
    assert (ready.passed, ready.failed, ready.warnings) == (1, 1, ())


def test_a_failure_that_does_not_block_is_a_warning() -> None:
    warning = failed("source:kr_a", blocks=False)
    ready = readiness([warning], [DATE])
    assert (ready.refusal(DATE, "kr_a"), ready.warnings, ready.failed) == (None, (warning,), 1)


def test_a_failed_day_is_withheld_whole_and_the_other_days_are_not() -> None:
    ready = readiness([failed("day")], ["2026-03-09", DATE])
    assert ready.refusal(DATE, "kr_a") is not None
    assert ready.refusal("2026-03-09", "kr_a") is None


def test_all_days_refused_is_a_refusal_naming_each() -> None:
    with pytest.raises(EditionRefusedError, match=r"every day .*: 2026-03-09: .*; 2026-03-10: "):
        readiness([failed("day"), failed("day", date="2026-03-09")], ["2026-03-09", DATE])


def test_a_failed_section_is_not_the_whole_day() -> None:
    ready = readiness([failed("section:risk_media", "edition")], [DATE])
    assert ready.refusal(DATE, "kr_a") is None
    assert (DATE, "section:risk_media") in ready.withheld


def test_the_order_of_the_verdicts_does_not_matter() -> None:
    found = [failed("source:kr_a", expectation=e) for e in "cab"] + [verdict(part="source:kr_b")]
    assert readiness(found, [DATE]) == readiness(found[::-1], [DATE])


# The last gate


def after_gate(day: Day, *of_edition, refused=()):  # type: ignore[no-untyped-def]
    return without_refused(day.dispositions(), day.verdicts, of_edition, refused, day.dates, DATE)


@pytest.fixture
def day() -> Day:
    day = Day()
    day.add("a")
    day.add("b", name="other")
    day.add("g", name="ministry", kind="government")
    return day


def test_a_line_that_the_last_gate_refuses_is_left_out_and_the_numbers_stay(day: Day) -> None:
    before = {d.item_id: d.line_number for d in day.dispositions()}
    chosen, _ = after_gate(day, verdict("edition"), refused=[quarantined("a", "edition")])
    after = {d.item_id: d for d in chosen}
    assert (after["a"].fate, after["a"].reason, after["a"].line_number, after["a"].section) == (
        "left_out", "quarantined", None, None,
    )  # fmt: skip
    assert after["a"].detail == "edition gate, title_is_there: no title"
    assert {i: after[i].line_number for i in "bg"} == {i: before[i] for i in "bg"}


def test_a_released_line_is_printed(day: Day) -> None:
    chosen, _ = after_gate(day, verdict("edition"), refused=[quarantined("a", "edition", is_released=True)])
    assert {d.fate for d in chosen} == {"reported"}


def test_a_source_that_the_last_gate_withholds(day: Day) -> None:
    chosen, ready = after_gate(day, failed("source:kr_other", "edition"))
    assert {d.item_id for d in chosen if d.fate == "reported"} == {"a", "g"}
    assert ready.failed == 1


def test_a_section_that_the_last_gate_withholds(day: Day) -> None:
    chosen, ready = after_gate(day, failed("section:risk_media", "edition"))
    assert {d.item_id: d.reason for d in chosen if d.fate == "left_out"} == {"a": "withheld", "b": "withheld"}
    notices = [n.text for n in day.edition(chosen, ready).notices]
    assert notices[0].startswith("The section risk media is withheld: edition gate")


def test_an_account_that_the_last_gate_refuses_is_no_edition(day: Day) -> None:
    with pytest.raises(EditionRefusedError):
        after_gate(day, failed("day", "edition"))


def test_a_source_withheld_on_monday_keeps_its_lines_of_the_weekend() -> None:
    day = Day(edition_date="2026-03-09")
    weekend, monday = "2026-03-07", "2026-03-09"
    day.add("sat", date=weekend, monitoring_date=weekend)
    day.add("mon", date=monday, monitoring_date=monday)
    day.verdicts = [failed("source:kr_daily", date=monday)]
    assert day.fates() == {"mon": ("left_out", "withheld"), "sat": ("reported", "")}
    chosen, _ = without_refused(
        day.dispositions(), day.verdicts, [verdict("edition", date=monday)], [], day.dates, monday
    )
    assert {d.item_id: d.fate for d in chosen} == {"mon": "left_out", "sat": "reported"}
