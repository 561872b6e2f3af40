"""What of past days can be had, source by source: said beforehand as a plan, and afterwards as an account.

Both are pure. A plan asks nothing of anybody: it is made from the catalogue, from the calendar, and from what
archives are known to hold. Its numbers of requests are estimates: of a paged archive nobody knows how many pages lie
between today and a day before they are turned, so the healthy day of the source tells how many items lie there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from briefing.records.article import Article
from briefing.records.capture import DOORS, Capture
from briefing.records.entry import Entry
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.seed import Api, Document, Listing, Seed, Sitemap
from briefing.records.source import Source
from scrapers.extraction.asking import first_askings
from scrapers.extraction.placeholders import dates_touched, fill_dates, is_dated, is_paged
from scrapers.pacing import host_of

CHILDREN_OF_AN_INDEX = 3  # sitemaps read of an index that is not told apart by date
NO_HISTORY = "keeps no history that could be asked for"


@dataclass(frozen=True)
class Held:
    """What an archive holds of a source: responses of its hosts, and when they were captured (UTC dates).

    ``archive`` is the name of a WARC file, or ``own`` for the crawls of this desk.
    """

    archive: str
    responses: int
    first: date
    last: date


CERTAIN_DEPTH = 3.0  # times the pages that are turned; nearer than that the estimate may be wrong


@dataclass(frozen=True)
class SourcePlan:
    """What can be had of a source over the days asked for.

    ``asked`` are the days that its ``route`` reaches; ``cannot`` maps every other day to the reason. ``lists`` and
    ``pages`` are requests over all of ``asked``, estimated; ``seconds`` how long they take at the polite pace.
    ``limit`` says in words what may cut them short. ``held`` is what archives have of it, whatever its route.
    """

    source_id: str
    name: str
    kind: str
    route: str | None
    asked: tuple[date, ...] = ()
    cannot: Mapping[date, str] = field(default_factory=dict)
    lists: int = 0
    pages: int = 0
    seconds: int = 0
    limit: str = ""
    held: tuple[Held, ...] = ()

    @property
    def requests(self) -> int:
        return self.lists + self.pages


def plan_backfill(
    sources: Iterable[Source],
    days: Sequence[MonitoringDay],
    at: datetime,
    *,
    delay_seconds: float,
    held: Mapping[str, Sequence[Held]] | None = None,
    has_browser: bool = False,
) -> tuple[SourcePlan, ...]:
    """The plan of a backfill of ``days``, thought of ``at`` an instant, by id of the source; disabled ones too.

    ``held`` maps an id to what archives hold of it; ``has_browser`` says whether pages made by script can be read.
    """
    return tuple(
        _planned(source, days, at, delay_seconds, tuple((held or {}).get(source.id, ())), has_browser)
        for source in sorted(sources, key=lambda s: s.id)
    )


def _planned(
    source: Source,
    days: Sequence[MonitoringDay],
    at: datetime,
    delay: float,
    held: tuple[Held, ...],
    has_browser: bool,
) -> SourcePlan:
    reasons = {day.date: why_not(source, day, at, has_browser) or _too_deep(source, day, at) for day in days}
    asked = [day for day in days if not reasons[day.date]]
    past = [day for day in asked if day.is_long_over(at)]
    current = len(asked) - len(past)
    lists, limit = _lists(source, past, at) if past else (0, "")
    lists += current * len(source.seeds())
    pages = math.ceil(_items_a_day(source) * len(asked)) if _has_pages(source, bool(past)) else 0
    route = source.backfill.route if source.backfill is not None else None
    pause = max(delay, source.delay_seconds or 0.0)
    return SourcePlan(
        source_id=source.id,
        name=source.name,
        kind=source.kind,
        route=route,
        asked=tuple(day.date for day in asked),
        cannot={day: reason for day, reason in reasons.items() if reason},
        lists=lists,
        pages=pages,
        seconds=math.ceil((lists + pages) * pause),
        limit=limit,
        held=held,
    )


def why_not(source: Source, day: MonitoringDay, at: datetime, has_browser: bool = False) -> str:
    """Why nothing can be asked of a source for a day; empty where it can."""
    if not source.enabled:
        return f"disabled: {source.disabled_reason}"
    if day.start_at > at:
        return "the day has not begun"
    if source.needs_browser and not has_browser:
        return "drawn by script, and no browser is set up (DESK_CRAWL_BROWSER)"
    if not day.is_long_over(at):
        return ""
    if source.backfill is None:
        return NO_HISTORY
    if source.backfill.since is not None and day.date < _first_of(source.backfill.since):
        return f"its history begins in {source.backfill.since}"
    reach = source.backfill.until_days_ago
    today = at.astimezone(UTC).date()
    if reach is not None and day.date < today - timedelta(days=reach):
        return f"its history reaches back {reach} days, to {today - timedelta(days=reach)}"
    return ""


def _too_deep(source: Source, day: MonitoringDay, at: datetime) -> str:
    """Why a day lies beyond the pages of an archive that are turned, where it clearly does; empty where it may not.

    How much a source publishes is an estimate: a day counts as lost only at several times the depth that is turned.
    """
    if source.backfill is None or not day.is_long_over(at):
        return ""
    seeds = source.backfill_seeds().values()
    if not seeds or any(
        is_dated_seed(seed) or isinstance(seed, Sitemap) or not turns_pages(seed) for seed in seeds
    ):
        return ""
    back = (at.astimezone(UTC).date() - day.date).days
    most = source.backfill.max_pages
    depths = [back * _items_a_day(source) / (most * seed.page_size) for seed in seeds]
    if min(depths) < CERTAIN_DEPTH:
        return ""
    reached = at.astimezone(UTC).date() - timedelta(days=int(back / min(depths)))
    return f"{most} pages of its archive are turned, which reach to about {reached}"


def _first_of(written: str) -> date:
    """The first day of ``2019``, ``2019-09`` or ``2019-09-01``."""
    return date.fromisoformat(f"{written}-01-01"[:10])


def _items_a_day(source: Source) -> float:
    """A usual day lies nearer to the least of a healthy one than to the most."""
    return (2 * source.healthy_day.min_items + source.healthy_day.max_items) / 3


def _has_pages(source: Source, is_past: bool) -> bool:
    """Whether items have pages of their own to fetch; an API that gives the full text does without."""
    if source.kind in ("podcast", "video"):
        return False
    seeds = (source.backfill_seeds() if is_past else source.seeds()).values()
    return any(not isinstance(s, Document) and not (isinstance(s, Api) and s.content) for s in seeds)


def _lists(source: Source, days: Sequence[MonitoringDay], at: datetime) -> tuple[int, str]:
    """Requests for the lists of all past days together, and what may cut them short."""
    assert source.backfill is not None
    total, limit = 0, ""
    for seed in source.backfill_seeds().values():
        if seed.prefetch is not None:
            total += len(days)  # a token is asked for afresh each day
        if is_dated_seed(seed):
            total += _dated_lists(source, seed, days)
        elif isinstance(seed, Sitemap):
            total += 1 + _children(source, seed, days)
        elif turns_pages(seed):
            pages, cut = _depth(source, seed, days, at)
            total += pages
            limit = limit or cut
        else:
            total += 1
    return total, limit


def is_dated_seed(seed: Seed) -> bool:
    """Whether another day is another request."""
    return any(map(is_dated, (seed.url, seed.body or "", *seed.form.values())))


def turns_pages(seed: Seed) -> bool:
    """Whether a list goes on on another page."""
    own = isinstance(seed, Listing | Api) and seed.next_page is not None
    return own or is_paged(seed.url, seed.body or "", *seed.form.values())


def _dated_lists(source: Source, seed: Seed, days: Sequence[MonitoringDay]) -> int:
    wanted = {
        asking.identity for day in days for asking in first_askings(seed, dates_touched(day, source.timezone))
    }
    if not turns_pages(seed):
        return len(wanted)
    # A question names both dates that a day touches.
    return len(wanted) * max(1, math.ceil(2 * _items_a_day(source) / seed.page_size))


def _children(source: Source, seed: Sitemap, days: Sequence[MonitoringDay]) -> int:
    if seed.child_pattern is None:
        return CHILDREN_OF_AN_INDEX if "index" in seed.url else 0
    if not is_dated(seed.child_pattern):
        return CHILDREN_OF_AN_INDEX
    return len(
        {
            filled
            for day in days
            for filled in fill_dates([seed.child_pattern], dates_touched(day, source.timezone))
        }
    )


def _depth(source: Source, seed: Seed, days: Sequence[MonitoringDay], at: datetime) -> tuple[int, str]:
    """Pages from the newest item to the oldest day, as far as they are turned; days share them."""
    assert source.backfill is not None
    back = (at.astimezone(UTC).date() - min(day.date for day in days)).days + 1
    needed = max(1, math.ceil(back * _items_a_day(source) / seed.page_size))
    most = source.backfill.max_pages
    if needed <= most:
        return needed, ""
    reached = int(most * seed.page_size / max(_items_a_day(source), 0.001))
    oldest = at.astimezone(UTC).date() - timedelta(days=reached)
    return most, f"at most {most} pages of its archive are turned, which reach to about {oldest}"


def time_needed(plans: Iterable[SourcePlan], sources: Mapping[str, Source]) -> int:
    """Seconds that all of it takes: hosts are asked side by side, each host one request after the other."""
    by_host: Counter[str] = Counter()
    for plan in plans:
        seeds = sources[plan.source_id].backfill_seeds() or sources[plan.source_id].seeds()
        first = next(iter(seeds.values()), None)
        if first is not None:
            by_host[host_of(first.url)] += plan.seconds
    return max(by_host.values(), default=0)


@dataclass(frozen=True)
class SourceAccount:
    """What came of a source on one day. ``entries`` and ``items`` are of any day, ``in_window`` items of this one.

    ``pages`` are article pages that hold a response, ``misses`` what did not come, by its fault; ``words`` says why
    there is nothing, where there is nothing.
    """

    source_id: str
    lists: int
    entries: int
    pages: int
    items: int
    in_window: int
    misses: Mapping[str, int]
    words: str = ""


def account_of_day(
    sources: Iterable[Source],
    captures: Sequence[Capture],
    entries: Sequence[Entry],
    articles: Sequence[Article],
    *,
    why: Mapping[str, str] | None = None,
) -> tuple[SourceAccount, ...]:
    """What came of each source, by id. ``why`` is what the plan said of those that could not be asked."""
    visits: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        visits[capture.source_id].append(capture)
    listed: Counter[str] = Counter()
    for entry in entries:
        listed[entry.source_id] += entry.position >= 0
    of_the_source: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.is_latest:
            of_the_source[article.source_id].append(article)
    return tuple(
        _account(s.id, visits[s.id], listed[s.id], of_the_source[s.id], (why or {}).get(s.id, ""))
        for s in sorted(sources, key=lambda s: s.id)
    )


def _account(
    source_id: str, captures: Sequence[Capture], entries: int, items: Sequence[Article], why: str
) -> SourceAccount:
    answered = [c for c in captures if c.status == 200]
    lists = [c for c in answered if c.role in DOORS and not c.detail]
    in_window = sum(item.in_window for item in items)
    misses = Counter(_fault(c) for c in captures if _fault(c))
    return SourceAccount(
        source_id=source_id,
        lists=len(lists),
        entries=entries,
        pages=sum(c.role == "page" for c in answered),
        items=len(items),
        in_window=in_window,
        misses=dict(sorted(misses.items())),
        words="" if in_window else _why_nothing(captures, lists, items, why),
    )


def _fault(capture: Capture) -> str:
    if capture.outcome != "fetched":
        return capture.fault or capture.outcome
    if capture.status != 200:
        return f"status {capture.status}"
    return capture.fault


def _why_nothing(
    captures: Sequence[Capture], lists: Sequence[Capture], items: Sequence[Article], why: str
) -> str:
    if items:
        return "what was found is of other days"
    if lists:
        return "its lists answered and hold nothing of the day"
    told = next((c.detail for c in captures if c.detail and c.outcome != "not_in_archive"), "")
    return told or why or ("no archive of the day holds it" if captures else "it was not asked")


def days_in_words(days: Sequence[date]) -> str:
    """Days as ranges: ``2026-03-02 to 2026-03-04, 2026-03-09``."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in spans)
