"""Stories measured: pair and B-cubed scores of each labelled day, and parallel documents joined over languages.

Beside the scores of the engine stand those of three baselines from the same run: every item by itself;
average linkage of character TF-IDF at the threshold that suits the set best, an optimistic figure; and the
same linkage at the threshold that suits another set best, which is what a threshold found on one language is
worth in the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from briefing.enrichment.duplicates import ShingleDuplicates, normalise
from briefing.enrichment.embedding import Embedder
from briefing.enrichment.event_stories import EventStories
from briefing.enrichment.stories import StoryClusterer, TfidfStories
from briefing.evaluation.collections import MissingCollectionError
from briefing.evaluation.story_days import LABELS, StoryDay, own_story_days, parallel_documents, story_days
from briefing.evaluation.story_scores import b_cubed, pair_scores, pairs_within

_THRESHOLDS = np.arange(0.60, 0.97, 0.02)
_GRAMS = (2, 4)


def evaluate(corpora: Path, embedder: Embedder | None, labels: Path = LABELS) -> dict[str, Any]:
    """Scores by set under its name, and ``cross_language`` where there are parallel documents.

    A set of ours whose texts the folder does not hold has ``skipped`` with the reason in place of scores.

    Without an embedder the engine for machines without one is measured, which stays inside a language. Raises
    MissingCollectionError when the folder holds no labelled day.
    """
    skipped: dict[str, str] = {}
    days = [*story_days(corpora), *own_story_days(corpora, labels, skipped)]
    if not days:
        raise MissingCollectionError(f"{corpora.name} has no stories/*.json.gz")
    clusterer: StoryClusterer = EventStories(embedder) if embedder else TfidfStories()
    baselines = {day.name: _linkage_scores(day) for day in days}
    report: dict[str, Any] = {
        day.name: _judge(day, clusterer) | {"baselines": _baselines(day, baselines)} for day in days
    } | {name: {"skipped": reason} for name, reason in skipped.items()}
    crossing = [
        cross_language(name, texts, document_of, clusterer)
        for name, texts, document_of in parallel_documents(corpora)
    ]
    if crossing:
        report["cross_language"] = crossing[0] if len(crossing) == 1 else {c["name"]: c for c in crossing}
    return report


def stories_of(texts: pl.DataFrame, clusterer: StoryClusterer, country: str, date: str) -> dict[str, str]:
    """Story of every item, copies included, as the product finds them."""
    carriers = ShingleDuplicates().find(texts, country, date)
    stories = clusterer.cluster(texts, carriers, country, date)
    of_credited = stories.select("story_id", pl.col("item_ids").alias("item_id")).explode("item_id")
    joined = carriers.join(of_credited, on="item_id")
    return dict(zip(joined["carrier_item_id"], joined["story_id"], strict=True))


def cross_language(
    name: str, texts: pl.DataFrame, document_of: Mapping[str, str], clusterer: StoryClusterer
) -> dict[str, Any]:
    """``joined``: share of documents whose languages are all in one story; ``wrong``: share of wrongly joined
    pairs among the pairs of items of different documents; ``mixed_stories``: stories that hold more than one
    document."""
    story_of = stories_of(texts, clusterer, "kr", "2020-01-01")
    stories: dict[str, set[str]] = {}
    for item_id, document in document_of.items():
        stories.setdefault(document, set()).add(story_of[item_id])
    found, expected = pairs_within(story_of), pairs_within(dict(document_of))
    count = len(document_of)
    different = count * (count - 1) // 2 - len(expected)
    held: dict[str, set[str]] = {}
    for item_id, story in story_of.items():
        held.setdefault(story, set()).add(document_of[item_id])
    return {
        "name": name,
        "documents": len(stories),
        "joined": round(sum(len(of) == 1 for of in stories.values()) / len(stories), 4),
        "wrong": round(len(found - expected) / different, 5) if different else 0.0,
        "mixed_stories": sum(len(documents) > 1 for documents in held.values()),
        "pairs": vars(pair_scores(found, expected)),
    }


def _judge(day: StoryDay, clusterer: StoryClusterer) -> dict[str, Any]:
    found = stories_of(day.texts, clusterer, day.country, day.date)
    return {"items": day.texts.height, "engine": clusterer.engine} | _scores(day, found)


def _scores(day: StoryDay, found: Mapping[str, Any]) -> dict[str, Any]:
    """Pair scores without the pairs that the rater left open, and B-cubed."""
    pairs = pair_scores(pairs_within(found) - day.open_pairs, pairs_within(day.story_of) - day.open_pairs)
    return {
        "pair_f1": pairs.f1,
        "precision": pairs.precision,
        "recall": pairs.recall,
        "b_cubed_f1": b_cubed(found, day.story_of).f1,
    }


def _linkage_scores(day: StoryDay) -> dict[float, dict[str, Any]]:
    """Scores of the textbook baseline at each threshold."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids = day.texts["item_id"].to_list()
    documents = [
        normalise(" ".join([title, *paragraphs]))
        for title, paragraphs in zip(day.texts["title"], day.texts["paragraphs"], strict=True)
    ]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=_GRAMS, sublinear_tf=True).fit_transform(
        documents
    )
    distance = 1 - (vectors @ vectors.T).toarray()
    tree = linkage(squareform(np.maximum(distance, 0.0), checks=False), method="average")
    return {
        round(float(threshold), 2): _scores(
            day, dict(zip(ids, fcluster(tree, threshold, criterion="distance").tolist(), strict=True))
        )
        for threshold in _THRESHOLDS
    }


def _baselines(day: StoryDay, scores: Mapping[str, Mapping[float, dict[str, Any]]]) -> dict[str, Any]:
    """All singletons, the linkage tuned on the day, and the linkage as each other day would have tuned it."""
    tuned = {name: max(tried, key=lambda t: (tried[t]["pair_f1"], t)) for name, tried in scores.items()}
    return {
        "singletons": _scores(day, {item_id: item_id for item_id in day.story_of}),
        "tfidf_linkage_tuned_on_the_set": scores[day.name][tuned[day.name]] | {"threshold": tuned[day.name]},
        "tfidf_linkage_tuned_elsewhere": {
            name: scores[day.name][threshold]["pair_f1"]
            for name, threshold in tuned.items()
            if name != day.name
        },
    }
