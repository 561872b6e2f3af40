"""Near-duplicates: the same text carried by several publishers, trimmed, grown, retitled or posted again.

MinHash LSH (rensa) proposes pairs from three views of an item: its title, its opening, its whole text. Each
pair is then judged on exact shingle sets, because MinHash only estimates. What is *not* a copy matters more
than what is: yesterday's weather and today's share all their words but none of their numbers, an
advertiser's preamble stands above many different articles, and a weekly column keeps its headline for
years. So a pair must agree in its numbers, a short text must also agree in its title, one publisher's texts
under unlike titles are different articles, and copies appear within hours of each other.

Shingles are three characters of a script without spaces between words (and of Korean, whose endings make
whole words unlike), two words of any other. MinHash and LSH: Broder 1997; Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash, RMinHashLSH

from briefing.enrichment.han_fold import fold_han
from briefing.records.carrier import Carrier
from briefing.records.frame import to_frame

Shingles = npt.NDArray[np.uint64]

PERMUTATIONS, BANDS, SEED = 96, 32, 20260105
"""3 rows in each of 32 bands: a pair with Jaccard .5 is proposed in 99 of 100 cases, one with .1 in 3."""

LOOKED_AT = 4000
"""Characters of a text that are shingled: enough to know a copy, and a bound on memory for long pages."""

OPENING = 240
"""Characters of the opening, by which a trimmed copy is found although the whole texts share little."""

SCRIPT_LOOKED_AT = 600
"""Characters that show which script a text is in."""

LONG_WIDE, LONG_SPACED = 120, 40
"""Shingles of characters and of words from which a body is evidence by itself; below, titles count too."""

COPY_SPAN = timedelta(hours=18)
"""Copies of a text appear within hours; what a day later has the same headline is a daily column, a notice or
an advert. Under a day by some hours, because such things appear at about the same hour."""

REPOST_SPAN = timedelta(hours=4)
"""One publisher's copies of a short text that no mark calls an update appear within so many hours."""

FLASH_SPAN = timedelta(hours=6)
"""A one-line flash is followed by its article within hours."""

# What publishers put around a headline to say which edition of the text this is; in normalised, simplified
# characters.
_UPDATE_MARK = re.compile(
    r"""[\(\[【〔（]\s*(?:종합\s*\d*\s*보?|\d+\s*보|상보|수정본?|정정|재송|更新版?|更正|訂正|订正|修正|続報|续报|最新|第\d+[报報]
        |cập\s*nhật|đính\s*chính|(?:\d+(?:st|nd|rd|th)\s+)?ld|lead|updated?|correct(?:ed|ion)|recast|अपडेट|संशोधित)
        \s*[\)\]】〕）]
        | ^\s*(?:update\s*\d*|updated|correct(?:ed|ion)|cập\s*nhật|đính\s*chính|更正|訂正|订正)\s*[-–:：]\s*""",
    re.VERBOSE,
)
_FLASH_MARK = re.compile(
    r"""[\(\[【〔（]\s*(?:속보|긴급|速报|快讯|快报|即时|突发|breaking(?:\s+news)?|urgent|nóng)\s*[\)\]】〕）]
        | ^\s*(?:breaking(?:\s+news)?|urgent|flash|nóng|快讯|速报)\s*[:：\-–]\s* """,
    re.VERBOSE,
)
# "(서울=연합뉴스) 홍길동 기자 =", "東京 5日 共同 =": place, agency and reporter up to the sign.
_DATELINE = re.compile(r"^\s*(?:[\(\[【][^\)\]】]{1,60}[\)\]】])?[^=]{0,60}?=\s*")
# "新华社北京3月10日电（记者…）", "（中央社記者…10日電）"
_HAN_DATELINE = re.compile(r"^\s*[（(]?[^，。,.]{0,30}\d+日[电電]\s*[)）]?\s*(?:[（(][^)）]{0,40}[)）])?")
# "HANOI, March 10 (Xinhua) --", "TOKYO (Reuters) -"
_LATIN_DATELINE = re.compile(r"^[^.]{0,60}?\([^)]{2,30}\)\s*[-–—]+\s*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0dff])+")  # the vowel signs of Indic scripts are no \w


