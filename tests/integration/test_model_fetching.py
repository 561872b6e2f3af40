"""Fetching models from a mirror: resumed, unpacked, compared, in place as a whole, and refused."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("fxtranslate", reason="the extra models is not installed")
pytest.importorskip("ctranslate2", reason="the extra models is not installed")

from briefing.settings import Settings, load_settings
from briefing.storage.model_fetching import (
    ModelFetchError,
    changed_files,
    fetch_model,
    offered_models,
    put_back_models,
)
from briefing.storage.model_registry import ModelRegistryError, read_registry, registry_address
from orchestration.cli import app
from orchestration.translation import what_lacks
from tests.integration.raw_server import RawServer, moved, reply, serve_raw
from tests.integration.tiny_models import SENTENCE, firefox_files, write_firefox

ROLES = {
    "model": "model",
    "srcvocab": "srcVocab",
    "trgvocab": "trgVocab",
    "vocab": "vocab",
    "lex": "lexicalShortlist",
}


def described(files: dict[str, bytes], **changes: Any) -> dict[str, Any]:
    """A model as a registry describes it."""
    entries = {
        ROLES[name.partition(".")[0]]: {
            "path": f"models/{name}.gz",
            "uncompressedSize": len(content),
            "uncompressedHash": hashlib.sha256(content).hexdigest(),
        }
        for name, content in files.items()
    }
    return {"architecture": "tiny", "releaseStatus": "Release", "files": entries} | changes


@pytest.fixture
def mirror() -> Iterator[RawServer]:
    """Offers a Korean model, packed, from a folder /db below which the files lie too."""
    with serve_raw() as server:
        files = firefox_files("koen")
        registry = {"generated": "2026-01-01", "models": {"ko-en": [described(files)], "fr-en": [{"odd": 1}]}}
        server.answers["/db/models.json"] = reply(json.dumps(registry).encode())
        for name, content in files.items():
            server.answers[f"/db/models/{name}.gz"] = reply(gzip.compress(content, mtime=0))
        yield server


def fetch(mirror: RawServer, folder: Path) -> bool:
    address = mirror.url("/db")
    return fetch_model(offered_models(address)["ko"], folder, address, lambda text: None)


MODEL = "model.koen.intgemm.alphas.bin"


def test_a_model_is_fetched_whole(mirror: RawServer, tmp_path: Path) -> None:
    assert fetch(mirror, tmp_path) is True
    assert {p.name for p in (tmp_path / "koen").iterdir()} == {*firefox_files("koen"), "manifest.json"}
    assert {name: (tmp_path / "koen" / name).read_bytes() for name in firefox_files("koen")} == firefox_files(
        "koen"
    )
    assert changed_files(tmp_path / "koen") == ()
    asked = len(mirror.asked)
    assert fetch(mirror, tmp_path) is False  # nothing but the list is asked for again
    assert len(mirror.asked) == asked + 1


def test_a_download_goes_on_where_it_stopped(mirror: RawServer, tmp_path: Path) -> None:
    path = f"/db/models/{MODEL}.gz"
    packed = gzip.compress(firefox_files("koen")[MODEL], mtime=0)
    mirror.answers[path] = reply(packed[: len(packed) // 2], length=len(packed))
    with pytest.raises(ModelFetchError, match="broke off"):
        fetch(mirror, tmp_path)
    assert not (tmp_path / "koen").exists()
    have = (tmp_path / ".koen.part" / f"{MODEL}.packed").stat().st_size
    assert have == len(packed) // 2
    span = f"Content-Range: bytes {have}-{len(packed) - 1}/{len(packed)}"
    mirror.answers[path] = reply(packed[have:], "206 Partial Content", span)
    asked = len(mirror.asked)
    fetch(mirror, tmp_path)
    assert mirror.asked[asked + 1 :] == [(path, {**mirror.asked[-1][1], "range": f"bytes={have}-"})]
    assert (tmp_path / "koen" / MODEL).read_bytes() == firefox_files("koen")[MODEL]


@pytest.mark.parametrize("answer", ["whole", "other part", "no such range"])
def test_a_server_that_cannot_go_on_begins_anew(mirror: RawServer, tmp_path: Path, answer: str) -> None:
    (tmp_path / ".koen.part").mkdir()
    (tmp_path / ".koen.part" / f"{MODEL}.packed").write_bytes(b"old bytes")
    path = f"/db/models/{MODEL}.gz"
    whole = mirror.answers[path]
    if answer != "whole":
        status = "206 Partial Content" if answer == "other part" else "416 Range Not Satisfiable"

        def once(connection: Any) -> None:
            mirror.answers[path] = whole
            connection.sendall(reply(b"x", status, "Content-Range: bytes 0-0/9"))

        mirror.answers[path] = once
    fetch(mirror, tmp_path)
    assert (tmp_path / "koen" / MODEL).read_bytes() == firefox_files("koen")[MODEL]


def wrong(content: bytes) -> dict[str, bytes]:
    return {
        "other content": reply(gzip.compress(content[:-1] + b"!")),
        "shorter": reply(gzip.compress(content[:-1])),
        "longer": reply(gzip.compress(content + b"!")),
        "bomb": reply(gzip.compress(bytes(50_000_000))),
        "larger than said": reply(bytes(3_000_000)),
        "not packed": reply(content),
        "half packed": reply(gzip.compress(content)[:-9]),
        "something behind": reply(gzip.compress(content) + b"more"),
        "redirect": moved("https://elsewhere.example/x"),
        "missing": reply(b"", "404 Not Found"),
    }


@pytest.mark.parametrize("fault", sorted(wrong(b"x")))
def test_a_wrong_file_is_refused_and_the_old_model_stays(
    mirror: RawServer, tmp_path: Path, fault: str
) -> None:
    old = write_firefox(tmp_path)
    (old / MODEL).write_bytes(b"an older model")
    good = mirror.answers[f"/db/models/{MODEL}.gz"]
    mirror.answers[f"/db/models/{MODEL}.gz"] = wrong(firefox_files("koen")[MODEL])[fault]
    with pytest.raises(ModelFetchError) as told:
        fetch(mirror, tmp_path)
    assert MODEL in str(told.value)
    assert (old / MODEL).read_bytes() == b"an older model"
    mirror.answers[f"/db/models/{MODEL}.gz"] = good
    fetch(mirror, tmp_path)  # what was wrong does not stand in the way of what is right
    assert (old / MODEL).read_bytes() == firefox_files("koen")[MODEL]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == ["koen"]


@pytest.mark.parametrize(
    "address",
    [
        "http://mirror.example/m",
        "ftp://mirror.example/m",
        "mirror.example",
        "https://u:p@mirror.example",
        "http://10.0.0.1/",
    ],
)
def test_mirrors_that_anybody_could_change_are_refused(address: str) -> None:
    with pytest.raises(ModelRegistryError):
        registry_address(address)


def test_the_address_of_the_list() -> None:
    assert registry_address("https://m.example/db/") == "https://m.example/db/models.json"
    assert registry_address("https://m.example/db/list.json") == "https://m.example/db/list.json"


FILES = {"model.koen.bin": b"m", "vocab.koen.spm": b"v"}
HOSTILE: dict[str, Any] = {
    "no JSON": b"<html>",
    "list": b"[]",
    "base": {"baseUrl": "http://elsewhere.example", "models": {"ko-en": [described(FILES)]}},
    "up": {"models": {"ko-en": [described({"model.koen.bin": b"m", "vocab.koen.spm": b"v"})]}},
    "no digest": {"models": {"ko-en": [described(FILES)]}},
    "no vocabulary": {"models": {"ko-en": [described({"model.koen.bin": b"m"})]}},
    "one source vocabulary": {
        "models": {"ko-en": [described({"model.koen.bin": b"m", "srcvocab.koen.spm": b"v"})]}
    },
    "too large": {"models": {"ko-en": [described(FILES)]}},
}
HOSTILE["up"]["models"]["ko-en"][0]["files"]["model"]["path"] = "../../etc/x"
HOSTILE["no digest"]["models"]["ko-en"][0]["files"]["model"].pop("uncompressedHash")
HOSTILE["too large"]["models"]["ko-en"][0]["files"]["model"]["uncompressedSize"] = 10**12


@pytest.mark.parametrize("fault", HOSTILE)
def test_lists_that_are_refused(fault: str) -> None:
    content = HOSTILE[fault]
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(ModelRegistryError):
        read_registry(raw, "https://m.example/models.json")


@pytest.mark.parametrize(
    "path", ["/abs", "a//b", "a/../b", ".hidden", "a?b", "https://x.example/y", "a b", "a\\b", "a/.b", ""]
)
def test_paths_that_are_refused(path: str) -> None:
    entry = described(FILES)
    entry["files"]["model"]["path"] = path
    with pytest.raises(ModelRegistryError, match="no path"):
        read_registry(json.dumps({"models": {"ko-en": [entry]}}).encode(), "https://m.example/models.json")


@pytest.mark.parametrize(
    ("role", "name"),
    [("lexicalShortlist", "manifest.json.gz"), ("lexicalShortlist", "Manifest.JSON"),
     ("lexicalShortlist", "model.koen.bin.packed"), ("vocab", "model.koen.bin.packed.gz")],
)  # fmt: skip
def test_names_that_we_write_ourselves_are_refused(role: str, name: str) -> None:
    entry = described(FILES)
    entry["files"][role] = {**entry["files"]["vocab"], "path": f"models/{name}"}
    with pytest.raises(ModelRegistryError, match=r"no name of a file"):
        read_registry(json.dumps({"models": {"ko-en": [entry]}}).encode(), "https://m.example/models.json")


def test_a_replacement_that_broke_off_is_undone(
    mirror: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_firefox(tmp_path)
    (old / MODEL).write_bytes(b"an older model")
    rename = Path.rename

    def broken(path: Path, target: Path) -> Path:
        if path.name == ".koen.part":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(KeyboardInterrupt):
        fetch(mirror, tmp_path)
    assert not old.exists()
    monkeypatch.undo()
    put_back_models(tmp_path)
    assert (old / MODEL).read_bytes() == b"an older model"
    assert not (tmp_path / ".koen.old").exists()
    asked = len(mirror.asked)
    assert fetch(mirror, tmp_path) is True  # what was fetched before the break is not fetched again
    assert len(mirror.asked) == asked + 1
    assert (old / MODEL).read_bytes() == firefox_files("koen")[MODEL]


def test_a_fetch_puts_back_first_and_needs_nothing_where_the_old_model_is_the_one(
    mirror: RawServer, tmp_path: Path
) -> None:
    write_firefox(tmp_path).rename(tmp_path / ".koen.old")
    assert fetch(mirror, tmp_path) is False
    assert (tmp_path / "koen" / MODEL).is_file()


def test_what_is_left_of_an_old_model_goes_where_the_new_one_stands(tmp_path: Path) -> None:
    write_firefox(tmp_path)
    (tmp_path / ".koen.old").mkdir()
    (tmp_path / ".koen.old" / MODEL).write_bytes(b"an older model")
    (tmp_path / ".other.old").mkdir()  # none of ours
    put_back_models(tmp_path)
    put_back_models(tmp_path / "absent")
    assert (tmp_path / "koen" / MODEL).read_bytes() == firefox_files("koen")[MODEL]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == [".other.old", "koen"]


@pytest.mark.parametrize("words", [("list", "--json"), ("check", "--json")])
def test_the_commands_find_a_model_whose_replacement_broke_off(
    desk: Any, tmp_path: Path, words: tuple[str, ...]
) -> None:
    write_firefox(tmp_path / "models").rename(tmp_path / "models" / ".koen.old")
    assert "bergamot" in desk(*words).stdout
    assert (tmp_path / "models" / "koen" / MODEL).is_file()


def test_an_engine_finds_a_model_whose_replacement_broke_off(tmp_path: Path) -> None:
    write_firefox(tmp_path / "models").rename(tmp_path / "models" / ".koen.old")
    chosen = Settings(home=tmp_path, translation_engine="bergamot")
    assert what_lacks(chosen) == ""
    assert (tmp_path / "models" / "koen" / MODEL).is_file()


def test_only_what_is_released_is_offered() -> None:
    somewhere = described(FILES, releaseStatus="Release Android", architecture="some")
    everywhere = described(FILES, releaseStatus="Release", architecture="all")
    models = {
        "ko-en": [described(FILES, releaseStatus=None), somewhere, everywhere],
        "ja-en": [described(FILES, releaseStatus="Nightly")],
        "zh_hant-en": [somewhere],
    }
    found = read_registry(
        json.dumps({"models": models, "baseUrl": "https://b.example/x"}).encode(), "https://m.example/l.json"
    )
    assert {code: (m.pair, m.architecture) for code, m in found.items()} == {
        "ko": ("koen", "all"),
        "zh-Hant": ("zh_hanten", "some"),
    }
    assert found["ko"].files[-1].address == "https://b.example/x/models/model.koen.bin.gz"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    load_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["models", *words])
    load_settings.cache_clear()


def test_the_commands(mirror: RawServer, desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing = json.loads(desk("list", "--json").stdout)
    assert {row["state"] for row in nothing["models"]} == {"none"}
    assert desk("fetch").exit_code == 2  # no mirror is named
    monkeypatch.setenv("DESK_MODELS_MIRROR", mirror.url("/db"))
    load_settings.cache_clear()
    offered = json.loads(desk("list", "--offered", "--json").stdout)["models"]
    assert [row["language"] for row in offered if row["state"] == "offered"] == ["ko"]
    assert desk("fetch", "--language", "hi").exit_code == 1
    assert desk("fetch", "--language", "xx").exit_code == 2
    assert json.loads(desk("fetch", "--language", "ko").stdout)["models"] == {"ko": "fetched"}
    assert json.loads(desk("fetch").stdout)["models"] == {"ko": "was here"}
    (here,) = [row for row in json.loads(desk("list", "--json").stdout)["models"] if row["state"] == "here"]
    assert (here["language"], here["engine"], len(here["digest"])) == ("ko", "bergamot", 64)
    checked = desk("check", "--json")
    assert checked.exit_code == 0
    assert json.loads(checked.stdout) == [{"name": "bergamot ko", "says": SENTENCE, "fault": ""}]
    vocabulary = tmp_path / "models" / "koen" / "srcvocab.koen.spm"
    vocabulary.write_bytes(vocabulary.read_bytes() + b"\x00")
    changed = desk("check")
    assert changed.exit_code == 1 and "not as fetched: srcvocab.koen.spm" in changed.stdout


def test_a_check_of_the_server_asks_it_one_sentence(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.integration.scripted_model import serve_model

    with serve_model() as model:
        monkeypatch.setenv("DESK_TRANSLATION_ENGINE", "openai")
        monkeypatch.setenv("DESK_LLM_URL", model.url)
        monkeypatch.setenv("DESK_LLM_MODEL", "scripted")
        load_settings.cache_clear()
        result = desk("check", "--server", "--json")
        told = desk("list")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["says"] == "Ministry Opens Talks on Exports"
    assert len(model.asked) == 1
    assert "today 140 tokens" in told.stderr
