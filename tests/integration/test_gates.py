"""The four gates on a small good day, and on that day after every kind of damage done by hand."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
import polars as pl
import pytest

from briefing.records.article import Article, content_digest
from briefing.records.capture import Capture
from briefing.records.disposition import Disposition
from briefing.records.entity import Entity
from briefing.records.entry import Entry
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.finding import Finding
from briefing.records.frame import from_frame, to_frame
from briefing.records.handover import Handover
from briefing.records.item_version import ItemVersion
from briefing.records.sentence import Sentence
from briefing.records.source import HealthyDay, Source
from briefing.records.step import Step
from briefing.storage.home import Home
from expectations.check import RowCheck
from expectations.data_docs import build_data_docs
from expectations.edition import count_dispositions
from expectations.gate import Judgement, judge_articles, judge_captures, judge_edition, judge_items
from expectations.quarantine import refused_ids, refused_versions
from expectations.validation import Expectation, GateError, validate

COUNTRY, DATE, CUTOFF = "kr", "2026-03-10", time(18, 0)
MORNING = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
TITLE, BODY = "정부, 반도체에 1조원 투자", "정부는 10일 반도체에 1조원을 투자한다고 밝혔다."
CATEGORIES = frozenset({"risk.natural_disaster", "ops.capital_investment", "ops.taxes"})
ITEMS = 20  # per source, enough for one refused row to stay within tolerance
SOURCE_IDS = ("kr_alpha", "kr_beta", "kr_gamma")


class Day(NamedTuple):
    """The tables of one country's day; ``dispositions`` is the account of its edition."""

    captures: pl.DataFrame
    entries: pl.DataFrame
    articles: pl.DataFrame
    items: pl.DataFrame
    dispositions: pl.DataFrame


def _source(source_id: str, enabled: bool = True) -> Source:
    return Source(
        id=source_id,
        name=source_id.removeprefix("kr_").title(),
        kind="government" if source_id == "kr_gamma" else "news_media",
        languages=("ko",),
        countries=("kr",),
        homepage=f"https://{source_id}.example/",
        feeds=(f"https://{source_id}.example/rss",),
        timezone="Asia/Seoul",
        healthy_day=HealthyDay(min_items=5, max_items=50, silence_hours=24),
        evidence="written for this test",
        confidence="A",
        enabled=enabled,
        disabled_reason=None if enabled else "closed",
    )


SOURCES = tuple(map(_source, SOURCE_IDS))


def _capture(source_id: str, name: str, role: Any, found_in: str | None, at: datetime) -> Capture:
    return Capture(
        capture_id=f"{source_id}-{name}",
        country=COUNTRY,
        date=DATE,
        source_id=source_id,
        role=role,
        url=f"https://{source_id}.example/{name}",
        final_url=f"https://{source_id}.example/{name}",
        found_in=found_in,
        outcome="fetched",
        status=200,
        content_type="text/html",
        fetched_at=at,
        payload_digest="sha1:" + "A" * 32,
        payload_bytes=100,
        warc_file="archive/x.warc.gz",
        warc_offset=0,
    )


