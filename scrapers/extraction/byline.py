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
    r"^(?:by|written by|von|par|por|di|door|記者|记者|作者|文|撰文|編譯|投稿者|著者|글|기자|"
    r"Tác giả)\s*[:：／/|]?\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[(\[]?[\w.+-]+@[\w-]+\.[\w.]+[)\]]?|https?://\S+")
# An editor, a date, a counter, a button.
_NOT_AN_AUTHOR = re.compile(
    r"责任编辑|責任編輯|责编|責編|发布时间|發布時間|\d{1,2}:\d{2}|\d{4}|阅读|조회|관련 ?기사|다른 ?기사|구독|关注$"
)
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
            if text:
                return text
    return ""


def tidy(text: str) -> str:
    """A name without the words, addresses and marks around it; empty where it is too long to be one."""
    plain = clean(_ADDRESS.sub(" ", text))
    if _NOT_AN_AUTHOR.search(plain):
        return ""
    plain = _PREFIX.sub("", plain).strip(" |·,-–/[]()【】")
    return plain if 2 <= len(plain) <= LONGEST else ""
