"""What the head of a page says in ``meta`` elements, read once."""

from __future__ import annotations

from typing import Any


class HeadData:
    """Contents of ``meta`` elements by their name (``name``, ``property`` or ``itemprop``), in the page's order."""

    def __init__(self, tree: Any) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = (element.get("content") or element.get("value") or "").strip()
            if not content:
                continue
            for attribute in ("property", "name", "itemprop"):
                name = (element.get(attribute) or "").strip().lower()
                if name:
                    self._contents.setdefault(name, []).append(content)

    def first(self, *names: str) -> str:
        """The first content of the first of these names (lower case) that has one; empty where none has."""
        for name in names:
            for content in self._contents.get(name, ()):
                return content
        return ""

    def each(self, *names: str) -> list[str]:
        """All contents of these names, in the order of the names."""
        return [content for name in names for content in self._contents.get(name, ())]
