"""``desk send``: editions to their readers, each once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.records.receipt import Receipt
from briefing.settings import Settings, load_settings
from briefing.storage.editions import versions
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES, country
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from briefing.records.edition import Edition

send_app = typer.Typer(invoke_without_command=True, help="Send editions to their readers, each once.")
unclear_app = typer.Typer(no_args_is_help=True, help="Mails of which nothing tells whether they were taken.")
send_app.add_typer(unclear_app, name="unclear")


@send_app.callback()
def send_due(
    context: typer.Context,
    country_code: Annotated[str | None, typer.Option("--country", "-c", help="only this one")] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", "-d", formats=["%Y-%m-%d"], help="this edition now, whatever the hour and its age"
        ),
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="judge what is due as of this instant, ISO 8601 with zone")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="tell what would be sent, and send nothing")
    ] = False,
) -> None:
    """Send what is due: the newest approved version of each edition, to each reader at the hour of their own clock.

    With --country and --date that edition is sent at once. Nobody gets a version twice, however often this is run.
    """
    if context.invoked_subcommand is not None:
        return
    with speaking_plainly():
        from briefing.storage.database import open_database
        from orchestration.sending import editions_to_send, send_editions, went_wrong

        settings = load_settings()
        codes = [country(country_code).code] if country_code else list(COUNTRIES)
        at = _instant(now) if now else datetime.now(UTC)
        if day is not None and country_code is None:
            stop(USAGE, "--date needs --country")
        engine = open_database(settings)
        editions = editions_to_send(settings, codes, day.date() if day else None, at, say)
        if day is not None and not versions(Home(settings.home), codes[0], day.date()):
            stop(USAGE, f"no edition {codes[0]}/{day.date()} on the shelf")
        if dry_run:
            out({_name(e): _planned(engine, settings, e, at, on_request=day is not None) for e in editions})
            return
        results = send_editions(engine, settings, editions, at, on_request=day is not None)
        for name, result in results.items():
            if isinstance(result, dict) and "paused" in result:
                say(f"desk: sending of {name} is paused: {result['paused']}")
        out(results)
        if went_wrong(results):
            raise typer.Exit(FAILED)


def _name(edition: Edition) -> str:
    return f"{edition.country}/{edition.edition_date}/v{edition.version}"


def _planned(
    engine: Engine, settings: Settings, edition: Edition, at: datetime, *, on_request: bool
) -> dict[str, list[str]]:
    """Who would get what, by id."""
    from briefing.delivery.sending import Sender

    planned = Sender(engine, settings).planned(edition, at, on_request=on_request)
    return {
        kind: [m.subscriber.subscriber_id for m in planned if m.receipt.kind == kind]
        for kind in ("edition", "correction")
    }


@send_app.command("bounces")
def read_bounces(
    path: Annotated[Path, typer.Argument(help="a returned message, or a folder of them (a Maildir)")],
) -> None:
    """Read returned mail and complaints: receipts become bounced, addresses that are gone get no more mail."""
    with speaking_plainly():
        from briefing.delivery.bounces import settle_bounces
        from briefing.storage.database import open_database

        if not path.exists():
            stop(USAGE, f"{path}: no such file")
        for settled in settle_bounces(open_database(load_settings()), path, datetime.now(UTC)):
            print(f"{settled.file}: {settled.what}")


@unclear_app.command("list")
def list_unclear() -> None:
    """Mails whose answer was lost and that no record of the server's tells of."""
    with speaking_plainly():
        for receipt in _unclear():
            print(
                f"{receipt.message_id}  {receipt.subscriber_id}  "
                f"{receipt.country}/{receipt.edition_date}/v{receipt.edition_version}"
            )


@unclear_app.command("settle")
def settle_unclear(
    message_id: Annotated[str, typer.Argument(help="as `list` prints it; or all")],
    arrived: Annotated[bool, typer.Option("--arrived/--send-again", help="what became of it")],
) -> None:
    """Decide: it has arrived, or it is to be sent again by the next `desk send`."""
    with speaking_plainly():
        from briefing.storage.database import open_database
        from briefing.storage.receipts import move

        engine = open_database(load_settings())
        chosen = [r for r in _unclear() if message_id in ("all", r.message_id)]
        if not chosen:
            stop(USAGE, f"no unclear mail {message_id!r}")
        for receipt in chosen:
            if arrived:
                move(
                    engine,
                    receipt,
                    "sent",
                    since=("unclear",),
                    answer="arrived, says a person",
                    sent_at=datetime.now(UTC),
                )
            else:
                move(engine, receipt, "claimed", since=("unclear",), answer="to be sent again, says a person")
        say(f"{len(chosen)} settled")


def _unclear() -> list[Receipt]:
    from briefing.storage.database import open_database
    from briefing.storage.receipts import in_state

    return in_state(open_database(load_settings()), "unclear")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        stop(USAGE, f"--now {text!r} is not an ISO 8601 instant such as 2026-03-10T06:00:00Z")
    if at.tzinfo is None:
        stop(USAGE, f"--now {text!r} names no zone; write 2026-03-10T06:00:00Z or +09:00")
    return at.astimezone(UTC)
