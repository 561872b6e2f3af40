"""An edition, or a briefing of it, as the plain data that its PDF is set from: texts, numbers, addresses, in mappings
and lists. Words are chosen here; the template only places them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.composition.tailoring import SECTIONS, cut
from briefing.records.briefing import Briefing
from briefing.records.edition import CategoryCount, Development, Edition, LeftOut, Line, Reference
from briefing.records.take import Take, TakeBlock
from briefing.records.trend_day import TrendDay
from briefing.rendering import wording
from briefing.rendering.hostile_text import host, web_address
from briefing.rendering.page import Page, known_in_english, passages

ImageReader = Callable[[str, str], bytes]
"""Bytes of a picture, by the id of the Take and the file's name."""
_TOLD_STATES = (
    ("dead", "Dead"),
    ("blocked", "Blocked"),
    ("late", "Late"),
    ("degraded", "Degraded"),
    ("not_due", "Not due"),
)


class PictureChangedError(ValueError):
    """A picture of a Take whose bytes are not those of its record."""


@dataclass(frozen=True)
class Printed:
    """What the typesetter is given: ``data`` for data.json, and pictures by file name."""

    data: dict[str, Any]
    pictures: dict[str, bytes]


def printed(
    edition: Edition,
    briefing: Briefing | None = None,
    trend: Sequence[TrendDay] = (),
    image: ImageReader | None = None,
) -> Printed:
    """``trend`` are earlier editions' counts, oldest first. A picture that no ``image`` reads is described."""
    page, whole = Page(cut(edition, briefing) if briefing else edition), Page(edition)
    pictures: dict[str, bytes] = {}
    day = edition.edition_date
    sections = briefing.sections if briefing else SECTIONS
    why = {chosen.line: chosen.why for chosen in briefing.chosen} if briefing else {}
    data = {
        "title": f"{edition.country_name}: briefing of {wording.date_words(day)}",
        "country": edition.country_name,
        "language": _main_language(whole),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "dateline": wording.long_date_words(day)
        + (f", version {edition.version}" if edition.version > 1 else ""),
        "running": f"Country Desk  |  {edition.country_name}  |  {wording.date_words(day)}",
        "footer": f"Edition {page.edition_id}" + ("  |  invented outlets" if edition.is_fictional else ""),
        "fiction": edition.is_fictional,
        "bespoke": briefing is not None,
        "facts": list(_facts(page, whole, briefing)),
        "opening": list(_opening(page)),
        "notices": [notice.text for notice in edition.notices],
        "sections": list(sections),
        "span": [wording.date_words(at) for at in (trend[0].date, day)] if trend else [],
        "editions": len(trend) + 1,
        "plots": _plots(whole, trend),
        "present": [line.number for line in page.lines],
        "takes": [_take(take, image, pictures) for take in page.edition.takes],
        "no_takes": _none_of(whole.edition.takes, "No Take was published today.", "Take"),
        "developments": [_development(whole, d) for d in page.edition.developments],
        "no_developments": _none_of(
            whole.edition.developments,
            "No story was reported heavily enough today to make a Development.",
            "Development",
        ),
        "monitored_title": f"Monitored Intelligence for {edition.country_name} – "
        + wording.date_words(day).replace(" ", "\u00a0"),
        "monitored": [
            {
                "name": kind.label,
                "count": kind.count,
                "reason": wording.zero_words(kind),
                "plot": _plot(
                    kind.label,
                    trend,
                    [*(then.kinds.get(kind.kind, 0) for then in trend), kind.count],
                    day.isoformat(),
                ),
            }
            for kind in edition.monitored
        ],
        "monitored_total": whole.monitored_total,
        "risk": _rows(page.edition.risk_categories, () if briefing else trend, day.isoformat()),
        "ops": _rows(page.edition.ops_categories, () if briefing else trend, day.isoformat()),
        "parts": list(_parts(page, whole, sections, why)),
        "withheld": list(_withheld(whole, briefing)) if briefing else [],
        "sum": f"{whole.monitored_total:,} monitored {'=' if whole.adds_up else '≠'} "
        f"{len(whole.edition.reported):,} reported + {whole.left_out_total:,} left out",
        "left_out": [_left_out(reason) for reason in edition.left_out],
        "completeness": [{"name": name, "words": words} for name, words in _completeness(page)],
        "accounts": [
            {
                "name": account.source_name,
                "state": wording.SOURCE_STATES[account.state]
                + (f": {account.state_detail}" if account.state_detail else ""),
                "numbers": [
                    account.entries + account.archived_pages,
                    account.reported,
                    account.left_out,
                    account.outside_window,
                ],
            }
            for account in edition.completeness.sources
            if account.state != "unknown"
        ],
        "absent": [a.source_name for a in edition.completeness.sources if a.state == "unknown"],
        "colophon": f"Set from edition.json of {page.edition_id} in Noto Sans and Libertinus Serif (SIL Open Font "
        f"License). Each item can be followed back to the bytes that were fetched: desk trace {page.trace_id} "
        "NUMBER, or its page in the reading room.",
    }
    return Printed(data, pictures)


