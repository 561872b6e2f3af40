"""Role presets: what a profile starts from when a subscriber names a role. Data: ``presets.yml``."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from briefing.records.profile import PresetId, Profile
from briefing.records.record import Record
from briefing.taxonomy.categories import TaxonomyError, taxonomy

_FILE = Path(__file__).with_name("presets.yml")


class Preset(Record):
    """``categories`` are the ids it watches, none for all."""

    id: PresetId
    label: str
    about: str
    categories: tuple[str, ...]
    least_importance: int = 0
    most_items: int | None = None

    @property
    def name(self) -> str:
        """What forms call it."""
        return self.label

    def fields(self) -> dict[str, Any]:
        """The fields of a form that it fills in."""
        return {
            "preset": self.id,
            "categories_in": list(self.categories),
            "least_importance": str(self.least_importance),
            "most_items": str(self.most_items or ""),
        }


def _load() -> MappingProxyType[str, Preset]:
    """Raises TaxonomyError naming the preset and the category that there is not."""
    raw = yaml.safe_load(_FILE.read_text("utf-8"))
    known = {category.id for category in (*taxonomy().risk, *taxonomy().ops)}
    found = {}
    for key in get_args(PresetId):
        preset = Preset.model_validate({"id": key, **raw.pop(key)})
        if unknown := set(preset.categories) - known:
            raise TaxonomyError(f"{_FILE.name}: {key}: there is no category {', '.join(sorted(unknown))}")
        found[key] = preset
    if raw:
        raise TaxonomyError(f"{_FILE.name}: unknown presets {', '.join(raw)}")
    return MappingProxyType(found)


PRESETS = _load()


def profile_of_preset(preset: str, **given: Any) -> Profile:
    """The profile of a role; ``given`` are further fields, which stand above the preset's. Raises ValueError."""
    if preset not in PRESETS:
        raise ValueError(f"preset: {preset!r} is none of {', '.join(PRESETS)}")
    chosen = PRESETS[preset]
    return Profile.model_validate(
        {
            "preset": preset,
            "categories_in": chosen.categories,
            "least_importance": chosen.least_importance,
            "most_items": chosen.most_items,
        }
        | given
    )
