"""Embeddings: what of an item is embedded, and that a text is embedded once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from briefing.enrichment import embedding
from briefing.enrichment.embedding import DIMENSIONS, KeptEmbedder, embedding_text, space_of
from briefing.storage.vectors import KeptVectors
from tests.unit.word_embedder import WordEmbedder


def _kept(path: Path) -> tuple[KeptEmbedder, WordEmbedder]:
    inner = WordEmbedder()
    return KeptEmbedder(inner, KeptVectors(path / "vectors.sqlite")), inner


def test_the_headline_and_the_beginning_of_the_first_paragraph_with_text_are_embedded() -> None:
    assert embedding_text("Port closed", ["  ", "x" * 300, "second"]) == "Port closed\n" + "x" * 140
    assert embedding_text("항만 폐쇄", ["가" * 300]) == "항만 폐쇄\n" + "가" * 60
    assert embedding_text("Port closed", []) == "Port closed"


def test_a_text_is_embedded_once_and_rows_keep_their_order(tmp_path: Path) -> None:
    kept, inner = _kept(tmp_path)
    first = kept.embed(["rain in Hanoi", "bank cuts rate", "rain in Hanoi"])
    assert inner.asked == ["rain in Hanoi", "bank cuts rate"]
    again = kept.embed(["bank cuts rate", "rain in Hanoi"])
    assert inner.asked == ["rain in Hanoi", "bank cuts rate"]
    np.testing.assert_array_equal(again, first[[1, 0]])
    np.testing.assert_array_equal(first[0], first[2])


def test_another_process_finds_what_was_kept(tmp_path: Path) -> None:
    first = _kept(tmp_path)[0].embed(["rain in Hanoi"])
    kept, inner = _kept(tmp_path)
    np.testing.assert_array_equal(kept.embed(["rain in Hanoi"]), first)
    assert inner.asked == []


def test_vectors_of_another_version_are_not_taken(tmp_path: Path) -> None:
    _kept(tmp_path)[0].embed(["rain in Hanoi"])
    kept, inner = _kept(tmp_path)
    inner.version = "2"
    kept.embed(["rain in Hanoi"])
    assert inner.asked == ["rain in Hanoi"]


def test_a_stopped_run_keeps_its_finished_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "KEPT_AT_ONCE", 2)
    kept, inner = _kept(tmp_path)
    real = inner.embed

    def fail_at_c(texts: Sequence[str]) -> embedding.Vectors:
        if "c" in texts:
            raise KeyboardInterrupt
        return real(texts)

    monkeypatch.setattr(inner, "embed", fail_at_c)
    with pytest.raises(KeyboardInterrupt):
        kept.embed(["a", "b", "c", "d"])
    kept, inner = _kept(tmp_path)
    kept.embed(["a", "b", "c", "d"])
    assert inner.asked == ["c", "d"]


def test_nothing_to_embed_is_an_empty_table(tmp_path: Path) -> None:
    assert _kept(tmp_path)[0].embed([]).shape == (0, DIMENSIONS)


def test_the_space_is_engine_and_version() -> None:
    assert space_of(WordEmbedder()) == "words/1"


def test_a_store_reads_many_digests_and_never_changes_a_vector(tmp_path: Path) -> None:
    store = KeptVectors(tmp_path / "deep" / "vectors.sqlite")
    many = {f"{number:064d}": bytes([number % 251]) for number in range(1203)}
    store.write("one", many)
    store.write("one", {f"{0:064d}": b"other"})
    assert dict(store.read("one", [*many, "absent"])) == many
    assert dict(store.read("two", list(many))) == {}
    assert dict(store.read("one", [])) == {}


SPOILED = {
    "no database": lambda whole: b"these are no vectors\n" * 500,
    "cut short": lambda whole: whole[: len(whole) // 2],
    "overwritten behind its first page": lambda whole: whole[:4096] + b"\xa5" * (len(whole) - 4096),
}


@pytest.mark.parametrize("how", SPOILED)
@pytest.mark.parametrize("when", ["before it is opened", "before it is read", "before it is written"])
def test_a_damaged_store_is_put_aside_once_and_begun_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str, when: str
) -> None:
    path = tmp_path / "vectors.sqlite"
    store = KeptVectors(path)
    many = {f"{number:064d}": bytes(768) for number in range(500)}
    store.write("one", many)
    spoiled = SPOILED[how](path.read_bytes())
    path.write_bytes(spoiled)
    if when == "before it is opened":
        store = KeptVectors(path)
    if when != "before it is written":
        assert dict(store.read("one", list(many))) == {}
    store.write("one", many)
    assert dict(store.read("one", list(many))) == many
    assert dict(KeptVectors(path).read("one", list(many))) == many
    assert (tmp_path / "vectors.sqlite.damaged").read_bytes() == spoiled
    assert [r.name for r in caplog.records if "put aside as vectors.sqlite.damaged" in r.message] == [
        "desk.vectors"
    ]


def test_a_store_that_another_process_has_just_put_aside_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    store = KeptVectors(path)
    store.write("one", {"a": b"1"})
    path.replace(tmp_path / "vectors.sqlite.damaged")
    assert dict(store.read("one", ["a"])) == {}
    store.write("one", {"a": b"2"})
    assert dict(store.read("one", ["a"])) == {"a": b"2"}


def test_a_store_that_is_out_of_reach_is_no_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        KeptVectors(tmp_path / "vectors.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.sqlite"]


@pytest.mark.skipif(embedding.embedder_on_board() is None, reason="no embedder for this machine")
def test_the_embedder_on_board_tells_subjects_apart_across_languages() -> None:
    on_board = embedding.embedder_on_board()
    assert on_board is not None
    korean, english, other = on_board.embed(
        ["중앙은행 기준금리 인하", "Central bank cuts interest rate", "Football club wins cup final"]
    )
    assert float(korean @ english) > float(korean @ other)
    assert abs(float(np.linalg.norm(korean)) - 1) < 1e-3
    alone = on_board.embed(["Central bank cuts interest rate"])[0]
    np.testing.assert_array_equal(alone, english)
