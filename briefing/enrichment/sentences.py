"""Key sentences: which sentences of an article say most, in the original, with their offsets.

Extractive by position and salience: news puts what matters first (lead), and a sentence that shares words
with the headline and holds names, figures and the category's cue words says more than one that does not.
Nothing is rewritten, so nothing can be wrong that was right in the article.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from briefing.records.entity import Entity
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.sentence import Sentence

_ENDS = {
    "ja": r"[。！？!?]+[」』）)”]*",
    "zh": r"[。！？!?；]+[”」』）)’]*",
    "hi": r"[।॥?!]+[\"'”’)]*",
    "ko": r"[.?!]+[\"'”’)\]]*(?=\s|$)",
    "vi": r"[.?!]+[\"'”’)\]]*(?=\s|$)",
    "en": r"[.?!]+[\"'”’)\]]*(?=\s|$)",
}
_END_OF_SENTENCE = {language: re.compile(rule) for language, rule in _ENDS.items()}
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|No|Inc|Corp|Ltd|Co|vs|etc|approx"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|TP|Tp|TS|GS|PGS|ThS|BS|Q|P|Rs|a\.m|p\.m)"
    r"|\b[A-ZĐ]|\d)\.$"
)
"""A full stop after these closes no sentence when more text follows. A digit counts only before a digit."""
_QUOTES = {"「": "」", "『": "』", "“": "”", "‘": "’", "（": "）", "(": ")", "《": "》"}

_DATELINES = {
    "ko": (
        r"(?:[\[(<【][^\])>】]{0,30}[\])>】]\s*)?[가-힣\s·,]{2,30}(?:기자|특파원|통신원|인턴기자|논설위원|에디터)\s*=\s*"
        r"|[\[(【][^\])】]{1,30}[\])】]\s*(?:[가-힣·\s]{2,15}(?:기자|특파원)\s*[=]?\s*)?=?\s*"
    ),
    "ja": (
        r"【[^】]{1,40}】\s*|[\[［][^\]］]{1,40}(?:ロイター|時事|共同|AFP)[^\]］]{0,12}[\]］]\s*[-―－—]*\s*"
        r"|[（(][^）)]{1,12}(?:通信|＝|時事|共同)[^）)]{0,10}[）)]\s*|（CNN）\s*"
    ),
    "zh": (
        r"(?:央视网消息|人民网[^\s：:（(]{0,12}|新华社[^\s：:（(]{0,14}电|中新网[^\s：:（(]{0,14}电|中新社[^\s：:（(]{0,14}电"
        r"|本报讯|本报[^\s：:（(]{0,10}电|本台消息)\s*(?:[（(][^）)]{1,40}[）)])?\s*[：:]?\s*"
        r"|[（(](?:中央社|記者|新华社|法新社|路透)[^）)]{1,40}[）)]\s*|[〔【\[][^〕】\]]{1,30}[〕】\]]\s*"
        r"|記者[\u4e00-\u9fff]{2,6}／[^\s／]{2,12}報導\s*"
    ),
    "vi": r"\(?(?:TTO|NLĐO|TNO|Dân trí|TTXVN|VTV\.vn|PLO|NDO|ĐTCK|VOV|VietNamNet|LĐO)\)?\s*[-–—:]\s*"
    r"|[A-ZĐÀ-Ỹ][\wà-ỹ\s.]{1,25}\s*\([^)]{2,20}\)\s*[-–—]\s*",
    "hi": r"[\u0900-\u097f\s]{2,25}[,।]?\s*(?:\d{1,2}\s[\u0900-\u097f]+)?\s*"
    r"\((?:भाषा|एजेंसी|वार्ता|एएनआई)\)\s*[।:]?\s*"
    r"|(?:एजेंसी|डिजिटल डेस्क|ब्यूरो)[,\s][\u0900-\u097f\s]{2,20}[।:]\s*",
    "en": r"[A-Z][A-Za-z.\s/]{1,40}(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?\s*"
    r"\((?:Yonhap|Reuters|AP|AFP|Xinhua|PTI|VNA|CNA|ANI|Kyodo|Jiji|TASS|Bloomberg)[^)]{0,15}\)\s*[-–—]*\s*"
    r"|[A-Z][A-Z\s]{3,25}(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?\s*(?:[-–—]{1,2}|:)\s+"
    r"|/TASS/\.?\s*",
}
_DATELINE = {language: re.compile(rule) for language, rule in _DATELINES.items()}
"""Where a dateline or credit ends the sentence begins: it names the reporter, not the news."""

_BOILERPLATE = re.compile(
    r"무단\s?전재|재배포\s?금지|저작권자|기사\s?제보|제보는|카카오톡|구독하기|네이버에서|Copyright|ⓒ|©|기자\s*[\w.+-]+@|"
    r"責任編輯|责任编辑|责编|編輯：|编辑：|記者／|审核|校对|来源：|來源：|原标题|点击进入|更多精彩|扫码|關鍵字|延伸閱讀|相關新聞|下載APP|"
    r"無断転載|禁止転載|転載を禁|会員限定|有料会員|続きを読む|記事を読む|関連記事|写真提供|"
    r"Xem thêm|Đọc thêm|Bấm để|Tin liên quan|Theo dõi .{0,20} trên|Bản quyền|Ảnh:|Nguồn:|"
    r"Read more|Click here|Sign up|Subscribe|All rights reserved|Also read|ALSO READ|Follow us|Photo:|"
    r"Getty Images|Advertisement|newsletter|"
    r"ये भी पढ़ें|यह भी पढ़ें|इसे भी पढ़ें|और पढ़ें|फोटो:|"
    r"[\w.+-]+@[\w-]+\.\w+|https?://|www\.",
)
_CAPTION = re.compile(
    r"^\s*(?:[▲△▶◆■●※☞]|\[?(?:사진|자료사진|표|그래픽)\s?[=\]:]|(?:写真|図|表)[=＝:：]|[图圖][為为：:|｜]|Ảnh\s|Photo\s)"
    r"|(?:사진|자료사진|제공|캡처)\s?[=/]?\s?[\w가-힣]{0,12}[.)\]]?\s*$|(?:資料照|檔案照|示意圖|翻攝|图源|圖／)[^。]{0,20}$"
    r"|연합뉴스\s?(?:자료)?사진|\[[^\]]{1,20}(?:제공|캡처)[^\]]{0,12}\]"
)
_FEWEST_LETTERS = {"ko": 15, "ja": 14, "zh": 10, "vi": 30, "hi": 25, "en": 35}
_MOST_LETTERS = {"ko": 260, "ja": 240, "zh": 220, "vi": 450, "hi": 400, "en": 500}
"""Shorter says nothing by itself, longer is a list or a failed split. Letters, by what a clause needs."""


def split_sentences(paragraph: str, language: str) -> list[tuple[int, int]]:
    """Sentences as (start, end) offsets, without surrounding white space, datelines still in place.

    ``language`` is an ISO code (``zh-Hant`` too); one without rules is split as English.
    """
    base = language.split("-", maxsplit=1)[0]
    rule = _END_OF_SENTENCE.get(base, _END_OF_SENTENCE["en"])
    spans: list[tuple[int, int]] = []
    start = 0
    for match in rule.finditer(paragraph):
        end = match.end()
        if end < len(paragraph) and not _closes(paragraph, start, match, base):
            continue
        spans += _stripped(paragraph, start, end)
        start = end
    return spans + _stripped(paragraph, start, len(paragraph))


def _stripped(text: str, start: int, end: int) -> list[tuple[int, int]]:
    chunk = text[start:end]
    left = len(chunk) - len(chunk.lstrip())
    trimmed = chunk.strip()
    return [(start + left, start + left + len(trimmed))] if trimmed else []


def _closes(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether the mark ends a sentence: not an abbreviation, not inside a quotation or brackets."""
    chunk = text[start : match.end()]
    if language in ("ja", "zh"):
        # a quotation holds whole sentences; the outer sentence goes on after it
        return not any(chunk.count(left) > chunk.count(right) for left, right in _QUOTES.items())
    if match.group() == "." and _ABBREVIATION.search(text[max(start, match.end() - 12) : match.end()]):
        return text[match.end() - 2].isdigit() and not text[match.end() : match.end() + 2].strip().isdigit()
    return True


