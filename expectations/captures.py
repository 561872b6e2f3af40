"""The gate after the crawl: is what came back whole, ours, and where the index says it lies?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Protocol

import polars as pl

from briefing.records.capture import DOORS, Capture
from briefing.records.handover import Handover
from briefing.records.source import Source
from expectations.check import DAY, Finding, Findings, Judged, PartCheck, RowCheck, Scope, source_part
from expectations.judgement import Judgement, find_faults, judge_shape, judge_table, read_rows, texts_of
from expectations.partition import partition_checks, parts_by_source

OLDEST = datetime(1996, 1, 1, tzinfo=UTC)  # before it no public archive of the web existed
FAILED_SHARE = 0.25


class StoredRecord(Protocol):
    """What lies in the WARC where a capture says it lies; ``digest`` is computed from the bytes there."""

    @property
    def record_id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def digest(self) -> str: ...


Reread = Callable[[Capture], StoredRecord | None]
"""Reads a capture's record again from its file; None where no whole record can be read there."""

UNIQUE = RowCheck(
    name="capture_id_is_unique",
    says="a source has each of its captures once for each request that it made",
    fault="another row of the source has the same capture",
    shows=("source_id", "capture_id", "url"),
    kind="expect_compound_columns_to_be_unique",
    arguments={"column_list": ["source_id", "capture_id", "url", "request_key", "entry_key"]},
)
URL = RowCheck(
    name="url_is_a_web_address",
    says="the address asked for is an http or https address",
    fault="the address asked for is no web address",
    shows=("url",),
    kind="expect_column_values_to_match_regex",
    arguments={"column": "url", "regex": r"^https?://[^\s/]+"},
)
FINAL_URL = RowCheck(
    name="final_url_is_a_web_address",
    says="the address that answered is an http or https address",
    fault="the address that answered is no web address",
    shows=("final_url",),
    kind="expect_column_values_to_match_regex",
    arguments={"column": "final_url", "regex": r"^https?://[^\s/]+"},
)
STATUS = RowCheck(
    name="status_is_an_http_status",
    says="a status lies between 100 and 599",
    fault="the status is none that HTTP has",
    shows=("status",),
    kind="expect_column_values_to_be_between",
    arguments={"column": "status", "min_value": 100, "max_value": 599},
)
DIGEST = RowCheck(
    name="payload_digest_is_sha1",
    says="a payload digest is written as sha1: and 32 BASE32 characters",
    fault="the payload digest is not written as a SHA-1 digest",
    shows=("payload_digest",),
    kind="expect_column_values_to_match_regex",
    arguments={"column": "payload_digest", "regex": r"^sha1:[A-Z2-7]{32}$"},
)
STORED = RowCheck(
    name="fetched_capture_is_in_the_archive",
    says="a fetched capture has a response in the archive, and one that was not fetched has none",
    fault="outcome and stored response contradict each other",
)
FETCHED_AT = RowCheck(
    name="fetched_at_is_plausible",
    says="a capture was made after 1996 and not after the newest instant of this run",
    fault="the capture cannot have been made then",
)
FOUND_IN = RowCheck(
    name="found_in_resolves",
    says="the feed or listing that led to a page is a capture of the same source in this table",
    fault="the capture that led here is not in the table",
)
REREAD = RowCheck(
    name="stored_record_is_the_capture",
    says="the WARC record, read again, has the capture's id, address, status and payload digest",
    fault="the WARC record is not what the capture says",
)

HAS_ROWS = PartCheck(
    name="table_has_rows",
    says="the day has captures",
    threshold="at least 1 row",
    why="a day on which nothing was even tried has nothing to report and must not look like a quiet one",
    blocks=True,
)
HAS_RESPONSES = PartCheck(
    name="some_capture_was_fetched",
    says="at least one capture of the day holds a response",
    threshold="at least 1 response",
    why="when nothing answers, the network or the archive failed, not every publisher at once",
    blocks=True,
)
NOTHING_LOST = PartCheck(
    name="captures_that_others_name_are_there",
    says="every capture that another one was found in is in the table",
    threshold="0 missing",
    why="a row that others point to has been in the table; what it held cannot be accounted for",
    blocks=True,
)
REACHED = PartCheck(
    name="source_was_reached",
    says="a feed, listing or archived page of the source answered with status 200",
    threshold="at least 1 answer",
    why="a source none of whose lists could be read has failed: its silence is not news",
    blocks=False,
)
FEW_FAILED = PartCheck(
    name="few_requests_failed",
    says="few requests to the source failed or were answered with an error",
    threshold=f"at most {FAILED_SHARE:.0%}",
    why="single dead links are normal; a quarter of them means that the site changed or turns us away",
    blocks=False,
)


