"""How probably two items report the same event, by evidence that means the same in every language.

Each item is compared with its nearest neighbours only, found by meaning (embeddings) and, within a language,
by words. The evidence of a pair:

- ``meaning``: cosine of the embeddings after each language's mean was taken away, so that what remains is what
  an item says and not that it is Korean; ``meaning_across`` the same for two languages;
- ``company``: the same after each item took in a little of its nearest neighbours (query expansion);
- ``crowd``: how near the nearest twentieth of the day is to both; where everything resembles everything (a war), two
  items must resemble each other more (Conneau et al. 2018, "Word Translation Without Parallel Data", section 2.3);
- ``words``, ``words_back``: how well the better and the worse of the two answers the other's headline, as
  odds against the day's background in that language (see ``stories.py``);
- ``figures``, ``other_figures``: rare figures in common; figures in both headlines and none in common;
- ``names``, ``other_names``: the same of the gazetteer's names;
- ``days``: time between them; ``same_publisher``: an outlet seldom tells one event twice.

The weights were fitted by logistic regression on eight labelled days of five countries and on parallel documents,
each set counting alike (``python -m benchmarks.story_weights``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from briefing.enrichment.duplicates import normalise, number_tokens
from briefing.enrichment.embedding import Embedder, embedding_text
from briefing.enrichment.stories import headline_vectors

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

EVIDENCE = (
    "meaning",
    "meaning_across",
    "across",
    "company",
    "crowd",
    "words",
    "words_back",
    "figures",
    "other_figures",
    "names",
    "other_names",
    "days",
    "same_publisher",
)
WEIGHTS: Mapping[str, float] = {
    "meaning": 2.156,
    "meaning_across": 6.135,
    "across": -0.96,
    "company": 8.512,
    "crowd": -9.405,
    "words": 1.008,
    "words_back": 0.249,
    "figures": 0.125,
    "other_figures": -0.47,
    "names": 0.15,
    "other_names": 0.216,
    "days": -1.472,
    "same_publisher": -0.885,
}
BIAS = -2.36
"""Log-odds; printed by the benchmark."""

NEIGHBOURS = 20
"""Items that each is compared with by meaning, and again by words."""

COMPANY, COMPANY_SHARE, COMPANY_FROM = 15, 0.3, 0.35
"""Neighbours that an item takes in, at which weight, from which cosine."""

CROWD_SHARE, USUAL_CROWD, CROWD_LEAN = 0.05, 0.36, 3
"""An item's crowd is the nearest twentieth of the day, so that it means the same on a day of a hundred items
and of ten thousand; on a small day it leans on the usual mean cosine, as if so many more items had it."""

KNOWN_MEAN_WEIGHT = 40
"""Items of today that the kept mean of a language is worth."""

USUAL_WORDS, USUAL_WORDS_BACK, BACKGROUND_PAIRS = 0.10, 0.06, 2000
"""99th percentiles of the two answers over unrelated pairs, and the pairs of today that they are worth."""

BACKGROUND_ROWS = 300
"""Items whose pairs with all others show the day's background."""

LEAST_SHARE, MOST_SHARE = 0.01, 0.99
MOST_RARITY = 8.0
UNKNOWN_DAYS, MOST_DAYS = 0.3, 4.0
OPENING_FIGURES = 300
LEAST_LETTERS = 8
_BLOCK = 512
_PAIR_BLOCK = 20_000

# Labels of series that stand before a headline: [속보], 【解説】, 〈独自〉.
_SERIES = re.compile(
    r"^(?:\s*(?:\[[^\]]{1,40}\]|【[^】]{1,60}】|〈[^〉]{1,40}〉|《[^》]{1,40}》|\([^)]{1,20}\)))+\s*(?=\S)"
)


@dataclass(frozen=True)
class Pairs:
    """Compared pairs of rows (``left`` < ``right``, in ascending order) and their log-odds of one event."""

    left: Indices
    right: Indices
    log_odds: Floats


def score_pairs(texts: pl.DataFrame, embedder: Embedder) -> Pairs:
    """Log-odds of the pairs worth comparing among ``texts`` (columns as ``StoryClusterer`` has them)."""
    left, right, evidence = pair_evidence(texts, embedder)
    log_odds = BIAS + evidence @ np.array([WEIGHTS[name] for name in EVIDENCE])
    return Pairs(left, right, np.round(log_odds, 6))


