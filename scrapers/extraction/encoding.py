"""Bytes to text: the declared charset where it is true, another where it is not, and how we know.

Order of belief (as browsers do it, WHATWG Encoding): byte order mark, HTTP header, ``meta`` or XML
declaration, statistics. A declaration that does not decode is overruled, because pages that declare UTF-8 and
are EUC-KR exist, and the reverse.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass, replace

from charset_normalizer import from_bytes
from w3lib.encoding import read_bom, resolve_encoding

# Supersets in use: what calls itself gb2312 holds GBK letters, ks_c_5601 holds CP949 ones.
_SUPERSET = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
# Names that the web uses and Python does not know.
_ALIAS = {
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "unicode-1-1-utf-8": "utf-8",
}
# Python's registry also holds what is no charset (hex, zlib, undefined) or can smuggle code points (utf-7,
# unicode_escape): a name is believed only where it is one of the charsets of documents.
_CHARSET = re.compile(
    r"utf-8|utf-8-sig|utf-16|utf-16-[lb]e|cp125\d|cp874|cp866|cp932|cp949|cp950|iso8859-\d+|koi8-[rtu]|tis-620|"
    r"mac-\w+|gb18030|hz|big5hkscs|euc_jp|euc_jis_2004|shift_jis_2004|iso2022_jp\w*|iso2022_kr|johab"
)
_REGIONAL = ("utf-8", "cp949", "cp932", "gb18030", "big5hkscs", "euc_jp")
_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_META = re.compile(rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES = 8192  # pages with a long head declare their charset beyond the 1024 that browsers look at
_NO_LETTER = re.compile("[\uf8f0-\uf8f3]")  # what Microsoft's table has for bytes that mean nothing
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
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
        (_declared_beside(content_type), "http"),
        (_declared_inside(body), "meta"),
    ):
        name = _known(declared)
        if name is None or (name.startswith("utf-16") and b"\x00" not in body[:1024]):
            continue  # markup in UTF-16 has a zero byte in every other place
        if basis != "source" and name != "utf-8" and _is_surely_utf8(body):
            return _decoded(body, "utf-8", "repaired")
        attempt = _decoded(body, name, basis)
        is_whole = attempt.damaged <= len(attempt.text) * _TOLERATED_DAMAGE
        if is_whole and not (name == "cp1252" and _is_no_western_text(body)):
            return attempt
        if name == "utf-8" and sum(c > "\x7f" for c in attempt.text) > 2 * attempt.damaged:
            return attempt  # damaged and true: other encodings hardly ever look like UTF-8
        return _best_of(body, attempt, is_whole)
    return _sniffed(body)


def _is_surely_utf8(body: bytes) -> bool:
    """Whole UTF-8 with a score of letters beyond ASCII, which no text in another charset is by chance.

    Pages that were converted and kept their old declaration exist, and GB 18030 reads most of them without a
    wrong byte. The last letter may be cut.
    """
    try:
        text = getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return False
    return len(body) - len(text) >= 40


def _declared_beside(content_type: str | None) -> str | None:
    match = _PARAMETER.search(content_type or "")
    return match.group(1) if match else None


def _declared_inside(body: bytes) -> str | None:
    match = _XML_DECLARATION.match(body) or _META.search(body[:_HEAD_BYTES])
    return match.group(1).decode("ascii") if match else None


def _known(name: str | None) -> str | None:
    """The codec of a declared charset; None for what is none."""
    if not name:
        return None
    alias = _ALIAS.get(name.strip().lower())
    resolved = alias or resolve_encoding(name)
    if resolved is None:
        return None
    plain = resolved.lower()
    plain = _SUPERSET.get(plain.replace("-", "_"), plain)
    return plain if _CHARSET.fullmatch(plain) else None


def _decoded(body: bytes, name: str, basis: str) -> Decoded:
    text = body.decode(name, "replace")
    if name == "cp932":
        text = _NO_LETTER.sub("\ufffd", text)
    return Decoded(text, name, basis, text.count("\ufffd"))


def _is_no_western_text(body: bytes) -> bool:
    """Letters above ASCII stand alone in a western language and side by side in a regional encoding.

    ISO-8859-1 is what many servers send for want of a setting, and no byte is wrong in it.
    """
    runs = _HIGH_RUNS.findall(body[:65536])
    return sum(len(run) for run in runs if len(run) > 1) > sum(len(run) == 1 for run in runs)


def _best_of(body: bytes, declared: Decoded, is_whole: bool) -> Decoded:
    """What the bytes themselves say, where that does far less damage than a false declaration.

    A declaration that did no damage yields only to a reading that does none either.
    """
    best = replace(_sniffed(body), basis="repaired")
    is_better = best.damaged == 0 if is_whole else best.damaged < declared.damaged / 10
    return best if is_better else declared


def _sniffed(body: bytes) -> Decoded:
    """By statistics over the regional encodings; by the least damage where those do not tell."""
    utf8 = _decoded(body, "utf-8", "sniffed")
    if utf8.damaged == 0:
        return utf8
    guess = from_bytes(body[:65536], cp_isolation=list(_REGIONAL)).best()
    attempt = _decoded(body, _known(guess.encoding) or "utf-8", "sniffed") if guess else utf8
    if attempt.damaged and not _is_no_western_text(body):
        return _decoded(body, "cp1252", "sniffed")  # letters above ASCII stand alone: é, ü
    if attempt.damaged <= len(attempt.text) * _TOLERATED_DAMAGE:
        return attempt
    return min(
        (attempt, *(_decoded(body, name, "sniffed") for name in _REGIONAL)),
        key=lambda reading: reading.damaged,
    )
