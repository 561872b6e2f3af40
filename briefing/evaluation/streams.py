"""Items of the corpora's streams, each folder in its own form, and how a label names one without its text."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from briefing.evaluation.collections import json_lines

OWN_LABELS = Path(__file__).resolve().parents[2] / "benchmarks" / "labels"
"""Labels of ours; absent where the package is installed without its checkout."""

BROADCAST = "cctv"
_OUTLETS = {"chosun": "ko", "yna": "ko", "nhk": "ja"}  # the others of the mixed stream write English
_BEIJING, _INDIA = timezone(timedelta(hours=8)), timezone(timedelta(hours=5, minutes=30))


@dataclass(frozen=True)
class StreamItem:
    """An item as its stream has it: ``text`` may hold markup, and is empty where the stream has headlines only;
    ``language`` is what the stream says or is known to be in."""

    source: str
    title: str
    text: str
    published_at: datetime | None
    language: str


def digest_of(source: str, title: str) -> str:
    """How a label names an item without its text."""
    return hashlib.sha256(f"{source}\n{title}".encode()).hexdigest()[:16]


def stream_items(path: Path) -> Iterator[StreamItem]:
    """Items of a stream file, told by its folder."""
    readers: dict[str, Callable[[Path], Iterator[StreamItem]]] = {
        "vn": _vn_items,
        "in": _in_items,
        "jp": _jp_items,
        "cn-cctv": _broadcast_items,
    }
    return readers.get(path.parent.name, _mixed_items)(path)


def instant(written: str | None) -> datetime | None:
    """An ISO instant in UTC; None for none."""
    return datetime.fromisoformat(written).astimezone(UTC) if written else None


def _mixed_items(path: Path) -> Iterator[StreamItem]:
    for row in json_lines(path):
        language = _OUTLETS.get(row["source"], "en")
        yield StreamItem(row["source"], row["title"], row["summary"] or "", instant(row["date"]), language)


def _vn_items(path: Path) -> Iterator[StreamItem]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in json.load(stream):
            text = row.get("summary") or ""
            yield StreamItem(row["source"], row["title"], text, instant(row["published"]), "vi")


def _in_items(path: Path) -> Iterator[StreamItem]:
    for row in json_lines(path):
        # the stream writes Indian clock time with a Z behind it
        at = datetime.fromisoformat(row["time"]).replace(tzinfo=_INDIA).astimezone(UTC)
        yield StreamItem(row["src"], row["title"], row.get("desc") or "", at, row["lang_file"])


def _jp_items(path: Path) -> Iterator[StreamItem]:
    """Headlines only, and a time of collection, which is none of publication."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield StreamItem(row["newspaper"], row["headline"], "", None, "ja")


def _broadcast_items(path: Path) -> Iterator[StreamItem]:
    """Sections of an evening broadcast, each with its markup up to the end."""
    day = datetime.strptime(path.name.partition(".")[0], "%Y%m%d").replace(hour=19, tzinfo=_BEIJING)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        sections = stream.read().partition("## 详细新闻")[2].split("\n### ")[1:]
    for section in sections:
        title, _, body = section.partition("\n")
        text = body.partition("[查看原文]")[0]
        yield StreamItem(BROADCAST, title.strip(), text, day.astimezone(UTC), "zh")
