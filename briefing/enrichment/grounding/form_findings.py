"""Is the English text English, and only that: no foreign script, no words of a model about itself?"""

from __future__ import annotations

import re

from briefing.enrichment.grounding.figure_findings import Fault

_FOREIGN = re.compile("[ऀ-ॿ぀-ヿ㄰-㆏㐀-鿿가-힣豈-﫿]+")
_OF_A_MODEL = re.compile(
    r"\bas an? (?:AI|language model)\b|\bhere(?: is|'s|’s) (?:the|your|a) (?:translation|summary|"
    r"english)\b|\bI (?:cannot|can(?:'|’)t) (?:translate|assist|comply)"
    r"|</?(?:s|think|system|user|assistant)>|<\|[a-z_]+\|>|\[/?INST\]|^\s*(?:translation|english|summary)\s*:",
    re.IGNORECASE,
)


def find_form_faults(english: str) -> list[Fault]:
    """Empty text, letters of a foreign script, and what a model says of its own work."""
    if not english.strip():
        return [Fault("form", 0, len(english), "", "there is no text")]
    if (foreign := _FOREIGN.search(english)) is not None:
        return [Fault("form", *foreign.span(), "", "letters that are not English")]
    if (chatter := _OF_A_MODEL.search(english)) is not None:
        return [Fault("form", *chatter.span(), "", "words of a model about its own work")]
    return []
