"""Addresses of one form: which links of a page lead to the same kind of page, and the pattern that they match."""

from __future__ import annotations

import os.path
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

_EXTENSION = re.compile(r"\.([A-Za-z]{2,5})$")
_LONG_NUMBER = re.compile(r"\d{4,}")
_DATED = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:[-/]?(?:0[1-9]|1[0-2]))(?:[-/]?(?:0[1-9]|[12]\d|3[01]))?(?!\d{3})"
)
_PAGING = frozenset(("page", "pageindex", "currentpage", "npage", "curpage", "pg", "p", "start", "offset"))


def shape_of(address: str) -> tuple[str, ...]:
    """Host, number of path parts, whether the last holds a long number, its ending, and the query's names."""
    parts = urlsplit(address)
    segments = [s for s in parts.path.split("/") if s]
    last = segments[-1] if segments else ""
    ending = _EXTENSION.search(last)
    names = sorted({n for n, _ in parse_qsl(parts.query, keep_blank_values=True) if n.lower() not in _PAGING})
    is_numbered = bool(_LONG_NUMBER.search(last) or any(_LONG_NUMBER.search(s) for s in segments))
    return (
        (parts.hostname or "").lower(),
        str(len(segments)),
        "numbered" if is_numbered else "named" if segments else "root",
        ending.group(1).lower() if ending else "",
        "&".join(names),
    )


def is_dated_address(address: str) -> bool:
    """Whether a date seems to stand in the path."""
    return bool(_DATED.search(urlsplit(address).path))


def pattern_of(addresses: Sequence[str]) -> str:
    """A regular expression, anchored at both ends, that all of these addresses of one shape match.

    What is the same in all stays as it is; what differs becomes the narrowest of a number, a numbered name or any
    name. Raises ValueError for no address.
    """
    if not addresses:
        raise ValueError("a pattern needs an address")
    parts = [urlsplit(address) for address in addresses]
    hosts = sorted({(p.netloc or "").lower() for p in parts})
    host = re.escape(hosts[0]) if len(hosts) == 1 else "(?:" + "|".join(map(re.escape, hosts)) + ")"
    paths = [p.path.strip("/").split("/") if p.path.strip("/") else [] for p in parts]
    columns = list(zip(*paths, strict=False)) if len({len(path) for path in paths}) == 1 else []
    is_alike = bool(columns) or not any(paths)
    path = "".join("/" + _part_pattern(column) for column in columns) or ("/" if is_alike else "/.+")
    path += "/?" if any(p.path.endswith("/") for p in parts) and columns else ""
    return f"^https?://{host}{path}{_query_pattern([p.query for p in parts])}"


def _part_pattern(values: Sequence[str]) -> str:
    """One part of the path."""
    if len(set(values)) == 1:
        return re.escape(values[0])
    if all(value.isascii() and value.isdigit() for value in values):
        lengths = {len(value) for value in values}
        return rf"\d{{{lengths.pop()}}}" if len(lengths) == 1 and min(lengths, default=0) >= 4 else r"\d+"
    ending = _shared_ending(values)
    stems = [value[: len(value) - len(ending)] for value in values]
    start = re.sub(r"\d+$", "", os.path.commonprefix(stems))  # noqa: RUF071 - of letters, not of folders
    rests = [stem[len(start) :] for stem in stems]
    if all(rest.isascii() and rest.isdigit() for rest in rests):
        middle = r"\d+"
    elif all(re.search(r"\d{4,}$", rest) for rest in rests):
        middle = r"[^/]*\d{4,}"
    elif all(re.search(r"\d", rest) for rest in rests):
        middle = r"[^/]*\d[^/]*"
    else:
        middle = "[^/]+"
    keeps_start = len(start) >= 3 or middle == r"\d+"
    if not keeps_start and start:
        middle = middle if middle.startswith("[^/]") else "[^/]*" + middle
    return (re.escape(start) if keeps_start else "") + middle + re.escape(ending)


def _shared_ending(values: Sequence[str]) -> str:
    endings = {m.group() if (m := _EXTENSION.search(value)) else "" for value in values}
    return endings.pop() if len(endings) == 1 else ""


def _query_pattern(queries: Sequence[str]) -> str:
    if not any(queries):
        return "$"
    pairs = [dict(parse_qsl(query, keep_blank_values=True)) for query in queries]
    shared = sorted(set.intersection(*(set(p) for p in pairs)))
    varying = [
        name
        for name in shared
        if len({p[name] for p in pairs}) > 1 and name.lower() not in _PAGING and all(p[name] for p in pairs)
    ]
    if not varying:
        return r"(?:\?|$)"
    name = max(varying, key=lambda n: (len({p[n] for p in pairs}), n))  # what differs most is the identity
    value = r"\d+" if all(p[name].isascii() and p[name].isdigit() for p in pairs) else "[^&]+"
    return rf"\?(?:.*&)?{re.escape(name)}={value}"