class DuplicateFinder(Protocol):
    """Finds who carries the same text."""

    engine: str
    version: str

    def find(self, texts: pl.DataFrame, country: str, date: str) -> pl.DataFrame:
        """One row per in-scope row of ``texts``, columns of ``Carrier``, sorted by credited item, then copy.

        ``texts`` has one row per item with the columns item_id, source_id, publisher, title, paragraphs,
        published_at (UTC, may be null), first_seen_at (UTC), in_scope.
        """
        ...


def normalise(text: str) -> str:
    """Compatibility forms, entities, letter case and the two scripts of Chinese made equal; white space collapsed."""
    return " ".join(fold_han(unicodedata.normalize("NFKC", html.unescape(text)).casefold()).split())


def is_wide(text: str) -> bool:
    """Whether the text is mostly in a script that is compared by characters rather than by words."""
    start = text[:SCRIPT_LOOKED_AT]
    wide = len(_WIDE_LETTER.findall(start))
    return wide > 0 and 3 * wide >= len(_LETTER.findall(start))  # one says what two letters of a word do


def strip_dateline(body: str) -> str:
    """The body without the place, agency and reporter that open a wire story; normalised text in and out."""
    for pattern in (_DATELINE, _HAN_DATELINE, _LATIN_DATELINE):
        match = pattern.match(body)
        if match:
            return body[match.end() :]
    return body


def number_tokens(text: str) -> frozenset[str]:
    """The figures of a text with thousands separators removed: 1,470.8 and 1470.8 are one."""
    return frozenset(re.sub(r",(?=\d{3}(?:\D|$))", "", token) for token in _NUMBER.findall(text))


def time_key(published_at: datetime | None, first_seen_at: datetime, item_id: str) -> tuple[Any, ...]:
    """Sort key of who was first: a known publication before an unknown one, then first sight, then the id."""
    return published_at is None, published_at or first_seen_at, first_seen_at, item_id


@dataclass(frozen=True, slots=True)
class _Text:
    """One item prepared for comparison; shingles are sorted distinct hashes."""

    item_id: str
    source_id: str
    publisher: str
    published_at: datetime | None
    first_seen_at: datetime
    title: Shingles
    body: Shingles
    whole: Shingles
    title_numbers: frozenset[str]
    numbers: frozenset[str]
    is_long: bool
    is_update: bool
    is_flash: bool


class ShingleDuplicates:
    """MinHash LSH for candidates, exact Jaccard and a number guard for the verdict."""

    engine = "rensa-minhash-jaccard"
    version = "2"

    def find(self, texts: pl.DataFrame, country: str, date: str) -> pl.DataFrame:
        """See ``DuplicateFinder``. Raises ValueError when an item id occurs twice."""
        rows = texts.filter(pl.col("in_scope")).sort("item_id")
        if rows["item_id"].n_unique() != rows.height:
            twice = rows.filter(rows["item_id"].is_duplicated())["item_id"][0]
            raise ValueError(f"texts of {country} {date}: item_id {twice} has more than one row")
        prepared, views = _prepare(rows)
        similarity = {
            pair: value
            for pair in sorted(_candidates(views))
            if (value := copy_similarity(prepared[pair[0]], prepared[pair[1]])) is not None
        }
        carriers = [
            carrier
            for group in _groups(len(prepared), similarity)
            for carrier in self._carriers([prepared[i] for i in group], country, date)
        ]
        return to_frame(carriers, Carrier).sort(
            "item_id", "is_first", "carrier_item_id", descending=[False, True, False]
        )

    def _carriers(self, group: Sequence[_Text], country: str, date: str) -> Iterable[Carrier]:
        credited = min(group, key=lambda text: time_key(text.published_at, text.first_seen_at, text.item_id))
        for text in group:
            is_first = text.item_id == credited.item_id
            yield Carrier(
                country=country,
                date=date,
                item_id=credited.item_id,
                carrier_item_id=text.item_id,
                source_id=text.source_id,
                is_first=is_first,
                published_at=text.published_at,
                similarity=1.0 if is_first else round(_jaccard(text.whole, credited.whole), 4),
                engine=self.engine,
                version=self.version,
            )


