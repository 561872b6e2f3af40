"""The fonts of the PDF, and whether they have every character of a text.

They come in packages (Noto, SIL Open Font License), so that a page is the same on every machine.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.rendering.hostile_text import show_controls

if TYPE_CHECKING:
    import typst

_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
_FURTHER = ("math", "symbol2", "notos")
"""Fonts of the package pymupdf_fonts, which keeps them as Python data: signs of mathematics, pictograms, arrows."""
_DRAWN = frozenset("\u1680\u070f\U000110bd\U000110cd") | {chr(code) for code in range(0x13430, 0x13456)}
"""Blanks and formats of old scripts that have a shape of their own nevertheless."""
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


class MissingGlyphError(ValueError):
    """A character that no font has: printed it would be a box. The message names it, and the text it stands in."""


@dataclass(frozen=True)
class Fonts:
    """What the typesetter is given, and the code points that it can draw with it."""

    faces: typst.Fonts
    characters: frozenset[int]


@lru_cache(maxsize=4)
def load_fonts(further: Path | None = None) -> Fonts:
    """The packaged fonts, and those of a further folder. Raises FileNotFoundError where there are none."""
    import typst

    folders = [*_packaged(), Path(_unpacked().name)]
    if further is not None:
        if not further.is_dir():
            raise FileNotFoundError(f"DESK_FONTS: {further} is no folder")
        folders.append(further)
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in _SUFFIXES)
    faces = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])
    return Fonts(faces, frozenset(code for path in files for code in _code_points(path)))


@lru_cache(maxsize=1)
def _unpacked() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process with the fonts that are no files; it goes with the process."""
    import pymupdf_fonts

    folder = tempfile.TemporaryDirectory(prefix="desk-fonts-")
    for name in _FURTHER:
        (Path(folder.name) / f"{name}.ttf").write_bytes(pymupdf_fonts.myfont(name))
    return folder


def _packaged() -> Iterator[Path]:
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise FileNotFoundError(f"the fonts of the package {name} are not installed")
        yield Path(spec.origin).parent


def _code_points(path: Path) -> Iterator[int]:
    """What a file can draw, all faces of a collection together."""
    from fontTools.ttLib import TTCollection, TTFont

    faces = (
        TTCollection(path, lazy=True).fonts
        if path.suffix.lower() in (".ttc", ".otc")
        else [TTFont(path, lazy=True)]
    )
    for face in faces:
        yield from face.getBestCmap() or ()


def show_unprintable(text: str, fonts: Fonts) -> str:
    """As ``show_controls``; code points of private use, and those that neither Unicode nor a font knows, become
    ``[U+E000]``: they have no shape that a reader would recognise."""
    shown = show_controls(text)
    if shown.isascii():
        return shown
    return "".join(f"[U+{ord(sign):04X}]" if _has_no_shape(sign, fonts) else sign for sign in shown)


def _has_no_shape(sign: str, fonts: Fonts) -> bool:
    category = unicodedata.category(sign)
    # A newer Unicode than Python's may have given a code point its meaning: then a font tells.
    return category == "Co" or (category == "Cn" and ord(sign) not in fonts.characters)


def require_glyphs(value: Any, fonts: Fonts, where: str = "edition") -> None:
    """Raises MissingGlyphError for the first character of any text in ``value`` that no font has.

    ``value`` is what goes to the typesetter: texts in mappings and lists, whose keys name the place.
    """
    if isinstance(value, str):
        if value.isascii():
            return
        for sign in value:
            if ord(sign) not in fonts.characters and not _needs_no_glyph(sign):
                name = unicodedata.name(sign, "without a name")
                raise MissingGlyphError(
                    f"{where}: no font has U+{ord(sign):04X} ({name}), in “{value[:80]}”; "
                    "put a font that has it into a folder and name it in DESK_FONTS"
                )
    elif isinstance(value, dict):
        here = f"{where} item {value['number']}" if "number" in value else where
        for key, inner in value.items():
            require_glyphs(inner, fonts, f"{here}, {key}")
    elif isinstance(value, list):
        for inner in value:
            require_glyphs(inner, fonts, where)


def _needs_no_glyph(sign: str) -> bool:
    """Blanks, joiners, marks of direction, variation selectors: they shape their neighbours and draw nothing."""
    return sign not in _DRAWN and (
        sign.isspace()
        or unicodedata.category(sign) == "Cf"
        or 0xFE00 <= ord(sign) <= 0xFE0F
        or 0xE0100 <= ord(sign) <= 0xE01EF
    )