def _item(source: Source, number: int) -> tuple[Capture, Entry, Article, ItemVersion, Disposition]:
    seen, fetched = MORNING, MORNING + timedelta(minutes=number + 1)
    item_id, link = f"{source.id}-item{number}", f"https://{source.id}.example/{number}"
    title = f"{TITLE} ({number})"
    capture = _capture(source.id, str(number), "page", f"{source.id}-rss", fetched)
    published = MORNING - timedelta(hours=2)
    entry = Entry(
        entry_id=f"{item_id}-entry",
        item_id=item_id,
        country=COUNTRY,
        date=DATE,
        source_id=source.id,
        feed_url=source.feeds[0],
        position=number,
        link=link,
        canonical_url=link,
        title=title,
        summary="",
        content=(),
        byline="",
        published_raw="2026-03-10 07:00",
        published_at=published,
        published_precision="minute",
        published_basis="feed",
        capture_id=f"{source.id}-rss",
        last_capture_id=f"{source.id}-rss",
        first_seen_at=seen,
        last_seen_at=seen,
        readings=1,
        is_about_country=True,
    )
    article = Article(
        item_id=item_id,
        version=1,
        is_latest=True,
        country=COUNTRY,
        date=DATE,
        monitoring_date=DATE,
        day_basis="published",
        in_window=True,
        is_about_country=True,
        source_id=source.id,
        kind=source.kind,
        url=link,
        canonical_url=link,
        title=title,
        paragraphs=(BODY,),
        byline="",
        declared_language="ko",
        published_at=published,
        published_raw=entry.published_raw,
        published_precision="minute",
        published_basis="feed",
        first_seen_at=seen,
        fetched_at=fetched,
        body_basis="page",
        page_state="fetched",
        charset="utf-8",
        charset_basis="http",
        damage=(),
        entry_id=entry.entry_id,
        feed_capture_id=f"{source.id}-rss",
        page_capture_id=capture.capture_id,
        feed_readings=1,
        extractor="test",
        extractor_version="1",
        content_digest=content_digest(title, (BODY,)),
    )
    in_scope = number % 4 != 3
    is_risk = number % 4 == 1
    item = ItemVersion(
        item_id=item_id,
        version=1,
        country=COUNTRY,
        date=DATE,
        language="ko",
        language_confidence=0.99,
        headline_en=f"South Korea: Capital Investment; 1 trillion won; {number}",
        headline_basis="structured",
        summary=(Sentence(original=BODY, text_en=None, paragraph=0, start=0, end=len(BODY), score=1.0),),
        summary_basis="extracted",
        scope="out_of_scope" if not in_scope else "risk" if is_risk else "ops",
        risk_category=None if not in_scope else "risk.natural_disaster" if is_risk else "risk.undetermined",
        ops_category=None
        if not in_scope or is_risk
        else ("ops.capital_investment", "ops.taxes")[number % 4 // 2],
        category_confidence=0.8,
        evidence=(
            Evidence(
                category="ops.capital_investment", cue="투자", weight=2.0, paragraph=-1, start=13, end=15
            ),
        ),
        domain="Economy",
        entities=(
            Entity(
                kind="organisation",
                name="정부",
                name_en="the government",
                gazetteer_id="g",
                paragraph=0,
                start=0,
                end=2,
            ),
        ),
        figures=(
            Figure(
                original="1조원",
                value="1000000000000",
                unit="won",
                text_en="1 trillion won",
                paragraph=-1,
                start=9,
                end=12,
            ),
        ),
        steps=(Step(step="language", engine="test", version="1", inputs_digest=article.content_digest[:16]),),
    )
    disposition = Disposition(
        country=COUNTRY,
        date=DATE,
        item_id=item_id,
        item_version=1,
        source_id=source.id,
        kind=source.kind,
        monitoring_date=DATE,
        is_feed_entry=True,
        fate="reported" if in_scope else "left_out",
        reason="" if in_scope else "out_of_scope",
        detail="",
        line_number=None,
        section=None
        if not in_scope
        else "government_releases"
        if source.kind == "government"
        else "risk_media"
        if is_risk
        else "ops_media",
        risk_category=item.risk_category,
        ops_category=item.ops_category,
        story_id=None,
    )
    return capture, entry, article, item, disposition


def _numbered(dispositions: list[Disposition]) -> list[Disposition]:
    order = ("risk_media", "ops_media", "government_releases")
    reported = sorted(
        (d for d in dispositions if d.section), key=lambda d: (order.index(d.section or ""), d.item_id)
    )
    numbers = {d.item_id: number for number, d in enumerate(reported, start=1)}
    return [d.model_copy(update={"line_number": numbers.get(d.item_id)}) for d in dispositions]


def _good_day(per_source: int = ITEMS) -> Day:
    made = [_item(source, number) for source in SOURCES for number in range(per_source)]
    feeds = [_capture(source.id, "rss", "feed", None, MORNING) for source in SOURCES]
    captures, entries, articles, items, dispositions = map(list, zip(*made, strict=True))
    return Day(
        to_frame([*feeds, *captures], Capture),
        to_frame(entries, Entry),
        to_frame(articles, Article),
        to_frame(items, ItemVersion),
        to_frame(_numbered(dispositions), Disposition),
    )


GOOD = _good_day()
WIDE = _good_day(per_source=150)  # one damaged row of each sort stays under a fifth of a source
Gate = Callable[..., Judgement]


def gate_captures(day: Day, **options: Any) -> Judgement:
    return judge_captures(day.captures, SOURCES, country=COUNTRY, date=DATE, digest="d", **options)


def gate_articles(day: Day, **options: Any) -> Judgement:
    return judge_articles(
        day.articles,
        day.entries,
        day.captures,
        SOURCES,
        country=COUNTRY,
        date=DATE,
        digest="d",
        cutoff=CUTOFF,
        **options,
    )


def gate_items(day: Day, **options: Any) -> Judgement:
    return judge_items(
        day.items,
        day.articles,
        SOURCES,
        country=COUNTRY,
        date=DATE,
        digest="d",
        known_categories=CATEGORIES,
        **options,
    )


def gate_edition(day: Day, **options: Any) -> Judgement:
    return judge_edition(
        day.dispositions,
        day.articles,
        day.captures,
        SOURCES,
        country=COUNTRY,
        date=DATE,
        digest="d",
        **options,
    )


def put(frame: pl.DataFrame, row: int, **values: Any) -> pl.DataFrame:
    """The frame with some cells of one row replaced, its columns and types unchanged."""
    for column, value in values.items():
        cells = frame.get_column(column).to_list()
        cells[row] = value(cells[row]) if callable(value) else value
        frame = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
    return frame


def swap(frame: pl.DataFrame, column: str, one: int, other: int) -> pl.DataFrame:
    cells = frame.get_column(column).to_list()
    cells[one], cells[other] = cells[other], cells[one]
    return frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))


def without(frame: pl.DataFrame, row: int) -> pl.DataFrame:
    return pl.concat([frame[:row], frame[row + 1 :]])


def twice(frame: pl.DataFrame, row: int) -> pl.DataFrame:
    return pl.concat([frame, frame[row : row + 1]])


def damaged(frame: pl.DataFrame, damage: dict[str, Any], first: int, step: int) -> pl.DataFrame:
    """Each damage on a row of its own: ``first``, ``first + step`` …"""
    for number, (values, _) in enumerate(damage.values()):
        frame = put(frame, first + step * number, **values)
    return frame


def refusing(judgement: Judgement, row_id: str | None = None) -> set[str]:
    """The expectations that refuse some row, or one row."""
    return {q.expectation for q in judgement.quarantined if not q.is_released and row_id in (None, q.row_id)}


