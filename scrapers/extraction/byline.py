"""Who wrote an article, as the page names them."""

from __future__ import annotations

import re
from typing import Any

from scrapers.extraction.head_data import HeadData
from scrapers.extraction.text import clean

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:byline|author|reporter|writer|journalist|kisha|tac-?gia)(?:$|[\s_-]|name)", re.IGNORECASE
)
_PREFIX = re.compile(
    r"^(?:by|written by|von|par|por|di|door|記者|记者|作者|文|撰文|編譯|责任编辑|責任編輯|编辑|編輯|글|기자|"
    r"Tác giả)\s*[:：／/|]?\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[(\[]?[\w.+-]+@[\w-]+\.[\w.]+[)\]]?|https?://\S+")
LONGEST = 80  # characters


def find_byline(tree: Any, head: HeadData, linked: dict[str, Any]) -> str:
    """The first author of JSON-LD, of the head, or of an element named for authors; empty where none is told.

    An address of a profile is no name.
    """
    author = linked.get("author") or linked.get("creator")
    if isinstance(author, list) and author:
        author = author[0]
    if isinstance(author, dict):
        author = author.get("name")
    if isinstance(author, list) and author:
        author = author[0]
    if isinstance(author, str) and tidy(author):
        return tidy(author)
    for told in head.each(
        "author", "article:author", "dable:author", "byl", "parsely-author", "sailthru.author", "dc.creator"
    ):
        if tidy(told):
            return tidy(told)
    for element in tree.iter("a", "span", "p", "div", "em", "strong", "address"):
        if len(element) > 4:
            continue
        name = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if name.strip() and _NAMED.search(name):
            text = tidy(" ".join(element.itertext()))
            if text and not re.search(r"\d{4}", text):
                return text
    return ""


def tidy(text: str) -> str:
    """A name without the words, addresses and marks around it; empty where it is too long to be one."""
    plain = clean(_ADDRESS.sub(" ", text))
    plain = _PREFIX.sub("", plain).strip(" |·,-–/")
    return plain if 2 <= len(plain) <= LONGEST else ""
