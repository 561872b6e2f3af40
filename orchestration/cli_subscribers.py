"""``desk subscribers``: who gets briefings. Personal data can be exported and erased."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from briefing.records.profile import Profile
from briefing.records.subscriber import Subscriber
from briefing.settings import load_settings
from briefing.storage.home import Home
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from sqlalchemy import Engine

subscribers_app = typer.Typer(no_args_is_help=True, help="Who gets briefings; their data exported or erased.")
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]
WhoArgument = Annotated[str, typer.Argument(metavar="WHO", help="e-mail address or subscriber id")]


@subscribers_app.command("add")
def add_subscriber(
    email: Annotated[str, typer.Argument(help="e-mail address")],
    name: Annotated[str, typer.Option(help="full name")],
    countries: Annotated[str, typer.Option(help="kr,jp,… or all")] = "all",
    preset: Annotated[str | None, typer.Option(help="role: see `desk profile presets`")] = None,
    timezone: Annotated[str, typer.Option(help="IANA zone of the reader's clock")] = "UTC",
    at: Annotated[str, typer.Option(help="delivery time on that clock, HH:MM")] = "07:00",
    mail_format: Annotated[str, typer.Option("--format", help="html, text or pdf")] = "html",
    profile: Annotated[
        Path | None, typer.Option(help="a profile as YAML or JSON instead of the above")
    ] = None,
) -> None:
    """Add a subscriber whose consent you hold; mail goes to them from the next edition on."""
    with speaking_plainly():
        from briefing.storage import subscribers

        engine = _engine()
        now = datetime.now(UTC)
        if subscribers.is_never_again(engine, email):
            stop(
                USAGE,
                "this address was erased at its owner's request; only its owner can come back, by the trial form",
            )
        try:
            chosen = (
                _profile_file(profile) if profile else _profile(countries, preset, timezone, at, mail_format)
            )
            subscriber = Subscriber(
                subscriber_id=subscribers.new_id(),
                name=name,
                email=email,
                state="active",
                profile=chosen,
                created_at=now,
                confirmed_at=now,
            )
            subscribers.add(engine, subscriber)
        except ValidationError as error:
            stop(USAGE, _reasons(error))
        except ValueError as error:
            stop(USAGE, str(error))
        out({"subscriber_id": subscriber.subscriber_id})


@subscribers_app.command("import")
def import_csv(
    file: Annotated[
        Path, typer.Argument(help="CSV with a head: email,name,countries,preset,timezone,at,format")
    ],
) -> None:
    """Add many. A row that cannot be taken is named with its reason, and the others are added."""
    with speaking_plainly():
        from briefing.storage import subscribers

        engine, now = _engine(), datetime.now(UTC)
        added, refused = 0, 0
        for number, row in _rows(file):
            email = (row.get("email") or "").strip()
            try:
                if subscribers.is_never_again(engine, email):
                    raise ValueError("the address was erased at its owner's request")
                profile = _profile(
                    row.get("countries") or "all",
                    row.get("preset") or None,
                    row.get("timezone") or "UTC",
                    row.get("at") or "07:00",
                    row.get("format") or "html",
                )
                subscribers.add(
                    engine,
                    Subscriber(
                        subscriber_id=subscribers.new_id(),
                        name=row.get("name") or "",
                        email=email,
                        state="active",
                        profile=profile,
                        created_at=now,
                        confirmed_at=now,
                    ),
                )
                added += 1
            except ValidationError as error:
                refused += 1
                say(f"desk: {file}: line {number}: {_reasons(error)}")
            except ValueError as error:
                refused += 1
                say(f"desk: {file}: line {number}: {error}")
        out({"added": added, "refused": refused})
        if refused:
            raise typer.Exit(FAILED)


@subscribers_app.command("list")
def list_subscribers(
    state: Annotated[
        str | None, typer.Option(help="pending, active, unsubscribed, suppressed or lapsed")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout")] = False,
    as_json: JsonOption = False,
) -> None:
    """All subscribers, or those of one state."""
    with speaking_plainly():
        from briefing.storage.subscribers import list_all

        found = list(list_all(_engine(), state))
        if as_json:
            out([subscriber.model_dump(mode="json") for subscriber in found])
        elif as_csv:
            writer = csv.writer(sys.stdout)
            writer.writerow(_FIELDS)
            for subscriber in found:
                writer.writerow([inert(cell) for cell in _cells(subscriber)])
        else:
            for subscriber in found:
                print("  ".join(_cells(subscriber)))
            say(f"{len(found)} subscribers")


@subscribers_app.command("show")
def show_subscriber(who: WhoArgument) -> None:
    """One subscriber with profile and receipts."""
    with speaking_plainly():
        engine = _engine()
        from briefing.storage.subscribers import export

        out(export(engine, _found(engine, who)[0].subscriber_id))


@subscribers_app.command("set")
def set_subscriber(
    who: WhoArgument,
    profile: Annotated[Path | None, typer.Option(help="a profile as YAML or JSON")] = None,
    state: Annotated[str | None, typer.Option(help="active or unsubscribed")] = None,
) -> None:
    """Change a subscriber's profile or state."""
    with speaking_plainly():
        from briefing.storage.subscribers import save

        engine = _engine()
        subscriber, revision = _found(engine, who)
        update: dict[str, Any] = {}
        if profile is not None:
            update["profile"] = _profile_file(profile)
        if state is not None:
            if state not in ("active", "unsubscribed"):
                stop(USAGE, f"{state!r}: a person sets active or unsubscribed; the others come about")
            update |= {"state": state, "state_detail": ""}
        if not update:
            stop(USAGE, "nothing to change: give --profile or --state")
        save(engine, subscriber.model_copy(update=update), revision)
        say(f"{subscriber.subscriber_id} is changed")