def changed_json(column: str, **values: Any) -> Callable[[str], str]:
    """The first member of a JSON list with other values."""

    def change(text: str) -> str:
        members = json.loads(text)
        members[0] |= values
        return json.dumps(members, ensure_ascii=False)

    return change


# A good day


@pytest.mark.parametrize("gate", [gate_captures, gate_articles, gate_items, gate_edition])
def test_a_good_day_passes_whole(gate: Gate) -> None:
    judgement = gate(GOOD)
    assert [v for v in judgement.verdicts if not v.passed] == []
    assert judgement.quarantined == ()
    assert judgement.failed_parts == ()
    assert {v.judged_digest for v in judgement.verdicts} == {"d"}
    assert all(v.why and v.threshold and v.observed for v in judgement.verdicts)


@pytest.mark.parametrize("gate", [gate_captures, gate_articles, gate_items, gate_edition])
def test_the_same_table_gives_the_same_judgement(gate: Gate) -> None:
    assert gate(GOOD) == gate(GOOD)


# One damaged row: it is refused, with its reason, and nothing else is withheld

LATER = MORNING + timedelta(days=40)
CAPTURE_DAMAGE = {
    "null id": ({"capture_id": None}, "row_is_a_whole_record"),
    "null source": ({"source_id": None}, "row_is_a_whole_record"),
    "null instant": ({"fetched_at": None}, "row_is_a_whole_record"),
    "unknown outcome": ({"outcome": "guessed"}, "row_is_a_whole_record"),
    "unknown source": ({"source_id": "kr_nobody"}, "source_is_configured"),
    "wrong country": ({"country": "jp"}, "country_is_this_one"),
    "wrong date": ({"date": "2026-03-11"}, "date_is_this_one"),
    "no address": ({"url": "javascript:alert(1)"}, "url_is_a_web_address"),
    "no final address": ({"final_url": "file:///etc/passwd"}, "final_url_is_a_web_address"),
    "impossible status": ({"status": 20}, "status_is_an_http_status"),
    "wrong digest form": ({"payload_digest": "sha1:abc"}, "payload_digest_is_sha1"),
    "digest gone": ({"payload_digest": None}, "fetched_capture_is_in_the_archive"),
    "file gone": ({"warc_file": None}, "fetched_capture_is_in_the_archive"),
    "fetched denied": ({"outcome": "failed"}, "fetched_capture_is_in_the_archive"),
    "future": ({"fetched_at": LATER}, "fetched_at_is_plausible"),
    "stone age": ({"fetched_at": datetime(1970, 1, 1, tzinfo=UTC)}, "fetched_at_is_plausible"),
    "swapped parent": ({"found_in": "kr_beta-rss"}, "found_in_resolves"),
}


@pytest.fixture(scope="module")
def damaged_captures() -> Judgement:
    captures = damaged(WIDE.captures, CAPTURE_DAMAGE, first=len(SOURCES), step=1)
    return gate_captures(WIDE._replace(captures=captures), not_after=MORNING + timedelta(days=1))


@pytest.mark.parametrize("damage", CAPTURE_DAMAGE)
def test_a_damaged_capture_is_refused(damage: str, damaged_captures: Judgement) -> None:
    number = list(CAPTURE_DAMAGE).index(damage)
    row_id = "" if damage == "null id" else f"kr_alpha-{number}"
    assert CAPTURE_DAMAGE[damage][1] in refusing(damaged_captures, row_id)


def test_damaged_captures_are_refused_alone_and_kept_whole(damaged_captures: Judgement) -> None:
    assert damaged_captures.failed_parts == ()
    assert len({q.row for q in damaged_captures.quarantined}) == len(CAPTURE_DAMAGE)
    for refusal in damaged_captures.quarantined:
        assert refusal.reason
        assert set(json.loads(refusal.row)) == set(WIDE.captures.columns)


ARTICLE_DAMAGE = {
    "null title": ({"title": None}, "row_is_a_whole_record"),
    "null kind of basis": ({"body_basis": None}, "row_is_a_whole_record"),
    "wrong country": ({"country": "jp"}, "country_is_this_one"),
    "wrong date": ({"date": "2026-03-09"}, "date_is_this_one"),
    "other source": ({"source_id": "kr_beta"}, "captures_resolve"),
    "other kind": ({"kind": "embassy"}, "kind_is_that_of_the_source"),
    "empty title": ({"title": "  "}, "title_has_text"),
    "changed title": ({"title": "정부, 반도체 투자 철회"}, "content_digest_is_that_of_the_text"),
    "changed body": ({"paragraphs": ["다른 글"]}, "content_digest_is_that_of_the_text"),
    "wrong digest": ({"content_digest": "0" * 64}, "content_digest_is_that_of_the_text"),
    "broken entity": ({"title": "R&ampD"}, "title_has_no_entities"),
    "mojibake title": ({"title": TITLE.encode().decode("latin-1")}, "title_is_decoded"),
    "mojibake body": ({"paragraphs": [BODY.encode("euc-kr").decode("latin-1")]}, "text_is_decoded"),
    "control": ({"paragraphs": [BODY + "\x00"]}, "text_has_no_control_characters"),
    "body gone": ({"paragraphs": []}, "body_agrees_with_its_basis"),
    "basis denied": ({"body_basis": "none"}, "body_agrees_with_its_basis"),
    "future": ({"published_at": LATER}, "published_at_is_plausible"),
    "1970": ({"published_at": datetime(1970, 1, 1, tzinfo=UTC)}, "published_at_is_plausible"),
    "date gone": ({"published_at": None}, "published_at_is_plausible"),
    "other day": ({"monitoring_date": "2026-03-09"}, "monitoring_date_follows_from_the_clock"),
    "moved by a day": (
        {"published_at": MORNING - timedelta(days=1)},
        "monitoring_date_follows_from_the_clock",
    ),
    "window denied": ({"in_window": False}, "monitoring_date_follows_from_the_clock"),
    "first seen late": ({"first_seen_at": LATER}, "instants_are_in_order"),
    "fetch time": ({"fetched_at": MORNING + timedelta(hours=9)}, "instants_are_in_order"),
    "no capture": ({"page_capture_id": "nowhere"}, "captures_resolve"),
    "other entry": ({"entry_id": "kr_alpha-item4-entry"}, "entry_resolves"),
    "other address": ({"canonical_url": "https://elsewhere.example/"}, "entry_resolves"),
    "no latest": ({"is_latest": False}, "versions_run_from_one"),
    "version 2 only": ({"version": 2}, "versions_run_from_one"),
}


