"""A saved answer without its publisher's text: every word replaced by filler of the same script and length.

What reading it depends on stays: structure, addresses, dates, identities. So no publisher's text enters the
repository, and the reader is tested on the form in which the publisher really writes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

import lxml.html
from lxml import etree

from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.dates import read_date
from scrapers.extraction.text import strip_tags

MOST_ENTRIES = 15  # of a feed, a sitemap or a list in JSON
_LONGEST_TEXT = 400
_CYCLES: tuple[tuple[tuple[int, int], str], ...] = (
    ((0xAC00, 0xD7A3), "가나다라마바사아자차카타파하"),
    ((0x3041, 0x3096), "あいうえおかきくけこさしすせそ"),
    ((0x30A1, 0x30FA), "アイウエオカキクケコサシスセソ"),
    ((0x3400, 0x9FFF), "天地人山川水火木土石田大小上下"),
    ((0xF900, 0xFAFF), "天地人山川水火木土石田大小上下"),
    ((0x0400, 0x04FF), "абвгдежзик"),
    ((0x0600, 0x06FF), "ابتثجحخدذر"),
    ((0x0E01, 0x0E2E), "กขคงจชซญดต"),
)
_LATIN = "loremipsumdolorsitametconsecteturadipiscingelit"
_MARKED = "àáâãèéêìíòóôõùú"
_INDIC = (0x15, 0x1A, 0x1F, 0x24, 0x28)  # ka, ca, ṭa, ta, na have these places in every block
# Spans of a text that may be a date or a part of one: kept as they stand.
_DATE_SPAN = re.compile(
    r"\d{2,4}\s?[./\-年년]\s?\d{1,2}(?:\s?[./\-月월]\s?\d{1,4})?\.?(?:\s?[日일])?|\d{1,2}\s?[月월]\s?\d{1,2}(?:\s?[日일])?|"
    r"\d{1,2}(?:st|nd|rd|th)?[\s-]+(?P<m1>[^\W\d_]{3,12})\.?,?[\s-]+\d{2,4}|(?P<m2>[^\W\d_]{3,9})\.?\s+\d{1,2},?\s+\d{4}|"
    r"\d{1,2}:\d{2}(?::\d{2})?|(?<=\d)T(?=\d)|\b[AaPp]\.?[Mm]\b\.?|오전|오후|上午|下午|午前|午後|"
    r"\d+\s?(?:분|시간|일|주|天|小时|小時|分钟|分鐘|分|時間|日|phút|giờ|ngày|minutes?|mins?|hours?|days?)(?:\s?(?:전|前|trước|ago))?"
)
_BARE_NUMBER = re.compile(r"[\d\s.,:/()\[\]|·-]{1,12}")
_KEPT_ATTRIBUTES = frozenset(
    ("href", "class", "id", "datetime", "rel", "type", "onclick", "name", "http-equiv", "charset", "lang", "url",
     "colspan", "rowspan", "isPermaLink", "version", "length", "medium", "property")
)  # fmt: skip
_FILLED_ATTRIBUTES = frozenset(("title", "alt"))
_DROPPED = (
    "script",
    "style",
    "noscript",
    "iframe",
    "svg",
    "template",
    "object",
    "embed",
    "video",
    "audio",
    "picture",
)
_KEPT_ELEMENTS = frozenset(
    ("link", "guid", "id", "pubdate", "published", "updated", "date", "modified", "issued", "created", "language",
     "lastbuilddate", "ttl", "updateperiod", "updatefrequency", "updatebase", "url", "loc", "lastmod", "changefreq",
     "priority", "publication_date", "videoid", "channelid", "duration", "uri", "origlink")
)  # fmt: skip
_KEPT_KEYS = re.compile(
    r"(?:^|_|-)?(?:id|no|seq|code|guid|slug|type|lang|status|date|time|dt|gmt|url|link|href)s?$",
    re.IGNORECASE,
)


class CannotFillError(ValueError):
    """The filled answer would not be read as the real one is."""


def fill_text(text: str, *, keep_digits: bool = False) -> str:
    """The text with every letter replaced by one of its script; length, blanks, punctuation and dates stay."""
    if _BARE_NUMBER.fullmatch(text):
        return text
    filled: list[str] = []
    place = 0
    for match in _DATE_SPAN.finditer(text):
        if not _is_date_span(match):
            continue
        filled += _fill_letters(text[place : match.start()], keep_digits)
        filled.append(match.group())
        place = match.end()
    filled += _fill_letters(text[place:], keep_digits)
    result = "".join(filled)
    if len(text) <= 80 and _instant(text) != _instant(result):
        return text  # a date in a form that the spans do not know
    return result


def _is_date_span(match: re.Match[str]) -> bool:
    """A word between numbers counts only where it makes them a date."""
    word = match.group("m1") or match.group("m2")
    return word is None or _instant(match.group()) is not None


def _instant(text: str) -> datetime | None:
    if not any(c.isdigit() for c in text):
        return None
    return read_date(text, "UTC", "text", datetime(2100, 1, 1, tzinfo=UTC)).at


def _fill_letters(text: str, keep_digits: bool) -> list[str]:
    return [_filler(c, place, keep_digits) for place, c in enumerate(text)]


def _filler(c: str, place: int, keep_digits: bool) -> str:
    point = ord(c)
    if c.isascii():
        if c.isdigit():
            return c if keep_digits else str((place + 1) % 10)
        if c.isalpha():
            letter = _LATIN[place % len(_LATIN)]
            return letter.upper() if c.isupper() else letter
        return c
    if 0x0900 <= point < 0x0D80 and unicodedata.category(c) == "Lo":
        return chr((point & ~0x7F) + _INDIC[place % len(_INDIC)])
    if unicodedata.category(c)[0] != "L":
        return c
    for (first, last), cycle in _CYCLES:
        if first <= point <= last:
            return cycle[place % len(cycle)]
    if "LATIN" in unicodedata.name(c, ""):
        letter = _MARKED[place % len(_MARKED)]
        return letter.upper() if c.isupper() else letter
    return "x" if c.islower() else "X" if c.isupper() else c


def fill_page(text: str, kept: Collection[str] = (), *, keep_digits: bool = False) -> str:
    """HTML without scripts, pictures and words. ``kept`` are attributes that the reading looks at besides."""
    tree = lxml.html.document_fromstring(
        text.replace("\x00", "").encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("meta", "link", "base") and not _is_needed(element):
            element.drop_tree()
            continue
        _fill_element(element, kept, keep_digits)
    return "<!doctype html>\n" + lxml.html.tostring(tree, encoding="unicode")


def _is_needed(element: Any) -> bool:
    if element.tag == "base":
        return True
    if element.tag == "link":
        return (element.get("rel") or "").lower() in ("next", "canonical")
    is_charset = bool(element.get("charset")) or (element.get("http-equiv") or "").lower() == "content-type"
    return is_charset and "/" in (element.get("content") or "/")


def _fill_element(element: Any, kept: Collection[str], keep_digits: bool) -> None:
    for name, value in list(element.attrib.items()):
        if name in _FILLED_ATTRIBUTES:
            element.set(name, fill_text(value, keep_digits=keep_digits))
        elif name not in _KEPT_ATTRIBUTES and name not in kept and element.tag != "meta":
            del element.attrib[name]
    if element.text:
        element.text = fill_text(element.text, keep_digits=keep_digits)
    if element.tail:
        element.tail = fill_text(element.tail, keep_digits=keep_digits)


def fill_xml(text: str, *, keep_digits: bool = False) -> str:
    """A feed or sitemap without words, of its first entries."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1).encode("utf-8"), parser=parser
    )
    if root is None:
        raise CannotFillError("the XML cannot be parsed")
    entries = [e for e in root.iter() if _local(e) in ("item", "entry", "url", "sitemap") and len(e)]
    for entry in entries[MOST_ENTRIES:]:
        entry.getparent().remove(entry)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in list(element.attrib.items()):
            if str(name) not in _KEPT_ATTRIBUTES:
                element.set(name, fill_text(str(value), keep_digits=keep_digits))
        if element.text and element.text.strip() and _local(element) not in _KEPT_ELEMENTS:
            element.text = _fill_markup(element.text, keep_digits)
    return str(etree.tostring(root, encoding="unicode"))


