"""Duplicates measured: updates that publishers marked must merge, headlines that recur on other days must not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from briefing.enrichment.duplicates import ShingleDuplicates
from briefing.enrichment.language import ScriptAndLangid
from briefing.evaluation.collections import files, json_lines
from briefing.evaluation.story_days import TEXTS
from briefing.evaluation.story_scores import pair_scores, pairs_within

_UNKNOWN = datetime(2020, 1, 1, tzinfo=UTC)
_NEGATIVE = "negative"


def evaluate(corpora: Path) -> dict[str, Any]:
    """``f1``, ``precision`` and ``recall`` over pairs of copies, and ``negatives_merged`` of ``negatives`` pairs.

    Every ``duplicates/*.json`` is read: a list of groups with ``members``; a file with "negative" in its name
    holds groups that are no duplicates (one ``title`` for all). A negative's text is looked up in the streams
    by its address. Wrong pairs between groups count against precision. Raises MissingCollectionError when
    there is none.
    """
    rows: dict[str, dict[str, Any]] = {}
    copies: dict[str, str] = {}
    negatives: dict[str, str] = {}
    summaries = {
        row["url"]: row.get("summary") or ""
        for path in sorted((corpora / "streams").glob("multi-source*.jsonl.gz"))
        for row in json_lines(path)
    }
    identifier = ScriptAndLangid()
    for path in files(corpora, "duplicates/*.json"):
        kept = negatives if _NEGATIVE in path.name else copies
        for number, group in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            for member in group["members"]:
                url = member["url"]
                title = member.get("title") or group["title"]
                summary = member.get("summary") or summaries.get(url, "")
                rows[url] = _row(url, title, summary, member.get("date"), identifier)
                kept[url] = f"{path.name} {number}"
    texts = pl.DataFrame(list(rows.values()), schema=TEXTS, orient="row")
    carriers = ShingleDuplicates().find(texts, "kr", "2020-01-01")
    found = pairs_within(dict(zip(carriers["carrier_item_id"], carriers["item_id"], strict=True)))
    apart = pairs_within(negatives)
    scores = pair_scores(found - apart, pairs_within(copies))
    return vars(scores) | {
        "pairs": len(pairs_within(copies)),
        "negatives": len(apart),
        "negatives_merged": len(found & apart),
    }


def _row(
    url: str, title: str, summary: str, written: str | None, identifier: ScriptAndLangid
) -> dict[str, Any]:
    at = datetime.fromisoformat(written).astimezone(UTC) if written else None
    outlet = url.split("/")[2] if "://" in url else url
    return {
        "item_id": url,
        "source_id": outlet,
        "publisher": outlet,
        "language": identifier.identify(f"{title}\n{summary}").language,
        "title": title,
        "paragraphs": [summary] if summary else [],
        "published_at": at,
        "first_seen_at": at or _UNKNOWN,
        "entity_ids": [],
        "in_scope": True,
    }
