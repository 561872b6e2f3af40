"""Are the numbers of an English text those of the source? Numbers are compared as digits, not as words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def ungrounded(text: str, grounds: Iterable[str]) -> list[str]:
    """Numbers of an English ``text`` that stand in none of ``grounds``, in order, as written.

    A ground may be in any script (१२), and may group by points and set a comma before decimals, as
    Vietnamese does: either reading of it will do.
    """
    known = {
        reading for ground in grounds for n in _numbers(ground) for reading in (_english(n), _continental(n))
    }
    return [number for number in _numbers(text) if _english(number) not in known]


def _numbers(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    return _NUMBER.findall("".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in plain))


def _english(number: str) -> str:
    """12,345.60 → 12345.6"""
    return _trimmed(number.replace(",", ""))


def _continental(number: str) -> str:
    """12.345,60 → 12345.6"""
    return _trimmed(number.replace(".", "").replace(",", "."))


def _trimmed(number: str) -> str:
    """Without leading zeros of the whole and trailing zeros of the fraction; 1.2.3 stays as it is."""
    whole, *rest = number.split(".")
    if len(rest) > 1:
        return number
    fraction = rest[0].rstrip("0") if rest else ""
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
