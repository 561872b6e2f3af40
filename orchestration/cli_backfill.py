"""What ``desk backfill`` says beforehand and afterwards: a table for people, the same figures for programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.record import Record
from briefing.records.source import Source
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.tables import read_records
from briefing.taxonomy.countries import monitoring_day
from orchestration.speaking import say
from scrapers.archive.import_index import open_index
from scrapers.backfilling import (
    Held,
    SourceAccount,
    SourcePlan,
    account_of_day,
    days_in_words,
    plan_backfill,
    time_needed,
)
from scrapers.catalogue import load_catalogue
from scrapers.hosts import SourceHosts

T = TypeVar("T", bound=Record)
NOT_ASKED = "its route was not asked (--fetch)"
Plans = dict[str, tuple[SourcePlan, ...]]


def make_plans(
    settings: Settings,
    codes: Sequence[str],
    days: Mapping[str, Sequence[date]],
    imports: Sequence[Path],
    at: datetime,
) -> Plans:
    """A plan for each country: over its days, from its sources, its own archives and the imports. ``at`` is now."""
    catalogue = load_catalogue(settings.sources)
    home = Home(settings.home)
    plans: Plans = {}
    for code in codes:
        sources = [s for s in catalogue.values() if code in s.countries]
        plans[code] = plan_backfill(
            sources,
            [monitoring_day(code, day, settings.cutoff) for day in days[code]],
            at,
            delay_seconds=settings.crawl_delay_seconds,
            has_browser=settings.crawl_browser,
            held=_held(home, code, sources, days[code], imports),
        )
    return plans


def _held(
    home: Home, code: str, sources: Sequence[Source], days: Sequence[date], imports: Sequence[Path]
) -> dict[str, list[Held]]:
    """What archives have of each source: our own crawls by what was last read of them, imports by their hosts."""
    held: dict[str, list[Held]] = defaultdict(list)
    owners = SourceHosts([s for s in sources if s.enabled], all_kinds=True)
    for path in imports:
        spans: dict[str, Held] = {}
        with closing(open_index(path)) as index:
            for host, count, first, last in index.hosts():
                for owner in owners.all_of(host):
                    before = spans.get(owner)
                    spans[owner] = Held(
                        path.name,
                        count + (before.responses if before else 0),
                        min(first, before.first) if before else first,
                        max(last, before.last) if before else last,
                    )
        for owner, span in spans.items():
            held[owner].append(span)
    for owner, counted in _own(home, code, days).items():
        held[owner].append(Held("own", sum(counted.values()), min(counted), max(counted)))
    return held


def _own(home: Home, code: str, days: Sequence[date]) -> dict[str, Counter[date]]:
    """Responses of our own crawls by source and monitoring day, where the day was read before."""
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for day in days:
        table = home.table("captures", code, day)
        if not table.exists() or not any(home.crawls(code, day).glob("*.warc.gz")):
            continue
        for capture in read_records(table, Capture):
            if capture.status == 200:
                found[capture.source_id][day] += 1
    return found


def budget_of(settings: Settings, plans: Plans, sources: Mapping[str, Source]) -> int:
    """Seconds that one crawl of the backfill may take: the first, of the oldest day, turns all pages of all archives.

    Twice what is estimated, since hosts may be slower than our pause.
    """
    needed = max((time_needed(planned, sources) for planned in plans.values()), default=0)
    return max(settings.crawl_budget_seconds, 2 * needed)


def print_plan(plans: Plans, sources: Mapping[str, Source], *, is_fetching: bool) -> None:
    """The plan as a table on stderr, one for each country."""
    from rich.table import Table

    for code, planned in plans.items():
        table = Table(title=f"{code}: what can be had of the days asked for", title_justify="left")
        for name in ("source", "route", "days", "requests", "time", "in archives", "cannot"):
            table.add_column(name, overflow="fold")
        for plan in planned:
            archives = ", ".join(f"{h.archive}: {h.responses}" for h in plan.held)
            reasons = "; ".join(_reasons(plan)) + (f"; {plan.limit}" if plan.limit else "")
            table.add_row(
                plan.source_id, plan.route or "", days_in_words(plan.asked),
                f"about {plan.requests}" if plan.requests else "", _span(plan.seconds) if plan.requests else "",
                archives, reasons.removeprefix("; "),
            )  # fmt: skip
        _console().print(table)
        asked = [plan for plan in planned if plan.asked]
        say(
            f"{code}: {len(asked)} of {len(planned)} sources can be asked about the range, about "
            f"{sum(p.requests for p in asked)} requests, {_span(time_needed(asked, sources))} at the polite pace; "
            f"{sum(bool(p.held) for p in planned)} are in archives"
        )
    if not is_fetching:
        say("nothing is asked of the network; with --fetch the routes are")


def _reasons(plan: SourcePlan) -> list[str]:
    days_of: dict[str, list[date]] = defaultdict(list)
    for day, reason in plan.cannot.items():
        days_of[reason].append(day)
    if len(days_of) == 1 and not plan.asked:
        return list(days_of)
    return [f"{days_in_words(days)}: {reason}" for reason, days in days_of.items()]


def _span(seconds: int) -> str:
    return str(timedelta(seconds=seconds))


def _console() -> Any:
    import shutil

    from rich.console import Console

    # Where nobody looks at it a narrow table would only be broken into pieces.
    width = shutil.get_terminal_size((160, 24)).columns
    return Console(stderr=True, width=max(width, 100))


def plan_of_day(planned: Sequence[SourcePlan], day: date, *, is_fetching: bool) -> dict[str, Any]:
    """``plan`` of a row of the JSON: for one country and day, sources by what can be had of them.

    ``asked`` maps those whose route reaches the day to the route and to the requests of the whole range; ``held``
    those of which an archive has something to what; ``cannot`` all that cannot be asked to the reason. ``fetch`` says
    whether the routes are asked in this run.
    """
    return {
        "fetch": is_fetching,
        "asked": {
            p.source_id: {
                "route": p.route or "everyday",
                "lists": p.lists,
                "pages": p.pages,
                "limit": p.limit or None,
            }
            for p in planned
            if day in p.asked
        },
        "held": {p.source_id: [asdict(h) for h in p.held] for p in planned if p.held},
        "cannot": {p.source_id: p.cannot[day] for p in planned if day in p.cannot},
    }


def accounts_of(
    home: Home,
    code: str,
    day: date,
    sources: Sequence[Source],
    planned: Sequence[SourcePlan],
    *,
    is_fetching: bool,
) -> tuple[SourceAccount, ...]:
    """What came of a day, from the tables of its run; a table that the run did not reach counts as empty."""
    why = {p.source_id: p.cannot.get(day, NOT_ASKED if not is_fetching else "") for p in planned}
    return account_of_day(
        sources,
        _rows(home, "captures", Capture, code, day),
        _rows(home, "entries", Entry, code, day),
        _rows(home, "articles", Article, code, day),
        why=why,
    )


def _rows(home: Home, dataset: str, record: type[T], code: str, day: date) -> list[T]:
    table = home.table(dataset, code, day)
    return read_records(table, record) if table.exists() else []


def print_accounts(accounts: Mapping[tuple[str, date], Sequence[SourceAccount]]) -> None:
    """What came, by source over all days, as a table on stderr."""
    from rich.table import Table

    table = Table(title="what came", title_justify="left")
    for name in ("source", "lists", "entries", "pages", "in window", "misses", "of days with nothing"):
        table.add_column(name, overflow="fold")
    by_source: dict[str, list[tuple[date, SourceAccount]]] = defaultdict(list)
    for (_, day), found in accounts.items():
        for account in found:
            by_source[account.source_id].append((day, account))
    for source_id, of_days in sorted(by_source.items()):
        misses: Counter[str] = Counter()
        days_of: dict[str, list[date]] = defaultdict(list)
        for day, account in of_days:
            misses.update(account.misses)
            if account.words:
                days_of[account.words].append(day)
        sums = [
            sum(getattr(a, name) for _, a in of_days) for name in ("lists", "entries", "pages", "in_window")
        ]
        table.add_row(
            source_id, *map(str, sums), ", ".join(f"{name} {count}" for name, count in sorted(misses.items())),
            "; ".join(f"{words} ({len(days)} of {len(of_days)} days)" for words, days in days_of.items()),
        )  # fmt: skip
    _console().print(table)
