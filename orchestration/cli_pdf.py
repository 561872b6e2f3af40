"""``desk edition pdf``: an edition, or a subscriber's briefing of it, as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import country
from orchestration.speaking import FAILED, USAGE, say, speaking_plainly, stop


def make_pdf(
    country_code: Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")],
    day: Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="YYYY-MM-DD")],
    version: Annotated[int | None, typer.Option("--version", min=1, help="the newest by default")] = None,
    who: Annotated[str | None, typer.Option("--subscriber", help="of this subscriber's briefing")] = None,
    preset: Annotated[str | None, typer.Option("--preset", help="of a role's briefing")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter")] = "a4",
    target: Annotated[
        Path | None, typer.Option("--out", help="file; of a whole edition beside its edition.json by default")
    ] = None,
) -> None:
    """Set an edition as a PDF: contents, bookmarks, all scripts, plots of counts over the editions before it."""
    with speaking_plainly():
        from briefing.composition.tailoring import tailor
        from briefing.delivery.press import PdfNotMadeError, Press
        from briefing.storage.atomic import write_bytes
        from briefing.storage.editions import load
        from orchestration.cli_profile import chosen_profile

        settings = load_settings()
        home, code = Home(settings.home), country(country_code).code
        if paper not in ("a4", "letter"):
            stop(USAGE, f"--paper {paper!r}: a4 or letter")
        edition = load(home, code, day.date(), version)
        briefing = tailor(edition, chosen_profile(preset, None, who, None)) if who or preset else None
        if target is None and (briefing is not None or paper != "a4"):
            stop(USAGE, "a briefing, or another paper, needs --out FILE")
        try:
            content = Press(settings, edition).pdf(briefing, paper)
        except PdfNotMadeError as error:
            stop(FAILED, str(error))
        path = target or home.edition_file(code, day.date(), edition.version, "edition.pdf")
        write_bytes(path.resolve(), content)
        say(f"{path}: {len(content):,} bytes")
