"""Up or down: words of rising and falling in English and in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.enrichment.grounding.negation import stem


@dataclass(frozen=True, slots=True)
class Directions:
    """How many words of rising and of falling a text has."""

    up: int
    down: int


_UP = {
    "en": r"\b(?:ris(?:e|es|en|ing)|rose|increas\w+|gain(?:s|ed|ing)?|grew|grow(?:s|n|th|ing)?|climb\w*|"
    r"surg(?:e|es|ed|ing)|jump(?:s|ed|ing)?|soar\w*|advanc(?:e|es|ed|ing)|higher|rall(?:y|ied|"
    r"ies)|expand\w*|expansion|rais(?:e|es|ed|ing)|hik(?:e|es|ed|ing)|rebound\w*|upgrad\w+|"
    r"up(?= (?:\d|by|from|to|sharply|slightly|in)))\b",
    "ko": r"증가|상승|늘(?=[어었고다린릴렸려며리])|늘(?=.?[다며])|오르|올라|올랐|오른|올린|올렸|올려|"
    r"올리|인상|급등|급증|확대|강세|성장|호조|반등|치솟|뛰|폭등|상향|상회|돌파|신장|높아|높이|높인|↑|웃돌",
    "ja": r"増|上昇|上が|上げ|伸び|高騰|急騰|拡大|成長|値上|引き上げ|反発|続伸|上回|高ま|高く|プラス|↑|強まる",
    "zh": r"增|涨|漲|升|上扬|上揚|提高|扩大|擴大|走高|攀|反弹|反彈|飙|飆|上调|上調|成长|成長|走强|走強|"
    r"高于|高於|突破|加大|↑",
    "vi": r"\b(?:tăng|lên|nâng|mở rộng|cao hơn|vượt|phục hồi|bứt phá|đi lên)\b",
    "hi": r"बढ़|वृद्धि|उछाल|तेजी|तेज़ी|इजाफा|इज़ाफा|चढ़|ऊपर|बढ़ोतरी|बढ़त|अधिक|महंग",
}
_DOWN = {
    "en": r"\b(?:f[ae]ll(?:s|en|ing)?|declin(?:e|es|ed|ing)|decreas\w+|drop(?:s|ped|ping)?|los(?:t|es|s|"
    r"ses)|slid|slid(?:e|es|ing)|sank|sink(?:s|ing)?|plung\w+|plummet\w*|tumbl\w+|slump\w*|"
    r"shr[aiu]nk\w*|shrink(?:s|ing)?|dip(?:s|ped)?|eased|lower(?:ed|ing|s)?|reduc(?:e|es|ed|ing|"
    r"tion)|cut(?:s|ting)?|contract(?:s|ed|ion)|slow(?:s|ed|ing|down)|weaken\w*|downgrad\w+|"
    r"down(?= (?:\d|by|from|to|sharply|slightly|in)))\b",
    "ko": r"감소|하락|줄(?=[어었이인일여였고])|내리|내렸|내린|떨어|인하|급락|급감|축소|약세|둔화|위축|"
    r"하향|하회|폭락|추락|감축|삭감|낮추|낮아|낮췄|낮춘|↓|밑돌|밀리|밀려",
    "ja": r"減|下落|下が|下げ|落ち|急落|縮小|低下|値下|引き下げ|反落|続落|下回|低迷|鈍化|マイナス|↓|弱まる|割り込",
    "zh": r"减|減|跌|降|下滑|下挫|缩|縮|走低|回落|下调|下調|衰退|放缓|放緩|走弱|低于|低於|萎|削|失守|↓",
    "vi": r"\b(?:giảm|hạ|xuống|thu hẹp|thấp hơn|sụt|lao dốc|tụt|đi xuống|chậm lại|cắt)\b",
    "hi": r"घट|गिर|कमी|कम|मंदी|नीचे|कटौती|लुढ़क|टूट|फिसल|सस्त",
}
_UP_RE = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _UP.items()}
_DOWN_RE = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _DOWN.items()}


def directions_of(text: str, language: str) -> Directions:
    """Words of rising and falling of a text in a base language; one without rules is read as English."""
    known = language if language in _UP_RE else "en"
    return Directions(len(_UP_RE[known].findall(text)), len(_DOWN_RE[known].findall(text)))


def direction_words(text: str, *, up: bool) -> dict[str, tuple[int, int]]:
    """Stems of an English text's words of rising or falling, each with its first place."""
    pattern = (_UP_RE if up else _DOWN_RE)["en"]
    found: dict[str, tuple[int, int]] = {}
    for match in pattern.finditer(text):
        found.setdefault(stem(match.group()), match.span())
    return found


def first_direction(text: str, *, up: bool) -> tuple[int, int]:
    """Where an English text first rises or falls; (0, 0) where it does not."""
    match = (_UP_RE if up else _DOWN_RE)["en"].search(text)
    return match.span() if match else (0, 0)
