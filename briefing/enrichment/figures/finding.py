"""Find every number of a text and say what it is: a figure, part of a date, or refused with the reason.

A number becomes a figure only where its value and its unit are sure. Ordinals, ranks, scores, names of models,
telephone numbers, paragraphs of laws and vague counts (수십만, hundreds of) are refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from briefing.enrichment.figures.amount import Amount, Number, add, read_amount
from briefing.enrichment.figures.dates import LANGUAGES, CalendarMention, find_calendar
from briefing.enrichment.figures.english import (
    fraction_in_english,
    plain_decimal,
    qualified_in_english,
    with_unit_in_english,
)
from briefing.enrichment.figures.measures import NUKTA, QUALIFIERS, Unit, load_measures, with_optional_nukta, without_nukta
from briefing.records.figure import Figure, Qualifier

HEADLINE = -1

Reason = Literal["vague", "ambiguous", "name or number of a thing", "no unit", "word"]


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


_BARE = Unit("", "", "")
_DIGITS = {ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")} | {
    **{ord(deva): str(value) for value, deva in enumerate("०१२३४५६७८९")},
    # letters with their nukta in one sign, as without it: what is looked for has an optional nukta
    **{ord(dotted): plain for dotted, plain in zip("\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f", "कखगजडढफय", strict=True)},
}
_OTHER_DIGIT = re.compile("[０-９०-९\u0958-\u095f]")
_ASCII_DIGITS = "0123456789"

_EN_NUMBER_WORDS = (
    r"\b(?:(?:a|an)(?=\s+(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore|third|quarter\sof|half)\b)|half|tens|dozens|scores|hundreds|thousands|millions"
    r"|billions|several|many|some|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)
_VI_NUMBER_WORDS = (
    r"(?<!\w)nửa(?=\s(?:triệu|tỷ|tỉ)(?!\w))|(?<!\w)(?:hàng|vài|mấy|nhiều|cả)(?=\s(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?!\w))"
    r"|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)"
)
_HI_NUMBER_WORDS = (
    r"(?<![ऀ-ॿ])(?:एक|दो|तीन|चार|पांच|पाँच|छह|छः|सात|आठ|नौ|दस|ग्यारह|बारह|तेरह|चौदह|पंद्रह|पन्द्रह|सोलह|सत्रह|अठारह|उन्नीस|बीस|पच्चीस|तीस|पैंतीस"
    r"|चालीस|पैंतालीस|पचास|साठ|सत्तर|पचहत्तर|अस्सी|नब्बे|सौ|डेढ़|डेढ|ढाई|साढ़े|सवा|पौने|सैकड़ों|हजारों|हज़ारों|लाखों|करोड़ों|अरबों|दर्जनों)(?![ऀ-ॿ])"
)
_KO_COUNTERS = r"\s?(?:여\s?)?(?:명|사람|마리|건|시간|달|살|배|곳|개국|개|차례|가지|척|채|쌍)"
_KO_NUMBER_WORDS = (
    r"(?<![가-힣])(?:(?:수|몇)\s?[십백천만억조]+|[일이삼사오육칠팔구십백천만억조]*[십백천만억조](?=\s?(?:여\s?)?(?:원|명|달러|톤|가구|마리|건|배럴|위안|엔|유로|대의))"
    r"|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)(?:하나|한|두|세|네|다섯|여섯|일곱|여덟|아홉)?|스무)"
    rf"(?={_KO_COUNTERS}))"
)
_HAN_NUMBER = "〇零一二三四五六七八九十百千万億两兩萬亿"
_CANDIDATES: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(rf"\d|{_KO_NUMBER_WORDS}|(?P<half>절반)"),
    "ja": re.compile(rf"\d|(?:[数何幾](?=[十百千万億])|[{_HAN_NUMBER}])|(?P<half>半分|(?<!過)半数)"),
    "zh": re.compile(rf"\d|(?:[数數几幾上成](?=[十百千万萬億亿])|(?P<half>一半|(?<![过過])半[数數])|[{_HAN_NUMBER}])"),
    "vi": re.compile(rf"\d|(?P<half>(?<!\w)(?:một\s)?nửa(?!\s(?:đầu|cuối|đêm|năm|chừng|vời|triệu|tỷ|tỉ|tháng|giờ|ngày|tiếng)|\w))|(?P<double>(?<!\w)gấp đôi(?!\w))|{_VI_NUMBER_WORDS}", re.IGNORECASE),
    "hi": re.compile(with_optional_nukta(rf"\d|{_HI_NUMBER_WORDS}|(?P<half>(?<![ऀ-ॿ])(?:आधा|आधी|आधे)(?![ऀ-ॿ]))|(?P<double>(?<![ऀ-ॿ])(?:दोगुना|दोगुनी|दोगुने|दुगना|दुगनी|दुगने)(?![ऀ-ॿ]))|(?P<triple>(?<![ऀ-ॿ])(?:तिगुना|तिगुनी|तीगुना|तीन गुना)(?![ऀ-ॿ]))")),
    "en": re.compile(rf"\d|{_EN_NUMBER_WORDS}|(?P<double>\b(?:doubled|doubling|twofold)\b)|(?P<triple>\b(?:tripled|tripling|threefold)\b)", re.IGNORECASE),
}  # fmt: skip
_SET_WORDS: Mapping[str, tuple[Decimal, str]] = {
    "half": (Decimal("0.5"), "half"),
    "double": (Decimal(2), "2 times"),
    "triple": (Decimal(3), "3 times"),
}

_NAME_BEFORE = re.compile(
    r"[A-Za-zÀ-ỹ][-–_]?$|\d[-–:/.,]?$|(?<!Rs)\.$|[제第]\s?$|법률?\s?$|(?:No|no)\.\s?$|[#№]$|['’]$|[A-Za-z]\d*\+$"
)
_ORDINAL_BEFORE: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(
        r"(?<!\w)(?:thứ|hạng|tập|kỳ|khóa|khoá|cấp|lớp|tầng|Điều|điều|khoản|quận|Quận|chương|phường|Phường|đường|vòng|vành đai|mùa|top|Top|quốc lộ|QL|loại|lần thứ|U|tổ|khu vực|hàng|thôn|ấp|bậc|phòng|số nhà|xe số|nhóm)\s$"
    ),
    "en": re.compile(
        r"(?:\b(?:No\.?|Number|number|Article|Section|Rule|Chapter|Phase|Level|Category|Grade|Class|Group|Round|Day|Week|Part|Season|Flight|Route|Highway|Room|Page|Top|top|Tier|Type|Stage|Gate|Volume|Episode|Game|Match|Version|Windows|iPhone|Galaxy|Formula|Unit|World War|Apollo|Boeing|Airbus)\s|\bthe\stop\s)$"
    ),
    "hi": re.compile(r"(?:धारा|नंबर|अनुच्छेद|कक्षा|वार्ड|सेक्टर|टॉप|फेज|नं\.?|संख्या)\s$"),
    "ja": re.compile(r"(?:第|中学|高校|小学|大学|中等部|(?<!最)[高大]|[中小院]|国道|震度|レベル|ステージ|フェーズ|昭和|平成|令和)$"),
    "zh": re.compile(r"(?:第|編號|编号|航班|高鐵|国道|國道|列|世紀|世纪)$"),
    "ko": re.compile(r"(?:제|국도|시즌|레벨|단계|갤럭시|아이폰|조례|호선|향년\s?제)\s?$"),
}
_LETTER_BEHIND = re.compile(r"[A-Za-z]")
_ENGLISH_NUMBER_BEHIND = re.compile(r"[-–:/.,]\d")
_INDEX = re.compile(r"코스피|코스닥|지수|환율|나스닥|다우|S&P|닛케이")
_CURRENCY_CODE = re.compile(r"(?:USD|INR|RMB|Rs|EUR|CNY|JPY|KRW|TWD|HKD|VND)\.?\s?$")
_GROUPED_ONLY = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_WORD_GOES_ON = re.compile(
    r"(?!(?:[을를이가은는의도에로과와]|선|대|으로|여|까지|보다|부터)(?![가-힣]))[가-힣一-鿿ァ-ヶ]|[A-Za-zÀ-ỹ]"
)
_IN_THE_RANGE = re.compile(r"대(?![가-힣])|대(?:로|에|의|를|가|까지|서|인|다)(?![가-힣])")
_SIGN_RANGE = re.compile(r"\s?[~∼〜～–—]\s?(?=[\d$€£₹]|[一二三四五六七八九十])|[-‐−](?=[\d$€£₹])")
_WORD_RANGE: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"에서\s(?=\d)|내지\s?(?=\d)"),
    "ja": re.compile(r"から(?=\d)"),
    "zh": re.compile(r"\s?[至到]\s?(?=\d)"),
    "vi": re.compile(r"\s(?:đến|tới)\s(?=\d)"),
    "hi": re.compile(r"\sसे\s(?=\d)"),
    "en": re.compile(r"\sto\s(?=\$?\d)|\sor\s(?=\d)"),
}
_FROM = re.compile(r"\b(?:from|From|between|từ|Từ)\s\$?$|[从從由]$")
_SEN = re.compile(r"(\d{1,2})銭")
_SEN_RANGE = re.compile(r"(\d{1,2})\s?[~∼〜～–-]\s?(\d{1,2})銭")
_PREFIX_SCALE = re.compile(
    r"\s?(lakh crore|trillion|billion|million|thousand|crore|lakh|trln|bln|mln|trn|tn|bn|mn|cr)\b|([mbkMBK])(?![A-Za-z])"
)
_SHORT_SCALE = re.compile(r"\s(?:[a-z]ln|[a-z]il|[tbm]rd|mio)\b")
_MINUS: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"(?:마이너스|영하)\s?(?:\([-−]\)\s?)?$"),
    "ja": re.compile(r"(?:マイナス|氷点下|零下)$"),
    "zh": re.compile(r"(?:零下|(?<![胜勝抱])负|(?<![勝抱])負)$"),
    "vi": re.compile(r"(?<!\w)âm\s$"),
    "hi": re.compile(r"(?:माइनस|ऋणात्मक)\s$"),
    "en": re.compile(r"\b(?:minus|negative)\s$", re.IGNORECASE),
}
_MINUS_SIGN = re.compile(r"(?:^|[\s(（\[:：])[-−–]$")
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_SIGNED_UNITS = frozenset({"percent", "percentage points", "degrees Celsius", "points", "basis points"})
_HALF_MORE: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(r"\s?반(?![가-힣])"),
    "ja": re.compile(r"半(?![年月日数額分減期])"),
    "zh": re.compile(r"半(?![年月日数數额額期])"),
    "vi": re.compile(r"\srưỡi(?!\w)"),
}
_HALF_OF = re.compile("[个個]半(小时|小時|月)")
_HALVED = {"小时": "hours", "小時": "hours", "月": "months"}
_TENTHS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"割(?!引|り|当|れ|合)"),
    "zh": re.compile(r"成(?![立为為功果本员員长長都绩績就熟年份分交效型])"),
    "ko": re.compile(r"할(?=\s?(?:대|이상|이하|$|[^가-힣]|[이가은는을를의]))"),
}
_DEGREES: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "ko": (
        re.compile(r"\s?도(?=$|[^가-힣]|[로를가는의에까]|이하|이상|안팎)"),
        re.compile(r"영하|영상|기온|최고|최저|체감|섭씨|낮|아침|폭염|한파|열대야|더위|추위"),
    ),
    "ja": (re.compile(r"度(?![目数合])"), re.compile(r"気温|氷点下|最高|最低|マイナス|暑|寒|猛暑")),
    "zh": (re.compile(r"度(?![电電数數])"), re.compile(r"气温|氣溫|温|溫|零下|攝氏|摄氏|低溫|低温")),
    "vi": (re.compile(r"\sđộ(?!\w)"), re.compile(r"nhiệt|rét|lạnh|nóng|âm")),
    "hi": (re.compile(r"\sडिग्री\sसेल्सियस"), re.compile("")),
    "en": (re.compile(r"\sdegrees? C(?:elsius)?\b|°C"), re.compile("")),
}
_KO_HEAT = re.compile(r"\s?도(?:를|의|까지|\s?안팎|\s?이상)?\s?(?:넘는\s|웃도는\s)?(?:폭염|더위|무더위|한파|추위|찜통)")
_AGE_GROUP_KO = re.compile(
    r"대(?:\s?(?:이상|이하|이후|남성|여성|남녀|남자|여자|부부|청년|직장인|중반|초반|후반|아들|딸|연령|노인|고령|유권자|환자|응답자|가장|주부|승객|운전자|한국인|중국인|외국인|인구)|[·,∼~]\s?\d0대|는|은|의\s(?:나이|남|여)|\s[남여](?![가-힣]))"
)
_AGE_GROUP_JA = re.compile(
    r"代(?=の?(?:男|女|以上|以下|夫婦|会社員|前半|後半|無職|若者|娘|息子|母|父|半ば)|[、・]|$|\s)"
)
_OVER_BEFORE_COUNTER = re.compile("여|余|餘|多|數|数")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Compiled rules of one language."""

    language: str
    candidate: re.Pattern[str]
    unit: re.Pattern[str]
    units: Mapping[str, Unit]
    counters: re.Pattern[str]
    yuan: str = "yuan"
    """What a bare 元 is here."""


