"""Are the numbers of an English text those of its source: value, scale and unit?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from briefing.enrichment.figures import find_figures
from briefing.enrichment.grounding.amount_findings import find_amount_faults
from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.numbers import Number, read_numbers
from briefing.enrichment.grounding.source_dates import english_months
from briefing.enrichment.grounding.source_numbers import SourceNumbers, decimal_of
from briefing.enrichment.grounding.source_text import Passage
from briefing.records.figure import Figure
from briefing.records.finding import FindingKind

_CURRENCIES = {
    *(
        "won",
        "yen",
        "yuan",
        "dollars",
        "US dollars",
        "NT dollars",
        "HK dollars",
        "Australian dollars",
        "euros",
    ),
    *("pounds", "rupees", "dong", "yuan or dollars"),
}
_SHARES = {"percent", "percentage points", "basis points"}
_SAME = (
    {"dollars", "US dollars", "NT dollars", "HK dollars", "Australian dollars", "yuan or dollars"},
    {"yuan", "yuan or dollars"},
    {"yuan or dollars", "NT dollars", "yen"},
    {"percentage points", "points"},
)
_MARKED = re.compile(
    r"(?:about|around|nearly|almost|some|roughly|approximately|over|under|more than|less than|"
    r"fewer than|up to|at least|at most"
    r"|close to|as many as|above|below|near|well over|just over|just under|an estimated|estimated)\s[£€$¥₩₹]?$",
    re.IGNORECASE,
)


_MARK = 40
"""Characters that a mark of rounding fits into."""


def find_number_faults(english: str, passage: Passage) -> list[Fault]:
    """Numbers and amounts that stand in no reading of the passage, or stand there with another unit."""
    is_titled = is_title(english)
    numbers = [n for n in read_numbers(english, "en") if not _says_little(english, n, is_titled=is_titled)]
    source = passage.numbers
    grounds = {number: _ground(english, number, source) for number in numbers}
    taken = frozenset(value for value in grounds.values() if value is not None)
    return [*_exact_faults(english, passage, grounds, taken), *find_amount_faults(english, passage, taken)]


def _exact_faults(
    english: str, passage: Passage, grounds: Mapping[Number, Decimal | None], taken: Collection[Decimal]
) -> list[Fault]:
    if not grounds:
        return []
    source = passage.numbers
    figures = find_figures("", [english], "en")
    free = [n for n in source.numbers if n.value > 1 and not any(value in taken for value in n.values)]
    months = [span for _, span in english_months(english)]
    faults: list[Fault] = []
    used: Counter[Decimal] = Counter()
    for number, value in grounds.items():
        figure = next((f for f in figures if f.start <= number.start < f.end), None)
        if value is not None:
            used[value] += 1
        if value is None or (free and used[value] > _occurrences(value, source)):
            kind: FindingKind = "date" if _is_part_of_a_date(english, number, months) else "figure"
            faults.append(_unknown_number(english, number, figure, passage, free, kind))
        elif figure is not None and (fault := _unit_fault(number, figure, value, passage)) is not None:
            faults.append(fault)
    return faults


def _occurrences(value: Decimal, source: SourceNumbers) -> int:
    """How often the source has a value. What it has once and the English twice stands in another number's place."""
    return len(source.by_value.get(value, ())) or len(source.figures.get(value.normalize(), ()))


def _says_little(english: str, number: Number, *, is_titled: bool) -> bool:
    """``one`` is a pronoun as often as a number; a number word with a capital inside a sentence is a name."""
    if number.value == 1:
        return number.is_word
    word = english[number.start : number.end]
    return number.is_word and word[0].isupper() and is_inside(english, number.start) and not is_titled


def is_inside(english: str, start: int) -> bool:
    """Whether ``start`` is inside a sentence, so that a capital there says something."""
    before = english[:start].rstrip(" \"'“‘([")
    return bool(before) and before[-1] not in ".!?:;—–-|…"


