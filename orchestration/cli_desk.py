"""``desk acts``, ``desk approve``, ``desk hold``, ``desk accounts``: the analyst desk without the web."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from pydantic import ValidationError

from briefing.records.desk_act import ActKind
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import country
from orchestration.speaking import REFUSED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from sqlalchemy import Engine

acts_app = typer.Typer(no_args_is_help=True, help="What analysts did to an edition.")
accounts_app = typer.Typer(no_args_is_help=True, help="Accounts of analysts, for the desk on the web.")
CountryOption = Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")]
DateOption = Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="edition date")]
ByOption = Annotated[str, typer.Option("--by", help="who does it")]
WhyOption = Annotated[str, typer.Option("--why", help="one line")]
NameArgument = Annotated[str, typer.Argument(help="log-in name")]


@acts_app.command("list")
def list_acts(
    country_code: CountryOption,
    day: DateOption,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout")] = False,
) -> None:
    """All acts on an edition, in their order."""
    with speaking_plainly():
        from briefing.storage.acts import read_acts

        acts = read_acts(Home(load_settings().home).acts(country(country_code).code, day.date()))
        if as_json:
            out([act.model_dump(mode="json") for act in acts])
            return
        for act in acts:
            what = f"{act.kind} {act.target}" + (f" = {act.value!r}" if act.value else "")
            why = f"  ({act.why})" if act.why else ""
            print(f"{act.revision:>4}  {act.at:%Y-%m-%d %H:%M}  {act.by:<16} {what}{why}")
        say(f"{len(acts)} acts")


@acts_app.command("add")
def add_one(
    country_code: CountryOption,
    day: DateOption,
    item_id: Annotated[str, typer.Option("--item", help="item id")],
    kind: Annotated[
        str, typer.Option(help="category, headline, summary, spike, unspike, promote, demote, merge or split")
    ],
    by: ByOption,
    value: Annotated[str, typer.Option(help="category id, headline, sentences one a line, or story id")] = "",
    why: WhyOption = "",
) -> None:
    """Change an item as at the desk on the web: checked against its source, and printed by the next recomposition."""
    with speaking_plainly():
        from briefing.enrichment.category import axes_of
        from briefing.enrichment.grounding.edits import blocks, check_edit
        from briefing.storage.candidates import read_desk
        from briefing.taxonomy.categories import TaxonomyError

        home, code = Home(load_settings().home), country(country_code).code
        candidate = read_desk(home, code, day.date()).candidates.get(item_id)
        if candidate is None:
            stop(USAGE, f"the edition {code}/{day.date()} has no candidate {item_id!r}")
        if kind == "category":
            try:
                axes_of(value)
            except TaxonomyError:
                stop(USAGE, f"{value!r} is no category: it is an id of the taxonomy or out_of_scope")
        if kind in ("headline", "summary") and candidate.item is not None:
            sentences = value.split("\n") if kind == "summary" else []
            found = list(
                check_edit(
                    candidate.item, candidate.article, value if kind == "headline" else None, sentences
                )
            )
            for finding in found:
                say(f"desk: {finding.kind}: {finding.written}: {finding.detail}")
            if blocks(found, why):
                stop(REFUSED, "the source does not bear this out; nothing was saved")
        _add(home, code, day, kind, item_id, value, by, why, candidate.revision)
        say(f"next: desk run --country {code} --date {day.date()} --from recompose")


def approve(country_code: CountryOption, day: DateOption, by: ByOption, why: WhyOption = "") -> None:
    """Let the newest version of an edition be sent."""
    _decide("approve", country_code, day, by, why)


def hold(country_code: CountryOption, day: DateOption, by: ByOption, why: WhyOption = "") -> None:
    """Keep an edition from being sent until it is approved."""
    _decide("hold", country_code, day, by, why)


@accounts_app.command("add")
def add(name: NameArgument, role: Annotated[str, typer.Option(help="analyst or admin")] = "analyst") -> None:
    """Add an account. The password is asked for, or read from standard input where that is no terminal."""
    with speaking_plainly():
        from briefing.storage.accounts import AccountError, add_account

        if role not in ("analyst", "admin"):
            stop(USAGE, f"--role {role!r}: analyst or admin")
        try:
            add_account(
                _engine(), name, "admin" if role == "admin" else "analyst", _password(), datetime.now(UTC)
            )
        except AccountError as error:
            stop(USAGE, str(error))
        say(f"{name} may sign in at {load_settings().web_url}/login")


@accounts_app.command("list")
def list_all() -> None:
    """All accounts."""
    with speaking_plainly():
        from briefing.storage.accounts import list_accounts

        for account in list_accounts(_engine()):
            print(f"{account.name:<24} {account.role:<8} since {account.created_at}")


@accounts_app.command("passwd")
def passwd(name: NameArgument) -> None:
    """Set another password; all sessions of the account end."""
    _change(name, "set_password", f"{name} has another password; all sessions are ended", _password())


@accounts_app.command("end-sessions")
def end_all(name: NameArgument) -> None:
    """End all sessions of an account."""
    _change(name, "end_sessions", f"all sessions of {name} are ended")


@accounts_app.command("remove")
def remove(name: NameArgument) -> None:
    """Remove an account and end its sessions. What it did stays on record."""
    _change(name, "remove_account", f"{name} is removed")


def _change(name: str, how: str, words: str, *arguments: str) -> None:
    with speaking_plainly():
        from briefing.storage import accounts

        try:
            getattr(accounts, how)(_engine(), name, *arguments)
        except accounts.AccountError as error:
            stop(USAGE, str(error))
        say(words)


def _decide(kind: str, country_code: str, day: datetime, by: str, why: str) -> None:
    with speaking_plainly():
        from briefing.storage.acts import newest_on, read_acts
        from briefing.storage.approvals import EDITION
        from briefing.storage.editions import versions

        home, code = Home(load_settings().home), country(country_code).code
        have = versions(home, code, day.date())
        if not have:
            stop(USAGE, f"no edition {code}/{day.date()} on the shelf")
        newest = newest_on(read_acts(home.acts(code, day.date())), EDITION)
        _add(home, code, day, kind, EDITION, str(have[-1]), by, why, newest.revision if newest else 0)


def _add(
    home: Home, code: str, day: datetime, kind: str, target: str, value: str, by: str, why: str, based_on: int
) -> None:
    from briefing.storage.acts import ActError, add_act

    if kind not in get_args(ActKind):
        stop(USAGE, f"{kind!r} is none of {', '.join(get_args(ActKind))}")
    try:
        act = add_act(
            home.acts(code, day.date()),
            country=code,
            edition_date=day.date(),
            kind=kind,
            target=target,
            value=value,
            by=by,
            at=datetime.now(UTC),
            why=why,
            based_on=based_on,
        )
    except ValidationError as error:
        stop(USAGE, "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    except ActError as error:
        stop(USAGE, str(error))
    say(f"act {act.revision}: {act.kind} {act.target} by {act.by}")


def _engine() -> Engine:
    from briefing.storage.database import open_database

    return open_database(load_settings())


def _password() -> str:
    """Never an argument: those are seen by everybody on the machine."""
    if sys.stdin.isatty():
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
