"""The numbers of a source passage, by value, with the unit each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from briefing.enrichment.grounding.numbers import Number, plain_digits, read_numbers
from briefing.records.figure import Figure


@dataclass(frozen=True)
class SourceNumbers:
    """``by_value`` maps each reading to the numbers that have it; ``figures`` to the figures of that value."""

    numbers: tuple[Number, ...]
    by_value: dict[Decimal, tuple[Number, ...]]
    figures: dict[Decimal, tuple[Figure, ...]]

    def has(self, value: Decimal) -> bool:
        """Whether some reading of some number is this value."""
        return value in self.by_value or value in self.figures


_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}


def read_source_numbers(text: str, language: str, figures: Sequence[Figure]) -> SourceNumbers:
    """All numbers of ``text`` (language as in ``SourceText``), those of eras as years of our count too."""
    base = language.split("-", maxsplit=1)[0]
    numbers = read_numbers(text, base)
    if base not in ("en", "vi"):  # loan words and quotations in Latin letters count too
        numbers = (*numbers, *(n for n in read_numbers(text, "en") if n.is_word or n.scale > 1))
    plain = plain_digits(text)
    by_value: dict[Decimal, list[Number]] = {}
    for number in numbers:
        for value in (*number.values, *_as_years(number, plain, language)):
            by_value.setdefault(value, []).append(number)
    of_figures: dict[Decimal, list[Figure]] = {}
    for figure in figures:
        for written in (figure.value, figure.value_to):
            exact = decimal_of(written) if written else None
            if exact is not None:
                of_figures.setdefault(exact, []).append(figure)
    return SourceNumbers(
        numbers,
        {value: tuple(found) for value, found in by_value.items()},
        {value: tuple(found) for value, found in of_figures.items()},
    )


def decimal_of(written: str) -> Decimal | None:
    """A figure's value; None for one that no decimal holds (1/3)."""
    try:
        return Decimal(written).normalize()
    except InvalidOperation:
        return None


def _as_years(number: Number, text: str, language: str) -> list[Decimal]:
    """民國115年 is 2026, 令和8年 too; '18 and 18年 may be 2018 or 1918."""
    value = number.value
    if value != value.to_integral_value() or not 1 <= value < 200:
        return []
    years = [
        value + begin
        for era, begin in _ERA.items()
        if text.startswith(era, max(0, number.start - 2)) and number.start >= 2
    ]
    after = text[number.end : number.end + 2].lstrip()
    if after[:1] in ("年", "년"):
        if language == "zh-Hant":
            years.append(value + 1911)
        if value < 100:
            years += [value + 2000, value + 1900]
    elif value < 100 and number.start and text[number.start - 1] in "'’‘":
        years += [value + 2000, value + 1900]
    return years
