"""The shelf of editions: numbered versions that are written once and never changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing.records.edition import Edition
from briefing.storage.home import Home


class NoEditionError(LookupError):
    """There is no such edition; the message says what there is."""


@dataclass(frozen=True)
class Stored:
    """Where an edition lies and whether this call made a new version."""

    folder: Path
    version: int
    is_new: bool


def to_bytes(edition: Edition) -> bytes:
    """edition.json: UTF-8, members in the record's order, one trailing newline."""
    return (json.dumps(edition.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def versions(home: Home, country: str, day: date) -> list[int]:
    """Versions on the shelf, ascending."""
    folder = home.edition(country, day)
    if not folder.is_dir():
        return []
    return sorted(
        int(path.name[1:]) for path in folder.iterdir() if path.name[:1] == "v" and path.name[1:].isdigit()
    )


def store(
    home: Home, compose: Callable[[int], Edition], render: Callable[[Edition], str], country: str, day: date
) -> Stored:
    """Put an edition on the shelf. ``compose`` makes it for a version number.

    When the newest version on the shelf is the same to the byte, nothing is written: running a day again from
    the same captures is no correction.
    """
    have = versions(home, country, day)
    shelf = home.edition(country, day)
    if have and (shelf / f"v{have[-1]}" / "edition.json").read_bytes() == to_bytes(compose(have[-1])):
        return Stored(shelf / f"v{have[-1]}", have[-1], False)
    number = have[-1] + 1 if have else 1
    edition = compose(number)
    aside = shelf / f".v{number}.{os.getpid()}.part"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for name, content in (
            ("edition.json", to_bytes(edition)),
            ("edition.html", render(edition).encode()),
        ):
            with (aside / name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        aside.rename(shelf / f"v{number}")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Stored(shelf / f"v{number}", number, True)


def folder_of(home: Home, country: str, day: date, version: int | None = None) -> Path:
    """The folder of a version, the newest by default. Raises NoEditionError."""
    have = versions(home, country, day)
    if not have:
        raise NoEditionError(
            f"no edition {country}/{day} on the shelf; run `desk run` or `desk replay` first"
        )
    if version is not None and version not in have:
        raise NoEditionError(
            f"no version {version} of {country}/{day}; there are {', '.join(map(str, have))}"
        )
    return home.edition(country, day) / f"v{version or have[-1]}"


def load(home: Home, country: str, day: date, version: int | None = None) -> Edition:
    """Read an edition back. Raises NoEditionError, or ValidationError when the file is not an edition."""
    path = folder_of(home, country, day, version) / "edition.json"
    return Edition.model_validate_json(path.read_bytes())
