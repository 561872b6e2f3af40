"""How a list is turned: the page's number in its address, a link to the next page, or a script's call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.text import clean
from scrapers.probing.script_calls import read_call
from scrapers.probing.selectors import row_selector

_NEXT = re.compile(
    r"^\s*(?:next(?: page)?|다음(?: ?페이지)?|次へ|次の?ページ|下一页|下一頁|下页|trang sau|tiếp(?: theo)?|अगला|"
    r"older(?: posts)?|»|›|>)\s*(?:›|»|>)?\s*$",
    re.IGNORECASE,
)
_FIELDS = ("pageIndex", "pageNo", "currentPage", "nPage", "curPage", "cpage", "page", "pageNum", "cp", "pg")


@dataclass(frozen=True)
class Paging:
    """``url`` is the list's address with ``{page}``; ``next_page`` CSS of the link; neither where none was found."""

    url: str | None = None
    first_page: int = 1
    next_page: str | None = None
    note: str = ""


def guess_paging(tree: Any, base: str, address: str) -> Paging:
    """How the list at ``address`` is turned; ``base`` is what its links are resolved against."""
    for element in tree.iter("a"):
        if clean("".join(element.itertext())) != "2":
            continue
        found = _numbered(element, base, address)
        if found is not None:
            return found
    for element in tree.iter("a", "link"):
        rel = (element.get("rel") or "").lower().split()
        words = clean("".join(element.itertext())) or clean(element.get("title") or "")
        if ("next" in rel or _NEXT.match(words)) and _is_same_list(element.get("href"), base, address):
            return Paging(next_page=_css_of_next(element, tree))
    return Paging()


def _numbered(element: Any, base: str, address: str) -> Paging | None:
    """From the link to page two."""
    href = (element.get("href") or "").strip()
    if _is_same_list(href, base, address):
        return _from_address(urljoin(base, href), address)
    for attribute in ("onclick", "href"):
        call = read_call(element.get(attribute))
        if call is not None and "2" in call.arguments:
            return _from_form(element, address)
    return None


def _is_same_list(href: str | None, base: str, address: str) -> bool:
    if not href or href.startswith("#"):
        return False
    try:
        link = urljoin(base, href.strip())
    except ValueError:
        return False
    return is_web_address(link) and urlsplit(link).hostname == urlsplit(address).hostname


def _from_address(link: str, address: str) -> Paging | None:
    """``?page=2`` → ``?page={page}``; ``/page/2/`` likewise. Counted from 0 where page two is number 1."""
    parts = urlsplit(link)
    here = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if value in ("1", "2") and here.get(name) != value and (value == "2" or name.lower() in _LOWER):
            query = re.sub(rf"(^|&)({re.escape(name)})={value}(?=&|$)", r"\1\2={page}", parts.query, count=1)
            turned = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
            return Paging(url=turned, first_page=1 if value == "2" else 0)
    match = re.search(r"(?<=/)2(?=/?$)|(?<=[-_/])2(?=\.[a-z]{3,5}$)", parts.path)
    if match is None:
        return None
    path = f"{parts.path[: match.start()]}{{page}}{parts.path[match.end() :]}"
    turned = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    return Paging(
        url=turned, note="page 1 was not asked for in this form: see that it is the list's beginning"
    )


_LOWER = frozenset(name.lower() for name in _FIELDS)


def _from_form(element: Any, address: str) -> Paging | None:
    """A script turns the page by a hidden field: the field as part of the query, which most boards hear."""
    root = element.getroottree().getroot()
    names = {field.get("name") for field in root.iter("input") if field.get("name")}
    name = next((field for field in _FIELDS if field in names), None)
    if name is None:
        return None
    parts = urlsplit(address)
    query = "&".join([p for p in parts.query.split("&") if p and p.partition("=")[0] != name])
    query = f"{query}&{name}={{page}}" if query else f"{name}={{page}}"
    turned = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    return Paging(
        url=turned, note=f"a script turns the page by the field {name}: see that its address is heard"
    )


def _css_of_next(element: Any, tree: Any) -> str:
    if element.tag == "link":
        return "link[rel=next]"
    if "next" in (element.get("rel") or "").lower().split():
        return "a[rel=next]"
    return row_selector([element], tree)
