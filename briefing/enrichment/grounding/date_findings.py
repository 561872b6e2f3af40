"""Are the months, days and weekdays of an English text those of its source?"""

from __future__ import annotations

from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.source_dates import (
    MONTHS_EN,
    WEEKDAYS_EN,
    day_beside,
    english_months,
    english_weekdays,
)
from briefing.enrichment.grounding.source_text import Passage


def find_date_faults(english: str, passage: Passage) -> list[Fault]:
    """Months and weekdays the passage does not name, and days that it pairs with another month."""
    dates = passage.dates
    faults: list[Fault] = []
    for month, (start, end) in english_months(english):
        name = MONTHS_EN[month - 1].capitalize()
        others = ", ".join(MONTHS_EN[m - 1].capitalize() for m in sorted(dates.months))
        day = day_beside(english, (start, end))
        if month not in dates.months:
            faults.append(
                Fault("date", start, end, others, f"{name}: the source names {others or 'no month'}")
            )
        elif day is not None and dates.days and not _has_day(dates.days, month, day):
            told = ", ".join(f"{MONTHS_EN[m - 1].capitalize()} {d}" for m, d in sorted(dates.days))
            faults.append(Fault("date", start, end, told, f"{name} {day}: the source has {told}"))
    for weekday, (start, end) in english_weekdays(english):
        if weekday not in dates.weekdays:
            others = ", ".join(WEEKDAYS_EN[w].capitalize() for w in sorted(dates.weekdays))
            name = WEEKDAYS_EN[weekday].capitalize()
            faults.append(
                Fault("date", start, end, others, f"{name}: the source names {others or 'no weekday'}")
            )
    return faults


def _has_day(days: frozenset[tuple[int, int]], month: int, day: int) -> bool:
    """Days of a month that is named without any (3월 초) are not judged by the pairs of another."""
    return (month, day) in days or not any(m == month for m, _ in days)
