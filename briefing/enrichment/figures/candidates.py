"""Where a number may begin in a text, and what stands before numbers that count nothing: names, ordinals, codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from briefing.enrichment.figures.measures import with_optional_nukta
from briefing.enrichment.figures.number_words import EN_SMALL, HI_MORE, HI_SMALL, VI_SMALL, any_of

ASCII_DIGITS = "0123456789"
_EN_SCALE = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_EN_WORDS = (
    rf"\b(?:an?(?=\s+(?:{_EN_SCALE}|third|quarter\sof|half)\b)|half|tens|dozens|scores|hundreds|thousands|millions"
    rf"|billions|several|many|some|{any_of([word for word in EN_SMALL if word != 'zero'], 'en')})\b"
)
_VI_SCALE = "chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ"
_VI_DIGITS = [word for word in VI_SMALL if word not in ("mốt", "tư", "lăm", "bẩy")]
_VI_WORDS = (
    r"(?<!\w)nửa(?=\s(?:triệu|tỷ|tỉ)(?!\w))"
    rf"|(?<!\w)(?:hàng|vài|mấy|nhiều|cả)(?=\s(?:{_VI_SCALE})(?!\w))"
    rf"|(?<!\w)(?:{any_of(_VI_DIGITS, 'vi')})(?!\w)"
)
_VI_HALF = r"(?<!\w)(?:một\s)?nửa(?!\s(?:đầu|cuối|đêm|năm|chừng|vời|triệu|tỷ|tỉ|tháng|giờ|ngày|tiếng)|\w)"
_HI_EDGES = ("(?<![ऀ-ॿ])", "(?![ऀ-ॿ])")
_HI_SOME = ("सैकड़ों", "हजारों", "लाखों", "करोड़ों", "अरबों", "दर्जनों")
_HI_WORDS = (
    rf"{_HI_EDGES[0]}(?:{any_of((*HI_SMALL, *HI_MORE, 'सौ'), 'hi')}|{'|'.join(_HI_SOME)}){_HI_EDGES[1]}"
)
_HI_SET = {
    "half": "आधा|आधी|आधे",
    "double": "दोगुना|दोगुनी|दोगुने|दुगना|दुगनी|दुगने",
    "triple": "तिगुना|तिगुनी|तीगुना|तीन गुना",
}
_KO_DIGITS, _KO_SCALES = "일이삼사오육칠팔구", "십백천만억조"
_KO_COUNTED = "원|명|달러|톤|가구|마리|건|배럴|위안|엔|유로"
_KO_NATIVE = "한|두|세|네|다섯|여섯|일곱|여덟|아홉"
_KO_TENS = "열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"
_KO_COUNTERS = "명|사람|마리|건|시간|달|살|배|곳|개국|개|차례|가지|척|채|쌍|포기"
_KO_WORDS = (
    rf"(?<![가-힣])(?:(?:수|몇)\s?[{_KO_SCALES}]+"
    rf"|[{_KO_DIGITS}{_KO_SCALES}]*[{_KO_SCALES}](?=\s?(?:여\s?)?(?:{_KO_COUNTED}))"
    rf"|(?:{_KO_NATIVE}|(?:{_KO_TENS})(?:하나|{_KO_NATIVE})?|스무)(?=\s?(?:여\s?)?(?:{_KO_COUNTERS})))"
)
_HAN_WORDS = "〇零一二三四五六七八九十百千万億两兩萬亿"
CANDIDATES: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(rf"\d|{_KO_WORDS}|(?P<half>절반)"),
    "ja": re.compile(rf"\d|(?:[数何幾](?=[十百千万億])|[{_HAN_WORDS}])|(?P<half>半分|(?<!過)半数)"),
    "zh": re.compile(
        rf"\d|[数數几幾上成](?=[十百千万萬億亿])|(?P<half>一半|(?<![过過])半[数數])|[{_HAN_WORDS}]"
    ),
    "vi": re.compile(rf"\d|(?P<half>{_VI_HALF})|(?P<double>(?<!\w)gấp đôi(?!\w))|{_VI_WORDS}", re.IGNORECASE),
    "hi": re.compile(
        with_optional_nukta(
            rf"\d|{_HI_WORDS}|"
            + "|".join(
                f"(?P<{name}>{_HI_EDGES[0]}(?:{words}){_HI_EDGES[1]}(?!-))" for name, words in _HI_SET.items()
            )
        )
    ),
    "en": re.compile(
        rf"\d|{_EN_WORDS}|(?P<double>\b(?:doubled|doubling|twofold)\b)"
        r"|(?P<triple>\b(?:tripled|tripling|threefold)\b)",
        re.IGNORECASE,
    ),
}
"""A match begins a number; a named group is a word that is one by itself (``SET_WORDS``)."""
SET_WORDS: Mapping[str, Decimal] = {"half": Decimal("0.5"), "double": Decimal(2), "triple": Decimal(3)}

_JA_YEAR_OF_SCHOOL = re.compile(r"(?<![最上残額売])[高大中小院]$")
_ONE_DIGIT = re.compile(r"\d(?![\d.,・%％])")
_NAME_BEFORE = re.compile(
    r"[A-Za-zÀ-ỹ][-–_]?$|\d[-–:/.,・·]?$|(?<!Rs)(?<!\.)\.$|[제第]\s?$|법률?\s?$|(?:No|no)\.\s?$|[#№]$|['’]$|[A-Za-z]\d*\+$"
)
_CURRENCY_CODE = re.compile(r"(?:USD|INR|RMB|Rs|EUR|CNY|JPY|KRW|TWD|HKD|VND)\.?\s?$")
_VI_ORDERED = (
    "thứ|hạng|tập|kỳ|khóa|khoá|cấp|lớp|tầng|Điều|điều|khoản|quận|Quận|chương|phường|Phường|đường|vòng|vành đai|mùa"
    "|top|Top|quốc lộ|QL|loại|lần thứ|U|tổ|khu vực|hàng|thôn|ấp|bậc|phòng|số nhà|xe số|nhóm"
)
_EN_ORDERED = (
    "No\\.?|Number|number|Article|Section|Rule|Chapter|Phase|Level|Category|Grade|Class|Group|Round|Day|Week|Part|Season"
    "|Flight|Route|Highway|Room|Page|Top|top|Tier|Type|Stage|Gate|Volume|Episode|Game|Match|Version|Windows|iPhone|Galaxy"
    "|Formula|Unit|World War|Apollo|Boeing|Airbus"
)
_ORDINAL_BEFORE: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(rf"(?<!\w)(?:{_VI_ORDERED})\s$"),
    "en": re.compile(rf"(?:\b(?:{_EN_ORDERED})\s|\bthe\stop\s)$"),
    "hi": re.compile(r"(?:धारा|नंबर|अनुच्छेद|कक्षा|वार्ड|सेक्टर|टॉप|फेज|नं\.?|संख्या)\s$"),
    "ja": re.compile(r"(?:第|中学|高校|小学|大学|中等部|国道|震度|レベル|ステージ|フェーズ|昭和|平成|令和)$"),
    "zh": re.compile(r"(?:第|編號|编号|航班|高鐵|国道|國道|列|世紀|世纪)$"),
    "ko": re.compile(r"(?:제|국도|시즌|레벨|단계|갤럭시|아이폰|조례|호선)\s?$"),
}


def stands_alone(text: str, start: int, language: str) -> bool:
    """Not part of a name, a score, a telephone number or a longer number; no ordinal."""
    before = text[max(0, start - 14) : start]
    if text[start] not in ASCII_DIGITS:
        if before.rstrip()[-1:].isdigit():
            return False
    elif _NAME_BEFORE.search(before) and not _CURRENCY_CODE.search(before):
        return False
    if language == "ja" and _JA_YEAR_OF_SCHOOL.search(before) and _ONE_DIGIT.match(text, start):
        return False  # 高3, 小1: a year of school
    return not _ORDINAL_BEFORE[language].search(before)
