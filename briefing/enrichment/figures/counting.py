"""The unit behind a number: which one stands there, and whether it counts the number or only begins another word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.enrichment.figures.amount import Amount, Number
from briefing.enrichment.figures.candidates import CANDIDATES
from briefing.enrichment.figures.measures import NUKTA, Unit, load_measures, without_nukta
from briefing.enrichment.figures.spans import is_term_of_months, is_term_of_years


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled rules of one language. ``yuan`` names the unit of a bare 元 in the text at hand."""

    language: str
    candidate: re.Pattern[str]
    unit: re.Pattern[str]
    units: Mapping[str, Unit]
    counters: re.Pattern[str]
    yuan: str = "yuan"


@lru_cache(maxsize=24)
def grammar_of(language: str, yuan: str = "yuan") -> Grammar:
    """The rules of a language; ``yuan`` is a name of ``measures.yml``."""
    measures = load_measures()
    units = measures.units[language]
    alternatives = [
        _spelled(word, language) + _end_of_unit(word, language)
        for word in sorted(units, key=lambda word: (-len(word), word))
    ]
    gap = r"[\s-]?" if language == "en" else r"\s?"
    pattern = re.compile(f"{gap}({'|'.join(alternatives)})", re.IGNORECASE if language == "en" else 0)
    counters = re.compile(measures.counters.get(language, "(?!)"))
    return Grammar(language, CANDIDATES[language], pattern, units, counters, yuan)


def _spelled(word: str, language: str) -> str:
    """A Hindi consonant may carry a nukta that the table leaves out."""
    written = re.escape(word)
    return re.sub("([कखगजडढफ])", f"\\1{NUKTA}?", written) if language == "hi" else written


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


_MONEY = frozenset(
    {"dollars", "US dollars", "euros", "pounds", "rupees", "rubles", "NT dollars", "HK dollars"}
)


def unit_after(text: str, end: int, grammar: Grammar, amount: Amount) -> tuple[Unit, int] | None:
    """The unit behind a number and where it ends. A longer one that does not count gives way to a shorter."""
    match = grammar.unit.match(text, end)
    if match is None:
        return None
    written, stop = match[1], match.end()
    if grammar.language == "hi":
        written = without_nukta(written)
    if grammar.language == "en":
        if _is_in_a_name(text, written) or _is_programme(text, end, written):
            return None
        written = _english_unit(written, grammar)
        if not written or _is_adjunct(text, end, grammar.units[written], written, amount):
            return None
    while written and not _counts(text, stop, written, grammar.language, amount):
        shorter = _shorter(written, grammar)
        stop -= len(written) - len(shorter)
        written = shorter
    return (grammar.units[written], stop) if written else None


_CAPITAL_UNIT = re.compile(r"[A-Z][a-z]{3,}(?: [a-z]+)*")
_LONG_WORD = re.compile(r"\b[A-Za-z][A-Za-z'’]{3,}")


def _is_in_a_name(text: str, written: str) -> bool:
    """CBS's 60 Minutes: a capital that the other words of its text do not have."""
    if not _CAPITAL_UNIT.fullmatch(written):
        return False
    words = _LONG_WORD.findall(text)
    small = sum(word[0].islower() for word in words)
    return 2 * small >= len(words)


_LASTS = re.compile(
    r"\b(?:in|for|after|under|within|than|last|first|every|about|over|to|at|just|nearly)\s60$", re.I
)


def _is_programme(text: str, end: int, written: str) -> bool:
    """60 Minutes in a headline with capitals throughout, where no word before it says that something lasts."""
    at_end = text[max(0, end - 12) : end]
    return written == "Minutes" and at_end.endswith("60") and not _LASTS.search(at_end)


def _english_unit(written: str, grammar: Grammar) -> str:
    """The unit as the table has it, whatever its capitals; short ones (m, GB, W) have to be exact."""
    if written in grammar.units:
        return written
    lowered = written.lower()
    return lowered if len(lowered) > 2 and lowered in grammar.units else ""


def _is_adjunct(text: str, end: int, unit: Unit, written: str, amount: Amount) -> bool:
    """3 school districts are no three schools: a singular after another number goes with a noun behind it."""
    if text[end : end + 1] != " " or amount.value in (1, -1) or amount.is_fraction or unit.name in _MONEY:
        return False
    return written == unit.one != unit.many and isinstance(amount.value, Decimal)


