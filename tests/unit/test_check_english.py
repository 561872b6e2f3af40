"""``desk check-english`` on an item of a lake of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefing.records.article import Article
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.sentence import Sentence
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from orchestration.cli import app
from tests.unit.record_samples import article, item_version

DATE = "2026-03-10"
TITLE, FIRST, SECOND = "공장에 9,495억원 투자", "공장은 300명을 뽑는다.", "시장은 반대하지 않았다."


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    load_settings.cache_clear()  # a test before this one may have left its own home
    summary = tuple(
        Sentence(original=text, text_en=None, paragraph=n, start=0, end=len(text), score=1.0)
        for n, text in enumerate((FIRST, SECOND))
    )
    read = article("one", item_id="one", title=TITLE, paragraphs=(FIRST, SECOND))
    item = item_version("one", item_id="one", language="ko", entities=(), figures=(), summary=summary)
    home = Home(tmp_path)
    for name, record, row in (("articles", Article, read), ("item_versions", ItemVersion, item)):
        path = home.table(name, "kr", DATE)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_table(path, to_frame([row], record), record)
    yield tmp_path
    load_settings.cache_clear()


def _check(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        app, ["check-english", "--country", "kr", "--date", DATE, "--item", "one", *arguments]
    )
    return done.exit_code, done.stdout


def test_a_headline_that_stands_ends_with_0(lake: Path) -> None:
    assert _check("--headline", "949.5 billion won for a plant") == (0, "")


def test_a_wrong_headline_ends_with_1_and_says_why(lake: Path) -> None:
    code, said = _check("--headline", "949.5 billion won for a plant in Berlin")
    assert code == 1
    assert said.startswith("headline: name: Berlin")


def test_lines_of_a_summary_are_held_against_their_sentences(lake: Path) -> None:
    summary = lake / "summary.txt"
    summary.write_text("The plant hires 400 people.\n\nThe mayor objected.\n", encoding="utf-8")
    code, said = _check("--summary", str(summary), "--json")
    assert code == 1
    assert [(f["sentence"], f["kind"]) for f in json.loads(said)] == [(0, "figure")]
    summary.write_text("The plant hires 300 people.\nThe mayor objected.\n", encoding="utf-8")
    code, said = _check("--summary", str(summary))
    assert (code, said.split(":")[:2]) == (1, ["sentence 2", " negation"])


def test_an_unknown_item_or_file_ends_with_2(lake: Path) -> None:
    assert _check("--summary", str(lake / "absent.txt"))[0] == 2
    other = ["check-english", "--country", "kr", "--date", DATE, "--item", "two", "--headline", "x"]
    assert CliRunner().invoke(app, other).exit_code == 2


def test_a_line_ends_where_an_editor_ends_it(lake: Path) -> None:
    """A separator of another kind inside the first sentence does not make the second one of it."""
    summary = lake / "summary.txt"
    for separator in ("\u2028", "\x0b", "\x85"):
        summary.write_text(
            f"The plant hires{separator}300 people.\nThe mayor did not object.\n", encoding="utf-8"
        )
        assert _check("--summary", str(summary)) == (0, "")
    summary.write_bytes(b"The plant hires 300 people.\r\nThe mayor did not object.\r\n")
    assert _check("--summary", str(summary)) == (0, "")
