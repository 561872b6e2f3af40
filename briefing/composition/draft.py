"""A Take's draft: CommonMark with a head, read into blocks. What is not text, list, quotation, picture or link is
refused.

The Markdown is read as tokens and never turned into HTML, so that there is no markup to clean: a tag in a draft is
a fault with its line number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date as Date  # a field below has its name
from urllib.parse import urlsplit

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import Field, ValidationError

from briefing.records.record import Record

JUDGEMENT = "{judgement}"
"""Ends a sentence that is the analyst's own assessment, and needs no reference."""
STANDFIRST_TO_WRITE = "One sentence that says what the Take finds."
AUTHOR_TO_WRITE = "Your name"
HOW_TO_WRITE = "Write here."
"""What a new draft says in place of an analyst's words: the check asks for these."""
_MARK = re.compile(r"\[@([^\]\s;]+(?:\s*;\s*@[^\]\s;]+)*)\]|" + re.escape(JUDGEMENT))
_KEY = re.compile(r"^[a-z0-9-]{3,80}$")
_CREDIT = re.compile(r"^Credit: (.+)$")
MOST_OF_NAME = 80
"""Characters of a person's name."""
_MOST_CHARACTERS = 200_000
_MOST_OF_HEAD = 5_000
_DEEPEST = 12  # the parser leaves out what is nested deeper than 20, and does not say so


def invisible(text: str) -> str:
    """The first character of a text that is not seen, as ``U+202E``; empty where there is none.

    Controls, formats (both directions of writing, zero widths, tags), private use, halves of pairs. The joiners
    that Hindi needs are no such characters, nor are the ends of lines.
    """
    for sign in text:
        if sign in "\n\t\u200c\u200d" or (sign.isascii() and sign.isprintable()):
            continue
        code = ord(sign)
        is_none = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code < 0xFDF0
        if is_none or unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
            return f"U+{code:04X}"
    return ""


class DraftHead(Record):
    """The lines between the dashes."""

    title: str = Field(min_length=1, max_length=200)
    standfirst: str = Field(min_length=1, max_length=500)
    country: str
    date: Date
    until: Date
    domain: str = Field(min_length=1, max_length=80)
    author: str = Field(min_length=1, max_length=MOST_OF_NAME)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a draft, and on which line (from 1; 0 where it has none)."""

    line: int
    words: str


@dataclass(frozen=True)
class DraftRun:
    """Words in one style; ``keys`` are the references that they end with. ``is_judged``: they end with the mark that
    their sentence is the analyst's own."""

    text: str
    style: str = "plain"
    href: str | None = None
    keys: tuple[str, ...] = ()
    is_judged: bool = False


@dataclass(frozen=True)
class DraftImage:
    """``file`` is a name in the Take's folder."""

    file: str
    alt: str
    credit: str


@dataclass(frozen=True)
class DraftBlock:
    """One block in reading order. Lines of the draft end with ``\\n`` in its runs, so that a place in the text has
    its line."""

    kind: str
    line: int
    runs: tuple[DraftRun, ...] = ()
    image: DraftImage | None = None


@dataclass
class Draft:
    """``head`` is None where it cannot be read; then a fault says why."""

    head: DraftHead | None
    blocks: list[DraftBlock] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_draft(text: str) -> Draft:
    """Read a draft; everything that is refused is among its faults."""
    if len(text) > _MOST_CHARACTERS:
        return Draft(None, faults=[Fault(0, f"longer than {_MOST_CHARACTERS:,} characters")])
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    draft, body, offset = _with_head(text)
    for number, line in enumerate(text.split("\n"), 1):
        if sign := invisible(line):
            draft.faults.append(Fault(number, f"an invisible character {sign}"))
    # What is escaped stays a token of its own: \[@key\] is text and no reference.
    tokens = MarkdownIt("commonmark").enable("table").disable("text_join").parse(body)
    _read_blocks(tokens, offset, draft)
    draft.faults.sort(key=lambda fault: fault.line)
    return draft


