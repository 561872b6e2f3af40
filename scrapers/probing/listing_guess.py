"""A page of links to the ``listings`` entry that reads it: repeated rows with a link and, at best, a date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from w3lib.html import get_base_url

from briefing.records.seed import Listing
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.dates import date_in_address, read_date
from scrapers.extraction.encoding import decode
from scrapers.extraction.listing import read_listing
from scrapers.extraction.seed_reading import NotAListError, SeedReading
from scrapers.extraction.text import clean, strip_tags
from scrapers.probing.link_shapes import is_dated_address, pattern_of, shape_of
from scrapers.probing.paging_guess import Paging, guess_paging
from scrapers.probing.script_calls import CallRule, ScriptCall, read_call, rule_of
from scrapers.probing.selectors import row_selector, segment, select, signature, within

MAX_TARGETS = 3000
MIN_ROWS = 3
_SHOWN_ROWS = 60
_ROW_TAGS = ("tr", "li", "dl", "dt", "article", "div", "section", "a", "p", "span", "h2", "h3", "h4")
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:gnb|lnb|snb|nav|navi|navigation|menu|submenu|foot|footer|breadcrumb|paging|pagination|pager|"
    r"pagenavi|sitemap|quick|share|sns|tags?|related|banner|family|lang|login|search)(?:$|[-_ ])",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"\d{2,4}\s?[./\-年년]\s?\d{1,2}\s?[./\-月월]\s?\d{1,4}|\d{1,2}\s?[月월]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z\u0900-\u0adf\u4e00-\u9fff]{2,12},?\s+\d{4}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}|"
    r"\d+\s?(?:분|시간|일|天|小时|小時|分钟|分鐘|分前|時間|phút|giờ|ngày|minutes?|hours?|days?)"
)
_PATTERNS = (
    r"\d{4}\s?[.\-/]\s?\d{1,2}\s?[.\-/]\s?\d{1,2}\.?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?",
    r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]",
    r"\d{1,2}[./\-]\d{1,2}[./\-]\d{4}",
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9},?\s+\d{4}",
    r"[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}",
    r"\d{2,3}[.\-/]\d{1,2}[.\-/]\d{1,2}",
)
_TITLE_PARTS = (
    "[class*=tit]", "[class*=subject]", "[class*=headline]", "h1", "h2", "h3", "h4", "h5", "strong", "dt", "p", "span"
)  # fmt: skip
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{4}")


@dataclass(frozen=True)
class ListingGuess:
    """A listing, what it reads of the page it was made from, and what a person must look at (``notes``)."""

    listing: Listing
    reading: SeedReading
    notes: tuple[str, ...] = ()
    is_complete: bool = True

    @property
    def entries(self) -> int:
        return len(self.reading.entries)

    @property
    def dated(self) -> int:
        return sum(entry.published.at is not None for entry in self.reading.entries)


@dataclass(frozen=True)
class _Page:
    """What the guesses look at. ``scripts`` is the text of the page's own scripts."""

    tree: Any
    body: bytes
    content_type: str | None
    address: str
    base: str
    timezone: str
    at: datetime
    charset: str | None
    scripts: str
    paging: Paging


@dataclass(frozen=True)
class _Target:
    """An element that leads somewhere: by address, or by a script call in ``attribute``."""

    element: Any
    attribute: str
    link: str
    words: str
    call: ScriptCall | None = None

    @property
    def weight(self) -> int:
        """Length of its text; a character of a script without spaces counts twice."""
        return sum(2 if ord(c) > 0x1100 else 1 for c in self.words)


@dataclass
class _Group:
    """Elements alike in place, each with the targets in it."""

    rows: list[Any] = field(default_factory=list)
    targets: list[list[_Target]] = field(default_factory=list)

    @property
    def mains(self) -> list[_Target]:
        """Of each row the target with the longest text."""
        return [max(found, key=lambda t: t.weight) for found in self.targets]


