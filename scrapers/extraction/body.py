"""The article's paragraphs in a parsed page: blocks of text, the element that holds them, what is none of it.

No rule knows a site. A page becomes a list of blocks (a run of text between two block elements), each with the share
of it that is links and with the elements it lies in. Sentences vote for the elements around them, the nearer the
more; the element that wins is the article's, and the blocks in it that are captions, share bars, lists of other
articles or an editor's line are left out. Text is measured in units, so that a sentence of Han, kana or Hangul
weighs what its translation would.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from scrapers.extraction.blocks import has_mark, measure
from scrapers.extraction.boilerplate import (
    drop_signature,
    ends_article,
    heads_other_articles,
    is_no_article_line,
    is_wall,
)
from scrapers.extraction.script_data import find_script_text, text_of_linked
from scrapers.extraction.walk import HEADINGS, Block, Walk, fold, folded_name, name_of, walk_blocks

_LEAD = re.compile(
    r"lead\b|lede|excerpt|dek\b|standfirst|sub-?title|sub-?head|summary|sapo|teaser|intro|descri|spot|sub-?line|chapeau|"
    r"abstract|synopsis|catchline|kicker-text|mid-?_?tit|sub-?_?tit|bajada|entradilla|ingress|perex|preamble",
    re.IGNORECASE,
)
# Names that are believed though much lies in them: comments are often longer than their article.
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|comment-?list|replies|disqus|livere)(?:$|[\s_-])")
_NEVER_TEXT = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|cookies?|consent|gdpr|related[a-z]*|"
    r"recommend[a-z]*|breadcrumbs?|newsletters?|copyrights?|outbrain|taboola|dable|modal|popup|sidebar)(?:$|[\s_-])"
)
_IS_TEXT = re.compile(r"\b(?:article|story|post|entry|news)[-_]{0,2}(?:body|content|text)\b", re.IGNORECASE)
# Elements that are a part of a text, never the whole of it.
_PARTS = frozenset(
    {"p", "li", "td", "tr", "tbody", "blockquote", "ul", "ol", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}
)
# A line of date and place before the text.
_DATED = re.compile(
    r"(?:19|20)\d{2}\W{1,3}\d{1,2}\W|\b\d{1,2}:\d{2}\b|\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}|[年월]\s?\d{1,2}\s?[月일]"
)
_CODE = re.compile(r"[{}()=;\[\]]")
_FEW = 300  # units; a page that shows less may hold its text elsewhere
_INSIDE = re.compile(
    r"article_*-?(?:body|content|text|txt|view|detail|cont|main|copy|wrap)|articlebody|articlecontent|articletext|"
    r"(?:post|entry|story|news|detail|view|page|content|body|blog)_*-?(?:body|content|contents|text|txt|cont|detail)\b|"
    r"art_?(?:body|text|content)|fck_detail|singular-content|trs_editor|ucap-content|news_?(?:cnt|ct|con)|cont_?view|"
    r"view_?con|bbs_?view|board_?view|honbun|kiji|main-?text|the-?content|maincontent-body|rich-?text|bodytext|"
    r"wysiwyg|story|paragraph",
    re.IGNORECASE,
)


def value_of(block: Block) -> float:
    """What a block says for the elements around it: sentences for, link lists against."""
    if block.link_share > 0.5:
        return -0.3 * block.link_units
    if len(_CODE.findall(block.text)) > len(block.text) / 12:
        return -1.0  # a script that the page let slip
    plain = block.units - block.link_units
    if block.tag in HEADINGS:
        return 0.0
    if plain >= 30 and has_mark(block.text):
        return float(plain) * (1 - block.link_share)
    return -5.0 if block.tag in ("li", "td", "dd") else 0.0


def find_outside(walk: Walk, values: list[float]) -> list[bool]:
    """Which elements hold no article.

    A name that says "comments" or "teaser" is not believed where much of the page's text lies in elements of that
    name, where the title does, or where an element inside is named as the article's text.
    """
    whole = sum(v for v in values if v > 0)
    held = [0.0] * len(walk.elements)
    titled = [False] * len(walk.elements)
    for block, value in zip(walk.blocks, values, strict=True):
        for place in block.chain:
            if value > 0:
                held[place] += value
            titled[place] |= block.tag == "h1" and block.units <= 200
    by_name: dict[str, float] = defaultdict(float)
    for i, named in enumerate(walk.outside):
        if named:
            by_name[name_of(walk.elements[i])] += held[i]
    for i, element in enumerate(walk.elements):
        if _says_text(name_of(element)) or element.get("itemprop") == "articleBody":
            titled[i] = True
            place = walk.parents[i]
            while place >= 0 and not titled[place]:
                titled[place] = True
                place = walk.parents[place]
    outside = []
    for i, named in enumerate(walk.outside):
        name = name_of(walk.elements[i]) if named else ""
        folded = folded_name(name)
        limit = 0.9 if _COMMENTS.search(folded) else 0.75 if _NEVER_TEXT.search(folded) else 0.35
        outside.append(named and not titled[i] and by_name[name] < limit * whole)
    for place in find_cards(walk):
        if held[place] < 0.35 * whole:
            outside[place] = True
    return outside


@lru_cache(maxsize=20_000)
def _says_text(name: str) -> bool:
    return bool(_IS_TEXT.search(name))


@lru_cache(maxsize=20_000)
def _says_inside(name: str) -> bool:
    return bool(_INSIDE.search(name))


def find_cards(walk: Walk) -> Iterator[int]:
    """Elements that repeat beside each other and each begin with a linked heading: teasers of other articles."""
    linked: set[int] = set()
    for block in walk.blocks:
        if block.link_share > 0.8 and (block.tag in HEADINGS or block.units >= 25):
            linked.update(block.chain[-4:])
    groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for i, element in enumerate(walk.elements):
        if i in linked and element.tag in ("article", "div", "li", "section", "dl", "tr", "ul"):
            groups[walk.parents[i], element.tag, element.get("class") or ""].append(i)
    for members in groups.values():
        if len(members) >= 3:
            yield from members


def find_article(walk: Walk) -> tuple[int, list[bool]]:
    """The place of the element that holds the article (-1 where there is none), and which elements are outside."""
    values = [value_of(b) for b in walk.blocks]
    outside = find_outside(walk, values)
    scores = [0.0] * len(walk.elements)
    inner = [0.0] * len(walk.elements)
    for block, value in zip(walk.blocks, values, strict=True):
        if any(outside[place] for place in block.chain):
            continue
        share = 1.0
        for place in reversed(block.chain):
            if value > 0:
                inner[place] += value
            if walk.elements[place].tag in _PARTS:
                continue
            scores[place] += value * share
            share *= 0.8
    if not any(score > 0 for score in scores):
        return -1, outside
    for i, element in enumerate(walk.elements):
        if scores[i] > 0:
            scores[i] *= weight_of(element)
    best = max(range(len(scores)), key=lambda i: scores[i])
    return widen(walk, best, inner, outside), outside


def widen(walk: Walk, best: int, inner: list[float], outside: list[bool]) -> int:
    """The element around the winner where that holds clearly more of the same article."""
    against = [0.0] * len(walk.elements)
    for block in walk.blocks:
        if block.link_share > 0.5 and not any(outside[place] for place in block.chain):
            for place in block.chain:
                against[place] += block.units
    place = best
    while (parent := walk.parents[place]) >= 0 and walk.elements[parent].tag not in ("body", "html"):
        gain, cost = inner[parent] - inner[best], against[parent] - against[best]
        if gain > 0.25 * inner[best] and gain > 1.5 * cost:
            best = parent
        place = parent
    return best


def weight_of(element: Any) -> float:
    weight = 1.0
    if element.get("itemprop") in ("articleBody", "text"):
        weight = 1.6
    elif _says_inside(name_of(element)):
        weight = 1.25
    if element.tag in ("article", "main"):
        weight *= 1.1
    return weight


def select_blocks(walk: Walk, title: str = "") -> list[Block]:
    """The blocks of the article, its lead first; none where the page has no sentences."""
    best, outside = find_article(walk)
    if best < 0:
        return []
    lonely = find_lonely(walk)
    chosen = [
        b
        for b in walk.blocks
        if best in b.chain and not any(outside[p] for p in b.chain) and not is_caption(b, walk, lonely)
    ]
    chosen = trim(chosen, title)
    if not chosen:
        return []
    lead = find_lead(walk, chosen[0], best, title)
    return [lead, *chosen] if lead is not None else chosen


def find_lonely(walk: Walk) -> set[int]:
    """Elements that hold one block or two of text and no more."""
    counts = [0] * len(walk.elements)
    for block in walk.blocks:
        for place in block.chain[-2:]:
            counts[place] += 1
    return {i for i, count in enumerate(counts) if count <= 2}


def is_caption(block: Block, walk: Walk, lonely: set[int]) -> bool:
    """A line beside a picture, alone with it in an element, or in an element of its own behind the picture's."""
    if block.units > 140 or block.tag in HEADINGS:
        return False
    if any(walk.elements[place].tag == "figcaption" for place in block.chain[-2:]):
        return False  # only those are walked into that are set as a paragraph
    if block.tag == "div" and (not block.ends or block.units <= 60) and _follows_picture(block, walk):
        return True
    return not block.ends and any(place in walk.pictures and place in lonely for place in block.chain[-2:])


