"""A figure: a number with its scale and unit, parsed by rule."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Record

Qualifier = Literal["", "about", "nearly", "over", "under", "at least", "at most", "up to"]
"""How exactly a number is meant: ``over`` leaves the number itself out (초과, 여, 余), ``at least`` has it in."""


class Figure(Record):
    """``value`` is a decimal string in full scale (``949500000000`` for 9,495억); never a float.

    A fraction that no decimal holds exactly is written as one: ``1/3``. Of a range ``value`` is the lower end.
    """

    original: str
    value: str
    value_to: str | None = Field(default=None, description="upper end of a range, otherwise null")
    unit: str = Field(description="won, yen, yuan, dollars, percent, people …, or empty")
    qualifier: Qualifier = Field(
        default="", description="about, over, at least …, or empty for a plain number"
    )
    text_en: str = Field(description="as it stands in English, qualifier included: about 949.5 billion won")
    paragraph: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
