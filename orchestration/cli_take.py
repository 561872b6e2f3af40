"""``desk take``: deep dives on a topic: the dossier gathered, the draft checked, the Take approved."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import ValidationError

from briefing.records.article import Article
from briefing.records.item_version import ItemVersion
from briefing.records.record import Record
from briefing.rendering.hostile_text import show_controls
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import country
from orchestration.speaking import FAILED, REFUSED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from briefing.composition.draft import Draft, Fault
    from briefing.enrichment.grounding import SourceText
    from briefing.records.dossier import Dossier

R = TypeVar("R", bound=Record)

take_app = typer.Typer(no_args_is_help=True, help="Takes: gather a dossier, check a draft, approve it.")
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="as `desk take list` prints it")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]


@take_app.command("new")
def new_take(
    topic: Annotated[str, typer.Argument(help="what it is about; looked for as it is written")],
    country_code: Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")],
    term: Annotated[
        list[str] | None,
        typer.Option(
            "--term",
            help="another way to write the topic, in any language; repeatable. The glossary's words for it in the "
            "country's languages and the spellings of names are looked for anyway",
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="first day searched, in place of --weeks"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="last day searched; the newest stored"),
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="how many weeks back from there")] = 6,
    name: Annotated[
        str | None, typer.Option("--id", help="id of the Take; made of the topic by default")
    ] = None,
) -> None:
    """Search the stored days and write a folder: the dossier (items, timeline, names, volume) and a draft with
    keys."""
    with speaking_plainly():
        from briefing.composition.dossier import (
            gather_dossier,
            other_forms,
            slug,
            to_draft,
            to_markdown,
            to_svg,
        )
        from briefing.storage.takes import TakeError, begin
        from scrapers.catalogue import load_catalogue, sources_for

        settings = load_settings()
        home, code = Home(settings.home), country(country_code).code
        last_day = until.date() if until else None
        days = _days(home, code, since.date() if since else None, last_day, weeks)
        if not days:
            stop(USAGE, f"no day of {code} is stored in that time; run or replay some first")
        forms = tuple(dict.fromkeys([*(term or []), *other_forms(topic, code)]))
        names = {source.id: source.name for source in sources_for(load_catalogue(settings.sources), code)}
        try:
            dossier = gather_dossier(
                name or slug(topic), topic, forms, code, days, _pairs(home, code, days), names
            )
            if not dossier.items:
                sought = ", ".join(dossier.terms)
                stop(
                    FAILED, f"no item of {days[0]} to {days[-1]} speaks of {sought}; give others with --term"
                )
            last = days[-1]
            texts = {
                "dossier.md": to_markdown(dossier),
                "volume.svg": to_svg(dossier),
                "draft.md": to_draft(dossier, last, last + timedelta(days=7)),
            }
            folder = begin(home, dossier, texts)
        except ValidationError as error:
            stop(USAGE, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
        except TakeError as error:
            stop(USAGE, str(error))
        say(f"looked for {', '.join(dossier.terms)}")
        say(f"{len(dossier.items)} items of {len(days)} days: {folder / 'dossier.md'}")
        say(f"write in {folder / 'draft.md'}, then: desk take check {dossier.take_id}")
        out({"take": dossier.take_id, "items": len(dossier.items), "folder": str(folder)})


@take_app.command("check")
def check_take(take_id: IdArgument, as_json: JsonOption = False) -> None:
    """Resolve every reference, and name each claim that has none or that its references do not bear out.

    Ends with 3 where something is found: the gate refuses the Take.
    """
    with speaking_plainly():
        home = Home(load_settings().home)
        draft, faults, *_ = _checked(home, take_id)
        if as_json:
            out([{"line": fault.line, "fault": fault.words} for fault in faults])
        else:
            for fault in faults:
                words = show_controls(fault.words)
                print(f"line {fault.line}: {words}" if fault.line else words)
        if faults:
            say(f"{len(faults)} faults; the Take is refused")
            raise typer.Exit(REFUSED)
        cited = {key for block in draft.blocks for run in block.runs for key in run.keys}
        say(f"{take_id}: {len(draft.blocks)} blocks, {len(cited)} references, all resolve; nothing found")


@take_app.command("approve")
def approve_take(
    take_id: IdArgument, by: Annotated[str, typer.Option("--by", help="who approves it; not its author")]
) -> None:
    """Let a Take into the editions of its dates. The check has to pass, and the approval is void once the draft
    changes."""
    with speaking_plainly():
        from briefing.composition.draft import MOST_OF_NAME, invisible
        from briefing.composition.takes import write_take
        from briefing.records.approved_take import ApprovedTake
        from briefing.storage.takes import digest_of, read_file, store_approved

        home = Home(load_settings().home)
        name = " ".join(by.split())
        if not name or len(name) > MOST_OF_NAME or invisible(name):
            stop(USAGE, f"--by {by!r}: the name of who approves it, at most {MOST_OF_NAME} characters")
        draft, faults, dossier, text = _checked(home, take_id)
        if faults or draft.head is None:
            stop(REFUSED, f"{len(faults)} faults; see: desk take check {take_id}")
        if _same(name, draft.head.author):
            stop(USAGE, f"{name} wrote it; somebody else approves it")
        written = write_take(draft, dossier, lambda file: read_file(home, take_id, file), name)
        approved = ApprovedTake(
            take=written.take,
            until=draft.head.until,
            draft_sha256=digest_of(text),  # of what was checked, even where it has been changed meanwhile
            approved_at=datetime.now(UTC),
        )
        store_approved(home, approved, dict(written.pictures))
        say(f"{take_id}: approved by {name}, printed from {draft.head.date} to {draft.head.until}; next:")
        say(f"  desk run --country {draft.head.country} --date {draft.head.date} --from recompose")


@take_app.command("list")
def list_takes(as_json: JsonOption = False) -> None:
    """All Takes: drafts, approved ones with their dates, and approvals that are void."""
    with speaking_plainly():
        from briefing.storage.takes import TakeError, ids, read_approved, read_dossier, void_reason

        home = Home(load_settings().home)
        rows = []
        for take_id in ids(home):
            topic = ""
            try:
                topic = read_dossier(home, take_id).topic
                approved = read_approved(home, take_id)
            except TakeError as error:
                rows.append({"take": take_id, "topic": topic, "state": str(error)})
                continue
            state = "draft"
            if approved is not None:
                reason = void_reason(home, approved)
                span = f"{approved.take.date} to {approved.until}"
                state = f"void: {reason}" if reason else f"approved by {approved.take.approved_by}, {span}"
            rows.append({"take": take_id, "topic": topic, "state": state})
        if as_json:
            out(rows)
            return
        for row in rows:
            print(show_controls(f"{row['take']:<30} {row['topic']}: {row['state']}"))


@take_app.command("show")
def show_take(take_id: IdArgument) -> None:
    """The approved Take as plain text."""
    with speaking_plainly():
        from briefing.rendering.text import take_text
        from briefing.storage.takes import TakeError, read_approved

        try:
            approved = read_approved(Home(load_settings().home), take_id)
        except TakeError as error:
            stop(USAGE, str(error))
        if approved is None:
            stop(USAGE, f"{take_id} is not approved")
        print("\n".join(map(show_controls, take_text(approved.take))))


def _same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are written: A. Kim is a kim."""
    plain = [
        "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
        for name in (one, other)
    ]
    return plain[0] == plain[1]


