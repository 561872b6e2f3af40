"""Takes in the chain: from a topic to an approval over stored tables and bytes; what the gate withholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefing.composition.edition import compose
from briefing.composition.readiness import readiness
from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.disposition import Disposition
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.storage.takes import read_dossier, takes_of
from expectations.edition import judge_edition
from orchestration.cli_take import take_app
from orchestration.take_references import unresolved
from scrapers.archive.digests import digest_text, payload_digest
from scrapers.archive.writing import ArchiveWriter
from tests.unit.composed_day import Day
from tests.unit.record_samples import AT, DATE, article, capture, item_version
from tests.unit.test_takes import HEAD, approved_in

PAGE = b"<html><body><p>Hangang Pier Corporation buys cranes</p></body></html>"


def store_day(home: Home) -> None:
    """One English article on cranes, and the bytes that it was read from."""
    path = home.root / "archive" / "day.warc.gz"
    with ArchiveWriter(path, {}, AT) as writer:
        writer.write_exchange(
            url="https://daily.example.com/one",
            at=AT,
            method="GET",
            request_target="/one",
            request_headers=(),
            status_line="HTTP/1.1 200 OK",
            response_headers=(("Content-Type", "text/html"),),
            payload=PAGE,
        )
        offset = writer.last_offset
    digest = digest_text(payload_digest(PAGE))
    rows = (
        (
            "captures",
            Capture,
            capture("c-one", payload_digest=digest, warc_file="archive/day.warc.gz", warc_offset=offset),
        ),
        (
            "articles",
            Article,
            article(
                "one",
                title="Pier corporation buys 14 cranes",
                paragraphs=(
                    "Hangang Pier Corporation said that it would spend 230 million dollars on 14 new cranes.",
                ),
            ),
        ),
        (
            "item_versions",
            ItemVersion,
            item_version("one", language="en", headline_en="Pier corporation buys 14 cranes"),
        ),
    )
    for name, record, row in rows:
        write_table(home.table(name, "kr", DATE), to_frame([row], record), record)


def test_a_take_goes_from_topic_to_approval_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over stored tables and a WARC file of our own: what the dossier has resolves to these bytes."""
    home = Home(tmp_path)
    store_day(home)
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    load_settings.cache_clear()
    desk = partial(CliRunner().invoke, take_app)
    try:
        assert desk(["new", "Cranes", "--country", "kr", "--since", "2026-03-11"]).exit_code == 2
        assert desk(["new", "Zebras", "--country", "kr"]).exit_code == 1
        assert desk(["new", "Crane", "--country", "kr"]).exit_code == 0
        assert desk(["new", "Crane", "--country", "kr"]).exit_code == 2
        key = read_dossier(home, "crane").items[0].key
        path = home.take("crane") / "draft.md"
        assert desk(["check", "crane"]).exit_code == 3
        path.write_text(HEAD + f"It spends 290 million dollars\u202e [@{key}].")
        faults = desk(["check", "crane", "--json"])
        assert faults.exit_code == 3 and "no such number" in faults.stdout
        assert "\u202e" not in desk(["check", "crane"]).stdout
        path.write_text(HEAD + f"The corporation will spend 230 million dollars [@{key}].")
        assert desk(["check", "crane"]).exit_code == 0
        for name in ("a kim", "A.\u00a0Kim", "", " ", "B\u202eLee"):
            assert desk(["approve", "crane", "--by", name]).exit_code == 2, name
        assert desk(["approve", "crane", "--by", "B. Lee"]).exit_code == 0
        assert (
            "approved by B. Lee" in desk(["list"]).stdout and "[1] kr_daily" in desk(["show", "crane"]).stdout
        )
        printed = takes_of(home, "kr", date(2026, 3, 10))[0]
        assert unresolved(home, printed) == {}
        warc = next((tmp_path / "archive").rglob("*.warc.gz"))
        warc.write_bytes(warc.read_bytes()[:500])  # inside the response
        assert list(unresolved(home, printed)) == ["crane"] and desk(["check", "crane"]).exit_code == 3
    finally:
        load_settings.cache_clear()


def test_the_gate_withholds_the_take_whose_references_lead_nowhere_and_no_other(tmp_path: Path) -> None:
    take = approved_in(Home(tmp_path)).take
    other = take.model_copy(update={"take_id": "ships", "headline": "Ships"})
    day = Day()
    day.add("one")
    setting = replace(day.setting(), takes=(take, other))
    whole = compose(day.material(), day.dispositions(), day.ready(), setting, 1)
    judgement = judge_edition(
        to_frame(day.dispositions(), Disposition),
        to_frame(day.articles, Article),
        to_frame(day.captures, Capture),
        list(day.sources.values()),
        country="kr",
        date=day.edition_date,
        digest="d",
        edition=whole,
        unresolved={"ships": ["[1]: its bytes are gone"]},
    )
    assert [part for part in judgement.failed_parts if part.startswith("take:")] == ["take:ships"]
    failed = [verdict for verdict in judgement.verdicts if verdict.part == "take:ships"]
    edition = compose(day.material(), day.dispositions(), readiness(failed, day.dates), setting, 1)
    assert [take.take_id for take in edition.takes] == ["cranes"]
    assert [n.text for n in edition.notices if "Ships" in n.text and "its bytes are gone" in n.text]