def _follows_picture(block: Block, walk: Walk) -> bool:
    before = walk.elements[block.chain[-1]].getprevious()
    if before is None or before.tag not in ("div", "figure", "picture", "img", "span", "a"):
        return False
    has_picture = before.tag in ("img", "picture") or before.find(".//img") is not None
    return has_picture and not "".join(before.itertext()).strip()


def find_lead(walk: Walk, first: Block, best: int, title: str) -> Block | None:
    """The sentence or two that many papers set between title and text, outside the element of the text."""
    start = next(i for i, b in enumerate(walk.blocks) if b is first)
    heading = max((i for i in range(start) if walk.blocks[i].tag == "h1"), default=-1)
    if heading < 0 or start - heading > 25:
        return None
    for block in reversed(walk.blocks[heading + 1 : start]):
        names = " ".join(name_of(walk.elements[p]) for p in block.chain[-2:])
        if best in block.chain or block.link_share > 0.4 or not _LEAD.search(names):
            continue
        if block.units >= 40 and has_mark(block.text) and block.text[:40] not in first.text:
            return block
    return None


def trim(blocks: list[Block], title: str) -> list[Block]:
    """Without what is no text of the article before, between and behind."""
    kept = drop_repeated([b for b in cut_other_articles(blocks) if not is_link_list(b)])
    kept = drop_pulled_quotes([b for b in kept if fold(b.text) and not is_no_article_line(b.text)])
    folded = fold(title)
    while kept and (
        kept[0].tag == "h1" or (folded and fold(kept[0].text) == folded) or is_before_text(kept[0])
    ):
        kept.pop(0)
    while len(kept) > 1 and kept[0].tag in HEADINGS and is_before_text(kept[1]):
        kept.pop(1)  # a quotation and its speaker between the deck and the text
    while kept and is_after_text(kept[-1]):
        kept.pop()
    return kept


