"""Numbers as each language writes them, in digits and in words: exact values of what is sure, None for what is not.

Two systems. Korean, Japanese and Chinese group by ten thousand (조/억/만, 兆/億/万) and multiply inside a group
(3천5백, 二百五十). Vietnamese, Hindi and English say a number and its scales one after the other (1 tỷ 500 triệu,
दो लाख बीस हजार, two hundred and fifty thousand). Both allow 여, 余, 多 inside: 10여만 is more than 100,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from briefing.enrichment.figures.measures import NUKTA, load_measures, with_optional_nukta, without_nukta

Number = Decimal | Fraction
"""A Decimal, or a Fraction where no decimal is exact (1/3)."""

MOST_DIGITS = 24
"""A longer run of digits is an identifier, not a number of anything."""


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


_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_NUMBERS: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
    "hi": re.compile(r"\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
}
_WELL_GROUPED = re.compile(r"\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")


def read_amount(text: str, start: int, language: str) -> Amount | None:
    """The number that begins at ``start``, scales and fraction included, or None where none begins."""
    if language in ("ko", "ja", "zh"):
        return _read_grouped_by_ten_thousand(text, start, language)
    return _read_said_in_turn(text, start, language)


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


# --- Korean, Japanese, Chinese ---

_HAN_DIGITS = {
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    **{"零": 0, "○": 0, "两": 2, "兩": 2},
}
_HANGUL_DIGITS = {sign: value for value, sign in enumerate("일이삼사오육칠팔구", start=1)}
_NATIVE = {
    **{
        "하나": 1,
        "한": 1,
        "둘": 2,
        "두": 2,
        "셋": 3,
        "세": 3,
        "석": 3,
        "넷": 4,
        "네": 4,
        "넉": 4,
        "다섯": 5,
        "여섯": 6,
    },
    **{"일곱": 7, "여덟": 8, "아홉": 9},
}
_NATIVE_TENS = {
    **{"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50},
    **{"예순": 60, "일흔": 70, "여든": 80, "아흔": 90},
}
_NATIVE_WORD = re.compile(rf"({'|'.join(_NATIVE_TENS)})?({'|'.join(_NATIVE)})?")
_ABOVE_INSIDE = {"ko": "여", "ja": "余数", "zh": "余餘多几幾来來数數"}
_SEVERAL = {"ko": ("수", "몇"), "ja": ("数", "何", "幾"), "zh": ("数", "數", "几", "幾", "上", "成")}
_FRACTION = {"ko": re.compile(r"분의\s?"), "ja": re.compile("分の"), "zh": re.compile(r"分之\s?")}


@lru_cache(maxsize=8)
def _scale_tables(language: str) -> tuple[Mapping[str, int], tuple[tuple[str, int], ...]]:
    measures = load_measures()
    big = sorted(measures.scales[language].items(), key=lambda item: -len(item[0]))
    return measures.small_scales[language], tuple(big)


def _read_grouped_by_ten_thousand(text: str, start: int, language: str) -> Amount | None:
    if language == "ko" and not text[start].isdigit():
        native = _NATIVE_WORD.match(text, start)
        if native and native.group() and native.group() not in ("이",):
            value = Decimal(_NATIVE_TENS.get(native[1] or "", 0) + _NATIVE.get(native[2] or "", 0))
            return Amount(value, native.end(), value, is_written_out=True)
    if text.startswith(_SEVERAL[language], start):
        return _vague(text, start + 1, language)
    first = _read_groups(text, start, language)
    if first is None:
        return None
    link = _FRACTION[language].match(text, first.end)
    if link is None or first.value is None:
        return first
    second = _read_groups(text, link.end(), language)
    if second is None or second.value is None or not first.value or second.is_above:
        return first
    if first.value == 100:  # 百分之三十
        return Amount(
            second.value, second.end, second.leading, is_percent=True, is_above=second.is_above
        )
    return Amount(exact(Fraction(second.value) / Fraction(first.value)), second.end, is_fraction=True)


def _vague(text: str, start: int, language: str) -> Amount | None:
    """수십만, 数百, 几千: the scales after a word for "some"."""
    small, big = _scale_tables(language)
    end = start
    while end < len(text) and (text[end] in small or any(text.startswith(word, end) for word, _ in big)):
        end += 1
    return Amount(None, end) if end > start else None


_SCALE_OF_UNIT = re.compile("千[瓦米克卡赫帕伏兆]|百(?:分(?!之)|[姓货貨度])")
_WORD_OF_SCALE = re.compile(r"[만조](?!\s?\d|\s?(?:원|명|달러|엔|위안|건|톤|가구))")
"""만 and 조 that begin another word than a scale: 5 만난."""


@dataclass(slots=True)
class _Groups:
    """What is read so far: whole groups, the group at hand, the number before the next scale."""

    total: Decimal = Decimal(0)
    section: Decimal = Decimal(0)
    pending: Decimal | None = None
    small_limit: int = 10**4
    big_limit: int = 10**16
    last_scale: int = 0
    is_pending_word: bool = False
    is_above: bool = False
    is_exact_group: bool = True
    """False once a decimal was multiplied (1.2万): nothing can follow it."""


def _read_groups(text: str, start: int, language: str) -> Amount | None:
    small, big = _scale_tables(language)
    words = _HANGUL_DIGITS if language == "ko" else _HAN_DIGITS
    with_words = not text[start : start + 1].isdigit()
    read = _Groups()
    leading: Decimal | None = None
    has_digits = is_unsure = False
    position = start
    while position < len(text):
        sign = text[position]
        if "0" <= sign <= "9":
            if read.pending is not None or not read.is_exact_group or read.is_above:
                break
            found = number_at(text, position, language)
            if (
                found is None
                or found[0] is None
                or not _fits(found[0], read, text, position, found[1], small, big)
            ):
                is_unsure = is_unsure or (found is not None and found[0] is None)
                position = found[1] if found is not None and found[0] is None and not has_digits else position
                break
            read.pending, position = found
            read.is_pending_word = False
            has_digits = True
            leading = read.pending if leading is None else leading
        elif (
            sign in words
            and (language != "ko" or with_words)
            and read.pending is None
            and read.is_exact_group
        ):
            run = position + 1
            while run < len(text) and text[run] in words:
                run += 1
            value = _digits_said(text[position:run], words, read)
            if value is None:
                is_unsure, position = True, run
                break
            read.pending, position = value, run
            read.is_pending_word = "零" not in text[start:run] and "〇" not in text[start:run]
            leading = read.pending if leading is None else leading
        elif sign in small and read.is_exact_group and small[sign] < read.small_limit:
            if language == "zh" and (
                _SCALE_OF_UNIT.match(text, position) or (read.last_scale and read.pending is None)
            ):
                break
            _multiply_small(read, small[sign])
            position += 1
        elif (
            scale := next(((word, value) for word, value in big if text.startswith(word, position)), None)
        ) is not None:
            if (
                scale[1] >= read.big_limit
                or not (has_digits or with_words)
                or (position == start and not with_words)
            ):
                break
            if read.last_scale and read.pending is None and not read.section:
                break
            _multiply_big(read, scale[1])
            position += len(scale[0])
        elif (
            sign in _ABOVE_INSIDE[language]
            and (read.pending is not None or read.section)
            and not read.is_above
            and (text[position + 1 : position + 2] in small or _starts_scale(text, position + 1, big))
            and text[position + 1 : position + 2]
        ):
            read.is_above = True
            position += 1
        elif (
            sign == " "
            and has_digits
            and read.pending is not None
            and not read.is_pending_word
            and _starts_scale(text, position + 1, big)
            and (language != "ko" or not _WORD_OF_SCALE.match(text, position + 1))
        ):
            position += 1
        elif (
            sign == " "
            and language == "ko"
            and read.last_scale >= 10**4
            and read.pending is None
            and not read.section
        ):
            if not _goes_on(text, position + 1, read, small, big):
                break
            position += 1
        else:
            break
    if position == start:
        return None
    if is_unsure:
        return Amount(None, position, is_written_out=not has_digits)
    if read.is_pending_word and read.pending is not None and read.last_scale > 10:
        return Amount(None, position, is_written_out=True)  # 三万五 may be 35,000
    value = read.total + read.section + (read.pending or 0)
    return Amount(
        value,
        position,
        leading if leading is not None else value,
        is_scaled=read.last_scale > 0,
        is_written_out=not has_digits,
        is_above=read.is_above,
    )


def _fits(
    value: Decimal,
    read: _Groups,
    text: str,
    start: int,
    end: int,
    small: Mapping[str, int],
    big: tuple[tuple[str, int], ...],
) -> bool:
    """Whether digits after a scale go on with the number: 1만2345 and 3천5백 do, 3만 50 does not."""
    if read.last_scale == 0:
        return True
    if value == 0:
        return False
    if value != value.to_integral_value():  # 4만7560.29
        return not (read.section or _starts_scale(text, end, big) or text[end : end + 1] in small) and value < read.last_scale
    if text[end : end + 1] in small and text[end : end + 1]:
        return True
    if read.section:  # inside a group: 3천5, 3천500
        return value < read.small_limit
    if _starts_scale(text, end, big):
        return value < read.last_scale
    return value < read.last_scale


def _starts_scale(text: str, start: int, big: tuple[tuple[str, int], ...]) -> bool:
    return any(text.startswith(word, start) for word, _ in big)


def _goes_on(
    text: str, start: int, read: _Groups, small: Mapping[str, int], big: tuple[tuple[str, int], ...]
) -> bool:
    """Whether the number after a space belongs to the amount: it has a smaller scale, or at least three digits."""
    found = _GROUPED.match(text, start)
    if found is None or "." in found.group():
        return False
    end = found.end()
    if text[end : end + 1] in small and text[end : end + 1]:
        return True
    for word, value in big:
        if text.startswith(word, end):
            return value < read.big_limit
    return len(found.group().replace(",", "")) >= 3 and read.last_scale == 10**4


def _digits_said(written: str, words: Mapping[str, int], read: _Groups) -> Decimal | None:
    """二〇二六 is 2026, 五 is 5, the 零 of 一百零五 nothing; 三四 (three or four) is not sure."""
    if len(written) == 1:
        return Decimal(words[written])
    if read.last_scale and written[0] in "零〇" and len(written) == 2:
        return Decimal(words[written[1]])
    if not read.last_scale and (len(written) > 2 or any(sign in "零〇" for sign in written)):
        return Decimal("".join(str(words[sign]) for sign in written))
    return None


def _multiply_small(read: _Groups, scale: int) -> None:
    if read.pending is not None and read.pending != read.pending.to_integral_value():
        read.is_exact_group = False
    read.section += (read.pending if read.pending is not None else 1) * scale
    read.pending = None
    read.small_limit = read.last_scale = scale


def _multiply_big(read: _Groups, scale: int) -> None:
    group = read.section + (read.pending or 0)
    if group != group.to_integral_value():
        read.is_exact_group = False
    read.total += (group if group else 1) * scale
    read.section, read.pending = Decimal(0), None
    read.small_limit, read.big_limit, read.last_scale = 10**4, scale, scale


# --- Vietnamese, Hindi, English ---


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language. ``token`` matches one of them, or digits, with the gap before it."""

    small: Mapping[str, Decimal]
    hundreds: Mapping[str, int]
    scales: Mapping[str, int]
    token: re.Pattern[str]


