"""Tags of the trade in headlines: [속보], (종합), 【速報】, （下）. They are no part of what a headline says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAGS: dict[str, str] = {
    "urgent": "긴급",
    "breaking": "속보|긴급속보|速報|速報中|快訊|快讯|突发|突發|Nóng|Tin nóng|ब्रेकिंग|ब्रेकिंग न्यूज",
    "correction": "정정|수정|訂正|更正|Đính chính",
    "appointments": "인사|人事",
    "obituary": "부고|부음|訃報|讣告|訃告|Cáo phó",
    "photo": "포토|사진|포토뉴스|화보|写真|圖輯|组图|組圖|圖|图|Ảnh|Chùm ảnh",
    "video": "영상|동영상|動画|視頻|视频|影片|影音|影|Video|वीडियो",
    "editorial": "사설|社説|社論|社论",
    "opinion": "칼럼|기고|시론|오피니언|コラム|評論|评论|專欄|专栏",
    "interview": "인터뷰|インタビュー|專訪|专访|Phỏng vấn",
    "explained": "解説|解读|解讀",
    "advertisement": "광고|廣告|广告",
    "": (
        r"단독|종합|종합\s?\d보|\d보|상보|업데이트|재송고|그래픽|이슈|현장|독자제공|상|중|하|AI픽"
        "|独自|詳報|更新|随時更新|上|中|下|前編|後編|有料|有料記事|会員限定|有料会員限定"
        "|獨家|独家|即時|多圖|更新中|持續更新|轉載|转载|全文|受权发布|现场"
    ),
}
_ENGLISH = {spelling: english for english, words in _TAGS.items() for spelling in words.split("|")}
_SAYS = {word.casefold(): english for word, english in _ENGLISH.items()}
_WORDS = "|".join(sorted(_ENGLISH, key=lambda word: (-len(word), word)))
_OPENING, _CLOSING = r"[\[【〈<(（［〔《]", r"[\]】〉>)）］〕》]"
_TAG = re.compile(
    rf"{_OPENING}\s*(?P<inside>{_WORDS})\s*{_CLOSING}|^\s*(?P<opening>{_WORDS})\s*[／|｜!！](?!\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Untagged:
    """``text`` has spaces where tags stood, so that offsets hold; ``english`` are those that say something."""

    text: str
    english: tuple[str, ...]


def without_tags(text: str) -> Untagged:
    """A text and its tags apart."""
    found: list[str] = []

    def blank(match: re.Match[str]) -> str:
        tag = match.group("inside") or match.group("opening")
        english = _SAYS.get(tag.casefold(), "")  # those written as expressions say nothing
        if english and english not in found:
            found.append(english)
        return " " * len(match.group())

    return Untagged(_TAG.sub(blank, text), tuple(found))
