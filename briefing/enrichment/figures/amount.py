"""An amount: a number that was read at a place of a text, and digits with the separators of each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Decimal | Fraction
"""A Decimal, or a Fraction where no decimal is exact (1/3)."""

MOST_DIGITS = 15
"""A longer run of digits is an identifier, not a number of anything; so many are exact at any scale."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read at a place. ``value`` is None where it is vague (수십만) or could mean two things (1,234)."""

    value: Number | None
    end: int
    leading: Decimal = Decimal(0)
    """The number as written before its scale: 30 for 30만. A range shares its scale by it."""
    is_scaled: bool = False
    is_written_out: bool = False
    """Whether no digit was used: 三百, two million."""
    is_above: bool = False
    """Whether 여, 余, 多 stands inside."""
    is_fraction: bool = False
    is_percent: bool = False


_DATE_BEHIND_ITEM = r"(?!\.(?:(?:19|20)\d\d\s?[年년]|(?:1[0-2]|[1-9])月))"
"""9.2025年 is item 9 of a list and a year, 4.11月 item 4 and a month."""
_GROUPED = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:{_DATE_BEHIND_ITEM}\.\d+)?")
_NUMBERS: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
    "hi": re.compile(r"\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
}
_WELL_GROUPED = re.compile(r"\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")


def number_at(text: str, start: int, language: str) -> tuple[Decimal | None, int] | None:
    """Digits with their separators: (value, end); the value is None where the separators could mean two things."""
    match = _NUMBERS.get(language, _GROUPED).match(text, start)
    if match is None:
        return None
    return _decimal(match.group(), language), match.end()


def _decimal(written: str, language: str) -> Decimal | None:
    if len(written) > MOST_DIGITS:
        return None
    if language == "vi":
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written) and not written.startswith("0"):
            return Decimal(written.replace(".", "").replace(",", "."))
        if re.fullmatch(r"\d{1,3},\d{3}", written) and not written.startswith("0"):
            return None  # 1,234 is 1.234 here and 1234 in copied English
        return Decimal(written.replace(",", "."))
    if _WELL_GROUPED.fullmatch(written):
        return Decimal(written.replace(",", ""))
    return None


def add(amount: Number, more: Decimal) -> Number:
    """The sum, exact."""
    return amount + more if isinstance(amount, Decimal) else exact(amount + Fraction(more))


def exact(fraction: Fraction) -> Number:
    """The fraction as a Decimal where one holds it exactly: 3/4 is 0.75, 1/3 stays 1/3."""
    rest = fraction.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(fraction.numerator) / Decimal(fraction.denominator) if rest == 1 else fraction