@lru_cache(maxsize=8)
def _grammar(language: str) -> _Grammar:
    units = load_measures().units[language]
    alternatives = [
        _spelled(word, language) + _end_of_unit(word, language) for word in sorted(units, key=lambda word: (-len(word), word))
    ]
    gap = r"[\s-]?" if language == "en" else r"\s?"
    flags = re.IGNORECASE if language == "en" else 0
    pattern = re.compile(f"{gap}({'|'.join(alternatives)})", flags)
    counters = re.compile(load_measures().counters.get(language, "(?!)"))
    return _Grammar(language, _CANDIDATES[language], pattern, units, counters)


def _spelled(word: str, language: str) -> str:
    """A Hindi consonant may carry a nukta that the table leaves out."""
    if language != "hi":
        return re.escape(word)
    return re.sub("([कखगजडढफ])", f"\\1{NUKTA}?", re.escape(word))


def _end_of_unit(word: str, language: str) -> str:
    """What must not follow a unit, for it to be a whole word; a percent sign ends by itself."""
    if word[-1] in "%％℃㎡㎞㎏㎜㎝㎢㏊€$ℓ":
        return ""
    if language in ("vi", "en") or word[-1].isascii():
        return r"(?![A-Za-zÀ-ỹ0-9])"
    if language == "hi":
        return r"(?![ऀ-ॿ])"
    if language == "ja" and "ァ" <= word[-1] <= "ー":
        return r"(?:(?![ァ-ヶー])|(?=アップ|ダウン|リード|プラス|マイナス))"
    return ""


