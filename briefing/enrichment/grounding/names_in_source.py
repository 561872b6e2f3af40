"""How a source passage sounds and which Latin words it holds: what names of its English are looked for in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from briefing.enrichment.grounding.sounds import Sounds, odds, text_sounds
from briefing.taxonomy.gazetteer import load_gazetteer

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ỹ][A-Za-zÀ-ỹ0-9]*")


@dataclass(frozen=True)
class Run:
    """A stretch that looks like a transcribed name."""

    text: str
    sounds: Sounds


@lru_cache(maxsize=1)
def _transcribing() -> str:
    """Characters that stand in at least two Chinese names of the gazetteer which Japanese writes in katakana."""
    counts: Counter[str] = Counter()
    for content in load_gazetteer().files.values():
        if content["kind"] != "organisation":
            for names in content["entries"].values():
                if re.search("[ァ-ヺ]{2}", str(names.get("ja", ""))):
                    counts.update(set(re.findall("[一-鿿]", str(names.get("zh", "")))))
    return "".join(
        sorted(char for char, count in counts.items() if count > 1 and char not in _NOT_TRANSCRIBING)
    )


_NOT_TRANSCRIBING = "国國人的中北南东東西大城市省州岛島海湾灣共和新"


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

    @cached_property
    def latin_names(self) -> tuple[str, ...]:
        """Latin words with a capital that a text of another script holds, folded, in alphabetical order."""
        words = (word for word in _LATIN_WORD.findall(self.text) if word[0].isupper() and len(word) > 3)
        return tuple(sorted({fold_latin(word) for word in words if not word.isupper()}))

    @cached_property
    def transcribed(self) -> tuple[Run, ...]:
        """Stretches of the text that look like foreign names: katakana, or characters that transcribe them in
        Chinese.
        """
        if self.language == "ja":
            found = re.findall("[ァ-ヺー]{3,}", self.text)
        elif self.language == "zh":
            found = re.findall(f"[{_transcribing()}]{{3,}}", self.text)
        else:
            found = []
        return tuple(Run(run, text_sounds(run)) for run in dict.fromkeys(found))

    def has_latin(self, word: str) -> bool:
        """Whether the passage writes this Latin word, with or without its marks and a plural or possessive s."""
        folded = fold_latin(word)
        return folded in self.latin or folded.removesuffix("s") in self.latin or folded + "s" in self.latin

    def odds(self, sounds: str) -> float:
        """See ``sounds.odds``."""
        return odds(sounds, self.sounds, self.language)


def fold_latin(word: str) -> str:
    """Small letters without marks: ``Đà`` is ``da``."""
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
