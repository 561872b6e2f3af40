"""Write aside, flush, rename: a file is either the old one or the whole new one, never half of either."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target``; rename it into place when the block ends well, delete it otherwise.

    Raises OSError as it comes (a full disk among them), with ``target`` untouched.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield aside
        with aside.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Replace ``target`` by ``content``, whole or not at all."""
    with written_aside(target) as aside:
        aside.write_bytes(content)


def file_digest(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