def is_title(english: str) -> bool:
    """Whether most words have a capital, as in some headlines."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]{3,}", english)
    return len(words) >= 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _ground(english: str, number: Number, source: SourceNumbers) -> Decimal | None:
    """The value of the source that bears this number out."""
    for value in number.values:
        if source.has(value):
            return value
    after = english[number.end : number.end + 8]
    before = english[max(0, number.start - _MARK) : number.start]
    if number.value == 0 and re.search(r"\d:$", before):  # on the hour
        return number.value
    if number.value < 25 and re.match(r":\d\d|\s?[ap]\.?m|\so.clock", after, re.IGNORECASE):
        for hour in (
            number.value + 12,
            number.value - 12,
            Decimal(0) if number.value == 12 else number.value,
        ):
            if source.has(hour):
                return hour
    if number.scale > 1 or number.decimals or _MARKED.search(before):
        return _rounded(number, source)
    return None


def _rounded(number: Number, source: SourceNumbers) -> Decimal | None:
    """A value of the source that is this number once it is rounded to the digits printed."""
    value = number.value
    if number.scale > 1 or number.decimals:
        step = number.scale / (10**number.decimals)
    else:
        digits = str(value.to_integral_value())
        step = Decimal(10 ** (len(digits) - len(digits.rstrip("0"))))
    for candidate in (*source.by_value, *source.figures):
        if candidate and abs(candidate - value) * 2 <= step and abs(candidate - value) * 12 <= candidate:
            return candidate
    return None


def _unit_fault(number: Number, figure: Figure, value: Decimal, passage: Passage) -> Fault | None:
    """The same value with another currency, or percent for percentage points."""
    meant = [f for f in passage.numbers.figures.get(value.normalize(), ()) if f.unit]
    group = next((g for g in (_CURRENCIES, _SHARES) if figure.unit in g), None)
    if not meant or group is None:
        return None
    readings = passage.numbers.by_value.get(value, ())
    if len(readings) > len(meant):  # the same value stands there once more, without a unit
        return None
    if any(_agree(figure.unit, f.unit) for f in meant):
        return None
    if not any(f.unit in _CURRENCIES or f.unit in _SHARES for f in meant):
        return None
    sure = meant[0].text_en if len({f.text_en for f in meant}) == 1 else None
    return Fault(
        "figure",
        figure.start,
        figure.end,
        meant[0].text_en,
        f"the source has {meant[0].text_en}",
        sure if not meant[0].qualifier else None,
    )


def _agree(english: str, source: str) -> bool:
    return english == source or any(english in group and source in group for group in _SAME)


def _unknown_number(
    english: str,
    number: Number,
    figure: Figure | None,
    passage: Passage,
    free: list[Number],
    kind: FindingKind,
) -> Fault:
    span = (figure.start, figure.end) if figure is not None else (number.start, number.end)
    replacement = _same_digits(number, figure, passage) if figure is not None else None
    left = [passage.text[n.start : n.end] for n in free]
    expected = replacement or (left[0] if len(left) == 1 else "")
    written = english[span[0] : span[1]]
    return Fault(kind, *span, expected, f"{written}: no such number in the source", replacement)


def _is_part_of_a_date(english: str, number: Number, months: Sequence[tuple[int, int]]) -> bool:
    if number.scale == 1 and not number.decimals and 1900 <= number.value < 2100 and not number.is_word:
        return not (number.start and english[number.start - 1] in "£€$¥₩₹")
    return any(abs(number.start - end) <= 2 or abs(start - number.end) <= 6 for start, end in months)


def _same_digits(number: Number, figure: Figure, passage: Passage) -> str | None:
    """The one figure of the passage with these digits and unit in another scale, as English."""
    digits = _significant(number.value)
    if len(digits) < 1:
        return None
    same = {
        f.text_en
        for found in passage.numbers.figures.values()
        for f in found
        if (value := decimal_of(f.value)) is not None
        and f.value_to is None
        and _significant(value) == digits
        and (_agree(figure.unit, f.unit) if figure.unit and f.unit else not figure.unit)
    }
    return same.pop() if len(same) == 1 else None


def _significant(value: Decimal) -> str:
    return "".join(str(digit) for digit in value.normalize().as_tuple().digits)
