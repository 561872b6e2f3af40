"""Mails: the HTML of a briefing and its plain twin, from an edition, a briefing and the reader's links.

The pieces of an edition are rendered and given their styles once (``MailRoom``); a mail is put together from them, so
that the thousandth costs what the second does. Nothing is fetched: the styles are ours, and pictures are left to the
web.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import css_inline
from jinja2 import Template

from briefing.composition.tailoring import cut
from briefing.records.briefing import Briefing
from briefing.records.edition import Edition, Line
from briefing.records.erratum import Erratum
from briefing.rendering import wording
from briefing.rendering.fitting import fit
from briefing.rendering.hostile_text import show_controls
from briefing.rendering.html import TEMPLATES, environment
from briefing.rendering.links import ReaderLinks
from briefing.rendering.page import Page
from briefing.rendering.text import (
    HEADLINES_PER_REASON,
    assemble,
    correction_text,
    greeting,
    line_text,
    no_development_words,
    was_words,
    weight,
    withheld_headlines,
    wrapped,
)

BUDGET = 100_000
"""Bytes of HTML in one mail. Gmail cuts a mail at 102 kB and hides the rest, the way to unsubscribe among it."""
_SUBJECT = 150  # characters: what a phone shows is shorter, what a header needs folding for is longer
_QUOTED = 120  # characters of a headline in a list of what is not there
_TOLD = 300  # characters of a notice, and of a headline that stands for its item
_SLOT_BODY, _SLOT_END = '<div data-slot="body"></div>', '<div data-slot="end"></div>'
_SLOT_WHY = '<i data-slot="why"></i>'


@dataclass(frozen=True)
class EmailBody:
    """``html`` is a whole document; ``text`` says the same. ``subject`` is one line."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class _Allowance:
    """How much of a mail may be taken by what is not an item: bytes of Takes and Developments, notices, headlines for
    each reason why something is not there."""

    stories: int
    notices: int
    headlines: int


# The second is for days on which the first leaves no room: then whatever is long is told in brief.
_ALLOWANCES = (_Allowance(45_000, 12, HEADLINES_PER_REASON), _Allowance(12_000, 3, 0))


def render_email(edition: Edition, briefing: Briefing, links: ReaderLinks, name: str = "") -> EmailBody:
    """One mail. For many of the same edition keep a ``MailRoom``."""
    return MailRoom(edition).briefing(briefing, links, name)


