"""Links: what stands between two pieces of a text, as far as it is certain.

A link is read from the endings of the piece before (Korean) or from the words between (the others). Where
anything else stands between, the link is unread, and nothing may be tied together across it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Mark = Literal[
    "", "of", "and", "topic", "subject", "object", "place", "toward", "passive", "verb", "in", "other"
]


@dataclass(frozen=True, slots=True)
class Link:
    """``is_read``: nothing unknown stands between. ``mark``: the relation that the words between state."""

    mark: Mark
    is_read: bool


_KOREAN_ENDINGS: dict[str, Mark] = {
    "": "",
    **dict.fromkeys(("은", "는"), "topic"),
    **dict.fromkeys(("이", "가", "께서"), "subject"),
    **dict.fromkeys(("을", "를"), "object"),
    "의": "of",
    **dict.fromkeys(("에서", "서", "에선", "에서는", "선"), "place"),
}
_KOREAN_PASSIVE = re.compile("되|돼|됐|된|될|당하|당한|당해|당했")
_KOREAN_VERB = re.compile("하|한|할|해|했|시켜|시킨|시키|시켰")

_BETWEEN: dict[str, dict[Mark, str]] = {
    "ja": {
        "of": "の",
        "and": "や|・|および|及び|&|＆",
        "topic": "は|には|では|とは",
        "subject": "が",
        "object": "を",
        "place": "で|にて|での",
        "passive": "され|された|される|されて",
        "": "な",
        "verb": "する|した|して|し|しつつ|中の?|していた|している|しており|してきた|しながら|したと|すると|するよう"
        "|させた|させる|させ|させて|しようと|したとして",
        "toward": "への|に対する|に対して|に向けた|に向け|に向けて",
        "other": "と|も|に|へ|から|からの|まで|までの|より|による|により|について|に関する|をめぐり|を巡り"
        "|めぐり|巡り|めぐる|巡る|との|とも|でも|にも|など|などの|などを|などで|などが|ら|氏|氏が|氏は|氏の|さん|さんが|さんの|側|側が"
        "|という|といった|とみられる|とみられ|とみて|とする|として|としての|における|において|のため|のための|ため|ための|ために"
        "|になる|となる|となり|になり|となった|になった|にとって|によって|によると|にある|にあり|ある|あり|あった|ながら"
        "|たち|だけの|のみ|まま|ほど|にかけて|あたり|ごと|ずつ|さま|です|だ|だった|だと|なら|につき|にわたり|にわたる|にわたって"
        "|をきっかけに|ので|のに|だが|ものの|または|のほか|ほか|をはじめ|こと|よう|ように|ような|のよう|が|を|は|の|で",
    },
    "zh": {
        "of": "的|之",
        "and": "和|与|與|及|以及|、|·|暨|并|並|同",
        "in": "在|于|於",
        "": "了|已|已经|已經|再|又|正|正式|继续|繼續|均|都|首次|再次|今|今天|今日",
        "other": "对|對|向|为|為|被|把|由|从|從|至|到|因|就|以|自|等|后|後|时|時|中|上|下|内|內|者|是",
    },
    "vi": {
        "of": "của",
        "and": "và|cùng|&",
        "in": "ở|tại|trong",
        "passive": "bị",
        "": "đã|đang|vừa|vẫn|tiếp tục|cùng nhau|các|những|một|này|mới",
        "other": "với|cho|về|từ|đến|tới|trên|được|do|bởi|để|là|vào|ra|lên|sau|trước|khi|vì|thì|mà|ở|có"
        "|giữa|theo|qua|như|nhờ|lại|cả|hay|hoặc|ông|bà|rồi|nào|gì",
    },
    "hi": {
        "of": "का|की|के",
        "and": "और|व|एवं|तथा",
        "subject": "ने",
        "object": "को",
        "in": "में",
        "verb": "किया|की|कर|करने|करने की|करते|हुआ|हुई|हुए|होने|हो|है|हैं|गया|गई|गए|दिया|दी|दिए|रहा|रही|रहे",
        "toward": "पर|के खिलाफ",
        "other": "से|तक|भी|ही|के पास|के लिए|के बाद|के बीच|के साथ|वाला|वाली|वाले|वालों|था|थी|थे|थीं|तो|यह|इस|एक|जो|कि"
        "|वह|वे|ये|उस|इन|उन"
        "|उसे|इसे|उन्हें|इन्हें|उसने|उन्होंने|इससे|उससे|इसमें|अपना|अपनी|अपने|खुद|उनका|उनकी|उनके|उसका|उसकी|उसके|इसका|इसकी|इसके|इसी|उसी"
        "|लगाया|लगाई|लगाए|लगा|लगी|लगे|लगने|लगाने|मिला|मिली|मिले|मिलने|मिलीं|जाने|जाना|जाता|जाती|जाते|जा|देने|देना|देते|दे|दीं"
        "|लिया|ली|लिए"
        "|लेने|लेते|ले|रखा|रखी|रखे|रखने|आया|आई|आए|आने|पड़ा|पड़ी|पड़े|चुका|चुकी|चुके|होता|होती|होते|होकर|हुईं|कीं|गईं|किए|करने वाला"
        "|करने वाली|करने वाले|करता|करती|करना|कराया|कराई|कराए|कराने|करके|रहीं|रहने|जब|तब|वहीं|ताकि|यानी|हैं|मगर|व|या",
    },
}
_SPACED = ("vi", "hi")


@lru_cache(maxsize=8)
def _between(language: str) -> tuple[tuple[Mark, re.Pattern[str]], ...]:
    return tuple((mark, re.compile(words)) for mark, words in _BETWEEN.get(language, {}).items())


@lru_cache(maxsize=8)
def _function_words(language: str) -> re.Pattern[str]:
    words = "|".join(
        sorted(
            (word for words in _BETWEEN.get(language, {}).values() for word in words.split("|")),
            key=lambda word: (-len(word), word),
        )
    )
    border = r"(?!\w)" if language in _SPACED else ""
    return re.compile(rf"\s*(?:(?:{words}){border}\s*)+") if words else re.compile(r"\s*")


_BEFORE_LIGHT_VERBS: dict[str, Mark] = {"ने": "subject", "में": "in", "को": "object"}
"""Hindi postpositions that mark a word with a light verb behind them as well: मंत्री ने की वार्ता."""
_JOINTS = ("·", "・", "‧", "∙", "ㆍ", "&", "및")
_TOWARD = ("대한", "대해", "향한")
_WRITTEN = re.compile(r"[^\W_]")


def link_between(text: str, language: str, end: int, tail: int, start: int) -> Link:
    """How the piece that ends at ``end`` (its endings at ``tail``) goes on to one at ``start`` or to a border."""
    gap = text[tail:start]
    if language == "ko":
        mark = _korean_mark(text[end:tail])
        between = gap.strip()
        if between in _JOINTS and not mark:
            mark = "and"
        elif between in _TOWARD and mark == "other":
            mark = "toward"
        return Link(mark, between in ("및", *_TOWARD) or not _WRITTEN.search(gap))
    between = gap.strip(" \t'‘’\"“”「」『』《》〈〉").lower()
    if not between:
        return Link("", True)
    for mark, words in _between(language):
        if words.fullmatch(between):
            return Link(mark, True)
    if not _WRITTEN.search(between):
        return Link("and" if between in "·・、&/-–" else "other", True)
    known = _function_words(language).match(between)
    if known and known.end() == len(between):
        first, _, rest = between.partition(" ") if language == "hi" else ("", "", "")
        return Link(_BEFORE_LIGHT_VERBS.get(first, "other") if not rest.startswith("से") else "other", True)
    # what follows the piece at once still marks it: 政府は…
    for mark, words in _between(language) if language in ("ja", "hi") else ():
        if mark in ("topic", "subject", "object", "place") and (match := words.match(between)):
            rest = between[match.end() :]
            if language == "ja" or not rest or not rest[0].isalnum():
                return Link(mark, False)
    return Link("", False)


def _korean_mark(ending: str) -> Mark:
    ending = ending.removeprefix("씨")
    if ending in _KOREAN_ENDINGS:
        return _KOREAN_ENDINGS[ending]
    if _KOREAN_PASSIVE.match(ending):
        return "passive"
    return "verb" if _KOREAN_VERB.match(ending) else "other"


_CONNECTIVES: dict[str, dict[str, str]] = {
    "vi": {
        "after": "sau khi|sau vụ|sau",
        "right after": "ngay sau|ngay sau khi",
        "before": "trước khi",
        "when": "khi|mỗi khi",
        "while": "trong khi",
        "since": "kể từ|kể từ khi",
        "with": "với|cùng với|kèm",
        "compared with": "so với",
        "from": "từ|đến từ",
        "in": "trong",
        "on": "trên",
        "at": "tại|ở",
        "of": "của",
        "for": "cho|dành cho|đối với|để|nhằm",
        "because of": "vì|bởi vì",
        "about": "về việc|về vụ",
        "related to": "liên quan đến|liên quan tới|liên quan",
        "thanks to": "nhờ",
        "instead of": "thay vì",
        "despite": "bất chấp",
        "although": "dù|mặc dù",
        "like": "như|giống như",
        "if": "nếu",
        "but": "nhưng",
        "or": "hoặc",
    },
}
"""Words between two parts of a text that English has a sure word for; what has several senses is none."""
_NO_CONNECTIVE = {
    "vi": re.compile(
        r"\b(?:phía|đằng|mặt|ngày|tháng|năm|giờ|phút|tuần|đời|ghế|cửa|bên|không|đừng|chưa|khiến|làm|sẽ|muốn|đôi|khoảng)\s$",
        re.IGNORECASE,
    )
}
"""Behind these the word is part of another: phía sau is the rear."""


@lru_cache(maxsize=8)
def _connectives(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    english = {
        word: gloss for gloss, words in _CONNECTIVES.get(language, {}).items() for word in words.split("|")
    }
    longest_first = "|".join(sorted(english, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<!\w)({longest_first or '(?!)'})\s+['‘“\"]?$", re.IGNORECASE), english


def connective_before(text: str, language: str, left: int, start: int) -> str:
    """The English of the connective that stands right before ``start`` and not before ``left``; empty for none."""
    if language not in _CONNECTIVES:
        return ""
    words, english = _connectives(language)
    match = words.search(text, left, start)
    if match is None or _NO_CONNECTIVE[language].search(text[left : match.start()]):
        return ""
    return english[match.group(1).lower()]