def cut_other_articles(blocks: list[Block]) -> list[Block]:
    """Up to the heading over other articles, the wall or the editor's line, where much of the text stands before it.
    Inside the text such a heading goes alone."""
    whole = sum(b.units for b in blocks if value_of(b) > 0)
    before = 0
    kept: list[Block] = []
    for block in blocks:
        heads = heads_other_articles(block.text)
        if before and (
            (heads and before > 0.75 * whole)
            or (is_wall(block.text) and before > 0.3 * whole)
            or (before > 0.45 * whole and ends_article(block.text))
        ):
            return kept
        if not heads:
            kept.append(block)
        if value_of(block) > 0:
            before += block.units
    return kept


def drop_pulled_quotes(blocks: list[Block]) -> list[Block]:
    """Without the quotations that the text is decorated with: they stand in another block as well."""
    if not any(b.tag == "blockquote" for b in blocks):
        return blocks
    others = "\n".join(fold(b.text) for b in blocks if b.tag != "blockquote")
    return [b for b in blocks if b.tag != "blockquote" or fold(b.text) not in others]


def is_before_text(block: Block) -> bool:
    if block.tag in HEADINGS or block.tag == "blockquote":
        return block.units < 40
    if block.units < 70 and not block.ends and _DATED.search(block.text):
        return True
    return (
        value_of(block) <= 0
        and not (block.ends and block.units > 15)
        and (block.units < 60 or block.tag != "p")
    )


