"""Names of people, organisations and places in the desk's languages, each with its English form.

Data: ``gazetteer/*.yml``. One file holds one kind. An entry is ``id: {en: Name, ko: 이름|다른 이름, zh: …}``:
spellings are parted by ``|`` and the first English one is what readers see. ``zh`` serves both scripts;
English spellings are looked for in every language, since headlines of all six countries hold Latin names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from briefing.taxonomy.surface_forms import Guard, SurfaceForm, read_guard

FOLDER = Path(__file__).with_name("gazetteer")
KINDS = ("person", "organisation", "place")
LANGUAGES = ("ko", "ja", "zh", "vi", "hi", "en")


class GazetteerError(ValueError):
    """A gazetteer file that breaks its own rules; the message names file and key."""


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """``id`` is ``<kind>:<key>``, stable across versions of the data; ``brief`` is the name in a headline."""

    id: str
    kind: Literal["person", "organisation", "place"]
    name_en: str
    brief: str


@dataclass(frozen=True, slots=True)
class NamePair:
    """Several names in one word, a letter each: 韓美 is South Korea and the US."""

    entries: tuple[GazetteerEntry, ...]


@dataclass(frozen=True)
class Gazetteer:
    """``forms`` by language; ``digest`` is the sha256 over the files' bytes, first 12 hex digits."""

    entries: Mapping[str, GazetteerEntry]
    forms: Mapping[str, tuple[SurfaceForm[GazetteerEntry | NamePair], ...]]
    digest: str


def read_yaml(path: Path) -> dict[str, Any]:
    """One data file as a mapping. Uses libyaml where PyYAML was built with it: ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506  a safe loader either way
    if not isinstance(content, dict):
        raise GazetteerError(f"{path.name}: expected a mapping at the top")
    return content


def digest_files(paths: list[Path]) -> str:
    """sha256 over names and bytes in name order, first 12 hex digits: the version of the data."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def read_guards(raw: Mapping[str, Any], where: str) -> dict[str, tuple[Guard, ...]]:
    """Guards by spelling. A list of rules means: any of them lets the form count."""
    return {
        str(form): tuple(
            read_guard(rule, f"{where}: {form}") for rule in (rules if isinstance(rules, list) else [rules])
        )
        for form, rules in raw.items()
    }


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """All files of the folder. Raises GazetteerError for an unknown kind, language or a repeated id."""
    paths = sorted(FOLDER.glob("*.yml"))
    entries: dict[str, GazetteerEntry] = {}
    forms: dict[str, list[SurfaceForm[GazetteerEntry | NamePair]]] = {language: [] for language in LANGUAGES}
    for path in paths:
        content = read_yaml(path)
        if content.get("kind") not in KINDS:
            raise GazetteerError(f"{path.name}: kind must be one of {', '.join(KINDS)}")
        guards = {
            language: read_guards(rules, f"{path.name}: guards: {language}")
            for language, rules in content.get("guards", {}).items()
        }
        for key, names in content["entries"].items():
            entry = GazetteerEntry(
                id=f"{content['kind']}:{key}",
                kind=content["kind"],
                name_en=(display := str(names["en"]).split("|")[0]),
                brief=str(names.get("brief", display)),
            )
            if entry.id in entries:
                raise GazetteerError(f"{path.name}: {entry.id} is there twice")
            entries[entry.id] = entry
            for language, spelling in _spellings(names, f"{path.name}: {key}"):
                forms[language] += _guarded(spelling, entry, guards.get(language, {}).get(spelling, ()))
        for language, pairs in content.get("pairs", {}).items():
            for written, ids in pairs.items():
                guard = guards.get(language, {}).get(written, ())
                forms[language] += _pair_forms(
                    written, ids, entries, guard, f"{path.name}: pairs: {language}"
                )
    return Gazetteer(entries, {key: tuple(value) for key, value in forms.items()}, digest_files(paths))


def _spellings(names: Mapping[str, Any], where: str) -> list[tuple[str, str]]:
    """(language, spelling) pairs of one entry, without repeats, in file order."""
    found: dict[tuple[str, str], None] = {}
    for language, value in names.items():
        if language in ("brief", "latin"):
            continue
        if language not in LANGUAGES:
            raise GazetteerError(f"{where}: unknown language {language!r}")
        for spelling in str(value).split("|"):
            # English names stand in texts of every language; "latin: none" is for a name that is also a word
            targets = (language,) if language != "en" else () if names.get("latin") == "none" else LANGUAGES
            for target in targets:
                found[(target, spelling.strip())] = None
    return [pair for pair in found if pair[1]]


def _guarded(
    spelling: str, meaning: GazetteerEntry | NamePair, guards: tuple[Guard, ...]
) -> list[SurfaceForm[GazetteerEntry | NamePair]]:
    return [SurfaceForm(spelling, meaning, guard, exact=True) for guard in guards or (None,)]


def _pair_forms(
    written: str, ids: str, entries: Mapping[str, GazetteerEntry], guards: tuple[Guard, ...], where: str
) -> list[SurfaceForm[GazetteerEntry | NamePair]]:
    named = tuple(entries.get(f"place:{key}") for key in ids.split())
    known = tuple(entry for entry in named if entry is not None)
    if len(known) != len(written) or len(named) != len(written):
        raise GazetteerError(f"{where}: {written}: needs one known place for each letter, has {ids!r}")
    return _guarded(written, NamePair(known), guards)