def _shorter(written: str, grammar: Grammar) -> str:
    if grammar.language in ("vi", "en", "hi"):
        return ""
    return next(
        (written[:size] for size in range(len(written) - 1, 0, -1) if written[:size] in grammar.units), ""
    )


def _counts(text: str, stop: int, written: str, language: str, amount: Amount) -> bool:
    """Whether the unit that ends at ``stop`` counts the amount."""
    other = _other_words(language).get(written)
    if amount.value is None or (other is not None and other.match(text, stop)):
        return False
    rule = _RULES.get(language)
    return rule is None or rule(text, stop, written, amount, amount.value)


@lru_cache(maxsize=8)
def _other_words(language: str) -> Mapping[str, re.Pattern[str]]:
    words = load_measures().other_words.get(language, {})
    return {written: re.compile(other) for written, other in words.items()}


def _is_span_of_years(value: Number) -> bool:
    """25年 may be the year '25 or the 25th of an era, 115年 a year of the Republic; 3年 and 60年 are spans."""
    return value != int(value) or value <= 10 or 40 < value < 89 or 130 < value < 1000


_SHORT_YEAR = re.compile(r"(?<!\d)0\d\s?[年년]$")


def _is_short_year(text: str, stop: int) -> bool:
    """08年 is the year 2008."""
    return _SHORT_YEAR.search(text, max(0, stop - 4), stop) is not None


def _is_age(amount: Amount, value: Number) -> bool:
    return not amount.is_scaled and value < 130


_JA_OTHER_THINGS: Mapping[str, re.Pattern[str]] = {
    "株": re.compile("苗|植え|植樹|栽培|の木|の花|桜|バラ|大麻|ブドウ|イチゴ|トマト|ミカン|リンゴ"),
    "羽": re.compile("千羽鶴|折り鶴|折鶴"),
    "便": re.compile("新幹線|列車|電車|鉄道|バス|フェリー|航路|高速船|JR|ダイヤ"),
}
"""What else is counted like shares, birds and flights: seedlings, cranes of paper, trains."""
_JA_NTH = re.compile("目(?![標指的前当撃安途処盛玉立])")
_AFTER_HOURS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"時間\d{1,2}分$"),
    "zh": re.compile(r"小[时時]\d{1,2}分$"),
    "ko": re.compile(r"시간\s?\d{1,2}분$"),
}


def _follows_hours(text: str, stop: int, language: str) -> bool:
    """The minutes of 2時間30分 are a span; 分 elsewhere may be a share, or the time of day."""
    return _AFTER_HOURS[language].search(text, max(0, stop - 8), stop) is not None


def _counts_in_japanese(text: str, stop: int, written: str, amount: Amount, value: Number) -> bool:
    if _JA_NTH.match(text, stop) or (written == "年" and _is_short_year(text, stop)):
        return False  # 2人目 is the second one
    if written == "月":
        return is_term_of_months(text, stop)
    if written == "分":
        return _follows_hours(text, stop, "ja")
    if written == "台":  # 20台 may be an age group; 10万台 is not
        return amount.is_scaled or value % 10 != 0
    if written == "年":  # 88年に is the year '88
        is_span = _is_span_of_years(value) and not (value > 40 and text.startswith("に", stop))
        return is_span or is_term_of_years(text, stop)
    if written in _JA_OTHER_THINGS and _JA_OTHER_THINGS[written].search(text):
        return False
    if written in ("部", "機", "羽"):
        return amount.is_scaled or value >= 100
    return written != "歳" or _is_age(amount, value)


_USERS = re.compile("用[户戶]")


def _counts_in_chinese(text: str, stop: int, written: str, amount: Amount, value: Number) -> bool:
    if written in ("户", "戶"):  # a user (用户) is no household
        return not _USERS.search(text, max(0, stop - 24), stop)
    if written == "月":
        return is_term_of_months(text, stop)
    if written == "分":
        return _follows_hours(text, stop, "zh")
    if written == "年":
        if _is_short_year(text, stop):
            return False
        return _is_span_of_years(value) or value in (20, 30, 40) or is_term_of_years(text, stop)
    if written in ("国", "國"):
        return value < 200
    if written in ("斤", "克", "升", "米", "只", "头", "頭", "股", "席", "匹", "架", "台"):
        return not "A" <= text[stop : stop + 1] <= "z"
    return written not in ("岁", "歲") or _is_age(amount, value)


