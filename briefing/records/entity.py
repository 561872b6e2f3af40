"""An entity: a person, organisation or place that the text names."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Record


class Entity(Record):
    """``paragraph`` -1 means the headline; offsets are characters, end exclusive."""

    kind: Literal["person", "organisation", "place"]
    name: str = Field(description="as the text writes it")
    name_en: str = Field(description="its English form from the gazetteer")
    gazetteer_id: str
    paragraph: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