def pair_evidence(texts: pl.DataFrame, embedder: Embedder) -> tuple[Indices, Indices, Floats]:
    """Pairs of rows and one row of ``EVIDENCE`` each. Vectors are asked for once for all rows."""
    if texts.height < 2:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros((0, len(EVIDENCE)))
    titles = [without_series(title) for title in texts["title"]]
    bodies: list[Sequence[str]] = texts["paragraphs"].to_list()
    languages = np.array([base(language) for language in texts["language"]])
    space = f"{embedder.engine}/{embedder.version}"
    vectors = embedder.embed([embedding_text(t, b) for t, b in zip(titles, bodies, strict=True)])
    meaning = centred(vectors, languages, known_means(space))
    nearest, nearness, crowd = _nearest(meaning)
    company = _with_company(meaning, nearest, nearness)
    words = [_Words.of(rows, titles, bodies, texts) for rows in _by_language(languages)]
    candidates = {(i, int(j)) for i, row in enumerate(nearest) for j in row}
    for of_language in words:
        candidates |= of_language.near()
    pairs = sorted({(min(a, b), max(a, b)) for a, b in candidates if a != b})
    left = np.array([a for a, _ in pairs], dtype=np.int64)
    right = np.array([b for _, b in pairs], dtype=np.int64)
    across = (languages[left] != languages[right]).astype(np.float64)
    alike = _cosines(meaning, left, right)
    answers = np.zeros((len(pairs), 2))
    for of_language in words:
        of_language.fill(left, right, answers)
    figures = [number_tokens(_opening(t, b)) for t, b in zip(titles, bodies, strict=True)]
    title_figures = [number_tokens(normalise(t)) for t in titles]
    names = [frozenset(ids) for ids in texts["entity_ids"].to_list()]
    _, other_figures = _shared(title_figures, left, right)
    shared_figures, _ = _shared(figures, left, right)
    shared_names, other_names = _shared(names, left, right)
    publishers = texts["publisher"].to_numpy()
    columns = {
        "meaning": alike,
        "meaning_across": alike * across,
        "across": across,
        "company": _cosines(company, left, right),
        "crowd": crowd[left] + crowd[right],
        "words": answers[:, 0],
        "words_back": answers[:, 1],
        "figures": shared_figures,
        "other_figures": other_figures,
        "names": shared_names,
        "other_names": other_names,
        "days": _days_between(texts, left, right),
        "same_publisher": (publishers[left] == publishers[right]).astype(np.float64),
    }
    return left, right, np.stack([columns[name] for name in EVIDENCE], axis=1)


def without_series(title: str) -> str:
    """The headline without labels of a series before it.

    A label stays where nothing or little more than figures is left without it: [코스피] before its points,
    【天気】 before a date.
    """
    rest = _SERIES.sub("", title)
    is_figures = any(map(str.isdigit, rest)) and sum(map(str.isalpha, rest)) < LEAST_LETTERS
    return title if is_figures or not rest else rest


def base(language: str) -> str:
    """Both scripts of Chinese are one language here: they are compared in one script."""
    return language.partition("-")[0]


def centred(vectors: Singles, languages: npt.NDArray[Any], known: Mapping[str, Singles]) -> Singles:
    """Unit rows without their language's mean: today's items and the kept mean of other days weigh in it.

    A language without a kept mean leans on the mean of all rows instead, less heavily.
    """
    everything = vectors.mean(axis=0, dtype=np.float64)
    moved = vectors.astype(np.float64)
    for language in sorted(set(languages.tolist())):
        rows = languages == language
        total, count = vectors[rows].sum(axis=0, dtype=np.float64), int(rows.sum())
        lean, weight = (known[language], KNOWN_MEAN_WEIGHT) if language in known else (everything, 5)
        moved[rows] -= (total + weight * lean) / (count + weight)
    lengths = np.linalg.norm(moved, axis=1)
    lengths[lengths == 0] = 1.0
    unit: Singles = (moved / lengths[:, None]).astype(np.float32)
    return unit


@lru_cache(maxsize=4)
def known_means(space: str) -> Mapping[str, Singles]:
    """Mean vector of headlines by language in ``space`` (engine/version), from ``embedding_means.txt``; empty
    for others.

    Each is the plain mean over some hundred headlines of several outlets, rounded to four decimals.
    """
    lines = files("briefing.enrichment").joinpath("embedding_means.txt").read_text(encoding="utf-8").split()
    means: dict[str, Singles] = {}
    for line in lines:
        of_space, language, *values = line.split(",")
        if of_space == space:
            means[language] = np.array([float(value) for value in values], dtype=np.float32)
    return means


