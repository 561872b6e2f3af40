"""Where every entry went, source by source, and why a count is zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from briefing.composition.health.answers import ways_in
from briefing.composition.readiness import Readiness
from briefing.records.capture import DOORS, Capture
from briefing.records.disposition import Disposition
from briefing.records.edition import LeftOut, LeftOutItem, MonitoredKind, SourceAccount, ZeroReason
from briefing.records.entry import Entry
from briefing.records.source import Source
from briefing.records.source_day import HealthState, SourceDay
from briefing.taxonomy.kinds import KINDS

State = HealthState | Literal["withheld"]
NAMED = 5  # sources that a sentence names; the rest it counts
LEFT_OUT_LABELS = {
    "out_of_scope": "Out of scope: no risk or operations category applies",
    "duplicate": "Duplicate: the same text is reported from another publisher or address",
    "other_country": "About another country than this edition's",
    "quarantined": "Quarantined: the item failed a check and waits for a person",
    "withheld": "Withheld: a gate refused its source or day",
    "spiked": "Spiked: an analyst took it out",
}


@dataclass(frozen=True)
class Reach:
    """How a source could be reached over the covered days."""

    due: int  # feeds and listings to visit
    reached: int  # of them with at least one good answer
    feed_captures: int
    problem: str
    newest_at: datetime | None
    pages_fetched: int
    pages_missing: int


def reach(source: Source, captures: Sequence[Capture]) -> Reach:
    """Captures may span several days of one edition; an address counts once."""
    own = [c for c in captures if c.source_id == source.id]
    # What was asked beside the seeds (the pages of a list, the sitemaps of an index) does not make one reached.
    doors = [c for c in own if c.role in (*DOORS, "prefetch")]
    good = [c for c in doors if c.role in DOORS and is_good(c)]
    bad = [c for c in doors if not is_good(c)]
    pages = [c for c in own if c.role == "page"]
    problem = "" if good or not bad else _problem(bad[-1])
    fetched = [c for c in own if c.outcome == "fetched"]
    seeds = ways_in(source, own)
    return Reach(
        due=len(seeds),
        reached=len({c.seed for c in good} & set(seeds)),
        feed_captures=len({c.capture_id for c in good}),
        problem=problem or ("" if good else "no capture of it"),
        newest_at=max((c.fetched_at for c in fetched), default=None),
        pages_fetched=len({c.url for c in pages if c.outcome == "fetched" and c.status == 200}),
        pages_missing=len({c.url for c in pages if c.outcome != "fetched" or c.status != 200}),
    )


def is_good(capture: Capture) -> bool:
    """Whether a seed answered with what it should: an answer that could not be read says why."""
    return capture.outcome == "fetched" and capture.status == 200 and not capture.detail


def _problem(capture: Capture) -> str:
    if capture.outcome == "fetched":
        return capture.detail or f"answered {capture.status}"
    if capture.outcome == "not_in_archive":
        return "not in the archive"
    return capture.detail or capture.outcome


def accounts(
    sources: Sequence[Source],
    captures: Sequence[Capture],
    entries: Sequence[Entry],
    dispositions: Sequence[Disposition],
    ready: Readiness,
    source_days: Sequence[SourceDay] = (),
) -> tuple[SourceAccount, ...]:
    """One account per enabled source, in order of id. ``source_days`` are those of the edition's days."""
    judged = last_judged(source_days)
    rows = []
    for source in sorted(sources, key=lambda s: s.id):
        met = reach(source, captures)
        own = [d for d in dispositions if d.source_id == source.id]
        read = {(e.entry_id, e.capture_id): e for e in entries if e.source_id == source.id and e.feed_url}
        refused = next((why for (_, name), why in sorted(ready.withheld.items()) if name == source.id), None)
        state, since, detail = _state(judged.get(source.id), refused)
        rows.append(
            SourceAccount(
                source_id=source.id,
                source_name=source.name,
                kind=source.kind,
                state=state,
                state_since=since,
                state_detail=detail,
                feeds_due=met.due,
                feeds_reached=met.reached,
                feed_captures=met.feed_captures,
                readings=sum(e.readings for e in read.values()),
                entries=sum(d.is_feed_entry for d in own),
                archived_pages=sum(not d.is_feed_entry for d in own),
                reported=sum(d.fate == "reported" for d in own),
                left_out=sum(d.fate == "left_out" for d in own),
                outside_window=sum(d.fate == "outside_window" for d in own),
                pages_fetched=met.pages_fetched,
                pages_missing=met.pages_missing,
                newest_capture_at=met.newest_at,
            )
        )
    return tuple(rows)


def last_judged(source_days: Sequence[SourceDay]) -> dict[str, SourceDay]:
    """The state of each source at the end of the days given: of the last day that knows of it, else of the last."""
    found: dict[str, SourceDay] = {}
    for row in sorted(source_days, key=lambda r: r.date):
        if row.state != "unknown" or row.source_id not in found or found[row.source_id].state == "unknown":
            found[row.source_id] = row
    return found


