"""From an amount to a figure: currency signs, ranges, units, minus signs and the words that qualify it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from briefing.enrichment.figures.amount import Amount, Number, add
from briefing.enrichment.figures.candidates import ASCII_DIGITS
from briefing.enrichment.figures.counting import Grammar, unit_after
from briefing.enrichment.figures.grouped import read_grouped
from briefing.enrichment.figures.measures import QUALIFIERS, Unit, load_measures
from briefing.enrichment.figures.spoken import read_spoken
from briefing.records.figure import Qualifier

Reason = Literal["vague", "ambiguous", "name or number of a thing", "no unit", "word"]
BARE = Unit("", "", "")
_MEASURED = frozenset(
    {
        *(
            "inches",
            "feet",
            "miles",
            "percent",
            "percentage points",
            "points",
            "times",
            "m",
            "km",
            "cm",
            "mm",
            "kg",
        ),
        *("tons", "hectares", "hours", "litres"),
    }
)
"""Units that divide: half an inch is a measure, half the people are a share."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure in the making."""

    start: int
    end: int
    value: Number
    unit: Unit
    upper: Number | None = None
    qualifier: Qualifier = ""
    is_fraction: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount where it stands. ``end`` may lie behind it, after 여 or 余; ``inside`` is what that says."""

    text: str
    start: int
    amount: Amount
    value: Number
    grammar: Grammar
    end: int
    inside: Qualifier = ""

    def unit(self, end: int | None = None) -> tuple[Unit, int] | None:
        """The unit behind, a bare 元 resolved."""
        found = unit_after(self.text, self.end if end is None else end, self.grammar, self.amount)
        return None if found is None else (_which_yuan(found[0], self.text, found[1], self.grammar), found[1])


def read_amount(text: str, start: int, language: str) -> Amount | None:
    """The number that begins at ``start``, scales and fraction included, or None where none begins."""
    return (read_grouped if language in ("ko", "ja", "zh") else read_spoken)(text, start, language)


def measure(text: str, start: int, amount: Amount, grammar: Grammar) -> Found | Reason:
    """The figure of an amount whose value is sure, sign and qualifier included, or why it is none."""
    if amount.value is None:
        return "ambiguous"
    place = _Place(text, start, amount, amount.value, grammar, amount.end)
    found = next((told for step in _STEPS if (told := step(place)) is not None), None)
    if found is None:
        found = _by_unit(_behind_inner_words(place))
    if isinstance(found, str):
        return found
    signed = _with_sign(text, found, grammar)
    return "ambiguous" if signed is None else with_qualifier(text, signed, grammar, is_above=amount.is_above)


def measure_half(text: str, start: int, end: int, grammar: Grammar) -> Found:
    """A word for half: a share, or with a unit that divides a measure (आधा इंच)."""
    value = Decimal("0.5")
    behind = unit_after(text, end, grammar, Amount(value, end, value))
    if grammar.language in ("hi", "vi") and behind is not None and behind[0].name in _MEASURED:
        return Found(start, behind[1], value, behind[0])
    return Found(start, end, value, BARE, is_fraction=True)


# --- steps: each gives a figure, a reason against one, or None where it does not apply ---


def _share(place: _Place) -> Found | None:
    if place.amount.is_percent:  # 百分之三十, 百分之 30 至 43
        percent = load_measures().names["percent"]
        between = _between(place, None)
        second = (
            read_amount(place.text, between.end(), place.grammar.language) if between is not None else None
        )
        if second is not None and isinstance(second.value, Decimal) and place.value < second.value:
            return Found(place.start, second.end, place.value, percent, second.value)
        return Found(place.start, place.end, place.value, percent)
    if place.amount.is_fraction:
        return Found(place.start, place.end, place.value, BARE, is_fraction=True)
    return None


_TENTHS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"割(?!引|り|当|れ|合)"),
    "zh": re.compile(r"成(?![立为為功果本员員长長都绩績就熟年份分交效型])"),
    "ko": re.compile(r"할(?=\s?(?:대|이상|이하|$|[^가-힣]|[이가은는을를의]))"),
}
_HUNDREDTH = re.compile(r"(\d)分")


def _tenths(place: _Place) -> Found | Reason | None:
    """3割 is 30%, 3割5分 35%, 七成 70%."""
    pattern = _TENTHS.get(place.grammar.language)
    match = pattern.match(place.text, place.end) if pattern is not None else None
    if match is None or place.value > 10:
        return None
    if place.value < 1 and place.value != Decimal("0.5"):
        return "ambiguous"
    end, percent = match.end(), place.value * 10
    if place.grammar.language == "ja" and (parts := _HUNDREDTH.match(place.text, end)):
        percent, end = percent + int(parts[1]), parts.end()
    elif place.grammar.language == "zh" and place.text.startswith("半", end):  # 六成半
        percent, end = percent + 5, end + 1
    is_unchanged = place.amount.is_written_out and place.value == 1 and place.text.startswith("不", end)
    return "word" if is_unchanged else Found(place.start, end, percent, load_measures().names["percent"])


_MIDDLE_DOT = re.compile(r"(\d+)・(\d+)([万億兆])?")


def _middle_dot(place: _Place) -> Found | Reason | None:
    """1・13倍 and 40・3度 are decimals in newspapers; 25・26日 and 3・11 are two numbers."""
    point = _MIDDLE_DOT.match(place.text, place.start) if place.grammar.language == "ja" else None
    if point is None:
        return None
    value = Decimal(f"{point[1]}.{point[2]}")
    if point[3]:  # 3・6億円
        whole = value * load_measures().scales["ja"][point[3]]
        amount = Amount(whole, point.end(), value, is_scaled=True)
        return _by_unit(replace(place, amount=amount, value=whole, end=amount.end))
    decimal = replace(place, amount=Amount(value, point.end(), value), value=value, end=point.end())
    found = _degrees(decimal)
    if found is not None:
        return found
    unit = decimal.unit()
    if unit is None or unit[0].name not in _MEASURED:
        return "name or number of a thing"
    return Found(place.start, unit[1], value, unit[0])


_HALF_OF = re.compile("[个個]半(小时|小時|月)")


def _and_a_half_of(place: _Place) -> Found | None:
    """2个半小时 are two and a half hours."""
    match = _HALF_OF.match(place.text, place.end) if place.grammar.language == "zh" else None
    if match is None:
        return None
    unit = load_measures().names["months" if match[1] == "月" else "hours"]
    return Found(place.start, match.end(), add(place.value, Decimal("0.5")), unit)


_SIGN_RANGE = re.compile(r"\s?[~∼〜～–—]\s?(?=[\d$€£₹]|[一二三四五六七八九十])|[-‐−](?=[\d$€£₹])|\s-\s(?=\d)")
_WORD_RANGE: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"에서\s(?=\d)|내지\s?(?=\d)"),
    "ja": re.compile(r"から(?=\d)"),
    "zh": re.compile(r"\s?[至到]\s?(?=\d)"),
    "vi": re.compile(r"\s(?:đến|tới)\s(?=\d)"),
    "hi": re.compile(r"\sसे\s(?=\d)"),
    "en": re.compile(r"\sto\s(?=\$?\d)|\sor\s(?=\d)"),
}
_FROM = re.compile(r"\b(?:from|From)\s\$?$|[从從由]$")


def _range(place: _Place) -> Found | None:
    """3∼5%, 20∼30만원, 3 đến 5 triệu đồng: one figure with both ends."""
    own = place.unit()
    between = _between(place, own)
    if between is None:
        return None
    second = read_amount(place.text, between.end(), place.grammar.language)
    low = place.value
    if (
        second is None
        or second.is_fraction
        or not isinstance(second.value, Decimal)
        or not isinstance(low, Decimal)
    ):
        return None
    upper = _Place(place.text, between.end(), second, second.value, place.grammar, second.end)
    unit = upper.unit() or _unit_of_degrees(upper)
    if unit is None or (own is not None and own[0].name != unit[0].name):
        return None
    if own is None:
        low = _sharing_scale(low, place.amount, second.value, second)
    return Found(place.start, unit[1], low, unit[0], second.value) if low < second.value else None


def _unit_of_degrees(place: _Place) -> tuple[Unit, int] | None:
    found = _degrees(place)
    return None if found is None else (found.unit, found.end)


def _between(place: _Place, own: tuple[Unit, int] | None) -> re.Match[str] | None:
    """What stands between the ends of a range. From 10 to 20 percent can be a change, so it is none."""
    sign = _SIGN_RANGE.match(place.text, own[1] if own is not None else place.end)
    if sign is not None or own is not None:
        return sign
    word = _WORD_RANGE[place.grammar.language].match(place.text, place.end)
    is_change = place.grammar.language in ("en", "zh") and _FROM.search(
        place.text, max(0, place.start - 10), place.start
    )
    return None if is_change else word


def _sharing_scale(low: Decimal, first: Amount, high: Decimal, second: Amount) -> Decimal:
    """20∼30만 are 200,000 to 300,000; 1000∼2천 keep their own."""
    if second.is_scaled and not first.is_scaled and low < second.leading:
        return low * high / second.leading
    return low


_PREFIX_SCALE = re.compile(
    r"\s?(lakh crore|lakh cr|trillion|billion|million|thousand|crore|lakh|trln|bln|mln|trn|tn|bn|mn|cr)\b"
    r"|([mbkMBK])(?![A-Za-z])"
)
_CUT_OFF = re.compile(r"(?:\.\.+|…)\s*$")
"""A lead that ends in dots may end in the middle of a number."""
_UNKNOWN_SCALE = re.compile(r"[A-Za-z]|\s(?:[a-z]ln|[a-z]il|[tbm]rd|mio)\b")


def _behind_sign(place: _Place) -> Found | Reason | None:
    """A number behind a currency sign: ₹500 करोड़, $1.2bn, $3-5 billion."""
    prefix = _prefix_before(place.text, place.start, place.grammar.language)
    if prefix is None:
        return None
    unit, start = prefix
    ranged = _range_behind_sign(place, unit, start)
    if ranged is not None:
        return ranged
    value, end = place.value, place.end
    scale = None if place.amount.is_scaled else _PREFIX_SCALE.match(place.text, end)
    if scale is not None:
        value, end = value * load_measures().prefix_scales[scale[1] or scale[2]], scale.end()
    elif _UNKNOWN_SCALE.match(place.text, end) or _CUT_OFF.match(place.text, end):
        return "ambiguous"
    if place.text.startswith("元", end):  # 新台幣3.5億元 names its currency twice
        end += 1
    return Found(start, end, value, unit)


def _range_behind_sign(place: _Place, unit: Unit, start: int) -> Found | None:
    text, language = place.text, place.grammar.language
    between = _SIGN_RANGE.match(text, place.end)
    if between is None and language == "en":
        between = _WORD_RANGE["en"].match(text, place.end)
    if between is None:
        return None
    at = between.end()
    while at < len(text) and text[at] in "$€£₹":
        at += 1
    second = read_amount(text, at, language) if at < len(text) else None
    if second is None or not isinstance(second.value, Decimal) or not isinstance(place.value, Decimal):
        return None
    high, end = second.value, second.end
    if not second.is_scaled and (scale := _PREFIX_SCALE.match(text, end)):
        high, end = high * load_measures().prefix_scales[scale[1] or scale[2]], scale.end()
        second = replace(second, is_scaled=True)
    low = _sharing_scale(place.value, place.amount, high, second)
    return Found(start, end, low, unit, high) if low < high else None


def _prefix_before(text: str, start: int, language: str) -> tuple[Unit, int] | None:
    """A currency sign before the number, and where it begins. ¥ is the yuan in Chinese texts."""
    if start == 0 or text[start] not in ASCII_DIGITS:
        return None
    left = text[max(0, start - 5) : start]
    tail = left.removesuffix(" ")
    if not tail or tail[-1] not in _last_letters_of_signs():
        return None
    measures = load_measures()
    for sign, unit in measures.prefixes.items():
        at = start - (len(left) - len(tail)) - len(sign)
        if tail.endswith(sign) and not (sign[0].isascii() and sign[0].isalpha() and _is_letter(text, at - 1)):
            return (measures.names["yuan"] if sign in "¥￥" and language == "zh" else unit), at
    return None


def _is_letter(text: str, at: int) -> bool:
    return at >= 0 and text[at].isascii() and text[at].isalpha()


@lru_cache(maxsize=1)
def _last_letters_of_signs() -> frozenset[str]:
    return frozenset(sign[-1] for sign in load_measures().prefixes)


_STEPS = (_share, _behind_sign, _tenths, _middle_dot, _and_a_half_of, _range)


# --- an amount with a unit behind it ---


def _behind_inner_words(place: _Place) -> _Place:
    """The place behind 여, 余 or 多, where a unit follows those."""
    above = load_measures().inside[place.grammar.language].match(place.text, place.end)
    if above is None or place.unit(above.end()) is None:
        return place
    return replace(place, end=above.end(), inside=_qualifier_of(above))


_AFTER_MINUTES = re.compile(r"[분分]\s?$")
_NUMBER_BEHIND = re.compile(r"[-–:/.,]\d")


def _by_unit(place: _Place) -> Found | Reason:
    is_in_digits = place.text[place.start] in ASCII_DIGITS
    if (
        is_in_digits
        and not place.inside
        and not place.amount.is_scaled
        and _NUMBER_BEHIND.match(place.text, place.end)
    ):
        return "name or number of a thing"
    found = _degrees(place) or _age_group(place)
    if found is not None:
        return found
    unit = place.unit()
    if unit is None:
        return _without_unit(place)
    is_rest = unit[0].name == "seconds" and _AFTER_MINUTES.search(
        place.text, max(0, place.start - 3), place.start
    )
    return "ambiguous" if is_rest else _with_unit(place, *unit)  # the 6 seconds of 1分06秒05 are none


_DEGREES: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "ko": (
        re.compile(r"\s?도(?=$|[^가-힣]|[로를가는의에까]|이하|이상|안팎)"),
        re.compile(r"영하|영상|기온|최고|최저|체감|섭씨|낮|아침|폭염|한파|열대야|더위|추위"),
    ),
    "ja": (re.compile(r"度(?![目数合])"), re.compile(r"気温|氷点下|最高|最低|マイナス|暑|寒|猛暑")),
    "zh": (re.compile(r"度(?![电電数數])"), re.compile(r"气温|氣溫|温|溫|零下|攝氏|摄氏|低溫|低温")),
    "vi": (re.compile(r"\sđộ(?!\w)"), re.compile(r"nhiệt|rét|lạnh|nóng|âm")),
    "hi": (re.compile(r"\sडिग्री\sसेल्सियस"), re.compile("(?!)")),
    "en": (re.compile(r"\sdegrees? C(?:elsius)?\b|°C"), re.compile("(?!)")),
}
_EXPLICIT_CELSIUS = re.compile("सेल्सियस|Celsius|°C|degrees? C")
_HOTTEST = 55
"""No place is warmer in degrees Celsius: a higher number is told in Fahrenheit, or an angle."""
_KO_HEAT = re.compile(
    r"\s?도(?:를|의|까지|\s?안팎|\s?이상)?\s?(?:넘는\s|웃도는\s)?(?:폭염|더위|무더위|한파|추위|찜통)"
)


def _degrees(place: _Place) -> Found | None:
    """Degrees of weather. 서해 5도 are islands, so Korean wants its word for the weather before the number."""
    unit, weather = _DEGREES[place.grammar.language]
    match = unit.match(place.text, place.end)
    if match is None:
        return None
    last = place.start if place.grammar.language == "ko" else place.end + 14
    is_weather = (
        _EXPLICIT_CELSIUS.search(place.text, match.start(), match.end())
        or (place.value <= _HOTTEST and weather.search(place.text, max(0, place.start - 16), last))
        or (
            place.grammar.language == "ko"
            and place.value <= _HOTTEST
            and _KO_HEAT.match(place.text, place.end)
        )
    )
    names = load_measures().names
    return Found(place.start, match.end(), place.value, names["degrees Celsius"]) if is_weather else None


_AGE_GROUP: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(
        r"대(?:\s?(?:이상|이하|이후|남성|여성|남녀|남자|여자|부부|청년|직장인|중반|초반|후반|아들|딸|연령|노인|고령|유권자|환자"
        r"|응답자|가장|주부|승객|운전자|한국인|중국인|외국인|인구)|[·,∼~]\s?\d0대|는|은|의\s(?:나이|남|여)|\s[남여](?![가-힣]))"
    ),
    "ja": re.compile(
        r"代(?=の?(?:男|女|以上|以下|夫婦|会社員|前半|後半|無職|若者|娘|息子|母|父|半ば)|[、・]|$|\s)"
    ),
}


def _age_group(place: _Place) -> Found | None:
    """30대 남성, 60대 이상, 30代の男: people in their thirties."""
    pattern = _AGE_GROUP.get(place.grammar.language)
    # The bounds first: a remainder of a number of thirty digits is no Decimal.
    if pattern is None or not 10 <= place.value <= 90 or place.value % 10 or place.amount.is_scaled:
        return None
    if not pattern.match(place.text, place.end):
        return None
    return Found(place.start, place.end + 1, place.value, load_measures().names["age group"])


_SEN = re.compile(r"(\d{1,2})(?:\s?[~∼〜～–-]\s?(\d{1,2}))?銭")
_HALF_MORE: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"\s?반(?![가-힣])"),
    "ja": re.compile(r"半(?![年月日数額分減期])"),
    "zh": re.compile(r"半(?![年月日数數额額期])"),
    "vi": re.compile(r"\srưỡi(?!\w)"),
}
_HALVED = frozenset({"years", "months", "hours", "days", "times", "weeks"})


def _with_unit(place: _Place, unit: Unit, end: int) -> Found | Reason:
    """With what may follow a unit: 銭, and a half."""
    if place.amount.is_written_out and not _is_sure_word(place, unit):
        return "word"
    text, value = place.text, place.value
    upper: Number | None = None
    if unit.name == "yen" and text[end : end + 1].isdigit():
        sen = _SEN.match(text, end)
        if sen is None:
            return "ambiguous"
        upper = add(value, Decimal(sen[2]) / 100) if sen[2] else None
        value, end = add(value, Decimal(sen[1]) / 100), sen.end()
    half = _HALF_MORE.get(place.grammar.language)
    if half is not None and unit.name in _HALVED and value == int(value) and (more := half.match(text, end)):
        value, end = add(value, Decimal("0.5")), more.end()
    return Found(place.start, end, value, unit, upper, place.inside)


_SURE_ALONE: Mapping[str, frozenset[str]] = {
    "ja": frozenset(
        {"people", "months", "days", "hours", "weeks", "times", "countries", "years old", "companies"}
    ),
    "zh": frozenset(
        {
            *(
                "people",
                "months",
                "years",
                "days",
                "hours",
                "weeks",
                "times",
                "years old",
                "cases",
                "countries",
            ),
            *("companies", "vessels", "animals"),
        }
    ),
}
_NOT_BEFORE_HAN = "第初同其这這那每各某唯统統万星期周週之"
_VI_ORDERED = re.compile(r"(?:thứ|tháng|hạng|số|tầng|cấp)\s$", re.IGNORECASE)


def _is_sure_word(place: _Place, unit: Unit) -> bool:
    """Whether a number in words counts: 三百万元, 두 명; not the 一 of 一人, the năm of năm người or "one person"."""
    value, language = place.value, place.grammar.language
    if language in _SURE_ALONE:
        if place.text[max(0, place.start - 1) : place.start] in tuple(_NOT_BEFORE_HAN):
            return False
        if place.amount.is_scaled and value != 10:
            return value > 10
        return place.amount.is_above or (1 < value <= 10 and unit.name in _SURE_ALONE[language])
    if place.amount.is_scaled or language == "ko":
        return True
    if language == "vi" and _VI_ORDERED.search(place.text, max(0, place.start - 8), place.start):
        return False
    return value != 1 and not (language == "vi" and value == 5) if unit.name != "percent" else True


_LETTER = re.compile(r"[A-Za-z]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_OVER_BEFORE_COUNTER = re.compile("여|余|餘|多|數|数")
_WORD_GOES_ON = re.compile(
    r"(?!(?:[을를이가은는의도에로과와]|선|대|으로|여|까지|보다|부터)(?![가-힣]))[가-힣一-鿿ァ-ヶ]|[A-Za-zÀ-ỹ]"
)


def _without_unit(place: _Place) -> Found | Reason:
    """A large number, or one with a measure word that English has no word for, stands for itself."""
    text, end, language = place.text, place.end, place.grammar.language
    is_large = place.amount.is_scaled and place.value >= 1000
    if place.amount.is_written_out:
        if language in ("en", "hi", "vi"):
            return Found(place.start, end, place.value, BARE) if is_large else "no unit"
        return "word"
    if _LETTER.match(text, end):
        return "name or number of a thing"
    counter = place.grammar.counters.match(text, end)
    if counter is not None and (place.amount.is_scaled or place.value >= 100):
        said: Qualifier = "over" if _OVER_BEFORE_COUNTER.match(text, end) else ""
        return Found(place.start, counter.end(), place.value, BARE, None, said)
    if _SIGN_RANGE.match(text, end) or _CUT_OFF.match(text, end):
        return (
            "ambiguous"  # the other end of a range without a unit, or the rest of a number that was cut off
        )
    grouped = _GROUPED_BY_POINTS if language == "vi" else _GROUPED
    goes_on = language in ("ko", "ja", "zh") and _WORD_GOES_ON.match(text, end)
    if goes_on or not (is_large or grouped.fullmatch(text, place.start, end)):
        return "no unit"
    return Found(place.start, end, place.value, BARE)


# --- whose 元 ---

_OTHER_YUAN_HANT = re.compile("人民幣|人民币|港元|港幣|香港|澳門|大陸|中國|北京|上海|深圳")
_OTHER_YUAN = re.compile("新台币|新臺幣|新台幣|台币|港元|港币|澳门元|葡币")


def local_yuan(language: str, text: str) -> str:
    """What 元 is: the NT dollar in traditional script, the yuan otherwise; neither where the text names another."""
    if language == "zh-Hant":
        return "yuan or dollars" if _OTHER_YUAN_HANT.search(text) else "NT dollars"
    return "yuan or dollars" if language in ("zh-Hans", "zh", "ja") and _OTHER_YUAN.search(text) else "yuan"


def _which_yuan(unit: Unit, text: str, end: int, grammar: Grammar) -> Unit:
    """The unit, or for a bare 元 the one it stands for in this text."""
    is_bare = unit.name == "yuan" and text[end - 1] == "元" and grammar.language in ("zh", "ja")
    if not is_bare or text.endswith(("人民币元", "人民幣元", "人民元"), 0, end):
        return unit
    return load_measures().names[grammar.yuan]


# --- what stands around a figure ---

_MINUS: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"(?:마이너스|영하)\s?(?:\([-−]\)\s?)?$"),
    "ja": re.compile(r"(?:マイナス|氷点下|零下)$"),
    "zh": re.compile(r"(?:零下|(?<![胜勝抱])负|(?<![勝抱])負)$"),
    "vi": re.compile(r"(?<!\w)âm\s$"),
    "hi": re.compile(r"(?:माइनस|ऋणात्मक)\s$"),
    "en": re.compile(r"\b(?:minus|negative)\s$", re.IGNORECASE),
}
_MINUS_SIGN = re.compile(r"(?:^|[\s(（\[:：])[-−]$")
_GLUED_MINUS = re.compile(r"[^A-Za-z0-9][-−]$")
_SIGNED_UNITS = frozenset({"percent", "percentage points", "degrees Celsius", "points", "basis points"})


def _with_sign(text: str, found: Found, grammar: Grammar) -> Found | None:
    """Minus where it is sure; None where a mark before the number could be a minus sign, a dash or a loss (▲)."""
    before = text[max(0, found.start - 8) : found.start]
    if not before:
        return found
    word = _MINUS[grammar.language].search(before)
    if word is not None and found.upper is None and found.unit.name:
        return replace(found, value=-found.value, start=found.start - (len(before) - word.start()))
    if before[-1] in "-−":
        is_minus = _MINUS_SIGN.search(before) and found.unit.name in _SIGNED_UNITS
        is_cold = _GLUED_MINUS.search(before) and found.unit.name == "degrees Celsius" and found.upper is None
        return replace(found, value=-found.value, start=found.start - 1) if is_minus or is_cold else None
    return None if grammar.language == "ja" and before[-1] in "△▲▽▼" else found


def _qualifier_of(match: re.Match[str]) -> Qualifier:
    name = (match.lastgroup or "").replace("_", " ")
    return next((qualifier for qualifier in QUALIFIERS if name == qualifier), "")


_SPANS_OF_TIME = frozenset({"years", "months", "days", "hours", "weeks", "minutes"})


def with_qualifier(text: str, found: Found, grammar: Grammar, *, is_above: bool = False) -> Found:
    """The figure with the words before and behind it; what is said behind weighs more than "about" before."""
    measures = load_measures()
    start, end = found.start, found.end
    qualifier: Qualifier = found.qualifier or ("over" if is_above else "")
    behind = measures.after[grammar.language].match(text, end)
    if behind is not None:
        qualifier, end = _qualifier_of(behind), behind.end()
    window = max(0, start - 16)
    before = measures.before[grammar.language].search(text[window:start])
    said = _qualifier_of(before) if before is not None else ""
    is_recent = grammar.language == "zh" and said == "nearly" and found.unit.name in _SPANS_OF_TIME
    if before is not None and not is_recent:  # 近三年 are the last three years
        start = window + before.start() + (len(before.group()) - len(before.group().lstrip()))
        if not qualifier or (qualifier == "about" and said != "about"):
            qualifier = said
    return replace(found, start=start, end=end, qualifier=qualifier)
