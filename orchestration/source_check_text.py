"""What a trial of a source found, as text for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime

from scrapers.probing.source_check import (
    PageCheck,
    SeedCheck,
    ShownDate,
    ShownEntry,
    SourceCheck,
    tell_age,
)

_WIDTH = 110
_LABEL = 14


def plain_line(text: str) -> str:
    """A line without what a terminal would obey: control characters and marks that turn the direction of writing."""
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)


def check_lines(check: SourceCheck) -> Iterator[str]:
    """The whole report, line by line."""
    return map(plain_line, _check_lines(check))


def _check_lines(check: SourceCheck) -> Iterator[str]:
    yield f"{check.id}  {check.name}"
    yield f"  {check.file}"
    if not check.enabled:
        yield f"  disabled: {check.disabled_reason}; it is visited all the same"
    for seed in check.seeds:
        yield ""
        yield from _seed_lines(seed, check.checked_at)
    for number, page in enumerate(check.pages, start=1):
        yield ""
        yield f"page {number}"
        yield from _page_lines(page)
    yield ""
    yield f"{check.verdict.state}: {check.verdict.words}"
    for words in check.verdict.advice:
        yield from _wrapped(words, "  - ", "    ")


def _seed_lines(seed: SeedCheck, now: datetime) -> Iterator[str]:
    yield f"{seed.seed or 'archive'} ({seed.role}{', second page' if seed.is_turned else ''})"
    yield _line("address", seed.address)
    if seed.final_address != seed.address:
        yield _line("answered by", seed.final_address)
    status = f", status {seed.status}" if seed.status else ""
    size = f", {seed.content_type or 'no content type'}, {seed.payload_bytes} bytes" if seed.status else ""
    yield _line("outcome", seed.outcome + status + size)
    if seed.charset:
        damage = f", {seed.damaged} characters damaged" if seed.damaged else ""
        yield _line("charset", f"{seed.charset} ({seed.charset_basis}){damage}")
    if seed.fault:
        yield from _wrapped(seed.fault, "  " + "fault".ljust(_LABEL), " " * (_LABEL + 2))
    if seed.children:
        yield _line("sitemaps", f"{seed.children} to read of this index")
    if not seed.entries:
        return
    beyond = f", {seed.cut} beyond the cap" if seed.cut else ""
    counts = f"{seed.entries}: {seed.dated} dated, {seed.undated} undated; {seed.passed_over} passed over"
    yield _line("entries", counts + beyond)
    if seed.newest and seed.oldest:
        yield _line("newest", f"{_instant(seed.newest)}, {tell_age(now, seed.newest)}")
        yield _line("oldest", f"{_instant(seed.oldest)}, {tell_age(now, seed.oldest)}")
    if seed.next_page:
        yield _line("next page", seed.next_page)
    if not seed.is_turned:
        for number, entry in enumerate(seed.first, start=1):
            yield from _entry_lines(number, entry)


def _entry_lines(number: int, entry: ShownEntry) -> Iterator[str]:
    yield f"  {number}. {entry.title or '(no title)'}"
    yield f"     {entry.link or '(no link)'}"
    yield f"     {_date(entry.published)}; language {entry.language}"
    if entry.summary:
        yield from _wrapped(entry.summary, "     ", "     ")


def _page_lines(page: PageCheck) -> Iterator[str]:
    yield _line("address", page.address)
    yield _line(
        "outcome",
        page.outcome + (f", status {page.status}, {page.content_type or ''}" if page.status else ""),
    )
    if page.fault:
        yield from _wrapped(page.fault, "  " + "fault".ljust(_LABEL), " " * (_LABEL + 2))
        return
    yield _line("title", page.title or "(none)")
    if page.published is not None:
        yield _line("published", _date(page.published))
    yield _line("byline", page.byline or "(none)")
    yield _line("language", page.language)
    yield _line("kind", page.kind or "article")
    yield _line("text", f"{page.paragraphs} paragraphs, {page.characters} characters")
    if page.beginning:
        yield from _wrapped(page.beginning, "  " + "begins".ljust(_LABEL), " " * (_LABEL + 2))
    yield _line("charset", f"{page.charset} ({page.charset_basis})")


def _date(date: ShownDate) -> str:
    if date.at is None:
        return f"no date: {date.basis}" + (f", written {date.written!r}" if date.written else "")
    written = f"written {date.written!r}, " if date.written else ""
    return f"{written}which is {_instant(date.at)} (to the {date.precision}; {date.basis})"


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"


def _line(label: str, words: str) -> str:
    return f"  {label:<{_LABEL}}{words}"


def _wrapped(words: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        words.replace("\n", " "), _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