_EN_SMALL = {
    word: Decimal(value)
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen"
        ).split()
    )
} | {
    word: Decimal(value)
    for word, value in zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True
    )
}
_VI_SMALL = {
    word: Decimal(value)
    for value, words in enumerate(
        ("", "một|mốt", "hai", "ba", "bốn|tư", "năm|lăm", "sáu", "bảy|bẩy", "tám", "chín", "mười")
    )
    for word in words.split("|")
    if word
}
_HI_SMALL: dict[str, Decimal] = {
    word: Decimal(value)
    for value, words in {
        **{
            1: "एक",
            2: "दो",
            3: "तीन",
            4: "चार",
            5: "पांच|पाँच",
            6: "छह|छः|छे",
            7: "सात",
            8: "आठ",
            9: "नौ",
            10: "दस",
        },
        **{
            11: "ग्यारह",
            12: "बारह",
            13: "तेरह",
            14: "चौदह",
            15: "पंद्रह|पन्द्रह",
            16: "सोलह",
            17: "सत्रह",
            18: "अठारह",
        },
        **{19: "उन्नीस", 20: "बीस", 25: "पच्चीस", 30: "तीस", 35: "पैंतीस", 40: "चालीस", 45: "पैंतालीस", 50: "पचास"},
        **{60: "साठ", 70: "सत्तर", 75: "पचहत्तर", 80: "अस्सी", 90: "नब्बे"},
    }.items()
    for word in words.split("|")
} | {"डेढ़": Decimal("1.5"), "डेढ": Decimal("1.5"), "ढाई": Decimal("2.5")}
_HI_PLUS = {"साढ़े": Decimal("0.5"), "सवा": Decimal("0.25"), "पौने": Decimal("-0.25")}
_HI_SMALL = {without_nukta(word): value for word, value in _HI_SMALL.items()}
_HI_PLUS = {without_nukta(word): value for word, value in _HI_PLUS.items()}
_HUNDREDS = {"en": {"hundred": 100}, "vi": {"trăm": 100, "chục": 10, "mươi": 10}, "hi": {"सौ": 100}}
_SMALL: Mapping[str, Mapping[str, Decimal]] = {"en": _EN_SMALL, "vi": _VI_SMALL, "hi": _HI_SMALL}
_TAILS = {"en": r"(?![A-Za-z])", "vi": r"(?![A-Za-zÀ-ỹ])", "hi": r"(?![ऀ-ॿ])"}
_PLURALS = re.compile(
    r"(?:tens|dozens|scores|hundreds|thousands|millions|billions|trillions)\b(?:\sof\s(?:tens|hundreds|thousands|millions|billions)\b)*"
    r"|(?:several|a\sfew|many|some)\s(?:dozen|hundred|thousand|million|billion)\b",
    re.IGNORECASE,
)
_VI_SOME = re.compile(
    r"(?:hàng|vài|mấy|nhiều|cả)(?:\s(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ))+(?!\w)", re.IGNORECASE
)
_HI_SOME = re.compile(with_optional_nukta(r"(?:सैकड़ों|हजारों|हज़ारों|लाखों|करोड़ों|अरबों|दर्जनों)(?![ऀ-ॿ])"))
_SOME = {"en": _PLURALS, "vi": _VI_SOME, "hi": _HI_SOME}
_EN_ORDINALS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    **{"eighth": 8, "ninth": 9, "tenth": 10},
}
_EN_FRACTION = re.compile(
    r"(?P<n>one|two|three|four|five|six|seven|eight|nine|a)[-\s](?P<d>thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?"
    r"|ninths?|tenths?)\b(?=\s(?:of|the|as|majority|more|less|higher|lower)\b|[-.,;:)]|$|\s[a-z]+\b(?<!quarter))"
    r"|(?P<n1>one|two|three|four|five|six|seven|eight|nine|\d{1,2})\s(?:in|out\sof|of\severy)\s"
    r"(?P<d1>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d{1,3})\b(?![,.]?\d|%|\s(?:percent|per|of|million|thousand|days|months|years|hours|weeks|minutes|matches|games|states|countries))",
    re.IGNORECASE,
)
_EN_HALF = re.compile(
    r"half(?:\sof\b|\s(?=(?:the|its|their|his|her|our|all)\b))|(?<=\b[Aa] )(?<!and a )half\b(?!-)|(?<!first )(?<!second )(?<!other )(?<!latter )(?<!better )(?<!-)(?<!and a )half\b(?=[.,;)]|$)|half(?=\san?\s(?:million|billion|trillion|dozen|hundred)\b)",
    re.IGNORECASE,
)
_VI_FRACTION = re.compile(
    r"(?P<n>một|hai|ba|bốn|năm|sáu|bảy|tám|chín)\sphần\s(?P<d>hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)",
    re.IGNORECASE,
)
_HI_FRACTION = re.compile(r"(?P<n>एक|दो)[-\s](?P<d>तिहाई|चौथाई)(?![ऀ-ॿ])|तीन[-\s](?P<q>चौथाई)(?![ऀ-ॿ])")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?![/\d.,]*\d)")