def judge_captures(
    captures: pl.DataFrame,
    sources: Sequence[Source],
    *,
    country: str,
    date: str,
    digest: str,
    released: frozenset[str] = frozenset(),
    not_after: datetime | None = None,
    reread: Reread | None = None,
    handed_over: Handover | None = None,
) -> Judgement:
    """Judge the ``captures`` table of one country and day.

    ``sources`` is the whole catalogue; those that are enabled and feed this country are expected to have been
    tried. ``not_after`` is the newest instant at which a capture can have been made (of the crawl, or of
    ``--as-of``). With ``reread`` every fetched capture is read again from its archive and compared.
    """
    scope = Scope("captures", country, date, digest, released, handed_over)
    if (misshapen := judge_shape(scope, captures, Capture)) is not None:
        return misshapen
    rows = read_rows(captures, Capture)
    capture_ids = texts_of(captures, "capture_id")
    source_ids = texts_of(captures, "source_id")
    sources_of = _sources_by_capture(capture_ids, source_ids)
    checks = [
        *partition_checks(country, date),
        UNIQUE,
        URL,
        FINAL_URL,
        STATUS,
        DIGEST,
        STORED,
        FETCHED_AT,
        FOUND_IN,
    ]
    configured = {source.id for source in sources}
    tests: dict[str, Callable[[Capture], str]] = {
        "source_is_configured": lambda c: "" if c.source_id in configured else repr(c.source_id),
        STORED.name: _storage_fault,
        FETCHED_AT.name: lambda c: _time_fault(c.fetched_at, not_after),
        FOUND_IN.name: lambda c: _found_in_fault(c, sources_of),
    }
    if reread is not None:
        checks.append(REREAD)
        tests[REREAD.name] = lambda c: _reread_fault(c, reread)
    table = Judged(
        frame=captures,
        row_ids=capture_ids,
        source_ids=source_ids,
        parts=parts_by_source(source_ids, sources),
        faults=find_faults(rows, tests),
    )
    due = [source for source in sources if source.enabled and country in source.countries]
    whole = [row for row in rows if isinstance(row, Capture)]
    return judge_table(scope, table, checks, _findings(whole, due, sources_of, captures.height))


def _sources_by_capture(capture_ids: Sequence[str], source_ids: Sequence[str]) -> dict[str, set[str]]:
    """Two sources whose addresses redirect to one feed share its capture."""
    sources_of: dict[str, set[str]] = {}
    for capture_id, source_id in zip(capture_ids, source_ids, strict=True):
        sources_of.setdefault(capture_id, set()).add(source_id)
    return sources_of


def _storage_fault(capture: Capture) -> str:
    """A miss may be in the archive too, as a record that says so; it has no response, and so no status."""
    response = {
        "status": capture.status,
        "payload_digest": capture.payload_digest,
        "payload_bytes": capture.payload_bytes,
    }
    place = {"warc_file": capture.warc_file, "warc_offset": capture.warc_offset}
    negative = [f"{n} is negative" for n, v in (response | place).items() if isinstance(v, int) and v < 0]
    if capture.outcome == "fetched":
        missing = [f"{name} is missing" for name, value in (response | place).items() if value in (None, "")]
        return ", ".join(missing + negative)
    there = [f"outcome is {capture.outcome}, yet {n} is set" for n, v in response.items() if v is not None]
    if (capture.warc_file is None) != (capture.warc_offset is None):
        there.append("one of warc_file and warc_offset is missing")
    return ", ".join(there + negative)


