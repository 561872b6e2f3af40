"""The ``desk`` command. JSON on stdout, messages on stderr, exit codes that mean something.

0 done · 1 a step failed · 2 the request or the configuration is wrong · 3 a gate refuses the edition ·
4 an archive is missing or cannot be read · 5 the disk is full.
"""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from briefing.records.monitoring_day import days_covered, edition_date_covering, is_edition_date
from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES, country
from orchestration.cli_category import category_app
from orchestration.cli_check import check_english
from orchestration.cli_desk import accounts_app, acts_app, approve, hold
from orchestration.cli_evaluate import evaluate_steps
from orchestration.cli_extract import extract
from orchestration.cli_health import send_alerts, show_health
from orchestration.cli_models import models_app
from orchestration.cli_pdf import make_pdf
from orchestration.cli_profile import profile_app
from orchestration.cli_send import send_app
from orchestration.cli_sources import sources_app
from orchestration.cli_subscribers import subscribers_app
from orchestration.cli_take import take_app
from orchestration.cli_web import serve_web
from orchestration.speaking import (
    ARCHIVE,
    FAILED,
    REFUSED,
    STORAGE,
    USAGE,
    out,
    say,
    speaking_plainly,
    stop,
)

REUSED_FOR = timedelta(
    hours=24
)  # as long as a robots.txt may be kept: what a source said of past days still holds
_EXIT_OF = {"refused": REFUSED, "archive": ARCHIVE, "storage": STORAGE, "failed": FAILED}

app = typer.Typer(
    name="desk",
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
editions = typer.Typer(no_args_is_help=True, help="Editions on the shelf.")
quarantine_app = typer.Typer(no_args_is_help=True, help="Rows that a gate refused.")
app.add_typer(editions, name="edition")
editions.command("pdf")(make_pdf)
app.add_typer(sources_app, name="sources")
app.add_typer(category_app, name="category")
app.add_typer(models_app, name="models")
app.add_typer(acts_app, name="acts")
app.add_typer(accounts_app, name="accounts")
app.command()(approve)
app.command()(hold)
app.add_typer(take_app, name="take")
app.add_typer(profile_app, name="profile")
app.add_typer(subscribers_app, name="subscribers")
app.add_typer(send_app, name="send")
sources_app.command("health")(show_health)
sources_app.command("alert")(send_alerts)
app.add_typer(quarantine_app, name="quarantine")
app.command()(extract)
app.command(name="check-english")(check_english)
app.command("evaluate")(evaluate_steps)
app.command("web")(serve_web)

CountryOption = Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")]
DateOption = Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="YYYY-MM-DD")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]
VersionOption = Annotated[int | None, typer.Option("--version", min=1, help="version; the newest by default")]
WarcOption = Annotated[list[Path], typer.Option("--warc", help="a WARC file; may be given several times")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="use only what was captured up to this instant, ISO 8601 with zone"),
]


def main() -> None:
    """Entry point."""
    app()


