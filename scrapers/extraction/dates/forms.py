"""A source's own forms of a date: strptime forms, and ``%ROC`` for a year of the Republic of China."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from datetime import time as clock_time
from functools import lru_cache
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.calendars import read_republic_year, read_year
from scrapers.extraction.dates.clocks import read_hour
from scrapers.extraction.dates.written_date import DAY, HOUR, MINUTE, MONTH, SECOND, UnreadableDateError

_REPUBLIC = "%ROC"
_NO_PADDING = re.compile(r"%-(?=[a-zA-Z])")
_DIRECTIVE = re.compile(r"%ROC|%(.)")
_MARKERS = {
    "오전": "AM", "上午": "AM", "午前": "AM", "오후": "PM", "下午": "PM", "午後": "PM", "SA": "AM", "CH": "PM",
}  # fmt: skip
_MARKER = re.compile("오전|上午|午前|오후|下午|午後|" + r"\b(?:SA|CH)\b")
_MERIDIEM = re.compile(r"\b(?:[ap])m\b|(?<=\d)(?:[ap])m\b", re.I)


def read_by_forms(
    text: str, forms: Sequence[str], captured_at: datetime, zone: ZoneInfo
) -> tuple[datetime, str, str] | None:
    """The instant, its precision and a remark, by the first of ``forms`` that the whole ``text`` has; else None.

    The instant has a zone where the form has one (``%z``), and is naive otherwise. A form without a day gives a time
    on the day of the capture, one without a year a day of the year that ends with the capture, on the clock of
    ``zone``, and the remark says so. Raises UnreadableDateError for a date that has the form and cannot be believed.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    for written in forms:
        form = _NO_PADDING.sub("%", unicodedata.normalize("NFKC", written)).strip()
        at = _match_form(plain, form)
        if at is not None:
            return _complete(at, _fields_of(form), captured_at, zone)
    return None


def is_month_first(forms: Sequence[str]) -> bool:
    """Whether a source writes the month before the day in dates of numbers that end with the year."""
    return any(re.search(r"%-?m[^%]*%-?d[^%]*%Y", form) for form in forms)


@lru_cache(maxsize=512)
def _fields_of(form: str) -> frozenset[str]:
    """What a form names: year, month, day, hour, minute, second."""
    fields: set[str] = set()
    for match in _DIRECTIVE.finditer(form):
        fields.update(_FIELDS.get(match.group(1) or "Y", ()))
    return frozenset(fields)


_FIELDS = {
    "Y": ("year",), "y": ("year",), "G": ("year",), "m": ("month",), "b": ("month",), "B": ("month",),
    "h": ("month",), "d": ("day",), "e": ("day",), "j": ("month", "day"),
    "H": (HOUR,), "I": (HOUR,), "M": (HOUR, MINUTE), "S": (HOUR, MINUTE, SECOND),
    "c": ("year", "month", "day", HOUR, MINUTE, SECOND), "x": ("year", "month", "day"),
    "D": ("year", "month", "day"), "F": ("year", "month", "day"),
    "X": (HOUR, MINUTE, SECOND), "T": (HOUR, MINUTE, SECOND), "R": (HOUR, MINUTE),
}  # fmt: skip
_LONG = {"%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M", "%h": "%b", "%e": "%d"}


def _match_form(text: str, form: str) -> datetime | None:
    if _REPUBLIC in form:
        return _match_republic_form(text, form)
    for short, long in _LONG.items():
        form = form.replace(short, long)
    if "%p" in form:
        text = _MARKER.sub(lambda match: _MARKERS[match.group()], text)
    try:
        # 29 February has no place in strptime's own default year, 1900.
        at = datetime.strptime(text, form) if "year" in _fields_of(form) else _without_year(text, form)  # noqa: DTZ007
    except (ValueError, re.error, OverflowError, KeyError, IndexError):
        return None  # not this form; the next one, and the general reading after them, have their turn
    meridiem = _MERIDIEM.search(text) if "%p" in form and "%H" in form else None
    if meridiem:  # strptime heeds %p with %I only: 03:04 PM by %H is 15:04 all the same
        at = at.replace(hour=read_hour(at.hour, meridiem.group().lower() == "pm"))
    read_year(at.year)
    return at


def _without_year(text: str, form: str) -> datetime:
    return datetime.strptime(f"2000 {text}", f"%Y {form}")  # noqa: DTZ007


def _match_republic_form(text: str, form: str) -> datetime | None:
    """A form with the year of the Republic: three digits where there are that many, else two."""
    before, after = form.split(_REPUBLIC, 1)
    lead = re.escape(before)
    lead = re.sub(r"%[a-zA-Z]", ".+?", lead)
    for digits in (r"1\d{2}", r"\d{2}"):
        match = re.match(rf"(?P<lead>{lead})(?P<year>{digits})(?P<rest>.*)$", text, re.S)
        if match is None:
            continue
        year = read_republic_year(int(match.group("year")))
        at = _match_form(f"{match.group('lead')}{year}{match.group('rest')}", f"{before}%Y{after}")
        if at is not None:
            return at
    return None


def _complete(
    at: datetime, fields: frozenset[str], captured_at: datetime, zone: ZoneInfo
) -> tuple[datetime, str, str]:
    precision = next((one for one in (SECOND, MINUTE, HOUR) if one in fields), DAY)
    at = at.replace(microsecond=0)
    local = captured_at.astimezone(zone)
    if {"year", "month", "day"} <= fields:
        return at, precision, ""
    if "day" not in fields and "month" in fields:
        return at, MONTH, ""
    if {"month", "day"} <= fields:
        return _with_year(at, captured_at, zone), precision, "year of the capture"
    if fields <= {HOUR, MINUTE, SECOND} and fields:
        on_day = datetime.combine(local.date(), clock_time(at.hour, at.minute, at.second))
        if on_day.replace(tzinfo=at.tzinfo or zone) > captured_at:
            raise UnreadableDateError("is a time of day after that of its capture")
        return on_day.replace(tzinfo=at.tzinfo), precision, "time of day on the day of the capture"
    raise UnreadableDateError


def _with_year(at: datetime, captured_at: datetime, zone: ZoneInfo) -> datetime:
    """``at`` in the capture's year, or in the one before where it would lie after the capture."""
    year = captured_at.astimezone(zone).year
    for candidate in (year, year - 1):
        try:
            placed = at.replace(year=candidate)
        except ValueError:  # 29 February is a day of some years only
            continue
        if placed.replace(tzinfo=at.tzinfo or zone) <= captured_at:
            return placed
    raise UnreadableDateError("is no day of the calendar")
