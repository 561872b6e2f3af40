"""Stories without embeddings: items of one language that report the same event.

For machines without the embedding package, and the word evidence of ``event_stories.py``.

An item is a headline and an opening. Two items are as alike as two questions are answered: how much of this
headline stands in that text, and the other way round; the better answer counts most. Each is the cosine of
one item's TF-IDF headline with the other's TF-IDF text, because a headline names the event and a body also
holds its background, in which all articles of one war or one party resemble each other.

Feed items are short, and two reporters choose different words. So each item first takes in a little of its
nearest neighbours' words, as query expansion by pseudo-relevance feedback does (Rocchio 1971; Manning,
Raghavan and Schütze, "Introduction to Information Retrieval", chapter 9), and is then compared again.

Nothing is tuned to a language. Words of spaced scripts and pairs of characters of the others have other
cosines, so similarity is judged by the odds of its background: the 99th percentile over all pairs of items
of that language that day, of which far less than one in a hundred report the same event. "Three times the
odds of the background" then means the same in Korean and in Vietnamese. Few items say little about a
background; they lean on the value measured on larger days.

Clusters grow by agglomeration, best pair first, on a link that is partly the closest and mostly the average
pair, so that a story may develop over its members without chaining through a topic.

One dense matrix is held per language and day: 3,000 items take some 300 MB for a few seconds.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from briefing.enrichment.duplicates import is_wide, normalise, strip_dateline, time_key
from briefing.enrichment.earlier_stories import Earlier, Thread, dated_story_id
from briefing.enrichment.story_groups import best_matches
from briefing.records.frame import to_frame
from briefing.records.story import Story

Floats = npt.NDArray[np.float64]

OPENING_WIDE, OPENING_SPACED = 300, 900
"""Characters of the text that count as its opening: about ten lines, the event before its background."""

TITLE_IN_TEXT = 0.4
"""Weight of the headline inside its own text (the body has 1): it is asked again as a question."""

FIGURE_WEIGHT = 0.5
"""Weight of a figure beside a word: one outlet writes 1,470.8, the next 1,471, and rare terms count much."""

UNSHARED = 2.0
"""Rare terms that every headline is taken to have besides its own, which nothing answers: two words in common
are no event, even when they are the whole of a headline."""

WORSE_ANSWER = 0.3
"""What the worse of the two answers counts beside the better one."""

NEIGHBOURS, NEIGHBOURS_SHARE = 15, 0.3
"""How many neighbours an item takes words from (each as far as it is alike), and at which weight. Only those
above the background count, so an item without relatives stays as it is."""

BACKGROUND_WIDE, BACKGROUND_SPACED = 0.065, 0.115
"""99th percentile of the similarity of unrelated items, for pairs of characters and for words. Measured on
days of Korean, Japanese, Vietnamese and English media; it hardly depends on how many items there are."""

BACKGROUND_PAIRS = 2000
"""Pairs that the measured value is worth beside the day's own."""

LINK, SEED = 3.2, 4.4
"""Times the odds of the background from which two clusters are one story, and which its closest pair must reach:
a story may hold loosely related items, but not without two that plainly report the same."""

CLOSEST = 0.25
"""Share of the closest pair in the link between two clusters; the rest is their average pair."""

FRESH_HOURS, HALF_LIFE_HOURS = 12.0, 48.0
"""Similarity halves with every two days between two items, after half a day for free."""

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|[\uac00-\ud7af]+"  # Hangul and Han apart: 尹어게인 holds two words
    r"|[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
    r"|(?:[^\W\d_\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[\u0900-\u0dff])+"
)
_WIDE_START = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")