@pytest.fixture(scope="module")
def damaged_articles() -> Judgement:
    return gate_articles(WIDE._replace(articles=damaged(WIDE.articles, ARTICLE_DAMAGE, first=0, step=1)))


@pytest.mark.parametrize("damage", ARTICLE_DAMAGE)
def test_a_damaged_article_is_refused(damage: str, damaged_articles: Judgement) -> None:
    number = list(ARTICLE_DAMAGE).index(damage)
    assert ARTICLE_DAMAGE[damage][1] in refusing(damaged_articles, f"kr_alpha-item{number}")


def test_damaged_articles_are_refused_alone(damaged_articles: Judgement) -> None:
    assert damaged_articles.failed_parts == ()
    ids = {f"kr_alpha-item{number}" for number in range(len(ARTICLE_DAMAGE))}
    assert refused_ids(damaged_articles.quarantined, "articles") == ids


def _headline(text: str, basis: str = "structured") -> dict[str, Any]:
    return {"headline_en": text, "headline_basis": basis}


ITEM_DAMAGE = {
    "null scope": ({"scope": None}, "row_is_a_whole_record"),
    "torn JSON": ({"steps": "[{"}, "row_is_a_whole_record"),
    "wrong country": ({"country": "vn"}, "country_is_this_one"),
    "unknown language": ({"language": "xx"}, "language_is_known"),
    "confidence": ({"category_confidence": 7.0}, "category_confidence_is_a_share"),
    "unknown category": ({"ops_category": "ops.gossip"}, "category_is_known"),
    "category of the other axis": ({"ops_category": "risk.natural_disaster"}, "category_is_known"),
    "two axes": ({"risk_category": "risk.natural_disaster"}, "one_axis_is_set"),
    "no axis": ({"ops_category": None}, "one_axis_is_set"),
    "scope denied": ({"scope": "out_of_scope"}, "one_axis_is_set"),
    "sentence moved": ({"summary": changed_json("summary", start=1)}, "sentences_stand_in_the_text"),
    "sentence elsewhere": ({"summary": changed_json("summary", paragraph=5)}, "sentences_stand_in_the_text"),
    "sentence invented": (
        {"summary": changed_json("summary", original="없는 말")},
        "sentences_stand_in_the_text",
    ),
    "entity moved": ({"entities": changed_json("entities", end=3)}, "entities_stand_in_the_text"),
    "figure changed": ({"figures": changed_json("figures", original="2조원")}, "figures_stand_in_the_text"),
    "cue moved": ({"evidence": changed_json("evidence", start=0)}, "evidence_stands_in_the_text"),
    "other headline": (_headline("Another headline", "original"), "headline_agrees_with_its_basis"),
    "empty headline": (_headline(" "), "headline_agrees_with_its_basis"),
    "headline denied": ({"headline_basis": "none"}, "headline_agrees_with_its_basis"),
    "invented number": (_headline("3 trillion won"), "numbers_stand_in_the_source"),
    "translated wrongly": (
        _headline("Government to invest 2 trillion won in chips", "translated"),
        "english_is_borne_out",
    ),
    "invented sentence": (
        {"summary": changed_json("summary", text_en="Nonsense")},
        "summary_agrees_with_its_basis",
    ),
    "summary gone": ({"summary": "[]"}, "summary_agrees_with_its_basis"),
    "step without engine": ({"steps": changed_json("steps", engine="")}, "steps_name_their_engines"),
    "made from another text": (
        {"steps": changed_json("steps", inputs_digest="0" * 16)},
        "made_from_this_text",
    ),
    "no steps": ({"steps": "[]"}, "steps_name_their_engines"),
}


@pytest.fixture(scope="module")
def damaged_items() -> Judgement:
    """Every fourth item from the second on is on the operations axis, which the damages expect."""
    return gate_items(WIDE._replace(items=damaged(WIDE.items, ITEM_DAMAGE, first=2, step=4)))


@pytest.mark.parametrize("damage", ITEM_DAMAGE)
def test_a_damaged_item_is_refused(damage: str, damaged_items: Judgement) -> None:
    number = 2 + 4 * list(ITEM_DAMAGE).index(damage)
    assert ITEM_DAMAGE[damage][1] in refusing(damaged_items, f"kr_alpha-item{number}")


