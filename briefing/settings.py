"""All configuration in one typed object, read from ``DESK_*`` environment variables."""

from __future__ import annotations

import json
from datetime import time
from decimal import Decimal
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every field has an embedded default: no service, no account and no key is needed to start."""

    model_config = SettingsConfigDict(env_prefix="DESK_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default=CHECKOUT / ".desk", description="folder that holds all state")
    sources: Path = Field(
        default=CHECKOUT / "scrapers" / "sources", description="folder of the source catalogue"
    )
    cutoff: time = Field(default=time(18, 0), description="end of a monitoring day on the country's clock")
    contact: str = Field(
        default="https://country-desk.example/crawler",
        description="address in the crawler's user agent where a webmaster reaches whoever runs this; set it",
    )
    crawl_proxy: str | None = Field(
        default=None, description="HTTP proxy for the crawler (egress, sample day)"
    )
    crawl_delay_seconds: float = Field(
        default=2.0, ge=0, description="least pause between two requests to a host"
    )
    crawl_timeout_seconds: float = Field(default=30.0, gt=0, description="for one whole response")
    crawl_max_bytes: int = Field(
        default=15 * 1024 * 1024,
        gt=0,
        le=64
        * 1024
        * 1024,  # what is stored is unpacked so far and no further (scrapers/archive/decoding.py)
        description="largest response taken, packed and unpacked; a replay keeps to it too",
    )
    crawl_allowed_networks: str = Field(
        default="", description="inward networks that may be crawled nevertheless, as 127.0.0.0/8, ::1/128"
    )
    crawl_budget_seconds: int = Field(
        default=1800, gt=0, description="a crawl of one country stops after this"
    )
    crawl_browser: bool = Field(
        default=False,
        description="read sources that are drawn by script, where the extra browser is installed",
    )
    crawl_browser_path: Path | None = Field(
        default=None, description="the Chromium to use; absent: the one that Playwright has installed"
    )
    opt_out: Path | None = Field(
        default=None, description="list of hosts that are never asked; absent: opt_out.txt in the home folder"
    )
    egress: str = Field(
        default="default",
        pattern=r"^[A-Za-z0-9_.-]{1,64}$",
        description="name of the way out to the network: what a server says is remembered for each",
    )
    alert_email: str | None = Field(
        default=None,
        pattern=r"^[^@\s,<>]+@[^@\s,<>]+(\s*,\s*[^@\s,<>]+@[^@\s,<>]+)*$",
        description="who gets alerts about sources, comma-separated; the first is the sender too",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="mail server for briefings and alerts, as smtp://user:password@host:587 or smtps://…",
    )
    smtp_journal: Path | None = Field(
        default=None,
        description="what the mail server notes of mail it took: a Maildir of copies, or a log with Message-IDs",
    )
    alert_webhook: SecretStr | None = Field(
        default=None, description="address that alerts about sources are posted to as JSON"
    )
    translation_engine: str = Field(
        default="structured",
        description="engines of translation in order: openai, bergamot, ctranslate2; structured is always last",
    )
    translate_out_of_scope: bool = Field(
        default=False, description="translate items that are in no category too, which no edition prints"
    )
    models: Path | None = Field(
        default=None, description="folder of translation models; absent: models in the home folder"
    )
    models_mirror: str | None = Field(
        default=None,
        description="where `desk models fetch` reads models.json, a folder's address or the file's",
    )
    llm_url: str | None = Field(
        default=None,
        description="OpenAI-compatible server, up to /chat/completions: http://127.0.0.1:8080/v1",
    )
    llm_model: str = Field(default="", description="model that the server is asked for")
    llm_key: SecretStr | None = Field(default=None, description="key that goes to that server alone")
    llm_price_in: Decimal = Field(
        default=Decimal(0), ge=0, le=10**6, description="price of a million tokens that are sent"
    )
    llm_price_out: Decimal = Field(
        default=Decimal(0), ge=0, le=10**6, description="price of a million tokens that come back"
    )
    llm_tokens_per_day: int | None = Field(default=None, ge=0, description="most tokens of a UTC day")
    llm_cost_per_day: Decimal | None = Field(
        default=None, ge=0, le=10**6, description="most cost of a UTC day, in the prices' currency"
    )
    llm_timeout_seconds: float = Field(default=60.0, gt=0, le=3600, description="for one request as a whole")
    llm_run_seconds: float = Field(
        default=1800.0,
        gt=0,
        description="for all requests of one country's day; what is left goes to the next engine",
    )
    llm_retries: int = Field(default=3, ge=0, le=20, description="further tries after no answer, 429 or 5xx")
    llm_concurrency: int = Field(default=4, ge=1, le=64, description="requests at the same time")
    llm_failures_in_a_row: int = Field(
        default=6, ge=1, description="after so many the server is given up for the rest of a run"
    )
    llm_reply_format: Literal["json_schema", "json_object", "text"] = Field(
        default="json_schema",
        description="how the server is told to answer in JSON; text: by the prompt alone",
    )
    llm_extra: str = Field(
        default="{}", description="JSON object: fields to add to each request; null takes one out"
    )
    secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="key of signed links and sessions; absent: one is made and kept in the home folder",
    )
    database: SecretStr | None = Field(
        default=None,
        description="subscribers, receipts, accounts: postgresql+psycopg://user:password@host/name; absent: SQLite",
    )
    mail_from: str = Field(
        default="briefing@country-desk.example",
        pattern=r"^[^@\s,<>]+@[^@\s,<>]+$",
        description="sender of briefings; replies and bounces go there",
    )
    mail_imprint: str = Field(
        default="",
        max_length=300,
        description="who sends the mail and their postal address, at its foot; many laws ask for it",
    )
    web_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^\s/]+$",
        description="address of the reading room, as links in mail name it",
    )
    web_access: Literal["open", "signed"] = Field(
        default="open",
        description="who may read editions on the web: open, all who reach it; signed, who came by a signed link of "
        "a mail or is logged in",
    )
    web_trusted_proxies: str = Field(
        default="",
        description="addresses of proxies in front of the web, comma-separated, whose word on the client is taken",
    )
    dagster_url: str = Field(
        default="http://127.0.0.1:3000",
        pattern=r"^(https?://[^\s]+[^\s/])?$",
        description="address of Dagster's pages, for the links of audits to runs; empty: no links",
    )
    approval: str = Field(
        default="none",
        pattern=r"^(none|required|auto@([01]\d|2[0-3]):[0-5]\d)$",
        description="before an edition is sent: none; required: by an analyst; auto@20:00: by an analyst, or by "
        "itself at that time of its date on the country's clock",
    )
    fonts: Path | None = Field(default=None, description="further folder of fonts for the PDF")

    @field_validator("smtp_url", "alert_webhook")
    @classmethod
    def _is_address(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        schemes = ("smtp", "smtps") if info.field_name == "smtp_url" else ("http", "https")
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts is not None and (parts.scheme not in schemes or not parts.hostname):
            # The value holds a password, so that the message does not repeat it.
            raise ValueError(f"is not an address that begins with {' or '.join(s + '://' for s in schemes)}")
        return value

    @field_validator("llm_extra")
    @classmethod
    def _is_object(cls, value: str) -> str:
        try:
            found = json.loads(value)
        except ValueError as error:
            raise ValueError("is not JSON") from error
        if not isinstance(found, dict):
            raise ValueError("is not a JSON object")
        return value

    @field_validator("crawl_allowed_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            ip_network(part)
        return value


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Settings of this process. ``home`` is made absolute, so that a step in another folder means the same."""
    settings = Settings()
    return settings.model_copy(
        update={
            "home": settings.home.expanduser().resolve(),
            "sources": settings.sources.expanduser().resolve(),
            "models": settings.models.expanduser().resolve() if settings.models else None,
            "opt_out": settings.opt_out.expanduser().resolve() if settings.opt_out else None,
        }
    )
