"""Numbers of Vietnamese, Hindi and English, said one scale after the other, in digits and in words.

1 tỷ 500 triệu, दो लाख बीस हजार, two hundred and fifty thousand, half a million, 1 triệu rưỡi. Vague counts
(hundreds of, hàng trăm, लाखों) have no value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.enrichment.figures.amount import Amount, number_at
from briefing.enrichment.figures.fraction_words import read_fraction
from briefing.enrichment.figures.measures import load_measures, with_optional_nukta, without_nukta
from briefing.enrichment.figures.number_words import HI_MORE, HUNDREDS, SMALL, any_of

_WORD_ENDS = {"en": r"(?![A-Za-z])", "vi": r"(?![A-Za-zÀ-ỹ])", "hi": r"(?![ऀ-ॿ])"}
_EN_PLURAL = "tens|dozens|scores|hundreds|thousands|millions|billions|trillions"
_SOME = {
    "en": re.compile(
        rf"(?:{_EN_PLURAL})\b(?:\sof\s(?:{_EN_PLURAL})\b)*"
        r"|(?:several|a\sfew|many|some)\s(?:dozen|hundred|thousand|million|billion)\b",
        re.IGNORECASE,
    ),
    "vi": re.compile(
        r"(?:hàng|vài|mấy|nhiều|cả)(?:\s(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ))+(?!\w)", re.IGNORECASE
    ),
    "hi": re.compile(with_optional_nukta(r"(?:सैकड़ों|हज़ारों|लाखों|करोड़ों|अरबों|दर्जनों)(?![ऀ-ॿ])")),
}
_EN_OPENING = re.compile(
    r"(?P<half>half\s+an?)(?=\s+(?:million|billion|trillion|dozen))"
    r"|(?P<quarter>a\s+quarter\s+of\s+a)(?=\s+(?:million|billion|trillion|dozen))"
    r"|an?(?=\s+(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b)",
    re.IGNORECASE,
)
_EN_DOZEN = re.compile(r"\s+dozens?\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\sand\sa\shalf\b", re.IGNORECASE)
_RUOI = re.compile(r"\srưỡi(?!\w)", re.IGNORECASE)
_VI_NO_SCALE = r"(?!(?:triệu\s(?:chứng|tập|hồi|phú)|t[ỷỉ]\s(?:phú|lệ|số|giá|trọng|suất))(?!\w))"
"""Words that begin like a scale: symptoms (triệu chứng), a billionaire (tỷ phú), a rate (tỷ lệ)."""
_NO_LIMIT = 10**30


@dataclass(frozen=True, slots=True)
class _Words:
    """``token`` matches one word of number of a language with the gap before it."""

    small: Mapping[str, Decimal]
    hundreds: Mapping[str, int]
    scales: Mapping[str, int]
    token: re.Pattern[str]

    def scale_of(self, token: re.Match[str]) -> int:
        """0 where the word is none of a scale."""
        written = without_nukta((token["scale"] or "").lower())
        return self.hundreds.get(written) or self.scales.get(written, 0)


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    scales, small, hundreds = load_measures().scales[language], SMALL[language], HUNDREDS[language]
    gap = r"(?:\s?-?\s?(?:and\s)?)" if language == "en" else r"\s?"
    scale_words, small_words = any_of((*scales, *hundreds), language), any_of(small, language)
    end = _WORD_ENDS[language]
    other = _VI_NO_SCALE if language == "vi" else ""
    token = rf"{gap}(?:{other}(?P<scale>{scale_words}){end}|(?P<small>{small_words}){end})"
    return _Words(
        small, hundreds, scales, re.compile(token, re.IGNORECASE if language in ("en", "vi") else 0)
    )


def read_spoken(text: str, start: int, language: str) -> Amount | None:
    """The number that begins at ``start``, fraction included, or None where none begins."""
    some = _SOME[language].match(text, start)
    if some is not None:
        return Amount(None, some.end(), is_written_out=True)
    fraction = read_fraction(text, start, language)
    if fraction is not None:
        return fraction
    found = number_at(text, start, language)
    opening = found if found is not None else _opening_word(text, start, language)
    if opening is None:
        return None
    value, end = opening
    has_digits = found is not None
    if value is None:
        return Amount(None, end, is_written_out=not has_digits)
    if language == "en" and (dozen := _EN_DOZEN.match(text, end)):
        return Amount(value * 12, dozen.end(), value, is_written_out=not has_digits)
    return _SpokenReader(text, value, end, has_digits, language).read()


def _opening_word(text: str, start: int, language: str) -> tuple[Decimal, int] | None:
    """The value of the first word and where it ends."""
    if language == "en" and (match := _EN_OPENING.match(text, start)) is not None:
        return Decimal("0.5" if match["half"] else "0.25" if match["quarter"] else 1), match.end()
    if language == "vi" and text[start : start + 4].lower() == "nửa ":
        return Decimal("0.5"), start + 3
    if language == "hi" and (more := _HI_MORE.match(text, start)) is not None:
        return _with_more(text, more)
    words = _words(language)
    match = words.token.match(text, start)
    if match is None or text[start] in " -":
        return None
    if match["small"]:
        return words.small[without_nukta(match["small"].lower())], match.end()
    return (Decimal(1), start) if language == "hi" else None  # सौ, हजार करोड़ without a number before


_HI_MORE = re.compile(f"({any_of(HI_MORE, 'hi')})(?=\\s)")


def _with_more(text: str, match: re.Match[str]) -> tuple[Decimal, int] | None:
    """साढ़े तीन is 3.5, सवा लाख 1.25 lakh."""
    words, more = _words("hi"), HI_MORE[without_nukta(match[1])]
    digits = number_at(text, match.end() + 1, "hi")
    if digits is not None:
        return (digits[0] + more, digits[1]) if digits[0] is not None else None
    following = words.token.match(text, match.end())
    if following is not None and following["small"]:
        return words.small[without_nukta(following["small"])] + more, following.end()
    return (1 + more, match.end()) if following is not None and more == Decimal("0.25") else None


class _SpokenReader:
    """Adds the words behind a first number: scales multiply what was said before them, smaller numbers add."""

    def __init__(self, text: str, first: Decimal, end: int, has_digits: bool, language: str) -> None:
        self.text, self.leading, self.position = text, first, end
        self.has_digits, self.language = has_digits, language
        self.words = _words(language)
        self.total, self.current = Decimal(0), first
        self.has_current = True
        self.last_scale = _NO_LIMIT
        self.is_scaled = self.is_unsure = False

    def read(self) -> Amount:
        """The whole number."""
        while not self.is_unsure and (token := self.words.token.match(self.text, self.position)) is not None:
            went_on = self._scale(token) if token["scale"] else self._small(token)
            if not went_on:
                break
        if self.is_unsure:
            return Amount(None, self.position, is_written_out=not self.has_digits)
        return self._with_half() or self._amount(self.total + self.current, self.position)

    def _amount(self, value: Decimal, end: int, *, is_scaled: bool | None = None) -> Amount:
        scaled = self.is_scaled if is_scaled is None else is_scaled
        return Amount(value, end, self.leading, scaled, not self.has_digits)

    def _scale(self, token: re.Match[str]) -> bool:
        if not self.has_current:
            return False
        scale = self.words.scale_of(token)
        if without_nukta(token["scale"].lower()) in self.words.hundreds:
            if self.has_digits and self.language == "en" and self.current >= 100:
                return False
            self.current *= scale
        elif not self._add_group(scale):
            return False
        self.is_scaled = True
        self.position = token.end()
        if not self.has_current:
            self._go_on_in_digits(scale)
        return True

    def _add_group(self, scale: int) -> bool:
        if scale >= self.last_scale:
            if not self.total or scale == self.last_scale:
                return False
            self.current, self.total = (
                self.total + self.current,
                Decimal(0),
            )  # hai trăm nghìn tỷ: all times the scale
        self.total += self.current * scale
        self.current, self.has_current, self.last_scale = Decimal(0), False, scale
        return True

    def _go_on_in_digits(self, scale: int) -> None:
        """1 tỷ 500 triệu: digits that have a smaller scale of their own."""
        if self.text[self.position : self.position + 1] != " ":
            return
        found = number_at(self.text, self.position + 1, self.language)
        if found is None or found[0] is None:
            return
        token = self.words.token.match(self.text, found[1])
        if token is not None and 0 < self.words.scale_of(token) < scale:
            self.current, self.position, self.has_current = found[0], found[1], True

    def _small(self, token: re.Match[str]) -> bool:
        written = without_nukta(token["small"].lower())
        value = self.words.small[written]
        if self.has_digits and (not self.is_scaled or not self.has_current):
            return False  # 5 million two …
        if self.language == "vi" and (written in ("năm", "tư") and not self.is_scaled):
            return False  # behind another word năm is the year: five is lăm there
        if not self.has_current:
            if self.language == "vi":
                return False  # 1 tỷ hai is 1.2 billion in speech
            self.current, self.has_current = value, True
        elif self._takes(value):
            self.current += value
        else:
            self.is_unsure = True
        self.position = token.end()
        return True

    def _takes(self, value: Decimal) -> bool:
        """Whether a number goes into the last place of the one before: 5 into 20, 50 into 200."""
        if self.current and self.current % 100 == 0 and value < 100:
            return True
        is_tens = self.current % 10 == 0 and (
            self.current % 100 >= 20 or (self.language == "vi" and self.current == 10)
        )
        return is_tens and value < 10

    def _with_half(self) -> Amount | None:
        """1 triệu rưỡi; two and a half years; two and a half million."""
        if self.language == "vi" and self.is_scaled and not self.has_current:
            ruoi = _RUOI.match(self.text, self.position)
            return self._amount(self.total + Decimal(self.last_scale) / 2, ruoi.end()) if ruoi else None
        half = _AND_A_HALF.match(self.text, self.position) if self.language == "en" else None
        if half is None or not self.has_current:
            return None
        value = self.current + Decimal("0.5")
        token = self.words.token.match(self.text, half.end())
        scale = self.words.scale_of(token) if token is not None else 0
        if token is not None and scale > 100:
            return Amount(value * scale, token.end(), value, True, not self.has_digits)
        return self._amount(value, half.end())
