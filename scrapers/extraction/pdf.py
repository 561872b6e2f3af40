"""A PDF as an article: its title and paragraphs, each with the page it begins on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scrapers.extraction.blocks import closes, measure
from scrapers.extraction.text import clean

MOST_PAGES = 400
MOST_CHARACTERS = 3_000_000
MOST_BYTES = 60_000_000
_FEWEST_PER_PAGE = 20  # characters of a page with a text layer; less are page numbers on pictures
_HYPHEN = re.compile(r"(?<=[a-z])-$")
_LIST_MARK = re.compile(
    r"^(?:[-*•·∙○●□■◇◆▶※ㅇ▪➢]|\(?\d{1,2}[.)]|[가-하][.)]|[一二三四五六七八九十]+[、.]|第[一二三四五六七八九十百\d]+[条條章])\s?"
)
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|제목\s?없음|無題|.*\.(?:docx?|hwpx?|pdf|indd|pptx?|xlsx?))",
    re.IGNORECASE,
)


class NoPdfTextError(ValueError):
    """The document cannot be read as text: damaged, encrypted, too large, or pictures of pages."""


@dataclass(frozen=True)
class PdfText:
    """``pages`` holds for each paragraph the page, counted from one, on which it begins. ``cut`` counts the pages
    beyond the bounds, which were not read. ``created`` is the document's own date as written, or empty."""

    title: str
    paragraphs: tuple[str, ...]
    pages: tuple[int, ...]
    cut: int
    created: str


def is_pdf(body: bytes, content_type: str | None) -> bool:
    """By its mark within the first bytes, where readers look for it, or by its declared type."""
    kind = (content_type or "").split(";")[0].strip().lower()
    return body[:1024].lstrip()[:5] == b"%PDF-" or (
        kind in ("application/pdf", "application/x-pdf") and b"%PDF-" in body[:1024]
    )


def read_pdf(body: bytes) -> PdfText:
    """Text of a PDF. Raises NoPdfTextError; never opens anything outside the document."""
    if len(body) > MOST_BYTES:
        raise NoPdfTextError(f"a PDF of {len(body)} bytes")
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        reason = "needs a password" if "assword" in str(error) else f"cannot be opened: {error}"
        raise NoPdfTextError(f"the PDF {reason}") from error
    try:
        count = len(document)
        texts: list[str] = []
        largest = ""
        length = 0
        for number in range(min(count, MOST_PAGES)):
            lines = _lines_of(document, number)
            largest = largest if number else _largest(lines)
            texts.append(_set_apart(lines))
            length += len(texts[-1])
            if length > MOST_CHARACTERS:
                break
        described = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    if sum(len(clean(text)) for text in texts) < _FEWEST_PER_PAGE * max(1, min(len(texts), 3)):
        raise NoPdfTextError("the PDF holds pictures of pages and no text; reading it would need OCR")
    paragraphs, pages = join_lines(texts)
    if not paragraphs:
        raise NoPdfTextError("the PDF holds no text")
    title = clean(described.get("Title", ""))
    if not title or _NO_TITLE.match(title) or "\ufffd" in title or measure(title) < 6:
        title = largest or next((p for p in paragraphs[:8] if 6 <= measure(p) <= 240), "")
    return PdfText(title, paragraphs, pages, count - len(texts), described.get("CreationDate", ""))


@dataclass(frozen=True)
class _Line:
    """A line of a page, where it stands (points, upwards) and its height in points."""

    text: str
    y: float
    height: float


def _lines_of(document: Any, number: int) -> list[_Line]:
    """The lines of one page, in the order of its text; none of a page that cannot be read."""
    import pypdfium2

    try:
        page = document[number]
        layer = page.get_textpage()
        lines = list(_measured(layer, str(layer.get_text_range())))
        layer.close()
        page.close()
    except pypdfium2.PdfiumError:
        return []
    return lines


def _measured(layer: Any, text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\r\n"):
        first = start + len(line) - len(line.lstrip())
        start += len(line) + 2
        if not line.strip():
            continue
        try:
            boxes = [
                layer.get_charbox(i, loose=True) for i in range(first, first + min(8, len(line.strip())))
            ]
        except (IndexError, ValueError):  # a character that the text holds and the layer does not
            boxes = []
        low = min((box[1] for box in boxes), default=0.0)
        yield _Line(line.strip(), low, max((box[3] for box in boxes), default=0.0) - low)


def _set_apart(lines: list[_Line]) -> str:
    """The lines of a page with a blank one where more space than usual or a change of size divides them."""
    steps = sorted(above.y - below.y for above, below in pairwise(lines) if above.y > below.y)
    usual = steps[len(steps) // 4] if steps else 0.0
    out: list[str] = []
    for i, line in enumerate(lines):
        if i:
            before = lines[i - 1]
            step = before.y - line.y
            if step > 1.4 * usual or step < -usual or not 0.75 < line.height / max(before.height, 0.1) < 1.34:
                out.append("")
        out.append(line.text)
    return "\n".join(out)


def _largest(lines: list[_Line]) -> str:
    """What is set largest on a page, if it is clearly larger than most: its title, over a line or two."""
    if not lines:
        return ""
    heights = sorted(line.height for line in lines)
    most = heights[-1]
    if most < 1.2 * heights[len(heights) // 2]:
        return ""
    title = clean(_join([line.text for line in lines if line.height > 0.93 * most][:3]))
    return title if 6 <= measure(title) <= 240 else ""


def join_lines(texts: list[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Lines of pages to paragraphs. A paragraph goes on over a line's end until a sentence closes on a short line,
    a list mark begins the next or a line is blank; and over a page's end where its sentence is not closed."""
    paragraphs: list[str] = []
    pages: list[int] = []
    running = _running_lines(texts)
    held: list[str] = []
    begun = 1

    def close() -> None:
        if held:
            paragraph = clean(_join(held))
            if paragraph:
                paragraphs.append(paragraph)
                pages.append(begun)
        held.clear()

    for number, text in enumerate(texts, start=1):
        lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
        longest = max((measure(line) for line in lines), default=0)
        for line in lines:
            if not line:
                close()
                continue
            if _PAGE_NUMBER.match(line) or line in running:
                continue
            if _LIST_MARK.match(line):
                close()
            if not held:
                begun = number
            held.append(line)
            if (measure(line) < 0.6 * longest and (closes(line) or len(held) == 1)) or (
                closes(line) and measure(line) < 0.9 * longest
            ):
                close()
        if held and closes(held[-1]):
            close()
    close()
    return tuple(paragraphs), tuple(pages)


def _running_lines(texts: list[str]) -> set[str]:
    """Heads and feet that repeat on most pages."""
    if len(texts) < 4:
        return set()
    counts: dict[str, int] = {}
    for text in texts:
        lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
        for line in {*lines[:2], *lines[-2:]}:
            counts[line] = counts.get(line, 0) + 1
    return {line for line, count in counts.items() if count > len(texts) / 2}


def _join(lines: list[str]) -> str:
    """Lines of one paragraph as one: a hyphen at a line's end is undone, scripts without spaces get none."""
    joined = lines[0]
    for line in lines[1:]:
        if _HYPHEN.search(joined) and line[:1].islower():
            joined = joined[:-1] + line
        elif _is_spaceless(joined[-1:]) and _is_spaceless(line[:1]):
            joined += line
        else:
            joined += " " + line
    return joined


def _is_spaceless(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uf900" <= character <= "\uffef"