def _with_head(text: str) -> tuple[Draft, str, int]:
    """The head, the body, and how many lines stand before the body."""
    match = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if match is None:
        return Draft(None, faults=[Fault(1, "it has no head between two lines of ---")]), text, 0
    offset = text[: match.end()].count("\n")
    faults: list[Fault] = []
    head = None
    try:
        if len(match.group(1)) > _MOST_OF_HEAD:
            raise ValueError(f"longer than {_MOST_OF_HEAD:,} characters")
        head = DraftHead.model_validate(yaml.safe_load(match.group(1)))
    except ValidationError as error:
        faults = [Fault(1, f"{'.'.join(map(str, e['loc'])) or 'head'}: {e['msg']}") for e in error.errors()]
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # no such day, lists in lists in lists …
        faults = [Fault(1, f"its head is no YAML that can be read: {' '.join(str(error).split())}")]
    if head is None:
        return Draft(None, faults=faults), text[match.end() :], offset
    draft = Draft(head)
    for name in ("title", "standfirst", "domain", "author"):
        value = getattr(head, name)
        if (sign := invisible(value)) or "\n" in value or "\t" in value:
            draft.faults.append(Fault(1, f"{name}: an invisible character {sign or 'between its words'}"))
        if not value.strip() or value in (STANDFIRST_TO_WRITE, AUTHOR_TO_WRITE):
            draft.faults.append(Fault(1, f"{name}: still to be written"))
    if head.until < head.date:
        draft.faults.append(Fault(1, f"until: {head.until} is before its date"))
    return draft, text[match.end() :], offset


def _read_blocks(tokens: list[Token], offset: int, draft: Draft) -> None:
    kinds: list[str] = []
    line = offset + 1
    for token in tokens:
        if token.map is not None:
            line = offset + token.map[0] + 1
        if token.level > _DEEPEST:
            draft.faults.append(
                Fault(line, f"nested more than {_DEEPEST // 2} deep; what is deeper is not read")
            )
            continue
        if token.type in ("bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"):
            continue
        if token.type == "list_item_open":
            kinds.append("list_item")
        elif token.type == "blockquote_open":
            kinds.append("quotation")
        elif token.type in ("list_item_close", "blockquote_close"):
            kinds.pop()
        elif token.type == "heading_open":
            kinds.append("heading")
        elif token.type == "heading_close":
            kinds.pop()
        elif token.type == "inline":
            _read_inline(token, kinds[-1] if kinds else "paragraph", line, draft)
        elif token.type.startswith(("thead", "tbody", "tr_", "th_", "td_", "table_close")):
            continue  # the table itself is refused
        elif token.type not in ("paragraph_open", "paragraph_close", "hr"):
            draft.faults.append(Fault(line, _REFUSED.get(token.type, f"{token.type} is not for a Take")))


_REFUSED = {
    "table_open": "a table is not for a Take",
    "html_block": "HTML is not for a Take",
    "html_inline": "HTML is not for a Take",
    "code_block": "code is not for a Take (a line that begins with four blanks is code)",
    "fence": "code is not for a Take",
    "code_inline": "code is not for a Take",
}


def _read_inline(token: Token, kind: str, line: int, draft: Draft) -> None:
    children = token.children or []
    pictures = [child for child in children if child.type == "image"]
    if pictures:
        others = [
            c for c in children if c.type != "image" and (c.content.strip() or c.type.endswith("_open"))
        ]
        if len(pictures) > 1 or others or kind != "paragraph":
            draft.faults.append(Fault(line, "a picture stands in a paragraph of its own"))
            return
        if (image := _image(pictures[0], line, draft)) is not None:
            draft.blocks.append(DraftBlock("image", line, image=image))
        return
    runs = tuple(_joined(_runs(children, line, draft)))
    if any(run.text.strip() or run.keys for run in runs):
        if runs[0].text.startswith(HOW_TO_WRITE):
            draft.faults.append(Fault(line, "what a new draft says about writing is still in it"))
        draft.blocks.append(DraftBlock(kind, line, runs))


