"""Plain text from the scraps of markup that feeds and titles carry."""

from __future__ import annotations

import html
import re
import unicodedata

import lxml.html
from lxml import etree

_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section")
_DROPPED = ("script", "style", "noscript", "figure", "iframe", "form", "template", "button")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # Unicode's categories Cc and Cs
# What lxml reads and refuses to write: control characters, surrogates, noncharacters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An entity that lost its semicolon and is known to HTML without it: R&ampD, &nbsp다음.
_LEGACY = re.compile(r"&(amp|lt|gt|quot|nbsp|middot|copy|reg)(?=[A-Za-z0-9#\s\u0080-\uffff]|$)")
# Elements of HTML only: <Parasite> in a headline is the name of a film.
_TAG = re.compile(
    r"<(?:!|/?(?:a|abbr|article|b|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|figure|font|form|"
    r"h[1-6]|head|hr|html|i|iframe|img|ins|label|li|link|mark|meta|noscript|o:p|ol|p|pre|q|s|script|section|small|"
    r"span|strike|strong|style|sub|sup|svg|table|tbody|td|template|th|thead|title|tr|u|ul|video|wbr)\b)"
    r"[^>]{0,2000}>",
    re.IGNORECASE,
)


_MOST_ENCODINGS = 4  # feeds encode twice; without an end, &amp;amp;amp;… costs the square of its length


def clean(text: str) -> str:
    """One line of plain text: entities decoded (as often as they were encoded: feeds do it twice), controls and
    spaces folded. What it returns it leaves as it is when called again."""
    for _ in range(_MOST_ENCODINGS):
        decoded = _decoded_once(text)
        if decoded == text or "&" not in decoded:
            return decoded
        text = decoded
    return text


def _decoded_once(text: str) -> str:
    text = html.unescape(_LEGACY.sub(r"&\1;", text))
    # Only now: NFC, so that the same headline is the same string however it was typed.
    text = unicodedata.normalize("NFC", text)
    return " ".join(_CONTROLS.sub(" ", text).split())


def strip_tags(text: str) -> str:
    """A title or summary without its markup, cleaned."""
    decoded = html.unescape(text) if "&lt;" in text else text
    if not _TAG.search(decoded):
        return clean(decoded)
    return " ".join(paragraphs_of(decoded))


def paragraphs_of(markup: str) -> tuple[str, ...]:
    """The paragraphs of a fragment of HTML, cleaned; figures, scripts and forms left out, empty ones dropped."""
    if not markup.strip():
        return ()
    try:
        tree = lxml.html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):  # the last: lxml.html finds no body in it
        return tuple(filter(None, (clean(_TAG.sub(" ", markup)),)))
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    etree.strip_tags(tree, etree.Comment)
    for block in tree.iter(*_BLOCKS):
        block.text = "\n" + _NOT_XML.sub(" ", block.text or "")
        block.tail = "\n" + _NOT_XML.sub(" ", block.tail or "")
    lines = "".join(tree.itertext()).split("\n")
    return tuple(filter(None, (clean(line) for line in lines)))