def _instant(text: str, option: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        stop(USAGE, f"{option} {text!r} is not an ISO 8601 instant such as 2026-03-10T06:00:00Z")
    if at.tzinfo is None:
        stop(USAGE, f"{option} {text!r} names no zone; write 2026-03-10T06:00:00Z or +09:00")
    return at


def _must_be_edition_date(day: date) -> tuple[date, ...]:
    try:
        return days_covered(day)
    except ValueError as error:
        stop(USAGE, str(error))


@app.command()
def replay(warc: WarcOption, country_code: CountryOption, day: DateOption, as_of: AsOfOption = None) -> None:
    """Make the edition of a date from WARC files, ours or anyone's: the whole chain, through Dagster."""
    with speaking_plainly():
        settings = load_settings()
        country(country_code)
        dates = _must_be_edition_date(day.date())
        instant = _instant(as_of, "--as-of") if as_of is not None else None
        from scrapers.archive.import_index import open_index
        from scrapers.archive.importing import import_archive
        from scrapers.catalogue import load_catalogue

        load_catalogue(settings.sources)
        home = Home(settings.home)
        archives = []
        for path in warc:
            imported = import_archive(home, path)
            with closing(open_index(imported)) as index:
                for fault in index.faults():
                    say(f"desk: {path} at byte {fault.offset}: {fault.reason}; the rest is read")
            archives.append(home.relative(imported))
        capture: dict[str, Any] = {"fetch": "never", "archives": archives}
        if instant is not None:
            capture["as_of"] = instant.isoformat()
        _run_days(home, country_code, dates, capture)


@app.command()
def run(
    country_code: CountryOption,
    day: DateOption,
    fetch: Annotated[
        str, typer.Option(help="auto: only for a day of which nothing is archived; always; never")
    ] = "auto",
    only: Annotated[
        str | None,
        typer.Option("--from", help="rerun from a later stage: recompose judges and composes again"),
    ] = None,
) -> None:
    """Run one country's day end to end. A Monday's edition runs the days since Thursday that are missing."""
    with speaking_plainly():
        settings = load_settings()
        country(country_code)
        home = Home(settings.home)
        wanted = day.date()
        if fetch not in ("auto", "always", "never"):
            stop(USAGE, f"--fetch {fetch!r}: it is auto, always or never")
        if only not in (None, "recompose"):
            stop(USAGE, f"--from {only!r}: the only later stage to start from is recompose")
        if only == "recompose":
            _run_days(home, country_code, (wanted,), None, job="recompose")
        else:
            _run_days(home, country_code, days_to_run(home, country_code, [wanted]), {"fetch": fetch})


@app.command()
def backfill(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first date")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="last date, included")],
    countries: Annotated[str, typer.Option(help="comma-separated, e.g. kr,vn; all by default")] = "all",
    warc: Annotated[
        list[Path] | None, typer.Option("--warc", help="WARC files to read the days from")
    ] = None,
    is_fetching: Annotated[
        bool,
        typer.Option("--fetch", help="ask the sources' routes into the past; without it nothing is asked"),
    ] = False,
    is_agreed: Annotated[bool, typer.Option("--yes", help="do not ask before the network is asked")] = False,
    is_plan_only: Annotated[bool, typer.Option("--plan-only", help="say what can be had, and stop")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="no tables; JSON goes to stdout in any case")
    ] = False,
) -> None:
    """Run every country and day of a range, one Dagster run each, oldest first.

    Says beforehand, by source, what can be had and what cannot, and afterwards what came. Days before the range that
    its first edition covers too are run where nothing is captured of them yet.
    """
    with speaking_plainly():
        settings = load_settings()
        home = Home(settings.home)
        codes = (
            list(COUNTRIES) if countries == "all" else [country(c.strip()).code for c in countries.split(",")]
        )
        if last < first:
            stop(USAGE, "--to lies before --from")
        from orchestration import cli_backfill as telling
        from scrapers.archive.importing import import_archive
        from scrapers.catalogue import load_catalogue, sources_for

        imports = [import_archive(home, path) for path in warc or ()]
        catalogue = load_catalogue(settings.sources)
        wanted = [first.date() + timedelta(days=n) for n in range((last - first).days + 1)]
        days = {code: days_to_run(home, code, wanted) for code in codes}
        begun = datetime.now(UTC)
        plans = telling.make_plans(settings, codes, days, imports, begun)
        if not as_json:
            telling.print_plan(plans, catalogue, is_fetching=is_fetching)
        todo = sorted((day, code) for code in codes for day in days[code])
        if is_plan_only:
            out(
                [
                    {
                        "country": code,
                        "date": str(day),
                        "plan": telling.plan_of_day(plans[code], day, is_fetching=is_fetching),
                    }
                    for day, code in todo
                ]
            )
            return
        if is_fetching and not is_agreed and sys.stdin.isatty() and not typer.confirm("Ask them?", err=True):
            stop(USAGE, "nothing was asked and nothing was run")
        capture: dict[str, Any] = {
            "fetch": "past" if is_fetching else "never" if imports else "auto",
            "archives": [home.relative(path) for path in imports],
        }
        if is_fetching:  # also what a backfill that was broken off was told
            capture["reuse_since"] = (begun - REUSED_FOR).isoformat()
            capture["budget_seconds"] = telling.budget_of(settings, plans, catalogue)
        from rich.console import Console
        from rich.progress import track

        outcomes, rows, accounts = [], [], {}
        for day, code in track(todo, description="backfill", console=Console(stderr=True)):
            outcome = _run_one(home, code, day, capture)
            outcomes.append(outcome)
            accounts[code, day] = telling.accounts_of(
                home, code, day, sources_for(catalogue, code), plans[code], is_fetching=is_fetching
            )
            rows.append(
                {
                    **_summary(home, outcome),
                    "plan": telling.plan_of_day(plans[code], day, is_fetching=is_fetching),
                    "came": {a.source_id: asdict(a) for a in accounts[code, day]},
                }
            )
        if not as_json:
            telling.print_accounts(accounts)
        out(rows)
        failed = [o for o in outcomes if not o.success]
        for outcome in failed:
            say(f"desk: {outcome.country} {outcome.date}: {outcome.failure}")
        if failed:
            raise typer.Exit(_EXIT_OF[failed[0].kind])


