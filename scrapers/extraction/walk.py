"""A page as blocks of text and the elements around them: what every rule about its body looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scrapers.extraction.blocks import closes, measure
from scrapers.extraction.text import clean

_NEVER = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio",
    "head", "nav", "button", "select", "textarea", "input", "option", "datalist", "picture",
    "map", "math", "dialog", "menu", "footer", "aside", "applet", "frameset",
})  # fmt: skip
_RARELY = frozenset({"aside", "dialog", "footer", "nav", "noscript", "template", "object", "menu"})
_BLOCK = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "figcaption",
})  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Names of classes and ids that hold no article: as words of the name, in the languages that sites are made in.
_OUTSIDE = re.compile(
    r"""(?:^|[\s_-])(?:
    comments?|commentlist|replies|reply|disqus|livere|respond|discussion|
    share|shares|sharing|sharebar|sharebox|sns|social|socials|follow|followus|
    related[a-z]*|relate|relation|relations|recommend|recommended|recommends|recommendation|recommendations|more-?news|
    read-?more|readmore|also-?read|see-?also|most-?read|mostread|popular|ranking|rank|trending|latest|
    newsletter|newsletters|subscribe|subscription|signup|sign-?up|registration|
    promo|promos|promotion|promotions|sponsor|sponsored|outbrain|taboola|teads|dable|adsense|advert|advertisement|
    ads?|adbox|banner|banners|teaser|teasers|
    sidebar|side-?bar|footer|foot|nav|navi|navbar|navigation|breadcrumbs?|crumbs?|menu|gnb|lnb|toolbar|tool-?box|
    pagination|paging|pager|skip-?links?|cookies?|consent|gdpr|modal|popup|pop-?up|overlay|tooltip|
    captions?|credits?|copyrights?|copyright-?notice|licen[cs]e|
    bylines?|author|authors|author-?bio|author-?box|author-?info|reporter|journalist|writer|
    tags?|tag-?list|taglist|keywords?|hashtags?|topics?|categories|
    kanren|osusume|rekomendasi|tuijian|xiangguan|pinglun|fenxiang|zebian|zrbj|bianji|
    tin-?lien-?quan|lien-?quan|xem-?them|binh-?luan|chia-?se|quang-?cao|
    widget|widgets|player|playlist|audio-?player|slideshow|carousel|swiper|
    info-?box|info-?text|media-?info|media-?caption|fact-?box|factbox|person-?details|twitter-?tweet|
    instagram-?media|social-?placeholder|embed|embedded|oembed|photo|wp-caption|
    (?:photo|image|img|pic|picture)s?-?_?(?:box[a-z]?|caption|cap|area|wrap|desc|txt|text|info|credit|frame|view)|img-?_?cptn|cptn|
    (?:article|post|entry|story|news)?-?_?meta|published-?date|post-?date|expandable|timestamp|time-?stamp|dateline|pubdate|feedback|survey|vote|like|likes|emoticon|print-?only|noprint|no-?print|screen-?reader|sr-?only|
    visually-?hidden|offscreen|donate|donation|appbanner|app-?download|login|paywall-?notice|infobox-?links
    )(?:$|[\s_-]|(?=[0-9]))""",
    re.VERBOSE,
)
_UNSEEN = frozenset(
    {"visually-hidden", "visuallyhidden", "screen-reader-text", "sr-only", "is-hidden", "element-invisible"}
)
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Block:
    """A run of text between block elements. ``units`` is its length with dense scripts weighted."""

    text: str
    units: int
    link_units: int
    tag: str  # the block element it lies in
    chain: tuple[int, ...]  # elements around it, outermost first, as places in the walk
    ends: bool  # it closes as a sentence does

    @property
    def link_share(self) -> float:
        return self.link_units / self.units if self.units else 0.0


@dataclass
class Walk:
    """The blocks of a page and the elements around them, by their place in the walk. ``outside`` says of each element
    whether it is named as no article; ``pictures`` are those that hold a picture, by one element between at most."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)


def walk_blocks(root: Any, *, lenient: bool = False) -> Walk:
    """One pass over the tree, without recursion. Elements that never hold text of an article are passed over;
    ``lenient`` looks into those that rarely do (hidden ones, asides) and hold it where a page is made oddly."""
    return _Walker(root, lenient).walk()


