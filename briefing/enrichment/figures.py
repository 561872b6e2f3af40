"""Figures: numbers with their scale and unit, read by rule in each language's own system.

조/억/만/천, 兆/億/万, 万亿/亿/千, tỷ/triệu/nghìn, lakh/crore and their compounds (1조 120억 원). A number without a
scale or a unit says nothing and is no figure; neither is a date, a time, a score, a telephone number or part
of a name (KF-21). Values are exact decimals. Where a reading is not certain there is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from briefing.records.figure import Figure
from briefing.taxonomy import gazetteer as gazetteer_data
from briefing.taxonomy.gazetteer import digest_files, read_yaml

ENGINE = "figure-rules"
HEADLINE = -1

_MEASURES = Path(gazetteer_data.__file__).with_name("measures.yml")
VERSION = f"1+{digest_files([_MEASURES])}"


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` is stored; ``one`` and ``many`` are how English counts it. The empty unit is a bare number."""

    name: str
    one: str
    many: str


@dataclass(frozen=True)
class Measures:
    """The tables of ``taxonomy/measures.yml``, units resolved."""

    scales: Mapping[str, Mapping[str, int]]
    small_scales: Mapping[str, Mapping[str, int]]
    units: Mapping[str, Mapping[str, Unit]]
    prefixes: Mapping[str, Unit]
    prefix_scales: Mapping[str, int]
    above: Mapping[str, str]
    other_words: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Unit]


@lru_cache(maxsize=1)
def load_measures() -> Measures:
    """The measures. Raises MeasuresError for a unit that has no English name."""
    raw = read_yaml(_MEASURES)
    names = {name: Unit(name, one, many) for name, (one, many) in raw["names"].items()}
    names["percent"] = Unit("percent", "%", "%")

    def resolve(table: Mapping[str, str], where: str) -> dict[str, Unit]:
        unnamed = sorted({name for name in table.values() if name not in names})
        if unnamed:
            raise MeasuresError(f"{_MEASURES.name}: {where}: no English names for {', '.join(unnamed)}")
        return {str(written): names[name] for written, name in table.items()}

    everywhere = resolve(raw["units"]["all"], "units: all")
    return Measures(
        scales=raw["scales"],
        small_scales=raw["small_scales"],
        units={
            language: everywhere | resolve(raw["units"][language], f"units: {language}")
            for language in raw["scales"]
        },
        prefixes=dict(sorted(resolve(raw["prefixes"], "prefixes").items(), key=lambda item: -len(item[0]))),
        prefix_scales=raw["prefix_scales"],
        above=raw["above"],
        other_words=raw["other_words"],
        names=names,
    )


class MeasuresError(ValueError):
    """A measures file that breaks its own rules."""


_BARE = Unit("", "", "")
_GLUED_BEFORE = re.compile(r"[A-Za-zÀ-ỹ][-–]?$|\d[-–:/.,]?$|(?<!Rs)\.$|[제第]$|법률?\s?$")
_INDEX = re.compile(r"코스피|코스닥|지수|환율")
_GLUED_AFTER = re.compile(r"[-–:/.,]\d")
_CURRENCY_CODE = re.compile(r"(?:USD|INR|RMB|Rs)$")
_GROUPED_ONLY = re.compile(r"\d{1,3}(?:,\d{3})+")
_WORD_GOES_ON = re.compile(
    r"(?!(?:[을를이가은는의도에로]|선|대|으로|여)(?![가-힣]))[가-힣一-鿿ァ-ヶ]|[A-Za-z]"
)
_IN_THE_RANGE = re.compile(r"대(?![가-힣])|대(?:로|에|의|를|가|까지|서)(?![가-힣])")
_BIG_SCALE = re.compile(r"\s?[만억조万萬億亿]")
_DIGIT_RUN = re.compile(r"\d{1,3}(?!\d)")
_NEXT_NUMBER = re.compile(r"\s?(?=\d)")
_RANGE = re.compile(r"\s?[~∼〜～]\s?(?=\d)")
_SEN = re.compile(r"(\d{1,2})銭")
_PREFIX_SCALE = re.compile(r"\s?(lakh crore|trillion|billion|million|crore|lakh|tn|bn|mn|[mb])\b")

