"""Fetch translation models from a mirror: resumed where it stopped, unpacked, compared, and in place as a whole.

Everything is written into a hidden folder beside the model's own. Only when every file has the size and digest that
the mirror's list states does it take the model's place. What a break left behind is gone on with the next time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx
from filelock import FileLock, Timeout

from briefing.enrichment.translation.model_folder import CODES
from briefing.storage.atomic import file_digest, write_bytes
from briefing.storage.model_registry import (
    LARGEST,
    MANIFEST,
    PACKED,
    OfferedFile,
    OfferedModel,
    read_registry,
    refuse_address,
    registry_address,
)

log = logging.getLogger("desk.models")
_CHUNK = 256 * 1024
_LARGEST_LIST = 32 * 1024 * 1024
_PATIENCE_SECONDS = 60.0  # between two bytes of a download
_REPLACING_SECONDS = 5.0  # two renames and a removal, by another process
Tell = Callable[[str], None]


class ModelFetchError(Exception):
    """A download that failed or was refused; the message names the file and why."""


def offered_models(mirror: str) -> dict[str, OfferedModel]:
    """What a mirror offers for our languages. Raises ModelRegistryError or ModelFetchError."""
    address = registry_address(mirror)
    content = bytearray()
    with _client(address) as client:
        for chunk in _body(client, address, 0)[1]:
            content += chunk
            if len(content) > _LARGEST_LIST:
                raise ModelFetchError(f"{address}: larger than a list of models can be")
    return read_registry(bytes(content), address)


def fetch_model(model: OfferedModel, folder: Path, mirror: str, tell: Tell) -> bool:
    """Put a model into the models folder; False where it was there already. Raises ModelFetchError or OSError."""
    place = folder / model.pair
    aside = folder / f".{model.pair}.part"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{model.pair}.lock"):
        _put_back(place)
        if is_in_place(model, place):
            return False
        aside.mkdir(exist_ok=True)
        for file in model.files:
            refuse_address(file.address)
            tell(f"{model.pair}/{file.name}" + (f" ({file.size / 1e6:.1f} MB)" if file.size else ""))
            _fetch_file(file, aside)
        wanted = {
            file.name: {"sha256": file.sha256, "size": _size(aside / file.name)} for file in model.files
        }
        for path in sorted(aside.iterdir()):
            if path.name not in wanted:
                path.unlink()
        manifest = {
            "mirror": mirror,
            "status": model.status,
            "architecture": model.architecture,
            "files": wanted,
        }
        write_bytes(aside / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
        _take_place(aside, place)
    return True


def put_back_models(folder: Path) -> None:
    """Undo replacements that broke off: a model that was moved away for one that never came stands again.

    To be called before a folder is searched. A folder that cannot be written stays as it is, with a word in the log.
    """
    for pair in (f"{code}en" for code in CODES.values()):
        place = folder / pair
        if _old(place).exists():
            try:
                with FileLock(folder / f".{pair}.lock", timeout=_REPLACING_SECONDS):
                    _put_back(place)
            except Timeout:
                log.info("%s is being fetched", place)  # by a process that puts back itself what it finds
            except OSError as error:
                log.warning("%s: its replacement broke off and cannot be undone: %s", place, error)


def is_in_place(model: OfferedModel, place: Path) -> bool:
    """Has the folder every file of the model, byte for byte?"""
    paths = {place / file.name: file for file in model.files}
    return all(path.is_file() and file_digest(path) == file.sha256 for path, file in paths.items())


def changed_files(place: Path) -> tuple[str, ...] | None:
    """Files of a fetched model that are missing or not as they were fetched; None where no manifest says how."""
    try:
        files = json.loads((place / MANIFEST).read_bytes())["files"]
        wanted = {str(name): str(file["sha256"]) for name, file in files.items()}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return (MANIFEST,)
    return tuple(
        name
        for name, digest in sorted(wanted.items())
        if not (place / name).is_file() or file_digest(place / name) != digest
    )


def _take_place(aside: Path, place: Path) -> None:
    """The old model is gone only when the new one stands: after a break in between ``_put_back`` has it again."""
    old = _old(place)
    if place.exists():
        if old.exists():
            shutil.rmtree(old)
        place.rename(old)
    aside.rename(place)
    if old.exists():
        shutil.rmtree(old)


def _old(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _put_back(place: Path) -> None:
    """The old model where no new one stands, nothing of it where one does. The lock of the model is held."""
    old = _old(place)
    if old.exists():
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
            log.warning("%s: its replacement broke off; the model that was there is put back", place)


def _fetch_file(file: OfferedFile, aside: Path) -> None:
    target = aside / file.name
    if target.is_file() and file_digest(target) == file.sha256:
        return
    packed = aside / f"{file.name}{PACKED}"
    _download(file, packed)
    try:
        digest, size = _unpack(file, packed, target)
        if file.size is not None and size != file.size:
            raise ModelFetchError(f"{file.name}: {size} bytes, the mirror's list says {file.size}")
        if digest != file.sha256:
            raise ModelFetchError(f"{file.name}: its sha256 is not the one that the mirror's list states")
    except ModelFetchError:
        target.unlink(missing_ok=True)  # what is wrong is not gone on with
        raise
    finally:
        packed.unlink(missing_ok=True)


def _download(file: OfferedFile, packed: Path) -> None:
    """Go on where an earlier download stopped, if the server can; begin anew if not."""
    most = min(LARGEST, 2 * file.size + 1_000_000) if file.size is not None else LARGEST
    with _client(file.address) as client:
        have = packed.stat().st_size if packed.exists() else 0
        begins_at, chunks = _body(client, file.address, have)
        with packed.open("r+b" if begins_at else "wb") as stream:
            stream.seek(begins_at)
            for chunk in chunks:
                stream.write(chunk)
                if stream.tell() > most:
                    packed.unlink()
                    raise ModelFetchError(f"{file.name}: larger than the mirror's list says")


def _unpack(file: OfferedFile, packed: Path, target: Path) -> tuple[str, int]:
    """Write the file without what it is packed in; its sha256 and size. More than it says to be is not written."""
    digest, size = hashlib.sha256(), 0
    most = LARGEST if file.size is None else file.size
    with packed.open("rb") as source, target.open("wb") as out:
        for chunk in _unpacked(source, file) if file.is_packed else iter(lambda: source.read(_CHUNK), b""):
            size += len(chunk)
            if size > most:
                raise ModelFetchError(f"{file.name}: larger than the mirror's list says")
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest(), size


def _unpacked(source: BinaryIO, file: OfferedFile) -> Iterator[bytes]:
    reader = zlib.decompressobj(wbits=31)
    try:
        while chunk := source.read(_CHUNK):
            while chunk:
                yield reader.decompress(chunk, _CHUNK)
                chunk = reader.unconsumed_tail
                if reader.unused_data:
                    raise ModelFetchError(f"{file.name}: something stands behind its gzip data")
        yield reader.flush()
    except zlib.error as error:
        raise ModelFetchError(f"{file.name}: not whole gzip data") from error
    if not reader.eof:
        raise ModelFetchError(f"{file.name}: not whole gzip data")


def _client(address: str) -> httpx.Client:
    refuse_address(address)
    is_here = urlsplit(address).scheme == "http"  # this machine itself, which no proxy leads to
    return httpx.Client(timeout=_PATIENCE_SECONDS, follow_redirects=False, trust_env=not is_here)


def _body(client: httpx.Client, address: str, have: int) -> tuple[int, Iterator[bytes]]:
    """Where the answer begins (``have``, or 0 where the server begins anew), and its bytes."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        response = client.send(client.build_request("GET", address, headers=headers), stream=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelFetchError(f"{address}: {type(error).__name__}") from error
    if have and response.status_code in (206, 416):
        if response.headers.get("content-range", "").startswith(f"bytes {have}-"):
            return have, _chunks(response, address)
        response.close()
        return _body(client, address, 0)
    if response.status_code != 200:
        response.close()
        leads = f", which leads to {response.headers['location']}" if "location" in response.headers else ""
        raise ModelFetchError(f"{address}: answered {response.status_code}{leads}")
    return 0, _chunks(response, address)


def _chunks(response: httpx.Response, address: str) -> Iterator[bytes]:
    try:
        yield from response.iter_raw()  # as they come: what a break leaves in a buffer is lost
    except httpx.HTTPError as error:
        raise ModelFetchError(
            f"{address}: broke off ({type(error).__name__}); the next fetch goes on"
        ) from error
    finally:
        response.close()


def _size(path: Path) -> int:
    return path.stat().st_size
