"""Sound, film and pictures that an entry names. They are described, never fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

_MOST_MEDIA = 50  # of one entry; picture galleries have dozens, attacks thousands
_LONGEST = 7 * 24 * 3600
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.,]\d+)?")
_SECONDS = re.compile(r"(\d{1,7})(?:[.,]\d+)?(?:\s*s(?:ec(?:ond)?s?)?)?", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(\d{1,2})D)?T?(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?", re.IGNORECASE
)
_PLAYED = re.compile(
    r"\.(?:mp3|m4a|m4b|aac|ogg|oga|opus|wav|flac|mp4|m4v|mov|webm|mkv|avi|m3u8)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Media:
    """``content_type`` as the feed gives it (a medium such as ``image`` where that is all it says), else empty."""

    url: str
    content_type: str = ""
    seconds: int | None = None
    bytes: int | None = None


def read_duration(written: str | None) -> int | None:
    """Seconds from ``3600``, ``62:03``, ``1:02:03`` or ``PT1H2M3S``; None for nonsense and a week or more."""
    text = (written or "").strip()
    if match := _SECONDS.fullmatch(text):
        seconds = int(match.group(1))
    elif match := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    elif len(text) > 2 and (match := _ISO.fullmatch(text)):
        days, hours, minutes, rest = (int(part or 0) for part in match.groups())
        seconds = days * 86400 + hours * 3600 + minutes * 60 + rest
    else:
        return None
    return seconds if 0 < seconds < _LONGEST else None


def read_size(written: str | None) -> int | None:
    """Bytes as written in digits; None for nothing, zero (how feeds say "unknown") and nonsense."""
    text = (written or "").strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 16 else None


def is_played(medium: Media) -> bool:
    """Sound or film, by its type or, where that is missing or says nothing, by the end of its address."""
    kind = medium.content_type.lower()
    if kind.startswith(("audio", "video")):
        return True
    if kind and not kind.startswith(("application/octet-stream", "binary")):
        return False
    return has_played_ending(medium.url)


def has_played_ending(address: str) -> bool:
    """Whether an address ends as sound and film files do."""
    try:
        return _PLAYED.search(urlsplit(address).path) is not None
    except ValueError:
        return False


def gather_media(named: Iterable[Media], duration: str | None) -> tuple[Media, ...]:
    """Each address once, in order; what one mention leaves open another may say. ``duration`` is that of the entry
    and goes to the first that is played and says none itself."""
    found: dict[str, Media] = {}
    for medium in named:
        known = found.get(medium.url)
        if known is None:
            if medium.url and len(found) < _MOST_MEDIA:
                found[medium.url] = medium
            continue
        found[medium.url] = replace(
            known,
            content_type=known.content_type or medium.content_type,
            seconds=known.seconds or medium.seconds,
            bytes=known.bytes or medium.bytes,
        )
    seconds = read_duration(duration)
    if seconds is not None:
        played = [medium for medium in found.values() if is_played(medium)]
        if played and all(medium.seconds is None for medium in played):
            found[played[0].url] = replace(played[0], seconds=seconds)
    return tuple(found.values())
