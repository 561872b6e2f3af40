"""The shelf: versions are written once, whole, and never changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from briefing.records.edition import Edition
from briefing.storage.editions import NoEditionError, folder_of, load, store, to_bytes, versions
from briefing.storage.home import Home

from .composed_day import Day

ON = date(2026, 3, 10)


def composed(*items: str) -> Callable[[int], Edition]:
    day = Day()
    for item in items:
        day.add(item)
    return lambda version: day.edition(version=version)


def put(home: Home, *items: str):  # type: ignore[no-untyped-def]
    return store(home, composed(*items), lambda edition: f"<p>{edition.version}", "kr", ON)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_the_first_is_version_one(home: Home) -> None:
    stored = put(home, "a")
    assert (stored.version, stored.is_new) == (1, True)
    assert sorted(p.name for p in stored.folder.iterdir()) == ["edition.html", "edition.json"]
    assert load(home, "kr", ON) == composed("a")(1)
    assert (stored.folder / "edition.html").read_text() == "<p>1"


def test_the_same_content_makes_no_new_version(home: Home) -> None:
    first = put(home, "a")
    stamp = (first.folder / "edition.json").stat().st_mtime_ns
    again = put(home, "a")
    assert (again.version, again.is_new, again.folder) == (1, False, first.folder)
    assert (first.folder / "edition.json").stat().st_mtime_ns == stamp
    assert versions(home, "kr", ON) == [1]


def test_other_content_makes_the_next_and_leaves_the_first(home: Home) -> None:
    first = put(home, "a")
    before = (first.folder / "edition.json").read_bytes()
    second = put(home, "a", "b")
    assert (second.version, second.is_new) == (2, True)
    assert (first.folder / "edition.json").read_bytes() == before == to_bytes(composed("a")(1))
    assert versions(home, "kr", ON) == [1, 2]
    assert load(home, "kr", ON).version == 2
    assert load(home, "kr", ON, 1) == composed("a")(1)
    assert put(home, "a", "b").is_new is False


def test_going_back_to_an_old_content_is_a_new_version(home: Home) -> None:
    for items in (("a",), ("b",), ("a",)):
        put(home, *items)
    assert versions(home, "kr", ON) == [1, 2, 3]


def test_versions_count_beyond_nine(home: Home) -> None:
    for number in range(11):
        put(home, f"item{number}")
    assert versions(home, "kr", ON) == list(range(1, 12))
    assert load(home, "kr", ON).version == 11


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_kill_before_the_rename_leaves_no_half_version(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    put(home, "a")

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else Path, step, die)
        patch.setattr(
            "briefing.storage.editions.shutil.rmtree", lambda *_, **__: None
        )  # a killed process tidies nothing
        with pytest.raises(Killed):
            put(home, "b")
    assert versions(home, "kr", ON) == [1]
    assert load(home, "kr", ON) == composed("a")(1)
    assert put(home, "b").version == 2
    assert load(home, "kr", ON) == composed("b")(2)


def test_a_full_disk_leaves_the_shelf_as_it_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, "a")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            put(home, "b")
    assert [p.name for p in home.edition("kr", ON).iterdir()] == ["v1"]


def test_an_error_in_the_page_leaves_no_version(home: Home) -> None:
    def fail(_: Edition) -> str:
        raise RuntimeError("no page")

    with pytest.raises(RuntimeError, match="no page"):
        store(home, composed("a"), fail, "kr", ON)
    assert versions(home, "kr", ON) == []
    assert list(home.edition("kr", ON).iterdir()) == []


def test_other_things_on_the_shelf_are_no_versions(home: Home) -> None:
    put(home, "a")
    for name in ("vx", "v", ".v2.99.part", "notes"):
        (home.edition("kr", ON) / name).mkdir()
    assert versions(home, "kr", ON) == [1]


def test_what_is_not_there_is_named(home: Home) -> None:
    with pytest.raises(NoEditionError, match="no edition kr/2026-03-10 on the shelf"):
        load(home, "kr", ON)
    put(home, "a")
    put(home, "b")
    for version in (0, 3):
        with pytest.raises(NoEditionError, match=f"no version {version} of kr/2026-03-10; there are 1, 2"):
            folder_of(home, "kr", ON, version)


def test_a_file_that_is_no_edition_is_refused(home: Home) -> None:
    stored = put(home, "a")
    (stored.folder / "edition.json").write_text('{"country": "kr"}')
    with pytest.raises(ValidationError, match="edition_date"):
        load(home, "kr", ON)
