"""What is asked of the outside: one concrete request, with every placeholder filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from briefing.records.seed import Detail, Prefetch, Request
from scrapers.archive.digests import request_key
from scrapers.extraction.addresses import canonical_address, plain_address
from scrapers.extraction.placeholders import UnfilledError, fill_dates, fill_names, fill_page, is_paged

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Asking:
    """``page`` is the number of the page that is asked for. ``headers`` are those of the seed, not of the crawler."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 0

    def __post_init__(self) -> None:
        # One spelling, or the crawl and its archive would know one answer under two names.
        object.__setattr__(self, "url", plain_address(self.url))

    @property
    def request_key(self) -> str:
        """Tells two requests to one address apart: empty for a GET, else the method and its body's digest."""
        return request_key(self.method, self.body)

    @property
    def identity(self) -> str:
        """Under which an archive finds its answer: the canonical address and the request key."""
        return identity_of(self.url, self.request_key)


def identity_of(url: str, key: str) -> str:
    """See ``Asking.identity``. Raises ValueError for what is no address."""
    canonical = canonical_address(url)
    return f"{canonical} {key}" if key else canonical


def first_askings(
    seed: Request, dates: Sequence[date], picked: Mapping[str, str] | None = None
) -> list[Asking]:
    """The first page of a seed, for each of the dates that its templates tell apart.

    Raises UnfilledError where a picked path leads to another host.
    """
    return _askings(seed, dates, seed.first_page, picked or {})


def next_asking(
    seed: Request, asking: Asking, dates: Sequence[date], picked: Mapping[str, str] | None = None
) -> Asking | None:
    """The page after ``asking``; None where the seed's address has no page in it."""
    if not is_paged(seed.url, seed.body or "", *seed.form.values()):
        return None
    here = _askings(seed, dates, asking.page, picked or {})
    there = _askings(seed, dates, asking.page + 1, picked or {})
    return next((b for a, b in zip(here, there, strict=True) if a.identity == asking.identity), None)


def _askings(seed: Request, dates: Sequence[date], page: int, picked: Mapping[str, str]) -> list[Asking]:
    names = list(seed.form)
    templates = [seed.url, seed.body or "", *seed.form.values(), *seed.headers.values()]
    return [_asking(seed, names, filled, page, picked) for filled in fill_dates(templates, dates)]


def _asking(
    seed: Request, names: Sequence[str], filled: Sequence[str], page: int, picked: Mapping[str, str]
) -> Asking:
    turned = [fill_page(text, page, seed.page_size, seed.first_page) for text in filled]
    url, body, fields, headers = turned[0], turned[1], turned[2 : 2 + len(names)], turned[2 + len(names) :]
    url = _whole_or_escaped(url, picked)
    if left := re.search(r"\{(\w+):path\}", url):
        raise UnfilledError(f"{left.group(1)} leads to another host: {picked.get(left.group(1), '')[:200]!r}")
    sent = [
        (name, _one_line(fill_names(value, picked)))
        for name, value in zip(seed.headers, headers, strict=True)
    ]
    if seed.method == "GET":
        return Asking(url, headers=tuple(sent), page=page)
    if seed.body is not None:
        filled_body = fill_names(body, {name: json.dumps(value)[1:-1] for name, value in picked.items()})
        return Asking(url, "POST", filled_body.encode(), (("Content-Type", JSON), *sent), page)
    form = dict(zip(names, (fill_names(value, picked) for value in fields), strict=True))
    hidden = {
        name.removeprefix("hidden:"): value for name, value in picked.items() if name.startswith("hidden:")
    }
    encoded = urlencode({**hidden, **form}).encode()
    return Asking(url, "POST", encoded, (("Content-Type", FORM), *sent), page)


def _whole_or_escaped(url: str, picked: Mapping[str, str]) -> str:
    """A picked value is escaped within an address, except in a query string that it makes up by itself.

    ``{querydata}`` right behind a question mark is a whole query that the publisher's page spelt out; a host or a
    path it can never become.
    """
    head, mark, query = url.partition("?")
    alone = re.fullmatch(r"\{(\w+)\}", query)
    if mark and alone and alone.group(1) in picked:
        return f"{fill_names(head, picked, in_address=True)}?{_one_line(picked[alone.group(1)]).replace('#', '%23')}"
    return fill_names(url, picked, in_address=True)


def _one_line(text: str) -> str:
    """A value for a header or an address: a line break in it would begin another header."""
    return re.sub(r"[\x00-\x20\x7f]+", " ", text).strip()


def prefetch_asking(prefetch: Prefetch) -> Asking:
    return Asking(prefetch.url)


def detail_asking(detail: Detail, row: Mapping[str, str]) -> Asking | None:
    """The call behind a row; None where a field that it needs is missing from the row."""
    url = fill_names(detail.url, row, in_address=True)
    if "{" in url:
        return None
    if detail.method == "GET":
        return Asking(url)
    quoted = {name: json.dumps(value)[1:-1] for name, value in row.items()}
    return Asking(url, "POST", fill_names(detail.body or "{}", quoted).encode(), (("Content-Type", JSON),))


def with_headers(asking: Asking, more: Mapping[str, str]) -> Asking:
    """The same request with a source's own headers in front; those of the seed win."""
    own = {name.lower() for name, _ in asking.headers}
    front = tuple((name, value) for name, value in more.items() if name.lower() not in own)
    return replace(asking, headers=(*front, *asking.headers))
