"""The opt-out list: hosts that have asked not to be visited, in a file that people keep.

One host or domain a line; a domain stands for all hosts under it. ``#`` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9_-]{1,63}\Z|\[?[0-9a-f:.]+\]?\Z")


class OptOutError(ValueError):
    """The list cannot be read; the message names file and line. Nothing is crawled without it."""


def read_opt_out(path: Path, *, is_required: bool) -> frozenset[str]:
    """The names of the list, lower case, in ASCII form; empty where there is no file and none is required."""
    if not path.exists() and not is_required:
        return frozenset()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptOutError(f"{path}: the opt-out list cannot be read: {error}") from error
    names = set()
    for number, line in enumerate(lines, start=1):
        written = line.partition("#")[0].strip()
        if written:
            names.add(_name(written, path, number))
    return frozenset(names)


def _name(written: str, path: Path, number: int) -> str:
    bare = written.lower().removeprefix("*.").strip(".")
    try:
        name = bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise OptOutError(f"{path}:{number}: {written!r} is no host name: {error}") from error
    if not _NAME.match(name):
        raise OptOutError(
            f"{path}:{number}: {written!r} is no host name; write one per line, without http://"
        )
    return name


def is_opted_out(host: str, names: Collection[str]) -> bool:
    """Whether a host, or a domain above it, stands on the list."""
    if not names:
        return False
    bare = host.lower().strip(".[]")
    try:
        labels = (bare if bare.isascii() else bare.encode("idna").decode("ascii")).split(".")
    except UnicodeError:  # no name that could be looked up, nor asked
        labels = bare.split(".")
    return any(".".join(labels[place:]) in names for place in range(len(labels)))
