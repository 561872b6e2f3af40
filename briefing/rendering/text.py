"""An edition, or a briefing cut from it, as plain text of 76 columns: the twin of every HTML mail.

Columns are counted as terminals do, a character of East Asian text for two. Addresses stand on lines of their own,
unbroken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from briefing.records.briefing import Briefing, Withheld
from briefing.records.edition import CategoryCount, Development, Edition, Line
from briefing.records.erratum import Erratum
from briefing.records.take import Take, TakeRun
from briefing.rendering import wording
from briefing.rendering.hostile_text import show_controls, web_address
from briefing.rendering.links import ReaderLinks
from briefing.rendering.page import Page, is_untranslated, known_in_english, passages

COLUMNS = 76
HEADLINES_PER_REASON = 12  # of what a reader did not get; the web has them all


def render_text(edition: Edition, briefing: Briefing | None = None, links: ReaderLinks | None = None) -> str:
    """All of an edition, or the briefing of it (``edition`` is then the whole edition, not the cut)."""
    from briefing.composition.tailoring import cut

    shown = cut(edition, briefing) if briefing else edition
    page = Page(shown)
    blocks = {line.number: line_text(page, line, links) for line in page.lines}
    return assemble(page, Page(edition), briefing, links, blocks)


def assemble(
    page: Page,
    whole: Page,
    briefing: Briefing | None,
    links: ReaderLinks | None,
    blocks: Mapping[int, tuple[str, str]],
    name: str = "",
) -> str:
    """``page`` is the cut, ``blocks`` are the texts of its lines in two parts, before and after why they are in."""
    why = {c.line: c.why for c in briefing.chosen} if briefing else {}
    parts = [*_head(page, whole, briefing, links)]
    for section in _sections(page, whole, briefing):
        parts += section
    printer = _Items(blocks, why)
    parts += _all_items(page, briefing, printer)
    if briefing and briefing.withheld:
        parts += _withheld(briefing, whole, links)
    parts += _account(page, briefing)
    if links is not None:
        told = "You get this mail because you subscribed to Country Desk."
        parts += _foot(links, told, name)
        parts += ["", f"Edition {page.edition_id}"]
    return show_controls("\n".join(parts)).rstrip() + "\n"


def line_text(page: Page, line: Line, links: ReaderLinks | None) -> tuple[str, str]:
    """One item: what stands before the reason why it is in, and what after."""
    number = f"{line.number}. "
    headline = (
        line.headline_original
        if line.headline_basis == "none" and line.headline_original
        else line.headline_en or "Published without a headline"
    )
    head = [*wrapped(headline, number, " " * len(number))]
    if line.headline_original and line.headline_basis != "none":
        head += wrapped(line.headline_original, "   ")
    fields = [line.source_name, line.language_label, line.kind_label, page.published(line)]
    fields += wording.category_words(line)
    if line.headline_basis in ("structured", "none") and line.headline_original:
        fields.append("not translated")
    if line.is_fictional:
        fields.append("invented outlet")
    head += wrapped(" | ".join(fields), "   ")
    rest: list[str] = []
    for passage in passages(line):
        rest += wrapped(passage.text, "   ")
        if passage.terms_en:
            rest += wrapped(f"Certain of it: {passage.terms_en}", "   ")
    if is_untranslated(line) and (known := known_in_english(line)):
        rest += wrapped(f"In it: {' · '.join(known)}", "   ")
    for words in (*line.edited, *wording.note_words(line, page.edition.country)):
        rest += wrapped(words, "   ")
    if line.carriers:
        rest += wrapped(f"Also carried by {', '.join(c.source_name for c in line.carriers)}", "   ")
    rest.append(f"   {web_address(line.url) or 'Address not linked: ' + one_line(line.url)}")
    if links is not None:
        rest.append(f"   How we know: {links.audit_url(line.number)}")
    return "\n".join(head), "\n".join(rest)


def correction_text(edition: Edition, errata: Sequence[Erratum], links: ReaderLinks, name: str = "") -> str:
    """The plain twin of a correction."""
    parts = [
        *wrapped(
            f"Correction: {edition.country_name}, {wording.long_date_words(edition.edition_date)}, "
            f"version {edition.version}"
        ),
        "",
        *wrapped("The briefing that you were sent said something that we now say otherwise."),
    ]
    for erratum in errata:
        parts += ["", *wrapped(f"{was_words(erratum)} ({erratum.source_name})", "* ", "  ")]
        if erratum.kind == "withdrawn":
            parts += wrapped("Withdrawn: it is no longer in the edition.", "  ")
        elif erratum.headline_after and erratum.headline_after != erratum.headline_before:
            parts += wrapped(f"Now: {erratum.headline_after}", "  ")
        for change in erratum.changes:
            parts += wrapped(change, "  - ", "    ")
        if erratum.line_after is not None:
            parts.append(f"  How we know: {links.audit_url(erratum.line_after)}")
    parts += [
        "",
        "Your corrected briefing:",
        links.briefing_url,
        "",
        "The whole edition:",
        links.edition_url,
        "",
    ]
    parts += _foot(
        links, "You get this mail because the briefing that you were sent held what is corrected.", name
    )
    return show_controls("\n".join(parts)) + "\n"


def was_words(erratum: Erratum) -> str:
    """The headline that a reader was sent; an item that had none in English goes by its number."""
    return erratum.headline_before or f"Item {erratum.line_before}, in its original language"


def weight(line: Line) -> int:
    """Its importance, 0 where it was not judged."""
    return line.importance.score if line.importance else 0


def greeting(page: Page, whole: Page) -> str:
    """How much of the edition is in a briefing."""
    mine, all_ = len(page.lines), len(whole.lines)
    concern = "concerns" if mine == 1 else "concern"
    return f"{wording.counted(mine, 'item', 'items')} of {all_:,} in today’s edition {concern} you."


def no_development_words(whole: Page) -> str:
    """Why there is no Development, where there is none: of the edition, or of a briefing cut from it."""
    if count := len(whole.edition.developments):
        return f"None of today’s {wording.counted(count, 'Development', 'Developments')} concerns you."
    return "No story was reported heavily enough today to make a Development."


def withheld_headlines(group: Withheld, whole: Page, most: int) -> list[tuple[int, str]]:
    """Number and headline of the weightiest lines that a reader did not get, with what it was about each."""
    lines = sorted(
        (whole.line_by_number[n] for n in group.lines), key=lambda line: (-weight(line), line.number)
    )
    return [
        (
            line.number,
            wording.headline_words(line)
            + (f" ({detail})" if (detail := group.details.get(line.number)) else ""),
        )
        for line in lines[:most]
    ]


def wrapped(text: str, first: str = "", later: str | None = None) -> list[str]:
    """Lines of at most 76 columns, broken at blanks, and within a word only where it is longer than a line."""
    indent = first if later is None else later
    lines, current, used = [], first, width(first)
    fresh = True
    for word in one_line(text).split(" "):
        for piece in _pieces(word, COLUMNS - width(indent)):
            size = width(piece)
            gap = 0 if fresh else 1
            if not fresh and used + gap + size > COLUMNS:
                lines.append(current)
                current, used, fresh, gap = indent, width(indent), True, 0
            current += (" " if gap else "") + piece
            used += gap + size
            fresh = False
    return [*lines, current.rstrip()]


def one_line(text: str) -> str:
    return " ".join(text.split())


def width(text: str) -> int:
    """Columns of a terminal: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_width_of, text))