_DIGITS = {ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")} | {
    ord(deva): str(value) for value, deva in enumerate("०१२३४५६७८९")
}
_OTHER_DIGIT = re.compile("[０-９०-९]")
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBERS = {
    "vi": r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?",
    "en": r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?",
    "hi": r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?",
}
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HINDI_MONTHS = (
    *("जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई"),
    *("अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"),
)
_DATES: Mapping[str, str] = {
    "ko": r"(?:\d{2,4}년\s?)?\d{1,2}월(?:\s?\d{1,2}일)?|(?:19|20)\d\d년(?!\s?(?:만|간|째|여))|\d{1,2}[∼~]\d{1,2}일"
    r"|\d{1,2}일(?!\s?(?:간|만|째))|\d{1,2}시(?:\s?\d{1,2}분)?(?!간)|\d분기|\d{1,3}주년",
    "ja": r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d年(?!間)|\d{1,2}日(?!間|ぶり|連続)"
    r"|\d{1,2}時(?!間)(?:\d{1,2}分|半)?",
    "zh": r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号號])?|(?:19|20)\d\d年|\d{1,2}[日号號]"
    r"|\d{1,2}[时時](?:\d{1,2}分)?",
    "vi": r"(?:ngày\s)?\d{1,2}/\d{1,2}(?:/\d{4})?(?![-.\d])|\d{1,2}-\d{1,2}-\d{4}|tháng\s\d{1,2}(?:/\d{4})?"
    r"|năm\s(?:19|20)\d\d|ngày\s\d{1,2}-\d{1,2}(?![-./\d])|ngày\s[\d./-]+|\d{1,2}[hg]\d{0,2}",
    "hi": rf"\d{{1,2}}\s(?:{'|'.join(_HINDI_MONTHS)})(?:\s\d{{4}})?|(?:19|20)\d\d",
    "en": r"(?:19|20)\d\d(?!,\d)",
}
_ANY_DATE = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?"


@dataclass(frozen=True, slots=True)
class CalendarMention:
    """A date or time of day in the text. ``text_en`` is empty where English has no short sure form of it.

    The other fields are what the words themselves say, to compare a text with its English: ``hour`` is 0 to 24,
    ``part`` is early, mid or late, ``relative`` an English phrase (last month, 3 years ago). What is not said is
    None or empty; nothing is worked out from the day of publication.
    """

    start: int
    end: int
    text_en: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    quarter: int | None = None
    half: int | None = None
    month_to: int | None = None
    day_to: int | None = None
    weekday: str = ""
    part: str = ""
    relative: str = ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Compiled rules of one language."""

    language: str
    number: re.Pattern[str]
    scale: re.Pattern[str]
    units: tuple[tuple[str, Unit], ...]
    dates: re.Pattern[str]


@lru_cache(maxsize=8)
def _grammar(language: str) -> _Grammar:
    scales = sorted(load_measures().scales[language], key=len, reverse=True)
    small = "".join(load_measures().small_scales.get(language, ()))
    gap = r"\s?" if language in ("vi", "hi", "en") else ""
    tail = r"(?![a-zà-ỹđ])" if language in ("vi", "en") else ""
    group = f"(?P<small>[{small}])?" if small else "(?P<small>(?!))?"
    units = sorted(load_measures().units[language].items(), key=lambda item: -len(item[0]))
    return _Grammar(
        language,
        re.compile(_NUMBERS.get(language, _GROUPED)),
        re.compile(f"{group}(?:{gap}(?P<scale>{'|'.join(map(re.escape, scales))}){tail})?"),
        tuple(units),
        re.compile(f"{_ANY_DATE}|{_DATES[language]}"),
    )


def find_figures(title: str, paragraphs: Sequence[str], language: str) -> tuple[Figure, ...]:
    """All figures, the headline's first. ``language`` is an ISO code; one without rules is read as English."""
    base = language.split("-", maxsplit=1)[0]
    grammar = _grammar(base if base in _DATES else "en")
    texts = (title, *paragraphs)
    yuan = _local_yuan(language, texts)
    return tuple(
        figure
        for number, text in enumerate(texts, start=HEADLINE)
        for figure in _figures_of(text, number, grammar, yuan)
        # 兆 is 10¹² in Taiwan; on the mainland it is mega- (千兆网), so no sure number
        if not (language == "zh-Hans" and "兆" in figure.original)
    )