def skip_dateline(text: str, language: str) -> int:
    """How many characters of a sentence are dateline or credit: ``(서울=연합뉴스) 홍길동 기자 = …``."""
    rule = _DATELINE.get(language.split("-", maxsplit=1)[0])
    skipped = 0
    while rule is not None and (match := rule.match(text, skipped)) and match.end() > skipped:
        skipped = match.end()
    return skipped if skipped < len(text) else 0


def is_boilerplate(sentence: str) -> bool:
    """Captions, credits, copyright, links: words about the page, not about the event."""
    return bool(_BOILERPLATE.search(sentence) or _CAPTION.search(sentence))


def count_key_sentences(paragraphs: int, sentences: int) -> int:
    """How many to keep: 1 of a short item, growing with the square root of its length, 8 of the longest."""
    if sentences <= 1 or (paragraphs <= 2 and sentences <= 4):
        return min(1, sentences)
    return max(2, min(8, round(math.sqrt(sentences) + 0.4)))


class KeySentencePicker(Protocol):
    """Chooses key sentences. The result is in the article's order and exact to the character."""

    engine: str
    version: str

    def pick(
        self,
        title: str,
        paragraphs: Sequence[str],
        language: str,
        entities: Sequence[Entity],
        figures: Sequence[Figure],
        cues: Sequence[Evidence],
    ) -> tuple[Sentence, ...]:
        """Key sentences; empty where the article has no body. ``text_en`` is set for English only."""
        ...