def _state(judged: SourceDay | None, refused: str | None) -> tuple[State, date | None, str]:
    if refused is not None:
        return "withheld", None, refused
    if judged is None:
        return "unknown", None, "its health was not judged"
    detail = "" if judged.state == "healthy" else judged.evidence
    return judged.state, date.fromisoformat(judged.state_since), detail


def was_reached(book: SourceAccount) -> bool:
    """Whether anything of a source could be read: one of its ways in, or an archived page."""
    return bool(book.feeds_reached or book.entries or book.archived_pages)


def state_counts(books: Sequence[SourceAccount]) -> dict[str, int]:
    """Sources by state, in order of the state's name."""
    return dict(sorted(Counter(book.state for book in books).items()))


def monitored_kinds(
    sources: Sequence[Source],
    books: Sequence[SourceAccount],
    dispositions: Sequence[Disposition],
    source_days: Sequence[SourceDay] = (),
) -> tuple[MonitoredKind, ...]:
    """The ten counts in order; each zero with its reason."""
    counts = Counter(d.kind for d in dispositions if d.fate != "outside_window")
    disabled: Counter[str] = Counter(
        row.kind for row in last_judged(source_days).values() if row.state == "disabled"
    )
    rows = []
    for kind in KINDS:
        own = [book for book in books if book.kind == kind.id]
        reason, detail = _zero(own, disabled[kind.id]) if counts[kind.id] == 0 else (None, "")
        rows.append(
            MonitoredKind(
                kind=kind.id,
                label=kind.table_label,
                count=counts[kind.id],
                zero_reason=reason,
                zero_detail=detail,
            )
        )
    return tuple(rows)


def _zero(own: Sequence[SourceAccount], disabled: int) -> tuple[ZeroReason, str]:
    """Which zero it is, short: a country has dozens of sources of a kind, and the account lists them all."""
    if not own:
        return "no_source_configured", (
            f"all {disabled} in the catalogue are disabled" if disabled else "none in the catalogue yet"
        )
    read = [b for b in own if was_reached(b)]
    absent = [b for b in own if b not in read and b.state == "unknown"]
    not_due = [b for b in own if b not in read and b.state == "not_due"]
    failed = [b for b in own if b not in read and b not in absent and b not in not_due]
    also = []
    if failed and read:
        also.append("could not be read: " + few([b.source_name for b in failed]))
    if absent and (read or failed):
        also.append(f"{len(absent)} not in this archive")
    if not_due and (read or failed or absent):
        also.append(f"{len(not_due)} not due")
    if read:
        return "nothing_published", "; ".join(["read: " + few([b.source_name for b in read]), *also])
    if failed:
        why = few([f"{b.source_name}: {_short(b.state_detail)}" for b in failed], "; ")
        return "fetch_failed", "; ".join([why, *also])
    if absent:
        none = f"none of its {len(own)} sources is" if len(own) > 1 else f"{own[0].source_name} is not"
        return "fetch_failed", "; ".join([f"{none} in this archive", *also])
    return "not_due", few([b.source_name for b in not_due])


def few(names: Sequence[str], between: str = ", ", most: int = NAMED) -> str:
    """The first few of some names, and how many more there are."""
    rest = len(names) - most
    return between.join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _short(detail: str) -> str:
    """The first thing that an evidence says."""
    first = detail.partition("; ")[0]
    return first if len(first) <= 160 else f"{first[:159]}…"


def left_out(
    dispositions: Sequence[Disposition],
    published: Mapping[str, tuple[str, str]],
    names: Mapping[str, str],
) -> tuple[LeftOut, ...]:
    """Items by reason, most first, then by name of the reason.

    ``published`` is headline and address by item id, ``names`` the publishers by source id.
    """
    groups: dict[str, list[Disposition]] = {}
    for disposition in dispositions:
        if disposition.fate == "left_out":
            groups.setdefault(disposition.reason, []).append(disposition)
    return tuple(
        LeftOut(
            reason=reason,
            label=LEFT_OUT_LABELS[reason],
            count=len(group),
            item_ids=tuple(sorted(d.item_id for d in group)),
            details={d.item_id: d.detail for d in sorted(group, key=lambda d: d.item_id)}
            if reason not in ("out_of_scope", "other_country")
            else {},
            items=tuple(
                LeftOutItem(
                    item_id=d.item_id,
                    source_name=names.get(d.source_id, d.source_id),
                    title=published[d.item_id][0],
                    url=published[d.item_id][1],
                    detail=d.detail,
                )
                for d in sorted(group, key=lambda d: (names.get(d.source_id, d.source_id), d.item_id))
            ),
        )
        for reason, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def source_names(sources: Sequence[Source]) -> Mapping[str, str]:
    """Publisher names by source id."""
    return {source.id: source.name for source in sources}
