"""Fractions in words: two-thirds, one in five, half of, một phần ba, दो तिहाई; in Vietnamese with a stroke (2/3)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from briefing.enrichment.figures.amount import Amount, exact
from briefing.enrichment.figures.number_words import EN_SMALL, VI_SMALL, any_of

_EN_PARTS = {
    **{"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000},
}
_EN_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_COUNTED_OUT = (  # 3 in 10 days is no share
    "percent|per|of|million|thousand|days|months|years|hours|weeks|minutes|matches|games|states|countries"
)
_EN_FRACTION = re.compile(
    rf"(?P<n>{_EN_DIGIT}|a)[-\s](?P<d>thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?|thousandths?)\b"
    r"(?:(?=\s(?:of|the|as|majority|more|less|higher|lower)\b|[-.,;:)]|$)|(?<=s)(?=\s[a-z]))"
    rf"|(?P<n1>{_EN_DIGIT}|\d{{1,2}})\s(?:in|out\sof|of\severy)\s"
    r"(?P<d1>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d{1,3})\b"
    rf"(?![,.]?\d|%|\s(?:{_COUNTED_OUT}))",
    re.IGNORECASE,
)
_NOT_A_HALF_YEAR = "(?<!first )(?<!second )(?<!other )(?<!latter )(?<!better )(?<!and a )"
_BEFORE_HALF = (
    r"(?:(?<=\b[Bb]y )|(?<=\b[Ii]n )|(?<=\bthan )|(?<=\b[Nn]early )|(?<=\b[Aa]lmost )|(?<=\b[Aa]bout ))"
)
_EN_HALF = re.compile(
    rf"{_NOT_A_HALF_YEAR}half(?=\s(?:of|the|its|their|his|her|our|all)\b)"
    rf"|(?<=\b[Aa] ){_NOT_A_HALF_YEAR}half\b(?!-)"
    rf"|{_BEFORE_HALF}half\b(?!-|\san?\b)",
    re.IGNORECASE,
)
_EN_HALF_OF_SCALE = re.compile(
    r"half\s+an?\s+(?:million|billion|trillion|dozen)|a\s+quarter\s+of\s+a\s+(?:million|billion|trillion|dozen)",
    re.IGNORECASE,
)
_VI_PARTS = {**VI_SMALL, "tư": Decimal(4)}
_VI_FRACTION = re.compile(
    rf"(?P<n>{any_of(VI_SMALL, 'vi')})\sphần\s(?P<d>{any_of(_VI_PARTS, 'vi')})(?!\w)", re.IGNORECASE
)
_STROKE = re.compile(r"(\d{1,2})/(\d{1,2})(?![/\d.,]{0,9}\d)")
_HI_PARTS = {
    "एक तिहाई": (1, 3),
    "दो तिहाई": (2, 3),
    "एक चौथाई": (1, 4),
    "दो चौथाई": (2, 4),
    "तीन चौथाई": (3, 4),
}
_HI_FRACTION = re.compile(r"(एक|दो|तीन)[-\s](तिहाई|चौथाई)(?![ऀ-ॿ])")


def read_fraction(text: str, start: int, language: str) -> Amount | None:
    """The fraction that begins at ``start``, or None."""
    return {"en": _in_english, "vi": _in_vietnamese, "hi": _in_hindi}[language](text, start)


def _in_english(text: str, start: int) -> Amount | None:
    if _EN_HALF_OF_SCALE.match(text, start):
        return None  # a quarter of a million is a number
    match = _EN_FRACTION.match(text, start)
    if match is not None:
        if match["n1"]:
            top, bottom = _number(match["n1"]), _number(match["d1"])
        else:
            top, bottom = _number(match["n"]), _EN_PARTS[match["d"].lower().removesuffix("s")]
        if 0 < top < bottom:
            return _amount(Fraction(top, bottom), match.end())
    half = _EN_HALF.match(text, start)
    return _amount(Fraction(1, 2), half.end()) if half is not None else None


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return {"a": 1, "hundred": 100}.get(word.lower()) or int(EN_SMALL[word.lower()])


def _in_vietnamese(text: str, start: int) -> Amount | None:
    match = _VI_FRACTION.match(text, start)
    if match is not None:
        top, bottom = int(VI_SMALL[match["n"].lower()]), int(_VI_PARTS[match["d"].lower()])
        return _amount(Fraction(top, bottom), match.end())
    stroke = _STROKE.match(text, start)
    if stroke is not None and 0 < int(stroke[1]) < int(stroke[2]):
        return Amount(exact(Fraction(int(stroke[1]), int(stroke[2]))), stroke.end(), is_fraction=True)
    return None


def _in_hindi(text: str, start: int) -> Amount | None:
    match = _HI_FRACTION.match(text, start)
    parts = _HI_PARTS.get(f"{match[1]} {match[2]}") if match is not None else None
    return _amount(Fraction(*parts), match.end()) if match is not None and parts is not None else None


def _amount(fraction: Fraction, end: int) -> Amount:
    return Amount(exact(fraction), end, is_fraction=True, is_written_out=True)
