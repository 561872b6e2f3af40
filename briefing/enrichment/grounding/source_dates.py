"""Months, days of a month and weekdays that a text names, in any of its languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.enrichment.grounding.numbers import plain_digits

MONTHS_EN = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_EN = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_HINDI_MONTHS = (
    "जनवरी",
    "फरवरी|फ़रवरी",
    "मार्च",
    "अप्रैल",
    "मई",
    "जून",
    "जुलाई",
    "अगस्त",
    "सितंबर|सितम्बर",
    "अक्टूबर|अक्तूबर",
    "नवंबर|नवम्बर",
    "दिसंबर|दिसम्बर",
)
_HINDI_WEEKDAYS = (
    "सोमवार|मंडे",
    "मंगलवार|ट्यूज़डे",
    "बुधवार",
    "गुरुवार|गुरूवार|बृहस्पतिवार|वीरवार",
    "शुक्रवार|फ्राइडे",
    "शनिवार|सैटरडे",
    "रविवार|इतवार|संडे|सन्डे|सण्डे",
)
_VIETNAMESE_MONTHS = (
    *("giêng|một", "hai", "ba", "tư|bốn", "năm", "sáu", "bảy|bẩy", "tám", "chín", "mười"),
    *("mười một", "mười hai|chạp"),
)
_VIETNAMESE_WEEKDAYS = ("hai|2", "ba|3", "tư|4", "năm|5", "sáu|6", "bảy|bẩy|7")
_CJK_MONTHS = {"正": 1} | {
    numeral: value
    for value, numeral in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
_CJK_WEEKDAYS = {char: value for value, char in enumerate("一二三四五六日")} | {"天": 6}
_JA_WEEKDAYS = {char: value for value, char in enumerate("月火水木金土日")}
_KO_WEEKDAYS = {char: value for value, char in enumerate("월화수목금토일")}


@dataclass(frozen=True)
class SourceDates:
    """``months`` are 1–12, ``weekdays`` 0 (Monday)–6, ``days`` (month, day) where both stand together."""

    months: frozenset[int]
    weekdays: frozenset[int]
    days: frozenset[tuple[int, int]]


def read_dates(text: str, language: str) -> SourceDates:
    """What the text of a base language (``zh``) says of months, weekdays and days; Latin dates count in all."""
    plain = plain_digits(text)
    days = set(_numeric_days(plain))
    months = {month for month, _ in days}
    weekdays = set(_english_weekdays(plain))
    months |= {month for month, _ in english_months(plain)}
    days |= set(_english_days(plain))
    if language in ("ko", "ja", "zh"):
        months_found, days_found = _east_asian_months(plain)
        months |= months_found
        days |= days_found
        weekdays |= _east_asian_weekdays(plain, language)
        weekdays |= {value for value, names in enumerate(_TRANSCRIBED_WEEKDAYS) if re.search(names, plain)}
    elif language == "vi":
        _read_vietnamese(plain, months, weekdays, days)
    elif language == "hi":
        for value, names in enumerate(_HINDI_MONTHS, start=1):
            for match in re.finditer(rf"(?:(\d{{1,2}})\s?)?(?:{names})(?:\s?(\d{{1,2}})(?!\d))?", plain):
                months.add(value)
                days |= {(value, int(day)) for day in match.groups() if day}
        weekdays |= {
            value for value, names in enumerate(_HINDI_WEEKDAYS) if re.search(names.replace(" ", ""), plain)
        }
    return SourceDates(frozenset(months), frozenset(weekdays), frozenset(days))


def _numeric_days(text: str) -> set[tuple[int, int]]:
    """2026-03-10, 10/3/2026, 3/10: day and month in either order where both are possible."""
    found: set[tuple[int, int]] = set()
    for match in re.finditer(r"\d{4}[./-](\d{1,2})[./-](\d{1,2})(?!\d)", text):
        found.add((int(match[1]), int(match[2])))
    for match in re.finditer(r"(?<![\d./-])(\d{1,2})/(\d{1,2})(?:/(?:\d{4}|\d\d))?(?![\d/-])", text):
        found |= {(int(match[1]), int(match[2])), (int(match[2]), int(match[1]))}
    for match in re.finditer(r"(?:ngày|hôm|sáng|chiều|tối|trưa|đến|từ)\s(\d{1,2})-(\d{1,2})(?![\d-])", text):
        found.add((int(match[2]), int(match[1])))
    return {(month, day) for month, day in found if 1 <= month <= 12 and 1 <= day <= 31}


def _east_asian_months(text: str) -> tuple[set[int], set[tuple[int, int]]]:
    months: set[int] = set()
    days: set[tuple[int, int]] = set()
    pattern = (
        r"(\d{1,2}|十[一二]?|[正一二三四五六七八九])\s?[月월](?!曜)(?:\s?(\d{1,2}|"
        r"[一二三四五六七八九十]{1,3})\s?[日號号일])?"
    )
    for match in re.finditer(pattern, text):
        month = int(match[1]) if match[1].isdigit() else _CJK_MONTHS[match[1]]
        if not 1 <= month <= 12:
            continue
        months.add(month)
        if match[2]:
            days.add((month, int(match[2]) if match[2].isdigit() else _cjk_day(match[2])))
    for match in re.finditer(r"(유|시)월(?![가-힣])", text):
        months.add(6 if match[1] == "유" else 10)
    return months, days


def _cjk_day(numeral: str) -> int:
    tens, ten, ones = numeral.partition("十")
    digits = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
    if not ten:
        return digits.get(numeral[0], 0)
    return 10 * digits.get(tens, 1) + digits.get(ones, 0)


_TRANSCRIBED_WEEKDAYS = (
    *(
        "먼데이|マンデー",
        "튜스데이|튜즈데이|チューズデ[ーイ]",
        "웬즈데이|ウェンズデ[ーイ]",
        "써스데이|サーズデ[ーイ]",
    ),
    *("프라이데이|フライデ[ーイ]", "새터데이|세터데이|サタデ[ーイ]", "선데이|サンデ[ーイ]"),
)
"""As in the names of papers and shows."""


def _east_asian_weekdays(text: str, language: str) -> set[int]:
    if language == "ko":
        found = re.findall(r"([월화수목금토일])(?:요일|[·∼~,/](?=[월화수목금토일]요))", text)
        found += re.findall(r"\(([월화수목금토일])\)", text)
        found += [char for run in re.findall(r"([월화수목금토일]{2,5})요일", text) for char in run]
        return {_KO_WEEKDAYS[char] for char in found}
    if language == "ja":
        found = re.findall(r"([月火水木金土日])曜", text) + re.findall(
            r"[(（]([月火水木金土日])[)）・]", text
        )
        found += [
            char for run in re.findall(r"土日|月[〜～]金", text) for char in run if char in _JA_WEEKDAYS
        ]
        return {_JA_WEEKDAYS[char] for char in found}
    found = re.findall(r"(?:周|週|星期|禮拜|礼拜)([一二三四五六日天])", text)
    found += [
        char
        for run in re.findall(
            r"(?:周|週|星期|禮拜|礼拜)[一二三四五六日天]((?:[至到、和与與-]?[一二三四五六日])*)", text
        )
        for char in run
        if char in _CJK_WEEKDAYS
    ]
    found += [char for pair in re.findall(r"[（(]([一二三四五六日])[)）]", text) for char in pair]
    if re.search(r"[周週]末", text) and re.search(r"[周週][六日]", text):
        found += ["六", "日"]
    return {_CJK_WEEKDAYS[char] for char in found}


def _read_vietnamese(text: str, months: set[int], weekdays: set[int], days: set[tuple[int, int]]) -> None:
    lowered = text.lower()
    for match in re.finditer(r"(?:(\d{1,2})\s)?tháng\s(\d{1,2})(?!\d)", lowered):
        if 1 <= int(match[2]) <= 12:
            months.add(int(match[2]))
            if match[1]:
                days.add((int(match[2]), int(match[1])))
    for value, names in reversed(list(enumerate(_VIETNAMESE_MONTHS, start=1))):
        if re.search(rf"tháng\s(?:{names})(?![\wà-ỹ])", lowered):
            months.add(value)
    for value, names in enumerate(_VIETNAMESE_WEEKDAYS):
        if re.search(rf"(?:thứ|sáng|chiều|tối|,|và)\s(?:{names})(?![\wà-ỹ])", lowered) and "thứ" in lowered:
            weekdays.add(value)
    if re.search(r"chủ\s*nhật|\bcn\b", lowered):
        weekdays.add(6)


_EN_MONTH = re.compile(
    rf"\b({'|'.join(MONTHS_EN)}|{'|'.join(m for m in _SHORT_EN if m != 'may')}|Sept)\b\.?", re.IGNORECASE
)
_MAY_IS_A_MONTH = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|to|through|and|or|last|next|this|early|late|mid|before|after|during|on"
    r"|between|for|every|each|\d{1,2}(?:st|nd|rd|th)?)[\s-]+)$",
    re.IGNORECASE,
)


def english_months(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Months of an English text with their spans. May and March count only where they can be no other word."""
    found = []
    for match in _EN_MONTH.finditer(text):
        word = match[1].lower()
        if not match[1][0].isupper():
            continue
        value = MONTHS_EN.index(word) + 1 if word in MONTHS_EN else _SHORT_EN.index(word[:3]) + 1
        if word in ("may", "march", "mar", "dec", "jan", "sep") and not _is_month(text, match):
            continue
        found.append((value, match.span(1)))
    return found