def _nearest(meaning: Singles) -> tuple[Indices, Floats, Floats]:
    """Nearest other rows of each row, nearest first (lower index first among equals), their cosines, and its
    crowd."""
    count = len(meaning)
    most = min(NEIGHBOURS, count - 1)
    nearest = np.empty((count, most), dtype=np.int64)
    nearness = np.empty((count, most))
    crowd = np.empty(count)
    in_crowd = max(1, round(CROWD_SHARE * (count - 1)))
    for start, cosines in _blocks(meaning):
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = -2.0
        found = _highest(cosines, most)
        nearest[start : start + len(cosines)] = found
        nearness[start : start + len(cosines)] = np.take_along_axis(cosines, found, axis=1)
        closest = np.partition(cosines, count - in_crowd, axis=1)[:, count - in_crowd :]
        total = closest.sum(axis=1, dtype=np.float64) + CROWD_LEAN * USUAL_CROWD
        crowd[start : start + len(cosines)] = np.round(total / (in_crowd + CROWD_LEAN), 5)
    return nearest, nearness, crowd


def _blocks(meaning: Singles) -> Iterator[tuple[int, Singles]]:
    """Cosines of a block of rows with all rows, rounded so that the last bits of a sum change no order."""
    for start in range(0, len(meaning), _BLOCK):
        yield start, np.round(meaning[start : start + _BLOCK] @ meaning.T, 5)


def _highest(values: npt.NDArray[Any], most: int) -> Indices:
    """Columns of the ``most`` highest values of each row, highest first, lower column first among equals."""
    edge = values.shape[1] - most
    bound = np.partition(values, edge, axis=1)[:, edge : edge + 1]
    found = np.empty((len(values), most), dtype=np.int64)
    for number, (row, least) in enumerate(zip(values, bound[:, 0], strict=True)):
        columns = np.flatnonzero(row >= least)
        found[number] = columns[np.lexsort((columns, -row[columns]))][:most]
    return found


def _with_company(meaning: Singles, nearest: Indices, nearness: Floats) -> Singles:
    """Unit rows that took in their nearest neighbours as far as they are alike."""
    share = nearness[:, :COMPANY].copy()
    share[share < COMPANY_FROM] = 0.0
    rows = np.repeat(np.arange(len(meaning)), share.shape[1])
    mixing = sparse.csr_matrix(
        (share.ravel(), (rows, nearest[:, :COMPANY].ravel())), shape=(len(meaning), len(meaning))
    )
    mixed = meaning + COMPANY_SHARE * (mixing @ meaning)
    unit: Singles = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True).clip(1e-9)).astype(np.float32)
    return unit


def _cosines(unit: Singles, left: Indices, right: Indices) -> Floats:
    """Cosine of each pair of rows."""
    cosines = np.empty(len(left))
    for start in range(0, len(left), _PAIR_BLOCK):
        a, b = left[start : start + _PAIR_BLOCK], right[start : start + _PAIR_BLOCK]
        cosines[start : start + _PAIR_BLOCK] = np.einsum("ij,ij->i", unit[a], unit[b])
    return np.round(cosines, 5)


def _by_language(languages: npt.NDArray[Any]) -> Iterator[Indices]:
    """Rows of each language that has more than one."""
    for language in sorted(set(languages.tolist())):
        rows = np.flatnonzero(languages == language)
        if len(rows) > 1:
            yield rows