_AT = re.compile(r"(?<!\w)(?:tại|ở)\s(?:hơn\s|gần\s|khoảng\s)?\S+\sđiểm$", re.IGNORECASE)
_OPENING_HOURS = re.compile(r"(?<!\w)từ\s\d{1,2}(?:\s?[-–]\s?|\sđến\s)\d{1,2}\sgiờ$", re.IGNORECASE)
_POLICE = re.compile("công an|cảnh sát|csgt|cscđ|pccc", re.IGNORECASE)


def _counts_in_vietnamese(text: str, stop: int, written: str, amount: Amount, value: Number) -> bool:
    if written == "điểm" and _AT.search(text, max(0, stop - 24), stop):
        return False  # at 4 spots
    if written == "giờ" and _OPENING_HOURS.search(text, max(0, stop - 24), stop):
        return False  # from 6 to 22 o'clock
    if written == "chiến sĩ":  # of the army or of the police
        return not _POLICE.search(text)
    return written not in ("năm", "tháng", "ngày") or value < 1900


_SPAN_OF_YEARS = re.compile(
    r"\s?\d+개월|\s?(?:만|간|째|새|연속|넘|이상|이하|미만|동안|이내|안에|여|가량|가까이|반(?![가-힣]))"
)
_TERM_OF_YEARS = re.compile(r"(?:징역|금고|구형|집유|집행유예|임기|최대|약|지난)\s?\d+년$")
_SPAN_OF_MINUTES = re.compile(
    r"\s?(?:간|동안|만에|만 에|이내|이상|이하|미만|가량|정도|안팎|내외|남짓|여|씩|짜리|거리|안에|내에|넘|초과|분량"
    r"|에\s\d|당|마다)"
)
_COUNTED_IN_RANGES = re.compile(r"[억조천만]\s?대$|(?:코스피|코스닥|지수|환율|달러당|평균).{0,6}대$")
_COUNTED_MACHINES = re.compile(
    r"(?:차량|드론|버스|항공기|전투기|헬기|장비|택시|승용차|트럭|소방차|로봇|자동차|전기차|무인기|카메라|컴퓨터|여객기|보잉기|오토바이|선풍기|에어컨)\s?(?:총\s?)?\d+대$"
)
_INDEX = re.compile(r"코스피|코스닥|지수|환율|나스닥|다우|S&P|닛케이")
_REIGN = re.compile(
    r"(?:교황|왕|황제|레오|요한|찰스|엘리자베스|베네딕토|루이|바오로|알렉산드르|니콜라이|재벌|교포|동포|한인|창업주|오너|이민|가문"
    r"|총수|원폭|피폭)[^\d]{0,6}\s?\d+세$"
)
_YOUNG = re.compile(
    r"\s?(?:아동|아이|영아|유아|미만|이하|이상|여아|남아|딸|아들|때|된|반(?![가-힣])|쌍둥이|영유아|어린이|부터|까지|[~∼～,·]"
    r"|여자|남자|소녀|소년|손)"
)
_WORD_ENDS = re.compile(r"$|[^가-힣]|[가를을의로은는도와과이씩에]|까지|부터|규모|이상|정도|만(?:$|[^가-힣])")
_WITHIN = re.compile(
    r"\s(?:\d|[두세네]\s?배|절반|반토막|최[고저대소다]|급[증감등락]|약\s|크게|폭증|폭등|폭락)|\s?$"
)
_NOUN_BEHIND = re.compile(r"\s[가-힣]")
_MACHINES_GO_ON = re.compile(
    r"\s?(?:규모|이상|정도|가량|안팎|미만|이하|까지|부터|만(?:$|[^가-힣])|추가|투입|한정|판매|생산|출동|동원|보급|지원|설치|도입"
    r"|계약|수주|공급|구매|구입|리콜|수출|배치|운영|운행|증차|증설|출고|주문|발주|격추|공개|파손|피해|침수|전소|견인|[충추]돌|몰려|넘|달[하해]|돌파|육박|중(?![가-힣])|인도|납품"
    r"|확보|대여|기증|전달|제공|동시|더(?![가-힣])|띄|불타|팔|만들|늘|줄|적발|압수|수송|감축|증가|감소|예약|출하|교체|충전|주차|공공|연쇄|분량|추락|폭발|이탈|사[겠기들]|전시|양산|제작|조립)"
)
_TO_ONE = re.compile(r"\s?1(?!\d)")
_LEAVES = re.compile("배추|양상추|상추|케일|김치|김장|봄동|모종")
_GLUED_TO_WORD = re.compile(r"[가-힣]\d[\d,]*[가-힣]$")