def _local(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _fill_markup(text: str, keep_digits: bool) -> str:
    if "<" not in text:
        return fill_text(
            text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT], keep_digits=keep_digits
        )
    plain = fill_text(strip_tags(text)[:_LONGEST_TEXT], keep_digits=keep_digits)
    return f"<p>{plain}</p>" if plain else ""


def fill_json(text: str, *, keep_digits: bool = False) -> str:
    """JSON without words, its lists cut."""
    held = json.loads(text.lstrip("\ufeff"), strict=False)
    return json.dumps(_fill_value(held, "", keep_digits), ensure_ascii=False, indent=1)


def _fill_value(held: Any, key: str, keep_digits: bool) -> Any:
    if isinstance(held, dict):
        return {name: _fill_value(value, str(name), keep_digits) for name, value in held.items()}
    if isinstance(held, list):
        return [_fill_value(value, key, keep_digits) for value in held[:MOST_ENTRIES]]
    if not isinstance(held, str) or not held:
        return held
    is_address = is_web_address(held) or bool(re.fullmatch(r"/\S*", held))
    if is_address or (_KEPT_KEYS.search(key) and len(held) <= 60 and " " not in held.strip()):
        return held
    if len(held) <= 60 and _instant(held) is not None:
        return held
    return _fill_markup(held, keep_digits)


def fill_alike(fill: Callable[[bool], str], reads: Callable[[str], Any]) -> str:
    """The filled text that ``reads`` as the real one does; digits are kept where only that makes it so.

    ``reads`` gives something to compare and raises ValueError where nothing can be read. Raises CannotFillError.
    """
    for keep_digits in (False, True):
        try:
            text = fill(keep_digits)
            if reads(text):
                return text
        except (ValueError, etree.LxmlError):
            continue
    raise CannotFillError("with its words replaced, the answer is not read as it was")
