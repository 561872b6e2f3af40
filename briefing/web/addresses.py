"""Addresses of the pages, as links in them are written: paths from the root, each part quoted."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from briefing.records.edition import Edition

_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # printable ASCII without back slash, one slash first


def edition_path(country: str, day: date | str, version: int | None = None) -> str:
    """``/editions/kr/2026-03-10/v1``; without a version the address that always shows the newest."""
    return f"/editions/{quote(country, safe='')}/{day}" + (f"/v{version}" if version is not None else "")


def path_of(edition: Edition) -> str:
    return edition_path(edition.country, edition.edition_date, edition.version)


def item_path(edition: Edition, number: int) -> str:
    return f"{path_of(edition)}/items/{number}"


def local_or_root(address: str) -> str:
    """``address`` where it is a path of this site, else ``/``: a log-in leads nowhere else."""
    return address if _LOCAL.fullmatch(address) else "/"
