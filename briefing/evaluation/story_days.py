"""Days of news grouped by hand into stories, and documents in parallel languages, as the clusterer wants them.

A folder of corpora has days in ``stories/*.json.gz``, texts and grouping in one file. Further groupings
of ours hold no text: ``<set>.json`` in ``benchmarks/labels/stories`` names the stream files of the corpora and
gives the story of each item by the digest of its source and title (``digest_of``), so that the labels can be public
where the texts cannot.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.language import ScriptAndLangid
from briefing.evaluation.collections import json_lines
from briefing.evaluation.story_scores import Pair
from briefing.evaluation.streams import BROADCAST, OWN_LABELS, StreamItem, digest_of, instant, stream_items

LABELS = OWN_LABELS / "stories"

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
"""What duplicate finding and clustering read of an item."""

PARALLEL_LANGUAGES = ("en", "ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi")
LEAD_SENTENCES = 3
_PARALLEL_DAY = datetime(2020, 1, 1, tzinfo=UTC)
_CCTV_BRIEFS = "联播快讯"


@dataclass(frozen=True)
class StoryDay:
    """One labelled set: its texts, the story of each item, and the pairs that the rater left open (sorted ids)."""

    name: str
    country: str
    date: str
    texts: pl.DataFrame
    story_of: dict[str, str]
    open_pairs: frozenset[Pair]


@dataclass(frozen=True)
class _Row:
    source: str
    title: str
    text: str
    published_at: datetime | None


class MissingStreamError(Exception):
    """A stream file that a grouping needs is not in the folder of corpora, or no longer holds its items."""


def story_days(corpora: Path) -> Iterator[StoryDay]:
    """Every day in ``stories/*.json.gz``, by name."""
    for path in sorted((corpora / "stories").glob("*.json.gz")):
        yield _read_day(corpora, path)


def own_story_days(
    corpora: Path, labels: Path = LABELS, skipped: dict[str, str] | None = None
) -> Iterator[StoryDay]:
    """Our own groupings whose streams are there, by name.

    A label whose item is in none of them raises MissingStreamError. Given ``skipped``, that set and those without
    their streams are left out and written there, with the reason by name: other corpora hold other days of a stream.
    """
    for path in sorted(labels.glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        missing = [stream for stream in label["streams"] if not (corpora / stream).is_file()]
        if missing:
            if skipped is not None:
                skipped[path.stem] = f"{corpora.name} has no {missing[0]}"
            continue
        try:
            day = _labelled_day(corpora, path.stem, label)
        except MissingStreamError as error:
            if skipped is None:
                raise
            skipped[path.stem] = str(error)
            continue
        yield day


def parallel_documents(corpora: Path) -> Iterator[tuple[str, pl.DataFrame, dict[str, str]]]:
    """Each ``parallel/*.jsonl.gz`` as (name, texts, document of each item).

    The first sentence of a document in a language is a headline, the next three its lead; none has a time.
    """
    finder = GazetteerFinder()
    for path in sorted((corpora / "parallel").glob("*.jsonl.gz")):
        rows, document_of = [], {}
        for document in json_lines(path):
            for language in PARALLEL_LANGUAGES:
                sentences = document.get(language)
                if not sentences:
                    continue
                item_id = f"{document['doc']} {language}"
                document_of[item_id] = document["doc"]
                lead = " ".join(sentences[1 : 1 + LEAD_SENTENCES])
                row = _Row(f"{language} outlet", sentences[0], lead, None)
                rows.append(_text(item_id, row, language, _PARALLEL_DAY, finder))
        yield path.name.removesuffix(".jsonl.gz"), pl.DataFrame(rows, schema=TEXTS, orient="row"), document_of


def _read_day(corpora: Path, path: Path) -> StoryDay:
    """Times of publication are looked up in the streams by outlet and headline; an item may have none."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        day = json.load(stream)
    name = path.name.removesuffix(".json.gz")
    country, _, when = name.partition("-")
    published = {
        (row["source"], row["title"]): row["date"]
        for stream in sorted((corpora / "streams").glob("multi-source*.jsonl.gz"))
        for row in json_lines(stream)
    }
    items = [
        (
            f"{item['id']:04d}",
            _Row(
                item["source"],
                item["title"],
                item.get("summary") or "",
                instant(item.get("date") or published.get((item["source"], item["title"]))),
            ),
        )
        for item in day["items"]
    ]
    story_of = {item_id: f"single {item_id}" for item_id, _ in items}
    for number, story in enumerate(day["gold"]["stories"]):
        story_of |= {f"{item_id:04d}": f"story {number}" for item_id in story["items"]}
    open_pairs = frozenset((f"{min(p):04d}", f"{max(p):04d}") for p in day["gold"].get("unsure_pairs", ()))
    return StoryDay(name, country, when, _texts(items, when), story_of, open_pairs)


def _labelled_day(corpora: Path, name: str, label: dict[str, Any]) -> StoryDay:
    story_of = {digest: f"single {digest}" for digest in label["singles"]}
    for number, digests in enumerate(label["stories"]):
        story_of |= dict.fromkeys(digests, f"story {number}")
    items: dict[str, _Row] = {}
    for stream in label["streams"]:
        for row in _stream_rows(corpora / stream):
            digest = digest_of(row.source, row.title)
            if digest in story_of:
                items.setdefault(digest, row)
    if len(items) != len(story_of):
        raise MissingStreamError(
            f"{name}: {len(story_of) - len(items)} labelled items are not in {label['streams']}"
        )
    open_pairs = frozenset((min(a, b), max(a, b)) for a, b in label["unsure_pairs"])
    when = name.partition("-")[2]
    return StoryDay(name, label["country"], when, _texts(sorted(items.items()), when), story_of, open_pairs)


def _texts(items: Sequence[tuple[str, _Row]], when: str) -> pl.DataFrame:
    """Rows of ``TEXTS``; languages are identified, as the product does."""
    identifier, finder = ScriptAndLangid(), GazetteerFinder()
    seen = datetime.combine(date.fromisoformat(when[:10]), datetime.min.time(), UTC)
    rows = [
        _text(item_id, row, identifier.identify(f"{row.title}\n{row.text}").language, seen, finder)
        for item_id, row in items
    ]
    return pl.DataFrame(rows, schema=TEXTS, orient="row")


def _text(item_id: str, row: _Row, language: str, seen: datetime, finder: GazetteerFinder) -> dict[str, Any]:
    paragraphs = [row.text] if row.text else []
    entities = finder.find(row.title, paragraphs, language)
    return {
        "item_id": item_id,
        "source_id": row.source,
        "publisher": row.source.partition(" - ")[0],  # a section's feed is its outlet
        "language": language,
        "title": row.title,
        "paragraphs": paragraphs,
        "published_at": row.published_at,
        "first_seen_at": row.published_at or seen,
        "entity_ids": sorted({entity.gazetteer_id for entity in entities if entity.gazetteer_id}),
        "in_scope": True,
    }


def _stream_rows(path: Path) -> Iterator[_Row]:
    """Items of a stream file as they are grouped."""
    for item in stream_items(path):
        if item.source == BROADCAST:
            yield from _broadcast_rows(item)
        else:
            yield _Row(item.source, item.title, item.text, item.published_at)


def _broadcast_rows(section: StreamItem) -> Iterator[_Row]:
    """A section of a broadcast; each brief of its round-up is an item, under its bold line."""
    paragraphs = re.findall(r"<p>(.*?)</p>", section.text, re.DOTALL)
    if _CCTV_BRIEFS not in section.title:
        text = " ".join(_plain(p) for p in paragraphs)
        yield _Row(section.source, section.title, text[:600], section.published_at)
        return
    brief, text = "", ""
    for paragraph in [*paragraphs, "<strong></strong>"]:
        bold = re.fullmatch(r"\s*<strong>(.*?)</strong>\s*", paragraph, re.DOTALL)
        if bold and "央视网消息" not in paragraph:
            if brief:
                yield _Row(section.source, brief, text.strip()[:600], section.published_at)
            brief, text = _plain(bold.group(1)), ""
        elif brief:
            text += " " + _plain(paragraph)


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