@lru_cache(maxsize=8192)
def _width_of(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word in parts that fit; one of East Asian text is cut at the margin."""
    if width(word) <= room:
        yield word
        return
    part, used = "", 0
    for letter in word:
        size = _width_of(letter)
        if used + size > room:
            yield part
            part, used = "", 0
        part += letter
        used += size
    yield part


class _Items:
    """Prints lines with the reason why each is in."""

    def __init__(self, blocks: Mapping[int, tuple[str, str]], why: Mapping[int, Sequence[str]]) -> None:
        self._blocks, self._why = blocks, why

    def __call__(self, line: Line) -> Iterator[str]:
        before, after = self._blocks[line.number]
        yield ""
        yield before
        if self._why.get(line.number):
            yield from wrapped(f"Why you get it: {'; '.join(self._why[line.number])}", "   ")
        yield after


def _head(page: Page, whole: Page, briefing: Briefing | None, links: ReaderLinks | None) -> list[str]:
    edition = page.edition
    parts = ["COUNTRY DESK", "", f"{edition.country_name}, {wording.long_date_words(edition.edition_date)}"]
    if edition.is_fictional:
        parts += wrapped("A sample: every outlet and event in it is invented.")
    if edition.version > 1:
        parts.append(f"Version {edition.version}")
    if briefing:
        parts += wrapped(greeting(page, whole))
    for notice in edition.notices:
        parts += wrapped(notice.text, "! ", "  ")
    if links is not None:
        parts += ["", "Your briefing on the web:", links.briefing_url]
        parts += ["", "The whole edition:", links.edition_url]
        parts += ["", "The same as PDF:", links.pdf_url]
    return parts


def _foot(links: ReaderLinks, told: str, name: str) -> Iterator[str]:
    yield _rule("-")
    yield from wrapped(f"For {name}. {told}" if name else told)
    yield from ("", "Change what you get:", links.preferences_url)
    yield from ("", "Unsubscribe:", links.unsubscribe_url)
    yield from ("", "To reach us, answer this mail.")
    if links.imprint:
        yield from wrapped(links.imprint)


def _is_wanted(briefing: Briefing | None, section: str) -> bool:
    return briefing is None or section in briefing.sections


def _sections(page: Page, whole: Page, briefing: Briefing | None) -> Iterator[list[str]]:
    edition = page.edition
    if _is_wanted(briefing, "takes"):
        yield [*_title("Takes"), *_several(edition.takes, take_text, "No Take was published today.")]
    if _is_wanted(briefing, "developments"):
        yield [
            *_title("Developments"),
            *_several(edition.developments, lambda d: development_text(page, d), no_development_words(whole)),
        ]
    if _is_wanted(briefing, "monitored"):
        title = (
            f"Monitored Intelligence for {edition.country_name} – {wording.date_words(edition.edition_date)}"
        )
        rows = [
            row
            for kind in edition.monitored
            for row in wrapped(wording.zero_words(kind), f"  {kind.label:<28} {kind.count:>5,}  ", " " * 38)
        ]
        yield [*_title(title), *rows]
    if _is_wanted(briefing, "risk_categories"):
        yield [
            *_title("Risk Categories Reported on Today"),
            *_rows(edition.risk_categories, "No risk category was reported on today."),
        ]
    if _is_wanted(briefing, "ops_categories"):
        yield [
            *_title("Operations Categories Reported on Today"),
            *_rows(edition.ops_categories, "No operations category was reported on today."),
        ]


def _several(things: Sequence[object], text: Callable[..., list[str]], nothing: str) -> list[str]:
    return [line for thing in things for line in text(thing)] or [nothing]


def take_text(take: Take) -> list[str]:
    """A Take with its references."""
    parts = [*wrapped(take.headline), f"{wording.date_words(take.date)} | {take.domain} | {take.author}"]
    parts += ["", *wrapped(take.standfirst)]
    for block in take.blocks:
        parts.append("")
        if block.image is not None:
            parts += wrapped(f"[Picture: {block.image.alt}. Credit: {block.image.credit}]")
            continue
        text = "".join(map(_run_text, block.runs))
        mark = {"list_item": "- ", "quotation": "> "}.get(block.kind, "")
        parts += wrapped(text, mark, " " * len(mark))
    parts += ["", "References"]
    for reference in take.references:
        when = f", {wording.date_words(reference.published_on)}" if reference.published_on else ""
        parts += wrapped(
            f"{reference.source_name}{when}: {reference.headline}", f"  [{reference.number}] ", "      "
        )
        parts += [f"      {address}"] if (address := web_address(reference.url)) else []
    return [*parts, ""]


def _run_text(run: TakeRun) -> str:
    """Its words, where they lead, and what they rest on."""
    address = web_address(run.href) if run.href else None
    leads = f" <{address}>" if address and address != run.text else ""
    return run.text + leads + "".join(f"[{number}]" for number in run.references)


def development_text(page: Page, development: Development) -> list[str]:
    """A Development with its references."""
    parts = [*wrapped(development.headline)]
    if development.headline_original and development.headline_original != development.headline:
        parts += wrapped(development.headline_original)
    parts += wrapped(
        f"{wording.date_words(development.date)} | {development.domain} | "
        f"{wording.counted(development.copies, 'report', 'reports')} from "
        f"{wording.counted(development.publishers, 'publisher', 'publishers')}"
    )
    parts += ["", *wrapped(development.standfirst)]
    for paragraph in development.paragraphs:
        cites = f"[{', '.join(map(str, paragraph.lines))}]"
        parts += ["", *wrapped(" ".join((f"*{paragraph.key}*", *paragraph.support, cites)))]
        parts += wrapped(f"Certain of it: {paragraph.terms_en}") if paragraph.terms_en else []
    for disagreement in development.disagreements:
        values = "; ".join(f"{v.text_en} ({', '.join(v.source_names)})" for v in disagreement.values)
        parts += ["", *wrapped(f"Outlets differ on {disagreement.about}: {values}")]
    parts += ["", "References"]
    for reference in development.references:
        parts += wrapped(f"{reference.source_name}: {reference.headline}", f"  [{reference.line}] ", "      ")
        parts += [f"      {address}"] if (address := web_address(reference.url)) else []
    return [*parts, ""]


def _all_items(page: Page, briefing: Briefing | None, printer: _Items) -> Iterator[str]:
    for section, title, groups in page.item_sections:
        if not _is_wanted(briefing, section) and not any(lines for _, lines in groups):
            continue
        yield from _title(title)
        for name, lines in groups:
            if lines:
                yield from ("", f"== {name} ({len(lines):,})")
                for line in lines:
                    yield from printer(line)
        if not any(lines for _, lines in groups):
            yield "Nothing of yours today." if briefing else "Nothing today."


def _withheld(briefing: Briefing, whole: Page, links: ReaderLinks | None) -> Iterator[str]:
    yield from _title("What you did not get, and why")
    for group in briefing.withheld:
        yield from wrapped(f"{wording.counted(len(group.lines), 'item', 'items')}: {group.label}", "- ", "  ")
        for number, words in withheld_headlines(group, whole, HEADLINES_PER_REASON):
            yield from wrapped(words, f"    {number}. ", "       ")
        if len(group.lines) > HEADLINES_PER_REASON:
            yield f"    and {len(group.lines) - HEADLINES_PER_REASON:,} more"
    if links is not None:
        yield from ("", "All of them, with their reasons:", links.briefing_url)


def _account(page: Page, briefing: Briefing | None) -> Iterator[str]:
    edition = page.edition
    if _is_wanted(briefing, "left_out"):
        yield from _title("What was left out of the edition, and why")
        for reason in edition.left_out:
            yield from wrapped(f"{reason.count:,}: {reason.label}", "- ", "  ")
        if not edition.left_out:
            yield "Nothing."
    if _is_wanted(briefing, "completeness"):
        c = edition.completeness
        yield from _title("How complete the day was")
        fetched = (
            f"; fetched from {page.local(c.oldest_fetch_at)} to {page.local(c.newest_fetch_at)} ({page.clock})"
            if c.oldest_fetch_at and c.newest_fetch_at
            else ""
        )
        yield from wrapped(
            f"{c.sources_reached:,} of {wording.counted(c.sources_due, 'source', 'sources')} that were due could be "
            f"read{fetched}. Gate verdicts: {c.verdicts_passed:,} passed, {c.verdicts_failed:,} failed, "
            f"{c.verdicts_warned:,} warned."
        )


def _rows(rows: Sequence[CategoryCount], nothing: str) -> list[str]:
    return [f"  {row.name:<50} {row.count:>5,}" for row in rows] or [nothing]


def _title(text: str) -> list[str]:
    lines = wrapped(text.upper())
    return ["", _rule("="), *lines, _rule("=")]


def _rule(sign: str) -> str:
    return sign * COLUMNS
