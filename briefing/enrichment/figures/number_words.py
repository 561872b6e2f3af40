"""Words for small numbers in Vietnamese, Hindi and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from briefing.enrichment.figures.measures import NUKTA, without_nukta


def _numbered(words: str, first: int = 1, step: int = 1) -> dict[str, Decimal]:
    """The words with their values; a bar parts two spellings of one."""
    return {
        spelling: Decimal(first + step * number)
        for number, spellings in enumerate(words.split())
        for spelling in spellings.split("|")
    }


EN_SMALL: Mapping[str, Decimal] = {
    **_numbered("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen", 0),
    **_numbered("fifteen sixteen seventeen eighteen nineteen", 15),
    **_numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
}
VI_SMALL: Mapping[str, Decimal] = _numbered("một|mốt hai ba bốn|tư năm|lăm sáu bảy|bẩy tám chín mười")
HI_SMALL: Mapping[str, Decimal] = {
    without_nukta(word): value
    for word, value in {
        **_numbered(
            "एक दो तीन चार पांच|पाँच छह|छः|छे सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह|पन्द्रह सोलह सत्रह अठारह"
        ),
        **_numbered("उन्नीस बीस", 19),
        **_numbered("पच्चीस तीस पैंतीस चालीस पैंतालीस पचास", 25, 5),
        **_numbered("साठ सत्तर अस्सी नब्बे", 60, 10),
        **{"पचहत्तर": Decimal(75), "डेढ़": Decimal("1.5"), "ढाई": Decimal("2.5")},
    }.items()
}
HI_MORE: Mapping[str, Decimal] = {
    without_nukta(word): more
    for word, more in {"साढ़े": Decimal("0.5"), "सवा": Decimal("0.25"), "पौने": Decimal("-0.25")}.items()
}
"""What the word adds to the number behind it: साढ़े तीन is 3.5."""
SMALL: Mapping[str, Mapping[str, Decimal]] = {"en": EN_SMALL, "vi": VI_SMALL, "hi": HI_SMALL}
HUNDREDS: Mapping[str, Mapping[str, int]] = {
    "en": {"hundred": 100},
    "vi": {"trăm": 100, "chục": 10, "mươi": 10},
    "hi": {"सौ": 100},
}


def any_of(words: Iterable[str], language: str) -> str:
    """A pattern for any of the words, the longest first; Hindi ones with or without their nuktas."""
    pattern = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return re.sub("([कखगजडढफ])", f"\\1{NUKTA}?", pattern) if language == "hi" else pattern