@app.command()
def crawl(
    country_code: CountryOption,
    day: Annotated[
        datetime | None,
        typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="monitoring day; today's by default"),
    ] = None,
    clock: Annotated[
        str | None, typer.Option(help="write this instant as the fetch time; for samples and tests")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="pass over feeds and sitemaps that brought nothing new lately")
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="only this one; may be given several times")
    ] = None,
) -> None:
    """Visit the sources of a country once and archive what they answer. Nothing is composed."""
    with speaking_plainly():
        settings = load_settings()
        place = country(country_code)
        from briefing.records.monitoring_day import day_of
        from scrapers.crawl import CrawlJob, run_crawl

        now = _instant(clock, "--clock") if clock else datetime.now().astimezone()
        wanted = day.date() if day else day_of(now, place.timezone, settings.cutoff)
        job = CrawlJob(
            country=country_code,
            date=wanted,
            fetch=True,
            read=False,
            due_only=due,
            only=tuple(source or ()),
            clock=now if clock else None,
        )
        out(run_crawl(job, settings).model_dump(mode="json"))


def days_to_run(home: Home, code: str, wanted: Sequence[date]) -> tuple[date, ...]:
    """The wanted days, and those that their editions cover as well and that have no verdict yet; oldest first."""
    from orchestration.checks import SUITES, verdicts_dataset

    covered = {day for date_ in wanted if is_edition_date(date_) for day in days_covered(date_)}
    missing = {
        day
        for day in covered
        if not all(
            home.table(name, code, day).exists()
            for name in ("source_days", *(verdicts_dataset(suite) for suite in SUITES))
        )
    }
    return tuple(sorted({*wanted, *missing}))


def _run_days(
    home: Home, code: str, dates: tuple[date, ...], capture: dict[str, Any] | None, job: str = "country_day"
) -> None:
    """Run each day, the edition's last; the edition is what is reported."""
    outcomes = []
    for number, day in enumerate(dates, start=1):
        say(f"{code} {day}: {job}" + (f", day {number} of {len(dates)}" if len(dates) > 1 else ""))
        outcome = _run_one(home, code, day, capture, job)
        if not outcome.success:
            say(f"desk: {code} {day}: {outcome.failure}")
        outcomes.append(outcome)
    last = outcomes[-1]
    out({**_summary(home, last), "run_ids": {str(o.date): o.run_id for o in outcomes}})
    if not last.success:
        raise typer.Exit(_EXIT_OF[last.kind])
    if not is_edition_date(last.date):
        say(
            f"no edition is dated {last.date:%A} {last.date}; that of {edition_date_covering(last.date)} has it"
        )
    if last.edition_version is not None:
        say(f"edition {code}/{last.date}/v{last.edition_version}: {_folder(home, last)}/edition.html")


def _run_one(
    home: Home, code: str, day: date, capture: dict[str, Any] | None, job: str = "country_day"
) -> Any:
    from orchestration.run import run_country_day

    return run_country_day(home, code, day, capture=capture, job=job)


def _folder(home: Home, outcome: Any) -> Path:
    return home.edition(outcome.country, outcome.date) / f"v{outcome.edition_version}"


def _summary(home: Home, outcome: Any) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "country": outcome.country,
        "date": str(outcome.date),
        "run_id": outcome.run_id,
        "success": outcome.success,
        "failure": outcome.failure or None,
        "edition": None,
        "seconds": outcome.steps,
    }
    if outcome.edition_version is not None:
        folder = _folder(home, outcome)
        summary["edition"] = {
            "version": outcome.edition_version,
            "json": str(folder / "edition.json"),
            "html": str(folder / "edition.html"),
        }
    return summary


@editions.command("show")
def show(
    country_code: CountryOption, day: DateOption, version: VersionOption = None, as_json: JsonOption = False
) -> None:
    """Print an edition: its headlines, or with --json the whole document."""
    with speaking_plainly():
        from briefing.storage.editions import folder_of, load

        home = Home(load_settings().home)
        country(country_code)
        _must_be_edition_date(day.date())
        if as_json:
            sys.stdout.buffer.write(
                (folder_of(home, country_code, day.date(), version) / "edition.json").read_bytes()
            )
            sys.stdout.flush()
            return
        _print_headlines(load(home, country_code, day.date(), version))


