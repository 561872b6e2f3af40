"""Find every number of a text and say what it is: a figure, part of a date, or refused with the reason.

A number becomes a figure only where its value and its unit are sure. Ordinals, ranks, scores, names of models,
telephone numbers, paragraphs of laws and vague counts (수십만, hundreds of) are refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from briefing.enrichment.figures.amount import Number
from briefing.enrichment.figures.candidates import ASCII_DIGITS, SET_WORDS, stands_alone
from briefing.enrichment.figures.counting import Grammar, grammar_of
from briefing.enrichment.figures.dates import LANGUAGES, CalendarMention, find_calendar
from briefing.enrichment.figures.english import (
    age_group_in_english,
    fraction_in_english,
    plain_decimal,
    qualified_in_english,
    with_unit_in_english,
)
from briefing.enrichment.figures.measures import load_measures
from briefing.enrichment.figures.measuring import (
    Found,
    Reason,
    local_yuan,
    measure,
    measure_half,
    read_amount,
    with_qualifier,
)
from briefing.enrichment.figures.spans import first_months
from briefing.records.figure import Figure

HEADLINE = -1


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a text. ``kind`` says what it is; ``value`` stands also for a refused one whose value is sure.

    A refused number is one of no unit ("no unit": 12 in 12 Indian sailors), one of a thing ("name or number of a
    thing": KF-21, 3-2, 제3차), a "word" that may be no number (一 in 一起), a "vague" one (수십만) or one that can
    be read in two ways ("ambiguous": 1,234 in Vietnamese).
    """

    start: int
    end: int
    kind: Literal["figure", "date", "refused"]
    value: str | None
    figure: Figure | None = None
    reason: Reason | Literal[""] = ""


_NUKTA_LETTERS = "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f"
_PLAIN = {
    **{ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")},
    **{ord(deva): str(value) for value, deva in enumerate("०१२३४५६७८९")},
    # letters with their nukta in one sign, as without it: what is looked for has an optional nukta
    **{ord(dotted): plain for dotted, plain in zip(_NUKTA_LETTERS, "कखगजडढफय", strict=True)},
}
_NOT_PLAIN = re.compile(f"[０-９०-९{_NUKTA_LETTERS}]")


def base_language(language: str) -> str:
    """The language whose rules apply: zh for zh-Hant; one without rules is read as English."""
    base = language.split("-", maxsplit=1)[0]
    return base if base in LANGUAGES else "en"


def find_figures(title: str, paragraphs: Sequence[str], language: str) -> tuple[Figure, ...]:
    """All figures, the headline's first. ``language`` is an ISO code; one without rules is read as English."""
    texts = (title, *paragraphs)
    whole = "\n".join(texts) if language == "zh-Hant" else None
    return tuple(
        mention.figure
        for number, text in enumerate(texts, start=HEADLINE)
        for mention in find_numbers(text, language, number, whole)
        if mention.figure is not None
    )


def find_dates(text: str, language: str) -> tuple[CalendarMention, ...]:
    """Dates, times of day and words such as "last month", which are no figures."""
    return find_calendar(_plain(text), base_language(language), _counting_words)


def find_numbers(
    text: str, language: str, paragraph: int = HEADLINE, whole: str | None = None
) -> tuple[NumberMention, ...]:
    """Every number of a text in order and without overlaps, each a figure, part of a date or refused.

    ``whole`` is the article around it, which can tell whose 元 is meant; without it the text itself.
    """
    yuan = local_yuan(language, text if whole is None else whole)
    return tuple(_mentions(text, paragraph, grammar_of(base_language(language), yuan), language))


def _plain(text: str) -> str:
    """Full-width and Devanagari digits as ASCII, dotted letters as plain ones: one for one, so that offsets hold."""
    return text.translate(_PLAIN) if _NOT_PLAIN.search(text) else text


@lru_cache(maxsize=1)
def _counting_words() -> str:
    """Words that make an amount of the number before them, English and Hindi: 2000 people and 2000 रुपये."""
    measures = load_measures()
    words = {
        word
        for language in ("en", "hi")
        for word in (*measures.units[language], *measures.scales[language])
        if word[0].isalpha()
    }
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})"


