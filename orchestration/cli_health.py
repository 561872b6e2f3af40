"""``desk sources health`` and ``desk sources alert``: how the sources are, and telling people of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, get_args

import typer

from briefing.records.source_day import HealthState, SourceDay
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import COUNTRIES, country
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop

DayOption = Annotated[
    datetime | None,
    typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="monitoring day; the newest judged by default"),
]


def show_health(
    country_code: Annotated[
        str | None, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in; all by default")
    ] = None,
    day: DayOption = None,
    state: Annotated[str | None, typer.Option(help="only these, comma-separated: late,dead …")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout")] = False,
) -> None:
    """How each source is: state, since when, and the evidence; the worst first. Reads what runs have stored."""
    with speaking_plainly():
        home = Home(load_settings().home)
        codes = list(COUNTRIES) if country_code is None else [country(country_code).code]
        wanted = _states(state)
        from orchestration.assets.source_days import worst_first

        rows = worst_first(_rows(home, codes, day.date() if day else None))
        shown = [row for row in rows if not wanted or row.state in wanted]
        if as_json:
            out([row.model_dump(mode="json") for row in shown])
            return
        for row in shown:
            print(_line(row))
        counts = Counter(row.state for row in rows)
        say(", ".join(f"{count} {name}" for name, count in counts.most_common()))


def _states(text: str | None) -> frozenset[str]:
    wanted = frozenset(part.strip() for part in (text or "").split(",") if part.strip())
    unknown = sorted(wanted - set(get_args(HealthState)))
    if unknown:
        stop(USAGE, f"--state {unknown[0]!r}: a state is one of {', '.join(get_args(HealthState))}")
    return wanted


def _rows(home: Home, codes: Sequence[str], day: date | None) -> list[SourceDay]:
    """The rows of a day, or of each country's newest. Ends with a message where nothing is stored."""
    rows: list[SourceDay] = []
    for code in codes:
        found = day or newest_day(home, code)
        path = home.table("source_days", code, found) if found else None
        if path is not None and path.exists():
            rows += read_records(path, SourceDay)
    if not rows:
        about = f"{', '.join(codes)}" + (f" on {day}" if day else "")
        stop(FAILED, f"the sources of {about} have not been judged yet: desk run judges them")
    return rows


def newest_day(home: Home, code: str) -> date | None:
    """The newest day on which the sources of a country were judged."""
    folders = (home.root / "lake" / "source_days").glob(f"date=*/country={code}/part.parquet")
    days = [path.parent.parent.name.removeprefix("date=") for path in folders]
    return max(map(date.fromisoformat, days), default=None)


def _line(row: SourceDay) -> str:
    """One source on one line; what its evidence quotes cannot move the cursor."""
    words = "".join(c if c.isprintable() else " " for c in row.evidence)
    return f"{row.state:<9} {row.state_since}  {row.country}  {row.source_id:<32} {words}"


def send_alerts(
    country_code: Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")],
    day: Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="YYYY-MM-DD")],
) -> None:
    """Tell people what they do not know yet of a day's sources, by the ways that are set up."""
    with speaking_plainly():
        from briefing.delivery.alerts import channels_of, deliver

        settings = load_settings()
        home = Home(settings.home)
        rows = read_records(home.table("source_days", country(country_code).code, day.date()), SourceDay)
        channels = channels_of(settings)
        done = deliver(rows, channels, home, datetime.now(UTC))
        for alert in done.alerts:
            say(alert.text)
        if not channels:
            say("no way to send is set up: DESK_ALERT_EMAIL with DESK_SMTP_URL, or DESK_ALERT_WEBHOOK")
        out(
            {
                "alerts": len(done.alerts),
                "channels": [channel.name for channel in channels],
                "sent": done.sent,
                "failures": list(done.failures),
            }
        )
        if done.failures:
            raise typer.Exit(FAILED)