def _print_headlines(edition: Any) -> None:
    print(f"{edition.country_name} – {edition.edition_date} – version {edition.version}")
    for kind in edition.monitored:
        print(f"  {kind.label}: {kind.count}" + (f" ({kind.zero_detail})" if kind.zero_reason else ""))
    for group in (*edition.risk_media, *edition.ops_media):
        print(f"\n{group.name}")
        for line in group.lines:
            print(f"  {line.number:>3}  {line.headline_en}  [{line.source_name}]")
    government, others = edition.government_releases, edition.embassy_business_releases
    for title, lines in (
        ("Government Releases", (*government.national, *government.city_state)),
        (
            "Embassy and Business Association Releases",
            (*others.embassies, *others.advisories, *others.business),
        ),
    ):
        print(f"\n{title}")
        for line in lines:
            print(f"  {line.number:>3}  {line.headline_en}  [{line.source_name}]")
    for reason in edition.left_out:
        print(f"\nLeft out: {reason.count} – {reason.label}")


@editions.command("open")
def open_page(country_code: CountryOption, day: DateOption, version: VersionOption = None) -> None:
    """Open an edition's page in the browser, and print its address."""
    with speaking_plainly():
        from briefing.storage.editions import folder_of

        page = folder_of(Home(load_settings().home), country_code, day.date(), version) / "edition.html"
        print(page.as_uri())
        webbrowser.open(page.as_uri())


@editions.command("diff")
def diff(
    country_code: CountryOption,
    day: DateOption,
    old: Annotated[int, typer.Option("--old", min=1)],
    new: Annotated[int, typer.Option("--new", min=1)],
) -> None:
    """What changed between two versions: items that came, went, or read differently. JSON."""
    with speaking_plainly():
        from briefing.composition.difference import difference
        from briefing.storage.editions import load

        home = Home(load_settings().home)
        before, after = (load(home, country_code, day.date(), n) for n in (old, new))
        out(difference(before, after))