def find_dates(text: str, language: str) -> tuple[CalendarMention, ...]:
    """Dates and times of day, which are no figures."""
    base = language.split("-", maxsplit=1)[0]
    grammar = _grammar(base if base in _DATES else "en")
    plain = _plain_digits(text)
    return tuple(
        CalendarMention(match.start(), match.end(), _date_in_english(match.group(), grammar.language))
        for match in grammar.dates.finditer(plain)
        if not _touches_number(plain, match.start(), match.end())
    )


def _date_in_english(written: str, language: str) -> str:
    """``3월 10일`` → March 10; ``2026년`` → 2026; a lone day or a time has no sure short English."""
    if written == "24/7":
        return ""
    if language == "hi" and (month := next((m for m in _HINDI_MONTHS if m in written), "")):
        numbers = re.findall(r"\d+", written)
        name = _MONTH_NAMES[_HINDI_MONTHS.index(month)]
        return f"{name} {numbers[0]}" + (f", {numbers[1]}" if len(numbers) > 1 else "")
    patterns = (
        r"(?:(?P<y>\d{4})[년年]\s?)?(?P<m>\d{1,2})[월月]\s?(?:(?P<d>\d{1,2})[일日号號])?",
        r"(?:ngày\s)?(?P<d>\d{1,2})[/-](?P<m>\d{1,2})(?:[/-](?P<y>\d{4}))?",
        r"tháng\s(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?(?P<d>(?!))?",
    )
    for pattern in patterns:
        if (match := re.fullmatch(pattern, written)) and 1 <= int(match["m"]) <= 12:
            day = int(match["d"]) if match["d"] else None
            if day is not None and not 1 <= day <= 31:
                return ""
            english = _MONTH_NAMES[int(match["m"]) - 1] + (f" {day}" if day else "")
            return english + (f"{',' if day else ''} {match['y']}" if match["y"] else "")
    year = re.fullmatch(r"(?:năm\s)?((?:19|20)\d\d)[년年]?", written)
    return year[1] if year else ""


def _plain_digits(text: str) -> str:
    """Full-width and Devanagari digits as ASCII, one for one, so that offsets hold."""
    return text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text


def _touches_number(text: str, start: int, end: int) -> bool:
    return (start > 0 and (text[start - 1].isdigit() or text[start - 1 : start] in ".,")) or (
        end < len(text) and text[end - 1].isdigit() and text[end].isdigit()
    )


def _local_yuan(language: str, texts: Sequence[str]) -> Unit:
    """What a bare 元 is. In traditional script it is the NT dollar unless the text names another 元."""
    names = load_measures().names
    if language != "zh-Hant":
        return names["yuan"]
    others = re.compile("人民幣|人民币|港元|港幣|香港|澳門|大陸|中國")
    return names["yuan or dollars" if any(map(others.search, texts)) else "NT dollars"]


