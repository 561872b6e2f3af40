"""Spans of time that look like something else: terms of years and months, and the first months of a year.

懲役4年6月 is a term of four years and six months, no June; 前10月 are the first ten months, not October. In
Vietnamese the first months stand with đầu behind (9 tháng đầu năm).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.records.figure import Figure

_SENTENCE = (
    "懲役|禁錮|拘禁刑|求刑|徒刑|判刑|判处|判處|被判|获刑|獲刑|入狱|入獄|监禁|監禁|囚"
    "|服刑|缓刑|緩刑|轻判|輕判|重判|改判"
)
_TERM = re.compile(
    rf"(?:(?P<sentence>{_SENTENCE})[^\d、。，；]{{0,4}})?(?<![\d/.])(?P<years>[1-9]\d?)\s?年\s?(?P<months>\d{{1,2}})\s?月$"
)
_NO_TERM_BEFORE = re.compile(r"(?:令和|平成|昭和|大正|明治|民國|民国|[RHS])\s?$")
_YEARS_OF_TERM = re.compile(rf"(?:{_SENTENCE})[^\d、。，；]{{0,4}}\d{{1,2}}\s?年$")


def is_term_of_months(text: str, stop: int) -> bool:
    """Whether the 月 that ends at ``stop`` closes a term: behind a word of sentencing, or less than ten years."""
    match = _TERM.search(text, max(0, stop - 18), stop)
    if match is None or not 1 <= int(match["months"]) <= 11:
        return False
    if match["sentence"]:
        return True
    return int(match["years"]) < 10 and not _NO_TERM_BEFORE.search(text, 0, match.start("years"))


def is_term_of_years(text: str, stop: int) -> bool:
    """Whether the 年 that ends at ``stop`` closes a term behind a word of sentencing: 懲役15年."""
    return _YEARS_OF_TERM.search(text, max(0, stop - 14), stop) is not None


@dataclass(frozen=True, slots=True)
class FirstMonths:
    """The first ``count`` months of a year, from ``start`` to ``end`` of the text."""

    start: int
    end: int
    count: int
    text_en: str


_HAN_COUNTS = {sign: count for count, sign in enumerate("一二三四五六七八九十", start=1)}
_COUNTS: Mapping[str, Mapping[str, int]] = {
    "zh": {**_HAN_COUNTS, "两": 2, "兩": 2, "十一": 11},
    "vi": {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
}
FIRST_MONTHS_ZH = (
    # 10月 without its measure word is October except behind 前; 此前, 目前, 赛前 are other words
    r"(?:(?<![此之以日目先提生空跟眼赛賽选選会會战戰])前(?:1[01]|[2-9]|十一|[二三四五六七八九十两兩])月(?!\s?\d|[上中下]旬|[初底末])"
    # 选举前三个月 are the three months before an election: so only where a clause, a year or a place ends before 前
    r"|(?:(?<=^)|(?<=[，。、；：,;:\s“\"'（(】」》年今国國省市县縣]))前(?:1[01]|[2-9]|十一|[二三四五六七八九十两兩])[个個]月)"
)
_FIRST: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(FIRST_MONTHS_ZH),
    "vi": re.compile(
        r"(?P<count>1[01]|[2-9]|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\stháng\sđầu(?:\snăm(?!\s(?:\d|nay|ngoái)))?(?!\w)",
        re.IGNORECASE,
    ),
}
_NUMBER_OF_MONTHS = re.compile(r"前(.{1,2}?)[个個]?月")


def first_months(text: str, start: int, language: str) -> FirstMonths | None:
    """The first months whose number begins at ``start``, or None."""
    pattern = _FIRST.get(language)
    if pattern is None:
        return None
    begin = start - 1 if language == "zh" else start
    match = pattern.match(text, begin) if begin >= 0 else None
    if match is None:
        return None
    named = _NUMBER_OF_MONTHS.match(match.group()) if language == "zh" else None
    written = (named[1] if named is not None else match["count"]).lower()
    count = int(written) if written.isdecimal() else _COUNTS[language][written]
    year = " of the year" if match.group().lower().endswith("năm") else ""
    return FirstMonths(begin, match.end(), count, f"first {count} months{year}")


_SMALLER = {
    **{"years": ("months", 12), "months": ("days", 31), "weeks": ("days", 7), "days": ("hours", 24)},
    **{"hours": ("minutes", 60), "minutes": ("seconds", 60)},
}
"""The smaller unit of each, and how many of it make one."""
_LINKS = frozenset({"", " ", "零", "又", " và ", " और ", " and "})


def joined_spans(text: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures of one text, two parts of one span as one: 3년 6개월 → "3 years and 6 months".

    ``figures`` are those that stand in ``text``, in order. A joined figure has the value and the unit of its larger
    part: it is for writing English, not for comparing.
    """
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last is not None and _is_rest_of(text, last, figure):
            said = f"{figure.qualifier} " if figure.qualifier else ""  # 3년 6개월여: all of it is over that
            english = f"{said}{last.text_en} and {figure.text_en.removeprefix(said)}"
            original = text[last.start : figure.end]
            joined[-1] = last.model_copy(update={"original": original, "text_en": english, "end": figure.end})
        else:
            joined.append(figure)
    return tuple(joined)


def _is_rest_of(text: str, larger: Figure, smaller: Figure) -> bool:
    unit, most = _SMALLER.get(larger.unit, ("", 0))
    return (
        unit == smaller.unit.removesuffix(" in prison")
        and not (larger.value_to or smaller.value_to or (larger.qualifier and smaller.qualifier))
        and text[larger.end : smaller.start] in _LINKS
        and larger.value.isdecimal()
        and smaller.value.isdecimal()
        and 0 < int(smaller.value) < most
    )
