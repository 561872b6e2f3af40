"""What the reader should know of an edition before reading it: parts withheld, days without captures, doubts.

A notice is for a person, so that many of one kind become one; the verdicts themselves stay in their table, and every
source in its account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing.composition.accounting import few
from briefing.composition.readiness import Readiness
from briefing.records.disposition import Disposition
from briefing.records.edition import CoveredDay, Notice, SourceAccount
from briefing.records.verdict import Verdict

_ONE_BY_ONE = 2  # warnings of one kind that are printed one by one; more of them become one notice


def notices(
    ready: Readiness,
    days: Sequence[CoveredDay],
    books: Sequence[SourceAccount],
    dispositions: Sequence[Disposition],
    takes: Mapping[str, str],
) -> tuple[Notice, ...]:
    """Days without captures, then what is withheld, refused, missing in the archive, and doubted.

    ``takes`` are headlines by id.
    """
    names = {book.source_id: book.source_name for book in books}
    found = []
    for day in days:
        if day.state == "no_captures" and (str(day.date), "*") not in ready.withheld:
            text = (
                f"No capture was made on {day.date}; what is known of it comes from captures of other days."
            )
            found.append(Notice(part=str(day.date), text=text))
    for (date, name), why in sorted(ready.withheld.items()):
        if name == "*":
            found.append(Notice(part=date, text=f"The monitoring day {date} is withheld: {why}."))
        elif name.startswith("section:"):
            section = name.removeprefix("section:").replace("_", " ")
            found.append(Notice(part=name, text=f"The section {section} is withheld: {why}."))
        elif name.startswith("take:"):
            text = f"The Take “{takes.get(name.removeprefix('take:'), name)}” is withheld: {why}."
            found.append(Notice(part="takes", text=text))
        else:
            found.append(Notice(part=name, text=f"{names.get(name, name)} is withheld on {date}: {why}."))
    refused = sum(d.reason == "quarantined" for d in dispositions)
    if refused:
        text = f"{refused} items failed a check and are in quarantine, not printed."
        found.append(Notice(part="quarantine", text=text))
    absent = {book.source_id for book in books if book.state == "unknown"}
    found += _absent(len(absent), len(books))
    found += _doubts(ready.warnings, names, absent)
    return tuple(found)


def _absent(absent: int, every: int) -> list[Notice]:
    if not absent:
        return []
    sources = "1 source is" if absent == 1 else f"{absent:,} sources are"
    text = f"{sources} not in this archive, of {every:,}: nothing is known of what they published."
    return [Notice(part="archive", text=text)]


def _doubts(warnings: Sequence[Verdict], names: dict[str, str], absent: set[str]) -> list[Notice]:
    """Warnings by check. What an archive does not hold was said at once; that it was not reached goes with it."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in warnings:
        kind, _, name = verdict.part.partition(":")
        if kind != "source" or name not in absent:
            groups.setdefault((kind, verdict.expectation), []).append(verdict)
    found = []
    for (kind, expectation), group in groups.items():
        check = f"(Check: {expectation.replace('_', ' ')}.)"
        if kind != "source" or len(group) <= _ONE_BY_ONE:
            found += [Notice(part=v.part, text=f"{_about(v, names)}: {_seen(v)} {check}") for v in group]
            continue
        about = sorted({_about(v, names) for v in group})
        first = group[0]
        seen = f"{_about(first, names)}: {first.observed}"
        text = f"{len(about):,} sources, {few(about)}: as {seen}; expected {first.threshold}. {check}"
        found.append(Notice(part=f"check:{expectation}", text=text))
    return found


def _about(verdict: Verdict, names: dict[str, str]) -> str:
    kind, _, name = verdict.part.partition(":")
    return names.get(name, name) if kind == "source" else verdict.date


def _seen(verdict: Verdict) -> str:
    return f"{verdict.observed}; expected {verdict.threshold}."