def _either(words: Iterable[str], language: str) -> str:
    """Any of the words, the longest first; a Hindi consonant may carry a nukta that the tables leave out."""
    pattern = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return re.sub("([कखगजडढफ])", f"\\1{NUKTA}?", pattern) if language == "hi" else pattern


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    scales = load_measures().scales[language]
    small = _SMALL[language]
    hundreds = _HUNDREDS[language]
    scale_words = _either((*scales, *hundreds), language)
    small_words = _either(small, language)
    gap = r"(?:\s?-?\s?(?:and\s)?)" if language == "en" else r"\s?"
    return _Words(
        small,
        hundreds,
        scales,
        re.compile(
            rf"{gap}(?:(?P<scale>{scale_words}){_TAILS[language]}|(?P<small>{small_words}){_TAILS[language]})",
            re.IGNORECASE if language in ("en", "vi") else 0,
        ),
    )


def _read_said_in_turn(text: str, start: int, language: str) -> Amount | None:
    some = _SOME[language].match(text, start)
    if some is not None:
        return Amount(None, some.end(), is_written_out=True)
    if (fraction := _read_fraction(text, start, language)) is not None:
        return fraction
    opening = _opening(text, start, language)
    if opening is None:
        return None
    current, position, has_digits = opening
    if current is None:
        return Amount(None, position, is_written_out=not has_digits)
    return _add_scales(text, current, position, has_digits, language)


