"""Bytes to text: the declared charset where it is true, another where it is not, and how we know.

Order of belief (as browsers do it, WHATWG Encoding): byte order mark, HTTP header, ``meta`` or XML
declaration, statistics. A declaration that does not decode is overruled, because pages that declare UTF-8 and
are EUC-KR exist, and the reverse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

# Supersets in use: what calls itself gb2312 holds GBK letters, ks_c_5601 holds CP949 ones.
_SUPERSET = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_REGIONAL = ("utf-8", "cp949", "cp932", "gb18030", "big5hkscs", "euc_jp")
_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Above this share of replacement characters a declaration is taken to be false.
_TOLERATED_DAMAGE = 0.002


@dataclass(frozen=True)
class Decoded:
    """``basis`` is bom, source, http, meta, sniffed or repaired (a declaration was found false)."""

    text: str
    charset: str
    basis: str
    damaged: int  # replacement characters left in the text


def decode(body: bytes, content_type: str | None, override: str | None = None) -> Decoded:
    """Decode a page or feed. Never raises for bad bytes: what cannot be decoded is counted in ``damaged``."""
    bom_name, bom = read_bom(body)
    if bom_name:
        return _decoded(body[len(bom or b"") :], bom_name, "bom")
    for declared, basis in (
        (override, "source"),
        (http_content_type_encoding(content_type), "http"),
        (_declared_inside(body), "meta"),
    ):
        name = _known(declared)
        if name is None:
            continue
        attempt = _decoded(body, name, basis)
        if attempt.damaged <= len(attempt.text) * _TOLERATED_DAMAGE:
            return attempt
        return _best_of(body, attempt)
    return _sniffed(body)


def _declared_inside(body: bytes) -> str | None:
    match = _XML_DECLARATION.match(body)
    return match.group(1).decode("ascii") if match else html_body_declared_encoding(body)


def _known(name: str | None) -> str | None:
    resolved = resolve_encoding(name) if name else None
    if resolved is None:
        return None
    plain = resolved.lower().replace("-", "_")
    return _SUPERSET.get(plain, resolved)


def _decoded(body: bytes, name: str, basis: str) -> Decoded:
    text = body.decode(name, "replace")
    return Decoded(text, name, basis, text.count("\ufffd"))


def _best_of(body: bytes, declared: Decoded) -> Decoded:
    """The regional encoding that decodes with the least damage; the declared one when none is better."""
    attempts = [_decoded(body, name, "repaired") for name in _REGIONAL]
    best = min(attempts, key=lambda attempt: attempt.damaged)
    return best if best.damaged < declared.damaged / 10 else declared


def _sniffed(body: bytes) -> Decoded:
    utf8 = _decoded(body, "utf-8", "sniffed")
    if utf8.damaged == 0:
        return utf8
    guess = from_bytes(body[:65536], cp_isolation=list(_REGIONAL)).best()
    if guess is None:
        return utf8
    attempt = _decoded(body, _known(guess.encoding) or "utf-8", "sniffed")
    return attempt if attempt.damaged <= utf8.damaged else utf8
