"""Language identification on parallel sentences and on labelled headlines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from briefing.enrichment.language import LanguageIdentifier
from briefing.evaluation.collections import MissingCollectionError, labels, parallel_documents

LANGUAGES = ("en", "ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi")


def evaluate(corpora: Path, engine: LanguageIdentifier) -> dict[str, Any]:
    """``accuracy`` over sentences, each by itself and without a hint; ``headlines`` over labelled titles.

    Raises MissingCollectionError when neither collection is there.
    """
    found: dict[str, Any] = {}
    for name, read in (("sentences", _sentences), ("headlines", _headlines)):
        try:
            pairs = list(read(corpora))
        except MissingCollectionError as error:
            found[name] = {"skipped": str(error)}
            continue
        found[name] = _measured(pairs, engine)
    measured = [part for part in found.values() if "skipped" not in part]
    if not measured:
        raise MissingCollectionError(f"{corpora.name} has neither parallel sentences nor labelled headlines")
    return {"accuracy": measured[0]["accuracy"], **found}


def _sentences(corpora: Path) -> Iterable[tuple[str, str]]:
    for document in parallel_documents(corpora):
        for language in LANGUAGES:
            for sentence in document.get(language, ()):
                if sentence.strip():
                    yield language, sentence


def _headlines(corpora: Path) -> Iterable[tuple[str, str]]:
    for row in labels(corpora):
        yield row["lang"], row["title"]


def _measured(pairs: Iterable[tuple[str, str]], engine: LanguageIdentifier) -> dict[str, Any]:
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for language, text in pairs:
        guess = engine.identify(text).language
        seen[language] += 1
        # a label that only says Chinese is met by either script
        is_right = guess == language or (language == "zh" and guess.startswith("zh-"))
        right[language] += is_right
        if not is_right:
            confused[(language, guess)] += 1
    total = sum(seen.values())
    return {
        "items": total,
        "accuracy": share(sum(right.values()), total),
        "by_language": {
            language: {"items": seen[language], "accuracy": share(right[language], seen[language])}
            for language in sorted(seen)
        },
        "confusions": confusion_rows(confused),
    }


def share(part: float, whole: float) -> float:
    """A share from 0 to 1 with four digits; 0 of nothing is 0."""
    return round(part / whole, 4) if whole else 0.0


def confusion_rows(confused: Mapping[tuple[str, str], int], most: int = 20) -> list[dict[str, Any]]:
    """The pairs that were confused most, as rows of ``was``, ``taken_for`` and ``times``."""
    rows: defaultdict[tuple[str, str], int] = defaultdict(int, confused)
    ordered = sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return [{"was": was, "taken_for": taken, "times": times} for (was, taken), times in ordered]
