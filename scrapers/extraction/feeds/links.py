"""Links as publishers write them, mended where only one thing can be meant."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from scrapers.extraction.addresses import is_web_address

_FOLDED = re.compile(r"[\t\r\n]+\s*")
# A name of a host that no relative path looks like: its last label is letters only and no ending of a file.
_HOST = (
    r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+"
    r"(?!(?:html?|[px]html|php\d?|aspx?|jspx?|do|cgi|xml|rss|json|txt|pdf|jpe?g|png|gif|svg|webp|mp[34])(?:[/?#]|$))"
    r"[a-z]{2,24}(?=[/:?#]|$)"
)
_DOUBLED = re.compile(r"^https?:(?://?)?(?=https?:/)|^https?://(?=https?//)", re.IGNORECASE)
_NO_SLASHES = re.compile(rf"^(https?):/?(?={_HOST})", re.IGNORECASE)
_MANY_SLASHES = re.compile(rf"^(https?):/{{3,}}(?={_HOST})", re.IGNORECASE)
_NO_COLON = re.compile(rf"^(https?)//(?={_HOST})", re.IGNORECASE)
_WWW = re.compile(r"^www\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?=[/:?#]|$)", re.IGNORECASE)


def mend_link(link: str, address: str) -> str:
    """A link without the slips that leave no doubt: ``http:host.example/n``, ``http:/host.example/n``,
    ``http///``, ``http://https://``, ``www.host.example/n``, a line broken in the middle.

    What could as well be relative (``http:news/1``) stays as it is. ``address`` is that of the feed, whose scheme
    a link that begins with ``www.`` gets.
    """
    text = _FOLDED.sub("", link.strip())
    text = _DOUBLED.sub("", text, count=1)
    for slip in (_NO_COLON, _MANY_SLASHES, _NO_SLASHES):
        mended = slip.sub(r"\1://", text, count=1)
        if mended != text:
            return mended
    if _WWW.match(text):
        return f"{'http' if address.startswith('http:') else 'https'}://{text}"
    return text


def resolve_link(link: str, address: str) -> tuple[str, bool]:
    """The absolute address that ``link`` means in the feed at ``address``, and whether it is one of the web; what is
    none stays as written."""
    text = mend_link(link, address)
    if not text:
        return "", False
    try:
        resolved = urljoin(address, text)
    except ValueError:
        return text, False
    return (safe_url_string(resolved), True) if is_web_address(resolved) else (text, False)