def _read_fraction(text: str, start: int, language: str) -> Amount | None:
    if language == "en":
        opening = _EN_OPENING.match(text, start)
        if opening is not None and opening["half"]:
            return None  # a quarter of a million is a number
        if (match := _EN_FRACTION.match(text, start)) is not None:
            if match["n1"]:
                top, bottom = _en_small(match["n1"]), _en_small(match["d1"])
            else:
                top = Decimal(1) if match["n"].lower() == "a" else _en_small(match["n"])
                word = match["d"].lower()
                bottom = Decimal(_EN_ORDINALS[word if word in _EN_ORDINALS else word.removesuffix("s")])
            if bottom and top < bottom:
                return Amount(
                    exact(Fraction(top) / Fraction(bottom)),
                    match.end(),
                    is_fraction=True,
                    is_written_out=True,
                )
        if (match := _EN_HALF.match(text, start)) is not None and not text.startswith(
            ("half a ", "half an "), start
        ):
            return Amount(Decimal("0.5"), match.end(), is_fraction=True, is_written_out=True)
        return None
    if language == "vi" and (match := _VI_FRACTION.match(text, start)) is not None:
        top, bottom = _VI_SMALL[match["n"].lower()], _VI_SMALL[match["d"].lower()]
        return Amount(
            exact(Fraction(top) / Fraction(bottom)), match.end(), is_fraction=True, is_written_out=True
        )
    if (
        language == "vi"
        and (match := _SLASHED.match(text, start)) is not None
        and 0 < int(match[1]) < int(match[2])
    ):
        return Amount(exact(Fraction(int(match[1]), int(match[2]))), match.end(), is_fraction=True)
    if language == "hi" and (match := _HI_FRACTION.match(text, start)) is not None:
        if match["q"]:
            return Amount(Decimal("0.75"), match.end(), is_fraction=True, is_written_out=True)
        fraction = Fraction(1 if match["n"] == "एक" else 2, 3 if match["d"] == "तिहाई" else 4)
        return Amount(exact(fraction), match.end(), is_fraction=True, is_written_out=True)
    return None


