"""CSS for elements of a page that hold on the next day as well: by id, by class, by place among their siblings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cssselect import ExpressionError, SelectorError
from lxml.cssselect import CSSSelector

# Made anew by a build, or a state of the moment.
_UNSTABLE = re.compile(
    r"\d{3,}|__|--[0-9a-zA-Z]{4,}|^(?:css|sc|jsx|ng|v|svelte|emotion)-|^(?:on|off|active|current|selected|first|last|odd|"
    r"even|new|hot|notice|top|left|right|clearfix|cf|fl|fr|row|col.*|mt.*|mb.*|pt.*|pb.*|p-.*|m-.*|w-.*|d-.*|text-.*)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{0,40}")


def stable_classes(element: Any) -> list[str]:
    """Classes that name what an element is, in their order."""
    names = (element.get("class") or "").split()
    return [name for name in dict.fromkeys(names) if _NAME.fullmatch(name) and not _UNSTABLE.search(name)]


def stable_id(element: Any) -> str:
    """The id where it is no running number; else empty."""
    name = (element.get("id") or "").strip()
    return name if _NAME.fullmatch(name) and not re.search(r"\d{2,}", name) else ""


def segment(element: Any, shared: Iterable[str] | None = None) -> str:
    """``div#board``, ``ul.news-list`` or ``ul``. ``shared`` are the classes that may be named."""
    if stable_id(element):
        return f"#{stable_id(element)}"
    classes = stable_classes(element) if shared is None else [*shared]
    return str(element.tag) + "".join(f".{name}" for name in classes[:2])


def signature(element: Any) -> tuple[str, ...]:
    """The tags and first stable classes of an element and of two elements above it."""
    chain: list[str] = []
    while element is not None and isinstance(element.tag, str) and len(chain) < 3:
        chain.append(segment(element))
        element = element.getparent()
    return tuple(chain)


def row_selector(rows: Sequence[Any], tree: Any) -> str:
    """CSS that selects these elements, all of one tag, and as little else as may be."""
    shared = [name for name in stable_classes(rows[0]) if all(name in stable_classes(row) for row in rows)]
    selector = str(rows[0].tag) + "".join(f".{name}" for name in shared[:2])
    wanted = set(rows)
    best, best_extra = selector, _extra(selector, tree, wanted)
    above = rows[0].getparent()
    for _ in range(7):
        if above is None or above.tag in ("body", "html"):
            break
        # Rows of several lists have parents that differ: only what they have in common can be named.
        parents = {_ancestor(row, above, rows[0]) for row in rows}
        common = segment(above) if len(parents) == 1 else _common_segment(parents)
        selector = f"{common} > {selector}"
        extra = _extra(selector, tree, wanted)
        if extra is not None and (best_extra is None or extra < best_extra):
            best, best_extra = selector, extra
        if extra is not None and extra <= len(rows) // 5 and re.search(r"[#.]", selector):
            return _shortened(selector, tree, wanted, extra)
        above = above.getparent()
    return best


def _ancestor(row: Any, above: Any, first: Any) -> Any:
    """The element as far above ``row`` as ``above`` is above ``first``."""
    steps = 0
    walker = first
    while walker is not above:
        walker, steps = walker.getparent(), steps + 1
    for _ in range(steps):
        row = row.getparent() if row is not None else None
    return row


def _common_segment(elements: Iterable[Any]) -> str:
    held = [e for e in elements if e is not None]
    tags = {e.tag for e in held}
    shared = set.intersection(*(set(stable_classes(e)) for e in held)) if held else set()
    tag = str(tags.pop()) if len(tags) == 1 else "*"
    return tag + "".join(f".{name}" for name in sorted(shared)[:2])


def _extra(selector: str, tree: Any, wanted: set[Any]) -> int | None:
    """How many other elements with a link it selects; None where it misses some of those wanted."""
    found = select(selector, tree)
    if not wanted <= set(found):
        return None
    return sum(1 for e in found if e not in wanted and (e.tag == "a" or e.find(".//a") is not None))


def _shortened(selector: str, tree: Any, wanted: set[Any], extra: int) -> str:
    """Without the steps in the middle that name nothing, where that selects the same."""
    steps = selector.split(" > ")
    for keep in (1, 2):
        if len(steps) > keep + 1:
            shorter = f"{steps[0]} {' > '.join(steps[-keep:])}"
            if _extra(shorter, tree, wanted) == extra:
                return shorter
    return selector


def select(selector: str, element: Any) -> list[Any]:
    """Descendants (and the element itself) that match; nothing for what is no selector."""
    try:
        return list(CSSSelector(selector, translator="html")(element))
    except (SelectorError, ExpressionError):
        return []


def within(element: Any, row: Any) -> Iterator[str]:
    """Selectors of an element relative to its row, the plainest first."""
    tag = str(element.tag)
    for name in stable_classes(element)[:2]:
        yield f"{tag}.{name}"
    if tag in ("time", "h1", "h2", "h3", "h4", "h5", "dt", "strong", "em"):
        yield tag
    parent = element.getparent()
    if parent is not None and element is not row and parent is not row:
        for name in stable_classes(parent)[:2]:
            yield f"{parent.tag}.{name} > {tag}"
            yield f"{parent.tag}.{name} > {tag}:nth-child({_place(element)})"
        if parent.tag in ("td", "dt", "dd", "h2", "h3", "h4", "strong", "p", "div", "li"):
            yield f"{parent.tag}:nth-child({_place(parent)}) > {tag}"
    if element is not row:
        yield f"{tag}:nth-child({_place(element)})"
    yield tag


def _place(element: Any) -> int:
    """Place among all siblings, from 1."""
    return 1 + sum(1 for sibling in element.itersiblings(preceding=True) if isinstance(sibling.tag, str))