@app.command()
def trace(
    edition: Annotated[str | None, typer.Argument(help="kr/2026-03-10 or kr/2026-03-10/v1")] = None,
    number: Annotated[int | None, typer.Argument(metavar="LINE", help="line number")] = None,
    country_code: Annotated[str | None, typer.Option("--country", "-c")] = None,
    day: Annotated[datetime | None, typer.Option("--date", "-d", formats=["%Y-%m-%d"])] = None,
    line: Annotated[int | None, typer.Option("--line", "-l")] = None,
    version: VersionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow a line back to the bytes: line, item version, article, capture, WARC record, run."""
    with speaking_plainly():
        if edition is not None:
            code, when, version = _edition_name(edition, version)
        elif country_code is not None and day is not None:
            code, when = country_code, day.date()
        else:
            stop(USAGE, "name an edition and a line: desk trace kr/2026-03-10 12")
        wanted = number if number is not None else line
        if wanted is None:
            stop(USAGE, "which line? desk trace kr/2026-03-10 12")
        from orchestration.tracing import trace_line

        found = trace_line(Home(load_settings().home), code, when, wanted, version)
        if as_json:
            out(found.model_dump(mode="json"))
        else:
            _print_trace(found)
        if not found.digest_agrees:
            stop(ARCHIVE, f"{found.warc_file} at byte {found.warc_offset} no longer holds what was captured")


def _edition_name(name: str, version: int | None) -> tuple[str, date, int | None]:
    parts = name.strip("/").split("/")
    try:
        code, when = parts[0], date.fromisoformat(parts[1])
        number = int(parts[2].removeprefix("v")) if len(parts) > 2 else version
    except (IndexError, ValueError):
        stop(USAGE, f"{name!r} is not an edition; write kr/2026-03-10 or kr/2026-03-10/v1")
    return country(code).code, when, number


def _print_trace(found: Any) -> None:
    print(f"line {found.line} of {found.edition}: {found.headline_en}")
    if found.headline_original:
        print(f"  original        {found.headline_original}")
    print(f"  item            {found.item_id} version {found.item_version}, story {found.story_id}")
    print(f"  source          {found.source_id}")
    print(f"  article         {found.url}")
    if found.pdf_page is not None:
        print(
            f"  page            {found.pdf_page} of the PDF, where the paragraph of the first key sentence begins"
        )
    print(f"  entry           {found.entry_id}, feed capture {found.feed_capture_id}")
    print(
        f"  capture         {found.capture_id}, HTTP {found.status}, fetched {found.fetched_at.isoformat()}"
    )
    print(f"  WARC record     {found.warc_file} at byte {found.warc_offset}")
    print(f"  payload digest  {found.payload_digest}")
    agrees = "the same" if found.digest_agrees else "NOT THE SAME"
    print(f"  recomputed now  {found.recomputed_digest} ({agrees})")
    print(f"  selected by run {found.run_id}")
    for step in found.steps:
        print(
            f"  {step.step:<15} {step.engine} {step.version}"
            + (f", run {step.run_id}" if step.run_id else "")
        )
    for verdict in found.verdicts:
        if not verdict.passed:
            print(f"  gate            {verdict.suite}: {verdict.expectation}: {verdict.observed}")


@quarantine_app.command("list")
def list_quarantine(country_code: CountryOption, day: DateOption, as_json: JsonOption = False) -> None:
    """Rows of a country and monitoring day that a gate refused, with the reason."""
    with speaking_plainly():
        from orchestration.checks import SUITES, quarantined

        country(country_code)
        home = Home(load_settings().home)
        rows = [
            r for suite in (*SUITES, "edition") for r in quarantined(home, suite, country_code, day.date())
        ]
        if as_json:
            out([row.model_dump(mode="json") for row in rows])
            return
        for row in rows:
            state = "released" if row.is_released else "refused"
            print(f"{row.quarantine_id}  {state}  {row.suite}  {row.source_id}  {row.row_id}  {row.reason}")


@quarantine_app.command("release")
def release(
    quarantine_id: Annotated[str, typer.Argument(help="as `desk quarantine list` prints it")],
    who: Annotated[str, typer.Option("--by", help="who releases it")],
    why: Annotated[str, typer.Option("--reason", help="why it is good after all")],
) -> None:
    """Let a refused row through; it counts from the next `desk run --from recompose` on."""
    with speaking_plainly():
        from briefing.storage.atomic import write_bytes

        if not quarantine_id.isalnum():
            stop(USAGE, f"{quarantine_id!r} is no quarantine id")
        from orchestration.checks import find_quarantined

        home = Home(load_settings().home)
        row = find_quarantined(home, quarantine_id)
        if row is None:
            stop(USAGE, f"no refused row has the id {quarantine_id}; see `desk quarantine list`")
        note = {
            "quarantine_id": quarantine_id,
            "by": who,
            "reason": why,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "country": row.country,
            "date": row.date,
            "suite": row.suite,
            "row_id": row.row_id,
            "refused_because": row.reason,
        }
        write_bytes(home.release(quarantine_id), json.dumps(note, ensure_ascii=False).encode())
        when = edition_date_covering(date.fromisoformat(row.date))
        say(f"released {quarantine_id} ({row.reason}); it counts from the next recomposition on:")
        if row.date != str(when):
            say(f"  desk run --country {row.country} --date {row.date} --from recompose")
        say(f"  desk run --country {row.country} --date {when} --from recompose")


@app.command()
def sample(
    countries: Annotated[str, typer.Option(help="comma-separated; all six by default")] = "all",
) -> None:
    """Crawl the fictional sample day over HTTP on loopback and make its editions."""
    with speaking_plainly():
        from orchestration.sample import run_sample

        codes = (
            list(COUNTRIES) if countries == "all" else [country(c.strip()).code for c in countries.split(",")]
        )
        pages = run_sample(codes, say)
        out({code: str(page) for code, page in pages.items()})
        if len(pages) < len(codes):
            raise typer.Exit(FAILED)


@app.command()
def ui(port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 3000) -> None:
    """The Dagster UI over this desk's runs: asset graph, checks, partitions, metadata."""
    with speaking_plainly():
        import os

        from briefing.settings import CHECKOUT
        from orchestration.instance import prepare_instance

        prepare_instance(Home(load_settings().home))
        dagster = Path(sys.executable).parent / "dagster"
        os.chdir(CHECKOUT)
        os.execv(  # noqa: S606 - our own executable, our own arguments
            dagster, [str(dagster), "dev", "--host", "127.0.0.1", "--port", str(port)]
        )


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Is this installation sound? Prints the settings, secrets hidden, and checks what a run needs."""
    with speaking_plainly():
        from orchestration.doctor import examine

        settings: Settings = load_settings()
        findings = examine(settings)
        if as_json:
            out({"settings": settings.model_dump(mode="json"), "checks": findings})
        else:
            for name, value in settings.model_dump(mode="json").items():
                print(f"DESK_{name.upper():<24} {value}")
            for name, problem in findings.items():
                print(f"{'ok ' if not problem else 'BAD'} {name}" + (f": {problem}" if problem else ""))
        if any(findings.values()):
            raise typer.Exit(FAILED)


if __name__ == "__main__":
    main()
