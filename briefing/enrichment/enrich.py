"""The item-local language steps, in order: articles in, item versions out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from briefing.enrichment import figures as figure_rules
from briefing.enrichment.category import Categoriser, CategoryChoice, CueCategoriser
from briefing.enrichment.entities import EntityFinder, GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.language import LanguageIdentifier, ScriptAndLangid
from briefing.enrichment.sentences import KeySentencePicker, LeadAndSalience
from briefing.enrichment.translation import TranslationInput, Translator, translator
from briefing.records.article import Article
from briefing.records.frame import from_frame, to_frame
from briefing.records.item_version import ItemVersion
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


def default_engines(translation_engine: str = "structured") -> Engines:
    """The engines on board: no network, no model to download. Raises for an unknown translation engine."""
    return Engines(
        language=ScriptAndLangid(),
        categoriser=CueCategoriser(),
        entities=GazetteerFinder(),
        sentences=LeadAndSalience(),
        translator=translator(translation_engine),
    )


def enrich(articles: pl.DataFrame, engines: Engines, source_names: Mapping[str, str]) -> pl.DataFrame:
    """Columns of ``Article`` in, columns of ``ItemVersion`` out: one row per in-window article version."""
    in_window = articles.filter(pl.col("in_window")).sort("item_id", "version")
    versions = [
        _enrich_one(article, engines, source_names[article.source_id])
        for article in from_frame(in_window, Article)
    ]
    return to_frame(versions, ItemVersion)


def _enrich_one(article: Article, engines: Engines, source_name: str) -> ItemVersion:
    title, paragraphs = article.title, article.paragraphs
    digest = hashlib.sha256("\n".join((title, *paragraphs)).encode()).hexdigest()[:16]
    text = "\n".join((title, *paragraphs[:3]))
    guess = engines.language.identify(text, article.declared_language)
    choice = engines.categoriser.categorise(title, paragraphs, guess.language, article.kind)
    entities = engines.entities.find(title, paragraphs, guess.language)
    figures = find_figures(title, paragraphs, guess.language)
    key = engines.sentences.pick(title, paragraphs, guess.language, entities, figures, choice.evidence)
    rendering = engines.translator.render(
        TranslationInput(
            title=title,
            paragraphs=paragraphs,
            language=guess.language,
            category=_printed_category(choice),
            category_name=_printed_name(choice),
            entities=entities,
            figures=figures,
            key_sentences=key,
            source_name=source_name,
            source_kind=article.kind,
            published_date=article.published_at.date() if article.published_at else None,
        )
    )
    made_by = (
        ("language", engines.language.engine, engines.language.version),
        ("category", engines.categoriser.engine, engines.categoriser.version),
        ("entities", engines.entities.engine, engines.entities.version),
        ("figures", figure_rules.ENGINE, figure_rules.VERSION),
        ("summary", engines.sentences.engine, engines.sentences.version),
        ("translation", engines.translator.engine, engines.translator.version),
    )
    return ItemVersion(
        item_id=article.item_id,
        version=article.version,
        country=article.country,
        date=article.date,
        language=guess.language,
        language_confidence=round(guess.confidence, 6),
        headline_en=rendering.headline_en,
        headline_basis=rendering.headline_basis,
        summary=rendering.summary,
        summary_basis=rendering.summary_basis,
        scope=choice.scope,
        risk_category=choice.risk_category,
        ops_category=choice.ops_category,
        category_confidence=round(choice.confidence, 6),
        evidence=choice.evidence,
        domain=choice.domain,
        entities=entities,
        figures=figures,
        steps=tuple(Step(step=s, engine=e, version=v, inputs_digest=digest) for s, e, v in made_by),
    )


def _printed_category(choice: CategoryChoice) -> str | None:
    """The category a reader sees: the risk one, or the operations one beside Undetermined."""
    return choice.ops_category or choice.risk_category


def _printed_name(choice: CategoryChoice) -> str | None:
    category = _printed_category(choice)
    return category_name(category) if category else None