def is_after_text(block: Block) -> bool:
    return block.tag in HEADINGS or (not block.ends and value_of(block) <= 0) or block.link_share > 0.3


def drop_repeated(blocks: list[Block]) -> list[Block]:
    """Without what stands three times (a placeholder), and once what stands twice (a second layout); a page that says
    nothing else says it once."""
    counts = Counter(b.text for b in blocks)
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if block.units >= 80 and (counts[block.text] > 2 or block.text in seen):
            continue
        seen.add(block.text)
        kept.append(block)
    return kept or list({block.text: block for block in reversed(blocks)}.values())[::-1]


def is_link_list(block: Block) -> bool:
    return (
        block.link_share > 0.6
        or value_of(block) == -1.0
        or (block.tag in ("td", "th") and block.units < 60 and not block.ends)
    )


def read_body(tree: Any, walk: Walk, title: str, linked: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The paragraphs of a page: those it shows; where these are few, those that it hides, carries as JSON-LD, or
    would have a script draw, if they are clearly more. Empty where it holds no text at all."""
    told = max((text_of_linked(node) for node in linked), key=_total, default=())
    chosen = select_blocks(walk, title)
    if sum(b.units for b in chosen) < _FEW:
        hidden = select_blocks(walk_blocks(tree, lenient=True), title)
        if sum(b.units for b in hidden) > 2 * sum(b.units for b in chosen):
            chosen = hidden
    paragraphs = finish([b.text for b in confirm(chosen, told)], title)
    if _total(paragraphs) < _FEW:
        carried = finish(max(told, find_script_text(tree), key=_total), title)
        if _total(carried) > 3 * _total(paragraphs) and (not paragraphs or _total(carried) > _FEW / 2):
            return carried
    if not paragraphs:
        # A short release inside an <article> element holds nothing that looks like a sentence.
        articles = list(tree.iter("article"))
        if len(articles) == 1:
            return read_elements(articles, title)
    return paragraphs


def confirm(blocks: list[Block], told: tuple[str, ...]) -> list[Block]:
    """Without the blocks that the page's own ``articleBody`` does not hold, where that is all of the text.

    Headings and the lead often are not in it and stay.
    """
    whole = sum(b.units for b in blocks)
    text = fold("".join(told))
    if not text or _total(told) < 0.7 * whole:
        return blocks
    kept = [
        b
        for i, b in enumerate(blocks)
        if b.tag in HEADINGS or (i == 0 and b.ends) or fold(b.text)[:60] in text
    ]
    held = sum(b.units for b in kept)
    return kept if held >= 0.75 * whole and held >= 0.8 * _total(told) else blocks


def finish(paragraphs: Sequence[str], title: str) -> tuple[str, ...]:
    """Without lines that are no text, the repeated title, and the reporter's address behind the last sentence."""
    kept = [p for p in paragraphs if not is_no_article_line(p)]
    if kept and title and fold(kept[0]) == fold(title):
        kept.pop(0)
    if kept:
        kept[-1] = drop_signature(kept[-1])
    return tuple(kept)


def read_elements(elements: Sequence[Any], title: str) -> tuple[str, ...]:
    """The paragraphs in chosen elements, links and lists among them, since whoever chose knew the page."""
    texts = [block.text for element in elements for block in walk_blocks(element).blocks]
    return finish(texts, title)


def _total(paragraphs: Sequence[str]) -> int:
    return sum(map(measure, paragraphs))
