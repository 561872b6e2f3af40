"""All figures of one evaluation: what was measured, what was skipped and why, and what fell below its floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefing.evaluation.collections import MissingCollectionError
from briefing.taxonomy.gazetteer import read_yaml

_FLOORS = Path(__file__).with_name("floors.yml")


@dataclass(frozen=True)
class Section:
    """A part of the evaluation. ``measure`` gives top-level keys of the report and their figures."""

    name: str
    measure: Callable[[Path], Mapping[str, Any]]


@dataclass(frozen=True)
class Fallen:
    """A figure on the wrong side of its floor (or, where ``is_most``, of its ceiling)."""

    figure: str
    value: float
    floor: float
    is_most: bool

    def words(self) -> str:
        return f"{self.figure} is {self.value:g}; {'at most' if self.is_most else 'at least'} {self.floor:g}"


def evaluate(
    corpora: Path, sections: Sequence[Section], told: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Measure every section on a corpora folder; ``told`` hears the name of each before it begins.

    A section whose collection is absent is named under ``skipped`` with the reason. Raises CollectionError for one
    that is there and cannot be read, FileNotFoundError when there is no such folder.
    """
    if not corpora.is_dir():
        raise FileNotFoundError(f"no folder {corpora}")
    report: dict[str, Any] = {}
    skipped: dict[str, str] = {}
    for section in sections:
        told(section.name)
        try:
            report |= section.measure(corpora)
        except MissingCollectionError as error:
            skipped[section.name] = str(error)
    return {**report, "skipped": skipped}


def figures_of(report: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a report with its dotted path, lists left out."""
    for key, value in report.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from figures_of(value, f"{path}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, float(value)


@lru_cache(maxsize=1)
def floors() -> Mapping[str, Mapping[str, float]]:
    """``at_least`` and ``at_most`` by dotted path: what the engines on board reach, less the room for chance."""
    return read_yaml(_FLOORS)


def fallen(report: Mapping[str, Any]) -> list[Fallen]:
    """Figures of the report that are worse than their floor; one that was not measured is not judged."""
    known = dict(figures_of(report))
    worse = [
        Fallen(path, known[path], floor, is_most=False)
        for path, floor in floors()["at_least"].items()
        if path in known and known[path] < floor
    ]
    return worse + [
        Fallen(path, known[path], floor, is_most=True)
        for path, floor in floors()["at_most"].items()
        if path in known and known[path] > floor
    ]
