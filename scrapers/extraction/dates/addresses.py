"""The date that a web address carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from scrapers.extraction.dates.months import MONTHS
from scrapers.extraction.dates.written_date import (
    DAY,
    MONTH,
    NONE,
    SECOND,
    TOLERATED_FUTURE,
    UnreadableDateError,
    WrittenDate,
    judge_date,
    refuse_date,
)

_PLACE = "address"
# A number is given when an article is begun: nearly always on the day of its publication, now and then one before.
_OF_NUMBER = ", of the article's number"
_Y, _M, _D = r"(?P<y>(?:19|20)\d{2})", r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?P<H>[01]\d|2[0-3])(?P<M>[0-5]\d)(?P<S>[0-5]\d)"
# Articles that are numbered by the moment at which they were begun: YYYYMMDDHHMMSSmmm, or three digits of the site
# and YYMMDDHHMMSSmmm; at the end of the name, before its ending. The milliseconds may lack their zeros.
_BY_YEAR = re.compile(rf"[-_/]{_Y}{_M}{_D}{_CLOCK}\d{{0,3}}\.[a-z]{{2,5}}$")
_BY_SITE = re.compile(rf"[-_/]\d{{3}}(?P<yy>\d{{2}}){_M}{_D}{_CLOCK}\d{{1,3}}\.[a-z]{{2,5}}$")
_WRITTEN_MOMENT = re.compile(
    rf"(?<!\d){_Y}-{_M}-{_D}-(?P<H>[01]\d|2[0-3])-(?P<M>[0-5]\d)-(?P<S>[0-5]\d)(?!\d)"
)
_SLASHED = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d])",
        r"/(?P<y>(?:19|20)\d{2})/(?P<name>[a-z]{3,9})/(?P<d>\d{1,2})(?=/|$)",
        rf"/{_Y}/{_M}{_D}(?=/|$)",
        rf"/{_Y}-?{_M}/{_D}(?=/|$)",
    )
)
_DASHED = re.compile(rf"(?<![\da-zA-Z]){_Y}-{_M}-{_D}(?!\d)")
_UNDERSCORED = re.compile(rf"(?<![\da-zA-Z]){_Y}_{_M}_{_D}(?!\d)")
# Eight digits are a date where they are a folder (/20260310/), begin a name (/20260310-XYZ9, t20260310_123.html) or
# name the page of a day (/day/20260310.shtml), and in the long numbers that agencies give (AKR20260310012345678).
# As the whole name of an article they are its number: sites that have come to 20191105 exist.
_COMPACT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"/{_Y}{_M}{_D}(?=/|[_-][A-Z\d])",
        rf"/t{_Y}{_M}{_D}(?=_)",
        rf"/(?:day|date|daily|archives?)/{_Y}{_M}{_D}(?=\.[a-z]{{2,5}}$|$)",
    )
)
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![A-Za-z\d])[A-Z]{{1,4}}{_Y}{_M}{_D}\d{{6,13}}(?!\w)",
        rf"/{_Y}{_M}{_D}(?:[01]\d|2[0-3])[0-5]\d\d{{0,5}}(?=/|\.[a-z]{{2,5}}$|$)",
    )
)
_MONTHS_ONLY = tuple(re.compile(pattern) for pattern in (rf"/{_Y}{_M}(?=/|$)", rf"/{_Y}[/-]{_M}(?=/|$)"))
_ENDING = re.compile(r"\.[a-z]{2,5}$")
_DATE_KEY = re.compile(r"^(?:date|day|ymd|dt|d|pub_?date|reg_?date|pubymd|news_?date|article_?date)$", re.I)
_DATE_VALUE = re.compile(rf"^{_Y}(?P<sep>[-/.]?){_M}(?P=sep){_D}$")


@dataclass(frozen=True)
class _Seen:
    raw: str
    at: datetime  # on the clock of the site, without a zone
    precision: str
    remark: str


def date_in_address(address: str, timezone: str, not_after: datetime) -> WrittenDate:
    """The date in ``address`` on the clock of ``timezone`` (IANA); basis ``address, zone of the source``.

    Where the number of the article tells it, the basis says so: it is the moment at which the article was begun. Only
    the path and the named parts of the query are read. The most exact form decides; two different days of one form
    are none. A month alone has precision ``month`` and no instant. A plain number of an article is never a date, and
    neither is a day after that of the capture: it is a number that looks like one.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # "http://[": no address, so no date in one
        return _none()
    path = unquote(parts.path)
    zone = ZoneInfo(timezone)
    latest = (not_after + TOLERATED_FUTURE).astimezone(zone).replace(tzinfo=None)
    for find in _FINDERS:
        seen = [one for one in find(path, parts.query) if one.at.year >= 1995 and one.at <= latest]
        if len({one.at for one in seen}) > 1:
            return refuse_date(seen[0].raw, _PLACE, "is not one date only")
        if seen:
            one = seen[0]
            at = one.at.replace(tzinfo=zone)
            return judge_date(
                one.raw, at, one.precision, f"{_PLACE}, zone of the source{one.remark}", _PLACE, not_after
            )
    for pattern in _MONTHS_ONLY:
        month = pattern.search(path)
        if month and _is_month(month, latest):
            return WrittenDate(month.group().strip("/"), None, MONTH, f"{_PLACE} names only a month")
    return _none()


