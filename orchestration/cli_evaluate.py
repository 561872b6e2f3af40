"""``desk evaluate``: how good the language steps are, on a folder of labelled collections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from briefing.settings import CHECKOUT, Settings, load_settings
from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home
from orchestration.speaking import FAILED, USAGE, out, say, stop


def evaluate_steps(
    corpora: Annotated[
        Path | None, typer.Option(help="folder of labelled collections; beside the checkout by default")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on stdout")] = False,
    page: Annotated[Path | None, typer.Option(help="write the page to this file")] = None,
    only: Annotated[str | None, typer.Option(help="sections, comma-separated; all by default")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="exit code 1 when a figure is below its floor")
    ] = False,
) -> None:
    """Measure language id, duplicates, stories, categories, numbers and the check on labelled collections.

    A collection that the folder does not hold is skipped by name. A page to read is written into the home folder.
    """
    from briefing.evaluation.collections import CollectionError
    from briefing.evaluation.page import render_page
    from briefing.evaluation.report import evaluate, fallen

    settings = load_settings()
    folder = (corpora or CHECKOUT.parent / "shared" / "corpora").expanduser()
    chosen = _chosen(settings, only)
    try:
        report = evaluate(folder, chosen, lambda name: say(f"measuring {name} …"))
    except (FileNotFoundError, CollectionError) as error:
        stop(USAGE, str(error))
    worse = fallen(report)
    target = page or Home(settings.home).root / "evaluation" / "index.html"
    write_bytes(target, render_page(report, worse, folder.name).encode())
    if as_json:
        out(report)
    else:
        _print(report)
    say(f"page: {target}")
    for figure in worse:
        say(f"below its floor: {figure.words()}")
    if worse and check:
        raise typer.Exit(FAILED)


def _chosen(settings: Settings, only: str | None) -> list[Any]:
    from orchestration.evaluating import sections

    every = sections(settings)
    if only is None:
        return every
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    known = {section.name: section for section in every}
    if unknown := sorted(set(wanted) - set(known)):
        stop(USAGE, f"--only {unknown[0]!r}: a section is one of {', '.join(known)}")
    return [known[name] for name in wanted]


def _print(report: dict[str, Any]) -> None:
    from briefing.evaluation.report import figures_of

    width = max((len(path) for path, _ in figures_of(report)), default=0)
    for path, value in figures_of(report):
        print(f"{path.ljust(width)}  {value:g}")
    for name, why in report["skipped"].items():
        print(f"{name}: skipped, {why}")
