"""Pagers: which of the links below a list leads to the page after the one that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

MOST_LINKS = 500
_AROUND = 4  # steps up from a link to what holds the pager's other numbers
_NUMBER = re.compile(r"[\[(]?\s*(\d{1,6})\s*[\])]?")
_CURRENT = re.compile(
    r"(?:^|[\s_-])(?:active|current|currentpage|selected|on|now|cur|this)(?:$|[\s_-])", re.IGNORECASE
)
_ONWARD = re.compile(
    r"next|다음|次|下一[页頁]|下[页頁]|^\s*[>›→▶]\s*$|tiếp|sau|अगला|આગળ", re.IGNORECASE
)  # one step only: » leads to the end, or ten pages on, as often as to the next


def find_next(links: Sequence[Any]) -> Any | None:
    """Of the elements that a selector found, the one to follow; None where none leads on.

    One link alone is it. Of numbered links it is the one whose number follows that of the current page: the number
    that is marked as current or leads nowhere, or else the one that the row leaves out. Where there is no such
    number, it is the link that says so ("next", 다음, 次へ), and without numbers at all the first.
    """
    found = [link for link in links[:MOST_LINKS] if (link.get("href") or "").strip()]
    if len({link.get("href").strip() for link in found}) < 2:
        return found[0] if found else None
    onward = next((link for link in found if _says_next(link)), None)
    numbered = {number: link for link in reversed(found) if (number := _number(link)) is not None}
    if not numbered:
        return onward if onward is not None else found[0]
    current = _current_number(found, numbered)
    if current is None:
        current = _left_out(sorted(numbered))
    following = numbered.get(current + 1) if current is not None else None
    return following if following is not None else onward


def _says_next(link: Any) -> bool:
    said = " ".join((_words(link), link.get("title") or "", link.get("rel") or "", link.get("class") or ""))
    return bool(_ONWARD.search(_words(link)) or _ONWARD.search(said))


def _words(element: Any) -> str:
    return "".join(list(element.itertext())[:20])[:40].strip()


def _number(element: Any) -> int | None:
    match = _NUMBER.fullmatch(_words(element))
    return int(match.group(1)) if match else None


def _current_number(found: Sequence[Any], numbered: Mapping[int, Any]) -> int | None:
    """The number of the page that is shown, as the pager marks it. A number that stands beside none of the others is
    something else: a count, a year."""
    for element in _of_pager(found):
        number = _number(element)
        if number is None or not ({number - 1, number + 1} & numbered.keys()):
            continue
        if _is_marked(element, number) or (number not in numbered and not _leads(element)):
            return number
    return None


def _of_pager(found: Sequence[Any]) -> Iterator[Any]:
    """The elements of what holds all the links that were found, within a few steps of them."""
    around = found[0]
    for _ in range(_AROUND):
        parent = around.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        around = parent
        if all(any(above is around for above in link.iterancestors()) for link in found):
            break
    for count, element in enumerate(around.iter()):
        if count > 20 * MOST_LINKS:
            return
        if isinstance(element.tag, str) and element is not around:
            yield element


def _leads(element: Any) -> bool:
    """Whether it lies in a link that leads somewhere, or is one."""
    nearby = [element, *list(element.iterancestors())[:3]]
    return any((e.get("href") or "#").strip() != "#" or e.get("onclick") for e in nearby)


def _is_marked(element: Any, number: int) -> bool:
    """By its own class, or by that of what holds this number and nothing else (``li.active``)."""
    parent = element.getparent()
    holders = [element, parent] if parent is not None and _number(parent) == number else [element]
    return any(
        h.get("aria-current") not in (None, "false") or _CURRENT.search(h.get("class") or "") for h in holders
    )


def _left_out(numbers: Sequence[int]) -> int | None:
    """The one number that a row of them leaves out: that of the page itself, which is no link."""
    if numbers[0] > 1:
        return numbers[0] - 1
    return next((a + 1 for a, b in pairwise(numbers) if b == a + 2), None)
