"""Frames: an article page that holds its text in another document, such as a PDF in a viewer."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.cssselect import CSSSelector

from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.encoding import decode
from scrapers.extraction.page import NoArticleError, parse_html
from scrapers.extraction.pdf import is_pdf
from scrapers.extraction.seed_reading import typed

_HOLDERS = (
    "src",
    "href",
    "data",
    "data-src",
    "value",
)  # iframe, a, object, what a script fills in later, param
_VIEWED = ("file", "url", "src", "pdf", "doc")  # parameters by which a viewer is told what to show
_MOST_LOOKED_AT = 50


@typed(NoArticleError)
def find_frame(
    css: str, body: bytes, *, content_type: str | None, address: str, charset: str | None
) -> str | None:
    """The absolute address of what a page from ``address`` holds in its frame: of the first element of ``css`` that
    leads to another web address; the document itself where it leads to a viewer that is told of one. None where
    there is none, or the page is a PDF already. Raises NoArticleError for what is no page."""
    if is_pdf(body, content_type):
        return None
    text = decode(body, content_type, charset).text.replace("\x00", "")
    tree = parse_html(text, address)
    for element in CSSSelector(css, translator="html")(tree)[:_MOST_LOOKED_AT]:
        for name in _HOLDERS:
            link = _resolved(element.get(name) or "", address)
            if link and canonical_address(link) != canonical_address(address):
                return _behind_viewer(link)
    return None


def _resolved(link: str, address: str) -> str:
    if not link.strip() or len(link) > 4000:
        return ""
    try:
        resolved = urljoin(address, "".join(link.split()) if "\n" in link else link.strip())
    except ValueError:
        return ""
    return resolved if is_web_address(resolved) else ""


def _behind_viewer(link: str) -> str:
    """What a viewer shows, where its address names a PDF: ``/viewer?file=/a.pdf``."""
    for name, value in parse_qsl(urlsplit(link).query):
        if name.lower() in _VIEWED and urlsplit(value).path.lower().endswith(".pdf"):
            return _resolved(value, link) or link
    return link
