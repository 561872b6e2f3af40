"""Figures on which the publishers of a story differ. None of them is chosen for the reader.

Two figures are about the same thing when they have the same unit and stand in nearly the same words of the same
language. They differ when no number fits both: rounding, "about", "over" and ranges are taken as they are meant. Of
one publisher only what it published last counts, since a correction of its own is no disagreement; copies of one
text are one voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from briefing.enrichment.sentences import shingles
from briefing.records.edition import Disagreement, DisputedValue, Line
from briefing.records.figure import Figure

_WINDOW = 24
"""Characters on either side of a figure that say what it counts."""
_ALIKE = 0.5
"""Least share of common shingles of the two windows (Jaccard): half of the words around both figures."""
_ABOUT = Fraction(5, 100)
"""How far from its number "about" and "nearly" reach."""
_MOST = 4
_DIGITS = re.compile(r"[\d.,%]+")


@dataclass(frozen=True)
class Statement:
    """A figure where a line states it."""

    line: Line
    figure: Figure
    words: frozenset[str]


def disagreements(members: Sequence[Line]) -> tuple[Disagreement, ...]:
    """Where the lines of one story give figures that exclude each other; at most four, the most disputed first."""
    newest = _newest_of_each(members)
    found: list[tuple[int, Disagreement]] = []
    used: set[int] = set()
    statements = [s for line in newest for s in _statements(line)]
    for place, statement in enumerate(statements):
        if place in used:
            continue
        group = [place] + [
            other
            for other in range(place + 1, len(statements))
            if other not in used and _is_same_thing(statement, statements[other])
        ]
        same = [statements[index] for index in group]
        if len({s.line.source_id for s in same}) < 2 or not _excludes_any(same):
            continue
        used |= set(group)
        values = _values(same)
        found.append((-len(same), Disagreement(about=statement.figure.unit, values=values)))
    return tuple(d for _, d in sorted(found, key=lambda pair: pair[0])[:_MOST])


def bounds(figure: Figure) -> tuple[Fraction | None, Fraction | None]:
    """Least and greatest number that a figure can mean; None where there is no bound."""
    low = Fraction(figure.value)
    high = Fraction(figure.value_to) if figure.value_to else low
    if figure.qualifier in ("over", "at least"):
        return low, None
    if figure.qualifier in ("under", "at most", "up to"):
        return None, high
    slack = abs(low) * _ABOUT if figure.qualifier in ("about", "nearly") else _rounding(figure.value)
    return low - slack, high + slack


def exclude_each_other(one: Figure, other: Figure) -> bool:
    """Whether no number fits both."""
    (low, high), (least, most) = bounds(one), bounds(other)
    return (high is not None and least is not None and high < least) or (
        most is not None and low is not None and most < low
    )


def _newest_of_each(members: Iterable[Line]) -> list[Line]:
    """Of each publisher the line that it published last."""
    found: dict[str, Line] = {}
    for line in members:
        before = found.get(line.source_id)
        if before is None or _when(line) > _when(before):
            found[line.source_id] = line
    return list(found.values())


def _statements(line: Line) -> Iterator[Statement]:
    """The figures that stand in the line's sentences, with the words around each."""
    for sentence in line.summary:
        for figure in line.figures:
            inside = figure.paragraph == sentence.paragraph and sentence.start <= figure.start < sentence.end
            if not inside or not figure.unit:
                continue
            start, end = figure.start - sentence.start, figure.end - sentence.start
            before = sentence.original[max(0, start - _WINDOW) : start]
            after = sentence.original[end : end + _WINDOW]
            words = shingles(_DIGITS.sub(" ", f"{before} {after}"), line.language)
            if words:
                yield Statement(line, figure, words)


def _is_same_thing(one: Statement, other: Statement) -> bool:
    if one.line.source_id == other.line.source_id or one.figure.unit != other.figure.unit:
        return False
    if one.line.language != other.line.language:
        return False
    common = len(one.words & other.words)
    return common >= _ALIKE * len(one.words | other.words)


def _excludes_any(same: Sequence[Statement]) -> bool:
    return any(
        exclude_each_other(one.figure, other.figure)
        for place, one in enumerate(same)
        for other in same[place + 1 :]
    )


def _values(same: Sequence[Statement]) -> tuple[DisputedValue, ...]:
    """Each value with who gives it, in the order of the lines."""
    by_value: dict[str, list[Line]] = {}
    for statement in same:
        by_value.setdefault(statement.figure.text_en, []).append(statement.line)
    return tuple(
        DisputedValue(
            text_en=text,
            lines=tuple(dict.fromkeys(line.number for line in lines)),
            source_names=tuple(dict.fromkeys(line.source_name for line in lines)),
        )
        for text, lines in by_value.items()
    )


def _rounding(value: str) -> Fraction:
    """Half of the last place that a number is given to: 36,900 may be 36,850 to 36,950; a fraction is exact."""
    if "/" in value:
        return Fraction(0)
    exponent = Decimal(value).normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # a figure is a number
    # Small whole numbers are counted, not rounded: 12 dead is not 12.4.
    return Fraction(0) if exponent == 0 or Decimal(value) == 0 else Fraction(10) ** exponent / 2


def _when(line: Line) -> str:
    return (line.published_at or line.first_seen_at).isoformat()
