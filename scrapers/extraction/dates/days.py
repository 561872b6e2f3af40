"""Days in a folded text: where they stand and which day of the common calendar they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scrapers.extraction.dates.calendars import (
    make_day,
    read_era_day,
    read_era_year,
    read_republic_year,
    read_year,
)
from scrapers.extraction.dates.folding import MONTH_SIGNS
from scrapers.extraction.dates.written_date import UnreadableDateError

_M = f"[{MONTH_SIGNS}]"
# What stands between a year and its day: "年3月", ". 3.", "-03-", "/3/"; a named month is one sign.
_MIDDLE = rf"(?:\s*年\s*({_M})\s*|\s*[年./-]\s*(\d{{1,2}})\s*[./-]\s*)(\d{{1,2}})(?!\d)(?:\s*[日號号])?"
_MONTHS_OF_A_YEAR = 12
_GAP = r"[\s.,/-]*"


@dataclass(frozen=True)
class FoundDay:
    """``text[start:end]`` is ``day``."""

    start: int
    end: int
    day: date


def find_days(text: str, month_first: bool = False) -> list[FoundDay]:
    """All days that ``text`` (folded) names in full, in their order.

    All-number dates that end with the year are read day first, as Vietnam, India and the embassies write them, unless
    ``month_first`` or unless they can be read in one way only (3/31/2025). Raises UnreadableDateError for a date that
    no calendar has or that is of another one.
    """
    found: list[FoundDay] = []
    text = _DOUBLED_YEAR.sub(_keep_first_year, text)
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            day = _read_numbers(match, month_first) if pattern is _NUMBERS else read(match)
            found.append(FoundDay(match.start(), match.end(), day))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    return sorted(found, key=lambda one: one.start)


def names_month_only(text: str) -> bool:
    """Whether ``text`` (folded) is a month of a year and nothing more."""
    return _MONTH_ONLY.fullmatch(text) is not None


def _keep_first_year(match: re.Match[str]) -> str:
    """The first of two ways to write one year, 令和8年(2026年), as long as the text; both must be the same year."""
    if _year_of(match.group("era"), match.group("first")) != _year_of(
        match.group("other"), match.group("second")
    ):
        raise UnreadableDateError("names two years")
    kept = match.group("kept")
    return kept + " " * (len(match.group()) - len(kept))


def _year_of(era: str | None, number: str) -> int:
    if era is None:
        return read_year(int(number))
    if era.startswith(("民", "中")):
        return read_republic_year(int(number))
    return read_era_year(era, int(number))


def _month(sign: str | None, number: str | None) -> int:
    return MONTH_SIGNS.index(sign) + 1 if sign else int(number or 0)


def _read_era(match: re.Match[str]) -> date:
    era, year, sign, number, day = match.groups()
    return read_era_day(era, int(year), _month(sign, number), int(day))


def _read_republic(match: re.Match[str]) -> date:
    year, sign, number, day = match.groups()
    return make_day(read_republic_year(int(year)), _month(sign, number), int(day))


def _read_year_first(match: re.Match[str]) -> date:
    year, sign, number, day = match.groups()
    return make_day(read_year(int(year)), _month(sign, number), int(day))


def _read_short_year(match: re.Match[str]) -> date:
    year, month, day = match.groups()
    return make_day(2000 + int(year), int(month), int(day))


def _read_numbers(match: re.Match[str], month_first: bool) -> date:
    first, second, year = match.groups()
    day, month = (second, first) if month_first or int(second) > _MONTHS_OF_A_YEAR else (first, second)
    return make_day(read_year(int(year)), int(month), int(day))


def _read_day_first(match: re.Match[str]) -> date:
    day, sign, year = match.groups()
    return make_day(read_year(int(year)), _month(sign, None), int(day))


def _read_day_first_short(match: re.Match[str]) -> date:
    """10-Mar-26: two digits are of 2000 up to 49, else of 1900 (RFC 5322 §4.3)."""
    day, sign, year = match.groups()
    return make_day(int(year) + (2000 if int(year) < 50 else 1900), _month(sign, None), int(day))


def _read_month_first(match: re.Match[str]) -> date:
    sign, day, year = match.groups()
    return make_day(read_year(int(year)), _month(sign, None), int(day))


def _read_year_name(match: re.Match[str]) -> date:
    year, sign, day = match.groups()
    return make_day(read_year(int(year)), _month(sign, None), int(day))


def _refuse_short_year(match: re.Match[str]) -> date:
    raise UnreadableDateError("has a year of two digits")


_ERA_NAME = "明治|大正|昭和|平成|令和|(?:中[華华])?民[國国]"
_DOUBLED_YEAR = re.compile(
    rf"(?P<kept>(?P<era>{_ERA_NAME})?\s*(?<!\d)(?P<first>\d{{1,4}})\s*年)\s*"
    rf"\(\s*(?P<other>{_ERA_NAME})?\s*(?P<second>\d{{1,4}})\s*年?\s*\)"
)
_ERA = re.compile(rf"(明治|大正|昭和|平成|令和|(?<![^\W\d_])[RHrh](?=\d))\s*(\d{{1,2}})(?!\d){_MIDDLE}")
_REPUBLIC = re.compile(rf"(?:中[華华])?民[國国]\s*(\d{{1,3}})(?!\d){_MIDDLE}")
_CJK = re.compile(
    rf"(?<!\d)(\d{{3,4}})\s*[年년]\s*(?:({_M})|(\d{{1,2}})\s*[./-])\s*(\d{{1,2}})(?!\d)(?:\s*[日일號号])?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{3,4})\s*[./-]\s*()(\d{1,2})\s*[./-]\s*(\d{1,2})(?!\d)")
_APOSTROPHE = re.compile(r"(?<![\d\w])['’‘](\d{2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d./:-])(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<![\d:])(\d{{1,2}})[日일]?{_GAP}(?:(?:of|de)\s+)?({_M}){_GAP}(?:(?:n[ăa]m|del?)\s+)?(\d{{4}})(?!\d|\s*[年년])",
    re.I,
)
_MONTH_FIRST = re.compile(rf"({_M})[\s.]*(\d{{1,2}})(?!\d)(?:\s*,\s*|\s+|[/-])(\d{{4}})(?!\d|\s*[年년])")
_DAY_FIRST_SHORT = re.compile(
    rf"(?<![\d:])(\d{{1,2}})[\s-]+({_M})[\s-]+(\d{{2}})(?=\s*$|[,\s]+\d{{1,2}}:\d{{2}})"
)
_YEAR_NAME = re.compile(rf"(?<!\d)(\d{{4}}){_GAP}({_M}){_GAP}(\d{{1,2}})(?!\d|\s*:)")
_SHORT_YEAR = re.compile(
    r"(?<![\d./:-])\d{1,2}\s*([./-])\s*\d{1,2}\s*\1\s*\d{2}(?!\d)|(?<!\d)\d{2}\s*[年년]\s*" + _M
)
_MONTH_ONLY = re.compile(
    rf"(?:{_M}{_GAP}\d{{4}}|\d{{4}}\s*[年년]?{_GAP}{_M}|\d{{4}}\s*[./-]\s*\d{{1,2}}|\d{{1,2}}/\d{{4}})\.?"
)
# Marked calendars first, then forms that name the year by a sign, then those that could be read in two ways.
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (_ERA, _read_era),
    (_REPUBLIC, _read_republic),
    (_CJK, _read_year_first),
    (_YEAR_FIRST, _read_year_first),
    (_APOSTROPHE, _read_short_year),
    (_NUMBERS, _refuse_short_year),  # read by find_days, which knows the order
    (_DAY_FIRST, _read_day_first),
    (_MONTH_FIRST, _read_month_first),
    (_YEAR_NAME, _read_year_name),
    (_DAY_FIRST_SHORT, _read_day_first_short),
    (_SHORT_YEAR, _refuse_short_year),
)