class MailRoom:
    """Makes the mails of one edition.

    ``links.audit_url`` and ``links.edition_url`` must be the same for all readers: they name no person.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._whole = Page(edition)
        self._pieces: dict[tuple[str, object], str] = {}
        self._texts: dict[int, tuple[str, str]] = {}

    def briefing(self, briefing: Briefing, links: ReaderLinks, name: str = "") -> EmailBody:
        """The mail of a briefing."""
        page = Page(cut(self._edition, briefing))
        for line in page.lines:
            if line.number not in self._texts:
                self._texts[line.number] = line_text(self._whole, line, links)
        subject = _subject(page)
        html = ""
        for allowance in _ALLOWANCES:
            html = self._html(page, briefing, links, name, subject, allowance)
            if _size(html) <= BUDGET:
                break
        return EmailBody(subject, html, assemble(page, self._whole, briefing, links, self._texts, name))

    def _html(
        self,
        page: Page,
        briefing: Briefing,
        links: ReaderLinks,
        name: str,
        subject: str,
        allowance: _Allowance,
    ) -> str:
        notices = page.edition.notices
        shell = inlined(
            _template("mail/briefing.html.j2").render(
                title=subject,
                preheader=_preheader(page, subject),
                edition=page.edition,
                page=page,
                links=links,
                name=name,
                greeting=greeting(page, self._whole),
                notices=[_cut(notice.text, _TOLD) for notice in notices[: allowance.notices]],
                more_notices=max(0, len(notices) - allowance.notices),
                withheld=_withheld(briefing, self._whole, allowance.headlines),
            )
        )
        before = "".join(self._fronts(page, briefing, links, allowance.stories))
        after = "".join(self._ends(briefing))
        return self._filled(shell.replace(_SLOT_END, after, 1), before, page, briefing, links)

    def _filled(self, shell: str, before: str, page: Page, briefing: Briefing, links: ReaderLinks) -> str:
        """The shell with the items that fit, the weightiest whole; the rest by headline, then by a link."""
        why = {c.line: _why(c.why) for c in briefing.chosen}
        sizes = {
            line.number: (
                _size(self._item(line.number, links)) + _size(why.get(line.number, "")),
                _size(self._brief(line.number, links)),
            )
            for line in sorted(page.lines, key=lambda line: (-weight(line), line.number))
        }
        room = BUDGET - _size(shell) - _size(before)
        while True:
            whole, short = fit(sizes, room)
            items = {n: self._item(n, links).replace(_SLOT_WHY, why.get(n, ""), 1) for n in whole}
            items |= {n: self._brief(n, links) for n in short}
            absent = len(sizes) - len(items)
            body = "".join(
                (
                    before,
                    _shortened(len(whole), len(short), absent, links) if short or absent else "",
                    *self._sections(page, briefing, items),
                    _beyond(absent, links) if absent else "",
                )
            )
            mail = shell.replace(_SLOT_BODY, body, 1)
            excess = _size(mail) - BUDGET  # the headings between the items
            if excess <= 0 or not items:
                return mail
            room -= excess

    def _fronts(self, page: Page, briefing: Briefing, links: ReaderLinks, room: int) -> Iterator[str]:
        edition = page.edition
        takes, developments = self._stories(edition, links, room)
        if "takes" in briefing.sections:
            yield _heading("Takes")
            yield from takes
            if not edition.takes:
                yield _nothing("No Take was published today.")
        if "developments" in briefing.sections:
            yield _heading("Developments")
            yield from developments
            if not edition.developments:
                yield _nothing(no_development_words(self._whole))
        if "monitored" in briefing.sections:
            yield _heading(
                f"Monitored Intelligence for {edition.country_name} – {wording.date_words(edition.edition_date)}"
            )
            yield self._piece("monitored", "", page=self._whole, edition=self._edition)
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

    def _stories(self, edition: Edition, links: ReaderLinks, room: int) -> tuple[list[str], list[str]]:
        """Takes and Developments: whole in as much room as they are given, then in brief, then counted."""
        whole, brief = {}, {}
        for take in edition.takes:
            key = ("take", take.take_id)
            whole[key] = self._piece("take", take.take_id, take=take)
            address = f"{links.edition_url}#take-{take.take_id}"
            brief[key] = self._story_brief(take.take_id, take.headline, take.standfirst, address)
        for told in edition.developments:
            key = ("development", told.story_id)
            whole[key] = self._piece("development", told.story_id, page=self._whole, development=told)
            address = f"{links.edition_url}#developments"
            brief[key] = self._story_brief(told.story_id, told.headline, told.standfirst, address)
        full, short = fit({key: (_size(whole[key]), _size(brief[key])) for key in whole}, room)
        parts: dict[str, list[str]] = {"take": [], "development": []}
        absent = Counter(key[0] for key in whole)
        for key, story in whole.items():
            if key in full or key in short:
                parts[key[0]].append(story if key in full else brief[key])
                absent[key[0]] -= 1
        for kind, count in absent.items():
            if count:
                parts[kind].append(_piece("stories_beyond", count=count, address=links.edition_url))
        return parts["take"], parts["development"]

    def _story_brief(self, key: str, headline: str, standfirst: str, address: str) -> str:
        return self._piece(
            "story_brief",
            key,
            headline=_cut(headline, _TOLD),
            standfirst=_cut(standfirst, _TOLD),
            address=address,
        )

    def _sections(self, page: Page, briefing: Briefing, items: Mapping[int, str]) -> Iterator[str]:
        for section, title, groups in page.item_sections:
            if any(lines for _, lines in groups) or section in briefing.sections:
                yield from _section(title, groups, items)

    def _ends(self, briefing: Briefing) -> Iterator[str]:
        if "left_out" in briefing.sections:
            yield _heading("What was left out of the edition, and why")
            yield self._piece("left_out", "", edition=self._edition)
        if "completeness" in briefing.sections:
            yield _heading("How complete the day was")
            yield self._piece("completeness", "", page=self._whole, edition=self._edition)

    def _item(self, number: int, links: ReaderLinks) -> str:
        if (found := self._pieces.get(("item", number))) is not None:
            return found
        line = self._whole.line_by_number[number]
        return self._piece("item", number, page=self._whole, line=line, audit_url=links.audit_url(number))

    def _brief(self, number: int, links: ReaderLinks) -> str:
        if (found := self._pieces.get(("item_brief", number))) is not None:
            return found
        line = self._whole.line_by_number[number]
        headline = _cut(wording.headline_words(line), _TOLD)
        return self._piece(
            "item_brief", number, line=line, headline=headline, audit_url=links.audit_url(number)
        )

    def _piece(self, macro: str, key: object, **values: object) -> str:
        """A piece that is the same for all readers of the edition, made once."""
        if (macro, key) not in self._pieces:
            self._pieces[macro, key] = _piece(macro, **values)
        return self._pieces[macro, key]


def render_correction(
    edition: Edition, errata: Sequence[Erratum], links: ReaderLinks, name: str = ""
) -> EmailBody:
    """The mail to those who were sent what is now said otherwise; ``edition`` is the corrected version.

    Raises ValueError where there is nothing to correct.
    """
    if not errata:
        raise ValueError("a correction without an erratum")
    opening = f"Correction: {edition.country_name}, {wording.date_words(edition.edition_date)}"
    subject = _cut(f"{opening}: {was_words(errata[0])}")
    shell = inlined(
        _template("mail/correction.html.j2").render(
            title=subject,
            preheader=_cut("; ".join(change for erratum in errata for change in erratum.changes)),
            edition=edition,
            links=links,
            name=name,
        )
    )
    whole, brief = {}, {}
    for place, erratum in enumerate(errata):
        address = "" if erratum.line_after is None else links.audit_url(erratum.line_after)
        whole[place] = _piece("erratum", erratum=erratum, was=was_words(erratum), audit_url=address)
        was = _cut(was_words(erratum), _TOLD)
        brief[place] = _piece("erratum_brief", erratum=erratum, was=was, audit_url=address)
    room = BUDGET - _size(shell) - 1_000  # and the sentence that says how many are not there
    full, short = fit({place: (_size(whole[place]), _size(brief[place])) for place in whole}, room)
    shown = [whole[p] if p in full else brief[p] for p in whole if p in full or p in short]
    if absent := len(errata) - len(shown):
        shown.append(_more_errata(absent, links))
    html = shell.replace(_SLOT_BODY, "".join(shown), 1)
    return EmailBody(subject, html, correction_text(edition, errata, links, name))


def render_confirmation(name: str, country_name: str, confirm_url: str, trial_days: int) -> EmailBody:
    """Asks whoever reads the address whether they asked for a trial; nothing else is sent before they say so."""
    you = f"Somebody, we hope you, {name}," if _is_plain(name) else "Somebody, we hope you,"
    return _notice(
        "Confirm your free trial",
        (
            f"{you} asked for a free trial of the Country Desk briefing on {country_name}.",
            f"It lasts {trial_days} days from your confirmation, costs nothing, binds you to nothing "
            "and ends by itself.",
            "If it was not you, do nothing: you will hear no more from us.",
        ),
        confirm_url,
        "Confirm this address",
        "The link is good for seven days.",
    )


def _is_plain(name: str) -> bool:
    """Whether a form's name may stand in a mail to an address that nobody has confirmed: no way to send a stranger
    an address, a number or a pitch in our name."""
    return len(name) <= 40 and not re.search(r"[/@:\\<>\d]|\.\S", name) and show_controls(name) == name


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
        minify_css=True,
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
        markup, _styles(), load_remote_stylesheets=False, keep_style_tags=False, minify_css=True
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


def _section(
    title: str, groups: Sequence[tuple[str, Sequence[Line]]], items: Mapping[int, str]
) -> Iterator[str]:
    yield _heading(title)
    shown = {name: [items[line.number] for line in lines if line.number in items] for name, lines in groups}
    for name, lines in groups:
        if shown[name]:
            yield _group(name, len(lines), len(shown[name]))
            yield from shown[name]
    if not any(lines for _, lines in groups):
        yield _nothing("Nothing of yours today.")
    elif not any(shown.values()):
        yield _nothing("All of it is in your briefing on the web.")


@lru_cache(maxsize=1024)
def _group(name: str, count: int, here: int) -> str:
    return _fragment(str(_template("mail/group.html.j2").render(name=name, count=count, here=here)))


def _shortened(whole: int, short: int, absent: int, links: ReaderLinks) -> str:
    template = _template("mail/shortened.html.j2")
    return _fragment(str(template.render(whole=whole, short=short, absent=absent, links=links)))


def _beyond(absent: int, links: ReaderLinks) -> str:
    return _fragment(str(_template("mail/beyond.html.j2").render(absent=absent, links=links)))


def _more_errata(absent: int, links: ReaderLinks) -> str:
    return _piece("errata_beyond", count=absent, address=links.briefing_url)


def _withheld(briefing: Briefing, whole: Page, most: int) -> list[dict[str, object]]:
    """What a reader did not get, by reason, with the weightiest headlines."""
    return [
        {
            "label": group.label,
            "count": len(group.lines),
            "headlines": [_cut(words, _QUOTED) for _, words in withheld_headlines(group, whole, most)],
            "more": max(0, len(group.lines) - most) if most else 0,
        }
        for group in briefing.withheld
    ]


def _lead(page: Page) -> str:
    """The headline of the first Development, else of the weightiest item; empty where there is none."""
    if page.edition.developments:
        return page.edition.developments[0].headline
    weightiest = max(page.lines, key=lambda line: (weight(line), -line.number), default=None)
    return wording.headline_words(weightiest) if weightiest else ""


def _subject(page: Page) -> str:
    edition, lead = page.edition, _lead(page)
    opening = f"{edition.country_name}, {wording.date_words(edition.edition_date)}"
    return _cut(f"{opening}: {lead}" if lead else f"{opening}: nothing that you asked for")


def _preheader(page: Page, subject: str) -> str:
    """What a list of mails shows after the subject: the next headlines, not the same again."""
    ranked = sorted(page.lines, key=lambda line: (-weight(line), line.number))[:8]
    headlines = dict.fromkeys(_cut(wording.headline_words(line)) for line in ranked)
    return _cut("; ".join([words for words in headlines if words not in subject][:3]))


def _cut(text: str, most: int = _SUBJECT) -> str:
    """One line without controls, of so many characters at most."""
    line = " ".join(show_controls(text[: 4 * most]).split())
    return line if len(line) <= most and len(text) <= 4 * most else f"{line[: most - 1].rstrip()}…"


def _size(text: str) -> int:
    return len(text.encode())
