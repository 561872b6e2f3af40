"""Take a WARC file into the home folder, so that a line can be traced when the original is gone."""

from __future__ import annotations

import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from briefing.storage.atomic import file_digest, written_aside
from briefing.storage.home import Home
from scrapers.archive.index import MAX_RECORD_BYTES, ArchiveError, Fault, read_records

_GZIP, _ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_SNIFFED = 1 << 20  # bytes of the first member that are looked at
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LINE, _STRAY_LINES = 1 << 16, 1000


def import_archive(home: Home, path: Path) -> Path:
    """Copy a WARC file to its place by digest, once.

    A file that is not compressed, or compressed as a whole, has no place for each record: it is written anew with
    each record compressed by itself, its bytes unchanged. Raises ArchiveError when there is no such file, it is in a
    known format other than WARC, or not one record of it can be read; nothing is kept of it then.
    """
    if not path.is_file():
        raise ArchiveError(f"{path}: no such WARC file")
    form = _form_of(path)
    name = path.name if form == "by record" else f"{path.name.removesuffix('.gz')}.gz"
    target = home.imports / f"{file_digest(path)[:16]}-{name}"
    if target.exists():
        return target
    if form == "by record":
        _find_record(path)
    with written_aside(target) as aside:
        if form == "by record":
            shutil.copyfile(path, aside)
        else:
            _rewrite(path, aside, is_compressed=form == "whole")
    return target


def _form_of(path: Path) -> str:
    """``by record``, ``whole`` (compressed) or ``plain``. What is no archive at all is taken for the first, whose
    reader says what is wrong with it."""
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED)
    if head.startswith(_ZSTANDARD):
        raise ArchiveError(f"{path}: a WARC file compressed with zstandard; compress it with gzip instead")
    text = head
    if head.startswith(_GZIP):
        try:
            text = zlib.decompressobj(wbits=31).decompress(head, _SNIFFED)
        except zlib.error:
            return "by record"
    if text.startswith(b"filedesc:"):
        raise ArchiveError(f"{path}: an ARC file, the format before WARC; convert it (`warcio recompress`)")
    if not text.startswith(b"WARC/"):
        return "by record"
    if not head.startswith(_GZIP):
        return "plain"
    return "whole" if _goes_on(text) else "by record"


def _find_record(path: Path) -> None:
    """Read up to the first capture. Raises ArchiveError, which names the file where it lies, if there is none."""
    next((part for part in read_records(path) if not isinstance(part, Fault)), None)


def _goes_on(text: bytes) -> bool:
    """Whether another record begins behind the first within one member."""
    header, blank, _ = text.partition(b"\r\n\r\n")
    length = _LENGTH.search(header)
    if not blank or length is None:
        return False
    return text[len(header) + 4 + int(length.group(1)) :].lstrip(b"\r\n").startswith(b"WARC/")


def _rewrite(path: Path, target: Path, *, is_compressed: bool) -> None:
    """Each record as a gzip member of its own. Where the compression is damaged, what comes before it is kept, and
    the place is marked for the reader to name."""
    with gzip.open(path, "rb") if is_compressed else path.open("rb") as stream, target.open("wb") as out:
        for record in _split(stream):
            packer = zlib.compressobj(wbits=31)
            out.write(packer.compress(record) + packer.flush())


def _split(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    """The records of an uncompressed WARC; what stands between two of them, and is none, by itself."""
    stray: list[bytes] = []
    try:
        while line := stream.readline(_LINE):
            if not line.startswith(b"WARC/"):
                if line.strip() or stray:
                    stray.append(line)
                if len(stray) >= _STRAY_LINES:
                    yield b"".join(stray)
                    stray = []
                continue
            if stray:
                yield b"".join(stray)
                stray = []
            yield _record(line, stream)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        stray.append(b"the compression of the file is damaged here\r\n")
    if stray:
        yield b"".join(stray)


def _record(first: bytes, stream: BinaryIO | gzip.GzipFile) -> bytes:
    """A record from its first line on. Raises ArchiveError where it says that it is larger than a record may be."""
    header = [first]
    for line in iter(lambda: stream.readline(_LINE), b""):
        header.append(line)
        if not line.strip() or sum(map(len, header)) > _LINE * 4:
            break
    if header[-1].strip():  # the file ends inside it
        return b"".join(header)
    length = _LENGTH.search(b"".join(header))
    size = int(length.group(1)) if length else 0
    if size > MAX_RECORD_BYTES:
        raise ArchiveError(f"a record of {size} bytes; at most {MAX_RECORD_BYTES} are taken")
    block = stream.read(size)
    return b"".join([*header, block, b"\r\n\r\n" if len(block) == size else b""])
