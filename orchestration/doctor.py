"""Is this installation sound? Each finding is empty when all is well, else what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from briefing.settings import Settings

_LEAST_FREE = 1_000_000_000  # bytes; a month of six countries' captures


def examine(settings: Settings) -> dict[str, str]:
    """Findings by name, in the order in which a run would meet them."""
    checks: dict[str, Callable[[Settings], str]] = {
        "home folder can be written": _home,
        "disk has room": _room,
        "source catalogue loads": _catalogue,
        "translation engines can work": _translation,
        "category engine can be made": _categories,
        "fonts of the PDF are there": _fonts,
        "database of people opens": _database,
        "mail can be addressed": _mail,
        "dbt manifest": _manifest,
        "Dagster definitions load": _definitions,
    }
    return {name: check(settings) for name, check in checks.items()}


def _home(settings: Settings) -> str:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return f"{settings.home}: {error.strerror}"
    return ""


def _room(settings: Settings) -> str:
    free = shutil.disk_usage(settings.home).free if settings.home.exists() else _LEAST_FREE
    return "" if free >= _LEAST_FREE else f"{free // 1_000_000} MB free in {settings.home}"


def _catalogue(settings: Settings) -> str:
    from scrapers.catalogue import CatalogueError, load_catalogue

    try:
        load_catalogue(settings.sources)
    except CatalogueError as error:
        return str(error)
    return ""


def _translation(settings: Settings) -> str:
    from orchestration.translation import what_lacks

    return what_lacks(settings)


def _categories(settings: Settings) -> str:
    """The model and the corrections can be read. No embedder is no fault: categories then go by cues alone."""
    from briefing.enrichment.category import ModelError
    from briefing.storage.corrections import CorrectionError
    from briefing.storage.home import Home
    from orchestration.categoriser import configured_categoriser

    try:
        configured_categoriser(Home(settings.home))
    except (ModelError, CorrectionError, OSError) as error:
        return str(error)
    return ""


def _fonts(settings: Settings) -> str:
    from briefing.rendering.fonts import load_fonts

    try:
        load_fonts(settings.fonts)
    except OSError as error:
        return str(error)
    return ""


def _database(settings: Settings) -> str:
    from sqlalchemy.exc import SQLAlchemyError

    from briefing.storage.database import open_database

    try:
        with open_database(settings).connect():
            return ""
    except (SQLAlchemyError, ImportError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def _mail(settings: Settings) -> str:
    """With a mail server, sender and links have to be one's own; the outbox does with the placeholders."""
    if settings.smtp_url is None:
        return ""
    fields = {"DESK_MAIL_FROM": "mail_from", "DESK_WEB_URL": "web_url"}
    unset = [
        name
        for name, field in fields.items()
        if getattr(settings, field) == Settings.model_fields[field].default
    ]
    return f"{' and '.join(unset)}: still the placeholder, though there is a mail server" if unset else ""


def _manifest(settings: Settings) -> str:
    from orchestration.dbt_project import prepared_manifest

    return "" if prepared_manifest().exists() else "dbt parse left no manifest"


def _definitions(settings: Settings) -> str:
    import dagster as dg

    from orchestration.definitions import defs

    try:
        dg.Definitions.validate_loadable(defs)
    except dg.DagsterError as error:
        return str(error)
    return ""
