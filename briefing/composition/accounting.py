"""Where every entry went, source by source, and why a count is zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from briefing.composition.readiness import Readiness
from briefing.records.capture import DOORS, Capture
from briefing.records.disposition import Disposition
from briefing.records.edition import LeftOut, MonitoredKind, SourceAccount, ZeroReason
from briefing.records.entry import Entry
from briefing.records.source import Source
from briefing.taxonomy.kinds import KINDS

State = Literal["healthy", "degraded", "failed", "not_due", "withheld"]
LEFT_OUT_LABELS = {
    "out_of_scope": "Out of scope: no risk or operations category applies",
    "duplicate": "Duplicate: the same text is reported from another publisher or address",
    "other_country": "About another country than this edition's",
    "quarantined": "Quarantined: the item failed a check and waits for a person",
    "withheld": "Withheld: a gate refused its source or day",
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
    seeds = source.seeds()
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
) -> tuple[SourceAccount, ...]:
    """One account per enabled source, in order of id."""
    rows = []
    for source in sorted(sources, key=lambda s: s.id):
        met = reach(source, captures)
        own = [d for d in dispositions if d.source_id == source.id]
        read = {(e.entry_id, e.capture_id): e for e in entries if e.source_id == source.id and e.feed_url}
        in_window = sum(d.fate != "outside_window" for d in own)
        refused = next((why for (_, name), why in sorted(ready.withheld.items()) if name == source.id), None)
        state, detail = _state(source, met, in_window, refused)
        rows.append(
            SourceAccount(
                source_id=source.id,
                source_name=source.name,
                kind=source.kind,
                state=state,
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


def _state(source: Source, met: Reach, in_window: int, refused: str | None) -> tuple[State, str]:
    if refused is not None:
        return "withheld", refused
    if met.reached == 0 and in_window == 0:
        return "failed", met.problem
    if met.reached < met.due:
        return "degraded", f"{met.reached} of {met.due} ways in reached" + (
            f"; {met.problem}" if met.problem else ""
        )
    least = source.healthy_day.min_items
    if in_window < least:
        return "degraded", f"{in_window} items where a healthy day has at least {least}"
    return "healthy", ""


def monitored_kinds(
    sources: Sequence[Source], books: Sequence[SourceAccount], dispositions: Sequence[Disposition]
) -> tuple[MonitoredKind, ...]:
    """The ten counts in order; each zero with its reason."""
    counts = Counter(d.kind for d in dispositions if d.fate != "outside_window")
    rows = []
    for kind in KINDS:
        own = [book for book in books if book.kind == kind.id]
        reason, detail = _zero(own) if counts[kind.id] == 0 else (None, "")
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


def _zero(own: Sequence[SourceAccount]) -> tuple[ZeroReason, str]:
    if not own:
        return "no_source_configured", "none in the catalogue yet"
    failed = [book for book in own if book.state == "failed"]
    if len(failed) == len(own):
        return "fetch_failed", "; ".join(f"{b.source_name}: {b.state_detail}" for b in failed)
    names = ", ".join(b.source_name for b in own if b.state != "failed")
    also = "; could not be read: " + ", ".join(b.source_name for b in failed) if failed else ""
    return "nothing_published", f"read: {names}{also}"


def left_out(dispositions: Sequence[Disposition]) -> tuple[LeftOut, ...]:
    """Items by reason, most first, then by name of the reason."""
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
        )
        for reason, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def source_names(sources: Sequence[Source]) -> Mapping[str, str]:
    """Publisher names by source id."""
    return {source.id: source.name for source in sources}
