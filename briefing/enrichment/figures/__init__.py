"""Figures: numbers with their scale and unit, and dates, read by rule in each language's own system.

조/억/만/천, 兆/億/万, 万亿/亿/千, tỷ/triệu/nghìn, lakh/crore and English words, with their compounds (1조 120억 원),
fractions, ranges and qualifiers. A number without a scale or a unit says nothing and is no figure; neither is a
date, a time, a score, a telephone number or part of a name (KF-21). Values are exact. Where a reading is not
certain there is no figure: ``find_numbers`` says why, and accounts for every number of a text.
"""

from __future__ import annotations

from briefing.enrichment.figures.amount import Number
from briefing.enrichment.figures.dates import CalendarMention
from briefing.enrichment.figures.english import (
    amount_in_english,
    fraction_in_english,
    plain_decimal,
    with_unit_in_english,
)
from briefing.enrichment.figures.finding import (
    HEADLINE,
    NumberMention,
    find_dates,
    find_figures,
    find_numbers,
)
from briefing.enrichment.figures.measures import (
    Measures,
    MeasuresError,
    Unit,
    load_measures,
    measures_digest,
    units_agree,
)
from briefing.enrichment.figures.spans import joined_spans

ENGINE = "figure-rules"
VERSION = f"3+{measures_digest()}"

__all__ = [
    "ENGINE",
    "HEADLINE",
    "VERSION",
    "CalendarMention",
    "Measures",
    "MeasuresError",
    "Number",
    "NumberMention",
    "Unit",
    "amount_in_english",
    "find_dates",
    "find_figures",
    "find_numbers",
    "fraction_in_english",
    "joined_spans",
    "load_measures",
    "measures_digest",
    "plain_decimal",
    "units_agree",
    "with_unit_in_english",
]
