"""Words around a date that say what it is the date of."""

from __future__ import annotations

import re

from scrapers.extraction.dates.written_date import UnreadableDateError

_PUBLISHED = (
    r"기사입력|입력|등록|승인|발행|작성|게시|보도|제공|[发發][布佈表]|刊[登出]|[来來]源|公[开開]|掲載|配信|発表|发稿|發稿|"
    r"publish|posted|released?|created|date\s*:|ngày đăng|đăng|xuất bản|प्रकाशित|પ્રકાશિત"
)
_CHANGED = r"최종수정|수정|업데이트|갱신|更新|修[改正]|最終|updated?|modified|edited|cập nhật|अपडेट|અપડેટ"
_LABEL = re.compile(rf"(?P<published>{_PUBLISHED})|(?P<changed>{_CHANGED})", re.I)
_TERM = re.compile(
    r"\|\s*(?:以|之)?前|"  # where the day stood: 3月10日前
    r"\b(?:until|deadline|expires?|expiry|valid till|valid through|closing date|due)\b|까지|부터|마감|截止"
    r"|締切|締め切り|まで|\bhết hạn|hạn chót|अंतिम तिथि",
    re.I,
)
_COUNTED = (
    r"조회수?|추천수?|댓글|views?|hits?|浏览(?:次数|量)?|瀏覽(?:人次|次數|數)?|点击(?:次数|率|量|数)?|點[閱擊](?:次數|數)?|阅读(?:次数|量|数)?|"
    r"閱讀(?:次數|數)?|閲覧数?|lượt xem|comments?|reads?"
)
_COUNT = re.compile(
    rf"(?:{_COUNTED})\s*[:|]?\s*\[?\d[\d,]*(?![\d:/.-])\]?(?:\s*(?:次|回|명|회|건))?"
    r"|(?<![\d:/.,-])\d{1,3}[\s-]*(?:min(?:ute)?s?\s*read\b|phút đọc)"
    rf"|(?<![\d:/.,-])\d[\d,]*\s*(?:{_COUNTED})(?!\s*:?\s*\d)",
    re.I,
)


def remove_counts(text: str) -> str:
    """``text`` without how often a page was read: "Views: 1,234", 조회수 56."""
    return _COUNT.sub(" ", text)


def is_of_change(text: str) -> bool:
    """Whether the only label in ``text`` is that of a change: "Updated", 수정."""
    kinds = {match.lastgroup for match in _LABEL.finditer(text)}
    return kinds == {"changed"}


def is_term(text: str) -> bool:
    """Whether ``text`` speaks of a deadline or a term rather than of a publication."""
    return _TERM.search(text) is not None


def choose_dated_part(text: str, starts: list[int]) -> str:
    """The part of ``text`` that dates the publication, where several dates begin at ``starts``.

    Labels stand before their dates (입력 … 수정 …) or after them (…公開 …更新). Raises UnreadableDateError where no
    label tells the dates apart: two dates without a word are a span.
    """
    labels = list(_LABEL.finditer(text))
    if not labels:
        raise UnreadableDateError("is not one date only")
    if labels[-1].start() < starts[-1]:  # the last date follows its label
        cuts = [0, *(label.start() for label in labels), len(text)]
        kinds = ["", *(label.lastgroup or "" for label in labels)]
    else:
        cuts = [0, *(label.end() for label in labels), len(text)]
        kinds = [*(label.lastgroup or "" for label in labels), ""]
    parts = [
        (kind, begin, end)
        for kind, begin, end in zip(kinds, cuts, cuts[1:], strict=False)
        if sum(begin <= start < end for start in starts) == 1
    ]
    for wanted in ("published", ""):
        for kind, begin, end in parts:
            if kind == wanted:
                return text[begin:end]
    raise UnreadableDateError("is not one date only")