def _time_fault(instant: datetime, not_after: datetime | None) -> str:
    if instant < OLDEST:
        return f"{instant.isoformat()} is before {OLDEST:%Y}"
    if not_after is not None and instant > not_after:
        return f"{instant.isoformat()} is after {not_after.isoformat()}"
    return ""


def _found_in_fault(capture: Capture, sources_of: Mapping[str, Set[str]]) -> str:
    if capture.found_in is None:
        return ""
    parents = sources_of.get(capture.found_in)
    if parents is None:
        return repr(capture.found_in)
    if capture.source_id in parents:
        return ""
    return f"{capture.found_in!r} is of {', '.join(map(repr, sorted(parents)))}"


def _reread_fault(capture: Capture, reread: Reread) -> str:
    if capture.outcome != "fetched":
        return ""
    stored = reread(capture)
    if stored is None:
        return f"no whole record at byte {capture.warc_offset} of {capture.warc_file}"
    differences = []
    if stored.record_id != (capture.revisit_of or capture.capture_id):
        differences.append(f"id there is {stored.record_id}")
    if capture.revisit_of is None and stored.url not in (capture.url, capture.final_url):
        differences.append(f"address there is {stored.url!r}")
    if stored.status != capture.status:
        differences.append(f"status there is {stored.status}, here {capture.status}")
    if stored.digest != capture.payload_digest:
        differences.append(f"digest there is {stored.digest}, here {capture.payload_digest}")
    return "; ".join(differences)


def _findings(
    captures: Sequence[Capture], due: Sequence[Source], sources_of: Mapping[str, Set[str]], rows: int
) -> Findings:
    fetched = sum(capture.outcome == "fetched" for capture in captures)
    return [
        (HAS_ROWS, {DAY: Finding(rows > 0, f"{rows} rows", rows)}),
        (HAS_RESPONSES, {DAY: Finding(fetched > 0, f"{fetched} responses in {rows} rows", rows)}),
        (NOTHING_LOST, _lost(captures, sources_of)),
        (REACHED, {source_part(source.id): _reached(source, captures) for source in due}),
        (FEW_FAILED, _failures(captures)),
    ]


def _lost(captures: Sequence[Capture], sources_of: Mapping[str, Set[str]]) -> dict[str, Finding]:
    rows = Counter(capture.source_id for capture in captures)
    named: dict[str, set[str]] = {source: set() for source in rows}
    for capture in captures:
        if capture.found_in is not None and capture.found_in not in sources_of:
            named[capture.source_id].add(capture.found_in)
    return {
        source_part(source): Finding(not ids, f"{len(ids)} missing", rows[source])
        for source, ids in sorted(named.items())
    }


def _reached(source: Source, captures: Sequence[Capture]) -> Finding:
    """Lists count; of a source that is read from archived pages, the pages do too."""
    roles = (*DOORS, "page") if source.archived_pages else DOORS
    tried = [c for c in captures if c.source_id == source.id and c.role in roles]
    answered = [c for c in tried if c.status == 200 and not c.detail]
    if answered:
        return Finding(True, f"{len(answered)} of {len(tried)} requests answered with 200", len(tried))
    why = Counter(
        (c.detail or f"status {c.status}") if c.outcome == "fetched" else f"{c.outcome} {c.detail}".strip()
        for c in tried
    )
    words = ", ".join(f"{count} × {text}" for text, count in sorted(why.items()))
    return Finding(False, words or "no request for its lists is recorded", len(tried))


def _failures(captures: Sequence[Capture]) -> dict[str, Finding]:
    """A page that a replayed archive lacks is no failure of the source, and is not counted; nor is what our own
    manners kept from being asked."""
    asked = [c for c in captures if c.outcome in ("fetched", "failed")]
    requests = Counter(c.source_id for c in asked)
    failed = Counter(
        c.source_id for c in asked if c.outcome != "fetched" or (c.status is not None and c.status >= 400)
    )
    return {
        source_part(source): Finding(
            failed[source] <= FAILED_SHARE * count, f"{failed[source]} of {count} failed", count
        )
        for source, count in sorted(requests.items())
    }
