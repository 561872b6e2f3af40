"""The way back from a line: every link there, the digest computed again, and a missing link named."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.audit.trace import Tables, Trace, TraceError, find_line, trace
from briefing.records.handover import Handover
from briefing.records.sentence import Sentence
from briefing.records.step import Step

from .composed_day import Day, day_of_all_kinds
from .record_samples import DATE, verdict

ENGINES = [
    ("capture", "scrapy", "2"),
    ("duplicates", "minhash", "1"),
    ("stories", "tfidf", "1"),
    ("selection", "rules", "1"),
]


def handover(dataset: str, date: str = DATE) -> Handover:
    return Handover(
        dataset=dataset,
        country="kr",
        date=date,
        rows=1,
        digest="d",
        run_id=f"run-{dataset}-{date}",
        code_version="1",
    )


DATASETS = ("captures", "articles", "item_versions", "carriers", "stories", "dispositions")


def tables(day: Day, **given: Any) -> Tables:
    values = {
        "articles": day.articles,
        "captures": day.captures,
        "handovers": [handover(d) for d in DATASETS],
        "verdicts": [
            verdict(),
            verdict(part="source:kr_daily"),
            verdict(part="source:kr_x"),
            verdict(date="2026-03-09"),
        ],
    }
    return Tables(**(values | given))


@pytest.fixture
def day() -> Day:
    day = Day()
    day.add("a")
    day.versions = [
        v.model_copy(
            update={"steps": (Step(step="category", engine="lexicon", version="3", inputs_digest="f00"),)}
        )
        for v in day.versions
    ]
    return day


def follow(day: Day, recompute: Any = lambda file, offset: "sha1:A", **given: Any) -> Trace:
    return trace(day.edition(), 1, tables(day, **given), recompute, ENGINES)


def test_the_whole_way_back(day: Day) -> None:
    asked = []
    found = follow(day, lambda file, offset: asked.append((file, offset)) or "sha1:A")
    assert asked == [("archive/a.warc.gz", 0)]
    assert (found.edition, found.line, found.item_id, found.item_version) == (f"kr/{DATE}/v1", 1, "a", 1)
    assert (found.capture_id, found.entry_id, found.page_capture_id, found.feed_capture_id) == (
        "c-a", "e-a", "c-a", "feed-capture",
    )  # fmt: skip
    assert (found.payload_digest, found.recomputed_digest, found.digest_agrees) == ("sha1:A", "sha1:A", True)
    assert found.run_id == f"run-dispositions-{DATE}"
    assert [(s.step, s.engine, s.run_id) for s in found.steps] == [
        ("capture", "scrapy", f"run-captures-{DATE}"),
        ("extraction", "trafilatura", f"run-articles-{DATE}"),
        ("category", "lexicon", f"run-item_versions-{DATE}"),
        ("duplicates", "minhash", f"run-carriers-{DATE}"),
        ("stories", "tfidf", f"run-stories-{DATE}"),
        ("selection", "rules", f"run-dispositions-{DATE}"),
    ]
    assert [v.part for v in found.verdicts] == ["day", "source:kr_daily"]


def test_bytes_that_changed_do_not_agree(day: Day) -> None:
    found = follow(day, lambda file, offset: "sha1:B")
    assert (found.payload_digest, found.recomputed_digest, found.digest_agrees) == ("sha1:A", "sha1:B", False)


def test_a_line_that_is_not_there_is_named_with_those_that_are(day: Day) -> None:
    for number in (0, 2, -1):
        with pytest.raises(
            TraceError, match=rf"edition kr/2026-03-10/v1 has no line {number}; its lines run from 1 to 1"
        ):
            find_line(day.edition(), number)
    with pytest.raises(TraceError, match="from 1 to 0"):
        find_line(Day().edition(), 1)


def test_every_line_of_every_section_is_found() -> None:
    edition = day_of_all_kinds().edition()
    assert [find_line(edition, number).number for number in edition.reported] == list(range(1, 11))


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"articles": []}, "article a version 1 is not in the lake's tables"),
        ({"captures": []}, "capture c-a is not in the lake's tables"),
    ],
)
def test_a_missing_link_is_named(day: Day, missing: dict[str, Any], message: str) -> None:
    with pytest.raises(TraceError, match=message):
        follow(day, **missing)


def test_a_capture_without_bytes_is_named(day: Day) -> None:
    bare = [
        c.model_copy(
            update={"warc_file": None, "warc_offset": None, "outcome": "failed", "detail": "TimeoutError"}
        )
        for c in day.captures
    ]
    with pytest.raises(TraceError, match="capture c-a has no bytes: failed TimeoutError"):
        follow(day, captures=bare)


def test_a_run_that_nobody_wrote_down_is_empty_and_no_other_ones(day: Day) -> None:
    found = follow(day, handovers=[handover(d, "2026-03-09") for d in DATASETS])
    assert found.run_id == ""
    assert {step.run_id for step in found.steps} == {""}


def test_a_line_of_the_weekend_has_the_runs_of_its_own_day() -> None:
    day = Day(edition_date="2026-03-09")
    day.add("a", date="2026-03-07", monitoring_date="2026-03-07")
    handovers = [handover(d, on) for d in DATASETS for on in ("2026-03-07", "2026-03-09")]
    found = follow(day, handovers=handovers)
    runs = {step.step: step.run_id for step in found.steps}
    assert runs["capture"] == "run-captures-2026-03-07"
    assert runs["extraction"] == "run-articles-2026-03-07"
    assert runs["stories"] == "run-stories-2026-03-09"
    assert found.run_id == "run-dispositions-2026-03-09"


def test_a_line_of_a_pdf_has_the_page_of_its_first_key_sentence(day: Day) -> None:
    texts = ("Terminal opens", "Work begins in May.", "Fishermen agreed.")

    def with_pages(pages: tuple[int, ...], *places: int) -> int | None:
        summary = tuple(
            Sentence(original=texts[n], text_en=None, paragraph=n, start=0, end=len(texts[n]), score=1.0)
            if n >= 0
            else Sentence(original="headline", text_en=None, paragraph=-1, start=0, end=8, score=1.0)
            for n in places
        )
        day.versions = [v.model_copy(update={"summary": summary}) for v in day.versions]
        day.articles = [
            a.model_copy(update={"paragraphs": texts, "paragraph_pages": pages}) for a in day.articles
        ]
        return follow(day).pdf_page

    assert with_pages((1, 2, 3), 2) == 3
    assert with_pages((1, 2, 3), -1, 1, 2) == 2
    assert with_pages((1, 2, 3), -1) is None
    assert with_pages((1, 2, 3)) is None
    assert with_pages((), 1) is None