def _checked(home: Home, take_id: str) -> tuple[Draft, list[Fault], Dossier, str]:
    """The draft, all that is wrong with it, its dossier, and the text that was read."""
    from briefing.composition.citations import check_citations
    from briefing.composition.draft import Fault, read_draft
    from briefing.composition.takes import picture_faults
    from briefing.storage.takes import TakeError, read_dossier, read_draft_text, read_file

    try:
        dossier, text = read_dossier(home, take_id), read_draft_text(home, take_id)
    except TakeError as error:
        stop(USAGE, str(error))
    draft = read_draft(text)
    faults = list(draft.faults)
    if draft.head is not None and draft.head.country != dossier.country:
        faults.append(Fault(1, f"country: {draft.head.country}, but its dossier is of {dossier.country}"))
    cited = {key for block in draft.blocks for run in block.runs for key in run.keys}
    published = {item.key: item.published_on for item in dossier.items}
    faults += check_citations(draft, _sources(home, dossier, cited), published)
    faults += picture_faults(draft, lambda name: read_file(home, take_id, name))
    return draft, sorted(set(faults), key=lambda fault: (fault.line, fault.words)), dossier, text


def _sources(home: Home, dossier: Dossier, cited: set[str]) -> dict[str, SourceText | str]:
    """What each cited key leads to: the article, if its text and its stored bytes are those of the dossier."""
    from orchestration.take_references import StoredDays

    days = StoredDays(home, dossier.country)
    return {
        item.key: days.source(
            item.monitoring_date, item.item_id, item.item_version, item.capture_id, item.content_digest
        )
        if item.key in cited
        else "not cited"
        for item in dossier.items
    }


def _table(home: Home, name: str, code: str, day: date, record: type[R]) -> list[R]:
    path = home.table(name, code, day)
    return read_records(path, record) if path.exists() else []


def _days(home: Home, code: str, since: date | None, until: date | None, weeks: int) -> list[date]:
    """Stored days from ``since`` to ``until``; of the weeks before it, and up to the newest, where they are None."""
    root = home.root / "lake" / "item_versions"
    stored = sorted(
        day
        for path in (root.iterdir() if root.is_dir() else ())
        if (day := _as_date(path.name.removeprefix("date=")))
        and home.table("item_versions", code, day).exists()
    )
    last = until or (stored[-1] if stored else date.min)
    first = since or last - min(timedelta(weeks=weeks), last - date.min) + timedelta(days=1)
    return [day for day in stored if first <= day <= last]


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _pairs(home: Home, code: str, days: list[date]) -> Iterator[tuple[Article, ItemVersion]]:
    for day in days:
        versions = {(v.item_id, v.version): v for v in _table(home, "item_versions", code, day, ItemVersion)}
        for article in _table(home, "articles", code, day, Article):
            item = versions.get((article.item_id, article.version))
            if article.in_window and item is not None:
                yield article, item
