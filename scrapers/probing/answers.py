"""What a probe asked and what it was answered."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

Purpose = Literal[
    "start", "robots", "home", "feed", "feed page", "sitemap", "api", "list page", "article"
]  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One address to look at; ``basis`` says in words where it comes from."""

    address: str
    purpose: Purpose
    basis: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of it. Without a response ``status`` is None, ``body`` empty, and ``detail`` says why."""

    ask: Ask
    final_address: str
    outcome: str
    status: int | None
    content_type: str | None
    body: bytes
    at: datetime
    detail: str = ""

    @property
    def is_good(self) -> bool:
        return self.status == 200 and bool(self.body)


def write_answers(answers: Sequence[Answer]) -> bytes:
    """JSON, for the process that started the probe."""
    packed = [
        {**asdict(a), "body": base64.b64encode(a.body).decode(), "at": a.at.isoformat()} for a in answers
    ]
    return json.dumps(packed).encode()


def read_answers(text: bytes) -> list[Answer]:
    """The inverse of ``write_answers``."""
    return [
        Answer(
            **{
                **held,
                "ask": Ask(**held["ask"]),
                "body": base64.b64decode(held["body"]),
                "at": datetime.fromisoformat(held["at"]),
            }
        )
        for held in json.loads(text)
    ]


Nature = Literal["feed", "sitemap", "json", "page", "other"]


def nature_of(body: bytes) -> Nature:
    """What bytes are by their beginning, whatever their content type says."""
    head = body[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"\x1f\x8b"):
        return "sitemap"  # only sitemaps are served packed by themselves
    if head[:1] in (b"{", b"["):
        return "feed" if b"jsonfeed.org/version" in head else "json"
    low = head.lower()
    if re.search(rb"<(?:rss|feed|rdf:rdf)[\s>]", low[:2000]):
        return "feed"
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", low[:2000]):
        return "sitemap"
    return "page" if b"<" in head else "other"
