"""The PDF of an edition, or of a briefing of it, set by typst.

Text reaches the typesetter as JSON and is printed as strings; its template is ours, it imports no package, and its
root is a folder that holds nothing else: nothing that a text says can read a file or an address. The same arguments
give the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from briefing.records.briefing import Briefing
from briefing.records.edition import Edition
from briefing.records.trend_day import TrendDay
from briefing.rendering.fonts import Fonts, load_fonts, require_glyphs, show_unprintable
from briefing.rendering.printed import ImageReader, printed

TEMPLATE = Path(__file__).parent / "typst" / "edition.typ"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
"""For keeping (PDF/A-2a: fonts inside, nothing from elsewhere) and for screen readers (PDF/UA-1)."""
PAPERS = {"a4": "a4", "letter": "us-letter"}


def render_pdf(
    edition: Edition,
    briefing: Briefing | None = None,
    trend: Sequence[TrendDay] = (),
    image: ImageReader | None = None,
    *,
    paper: str = "a4",
    fonts: Path | None = None,
) -> bytes:
    """A tagged PDF dated as the edition. ``trend`` are earlier editions' counts, oldest first; ``paper`` is a4 or
    letter; ``fonts`` a further folder of fonts.

    Raises MissingGlyphError where no font has a character of the text, typst.TypstError where a picture is none.
    """
    given = printed(edition, briefing, trend, image)
    chosen = load_fonts(fonts)
    shown = _shown(given.data, chosen) | {"paper": PAPERS[paper]}
    require_glyphs(shown, chosen)
    with tempfile.TemporaryDirectory(prefix="desk-pdf-") as root:
        folder = Path(root)
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")
        for name, content in given.pictures.items():
            (folder / name).write_bytes(content)
        found = typst.compile(
            str(folder / "main.typ"),
            root=root,
            font_paths=chosen.faces,
            package_path=root,
            package_cache_path=root,
            pdf_standards=STANDARDS,
            timestamp=int(datetime.combine(edition.edition_date, time(), tzinfo=UTC).timestamp()),
        )
    if not isinstance(found, bytes):
        raise TypeError("typst gave no document")
    return found


def _shown(value: Any, fonts: Fonts) -> Any:
    """Every text with what is invisible and acts in it made visible, and code points without a shape too."""
    if isinstance(value, str):
        return show_unprintable(value, fonts)
    if isinstance(value, dict):
        return {key: _shown(inner, fonts) for key, inner in value.items()}
    return [_shown(inner, fonts) for inner in value] if isinstance(value, list) else value
