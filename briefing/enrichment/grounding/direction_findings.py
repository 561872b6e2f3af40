"""Does an English text rise where its source falls?"""

from __future__ import annotations

from briefing.enrichment.grounding.direction import directions_of, first_direction
from briefing.enrichment.grounding.figure_findings import Fault
from briefing.enrichment.grounding.source_text import Passage


def find_direction_faults(english: str, passage: Passage) -> list[Fault]:
    """Only a plain reversal: one side has words of one direction alone, the other side of the other alone."""
    here = directions_of(english, "en")
    if not here.up and not here.down:
        return []
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
