"""Does an English text rise where its source falls?"""

from __future__ import annotations

from briefing.enrichment.grounding.direction import direction_words, directions_of, first_direction
from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.source_text import Passage


def find_direction_faults(english: str, passage: Passage) -> list[Fault]:
    """Only a plain reversal: one side has words of one direction alone, the other side of the other alone."""
    here = directions_of(english, "en")
    if not here.up and not here.down:
        return []
    if passage.base_language == "en":
        return _against_english(english, passage.text)
    there = directions_of(passage.text, passage.base_language)
    if here.up and not here.down and there.down and not there.up:
        start, end = first_direction(english, up=True)
        return [
            Fault("direction", start, end, "a fall", f"{english[start:end]!r}: the source speaks of a fall")
        ]
    if here.down and not here.up and there.up and not there.down:
        start, end = first_direction(english, up=False)
        return [
            Fault("direction", start, end, "a rise", f"{english[start:end]!r}: the source speaks of a rise")
        ]
    return []


def _against_english(english: str, source: str) -> list[Fault]:
    """In one language the very words are compared: a rise that the source has not, where it has a fall more."""
    for up in (True, False):
        new = {
            word: span
            for word, span in direction_words(english, up=up).items()
            if word not in direction_words(source, up=up)
        }
        gone = direction_words(source, up=not up).keys() - direction_words(english, up=not up).keys()
        if new and gone:
            start, end = min(new.values())
            expected = "a fall" if up else "a rise"
            return [
                Fault(
                    "direction",
                    start,
                    end,
                    expected,
                    f"{english[start:end]!r}: the source speaks of {expected}",
                )
            ]
    return []
