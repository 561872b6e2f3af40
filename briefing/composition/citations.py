"""Citations of a Take: does every reference resolve, and does every claim have one that bears it out?

A sentence is a claim when it holds a figure, a date, a name, a quotation or somebody's words. A reference covers
the sentences of its paragraph since the reference before it. A claim is compared with the articles that it cites by
the same check as English that a model wrote; of several references one has to bear it out. Title, standfirst and
headings have no references of their own: what they claim has to stand in something that the Take cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from briefing.composition.draft import Draft, DraftBlock, Fault
from briefing.enrichment.grounding import SourceText, check
from briefing.enrichment.grounding.name_findings import english_words, name_words
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
    """One sentence of a Take, where it begins in the text of its block, and the keys that cover it."""

    line: int
    start: int
    text: str
    keys: tuple[str, ...]
    is_judgement: bool


def claims(block: DraftBlock) -> list[Claim]:
    """The sentences of a block with the references that cover each.

    A mark belongs to the sentence of the last letter before it, on whichever side of the full stop it stands. A
    sentence without a reference of its own has the next one of its block.
    """
    text = "".join(run.text for run in block.runs)
    marks, place = [], 0
    for run in block.runs:
        place += len(run.text)
        if run.keys or run.is_judged:
            marks.append((len(text[:place].rstrip()), run))
    found = []
    for start, end in split_sentences(text.replace("\n", " "), "en"):
        own = [run for at, run in marks if start < at <= end]
        later = next((run.keys for at, run in marks if at > end and run.keys), ())
        found.append(
            Claim(
                line=block.line + text.count("\n", 0, start),
                start=start,
                text=re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text[start:end].split())),
                keys=tuple(key for run in own for key in run.keys) or later,
                is_judgement=any(run.is_judged for run in own),
            )
        )
    return found


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


def check_citations(
    draft: Draft, sources: Mapping[str, SourceText | str], published: Mapping[str, date | None] | None = None
) -> list[Fault]:
    """Faults of references and claims. ``sources`` holds by key the article, or in words why it cannot be had;
    ``published`` its day, which a sentence may name although the article does not."""
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
            faults += _claim_faults(block, sources, published or {})
    if not cited:
        faults.append(Fault(0, "it cites nothing"))
    faults += _summary_faults(draft, sources, cited, published or {})
    return sorted(set(faults), key=lambda fault: (fault.line, fault.words))


def _claim_faults(
    block: DraftBlock, sources: Mapping[str, SourceText | str], published: Mapping[str, date | None]
) -> Iterator[Fault]:
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
        told = _without_days(claim.text, [published.get(key) for key in claim.keys])
        for finding in _unborne(told, articles):
            yield Fault(claim.line, f"{finding.kind}: {finding.detail}: “{_short(claim.text)}”")


def _summary_faults(
    draft: Draft,
    sources: Mapping[str, SourceText | str],
    cited: set[str],
    published: Mapping[str, date | None],
) -> Iterator[Fault]:
    """Figures, dates and known names of title, standfirst and headings that nothing cited has.

    Their words have capitals for other reasons too, so that names are only those of the gazetteer.
    """
    articles = [found for key in sorted(cited) if isinstance(found := sources.get(key), SourceText)]
    texts = [
        (block.line, "heading", claim.text)
        for block in draft.blocks
        if block.kind == "heading"
        for claim in claims(block)
    ]
    if draft.head is not None:
        texts += [(1, "title", draft.head.title), (1, "standfirst", draft.head.standfirst)]
    for line, name, text in texts:
        if needs_reference(text):
            told = _without_days(text, [published.get(key) for key in cited])
            for finding in _unborne(told, articles):
                if finding.kind in ("negation", "direction", "form"):
                    continue
                if finding.kind == "name" and not _names().search(finding.written):
                    continue
                yield Fault(line, f"{name}: {finding.kind}: {finding.detail}: “{_short(text)}”")


def _without_days(text: str, days: Sequence[date | None]) -> str:
    """The text without the days on which what it cites was published: those are known, and need not stand in it."""
    for day in sorted({day for day in days if day is not None}):
        month = f"{day:%B}"
        forms = (
            f"{day.day} {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month}",
            f"{month} {day.day}",
        )
        for form in (day.isoformat(), *forms):
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "", text)
    return text


def _unborne(sentence: str, articles: Sequence[SourceText]) -> list[Finding]:
    """Findings that stand against every article that is cited: what one of them bears out is borne out."""
    lists = [check(sentence, article, sentence=0) for article in articles]
    if not lists or not all(lists):  # there is none, which is a fault of its own; or one bears it out
        return []
    shared = set.intersection(*({(f.kind, f.written) for f in found} for found in lists))
    return [finding for finding in lists[0] if (finding.kind, finding.written) in shared]


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """English names of the gazetteer, whole and short, the longest first; a short word of English is none by
    itself."""
    known = {name for e in load_gazetteer().entries.values() for name in (e.name_en, e.brief) if name}
    sure = {
        name for name in known if len(name) > 3 or (len(name) > 1 and name.lower() not in english_words())
    }
    ordered = sorted(sure, key=lambda name: (-len(name), name))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")


def _named(sentence: str) -> str:
    """A name that the gazetteer has, or a word inside the sentence with a capital that is no word of English."""
    if found := _names().search(sentence):
        return found.group()
    return next((word.text for word in name_words(sentence) if word.start), "")


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
