"""Text from the web made harmless for a page: invisible controls become visible, links are http or nothing.

Escaping of markup is not here: the template environment does that for every value it prints.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup

# Left to right and right to left embeddings, overrides and isolates: they reorder the text around them, so
# that a headline can read as something it does not say.
_BIDIRECTIONAL = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = tuple(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r")
_LINE_SEPARATORS = (0x2028, 0x2029)
# Code points that no HTML document may contain, and halves of pairs that UTF-8 cannot carry.
_NONCHARACTERS = (
    *range(0xD800, 0xE000),
    *range(0xFDD0, 0xFDF0),
    *(plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
)
_VISIBLE: dict[int, str] = {
    code: f"[U+{code:04X}]" for code in (*_BIDIRECTIONAL, *_CONTROLS, *_LINE_SEPARATORS, *_NONCHARACTERS)
}
_VISIBLE[ord("\r")] = " "  # white space to HTML, but a parser would turn it into another character
_ACTING = re.compile(f"[{''.join(re.escape(chr(code)) for code in sorted(_VISIBLE))}]")

_LINKED_SCHEMES = ("http", "https")


def show_controls(text: str) -> str:
    """Replace each character that is invisible and acts, or that HTML forbids, by its code point in brackets.

    U+202E becomes ``[U+202E]``: dropped as a control, kept as a fact. Joiners that Hindi needs are left.
    """
    # Nearly all text holds none, and to look is several times as fast as to translate.
    return text.translate(_VISIBLE) if _ACTING.search(text) else text


def web_address(url: str) -> str | None:
    """The address when it may become a link, else None: http or https, a host, nothing hidden in it.

    Refused are other schemes, user names (``https://bank@elsewhere``), white space, controls and back slashes
    (parsers differ on them).
    """
    if show_controls(url) != url or any(letter.isspace() or letter == "\\" for letter in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in _LINKED_SCHEMES or not parts.hostname or parts.username is not None:
        return None
    return url


def host(url: str) -> str:
    """Host name of an address that ``web_address`` accepted, without a leading ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def css_string(text: str) -> Markup:
    """``text`` as a quoted CSS string: every character but ASCII letters, digits and the blank is escaped.

    A blank ends each escape and belongs to it. Safe inside a ``<style>`` element, where HTML escapes mean
    nothing: no quote and no ``<`` is left in it.
    """
    escaped = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign == " ") else f"\\{ord(sign):x} "
        for sign in show_controls(text)
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - letters, digits, blanks and hexadecimal escapes only
