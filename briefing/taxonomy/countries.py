"""The six countries, with the clock their day is cut by."""

from __future__ import annotations

from datetime import date, time

from briefing.records.monitoring_day import MonitoringDay
from briefing.records.record import Record


class Country(Record):
    """``adjective`` is what English prose calls its people and things."""

    code: str
    name: str
    adjective: str
    timezone: str
    languages: tuple[str, ...]


COUNTRIES: dict[str, Country] = {
    country.code: country
    for country in (
        Country(
            code="kr", name="South Korea", adjective="South Korean", timezone="Asia/Seoul", languages=("ko",)
        ),
        Country(code="jp", name="Japan", adjective="Japanese", timezone="Asia/Tokyo", languages=("ja",)),
        Country(
            code="cn", name="China", adjective="Chinese", timezone="Asia/Shanghai", languages=("zh-Hans",)
        ),
        Country(
            code="tw", name="Taiwan", adjective="Taiwanese", timezone="Asia/Taipei", languages=("zh-Hant",)
        ),
        Country(
            code="vn", name="Vietnam", adjective="Vietnamese", timezone="Asia/Ho_Chi_Minh", languages=("vi",)
        ),
        Country(code="in", name="India", adjective="Indian", timezone="Asia/Kolkata", languages=("hi", "en")),
    )
}


class UnknownCountryError(ValueError):
    """A country code that is none of the six."""


def country(code: str) -> Country:
    """Look a country up. Raises UnknownCountryError naming the ones there are."""
    try:
        return COUNTRIES[code]
    except KeyError:
        raise UnknownCountryError(
            f"country {code!r} is not configured; configured are {', '.join(COUNTRIES)}"
        ) from None


def monitoring_day(code: str, day: date, cutoff: time) -> MonitoringDay:
    """The monitoring day of a country, with its zone filled in."""
    return MonitoringDay(country=code, date=day, timezone=country(code).timezone, cutoff=cutoff)