def test_damaged_items_are_refused_alone(damaged_items: Judgement) -> None:
    assert damaged_items.failed_parts == ()
    ids = {(f"kr_alpha-item{2 + 4 * number}", 1) for number in range(len(ITEM_DAMAGE))}
    assert refused_versions(damaged_items.quarantined) == ids


DISPOSITION_DAMAGE = {
    "fate of a line": ({"fate": "left_out"}, "fate_agrees_with_its_fields"),
    "line without number": ({"line_number": None}, "fate_agrees_with_its_fields"),
    "line without section": ({"section": None}, "fate_agrees_with_its_fields"),
    "reason of a line": ({"reason": "duplicate"}, "fate_agrees_with_its_fields"),
    "number 0": ({"line_number": 0}, "line_number_is_one_of_the_edition"),
    "number 9000": ({"line_number": 9000}, "line_number_is_one_of_the_edition"),
    "unknown fate": ({"fate": "lost"}, "row_is_a_whole_record"),
    "null source": ({"source_id": None}, "row_is_a_whole_record"),
    "other version": ({"item_version": 2}, "item_resolves"),
    "other kind": ({"kind": "embassy"}, "item_resolves"),
    "other section": ({"section": "risk_media"}, "section_is_that_of_the_kind"),
    "two axes": ({"risk_category": "risk.natural_disaster"}, "section_is_that_of_the_kind"),
    "wrong country": ({"country": "jp"}, "country_is_this_one"),
    "wrong date": ({"date": "2026-03-12"}, "date_is_this_one"),
}


@pytest.fixture(scope="module")
def damaged_dispositions() -> Judgement:
    return gate_edition(
        WIDE._replace(dispositions=damaged(WIDE.dispositions, DISPOSITION_DAMAGE, first=2, step=4))
    )


@pytest.mark.parametrize("damage", DISPOSITION_DAMAGE)
def test_a_damaged_line_is_refused(damage: str, damaged_dispositions: Judgement) -> None:
    number = 2 + 4 * list(DISPOSITION_DAMAGE).index(damage)
    assert DISPOSITION_DAMAGE[damage][1] in refusing(damaged_dispositions, f"kr_alpha-item{number}")


def test_damaged_lines_are_refused_alone(damaged_dispositions: Judgement) -> None:
    assert damaged_dispositions.failed_parts == ()
    ids = {f"kr_alpha-item{2 + 4 * number}" for number in range(len(DISPOSITION_DAMAGE))}
    assert refused_ids(damaged_dispositions.quarantined, "edition") == ids


# Rows that are doubled, gone or exchanged


def test_doubled_rows_are_refused_at_every_gate() -> None:
    doubled = Day(*(twice(frame, 5) for frame in GOOD))
    for gate, expectation in (
        (gate_captures, "capture_id_is_unique"),
        (gate_articles, "item_version_is_unique"),
        (gate_items, "item_version_is_unique"),
        (gate_edition, "item_stands_once"),
    ):
        judgement = gate(doubled)
        assert expectation in refusing(judgement)
        assert judgement.failed_parts == ()


def test_a_deleted_feed_capture_withholds_its_source() -> None:
    judgement = gate_captures(GOOD._replace(captures=without(GOOD.captures, 1)))
    assert judgement.failed_parts == ("source:kr_beta",)
    assert any(
        v.part == "source:kr_beta" and v.expectation == "source_was_reached" for v in judgement.verdicts
    )


def test_a_deleted_page_capture_refuses_its_article() -> None:
    judgement = gate_articles(GOOD._replace(captures=without(GOOD.captures, 3)))
    assert refused_ids(judgement.quarantined, "articles") == {"kr_alpha-item0"}
    assert judgement.failed_parts == ()


def test_deleted_rows_withhold_their_source() -> None:
    row = ITEMS + 2  # of kr_beta
    assert gate_articles(GOOD._replace(articles=without(GOOD.articles, row))).failed_parts == (
        "source:kr_beta",
    )
    assert gate_items(GOOD._replace(items=without(GOOD.items, row))).failed_parts == ("source:kr_beta",)


def test_a_deleted_line_withholds_its_source() -> None:
    judgement = gate_edition(GOOD._replace(dispositions=without(GOOD.dispositions, ITEMS + 2)))
    assert judgement.failed_parts == ("source:kr_beta",)
    assert any("kr_beta-item2" in v.observed for v in judgement.verdicts if not v.passed)
    assert any(v.part == "section:ops_media" for v in judgement.verdicts if not v.passed)


def test_exchanged_ids_are_noticed() -> None:
    articles = gate_articles(GOOD._replace(articles=swap(GOOD.articles, "item_id", 1, 2)))
    assert refused_ids(articles.quarantined, "articles") == {"kr_alpha-item1", "kr_alpha-item2"}
    pages = gate_articles(GOOD._replace(articles=swap(GOOD.articles, "page_capture_id", 1, 2)))
    assert refused_ids(pages.quarantined, "articles") == {"kr_alpha-item1", "kr_alpha-item2"}
    items = gate_items(GOOD._replace(items=swap(GOOD.items, "item_id", 1, 2)))
    assert refused_ids(items.quarantined, "items") == {"kr_alpha-item1", "kr_alpha-item2"}
    lines = gate_edition(GOOD._replace(dispositions=swap(GOOD.dispositions, "line_number", 0, 1)))
    warned = [v.part for v in lines.verdicts if v.expectation == "lines_run_from_one" and not v.passed]
    assert "section:risk_media" in warned and "section:ops_media" in warned
    same = gate_edition(GOOD._replace(dispositions=put(GOOD.dispositions, 0, line_number=5)))
    assert "line_number_stands_once" in refusing(same, "kr_alpha-item0")


