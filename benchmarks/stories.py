"""Quality and speed of near-duplicates and stories on the corpora.

    python -m benchmarks.stories CORPORA_FOLDER

Prints one JSON object: pair precision, recall and F1 of copies on publisher-marked updates, pairs merged among
recurring headlines; pair and B-cubed scores of stories on a day grouped by hand, beside all singletons and a
TF-IDF average linkage whose threshold was tuned on that very day; seconds and peak memory by number of items.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from briefing.enrichment.duplicates import ShingleDuplicates, normalise
from briefing.enrichment.stories import TfidfStories, terms

TEXTS: dict[str, Any] = {
    "item_id": pl.String,
    "source_id": pl.String,
    "publisher": pl.String,
    "language": pl.String,
    "title": pl.String,
    "paragraphs": pl.List(pl.String),
    "published_at": pl.Datetime("us", "UTC"),
    "first_seen_at": pl.Datetime("us", "UTC"),
    "entity_ids": pl.List(pl.String),
    "in_scope": pl.Boolean,
}
UPDATES = Path("duplicates/update-groups.json")
RECURRING = Path("duplicates/same-title-negatives.json")
STREAM = Path("streams/multi-source-2025-08_2026-03.jsonl.gz")
STORY_DAY = Path("stories/kr-2026-03-10.json.gz")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 over pairs of items, rounded."""

    precision: float
    recall: float
    f1: float


def text_row(item_id: str, publisher: str, title: str, summary: str, published: str | None) -> dict[str, Any]:
    """A row of ``TEXTS``; a summary is the only paragraph."""
    at = datetime.fromisoformat(published).astimezone(UTC) if published else None
    return {
        "item_id": item_id,
        "source_id": publisher,
        "publisher": publisher,
        "language": "ko",
        "title": title,
        "paragraphs": [summary] if summary else [],
        "published_at": at,
        "first_seen_at": at or datetime(2026, 3, 10, tzinfo=UTC),
        "entity_ids": [],
        "in_scope": True,
    }


def pairs_within(labels: Mapping[str, Any]) -> set[Pair]:
    """Sorted id pairs that carry the same label."""
    groups: dict[Any, list[str]] = defaultdict(list)
    for item_id, label in labels.items():
        groups[label].append(item_id)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def pair_scores(found: set[Pair], expected: set[Pair]) -> Scores:
    """Scores of found pairs; precision of nothing found is 1."""
    right = len(found & expected)
    precision = right / len(found) if found else 1.0
    recall = right / len(expected) if expected else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Scores(round(precision, 3), round(recall, 3), round(f1, 3))


def bcubed(found: Mapping[str, Any], expected: Mapping[str, Any]) -> Scores:
    """B-cubed (Bagga and Baldwin 1998): per item, the share of its cluster that belongs with it, and back."""

    def members(labels: Mapping[str, Any]) -> dict[Any, set[str]]:
        groups: dict[Any, set[str]] = defaultdict(set)
        for item_id, label in labels.items():
            groups[label].add(item_id)
        return groups

    ours, theirs = members(found), members(expected)
    together = {i: len(ours[found[i]] & theirs[expected[i]]) for i in found}
    precision = float(np.mean([together[i] / len(ours[found[i]]) for i in found]))
    recall = float(np.mean([together[i] / len(theirs[expected[i]]) for i in found]))
    return Scores(
        round(precision, 3), round(recall, 3), round(2 * precision * recall / (precision + recall), 3)
    )


