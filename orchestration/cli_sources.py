"""``desk sources``: what is in the catalogue."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from briefing.records.source import Access, Source
from briefing.settings import load_settings
from briefing.taxonomy.countries import COUNTRIES, country
from briefing.taxonomy.kinds import KIND_BY_ID, KINDS
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

sources_app = typer.Typer(no_args_is_help=True, help="The source catalogue.")


@sources_app.command("list")
def list_sources(
    country_code: Annotated[
        str | None, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="news_media, government …")] = None,
    access: Annotated[str | None, typer.Option(help="rss, listing, json_api, sitemap …")] = None,
    state: Annotated[str | None, typer.Option(help="enabled or disabled")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout")] = False,
) -> None:
    """The sources of the catalogue, disabled ones too."""
    with speaking_plainly():
        from scrapers.catalogue import load_catalogue

        if country_code is not None:
            country(country_code)
        if kind is not None and kind not in KIND_BY_ID:
            stop(USAGE, f"--kind {kind!r}: it is one of {', '.join(KIND_BY_ID)}")
        if access is not None and access not in get_args(Access):
            stop(USAGE, f"--access {access!r}: it is one of {', '.join(get_args(Access))}")
        if state not in (None, "enabled", "disabled"):
            stop(USAGE, f"--state {state!r}: it is enabled or disabled; for health see `desk sources health`")
        found = [
            source
            for source in load_catalogue(load_settings().sources).values()
            if (country_code is None or country_code in source.countries)
            and kind in (None, source.kind)
            and access in (None, source.way_in)
            and (state is None or source.enabled == (state == "enabled"))
        ]
        if as_json:
            out([describe(source) for source in found])
            return
        for source in found:
            told = "" if source.enabled else f"  disabled: {source.disabled_reason}"
            languages = ",".join(source.languages)
            print(f"{source.id:<32} {source.kind:<24} {source.way_in:<12} {languages:<8} {source.name}{told}")


def describe(source: Source) -> dict[str, Any]:
    """A source for a program. ``country`` is the one it feeds, or where its publisher is, if it feeds several."""
    backfill = source.backfill
    return {
        "id": source.id,
        "name": source.name,
        "country": country_of(source),
        "countries": list(source.countries),
        "kind": source.kind,
        "languages": list(source.languages),
        "access": source.way_in,
        "urls": addresses_of(source),
        "homepage": source.homepage,
        "timezone": source.timezone,
        "cadence": source.cadence,
        "healthy_day": source.healthy_day.model_dump(),
        "enabled": source.enabled,
        "disabled_reason": source.disabled_reason,
        "backfill": None
        if backfill is None
        else {"route": backfill.route, "since": backfill.since, "until_days_ago": backfill.until_days_ago},
        "confidence": source.confidence,
        "status": source.status,
        "survey_ids": list(source.survey_ids),
        "terms": source.terms,
    }


def country_of(source: Source) -> str:
    """ISO code, lower case."""
    return source.countries[0] if len(source.countries) == 1 else source.id.partition("_")[0]


def addresses_of(source: Source) -> list[str]:
    """Where the source is entered, then addresses of its backfill, then what else is known; each once."""
    seeds = [*source.seeds().values(), *source.backfill_seeds().values()]
    prefetched = [seed.prefetch.url for seed in seeds if seed.prefetch is not None]
    return list(dict.fromkeys([*(seed.url for seed in seeds), *prefetched, *source.other_addresses]))


@sources_app.command("count")
def count_sources(
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout")] = False,
) -> None:
    """How many sources there are by country and kind, enabled of all; a Markdown table."""
    with speaking_plainly():
        from scrapers.catalogue import load_catalogue

        sources = list(load_catalogue(load_settings().sources).values())
        counts = counts_by_kind(sources)
        if as_json:
            out({kind: {code: list(pair) for code, pair in row.items()} for kind, row in counts.items()})
            return
        print("\n".join(count_table(counts, sources)))


def counts_by_kind(sources: Sequence[Source]) -> dict[str, dict[str, tuple[int, int]]]:
    """Kind to country to (enabled, all). A source that feeds several countries is counted in each."""
    every: Counter[tuple[str, str]] = Counter((s.kind, code) for s in sources for code in s.countries)
    enabled: Counter[tuple[str, str]] = Counter(
        (s.kind, code) for s in sources if s.enabled for code in s.countries
    )
    return {
        kind.id: {code: (enabled[kind.id, code], every[kind.id, code]) for code in COUNTRIES}
        for kind in KINDS
    }


def count_table(counts: dict[str, dict[str, tuple[int, int]]], sources: Sequence[Source]) -> list[str]:
    """The lines of a Markdown table, a row for each kind."""
    head = f"| kind | {' | '.join(COUNTRIES)} |"
    rows = [
        f"| {KIND_BY_ID[kind].table_label} | " + " | ".join(_pair(pair) for pair in row.values()) + " |"
        for kind, row in counts.items()
    ]
    sums = [
        _pair((sum(row[code][0] for row in counts.values()), sum(row[code][1] for row in counts.values())))
        for code in COUNTRIES
    ]
    enabled = sum(source.enabled for source in sources)
    distinct = (
        f"{enabled} of {len(sources)} sources enabled; one that feeds several countries is counted in each."
    )
    return [head, "|---" * (len(COUNTRIES) + 1) + "|", *rows, f"| all | {' | '.join(sums)} |", "", distinct]


@sources_app.command("new")
def add_source(
    address: Annotated[str, typer.Argument(metavar="URL", help="a publisher's page, list, feed or sitemap")],
    country_code: Annotated[
        str, typer.Option("--country", "-c", help="whose edition it feeds; told from domain and language")
    ] = "",
    kind: Annotated[str, typer.Option(help="news_media, government …; guessed where it is not given")] = "",
    name: Annotated[str, typer.Option(help="the publisher as readers know it")] = "",
    given_id: Annotated[str, typer.Option("--id", metavar="CC/NAME", help="path of the file")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print the YAML and write nothing")] = False,
    tests: Annotated[
        Path | None, typer.Option(help="folder of the test; tests/sources of the checkout by default")
    ] = None,
) -> None:
    """Probe an address politely, and write a source's file, a saved page and a test that fails until you looked."""
    with speaking_plainly():
        from orchestration import source_new
        from orchestration.trial_crawl import TrialError
        from scrapers.extraction.addresses import is_web_address
        from scrapers.probing.proposal import NoCountryError, Wishes

        settings = load_settings()
        if country_code:
            country(country_code)
        if kind and kind not in KIND_BY_ID:
            stop(USAGE, f"--kind {kind!r}: it is one of {', '.join(KIND_BY_ID)}")
        if given_id and not source_new.is_id(given_id):
            stop(USAGE, f"--id {given_id!r}: it is a country and a name, such as kr/mofa")
        address = address if "://" in address else f"https://{address}"
        if not is_web_address(address):
            stop(USAGE, f"{address!r} is no web address")
        say(f"desk: looking at {address}, {settings.crawl_delay_seconds:g} s between requests to a host …")
        try:
            answers = source_new.probe(address, settings)
            found = source_new.find_source(answers, Wishes(country_code, kind, name), given_id)
            source = source_new.validate(found)
            files = source_new.name_files(found, settings, tests)
            source_new.refuse_repetition(found, files, settings)
        except TrialError as error:
            stop(FAILED, str(error))
        except source_new.NothingFoundError as error:
            stop(FAILED, str(error))
        except (NoCountryError, source_new.AlreadyThereError) as error:
            stop(USAGE, str(error))
        say("\n".join(source_new.explain(found)))
        if dry_run:
            print(found.proposal.text, end="")
            return
        files, trouble = source_new.write_files(found, source, files, settings)
        if trouble:
            say(f"desk: {trouble}")
        for path in (files.source, files.answer, files.test):
            print(f"wrote {path}")
        print("next:")
        for command in source_new.next_commands(found, files, settings):
            print(f"  {command}")


