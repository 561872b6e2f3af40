"""Saved pages of an index to one line of JSON each: what ``desk extract`` does.

The index says where pages lie and what is known of their capture. What it does not say is derived and named in
``date_basis``, or left out: a zone from the country of the host's name or from the language of the text, never a
date from the clock of this machine.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from briefing.enrichment.language import UNDETERMINED, ScriptAndLangid
from briefing.storage.atomic import written_aside
from briefing.taxonomy.countries import COUNTRIES
from scrapers.extraction.dates import WrittenDate
from scrapers.extraction.page import NoArticleError, Page, read_page
from scrapers.workers import Workers

MAX_BYTES = 60_000_000  # of one page, unpacked
# Letters of India that Unicode's normal form C takes apart and never puts together (composition exclusions).
_TAKEN_APART = {
    letter: unicodedata.normalize("NFC", letter)
    for letter in map(
        chr,
        (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF, 0xA33, 0xA36, *range(0xA59, 0xA5C), 0xA5E, 0xB5C, 0xB5D),
    )
}
_OF_SOURCE = "zone of the source"
_RELATIVE = "relative to the capture"
_OFFSET = re.compile(r"\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d(?::\d\d)?(?:[.,]\d+)?\s*([+-])(\d\d):?(\d\d)$")
# Languages that one clock serves, whatever the host is called; China and Taiwan share theirs.
_ZONE_OF_LANGUAGE = {
    "ko": "Asia/Seoul",
    "ja": "Asia/Tokyo",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-Hans": "Asia/Shanghai",
    "zh-Hant": "Asia/Taipei",
    "hi": "Asia/Kolkata",
    "gu": "Asia/Kolkata",
}


class PageFileError(ValueError):
    """A page of the index that cannot be had: no path, no file, a damaged archive, too many bytes."""


@dataclass(frozen=True)
class Tally:
    """How many lines came of an index, and how many of each kind."""

    lines: int
    kinds: dict[str, int]


def extract_index(index: Path, target: Path, workers: Workers, tell: Any = None) -> Tally:
    """Read every page of ``index`` and write ``target``, whole or not at all: one line per line of the index, in its
    order. Blank lines are no input. ``tell(done, kinds)`` is called after each line.

    Raises OSError where the index cannot be read or the target cannot be written; a bad line or page is a line
    of kind ``error``.
    """
    kinds: dict[str, int] = {}
    done = 0
    with written_aside(target) as aside, aside.open("wb") as stream:
        calls = ({"line": line, "folder": str(index.parent)} for line in _lines(index))
        addresses = (_address_of(line) for line in _lines(index))
        for future, address in zip(workers.run_each(extract_line, calls), addresses, strict=True):
            error = future.exception()
            result = _failed(address, str(error)) if error is not None else future.result()
            stream.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            done += 1
            kinds[result["kind"]] = kinds.get(result["kind"], 0) + 1
            if tell is not None:
                tell(done, kinds)
    return Tally(done, kinds)


def count_lines(index: Path) -> int:
    """Lines of an index that are not blank."""
    return sum(1 for _ in _lines(index))


def _lines(index: Path) -> Iterator[str]:
    with _opened(index) as stream:
        for line in stream:
            text = line.decode("utf-8", "replace").strip().lstrip("\ufeff")
            if text:
                yield text


def _opened(path: Path) -> BinaryIO:
    """A file, unpacked where its first bytes say gzip, whatever it is called."""
    stream = path.open("rb")
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=stream)) if packed else stream


def extract_line(line: str, folder: str) -> dict[str, Any]:
    """One line of an index, read. Never raises for what the line or its page holds."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failed(None, f"no JSON: {error}")
    if not isinstance(row, dict):
        return _failed(None, "no JSON object")
    address = row.get("url")
    try:
        body, day = read_file(row.get("html"), Path(folder))
        return extract_row(row, body, day)
    except (PageFileError, NoArticleError) as error:
        return _failed(address, str(error))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return _failed(address, f"{type(error).__name__}: {error}")


def read_file(named: Any, folder: Path) -> tuple[bytes, datetime]:
    """Bytes of a page, unpacked, and the instant at which its file was last written."""
    if not isinstance(named, str) or not named or "\x00" in named:
        raise PageFileError("the line names no file in `html`")
    path = folder / named
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with _opened(path) as stream:
            body = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise PageFileError(f"{named}: {error.__class__.__name__}: {error}") from error
    if len(body) > MAX_BYTES:
        raise PageFileError(f"{named}: more than {MAX_BYTES} bytes")
    return body, written


