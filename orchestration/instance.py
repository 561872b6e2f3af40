"""This desk's Dagster instance: its storage lies in the home folder, and its settings beside it."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home

# telemetry and the sign-up pop-up are off: nothing of a desk leaves its machine, nothing covers its page.
INSTANCE_YAML = b"""\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 180
  max_runtime_seconds: 7200
run_retries:
  enabled: true
  max_retries: 1
"""


def prepare_instance(home: Home) -> Path:
    """Make the instance's folder and settings file, and point this process and its children at it."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        write_bytes(settings, INSTANCE_YAML)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["DESK_HOME"] = str(home.root)
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    return home.dagster


def open_instance(home: Home) -> dg.DagsterInstance:
    """The persistent instance, the same that ``dagster dev`` shows."""
    prepare_instance(home)
    return dg.DagsterInstance.get()
