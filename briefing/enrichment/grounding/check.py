"""The check: what English text says of figures, dates, names, negation and direction, compared with its source.

A text is data here and nothing else: what a page or a model writes into it is compared, never followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from briefing.enrichment.figures import measures_digest
from briefing.enrichment.glossary import data_digest
from briefing.enrichment.grounding.date_findings import find_date_faults
from briefing.enrichment.grounding.direction_findings import find_direction_faults
from briefing.enrichment.grounding.fault import Fault
from briefing.enrichment.grounding.figure_findings import find_number_faults
from briefing.enrichment.grounding.form_findings import find_form_faults
from briefing.enrichment.grounding.name_findings import find_name_faults
from briefing.enrichment.grounding.negation_findings import find_negation_faults
from briefing.enrichment.grounding.source_text import HEADLINE, Passage, SourceText, Span
from briefing.enrichment.translation.protocol import Rendering
from briefing.records.finding import Finding
from briefing.records.sentence import Sentence
from briefing.taxonomy.gazetteer import digest_files

ENGINE = "grounding-rules"
_OWN = Path(__file__).parent
_RULES = digest_files([path for ending in ("py", "txt", "yml") for path in _OWN.glob(f"*.{ending}")])
VERSION = f"2+{_RULES}.{data_digest()}.{measures_digest()}"
"""Of the rules (the sources of this package) and of all data that they read: other rules, another version."""


def check(
    english: str, source: SourceText, *, sentence: int, grounds: Sequence[Span] = ()
) -> tuple[Finding, ...]:
    """What of ``english`` the source does not bear out, in reading order; empty where all stands.

    ``sentence`` is the summary sentence's number from 0, -1 the headline. ``grounds`` are the source sentences that
    it claims to rest on: its figures, dates and negations must stand there, its names may stand anywhere in the
    article. Without ``grounds``, as for a headline, all may stand anywhere, unless an English article has a
    sentence of these words: that one is its ground. Every finding says ``withheld``; see ``apply``.
    """
    grounds = grounds or (source.copied_from(english) if sentence != HEADLINE else ())
    return tuple(
        Finding(
            kind=fault.kind,
            sentence=sentence,
            written=english[fault.start : fault.end],
            expected=fault.expected,
            action="withheld",
            detail=fault.detail,
        )
        for fault in find_faults(english, source.passage(grounds), _told_in(source, sentence, grounds))
    )


def find_faults(english: str, passage: Passage, told: Passage | None = None) -> list[Fault]:
    """All faults of an English text against the passage that it rests on, in reading order.

    ``told`` is the part that the English renders, where that is less than the passage: what is negated there must
    be negated here.
    """
    if misshapen := find_form_faults(english, passage, told):
        return misshapen
    faults = [
        *find_number_faults(english, passage),
        *find_date_faults(english, passage),
        *find_name_faults(english, passage),
        *find_negation_faults(english, passage, told or passage),
        *find_direction_faults(english, told or passage),
    ]
    return sorted(faults, key=lambda fault: (fault.start, fault.end, fault.kind))


def _told_in(source: SourceText, sentence: int, grounds: Sequence[Span]) -> Passage | None:
    """A headline renders the headline, even where its figures come from further down; of a sentence that names no
    ground it is not known what it renders.
    """
    if grounds:
        return None
    return source.headline if sentence == HEADLINE else source.nothing


def apply(rendering: Rendering, source: SourceText) -> tuple[Rendering, tuple[Finding, ...]]:
    """The rendering with what fails repaired or withheld, and a finding for every such act.

    A translated headline that fails is gone (basis ``none``): whoever called falls back to the structured line. A
    translated sentence that fails loses its English and keeps its original; where none keeps it, the summary is no
    longer a translated one but extracted. What was not translated is left as it is.
    """
    findings: list[Finding] = []
    headline, basis = rendering.headline_en, rendering.headline_basis
    if basis == "translated" and headline is not None:
        headline, found = _settle(headline, source, HEADLINE, ())
        findings += found
        if headline is None:
            basis = "none"
    summary: tuple[Sentence, ...] = rendering.summary
    summary_basis = rendering.summary_basis
    if summary_basis == "translated":
        settled: list[Sentence] = []
        for number, said in enumerate(summary):
            if said.text_en is None:
                settled.append(said)
                continue
            text, found = _settle(said.text_en, source, number, (Span(said.paragraph, said.start, said.end),))
            findings += found
            settled.append(said if text == said.text_en else said.model_copy(update={"text_en": text}))
        summary = tuple(settled)
        if summary and all(said.text_en is None for said in summary):
            summary_basis = "extracted"
    return (
        replace(
            rendering,
            headline_en=headline,
            headline_basis=basis,
            summary=summary,
            summary_basis=summary_basis,
        ),
        tuple(findings),
    )


def _settle(
    english: str, source: SourceText, sentence: int, grounds: Sequence[Span]
) -> tuple[str | None, list[Finding]]:
    """The text as it may be printed, None where it may not, and what was done to it."""
    passage, told = source.passage(grounds), _told_in(source, sentence, grounds)
    faults = find_faults(english, passage, told)
    if not faults:
        return english, []
    repaired = _repair(english, faults)
    is_sound = repaired is not None and not find_faults(repaired, passage, told)
    findings = [
        Finding(
            kind=fault.kind,
            sentence=sentence,
            written=english[fault.start : fault.end],
            expected=fault.expected,
            action="repaired" if is_sound else "withheld",
            detail=fault.detail,
        )
        for fault in faults
    ]
    return (repaired if is_sound else None), findings


def _repair(english: str, faults: Sequence[Fault]) -> str | None:
    """The text with every fault replaced; None where one of them has no certain replacement."""
    text = english
    for fault in sorted(faults, key=lambda fault: -fault.start):
        if fault.replacement is None:
            return None
        text = text[: fault.start] + fault.replacement + text[fault.end :]
    return text
