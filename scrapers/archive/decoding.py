"""Undo what a server did to a body for its transfer: chunks and compression, as far as they are really there.

Archives made by browsers keep the headers of a transfer whose coding they have already undone, so a header is
believed only where the bytes agree with it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

MAX_CODINGS = 3  # nobody packs a page more often but to make its reader unpack it
MAX_BODY_BYTES = 64 * 1024 * 1024  # a page that inflates beyond this is a bomb
_CHUNK_HEAD = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")  # neither compression begins so
_GZIP = b"\x1f\x8b"


def undone(payload: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """The body as its author wrote it.

    Raises ValueError where the body ends inside its coding, inflates beyond MAX_BODY_BYTES, or is in a coding
    that we cannot undo.
    """
    if "chunked" in _named(headers, "transfer-encoding"):
        payload = _unchunked(payload)
    codings = _named(headers, "content-encoding")
    if len(codings) > MAX_CODINGS:
        raise ValueError(f"the body is packed {len(codings)} times over")
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            payload = _inflated(payload, 31) if payload.startswith(_GZIP) else payload
        elif coding == "deflate":
            payload = _deflated(payload)
        elif coding == "br":
            payload = _unbrotlied(payload)
        elif coding == "zstd":
            payload = _unzstandarded(payload)
        elif coding not in ("identity", ""):
            raise ValueError(f"content encoding {coding[:40]!r} cannot be undone")
    return payload


def _named(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    values = ",".join(value for n, value in headers if n.lower() == name)
    return [coding.strip().lower() for coding in values.split(",")] if values else []


def _unchunked(payload: bytes) -> bytes:
    """The chunks put together; a body that does not begin with a chunk has been put together already."""
    parts: list[bytes] = []
    place = 0
    while True:
        head = _CHUNK_HEAD.match(payload, place)
        if head is None:
            if place == 0:
                return payload
            raise ValueError("the body ends between two chunks")
        size = int(head.group(1), 16)
        if size == 0:
            return b"".join(parts)
        chunk = payload[head.end() : head.end() + size]
        if len(chunk) < size:
            raise ValueError("the body ends inside a chunk")
        parts.append(chunk)
        place = head.end() + size
        place += 2 if payload[place : place + 2] == b"\r\n" else 1


def _inflated(payload: bytes, wbits: int) -> bytes:
    parts: list[bytes] = []
    room = MAX_BODY_BYTES
    while payload:
        unpacker = zlib.decompressobj(wbits)
        try:
            parts.append(unpacker.decompress(payload, room + 1))
        except zlib.error as error:
            if parts:  # what follows a whole member and is none is padding
                break
            raise ValueError(f"the body is damaged: {error}") from error
        room -= len(parts[-1])
        if room < 0:
            raise ValueError(f"the body inflates beyond {MAX_BODY_BYTES} bytes")
        if not unpacker.eof:
            raise ValueError("the body ends inside its compression")
        payload = unpacker.unused_data
    return b"".join(parts)


def _deflated(payload: bytes) -> bytes:
    """RFC 9110 means zlib's format by "deflate"; servers that send the bare stream exist."""
    if not payload or _MARKUP.match(payload):
        return payload
    try:
        return _inflated(payload, 15)
    except ValueError as error:
        try:
            return _inflated(payload, -15)
        except ValueError:
            raise error from None


def _unbrotlied(payload: bytes) -> bytes:
    import brotli

    if not payload or _MARKUP.match(payload):
        return payload
    unpacker = brotli.Decompressor()
    try:
        body = bytes(unpacker.process(payload, output_buffer_limit=MAX_BODY_BYTES))
    except brotli.error as error:
        raise ValueError(f"the body is damaged: {error}") from error
    if not unpacker.is_finished() or len(body) > MAX_BODY_BYTES:
        raise ValueError(f"the body inflates beyond {MAX_BODY_BYTES} bytes or ends inside its compression")
    return body


def _unzstandarded(payload: bytes) -> bytes:
    from backports import zstd

    if not payload or _MARKUP.match(payload):
        return payload
    parts: list[bytes] = []
    room = MAX_BODY_BYTES
    while payload:
        unpacker = zstd.ZstdDecompressor()
        try:
            parts.append(unpacker.decompress(payload, room + 1))
        except zstd.ZstdError as error:
            raise ValueError(f"the body is damaged: {error}") from error
        room -= len(parts[-1])
        if room < 0:
            raise ValueError(f"the body inflates beyond {MAX_BODY_BYTES} bytes")
        if not unpacker.eof:
            raise ValueError("the body ends inside its compression")
        payload = unpacker.unused_data
    return b"".join(parts)
