"""Mails: the HTML of a briefing and its plain twin, from an edition, a briefing and the reader's links.

The pieces of an edition are rendered and given their styles once (``MailRoom``); a mail is put together from them, so
that the thousandth costs what the second does. Nothing is fetched: the styles are ours, and pictures are left to the
web.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import css_inline
from jinja2 import Template

from briefing.composition.tailoring import cut
from briefing.records.briefing import Briefing
from briefing.records.edition import CategoryLines, Edition, Line
from briefing.records.erratum import Erratum
from briefing.rendering import wording
from briefing.rendering.hostile_text import show_controls
from briefing.rendering.html import TEMPLATES, environment
from briefing.rendering.links import ReaderLinks
from briefing.rendering.page import Page
from briefing.rendering.text import HEADLINES_PER_REASON, assemble, correction_text, line_text, wrapped

BUDGET = 100_000
"""Bytes of HTML in one mail. Gmail cuts a mail at 102 kB and hides the rest, the way to unsubscribe among it."""
_SUBJECT = 150  # characters: what a phone shows is shorter, what a header needs folding for is longer
_SLOT_BODY, _SLOT_END = '<div data-slot="body"></div>', '<div data-slot="end"></div>'


@dataclass(frozen=True)
class EmailBody:
    """``html`` is a whole document; ``text`` says the same. ``subject`` is one line."""

    subject: str
    html: str
    text: str


def render_email(edition: Edition, briefing: Briefing, links: ReaderLinks, name: str = "") -> EmailBody:
    """One mail. For many of the same edition keep a ``MailRoom``."""
    return MailRoom(edition).briefing(briefing, links, name)


class MailRoom:
    """Makes the mails of one edition. ``links.audit_url`` must be the same for all readers: it names no person."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._whole = Page(edition)
        self._heads: dict[int, str] = {}
        self._rests: dict[int, str] = {}
        self._briefs: dict[int, str] = {}
        self._texts: dict[int, tuple[str, str]] = {}
        self._stories: dict[str, str] = {}

    def briefing(self, briefing: Briefing, links: ReaderLinks, name: str = "") -> EmailBody:
        """The mail of a briefing."""
        edition = cut(self._edition, briefing)
        page = Page(edition)
        subject = _subject(page)
        for line in page.lines:
            if line.number not in self._texts:
                self._texts[line.number] = line_text(self._whole, line, links)
        shell = inlined(
            _template("mail/briefing.html.j2").render(
                title=subject,
                preheader=_preheader(page),
                edition=edition,
                page=page,
                links=links,
                name=name,
                greeting=_greeting(page, self._whole),
                withheld=_withheld(briefing, self._whole),
            )
        )
        html = self._filled(shell, page, briefing, links)
        return EmailBody(subject, html, assemble(page, self._whole, briefing, links, self._texts))

    def _filled(self, shell: str, page: Page, briefing: Briefing, links: ReaderLinks) -> str:
        """The shell with the items that fit, the weightiest whole; the rest by headline, then by a link."""
        why = {c.line: _why(c.why) for c in briefing.chosen}
        before = "".join(self._fronts(page, briefing))
        after = "".join(self._ends(page, briefing))
        by_weight = sorted(page.lines, key=lambda line: (-_weight(line), line.number))
        room = BUDGET - _size(shell) - _size(before) - _size(after)
        while True:
            whole, short = self._fitted(by_weight, why, links, room)
            items = {
                number: self._head(number) + why.get(number, "") + self._rest(number, links)
                for number in whole
            } | {number: self._head(number) + self._brief(number, links) for number in short}
            absent = len(page.lines) - len(items)
            body = (
                before + "".join(self._sections(page, briefing, items)) + _beyond(len(short), absent, links)
            )
            mail = shell.replace(_SLOT_BODY, body, 1).replace(_SLOT_END, after, 1)
            excess = _size(mail) - BUDGET  # the headings between the items
            if excess <= 0 or not items:
                return mail
            room -= excess

    def _fitted(
        self, lines: Sequence[Line], why: Mapping[int, str], links: ReaderLinks, room: int
    ) -> tuple[list[int], list[int]]:
        """Numbers of the lines printed whole, and of those printed by headline alone."""
        whole: dict[int, int] = {}
        short: dict[int, int] = {}
        sizes = {
            line.number: (
                _size(self._head(line.number))
                + _size(why.get(line.number, ""))
                + _size(self._rest(line.number, links)),
                _size(self._head(line.number)) + _size(self._brief(line.number, links)),
            )
            for line in lines
        }
        if sum(full for full, _ in sizes.values()) <= room:
            return list(sizes), []
        # Every item by its headline first, as many as fit; then the weightiest grow to their whole length.
        used = 0
        for number, (_, brief) in sizes.items():
            if used + brief > room:
                break
            short[number] = brief
            used += brief
        for number, (full, brief) in sizes.items():
            if number in short and used - brief + full <= room:
                used += full - brief
                whole[number] = full
                del short[number]
        return list(whole), list(short)

    def _fronts(self, page: Page, briefing: Briefing) -> Iterator[str]:
        edition = page.edition
        if "takes" in briefing.sections:
            yield _heading("Takes")
            yield from (
                (self._story(f"take {take.take_id}", "take", take=take) for take in edition.takes)
                if edition.takes
                else (_nothing("No Take was published today."),)
            )
        if "developments" in briefing.sections:
            yield _heading("Developments")
            yield from (
                (
                    self._story(f"development {d.story_id}", "development", page=self._whole, development=d)
                    for d in edition.developments
                )
                if edition.developments
                else (_nothing("No story of yours was reported heavily enough today to make a Development."),)
            )
        if "monitored" in briefing.sections:
            yield _heading(
                f"Monitored Intelligence for {edition.country_name} – {wording.date_words(edition.edition_date)}"
            )
            yield self._story("monitored", "monitored", page=self._whole, edition=self._edition)
        for section, title, rows, nothing in (
            (
                "risk_categories",
                "Risk Categories Reported on Today",
                edition.risk_categories,
                "No risk category was reported on today.",
            ),
            (
                "ops_categories",
                "Operations Categories Reported on Today",
                edition.ops_categories,
                "No operations category was reported on today.",
            ),
        ):
            if section in briefing.sections:
                yield _heading(title)
                yield _piece("categories", rows=rows, caption="In your briefing", none_words=nothing)

    def _sections(self, page: Page, briefing: Briefing, items: Mapping[int, str]) -> Iterator[str]:
        edition = page.edition
        for section, title, groups in (
            ("risk_media", "Risk Media", edition.risk_media),
            ("ops_media", "Ops Media", edition.ops_media),
        ):
            if groups or section in briefing.sections:
                yield from _media(title, groups, items)
        government, others = edition.government_releases, edition.embassy_business_releases
        for section, title, parts in (
            (
                "government_releases",
                "Government Releases",
                (("National", government.national), ("City and State", government.city_state)),
            ),
            (
                "embassy_business_releases",
                "Embassy and Business Association Releases",
                (
                    ("Embassies", others.embassies),
                    ("Foreign Service Advisories", others.advisories),
                    ("Chambers and Business Associations", others.business),
                ),
            ),
        ):
            if section in briefing.sections or any(lines for _, lines in parts):
                yield from _releases(title, parts, items)

    def _ends(self, page: Page, briefing: Briefing) -> Iterator[str]:
        if "left_out" in briefing.sections:
            yield _heading("What was left out of the edition, and why")
            yield self._story("left out", "left_out", edition=self._edition)
        if "completeness" in briefing.sections:
            yield _heading("How complete the day was")
            yield self._story("completeness", "completeness", page=self._whole, edition=self._edition)

    def _head(self, number: int) -> str:
        if number not in self._heads:
            line = self._whole.line_by_number[number]
            self._heads[number] = _piece("item_head", page=self._whole, line=line)
        return self._heads[number]

    def _rest(self, number: int, links: ReaderLinks) -> str:
        if number not in self._rests:
            line = self._whole.line_by_number[number]
            self._rests[number] = _piece(
                "item_rest", page=self._whole, line=line, audit_url=links.audit_url(number)
            )
        return self._rests[number]

    def _brief(self, number: int, links: ReaderLinks) -> str:
        if number not in self._briefs:
            line = self._whole.line_by_number[number]
            self._briefs[number] = _piece("item_ways", line=line, audit_url=links.audit_url(number))
        return self._briefs[number]

    def _story(self, key: str, macro: str, **values: object) -> str:
        if key not in self._stories:
            self._stories[key] = _piece(macro, **values)
        return self._stories[key]


