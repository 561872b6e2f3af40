"""Names of people, organisations and places in the desk's languages, each with its English form.

Data: ``gazetteer/*.yml``. One file holds one kind. An entry is ``id: {en: Name, ko: 이름|다른 이름, zh: …}``:
spellings are parted by ``|`` and the first English one is what readers see; ``of: kr`` says which of the six
countries a name belongs to. ``zh`` serves both scripts; English spellings are looked for in every language, since
headlines of all six countries hold Latin names.
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
_NAME_KEYS = {*LANGUAGES, "brief", "latin", "of"}


class GazetteerError(ValueError):
    """A gazetteer file that breaks its own rules; the message names file and key."""


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """``id`` is ``<kind>:<key>``, stable across versions of the data; ``brief`` is the name in a headline.

    ``country`` is the code of the desk's country that the name belongs to, empty for one of elsewhere.
    """

    id: str
    kind: Literal["person", "organisation", "place"]
    name_en: str
    brief: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class NamePair:
    """Several names in one word, a letter each: 韓美 is South Korea and the US."""

    entries: tuple[GazetteerEntry, ...]


NameForm = SurfaceForm[GazetteerEntry | NamePair]


@dataclass(frozen=True)
class Gazetteer:
    """``digest`` is the sha256 over the files' bytes, first 12 hex digits; ``files`` is what they hold."""

    entries: Mapping[str, GazetteerEntry]
    files: Mapping[str, Mapping[str, Any]]
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
    files = {path.name: read_yaml(path) for path in paths}
    entries: dict[str, GazetteerEntry] = {}
    for file, content in files.items():
        kind = content.get("kind")
        if kind not in KINDS:
            raise GazetteerError(f"{file}: kind must be one of {', '.join(KINDS)}")
        for key, names in content["entries"].items():
            if unknown := sorted(set(names) - _NAME_KEYS):
                raise GazetteerError(f"{file}: {key}: unknown language {', '.join(unknown)}")
            display = str(names["en"]).split("|", maxsplit=1)[0]
            entry = GazetteerEntry(
                f"{kind}:{key}", kind, display, str(names.get("brief", display)), str(names.get("of", ""))
            )
            if entry.id in entries:
                raise GazetteerError(f"{file}: {entry.id} is there twice")
            entries[entry.id] = entry
    return Gazetteer(entries, files, digest_files(paths))


@lru_cache(maxsize=8)
def name_forms(language: str) -> tuple[NameForm, ...]:
    """Every spelling a text of the language may use, English ones included. Raises GuardError, GazetteerError."""
    gazetteer = load_gazetteer()
    forms: list[NameForm] = []
    for file, content in gazetteer.files.items():
        guards = read_guards(content.get("guards", {}).get(language, {}), f"{file}: guards: {language}")
        for key, names in content["entries"].items():
            entry = gazetteer.entries[f"{content['kind']}:{key}"]
            for spelling in _spellings(names, language):
                forms += _guarded(spelling, entry, guards.get(spelling, ()))
        for written, ids in content.get("pairs", {}).get(language, {}).items():
            named = _pair(written, ids, gazetteer.entries, f"{file}: pairs: {language}")
            forms += _guarded(written, named, guards.get(written, ()))
        if idle := sorted(set(guards) - {form.form for form in forms}):
            raise GazetteerError(f"{file}: guards: {language}: no entry is spelt {', '.join(idle)}")
    return tuple(forms)


def _spellings(names: Mapping[str, Any], language: str) -> list[str]:
    """The language's own spellings, then the English ones; ``latin: none`` keeps a name that is also a word out."""
    own = str(names.get(language, "")).split("|") if language != "en" else []
    english = str(names["en"]).split("|") if names.get("latin") != "none" else []
    heads = [name[0].upper() + name[1:] for name in own if language == "vi" and name[:1].islower()]
    return [name for name in dict.fromkeys(part.strip() for part in (*own, *heads, *english)) if name]


def _guarded(spelling: str, meaning: GazetteerEntry | NamePair, guards: tuple[Guard, ...]) -> list[NameForm]:
    return [SurfaceForm(spelling, meaning, guard, exact=True) for guard in guards or (None,)]


def _pair(written: str, ids: str, entries: Mapping[str, GazetteerEntry], where: str) -> NamePair:
    named = tuple(entries.get(f"place:{key}") for key in ids.split())
    known = tuple(entry for entry in named if entry is not None)
    if len(known) != len(written) or len(named) != len(written):
        raise GazetteerError(f"{where}: {written}: needs one known place for each letter, has {ids!r}")
    return NamePair(known)
