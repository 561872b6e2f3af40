"""Has an English text anything at all in common with its source? One that has not renders something else.

What is certain of the source is what the on-board line reads in it: glossed words, names, figures. Where it reads
enough, a right rendering shares a word, a number or a name with it; measured on sentences that people translated.
"""

from __future__ import annotations

import re
from functools import lru_cache

from briefing.enrichment.grounding.known_names import known_names
from briefing.enrichment.grounding.name_findings import name_words, stands, word_odds
from briefing.enrichment.grounding.negation import stem
from briefing.enrichment.grounding.numbers import read_numbers
from briefing.enrichment.grounding.source_text import Passage
from briefing.enrichment.translation.line import read_line

LEAST_WORDS = 5
"""Words that must be certain before sharing none of them says anything."""
_WORD = re.compile(r"[A-Za-z]{3,}")
_EMPTY = re.compile(
    r"the|and|for|with|that|this|from|have|has|had|was|were|are|not|been|will|would|can|could|"
    r"should|may|might|must|about|into|over|after|before|than|then|them|they|their|there|which|"
    r"who|whom|what|when|where|how|why|says|said|say|also|more|most|its|his|her|our|your|you|all|"
    r"any|one|two|out|off|but|nor|yet|per|via",
    re.IGNORECASE,
)
"""Words that any two English texts have in common."""


def shares_nothing(english: str, told: Passage) -> bool:
    """Whether a source of which enough is certain has no word, number or name in common with the English."""
    if told.base_language == "en" or not told.text.strip():
        return False
    if any(told.numbers.has(value) for number in read_numbers(english, "en") for value in number.values):
        return False
    if any(stands(known, told) for known in known_names(english)):
        return False
    words = certain_words(told.text, told.language)
    if len(words) < LEAST_WORDS or words & _stems(english):
        return False
    return not any(word_odds(word.text, told) > 0 for word in name_words(english))


@lru_cache(maxsize=1024)
def certain_words(text: str, language: str) -> frozenset[str]:
    """Stems of the content words that the on-board line reads, modifiers of what was not read left out."""
    line = read_line(text, language, ())
    return frozenset[str]().union(*(_stems(phrase.text) for phrase in line.phrases if phrase.head != "loose"))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(text) if not _EMPTY.fullmatch(word))
