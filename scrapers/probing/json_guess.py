"""A JSON answer to the ``apis`` entry that reads it: the longest list of things with a title, a link or a date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from briefing.records.seed import Api
from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.dates import from_epoch, read_date
from scrapers.extraction.encoding import decode

_TITLES = ("title", "headline", "subject", "titulo", "name", "tit", "caption")
_LINKS = ("link", "url", "href", "permalink", "web_url", "canonical")
_DATES = ("date", "time", "publish", "posted", "created", "reg", "issued")
_TEXTS = ("summary", "description", "excerpt", "abstract", "lead", "digest")
_IDS = ("id", "no", "seq", "uuid", "code")


def guess_api(
    body: bytes, *, content_type: str | None, address: str, timezone: str, at: datetime
) -> tuple[Api, tuple[str, ...]] | None:
    """The API and notes for a person; None where no list of titled things is in the answer."""
    try:
        document = json.loads(decode(body, content_type, None).text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return None
    lists = [(path, items) for path, items in _lists(document) if len(items) >= 2]
    for path, items in sorted(lists, key=lambda pair: (-min(len(pair[1]), 50), len(pair[0]))):
        found = _read_items(path, items, address, timezone, at)
        if found is not None:
            return found
    return None


def _lists(held: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if depth > 5:
        return
    if isinstance(held, list) and held and all(isinstance(item, dict) for item in held):
        yield path or "@", held
    if isinstance(held, dict):
        for name, value in held.items():
            yield from _lists(value, f"{path}.{_quoted(name)}" if path else _quoted(name), depth + 1)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name, ensure_ascii=False)


def _read_items(
    path: str, items: Sequence[dict[str, Any]], address: str, timezone: str, at: datetime
) -> tuple[Api, tuple[str, ...]] | None:
    fields = dict(_fields(items[0]))
    title = _named(fields, _TITLES, lambda value: isinstance(value, str) and len(value) >= 4)
    if title is None:
        return None
    values: dict[str, Any] = {"url": address, "items": path, "title": title}
    notes = []
    link = _named(fields, _LINKS, _is_link)
    if link is None:
        number = _named(fields, _IDS, lambda value: isinstance(value, str | int) and bool(str(value)))
        root = "/".join(address.split("/")[:3])
        values["link_template"] = f"{root}/REPLACE-ME/{{{number or 'id'}}}"
        notes.append("no item holds an address: open an article and write here how it is made from the item")
    else:
        values["link"] = link
    values |= _dated(fields, timezone, at)
    summary = _named(fields, _TEXTS, lambda value: isinstance(value, str) and len(value) >= 10)
    if summary is not None and summary != title:
        values["summary"] = summary
    return Api(**values), tuple(notes)


def _fields(item: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        here = f"{path}.{_quoted(name)}" if path else _quoted(name)
        if isinstance(value, Mapping) and depth < 2:
            yield from _fields(value, here, depth + 1)
        else:
            yield here, value


def _named(fields: Mapping[str, Any], names: Sequence[str], fits: Any) -> str | None:
    """The path whose last name is one of ``names``, exactly or in part, and whose value fits."""
    for is_exact in (True, False):
        for name in names:
            for path, value in fields.items():
                last = path.replace(".rendered", "").rpartition(".")[2].strip('"').lower()
                if (last == name if is_exact else name in last) and fits(value):
                    return path
    return None


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and (is_web_address(value) or bool(re.match(r"/[^/\s]+\S*$", value)))


def _dated(fields: Mapping[str, Any], timezone: str, at: datetime) -> dict[str, Any]:
    for name in _DATES:
        for path, value in fields.items():
            if name not in path.lower() or isinstance(value, bool) or not isinstance(value, str | int):
                continue
            digits = re.fullmatch(r"\d{10}(?:\d{3})?", str(value))
            if digits:
                unit: Literal["s", "ms"] = "ms" if len(str(value)) == 13 else "s"
                if from_epoch(str(value), unit, "API", at).at is not None:
                    return {"date": path, "date_unit": unit}
            elif isinstance(value, str) and read_date(value, timezone, "API", at).at is not None:
                if path.endswith("date_gmt"):  # WordPress writes UTC and does not say so
                    return {"date": f"join('', [{path}, 'Z'])"}
                return {"date": path}
    return {}


def wordpress_posts(address: str) -> dict[str, Any]:
    """The entry of ``apis`` for posts of WordPress at ``…/wp/v2/posts``, to be turned by {page}."""
    root = address.partition("?")[0]
    return {
        "url": f"{root}?per_page=50&page={{page}}",
        "items": "@",
        "link": "link",
        "title": "title.rendered",
        "date": "join('', [date_gmt, 'Z'])",
        "content": "content.rendered",
    }


def wordpress_backfill(address: str) -> dict[str, Any]:
    """The same for the posts of past days."""
    root = address.partition("?")[0]
    span = "after={from:%Y-%m-%dT00:00:00}&before={to:%Y-%m-%dT23:59:59}"
    return {**wordpress_posts(address), "url": f"{root}?per_page=100&page={{page}}&{span}"}
