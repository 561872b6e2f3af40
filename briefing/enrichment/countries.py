"""Which of the desk's countries an item concerns: by the names in it, and by who published it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from briefing.records.country_relevance import CountryRelevance
from briefing.records.entity import Entity
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.gazetteer import load_gazetteer

HEADLINE = -1
BY_PUBLISHER = "source"
"""Basis of a country that no name in the text speaks for."""
IN_HEADLINE, IN_LEAD, BELOW = 1.0, 0.7, 0.15
MOST_BELOW = 0.5  # names far down the text, however many, say less than one in the lead
BY_SOURCE, BESIDE_OTHERS = 0.5, 0.3  # what the publisher's own country counts where no name of it is read
LEAST = 0.3
_ADJECTIVES = {
    code: re.compile(rf"\b{re.escape(country.adjective)}s?\b") for code, country in COUNTRIES.items()
}


def countries_of(
    title: str,
    paragraphs: Sequence[str],
    language: str,
    entities: Sequence[Entity],
    published_in: str,
) -> tuple[CountryRelevance, ...]:
    """Countries that the item concerns, most first.

    A country counts by the best place of a name that belongs to it (a city, a ministry, a firm, a person; in English
    also its adjective, outside of names: the Indian Ocean is not India's). An item without any name of another
    country concerns the country it was published in.
    """
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    known = load_gazetteer().entries
    for entity in entities:
        entry = known.get(entity.gazetteer_id)
        if entry is not None and entry.country:
            places[entry.country][entity.name_en].append(entity.paragraph)
    if language == "en":
        for number, text in enumerate((title, *paragraphs), start=HEADLINE):
            taken = [(e.start, e.end) for e in entities if e.paragraph == number]
            for code, adjective in _ADJECTIVES.items():
                words = [m.start() for m in adjective.finditer(text)]
                free = [at for at in words if not any(start <= at < end for start, end in taken)]
                places[code][COUNTRIES[code].adjective] += [number] * len(free)
    found = [
        CountryRelevance(country=code, score=score, basis=", ".join(_most_telling(names)))
        for code, names in sorted(places.items())
        if (score := _score([place for at in names.values() for place in at])) >= LEAST
    ]
    if all(relevance.country != published_in for relevance in found):
        score = BESIDE_OTHERS if found else BY_SOURCE
        found.append(CountryRelevance(country=published_in, score=score, basis=BY_PUBLISHER))
    return tuple(sorted(found, key=lambda r: (-r.score, r.country)))


def _score(places: Sequence[int]) -> float:
    if not places:
        return 0.0
    best = min(places)
    if best == HEADLINE:
        return IN_HEADLINE
    return IN_LEAD if best == 0 else round(min(MOST_BELOW, BELOW * len(places)), 4)


def _most_telling(names: dict[str, list[int]]) -> list[str]:
    """At most three names: those that stand first, then those that stand most often."""
    mentioned = {name: at for name, at in names.items() if at}
    return sorted(mentioned, key=lambda name: (min(mentioned[name]), -len(mentioned[name]), name))[:3]
