"""When an article was published, from where the page says it, in the order of trust; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapers.extraction.dates import NONE, WrittenDate, date_in_address, from_epoch, read_date
from scrapers.extraction.head_data import HeadData
from scrapers.extraction.text import clean

_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "datepublished", "date_published", "publish_date", "published_date", "publication_date",
    "publication-date", "publishdate", "pubdate", "publish-date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published", "published_time",
    "published", "weibo:article:create_at", "weibo: article:create_at", "bt:pubdate", "og:pubdate",
    "article:create_at", "og:regdate", "regdate", "firstpublished", "article_date_original",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date.published",
    "dcterms.date", "dc.date", "apub:time", "pubtime", "publish_time", "createdate", "releasedate", "date",
    "created", "datecreated", "article_published_date", "rnews:datepublished", "eomportal-lastupdate",
    "nikkei:article:published", "iso-8601-publish-date",
)  # fmt: skip
_LINKED = ("datePublished", "dateCreated", "uploadDate")
_STATE = re.compile(
    r"""["']?(?:datePublished|date_published|publishe?d?_?(?:at|date|time|on)|pub_?(?:date|time)|
    publicationDate|firstPublish\w*|first_publish_date|
    display_date|create_?(?:d_?at|time|date)|reg_?date|news_?date|ptime|releaseDate|
    inputDate)["']?\s*:\s*["']?(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^"'\n,}]{0,30}|
    \d{10}(?:\d{3})?)(?=["',}\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(
    r"date|time|publish|pubtime|posted|created|regist|reg_?dt|input|source|meta|info|byline|ngay|thoi-?gian|hizuke|nichiji|when|stamp|dat_|_dt|write|writer|view_?top|author",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|reply|related\w*|recommend\w*|sidebar|footer|rank(?:ing)?|latest|calendar|copyright|"
    r"weather|nav|news-?list|most)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:기사\s*입력|입력|등록일?|등록일시|승인|작성일?|게시일?|발행일?|보도일시|배포일|송고|발행|公開日?|"
    r"掲載日?|配信日?|更新日?|投稿日?|発表日?|发布(?:时间|日期|于)?|"
    r"發布(?:時間|日期)?|發佈(?:時間|日期)?|"
    r"发表(?:时间|于)|時間|时间|日期|公布日期|刊登日期|上版日期|"
    r"Ngày đăng|Đăng (?:ngày|lúc)|Cập nhật|Thứ (?:hai|ba|tư|năm|sáu|bảy)|Chủ nhật|प्रकाशित|"
    r"Published|Posted|Publish(?:ed)? (?:on|date)|Date|"
    r"Updated|Release Date|Posted On|Veröffentlicht|Publié|Publicado|Stand)\s*[:：|／]?\s*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{1,4}\s*[-./年년월月日]\s*\d{1,2}|\b(?:19|20)\d{2}\b")
# A date of the region in a longer line, with its time of day where one follows.
_SPAN = re.compile(
    r"(?:\d{4}\s*[-./年년]\s*\d{1,2}\s*[-./月월]\s*\d{1,2}|\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*(?:19|20)\d{2}|"
    r"\d{1,2}\.?\s+[^\W\d]{3,12}\.?,?\s+(?:19|20)\d{2}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2})"
    r"\s*[日일.]?(?:\s*\([^()]{1,4}\))?(?:[\s,|·-]*(?:at\s)?(?:오전|오후|午前|午後|上午|下午)?\s*\d{1,2}\s*[:時时시]\s*\d{2}(?:\s*[:分분]\s*(?:\d{2}\s*[秒초]?)?)?(?:\s*[ap]\.?m\b\.?)?)?",
    re.IGNORECASE,
)
_FULL = re.compile(r"(?:19|20)\d{2}.{2,12}\d{1,2}.{1,6}\d{1,2}\s*[:時时시]\s*\d{2}")
_OF_CHANGE = "of its last change"
_FINER = {"second": 4, "minute": 3, "hour": 2, "day": 1}


def find_published(
    tree: Any,
    head: HeadData,
    linked: Sequence[dict[str, Any]],
    *,
    address: str,
    timezone: str,
    at: datetime,
    formats: Sequence[str] = (),
    ruled: str = "",
) -> WrittenDate:
    """The first date that can be read and trusted: a source's own rule, meta, JSON-LD, time elements, lines near
    the title, script data, the address.

    A later place wins over an earlier one only where it names the same day with more of its time. ``ruled`` is the
    text that a rule of the source points to. The date of a change serves where no other is found. Where nothing can
    be trusted, the reason of the first failure stands.
    """
    chosen: WrittenDate | None = None
    changed: WrittenDate | None = None
    failure: WrittenDate | None = None
    zone = ZoneInfo(timezone)
    for written in _read_all(tree, head, linked, address, timezone, at, formats, ruled):
        if written.at is None:
            if written.raw and failure is None:
                failure = written
            continue
        if _OF_CHANGE in written.basis:
            changed = changed or written
            continue
        if chosen is None and changed is not None and _day(written, zone) > _day(changed, zone):
            continue  # nothing is published after its last change: the date of something else
        if chosen is None:
            chosen = written
        elif _is_finer(written, chosen) and _day(written, zone) == _day(chosen, zone):
            return written
        if _FINER.get(chosen.precision, 0) >= 3:
            return chosen
    return chosen or changed or failure or WrittenDate("", None, NONE, "no date in page")


def _is_finer(one: WrittenDate, other: WrittenDate) -> bool:
    return _FINER.get(one.precision, 0) > _FINER.get(other.precision, 0)


def _day(written: WrittenDate, zone: ZoneInfo) -> Any:
    return written.at.astimezone(zone).date() if written.at else None


def _read_all(
    tree: Any,
    head: HeadData,
    linked: Sequence[dict[str, Any]],
    address: str,
    timezone: str,
    at: datetime,
    formats: Sequence[str],
    ruled: str,
) -> Iterator[WrittenDate]:
    def read(raw: str, place: str) -> WrittenDate:
        if re.fullmatch(r"\d{10}|\d{13}", raw.strip()):
            return from_epoch(raw.strip(), "s" if len(raw.strip()) == 10 else "ms", place, at)
        return read_date(raw, timezone, place, at, formats=formats)

    if ruled:
        yield read(ruled, "page, by rule")
    for raw in head.each(*_META):
        yield read(raw, "page meta")
    for node in linked:
        for key in _LINKED:
            if isinstance(node.get(key), str):
                yield read(node[key], "page JSON-LD")
    for raw in _time_elements(tree):
        yield read(raw, "page time element")
    for raw in _lines(tree):
        written = read(raw, "page text")
        span = _SPAN.search(raw) if written.at is None else None
        yield read(span.group(), "page text") if span else written
    for raw in _state_dates(tree):
        yield read(raw, "page script data")
    yield date_in_address(address, timezone, at)


def _time_elements(tree: Any) -> Iterator[str]:
    """Marked times, those said to be of the publication first; inside other articles' teasers none."""
    elements = [
        e for e in tree.iter("time", "span", "abbr", "p", "div") if e.tag == "time" or e.get("itemprop")
    ]
    ranked: list[tuple[int, int, str]] = []
    for i, element in enumerate(elements):
        is_published = (
            "datePublished" in (element.get("itemprop") or "") or element.get("pubdate") is not None
        )
        if element.tag != "time" and not is_published:
            continue
        if _is_among_others(element):
            continue
        raw = element.get("datetime") or element.get("content") or clean(" ".join(element.itertext()))
        if raw and len(raw) <= 100:
            ranked.append((not is_published, i, raw))
    ranked.sort()
    yield from (raw for _, _, raw in ranked[:4])


def _is_among_others(element: Any) -> bool:
    """Whether an element or one of the six around it holds other articles, comments or the site's foot."""
    ancestor = element if len(element) else element.getparent()
    for _ in range(7):
        if ancestor is None:
            return False
        name = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if ancestor.tag in ("body", "html"):
            return False
        if ancestor.tag in ("aside", "nav", "footer") or _OTHERS.search(name):
            return True
        ancestor = ancestor.getparent()
    return False


def _lines(tree: Any) -> Iterator[str]:
    """Short texts with a date in them: those with a label of publication first, then those in elements named for
    dates, in the order of the page, from the title on."""
    heading = next(iter(tree.iter("h1")), None)
    labelled: list[str] = []
    named: list[str] = []
    begun = heading is None
    looked_at = 0
    before: list[str] = []
    for element in tree.iter(
        "h1",
        "span",
        "p",
        "div",
        "li",
        "em",
        "td",
        "dd",
        "dt",
        "small",
        "i",
        "b",
        "strong",
        "ul",
        "font",
        "address",
        "th",
        "h5",
        "h6",
        "h4",
        "label",
        "a",
    ):
        if element is heading:
            begun = True
        looked_at += 1
        if looked_at > 6000 or len(labelled) >= 4:
            break
        if len(element) > 12:
            continue
        text = _short_text(element)
        if text is None or not _DIGITS.search(text):
            continue
        label = _LABELLED.search(text)
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not label and not _NAMED.search(name) and len(text) > 32 and not _FULL.search(text):
            continue
        if _is_among_others(element):
            continue
        if label:
            (labelled if begun else before).append(_around(text, label))
        elif _NAMED.search(name) or begun:
            (named if begun else before).append(text)
    yield from labelled[:3]
    yield from named[:4]
    yield from before[:2]


def _around(text: str, label: re.Match[str]) -> str:
    """A labelled line; of a long one, the label and what follows it."""
    if len(text) <= 70 or not _DIGITS.search(text[label.start() :]):
        return text
    return text[label.start() : label.start() + 90]


def _short_text(element: Any) -> str | None:
    """The text of an element that holds a line; None where it holds more."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > 140:
            return None
        pieces.append(piece)
    text = clean(" ".join(pieces))
    return text if 6 <= len(text) <= 140 else None


def _state_dates(tree: Any) -> Iterator[str]:
    left = 1_500_000
    found = 0
    for script in tree.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0 or found >= 3:
            return
        for match in _STATE.finditer(text):
            found += 1
            yield match.group(1)
            break