class StoryClusterer(Protocol):
    """Groups items that report the same event."""

    engine: str
    version: str

    def cluster(
        self,
        texts: pl.DataFrame,
        carriers: pl.DataFrame,
        country: str,
        date: str,
        earlier: Earlier | None = None,
    ) -> pl.DataFrame:
        """Columns of ``Story``: every credited item of ``carriers`` in exactly one, sorted by story_id.

        ``texts`` has one row per item with the columns item_id, publisher, language, title, paragraphs,
        published_at (UTC, may be null), first_seen_at (UTC), entity_ids; ``carriers`` those of ``Carrier``.
        ``earlier`` are the last days' stories; a story that continues one of them has its id.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Item:
    """A credited item. ``length`` counts the characters of its body, as far as an opening goes."""

    item_id: str
    publishers: frozenset[str]
    copies: int
    language: str
    when: tuple[Any, ...]
    hour: float | None
    length: int


class TfidfStories:
    """Headline-in-text TF-IDF, background-scaled, with guarded agglomeration."""

    engine = "tfidf-headline-agglomeration"
    version = "2"

    def __init__(self, link: float = LINK, seed: float = SEED, closest: float = CLOSEST) -> None:
        self._link, self._seed, self._closest = link, seed, closest

    def cluster(
        self,
        texts: pl.DataFrame,
        carriers: pl.DataFrame,
        country: str,
        date: str,
        earlier: Earlier | None = None,
    ) -> pl.DataFrame:
        """See ``StoryClusterer``; a story goes on only by an item that was in the earlier one. Raises
        ValueError when a carrier's item has no row in ``texts``."""
        missing = carriers.join(texts, left_on="carrier_item_id", right_on="item_id", how="anti")
        if missing.height:
            unknown = sorted(missing["carrier_item_id"].to_list())[0]
            raise ValueError(f"carriers of {country} {date}: item {unknown} has no text")
        copied = carriers.filter(~pl.col("is_first"))["carrier_item_id"].implode()
        rows = texts.filter(~pl.col("item_id").is_in(copied)).sort("item_id")
        items = _items(texts, carriers)
        credited = pl.Series([item.item_id for item in items], dtype=pl.String).implode()
        stories: list[Story] = []
        threads = earlier.threads if earlier else {}
        for language in sorted({item.language for item in items}):
            of_language = rows.filter(pl.col("language") == language)
            members = [item for item in items if item.language == language]
            kept = np.flatnonzero(of_language["item_id"].is_in(credited).to_numpy())
            similarity, background = _similarity(of_language, kept, members)
            link, seed = times_odds(background, self._link), times_odds(background, self._seed)
            for group in _groups(similarity, link, seed, self._closest):
                index = np.array(group)
                story = self._story(
                    [members[i] for i in group], similarity[np.ix_(index, index)], country, date
                )
                stories.append(story)
        return to_frame(_named_apart(stories, threads), Story).sort("story_id")

    def _story(self, members: Sequence[_Item], similarity: Floats, country: str, date: str) -> Story:
        order = central_first(similarity, [m.length for m in members], [m.when for m in members])
        others = [float(similarity[order[0], i]) for i in order[1:]]
        earliest = min(members, key=lambda member: member.when)
        return Story(
            story_id=hashlib.sha256(earliest.item_id.encode()).hexdigest()[:20],
            country=country,
            date=date,
            item_ids=tuple(members[i].item_id for i in order),
            lead_item_id=members[order[0]].item_id,
            publishers=len(frozenset[str]().union(*(member.publishers for member in members))),
            copies=sum(member.copies for member in members),
            cohesion=round(sum(others) / len(others), 4) if others else 1.0,
            first_date=date,
            languages=tuple(sorted({member.language for member in members})),
            engine=self.engine,
            version=self.version,
        )


def _named_apart(stories: Sequence[Story], threads: Mapping[str, Thread]) -> list[Story]:
    """Stories under the ids of the earlier ones that they share most items with, each id once."""
    shared: Counter[tuple[str, str]] = Counter(
        (story.story_id, threads[item_id].story_id)
        for story in stories
        for item_id in story.item_ids
        if item_id in threads
    )
    thread_of = best_matches(dict(shared))
    first_date = {thread.story_id: thread.first_date for thread in threads.values()}
    return [
        story.model_copy(update={"story_id": old, "first_date": first_date[old], "continues": True})
        if (old := thread_of.get(story.story_id))
        else story.model_copy(update={"story_id": dated_story_id(story.story_id, story.date)})
        if story.story_id in first_date
        else story
        for story in stories
    ]


