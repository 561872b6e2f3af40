"""The item-local language steps, in order: articles in, item versions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from briefing.enrichment import figures as figure_rules
from briefing.enrichment import grounding
from briefing.enrichment.category import (
    Categoriser,
    CategoryChoice,
    CategoryInput,
    LearnedCategoriser,
    read_model,
    text_digest,
)
from briefing.enrichment.countries import countries_of
from briefing.enrichment.embedding import embedder_on_board
from briefing.enrichment.entities import EntityFinder, GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.grounding import SourceText
from briefing.enrichment.language import LanguageGuess, LanguageIdentifier, ScriptAndLangid
from briefing.enrichment.sentences import KeySentencePicker, LeadAndSalience
from briefing.enrichment.translation.protocol import Rendering, TranslationInput, Translator
from briefing.enrichment.translation.structured import StructuredLine
from briefing.records.article import Article
from briefing.records.entity import Entity
from briefing.records.figure import Figure
from briefing.records.finding import Finding
from briefing.records.frame import from_frame, to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.sentence import Sentence
from briefing.records.step import Step
from briefing.taxonomy.categories import category_name


@dataclass(frozen=True)
class Engines:
    """One engine behind each protocol."""

    language: LanguageIdentifier
    categoriser: Categoriser
    entities: EntityFinder
    sentences: KeySentencePicker
    translator: Translator


def default_engines(translation: Translator | None = None, categoriser: Categoriser | None = None) -> Engines:
    """The engines on board: no network, no model to download.

    ``translation`` stands in place of the structured line, ``categoriser`` in place of the shipped classifier.
    """
    return Engines(
        language=ScriptAndLangid(),
        categoriser=categoriser or LearnedCategoriser(read_model(), embedder_on_board()),
        entities=GazetteerFinder(),
        sentences=LeadAndSalience(),
        translator=translation or StructuredLine(),
    )


def enrich(articles: pl.DataFrame, engines: Engines, source_names: Mapping[str, str]) -> pl.DataFrame:
    """Columns of ``Article`` in, columns of ``ItemVersion`` out: one row per in-window article version.

    All items are read first, then all are put into English: an engine may work on many at a time.
    """
    in_window = articles.filter(pl.col("in_window")).sort("item_id", "version")
    articles_read = from_frame(in_window, Article)
    guesses = [_language(article, engines) for article in articles_read]
    choices = engines.categoriser.categorise(
        [_to_categorise(a, guess) for a, guess in zip(articles_read, guesses, strict=True)]
    )
    read = [
        _read(article, guess, choice, engines)
        for article, guess, choice in zip(articles_read, guesses, choices, strict=True)
    ]
    inputs = [_to_render(item, source_names) for item in read]
    renderings = engines.translator.render(inputs)
    versions = [
        _version(item, *checked(rendering, given), engines)
        for item, given, rendering in zip(read, inputs, renderings, strict=True)
    ]
    return to_frame(versions, ItemVersion)


def checked(rendering: Rendering, item: TranslationInput) -> tuple[Rendering, tuple[Finding, ...]]:
    """What may be printed of a translation, and what was done to it.

    A headline that its source does not bear out gives way to the structured line, a sentence to what is certain
    of it.
    """
    source = SourceText(item.title, item.paragraphs, item.language, item.entities, item.figures)
    settled, findings = grounding.apply(rendering, source)
    if not any(finding.action == "withheld" for finding in findings):
        return settled, findings
    (certain,) = StructuredLine().render([item])
    terms = {(s.paragraph, s.start): s.terms_en for s in certain.summary}
    summary = tuple(
        s if s.text_en is not None else s.model_copy(update={"terms_en": terms.get((s.paragraph, s.start))})
        for s in settled.summary
    )
    if settled.headline_basis == "none":
        settled = replace(settled, headline_en=certain.headline_en, headline_basis=certain.headline_basis)
    return replace(settled, summary=summary), findings


@dataclass(frozen=True)
class _Read:
    """An article and what the language steps found in its original text."""

    article: Article
    language: LanguageGuess
    paragraph_languages: tuple[str, ...]
    choice: CategoryChoice
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    key_sentences: tuple[Sentence, ...]


def _language(article: Article, engines: Engines) -> LanguageGuess:
    text = "\n".join((article.title, *article.paragraphs[:3]))
    return engines.language.identify(text, article.declared_language)


def _to_categorise(article: Article, guess: LanguageGuess) -> CategoryInput:
    return CategoryInput(article.title, article.paragraphs, guess.language, article.kind, article.item_id)


def _read(article: Article, guess: LanguageGuess, choice: CategoryChoice, engines: Engines) -> _Read:
    title, paragraphs = article.title, article.paragraphs
    entities = engines.entities.find(title, paragraphs, guess.language)
    figures = _outside_of_names(find_figures(title, paragraphs, guess.language), entities)
    return _Read(
        article=article,
        language=guess,
        paragraph_languages=tuple(
            engines.language.identify(paragraph, guess.language).language for paragraph in paragraphs
        ),
        choice=choice,
        entities=entities,
        figures=figures,
        key_sentences=engines.sentences.pick(
            title, paragraphs, guess.language, entities, figures, choice.evidence
        ),
    )


def _outside_of_names(figures: Sequence[Figure], entities: Sequence[Entity]) -> tuple[Figure, ...]:
    """Figures that are no part of a name: 이억원 is a person, not 200 million won."""
    names: dict[int, list[tuple[int, int]]] = {}
    for entity in entities:
        if entity.kind != "place":
            names.setdefault(entity.paragraph, []).append((entity.start, entity.end))
    return tuple(
        figure
        for figure in figures
        if not any(
            start <= figure.start and figure.end <= end for start, end in names.get(figure.paragraph, ())
        )
    )


def _to_render(read: _Read, source_names: Mapping[str, str]) -> TranslationInput:
    article = read.article
    return TranslationInput(
        title=article.title,
        paragraphs=article.paragraphs,
        language=read.language.language,
        category=_printed_category(read.choice),
        category_name=_printed_name(read.choice),
        entities=read.entities,
        figures=read.figures,
        key_sentences=read.key_sentences,
        source_name=source_names[article.source_id],
        source_kind=article.kind,
        published_date=article.published_at.date() if article.published_at else None,
    )


def _version(
    read: _Read, rendering: Rendering, findings: tuple[Finding, ...], engines: Engines
) -> ItemVersion:
    article, choice = read.article, read.choice
    digest = text_digest(article.title, article.paragraphs)
    made_by = (
        ("language", engines.language.engine, engines.language.version),
        ("category", engines.categoriser.engine, engines.categoriser.version),
        ("entities", engines.entities.engine, engines.entities.version),
        ("figures", figure_rules.ENGINE, figure_rules.VERSION),
        ("summary", engines.sentences.engine, engines.sentences.version),
        ("translation", engines.translator.engine, engines.translator.version),
        ("check", grounding.ENGINE, grounding.VERSION),
    )
    return ItemVersion(
        item_id=article.item_id,
        version=article.version,
        country=article.country,
        date=article.date,
        language=read.language.language,
        language_confidence=round(read.language.confidence, 6),
        paragraph_languages=read.paragraph_languages,
        headline_en=rendering.headline_en,
        headline_basis=rendering.headline_basis,
        summary=rendering.summary,
        summary_basis=rendering.summary_basis,
        scope=choice.scope,
        risk_category=choice.risk_category,
        ops_category=choice.ops_category,
        category_confidence=round(choice.confidence, 6),
        decided_by=choice.decided_by,
        needs_review=choice.needs_review,
        evidence=choice.evidence,
        similar=choice.similar,
        domain=choice.domain,
        countries=countries_of(
            article.title, article.paragraphs, read.language.language, read.entities, article.country
        ),
        entities=read.entities,
        figures=read.figures,
        findings=findings,
        engine_uses=rendering.uses,
        steps=tuple(Step(step=s, engine=e, version=v, inputs_digest=digest) for s, e, v in made_by),
    )


def _printed_category(choice: CategoryChoice) -> str | None:
    """The category a reader sees: the risk one, or the operations one beside Undetermined."""
    return choice.ops_category or choice.risk_category


def _printed_name(choice: CategoryChoice) -> str | None:
    category = _printed_category(choice)
    return category_name(category) if category else None
