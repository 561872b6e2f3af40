"""Figures labelled by hand in real headlines, leads and sentences, against what the rules read in them.

The labels hold no text: a text is known by its digest and looked up in the corpora, and of a text only the figures
are written down, with the place where each begins. All figures of a labelled text are labelled, so that one that the
rules see where there is none counts as wrong. A label that says ``refused`` is a number whose unit is no unit of ours
or whose reading is not sure: it may be refused, and if it is read its value must be right.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.enrichment.figures import NumberMention, find_numbers
from briefing.evaluation.collections import MissingCollectionError, parallel_documents
from briefing.evaluation.streams import OWN_LABELS, stream_items

LABELS = OWN_LABELS / "numbers"
OUTCOMES = ("parsed", "refused", "wrong", "missed")


def evaluate(corpora: Path, labels: Path = LABELS) -> dict[str, Any]:
    """How many labelled figures are parsed, refused, wrong or missed, in all and ``by_language``.

    ``figures`` are all labelled ones of texts that were found, ``spurious`` those read where no figure is (they are
    part of ``wrong``), ``refused_sure`` refused ones that were labelled as sure, ``faults`` each wrong or missed one.
    Raises MissingCollectionError where there are no labels or none of their texts.
    """
    files = sorted(labels.glob("*.json"))
    if not files:
        raise MissingCollectionError(f"no labelled figures in {labels.name}")
    wanted = {path.stem: json.loads(path.read_text(encoding="utf-8"))["texts"] for path in files}
    texts = _texts_by_digest(corpora, {text["digest"] for rows in wanted.values() for text in rows})
    if not texts:
        raise MissingCollectionError(f"{corpora.name} has none of the labelled texts")
    by_language: dict[str, dict[str, int]] = {}
    faults: list[str] = []
    for language, rows in wanted.items():
        counts: Counter[str] = Counter()
        for row in rows:
            text = texts.get(row["digest"])
            if text is None:
                counts["texts_not_found"] += 1
                continue
            counts["texts"] += 1
            counts.update(_judge(text, row["figures"], language, faults))
        by_language[language] = _in_order(counts)
    whole: Counter[str] = Counter()
    for counts_of_one in by_language.values():
        whole.update(counts_of_one)
    return {**_in_order(whole), "by_language": by_language, "faults": faults}


def _in_order(counts: Mapping[str, int]) -> dict[str, int]:
    names = ("texts", "texts_not_found", "figures", *OUTCOMES, "spurious", "refused_sure")
    return {name: counts.get(name, 0) for name in names}


def _judge(
    text: str, labelled: Sequence[Mapping[str, Any]], language: str, faults: list[str]
) -> Iterator[str]:
    """The counters to raise, one by one; what is wrong or missed is described in ``faults``."""
    mentions = find_numbers(text, language)
    matched: set[int] = set()
    for label in labelled:
        yield "figures"
        start, end = label["start"], label["start"] + len(label["text"])
        if text[start:end] != label["text"]:
            raise ValueError(f"label {label['text']!r} does not stand at {start} of its text")
        over = [n for n, mention in enumerate(mentions) if mention.start < end and start < mention.end]
        read = [n for n in over if mentions[n].figure is not None]
        matched.update(read)
        outcome = _outcome(label, [mentions[n] for n in over])
        yield outcome
        if outcome == "refused" and not label.get("refused"):
            yield "refused_sure"
        if outcome in ("wrong", "missed"):
            faults.append(f"{language}: {outcome}: {label['text']!r} read as {_described(mentions, over)}")
    for number, mention in enumerate(mentions):
        if mention.figure is not None and number not in matched:
            yield "wrong"
            yield "spurious"
            faults.append(f"{language}: wrong: {mention.figure.original!r} is no figure here")


def _outcome(label: Mapping[str, Any], mentions: Sequence[NumberMention]) -> str:
    figures = [mention.figure for mention in mentions if mention.figure is not None]
    if not mentions:
        return "missed"
    if not figures:
        return "refused"
    figure = figures[0]
    if len(figures) > 1 or figure.value != label["value"]:
        return "wrong"
    if label.get("refused"):
        return "parsed"
    same = (figure.value_to, figure.unit, figure.qualifier) == (
        label.get("value_to"),
        label["unit"],
        label["qualifier"],
    )
    return "parsed" if same else "wrong"


def _described(mentions: Sequence[NumberMention], over: Sequence[int]) -> str:
    read = [mentions[n].figure for n in over]
    return "; ".join(figure.text_en if figure else "refused" for figure in read) or "nothing"


def _texts_by_digest(corpora: Path, wanted: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in _texts(corpora):
        digest = digest_of(text)
        if digest in wanted:
            found[digest] = text
    return found


def digest_of(text: str) -> str:
    """What a labelled text is known by."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


_MARKUP = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"[\n。]")
_ITEM_NUMBER = re.compile(r"^(（\d+）|\d+\.)")


def _texts(corpora: Path) -> Iterator[str]:
    """Headlines, leads and sentences of the collections that labels were drawn from."""
    for pattern in ("*.jsonl.gz", "in/*.jsonl.gz", "vn/*.json.gz", "jp/*.csv.gz"):
        for path in sorted((corpora / "streams").glob(pattern)):
            for item in stream_items(path):
                yield from (item.title, item.text)
    for path in sorted(corpora.glob("streams/cn-cctv/*.md.gz")):
        text = _MARKUP.sub("\n", gzip.decompress(path.read_bytes()).decode("utf-8"))
        yield from (_ITEM_NUMBER.sub("", part.strip()) for part in _SENTENCE_END.split(text))
    yield from _parallel_sentences(corpora)


def _parallel_sentences(corpora: Path) -> Iterator[str]:
    try:
        documents = parallel_documents(corpora)
    except MissingCollectionError:
        return  # texts that are not there are counted as not found
    for document in documents:
        for sentences in document.values():
            yield from sentences if isinstance(sentences, list) else ()
