"""What a run of text is: how much it says, and whether it is a sentence, in the scripts of our countries."""

from __future__ import annotations

import re

# A character of Han or kana says about as much as 2.5 Latin letters, a syllable of Hangul as 2.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLE = re.compile("[\uac00-\ud7af]")
_MARKS = "[.!?…。．！？｡।॥။។؟۔]"
# Thai and Lao end a sentence with a space; Korean notes end in 음, 임 or 함 without a mark.
_SENTENCE = re.compile(f"{_MARKS}|[\u0e00-\u0eff]{{40}}|[다요죠음임함]$|[:：;；](?=\\s|$)")
_CLOSE = re.compile(f"{_MARKS}[\"'”’」』）)\\]»*]*$|[가-힣]다[\"'”’]?$|[\u0e00-\u0eff]{{10}}$")
SHORTEST_SENTENCE = 30  # units


def measure(text: str) -> int:
    """Units of a text: its length, with the characters of dense scripts weighted as above."""
    if text.isascii():
        return len(text)
    return len(text) + 3 * len(_DENSE.findall(text)) // 2 + len(_SYLLABLE.findall(text))


def is_sentence(text: str) -> bool:
    """Long enough for a sentence and marked as one."""
    return measure(text) >= SHORTEST_SENTENCE and bool(_SENTENCE.search(text))


def has_mark(text: str) -> bool:
    """Whether a mark of a sentence stands anywhere in the text."""
    return bool(_SENTENCE.search(text))


def closes(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return bool(_CLOSE.search(text))
