"""``desk send``: editions to their readers, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.records.receipt import Receipt
from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES, country
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from briefing.delivery.sending import Sent
    from briefing.records.edition import Edition

send_app = typer.Typer(invoke_without_command=True, help="Send editions to their readers, each once.")
unclear_app = typer.Typer(no_args_is_help=True, help="Mails of which nothing tells whether they were taken.")
send_app.add_typer(unclear_app, name="unclear")
_DAYS_BACK = 5


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

        settings = load_settings()
        codes = [country(country_code).code] if country_code else list(COUNTRIES)
        at = _instant(now) if now else datetime.now(UTC)
        if day is not None and country_code is None:
            stop(USAGE, "--date needs --country")
        engine = open_database(settings)
        results: dict[str, Any] = {}
        if not dry_run:
            from briefing.delivery.trial import lapse

            results["lapsed"] = [s.subscriber_id for s in lapse(engine, settings, at)]
        for edition in _editions(settings, codes, day.date() if day else None, at):
            name = f"{edition.country}/{edition.edition_date}/v{edition.version}"
            results[name] = _send(engine, settings, edition, at, on_request=day is not None, dry_run=dry_run)
        out(results)
        if any(
            isinstance(r, dict) and (r.get("paused") or r.get("failed") or r.get("refused"))
            for r in results.values()
        ):
            raise typer.Exit(FAILED)


def _send(
    engine: Engine, settings: Settings, edition: Edition, at: datetime, *, on_request: bool, dry_run: bool
) -> dict[str, Any]:
    from briefing.delivery.sending import Sender, SendingPausedError

    sender = Sender(engine, settings)
    if dry_run:
        planned = sender.planned(edition, at, on_request=on_request)
        return {
            kind: [m.subscriber.subscriber_id for m in planned if m.receipt.kind == kind]
            for kind in ("edition", "correction")
        }
    try:
        return _told(sender.send(edition, at, on_request=on_request))
    except SendingPausedError as error:
        say(f"desk: sending is paused: {error}")
        return {"paused": str(error)}


def _told(sent: Sent) -> dict[str, Any]:
    return {
        "sent": len(sent.sent),
        "corrected": len(sent.corrected),
        "failed": sent.failed,
        "postponed": sent.postponed,
        "unclear": sent.unclear,
        "refused": sent.refused,
    }


def _editions(settings: Settings, codes: list[str], day: date | None, now: datetime) -> list[Edition]:
    """Of each country and date the newest version that may go out."""
    from briefing.storage.approvals import is_approved
    from briefing.storage.editions import load, versions

    home = Home(settings.home)
    days = [day] if day else [now.date() - timedelta(days=back) for back in range(_DAYS_BACK, -2, -1)]
    found = []
    for code in codes:
        for when in days:
            have = versions(home, code, when)
            approved = [n for n in have if is_approved(home, settings, code, when, n, now)]
            if have and not approved:
                say(f"{code}/{when}: no version is approved")
            elif approved:
                found.append(load(home, code, when, approved[-1]))
            elif day is not None:
                stop(USAGE, f"no edition {code}/{when} on the shelf")
    return found


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
