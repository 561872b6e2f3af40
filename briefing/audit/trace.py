"""The whole way back: line → item version → article → capture → WARC record → run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import Field

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.edition import Edition, Line
from briefing.records.handover import Handover
from briefing.records.record import Instant, Record
from briefing.records.verdict import Verdict

T = TypeVar("T")


class TraceError(LookupError):
    """A link of the way back is missing; the message says which and where it was looked for."""


class TraceStep(Record):
    """One engine that the line went through."""

    step: str
    engine: str
    version: str
    inputs_digest: str = ""
    run_id: str = Field(default="", description="Dagster run of the hand-over that holds this step's result")


class Trace(Record):
    """Everything between a line and its bytes."""

    edition: str
    line: int
    headline_en: str
    headline_original: str | None
    story_id: str
    item_id: str
    item_version: int
    source_id: str
    url: str
    pdf_page: int | None = Field(
        default=None,
        description="of a PDF: its page, from 1, on which the paragraph of the first key sentence begins",
    )
    entry_id: str | None
    feed_capture_id: str | None
    page_capture_id: str | None
    capture_id: str
    warc_file: str
    warc_offset: int
    payload_digest: str
    recomputed_digest: str
    digest_agrees: bool
    status: int | None
    final_url: str
    fetched_at: Instant
    monitoring_date: str
    run_id: str = Field(description="Dagster run that selected the line")
    steps: tuple[TraceStep, ...]
    verdicts: tuple[Verdict, ...] = Field(description="what the gates said of the line's source and day")


@dataclass(frozen=True)
class Tables:
    """The tables of the edition's days that a trace looks into."""

    articles: Sequence[Article]
    captures: Sequence[Capture]
    handovers: Sequence[Handover]
    verdicts: Sequence[Verdict]


def find_line(edition: Edition, number: int) -> Line:
    """The line of a number. Raises TraceError naming the numbers that there are."""
    government, others = edition.government_releases, edition.embassy_business_releases
    lines = [
        *(line for group in (*edition.risk_media, *edition.ops_media) for line in group.lines),
        *government.national,
        *government.city_state,
        *others.embassies,
        *others.advisories,
        *others.business,
    ]
    for line in lines:
        if line.number == number:
            return line
    raise TraceError(
        f"edition {edition.country}/{edition.edition_date}/v{edition.version} has no line {number}; "
        f"its lines run from 1 to {max((line.number for line in lines), default=0)}"
    )


def trace(
    edition: Edition,
    number: int,
    tables: Tables,
    recompute: Callable[[str, int], str],
    outer_engines: Sequence[tuple[str, str, str]],
) -> Trace:
    """Follow a line back. ``recompute`` gives the digest of the payload stored at (file, offset).

    ``outer_engines`` are (step, engine, version) of the steps before and after the language ones. Raises
    TraceError when a link is missing.
    """
    line = find_line(edition, number)
    article = _one(
        [
            a
            for a in tables.articles
            if (a.item_id, a.version) == (line.item_id, line.item_version) and a.in_window
        ],
        f"article {line.item_id} version {line.item_version}",
    )
    capture = _one(
        [c for c in tables.captures if c.capture_id == line.capture_id and c.source_id == line.source_id],
        f"capture {line.capture_id}",
    )
    if capture.warc_file is None or capture.warc_offset is None or capture.payload_digest is None:
        raise TraceError(f"capture {capture.capture_id} has no bytes: {capture.outcome} {capture.detail}")
    recomputed = recompute(capture.warc_file, capture.warc_offset)
    runs = {(h.dataset, h.date): h.run_id for h in tables.handovers}
    day, edition_date = article.date, edition.edition_date.isoformat()

    def outer(engine: tuple[str, str, str]) -> TraceStep:
        dataset = _DATASET[engine[0]]
        run = runs.get((dataset, day if dataset == "captures" else edition_date), "")
        return TraceStep(step=engine[0], engine=engine[1], version=engine[2], run_id=run)

    steps = [
        *(outer(step) for step in outer_engines if step[0] == "capture"),
        TraceStep(
            step="extraction",
            engine=article.extractor,
            version=article.extractor_version,
            inputs_digest=capture.payload_digest,
            run_id=runs.get(("articles", day), ""),
        ),
        *(TraceStep(**step.model_dump(), run_id=runs.get(("item_versions", day), "")) for step in line.steps),
        *(outer(step) for step in outer_engines if step[0] != "capture"),
    ]
    return Trace(
        edition=f"{edition.country}/{edition.edition_date}/v{edition.version}",
        line=number,
        headline_en=line.headline_en,
        headline_original=line.headline_original,
        story_id=line.story_id,
        item_id=line.item_id,
        item_version=line.item_version,
        source_id=line.source_id,
        url=line.url,
        pdf_page=_pdf_page(line, article),
        entry_id=article.entry_id,
        feed_capture_id=article.feed_capture_id,
        page_capture_id=article.page_capture_id,
        capture_id=capture.capture_id,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        payload_digest=capture.payload_digest,
        recomputed_digest=recomputed,
        digest_agrees=recomputed == capture.payload_digest,
        status=capture.status,
        final_url=capture.final_url,
        fetched_at=capture.fetched_at,
        monitoring_date=article.monitoring_date,
        run_id=runs.get(("dispositions", edition_date), ""),
        steps=tuple(steps),
        verdicts=tuple(
            v for v in tables.verdicts if v.date == day and v.part in ("day", f"source:{line.source_id}")
        ),
    )


def _pdf_page(line: Line, article: Article) -> int | None:
    """None where the article is no PDF, or no key sentence comes from its text."""
    first = next((s.paragraph for s in line.summary if s.paragraph >= 0), None)
    return None if first is None else next(iter(article.paragraph_pages[first : first + 1]), None)


_DATASET = {
    "capture": "captures",
    "duplicates": "carriers",
    "stories": "stories",
    "selection": "dispositions",
}


def _one(found: Sequence[T], what: str) -> T:
    if not found:
        raise TraceError(f"{what} is not in the lake's tables of the edition's days; were they removed?")
    return found[0]
