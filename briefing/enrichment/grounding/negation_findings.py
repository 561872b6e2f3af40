"""Does an English text say the contrary of its source: a negation lost or added?"""

from __future__ import annotations

from collections import Counter

from briefing.enrichment.grounding.denial import find_denial
from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.negation import (
    Negations,
    affirmed_words,
    count_outright,
    first_negation,
    negated_words,
    negations_en,
    negations_of,
)
from briefing.enrichment.grounding.source_text import Passage


def find_negation_faults(english: str, passage: Passage, told: Passage) -> list[Fault]:
    """At most one: which of several negations is the odd one cannot be told.

    A negation of the English may rest on anything in ``passage``; what ``told`` negates must be negated.
    """
    source = told.text if told.text.strip() else passage.text
    denial = find_denial(english, source, passage.base_language)
    if denial is not None:
        start, end = denial
        return [Fault("negation", start, end, "", f"{english[start:end]!r}: the source refuses nothing")]
    if passage.base_language == "en":
        return _against_english(english, passage, told)
    here = negations_en(english)
    there = negations_of(passage.text, passage.base_language)
    if here.outright > there.outright and contradicts(here, there):
        start, end = first_negation(english)
        return [
            Fault("negation", start, end, "", f"{english[start:end]!r}: nothing in the source negates so")
        ]
    rendered = there if told is passage else negations_of(told.text, told.base_language)
    if here.outright < rendered.outright and contradicts(here, rendered):
        return [Fault("negation", 0, len(english), "a negation", "the source negates, the English does not")]
    return []


def _against_english(english: str, passage: Passage, told: Passage) -> list[Fault]:
    """In one language the very words can be compared: which are negated here and affirmed there."""
    added = (negated_words(english) & affirmed_words(passage.text)) - negated_words(passage.text)
    if added and negations_en(english).outright:
        start, end = first_negation(english)
        return [Fault("negation", start, end, "", f"{english[start:end]!r}: the source affirms it")]
    here, there = negations_en(english), negations_of(passage.text, "en")
    if here.outright > there.outright and contradicts(here, there):
        start, end = first_negation(english)
        return [
            Fault("negation", start, end, "", f"{english[start:end]!r}: nothing in the source negates so")
        ]
    if _is_same_but_for_a_word(english, told.text) and count_outright(english) != count_outright(told.text):
        start, end = first_negation(english) if count_outright(english) else (0, len(english))
        return [Fault("negation", start, end, "", "otherwise the source's words, but not its negations")]
    lost = (
        (negated_words(told.text) & affirmed_words(english))
        - negated_words(english)
        - affirmed_words(told.text)
    )
    if lost:
        return [Fault("negation", 0, len(english), "a negation", "the source negates, the English does not")]
    return []


def _is_same_but_for_a_word(english: str, source: str) -> bool:
    """Whether two English sentences have all words but one or two in common."""
    here, there = Counter(english.lower().split()), Counter(source.lower().split())
    return (here - there).total() <= 2 and (there - here).total() <= 2


def contradicts(english: Negations, source: Negations) -> bool:
    """One side has more outright negations, and the other has not as many words that could stand for them."""
    more = english.outright - source.outright
    return source.implied < more if more > 0 else english.implied < -more
