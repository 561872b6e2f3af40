"""Pictures of Takes: what they really are, told by their bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
_KINDS: dict[str, Literal["png", "jpg", "webp"]] = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


class PictureError(ValueError):
    """The bytes are no picture that a Take may show; the message says why."""


@dataclass(frozen=True)
class Picture:
    """Format and size in pixels."""

    kind: Literal["png", "jpg", "webp"]
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Decode a picture whole, so that a torn or false one is found. Raises PictureError."""
    if len(content) > MOST_BYTES:
        raise PictureError(f"larger than {MOST_BYTES:,} bytes")
    try:
        with Image.open(io.BytesIO(content), formats=list(_KINDS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureError(f"{image.width} by {image.height} pixels are too many")
            if getattr(image, "n_frames", 1) > 1:
                raise PictureError("it moves; a Take shows still pictures")
            image.load()
            return Picture(_KINDS[str(image.format)], image.width, image.height)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("no PNG, JPEG or WebP, or a torn one") from error
