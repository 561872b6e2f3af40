"""Is the English text a rendering at all: English, of a sentence's size, of this source, and addressed to no one?"""

from __future__ import annotations

import re

from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.shared_terms import shares_nothing
from briefing.enrichment.grounding.source_text import Passage

_FOREIGN = re.compile("[ऀ-ॿ぀-ヿ㄰-㆏㐀-鿿가-힣豈-﫿]+")
_OF_A_MODEL = re.compile(
    r"\bas an? (?:AI(?=,| (?:language )?model| assistant)|language model)\b"
    r"|\bhere(?: is|'s|’s) (?:the|your|a) (?:translation|summary|english)\b"
    r"|\bI (?:cannot|can(?:'|’)t) (?:translate|assist|comply)"
    r"|</?(?:s|think|system|user|assistant)>|<\|[a-z_]+\|>|\[/?INST\]|^\s*(?:translation|english|summary)\s*:",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignor|disregard|forget|overrid)(?:e|ing)?\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your|"
    r"these|those|any)\b[^.!?]{0,30}\b(?:instruction|prompt|rule|guideline|direction|command|order)s?\b"
    r"|\b(?:system|hidden|developer) prompt\b|\bprompt injection\b|\b(?:developer|jailbreak) mode\b"
    r"|\bclick (?:here|below|(?:on )?(?:the|this) (?:link|button))\b|\bnew instructions?\s*:"
    r"|\byou are now (?:an?|in)\b|\b(?:do not|don['’]t) translate\b"
    r"|(?:^|[.:;!?]\s+)(?:please )?(?:send|transfer|wire|pay|deposit) (?:your |all |the |some )?"
    r"(?:money|funds|cash|bitcoins?|btc|crypto\w*|payments?|passwords?|savings)\b"
    r"|(?:^|[.:;!?]\s+)(?:please )?(?:enter|give|tell|reveal|share) (?:me |us )?your (?:password|card|account|pin)\b",
    re.IGNORECASE,
)
"""Orders to whoever reads, be it a person or a model."""
_ORDER_IN_SOURCE = re.compile(
    r"무시하|클릭|눌러|프롬프트|송금|입금|보내|비밀번호|무시해"
    r"|無視|クリック|プロンプト|送金|振り込|送っ|送れ|パスワード"
    r"|忽略|無視|无视|点击|點擊|提示词|提示詞|汇款|匯款|转账|轉帳|密码|密碼"
    r"|bỏ qua|phớt lờ|nhấp|bấm|chuyển tiền|gửi tiền|mật khẩu"
    r"|नजरअंदाज|नज़रअंदाज|अनदेखा|क्लिक|प्रॉम्प्ट|पैसे भेज|पासवर्ड|prompt|click",
    re.IGNORECASE,
)
MOST_CHARACTERS = 3_000
MOST_NUMBERS = 100
"""Longer texts are no sentence, and comparing all their numbers and names with all of a source takes too long."""
_NUMERAL = re.compile(r"\d(?:[\d.,]*\d)?")


def find_form_faults(english: str, passage: Passage, told: Passage | None = None) -> list[Fault]:
    """Text that is none, not English, too long, of a model about its work, an order, or of another source.

    Only a headline (``told`` is the source's) must share something with its source: it is read by itself, a sentence
    of the summary beside its original.
    """
    if (size := _size_fault(english)) is not None:
        return [size]
    if (foreign := _FOREIGN.search(english)) is not None:
        return [Fault("form", *foreign.span(), "", "letters that are not English")]
    if (chatter := _OF_A_MODEL.search(english)) is not None:
        return [Fault("form", *chatter.span(), "", "words of a model about its own work")]
    if (order := _ORDER.search(english)) is not None and not _gives_orders(passage):
        return [Fault("form", *order.span(), "", "an order to the reader that the source does not have")]
    if told is not None and shares_nothing(english, told):
        return [Fault("form", 0, len(english), "", "no word, number or name in common with the source")]
    return []


def _size_fault(english: str) -> Fault | None:
    if not english.strip():
        return Fault("form", 0, len(english), "", "there is no text")
    if len(english) > MOST_CHARACTERS:
        return Fault("form", 0, len(english), "", f"more than {MOST_CHARACTERS} characters are no sentence")
    if sum(1 for _ in _NUMERAL.finditer(english)) > MOST_NUMBERS:
        return Fault("form", 0, len(english), "", f"more than {MOST_NUMBERS} numbers are no sentence")
    return None


def _gives_orders(told: Passage) -> bool:
    pattern = _ORDER if told.base_language == "en" else _ORDER_IN_SOURCE
    return pattern.search(told.text) is not None