def base_language(language: str) -> str:
    """The language whose rules apply: zh for zh-Hant; one without rules is read as English."""
    base = language.split("-", maxsplit=1)[0]
    return base if base in LANGUAGES else "en"


def find_figures(title: str, paragraphs: Sequence[str], language: str) -> tuple[Figure, ...]:
    """All figures, the headline's first. ``language`` is an ISO code; one without rules is read as English."""
    texts = (title, *paragraphs)
    whole = "\n".join(texts) if language == "zh-Hant" else ""
    return tuple(
        mention.figure
        for number, text in enumerate(texts, start=HEADLINE)
        for mention in find_numbers(text, language, number, whole or text)
        if mention.figure is not None
    )


def find_dates(text: str, language: str) -> tuple[CalendarMention, ...]:
    """Dates, times of day and words such as "last month", which are no figures."""
    return find_calendar(_plain_digits(text), base_language(language), _counting_words)


def find_numbers(
    text: str, language: str, paragraph: int = HEADLINE, whole: str | None = None
) -> tuple[NumberMention, ...]:
    """Every number of a text in order and without overlaps, each a figure, part of a date or refused.

    ``whole`` is the article around it, which can tell whose 元 is meant; without it the text itself.
    """
    if not text:
        return ()
    yuan = _local_yuan(language, text if whole is None else whole)
    grammar = _grammar(base_language(language))
    return tuple(_mentions(text, paragraph, replace(grammar, yuan=yuan), language))


def _plain_digits(text: str) -> str:
    """Full-width and Devanagari digits as ASCII, dotted letters as plain ones: one for one, so that offsets hold."""
    return text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text


@lru_cache(maxsize=1)
def _counting_words() -> str:
    """Words that make an amount of the number before them, English and Hindi, for 2000 people and 2000 रुपये."""
    measures = load_measures()
    words = {
        word
        for language in ("en", "hi")
        for word in (*measures.units[language], *measures.scales[language])
        if word[0].isalpha()
    }
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})"


def _mentions(text: str, paragraph: int, grammar: _Grammar, language: str) -> Iterator[NumberMention]:
    plain = _plain_digits(text)
    first = grammar.candidate.search(plain)
    if first is None:
        return
    dates = [
        (mention.start, mention.end) for mention in find_calendar(plain, grammar.language, _counting_words)
    ]
    position = 0
    at_date = 0
    while (match := grammar.candidate.search(plain, position)) is not None:
        start = match.start()
        while at_date < len(dates) and dates[at_date][1] <= start:
            at_date += 1
        if at_date < len(dates) and dates[at_date][0] <= start:
            begin, end = dates[at_date]
            yield NumberMention(begin, end, "date", None)
            position = max(end, match.end())
            continue
        mention = _mention(text, plain, match, paragraph, grammar, language)
        position = max(mention.end, match.end(), position + 1)
        yield mention


