"""Profiles as files, YAML or JSON, and whether what they name exists."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from briefing.records.profile import Profile
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KIND_BY_ID
from briefing.taxonomy.presets import PRESETS, profile_of_preset

LANGUAGES = ("ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi", "en")
_MOST_BYTES = 100_000


class ProfileError(ValueError):
    """A profile file that cannot be used; the message names the file and the field."""


def read_profile(path: Path) -> Profile:
    """A profile from a file. ``preset: hr`` fills in what the file leaves out. Raises ProfileError."""
    try:
        content = path.read_bytes()
        raw = yaml.safe_load(content[: _MOST_BYTES + 1]) if len(content) <= _MOST_BYTES else None
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ProfileError(f"{path}: neither YAML nor JSON: {error}") from error
    if not isinstance(raw, dict):
        raise ProfileError(f"{path}: a mapping of fields is wanted, of at most {_MOST_BYTES:,} bytes")
    try:
        profile = _profile(raw)
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ProfileError(f"{path}: {reasons}") from error
    except ValueError as error:
        raise ProfileError(f"{path}: {error}") from error
    faults = unknown_names(profile)
    if faults:
        raise ProfileError(f"{path}: {'; '.join(faults)}")
    return profile


def unknown_names(profile: Profile) -> tuple[str, ...]:
    """Countries, categories, kinds and languages that there are not, each with what may be meant."""
    categories = {c.id for c in (*taxonomy().risk, *taxonomy().ops)}
    fields: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("countries", profile.countries, COUNTRIES),
        ("categories_in", profile.categories_in, categories),
        ("categories_out", profile.categories_out, categories),
        ("kinds", profile.kinds, KIND_BY_ID),
        ("languages", profile.languages, LANGUAGES),
    )
    return tuple(fault for name, values, known in fields for fault in _unknown(name, values, known))


def _unknown(field: str, values: Collection[str], known: Collection[str]) -> Iterator[str]:
    for value in values:
        if value not in known:
            near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
            yield f"{field}: there is no {value!r}" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _profile(raw: dict[str, Any]) -> Profile:
    watch = raw.get("watch_terms")
    if isinstance(watch, list):  # a bare word is a term without further forms
        raw = {**raw, "watch_terms": [{"term": t} if isinstance(t, str) else t for t in watch]}
    preset = raw.get("preset")
    if isinstance(preset, str) and preset in PRESETS:
        return profile_of_preset(preset, **{k: v for k, v in raw.items() if k != "preset"})
    return Profile.model_validate(raw)
