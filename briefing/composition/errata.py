"""Errata: what a later version of an edition says otherwise of the items that an earlier one printed.

Numbers of lines, scores and the order of the page may change with any new item: none of that is an error that a
reader was told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.composition.tailoring import sectioned_lines
from briefing.records.edition import Edition, Line
from briefing.records.erratum import Erratum

_LONGEST = 300  # characters of a quoted sentence: a correction is read at a glance


def errata(before: Edition, after: Edition) -> tuple[Erratum, ...]:
    """Of every item that ``before`` printed and ``after`` prints otherwise or not at all, in the order of
    ``before``."""
    now = {line.item_id: line for _, line in sectioned_lines(after)}
    found = []
    for _, was in sectioned_lines(before):
        line = now.get(was.item_id)
        if line is None:
            found.append(_withdrawn(was, after))
        elif changes := tuple(_changes(was, line)):
            found.append(
                Erratum(
                    item_id=was.item_id,
                    kind="changed",
                    line_before=was.number,
                    line_after=line.number,
                    source_name=was.source_name,
                    headline_before=was.headline_en,
                    headline_after=line.headline_en,
                    changes=changes,
                )
            )
    return tuple(found)


def _withdrawn(was: Line, after: Edition) -> Erratum:
    why = next(
        (reason.label for reason in after.left_out if was.item_id in reason.item_ids),
        "no longer of this edition",
    )
    return Erratum(
        item_id=was.item_id,
        kind="withdrawn",
        line_before=was.number,
        line_after=None,
        source_name=was.source_name,
        headline_before=was.headline_en,
        headline_after=None,
        changes=(f"Left out: {why}",),
    )


def _changes(was: Line, now: Line) -> Iterator[str]:
    if was.headline_en != now.headline_en:
        yield f"Headline: “{_short(now.headline_en)}”, was “{_short(was.headline_en)}”"
    if (was.headline_original or "") != (now.headline_original or "") and now.headline_original:
        yield f"Headline as published: “{_short(now.headline_original)}”"
    if (old := _categories(was)) != (new := _categories(now)):
        yield f"Category: {new}, was {old}"
    if was.published_at != now.published_at:
        yield "Date of publication"
    yield from _sentence_changes(_said(was), _said(now))


def _sentence_changes(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    for sentence in was:
        if sentence not in now:
            yield f"No longer said: “{_short(sentence)}”"
    for sentence in now:
        if sentence not in was:
            yield f"Now said: “{_short(sentence)}”"


def _said(line: Line) -> tuple[str, ...]:
    return tuple(sentence.text_en or sentence.original for sentence in line.summary)


def _categories(line: Line) -> str:
    """Both fields, as a line prints them."""
    if line.ops_category is None:
        return line.risk_category_name or "Undetermined"
    return f"{line.risk_category_name or 'Undetermined'} | {line.ops_category_name or line.ops_category}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