def _refused(start: int, end: int, value: Number | None, reason: Reason) -> NumberMention:
    return NumberMention(start, end, "refused", None if value is None else plain_decimal(value), None, reason)


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure in the making."""

    start: int
    end: int
    value: Number
    unit: Unit
    upper: Number | None = None
    qualifier: Qualifier = ""
    is_fraction: bool = False


def _mention(
    text: str, plain: str, match: re.Match[str], paragraph: int, grammar: _Grammar, language: str
) -> NumberMention:
    start = match.start()
    if match.lastgroup is not None:
        return _set_word(text, plain, match, paragraph, grammar)
    amount = read_amount(plain, start, grammar.language)
    if amount is None:
        end = _end_of_digits(plain, start)
        return _refused(start, end, None, "word" if not plain[start].isdigit() else "ambiguous")
    if amount.value is None:
        return _refused(
            start,
            max(amount.end, _end_of_digits(plain, start)),
            None,
            "vague" if amount.is_written_out or not plain[start].isdigit() else "ambiguous",
        )
    if not _stands_alone(plain, start, grammar.language):
        return _refused(start, amount.end, amount.value, "name or number of a thing")
    found = _measure(plain, start, amount, grammar, language)
    if isinstance(found, str):
        return _refused(start, amount.end, amount.value, found)
    if language == "zh-Hans" and "兆" in plain[found.start : found.end]:
        return _refused(start, found.end, None, "ambiguous")  # 10¹² in Taiwan, mega- on the mainland (千兆网)
    signed = _with_sign(plain, found, grammar)
    if signed is None:
        return _refused(start, amount.end, amount.value, "ambiguous")
    return _as_mention(text, plain, _with_qualifier(plain, signed, amount, grammar), paragraph, grammar)


def _end_of_digits(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in _ASCII_DIGITS:
        end += 1
    return max(end, start + 1)


def _set_word(
    text: str, plain: str, match: re.Match[str], paragraph: int, grammar: _Grammar
) -> NumberMention:
    """Words that are a number by themselves: 절반, 一半, gấp đôi, doubled."""
    value, _ = _SET_WORDS[match.lastgroup or ""]
    start, end = match.span()
    if match.lastgroup == "half":
        half = Amount(value, end, value)
        behind = _unit_after(plain, end, grammar, half) if grammar.language in ("hi", "vi") else None
        found = (
            _Found(start, end, value, _BARE, is_fraction=True)
            if behind is None or behind[0].name not in _MEASURED
            else _Found(start, behind[1], value, behind[0])
        )
    else:
        found = _Found(start, end, value, load_measures().names["times"])
    found = _with_qualifier(plain, found, Amount(value, end, is_written_out=True), grammar)
    return _as_mention(text, plain, found, paragraph, grammar)


def _as_mention(text: str, plain: str, found: _Found, paragraph: int, grammar: _Grammar) -> NumberMention:
    figure = Figure.model_construct(
        original=text[found.start : found.end],
        value=plain_decimal(found.value),
        value_to=None if found.upper is None else plain_decimal(found.upper),
        unit=found.unit.name,
        qualifier=found.qualifier,
        text_en=_english_of(plain, found, grammar),
        paragraph=paragraph,
        start=found.start,
        end=found.end,
    )
    return NumberMention(found.start, found.end, "figure", figure.value, figure)


def _english_of(plain: str, found: _Found, grammar: _Grammar) -> str:
    if found.unit.name == "age group":
        tail = {"at least": " and over", "at most": " and under"}.get(found.qualifier, "")
        return f"in their {plain_decimal(found.value)}s{tail}"
    if found.is_fraction and not found.unit.name:
        return qualified_in_english(found.qualifier, fraction_in_english(found.value))
    english = qualified_in_english(
        found.qualifier, with_unit_in_english(found.value, found.unit, found.upper)
    )
    if grammar.language == "ko" and _IN_THE_RANGE.match(plain, found.end):
        return f"{english} range"  # 5천명대, 100억대: five thousand and some, ten billion and some
    return english


def _stands_alone(text: str, start: int, language: str) -> bool:
    """Not part of a name, a score, a telephone number or a longer number; no ordinal."""
    before = text[max(0, start - 14) : start]
    if text[start] not in _ASCII_DIGITS and before.rstrip()[-1:].isdigit():
        return False
    if text[start] in _ASCII_DIGITS and _NAME_BEFORE.search(before) and not _CURRENCY_CODE.search(before):
        return False
    return not _ORDINAL_BEFORE[language].search(before)


def _measure(plain: str, start: int, amount: Amount, grammar: _Grammar, language: str) -> _Found | Reason:
    """The figure of an amount by its currency sign, unit, range or scale, or why it is none."""
    value, end = amount.value, amount.end
    assert value is not None
    if amount.is_percent:
        return _Found(start, end, value, load_measures().names["percent"])
    if amount.is_fraction:
        return _Found(start, end, value, _BARE, is_fraction=True)
    prefix = _prefix_before(plain, start, grammar.language)
    if prefix is not None:
        return _after_sign(plain, prefix, amount, grammar)
    if (tenths := _TENTHS.get(grammar.language)) and (match := tenths.match(plain, end)) and value <= 10:
        return _in_tenths(plain, start, match.end(), value, grammar)
    if grammar.language == "ja" and (point := _MIDDLE_DOT.match(plain, start)) is not None:
        return _with_middle_dot(plain, start, point, grammar)
    if grammar.language == "zh" and (half := _HALF_OF.match(plain, end)) is not None:
        return _Found(start, half.end(), add(value, Decimal("0.5")), load_measures().names[_HALVED[half[1]]])
    ranged = _range(plain, start, amount, grammar, language)
    if ranged is not None:
        return ranged
    above = load_measures().inside[grammar.language].match(plain, end)
    inside: Qualifier = ""
    if above is not None:
        behind = _unit_after(plain, above.end(), grammar, amount)
        if behind is not None:
            inside = _qualifier_of(above)
            end = above.end()
    if (
        plain[start] in _ASCII_DIGITS
        and inside == ""
        and _ENGLISH_NUMBER_BEHIND.match(plain, end)
        and not amount.is_scaled
    ):
        return "name or number of a thing"
    if (degrees := _degrees(plain, start, end, value, grammar)) is not None:
        return _Found(start, degrees, value, load_measures().names["degrees Celsius"])
    if (age := _age_group(plain, end, value, grammar.language)) is not None:
        return _Found(start, age, value, load_measures().names["age group"])
    unit = _unit_after(plain, end, grammar, amount)
    if unit is not None:
        return _with_unit(
            plain, start, unit[1], amount, _which_yuan(unit[0], plain, unit[1], grammar), inside, grammar
        )
    return _without_unit(plain, start, end, amount, grammar)


def _with_middle_dot(plain: str, start: int, point: re.Match[str], grammar: _Grammar) -> _Found | Reason:
    """1・13倍 and 40・3度 are decimals in newspapers; 25・26日 and 3・11 are two numbers."""
    value = Decimal(f"{point[1]}.{point[2]}")
    amount = Amount(value, point.end(), value)
    if (degrees := _degrees(plain, start, point.end(), value, grammar)) is not None:
        return _Found(start, degrees, value, load_measures().names["degrees Celsius"])
    unit = _unit_after(plain, point.end(), grammar, amount)
    if unit is None or unit[0].name not in _MEASURED:
        return "name or number of a thing"
    return _Found(start, unit[1], value, unit[0])


_MIDDLE_DOT = re.compile(r"(\d+)・(\d+)")
_MEASURED = frozenset(
    {"inches", "feet", "miles", "percent", "percentage points", "points", "times", "m", "km", "cm", "mm", "kg", "tons", "hectares", "hours", "litres"}
)


def _without_unit(plain: str, start: int, end: int, amount: Amount, grammar: _Grammar) -> _Found | Reason:
    value = amount.value
    assert value is not None
    if amount.is_written_out:
        if grammar.language in ("en", "hi", "vi") and amount.is_scaled and value >= 1000:
            return _Found(start, end, value, _BARE)
        return "word" if grammar.language in ("ja", "zh", "ko") else "no unit"
    if _LETTER_BEHIND.match(plain, end):
        return "name or number of a thing"
    if (counted := grammar.counters.match(plain, end)) and (amount.is_scaled or value >= 100):
        return _Found(start, counted.end(), value, _BARE, None, "over" if _OVER_BEFORE_COUNTER.match(plain, end) else "")
    if _SIGN_RANGE.match(plain, end):
        return "ambiguous"
    grouped = _GROUPED_BY_POINTS if grammar.language == "vi" else _GROUPED_ONLY
    is_number_only = (amount.is_scaled and value >= 1000) or grouped.fullmatch(plain, start, end)
    goes_on = grammar.language in ("ko", "ja", "zh") and _WORD_GOES_ON.match(plain, end)
    if is_number_only and not goes_on:
        return _Found(start, end, value, _BARE)
    return "no unit"


def _with_unit(
    plain: str, start: int, end: int, amount: Amount, unit: Unit, inside: Qualifier, grammar: _Grammar
) -> _Found | Reason:
    value = amount.value
    assert value is not None
    if amount.is_written_out and not _is_sure_word(plain, start, amount, unit, grammar.language):
        return "word"
    upper: Number | None = None
    if unit.name == "yen" and plain[end : end + 1].isdigit():
        if (sens := _SEN_RANGE.match(plain, end)) is not None:
            upper, value, end = add(value, Decimal(sens[2]) / 100), add(value, Decimal(sens[1]) / 100), sens.end()
        elif (sen := _SEN.match(plain, end)) is not None:
            value, end = add(value, Decimal(sen[1]) / 100), sen.end()
        else:
            return "ambiguous"
    half = _HALF_MORE.get(grammar.language)
    if (
        half is not None
        and unit.name in ("years", "months", "hours", "days", "times", "weeks")
        and value == int(value)
        and (more := half.match(plain, end))
    ):
        value, end = add(value, Decimal("0.5")), more.end()
    if grammar.language == "zh" and plain.startswith("元", end) and unit.name.endswith("dollars"):
        end += 1
    return _Found(start, end, value, unit, upper, inside)


_MONEY = frozenset({"dollars", "US dollars", "euros", "pounds", "rupees", "rubles", "NT dollars", "HK dollars"})
_SURE_ALONE_JA = frozenset({"people", "months", "days", "hours", "weeks", "times", "countries"})
_SURE_ALONE = frozenset(
    {
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
        "companies",
        "vessels",
        "animals",
    }
)


def _is_sure_word(plain: str, start: int, amount: Amount, unit: Unit, language: str) -> bool:
    """Whether a number in words counts: 三百万元, 두 명; not the 一 of 一人, the năm of năm người or the 二人 of a name."""
    value = amount.value
    assert value is not None
    if language == "ko":
        return True
    if language in ("ja", "zh"):
        if plain[start - 1 : start] and plain[start - 1] in "第初同其这這那每各某唯统統万星期周週之":
            return False
        if amount.is_scaled and value >= 10:
            return value != 10 or unit.name in _SURE_ALONE or bool(amount.is_above)
        return (
            2 <= value <= 9 and unit.name in _SURE_ALONE and not (unit.name == "years" and language == "ja")
        )
    if language == "vi":
        if value == 1 and not amount.is_scaled:
            return False
        before = plain[max(0, start - 8) : start].lower()
        return not re.search(r"(?:thứ|tháng|hạng|số|tầng|cấp)\s$", before) and not (
            value == 5 and not amount.is_scaled
        )
    return not (value == 1 and not amount.is_scaled and unit.name != "percent")


def _which_yuan(unit: Unit, plain: str, end: int, grammar: _Grammar) -> Unit:
    """The unit, or for a bare 元 the one it stands for in this text."""
    if unit.name != "yuan" or plain[end - 1] != "元" or grammar.language not in ("zh", "ja"):
        return unit
    if plain.endswith(("人民币元", "人民幣元", "人民元"), 0, end):
        return unit
    return load_measures().names[grammar.yuan]


def _local_yuan(language: str, text: str) -> str:
    """The NT dollar in traditional script, the yuan otherwise; neither where the text names another 元."""
    if language == "zh-Hant":
        return "yuan or dollars" if _OTHER_YUAN_HANT.search(text) else "NT dollars"
    return "yuan or dollars" if language in ("zh-Hans", "zh", "ja") and _OTHER_YUAN.search(text) else "yuan"


_OTHER_YUAN_HANT = re.compile("人民幣|人民币|港元|港幣|香港|澳門|大陸|中國|北京|上海|深圳")
_OTHER_YUAN = re.compile("新台币|新臺幣|新台幣|台币|港元|港币|澳门元|葡币")


def _after_sign(plain: str, prefix: tuple[Unit, int], amount: Amount, grammar: _Grammar) -> _Found | Reason:
    """A number behind a currency sign: ₹500 करोड़, $1.2bn, $3-5 billion."""
    unit, start = prefix
    value, end = amount.value, amount.end
    assert value is not None
    upper: Number | None = None
    between = _SIGN_RANGE.match(plain, end) or (
        _WORD_RANGE["en"].match(plain, end) if grammar.language == "en" else None
    )
    if between is not None:
        at = between.end()
        while at < len(plain) and plain[at] in "$€£₹":
            at += 1
        second = read_amount(plain, at, grammar.language) if at < len(plain) else None
        if second is not None and isinstance(second.value, Decimal) and isinstance(value, Decimal):
            high, stop, scaled = second.value, second.end, second.is_scaled
            if not scaled and (scale := _PREFIX_SCALE.match(plain, stop)):
                high *= load_measures().prefix_scales[scale[1] or scale[2]]
                stop, scaled = scale.end(), True
            low = value
            if scaled and not amount.is_scaled and value < second.leading:
                low = value * high / second.leading
            if low < high:
                return _Found(start, stop, low, unit, high)
    if not amount.is_scaled and (scale := _PREFIX_SCALE.match(plain, end)):
        value, end = value * load_measures().prefix_scales[scale[1] or scale[2]], scale.end()
    elif _LETTER_BEHIND.match(plain, end):
        return "ambiguous"
    elif not amount.is_scaled and _SHORT_SCALE.match(plain, end):
        return "ambiguous"
    if plain.startswith("元", end):  # 新台幣3.5億元 names its currency twice
        end += 1
    del upper
    return _Found(start, end, value, unit)


def _in_tenths(plain: str, start: int, end: int, value: Number, grammar: _Grammar) -> _Found | Reason:
    """3割 is 30%, 3割5分 35%, 七成 70%."""
    percent = value * 10
    if grammar.language == "ja" and (parts := re.compile(r"(\d)分").match(plain, end)):
        percent, end = percent + int(parts[1]), parts.end()
    if value < 1 and value != Decimal("0.5"):
        return "ambiguous"
    if (
        value == 1
        and not plain[start].isdigit()
        and grammar.language == "zh"
        and plain[end : end + 1] in ("不",)
    ):
        return "word"
    return _Found(start, end, percent, load_measures().names["percent"])


def _degrees(plain: str, start: int, end: int, value: Number, grammar: _Grammar) -> int | None:
    unit, weather = _DEGREES[grammar.language]
    match = unit.match(plain, end)
    if match is None or _EXPLICIT_CELSIUS.search(plain, match.start(), match.end()):
        return None if match is None else match.end()
    if grammar.language in ("hi", "en") or value > _HOTTEST:
        return None  # Fahrenheit, or an angle
    if grammar.language == "ko" and not _KO_HEAT.match(plain, end):  # 서해 5도 are islands
        return match.end() if weather.search(plain, max(0, start - 16), start) else None
    return match.end() if weather.search(plain, max(0, start - 16), min(len(plain), end + 14)) else None


_HOTTEST = 55
"""No place is warmer in degrees Celsius: a higher number is told in Fahrenheit."""
_EXPLICIT_CELSIUS = re.compile("सेल्सियस|Celsius|°C|degrees? C")


def _age_group(plain: str, end: int, value: Number, language: str) -> int | None:
    """30대 남성, 60대 이상, 30代の男: people in their thirties; the end of 대."""
    if value not in (10, 20, 30, 40, 50, 60, 70, 80, 90):
        return None
    pattern = {"ko": _AGE_GROUP_KO, "ja": _AGE_GROUP_JA}.get(language)
    if pattern is None or not pattern.match(plain, end):
        return None
    return end + 1


def _range(
    plain: str, start: int, amount: Amount, grammar: _Grammar, language: str
) -> _Found | Reason | None:
    """3∼5%, 20∼30만원, 3 đến 5 triệu đồng: one figure with both ends; None where it is no range."""
    low = amount.value
    end = amount.end
    own = _unit_after(plain, end, grammar, amount)
    between = _SIGN_RANGE.match(plain, own[1] if own else end)
    if between is None and own is not None:
        return None
    if between is None:
        word = _WORD_RANGE.get(grammar.language)
        between = word.match(plain, end) if word is not None else None
        if between is None:
            return None
        if (
            grammar.language in ("en", "zh")
            and _FROM.search(plain, max(0, start - 10), start)
            and "between" not in plain[max(0, start - 10) : start]
        ):
            return None  # from 10 to 20 percent can be a change
    second = read_amount(plain, between.end(), grammar.language)
    if (
        second is None
        or second.is_fraction
        or not isinstance(second.value, Decimal)
        or not isinstance(low, Decimal)
    ):
        return None
    unit = _unit_after(plain, second.end, grammar, second)
    if unit is None:
        return None
    if own is not None and own[0].name != unit[0].name:
        return None
    high = second.value
    if second.is_scaled and not amount.is_scaled and own is None and low < second.leading:
        low = low * high / second.leading
    if not low < high:
        return None
    resolved = _which_yuan(unit[0], plain, unit[1], grammar)
    return _Found(start, unit[1], low, resolved, high)


def _prefix_before(text: str, start: int, language: str) -> tuple[Unit, int] | None:
    """A currency sign before the number, and where it begins. ¥ is the yuan in Chinese texts."""
    if start == 0 or text[start] not in _ASCII_DIGITS:
        return None
    left = text[max(0, start - 5) : start]
    tail = left.rstrip(" ")
    if len(left) - len(tail) > 1 or not tail or tail[-1] not in _prefix_ends():
        return None
    names = load_measures().names
    for sign, unit in load_measures().prefixes.items():
        if tail.endswith(sign):
            at = start - (len(left) - len(tail)) - len(sign)
            if (
                sign[0].isalpha()
                and sign[0].isascii()
                and at > 0
                and text[at - 1].isalpha()
                and text[at - 1].isascii()
            ):
                continue
            return (names["yuan"] if sign in "¥￥" and language == "zh" else unit), at
    return None


@lru_cache(maxsize=1)
def _prefix_ends() -> frozenset[str]:
    return frozenset(sign[-1] for sign in load_measures().prefixes)


def _with_sign(plain: str, found: _Found, grammar: _Grammar) -> _Found | None:
    """Minus where it is sure; None where a mark before the number could be a sign or a bullet."""
    before = plain[max(0, found.start - 8) : found.start]
    if not before:
        return found
    if (
        found.upper is None
        and (word := _MINUS[grammar.language].search(before)) is not None
        and found.unit.name
    ):
        return replace(found, value=-found.value, start=found.start - (len(before) - word.start()))
    last = before.rstrip()[-1:]
    if (
        before[-1] in "-−"
        and found.upper is None
        and found.unit.name == "degrees Celsius"
        and not _LATIN_OR_DIGIT.search(before[-2:-1])
    ):
        return replace(found, value=-found.value, start=found.start - 1)
    if before[-1] in "-−" and not _MINUS_SIGN.search(before):
        return None
    if last in "-−–" and _MINUS_SIGN.search(before) and found.unit.name in _SIGNED_UNITS:
        if before[-1] in "-−–" and before[-1] != "–":
            return replace(found, value=-found.value, start=found.start - 1)
        return found if before[-1] == "–" or before[-1] == " " else None
    if last and last in "△▲▽▼" and grammar.language in ("ja", "ko"):
        return None if before[-1] in "△▲▽▼" and grammar.language == "ja" else found
    return found


def _qualifier_of(match: re.Match[str]) -> Qualifier:
    name = (match.lastgroup or "").replace("_", " ")
    return next((qualifier for qualifier in QUALIFIERS if name == qualifier), "")


_SPANS_OF_TIME = frozenset({"years", "months", "days", "hours", "weeks", "minutes"})


def _with_qualifier(plain: str, found: _Found, amount: Amount, grammar: _Grammar) -> _Found:
    """The words before, inside and behind; the last one that says something counts."""
    measures = load_measures()
    start, end, qualifier = found.start, found.end, found.qualifier
    if amount.is_above and not qualifier:
        qualifier = "over"
    behind = measures.after[grammar.language].match(plain, end)
    if behind is not None:
        qualifier, end = _qualifier_of(behind), behind.end()
    window = max(0, start - 16)
    before = measures.before[grammar.language].search(plain[window:start])
    if before is not None:
        said = _qualifier_of(before)
        is_recent = grammar.language == "zh" and said == "nearly" and found.unit.name in _SPANS_OF_TIME
        if not is_recent:  # 近三年 are the last three years
            word = before.start() + window
            while word < start and plain[word] == " ":
                word += 1
            start = word
            if not qualifier or (qualifier == "about" and said != "about"):
                qualifier = said
    return replace(found, start=start, end=end, qualifier=qualifier)


def _unit_after(text: str, end: int, grammar: _Grammar, amount: Amount) -> tuple[Unit, int] | None:
    """The unit behind a number and where it ends. A longer unit that does not count here gives way to a shorter."""
    match = grammar.unit.match(text, end)
    if match is None:
        return None
    written, stop = match[1], match.end()
    if grammar.language == "hi":
        written = without_nukta(written)
        counted = _counts(text, stop, written, "hi", amount)
        return (grammar.units[written], stop) if counted else None
    if grammar.language == "en" and written not in grammar.units:
        written = written.lower()
        if len(written) < 3 or written not in grammar.units:
            return None
    if grammar.language == "en" and text[end : end + 1] == " " and amount.value not in (1, -1):
        unit = grammar.units[written]
        if written == unit.one != unit.many and unit.name not in _MONEY and isinstance(amount.value, Decimal) and not amount.is_fraction:
            return None  # 3 school districts are no three schools
    while written:
        if _counts(text, stop, written, grammar.language, amount):
            return grammar.units[written], stop
        shorter = next(
            (written[:size] for size in range(len(written) - 1, 0, -1) if written[:size] in grammar.units), ""
        )
        if not shorter or grammar.language in ("vi", "en", "hi"):
            return None
        stop -= len(written) - len(shorter)
        written = shorter
    return None


_SPAN_OF_YEARS = re.compile(
    r"\s?\d+개월|\s?(?:만|간|째|새|연속|넘|이상|이하|미만|동안|이내|안에|여|가량|가까이|반(?![가-힣]))"
)
_PRISON = re.compile(r"(?:징역|금고|구형|집유|집행유예|懲役|禁錮|임기|최대|약|지난)\s?\d+년$")
_COUNTED_IN_RANGES = re.compile(r"[억조천만]\s?대$|(?:코스피|코스닥|지수|환율|달러당|평균).{0,6}대$")
_COUNTED_MACHINES = re.compile(
    r"(?:차량|드론|버스|항공기|전투기|헬기|장비|택시|승용차|트럭|소방차|로봇|자동차|전기차|무인기|카메라|컴퓨터)\s?(?:총\s?)?\d+대$"
)
_REIGN = re.compile(
    r"(?:교황|왕|황제|레오|요한|찰스|엘리자베스|베네딕토|루이|바오로|알렉산드르|니콜라이|재벌|교포|동포|한인|창업주|오너|이민|가문|총수|원폭|피폭)[^\d]{0,6}\s?\d+세$"
)


def _counts(text: str, stop: int, written: str, language: str, amount: Amount) -> bool:
    """Whether a unit of one syllable or character is one here."""
    other = _other_words(language).get(written)
    if other is not None and other.match(text, stop):
        return False
    value = amount.value
    assert value is not None
    if language == "ko":
        return _counts_in_korean(text, stop, written, amount)
    if language == "ja":
        if written == "台":  # 20台 may be an age group; 10万台 is not
            return amount.is_scaled or value % 10 != 0
        if written == "年":
            return _is_span_of_years(value)
        if written in ("部", "機", "便", "票", "米", "羽", "株"):
            return amount.is_scaled or value >= 100 or written in ("票", "株", "便", "米")
    if language == "zh":
        if written in ("户", "戶") and _USERS.search(text, max(0, stop - 24), stop):
            return False  # users, not households
        if written == "年":
            return _is_span_of_years(value) or value in (10, 20, 30, 40)
        if written in ("国", "國"):
            return value < 200
        if written in ("斤", "克", "升", "米", "只", "头", "頭", "股", "席", "匹", "架", "台"):
            return plain_sure(text, stop)
    if language == "vi" and written in ("năm", "tháng", "ngày"):
        return value < 1900
    if language == "vi" and written in ("con", "xe", "chỉ", "bàn", "chuyến", "lượng", "mẫu", "tạ", "đ"):
        return amount.is_scaled or value >= 1
    return not (written in ("歳", "岁", "歲") and (amount.is_scaled or value >= 130))


_USERS = re.compile("用[户戶]")


def plain_sure(text: str, stop: int) -> bool:
    """Whether a Chinese measure word is followed by what can follow it rather than by the rest of a word."""
    return not text[stop : stop + 1] or not ("A" <= text[stop] <= "z")


def _is_span_of_years(value: Number) -> bool:
    """25年 may be the year '25 or the 25th of an era; 3年 and 60年 are spans. From 100 it may be a year of the Republic."""
    return value != int(value) or value < 10 or 40 < value < 89 or value == 10 or 130 < value < 1000


