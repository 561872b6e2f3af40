"""Whose text it is: the news agency that a dateline or a closing credit names.

Ten outlets that print one agency's text under headlines of their own are one voice. Only the forms in which agencies
are credited count, at the start of a body or in its last words; a text that merely mentions an agency is not
its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_AGENCIES = {
    "Yonhap": ("연합뉴스", "yonhap"),
    "Newsis": ("뉴시스", "newsis"),
    "News1": ("뉴스1", "news1"),
    "Kyodo": ("共同", "kyodo", "kyodo news"),
    "Jiji": ("時事", "jiji", "jiji press"),
    "Xinhua": ("新华社", "新華社", "xinhua"),
    "CNS": ("中新社", "中新网", "中新網"),
    "CNA": ("中央社", "cna"),
    "VNA": ("ttxvn", "vna", "vietnam+"),
    "PTI": ("pti", "पीटीआई", "भाषा"),
    "ANI": ("ani", "एएनआई"),
    "IANS": ("ians", "आईएएनएस"),
    "UNI": ("uni", "यूएनआई"),
    "Reuters": ("reuters", "로이터", "ロイター", "路透社", "रॉयटर्स"),
    "AP": ("ap", "associated press"),
    "AFP": ("afp",),
    "Bloomberg": ("bloomberg", "블룸버그"),
}
_NAME_OF = {spelling: name for name, spellings in _AGENCIES.items() for spelling in spellings}


def _whole(spelling: str) -> str:
    """Latin letters only as a word: AP is not in Japan, UNI not in community."""
    return rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])" if spelling.isascii() else re.escape(spelling)


_ANY = "|".join(map(_whole, sorted(_NAME_OF, key=lambda spelling: (-len(spelling), spelling))))
_LOOKED_AT = 160

# "(서울=연합뉴스)", "【ワシントン共同】", "（中央社記者…）", "(Xinhua) --", "新华社北京3月10日电", "(TTXVN)"
_OPENING = (
    re.compile(
        rf"^\s*[(\[【（][^)\]】）]{{0,40}}?[=＝ ]?({_ANY})(?:記者|记者|特約)?[^)\]】）]{{0,20}}[)\]】）]"
    ),
    re.compile(rf"^[^.。]{{0,60}}?[(（]({_ANY})[)）]\s*[-–—]"),
    re.compile(r"^\s*(新华社|新華社|中新社|中新网|中新網|中央社)[^。，]{0,20}\d+日?[电電讯訊]"),
    re.compile(rf"^[^=]{{0,30}}\d+日[ =＝]*({_ANY})\s*[=＝]"),
)
# "… - PTI", "(AFP)", "（共同）" at the very end
_CLOSING = re.compile(rf"(?:[(\[（【]|[-–—]\s*)({_ANY})[)\]）】]?\s*$")


def agency_of(paragraphs: Sequence[str]) -> str | None:
    """English name of the agency that a body is credited to, or None."""
    body = [text for text in paragraphs if text.strip()]
    if not body:
        return None
    start, end = body[0][:_LOOKED_AT].casefold(), body[-1][-40:].casefold()
    for pattern in _OPENING:
        if match := pattern.search(start):
            return _NAME_OF[match.group(1)]
    closing = _CLOSING.search(end)
    return _NAME_OF[closing.group(1)] if closing else None


def voice_of(publisher: str, paragraphs: Sequence[str]) -> str:
    """Whose text an outlet printed: an agency's under the agency's name, its own under the outlet's."""
    return agency_of(paragraphs) or _NAME_OF.get(publisher.casefold(), publisher)
