"""Years of other calendars: those that can be told with certainty, and those that are refused."""

from __future__ import annotations

import re
from datetime import date

from scrapers.extraction.dates.written_date import UnreadableDateError

_REPUBLIC_BEGAN = 1911  # year 1 of the Republic of China is 1912
# Japanese eras: the first day, and the last one; an era's year 1 is the calendar year in which it began.
_ERAS = {
    "明治": (date(1868, 1, 25), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
_ERA_LETTERS = {"r": "令和", "h": "平成"}
OTHER_CALENDAR = re.compile(
    r"พ\.?\s?ศ|佛[曆历]|仏暦|단기|檀[紀纪]|음력|[陰阴農农旧][曆历暦]|âm lịch|हिजरी|शक\b|संवत"
    r"|\bhijri|\bsaka\b|\bsamvat",
    re.I,
)


def read_republic_year(year: int) -> int:
    """A year of the Republic of China (民國115年) in the common era."""
    return year + _REPUBLIC_BEGAN


def read_era_year(era: str, year: int) -> int:
    """A year of a Japanese era named in full, in the common era."""
    return _ERAS[era][0].year + year - 1


def read_era_day(era: str, year: int, month: int, day: int) -> date:
    """A day of a Japanese era, named in full or by its letter (R, H). Raises UnreadableDateError outside the era."""
    name = _ERA_LETTERS.get(era.lower(), era)
    first, last = _ERAS[name]
    written = make_day(read_era_year(name, year), month, day)
    if not first <= written <= last:
        raise UnreadableDateError("lies outside its era")
    return written


def read_year(year: int) -> int:
    """A year as written in a date: 100 to 199 is of the Republic of China, the common era stays.

    Raises UnreadableDateError for the years of other calendars, and for those that stand for "no date".
    """
    if 100 <= year <= 199:
        return read_republic_year(year)
    if year < 1000:  # year 1 is how .NET writes "no date"
        raise UnreadableDateError("is a placeholder")
    if 1300 <= year <= 1500:
        raise UnreadableDateError("is of the Hijri calendar or another")
    if 2400 <= year <= 2700:
        raise UnreadableDateError("is of the Buddhist era")
    if 4200 <= year <= 4500:
        raise UnreadableDateError("is of the Dangi calendar")
    return year


def make_day(year: int, month: int, day: int) -> date:
    """The day, or UnreadableDateError where the calendar has none such: 30 February."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise UnreadableDateError("is no day of the calendar") from error