def test_an_earlier_version_that_is_gone_refuses_the_item() -> None:
    second = put(GOOD.articles[3:4], 0, version=2)
    first = put(GOOD.articles[3:4], 0, is_latest=False)
    whole = pl.concat([GOOD.articles[:3], first, second, GOOD.articles[4:]])
    assert gate_articles(GOOD._replace(articles=whole)).quarantined == ()
    judgement = gate_articles(GOOD._replace(articles=without(whole, 3)))
    assert refusing(judgement) == {"versions_run_from_one"}


# How much is withheld


def test_a_source_that_loses_too_much_is_withheld_and_no_other() -> None:
    articles = GOOD.articles
    for row in range(5):
        articles = put(articles, row, title="")
    judgement = gate_articles(GOOD._replace(articles=articles))
    assert judgement.failed_parts == ("source:kr_alpha",)
    assert len(refused_ids(judgement.quarantined, "articles")) == 5
    (verdict,) = (
        v for v in judgement.verdicts if v.part == "source:kr_alpha" and v.expectation == "title_has_text"
    )
    assert (verdict.rows_judged, verdict.rows_refused, verdict.passed) == (ITEMS, 5, False)


def test_different_faults_of_a_source_are_counted_together() -> None:
    articles = put(GOOD.articles, 0, title="")
    for row, date in enumerate(("2026-03-09", "2026-03-08", "2026-03-07"), start=1):
        articles = put(articles, row, date=date)
    articles = put(articles, 4, url="no address")
    judgement = gate_articles(GOOD._replace(articles=articles))
    failed = {v.expectation for v in judgement.verdicts if not v.passed}
    assert failed == {"refused_rows_are_few"}
    assert judgement.failed_parts == ("source:kr_alpha",)


def test_a_table_of_another_day_fails_the_day() -> None:
    judgement = gate_articles(GOOD._replace(articles=GOOD.articles.with_columns(date=pl.lit("2026-03-11"))))
    assert "day" in judgement.failed_parts


def test_a_table_of_another_shape_fails_the_day_by_name() -> None:
    for articles, words in (
        (GOOD.articles.drop("title"), "title is missing"),
        (GOOD.articles.with_columns(version=pl.lit("1")), "version is String"),
        (GOOD.articles.with_columns(extra=pl.lit(1)), "extra is no column of Article"),
        (GOOD.articles.select(sorted(GOOD.articles.columns)), "another order"),
    ):
        judgement = gate_articles(GOOD._replace(articles=articles))
        assert judgement.failed_parts == ("day",)
        assert words in judgement.verdicts[0].observed


def test_empty_tables() -> None:
    empty = Day(*(frame.clear() for frame in GOOD))
    assert gate_captures(empty).failed_parts == ("day",)
    assert gate_articles(GOOD._replace(articles=empty.articles)).failed_parts[0] == "day"
    assert gate_items(GOOD._replace(items=empty.items)).failed_parts == tuple(
        f"source:{s}" for s in SOURCE_IDS
    )
    assert gate_edition(GOOD._replace(dispositions=empty.dispositions)).failed_parts[0] == "day"
    assert gate_articles(empty).failed_parts == ()
    assert gate_items(empty).failed_parts == ()


def test_nothing_fetched_fails_the_day() -> None:
    misses = [
        c.model_copy(
            update={
                "outcome": "failed",
                "detail": "TimeoutError",
                "status": None,
                "payload_digest": None,
                "payload_bytes": None,
                "warc_file": None,
                "warc_offset": None,
            }
        )
        for c in from_frame(GOOD.captures, Capture)
    ]
    judgement = gate_captures(GOOD._replace(captures=to_frame(misses, Capture)))
    assert judgement.failed_parts == ("day",)
    unreached = [v for v in judgement.verdicts if v.expectation == "source_was_reached"]
    assert [v.passed or v.blocks for v in unreached] == [False, False, False]
    assert "TimeoutError" in unreached[0].observed


# What the gates compare with


class Stored(NamedTuple):
    record_id: str
    url: str
    status: int
    digest: str


def _as_stored(capture: Capture) -> Stored:
    return Stored(capture.capture_id, capture.url, capture.status or 0, capture.payload_digest or "")


def test_captures_are_compared_with_the_archive_and_their_articles_follow() -> None:
    assert gate_captures(GOOD, reread=_as_stored).quarantined == ()
    miss = {"outcome": "refused_by_robots", "status": None, "payload_digest": None, "payload_bytes": None}
    recorded = GOOD._replace(captures=put(GOOD.captures, 8, **miss))
    assert gate_captures(recorded, reread=_as_stored).quarantined == ()
    captures = put(GOOD.captures, 4, payload_digest="sha1:" + "B" * 32)
    original = {c.capture_id: _as_stored(c) for c in from_frame(GOOD.captures, Capture)}
    day = GOOD._replace(captures=captures)
    judgement = gate_captures(day, reread=lambda c: original[c.capture_id])
    refused = refused_ids(judgement.quarantined, "captures")
    assert refused == {"kr_alpha-1"}
    articles = gate_articles(day, refused_captures=refused)
    assert refused_ids(articles.quarantined, "articles") == {"kr_alpha-item1"}


