"""The patterns as records, and the bytes that their answers are."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from briefing.records.source import Source
from scrapers.catalogue import load_plain

FOLDER = Path(__file__).resolve().parent
DATE = "2026-03-10"
AT = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)  # of the crawl: half past five in the afternoon in Seoul
DATES = (date(2026, 3, 9), date(2026, 3, 10))  # that the monitoring day touches
SINCE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
_DEFAULTS: Mapping[str, Any] = {
    "kind": "news_media",
    "languages": ["ko"],
    "countries": ["kr"],
    "homepage": "http://example.com",
    "timezone": "Asia/Seoul",
    "healthy_day": {"min_items": 0, "max_items": 50, "silence_hours": 24},
    "evidence": "invented",
    "confidence": "C",
}


@dataclass(frozen=True)
class Answer:
    """``post`` is the exact body of a POST, ``post_has`` parts of it; both None for a GET."""

    url: str
    body: bytes
    content_type: str
    post: str | None
    post_has: tuple[str, ...]
    cookie: str
    needs_cookie: str

    @property
    def is_post(self) -> bool:
        return self.post is not None or bool(self.post_has)

    def answers(self, url: str, method: str, body: str) -> bool:
        if url != self.url or (method == "POST") != self.is_post:
            return False
        return body == self.post if self.post is not None else all(part in body for part in self.post_has)


@dataclass(frozen=True)
class Expected:
    """``at`` is UTC, None for no date; ``is_any_date`` where the date is not the list's business. ``text`` is part of
    the article of an entry of the day."""

    link: str
    title: str
    at: datetime | None
    is_day: bool
    is_any_date: bool
    text: str | None


@dataclass(frozen=True)
class Pattern:
    name: str
    given: Mapping[str, Any]
    answers: tuple[Answer, ...]
    entries: tuple[Expected, ...]

    @property
    def source(self) -> Source:
        return Source.model_validate({**self.given, "id": f"kr_{self.name}"})


def load_patterns() -> list[Pattern]:
    return [_read(path) for path in sorted(FOLDER.glob("*.yml"))]


def _read(path: Path) -> Pattern:
    data = load_plain(path.read_text("utf-8"))
    given = {**_DEFAULTS, "name": path.stem.replace("_", " ").title(), **data["source"]}
    zone = ZoneInfo(given["timezone"])
    return Pattern(
        path.stem,
        given,
        tuple(_answer(one) for one in data["answers"]),
        tuple(_expected(one, zone) for one in data["entries"]),
    )


def _answer(one: Mapping[str, Any]) -> Answer:
    if "pdf" in one:
        body = make_pdf((FOLDER / "pages" / one["pdf"]).read_text("utf-8").splitlines())
    else:
        text = (FOLDER / "pages" / one["file"]).read_text("utf-8")
        text = text.replace("@SWELL@", "Aa9+" * (int(one.get("swell", 0)) // 4))
        body = text.encode(one.get("encode", "utf-8"))
    if one.get("pack") == "gzip":
        body = gzip.compress(body, mtime=0)
    kind = one.get("type", "text/html")  # a page's charset stands in the page
    return Answer(
        one["url"], body, kind, one.get("post"), tuple(one.get("post_has", ())), one.get("cookie", ""),
        one.get("needs_cookie", ""),
    )  # fmt: skip


def _expected(one: Mapping[str, Any], zone: ZoneInfo) -> Expected:
    said = one["at"]
    is_any, is_day = said == "any", said is not None and len(said) == 10
    at = None
    if said is not None and not is_any:
        at = datetime.fromisoformat(said.replace("Z", "+00:00"))
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    return Expected(one["link"], one["title"], at, is_day, is_any, one.get("text"))


def make_pdf(lines: list[str]) -> bytes:
    """A PDF of one page with these lines of ASCII, each a text of its own."""
    shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines if line)
    stream = f"BT /F1 10 Tf 40 780 Td {shown} ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end