def render_correction(
    edition: Edition, errata: Sequence[Erratum], links: ReaderLinks, name: str = ""
) -> EmailBody:
    """The mail to those who were sent what is now said otherwise; ``edition`` is the corrected version."""
    subject = _cut(
        f"Correction: {edition.country_name}, {wording.date_words(edition.edition_date)}: {errata[0].headline_before}"
    )
    html = _template("mail/correction.html.j2").render(
        title=subject,
        preheader="; ".join(erratum.changes[0] for erratum in errata if erratum.changes),
        edition=edition,
        errata=errata,
        links=links,
        name=name,
    )
    return EmailBody(subject, inlined(html), correction_text(edition, errata, links))


def render_confirmation(name: str, country_name: str, confirm_url: str, trial_days: int) -> EmailBody:
    """Asks whoever reads the address whether they asked for a trial; nothing else is sent before they say so."""
    return _notice(
        "Confirm your free trial",
        (
            f"Somebody, we hope you, {name}, asked for a free trial of the Country Desk briefing on {country_name}.",
            f"It lasts {trial_days} days from your confirmation, costs nothing, binds you to nothing "
            "and ends by itself.",
            "If it was not you, do nothing: you will hear no more from us.",
        ),
        confirm_url,
        "Confirm this address",
        "The link is good for seven days.",
    )


def render_farewell(name: str, country_name: str, trial_url: str) -> EmailBody:
    """Says that a trial has ended."""
    return _notice(
        "Your trial has ended",
        (
            f"Dear {name}, your two weeks of the Country Desk briefing on {country_name} are over.",
            "You need do nothing; there will be no more mail. To go on, write to us or use the form.",
        ),
        trial_url,
        "To the form",
        "This is the last mail of your trial.",
    )


