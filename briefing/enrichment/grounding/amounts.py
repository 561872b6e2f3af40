"""Amounts without digits: tens, hundreds, thousands; half; double, threefold. In English and in each source language.

An English word is a range that a number of the source must lie in; a word of a source language is a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from briefing.enrichment.grounding.number_words import ENGLISH_UNITS


@dataclass(frozen=True, slots=True)
class Amount:
    """An English amount at ``start``–``end``: a count in ``least``–``most``, or ``times`` as much (0.5 is half)."""

    start: int
    end: int
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    times: Decimal = Decimal(0)


_RANGES = {
    "tens": (20, 99),
    "dozens": (20, 99),
    "scores": (20, 200),
    "hundreds": (100, 2_000),
    "thousands": (1_000, 100_000),
    "tens of thousands": (10**4, 3 * 10**5),
    "hundreds of thousands": (10**5, 3 * 10**6),
    "millions": (10**6, 10**9),
    "tens of millions": (10**7, 3 * 10**8),
    "hundreds of millions": (10**8, 3 * 10**9),
    "billions": (10**9, 10**12),
    "tens of billions": (10**10, 3 * 10**11),
    "hundreds of billions": (10**11, 3 * 10**12),
    "trillions": (10**12, 10**15),
}
"""Generous above: hundreds may be 1,200, but no writer says hundreds of 12. Bare millions are a cost."""
_VAGUE = re.compile(
    r"(?<![\d-])(?<!\d )\b(?:(?:tens|hundreds) of (?:thousands|millions|billions)|(?:tens|scores)(?= of\b)"
    r"|dozens|hundreds|thousands"
    r"|(?<![^.!?\"“])(?:millions|billions|trillions)|(?:millions|billions|trillions)(?= of\b)"
    r"|(?:several|a few|a couple of) (?P<scale>dozen|hundred|thousand|million|billion|trillion))\b",
    re.IGNORECASE,
)
_FOLDS = {"twice": 2, "thrice": 3} | {
    start + end: times
    for start, times in {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5, "halv": 0}.items()
    for end in ("e", "es", "ed", "ing")
}
_UNITS = "|".join(ENGLISH_UNITS)
_NO_MULTIPLE = "standards?|digits?|down|check|room|agent|taxation|bed|act|fault|jeopardy|murder"
_TIMES = re.compile(
    rf"\b(?P<word>{'|'.join(_FOLDS)})\b(?!-|['’]| (?:{_NO_MULTIPLE})\b)"
    rf"|\b(?P<unit>{_UNITS})-?fold\b|\b(?P<digits>\d{{1,3}})-?fold\b",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!other )(?<!better )(?<!1 )(?<!2 )(?<!and a )(?<!-)"
    r"\bhalf(?= (?:of|the|its|their|all|his|her)\b)(?! (?:of|the) (?:time|way|year|season|century|decade))"
    r"|(?:\bby |\bin )half\b(?! an?\b)",
    re.IGNORECASE,
)


def english_amounts(text: str) -> list[Amount]:
    """Amounts of an English text without digits, in reading order."""
    found = []
    for match in _VAGUE.finditer(text):
        word = f"{match['scale'].lower()}s" if match["scale"] else match.group().lower()
        least, most = _RANGES[word]
        found.append(Amount(*match.span(), Decimal(least), Decimal(most)))
    for match in _TIMES.finditer(text):
        found.append(Amount(*match.span(), times=_times(match)))
    found += [Amount(*match.span(), times=_HALVED) for match in _HALF.finditer(text)]
    return sorted(found, key=lambda amount: amount.start)


_HALVED = Decimal("0.5")


def _times(match: re.Match[str]) -> Decimal:
    if match["word"]:
        return Decimal(_FOLDS[match["word"].lower()]) or _HALVED
    return Decimal(match["digits"] or ENGLISH_UNITS[match["unit"].lower()])


_SMALL = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_BIG = {
    "만": 10**4,
    "억": 10**8,
    "조": 10**12,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "兆": 10**12,
}
_VIETNAMESE = {
    **{"chục": 10, "tá": 12, "trăm": 100, "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4},
    **{"triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9},
}
_HINDI = {
    **{"दर्जन": 12, "दर्जनों": 12, "दसियों": 10, "सैकड़ों": 100, "सैंकड़ों": 100, "सौ": 100},
    **{"हजारों": 10**3, "हज़ारों": 10**3, "हजार": 10**3, "हज़ार": 10**3, "लाखों": 10**5, "लाख": 10**5},
    **{"करोड़ों": 10**7, "करोड़": 10**7, "अरबों": 10**9, "अरब": 10**9, "मिलियन": 10**6, "बिलियन": 10**9},
}
_HI_WORDS = "|".join(sorted(_HINDI, key=len, reverse=True))
_VI_WORDS = "|".join(sorted(_VIETNAMESE, key=len, reverse=True))
_SEVERAL = {
    "ko": re.compile(r"(?:수|몇)\s?(?P<small>[십백천]?)\s?(?P<big>[만억조]?)"),
    "zh": re.compile(
        r"(?<![\d一二三四五六七八九十百千])(?P<small>[十百千]?)(?P<big>[万萬亿億]|(?<=[十百千]))"
    ),
    "ja": re.compile(r"(?<![\d一二三四五六七八九十百千])(?P<small>[十百千]?)(?P<big>[万億兆]|(?<=[十百千]))"),
    "vi": re.compile(
        rf"\b(?:hàng|vài|mấy|cả|nhiều)\s(?P<small>{_VI_WORDS})(?:\s(?P<big>{_VI_WORDS}))?\b", re.IGNORECASE
    ),
    "hi": re.compile(rf"(?<![ऀ-ॿ])(?P<small>{_HI_WORDS})(?:\s(?P<big>{_HI_WORDS}))?(?![ऀ-ॿ])"),
}
_VALUES = {**_SMALL, **_BIG, **_VIETNAMESE, **_HINDI}


def vague_values(text: str, language: str) -> frozenset[Decimal]:
    """What the words for unsaid tens, hundreds, thousands of a text in a base language stand for: 수백 is 100."""
    pattern = _SEVERAL.get(language)
    if pattern is None:
        return frozenset()
    values = set()
    for match in pattern.finditer(text):
        small, big = match["small"], match["big"]
        value = _VALUES.get((small or "").lower(), 1) * _VALUES.get((big or "").lower(), 1)
        values.add(Decimal(value))
        if language == "hi" and small and small.endswith("ों"):  # लाखों are millions as often as lakhs
            values.add(Decimal(value * 10))
    return frozenset(values - {Decimal(1)})


_TIMES_WORDS = {
    "ko": {
        "0.5": r"절반|반감|반토막|반 토막|반값|반으로|과반|(?<![가-힣])반(?![가-힣])|분의 ?1",
        "2": r"갑절|곱절|배증|배가(?=하|했|됐|되)|(?<![\d가-힣])배(?=로|\s?이상)|이중|더블|거듭|또다시|재차|"
        r"두\s?(?:번|차례)",
        "3": r"트리플|삼중|세\s?(?:번|차례)",
    },
    "ja": {
        "0.5": r"半|二分の一|五割",
        "2": r"(?<![\d.一二三四五六七八九十])倍|ダブル|二重|再び|双",
        "3": r"トリプル|三重",
    },
    "zh": {
        "0.5": r"半|二分之一|五成|对折|對折",
        "2": r"翻番|翻(?:了)?一番|翻倍|加倍|倍增|双|雙|再次|成倍|一倍|1倍",
        "4": r"翻(?:了)?(?:两|兩)番",
    },
    "vi": {"0.5": r"\bnửa\b", "2": r"\bđôi\b|\blần nữa\b|\bkép\b", "3": r"\bba lần\b"},
    "hi": {
        "0.5": r"आध[ाेी]|अर्ध",
        "2": r"दोगुन|दुगुन|दुगन|दोहर|डबल|दोबारा|दुबारा",
        "3": r"तिगुन|तीन गुन",
        "4": r"चौगुन",
    },
}
_TIMES_RE = {
    language: {Decimal(times): re.compile(pattern) for times, pattern in words.items()}
    for language, words in _TIMES_WORDS.items()
}
_ZH_MORE = re.compile(r"[增多高涨漲升长長大][^，。]{0,6}?([两兩三四五六七八九\d])倍")
_ZH_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "兩": 2}


def multiples(text: str, language: str) -> frozenset[Decimal]:
    """How many times as much the words of a text say, numbers apart: 절반 is 0.5, 翻番 is 2, 增加两倍 is 3."""
    lowered = text.lower() if language == "vi" else text
    found = {
        times for times, pattern in _TIMES_RE.get(language, {}).items() if pattern.search(lowered) is not None
    }
    if language == "zh":
        found |= set(_one_more(text))
    return frozenset(found)


def _one_more(text: str) -> Iterator[Decimal]:
    for match in _ZH_MORE.finditer(text):
        digit = match.group(1)
        yield Decimal(_ZH_DIGITS[digit] if digit in _ZH_DIGITS else int(digit)) + 1
