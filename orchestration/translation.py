"""The translator that the settings ask for, with what it keeps in the home folder."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from briefing.enrichment.translation.budget import Budget, Prices, RunSpending, Unlimited
from briefing.enrichment.translation.engines import EngineParts, chained_engines, translator
from briefing.enrichment.translation.local_models import LocalModels
from briefing.enrichment.translation.openai_compatible import ChatServer
from briefing.enrichment.translation.protocol import Engine, Translator
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.model_fetching import put_back_models
from briefing.storage.spending import DailySpending, Limits
from briefing.storage.translations import KeptTranslations


def utc_today() -> date:
    """The day that budgets are counted by."""
    return datetime.now(UTC).date()


def models_folder(settings: Settings) -> Path:
    """Where translation models lie."""
    return settings.models or Home(settings.home).models


def chat_server(settings: Settings) -> ChatServer | None:
    """The OpenAI-compatible server of the settings; None where none is set. Raises ServerAddressError."""
    if not settings.llm_url:
        return None
    return ChatServer(
        url=settings.llm_url,
        model=settings.llm_model,
        key=settings.llm_key.get_secret_value() if settings.llm_key else "",
        reply_format=settings.llm_reply_format,
        extra=json.loads(settings.llm_extra),
        prices=Prices(settings.llm_price_in, settings.llm_price_out),
        timeout_seconds=settings.llm_timeout_seconds,
        run_seconds=settings.llm_run_seconds,
        retries=settings.llm_retries,
        concurrency=settings.llm_concurrency,
        failures_in_a_row=settings.llm_failures_in_a_row,
    )


def daily_spending(settings: Settings) -> DailySpending:
    """The day's budget. It is kept without limits too, so that one can see what models take."""
    limits = Limits(settings.llm_tokens_per_day, settings.llm_cost_per_day)
    return DailySpending(Home(settings.home).spending, limits, utc_today)


def run_spending(settings: Settings) -> RunSpending:
    """The day's budget with a count of what one run takes of it; nothing is kept where no model is asked."""
    return RunSpending(daily_spending(settings) if _uses_models(settings) else Unlimited())


def configured_engines(settings: Settings) -> tuple[Engine, ...]:
    """The engines of the settings that translate, in order, without what is kept. Raises ValueError."""
    return chained_engines(settings.translation_engine, _parts(settings))


def configured_translator(settings: Settings, budget: Budget | None = None) -> Translator:
    """The translator for one run: what a server does wrong in it is forgotten with it. Raises ValueError.

    ``budget`` stands in for the day's budget: the same with a count around it (``run_spending``).
    """
    return translator(settings.translation_engine, _parts(settings, budget))


def what_lacks(settings: Settings) -> str:
    """Why the engines of the settings cannot all work, in words; empty when nothing is missing. Asks no server."""
    try:
        engines = configured_engines(settings)
    except ValueError as error:
        return str(error)
    lacks = [f"{e.name}: {e.lacks}" for e in engines if isinstance(e, LocalModels) and e.lacks]
    return "; ".join(lacks)


def _uses_models(settings: Settings) -> bool:
    return settings.translation_engine != "structured"


def _parts(settings: Settings, budget: Budget | None = None) -> EngineParts:
    uses_models = _uses_models(settings)
    models = models_folder(settings)
    if uses_models:
        put_back_models(models)
    return EngineParts(
        models=models,
        server=chat_server(settings),
        budget=(budget or daily_spending(settings)) if uses_models else None,
        store=KeptTranslations(Home(settings.home).translations) if uses_models else None,
        out_of_scope=settings.translate_out_of_scope,
    )
