"""Items of the corpora's streams that we labelled with our taxonomy, by digest: labels may be public, texts may not.

``benchmarks/labels/categories/*.json`` hold ``streams``, patterns of the files that items stand in, and ``items``:
the digest of an item's source and title (``digest_of``) with its label, what is acceptable too, and whether the rater
was sure. They were drawn by digest from the streams, and labelled before any classifier was asked about them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from briefing.evaluation.collections import files
from briefing.evaluation.streams import OWN_LABELS, StreamItem, digest_of, stream_items

LABELS = OWN_LABELS / "categories"

Row = tuple[str, str, str | None, str]  # source, title, summary, language


def own_labels(corpora: Path, labels: Path = LABELS) -> list[dict[str, Any]]:
    """Rows like those of ``collections.labels``, in the order of their digests.

    Raises MissingCollectionError where a stream is not there, LookupError where a labelled item stands in none.
    """
    rows: list[dict[str, Any]] = []
    for path in sorted(labels.glob("*.json")):
        document = json.loads(path.read_bytes())
        found: dict[str, Row] = {}
        for pattern in document["streams"]:
            for stream in files(corpora, pattern):
                for row in map(_row, stream_items(stream)):
                    digest = digest_of(row[0], row[1])
                    if digest in document["items"]:
                        found.setdefault(digest, row)
        missing = len(document["items"]) - len(found)
        if missing:
            raise LookupError(f"{path.name}: {missing} labelled items stand in none of its streams")
        rows += [_labelled(digest, found[digest], *document["items"][digest]) for digest in sorted(found)]
    return rows


def _labelled(digest: str, row: Row, label: str | None, second: str | None, is_sure: bool) -> dict[str, Any]:
    source, title, summary, language = row
    return {
        "id": digest,
        "source": source,
        "lang": language,
        "title": title,
        "summary": summary,
        "risk": label if label and label.startswith("risk.") else None,
        "ops": label if label and label.startswith("ops.") else None,
        "second": second,
        "sure": is_sure,
    }


def _row(item: StreamItem) -> Row:
    """A summary that only repeats the headline is none."""
    text = item.text if item.text != item.title else ""
    return item.source, item.title, _plain(text), item.language


def _plain(markup: str) -> str | None:
    """Text without tags, up to 500 characters; None for nothing."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup)).strip()[:500] or None