def terms(text: str) -> list[str]:
    """Terms of normalised text: words of spaced scripts, pairs of characters of the others, figures whole.

    A pair of hiragana is grammar and left out; a thousands separator is no part of a figure.
    """
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if not _WIDE_START.match(token):
            found.append(token.replace(",", "") if token[0].isdigit() else token)
            continue
        pairs = [token[i : i + 2] for i in range(len(token) - 1)] or [token]
        found.extend(pair for pair in pairs if not _HIRAGANA.fullmatch(pair))
    return found


def times_odds(share: float, factor: float) -> float:
    """The share whose odds are ``factor`` times those of ``share``: similarity ends at 1, so it cannot be
    multiplied where the background is high."""
    odds = factor * share / (1 - share)
    return odds / (1 + odds)


def agglomerate(similarity: Floats, threshold: float, closest: float) -> list[list[int]]:
    """Clusters of 0 … n-1, each sorted, by merging the best-linked pair until none reaches ``threshold``.

    The link of two clusters is ``closest`` times their closest pair plus the rest times their average pair
    (between single and average linkage). Ties go to the lower indices. O(n²) memory.
    """
    count = len(similarity)
    highest, total = similarity.astype(np.float64), similarity.astype(np.float64)
    size = np.ones(count)
    alive = np.ones(count, dtype=bool)
    members = [[i] for i in range(count)]
    link = highest.copy()
    np.fill_diagonal(link, -np.inf)
    best = link.max(axis=1)
    while (best >= threshold).any():
        one = int(best.argmax())
        other = int(link[one].argmax())
        a, b = min(one, other), max(one, other)
        members[a] += members[b]
        members[b] = []
        size[a] += size[b]
        alive[b] = False
        highest[a] = np.maximum(highest[a], highest[b])
        total[a] += total[b]
        highest[:, a], total[:, a] = highest[a], total[a]
        joined = closest * highest[a] + (1 - closest) * total[a] / (size[a] * size)
        joined[~alive] = -np.inf
        joined[a] = -np.inf
        stale = np.flatnonzero((link[:, a] == best) | (link[:, b] == best))
        link[a], link[:, a] = joined, joined
        link[b], link[:, b] = -np.inf, -np.inf
        best = np.maximum(best, joined)
        best[stale] = link[stale].max(axis=1)
        best[a], best[b] = joined.max(), -np.inf
    return [sorted(group) for group in members if group]


def central_first(similarity: Floats, lengths: Sequence[int], when: Sequence[tuple[Any, ...]]) -> list[int]:
    """Indices of a story's members, the lead first, then by mean similarity to the others.

    The lead is the longest of those nearly as central as the most central one (nine tenths), and the earliest
    of equally long ones: what stands for a story should tell it.
    """
    count = len(similarity)
    centrality = (similarity.sum(axis=1) - similarity.diagonal()) / max(1, count - 1)
    order = sorted(range(count), key=lambda i: (-centrality[i], when[i]))
    nearly = [i for i in order if centrality[i] >= 0.9 * centrality[order[0]]]
    lead = min(nearly, key=lambda i: (-lengths[i], when[i]))
    return [lead, *(i for i in order if i != lead)]


def _opening(title: str, paragraphs: Sequence[str]) -> str:
    """The normalised start of a body, without dateline and without a repetition of its headline."""
    start = " ".join(paragraphs)[
        : 2 * OPENING_SPACED
    ]  # more than the dateline and the headline can take away
    body = strip_dateline(normalise(start)).removeprefix(title)
    return body[: OPENING_WIDE if is_wide(title + body[:OPENING_WIDE]) else OPENING_SPACED]


