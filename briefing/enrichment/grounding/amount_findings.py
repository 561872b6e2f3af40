"""Are the amounts that an English text says without digits (hundreds, half, triple) those of its source?"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from itertools import combinations

from briefing.enrichment.figures import units_agree
from briefing.enrichment.grounding.amounts import Amount, english_amounts, multiples, vague_values
from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.numbers import Number
from briefing.enrichment.grounding.source_numbers import decimal_of
from briefing.enrichment.grounding.source_text import Passage

_ONE = re.compile(
    r"\bone (?=(?:more )?(?:person |man |woman |child |soldier |civilian )?(?:is |was |has been )?"
    r"(?:killed|dead|dies|died|injured|hurt|wounded|arrested|missing|detained|dismissed|fired|indicted|jailed)\b)",
    re.IGNORECASE,
)
_MOST_COMPARED = 40
"""Figures of a passage whose ratios are looked at."""


def find_amount_faults(english: str, passage: Passage, taken: Collection[Decimal]) -> list[Fault]:
    """Amounts that no number and no word of the passage bears out.

    ``taken`` are the values that numbers of the English account for: what 250 was said of is not also hundreds.
    """
    faults = [
        _fault(english, amount.start, amount.end)
        for amount in english_amounts(english)
        if not (_is_in_range(amount, passage, taken) if amount.most else _is_multiple(amount.times, passage))
    ]
    one = _ONE.search(english)
    if one is not None and _is_another_count(passage, taken):
        faults.append(_fault(english, one.start(), one.end() - 1))
    return faults


def _fault(english: str, start: int, end: int) -> Fault:
    return Fault("figure", start, end, "", f"{english[start:end]}: no such amount in the source")


def _is_in_range(amount: Amount, passage: Passage, taken: Collection[Decimal]) -> bool:
    counted = (
        value
        for number in passage.numbers.numbers
        if not _is_year(number)
        for value in number.values
        if value not in taken
    )
    figures = (value for value in passage.numbers.figures if value not in taken)
    if any(amount.least <= value <= amount.most for value in (*counted, *figures)):
        return True
    if passage.base_language == "en":
        return any((a.least, a.most) == (amount.least, amount.most) for a in english_amounts(passage.text))
    vague = vague_values(passage.text, passage.base_language)
    return any(amount.least <= value * 2 and value <= amount.most for value in vague)


def _is_year(number: Number) -> bool:
    return not number.is_word and number.scale == 1 and not number.decimals and 1900 <= number.value < 2100


def _is_multiple(times: Decimal, passage: Passage) -> bool:
    if passage.base_language == "en":
        said = {amount.times for amount in english_amounts(passage.text)}
    else:
        said = set(multiples(passage.text, passage.base_language))
    if times in said:
        return True
    values = {value for number in passage.numbers.numbers for value in number.values}
    if any(_says_times(value, times) for value in (*values, *passage.numbers.figures)):
        return True
    return _has_ratio(times, passage)


def _says_times(value: Decimal, times: Decimal) -> bool:
    """2.3 is double and more; half is 0.5 or some 50 percent; three times is 200 percent more, or 300 percent."""
    if times < 1:
        return Decimal("0.44") <= value <= Decimal("0.56") or 44 <= value <= 56
    if times - Decimal("0.5") < value < times + 1:
        return True
    return any(part * 85 <= value <= part * 130 for part in (times - 1, times))


def _has_ratio(times: Decimal, passage: Passage) -> bool:
    """Whether two figures of one unit stand to each other so: 20 after 10 is double."""
    figures = [figure for found in passage.numbers.figures.values() for figure in found][:_MOST_COMPARED]
    values = [(decimal_of(figure.value), figure.unit) for figure in figures]
    wanted = max(times, 1 / times)
    for (one, unit), (other, another) in combinations(values, 2):
        if one and other and unit and units_agree(unit, another):
            ratio = max(one, other) / min(one, other)
            if abs(ratio - wanted) * 8 <= wanted:
                return True
    return False


def _is_another_count(passage: Passage, taken: Collection[Decimal]) -> bool:
    """Whether the passage counts more than one of something that the English has no number for, and nothing once."""
    numbers = [number for number in passage.numbers.numbers if not _is_year(number)]
    if any(1 in number.values for number in numbers):
        return False
    return any(all(value > 1 and value not in taken for value in number.values) for number in numbers)