class _Walker:
    """The state of one pass: the pieces of the block that is being read, and the elements that are open."""

    def __init__(self, root: Any, lenient: bool) -> None:
        self._root = root
        self._lenient = lenient
        self._never = _NEVER - _RARELY if lenient else _NEVER
        self._result = Walk()
        self._pieces: list[str] = []
        self._links: list[str] = []
        self._links_open = 0
        self._chain: list[int] = []
        self._tags: list[str] = []

    def walk(self) -> Walk:
        stack: list[tuple[Any, bool]] = [(self._root, False)]
        while stack:
            element, is_left = stack.pop()
            if is_left:
                self._leave(element)
            elif self._is_passed_over(element):
                self._read(element.tail if element is not self._root else None)
            else:
                self._enter(element)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
        self._close()
        return self._result

    def _is_passed_over(self, element: Any) -> bool:
        tag = element.tag
        if tag in ("img", "picture"):
            self._result.pictures.update(self._chain[-2:])
        if not isinstance(tag, str) or tag in self._never:
            return True
        if tag == "figcaption":  # one that is set as a paragraph of the text is read as one
            return len(element) != 1 or element[0].tag != "p"
        return not self._lenient and is_hidden(element)

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCK:
            self._close()
            result = self._result
            result.elements.append(element)
            result.parents.append(self._chain[-1] if self._chain else -1)
            result.outside.append(is_named_outside(element))
            self._chain.append(len(result.elements) - 1)
            self._tags.append(tag)
        elif tag == "br":
            if _ends_paragraph(element, self._pieces):
                self._close()
            else:
                self._pieces.append("\n")
        elif tag == "a":
            self._links_open += 1
        elif tag == "rt" and not _has_parentheses(element):
            self._read("（")
        self._read(element.text)

    def _leave(self, element: Any) -> None:
        tag = element.tag
        if tag == "a":
            self._links_open -= 1
        elif tag == "rt" and not _has_parentheses(element):
            self._read("）")
        if tag in _BLOCK:
            self._close()
            self._chain.pop()
            self._tags.pop()
        if element is not self._root:
            self._read(element.tail)

    def _read(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._links_open:
                self._links.append(text)

    def _close(self) -> None:
        text = clean("".join(self._pieces))
        if text:
            units = measure(text)
            linked = min(units, measure(clean("".join(self._links)))) if self._links else 0
            tag = self._tags[-1] if self._tags else "body"
            self._result.blocks.append(Block(text, units, linked, tag, tuple(self._chain), closes(text)))
        self._pieces.clear()
        self._links.clear()


def _has_parentheses(reading: Any) -> bool:
    """Whether the reading of a character (``rt``) brings its parentheses along, for those who draw no ruby."""
    before = reading.getprevious()
    return before is not None and before.tag == "rp"


def _ends_paragraph(line_break: Any, pieces: list[str]) -> bool:
    """Two breaks end a paragraph; one does where a sentence is complete."""
    following = line_break.getnext()
    if following is not None and following.tag == "br" and not (line_break.tail or "").strip():
        return True
    before = "".join(pieces[-3:]).rstrip()
    return not before or closes(before)


def is_hidden(element: Any) -> bool:
    """Whether the markup itself says that an element is not shown."""
    style = element.get("style")
    if style:
        folded = style.replace(" ", "").lower()
        if "display:none" in folded or "visibility:hidden" in folded:
            return True
    name = element.get("class")
    if name and "hidden" in name:
        words = name.split()
        if any(word in _UNSEEN for word in words):
            return True
        # "hidden md:block" is shown where the window is wide.
        if "hidden" in words and not any(":" in word for word in words):
            return True
    return element.get("hidden") is not None


def name_of(element: Any) -> str:
    """Class and id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_named_outside(element: Any) -> bool:
    """Whether class or id say that an element holds no article."""
    if element.tag in ("html", "body", "figure") or element.tag in HEADINGS:
        return False  # their names list what the site can do, or how a heading or a figure looks
    name = name_of(element)
    return len(name) > 1 and _says_outside(name)


@lru_cache(maxsize=20_000)  # a page repeats its names by the thousand
def _says_outside(name: str) -> bool:
    return bool(_OUTSIDE.search(folded_name(name)))


def folded_name(name: str) -> str:
    """A name with its words apart, in lower case: ``relatedNews`` is ``related-news``."""
    return _CAMEL.sub("-", name).lower()


def fold(text: str) -> str:
    """Letters and digits only, in lower case: how texts are compared."""
    return "".join(c for c in text.casefold() if c.isalnum())