def _en_small(word: str) -> Decimal:
    if word.isdecimal():
        return Decimal(word)
    return Decimal(100) if word.lower() == "hundred" else _EN_SMALL[word.lower()]


_EN_OPENING = re.compile(r"(?P<half>half\s+an?|a\s+quarter\s+of\s+a)(?=\s+(?:million|billion|trillion|dozen))|an?(?=\s+(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b)", re.IGNORECASE)  # fmt: skip
_EN_DOZEN = re.compile(r"\s+dozens?\b", re.IGNORECASE)


def _opening(text: str, start: int, language: str) -> tuple[Decimal | None, int, bool] | None:
    """The first number: (value, end, whether in digits)."""
    if (found := number_at(text, start, language)) is not None:
        return found[0], found[1], True
    words = _words(language)
    if language == "en" and (match := _EN_OPENING.match(text, start)) is not None:
        said = (match["half"] or "").lower()
        value = Decimal(1) if not said else Decimal("0.5") if said.startswith("half") else Decimal("0.25")
        return value, match.end(), False
    if language == "vi" and text[start : start + 4].lower() == "nửa ":
        return Decimal("0.5"), start + 3, False
    if language == "hi":
        for word, more in _HI_PLUS.items():
            said = re.compile(_either((word,), language) + r"(?=\s)").match(text, start)
            if said is not None:
                follow = words.token.match(text, said.end())
                digits = number_at(text, said.end() + 1, language)
                if digits is not None and digits[0] is not None:
                    return digits[0] + more, digits[1], True
                if follow is not None and follow["small"]:
                    return words.small[without_nukta(follow["small"])] + more, follow.end(), False
                if follow is not None and word == "सवा":
                    return Decimal("1.25"), said.end(), False
                return None
    match = words.token.match(text, start)
    if match is None or match.start() != start or text[start] in " -":
        return None
    if match["small"]:
        return words.small[without_nukta(match["small"].lower())], match.end(), False
    if language == "hi":  # सौ, हजार करोड़ without a number before
        return Decimal(1), start, False
    return None


