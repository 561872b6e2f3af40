"""What a trial crawl of one source found, field by field, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import Field

from briefing.enrichment.language import ScriptAndLangid
from briefing.records.capture import DOORS, Capture
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.record import Instant, Record
from briefing.records.seed import Feed
from briefing.records.source import Source
from scrapers.articles import read_text
from scrapers.extraction.asking import Asking, first_askings, identity_of, next_asking
from scrapers.extraction.dates import WrittenDate
from scrapers.extraction.feed import FeedEntry, NotAFeedError
from scrapers.extraction.page import NoArticleError
from scrapers.extraction.placeholders import dates_touched
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading
from scrapers.spiders.trial import TRIAL_DAYS

SHOWN_ENTRIES = 3
SHOWN_CHARACTERS = 200


class ShownDate(Record):
    """A date as written, and what was made of it."""

    written: str
    at: Instant | None
    precision: str
    basis: str


class ShownEntry(Record):
    """One of the first entries of a seed. ``language`` is told from title and summary."""

    title: str
    link: str
    published: ShownDate
    summary: str
    language: str


class SeedCheck(Record):
    """One visit to a seed (or to a page of its list, ``is_turned``). ``fault`` says why it gave nothing."""

    seed: str
    role: str
    address: str
    final_address: str
    is_turned: bool = False
    outcome: str
    status: int | None
    content_type: str | None
    payload_bytes: int | None
    fetched_at: Instant
    charset: str = ""
    charset_basis: str = ""
    damaged: int = Field(default=0, description="characters that could not be decoded")
    entries: int = 0
    dated: int = 0
    undated: int = 0
    passed_over: int = Field(default=0, description="rows, links or addresses that are no entries")
    cut: int = 0
    children: int = Field(default=0, description="sitemaps that an index names")
    newest: Instant | None = None
    oldest: Instant | None = None
    next_page: str = ""
    first: tuple[ShownEntry, ...] = ()
    links: tuple[str, ...] = Field(default=(), description="keys of the entries that have a link, in order")
    dated_links: int = 0
    fault: str = ""
    fault_class: str = ""


class PageCheck(Record):
    """One article page, or the call behind a row."""

    address: str
    outcome: str
    status: int | None
    content_type: str | None
    title: str = ""
    published: ShownDate | None = None
    byline: str = ""
    language: str = ""
    kind: str = ""
    paragraphs: int = 0
    characters: int = 0
    beginning: str = ""
    charset: str = ""
    charset_basis: str = ""
    fault: str = ""


@lru_cache(maxsize=1)
def _identifier() -> ScriptAndLangid:
    return ScriptAndLangid()


def tell_language(text: str, hint: str | None = None) -> str:
    """ISO 639-1 with script for Chinese, or ``und``."""
    return _identifier().identify(text, hint).language


def describe_miss(capture: Capture) -> SeedCheck:
    """A visit that brought no list: refused, failed, or answered with an error."""
    fault = re.sub(r"^\w+(?:Error|Exception): ", "", capture.detail) or capture.fault
    if capture.outcome == "fetched" and capture.status != 200:
        fault = f"it answered {capture.status}"
    return SeedCheck(
        seed=capture.seed,
        role=capture.role,
        address=capture.url,
        final_address=capture.final_url,
        outcome=capture.outcome,
        status=capture.status,
        content_type=capture.content_type,
        payload_bytes=capture.payload_bytes,
        fetched_at=capture.fetched_at,
        fault=fault,
        fault_class=capture.fault or (f"status {capture.status}" if capture.status else capture.outcome),
    )


def check_seed(
    source: Source, capture: Capture, body: bytes, day: MonitoringDay, *, is_turned: bool = False
) -> SeedCheck:
    """Read the answer of a seed as the crawl does. Never raises for what came: the fault is in the record."""
    plain = describe_miss(capture).model_copy(update={"is_turned": is_turned})
    if capture.role not in DOORS:
        return plain
    seed = source.seed(capture.seed)
    dates = dates_touched(day, source.timezone)
    try:
        reading = read_seed(
            seed,
            body,
            content_type=capture.content_type,
            address=capture.final_url,
            timezone=source.timezone,
            at=capture.fetched_at,
            charset=source.charset,
            since=day.start_at - TRIAL_DAYS,
            dates=dates,
            rules=source.article,
            date_formats=source.date_formats,
        )
    except (NotAFeedError, NotAListError, NoArticleError) as error:
        return plain.model_copy(
            update={"fault": str(error), "fault_class": getattr(error, "found", "no_article")}
        )
    instants = [entry.published.at for entry in reading.entries if entry.published.at is not None]
    linked = [entry for entry in reading.entries if entry.link]
    return plain.model_copy(
        update={
            "charset": reading.charset,
            "charset_basis": reading.charset_basis,
            "damaged": reading.damaged,
            "entries": len(reading.entries),
            "dated": len(instants),
            "undated": len(reading.entries) - len(instants),
            "passed_over": reading.passed_over,
            "cut": reading.cut,
            "children": len(reading.children),
            "newest": max(instants, default=None),
            "oldest": min(instants, default=None),
            "next_page": _next_page(source, capture, reading, day),
            "first": tuple(_shown(entry, reading.language) for entry in reading.entries[:SHOWN_ENTRIES]),
            "links": tuple(entry.key for entry in linked),
            "dated_links": sum(entry.published.at is not None for entry in linked),
            "fault": "" if reading.entries or reading.children else "valid, and without an entry",
            "fault_class": "" if reading.entries or reading.children else "empty",
        }
    )


def _next_page(source: Source, capture: Capture, reading: SeedReading, day: MonitoringDay) -> str:
    seed = source.seed(capture.seed)
    if reading.next_pages:
        return reading.next_pages[0]
    if isinstance(seed, Feed) or seed.prefetch is not None:
        return ""
    dates = dates_touched(day, source.timezone)
    here = identity_of(capture.url, capture.request_key)
    asking: Asking | None = next((a for a in first_askings(seed, dates) if a.identity == here), None)
    turned = next_asking(seed, asking, dates) if asking is not None else None
    if turned is None:
        return ""
    return turned.url + (f" with {turned.body.decode('utf-8', 'replace')}" if turned.body else "")


def _shown(entry: FeedEntry, hint: str | None) -> ShownEntry:
    return ShownEntry(
        title=entry.title,
        link=entry.link,
        published=shown_date(entry.published),
        summary=entry.summary[:SHOWN_CHARACTERS],
        language=tell_language(f"{entry.title}\n{entry.summary}", hint),
    )


def shown_date(written: WrittenDate) -> ShownDate:
    """A written date for people and programs."""
    return ShownDate(
        written=written.raw[:100], at=written.at, precision=written.precision, basis=written.basis
    )


def check_page(source: Source, capture: Capture, body: bytes | None) -> PageCheck:
    """Read an article page as the harvest does. Never raises for what came: the fault is in the record."""
    plain: dict[str, Any] = {
        "address": capture.final_url or capture.url,
        "outcome": capture.outcome,
        "status": capture.status,
        "content_type": capture.content_type,
    }
    if body is None or capture.status != 200:
        words = capture.detail or capture.fault or f"it answered {capture.status}"
        return PageCheck(**plain, fault=words)
    detail = getattr(source.seed(capture.seed), "detail", None) if capture.entry_key else None
    try:
        page = read_text(
            detail=detail,
            body=body,
            content_type=capture.content_type,
            address=capture.final_url,
            timezone=source.timezone,
            at=capture.fetched_at,
            charset=source.charset,
            rules=source.article,
        )
    except (NoArticleError, NotAListError) as error:
        return PageCheck(**plain, fault=str(error))
    text = "\n".join(page.paragraphs)
    return PageCheck(
        **plain,
        title=page.title,
        published=shown_date(page.published),
        byline=page.byline,
        language=tell_language(f"{page.title}\n{text}", page.language),
        kind=getattr(page, "kind", ""),
        paragraphs=len(page.paragraphs),
        characters=len(text),
        beginning=text[:SHOWN_CHARACTERS],
        charset=page.charset,
        charset_basis=page.charset_basis,
    )


class Verdict(Record):
    """``state`` is healthy, late, degraded, blocked or unreadable; ``advice`` what to try, most likely first.

    Death is not told from one visit: that takes days (briefing/composition/health).
    """

    state: str
    words: str
    advice: tuple[str, ...]
    is_usable: bool = Field(description="at least one seed gives a dated entry with a link")


class SourceCheck(Record):
    """All that a trial found of a source."""

    id: str
    name: str
    file: str
    enabled: bool
    disabled_reason: str | None
    checked_at: Instant
    seeds: tuple[SeedCheck, ...]
    pages: tuple[PageCheck, ...]
    verdict: Verdict


def judge(source: Source, seeds: Sequence[SeedCheck], pages: Sequence[PageCheck], at: datetime) -> Verdict:
    """The verdict on a source looked at ``at`` (UTC), from its seeds and pages."""
    doors = [check for check in seeds if check.role in DOORS]
    first = [check for check in doors if not check.is_turned]
    entries, dated = sum(c.entries for c in first), sum(c.dated for c in first)
    newest = max((c.newest for c in doors if c.newest), default=None)
    usable = any(check.dated_links for check in doors)
    advice = [*dict.fromkeys(words for check in seeds for words in _advice_on(source, check))]
    advice += [*dict.fromkeys(words for page in pages for words in _advice_on_page(source, page))]
    advice += _advice_on_languages(source, doors)
    advice += _advice_on_paging(doors)
    counted = f"{entries} entries, {dated} dated"
    counted += f", newest {tell_age(at, newest)}" if newest else ""
    if not doors or not any(check.entries for check in doors):
        blocked = any(_is_block(check) for check in seeds)
        told = (
            c.fault if c.fault.startswith(c.address) else f"{c.address}: {c.fault}" for c in seeds if c.fault
        )
        words = next(told, "no seed was visited")
        return Verdict(
            state="blocked" if blocked else "unreadable", words=words, advice=tuple(advice), is_usable=False
        )
    silence = source.healthy_day.silence_hours
    if newest and (at - newest).total_seconds() > silence * 3600:
        advice.insert(
            0,
            f"silence_hours is {silence}, and the newest entry is older: compare with the publisher's own page; "
            "if that is newer, the feed or list is frozen and another way in is needed",
        )
        return Verdict(state="late", words=counted, advice=tuple(advice), is_usable=usable)
    is_whole = usable and all(check.entries or check.children for check in first)
    return Verdict(
        state="healthy" if is_whole and not advice else "degraded",
        words=counted,
        advice=tuple(advice),
        is_usable=usable,
    )


def _is_silent(check: SeedCheck) -> bool:
    """A robots.txt that fails forbids the host for now, without anybody having forbidden anything."""
    return check.outcome == "refused_by_robots" and "forbids" not in check.fault


def _is_block(check: SeedCheck) -> bool:
    if _is_silent(check):
        return False
    return check.outcome in ("refused_by_robots", "refused_by_opt_out", "not_asked") or check.status in (
        401, 403, 406, 418, 429, 451, 503
    )  # fmt: skip


_ADVICE = {
    "refused_by_robots": "robots.txt forbids it: find another way in (feed, API), or disable the source and say so",
    "refused_by_opt_out": "the host is on the opt-out list and is never asked: disable the source and say so",
    "refused_unsafe": "the address leads inward or has a port that is not the web's: correct it",
    "html": "a page came where a feed or data was asked for: open it in a browser, find the new address",
    "empty": "there is nothing in it today: look again on another day, or take a listing instead",
    "no_entries": "selectors or patterns match nothing: save the page and hold row, link and link_pattern against it",
    "no_token": "the page asked for first does not hold what prefetch.picks looks for",
    "json_error": "it is not JSON: look at the answer, the address or its headers may have changed",
    "json_shape": "the path in items leads to no list: hold it against the answer's keys",
    "binary": "it is packed or no text: look at the content type",
}


def _advice_on(source: Source, check: SeedCheck) -> list[str]:
    place = f"{check.seed or check.role}: "
    if _is_silent(check):
        return [
            place
            + "the host's robots.txt cannot be read, so that nothing is asked of it: see whether the host answers "
            "from here, try again later or from another network"
        ]
    if check.outcome == "fetched" and check.status in (404, 410):
        return [place + "the address is gone: look for the new one on the publisher's site"]
    if check.outcome == "fetched" and check.status and check.status != 200:
        return [
            place
            + f"it answered {check.status}: try from another network, or set headers if it asks for some"
        ]
    if check.outcome == "failed":
        return [
            place + f"no answer ({check.fault}): try again later; a slow host needs timeout_seconds, a bad "
            "certificate tls_unverified_reason"
        ]
    if check.outcome == "not_asked":
        return [place + f"it was not asked: {check.fault}"]
    if check.outcome != "fetched" or (check.fault and not check.entries):
        known = _ADVICE.get(check.fault_class) or _ADVICE.get(check.outcome)
        return [place + (known or check.fault)]
    found = []
    if check.entries and not check.dated:
        found.append(
            place
            + "no entry has a date: add date, date_pattern or date_formats; without one the article's page "
            "must carry it"
        )
    elif check.undated > check.dated:
        found.append(place + f"{check.undated} of {check.entries} entries have no date that could be read")
    if check.entries and not check.links:
        found.append(place + "no entry has a link")
    if check.damaged:
        found.append(
            place + f"{check.damaged} characters could not be decoded as {check.charset}: charset may help"
        )
    if check.entries and all(not entry.title for entry in check.first):
        found.append(place + "entries have no title: add title, or rely on the page's own")
    return found


def _advice_on_page(source: Source, page: PageCheck) -> list[str]:
    if page.fault:
        return [f"page {page.address}: {page.fault}"]
    found = []
    if page.kind and page.kind != "article":
        found.append(f"page {page.address}: it reads like a {page.kind}, not like an article")
    if not page.paragraphs:
        found.append(f"page {page.address}: no text was found; article.body names where it stands")
    elif page.language not in ("und", *source.languages):
        found.append(
            f"page {page.address}: its text is {page.language}, the source has {', '.join(source.languages)}"
        )
    return found


def _advice_on_languages(source: Source, doors: Sequence[SeedCheck]) -> list[str]:
    seen = {entry.language for check in doors for entry in check.first} - {"und", *source.languages}
    if not seen:
        return []
    return [f"titles are in {', '.join(sorted(seen))}, the source has {', '.join(source.languages)}"]


def _advice_on_paging(doors: Sequence[SeedCheck]) -> list[str]:
    """A second page that shows the first again: its parameter is not heard."""
    found = []
    for turned in (check for check in doors if check.is_turned and check.links):
        before = {link for c in doors if c.seed == turned.seed and not c.is_turned for link in c.links}
        if set(turned.links) <= before:
            found.append(f"{turned.seed}: the second page repeats the first; look at the page parameter")
    return found


def tell_age(at: datetime, then: datetime) -> str:
    """``2 hours ago``; both with a zone."""
    minutes = int((at - then).total_seconds() // 60)
    if minutes < 0:
        return "in the future"
    for size, name in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {name}{'s' if count != 1 else ''} ago"
    return "just now"