def _is_month(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 8]
    if re.match(r",?\s(?:\d{1,2}(?:st|nd|rd|th)?\b|(?:19|20)\d\d)", after):
        return True
    if _MAY_IS_A_MONTH.search(text[: match.start()]):
        return not re.match(r"\s(?:Day|for|Madness)\b", after)
    return match[1].lower() == "march" and after[:2] in ("'s", "’s")


def _english_days(text: str) -> set[tuple[int, int]]:
    return {
        (month, day) for month, span in english_months(text) if (day := day_beside(text, span)) is not None
    }


_DAY_AFTER = re.compile(
    r"\.?\s(\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d|\s?(?:[ap]\.?m|percent|people|million))\b"
)
_DAY_BEFORE = re.compile(r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th)?(?:\sof)?\s$")


def day_beside(text: str, span: tuple[int, int]) -> int | None:
    """The day that belongs to the month at ``span``: ``March 10``, ``10 March``."""
    match = _DAY_AFTER.match(text, span[1]) or _DAY_BEFORE.search(text[: span[0]])
    if match and 1 <= int(match[1]) <= 31:
        return int(match[1])
    return None


_EN_WEEKDAY = re.compile(
    rf"\b({'|'.join(WEEKDAYS_EN)})(?='?s?\b)|\b(Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri)\.", re.IGNORECASE
)


def english_weekdays(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Weekdays of an English text with their spans; Black Friday and its like are names."""
    found = []
    for match in _EN_WEEKDAY.finditer(text):
        word = match.group(0).lower().rstrip(".")
        if not match.group(0)[0].isupper() or re.search(
            r"(?:Black|Good|Cyber|Super|Bloody|Giving|Ash|Ruby|Easter|Palm|Fat)\s$", text[: match.start()]
        ):
            continue
        found.append(
            (next(i for i, day in enumerate(WEEKDAYS_EN) if day.startswith(word[:3])), match.span(0))
        )
    return found


def _english_weekdays(text: str) -> set[int]:
    return {value for value, _ in english_weekdays(text)}