def test_a_feed_that_two_sources_share_has_led_either_to_its_pages() -> None:
    """Two addresses that redirect to one feed: both sources have the capture of the one that answered."""
    shared = "kr_gamma-rss"
    rows = [
        c.model_copy(
            update={
                "capture_id": shared if c.capture_id == "kr_alpha-rss" else c.capture_id,
                "found_in": shared if c.found_in == "kr_alpha-rss" else c.found_in,
            }
        )
        for c in from_frame(GOOD.captures, Capture)
    ]
    assert gate_captures(GOOD._replace(captures=to_frame(rows, Capture))).quarantined == ()
    stranger = [c.model_copy(update={"found_in": shared}) if c.capture_id == "kr_beta-2" else c for c in rows]
    [refused] = gate_captures(GOOD._replace(captures=to_frame(stranger, Capture))).quarantined
    assert refused.row_id == "kr_beta-2"
    assert "is of 'kr_alpha', 'kr_gamma'" in refused.reason


@pytest.mark.parametrize("outcome", ["refused_by_robots", "refused_by_opt_out", "refused_unsafe"])
def test_what_our_own_manners_refuse_is_no_failure_of_the_source(outcome: str) -> None:
    rows = from_frame(GOOD.captures, Capture)
    nothing = {"status": None, "payload_digest": None, "payload_bytes": None}
    pages = [c for c in rows if c.source_id == "kr_alpha" and c.role == "page"]

    def observed(update: dict[str, Any]) -> str:
        changed = [c.model_copy(update=update) if c in pages[:6] else c for c in rows]
        judgement = gate_captures(GOOD._replace(captures=to_frame(changed, Capture)))
        [verdict] = [
            v
            for v in judgement.verdicts
            if v.expectation == "few_requests_failed" and v.part == "source:kr_alpha"
        ]
        return f"{verdict.passed} {verdict.observed}"

    asked = len(pages) + 1
    assert observed({"outcome": outcome, **nothing}) == f"True 0 of {asked - 6} failed"
    assert observed({"outcome": "failed", **nothing}) == f"False 6 of {asked} failed"


def test_a_record_that_cannot_be_read_is_refused() -> None:
    judgement = gate_captures(GOOD, reread=lambda c: None if c.capture_id == "kr_beta-3" else _as_stored(c))
    assert [q.row_id for q in judgement.quarantined] == ["kr_beta-3"]
    assert "no whole record at byte 0 of archive/x.warc.gz" in judgement.quarantined[0].reason


def test_ids_and_addresses_of_the_archive_are_compared() -> None:
    swapped = swap(GOOD.captures, "capture_id", 4, 5)
    original = {c.url: _as_stored(c) for c in from_frame(GOOD.captures, Capture)}
    judgement = gate_captures(GOOD._replace(captures=swapped), reread=lambda c: original[c.url])
    assert refused_ids(judgement.quarantined, "captures") == {"kr_alpha-1", "kr_alpha-2"}


def _handed_over(rows: int, digest: str) -> Handover:
    return Handover(
        dataset="captures", country=COUNTRY, date=DATE, rows=rows, digest=digest, run_id="r", code_version="c"
    )


def test_a_change_that_nothing_else_explains_fails_the_day() -> None:
    rows = GOOD.captures.height
    assert gate_captures(GOOD, handed_over=_handed_over(rows, "d")).failed_parts == ()
    unexplained = gate_captures(
        GOOD._replace(captures=put(GOOD.captures, 9, content_type="text/plain")),
        handed_over=_handed_over(rows, "before"),
    )
    assert unexplained.failed_parts == ("day",)
    explained = gate_captures(
        GOOD._replace(captures=put(GOOD.captures, 9, url="x")), handed_over=_handed_over(rows, "before")
    )
    assert explained.failed_parts == ()
    assert [v.part for v in explained.verdicts if not v.passed] == ["day"]
    deleted = gate_captures(
        GOOD._replace(captures=without(GOOD.captures, 9)), handed_over=_handed_over(rows, "before")
    )
    assert deleted.failed_parts == ("day",)


def test_refused_articles_need_not_be_enriched() -> None:
    day = GOOD._replace(items=without(GOOD.items, 2))
    assert gate_items(day, refused_articles=frozenset({("kr_alpha-item2", 1)})).failed_parts == ()


def test_volume_outside_a_healthy_day_warns() -> None:
    few = _good_day(per_source=3)
    judgement = gate_articles(few)
    warnings = [v for v in judgement.verdicts if not v.passed]
    assert [v.part for v in warnings] == [f"source:{s}" for s in SOURCE_IDS]
    assert {(v.observed, v.threshold, v.blocks) for v in warnings} == {("3 items", "5 to 50 items", False)}


def test_one_category_over_all_warns() -> None:
    one = GOOD.items.with_columns(
        scope=pl.lit("ops"), risk_category=pl.lit("risk.undetermined"), ops_category=pl.lit("ops.taxes")
    )
    judgement = gate_items(GOOD._replace(items=one))
    assert [v.expectation for v in judgement.verdicts if not v.passed] == ["categories_are_balanced"]
    assert judgement.failed_parts == ()


