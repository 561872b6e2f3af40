"""Amounts as English writes them: 3.4 trillion won, $1.5 billion, 3–5%, one-third, about 1.2 million people."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from briefing.enrichment.figures.amount import Number
from briefing.enrichment.figures.measures import Unit
from briefing.records.figure import Qualifier

_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PARTS = {3: "third", 4: "quarter", 5: "fifth", 10: "tenth", 100: "hundredth", 1000: "thousandth"}


def plain_decimal(amount: Number) -> str:
    """The number without exponent and without idle zeros: ``949500000000``, ``0.25``; a fraction as ``1/3``."""
    if isinstance(amount, Fraction):
        return f"{amount.numerator}/{amount.denominator}"
    written = format(amount, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written in ("-0", "") else written


def amount_in_english(amount: Number) -> str:
    """949500000000 → 949.5 billion: the largest scale that needs no more than four decimals."""
    if isinstance(amount, Fraction):
        return fraction_in_english(amount)
    if amount < 0:
        return f"-{amount_in_english(-amount)}"
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        scaled = amount / scale
        if scaled >= 1 and scaled == scaled.quantize(Decimal("0.0001")):
            return f"{_grouped(plain_decimal(scaled))} {name}"
    return _grouped(plain_decimal(amount))


def fraction_in_english(amount: Number) -> str:
    """One-third, three-quarters, half, one-hundredth; 3/7, 3/25 and 3/100 in digits."""
    fraction = Fraction(amount)
    top, bottom = fraction.numerator, fraction.denominator
    if (top, bottom) == (1, 2):
        return "half"
    if bottom not in _PARTS or not 1 <= top <= (1 if bottom >= 100 else len(_CARDINALS)):
        return f"{top}/{bottom}"
    return f"{_CARDINALS[top - 1]}-{_PARTS[bottom]}{'' if top == 1 else 's'}"


def with_unit_in_english(amount: Number, unit: Unit, upper: Number | None = None) -> str:
    """Number and unit as English writes them: 5%, 1 person, 3.2 trillion won, $1.5 billion; a range with a dash."""
    number = amount_in_english(amount)
    if upper is not None:
        number = _range_in_english(number, amount_in_english(upper))
    if unit.name == "US dollars":  # the one dollar that is known for certain
        return f"-${number[1:]}" if number.startswith("-") else f"${number}"
    if not unit.name:
        return number
    if unit.name == "age group":
        return age_group_in_english(number)
    counted = unit.one if amount == 1 and upper is None else unit.many
    return f"{number}{counted}" if counted in ("%", "°C") else f"{number} {counted}"


def age_group_in_english(decade: str) -> str:
    """In their 30s; in their teens."""
    return "in their teens" if decade == "10" else f"in their {decade}s"


def _range_in_english(lower: str, upper: str) -> str:
    """3–5 million, where both have one scale; 800,000–1.2 million otherwise."""
    low, _, low_scale = lower.partition(" ")
    high, _, high_scale = upper.partition(" ")
    if low_scale == high_scale and not upper.startswith("-"):
        return f"{low}–{high}{f' {high_scale}' if high_scale else ''}"
    return f"{lower} to {upper}" if " " in lower or upper.startswith("-") else f"{lower}–{upper}"


def qualified_in_english(qualifier: Qualifier, english: str) -> str:
    """About 5%; 60 and over for ages in groups is written by its own rule."""
    return f"{qualifier} {english}" if qualifier else english


def _grouped(number: str) -> str:
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"
