"""``desk check-english``: is English text of an item borne out by its source? For edits by hand above all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop


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
        from briefing.enrichment.grounding import SourceText, check
        from briefing.enrichment.grounding.source_text import HEADLINE, Span
        from briefing.records.article import Article
        from briefing.records.item_version import ItemVersion
        from briefing.settings import load_settings
        from briefing.storage.home import Home
        from briefing.storage.tables import read_records
        from briefing.taxonomy.countries import country

        country(country_code)
        home, date = Home(load_settings().home), day.date().isoformat()
        versions = [
            version
            for version in read_records(home.table("item_versions", country_code, date), ItemVersion)
            if version.item_id == item_id
        ]
        if not versions:
            stop(USAGE, f"no item {item_id!r} on {date} in {country_code}")
        item = max(versions, key=lambda version: version.version)
        article = next(
            (
                article
                for article in read_records(home.table("articles", country_code, date), Article)
                if (article.item_id, article.version) == (item.item_id, item.version)
            ),
            None,
        )
        if article is None:
            stop(
                FAILED, f"item {item_id!r} version {item.version} has no article on {date} in {country_code}"
            )
        try:
            lines = summary.read_text(encoding="utf-8").splitlines() if summary is not None else None
        except (OSError, UnicodeDecodeError) as error:
            stop(USAGE, f"{summary}: {error}")
        if headline is None and lines is None:
            headline = item.headline_en if item.headline_basis == "translated" else None
            lines = (
                [said.text_en or "" for said in item.summary] if item.summary_basis == "translated" else []
            )
        source = SourceText(article.title, article.paragraphs, item.language, item.entities, item.figures)
        spans = [(Span(said.paragraph, said.start, said.end),) for said in item.summary]
        findings = list(check(headline, source, sentence=HEADLINE)) if headline is not None else []
        for number, line in enumerate(lines or ()):
            if line.strip():
                grounds = spans[number] if number < len(spans) else ()
                findings += check(line.strip(), source, sentence=number, grounds=grounds)
        if as_json:
            out([finding.model_dump() for finding in findings])
        else:
            for finding in findings:
                where = "headline" if finding.sentence == HEADLINE else f"sentence {finding.sentence + 1}"
                print(f"{where}: {finding.kind}: {finding.detail}")
        if findings:
            raise typer.Exit(FAILED)
        say("nothing found")
