"""``.env.example`` names every setting with its true default, so that it can be trusted as the reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.settings import CHECKOUT, Settings

EXAMPLE = CHECKOUT / ".env.example"
# Shown with an example, or with nothing.
WITHOUT_DEFAULT = {
    "alert_email", "alert_webhook", "crawl_browser_path", "crawl_proxy", "database", "fonts", "llm_cost_per_day",
    "llm_key", "llm_tokens_per_day", "llm_url", "models", "models_mirror", "opt_out", "secret", "smtp_journal",
    "smtp_url",
}  # fmt: skip


def stated() -> dict[str, str]:
    lines = re.findall(r"^# DESK_([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    return {name.lower(): value for name, value in lines}


def test_every_setting_is_named_and_nothing_else() -> None:
    assert set(stated()) == set(Settings.model_fields)


def test_nothing_is_set_by_a_plain_copy() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - WITHOUT_DEFAULT))
def test_the_default_is_the_true_one(name: str) -> None:
    default = Settings.model_fields[name].default
    value = getattr(Settings.model_validate({name: stated()[name]}), name)
    assert (CHECKOUT / value if isinstance(default, Path) else value) == default


@pytest.mark.parametrize("name", sorted(WITHOUT_DEFAULT))
def test_a_setting_without_default_has_none(name: str) -> None:
    assert Settings.model_fields[name].default is None
