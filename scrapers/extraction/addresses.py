"""Addresses: which are of the web, and which of them are the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import safe_url_string

# Parameters that say how a reader came, never which article it is.
_TRACKING = re.compile(
    r"^(utm_.*|at_(medium|campaign|format|custom\d|link_.*)|fbclid|gclid|igshid|mc_[ce]id|ocid|cmpid|ref_src|"
    r"from_source|share_source)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def plain_address(address: str) -> str:
    """Without control characters, and without space around what is left: what every reader of addresses ignores, each
    in its own order."""
    return _CONTROLS.sub("", address).strip()


def is_web_address(address: str) -> bool:
    """http or https with a host; anything else (``javascript:``, ``file:``, ``data:``) is never followed."""
    address = plain_address(address)
    try:
        parts = urlsplit(address)
        port = parts.port  # refuses a port that is none
        safe_url_string(address)  # and this, brackets that hold no IPv6 address
    except ValueError:
        return False
    is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and port != 0
    return is_web and "\\" not in address


def canonical_address(address: str) -> str:
    """The address under which an item is known: scheme and host folded, tracking and fragment dropped.

    Parameters keep their order and all others stay, since boards name their articles by query
    (``board.es?mid=…&list_no=…``). They stay as they are written, since a query in EUC-KR is not UTF-8 and
    decoding it would make one article of many. http and https name the same item. Raises ValueError for what
    ``is_web_address`` refuses for its form.
    """
    parts = urlsplit(_ESCAPE.sub(lambda m: m.group().upper(), safe_url_string(plain_address(address))))
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    kept = [p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0])]
    return urlunsplit(("https", host + port, parts.path or "/", "&".join(kept), ""))
