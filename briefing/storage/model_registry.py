"""The list of a mirror of Firefox translation models (``models.json``), in the form that Mozilla publishes.

``models`` maps a pair ("ko-en") to its models, each with ``releaseStatus`` and ``files``; a file has a ``path`` below
``baseUrl`` (the list's own folder where it is absent), and the size and sha256 that it has once unpacked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, Field, ValidationError

from briefing.enrichment.translation.model_folder import CODES

MANIFEST = "manifest.json"
"""What a fetched model's folder says of itself."""

PACKED = ".packed"
"""Ends the name of a file that is not unpacked yet, beside the unpacked one."""

LARGEST = 1024 * 1024 * 1024
"""Bytes of one unpacked file: some twenty times the largest that is published."""

_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\Z")
_ROLES = ("vocab", "srcVocab", "trgVocab", "lexicalShortlist", "model")


class ModelRegistryError(Exception):
    """A list or an address that cannot be used; the message says which and why."""


@dataclass(frozen=True)
class OfferedFile:
    """A file of a model: where it is had, perhaps packed, and what it is once unpacked. ``size`` None: not stated."""

    name: str
    address: str
    size: int | None
    sha256: str

    @property
    def is_packed(self) -> bool:
        """Is it had with gzip around it?"""
        return self.address.endswith(".gz")


@dataclass(frozen=True)
class OfferedModel:
    """A model for one of our languages; ``pair`` is the name of its folder ("koen")."""

    language: str
    pair: str
    status: str
    architecture: str
    files: tuple[OfferedFile, ...]

    @property
    def size(self) -> int | None:
        """Bytes, unpacked; None where a file does not state its size."""
        sizes = [file.size for file in self.files if file.size is not None]
        return sum(sizes) if len(sizes) == len(self.files) else None


class _File(BaseModel):
    path: str
    size: int | None = Field(default=None, alias="uncompressedSize", ge=0, le=LARGEST)
    sha256: str = Field(alias="uncompressedHash", pattern=r"^[0-9a-f]{64}$")


class _Model(BaseModel):
    architecture: str = ""
    status: str | None = Field(default=None, alias="releaseStatus")
    files: dict[str, _File]


class _Registry(BaseModel):
    base: str | None = Field(default=None, alias="baseUrl")
    models: dict[str, list[dict]]


def registry_address(mirror: str) -> str:
    """Address of the list, of a mirror given by it or by its folder. Raises ModelRegistryError."""
    address = mirror if mirror.endswith(".json") else f"{mirror.rstrip('/')}/models.json"
    refuse_address(address)
    return address


def refuse_address(address: str) -> None:
    """Raise ModelRegistryError unless nobody on the way can read or change what is had from there."""
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise ModelRegistryError("an address of models holds no user name")
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    ):
        raise ModelRegistryError(f"{address}: models are had over https, or from this machine itself")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_registry(content: bytes, address: str) -> dict[str, OfferedModel]:
    """The released model for each of our languages that has one. Raises ModelRegistryError."""
    try:
        registry = _Registry.model_validate_json(content)
    except ValidationError as error:
        raise ModelRegistryError(f"{address}: not a list of models: {_first(error)}") from error
    base = f"{registry.base.rstrip('/')}/" if registry.base else address.rpartition("/")[0] + "/"
    refuse_address(base)
    offered: dict[str, OfferedModel] = {}
    for language, code in CODES.items():
        released = [
            m for m in registry.models.get(f"{code}-en", []) if _rank(m.get("releaseStatus")) < _UNRELEASED
        ]
        released.sort(key=lambda model: _rank(model["releaseStatus"]))
        if released:
            offered[language] = _offered(language, f"{code}en", released[0], base)
    return offered


_UNRELEASED = 9


def _rank(status: object) -> int:
    """Released everywhere before released somewhere; what is not released is not offered."""
    if not isinstance(status, str) or not status.startswith("Release"):
        return _UNRELEASED
    return 0 if status == "Release" else 1


def _offered(language: str, pair: str, entry: dict, base: str) -> OfferedModel:
    try:
        model = _Model.model_validate(entry)
    except ValidationError as error:
        raise ModelRegistryError(f"the model {pair} is not described: {_first(error)}") from error
    files = tuple(_offered_file(model.files[role], base) for role in _ROLES if role in model.files)
    has_words = "vocab" in model.files or {"srcVocab", "trgVocab"} <= model.files.keys()
    if "model" not in model.files or not has_words or len({f.name.lower() for f in files}) != len(files):
        raise ModelRegistryError(f"the model {pair} has not all its files: {', '.join(sorted(model.files))}")
    return OfferedModel(language, pair, model.status or "", model.architecture, files)


def _offered_file(file: _File, base: str) -> OfferedFile:
    if not _PATH.match(file.path):
        raise ModelRegistryError(f"{file.path!r} is no path of a file below the mirror")
    name = file.path.rpartition("/")[2].removesuffix(".gz")
    if name.lower() == MANIFEST or name.lower().endswith(PACKED):
        raise ModelRegistryError(f"{file.path!r} is no name of a file: what is fetched is written under it")
    return OfferedFile(name, urljoin(base, file.path), file.size, file.sha256)


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