def copy_similarity(a: _Text, b: _Text) -> float | None:
    """How alike two copies of one text are, 0 to 1, or None when they are not copies."""
    if not _within(a, b, COPY_SPAN) or not _numbers_agree(a, b) or _is_recurring(a, b):
        return None
    title = _jaccard(a.title, b.title)
    shared = _contained(a.body, b.body)
    whole = _jaccard(a.whole, b.whole)
    likeness = max(whole, (title + shared) / 2)
    shorter = min(a.body.size, b.body.size)
    if title < 0.3 and a.publisher == b.publisher:
        return None  # a preamble that stands above many articles of one publisher
    if a.is_long and b.is_long and (whole >= 0.7 or (shared >= 0.75 and title >= 0.2)):
        return likeness
    if title >= 0.9 and a.title.size >= 6:
        says_so = a.publisher == b.publisher and (a.is_update or b.is_update)
        has_none = a.body.size == b.body.size == 0
        return likeness if says_so or has_none or shared >= 0.4 else None
    if shorter >= 8 and title >= 0.5 and (shared >= 0.75 or (shared >= 0.6 and whole >= 0.4)):
        return likeness
    return likeness if _is_flash_of(a, b) or _is_flash_of(b, a) else None


def _is_recurring(a: _Text, b: _Text) -> bool:
    """A publisher's own headline again hours later, without a word that it is an update and without a long
    text to show it: a column, a notice, an advert. What a publisher puts right or posts twice by mistake
    follows at once."""
    if a.publisher != b.publisher or _within(a, b, REPOST_SPAN):
        return False
    return not (a.is_long and b.is_long) and not (a.is_update or b.is_update or a.is_flash or b.is_flash)


def _is_flash_of(flash: _Text, article: _Text) -> bool:
    """A bodyless flash whose headline stands almost whole in the same publisher's headline hours later."""
    return (
        flash.is_flash
        and not article.is_flash
        and flash.publisher == article.publisher
        and flash.body.size < 8
        and flash.title.size >= 6
        and _within(flash, article, FLASH_SPAN)
        and np.intersect1d(flash.title, article.title, assume_unique=True).size >= 0.75 * flash.title.size
    )


def _within(a: _Text, b: _Text, span: timedelta) -> bool:
    """Whether both appeared within ``span``. An unknown time of publication proves nothing either way."""
    if a.published_at is None or b.published_at is None:
        return True
    return abs(a.published_at - b.published_at) < span


def _numbers_agree(a: _Text, b: _Text) -> bool:
    """Templates share words and differ in figures; a trimmed copy has some of the figures and no others."""
    fewer_in_title = min(len(a.title_numbers), len(b.title_numbers))
    if len(a.title_numbers & b.title_numbers) < fewer_in_title:
        return False
    return len(a.numbers & b.numbers) >= 0.8 * min(len(a.numbers), len(b.numbers))


def _jaccard(a: Shingles, b: Shingles) -> float:
    both = np.intersect1d(a, b, assume_unique=True).size
    either = a.size + b.size - both
    return both / either if either else 0.0


def _contained(a: Shingles, b: Shingles) -> float:
    """Share of the shorter set that stands in the longer."""
    shorter = min(a.size, b.size)
    return np.intersect1d(a, b, assume_unique=True).size / shorter if shorter else 0.0