def _counts_in_korean(text: str, stop: int, written: str, amount: Amount) -> bool:
    value = amount.value
    assert value is not None
    if " " in written and not _WORD_ENDS.match(text, stop):
        return False  # 123개 국정 과제
    if written == "대" and not _WORD_ENDS.match(text, stop):
        return False
    if written == "대":  # 30대 is an age group, 2대 1 a score, 100억대 a range of money
        if _INDEX.search(text, 0, stop):  # 코스피 5,500대 is a level, not a number of things
            return False
        before = text[max(0, stop - 14) : stop]
        is_range = bool(_COUNTED_IN_RANGES.search(before))
        if (
            amount.is_scaled
            and not before.endswith(("억대", "조대", "억 대", "조 대"))
            and re.search(r"[만천]\s?대$", before)
        ):
            return value >= 1000
        return bool(_COUNTED_MACHINES.search(before)) or (value >= 100 and not is_range)
    if written == "세대" and value < 30:  # 6세대 D램 is a generation
        return False
    if written == "동":  # 101동 is a building: dong come in thousands
        return amount.is_scaled and value >= 1000 and bool(_WORD_ENDS.match(text, stop))
    if written in ("조건", "억건") or (amount.is_written_out and amount.value in (10**8, 10**12)):
        return False
    if written == "종":  # 근대5종 is a sport
        return bool(_WORD_ENDS.match(text, stop)) and not _GLUED_TO_WORD.search(text[max(0, stop - 8) : stop])
    if written == "프로":  # 2.5 프로 is a model
        return text[stop - 3 : stop - 2] != " "
    if written in ("년", "년간") and written == "년":  # 25년 may be the year; 징역 4년 and 17년 만 are spans
        is_span = _SPAN_OF_YEARS.match(text, stop) or _PRISON.search(text[max(0, stop - 12) : stop])
        return value < 200 and (bool(is_span) or _is_span_of_years(value))
    if written in ("주", "부", "표", "석", "채", "초", "평"):
        return amount.is_scaled or value >= (20 if written != "초" else 1)
    if written in ("주 연속", "주간", "주째", "주 만"):
        return value < 100
    if written in ("세", "살"):
        if _REIGN.search(text[max(0, stop - 16) : stop]):
            return False
        if value <= 4 and written == "세" and not _YOUNG.match(text, stop) and "만" not in text[max(0, stop - 5) : stop]:
            return False  # 재일 한국인 3세 is of the third generation
        return not amount.is_scaled and value < 130
    if written == "달":
        return value < 25
    if written == "인" and value == 1:  # 1인 가구, 1인 미디어
        return not re.match(r"\s?[가-힣]", text[stop : stop + 2]) or text[stop : stop + 1] in "은이을의도"
    if written == "분":  # 14분 alone is a moment of a match
        return bool(_SPAN_OF_MINUTES.match(text, stop))
    return True


_WORD_ENDS = re.compile(r"$|[^가-힣]|[가를을의로은는도와과이씩에]|까지|부터|규모|이상|정도|만(?:$|[^가-힣])")
_GLUED_TO_WORD = re.compile(r"[가-힣]\d+종$")
_YOUNG = re.compile(
    r"\s?(?:아동|아이|영아|유아|미만|이하|이상|여아|남아|딸|아들|때|된|반(?![가-힣])|쌍둥이|영유아|어린이|부터|까지|[~∼～,·]|여자|남자|소녀|소년|손)"
)
_SPAN_OF_MINUTES = re.compile(
    r"\s?(?:간|동안|만에|만 에|이내|이상|이하|미만|가량|정도|안팎|내외|남짓|여|씩|짜리|거리|안에|내에|넘|초과|분량|에\s\d|당|마다)"
)


@lru_cache(maxsize=8)
def _other_words(language: str) -> Mapping[str, re.Pattern[str]]:
    return {
        written: re.compile(other) for written, other in load_measures().other_words.get(language, {}).items()
    }
