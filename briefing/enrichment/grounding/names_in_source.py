"""How a source passage sounds and which Latin words it holds: what names of its English are looked for in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from briefing.enrichment.grounding.sounds import Sounds, distance, text_sounds

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ỹ][A-Za-zÀ-ỹ0-9]*")


@dataclass(frozen=True)
class NamesInSource:
    """``latin`` are the Latin words of the passage, folded; ``text`` is the passage itself."""

    text: str
    language: str
    latin: frozenset[str]

    @classmethod
    def read(cls, text: str, language: str) -> NamesInSource:
        """A passage in a base language (``zh``)."""
        return cls(text, language, frozenset(fold_latin(word) for word in _LATIN_WORD.findall(text)))

    @cached_property
    def sounds(self) -> Sounds:
        """The passage as sounds."""
        return text_sounds(self.text)

    def has_latin(self, word: str) -> bool:
        """Whether the passage writes this Latin word, with or without its marks and a plural or possessive s."""
        folded = fold_latin(word)
        return folded in self.latin or folded.removesuffix("s") in self.latin or folded + "s" in self.latin

    def distance(self, sounds: str) -> float:
        """See ``sounds.distance``."""
        return distance(sounds, self.sounds)


def fold_latin(word: str) -> str:
    """Small letters without marks: ``Đà`` is ``da``."""
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
