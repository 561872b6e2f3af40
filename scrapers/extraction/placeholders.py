"""Placeholders of seeds filled in: dates of the monitoring day, pages, values picked elsewhere, fields of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from briefing.records.monitoring_day import MonitoringDay

_DATED = re.compile(r"\{(date|from|to):([^{}]+)\}|\{(yyyymmdd)\}")
_NAMED = re.compile(r"\{([A-Za-z_0-9][\w.]*)(:path)?\}")
_PAGED = re.compile(r"\{(page|offset)(?::0([1-9])d)?\}")
_IN_PATH = "/?&=:@,;+~!$()*%"  # what a path and its query may hold unescaped
_MINGUO = 1911  # year 1 of the Republic of China is 1912


class UnfilledError(ValueError):
    """What was picked for an address cannot stand in it; the message says what and why."""


def placeholder_faults(template: str, known: Iterable[str] = ()) -> list[str]:
    """The placeholders of a template that nothing replaces, as they are written."""
    rest = _PAGED.sub("", _DATED.sub("", template))
    names = set(known)
    return [
        m.group()
        for m in re.finditer(r"\{[^{}]*\}", rest)
        if m.group()[1:-1].removesuffix(":path") not in names
    ]


def is_dated(template: str) -> bool:
    """Whether a template stands for another address on another day."""
    return _DATED.search(template) is not None


def is_paged(*templates: str) -> bool:
    """Whether a request can be turned to another page."""
    return any(_PAGED.search(template) for template in templates)


def dates_touched(day: MonitoringDay, timezone: str) -> tuple[date, ...]:
    """Calendar dates, on the source's clock, that a monitoring day touches, oldest first."""
    zone = ZoneInfo(timezone)
    first = day.start_at.astimezone(zone).date()
    last = day.end_at.astimezone(zone).date()
    return tuple(date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


def fill_dates(templates: Sequence[str], dates: Sequence[date]) -> list[tuple[str, ...]]:
    """The templates of one request, filled in for each of the dates; alike results stand once, in order.

    ``{from:…}`` and ``{to:…}`` are the first and the last date in each of them.
    """
    filled = (tuple(_for_date(t, day, dates) for t in templates) for day in dates)
    return list(dict.fromkeys(filled))


def _for_date(template: str, day: date, dates: Sequence[date]) -> str:
    def value(match: re.Match[str]) -> str:
        which, form, plain = match.groups()
        if plain:
            return f"{day:%Y%m%d}"
        chosen = {"date": day, "from": dates[0], "to": dates[-1]}[which]
        at_midnight = datetime(chosen.year, chosen.month, chosen.day)  # noqa: DTZ001 - a form of a date only
        return at_midnight.strftime(form.replace("%ROC", str(chosen.year - _MINGUO)))

    return _DATED.sub(value, template)


def fill_page(template: str, number: int, page_size: int, first_page: int) -> str:
    """``{page}`` and ``{offset}`` for the page ``number``, counted from ``first_page``; ``{page:03d}`` at least three
    digits wide."""
    values = {"page": number, "offset": (number - first_page) * page_size}
    return _PAGED.sub(lambda m: f"{values[m.group(1)]:0{m.group(2) or 1}d}", template)


def fill_names(template: str, values: Mapping[str, str], *, in_address: bool = False) -> str:
    """Names replaced by their values; a name that is not known is left as it is written.

    In an address a value is escaped, so that what stands in a page can fill its place and never move it: no slash,
    query or host can come from it. ``{name:path}`` takes slashes and a query, still no host; a value that leads to
    another host leaves it as it is written.
    """

    def value(match: re.Match[str]) -> str:
        name, is_path = match.groups()
        found = values.get(name)
        if found is None:
            return match.group()
        if not in_address:
            return found
        if not is_path:
            return quote(found, safe="")
        path = _path_within(template[: match.start()], found)
        return match.group() if path is None else path

    return _NAMED.sub(value, template)


def _path_within(before: str, value: str) -> str | None:
    """A value as path and query behind the part of the address that stands ``before`` it; None where it is of another
    host. Steps upwards are left out: what is asked for lies where the address says."""
    try:
        parts, own = urlsplit(value.strip()), urlsplit(before)
    except ValueError:
        return None
    if (parts.scheme or parts.netloc) and (
        parts.scheme not in ("", "http", "https") or parts.netloc.lower() != own.netloc.lower()
    ):
        return None
    # A backslash is a slash to some readers of addresses.
    steps = [s for s in parts.path.replace("\\", "/").split("/") if s not in ("", ".", "..")]
    path = "/".join(steps) + ("/" if steps and parts.path.endswith("/") else "")
    path = quote(path, safe=_IN_PATH) + (f"?{quote(parts.query, safe=_IN_PATH)}" if parts.query else "")
    return path if before.endswith("/") else f"/{path}"