def _grams(text: str, wide: bool, characters: int, words: int) -> list[str]:
    """Distinct n-grams in order of appearance: of characters without spaces, or of words."""
    words_found = _WORD.findall(text)
    if wide:
        run = "".join(words_found)
        grams = [run[i : i + characters] for i in range(max(1, len(run) - characters + 1))] if run else []
    else:
        starts = range(max(1, len(words_found) - words + 1)) if words_found else range(0)
        grams = [" ".join(words_found[i : i + words]) for i in starts]
    return list(dict.fromkeys(grams))


def _prepare(rows: pl.DataFrame) -> tuple[list[_Text], list[list[list[str]]]]:
    """Items ready to compare, and their three views as lists of shingles: title, opening, whole."""
    texts: list[_Text] = []
    views: list[list[list[str]]] = [[], [], []]
    for row in rows.iter_rows(named=True):
        headline = normalise(row["title"])
        title = _FLASH_MARK.sub(" ", _UPDATE_MARK.sub(" ", headline)).strip()
        body = strip_dateline(normalise(" ".join(row["paragraphs"])))[:LOOKED_AT].removeprefix(headline)
        wide = is_wide(title + body)
        title_grams, body_grams = _grams(title, wide, 2, 1), _grams(body, wide, 3, 2)
        opening = (
            body[:OPENING] if wide else body[: OPENING * 3]
        )  # a word says what two or three characters do
        shingles = [title_grams, _grams(opening, wide, 3, 2), list(dict.fromkeys(title_grams + body_grams))]
        for view, grams in zip(views, shingles, strict=True):
            view.append(grams)
        hashed = [
            np.unique(np.array(h, dtype=np.uint64)) for h in RMinHash.hash_token_sets([*shingles, body_grams])
        ]
        texts.append(
            _Text(
                item_id=row["item_id"],
                source_id=row["source_id"],
                publisher=row["publisher"],
                published_at=row["published_at"],
                first_seen_at=row["first_seen_at"],
                title=hashed[0],
                body=hashed[3],
                whole=hashed[2],
                title_numbers=number_tokens(title),
                numbers=number_tokens(f"{title} {body}"),
                is_long=hashed[3].size >= (LONG_WIDE if wide else LONG_SPACED),
                is_update=_UPDATE_MARK.search(headline) is not None,
                is_flash=_FLASH_MARK.search(headline) is not None,
            )
        )
    return texts, views


def _candidates(views: Sequence[Sequence[Sequence[str]]]) -> set[tuple[int, int]]:
    """Index pairs (lower first) that share an LSH band in some view; an empty view proposes nothing."""
    pairs: set[tuple[int, int]] = set()
    for view in views:
        indices = [i for i, grams in enumerate(view) if grams]
        hashes = RMinHash.from_token_sets([view[i] for i in indices], PERMUTATIONS, SEED)
        index = RMinHashLSH(0.4, PERMUTATIONS, BANDS)
        index.insert_many(hashes)
        for position, found in enumerate(index.query_all(hashes)):
            pairs.update((indices[other], indices[position]) for other in found if other < position)
    return pairs


def _groups(count: int, similarity: dict[tuple[int, int], float]) -> list[list[int]]:
    """Connected components, most alike pairs first, that refuse to chain.

    Two groups become one only when at least half of the pairs across them are copies of each other: A that
    resembles B and B that resembles C do not make A a copy of C.
    """
    group_of = list(range(count))
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    for a, b in sorted(similarity, key=lambda pair: (-similarity[pair], pair)):
        left, right = group_of[a], group_of[b]
        if left == right:
            continue
        across = [(min(i, j), max(i, j)) for i in members[left] for j in members[right]]
        if 2 * sum(pair in similarity for pair in across) < len(across):
            continue
        for i in members[right]:
            group_of[i] = left
        members[left] += members.pop(right)
    return [sorted(group) for _, group in sorted(members.items())]
