"""A figure: a number with its scale and unit, parsed by rule."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Figure(Record):
    """``value`` is a decimal string in full scale (``949500000000`` for 9,495억); never a float."""

    original: str
    value: str
    unit: str = Field(description="won, yen, yuan, dollars, percent, people …, or empty")
    text_en: str = Field(description="as it stands in English: 949.5 billion won")
    paragraph: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