def _items(texts: pl.DataFrame, carriers: pl.DataFrame) -> list[_Item]:
    """Credited items in the order of their ids, with what their carriers add to them."""
    publisher = dict(zip(texts["item_id"], texts["publisher"], strict=True))
    carried: dict[str, list[str]] = {}
    for credited, copy in carriers.select("item_id", "carrier_item_id").iter_rows():
        carried.setdefault(credited, []).append(copy)
    items = []
    for row in texts.filter(pl.col("item_id").is_in(list(carried))).sort("item_id").iter_rows(named=True):
        published: datetime | None = row["published_at"]
        items.append(
            _Item(
                item_id=row["item_id"],
                publishers=frozenset(publisher[copy] for copy in carried[row["item_id"]]),
                copies=len(carried[row["item_id"]]),
                language=row["language"],
                when=time_key(published, row["first_seen_at"], row["item_id"]),
                hour=published.timestamp() / 3600 if published else None,
                length=min(sum(map(len, row["paragraphs"])), OPENING_SPACED),
            )
        )
    return items


def _similarity(
    rows: pl.DataFrame, kept: npt.NDArray[np.intp], items: Sequence[_Item]
) -> tuple[Floats, float]:
    """Similarity of the ``kept`` rows (those of ``items``), 0 to 1, and its background.

    Rarity is counted over all ``rows`` of the language, also those that no story may hold.
    """
    titles, texts, spaced = _vectors(rows, kept)
    usual = BACKGROUND_WIDE + spaced * (BACKGROUND_SPACED - BACKGROUND_WIDE)
    hours = np.array([np.nan if item.hour is None else item.hour for item in items])
    fresh = _freshness(hours)
    answers = (titles @ texts.T).toarray()
    plain = _both_ways(answers) * fresh
    mixing = _neighbour_mixing(plain, _background(plain, usual))
    answers = (mixing @ (mixing @ answers).T).T
    answers /= _row_lengths(mixing @ titles)[:, None]
    answers /= _row_lengths(mixing @ texts)[None, :]
    similarity = _both_ways(answers) * fresh
    return similarity, _background(similarity, usual)


def _vectors(
    rows: pl.DataFrame, kept: npt.NDArray[np.intp]
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, float]:
    """Unit TF-IDF rows of the kept headlines and texts, and the share of kept items in a spaced script.

    Entities of the gazetteer are no terms here: within a language their names already are, and counting them
    twice was measured to pull articles of one country or company together. They serve across languages.
    """
    titles = [normalise(title) for title in rows["title"]]
    openings = [
        _opening(title, paragraphs) for title, paragraphs in zip(titles, rows["paragraphs"], strict=True)
    ]
    vocabulary: dict[str, int] = {}
    title_counts = _counts([terms(title) for title in titles], vocabulary)
    body_counts = _counts([terms(opening) for opening in openings], vocabulary)
    title_counts.resize(len(titles), len(vocabulary))
    documents = np.bincount((title_counts + body_counts).indices, minlength=len(vocabulary))
    weight = np.array([FIGURE_WEIGHT if term[0].isdigit() else 1.0 for term in vocabulary])
    rarity = sparse.diags(weight * (np.log((1 + len(titles)) / (1 + documents)) + 1))
    headlines = (title_counts @ rarity).tocsr()[kept]
    texts = _unit_rows(
        TITLE_IN_TEXT * _unit_rows(headlines) + _unit_rows((body_counts @ rarity).tocsr()[kept])
    )
    rarest = float(np.log((1 + len(titles)) / 2) + 1)
    unshared = np.sqrt(UNSHARED) * rarest * sparse.identity(len(kept))
    questions = _unit_rows(sparse.hstack([headlines, unshared]).tocsr())
    texts.resize(questions.shape)
    spaced = float(np.mean([not is_wide(titles[i] + openings[i]) for i in kept]))
    return questions, texts, spaced


