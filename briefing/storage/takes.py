"""Takes on the disk: a folder each with dossier, draft, pictures, and the Take as it was approved."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from briefing.composition.picture import MOST_BYTES
from briefing.composition.takes import is_printed_on
from briefing.records.approved_take import ApprovedTake
from briefing.records.dossier import Dossier
from briefing.records.take import Take
from briefing.storage.atomic import file_digest, write_bytes
from briefing.storage.home import Home

_ID = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
_PICTURE = re.compile(r"[a-f0-9]{16}\.(?:png|jpg|webp)", re.ASCII)


class TakeError(ValueError):
    """A Take that is not there, cannot be read, or would be overwritten; the message says which."""


def folder_of(home: Home, take_id: str) -> Path:
    """Raises TakeError for what is no id: it becomes a path."""
    if not _ID.fullmatch(take_id):
        raise TakeError(f"{take_id!r} is no id of a Take: small letters, digits and hyphens")
    return home.take(take_id)


def begin(home: Home, dossier: Dossier, texts: dict[str, str]) -> Path:
    """Make the folder with the dossier and its readable forms. Raises TakeError where there is one already."""
    folder = folder_of(home, dossier.take_id)
    if (folder / "draft.md").exists():
        raise TakeError(f"there is a draft already: {folder / 'draft.md'}; give the new Take another --id")
    write_bytes(folder / "dossier.json", dossier.model_dump_json(indent=1).encode() + b"\n")
    for name, text in sorted(
        texts.items(), key=lambda pair: pair[0] == "draft.md"
    ):  # the draft last: it says all is there
        write_bytes(folder / name, text.encode())
    return folder


def read_dossier(home: Home, take_id: str) -> Dossier:
    """Raises TakeError."""
    path = folder_of(home, take_id) / "dossier.json"
    try:
        return Dossier.model_validate_json(path.read_bytes())
    except OSError as error:
        raise TakeError(f"no Take {take_id!r}; `desk take list` shows what there is") from error
    except ValidationError as error:
        raise TakeError(f"{path}: {error.errors()[0]['msg']}") from error


def read_draft_text(home: Home, take_id: str) -> str:
    """As its bytes have it, ends of lines too: an approval is bound to them. Raises TakeError."""
    path = folder_of(home, take_id) / "draft.md"
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise TakeError(f"{path}: {error}") from error


def read_file(home: Home, take_id: str, name: str) -> bytes:
    """A picture beside the draft; a link out of the folder is not followed. Raises OSError.

    Of a file that is larger than a picture may be, no more is read than shows it.
    """
    folder = folder_of(home, take_id).resolve()
    path = (folder / name).resolve()
    if path.parent != folder:
        raise FileNotFoundError("it is not in the Take's folder")
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def store_approved(home: Home, approved: ApprovedTake, pictures: dict[str, bytes]) -> Path:
    """The pictures first, so that a Take never names one that is not there."""
    folder = folder_of(home, approved.take.take_id)
    for name, content in pictures.items():
        write_bytes(folder / name, content)
    path = folder / "take.json"
    write_bytes(path, approved.model_dump_json(indent=1).encode() + b"\n")
    return path


def read_image(home: Home, take_id: str, file: str) -> bytes:
    """A picture of an approved Take. Raises TakeError, OSError."""
    if not _PICTURE.fullmatch(file):
        raise TakeError(f"{file!r} is no picture of a Take")
    return (folder_of(home, take_id) / file).read_bytes()


def ids(home: Home) -> list[str]:
    """All Takes that were begun."""
    return (
        sorted(
            p.name for p in home.takes.iterdir() if _ID.fullmatch(p.name) and (p / "dossier.json").exists()
        )
        if home.takes.is_dir()
        else []
    )


def read_approved(home: Home, take_id: str) -> ApprovedTake | None:
    """None where it is not approved. Raises TakeError where the file is none, or is that of another Take."""
    path = folder_of(home, take_id) / "take.json"
    if not path.exists():
        return None
    try:
        approved = ApprovedTake.model_validate_json(path.read_bytes())
    except OSError as error:
        raise TakeError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise TakeError(f"{path}: {error.errors()[0]['msg']}") from error
    if approved.take.take_id != take_id:
        raise TakeError(f"{path}: it is the Take {approved.take.take_id}")
    return approved


def void_reason(home: Home, approved: ApprovedTake) -> str:
    """Why an approval no longer holds, in words; empty where it does: draft and pictures are those approved."""
    folder = folder_of(home, approved.take.take_id)
    draft = folder / "draft.md"
    if not draft.exists() or file_digest(draft) != approved.draft_sha256:
        return "the draft was changed after it was approved"
    for block in approved.take.blocks:
        if block.image is not None:
            path = folder / block.image.file
            if not path.exists() or file_digest(path) != block.image.sha256:
                return f"the picture {block.image.file} is not the one approved"
    return ""


def takes_of(home: Home, country: str, day: date) -> tuple[tuple[Take, ...], tuple[tuple[str, str], ...]]:
    """Approved Takes that an edition prints, newest first; and those withheld, each with its reason."""
    printed: list[Take] = []
    withheld: list[tuple[str, str]] = []
    for take_id in ids(home):
        try:
            approved = read_approved(home, take_id)
        except (
            TakeError
        ):  # whose words name a path, which is nothing for readers; `desk take list` prints them
            withheld.append((take_id, "what was approved cannot be read"))
            continue
        if approved is None or not is_printed_on(approved.take, approved.until, country, day):
            continue
        reason = void_reason(home, approved)
        if reason:
            withheld.append((approved.take.headline, reason))
        else:
            printed.append(approved.take)
    printed.sort(key=lambda take: (-take.date.toordinal(), take.take_id))
    return tuple(printed), tuple(withheld)


def digest_of(text: str) -> str:
    """sha256 of a draft's bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