def _counts_in_korean(text: str, stop: int, written: str, amount: Amount, value: Number) -> bool:
    if amount.is_written_out and value in (10**8, 10**12):  # 조건 is a condition
        return False
    if written.endswith(" 새"):  # 4년 새 3배 is within four years, 5년 새 정부 is not
        return bool(_WITHIN.match(text, stop))
    if " " in written:  # 123개 국정 과제 are no 123 countries
        return bool(_WORD_ENDS.match(text, stop))
    rule = _KOREAN.get(written)
    return rule is None or rule(text, stop, amount, value)


def _machines(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """30대 is an age group, 2대 1 a score, 100억대 a range of money, 코스피 5,500대 a level; 100대 are a hundred."""
    if not _WORD_ENDS.match(text, stop) or _TO_ONE.match(text, stop):
        return False
    if _INDEX.search(text, max(0, stop - 80), stop):
        return False
    before = text[max(0, stop - 14) : stop]
    if _COUNTED_MACHINES.search(before):
        return True
    if _NOUN_BEHIND.match(text, stop) and not amount.is_scaled and not _MACHINES_GO_ON.match(text, stop):
        return False  # 100대 기업 are the top hundred
    if amount.is_scaled and before.rstrip("대").rstrip().endswith(("만", "천")):
        return value >= 1000
    return value >= 100 and not _COUNTED_IN_RANGES.search(before)


def _years(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """25년 may be the year; 징역 25년 and 17년 만 are spans."""
    is_span = _SPAN_OF_YEARS.match(text, stop) or _TERM_OF_YEARS.search(text[max(0, stop - 12) : stop])
    return value < 200 and not _is_short_year(text, stop) and (bool(is_span) or _is_span_of_years(value))


def _age(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """레오 14세 is a pope, 재일 한국인 3세 of the third generation."""
    before = text[max(0, stop - 16) : stop]
    if _REIGN.search(before):
        return False
    is_third = (
        value <= 4 and before.endswith("세") and not _YOUNG.match(text, stop) and "만" not in before[-5:]
    )
    return _is_age(amount, value) and not is_third


def _single(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """1인 가구 and 1인 미디어 are no one person."""
    following = text[stop : stop + 1]
    return value != 1 or following in "은이을의도" or not re.match(r"\s?[가-힣]", text[stop : stop + 2])


def _kinds(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """근대5종 is a sport."""
    return bool(_WORD_ENDS.match(text, stop)) and not _GLUED_TO_WORD.search(text[max(0, stop - 8) : stop])


def _many(text: str, stop: int, amount: Amount, value: Number) -> bool:
    """형사25부 is a court."""
    return amount.is_scaled or (value >= 20 and not _GLUED_TO_WORD.search(text[max(0, stop - 12) : stop]))


_KOREAN: Mapping[str, Callable[[str, int, Amount, Number], bool]] = {
    **dict.fromkeys(("주", "부", "표", "석", "채", "평"), _many),
    "대": _machines,
    "년": _years,
    "세": _age,
    "살": _age,
    "인": _single,
    "종": _kinds,
    "세대": lambda text, stop, amount, value: value >= 30,  # 6세대 D램 is a generation
    # 101동 is a building: dong come in thousands
    "동": lambda text, stop, amount, value: (
        amount.is_scaled and value >= 1000 and bool(_WORD_ENDS.match(text, stop))
    ),
    "프로": lambda text, stop, amount, value: text[stop - 3 : stop - 2] != " ",  # 2.5 프로 is a model
    # 14분: a moment of a match
    "분": lambda text, stop, amount, value: (
        bool(_SPAN_OF_MINUTES.match(text, stop)) or _follows_hours(text, stop, "ko")
    ),
    # 포기 gives up, too
    "포기": lambda text, stop, amount, value: bool(_LEAVES.search(text, max(0, stop - 16), stop)),
    "초": lambda text, stop, amount, value: amount.is_scaled or value >= 1,
    "주간": lambda text, stop, amount, value: value < 100,
    "주째": lambda text, stop, amount, value: value < 100,
    "달": lambda text, stop, amount, value: value < 25,
}
_RULES: Mapping[str, Callable[[str, int, str, Amount, Number], bool]] = {
    "ko": _counts_in_korean,
    "ja": _counts_in_japanese,
    "zh": _counts_in_chinese,
    "vi": _counts_in_vietnamese,
}
