"""What a page is: an article, a list of links, or a stub of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapers.extraction.blocks import is_sentence, measure
from scrapers.extraction.boilerplate import is_wall
from scrapers.extraction.head_data import HeadData
from scrapers.extraction.walk import Walk, fold

PageKind = Literal["article", "listing", "stub"]

# Names of pages that list others, as the last part of an address.
_LIST_ADDRESS = re.compile(
    r"(?:^|/)(?:index|list|lists?\d*|main|home|default|board|sitemap|archive|archives|category|section|sub|news_?list|"
    r"press_?release_?list|bbs_?list|.*list|rss|search|tag|topics?)(?:\.(?:html?|php|do|es|jsp|aspx?|shtml))?/?$",
    re.IGNORECASE,
)
_SHORT = 260  # units; below it a text is a teaser or a notice unless nothing says so
_SHORTEST = 60


def judge_kind(
    walk: Walk,
    paragraphs: Sequence[str],
    title: str,
    head: HeadData,
    linked: Sequence[dict[str, Any]],
    address: str,
) -> PageKind:
    """A page of links with little text of its own is a listing; a text cut off by a wall, or too short to say
    anything, is a stub. A page that calls itself an article is never a listing."""
    units = sum(measure(p) for p in paragraphs)
    is_headed = is_headline_shown(walk, title)
    sentences = sum(measure(p) for p in paragraphs if is_sentence(p))
    if not (is_headed and sentences >= _SHORTEST) and is_listing(
        walk, units, sentences, head, linked, address
    ):
        return "listing"
    if units < _SHORTEST or not sentences:
        return "stub"
    if sentences < 3 * _SHORT and (is_not_free(linked) or any(is_wall(b.text) for b in walk.blocks)):
        return "stub"
    return "article"


def is_headline_shown(walk: Walk, title: str) -> bool:
    """Whether the title, if it is long enough for a headline, stands on the page and is no link. A section's name
    is shorter."""
    if measure(title) < 32:
        return False
    folded = fold(title)
    return any(
        b.link_share < 0.5 and b.units < 2 * measure(title) + 20 and folded in fold(b.text)
        for b in walk.blocks
    )


def is_not_free(linked: Sequence[dict[str, Any]]) -> bool:
    """Whether the page's own data say that the text is for members."""
    return any(str(node.get("isAccessibleForFree", "")).lower() == "false" for node in linked)


def is_listing(
    walk: Walk,
    units: int,
    sentences: int,
    head: HeadData,
    linked: Sequence[dict[str, Any]],
    address: str,
) -> bool:
    """Whether the page offers other pages rather than a text.

    Evidence is weighed in links to text: a front page has tens of linked headlines and hardly a sentence that is
    not a teaser. What the page says of itself (``og:type``, JSON-LD) and the form of its address shift the line.
    """
    headlines = [b for b in walk.blocks if b.link_share > 0.7 and b.units >= 24]
    offered = sum(b.units for b in headlines)
    said = head.first("og:type").lower()
    shift = 1.0
    if said == "article" or head.first("article:published_time"):
        shift *= 2.5
    if any(node.get("datePublished") and node.get("headline") for node in linked):
        shift *= 2.5
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        shift *= 0.3
    elif _LIST_ADDRESS.search(parts.path):
        shift *= 0.6
    if units < _SHORT:
        return len(headlines) >= 8 and offered > 600 * shift
    if len(headlines) < 12:
        return False
    return offered > 4.0 * shift * max(sentences, 1)