@sources_app.command("check")
def check_sources(
    name: Annotated[str, typer.Argument(metavar="ID", help="a source's id, or the path of its YAML file")],
    pages: Annotated[int, typer.Option(min=0, max=20, help="articles to look at")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout")] = False,
    keep: Annotated[Path | None, typer.Option(help="keep the crawl's home in this folder")] = None,
) -> None:
    """Visit one source politely and show what would be found, field by field. Nothing of ours is changed."""
    with speaking_plainly():
        from orchestration.source_check_text import check_lines
        from orchestration.trial_crawl import TrialError, check_source

        settings = load_settings()
        source, file = _find_source(name, settings.sources)
        say(f"desk: asking {source.name}, {settings.crawl_delay_seconds:g} s between requests to a host …")
        try:
            check = check_source(source, file, settings, pages=pages, keep=keep)
        except TrialError as error:
            stop(FAILED, f"{source.id}: {error}")
        if as_json:
            out(check.model_dump(mode="json"))
        else:
            print("\n".join(check_lines(check)))
        if not check.verdict.is_usable:
            raise typer.Exit(FAILED)


def _find_source(name: str, folder: Path) -> tuple[Source, Path]:
    """The source of an id or a file, and its file. Raises CatalogueError for a file with faults."""
    from scrapers.catalogue import load_catalogue, load_source

    given = Path(name)
    if given.suffix in (".yml", ".yaml"):
        if not given.is_file():
            stop(USAGE, f"{name}: no such file")
        return load_source(given.resolve(), given.resolve().parent.parent), given.resolve()
    code, _, stem = name.partition("_")
    paths = [folder / code / f"{stem}{ending}" for ending in (".yml", ".yaml")]
    path = next((path for path in paths if re.fullmatch(r"[a-z0-9_]+", name) and path.is_file()), None)
    if path is None:
        close = difflib.get_close_matches(name, load_catalogue(folder), n=3)
        stop(USAGE, f"no source {name!r}" + (f"; did you mean {', '.join(close)}?" if close else ""))
    return load_source(path, folder), path  # its own file alone, whatever is wrong with the others


def _pair(pair: tuple[int, int]) -> str:
    enabled, every = pair
    return str(every) if enabled == every else f"{enabled} of {every}"