def test_english_that_mostly_had_to_be_withheld_warns() -> None:
    finding = Finding(
        kind="figure",
        sentence=-1,
        written="2 trillion",
        expected="",
        action="withheld",
        detail="no such number",
    )
    wrong = GOOD.items.with_columns(findings=pl.lit(json.dumps([finding.model_dump()])))
    judgement = gate_items(GOOD._replace(items=wrong))
    (warning,) = [v for v in judgement.verdicts if not v.passed]
    assert (warning.expectation, warning.blocks) == ("english_holds", False)
    assert "60 of 60 items" in warning.observed
    assert "figure 60" in warning.observed
    assert judgement.failed_parts == ()


def test_a_translation_that_stands_passes() -> None:
    english = "Government to invest 1 trillion won in chips"
    same = GOOD.items.with_columns(headline_en=pl.lit(english), headline_basis=pl.lit("translated"))
    assert gate_items(GOOD._replace(items=same)).quarantined == ()


def test_the_warehouse_must_count_the_same() -> None:
    counts = count_dispositions(from_frame(GOOD.dispositions, Disposition))
    assert counts["reported"] + counts["left_out:out_of_scope"] == 3 * ITEMS
    assert gate_edition(GOOD, recount=counts).failed_parts == ()
    judgement = gate_edition(GOOD, recount={**counts, "reported": 1})
    assert judgement.failed_parts == ("day",)
    assert any("reported: 45 here, 1 there" in v.observed for v in judgement.verdicts)
    damage = GOOD._replace(dispositions=put(GOOD.dispositions, 0, fate="left_out"))
    explained = gate_edition(damage, recount=counts)
    assert explained.failed_parts == ()
    assert any("reported: 44 here, 45 there" in v.observed for v in explained.verdicts if not v.passed)


def test_what_was_refused_or_withheld_is_not_reported() -> None:
    refused = gate_edition(GOOD, refused_items=frozenset({"kr_alpha-item0"}))
    assert refused_ids(refused.quarantined, "edition") == {"kr_alpha-item0"}
    withheld = gate_edition(GOOD, withheld_parts=frozenset({"source:kr_gamma"}))
    assert withheld.failed_parts == ("source:kr_gamma",)


# Release


def test_a_released_row_passes_until_it_changes() -> None:
    day = GOOD._replace(articles=put(GOOD.articles, 3, url="no address"))
    (refusal,) = gate_articles(day).quarantined
    released = frozenset({refusal.quarantine_id})
    judgement = gate_articles(day, released=released)
    assert [row.is_released for row in judgement.quarantined] == [True]
    assert sum(v.rows_refused for v in judgement.verdicts) == 0
    again = gate_articles(GOOD._replace(articles=put(GOOD.articles, 3, url="another one")), released=released)
    assert [row.is_released for row in again.quarantined] == [False]


# Great Expectations itself


def test_an_expectation_that_cannot_be_evaluated_is_an_error_and_not_bad_data() -> None:
    frame = pl.DataFrame({"row_number": [0], "a": ["x"]})
    broken = Expectation(
        "a_is_small", "expect_column_values_to_be_between", {"column": "b", "max_value": 1}, "a is small", ""
    )
    with pytest.raises(GateError, match=r"test: expectation a_is_small could not be evaluated"):
        validate("test", frame, [broken], shown=())


def test_names_of_built_in_columns_are_read_from_their_arguments() -> None:
    check = RowCheck(
        "n", "s", "f", kind="expect_compound_columns_to_be_unique", arguments={"column_list": ["a", "b"]}
    )
    assert check.columns == ("a", "b")


def test_some_five_hundred_rows_are_judged_in_under_three_seconds() -> None:
    assert WIDE.articles.height == 450
    started = clock.process_time()
    gate_articles(WIDE)
    assert clock.process_time() - started < 3  # measured: 0.4 s; room for a loaded machine


# Data Docs


def test_data_docs_stand_alone_and_are_inert(tmp_path: Path) -> None:
    hostile = "javascript:<script>alert('$x')</script><img src=https://evil.example/x.png>"
    day = GOOD._replace(captures=put(GOOD.captures, 4, url=hostile, capture_id="<b>$id</b>"))
    home = Home(tmp_path)
    index = build_data_docs(home, [gate_captures(day), gate_articles(GOOD)])
    assert index == tmp_path / "data_docs" / "index.html"
    build_data_docs(home, [gate_items(GOOD)])
    pages = sorted(tmp_path.glob("data_docs/**/*.html"))
    assert [str(p.relative_to(tmp_path / "data_docs")) for p in pages] == [
        "2026-03-10/index.html",
        "2026-03-10/kr/articles.html",
        "2026-03-10/kr/captures.html",
        "2026-03-10/kr/items.html",
        "index.html",
    ]
    for page in pages:
        tree = lxml.html.document_fromstring(page.read_bytes())
        assert not tree.xpath(
            "//script | //link | //img | //iframe | //form | //object | //b | //@src | //@onclick"
        )
        for link in tree.xpath("//@href"):
            assert (page.parent / link).resolve().is_file()
        assert "@import" not in (style := tree.findtext(".//style")) and "url(" not in style
    captures = (tmp_path / "data_docs/2026-03-10/kr/captures.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(" in captures
    assert "a source has each of its captures once for each request that it made" in captures
    assert "a quarter of them means that the site changed" in captures


def test_data_docs_of_the_same_judgement_are_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        build_data_docs(Home(tmp_path / folder), [gate_items(GOOD)])
    one, two = ((tmp_path / f / "data_docs/2026-03-10/kr/items.html").read_bytes() for f in ("one", "two"))
    assert one == two