def read_stream(corpora: Path) -> list[dict[str, Any]]:
    with gzip.open(corpora / STREAM, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judge_copies(corpora: Path) -> dict[str, Any]:
    """Marked updates must merge, recurring headlines must not; summaries of the latter come from the stream."""
    summaries = {row["url"]: row["summary"] or "" for row in read_stream(corpora)}
    rows: dict[str, dict[str, Any]] = {}
    update_of: dict[str, int] = {}
    headline_of: dict[str, int] = {}
    for number, group in enumerate(json.loads((corpora / UPDATES).read_text(encoding="utf-8"))):
        for member in group["members"]:
            url = member["url"]
            rows[url] = text_row(url, url.split("/")[2], member["title"], member["summary"], member["date"])
            update_of[url] = number
    for number, group in enumerate(json.loads((corpora / RECURRING).read_text(encoding="utf-8"))):
        for member in group["members"]:
            url = member["url"]
            rows[url] = text_row(
                url, url.split("/")[2], group["title"], summaries.get(url, ""), member["date"]
            )
            headline_of[url] = number
    carriers = ShingleDuplicates().find(
        pl.DataFrame(list(rows.values()), schema=TEXTS, orient="row"), "kr", "2026-03-10"
    )
    found = pairs_within(dict(zip(carriers["carrier_item_id"], carriers["item_id"], strict=True)))
    recurring = pairs_within(headline_of)
    wrong = found & recurring
    return {
        "updates": vars(pair_scores(found - recurring, pairs_within(update_of))),
        "recurring_pairs": len(recurring),
        "recurring_merged": len(wrong),
        "recurring_merged_on_different_dates": sum(
            rows[a]["published_at"].date() != rows[b]["published_at"].date() for a, b in wrong
        ),
    }


@dataclass(frozen=True)
class StoryDay:
    """The hand-grouped day: its texts, the story of each item, and the pairs the judge left open."""

    texts: pl.DataFrame
    story_of: dict[str, str]
    open_pairs: set[Pair]


def read_story_day(corpora: Path) -> StoryDay:
    """Times of publication are looked up in the stream by outlet and headline."""
    with gzip.open(corpora / STORY_DAY, "rt", encoding="utf-8") as stream:
        day = json.load(stream)
    published = {(row["source"], row["title"]): row["date"] for row in read_stream(corpora)}
    story_of = {f"{item['id']:04d}": f"single {item['id']}" for item in day["items"]}
    for number, story in enumerate(day["gold"]["stories"]):
        story_of.update({f"{item_id:04d}": f"story {number}" for item_id in story["items"]})
    rows = [
        text_row(
            f"{item['id']:04d}",
            item["source"],
            item["title"],
            item["summary"] or "",
            published.get((item["source"], item["title"])),
        )
        for item in day["items"]
    ]
    return StoryDay(
        texts=pl.DataFrame(rows, schema=TEXTS, orient="row"),
        story_of=story_of,
        open_pairs={(f"{min(p):04d}", f"{max(p):04d}") for p in day["gold"]["unsure_pairs"]},
    )


def stories_of(texts: pl.DataFrame, clusterer: TfidfStories) -> dict[str, str]:
    """Story of every item, copies included."""
    carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
    stories = clusterer.cluster(texts, carriers, "kr", "2026-03-10")
    by_credited = stories.select("story_id", pl.col("item_ids").alias("item_id")).explode("item_id")
    joined = carriers.join(by_credited, on="item_id")
    return dict(zip(joined["carrier_item_id"], joined["story_id"], strict=True))


def story_scores(day: StoryDay, found: Mapping[str, Any]) -> dict[str, Any]:
    """Pair scores without the open pairs, and B-cubed."""
    pairs = pair_scores(pairs_within(found) - day.open_pairs, pairs_within(day.story_of) - day.open_pairs)
    return {"pairs": vars(pairs), "bcubed": vars(bcubed(found, day.story_of))}


def tuned_average_linkage(day: StoryDay) -> dict[str, Any]:
    """Textbook baseline on the same terms, at the threshold that suits this day best: an optimistic figure."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    documents = [
        normalise(" ".join([row["title"], *row["paragraphs"]])) for row in day.texts.iter_rows(named=True)
    ]
    vectors = TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit_transform(documents)
    distance = 1 - (vectors @ vectors.T).toarray()
    tried = []
    for threshold in np.arange(0.60, 0.96, 0.02):
        labels = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=float(threshold)
        ).fit_predict(distance)
        found = dict(zip(day.texts["item_id"], labels.tolist(), strict=True))
        tried.append(story_scores(day, found) | {"threshold": round(float(threshold), 2)})
    return max(tried, key=lambda scores: scores["pairs"]["f1"])


def time_items(corpora: Path, counts: Iterable[int]) -> list[dict[str, Any]]:
    """Seconds for feed items and for items with page-long bodies (about 2,000 characters), and peak memory."""
    stream = [row for row in read_stream(corpora) if row["source"] in ("yna", "chosun")]
    measured = []
    for count in counts:
        for body_of in (1, 14):
            rows = [
                text_row(
                    f"{number:05d}",
                    row["source"],
                    row["title"],
                    " ".join((stream[(number + k) % len(stream)]["summary"] or "") for k in range(body_of)),
                    row["date"],
                )
                for number, row in enumerate(stream[:count])
            ]
            texts = pl.DataFrame(rows, schema=TEXTS, orient="row")
            started = time.perf_counter()
            carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
            between = time.perf_counter()
            TfidfStories().cluster(texts, carriers, "kr", "2026-03-10")
            measured.append(
                {
                    "items": count,
                    "bodies": "feed" if body_of == 1 else "page",
                    "duplicates_seconds": round(between - started, 2),
                    "stories_seconds": round(time.perf_counter() - between, 2),
                    "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                }
            )
    return measured


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    corpora = parser.parse_args().corpora
    day = read_story_day(corpora)
    report = {
        "duplicates": judge_copies(corpora),
        "stories": {
            "items": day.texts.height,
            "singletons": story_scores(day, {i: i for i in day.story_of}),
            "average_linkage_tuned_on_the_day": tuned_average_linkage(day),
            "ours": story_scores(day, stories_of(day.texts, TfidfStories())),
            "ours_at_other_links": {
                str(link): story_scores(day, stories_of(day.texts, TfidfStories(link=link)))["pairs"]
                for link in (2.6, 2.8, 3.0, 3.2, 3.4, 3.6, 4.0)
            },
        },
        "speed": time_items(corpora, (500, 3000)),
    }
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