def _add_scales(text: str, first: Decimal, position: int, has_digits: bool, language: str) -> Amount:
    words = _words(language)
    total, leading = Decimal(0), first
    current: Decimal | None = first
    last, is_scaled, is_unsure = 10**30, False, False
    is_open = not has_digits  # whether a smaller number may follow the one at hand
    if language == "en" and (dozen := _EN_DOZEN.match(text, position)):
        return Amount(first * 12, dozen.end(), first, is_written_out=not has_digits)
    while (token := words.token.match(text, position)) is not None:
        written = without_nukta((token["scale"] or token["small"]).lower())
        if token["scale"]:
            scale = words.hundreds.get(written) or words.scales.get(written) or words.scales[written]
            if current is None:
                break
            if scale in (10, 100) and written in words.hundreds:
                if has_digits and language == "en" and scale == 100 and current >= 100:
                    break
                current *= scale
            else:
                group = current
                if scale >= last and total and scale != last:
                    total, group = Decimal(0), total + current  # hai trăm nghìn tỷ: the whole times the scale
                elif scale >= last:
                    break
                total += group * scale
                current, last = None, scale
                following = (
                    number_at(text, token.end() + 1, language)
                    if text[token.end() : token.end() + 1] == " "
                    else None
                )
                if (
                    following
                    and following[0] is not None
                    and _has_smaller_scale(text, following[1], words, scale)
                ):
                    current, position, is_scaled = following[0], following[1], True
                    continue
            is_scaled, is_open = True, True
            position = token.end()
            continue
        value = words.small[written]
        if (has_digits and not is_scaled) or not is_open:
            break
        if language == "vi" and written in ("năm", "tư") and not is_scaled:
            break  # behind another word năm is the year: five is lăm there
        if current is None:
            if has_digits or language == "vi":
                break  # 5 million two …; 1 tỷ hai is 1.2 billion in speech
            current = value
        elif current % 100 == 0 and current and value < 100:
            current += value
        elif current % 10 == 0 and 20 <= current % 100 and value < 10:
            current += value
        elif language == "vi" and current == 10 and value < 10:
            current += value
        else:
            is_unsure = True
            position = token.end()
            break
        position = token.end()
    if (
        language == "vi"
        and (half := re.compile(r"\srưỡi(?!\w)").match(text, position))
        and is_scaled
        and current is None
    ):
        return Amount(total + Decimal(last) / 2, half.end(), leading, True, not has_digits)
    if (
        language == "en"
        and (half := re.compile(r"\sand\sa\shalf\b").match(text, position))
        and current is not None
    ):
        with_half = current + Decimal("0.5")
        scaled = words.token.match(text, half.end())
        if scaled is not None and scaled["scale"] and scaled["scale"].lower() in words.scales:
            return Amount(
                with_half * words.scales[scaled["scale"].lower()],
                scaled.end(),
                with_half,
                True,
                not has_digits,
            )
        return Amount(with_half, half.end(), leading, is_scaled, not has_digits)
    if is_unsure:
        return Amount(None, position, is_written_out=not has_digits)
    return Amount(total + (current or 0), position, leading, is_scaled, not has_digits)


def _has_smaller_scale(text: str, start: int, words: _Words, scale: int) -> bool:
    token = words.token.match(text, start)
    if token is None or not token["scale"]:
        return False
    written = without_nukta(token["scale"].lower())
    value = words.hundreds.get(written) or words.scales.get(written, scale)
    return value < scale


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
