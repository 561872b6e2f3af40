"""An edition as one HTML page that needs nothing but itself: no script, no font, no request.

The page is a function of the edition alone: no clock is read and nothing is looked up, so the same edition
gives the same bytes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.records.edition import Edition
from briefing.rendering import wording
from briefing.rendering.hostile_text import css_string, host, show_controls, web_address
from briefing.rendering.page import Page, category_anchor, is_untranslated, known_in_english, passages

TEMPLATES = Path(__file__).parent / "templates"


def render_html(edition: Edition) -> str:
    """The web page of an edition, ending in a line feed.

    Raises UnprintableEditionError when the lines in its sections are not those it reports.
    """
    return environment().get_template("edition.html.j2").render(page=Page(edition), edition=edition)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: everything printed is escaped, and a name that does not exist is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters.update(
        thousands=lambda number: f"{number:,}",
        counted=wording.counted,
        css_string=css_string,
        elsewhere=wording.elsewhere_words,
        finding_words=wording.finding_words,
        date_words=wording.date_words,
        grounds=wording.grounds_words,
        headline_words=wording.headline_words,
        host=host,
        latency=wording.latency_words,
        long_date=wording.long_date_words,
        note_words=wording.note_words,
        precision=wording.precision_words,
        source_state=wording.SOURCE_STATES.__getitem__,
        in_state=wording.state_words,
        utc=wording.utc_words,
        web_address=web_address,
        zero=wording.zero_words,
        categories=wording.category_words,
        anchor=category_anchor,
        passages=passages,
        known_in_english=known_in_english,
    )
    env.tests.update(untranslated=is_untranslated, ascii=str.isascii)
    return env


def _printable(value: object) -> object:
    """Called by the environment for every printed value, before it is escaped: no text can slip past it.

    What is already markup (the output of a macro) has been through here piece by piece.
    """
    if value is None:
        raise TypeError("a template prints a value that is null; it must say what that means to the reader")
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return show_controls(value)
    return value
