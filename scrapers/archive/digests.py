"""Digests and record ids as WARC headers write them."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import datetime


def payload_digest(payload: bytes) -> bytes:
    """SHA-1 of a payload: the digest that WARC tools write and compare. Not used for security."""
    return hashlib.sha1(payload, usedforsecurity=False).digest()


def digest_text(digest: bytes) -> str:
    """As a WARC header has it: ``sha1:`` and BASE32."""
    return "sha1:" + base64.b32encode(digest).decode("ascii")


def record_id(url: str, at: datetime, role: str, digest: str) -> str:
    """A WARC record id made from what the record holds.

    The same exchange at the same instant has the same id, so a crawl under a fixed clock (the sample day) can
    be repeated and is recognised as the same captures.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{role} {at.isoformat()} {digest} {url}"))


def request_key(method: str, body: bytes) -> str:
    """What of a request, besides its address, decides the answer: empty for a plain GET, else method and body.

    ``POST <sha256 of the body>``: two queries to one address are two different things.
    """
    method = method.upper()
    return "" if method == "GET" else f"{method} {hashlib.sha256(body).hexdigest()}"
