"""Quality and speed of near-duplicates and stories on the corpora.

    python -m benchmarks.stories CORPORA_FOLDER [VECTORS.sqlite]

Prints one JSON object: what ``briefing.evaluation`` says of duplicates and stories (with the baselines of the
same run), for the engine with embeddings and for the one without; then seconds and peak memory by number of
items. For the speed, made vectors stand in for embeddings, whose cost is paid once per text and measured
elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.embedding import DIMENSIONS, KeptEmbedder, Vectors, embedder_on_board
from briefing.enrichment.event_stories import EventStories
from briefing.evaluation import duplicates, stories
from briefing.evaluation.collections import json_lines
from briefing.evaluation.story_days import TEXTS
from briefing.storage.vectors import KeptVectors

STREAM = "streams/multi-source-2025-08_2026-03.jsonl.gz"
KOREAN, ENGLISH = ("yna", "chosun"), ("bbc", "taipeitimes", "tass")
TOPICS = 400


class MadeVectors:
    """Vectors that fall into as many directions as a day has topics; the same text gives the same one."""

    engine, version = "made", "1"

    def __init__(self) -> None:
        self._topics = np.random.default_rng(5).normal(size=(TOPICS, DIMENSIONS))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for number, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            row = np.random.default_rng(seed).normal(size=DIMENSIONS) + self._topics[seed % TOPICS]
            rows[number] = row / np.linalg.norm(row)
        return rows


def made_day(corpora: Path, count: int) -> pl.DataFrame:
    """``count`` feed items of Korean and English outlets, crowded into the time that they come from."""
    rows = []
    for row in json_lines(corpora / STREAM):
        if row["source"] in KOREAN + ENGLISH and len(rows) < count:
            at = datetime.fromisoformat(row["date"]).astimezone(UTC)
            rows.append(
                {
                    "item_id": f"{len(rows):05d}",
                    "source_id": row["source"],
                    "publisher": row["source"],
                    "language": "ko" if row["source"] in KOREAN else "en",
                    "title": row["title"],
                    "paragraphs": [row["summary"]] if row["summary"] else [],
                    "published_at": at,
                    "first_seen_at": at,
                    "entity_ids": [],
                    "in_scope": True,
                }
            )
    return pl.DataFrame(rows, schema=TEXTS, orient="row")


def time_items(corpora: Path, counts: Iterable[int]) -> list[dict[str, Any]]:
    """Wall and processor seconds of both steps, items a second over both, and peak memory, by number of items."""
    measured = []
    for count in counts:
        texts = made_day(corpora, count)
        embedder = MadeVectors()
        embedder.embed(["warm"])
        started, worked = time.perf_counter(), time.process_time()
        carriers = ShingleDuplicates().find(texts, "kr", "2026-03-10")
        between, worked_between = time.perf_counter(), time.process_time()
        EventStories(embedder).cluster(texts, carriers, "kr", "2026-03-10")
        ended, worked_ended = time.perf_counter(), time.process_time()
        measured.append(
            {
                "items": count,
                "duplicates_seconds": round(between - started, 2),
                "stories_seconds": round(ended - between, 2),
                "processor_seconds": [
                    round(worked_between - worked, 2),
                    round(worked_ended - worked_between, 2),
                ],
                "items_per_second": round(count / (ended - started)),
                "items_per_processor_second": round(count / (worked_ended - worked)),
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
    parser.add_argument("vectors", type=Path, nargs="?", help="where vectors are kept from run to run")
    parser.add_argument("--speed-only", action="store_true")
    arguments = parser.parse_args()
    report: dict[str, Any] = {}
    if not arguments.speed_only:
        embedder = embedder_on_board()
        if embedder and arguments.vectors:
            embedder = KeptEmbedder(embedder, KeptVectors(arguments.vectors))
        report["duplicates"] = duplicates.evaluate(arguments.corpora)
        report["stories"] = stories.evaluate(arguments.corpora, embedder)
        report["stories_without_embeddings"] = stories.evaluate(arguments.corpora, None)
    report["speed"] = time_items(arguments.corpora, (1_000, 3_000, 10_000))
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
