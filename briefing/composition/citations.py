"""Citations of a Take: does every reference resolve, and does every claim have one that bears it out?

A sentence is a claim when it holds a figure, a date, a name, a quotation or somebody's words. A reference covers
the sentences of its paragraph since the reference before it. A claim is compared with the articles that it cites by
the same check as English that a model wrote; of several references one has to bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.composition.draft import JUDGEMENT, Draft, DraftBlock, Fault
from briefing.enrichment.grounding import SourceText, check
from briefing.enrichment.sentences import split_sentences
from briefing.records.finding import Finding
from briefing.taxonomy.gazetteer import load_gazetteer

_FIGURE = re.compile(
    r"\d|\b(?:dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|double[ds]?|percent)\b", re.I
)
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_QUOTATION = re.compile(r"[“”\"«»]")
_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|announces|reported|reports|according to|claimed|warned|denied|confirmed|stated|"
    r"pledged|vowed|proposed|ordered|ruled|estimated|expects?|plans? to)\b",
    re.I,
)


@dataclass(frozen=True)
class Claim:
    """One sentence of a Take, and the keys that cover it."""

    line: int
    text: str
    keys: tuple[str, ...]
    is_judgement: bool


def claims(block: DraftBlock) -> list[Claim]:
    """The sentences of a block with the references that cover each."""
    text, marks = "", []
    for run in block.runs:
        text += run.text
        if run.keys:
            marks.append((len(text), run.keys))
            if not text.endswith((" ", "\n")):
                text += " "
    found = []
    for start, end in split_sentences(text, "en"):
        sentence = text[start:end].strip()
        # The first reference at or after the end of the sentence, or inside it, covers it.
        keys = next(
            (keys for place, keys in marks if place >= min(end, len(text.rstrip())) or start < place <= end),
            (),
        )
        inside = tuple(key for place, own in marks if start < place <= end + 1 for key in own)
        found.append(
            Claim(
                block.line,
                sentence.replace(JUDGEMENT, "").strip(),
                inside or keys,
                JUDGEMENT in sentence or text[end : end + len(JUDGEMENT) + 1].strip().startswith(JUDGEMENT),
            )
        )
    return [claim for claim in found if claim.text]


def needs_reference(sentence: str) -> str:
    """What makes a sentence a claim, in words; empty where it is none."""
    if _FIGURE.search(sentence):
        return "a figure"
    if _MONTH.search(sentence):
        return "a date"
    if _QUOTATION.search(sentence):
        return "a quotation"
    if _REPORTED.search(sentence):
        return "somebody's words or plans"
    name = _named(sentence)
    return f"the name {name}" if name else ""


def check_citations(draft: Draft, sources: Mapping[str, SourceText | str]) -> list[Fault]:
    """Faults of references and claims. ``sources`` holds by key the article, or in words why it cannot be had."""
    faults: list[Fault] = []
    cited: set[str] = set()
    for block in draft.blocks:
        for run in block.runs:
            for key in run.keys:
                cited.add(key)
                if key not in sources:
                    faults.append(Fault(block.line, f"[@{key}] is in no dossier"))
                elif isinstance(found := sources[key], str):
                    faults.append(Fault(block.line, f"[@{key}] does not resolve: {found}"))
        if block.kind != "heading":
            faults += _claim_faults(block, sources)
    if not cited:
        faults.append(Fault(0, "it cites nothing"))
    return sorted(set(faults), key=lambda fault: (fault.line, fault.words))


def _claim_faults(block: DraftBlock, sources: Mapping[str, SourceText | str]) -> Iterator[Fault]:
    for claim in claims(block):
        why = needs_reference(claim.text)
        if not why:
            continue
        if not claim.keys:
            if claim.is_judgement and why.startswith(("the name", "somebody")):
                continue
            yield Fault(claim.line, f"no reference for {why}: “{_short(claim.text)}”")
            continue
        articles = [found for key in claim.keys if isinstance(found := sources.get(key), SourceText)]
        if articles and (findings := _unborne(claim.text, articles)):
            for finding in findings:
                yield Fault(claim.line, f"{finding.kind}: {finding.detail}: “{_short(claim.text)}”")


def _unborne(sentence: str, articles: Sequence[SourceText]) -> list[Finding]:
    """Findings that stand against every article that is cited: what one of them bears out is borne out."""
    lists = [check(sentence, article, sentence=0) for article in articles]
    if any(not found for found in lists):
        return []
    shared = set.intersection(*({(f.kind, f.written) for f in found} for found in lists))
    return [finding for finding in lists[0] if (finding.kind, finding.written) in shared]


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """English names of the gazetteer, the longest first."""
    names = sorted(
        {e.name_en for e in load_gazetteer().entries.values() if len(e.name_en) > 3}, key=len, reverse=True
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


def _named(sentence: str) -> str:
    found = _names().search(sentence)
    return found.group() if found else ""


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
