"""The title of an article, without the name of its outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapers.extraction.blocks import measure
from scrapers.extraction.head_data import HeadData
from scrapers.extraction.text import clean

# What stands between a headline and the outlet's name. A hyphen counts with spaces around it only.
_CUT = re.compile(r"\s*(?:\s[-–—|:•·»›/]\s|[|｜‖丨]|\s?::\s?|_{1,2}|\s[-–—]{2}\s|－|＿|\s<\s|\s«\s)\s*")
_LONGEST = 1000  # characters of what may be a title
# Names that Chinese and Korean sites set behind a bare hyphen.
_BARE = re.compile(r"\s?--?\s?([^\s-][^-]{0,24})$")
_TITLED = re.compile(
    r"(?:^|[\s_-])(?:title|tit|subject|headline|heading|tieu-?de|biaoti|view_?tit)(?:$|[\s_-])", re.IGNORECASE
)
_OUTLET = re.compile(
    r"뉴스|신문|일보|방송|닷컴|미디어|저널|타임즈|경제|매거진|포털|홈페이지|新聞|新闻|日报|日報|晚报|时报|時報|ニュース|オンライン|デジタル|网$|網$|网站$|官网$|頻道$|频道$|政府$|학회$|군청$|시청$|도청$|구청$|開発日誌|ブログ|"
    r"news|times|daily|post|herald|tribune|journal|\.com|\.net|\.org|online|magazine|báo|tin tức|समाचार|न्यूज़?",
    re.IGNORECASE,
)


def find_title(tree: Any, head: HeadData, linked: dict[str, Any], address: str) -> str:
    """The headline as the page shows it; else as it tells others, without the outlet's name.

    Belief goes to the heading that is most like what the page tells others (``og:title``, JSON-LD, its title), since
    these shorten it, sharpen it or add the outlet; where none is like them, to ``og:title``, JSON-LD, the only
    heading and the title.
    """
    whole = clean(" ".join(tree.xpath("//head/title//text()"))) or clean(
        " ".join(tree.xpath("(//title)[1]//text()"))
    )
    told = [clean(text) for text in head.each("og:title", "twitter:title", "articletitle", "title")]
    headline = linked.get("headline") or linked.get("name")
    if isinstance(headline, str):
        told.append(clean(headline))
    told = [text for text in told if text]
    headings = [h for h in (clean(" ".join(e.itertext())) for e in tree.iter("h1")) if h]
    names = outlet_names(head, linked, address)
    shown = [h for h in headings if 10 <= measure(h) <= 400 and not _names_outlet(h, names)]
    likely = max(((_likeness(h, [*told, whole]), -i, h) for i, h in enumerate(shown)), default=(0.0, 0, ""))
    if likely[0] >= 0.25:
        return cut_outlet(likely[2], names) if likely[2] in told or likely[2] == whole else likely[2]
    for text in [*told, whole] if told else [whole]:
        cut = cut_outlet(text, names, is_page_title=text == whole)
        if (
            cut
            and not _names_outlet(cut, names)
            and (text in told or measure(cut) >= 12 or len(headings) != 1)
        ):
            return cut
    single = headings[0] if len(headings) == 1 else ""
    if single and not _names_outlet(single, names):
        return single
    return _named_title(tree, names) or single or whole


def _named_title(tree: Any, names: set[str]) -> str:
    """The first line that is set as a title, where the page's own title is only its outlet's name."""
    for element in tree.iter("h1", "h2", "h3", "h4", "div", "p", "span", "td", "th", "dt", "strong"):
        if len(element) > 3:
            continue
        if not (
            element.tag in ("h1", "h2", "h3") or _TITLED.search(f"{element.get('class')} {element.get('id')}")
        ):
            continue
        text = clean(" ".join(element.itertext()))
        if 16 <= measure(text) <= 240 and not _names_outlet(text, names) and element.find(".//a") is None:
            return text
    return ""


def _likeness(heading: str, told: Sequence[str]) -> float:
    """The greatest share of the heading's or of a told title's letter pairs that both have, from 0 to 1."""
    pairs = _pairs(heading)
    return max(
        (len(pairs & other) / min(len(pairs), len(other)) for other in map(_pairs, told) if pairs and other),
        default=0.0,
    )


def _pairs(text: str) -> set[str]:
    folded = _fold(text)
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def outlet_names(head: HeadData, linked: dict[str, Any], address: str) -> set[str]:
    """Folded names by which the page calls its outlet, and the words of its host."""
    publisher = linked.get("publisher")
    said = [
        *head.each("og:site_name", "application-name", "al:android:app_name", "twitter:site", "dc.publisher")
    ]
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        said.append(publisher["name"])
    names = {_fold(name) for name in said}
    labels = (urlsplit(address).hostname or "").removeprefix("www.").split(".")
    names.update(label for label in labels[:-1] if len(label) >= 4)
    names.add("".join(labels))
    return {name for name in names if len(name) >= 2}


def cut_outlet(title: str, names: set[str], *, is_page_title: bool = False) -> str:
    """``title`` without the parts at its ends that name the outlet; of a page's title, at least the last part.

    A part is an outlet where the page calls its outlet so, or where it is short and built of words for papers.
    """
    bare = _BARE.search(title)
    if bare and measure(title[: bare.start()]) >= 16 and _names_outlet(bare.group(1), names):
        title = title[: bare.start()].rstrip()
    cuts = list(_CUT.finditer(title)) if len(title) <= _LONGEST else []
    if not cuts:
        return title
    bounds = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(title)]
    parts = [title[start:end] for start, end in zip(bounds, ends, strict=True)]
    last = len(parts)
    while last > 1 and _names_outlet(parts[last - 1], names):
        last -= 1
    while last > 1 and measure(parts[last - 1]) <= 10 and measure(title[: ends[last - 2]]) >= 20:
        last -= 1  # a section's name
    first = 0
    if last == len(parts) and last > 1 and _names_outlet(parts[0], names) and len(parts[0]) < 30:
        first = 1
    may_be_outlet = measure(parts[-1]) <= 40 and not parts[-1][:1].islower()
    if (
        is_page_title
        and may_be_outlet
        and last == len(parts)
        and first == 0
        and len(title[: ends[last - 2]]) >= 8
    ):
        last -= 1
    kept = title[bounds[first] : ends[last - 1]].strip()
    return kept or title


def _names_outlet(part: str, names: set[str]) -> bool:
    folded = _fold(part)
    if not folded:
        return True
    if any(
        folded == name or (len(name) >= 4 and (name in folded or folded in name) and len(folded) >= 3)
        for name in names
    ):
        return len(folded) < 40
    return len(part) <= 24 and bool(_OUTLET.search(part)) and not re.search(r"[?!。]", part)


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