def _runs(children: list[Token], line: int, draft: Draft) -> Iterator[DraftRun]:
    styles, href = ["plain"], None
    for child in children:
        if child.type in ("text", "text_special"):
            if sign := invisible(child.content):  # an entity: &#x202e;
                draft.faults.append(Fault(line, f"an invisible character {sign}"))
            if child.type == "text":
                yield from _cited(child.content, styles[-1], href, line, draft)
            else:
                yield DraftRun(child.content, styles[-1], href)
        elif child.type in ("softbreak", "hardbreak"):
            line += 1
            yield DraftRun("\n", styles[-1], href)
        elif child.type in ("strong_open", "em_open"):
            styles.append("strong" if child.type == "strong_open" else "emphasis")
        elif child.type in ("strong_close", "em_close"):
            styles.pop()
        elif child.type == "link_open":
            href = _address(str(child.attrGet("href") or ""), line, draft)
        elif child.type == "link_close":
            href = None
        else:
            draft.faults.append(Fault(line, _REFUSED.get(child.type, f"{child.type} is not for a Take")))


def _cited(text: str, style: str, href: str | None, line: int, draft: Draft) -> Iterator[DraftRun]:
    """Text with its references and marks taken out: each run ends with those that follow it."""
    if "](" in text:
        draft.faults.append(Fault(line, "a link whose address is none: only http and https addresses"))
    place = 0
    for match in _MARK.finditer(text):
        keys = tuple(
            key.strip().removeprefix("@") for key in (match.group(1) or "").split(";") if key.strip()
        )
        for key in keys:
            if not _KEY.fullmatch(key):
                draft.faults.append(Fault(line, f"[@{key}] is no key of a reference"))
        yield DraftRun(text[place : match.start()], style, href, keys, is_judged=not keys)
        place = match.end()
    rest = text[place:]
    if "[@" in _MARK.sub("", text):
        draft.faults.append(Fault(line, "a reference that cannot be read: [@key] or [@key; @key] is wanted"))
    if rest:
        yield DraftRun(f" {rest}" if place and rest[0].isalnum() else rest, style, href)


def _joined(runs: Iterator[DraftRun]) -> Iterator[DraftRun]:
    """Neighbours of one style in one; a reference or mark alone belongs to the words before it."""
    last: DraftRun | None = None
    for run in runs:
        if last is None:
            last = run
        elif not run.text.strip() and (run.keys or run.is_judged):
            keys, is_judged = (*last.keys, *run.keys), last.is_judged or run.is_judged
            last = DraftRun(last.text + run.text, last.style, last.href, keys, is_judged)
        elif not (last.keys or last.is_judged) and (last.style, last.href) == (run.style, run.href):
            last = DraftRun(last.text + run.text, run.style, run.href, run.keys, run.is_judged)
        else:
            yield last
            last = run
    if last is not None:
        yield last


def _image(token: Token, line: int, draft: Draft) -> DraftImage | None:
    file = str(token.attrGet("src") or "")
    alt = " ".join("".join(child.content or " " for child in token.children or ()).split())
    title = str(token.attrGet("title") or "")
    credit = _CREDIT.match(title)
    faults = [f"an invisible character {sign}" for text in (alt, title) if (sign := invisible(text))]
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\.(png|jpe?g|webp)", file):
        faults.append(
            f"picture {file!r}: a PNG, JPEG or WebP beside the draft is wanted, no address and no other folder"
        )
    if not alt:
        faults.append("a picture needs words for those who do not see it: ![words](file)")
    if credit is None:
        faults.append('a picture needs its credit: ![words](file "Credit: Name")')
    draft.faults += [Fault(line, words) for words in faults]
    return DraftImage(file, alt, credit.group(1).strip()) if credit is not None and not faults else None


def _address(url: str, line: int, draft: Draft) -> str | None:
    """An http or https address; others are faults."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good:
        draft.faults.append(Fault(line, f"link {url[:100]!r}: only http and https addresses"))
        return None
    return url
