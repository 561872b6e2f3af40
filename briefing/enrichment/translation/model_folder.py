"""Translation models in a local folder: which there are, and which files each consists of.

Three layouts are known, each a folder of its own below the models folder, at any of the first three levels:

- Firefox (Bergamot): ``model.koen.intgemm.alphas.bin`` with ``vocab.koen.spm``, or ``srcvocab`` and ``trgvocab``, and
  perhaps ``lex.50.50.koen.s2t.bin``;
- Argos: ``metadata.json`` with ``from_code`` and ``to_code``, ``sentencepiece.model``, and ``model/model.bin``;
- CTranslate2: a folder named ``ko-en`` or ``koen``, with ``model.bin`` and ``sentencepiece.model``, or ``source.spm``
  and ``target.spm``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Engine = Literal["bergamot", "ctranslate2"]
ENGINES: tuple[Engine, ...] = ("bergamot", "ctranslate2")
CODES = {"ko": "ko", "ja": "ja", "zh-Hans": "zh", "zh-Hant": "zh_hant", "vi": "vi", "hi": "hi"}
"""Our language codes by those of Firefox models. A model of one Chinese script is never given the other."""

_DEPTH = 3
_ARGOS_CODES = {"ko": "ko", "ja": "ja", "zh": "zh-Hans", "zt": "zh-Hant", "vi": "vi", "hi": "hi"}
_FIREFOX = re.compile(r"model\.(?P<pair>[a-z]{2}(?:_hant)?en)\.[\w.]*bin\Z")
_PAIR = re.compile(r"(?P<code>[a-z]{2}(?:_hant)?)-?en\Z")


class ModelFolderError(Exception):
    """A model that cannot be used; the message names the folder and what is wrong with it."""


@dataclass(frozen=True)
class ModelFiles:
    """One model. ``files``: model, source and target vocabulary (one file where shared), perhaps shortlist."""

    engine: Engine
    language: str
    folder: Path
    files: Mapping[str, Path]

    @property
    def size(self) -> int:
        """Bytes of its files, each once."""
        return sum(path.stat().st_size for path in set(self.files.values()))

    @property
    def digest(self) -> str:
        """sha256 over roles and contents, hexadecimal: another file is another model."""
        whole = hashlib.sha256()
        for role, path in sorted(self.files.items()):
            whole.update(f"{role} {_digest(path, *_stamp(path))}\n".encode())
        return whole.hexdigest()


def find_models(folder: Path) -> tuple[ModelFiles, ...]:
    """All whole models below a folder, by engine, language and path. A folder that does not exist has none."""
    found = [model for inside in _folders(folder, _DEPTH) for model in _models_in(inside)]
    return tuple(sorted(found, key=lambda m: (m.engine, m.language, str(m.folder))))


def models_of(folder: Path, engine: Engine) -> dict[str, ModelFiles]:
    """The model of an engine for each language; of several, the one whose path is first."""
    found: dict[str, ModelFiles] = {}
    for model in find_models(folder):
        if model.engine == engine:
            found.setdefault(model.language, model)
    return found


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    if not folder.is_dir():
        return
    yield folder
    if depth:
        for inside in sorted(folder.iterdir()):
            if not inside.name.startswith("."):
                yield from _folders(inside, depth - 1)


def _models_in(folder: Path) -> Iterator[ModelFiles]:
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        if found := _FIREFOX.match(name):
            yield from _firefox(folder, name, found["pair"], frozenset(names))
    if "metadata.json" in names:
        yield from _argos(folder)
    elif "model.bin" in names and (pair := _PAIR.match(folder.name)):
        yield from _ctranslate2(folder, folder, _language(pair["code"]))


def _firefox(folder: Path, name: str, pair: str, names: frozenset[str]) -> Iterator[ModelFiles]:
    language = _language(pair.removesuffix("en"))
    shared, source, target = f"vocab.{pair}.spm", f"srcvocab.{pair}.spm", f"trgvocab.{pair}.spm"
    lists = sorted(n for n in names if n.startswith("lex.") and n.endswith(f".{pair}.s2t.bin"))
    if source in names and target in names:
        files = {"model": name, "source": source, "target": target}
    elif shared in names:
        files = {"model": name, "source": shared, "target": shared}
    else:
        return
    if lists:
        files["shortlist"] = lists[0]
    if language:
        yield ModelFiles("bergamot", language, folder, {role: folder / n for role, n in files.items()})


def _argos(folder: Path) -> Iterator[ModelFiles]:
    try:
        metadata = json.loads((folder / "metadata.json").read_bytes())
        codes = (metadata["from_code"], metadata["to_code"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(f"{folder / 'metadata.json'}: names no from_code and to_code") from error
    if codes[1] == "en":
        yield from _ctranslate2(folder, folder / "model", _ARGOS_CODES.get(codes[0]))


def _ctranslate2(folder: Path, weights: Path, language: str | None) -> Iterator[ModelFiles]:
    model = weights / "model.bin"
    shared, source, target = (folder / n for n in ("sentencepiece.model", "source.spm", "target.spm"))
    if language is None or not model.is_file():
        return
    # CTranslate2 reads its vocabularies itself, from beside the weights.
    beside = {
        p.name: p for p in sorted(weights.iterdir()) if "vocabulary" in p.name or p.name == "config.json"
    }
    if shared.is_file():
        yield ModelFiles(
            "ctranslate2", language, folder, {"model": model, "source": shared, "target": shared, **beside}
        )
    elif source.is_file() and target.is_file():
        yield ModelFiles(
            "ctranslate2", language, folder, {"model": model, "source": source, "target": target, **beside}
        )


def _language(code: str) -> str | None:
    return next((ours for ours, theirs in CODES.items() if theirs == code), None)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=256)
def _digest(path: Path, size: int, changed: int) -> str:
    """sha256 of a file; read again when its size or time of change differs."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
