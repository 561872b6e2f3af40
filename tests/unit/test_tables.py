"""Parquet of the lake: the same rows give the same bytes, and what is torn or of another shape is named."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.records.capture import Capture
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.records.story import Story
from briefing.storage.atomic import file_digest
from briefing.storage.home import Home
from briefing.storage.tables import TableError, read_records, read_table, write_table

from .record_samples import capture, item_version, records_of


def table(tmp_path: Path) -> Path:
    return Home(tmp_path).table("captures", "kr", "2026-03-10")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(records_of(ItemVersion), max_size=4))
def test_the_same_rows_give_the_same_bytes_and_come_back(tmp_path: Path, rows: list[ItemVersion]) -> None:
    path = table(tmp_path)
    first = write_table(path, to_frame(rows, ItemVersion), ItemVersion)
    second = write_table(path, to_frame(rows, ItemVersion), ItemVersion)
    assert first == second == file_digest(path)
    assert read_records(path, ItemVersion) == rows


def test_a_partition_lies_at_one_exact_path(tmp_path: Path) -> None:
    assert table(tmp_path).relative_to(tmp_path).as_posix() == (
        "lake/captures/date=2026-03-10/country=kr/part.parquet"
    )


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"captures/date=2026-03-10/country=kr/part\.parquet: no such table"):
        read_table(table(tmp_path), Capture)


@pytest.mark.parametrize("keep", [0, 1, 4, 100, -1, -8])
def test_a_torn_table_is_named(tmp_path: Path, keep: int) -> None:
    path = table(tmp_path)
    write_table(path, to_frame([capture(str(n)) for n in range(20)], Capture), Capture)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(TableError, match=r"part\.parquet: not a whole Parquet file"):
        read_table(path, Capture)


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    path = table(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("capture_id,url\n")
    with pytest.raises(TableError, match=r"part\.parquet: not a whole Parquet file"):
        read_table(path, Capture)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda f: f.drop("payload_digest"), "payload_digest"),
        (lambda f: f.rename({"url": "address"}), "address"),
        (lambda f: f.with_columns(status=pl.lit("200")), "status"),
        (lambda f: f.with_columns(pl.col("fetched_at").dt.replace_time_zone(None)), "fetched_at"),
        (lambda f: f.with_columns(extra=pl.lit(1)), "extra"),
    ],
)
def test_a_wrong_column_is_named_on_reading_and_on_writing(tmp_path: Path, change, named: str) -> None:  # type: ignore[no-untyped-def]
    frame = change(to_frame([capture("a")], Capture))
    path = table(tmp_path)
    path.parent.mkdir(parents=True)
    frame.write_parquet(path)
    with pytest.raises(TableError, match=rf"part\.parquet: columns are not those of Capture.*{named}"):
        read_table(path, Capture)
    before = path.read_bytes()
    with pytest.raises(TableError, match=f"Capture.*{named}"):
        write_table(path, frame, Capture)
    assert path.read_bytes() == before


def test_another_records_table_is_not_read_as_this_one(tmp_path: Path) -> None:
    write_table(table(tmp_path), to_frame([item_version("a")], ItemVersion), ItemVersion)
    with pytest.raises(TableError, match="columns are not those of Story"):
        read_table(table(tmp_path), Story)


def test_a_full_disk_leaves_the_old_table_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path)
    write_table(path, to_frame([capture("old")], Capture), Capture)
    before = path.read_bytes()

    def half(frame: pl.DataFrame, file: Path, **_: object) -> None:
        file.write_bytes(b"PAR1 and then")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pl.DataFrame, "write_parquet", half)
    with pytest.raises(OSError, match="No space left"):
        write_table(path, to_frame([capture("new")], Capture), Capture)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["part.parquet"]


def test_files_outside_the_home_keep_their_whole_name(tmp_path: Path) -> None:
    home = Home((tmp_path / "home").resolve())
    inside, outside = home.imports / "a.warc.gz", (tmp_path / "elsewhere.warc.gz").resolve()
    assert home.relative(inside) == "archive/imports/a.warc.gz"
    assert home.relative(outside) == str(outside)
    assert home.absolute(home.relative(inside)) == inside
    assert home.absolute(home.relative(outside)) == outside


def test_a_folder_with_wildcards_in_its_name_is_read_as_it_is_called(tmp_path: Path) -> None:
    path = table(tmp_path / "a [desk]*")
    write_table(path, to_frame([capture("a")], Capture), Capture)
    assert read_records(path, Capture) == [capture("a")]
