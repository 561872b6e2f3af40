"""Analysts' corrections of categories: one line of JSON each, only ever added to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from briefing.enrichment.category.choice import axes_of
from briefing.records.correction import Correction
from briefing.taxonomy.categories import TaxonomyError


class CorrectionError(ValueError):
    """A correction that cannot be kept or read; the message names the file and the line, or what is wrong."""


def add_correction(path: Path, correction: Correction) -> None:
    """Append a correction. Raises CorrectionError for a label that is no category, or after a torn line."""
    _check_label(correction.label)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        if path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size:
            raise CorrectionError(f"{path}: its last line is torn; repair it before anything is added")
        with path.open("ab") as stream:
            stream.write(correction.model_dump_json().encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())


def read_corrections(path: Path) -> list[Correction]:
    """All corrections in the order in which they were made; none where there is no file.

    Raises CorrectionError naming the line that is no correction, or whose category there is no longer.
    """
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line:
            continue
        try:
            correction = Correction.model_validate_json(line)
            _check_label(correction.label)
        except (ValidationError, CorrectionError) as error:
            reason = (
                "; ".join(str(one["msg"]) for one in error.errors())
                if isinstance(error, ValidationError)
                else error
            )
            raise CorrectionError(f"{path}: line {number}: {reason}") from error
        found.append(correction)
    return found


def newest_by_item(corrections: Sequence[Correction]) -> dict[str, Correction]:
    """The correction that holds for each item: the last one made."""
    return {correction.item_id: correction for correction in corrections}


def _check_label(label: str) -> None:
    try:
        axes_of(label)
    except TaxonomyError as error:
        raise CorrectionError(str(error)) from error