def extract_row(row: dict[str, Any], body: bytes, file_written: datetime) -> dict[str, Any]:
    """A page and what its row tells, as one line of the result."""
    address = str(row.get("url") or "")
    fetched = _instant(row.get("fetched_at"))
    zone = known_zone(row, address)
    arguments: dict[str, Any] = {
        "content_type": _text(row.get("content_type")),
        "address": address or "https://unknown.invalid/",
        # Only a bound against dates of the future: a page cannot be of a day after that of its file.
        "at": fetched or file_written + timedelta(days=1),
        "charset": _text(row.get("charset")),
    }
    page = read_page(body, timezone=zone or "UTC", **arguments)
    guess = _languages().identify("\n".join((page.title, *page.paragraphs)), page.language).language
    basis_of_zone = ""
    if zone is None and guess in _ZONE_OF_LANGUAGE:
        zone, basis_of_zone = _ZONE_OF_LANGUAGE[guess], "zone of the language"
        if _OF_SOURCE in page.published.basis:
            page = read_page(body, timezone=zone, **arguments)
    published, basis = tell_date(page.published, zone, basis_of_zone, is_captured=fetched is not None)
    return {
        "url": row.get("url"),
        "title": _as_written(page.title, body),
        "published": published,
        "date_basis": basis,
        "language": None if guess == UNDETERMINED else guess.split("-")[0],
        "byline": _as_written(page.byline, body),
        "body": _as_written("\n".join(page.paragraphs), body),
        "kind": page.kind,
        "error": None,
        **_of_pdf(page),
    }


def _as_written(text: str, body: bytes) -> str:
    """Letters with a nukta as the page writes them: the normal form in which texts are compared takes them apart."""
    for whole, parts in _TAKEN_APART.items():
        if parts in text and whole.encode() in body:
            text = text.replace(parts, whole)
    return text


def _of_pdf(page: Page) -> dict[str, Any]:
    return {"paragraph_pages": list(page.paragraph_pages)} if page.paragraph_pages else {}


def known_zone(row: dict[str, Any], address: str) -> str | None:
    """The zone that the row names, or that of the country of the row or of the host's name; None where neither
    tells. Raises ValueError for a zone that is none."""
    named = _text(row.get("timezone"))
    if named:
        try:
            ZoneInfo(named)
        except (OSError, ValueError) as error:
            raise ValueError(f"timezone {named!r}: {error}") from error
        return named
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    for code in (str(row.get("country") or "").lower(), host.rpartition(".")[2]):
        if code in COUNTRIES:
            return COUNTRIES[code].timezone
    return None


def tell_date(
    written: WrittenDate, zone: str | None, basis_of_zone: str, *, is_captured: bool
) -> tuple[str | None, str]:
    """ISO 8601 and the ground for it. A day stays a day; an instant is told on the clock it was written by, where
    that is known, else in UTC. Without any zone a time of day is no instant, and only the day is told; without the
    instant of the capture "3 hours ago" is none either."""
    if written.at is None:
        return None, written.basis
    if _RELATIVE in written.basis and not is_captured:
        return None, f"{written.basis}, whose time is not known"
    basis = written.basis.replace(_OF_SOURCE, basis_of_zone or _OF_SOURCE)
    local = written.at.astimezone(ZoneInfo(zone) if zone else UTC)
    if written.precision == "day":
        return local.date().isoformat(), basis
    if zone is None and _OF_SOURCE in basis:
        return local.date().isoformat(), basis.replace(_OF_SOURCE, "no zone known: the day only")
    offset = _OFFSET.match(written.raw)
    if offset:
        sign, hours, minutes = offset.groups()
        shift = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        return (written.at + shift).replace(tzinfo=None).isoformat() + f"{sign}{hours}:{minutes}", basis
    return local.isoformat(), basis


def _failed(address: Any, words: str) -> dict[str, Any]:
    return {
        "url": address if isinstance(address, str) else None,
        "title": "",
        "published": None,
        "date_basis": "",
        "language": None,
        "byline": "",
        "body": "",
        "kind": "error",
        "error": words[:500],
    }


def _address_of(line: str) -> str | None:
    """The address of a line whose worker was ended."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row.get("url") if isinstance(row, dict) else None


def _instant(told: Any) -> datetime | None:
    """An instant as ISO 8601, UTC where it names no zone; None where none is told. Raises ValueError for another."""
    if told is None or told == "":
        return None
    at = datetime.fromisoformat(str(told).replace("Z", "+00:00"))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _text(told: Any) -> str | None:
    return told if isinstance(told, str) and told.strip() else None


@lru_cache(maxsize=1)
def _languages() -> ScriptAndLangid:
    return ScriptAndLangid()