def _none() -> WrittenDate:
    return WrittenDate("", None, NONE, f"no date in {_PLACE}")


def _is_month(match: re.Match[str], latest: datetime) -> bool:
    year, month = int(match.group("y")), int(match.group("m"))
    return year >= 1995 and (year, month) <= (latest.year, latest.month)


def _find(
    patterns: tuple[re.Pattern[str], ...], text: str, precision: str, remark: str = ""
) -> Iterator[_Seen]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            try:
                yield _Seen(
                    _ENDING.sub("", match.group().strip("/-_")), _read(match.groupdict()), precision, remark
                )
            except UnreadableDateError:
                continue  # a number of this length that is no date: another may be


def _read(parts: dict[str, str | None]) -> datetime:
    year = int(parts.get("y") or f"20{parts.get('yy')}")
    name = parts.get("name")
    month = MONTHS.get(name, 0) if name else int(parts.get("m") or 0)
    hour, minute, second = (int(parts.get(one) or 0) for one in "HMS")
    try:
        return datetime(year, month, int(parts["d"] or 0), hour, minute, second)  # noqa: DTZ001 - zone put on later
    except ValueError as error:
        raise UnreadableDateError from error


def _find_moment(path: str, query: str) -> Iterator[_Seen]:
    return _find((_WRITTEN_MOMENT,), path, SECOND)


def _find_numbered_by_year(path: str, query: str) -> Iterator[_Seen]:
    return _find((_BY_YEAR,), path, SECOND, _OF_NUMBER)


def _find_numbered_by_site(path: str, query: str) -> Iterator[_Seen]:
    return _find((_BY_SITE,), path, SECOND, _OF_NUMBER)


def _find_slashed(path: str, query: str) -> Iterator[_Seen]:
    return _find(_SLASHED, path, DAY)


def _find_written(path: str, query: str) -> Iterator[_Seen]:
    yield from _find((_DASHED, _UNDERSCORED, *_COMPACT), path, DAY)


def _find_numbered(path: str, query: str) -> Iterator[_Seen]:
    yield from _find(_NUMBERED, path, DAY, _OF_NUMBER)
    for pair in query.split("&"):
        yield from _find(_NUMBERED[:1], unquote(pair.partition("=")[2] or pair), DAY, _OF_NUMBER)


def _find_queried(path: str, query: str) -> Iterator[_Seen]:
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if _DATE_KEY.match(key):
            yield from _find((_DATE_VALUE,), unquote(value), DAY)


_FINDERS: tuple[Callable[[str, str], Iterator[_Seen]], ...] = (
    _find_moment,
    _find_numbered_by_year,
    _find_numbered_by_site,
    _find_slashed,
    _find_written,
    _find_queried,
    _find_numbered,
)