def _main_language(page: Page) -> str:
    """Language of most items that are not English: it decides which face a name in the page's own text gets."""
    languages = [line.language for line in page.lines if line.language != "en"]
    return max(sorted(set(languages)), key=languages.count, default="en")


def _facts(page: Page, whole: Page, briefing: Briefing | None) -> Iterator[dict[str, str]]:
    """The figures that open the first page."""
    done = page.edition.completeness
    if briefing is not None:
        mine = len(page.lines)
        yield {"figure": f"{mine:,}", "words": "item concerns you" if mine == 1 else "items concern you"}
    yield {"figure": f"{whole.monitored_total:,}", "words": "items monitored"}
    yield {"figure": f"{len(whole.lines):,}", "words": "items reported"}
    if briefing is None:
        stories = len(page.edition.developments)
        yield {"figure": f"{stories:,}", "words": "Development" if stories == 1 else "Developments"}
    yield {"figure": f"{done.sources_reached:,} of {done.sources_due:,}", "words": "sources could be read"}


def _opening(page: Page) -> Iterator[str]:
    edition = page.edition
    yield f"Cut-off {edition.cutoff}, {page.clock}."
    if len(edition.days) > 1:
        yield f"Covers {', '.join(wording.long_date_words(day.date) for day in edition.days)}."


def _none_of(every: Sequence[object], none: str, what: str) -> str:
    """Why a section is empty: there was nothing, or nothing of it is in this briefing."""
    return f"None of today's {wording.counted(len(every), what, what + 's')} concerns you." if every else none


def _plots(whole: Page, trend: Sequence[TrendDay]) -> list[dict[str, Any]]:
    """What was monitored and reported, edition by edition; none without an earlier edition."""
    today = whole.edition.edition_date.isoformat()
    found = (
        _plot("Items monitored", trend, [*(day.monitored for day in trend), whole.monitored_total], today),
        _plot("Items reported", trend, [*(day.reported for day in trend), len(whole.lines)], today),
    )
    return [plot for plot in found if plot is not None]


def _plot(name: str, trend: Sequence[TrendDay], values: list[int], today: str) -> dict[str, Any] | None:
    """Counts with the words that say the same; None where there is nothing to compare."""
    if not trend or not any(values):
        return None
    days = [*(day.date.isoformat() for day in trend), today]
    told = ", ".join(f"{day} {value:,}" for day, value in zip(days, values, strict=True))
    return {"name": name, "values": values, "alt": f"{name} by edition: {told}"}


def _rows(rows: Sequence[CategoryCount], trend: Sequence[TrendDay], today: str) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "count": row.count,
            "reason": "",
            "plot": _plot(
                row.name, trend, [*(then.categories.get(row.category, 0) for then in trend), row.count], today
            ),
        }
        for row in rows
    ]


def _take(take: Take, image: ImageReader | None, pictures: dict[str, bytes]) -> dict[str, Any]:
    first, last = (take.volume[0].date, take.volume[-1].date) if take.volume else (take.date, take.date)
    told = ", ".join(f"{day.date.isoformat()} {day.items:,}" for day in take.volume)
    return {
        "id": take.take_id,
        "headline": take.headline,
        "headline_language": "en",
        "meta": f"{wording.date_words(take.date)} | {take.domain} | {take.author}"
        + (f", approved by {take.approved_by}" if take.approved_by else ""),
        "standfirst": take.standfirst,
        "blocks": [_block(take.take_id, block, image, pictures) for block in take.blocks],
        "volume": [day.items for day in take.volume],
        "volume_alt": f"Items on the topic by day: {told}",
        "volume_words": "Items on the topic by day, at most "
        f"{max((day.items for day in take.volume), default=0):,}",
        "volume_span": [wording.date_words(first), wording.date_words(last)],
        "references": [
            {
                "number": reference.number,
                "source": reference.source_name,
                "when": f", {wording.date_words(reference.published_on)}" if reference.published_on else "",
                "headline": reference.headline,
                "english": reference.headline_en if reference.headline_en != reference.headline else "",
                "language": reference.language,
                "url": web_address(reference.url),
            }
            for reference in take.references
        ],
    }


