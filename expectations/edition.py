"""The last gate: does the edition account for everything, once, and does each line lead back to a capture?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import get_args

import polars as pl

from briefing.records.disposition import Disposition, LeftOutReason
from briefing.records.edition import Edition, Line
from briefing.records.handover import Handover
from briefing.records.source import Source
from briefing.records.take import Take
from briefing.taxonomy.kinds import KIND_BY_ID
from expectations.check import (
    DAY,
    Finding,
    Findings,
    Judged,
    PartCheck,
    RowCheck,
    Scope,
    section_part,
    source_part,
    take_part,
)
from expectations.judgement import Judgement, find_faults, judge_shape, judge_table, read_rows, texts_of
from expectations.partition import partition_checks, parts_by_source

UNDETERMINED = "risk.undetermined"
SECTIONS = ("risk_media", "ops_media", "government_releases", "embassy_business_releases")
REASONS: tuple[str, ...] = get_args(LeftOutReason)
LATENCY_HOURS = 24.0

UNIQUE = RowCheck(
    name="item_stands_once",
    says="an item has one fate in an edition",
    fault="another row is about the same item",
    shows=("item_id",),
    kind="expect_column_values_to_be_unique",
    arguments={"column": "item_id"},
)
UNIQUE_LINE = RowCheck(
    name="line_number_stands_once",
    says="no two items have the same line number",
    fault="another item has the same line number",
    shows=("line_number",),
    kind="expect_column_values_to_be_unique",
    arguments={"column": "line_number"},
)
COMPUTED = (
    RowCheck(
        name="item_resolves",
        says="the item version is that of an article, of the same source and kind",
        fault="there is no such article",
    ),
    RowCheck(
        name="fate_agrees_with_its_fields",
        says="a reported item has a line and no reason; one left out has a known reason and no line",
        fault="fate and fields contradict each other",
    ),
    RowCheck(
        name="section_is_that_of_the_kind",
        says="a reported item stands in the section of its kind and axis, under one category",
        fault="the item stands in the wrong section",
    ),
    RowCheck(
        name="line_number_is_one_of_the_edition",
        says="a line number lies between 1 and the number of reported items",
        fault="there is no such line",
    ),
    RowCheck(
        name="capture_resolves",
        says="a reported item's article rests on a capture that is in the captures table",
        fault="the line leads back to no capture",
    ),
    RowCheck(
        name="refused_is_not_reported",
        says="no item that a gate refused, and none of a withheld source, is reported",
        fault="the item was refused and is reported all the same",
    ),
)

HAS_ROWS = PartCheck(
    name="table_has_rows",
    says="days that have articles give an edition that accounts for them",
    threshold="at least 1 row where there are articles",
    why="an empty account of days that had articles means that the composition did not run to its end",
    blocks=True,
)
NOTHING_LOST = PartCheck(
    name="every_item_is_accounted_for",
    says="every item read on the edition's days is reported, left out with a reason, or of another day",
    threshold="0 missing",
    why="monitored minus reported must be explained item by item, or a reader cannot know what is missing",
    blocks=True,
)
NUMBERED = PartCheck(
    name="lines_run_from_one",
    says="the lines of the sections, in their order, are numbered 1, 2, … without a gap",
    threshold="each number once, in order",
    why="a reader cites a line by its number; numbers out of order mean that lines were lost or exchanged",
    blocks=False,
)
RECOUNTED = PartCheck(
    name="the_warehouse_counts_the_same",
    says="the warehouse, counting its own tables, comes to the same numbers",
    threshold="no difference",
    why="two ways of counting that differ mean that a table was changed or a row was lost between them",
    blocks=True,
    yields=True,
)
COUNTED = PartCheck(
    name="printed_counts_add_up",
    says="monitored = reported + left out, and each printed number is that of the rows",
    threshold="no difference",
    why="the counts are the edition's promise that nothing was dropped",
    blocks=True,
)
PRINTED = PartCheck(
    name="printed_lines_are_the_reported_items",
    says="the section prints the items that are reported in it, under their line numbers, and no others",
    threshold="no difference",
    why="a line that is not in the account cannot be traced",
    blocks=True,
)
REFERENCED = PartCheck(
    name="references_resolve",
    says="every reference of a development leads to a line of this edition, those of a Take to stored bytes",
    threshold="0 unresolved",
    why="a statement whose reference leads nowhere cannot be checked by its reader",
    blocks=True,
)
GROUNDED = PartCheck(
    name="developments_say_what_their_lines_say",
    says="every sentence of a development is one of the lines that it cites, word for word",
    threshold="0 others",
    why="what no line says was added by somebody, and leads to no source",
    blocks=True,
)
TIMELY = PartCheck(
    name="releases_are_less_than_a_day_old",
    says="a government release is printed less than a day after it was published",
    threshold=f"under {LATENCY_HOURS:.0f} hours for each day that the edition covers",
    why="it is what subscribers were promised",
    blocks=False,
)


def judge_edition(
    dispositions: pl.DataFrame,
    articles: pl.DataFrame,
    captures: pl.DataFrame,
    sources: Sequence[Source],
    *,
    country: str,
    date: str,
    digest: str,
    released: frozenset[str] = frozenset(),
    refused_items: frozenset[str] = frozenset(),
    withheld_parts: frozenset[str] = frozenset(),
    recount: Mapping[str, int] | None = None,
    edition: Edition | None = None,
    unresolved: Mapping[str, Sequence[str]] | None = None,
    handed_over: Handover | None = None,
) -> Judgement:
    """Judge the account of one edition, and the edition itself where it is given.

    ``articles`` and ``captures`` are those of all monitoring days that the edition covers, under each other.
    ``refused_items`` and ``withheld_parts`` are what the earlier gates refuse and withhold. ``recount`` has
    the warehouse's numbers under the keys of ``count_dispositions``; those it leaves out are not compared.
    ``unresolved`` are by Take its references that lead to no stored bytes, in words.
    """
    scope = Scope("edition", country, date, digest, released, handed_over)
    if (misshapen := judge_shape(scope, dispositions, Disposition)) is not None:
        return misshapen
    known = {(row[0], row[1]): row[2:] for row in articles.select(_ARTICLE).iter_rows()}
    capture_ids = frozenset(captures.get_column("capture_id"))
    configured = {source.id for source in sources}
    lines = _most_lines(dispositions, articles)
    tests: dict[str, Callable[[Disposition], str]] = {
        "source_is_configured": lambda d: "" if d.source_id in configured else repr(d.source_id),
        "item_resolves": lambda d: _article_fault(d, known),
        "fate_agrees_with_its_fields": _fate_fault,
        "section_is_that_of_the_kind": _section_fault,
        "line_number_is_one_of_the_edition": lambda d: _line_fault(d, lines),
        "capture_resolves": lambda d: _capture_fault(d, known, capture_ids),
        "refused_is_not_reported": lambda d: _refusal_fault(d, refused_items, withheld_parts),
    }
    rows = read_rows(dispositions, Disposition)
    source_ids = texts_of(dispositions, "source_id")
    table = Judged(
        frame=dispositions,
        row_ids=texts_of(dispositions, "item_id"),
        source_ids=source_ids,
        parts=parts_by_source(source_ids, sources),
        faults=find_faults(rows, tests),
    )
    checks = [*partition_checks(country, date), UNIQUE, UNIQUE_LINE, *COMPUTED]
    whole = [row for row in rows if isinstance(row, Disposition)]
    findings: Findings = [
        (HAS_ROWS, {DAY: _has_rows(dispositions, articles)}),
        (NOTHING_LOST, _lost(table, articles)),
        (NUMBERED, _numbering(dispositions)),
    ]
    counts = count_dispositions(whole)
    if recount is not None:
        findings.append((RECOUNTED, {DAY: _compared(counts, recount, len(whole))}))
    if edition is not None:
        findings += _edition_findings(edition, whole, counts, unresolved or {})
    return judge_table(scope, table, checks, findings)


_ARTICLE = ("item_id", "version", "source_id", "kind", "page_capture_id", "feed_capture_id")
Known = Mapping[tuple[str, int], tuple[str, ...]]
"""Item id and version to source, kind, page capture and feed capture (null where there is none)."""


def count_dispositions(dispositions: Sequence[Disposition]) -> dict[str, int]:
    """The numbers that an edition prints, by key: ``monitored:<kind>``, ``reported``, ``left_out:<reason>``,
    ``outside_window`` and ``archived_pages_outside_window``. Numbers that are zero have no key."""
    counts: Counter[str] = Counter()
    for row in dispositions:
        if row.fate == "outside_window":
            counts["outside_window" if row.is_feed_entry else "archived_pages_outside_window"] += 1
        else:
            counts[f"monitored:{row.kind}"] += 1
            counts["reported" if row.fate == "reported" else f"left_out:{row.reason}"] += 1
    return dict(sorted(counts.items()))


def lines_of(edition: Edition) -> dict[str, list[Line]]:
    """The lines of an edition by section, in the order in which they are printed."""
    government, others = edition.government_releases, edition.embassy_business_releases
    return {
        "risk_media": [line for group in edition.risk_media for line in group.lines],
        "ops_media": [line for group in edition.ops_media for line in group.lines],
        "government_releases": [*government.national, *government.city_state],
        "embassy_business_releases": [*others.embassies, *others.advisories, *others.business],
    }


def _most_lines(dispositions: pl.DataFrame, articles: pl.DataFrame) -> int:
    """As many lines as there are reported items, numbered ones, and items without a row: all may be lines."""
    there = set(dispositions.get_column("item_id"))
    gone = set(articles.get_column("item_id")) - there
    is_line = pl.col("line_number").is_not_null() | (pl.col("fate") == "reported")
    return dispositions.filter(is_line).height + len(gone)


def _line_fault(row: Disposition, lines: int) -> str:
    if row.line_number is None or 1 <= row.line_number <= lines:
        return ""
    return f"line {row.line_number} of {lines}"


def _article_fault(row: Disposition, known: Known) -> str:
    article = known.get((row.item_id, row.item_version))
    if article is None:
        return f"{row.item_id!r} version {row.item_version}"
    if article[:2] != (row.source_id, row.kind):
        return f"it is {row.kind} of {row.source_id}, the article {article[1]} of {article[0]}"
    return ""


def _fate_fault(row: Disposition) -> str:
    if row.fate == "reported":
        missing = [n for n, v in (("line_number", row.line_number), ("section", row.section)) if v is None]
        return (
            f"reported without {' and '.join(missing)}"
            if missing
            else "reported with a reason" * bool(row.reason)
        )
    if row.line_number is not None or row.section is not None:
        return f"{row.fate}, yet in line {row.line_number} of section {row.section}"
    if row.fate == "left_out" and row.reason not in REASONS:
        return f"left out for the reason {row.reason!r}"
    return ""


def _section_fault(row: Disposition) -> str:
    if row.fate != "reported":
        return ""
    risk, ops = row.risk_category, row.ops_category
    if (ops is None) == (risk in (None, UNDETERMINED)):
        return f"risk category {risk!r} and operations category {ops!r}"
    if row.kind not in KIND_BY_ID:
        return f"there is no kind {row.kind!r}"
    media = "risk_media" if ops is None else "ops_media"
    fitting = {"media": media, "government": "government_releases", "embassy_business": SECTIONS[3]}
    expected = fitting[KIND_BY_ID[row.kind].section]
    return "" if row.section == expected else f"{row.section!r}, not {expected}"


def _capture_fault(row: Disposition, known: Known, capture_ids: frozenset[str]) -> str:
    article = known.get((row.item_id, row.item_version))
    if row.fate != "reported" or article is None:
        return ""
    named = [capture for capture in article[2:] if capture is not None]
    missing = [capture for capture in named if capture not in capture_ids]
    return ", ".join(map(repr, missing)) if named else "its article names none"


def _refusal_fault(row: Disposition, refused: frozenset[str], withheld: frozenset[str]) -> str:
    if row.fate != "reported":
        return ""
    if row.item_id in refused:
        return f"{row.item_id!r} is in quarantine"
    parts = [
        part
        for part in (DAY, source_part(row.source_id), section_part(row.section or ""))
        if part in withheld
    ]
    return f"{', '.join(parts)} is withheld" if parts else ""


def _has_rows(dispositions: pl.DataFrame, articles: pl.DataFrame) -> Finding:
    rows = dispositions.height
    return Finding(rows > 0 or articles.is_empty(), f"{rows} rows, {articles.height} articles", rows)


def _lost(table: Judged, articles: pl.DataFrame) -> dict[str, Finding]:
    there = set(table.row_ids)
    items: dict[str, set[str]] = defaultdict(set)
    for item, source in articles.select("item_id", "source_id").iter_rows():
        items[source or ""].add(item or "")
    found = {}
    for source, expected in sorted(items.items()):
        missing = sorted(expected - there)
        words = f"{len(missing)} of {len(expected)} items missing"
        names = f": {', '.join(missing[:5])}" if missing else ""
        found[source_part(source)] = Finding(not missing, words + names, len(expected))
    return found


def _numbering(dispositions: pl.DataFrame) -> dict[str, Finding]:
    """By section, each beginning where the one before it ends; a line of no section fails the day."""
    numbers: dict[str | None, list[int]] = defaultdict(list)
    for number, section in dispositions.select("line_number", "section").iter_rows():
        if number is not None:
            numbers[section].append(number)
    found = {}
    first = 1
    for section in SECTIONS:
        if lines := sorted(numbers.pop(section, [])):
            words = f"{len(lines)} lines, {lines[0]} to {lines[-1]}, the first should be {first}"
            whole = lines == list(range(first, first + len(lines)))
            found[section_part(section)] = Finding(whole, words, len(lines))
            first = lines[-1] + 1
    stray = sum(map(len, numbers.values()))
    found[DAY] = Finding(not stray, f"{first - 1} lines, {stray} in no section", dispositions.height)
    return found


def _compared(counts: Mapping[str, int], others: Mapping[str, int], rows: int) -> Finding:
    differing = [
        f"{key}: {counts.get(key, 0)} here, {others[key]} there"
        for key in sorted(others)
        if counts.get(key, 0) != others[key]
    ]
    return Finding(not differing, "; ".join(differing) or f"{len(others)} numbers agree", rows)


def _edition_findings(
    edition: Edition,
    rows: Sequence[Disposition],
    counts: Mapping[str, int],
    unresolved: Mapping[str, Sequence[str]],
) -> Findings:
    lines = lines_of(edition)
    return [
        (COUNTED, {DAY: _printed_counts(edition, counts, len(rows))}),
        (PRINTED, {section_part(name): _printed_lines(name, lines[name], rows) for name in SECTIONS}),
        (
            REFERENCED,
            {section_part("developments"): _references(edition, lines)}
            | {
                take_part(t.take_id): _take_references(t, unresolved.get(t.take_id, ()))
                for t in edition.takes
            },
        ),
        (GROUNDED, {section_part("developments"): _sentences(edition, lines)}),
        (TIMELY, {section_part("government_releases"): _latency(edition, lines["government_releases"])}),
    ]


def _printed_counts(edition: Edition, counts: Mapping[str, int], rows: int) -> Finding:
    monitored = sum(kind.count for kind in edition.monitored)
    left_out = sum(group.count for group in edition.left_out)
    if monitored != len(edition.reported) + left_out:
        words = f"monitored {monitored} is not reported {len(edition.reported)} + left out {left_out}"
        return Finding(False, words, rows)
    unlisted = [group.reason for group in edition.left_out if group.count != len(group.item_ids)]
    if unlisted:
        return Finding(False, f"left out for {', '.join(unlisted)}: the count is not that of its items", rows)
    printed = {f"monitored:{kind.kind}": kind.count for kind in edition.monitored}
    printed |= {f"left_out:{group.reason}": group.count for group in edition.left_out}
    printed["reported"] = len(edition.reported)
    printed["outside_window"] = edition.outside_window
    printed["archived_pages_outside_window"] = edition.archived_pages_outside_window
    return _compared(counts, dict.fromkeys(counts, 0) | printed, rows)


def _printed_lines(section: str, lines: Sequence[Line], rows: Sequence[Disposition]) -> Finding:
    printed = {(line.number, line.item_id, line.item_version) for line in lines}
    reported = {(r.line_number, r.item_id, r.item_version) for r in rows if r.section == section}
    wrong = sorted(printed ^ reported, key=str)
    same = not wrong and len(lines) == len(printed)
    words = f"{len(lines)} lines printed, {len(reported)} items reported"
    return Finding(same, words + (f"; differing: line {wrong[0][0]}" if wrong else ""), len(lines))


def _references(edition: Edition, lines: Mapping[str, Sequence[Line]]) -> Finding:
    numbers = {line.number for group in lines.values() for line in group}
    cited = [reference.line for d in edition.developments for reference in d.references]
    cited += [number for d in edition.developments for p in d.paragraphs for number in p.lines]
    unresolved = sorted(set(cited) - numbers)
    words = f"{len(unresolved)} of {len(cited)} references lead to no line"
    return Finding(not unresolved, words + (f": {unresolved[:5]}" if unresolved else ""), len(cited))


def _take_references(take: Take, unresolved: Sequence[str]) -> Finding:
    """``unresolved`` are those that lead to no stored bytes; a number in the text without a reference is another."""
    numbers = {reference.number for reference in take.references}
    own = [number for block in take.blocks for run in block.runs for number in run.references]
    stray = [*unresolved, *(f"[{number}] is in no list" for number in own if number not in numbers)]
    if not own:
        stray.append("it cites nothing")
    words = f"{len(stray)} of {len(own)} references do not resolve"
    return Finding(not stray, words + (f": {'; '.join(stray[:5])}" if stray else ""), len(own))


def _sentences(edition: Edition, lines: Mapping[str, Sequence[Line]]) -> Finding:
    said = {
        line.number: {line.headline_original, line.headline_en}
        | {text for s in line.summary for text in (s.original, s.text_en) if text}
        for group in lines.values()
        for line in group
    }
    told = [
        (sentence, paragraph.lines)
        for development in edition.developments
        for paragraph in development.paragraphs
        for sentence in (paragraph.key, *paragraph.support)
    ]
    added = [text for text, numbers in told if not any(text in said.get(n, ()) for n in numbers)]
    words = f"{len(added)} of {len(told)} sentences are in none of the lines they cite"
    return Finding(not added, words + (f": {added[0][:120]}" if added else ""), len(told))


def _latency(edition: Edition, lines: Sequence[Line]) -> Finding:
    allowed = LATENCY_HOURS * max(1, len(edition.days))
    late = [line for line in lines if line.latency_hours is not None and line.latency_hours >= allowed]
    words = f"{len(late)} of {len(lines)} releases later than {allowed:.0f} hours"
    names = ", ".join(f"line {line.number}: {line.latency_hours:.1f}" for line in late[:5])
    return Finding(not late, words + (f" ({names})" if late else ""), len(lines))
