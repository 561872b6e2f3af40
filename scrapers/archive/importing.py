"""Take a WARC file into the home folder, so that a line can be traced when the original is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

from briefing.storage.atomic import file_digest, written_aside
from briefing.storage.home import Home
from scrapers.archive.index import ArchiveError


def import_archive(home: Home, path: Path) -> Path:
    """Copy a WARC file to its place by digest, once. Raises ArchiveError when there is no such file."""
    if not path.is_file():
        raise ArchiveError(f"{path}: no such WARC file")
    target = home.imports / f"{file_digest(path)[:16]}-{path.name}"
    if not target.exists():
        with written_aside(target) as aside:
            shutil.copyfile(path, aside)
    return target
