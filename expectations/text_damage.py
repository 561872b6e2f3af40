"""Signs that a text was decoded or cleaned wrongly. Each sign is a place that no correct text has."""

from __future__ import annotations

import re

# How the continuation bytes 0x80–0xBF of UTF-8 look when read as Latin-1 or Windows-1252.
_TAIL = "\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
_TAIL += "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"

_SIGNS = re.compile(
    "\ufffd"  # the decoder met a byte it could not read
    "|[\u0080-\u009f]"  # C1 controls: Windows-1252 or Shift_JIS read as Latin-1
    f"|[\u00e0-\u00ef][{_TAIL}]{{2}}"  # three-byte UTF-8 (CJK, Hangul, Devanagari) read as Latin-1
    "|[\u00c2\u00c3][\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]"  # two-byte UTF-8 read as Latin-1
    "|[\u00a1-\u00b6\u00b8-\u00ff]{4,}"  # EUC-KR, GB2312 or Big5 read as Latin-1
    "|(?:[\u201a\u0192][^\\s]){2,}"  # Shift_JIS katakana and hiragana read as Windows-1252
)
_ENTITY = re.compile(
    r"&#x?[0-9A-Fa-f]{2,6}\b;?"  # numeric
    r"|&[A-Za-z][A-Za-z0-9]{1,30};"  # named
    r"|&(?:amp|lt|gt|quot|apos|nbsp)"  # named, its semicolon lost: R&ampD
)
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")


def find_damage(text: str) -> list[str]:
    """Places of wrong decoding, in order."""
    return _SIGNS.findall(text)


def find_entities(text: str) -> list[str]:
    """HTML entities that were left in the text, or broken."""
    return _ENTITY.findall(text)


def find_controls(text: str) -> list[str]:
    """Control characters other than tab, line feed and carriage return."""
    return _CONTROL.findall(text)