def headline_vectors(rows: pl.DataFrame) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Unit TF-IDF rows of the headlines of one language (with what each leaves unanswered) and of the texts."""
    questions, texts, _ = _vectors(rows, np.arange(rows.height))
    return questions, texts


def _counts(documents: Sequence[Sequence[str]], vocabulary: dict[str, int]) -> sparse.csr_matrix:
    """1 + ln(occurrences) of each term per document; ``vocabulary`` grows in reading order."""
    starts, columns, values = [0], [], []
    for document in documents:
        for term, occurrences in Counter(document).items():
            columns.append(vocabulary.setdefault(term, len(vocabulary)))
            values.append(1.0 + float(np.log(occurrences)))
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(documents), len(vocabulary)))


def _row_lengths(matrix: sparse.csr_matrix) -> Floats:
    """Euclidean length of each row; 1 for an empty row, so that dividing by it leaves it empty."""
    lengths: Floats = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return lengths


def _unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    return (sparse.diags(1.0 / _row_lengths(matrix)) @ matrix).tocsr()


def _both_ways(answers: Floats) -> Floats:
    """Symmetric similarity from how well column items answer row items' headlines."""
    better, worse = np.maximum(answers, answers.T), np.minimum(answers, answers.T)
    both: Floats = (better + WORSE_ANSWER * worse) / (1 + WORSE_ANSWER)
    return both


def _freshness(hours: Floats) -> Floats:
    """1 for two items within FRESH_HOURS or of unknown time (NaN), then halving every HALF_LIFE_HOURS."""
    gap = np.nan_to_num(np.abs(hours[:, None] - hours[None, :]), nan=0.0)
    fresh: Floats = np.exp2(np.minimum(0.0, FRESH_HOURS - gap) / HALF_LIFE_HOURS)
    return fresh


def _background(similarity: Floats, usual: float) -> float:
    """99th percentile of the day's pairs, leaning on the usual one as far as the pairs are few.

    It stays between half and three times the usual one, even on a day on which all report one event.
    """
    pairs = similarity[np.triu_indices(len(similarity), k=1)]
    if not pairs.size:
        return usual
    today = float(np.quantile(pairs, 0.99))
    blended = (pairs.size * today + BACKGROUND_PAIRS * usual) / (pairs.size + BACKGROUND_PAIRS)
    return min(max(blended, usual / 2), usual * 3)


def _neighbour_mixing(similarity: Floats, background: float) -> sparse.csr_matrix:
    """Identity plus each item's share of its nearest neighbours; ties go to the lower index."""
    count = len(similarity)
    others = similarity.copy()
    np.fill_diagonal(others, 0.0)
    nearest = np.argsort(-others, axis=1, kind="stable")[:, :NEIGHBOURS]
    values = np.take_along_axis(others, nearest, axis=1)
    values[values < background] = 0.0
    rows = np.repeat(np.arange(count), nearest.shape[1])
    shares = sparse.csr_matrix((values.ravel(), (rows, nearest.ravel())), shape=(count, count))
    shares.eliminate_zeros()
    return (sparse.identity(count, format="csr") + NEIGHBOURS_SHARE * shares).tocsr()


def _groups(similarity: Floats, link: float, seed: float, closest: float) -> Iterator[list[int]]:
    """Members of each story in ascending order; a group without a pair at ``seed`` falls apart.

    Parts that no pair at ``link`` connects are clustered apart: a link never exceeds its closest pair.
    """
    _, label = connected_components(sparse.csr_matrix(similarity >= link), directed=False)
    for part in range(int(label.max()) + 1):
        index = np.flatnonzero(label == part)
        among = similarity[np.ix_(index, index)]
        for group in agglomerate(among, link, closest):
            pairs = among[np.ix_(group, group)][np.triu_indices(len(group), k=1)]
            if pairs.size and pairs.max() < seed:
                yield from ([int(index[i])] for i in group)
            else:
                yield [int(index[i]) for i in group]
