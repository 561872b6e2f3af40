"""A date's text in one plain form: no markup, plain digits and signs, months and numerals as numbers."""

from __future__ import annotations

import html
import re
import unicodedata

from scrapers.extraction.dates.months import MONTHS, VIETNAMESE_MONTHS

# A month that was named stands in the folded text as one private character, so that no number of a month is taken
# for one of a day: MONTH_SIGNS[0] is January.
MONTH_SIGNS = "".join(chr(0xE001 + number) for number in range(12))
_SUPERSCRIPT = re.compile(r"</?su[pb]\b[^>]{0,80}>", re.I)
_TAG = re.compile(r"<[^<>]{0,200}>")
_ORDINAL = re.compile(r"(?<=\d)\s?(?:st|nd|rd|th)\b", re.I)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("〜∼", "~"))
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")
_CHINESE_WEEKDAY = re.compile(r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]")
_VIETNAMESE_WEEKDAY = re.compile(r"\bthứ\s*[2-7](?![\d/.-])|^T[2-7],", re.I)  # Monday is the second day
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十百廿卅]+(?=\s*(?:[年月日號号分秒]|[时時點点](?![间間])))")
_FIRST_YEAR = re.compile(r"(?<=[和成國国])\s*元(?=\s*年)")
_NUMBERED_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]")
_VIETNAMESE_MONTH = re.compile(rf"\b(?:th[áa]ng|thg)\s*(\d{{1,2}}(?!\d)|{'|'.join(VIETNAMESE_MONTHS)})", re.I)
_WORD = re.compile(r"[^\s\d.,:;/()|\[\]<>'\"~·、。年月日\ue001-\ue00c-]{2,}")
_DIGITS = {c: n % 10 for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def fold_text(text: str) -> str:
    """``text`` as the readers of days and clocks expect it; its case stays."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", _SUPERSCRIPT.sub("", text))
    if not text.isascii():
        text = _fold_signs(text)
    text = _VIETNAMESE_MONTH.sub(_sign_of_vietnamese, _VIETNAMESE_WEEKDAY.sub(" ", text))
    return " ".join(_WORD.sub(_sign_of_name, _ORDINAL.sub("", text)).split())


def _fold_signs(text: str) -> str:
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    text = _FIRST_YEAR.sub("1", _CHINESE_WEEKDAY.sub(" ", text))
    text = _NUMERAL.sub(lambda match: str(read_numeral(match.group())), text)
    return _NUMBERED_MONTH.sub(lambda match: _sign(int(match.group(1)), match.group()), text)


def read_numeral(numeral: str) -> int:
    """A Chinese numeral below a thousand, or a year digit by digit: 二十八, 一百一十五, 二〇二六."""
    if not set(numeral) & set("十百廿卅"):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral.replace("廿", "二十").replace("卅", "三十"):
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def _sign(number: int, otherwise: str) -> str:
    return MONTH_SIGNS[number - 1] if 1 <= number <= 12 else otherwise


def _sign_of_vietnamese(match: re.Match[str]) -> str:
    word = match.group(1).lower()
    return _sign(int(word) if word.isdecimal() else VIETNAMESE_MONTHS[word], match.group())


def _sign_of_name(match: re.Match[str]) -> str:
    number = MONTHS.get(match.group().lower())
    return match.group() if number is None else MONTH_SIGNS[number - 1]
