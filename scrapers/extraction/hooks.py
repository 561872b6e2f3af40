"""Hooks: what a publisher does to its data that no path or pattern can say. Each is a pure function, item to item.

A source names one with ``hook``. Everything that data can express belongs into the source's file instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Item = Mapping[str, Any]


def unshift_newsid(item: Item) -> Item:
    """Madhya Pradesh's press service adds 0x80 to every character of ``newsid``. What it begins with is the day of
    the release, added as ``newsid_date`` (``YYYYMMDD``) where it is one."""
    shifted = str(item.get("newsid", ""))
    plain = "".join(chr(ord(c) - 0x80) if 0x80 <= ord(c) < 0x100 else c for c in shifted)
    day = {"newsid_date": plain[:8]} if plain[:8].isdecimal() and len(plain) > 8 else {}
    return {**item, "newsid": plain, **day}


def first_words_as_title(item: Item) -> Item:
    """Rajasthan's press releases have no title: the first sentence of ``Description`` stands in its place."""
    from scrapers.extraction.text import strip_tags

    words = strip_tags(str(item.get("Description", "")))
    first = next((part for part in words.replace("।", ".").split(". ") if part.strip()), "")
    return {**item, "first_words": first[:200]}


def join_date_array(item: Item) -> Item:
    """Java's habit of writing a date as an array, [2026, 3, 10, 8, 30, 0]: ``regDt`` becomes text."""
    parts = item.get("regDt")
    if not isinstance(parts, list) or not all(isinstance(part, int) for part in parts) or len(parts) < 3:
        return item
    clock = [*parts[3:6], 0, 0, 0][:3]
    text = "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(*parts[:3], *clock)
    return {**item, "regDt": text}


def name_disclosure(item: Item) -> Item:
    """Announcements of Taiwan's listed companies: the two exchanges name the same things differently, one with a
    space behind a name, and write the time without its leading zeros. Adds ``company``, ``subject``, ``detail``,
    ``spoken_at`` (Taipei time, ``YYYY-MM-DD HH:MM:SS``; absent where day or time are none) and ``disclosure_id``.
    """
    plain = {str(name).strip(): str(value).strip() for name, value in item.items()}
    code = plain.get("公司代號") or plain.get("SecuritiesCompanyCode", "")
    day, clock = (re.sub(r"\D", "", plain.get(name, "")) for name in ("發言日期", "發言時間"))
    added = {
        "company": plain.get("公司名稱") or plain.get("CompanyName", ""),
        "subject": " ".join(plain.get("主旨", "").split()),
        "detail": plain.get("說明", ""),
        "disclosure_id": "-".join((code, day, clock)),
    }
    if len(day) == 7 and 1 <= len(clock) <= 6:  # the year is the Republic of China's: 115 is 2026
        clock = clock.zfill(6)
        date = f"{int(day[:3]) + 1911:04d}-{day[3:5]}-{day[5:]}"
        added["spoken_at"] = f"{date} {clock[:2]}:{clock[2:4]}:{clock[4:]}"
    return {**item, **added}


def name_post(item: Item) -> Item:
    """A post of Bluesky has no address but ``uri`` (``at://account/collection/key``). Adds ``post_key``, the key, of
    which its page's address is made; absent where the uri is none."""
    uri = str(item.get("uri", ""))
    key = uri.rpartition("/")[2]
    return (
        {**item, "post_key": key}
        if uri.startswith("at://") and re.fullmatch(r"[\w.~-]{1,100}", key)
        else item
    )


HOOKS: Mapping[str, Callable[[Item], Item]] = {
    "unshift_newsid": unshift_newsid,
    "first_words_as_title": first_words_as_title,
    "join_date_array": join_date_array,
    "name_disclosure": name_disclosure,
    "name_post": name_post,
}