def _mentions(text: str, paragraph: int, grammar: Grammar, language: str) -> Iterator[NumberMention]:
    plain = _plain(text)
    if grammar.candidate.search(plain) is None:
        return
    dates = [(date.start, date.end) for date in find_calendar(plain, grammar.language, _counting_words)]
    position = at_date = 0
    while (match := grammar.candidate.search(plain, position)) is not None:
        start = match.start()
        while at_date < len(dates) and dates[at_date][1] <= start:
            at_date += 1
        if at_date < len(dates) and dates[at_date][0] <= start:
            begin, end = dates[at_date]
            yield NumberMention(begin, end, "date", None)
            position = max(end, match.end())
            continue
        first = first_months(plain, start, grammar.language)
        if first is not None and first.start >= position:
            months = Found(first.start, first.end, Decimal(first.count), load_measures().names["months"])
            mention = _as_figure(text, plain, months, paragraph, grammar, first.text_en)
        else:
            mention = _mention(text, plain, match, paragraph, grammar, language)
        position = max(mention.end, match.end(), position + 1)
        yield mention


def _mention(
    text: str, plain: str, match: re.Match[str], paragraph: int, grammar: Grammar, language: str
) -> NumberMention:
    start = match.start()
    if match.lastgroup is not None:
        return _as_figure(text, plain, _set_word(plain, match, grammar), paragraph, grammar)
    amount = read_amount(plain, start, grammar.language)
    is_in_digits = plain[start] in ASCII_DIGITS
    if amount is None or amount.value is None:
        end = max(_end_of_digits(plain, start), amount.end if amount is not None else 0)
        reason: Reason = "ambiguous" if is_in_digits else "word" if amount is None else "vague"
        return _refused(start, end, None, reason)
    if not stands_alone(plain, start, grammar.language):
        return _refused(start, amount.end, amount.value, "name or number of a thing")
    found = measure(plain, start, amount, grammar)
    if isinstance(found, str):
        return _refused(start, amount.end, amount.value, found)
    if language == "zh-Hans" and "兆" in plain[found.start : found.end]:
        return _refused(start, found.end, None, "ambiguous")  # 10¹² in Taiwan, mega- on the mainland (千兆网)
    return _as_figure(text, plain, found, paragraph, grammar)


def _end_of_digits(text: str, start: int) -> int:
    end = start + 1
    while text[start] in ASCII_DIGITS and end < len(text) and text[end] in ASCII_DIGITS:
        end += 1
    return end


def _refused(start: int, end: int, value: Number | None, reason: Reason) -> NumberMention:
    return NumberMention(start, end, "refused", None if value is None else plain_decimal(value), None, reason)


def _set_word(plain: str, match: re.Match[str], grammar: Grammar) -> Found:
    """Words that are a number by themselves: 절반, 一半, gấp đôi, doubled."""
    start, end = match.span()
    name = match.lastgroup or ""
    if name == "half":
        found = measure_half(plain, start, end, grammar)
    else:
        found = Found(start, end, SET_WORDS[name], load_measures().names["times"])
    return with_qualifier(plain, found, grammar)


def _as_figure(
    text: str, plain: str, found: Found, paragraph: int, grammar: Grammar, english: str = ""
) -> NumberMention:
    """``english`` is what the figure is in English where that is more than number and unit."""
    # made without validation: every field is of our own making, and a text may hold thousands
    figure = Figure.model_construct(
        original=text[found.start : found.end],
        value=plain_decimal(found.value),
        value_to=None if found.upper is None else plain_decimal(found.upper),
        unit=found.unit.name,
        qualifier=found.qualifier,
        text_en=english or _english_of(plain, found, grammar),
        paragraph=paragraph,
        start=found.start,
        end=found.end,
    )
    return NumberMention(found.start, found.end, "figure", figure.value, figure)


_IN_THE_RANGE = re.compile(r"대(?![가-힣])|대(?:로|에|의|를|가|까지|서|인|다)(?![가-힣])")


def _english_of(plain: str, found: Found, grammar: Grammar) -> str:
    if found.unit.name == "age group":
        tail = {"at least": " and over", "at most": " and under"}.get(found.qualifier, "")
        return f"{age_group_in_english(plain_decimal(found.value))}{tail}"
    if found.is_fraction:
        return qualified_in_english(found.qualifier, fraction_in_english(found.value))
    amount = with_unit_in_english(found.value, found.unit, found.upper)
    english = qualified_in_english(found.qualifier, amount)
    if grammar.language == "ko" and _IN_THE_RANGE.match(plain, found.end):
        return f"{english} range"  # 5천명대, 100억대: five thousand and some, ten billion and some
    return english
