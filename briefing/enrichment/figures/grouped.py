"""Numbers of Korean, Japanese and Chinese, which group by ten thousand: 조/억/만, 兆/億/万.

Inside a group they multiply (3천5백, 二百五十); digits and words mix (3万五千). 여, 余 and 多 may stand
inside: 10여만 is more than 100,000. What is vague (수십만, 三四百) or can be read in two ways (三万五 may be 35,000)
has no value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from briefing.enrichment.figures.amount import Amount, exact, number_at
from briefing.enrichment.figures.measures import load_measures

_HAN_DIGITS = {
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    **{"零": 0, "○": 0, "两": 2, "兩": 2},
}
_HANGUL_DIGITS = {sign: value for value, sign in enumerate("일이삼사오육칠팔구", start=1)}
_NATIVE = {
    word: value
    for value, words in enumerate(
        ("하나 한", "둘 두", "셋 세 석", "넷 네 넉", "다섯", "여섯", "일곱", "여덟", "아홉"), start=1
    )
    for word in words.split()
}
_NATIVE_TENS = {
    word: 10 * value
    for value, words in enumerate(
        ("열", "스무 스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"), start=1
    )
    for word in words.split()
}
_NATIVE_WORD = re.compile(rf"({'|'.join(_NATIVE_TENS)})?({'|'.join(_NATIVE)})?")
_ABOVE_INSIDE = {"ko": "여", "ja": "余数", "zh": "余餘多几幾来來数數"}
_SEVERAL = {"ko": ("수", "몇"), "ja": ("数", "何", "幾"), "zh": ("数", "數", "几", "幾", "上", "成")}
_FRACTION = {"ko": re.compile(r"분의\s?"), "ja": re.compile("分の"), "zh": re.compile(r"分之\s?")}
_SCALE_OF_UNIT = re.compile("千[瓦米克卡赫帕伏兆]|百(?:分(?!之)|[姓货貨度])")
_WORD_OF_SCALE = re.compile(r"[만조](?!\s?\d|\s?(?:원|명|달러|엔|위안|건|톤|가구))")
"""만 and 조 that begin another word than a scale: 5 만난."""
_NO_TRILLION = re.compile(r"조(?:건|항|례|편성|별(?!도)|\s?\d\s?교대)")
"""조 of another word behind digits: a condition (조건), an ordinance, a group or a shift (4조 3교대)."""
_DIGITS = "0123456789"


def read_grouped(text: str, start: int, language: str) -> Amount | None:
    """The number that begins at ``start``, fraction included, or None where none begins."""
    if language == "ko" and text[start] not in _DIGITS:
        native = _NATIVE_WORD.match(text, start)
        if native and native.group():
            value = Decimal(_NATIVE_TENS.get(native[1] or "", 0) + _NATIVE.get(native[2] or "", 0))
            return Amount(value, native.end(), value, is_written_out=True)
    if text.startswith(_SEVERAL[language], start):
        return _vague(text, start + 1, language)
    first = _GroupReader(text, start, language).read()
    if first is None or first.value is None:
        return first
    link = _FRACTION[language].match(text, first.end)
    second = _GroupReader(text, link.end(), language).read() if link is not None else None
    if second is None or second.value is None or not first.value or second.is_above:
        return first
    if first.value == 100 and language == "zh":  # 百分之三十; 100분의 1 is a fraction
        return Amount(second.value, second.end, second.leading, is_percent=True)
    return Amount(exact(Fraction(second.value) / Fraction(first.value)), second.end, is_fraction=True)


@lru_cache(maxsize=8)
def _scales(language: str) -> tuple[Mapping[str, int], tuple[tuple[str, int], ...]]:
    measures = load_measures()
    big = sorted(measures.scales[language].items(), key=lambda item: -len(item[0]))
    return measures.small_scales[language], tuple(big)


def _vague(text: str, start: int, language: str) -> Amount | None:
    """수십만, 数百, 几千: the scales after a word for "some"."""
    small, big = _scales(language)
    end = start
    while end < len(text) and (text[end] in small or any(text.startswith(word, end) for word, _ in big)):
        end += 1
    return Amount(None, end) if end > start else None


class _GroupReader:
    """Reads one number, a sign or a run of digits at a time; each step says whether it was its turn."""

    def __init__(self, text: str, start: int, language: str) -> None:
        self.text, self.start, self.position, self.language = text, start, start, language
        self.small, self.big = _scales(language)
        self.words = _HANGUL_DIGITS if language == "ko" else _HAN_DIGITS
        self.with_words = text[start : start + 1] not in tuple(_DIGITS)
        self.total = self.section = Decimal(0)
        self.pending: Decimal | None = None  # the number before the next scale
        self.leading: Decimal | None = None
        self.small_limit, self.big_limit, self.last_scale = 10**4, 10**16, 0
        self.has_digits = self.is_pending_word = self.is_above = self.is_unsure = False
        self.is_open = True  # False once a decimal was multiplied (1.2万): nothing can follow it

    def read(self) -> Amount | None:
        """The number, or None where none begins."""
        steps = (self._digits, self._said, self._small, self._big, self._above, self._gap, self._space)
        while self.position < len(self.text) and not self.is_unsure and any(step() for step in steps):
            pass
        if self.position == self.start:
            return None
        is_short = self.is_pending_word and self.pending is not None and self.last_scale > 10
        if self.is_unsure or is_short:
            return Amount(None, self.position, is_written_out=not self.has_digits)
        value = self.total + self.section + (self.pending or 0)
        return Amount(
            value,
            self.position,
            self.leading if self.leading is not None else value,
            is_scaled=self.last_scale > 0,
            is_written_out=not self.has_digits,
            is_above=self.is_above,
        )

    def _digits(self) -> bool:
        is_next = self.pending is None and self.is_open and not self.is_above
        if self.text[self.position] not in _DIGITS or not is_next:
            return False
        found = number_at(self.text, self.position, self.language)
        if found is None:
            return False
        value, end = found
        if value is None:
            self.is_unsure = True
            self.position = self.position if self.has_digits else end
            return True
        if not self._fits(value, end):
            return False
        self.pending, self.position = value, end
        self.is_pending_word, self.has_digits = False, True
        self.leading = value if self.leading is None else self.leading
        return True

    def _said(self) -> bool:
        """A digit in words, or a run of them."""
        is_next = self.pending is None and self.is_open and (self.language != "ko" or self.with_words)
        if self.text[self.position] not in self.words or not is_next:
            return False
        end = self.position + 1
        while end < len(self.text) and self.text[end] in self.words:
            end += 1
        written = self.text[self.position : end]
        value = self._value_of(written)
        self.position = end
        if value is None:
            self.is_unsure = True
            return True
        self.pending = value
        self.is_pending_word = not any(zero in written for zero in "零〇")
        self.leading = value if self.leading is None else self.leading
        return True

    def _value_of(self, written: str) -> Decimal | None:
        """二〇二六 is 2026, 五 is 5, the 零 of 一百零五 nothing; 三四 (three or four) is not sure."""
        if len(written) == 1:
            return Decimal(self.words[written])
        if self.last_scale and written[0] in "零〇" and len(written) == 2:
            return Decimal(self.words[written[1]])
        if not self.last_scale and (len(written) > 2 or any(zero in written for zero in "零〇")):
            return Decimal("".join(str(self.words[sign]) for sign in written))
        return None

    def _small(self) -> bool:
        scale = self.small.get(self.text[self.position])
        if scale is None or not self.is_open or scale >= self.small_limit:
            return False
        if self.language == "zh" and (
            _SCALE_OF_UNIT.match(self.text, self.position) or (self.last_scale and self.pending is None)
        ):
            return False
        if self.pending is not None and self.pending != self.pending.to_integral_value():
            self.is_open = False
        self.section += (self.pending if self.pending is not None else 1) * scale
        self.pending = None
        self.small_limit = self.last_scale = scale
        self.position += 1
        return True

    def _big(self) -> bool:
        found = next((one for one in self.big if self.text.startswith(one[0], self.position)), None)
        if found is None or found[1] >= self.big_limit or not (self.has_digits or self.with_words):
            return False
        if self.last_scale and self.pending is None and not self.section:
            return False
        if self.language == "ko" and _NO_TRILLION.match(self.text, self.position):
            return False
        word, scale = found
        group = self.section + (self.pending or 0)
        if group != group.to_integral_value():
            self.is_open = False
        self.total += (group if group else 1) * scale
        self.section, self.pending = Decimal(0), None
        self.small_limit, self.big_limit, self.last_scale = 10**4, scale, scale
        self.position += len(word)
        return True

    def _above(self) -> bool:
        """여, 余 or 多 before a scale."""
        following = self.text[self.position + 1 : self.position + 2]
        is_inside = (self.pending is not None or bool(self.section)) and not self.is_above
        if self.text[self.position] not in _ABOVE_INSIDE[self.language] or not is_inside or not following:
            return False
        if following not in self.small and not self._starts_scale(self.position + 1):
            return False
        self.is_above = True
        self.position += 1
        return True

    def _gap(self) -> bool:
        """A space between digits and their scale: 38 万."""
        if (
            self.text[self.position] != " "
            or not self.has_digits
            or self.pending is None
            or self.is_pending_word
        ):
            return False
        if not self._starts_scale(self.position + 1):
            return False
        if self.language == "ko" and _WORD_OF_SCALE.match(self.text, self.position + 1):
            return False
        self.position += 1
        return True

    def _space(self) -> bool:
        """A space inside a Korean number: 1조 120억."""
        if self.text[self.position] != " " or self.language != "ko" or self.last_scale < 10**4:
            return False
        if self.pending is not None or self.section or not self._goes_on(self.position + 1):
            return False
        self.position += 1
        return True

    def _fits(self, value: Decimal, end: int) -> bool:
        """Whether digits after a scale go on with the number: 1만2345 and 3천5백 do, 3만 50 does not."""
        if self.last_scale == 0:
            return True
        if value == 0:
            return False
        following = self.text[end : end + 1]
        is_multiplied = self._starts_scale(end) or (bool(following) and following in self.small)
        if value != value.to_integral_value():  # 4만7560.29
            return not (self.section or is_multiplied) and value < self.last_scale
        if following and following in self.small:
            return True
        return value < (self.small_limit if self.section else self.last_scale)

    def _starts_scale(self, start: int) -> bool:
        return any(self.text.startswith(word, start) for word, _ in self.big)

    def _goes_on(self, start: int) -> bool:
        """Whether the number after a space belongs to it: it has a smaller scale, or three digits after 만."""
        found = number_at(self.text, start, self.language)
        if found is None or found[0] is None or found[0] != found[0].to_integral_value():
            return False
        end = found[1]
        following = self.text[end : end + 1]
        if following and following in self.small:
            return True
        scale = next((value for word, value in self.big if self.text.startswith(word, end)), None)
        if scale is not None:
            return scale < self.big_limit
        return found[0] >= 100 and self.last_scale == 10**4
