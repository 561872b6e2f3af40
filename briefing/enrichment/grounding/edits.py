"""The check of an edit by hand: an English headline or sentences, against the article that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.enrichment.grounding.check import check
from briefing.enrichment.grounding.source_text import HEADLINE, SourceText, Span
from briefing.records.article import Article
from briefing.records.finding import Finding
from briefing.records.item_version import ItemVersion

OVERRIDABLE = ("name", "form")
"""Kinds of findings that an analyst may overrule with a reason: the check does not know every name and every way of
putting a thing. Figures, dates, negation and direction it reads by rule: a find there is an error."""


def check_edit(
    item: ItemVersion, article: Article, headline: str | None, sentences: Sequence[str]
) -> Iterator[Finding]:
    """Findings of the headline (``None``: not edited) and of each sentence that is not empty.

    Sentence n renders sentence n of the summary, and rests on it; one beyond those may rest on anything in the
    article.
    """
    source = SourceText(article.title, article.paragraphs, item.language, item.entities, item.figures)
    spans = [(Span(said.paragraph, said.start, said.end),) for said in item.summary]
    if headline is not None:
        yield from check(headline, source, sentence=HEADLINE)
    for number, sentence in enumerate(sentences):
        if sentence.strip():
            grounds = spans[number] if number < len(spans) else ()
            yield from check(sentence.strip(), source, sentence=number, grounds=grounds)


def blocks(findings: Sequence[Finding], why: str) -> list[Finding]:
    """Those that keep an edit from being saved: all but those that a reason overrules."""
    return [f for f in findings if f.kind not in OVERRIDABLE or not why.strip()]