@dataclass(frozen=True, slots=True)
class _Candidate:
    paragraph: int
    start: int
    end: int
    order: int


class LeadAndSalience:
    """Position, words shared with the headline, names, figures and cue words; near-repeats are passed over."""

    engine = "lead-and-salience"
    version = "1"

    def pick(
        self,
        title: str,
        paragraphs: Sequence[str],
        language: str,
        entities: Sequence[Entity],
        figures: Sequence[Figure],
        cues: Sequence[Evidence],
    ) -> tuple[Sentence, ...]:
        """See KeySentencePicker."""
        candidates = list(_candidates(title, paragraphs, language))
        wanted = count_key_sentences(len(paragraphs), len(candidates))
        heading = shingles(title, language)
        texts = [paragraphs[one.paragraph][one.start : one.end] for one in candidates]
        scored = sorted(
            (
                (_score(one, text, heading, words, (entities, figures, cues)), one, words)
                for one, text, words in zip(
                    candidates, texts, (shingles(text, language) for text in texts), strict=True
                )
            ),
            key=lambda item: (-item[0], item[1].order),
        )
        chosen: list[tuple[float, _Candidate, frozenset[str]]] = []
        for score, one, words in scored:
            if len(chosen) < wanted and not any(_repeats(words, other) for _, _, other in chosen):
                chosen.append((score, one, words))
        return tuple(
            _sentence(paragraphs[one.paragraph], one, score, language)
            for score, one, _ in sorted(chosen, key=lambda item: item[1].order)
        )


def _score(
    one: _Candidate,
    text: str,
    heading: frozenset[str],
    words: frozenset[str],
    found: tuple[Sequence[Entity], Sequence[Figure], Sequence[Evidence]],
) -> float:
    """Weights are by judgement: the lead counts as much as full overlap with the headline."""
    entities, figures, cues = found
    shared = len(heading & words) / (len(heading) or 1)
    names = len({entity.gazetteer_id for entity in entities if _within(entity, one)})
    numbers = sum(_within(figure, one) for figure in figures)
    evidence = sum(_within(cue, one) for cue in cues)
    is_truncated = text.rstrip().endswith(("...", "…", "[…]"))
    return round(
        1.0 / (1 + one.order)
        + shared
        + 0.10 * min(names, 4)
        + 0.12 * min(numbers, 3)
        + 0.15 * min(evidence, 2)
        - 0.3 * is_truncated
        - 0.2 * text.startswith(("“", '"', "「", "‘", "'")),
        6,
    )


def _candidates(title: str, paragraphs: Sequence[str], language: str) -> Iterator[_Candidate]:
    """Sentences worth keeping; when the filters leave none, what there is."""
    base = language.split("-", maxsplit=1)[0]
    fewest = _FEWEST_LETTERS.get(base, _FEWEST_LETTERS["en"])
    most = _MOST_LETTERS.get(base, _MOST_LETTERS["en"])
    everything: list[_Candidate] = []
    for number, paragraph in enumerate(paragraphs):
        for start, end in split_sentences(paragraph, language):
            begin = start + skip_dateline(paragraph[start:end], language)
            everything.append(_Candidate(number, begin, end, len(everything)))
    clean = [one for one in everything if not is_boilerplate(paragraphs[one.paragraph][one.start : one.end])]
    whole = [
        one
        for one in clean
        if fewest <= one.end - one.start <= most
        and paragraphs[one.paragraph][one.start : one.end].strip() != title.strip()
    ]
    kept = whole or clean
    yield from (_Candidate(one.paragraph, one.start, one.end, order) for order, one in enumerate(kept))


def _within(found: Entity | Figure | Evidence, one: _Candidate) -> bool:
    return found.paragraph == one.paragraph and one.start <= found.start and found.end <= one.end


def shingles(text: str, language: str) -> frozenset[str]:
    """What two texts share: words where words are spaced, pairs of letters in Korean, Japanese and Chinese."""
    if language.split("-", maxsplit=1)[0] in ("ko", "ja", "zh"):
        letters = re.sub(r"[\W_]+", "", text)
        return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if len(word) > 2)


def _repeats(words: frozenset[str], others: frozenset[str]) -> bool:
    smaller = min(len(words), len(others))
    return smaller > 0 and len(words & others) / smaller > 0.7


def _sentence(paragraph: str, one: _Candidate, score: float, language: str) -> Sentence:
    original = paragraph[one.start : one.end]
    return Sentence(
        original=original,
        text_en=original if language == "en" else None,
        paragraph=one.paragraph,
        start=one.start,
        end=one.end,
        score=score,
    )