def _notice(title: str, paragraphs: Sequence[str], url: str, action: str, footer: str) -> EmailBody:
    html = _template("mail/notice.html.j2").render(
        title=title, preheader=paragraphs[0], paragraphs=paragraphs, url=url, action=action, footer=footer
    )
    lines = [line for paragraph in paragraphs for line in (*wrapped(paragraph), "")]
    text = "\n".join([title, "", *lines, f"{action}:", url, "", *wrapped(footer)]) + "\n"
    return EmailBody(title, inlined(html), show_controls(text))


def inlined(document: str) -> str:
    """A document with our styles on its elements; its own style block (the dark colours) is left as it is."""
    return _inliner().inline(document)


def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=_styles(),
    )


@lru_cache(maxsize=1)
def _styles() -> str:
    return (TEMPLATES / "mail" / "mail.css").read_text("utf-8")


def _template(name: str) -> Template:
    return environment().get_template(name)


def _piece(macro: str, **values: object) -> str:
    """A macro of the mail's pieces with its styles on it."""
    module = _template("mail/pieces.html.j2").module
    markup: Callable[..., object] = getattr(module, macro)
    return _fragment(str(markup(**values)))


def _fragment(markup: str) -> str:
    return css_inline.inline_fragment(
        markup, _styles(), load_remote_stylesheets=False, keep_style_tags=False
    ).strip()


@lru_cache(maxsize=64)
def _heading(title: str) -> str:
    return _fragment(str(_template("mail/heading.html.j2").render(title=title)))


@lru_cache(maxsize=64)
def _nothing(words: str) -> str:
    return _fragment(str(_template("mail/nothing.html.j2").render(words=words)))


@lru_cache(maxsize=4096)
def _why(reasons: tuple[str, ...]) -> str:
    if not reasons:
        return ""
    return _fragment(str(_template("mail/why.html.j2").render(reasons=reasons)))


def _media(title: str, groups: Sequence[CategoryLines], items: Mapping[int, str]) -> Iterator[str]:
    yield _heading(title)
    for group in groups:
        shown = [items[line.number] for line in group.lines if line.number in items]
        if shown:
            yield _group(group.name, len(group.lines))
            yield from shown
    if not groups:
        yield _nothing("Nothing of yours today.")


def _releases(
    title: str, parts: Sequence[tuple[str, Sequence[Line]]], items: Mapping[int, str]
) -> Iterator[str]:
    yield _heading(title)
    for name, lines in parts:
        shown = [items[line.number] for line in lines if line.number in items]
        if shown:
            yield _group(name, len(lines))
            yield from shown
    if not any(lines for _, lines in parts):
        yield _nothing("Nothing of yours today.")


@lru_cache(maxsize=1024)
def _group(name: str, count: int) -> str:
    return _fragment(str(_template("mail/group.html.j2").render(name=name, count=count)))


def _beyond(short: int, absent: int, links: ReaderLinks) -> str:
    if not short and not absent:
        return ""
    return _fragment(str(_template("mail/beyond.html.j2").render(short=short, absent=absent, links=links)))


def _withheld(briefing: Briefing, whole: Page) -> list[dict[str, object]]:
    """What a reader did not get, by reason, with the weightiest headlines."""
    found: list[dict[str, object]] = []
    for group in briefing.withheld:
        lines = sorted(
            (whole.line_by_number[n] for n in group.lines), key=lambda line: (-_weight(line), line.number)
        )
        headlines = [
            line.headline_en + (f" ({group.details[line.number]})" if line.number in group.details else "")
            for line in lines[:HEADLINES_PER_REASON]
        ]
        found.append(
            {
                "label": group.label,
                "count": len(group.lines),
                "headlines": headlines,
                "more": len(group.lines) - len(headlines),
            }
        )
    return found


def _greeting(page: Page, whole: Page) -> str:
    mine, all_ = len(page.lines), len(whole.lines)
    return f"{wording.counted(mine, 'item', 'items')} of {all_:,} in today's edition concern you."


def _subject(page: Page) -> str:
    edition = page.edition
    lead = next((d.headline for d in edition.developments), "")
    if not lead and page.lines:
        lead = max(page.lines, key=lambda line: (_weight(line), -line.number)).headline_en
    opening = f"{edition.country_name}, {wording.date_words(edition.edition_date)}"
    return _cut(f"{opening}: {lead}" if lead else f"{opening}: nothing that you asked for")


def _preheader(page: Page) -> str:
    return _cut("; ".join(line.headline_en for line in sorted(page.lines, key=lambda x: -_weight(x))[:3]))


def _cut(text: str) -> str:
    line = " ".join(show_controls(text).split())
    return line if len(line) <= _SUBJECT else f"{line[: _SUBJECT - 1].rstrip()}…"


def _weight(line: Line) -> int:
    return line.importance.score if line.importance else 0


def _size(text: str) -> int:
    return len(text.encode())