def guess_listings(
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
) -> tuple[ListingGuess, ...]:
    """Ways to read a page captured ``at`` from ``address`` as a list, the best first; none where it is no list.

    ``timezone`` (IANA) is that of dates without a zone.
    """
    decoded = decode(body, content_type, charset)
    page = _opened(decoded.text, body, content_type, address, timezone, at, charset)
    if page is None:
        return ()
    targets = list(_targets(page))[:MAX_TARGETS]
    guesses = [g for group in _best_groups(targets, page) if (g := _from_rows(group, page)) is not None]
    guesses += _from_shapes(targets, page)
    return tuple(sorted(guesses, key=_worth, reverse=True)[:3])


def _worth(guess: ListingGuess) -> tuple[Any, ...]:
    """Dated lists before others, then complete ones, then those with more entries; rows before bare patterns."""
    share = guess.dated / guess.entries if guess.entries else 0.0
    titles = [len(entry.title) for entry in guess.reading.entries]
    return (
        share >= 0.6,
        guess.is_complete,
        min(guess.dated, 40) if share >= 0.6 else 0,
        min(guess.entries, 40) * (1 if titles and median(titles) >= 8 else 0.5),
        _precision(guess.listing.row),
    )


def _precision(row: str | None) -> int:
    """A row that is any ``div`` says less than a pattern of addresses; one that has a name says more."""
    if row is None:
        return 1
    return 2 if re.search(r"[.#]|\b(?:tr|li|article)$", row) else 0


