"""The search index: both languages, filters, new versions, and words that are no syntax."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.storage.home import Home
from briefing.storage.search_index import Wanted, refresh, search, terms_of
from tests.unit.edition_sample import full_edition, make_line, one_line_edition
from tests.unit.web_room import shelve


def found(home: Path, words: str, **given: object) -> list[int]:
    return [hit.number for hit in search(Home(home), Wanted(words=words, **given)).hits]  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    line = make_line(
        7,
        headline_en="Samsung Electronics raises Hà Nội output",
        headline_original="삼성전자, 하노이 생산 확대",
        language="ko",
    )
    shelve(tmp_path, one_line_edition(line))
    return tmp_path


@pytest.mark.parametrize(
    "words",
    ["samsung", "SAMSUNG electronics", "elect", "ha noi", "Hà Nội", "삼성", "전자", "삼성전자", "삼", "자",
     "하노이 생산", '"Electronics raises"', "electronics, raises!"],
)  # fmt: skip
def test_it_is_found_by(home: Path, words: str) -> None:
    assert found(home, words) == [7]


@pytest.mark.parametrize(
    "words", ["삼자", '"raises Electronics"', "lectronics", "samsung 현대", '"', "*", "-", "''"]
)
def test_it_is_not_found_by(home: Path, words: str) -> None:
    assert found(home, words) == []


@pytest.mark.parametrize(
    "words", ['a" OR "b', "NEAR(samsung x)", "headline_en:x", "^x", "x AND", "(", "\0", "'; drop table lines"]
)
def test_nothing_that_is_typed_is_syntax(home: Path, words: str) -> None:
    assert found(home, words) == []
    assert found(home, "samsung") == [7]


def test_filters(home: Path) -> None:
    assert found(home, "", country="kr") == [7]
    assert found(home, "", country="jp") == []
    assert found(home, "samsung", first=date(2026, 3, 10), last=date(2026, 3, 10)) == [7]
    assert found(home, "samsung", last=date(2026, 3, 9)) == []
    assert found(home, "samsung", kind="government") == []
    assert found(home, "samsung", category="risk.crime' or 1=1") == []


def test_the_newest_version_alone_is_searched(home: Path) -> None:
    assert found(home, "samsung") == [7]
    shelve(home, one_line_edition(make_line(7, headline_en="Hyundai raises output", headline_original=None)))
    assert found(home, "samsung") == []
    assert search(Home(home), Wanted(words="hyundai")).hits[0].version == 2
    assert refresh(Home(home)) == 0


def test_an_index_of_another_form_is_made_anew(home: Path) -> None:
    import sqlite3

    path = Home(home).search_index
    with sqlite3.connect(path) as index:
        index.execute("create table lines (x)")
    assert found(home, "samsung") == [7]


def test_pages_hold_each_hit_once(tmp_path: Path) -> None:
    edition = full_edition()
    shelve(tmp_path, edition)
    wanted, home = Wanted(country="kr"), Home(tmp_path)
    pages = [search(home, wanted, page, 4) for page in range(1, 20)]
    assert pages[0].total == len(edition.reported)
    assert sorted(hit.number for page in pages for hit in page.hits) == sorted(edition.reported)


def test_terms() -> None:
    assert terms_of('a "b c" -- d d') == ("a", "b c", "d")
    assert len(terms_of(" ".join(f"w{n}" for n in range(100)))) == 12
