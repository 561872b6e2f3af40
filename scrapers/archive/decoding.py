"""Undo what a server did to a body for its transfer: chunks and compression, as far as they are really there.

Archives made by browsers keep the headers of a transfer whose coding they have already undone, so a header is
believed only where the bytes agree with it. The crawl unpacks by the same function as the replay: what the one could
not read, the other cannot.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Sequence

MAX_CODINGS = 3  # nobody packs a page more often but to make its reader unpack it
MAX_BODY_BYTES = 64 * 1024 * 1024  # a page that inflates beyond this is a bomb, whatever the settings allow
_CHUNK_HEAD = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")  # neither compression begins so
_GZIP = b"\x1f\x8b"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # control characters that no text has
# Codings that there are and that we cannot undo; any other word in their place is a mistake of the server's.
_FOREIGN = frozenset(("aes128gcm", "compress", "dcb", "dcz", "exi", "pack200-gzip", "x-compress"))


def undone(payload: bytes, headers: Sequence[tuple[str, str]], most: int = MAX_BODY_BYTES) -> bytes:
    """The body as its author wrote it.

    Raises ValueError where the body ends inside its coding, inflates beyond ``most`` bytes, or is in a coding that we
    cannot undo.
    """
    if "chunked" in _named(headers, "transfer-encoding"):
        payload = _unchunked(payload)
    codings = _named(headers, "content-encoding")
    if len(codings) > MAX_CODINGS:
        raise ValueError(f"the body is packed {len(codings)} times over")
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            payload = _inflated(payload, 31, most) if payload.startswith(_GZIP) else payload
        elif coding == "deflate":
            payload = _deflated(payload, most)
        elif coding == "br":
            payload = _unbrotlied(payload, most)
        elif coding == "zstd":
            payload = _unzstandarded(payload, most)
        elif coding in _FOREIGN and _BINARY.search(payload[:1024]):
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


def _inflated(payload: bytes, wbits: int, most: int) -> bytes:
    parts: list[bytes] = []
    room = most
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
            raise ValueError(f"the body inflates beyond {most} bytes")
        if not unpacker.eof and not _lacks_only_its_trailer(unpacker, parts[-1], wbits):
            raise ValueError("the body ends inside its compression")
        payload = unpacker.unused_data
    return b"".join(parts)


def _lacks_only_its_trailer(unpacker: zlib._Decompress, text: bytes, wbits: int) -> bool:
    """Whether a stream has come to its end but for its checksum, or a part of it: then the right one completes it.

    ``text`` is what the unpacker, which is left as it is, has given so far.
    """
    trailers = {
        31: struct.pack("<II", zlib.crc32(text), len(text) & 0xFFFFFFFF),
        15: struct.pack(">I", zlib.adler32(text)),
    }
    trailer = trailers.get(wbits, b"")
    for here in range(len(trailer)):
        probe = unpacker.copy()
        try:
            probe.decompress(trailer[here:])
        except zlib.error:  # so many bytes of it are not there
            continue
        if probe.eof and not probe.unused_data:
            return True
    return False


def _deflated(payload: bytes, most: int) -> bytes:
    """RFC 9110 means zlib's format by "deflate"; servers that send the bare stream exist."""
    if not payload or _MARKUP.match(payload):
        return payload
    try:
        return _inflated(payload, 15, most)
    except ValueError as error:
        try:
            return _inflated(payload, -15, most)
        except ValueError:
            raise error from None


def _unbrotlied(payload: bytes, most: int) -> bytes:
    import brotli

    if not payload or _MARKUP.match(payload):
        return payload
    unpacker = brotli.Decompressor()
    try:
        body = bytes(unpacker.process(payload, output_buffer_limit=most))
    except brotli.error as error:
        raise ValueError(f"the body is damaged: {error}") from error
    if not unpacker.is_finished() or len(body) > most:
        raise ValueError(f"the body inflates beyond {most} bytes or ends inside its compression")
    return body


def _unzstandarded(payload: bytes, most: int) -> bytes:
    from backports import zstd

    if not payload or _MARKUP.match(payload):
        return payload
    parts: list[bytes] = []
    room = most
    while payload:
        unpacker = zstd.ZstdDecompressor()
        try:
            parts.append(unpacker.decompress(payload, room + 1))
        except zstd.ZstdError as error:
            raise ValueError(f"the body is damaged: {error}") from error
        room -= len(parts[-1])
        if room < 0:
            raise ValueError(f"the body inflates beyond {most} bytes")
        if not unpacker.eof:
            raise ValueError("the body ends inside its compression")
        payload = unpacker.unused_data
    return b"".join(parts)
