"""Addresses: which are of the web, and which of them are the same."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that say how a reader came, never which article it is.
_TRACKING = re.compile(
    r"^(utm_.*|at_(medium|campaign|format|custom\d|link_.*)|fbclid|gclid|igshid|mc_[ce]id|ocid|cmpid|ref_src|"
    r"from_source|share_source)$",
    re.IGNORECASE,
)


def is_web_address(address: str) -> bool:
    """http or https with a host; anything else (``javascript:``, ``file:``, ``data:``) is never followed."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and "\\" not in address


def canonical_address(address: str) -> str:
    """The address under which an item is known: scheme and host folded, tracking and fragment dropped.

    Parameters keep their order and all others stay, since boards name their articles by query
    (``board.es?mid=…&list_no=…``). http and https name the same item.
    """
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    return urlunsplit(("https", host + port, parts.path or "/", urlencode(kept), ""))