def _opened(
    text: str,
    body: bytes,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None,
) -> _Page | None:
    try:
        tree = lxml.html.document_fromstring(
            text.replace("\x00", "").encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    try:
        base = get_base_url(text[:8192], address)
    except ValueError:
        base = address
    base = base if is_web_address(base) else address
    scripts = "\n".join("".join(e.itertext()) for e in tree.iter("script") if not e.get("src"))[:500_000]
    paging = guess_paging(tree, base, address)
    return _Page(tree, body, content_type, address, base, timezone, at, charset, scripts, paging)


def _targets(page: _Page) -> Iterator[_Target]:
    here = canonical_address(page.address)
    for element in page.tree.iter("a", "tr", "li", "div", "td", "span", "button", "p", "strong"):
        href = (element.get("href") or "").strip()
        is_script = href.lower().startswith("javascript:")
        if element.tag == "a" and href and not is_script and not href.startswith("#"):
            link = _absolute(href, page.base)
            if link is not None and canonical_address(link) != here:
                yield _Target(element, "href", link, _words(element))
            continue
        attribute = "onclick" if read_call(element.get("onclick")) else "href" if is_script else ""
        call = read_call(element.get(attribute)) if attribute else None
        if call is not None:
            yield _Target(
                element, attribute, f"{call.function}({','.join(call.arguments)})", _words(element), call
            )


def _absolute(href: str, base: str) -> str | None:
    try:
        link = urljoin(base, href)
    except ValueError:
        return None
    return link if is_web_address(link) else None


def _words(element: Any) -> str:
    words = strip_tags(etree.tostring(element, encoding="unicode", method="html", with_tail=False)[:20_000])
    return words or clean(element.get("title") or "")


def _best_groups(targets: Sequence[_Target], page: _Page) -> list[_Group]:
    """Groups of rows worth a closer look, the best first."""
    held: dict[tuple[Any, ...], dict[Any, list[_Target]]] = defaultdict(dict)
    for target in targets:
        element = target.element
        for _ in range(7):
            parent = element.getparent()
            if parent is None or element.tag in ("body", "html"):
                break
            if element.tag in _ROW_TAGS:
                held[(str(element.tag), *signature(parent))].setdefault(element, []).append(target)
            element = parent
    scored = []
    for key, rows in held.items():
        group = _Group(list(rows)[:_SHOWN_ROWS], list(rows.values())[:_SHOWN_ROWS])
        score = _score(group, page)
        if score > 0:
            scored.append((score, key, group))
    scored.sort(key=lambda s: (-s[0], s[1]))
    return [group for _, _, group in scored[:6]]


def _score(group: _Group, page: _Page) -> float:
    mains = group.mains
    links = {main.link for main in mains}
    if len(group.rows) < MIN_ROWS or len(links) < MIN_ROWS:
        return 0.0
    weight = median(main.weight for main in mains)
    if weight < 8:
        return 0.0
    shapes = Counter(shape_of(m.link) if m.call is None else (m.call.function,) for m in mains)
    alike = shapes.most_common(1)[0][1] / len(mains)
    dated = sum(_has_date(row, main, page) for row, main in zip(group.rows, mains, strict=True)) / len(mains)
    # A row that holds several headlines is a section and no row.
    crowd = sum(len({t.link for t in found if t.weight >= 12}) > 1 for found in group.targets) / len(mains)
    furniture = sum(_is_furniture(row) for row in group.rows) / len(mains)
    together = Counter(id(row.getparent()) for row in group.rows).most_common(1)[0][1]
    score = min(len(links), 40) * min(1.0, weight / 24) * alike * (1 + 2 * dated)
    score *= (1 - 0.8 * crowd) * (1 - 0.9 * furniture) * (1.2 if together >= MIN_ROWS else 1.0)
    return score * (len(links) / len(mains))


def _has_date(row: Any, main: _Target, page: _Page) -> bool:
    if main.call is None and is_dated_address(main.link):
        return True
    return any(
        read_date(found, page.timezone, "listing", page.at).at is not None
        for found in _date_like(_words(row))[:4]
    )


def _date_like(text: str) -> list[str]:
    return [m.group() for m in _DATE_LIKE.finditer(text[:2000])]


def _is_furniture(element: Any) -> bool:
    for _ in range(8):
        if element is None or not isinstance(element.tag, str):
            return False
        if element.tag in ("nav", "footer", "aside"):
            return True
        if _FURNITURE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


def _from_rows(group: _Group, page: _Page) -> ListingGuess | None:
    """A listing by row, link, title and date."""
    mains, rows = group.mains, group.rows
    values: dict[str, Any] = {"url": page.address, "row": row_selector(rows, page.tree)}
    notes: list[str] = []
    rule = _link_rule(group, page, values)
    if rule is not None and rule.note:
        notes.append(rule.note)
    values |= _link_selector(group, values.get("link_attribute", "href"))
    values |= _title_selector(group)
    listing = Listing(**values)
    reading = _read(listing, page)
    if reading is None or len(reading.entries) < MIN_ROWS:
        return None
    if rule is None:
        shapes = Counter(shape_of(m.link) for m in mains)
        shape, count = shapes.most_common(1)[0]
        if 0.6 * len(mains) <= count < len(mains) or reading.passed_over + len(reading.entries) > len(
            mains
        ):  # rows of advertising stand between
            pattern = pattern_of([m.link for m in mains if shape_of(m.link) == shape])
            narrowed = _read(listing.model_copy(update={"link_pattern": pattern}), page)
            if narrowed is not None and len(narrowed.entries) >= max(MIN_ROWS, 0.6 * len(reading.entries)):
                listing = listing.model_copy(update={"link_pattern": pattern})
    listing = _with_date(listing, group, page)
    listing, paging_notes = _with_paging(listing, page)
    reading = _read(listing, page)
    if reading is None:
        return None
    return ListingGuess(
        listing, reading, (*notes, *paging_notes), rule is None or "REPLACE-ME" not in rule.link_template
    )


def _link_rule(group: _Group, page: _Page, values: dict[str, Any]) -> CallRule | None:
    """Where most rows lead on by a script's call: how it becomes an address; filled into ``values``."""
    calls = [main for main in group.mains if main.call is not None]
    if len(calls) * 2 <= len(group.mains):
        return None
    function, _ = Counter(main.call.function for main in calls if main.call).most_common(1)[0]
    count = max(len(main.call.arguments) for main in calls if main.call and main.call.function == function)
    rule = rule_of(function, count, page.scripts, page.base)
    attribute = Counter(main.attribute for main in calls).most_common(1)[0][0]
    values |= {"link_argument": rule.link_argument, "link_template": rule.link_template}
    if attribute != "href":
        values["link_attribute"] = attribute
    return rule


def _link_selector(group: _Group, attribute: str) -> dict[str, str]:
    """Nothing where the first link of each row is the right one; else the plainest selector that finds it."""
    pairs = list(zip(group.rows, group.mains, strict=True))

    def good(selector: str | None) -> bool:
        hits = sum(_linked(selector, row, attribute) is main.element for row, main in pairs)
        return hits >= 0.9 * len(pairs)

    if good(None):
        return {}
    tried: Counter[str] = Counter()
    for row, main in pairs[:10]:
        tried.update(dict.fromkeys(within(main.element, row), 1))
    return next(({"link": selector} for selector, _ in tried.most_common() if good(selector)), {})


def _linked(selector: str | None, row: Any, attribute: str) -> Any:
    """The element that the reader of listings takes for the link."""
    if selector is None:
        if row.get(attribute):
            return row
        return next((e for e in row.iter() if isinstance(e.tag, str) and e.get(attribute)), None)
    return _first(selector, row)


def _first(selector: str, row: Any) -> Any:
    found = select(selector, row)
    below = [e for e in found if e is not row]
    return next(iter(below or found), None)


def _title_selector(group: _Group) -> dict[str, str]:
    """Where the link holds more than the headline, or only a part of it."""
    mains = group.mains
    cut = sum(main.words.endswith(("...", "…")) for main in mains)
    whole = sum(
        len(clean(main.element.get("title") or "")) > len(main.words.rstrip(".…")) >= 4 for main in mains
    )
    if cut * 4 >= len(mains) and whole * 2 >= len(mains):
        return {"title_attribute": "title"}
    mixed = sum(bool(_date_like(main.words)) for main in mains) / len(mains)
    long = median(main.weight for main in mains) > 160
    if mixed < 0.5 and not long:
        return {}
    for selector in _TITLE_PARTS:
        words = []
        for main in mains:
            element = _first(selector, main.element) if len(main.element) else None
            words.append(
                _words(element) if element is not None and element is not main.element else "",
            )
        told = [w for w in words if len(w) >= 4 and not _is_date(w)]
        if len(told) >= 0.9 * len(mains) and len(set(told)) >= 0.7 * len(told):
            elements = [_first(selector, main.element) for main in mains]
            return {"title": _named(selector, elements)}
    return {}


def _is_date(words: str) -> bool:
    found = _date_like(words)
    return bool(found) and len("".join(found)) >= 0.6 * len(words)


def _named(selector: str, elements: Sequence[Any]) -> str:
    """``[class*=tit]`` as the class that it found, where all have the same."""
    if not selector.startswith("["):
        return selector
    names = {segment(e) for e in elements if e is not None}
    return names.pop() if len(names) == 1 else selector


def _with_date(listing: Listing, group: _Group, page: _Page) -> Listing:
    """The date's selector or pattern with which most rows are dated; the plainest among equals."""
    best, best_worth = listing, _date_worth(listing, page)
    for values in _date_candidates(group, page):
        tried = listing.model_copy(update=values)
        worth = _date_worth(tried, page)
        if worth > best_worth:
            best, best_worth = tried, worth
        if worth[0] >= 1.0:
            break
    return best


def _date_worth(listing: Listing, page: _Page) -> tuple[float, int]:
    """Share of dated entries; of those, how many stand in the order of a list, newest first."""
    reading = _read(listing, page)
    if reading is None or not reading.entries:
        return (0.0, 0)
    found = [entry.published.at for entry in reading.entries if entry.published.at is not None]
    ordered = sum(a >= b for a, b in pairwise(found))
    return (round(len(found) / len(reading.entries), 2), ordered)


def _date_candidates(group: _Group, page: _Page) -> Iterator[dict[str, Any]]:
    found: Counter[str] = Counter()
    first: dict[str, int] = {}
    texts: list[str] = []
    for row in group.rows[:12]:
        seen: set[str] = set()
        for element in row.iter():
            if not isinstance(element.tag, str) or element is row or len(seen) > 40:
                continue
            words = clean("".join(element.itertext()))
            if not (4 <= len(words) <= 80) or not _date_like(words):
                continue
            if read_date(words, page.timezone, "listing", page.at).at is None:
                continue
            texts.append(words)
            seen |= set(within(element, row))
        for place, selector in enumerate(sorted(seen, key=len)):
            found[selector] += 1
            first.setdefault(selector, place)
    forms = _forms(texts)
    for selector, _ in sorted(found.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[:8]:
        yield {"date": selector, **forms}
    for pattern in _PATTERNS:
        matches = [re.search(pattern, _words(row)) for row in group.rows[:12]]
        if sum(match is not None for match in matches) >= 0.6 * len(matches):
            yield {
                "date_pattern": f"({pattern})".replace("((", "(?:("),
                **_forms([m.group() for m in matches if m]),
            }


def _forms(texts: Sequence[str]) -> dict[str, Any]:
    """Where days can only stand second (2/13/2026), the form says so."""
    pairs = [(int(m.group(1)), int(m.group(2))) for text in texts for m in _SLASHED.finditer(text)]
    if pairs and any(second > 12 for _, second in pairs) and not any(one > 12 for one, _ in pairs):
        return {"date_formats": ("%m/%d/%Y",)}
    return {}


def _with_paging(listing: Listing, page: _Page) -> tuple[Listing, tuple[str, ...]]:
    paging = page.paging
    values: dict[str, Any] = {}
    if paging.url is not None:
        values = {"url": paging.url} | ({"first_page": paging.first_page} if paging.first_page != 1 else {})
    elif paging.next_page is not None:
        values = {"next_page": paging.next_page}
    return listing.model_copy(update=values), (paging.note,) if paging.note else ()


def _read(listing: Listing, page: _Page) -> SeedReading | None:
    try:
        return read_listing(
            listing,
            page.body,
            content_type=page.content_type,
            address=page.address,
            timezone=page.timezone,
            at=page.at,
            charset=page.charset,
        )
    except NotAListError:
        return None


def _from_shapes(targets: Sequence[_Target], page: _Page) -> Iterator[ListingGuess]:
    """Listings by ``link_pattern`` alone: for pages whose headlines stand in many places."""
    groups: dict[tuple[str, ...], dict[str, _Target]] = defaultdict(dict)
    for target in targets:
        if target.call is None and not _is_furniture(target.element):
            held = groups[shape_of(target.link)].get(target.link)
            if held is None or held.weight < target.weight:
                groups[shape_of(target.link)][target.link] = target
    ranked: list[tuple[float, list[str]]] = []
    for shape, links in groups.items():
        titled = [t for t in links.values() if t.weight >= 12]
        if len(titled) < MIN_ROWS or shape[2] == "root":
            continue
        dated = sum(date_in_address(t.link, page.timezone, page.at).at is not None for t in titled)
        same_host = shape[0] == shape_of(page.address)[0]
        ranked.append(((len(titled) + dated) * (1.0 if same_host else 0.5), [t.link for t in titled]))
    for _, addresses in sorted(ranked, key=lambda r: -r[0])[:2]:
        listing = Listing(url=page.address, link_pattern=pattern_of(addresses))
        reading = _read(listing, page)
        if reading is not None and len(reading.entries) >= MIN_ROWS:
            listing, notes = _with_paging(listing, page)
            yield ListingGuess(listing, reading, notes)
