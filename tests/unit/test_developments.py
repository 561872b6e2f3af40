"""Developments: said once, by whom; and the figures on which outlets differ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.composition.developments import developments
from briefing.composition.disagreements import bounds, disagreements, exclude_each_other
from briefing.records.edition import Line
from briefing.records.figure import Figure
from briefing.records.sentence import Sentence
from briefing.records.story import Story
from tests.unit.edition_sample import DAY, english, make_line


def counted(value: str, qualifier: Any = "", value_to: str | None = None, unit: str = "people") -> Figure:
    text = f"{qualifier} {value} {unit}".strip()
    return Figure(
        original=value, value=value, value_to=value_to, unit=unit, qualifier=qualifier, text_en=text, paragraph=0,
        start=0, end=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (counted("12"), counted("15"), True),
        (counted("12"), counted("12"), False),
        (counted("36855", unit="dollars"), counted("36900", "about", unit="dollars"), False),
        (
            counted("949500000000", unit="won"),
            counted("1000000000000", unit="won"),
            False,
        ),  # 949.5 billion, a trillion
        (counted("949500000000", unit="won"), counted("1120000000000", unit="won"), True),
        (counted("300", "over"), counted("340"), False),
        (counted("300", "over"), counted("290"), True),
        (counted("10", value_to="20"), counted("15"), False),
        (counted("10", value_to="20"), counted("31"), True),
        (counted("1/3", unit="percent"), counted("1/2", unit="percent"), True),
    ],
)
def test_figures_differ_when_no_number_fits_both(one: Figure, other: Figure, differ: bool) -> None:
    assert exclude_each_other(one, other) is exclude_each_other(other, one) is differ


@given(st.integers(1, 10**15), st.sampled_from(["", "about", "nearly", "over", "at most"]))
def test_a_figure_never_excludes_itself(value: int, qualifier: str) -> None:
    figure = counted(str(value), qualifier)
    assert not exclude_each_other(figure, figure)
    low, high = bounds(figure)
    assert (low is None or low <= value) and (high is None or value <= high)


def told(number: int, source: str, text: str, figure: str, **given: Any) -> Line:
    start = text.index(figure)
    found = counted(figure).model_copy(
        update={"original": figure, "start": start, "end": start + len(figure)}
    )
    sentence = Sentence(original=text, text_en=text, paragraph=0, start=0, end=len(text), score=1.0)
    return make_line(
        number, source_id=source, source_name=source.title(), summary=(sentence,), figures=(found,), **given
    )


def test_outlets_that_give_other_numbers_for_the_same_are_shown_with_who_says_what() -> None:
    members = [
        told(1, "daily", "The fire at the pier killed 12 people overnight.", "12"),
        told(2, "wire", "The fire at the pier killed 15 people overnight, police said.", "15"),
        told(3, "ledger", "The fire at the pier killed 12 people overnight.", "12"),
    ]
    [found] = disagreements(members)
    assert [(v.text_en, v.lines) for v in found.values] == [("12 people", (1, 3)), ("15 people", (2,))]


def test_other_things_another_unit_and_an_update_are_no_disagreement() -> None:
    first = told(1, "daily", "The fire at the pier killed 12 people overnight.", "12")
    other = told(2, "wire", "Rents in the harbour district rose for 15 people.", "15")
    update = told(
        3, "daily", "The fire at the pier killed 15 people overnight.", "15", published_at=first.fetched_at
    )
    assert disagreements([first, other]) == disagreements([first, update]) == ()


def story(lines: list[Line]) -> Story:
    return Story(
        story_id="s", country="kr", date=str(DAY), item_ids=tuple(x.item_id for x in lines), lead_item_id="x",
        publishers=len({x.source_id for x in lines}), copies=len(lines), cohesion=1, engine="e", version="1",
    )  # fmt: skip


def written(*lines: Line) -> Any:
    [found] = developments([story(list(lines))], {x.item_id: x for x in lines}, DAY)
    return found


def test_what_two_outlets_say_alike_is_said_once_with_both() -> None:
    alike = "The harbour council froze container fees at all three ports until the end of September."
    one = make_line(1, source_id="a", summary=english("Lead sentence of the first outlet.", alike))
    two = make_line(2, source_id="b", summary=english(alike, "Shippers had asked for a longer freeze."))
    found = written(one, two)
    assert sum(alike in (p.key, *p.support) for p in found.paragraphs) == 1
    assert next(p.lines for p in found.paragraphs if alike in (p.key, *p.support)) == (1, 2)


_FACTS = (
    "The council froze container fees at three ports.",
    "Shippers had asked for a freeze until December.",
    "Rail freight to the harbour rose by a tenth.",
    "A second crane arrives from Ulsan in May.",
    "Dredging of the northern channel was put off.",
    "Pilots work shorter shifts since the accident.",
    "The customs office opens at night from June.",
    "Fuel for tugboats costs more than last year.",
)


def test_much_to_say_makes_five_to_seven_paragraphs_each_with_support() -> None:
    lines = [
        make_line(1, source_id="a", summary=english(*_FACTS)),
        make_line(
            2,
            source_id="b",
            summary=english(*(f"Elsewhere {word} quays wait idle." for word in ("seven", "many"))),
        ),
    ]
    found = written(*lines)
    assert 4 <= len(found.paragraphs) <= 7 and all(p.support for p in found.paragraphs[:-1])


def test_brackets_and_cut_sentences_stand_back_and_headlines_stand_in() -> None:
    one = make_line(
        1,
        source_id="a",
        summary=english("(", "A whole sentence stands here.", "A cut one that ends in hospi..."),
    )
    two = make_line(2, source_id="b", summary=english("("))
    [paragraph] = written(one, two).paragraphs or [None]
    assert paragraph is None or "(" not in (paragraph.key, *paragraph.support)
    bare = written(two, make_line(3, source_id="c", summary=()))
    assert [p.key for p in bare.paragraphs] == ["Headline of item 2", "Headline of item 3"]