def _block(
    take_id: str, block: TakeBlock, image: ImageReader | None, pictures: dict[str, bytes]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": block.kind,
        "runs": [
            {
                "text": run.text,
                "style": run.style,
                "href": web_address(run.href) if run.href else None,
                "references": list(run.references),
            }
            for run in block.runs
        ],
    }
    if block.image is not None:
        name = None
        if image is not None:
            name = block.image.file
            pictures[name] = image(take_id, name)
            if hashlib.sha256(pictures[name]).hexdigest() != block.image.sha256:
                raise PictureChangedError(f"Take {take_id}: picture {name} is not the one that was approved")
        found |= {"file": name, "alt": block.image.alt, "credit": block.image.credit}
        found["tall"] = block.image.height > block.image.width
    return found


def _development(whole: Page, development: Development) -> dict[str, Any]:
    basis, original = development.headline_basis, development.headline_original
    first = development.references[0].line if development.references else 0
    language = whole.reference_language(first, original or "")
    is_original = basis == "none" and bool(original)
    return {
        "headline": original if is_original else development.headline,
        "headline_language": language if is_original else "en",
        "original": None if is_original or original == development.headline else original,
        "language": language,
        "meta": f"{wording.date_words(development.date)} | {development.domain} | "
        f"{wording.counted(development.copies, 'report', 'reports')} from "
        f"{wording.counted(development.publishers, 'publisher', 'publishers')}"
        + (" | not translated" if basis in ("structured", "none") else ""),
        "standfirst": development.standfirst,
        "standfirst_language": development.standfirst_language,
        "paragraphs": [
            {
                "key": paragraph.key,
                "support": " ".join(paragraph.support),
                "language": paragraph.language,
                "lines": list(paragraph.lines),
                "terms": paragraph.terms_en,
            }
            for paragraph in development.paragraphs
        ],
        "disagreements": [
            {
                "about": f"Outlets differ on {disagreement.about}:",
                "values": [
                    {
                        "text": value.text_en,
                        "sources": ", ".join(value.source_names),
                        "lines": list(value.lines),
                    }
                    for value in disagreement.values
                ],
            }
            for disagreement in development.disagreements
        ],
        "references": [_reference(whole, reference) for reference in development.references],
    }


def _reference(whole: Page, reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.line,
        "source": reference.source_name,
        "when": "",
        "headline": reference.headline or "without a headline",
        "english": "",
        "language": whole.reference_language(reference.line, reference.headline),
        "url": web_address(reference.url),
    }


def _parts(
    page: Page, whole: Page, sections: Sequence[str], why: Mapping[int, Sequence[str]]
) -> Iterator[dict[str, Any]]:
    """The sections that hold items; one without any says so."""
    edition = page.edition
    for section, title, axis, groups, every in (
        ("risk_media", "Risk Media", "a risk", edition.risk_media, whole.edition.risk_media),
        ("ops_media", "Ops Media", "an operations", edition.ops_media, whole.edition.ops_media),
    ):
        if groups or section in sections:
            none = f"No item of the media was reported under {axis} category."
            yield {
                "title": title,
                "nothing": _none_of([line for group in every for line in group.lines], none, "item"),
                "groups": [
                    {
                        "name": f"{group.name} ({len(group.lines):,})",
                        "nothing": "",
                        "lines": [_item(page, line, why) for line in group.lines],
                    }
                    for group in groups
                ],
            }
    government, others = edition.government_releases, edition.embassy_business_releases
    all_of = {line.kind: 0 for line in whole.lines}
    for line in whole.lines:
        all_of[line.kind] += 1
    for section, title, parts in (
        (
            "government_releases",
            "Government Releases",
            (
                ("National", government.national, "government"),
                ("City and State", government.city_state, "city_state"),
            ),
        ),
        (
            "embassy_business_releases",
            "Embassy and Business Association Releases",
            (
                ("Embassies", others.embassies, "embassy"),
                ("Foreign Service Advisories", others.advisories, "foreign_service_advisory"),
                ("Chambers and Business Associations", others.business, "business"),
            ),
        ),
    ):
        if section in sections or any(lines for _, lines, _ in parts):
            yield {
                "title": title,
                "nothing": "",
                "groups": [
                    {
                        "name": f"{name} ({len(lines):,})",
                        "nothing": _none_of(
                            range(all_of.get(kind, 0)), f"None: {whole.absence(kind)}.", "item"
                        ),
                        "lines": [_item(page, line, why) for line in lines],
                    }
                    for name, lines, kind in parts
                ],
            }


