"""``desk check-english``: is English text of an item borne out by its source? For edits by hand above all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from briefing.records.article import Article
    from briefing.records.finding import Finding
    from briefing.records.item_version import ItemVersion


def check_english(
    country_code: Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")],
    day: Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="YYYY-MM-DD")],
    item_id: Annotated[str, typer.Option("--item", help="the item's id")],
    headline: Annotated[str | None, typer.Option(help="an English headline")] = None,
    summary: Annotated[
        Path | None,
        typer.Option(
            help="a file with one English sentence a line; line n renders sentence n of the summary"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="findings as JSON on stdout")] = False,
) -> None:
    """Compare figures, dates, names, negation and direction of English text with the item's source.

    Without `--headline` and `--summary` the English that is stored for the item is checked. A line of the summary
    beyond the stored sentences may rest on anything in the article; an empty line is passed over. Ends with 1 if
    anything was found. Nothing is changed.
    """
    with speaking_plainly():
        from briefing.enrichment.grounding.edits import check_edit

        item, article = _stored(country_code, day.date().isoformat(), item_id)
        if headline is None and summary is None:
            headline, lines = _stored_english(item)
        else:
            lines = _lines(summary) if summary is not None else []
        findings = list(check_edit(item, article, headline, lines))
        _tell(findings, as_json=as_json)
        if findings:
            raise typer.Exit(FAILED)
        say("nothing found")


def _stored(country_code: str, date: str, item_id: str) -> tuple[ItemVersion, Article]:
    """The newest version of the item on that day, with its article."""
    from briefing.records.article import Article
    from briefing.records.item_version import ItemVersion
    from briefing.settings import load_settings
    from briefing.storage.home import Home
    from briefing.storage.tables import read_records
    from briefing.taxonomy.countries import country

    country(country_code)
    home = Home(load_settings().home)
    items = read_records(home.table("item_versions", country_code, date), ItemVersion)
    item = max(
        (version for version in items if version.item_id == item_id),
        key=lambda version: version.version,
        default=None,
    )
    if item is None:
        stop(USAGE, f"no item {item_id!r} on {date} in {country_code}")
    articles = read_records(home.table("articles", country_code, date), Article)
    key = (item.item_id, item.version)
    article = next((article for article in articles if (article.item_id, article.version) == key), None)
    if article is None:
        stop(FAILED, f"item {item_id!r} version {item.version} has no article on {date} in {country_code}")
    return item, article


def _stored_english(item: ItemVersion) -> tuple[str | None, list[str]]:
    """What an engine translated of the item: the headline, and a line for each sentence."""
    headline = item.headline_en if item.headline_basis == "translated" else None
    is_translated = item.summary_basis == "translated"
    return headline, [said.text_en or "" for said in item.summary] if is_translated else []


def _lines(path: Path) -> list[str]:
    """Lines as an editor counts them: U+2028 and the like, which a sentence may hold, end none."""
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        stop(USAGE, f"{path}: {error}")


def _tell(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        out([finding.model_dump() for finding in findings])
        return
    for finding in findings:
        where = "headline" if finding.sentence < 0 else f"sentence {finding.sentence + 1}"
        print(f"{where}: {finding.kind}: {finding.detail}")
