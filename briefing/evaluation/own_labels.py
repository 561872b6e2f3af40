"""Items of the corpora's streams that we labelled with our taxonomy, by digest: labels may be public, texts may not.

``benchmarks/labels/categories/*.json`` hold ``streams``, patterns of the files that items stand in, and ``items``:
the digest of an item's source and title (``digest_of``) with its label, what is acceptable too, and whether the rater
was sure. They were drawn by digest from the streams, and labelled before any classifier was asked about them.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from briefing.evaluation.collections import files, json_lines
from briefing.evaluation.story_days import digest_of

LABELS = Path(__file__).resolve().parents[2] / "benchmarks" / "labels" / "categories"
"""Absent where the package is installed without its checkout."""

_OUTLETS = {"chosun": "ko", "yna": "ko", "nhk": "ja"}  # the others of the mixed stream write English
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
                for row in _rows(stream):
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


def _rows(path: Path) -> Iterator[Row]:
    """Items of a stream file, told by its folder."""
    readers: dict[str, Callable[[Path], Iterator[Row]]] = {
        "vn": _vn_rows,
        "in": _in_rows,
        "jp": _jp_rows,
        "cn-cctv": _cctv_rows,
    }
    return readers.get(path.parent.name, _mixed_rows)(path)


def _mixed_rows(path: Path) -> Iterator[Row]:
    for row in json_lines(path):
        summary = row["summary"] if row["summary"] != row["title"] else None
        yield row["source"], row["title"], _plain(summary), _OUTLETS.get(row["source"], "en")


def _vn_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in json.load(stream):
            yield row["source"], row["title"], _plain(row.get("summary")), "vi"


def _in_rows(path: Path) -> Iterator[Row]:
    for row in json_lines(path):
        yield row["src"], row["title"], _plain(row.get("desc")), row["lang_file"]


def _jp_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["newspaper"], row["headline"], None, "ja"


def _cctv_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        sections = stream.read().partition("## 详细新闻")[2].split("\n### ")[1:]
    for section in sections:
        title, _, body = section.partition("\n")
        yield "cctv", title.strip(), _plain(body.partition("[查看原文]")[0]), "zh"


def _plain(markup: str | None) -> str | None:
    """Text without tags, up to 500 characters; None for nothing."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup or "")).strip()[:500] or None