def _figures_of(text: str, paragraph: int, grammar: _Grammar, yuan: Unit) -> Iterator[Figure]:
    plain = _plain_digits(text)
    dates = [match.span() for match in grammar.dates.finditer(plain)]
    position = 0
    while match := grammar.number.search(plain, position):
        start, end = match.span()
        position = end
        inside = next((span for span in dates if span[0] <= start < span[1]), None)
        if inside is not None:
            position = max(end, inside[1])
            continue
        if not _stands_alone(plain, start, end):
            continue
        read = _read_amount(plain, match, grammar)
        if read is None:
            continue
        amount, stop, is_scaled = read
        figure = _with_unit(text, plain, (start, stop), amount, is_scaled, paragraph, grammar, yuan)
        if figure is not None:
            yield figure
            position = max(position, figure.end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Not part of a name, a score, a telephone number or a longer number."""
    before = text[max(0, start - 3) : start]
    after = text[end : end + 2]
    if _GLUED_BEFORE.search(before):
        return bool(_CURRENCY_CODE.search(text[max(0, start - 4) : start]))
    return not _GLUED_AFTER.match(after)


def _read_amount(text: str, first: re.Match[str], grammar: _Grammar) -> tuple[Decimal, int, bool] | None:
    """Number with its scales, compounds included: (value, end, whether a scale was read)."""
    total = Decimal(0)
    limit: int | None = None
    match, end, is_scaled = first, first.end(), False
    while True:
        value = _decimal(match.group(), grammar.language)
        if value is None:
            return None
        group, stop, small_read = _small_group(text, match, value, grammar)
        scale_match = grammar.scale.match(text, stop)
        scale_word = scale_match["scale"] if scale_match else None
        scale = load_measures().scales[grammar.language][scale_word] if scale_word else 1
        if limit is not None and (scale >= limit or group >= limit // scale):
            break  # 3만 5000만 is no compound
        if limit is not None and scale == 1 and not small_read and not _continues(text, match, end):
            break
        total += group * scale
        end = scale_match.end() if scale_match and scale_word else stop
        is_scaled = is_scaled or scale > 1 or small_read
        if grammar.language not in load_measures().small_scales or scale == 1 or "." in match.group():
            break
        limit = scale
        following = _NEXT_NUMBER.match(text, end)
        next_number = grammar.number.match(text, following.end()) if following else None
        if next_number is None:
            break
        match = next_number
    return total, end, is_scaled


def _small_group(
    text: str, match: re.Match[str], value: Decimal, grammar: _Grammar
) -> tuple[Decimal, int, bool]:
    """3천5백 → 3,500: the group before a scale, its end, and whether it held a small scale."""
    small = load_measures().small_scales.get(grammar.language)
    end = match.end()
    if small is None or text[end : end + 1] not in small or not text[end : end + 1]:
        return value, end, False
    total, pending, limit = Decimal(0), value, 10**4
    while (word := text[end : end + 1]) in small and word and small[word] < limit:
        limit = small[word]
        total += pending * limit
        pending = Decimal(0)
        end += 1
        digits = _DIGIT_RUN.match(text, end)
        if digits is None or int(digits.group()) >= limit:
            break
        pending, end = Decimal(digits.group()), digits.end()
    return total + pending, end, True


def _continues(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a number without a scale belongs to the amount before it: 1만2345, 3만 5,000."""
    return match.start() == end or len(re.sub(r"\D", "", match.group())) >= 3


def _decimal(written: str, language: str) -> Decimal | None:
    """The number, or None where its separators could mean two things (1,234 in Vietnamese)."""
    if language == "vi":
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written) and not written.startswith("0"):
            return Decimal(written.replace(".", "").replace(",", "."))
        if re.fullmatch(r"\d{1,3},\d{3}", written) and not written.startswith("0"):
            return None
        return Decimal(written.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?", written):
        return Decimal(written.replace(",", ""))
    return None


def _with_unit(
    text: str,
    plain: str,
    span: tuple[int, int],
    amount: Decimal,
    is_scaled: bool,
    paragraph: int,
    grammar: _Grammar,
    yuan: Unit,
) -> Figure | None:
    """The figure of an amount: its currency sign or unit, or None where it has neither sign, unit nor scale."""
    start, end = span
    is_above = False
    if (word := load_measures().above.get(grammar.language)) and (
        above := re.compile(f"\\s?(?:{word})").match(plain, end)
    ):
        is_above, end = True, above.end()
        if _BIG_SCALE.match(plain, end):
            return None  # 10여만: the scale itself is counted loosely
    if (prefix := _prefix_before(plain, start, grammar.language)) is not None:
        unit, start = prefix
        if not is_scaled and (scale := _PREFIX_SCALE.match(plain, end)):
            amount, end = amount * load_measures().prefix_scales[scale[1]], scale.end()
        if plain.startswith("元", end):  # 新台幣3.5億元 names its currency twice
            end += 1
        return _figure(text, start, end, amount, unit, is_above, paragraph)
    found = _unit_after(plain, end, grammar, amount, is_scaled)
    if found is None:
        found, amount = _unit_of_range(plain, end, grammar, amount, is_scaled)
    if found is not None:
        unit, end = found
        if unit.name == "yuan" and plain[end - 1] == "元" and grammar.language == "zh":
            unit = yuan
        if unit.name == "yen" and plain[end : end + 1].isdigit():
            sen = _SEN.match(plain, end)
            if sen is None:
                return None  # 157円80~90銭
            amount, end = amount + Decimal(sen[1]) / 100, sen.end()
        return _ranged(_figure(text, start, end, amount, unit, is_above, paragraph), plain, grammar)
    is_number_only = (is_scaled and amount >= 1000) or _GROUPED_ONLY.fullmatch(plain, *span)
    if is_number_only and not _WORD_GOES_ON.match(plain, end):
        return _ranged(_figure(text, start, end, amount, _BARE, is_above, paragraph), plain, grammar)
    return None


def _ranged(figure: Figure, plain: str, grammar: _Grammar) -> Figure:
    """5천명대, 100억대: five thousand and some, ten billion and some."""
    if grammar.language == "ko" and _IN_THE_RANGE.match(plain, figure.end):
        return figure.model_copy(update={"text_en": f"{figure.text_en} range"})
    return figure


def _unit_of_range(
    text: str, end: int, grammar: _Grammar, amount: Decimal, is_scaled: bool
) -> tuple[tuple[Unit, int] | None, Decimal]:
    """The first number of 3∼5% has the unit of the second, and that of 20∼30만원 its scale too."""
    between = _RANGE.match(text, end)
    second = grammar.number.match(text, between.end()) if between else None
    read = _read_amount(text, second, grammar) if second else None
    if second is None or read is None:
        return None, amount
    upper, stop, upper_is_scaled = read
    found = _unit_after(text, stop, grammar, upper, upper_is_scaled)
    plain_upper = _decimal(second.group(), grammar.language)
    if found is None or plain_upper is None:
        return None, amount
    if upper_is_scaled and not is_scaled:
        if amount >= plain_upper:
            return None, amount
        amount *= upper / plain_upper
    return (found[0], end), amount


def _prefix_before(text: str, start: int, language: str) -> tuple[Unit, int] | None:
    """A currency sign before the number, and where it begins. ¥ is the yuan in Chinese texts."""
    left = text[max(0, start - 5) : start]
    names = load_measures().names
    for sign, unit in load_measures().prefixes.items():
        for gap in ("", " "):
            if left.endswith(sign + gap):
                return (names["yuan"] if sign in "¥￥" and language == "zh" else unit), start - len(
                    sign + gap
                )
    return None


def _unit_after(
    text: str, end: int, grammar: _Grammar, amount: Decimal, is_scaled: bool
) -> tuple[Unit, int] | None:
    gap = 1 if text[end : end + 1] == " " else 0
    for written, unit in grammar.units:
        stop = end + gap + len(written)
        if (
            text.startswith(written, end + gap)
            and not _is_cut(text, stop, written, grammar.language)
            and _counts(text, stop, written, grammar.language, amount, is_scaled)
        ):
            return unit, stop
    return None


def _is_cut(text: str, stop: int, written: str, language: str) -> bool:
    """Whether the unit is only the beginning of a longer word."""
    following = text[stop : stop + 1]
    if not following or written[-1] == "%":
        return False
    if language in ("vi", "en"):
        return following.isalnum()
    if written[-1].isascii() and written[-1].isalpha():
        return following.isascii() and following.isalnum()
    return language == "hi" and "ऀ" <= following <= "ॿ"


_SPAN_OF_YEARS = re.compile(r"\s?(?:만|간|째|전|후|뒤|새|연속|넘|이상)")
_PRISON = re.compile(r"(?:징역|금고|구형|집유|집행유예)\s?\d+년$")
_COUNTED_IN_RANGES = re.compile(r"[억조천]\s?대$|(?:코스피|코스닥|지수|환율|달러당|평균).{0,6}대$")
_COUNTED_MACHINES = re.compile(
    r"(차량|드론|버스|항공기|전투기|헬기|장비|택시|승용차|트럭|소방차|로봇)\s?\d+대$"
)


def _counts(text: str, stop: int, written: str, language: str, amount: Decimal, is_scaled: bool) -> bool:
    """Whether a unit of one syllable or character is one here."""
    other = load_measures().other_words.get(language, {}).get(written)
    if other is not None and re.match(other, text[stop : stop + 2]):
        return False
    if language == "ko" and written == "대":  # 30대 is an age group, 2대 1 a score, 100억대 a range of money
        if _INDEX.search(text[:stop]):  # 코스피 5,500대 is a level, not a number of things
            return False
        before = text[max(0, stop - 14) : stop]
        is_range = bool(_COUNTED_IN_RANGES.search(before))
        return bool(_COUNTED_MACHINES.search(before)) or (amount >= 100 and not is_range)
    if language == "ko" and written == "세대" and amount < 30:  # 6세대 D램 is a generation
        return False
    if language == "ko" and written == "동":  # 101동 is a building: dong come in thousands
        return is_scaled and amount >= 1000
    if language == "ko" and written == "년":  # 25년 may be the year; 징역 4년 and 17년 만 are spans
        is_span = _SPAN_OF_YEARS.match(text, stop) or _PRISON.search(text[max(0, stop - 12) : stop])
        return amount < 200 and bool(is_span)
    if language == "ja" and written == "台":  # 20台 may be an age group; 10万台 is not
        return is_scaled or amount % 10 != 0
    return not (written in ("세", "살") and (is_scaled or amount >= 130))


def _figure(
    text: str, start: int, end: int, amount: Decimal, unit: Unit, is_above: bool, paragraph: int
) -> Figure:
    english = with_unit_in_english(amount, unit)
    return Figure(
        original=text[start:end],
        value=plain_decimal(amount),
        unit=unit.name,
        text_en=f"more than {english}" if is_above else english,
        paragraph=paragraph,
        start=start,
        end=end,
    )


def plain_decimal(amount: Decimal) -> str:
    """The number without exponent and without idle zeros: ``949500000000``, ``0.25``."""
    written = format(amount, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def amount_in_english(amount: Decimal) -> str:
    """949500000000 → 949.5 billion: the largest scale that needs no more than three decimals."""
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        scaled = amount / scale
        if scaled >= 1 and scaled == scaled.quantize(Decimal("0.001")):
            return f"{_grouped(plain_decimal(scaled))} {name}"
    return _grouped(plain_decimal(amount))


def with_unit_in_english(amount: Decimal, unit: Unit) -> str:
    """Number and unit as English writes them: 5%, 1 person, 3.2 trillion won."""
    number = amount_in_english(amount)
    if not unit.name:
        return number
    counted = unit.one if amount == 1 else unit.many
    return f"{number}{counted}" if counted == "%" else f"{number} {counted}"


def _grouped(number: str) -> str:
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"