def _item(page: Page, line: Line, why: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    is_original = line.headline_basis == "none" and bool(line.headline_original)
    address = web_address(line.url)
    fields = [line.language_label, line.kind_label, page.published(line), *wording.category_words(line)]
    if line.headline_original and line.headline_basis in ("structured", "none"):
        fields.append("not translated")
    if line.is_fictional:
        fields.append("invented outlet")
    return {
        "number": line.number,
        "headline": line.headline_original
        if is_original
        else line.headline_en or "Published without a headline",
        "headline_language": line.language if is_original else "en",
        "original": None if is_original else line.headline_original,
        "language": line.language,
        "source": line.source_name,
        "fields": fields,
        "why": list(why.get(line.number, ())),
        "passages": [
            {
                "text": passage.text,
                "language": "en" if passage.is_english else line.language,
                "terms": passage.terms_en,
            }
            for passage in passages(line)
        ],
        "known": list(known_in_english(line)) if line.language != "en" else [],
        "notes": list(_notes(page, line)),
        "url": address,
        "address": line.url,
        "host": host(address) if address else "",
        "carriers": [
            {"name": carrier.source_name, "url": web_address(carrier.url)} for carrier in line.carriers
        ],
    }


def _notes(page: Page, line: Line) -> Iterator[str]:
    """What a reader should know of an item besides its text."""
    if elsewhere := wording.elsewhere_words(line, page.edition.country):
        yield f"also concerns {elsewhere}"
    yield from line.edited
    if line.decided_by == "analyst":
        yield "category set by an analyst"
    elif line.needs_review:
        yield "category less sure than usual, for review"
    yield from wording.finding_words(line.findings)
    if line.versions > 1:
        yield f"updated, version {line.item_version}"
    if line.latency_hours is not None:
        yield wording.latency_words(line.latency_hours)
    if grounds := wording.grounds_words(line):
        yield grounds


def _withheld(whole: Page, briefing: Briefing) -> Iterator[dict[str, Any]]:
    for group in briefing.withheld:
        lines = [whole.line_by_number[number] for number in group.lines]
        yield {
            "title": f"{group.label} ({len(lines):,})",
            "lines": [
                {
                    "number": line.number,
                    "source": line.source_name,
                    "headline": line.headline_en or line.headline_original or "without a headline",
                    "language": "en" if line.headline_en else line.language,
                    "url": web_address(line.url),
                    "detail": group.details.get(line.number, ""),
                }
                for line in lines
            ],
        }


def _left_out(reason: LeftOut) -> dict[str, Any]:
    """Items that are left out for one reason; of older editions only their ids are known."""
    known = {item.item_id for item in reason.items}
    return {
        "title": f"{reason.label} ({reason.count:,})",
        "lines": [
            {
                "number": None,
                "source": item.source_name,
                "headline": item.title or "without a headline",
                "language": "",
                "url": web_address(item.url),
                "detail": item.detail,
            }
            for item in reason.items
        ]
        + [
            {
                "number": None,
                "source": "Item",
                "headline": item_id,
                "language": "en",
                "url": None,
                "detail": reason.details.get(item_id, ""),
            }
            for item_id in reason.item_ids
            if item_id not in known
        ],
    }


def _completeness(page: Page) -> Iterator[tuple[str, str]]:
    edition, done = page.edition, page.edition.completeness
    absent = f", {done.sources_not_in_archive:,} not in this archive" if done.sources_not_in_archive else ""
    yield "Sources", f"{done.sources_due:,} due, {done.sources_reached:,} reached{absent}"
    for state, name in _TOLD_STATES:
        if done.states.get(state):
            yield name, wording.state_words(done.sources, state)
    for name, instant in (("Oldest fetch", done.oldest_fetch_at), ("Newest fetch", done.newest_fetch_at)):
        yield name, f"{page.local(instant)} ({page.clock})" if instant else "nothing was fetched"
    yield (
        "Gate verdicts",
        f"{done.verdicts_passed:,} passed, {done.verdicts_warned:,} with a warning, {done.verdicts_failed:,} failed",
    )
    yield (
        "Of other days",
        f"{wording.counted(edition.outside_window, 'feed entry', 'feed entries')} and "
        f"{wording.counted(edition.archived_pages_outside_window, 'archived page', 'archived pages')} in no feed "
        "were read and belong to other days",
    )
    for day in edition.days:
        captures = "no captures" if day.state == "no_captures" else f"{day.captures:,} captures"
        yield (
            wording.long_date_words(day.date),
            f"{page.local(day.start_at)} to {page.local(day.end_at)}: {captures}, "
            f"{wording.counted(day.items, 'item', 'items')}",
        )
