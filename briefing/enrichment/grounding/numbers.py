"""Numbers of a text by value, however they are written: digits, words, and scales of each language.

This reading is wider than that of figures: it takes bare numbers, ordinals, days, years and number words too, and
on the side of the source it keeps every reading that a number may have (12.345 is twelve thousand in Vietnamese and
twelve and a bit in English). A figure that stands in no reading stands in no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from briefing.enrichment.grounding.number_words import (
    CJK_DIGITS,
    CJK_SCALES,
    CJK_SMALL,
    ENGLISH_ORDINALS,
    ENGLISH_SCALES,
    ENGLISH_UNITS,
    HINDI_HALVES,
    HINDI_SCALES,
    HINDI_WORDS,
    KOREAN_DAYS,
    KOREAN_NATIVE,
    KOREAN_SCALES,
    VIETNAMESE_SCALES,
    VIETNAMESE_UNITS,
)

_ZEROS = tuple(chr(code) for code in (0x0966, 0xFF10))
_TO_ASCII = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)} | {
    ord("，"): ",",
    ord("．"): ".",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``values`` are its readings, likeliest first; ``end`` is exclusive.

    ``decimals`` counts the printed digits after the point, before any scale; ``scale`` is 1 where none is written.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    decimals: int = 0
    scale: Decimal = Decimal(1)
    is_word: bool = False

    @property
    def value(self) -> Decimal:
        """The likeliest reading."""
        return self.values[0]


def plain_digits(text: str) -> str:
    """``text`` with Devanagari and full-width digits as ASCII ones; every offset stays."""
    return text.translate(_TO_ASCII)


def read_numbers(text: str, language: str) -> tuple[Number, ...]:
    """All numbers, by position. ``language`` is a base code (``zh``); one without rules is read as English."""
    plain = plain_digits(text)
    if language == "en":
        return tuple(_english(plain))
    if language in ("zh", "ja"):
        found = [*_cjk(plain)]
    elif language == "ko":
        found = [*_korean(plain)]
    elif language == "vi":
        found = [*_vietnamese(plain)]
    elif language == "hi":
        found = [*_hindi(plain)]
    else:
        return tuple(_english(plain))
    return tuple(sorted(found, key=lambda number: (number.start, number.end)))


def _decimal(digits: str) -> Decimal:
    return Decimal(digits)


_MAX_DIGITS = 40
"""A longer run of digits is a code, not a number; it is compared by its first digits."""


def _readings(written: str, group: str = ",") -> tuple[tuple[Decimal, ...], int]:
    """Every value that digits with points and commas may have, and the decimals of the likeliest.

    ``group`` is what parts thousands in the language; a number grouped in that way has no other reading.
    """
    written = written.strip(".,")[:_MAX_DIGITS].strip(".,")
    if "." not in written and "," not in written:
        return (Decimal(written),), 0
    found: dict[Decimal, int] = {}
    for parting, point in ((group, ".,".replace(group, "")), (".,".replace(group, ""), group)):
        whole, _, rest = written.partition(point)
        if parting in rest or not re.fullmatch(r"\d*", rest) or not whole.replace(parting, "").isdigit():
            continue
        if parting in whole and not _is_grouped(whole, parting):
            continue
        found.setdefault(Decimal(f"{whole.replace(parting, '')}.{rest or 0}"), len(rest))
        if parting == group and group in whole and whole[0] != "0":
            break
    if not found:  # 1.2.3 is a version or a date: its parts
        return tuple(dict.fromkeys(Decimal(part) for part in re.findall(r"\d+", written))), 0
    values = tuple(found)
    return values, found[values[0]]


def _is_grouped(whole: str, group: str) -> bool:
    return bool(re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{2,3}})*{re.escape(group)}\d{{3}}", whole))


# --- English

_TENS = {name: value for name, value in ENGLISH_UNITS.items() if value >= 20}
_ONES = {name: value for name, value in ENGLISH_UNITS.items() if value < 10}
_SCALE_WORDS = "|".join(sorted(ENGLISH_SCALES, key=len, reverse=True))
_EN_DIGITS = re.compile(
    r"(?<![\d.,])\d(?:[\d,]*\d)?(?:\.\d+)*"
    rf"(?:(?P<glued>tn|bn|[mk])(?![A-Za-z])|[\s-]?(?P<scale>{_SCALE_WORDS})s?\b|(?P<ordinal>st|nd|rd|th)\b)?",
    re.IGNORECASE,
)
_EN_WORD = re.compile(r"[A-Za-z]+")
_CLOCK = re.compile(r"\d{1,2}\.\d\d$")
_HALF_DAY = re.compile(r"\s?[ap]\.?m\b")
_DECADE = re.compile(r"'?s\b")
_GLUED_SCALES = {"tn": 10**12, "bn": 10**9, "m": 10**6, "k": 10**3}


def _english(text: str) -> Iterator[Number]:
    spans: list[tuple[int, int]] = []
    for match in _EN_DIGITS.finditer(text):
        word = (match["glued"] or match["scale"] or "").lower()
        digits = re.match(r"[\d,.]+", match.group())
        written = digits.group() if digits else match.group()
        if _CLOCK.match(written) and _HALF_DAY.match(text, match.end()):  # 7.55am is a time, not a number
            for part in re.finditer(r"\d+", written):
                begin = match.start() + part.start()
                yield Number(begin, begin + len(part.group()), (Decimal(part.group()),))
            spans.append(match.span())
            continue
        values, decimals = _readings(written)
        if _DECADE.match(text, match.end()) and values[0] >= 1000:  # the 1980s are 八十年代 too
            values = (*values, values[0] % 100)
        scale = Decimal(_GLUED_SCALES.get(word, ENGLISH_SCALES.get(word, 1)))
        if match["glued"] and word in "mk":  # 5m may be metres, 10k a race: both readings
            values = (*(value * scale for value in values), *values)
        else:
            values = tuple(value * scale for value in values)
        spans.append(match.span())
        yield Number(match.start(), match.end(), values, decimals, scale)
    yield from _english_words(text, _outside(_EN_WORD.finditer(text), spans))


def _outside(words: Iterable[re.Match[str]], spans: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    """Words that begin in none of the spans; both in order, so that one pass is enough."""
    found = []
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start():
            at += 1
        if at == len(spans) or word.start() < spans[at][0]:
            found.append(word)
    return found


def _english_words(text: str, words: list[re.Match[str]]) -> Iterator[Number]:
    at = 0
    while at < len(words):
        run = _english_run(text, words, at)
        if run is None:
            at += 1
            continue
        number, at = run
        yield number


def _english_run(text: str, words: list[re.Match[str]], at: int) -> tuple[Number, int] | None:
    """A number in words from ``words[at]`` on: units and scales that stand side by side."""
    total = current = Decimal(0)
    end, count, is_ordinal = at, 0, False
    previous = ""
    while end < len(words):
        word = words[end].group().lower()
        if count and not _joins(text[words[end - 1].end() : words[end].start()]):
            break
        if word in ENGLISH_UNITS and _may_follow(previous, word):
            current += ENGLISH_UNITS[word]
        elif word in ENGLISH_ORDINALS and _may_follow(previous, word):
            current += ENGLISH_ORDINALS[word]
            is_ordinal = True
        elif word == "hundred" and count and current < 100:
            current *= 100
        elif word in ENGLISH_SCALES and word != "hundred" and count and current:
            total += current * ENGLISH_SCALES[word]
            current = Decimal(0)
        elif (
            word == "and"
            and count
            and previous == "hundred"
            and end + 1 < len(words)
            and words[end + 1].group().lower() in ENGLISH_UNITS
        ):
            end += 1
            continue
        elif (
            word in ("a", "an")
            and not count
            and end + 1 < len(words)
            and words[end + 1].group().lower() in ENGLISH_SCALES
        ):
            current = Decimal(1)
        else:
            break
        count += 1
        previous = word
        end += 1
        if is_ordinal:
            break
    value = total + current
    if not count or value == 0:
        return None
    return (
        Number(words[at].start(), words[end - 1].end(), (value,), scale=Decimal(1), is_word=True),
        end,
    )


def _joins(between: str) -> bool:
    return between in (" ", "-", "–", " ")


def _may_follow(previous: str, word: str) -> bool:
    """twenty-one, but not five six; after a scale anything may follow."""
    if previous in ("", "hundred", "and") or previous in ENGLISH_SCALES:
        return True
    ones = word in _ONES or ENGLISH_ORDINALS.get(word, 99) < 10
    return previous in _TENS and ones


# --- Chinese and Japanese

_CJK_NUMERALS = "".join(CJK_DIGITS)
_CJK_RUN = re.compile(
    rf"(?:\d[\d,]*(?:\.\d+)?|[{_CJK_NUMERALS}{''.join(CJK_SMALL)}])"
    rf"(?:\s?[{''.join(CJK_SMALL)}{''.join(CJK_SCALES)}]|(?<=[{''.join(CJK_SCALES)}{''.join(CJK_SMALL)}])\d[\d,]*(?:\.\d+)?"
    rf"|[{_CJK_NUMERALS}点點・](?=[{_CJK_NUMERALS}{''.join(CJK_SMALL)}{''.join(CJK_SCALES)}])|[{_CJK_NUMERALS}])*"
)


def _cjk(text: str) -> Iterator[Number]:
    for match in _CJK_RUN.finditer(text):
        readings, decimals = _cjk_readings(match.group())
        if readings:
            yield Number(match.start(), match.end(), readings, decimals)
    for match in re.finditer(r"([两兩双雙])", text):
        yield Number(match.start(), match.end(), (Decimal(2),), is_word=True)
    for match in re.finditer(r"半", text):
        yield Number(match.start(), match.end(), (Decimal("0.5"),), is_word=True)
    for match in re.finditer(r"([\d.]+|[一二三四五六七八九两兩])(?=[成割])", text):
        digit = CJK_DIGITS.get(match.group())
        value = Decimal(digit) if digit is not None else _readings(match.group())[0][0]
        yield Number(match.start(), match.end(), (value * 10,))
    for match in re.finditer(r"([ひふみよい]と?[りたつ]つ?)", text):
        if (kana := _KANA.get(match.group())) is not None:
            yield Number(match.start(), match.end(), (Decimal(kana),), is_word=True)


_KANA = {
    "ひとつ": 1,
    "ひとり": 1,
    "ふたつ": 2,
    "ふたり": 2,
    "みっつ": 3,
    "よっつ": 4,
    "いつつ": 5,
}


def _cjk_readings(run: str) -> tuple[tuple[Decimal, ...], int]:
    run = re.sub(r"\s", "", run)
    values: list[Decimal] = []
    decimals = 0
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", run):
        return _readings(run)
    if all(char in CJK_DIGITS for char in run):  # 二〇一八, 三四 (three or four)
        values.append(Decimal("".join(str(CJK_DIGITS[char]) for char in run)))
        if len(run) == 2:
            values += [Decimal(CJK_DIGITS[char]) for char in run]
        return tuple(dict.fromkeys(values)), 0
    composite = _compose(run)
    if composite is not None:
        values.append(composite)
    # 十五六, 三四百: the parts that digits alone make
    values += [Decimal(part) for part in re.findall(r"\d+(?:\.\d+)?", run)] if composite is None else []
    return tuple(dict.fromkeys(values)), decimals


_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|.")


def _compose(run: str) -> Decimal | None:
    """3億5000万, 一百二十三, 2万5千: small scales inside big ones, each big one smaller than the last."""
    total = group = Decimal(0)
    digit: Decimal | None = None
    fraction = Decimal(0)
    for part in _PART.findall(run):
        if part[0].isdigit() and part[0].isascii():
            digit = _readings(part)[0][0]
        elif part in CJK_DIGITS:
            if fraction:
                digit = (digit or Decimal(0)) + CJK_DIGITS[part] * fraction
                fraction /= 10
            else:
                digit = (digit * 10 if digit is not None else Decimal(0)) + CJK_DIGITS[part]
        elif part in ("点", "點", "・"):
            fraction = Decimal("0.1")
        elif part in CJK_SMALL:
            group += (digit if digit is not None else Decimal(1)) * CJK_SMALL[part]
            digit = None
        elif part in CJK_SCALES:
            group += digit if digit is not None else Decimal(0)
            if group == 0 and total == 0:
                return None
            if group == 0:  # 万亿: a scale of a scale
                total *= CJK_SCALES[part]
            else:
                total += group * CJK_SCALES[part]
            group, digit = Decimal(0), None
    return total + group + (digit if digit is not None else Decimal(0))


# --- Korean

_KO_SMALL = {"천": 1000, "백": 100, "십": 10}
_KO_SINO = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9, "영": 0}
_KO_RUN = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:\s?[천백십]?\s?[만억조](?:\s?\d[\d,]*(?:\.\d+)?)?[천백십]?|[천백십])*"
    r"|(?:[일이삼사오육칠팔구]?[십백천만억조]){1,8}[일이삼사오육칠팔구]?"
)
_KO_NATIVE = re.compile(
    rf"(?<![가-힣])(?:{'|'.join(sorted(KOREAN_NATIVE, key=len, reverse=True))})"
    rf"(?:\s?(?:{'|'.join(w for w, v in KOREAN_NATIVE.items() if v < 10)}))?"
)
_KO_DAYS = re.compile("|".join(KOREAN_DAYS))
_KO_SINGLE = re.compile(
    r"(?<![가-힣])[이삼사오육칠팔구](?=\s?(?:주|개월|년|월|점|명|차|회|위|번|일|시|분|피트|퍼센트|"
    r"대|학년|층|호|세기|인|배)(?![가-힣]{3}))"
)


def _korean(text: str) -> Iterator[Number]:
    for match in _KO_RUN.finditer(text):
        values, decimals = _korean_readings(match.group())
        if values:
            yield Number(match.start(), match.end(), values, decimals)
    for match in _KO_NATIVE.finditer(text):
        value = _native_value(match.group())
        if value is not None:
            yield Number(match.start(), match.end(), (Decimal(value),), is_word=True)
    for match in _KO_DAYS.finditer(text):
        yield Number(match.start(), match.end(), (Decimal(KOREAN_DAYS[match.group()]),), is_word=True)
    for match in _KO_SINGLE.finditer(text):
        yield Number(match.start(), match.end(), (Decimal(_KO_SINO[match.group()]),), is_word=True)
    for match in re.finditer(r"절반|(?<=[간년월개배])\s?반(?![가-힣])", text):
        yield Number(match.start(), match.end(), (Decimal("0.5"),), is_word=True)


def _native_value(written: str) -> int | None:
    written = written.replace(" ", "")
    if written in KOREAN_NATIVE:
        return KOREAN_NATIVE[written]
    for word, value in KOREAN_NATIVE.items():
        rest = written[len(word) :]
        if value >= 10 and written.startswith(word) and KOREAN_NATIVE.get(rest, 99) < 10:
            return value + KOREAN_NATIVE[rest]
    return None


def _korean_readings(run: str) -> tuple[tuple[Decimal, ...], int]:
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", run):
        return _readings(run)
    total = group = Decimal(0)
    digit: Decimal | None = None
    for part in _PART.findall(run.replace(" ", "")):
        if part[0].isdigit() and part[0].isascii():
            digit = _readings(part)[0][0]
        elif part in _KO_SINO:
            digit = Decimal(_KO_SINO[part])
        elif part in _KO_SMALL:
            group += (digit if digit is not None else Decimal(1)) * _KO_SMALL[part]
            digit = None
        elif part in KOREAN_SCALES:
            group += digit if digit is not None else (Decimal(0) if group else Decimal(1))
            total += group * KOREAN_SCALES[part]
            group, digit = Decimal(0), None
    return (total + group + (digit if digit is not None else Decimal(0)),), 0


# --- Vietnamese

_VI_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_VI_SCALE = re.compile(
    rf"\s?({'|'.join(sorted(VIETNAMESE_SCALES, key=len, reverse=True))})(?![\wà-ỹ])", re.IGNORECASE
)
_VI_WORD = re.compile(r"[^\W\d_]+")
_VI_DIGIT_NEXT = re.compile(r"\s*\d")


def _vietnamese(text: str) -> Iterator[Number]:
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: offsets would move
        lowered = text
    spans: list[tuple[int, int]] = []
    for match in _VI_DIGITS.finditer(lowered):
        values, decimals = _readings(match.group(), ".")
        end, scale = match.end(), Decimal(1)
        while (word := _VI_SCALE.match(lowered, end)) is not None:
            scale *= VIETNAMESE_SCALES[word.group(1)]
            end = word.end()
        spans.append((match.start(), end))
        yield Number(match.start(), end, tuple(value * scale for value in values), decimals, scale)
    words = _outside(_VI_WORD.finditer(lowered), spans)
    at = 0
    while at < len(words):
        value, stop = _vietnamese_run(lowered, words, at)
        if value is None:
            at += 1
            continue
        values = (value,)
        if stop - at > 1 and words[stop - 1].group() == "năm":  # mười năm: ten years, or fifteen
            values = (value - 5, value)
        yield Number(words[at].start(), words[stop - 1].end(), values, is_word=True)
        at = stop
    for match in re.finditer(r"\b(?:nửa|rưỡi)\b", lowered):
        yield Number(match.start(), match.end(), (Decimal("0.5"),), is_word=True)


def _vietnamese_run(text: str, words: list[re.Match[str]], at: int) -> tuple[Decimal | None, int]:
    total = group = Decimal(0)
    digit: Decimal | None = None
    end = at
    while end < len(words):
        word = words[end].group()
        if end > at and text[words[end - 1].end() : words[end].start()] != " ":
            break
        if word in VIETNAMESE_UNITS and digit is None:
            if word == "năm" and _VI_DIGIT_NEXT.match(text, words[end].end()):  # the year
                break
            digit = Decimal(VIETNAMESE_UNITS[word])
        elif word in ("mươi", "chục") and digit is not None:
            group += digit * 10
            digit = None
        elif word == "mười" and digit is None:
            group += 10
        elif word == "trăm" and digit is not None:
            group += digit * 100
            digit = None
        elif word in ("linh", "lẻ") and group:
            pass
        elif word in VIETNAMESE_SCALES and (digit is not None or group):
            total += (group + (digit or Decimal(0))) * VIETNAMESE_SCALES[word]
            group, digit = Decimal(0), None
        else:
            break
        end += 1
    if end == at:
        return None, at + 1
    value = total + group + (digit or Decimal(0))
    return (value if value else None), end


# --- Hindi

_HI_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_HI_NEXT = re.compile(r"[\s-]?([ऀ-ॿ]+)")
_HI_WORD = re.compile(r"[ऀ-ॿ\u200c\u200d]+")


def _hindi(text: str) -> Iterator[Number]:
    for match in _HI_DIGITS.finditer(text):
        values, decimals = _readings(match.group())
        end, scale = match.end(), Decimal(1)
        while (word := _HI_NEXT.match(text, end)) and word.group(1) in HINDI_SCALES:
            scale *= HINDI_SCALES[word.group(1)]
            end = word.end()
        yield Number(match.start(), end, tuple(value * scale for value in values), decimals, scale)
    words = list(_HI_WORD.finditer(text))
    at = 0
    while at < len(words):
        written = words[at].group()
        value: Decimal | None = None
        if written in HINDI_WORDS:
            value = Decimal(HINDI_WORDS[written])
        elif written in HINDI_HALVES:
            value = HINDI_HALVES[written]
            if written == "साढ़े" and at + 1 < len(words) and words[at + 1].group() in HINDI_WORDS:
                at += 1
                value = HINDI_WORDS[words[at].group()] + Decimal("0.5")
        if value is None:
            at += 1
            continue
        start = words[at].start()
        while at + 1 < len(words) and words[at + 1].group() in HINDI_SCALES:
            at += 1
            value *= HINDI_SCALES[words[at].group()]
        yield Number(start, words[at].end(), (value,), is_word=True)
        at += 1
