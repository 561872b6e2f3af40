"""Items per second of the language steps, embeddings apart, and the peak memory at growing numbers of items.

    python -m benchmarks.enrichment [--items 1000,3000,10000]

Items are made of our own labelled examples in six languages, each with a numbered headline so that no two are one
text. Vectors come from a seeded generator: making them is the embedder's affair (its own rate is printed beside), and
what is measured is everything else. Each number of items runs in a process of its own, so that its peak memory is its
own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from briefing.enrichment.category.learned import LearnedCategoriser
from briefing.enrichment.category.model import read_model
from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.embedding import DIMENSIONS, E5Embedder, Vectors, embedding_text
from briefing.enrichment.enrich import Engines, default_engines, enrich
from briefing.enrichment.relate import relate
from briefing.enrichment.stories import TfidfStories
from briefing.records.article import Article
from briefing.records.frame import to_frame
from briefing.taxonomy.labelled_examples import read_examples

BEGIN = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
SOURCES = {f"kr_outlet_{number}": f"Outlet {number}" for number in range(40)}


class SeededVectors:
    """Unit vectors that depend on the text alone and cost little. It names itself as the real one does, so that
    the classifier reads them."""

    engine = E5Embedder.engine

    def __init__(self) -> None:
        self.version = E5Embedder().version

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
        rows = np.stack([np.random.default_rng(seed).standard_normal(DIMENSIONS) for seed in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def made_articles(count: int) -> Iterator[Article]:
    """Articles of one day, the languages mixed as the examples are."""
    stock = read_examples()
    for number in range(count):
        example = stock[number * 7 % len(stock)]
        title = f"{example.title} [{number}]"
        item_id = hashlib.sha256(title.encode()).hexdigest()[:16]
        at = BEGIN + timedelta(seconds=number * 7 % 80_000)
        yield Article(
            item_id=item_id,
            version=1,
            is_latest=True,
            country="kr",
            date="2026-03-10",
            monitoring_date="2026-03-10",
            day_basis="published",
            in_window=True,
            is_about_country=True,
            source_id=f"kr_outlet_{number % len(SOURCES)}",
            kind="news_media",
            url=f"https://outlet.example/{item_id}",
            canonical_url=f"https://outlet.example/{item_id}",
            title=title,
            paragraphs=tuple(filter(None, (example.lead,))),
            byline="",
            declared_language=None,
            published_at=at,
            published_raw="",
            published_precision="second",
            published_basis="feed",
            first_seen_at=at,
            fetched_at=at,
            body_basis="feed_summary",
            page_state="not_in_archive",
            charset="utf-8",
            charset_basis="http",
            damage=(),
            entry_id=item_id,
            feed_capture_id="feed",
            page_capture_id=None,
            feed_readings=1,
            extractor="made",
            extractor_version="1",
            content_digest="0" * 64,
        )


def engines() -> Engines:
    """Those on board, with vectors that cost little."""
    return default_engines(categoriser=LearnedCategoriser(read_model(), SeededVectors()))


def measure(count: int) -> dict[str, Any]:
    """Seconds of each part over ``count`` items, and this process's peak memory in MB."""
    articles = to_frame(list(made_articles(count)), Article)
    used = engines()
    enrich(articles.head(300), used, SOURCES)  # all languages, so that data files have been read
    started = time.perf_counter()
    versions = enrich(articles, used, SOURCES)
    enriched = time.perf_counter()
    relate(
        articles,
        versions,
        SOURCES,
        ShingleDuplicates(),
        TfidfStories(),
        country="kr",
        date="2026-03-10",
    )
    related = time.perf_counter()
    return {
        "items": count,
        "enrich_seconds": round(enriched - started, 2),
        "relate_seconds": round(related - enriched, 2),
        "items_per_second": round(count / (related - started)),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def embedding_rate(texts: int = 40) -> float:
    """Texts per second of the embedder on board, over items as they are embedded."""
    items = [embedding_text(a.title, a.paragraphs) for a in made_articles(texts)]
    embedder = E5Embedder()
    embedder.embed(items[:2])
    started = time.perf_counter()
    embedder.embed(items)
    return round(texts / (time.perf_counter() - started), 1)


def main() -> None:
    """One JSON object a line, a number of items each; the embedder's rate last."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", default="1000,3000,10000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one)))
        return
    for count in map(int, given.items.split(",")):
        command = [sys.executable, "-m", "benchmarks.enrichment", "--one", str(count)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)
    print(json.dumps({"embedded_per_second": embedding_rate()}))


if __name__ == "__main__":
    main()
