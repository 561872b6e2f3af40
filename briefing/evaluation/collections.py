"""The labelled collections of a corpora folder: where each lies, and its rows.

A folder has the layout of the corpora that the figures in the documentation were measured on: ``labels/``,
``parallel/``, ``stories/``, ``duplicates/``, ``streams/``. A collection that is not there is skipped by its name.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class MissingCollectionError(FileNotFoundError):
    """A collection that the corpora folder does not hold."""


class CollectionError(ValueError):
    """A collection that is there and cannot be read; the message names file and line."""


def files(corpora: Path, pattern: str) -> list[Path]:
    """Files of a collection in name order. Raises MissingCollectionError where there is none."""
    found = sorted(corpora.glob(pattern))
    if not found:
        raise MissingCollectionError(f"{corpora.name} has no {pattern}")
    return found


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped file of JSON lines. Raises CollectionError."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        try:
            for number, line in enumerate(stream, start=1):
                value = json.loads(line)
                if not isinstance(value, dict):
                    raise CollectionError(f"{path.name}, line {number}: not an object")
                yield value
        except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CollectionError(f"{path.name}: {error}") from error


def labels(corpora: Path) -> list[dict[str, Any]]:
    """Items labelled with our taxonomy: title, summary, lang, risk, ops, second, scope."""
    return [row for path in files(corpora, "labels/taxonomy*.jsonl.gz") for row in json_lines(path)]


def parallel_documents(corpora: Path) -> list[dict[str, Any]]:
    """Documents with a list of sentences under each language code."""
    return [row for path in files(corpora, "parallel/*.jsonl.gz") for row in json_lines(path)]