@dataclass(frozen=True)
class _Words:
    """How well the texts of one language answer each other's headlines. ``rows`` says which rows of the day
    they are."""

    rows: Indices
    questions: sparse.csr_matrix
    texts: sparse.csr_matrix
    background: tuple[float, float]

    @classmethod
    def of(
        cls, rows: Indices, titles: Sequence[str], bodies: Sequence[Sequence[str]], texts: pl.DataFrame
    ) -> _Words:
        """Vectors and background of the rows of a language."""
        own = pl.DataFrame(
            {
                "title": [titles[i] for i in rows],
                "paragraphs": [list(bodies[i]) for i in rows],
            },
            schema={"title": pl.String, "paragraphs": pl.List(pl.String)},
        )
        questions, answers = headline_vectors(own)
        shown = np.unique(np.linspace(0, len(rows) - 1, min(len(rows), BACKGROUND_ROWS)).astype(np.int64))
        better, worse = _both_answers(questions, answers, shown)
        others = np.ones(better.shape, dtype=bool)
        others[np.arange(len(shown)), shown] = False
        return cls(
            rows,
            questions,
            answers,
            (_leaning(better[others], USUAL_WORDS), _leaning(worse[others], USUAL_WORDS_BACK)),
        )

    def near(self) -> set[tuple[int, int]]:
        """Pairs of rows of the day: each with its nearest by the better answer, as far as any word is shared."""
        found: set[tuple[int, int]] = set()
        count = len(self.rows)
        for start in range(0, count, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, count))
            better, _ = _both_answers(self.questions, self.texts, block)
            better[np.arange(len(block)), block] = -1.0
            for row, columns in zip(block, _highest(better, min(NEIGHBOURS, count - 1)), strict=True):
                answered = columns[better[row - start, columns] > 0]
                found |= {(int(self.rows[row]), int(self.rows[column])) for column in answered}
        return found

    def fill(self, left: Indices, right: Indices, answers: Floats) -> None:
        """Odds of both answers against the background, for those pairs that are both of this language."""
        place = np.full(int(max(left.max(), right.max(), self.rows.max())) + 1, -1, dtype=np.int64)
        place[self.rows] = np.arange(len(self.rows))
        ours = np.flatnonzero((place[left] >= 0) & (place[right] >= 0))
        for start in range(0, len(ours), _PAIR_BLOCK):
            chosen = ours[start : start + _PAIR_BLOCK]
            a, b = place[left[chosen]], place[right[chosen]]
            there = _row_products(self.questions[a], self.texts[b])
            back = _row_products(self.questions[b], self.texts[a])
            answers[chosen, 0] = _odds(np.maximum(there, back)) - _odds(np.array(self.background[0]))
            answers[chosen, 1] = _odds(np.minimum(there, back)) - _odds(np.array(self.background[1]))


def _both_answers(
    questions: sparse.csr_matrix, texts: sparse.csr_matrix, rows: Indices
) -> tuple[Singles, Singles]:
    """Better and worse answer between each of ``rows`` and every item."""
    there = (questions[rows] @ texts.T).toarray()
    back = (texts[rows] @ questions.T).toarray()
    return np.round(np.maximum(there, back), 5), np.round(np.minimum(there, back), 5)


def _row_products(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Floats:
    products: Floats = np.asarray(a.multiply(b).sum(axis=1)).ravel()
    return products


def _leaning(shares: npt.NDArray[Any], usual: float) -> float:
    """99th percentile of today's pairs, leaning on the usual one as far as the pairs are few."""
    today = float(np.quantile(shares, 0.99))
    blended = (shares.size * today + BACKGROUND_PAIRS * usual) / (shares.size + BACKGROUND_PAIRS)
    return min(max(blended, usual / 2), usual * 3)


def _odds(share: Floats) -> Floats:
    bounded = np.clip(share, LEAST_SHARE, MOST_SHARE)
    odds: Floats = np.log(bounded / (1 - bounded))
    return odds


def _opening(title: str, body: Sequence[str]) -> str:
    return normalise(f"{title} {' '.join(body)[:OPENING_FIGURES]}")


def _shared(marks: Sequence[frozenset[str]], left: Indices, right: Indices) -> tuple[Floats, Floats]:
    """Rarity of the marks that a pair shares (bounded), and 1 where both have some and share none."""
    count = len(marks)
    known: dict[str, int] = {}
    rows, columns = [], []
    for row, of_item in enumerate(marks):
        for mark in sorted(of_item):
            rows.append(row)
            columns.append(known.setdefault(mark, len(known)))
    present = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, max(1, len(known))))
    has = np.asarray(present.sum(axis=1)).ravel() > 0
    rarity = np.log(count / np.asarray(present.sum(axis=0)).ravel().clip(1.0))
    weighed = (present @ sparse.diags(rarity)).tocsr()
    shared, common = np.empty(len(left)), np.empty(len(left))
    for start in range(0, len(left), _PAIR_BLOCK):
        chosen = slice(start, start + _PAIR_BLOCK)
        other = present[right[chosen]]
        shared[chosen] = _row_products(weighed[left[chosen]], other)
        common[chosen] = _row_products(present[left[chosen]], other)
    apart: Floats = (has[left] & has[right] & (common == 0)).astype(np.float64)
    return np.minimum(shared, MOST_RARITY), apart


def _days_between(texts: pl.DataFrame, left: Indices, right: Indices) -> Floats:
    """Days between two publications, bounded; an unknown time counts as a usual gap within a day."""
    at = np.array([np.nan if when is None else when.timestamp() / 86_400 for when in texts["published_at"]])
    days: Floats = np.minimum(np.nan_to_num(np.abs(at[left] - at[right]), nan=UNKNOWN_DAYS), MOST_DAYS)
    return days
