"""The tables of ``taxonomy/measures.yml``: scales, units, currency signs, qualifiers, and their English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.records.figure import Qualifier
from briefing.taxonomy import gazetteer as gazetteer_data
from briefing.taxonomy.gazetteer import digest_files, read_yaml

_MEASURES = Path(gazetteer_data.__file__).with_name("measures.yml")
QUALIFIERS: tuple[Qualifier, ...] = ("about", "nearly", "over", "under", "at least", "at most", "up to")


class MeasuresError(ValueError):
    """A measures file that breaks its own rules."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` is stored; ``one`` and ``many`` are how English counts it. The empty unit is a bare number."""

    name: str
    one: str
    many: str


@dataclass(frozen=True)
class Measures:
    """The tables, units resolved."""

    scales: Mapping[str, Mapping[str, int]]
    small_scales: Mapping[str, Mapping[str, int]]
    units: Mapping[str, Mapping[str, Unit]]
    prefixes: Mapping[str, Unit]
    prefix_scales: Mapping[str, int]
    other_words: Mapping[str, Mapping[str, str]]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    inside: Mapping[str, re.Pattern[str]]
    counters: Mapping[str, str]
    names: Mapping[str, Unit]
    families: Mapping[str, frozenset[str]]


def measures_digest() -> str:
    """Digest of the file, for the version of what is read with it."""
    return digest_files([_MEASURES])


@lru_cache(maxsize=1)
def load_measures() -> Measures:
    """The measures. Raises MeasuresError for a unit without an English name or an unknown qualifier."""
    raw = read_yaml(_MEASURES)
    names = {name: Unit(name, one, many) for name, (one, many) in raw["names"].items()}
    names["percent"] = Unit("percent", "%", "%")

    def resolve(table: Mapping[str, str], where: str) -> dict[str, Unit]:
        unnamed = sorted({name for name in table.values() if name not in names})
        if unnamed:
            raise MeasuresError(f"{_MEASURES.name}: {where}: no English names for {', '.join(unnamed)}")
        return {without_nukta(str(written)): names[name] for written, name in table.items()}

    everywhere = resolve(raw["units"]["all"], "units: all")
    prefixes = resolve(raw["prefixes"], "prefixes")
    qualifiers = raw["qualifiers"]
    return Measures(
        scales={
            language: {without_nukta(word): value for word, value in table.items()}
            for language, table in raw["scales"].items()
        },
        small_scales=raw["small_scales"],
        units={
            language: everywhere | resolve(raw["units"][language], f"units: {language}")
            for language in raw["scales"]
        },
        prefixes=dict(sorted(prefixes.items(), key=lambda item: -len(item[0]))),
        prefix_scales=raw["prefix_scales"],
        other_words=raw["other_words"],
        before={
            lang: _one_of(tables["before"], f"(?:{tables['edge']})", r"\s?$")
            for lang, tables in qualifiers.items()
        },
        after={lang: _one_of(tables["after"], r"\s?", "") for lang, tables in qualifiers.items()},
        inside={lang: _one_of(tables["inside"], r"\s?", "") for lang, tables in qualifiers.items()},
        counters=raw["counters"],
        names=names,
        families={name: frozenset(members) for name, members in raw["families"].items()},
    )


def _one_of(table: Mapping[str, str], opening: str, closing: str) -> re.Pattern[str]:
    unknown = sorted(set(table) - set(QUALIFIERS))
    if unknown:
        raise MeasuresError(
            f"{_MEASURES.name}: qualifiers: {', '.join(unknown)}: not one of {', '.join(QUALIFIERS)}"
        )
    groups = "|".join(f"(?P<{name.replace(' ', '_')}>{table[name]})" for name in QUALIFIERS if name in table)
    return re.compile(with_optional_nukta(f"{opening}(?:{groups or '(?!)'}){closing}"), re.IGNORECASE)


NUKTA = "\u093c"
"""The dot below of ज़ and ड़, which Hindi often leaves out."""


def with_optional_nukta(pattern: str) -> str:
    """A pattern that also fits words whose nukta is left out. Words are looked up by ``without_nukta``."""
    return pattern.replace(NUKTA, f"{NUKTA}?")


def without_nukta(word: str) -> str:
    """The word with every nukta left out."""
    return word.replace(NUKTA, "")


def units_agree(one: str, other: str) -> bool:
    """Whether two units can be one thing said in two ways: US dollars and dollars, years old and years."""
    if one == other or not one or not other:
        return True
    return any(one in family and other in family for family in load_measures().families.values())
