"""Does English text stand in its source? Text that an engine wrote is checked whole, other text by its digits."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from briefing.enrichment.grounding import SourceText, Span, check
from briefing.enrichment.grounding.source_text import HEADLINE
from briefing.records.article import Article
from briefing.records.finding import Finding
from briefing.records.item_version import ItemVersion

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def ungrounded(text: str, grounds: Iterable[str]) -> list[str]:
    """Numbers of an English ``text`` that stand in none of ``grounds``, in order, as written.

    A ground may be in any script (१२), and may group by points and set a comma before decimals, as
    Vietnamese does: either reading of it will do.
    """
    known = {
        reading for ground in grounds for n in _numbers(ground) for reading in (_english(n), _continental(n))
    }
    return [number for number in _numbers(text) if _english(number) not in known]


def _numbers(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    return _NUMBER.findall("".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in plain))


def _english(number: str) -> str:
    """12,345.60 → 12345.6"""
    return _trimmed(number.replace(",", ""))


def _continental(number: str) -> str:
    """12.345,60 → 12345.6"""
    return _trimmed(number.replace(".", "").replace(",", "."))


def _trimmed(number: str) -> str:
    """Without leading zeros of the whole and trailing zeros of the fraction; 1.2.3 stays as it is."""
    whole, *rest = number.split(".")
    if len(rest) > 1:
        return number
    fraction = rest[0].rstrip("0") if rest else ""
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def unsupported(item: ItemVersion, article: Article) -> list[Finding]:
    """What translated English of an item that is to be printed says beyond its source, whoever wrote it.

    The stage that wrote it has checked it; here it is checked anew, so that no way leads past the check.
    """
    source = SourceText(article.title, article.paragraphs, item.language, item.entities, item.figures)
    found: list[Finding] = []
    if item.headline_basis == "translated" and item.headline_en is not None:
        found += check(item.headline_en, source, sentence=HEADLINE)
    if item.summary_basis == "translated":
        for number, said in enumerate(item.summary):
            if said.text_en is not None and said.paragraph < len(article.paragraphs):
                span = Span(said.paragraph, said.start, said.end)
                found += check(said.text_en, source, sentence=number, grounds=(span,))
    return found


def count_withheld(items: Sequence[ItemVersion]) -> tuple[int, int, Counter[str]]:
    """Items an engine wrote English for, those of them that had some of it withheld, and why, by kind of finding.

    An item counts where English of an engine is printed or was withheld.
    """
    written = withheld = 0
    reasons: Counter[str] = Counter()
    for item in items:
        kinds = {finding.kind for finding in item.findings if finding.action == "withheld"}
        if kinds or "translated" in (item.headline_basis, item.summary_basis):
            written += 1
            withheld += bool(kinds)
            reasons.update(kinds)
    return written, withheld, reasons