@subscribers_app.command("lapse")
def lapse_trials() -> None:
    """End the trials that are over; `desk send` does so too."""
    with speaking_plainly():
        from briefing.delivery.trial import lapse

        ended = lapse(_engine(), load_settings(), datetime.now(UTC))
        out([subscriber.subscriber_id for subscriber in ended])


@subscribers_app.command("export")
def export_person(who: WhoArgument) -> None:
    """All that is kept of a person, as JSON: record, receipts, briefings and mail in the outbox."""
    with speaking_plainly():
        from briefing.delivery.personal_data import export_all

        engine = _engine()
        out(export_all(engine, Home(load_settings().home), _found(engine, who)[0].subscriber_id))


@subscribers_app.command("erase")
def erase_person(
    who: WhoArgument, yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False
) -> None:
    """Erase a person for good: record, receipts, briefings and mail in the outbox. A digest of the address stays, so
    that an imported list does not bring them back."""
    with speaking_plainly():
        from briefing.delivery.personal_data import erase_all

        engine = _engine()
        subscriber, _ = _found(engine, who)
        if not yes and not typer.confirm(f"erase {subscriber.email} for good?"):
            stop(USAGE, "nothing was erased")
        gone = erase_all(engine, Home(load_settings().home), subscriber.subscriber_id)
        say(f"erased, with {gone} files")


_FIELDS = (
    "subscriber_id",
    "state",
    "email",
    "name",
    "countries",
    "preset",
    "format",
    "delivery",
    "trial_until",
)


def inert(cell: str) -> str:
    """A cell that a spreadsheet takes for text: what begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _cells(subscriber: Subscriber) -> list[str]:
    profile = subscriber.profile
    return [
        subscriber.subscriber_id,
        subscriber.state,
        subscriber.email,
        subscriber.name,
        " ".join(profile.countries) or "all",
        profile.preset or "",
        profile.format,
        f"{profile.delivery_time:%H:%M} {profile.timezone}",
        str(subscriber.trial_until or ""),
    ]


def _engine() -> Engine:
    from briefing.storage.database import open_database

    return open_database(load_settings())


def _found(engine: Engine, who: str) -> tuple[Subscriber, int]:
    from briefing.storage.subscribers import by_email, get

    found = by_email(engine, who) if "@" in who else get(engine, who)
    if found is None:
        stop(USAGE, f"no subscriber {who!r}")
    return found


def _profile(countries: str, preset: str | None, timezone: str, at: str, mail_format: str) -> Profile:
    """Raises ValueError naming the field."""
    from briefing.taxonomy.countries import country
    from briefing.taxonomy.presets import profile_of_preset

    try:
        delivery = time.fromisoformat(at)
    except ValueError as error:
        raise ValueError(f"at: {at!r} is no time such as 07:00") from error
    codes = (
        ()
        if countries == "all"
        else tuple(country(c.strip()).code for c in countries.split(",") if c.strip())
    )
    chosen = {"countries": codes, "timezone": timezone, "delivery_time": delivery, "format": mail_format}
    return profile_of_preset(preset, **chosen) if preset else Profile.model_validate(chosen)


def _profile_file(path: Path) -> Profile:
    from briefing.taxonomy.profile_files import ProfileError, read_profile

    try:
        return read_profile(path)
    except ProfileError as error:
        stop(USAGE, str(error))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if "email" not in (reader.fieldnames or ()):
                stop(USAGE, f"{file}: its first line has no column email")
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        stop(USAGE, f"{file}: {error}")


def _reasons(error: ValidationError) -> str:
    plain = {"email": "no e-mail address", "name": "one printable line of up to 80 characters is wanted"}
    fields = [(".".join(map(str, one["loc"])), str(one["msg"])) for one in error.errors()]
    return "; ".join(f"{field}: {plain.get(field, words)}" for field, words in fields)
