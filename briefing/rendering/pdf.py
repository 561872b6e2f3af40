"""The PDF of an edition, or of a briefing of it, set by typst.

Text reaches the typesetter as JSON and is printed as strings; its template is ours, it imports no package, and its
root is an empty folder: nothing that a text says can read a file or an address. The same arguments give the same
bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from briefing.composition.tailoring import SECTIONS, cut
from briefing.records.briefing import Briefing
from briefing.records.edition import CategoryCount, Development, Edition, Line, Reference
from briefing.records.take import Take, TakeBlock
from briefing.records.trend_day import TrendDay
from briefing.rendering import wording
from briefing.rendering.fonts import load_fonts, require_glyphs, show_unprintable
from briefing.rendering.hostile_text import host, web_address
from briefing.rendering.page import Page, known_in_english, passages

TEMPLATE = Path(__file__).parent / "typst" / "edition.typ"
ImageReader = Callable[[str, str], bytes]
"""Bytes of a picture, by the id of the Take and the file's name."""
_TOP_CATEGORIES = 4  # that get a plot of their own


def render_pdf(
    edition: Edition,
    briefing: Briefing | None = None,
    trend: Sequence[TrendDay] = (),
    image: ImageReader | None = None,
    *,
    paper: str = "a4",
    fonts: Path | None = None,
) -> bytes:
    """A tagged PDF (PDF/UA-1), dated as the edition. ``trend`` are earlier editions' counts, oldest first.

    Raises MissingGlyphError where no font has a character of the text, TypstError where the template fails.
    """
    page = Page(cut(edition, briefing) if briefing else edition)
    pictures: dict[str, bytes] = {}
    data = _data(page, Page(edition), briefing, trend, image, pictures)
    data["paper"] = "us-letter" if paper == "letter" else "a4"
    shown = _shown(data)
    chosen = load_fonts(fonts)
    require_glyphs(shown, chosen)
    at = datetime.combine(edition.edition_date, time(), tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="desk-pdf-") as root:
        folder = Path(root)
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")
        for name, content in pictures.items():
            (folder / name).write_bytes(content)
        found = typst.compile(
            str(folder / "main.typ"),
            root=root,
            font_paths=chosen.faces,
            package_path=root,
            package_cache_path=root,
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    if not isinstance(found, bytes):
        raise TypeError("typst gave no document")
    return found


def _data(
    page: Page,
    whole: Page,
    briefing: Briefing | None,
    trend: Sequence[TrendDay],
    image: ImageReader | None,
    pictures: dict[str, bytes],
) -> dict[str, Any]:
    edition = page.edition
    sections = briefing.sections if briefing else SECTIONS
    why = {chosen.line: chosen.why for chosen in briefing.chosen} if briefing else {}
    day = edition.edition_date
    return {
        "title": f"{edition.country_name}: briefing of {wording.date_words(day)}",
        "country": edition.country_name,
        "language": _main_language(whole),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "dateline": f"{wording.long_date_words(day)}"
        + (f", version {edition.version}" if edition.version > 1 else ""),
        "running": f"Country Desk  |  {edition.country_name}  |  {wording.date_words(day)}",
        "footer": f"Edition {page.edition_id}" + ("  |  invented outlets" if edition.is_fictional else ""),
        "fiction": edition.is_fictional,
        "opening": list(_opening(page, whole, briefing)),
        "notices": [notice.text for notice in edition.notices],
        "sections": list(sections),
        "trend": _trend(whole.edition, trend),
        "takes": [_take(take, image, pictures) for take in edition.takes],
        "developments": [_development(page, whole, d) for d in edition.developments],
        "no_developments": "No story was reported heavily enough today to make a Development.",
        "monitored_title": f"Monitored Intelligence for {edition.country_name} – {wording.date_words(day)}",
        "monitored": [
            {
                "name": kind.label,
                "count": kind.count,
                "reason": "" if kind.count else wording.zero_words(kind),
            }
            for kind in edition.monitored
        ],
        "risk": _rows(edition.risk_categories),
        "ops": _rows(edition.ops_categories),
        "parts": list(_parts(page, sections, why)),
        "withheld": list(_withheld(whole, briefing)) if briefing else [],
        "sum": f"{whole.monitored_total:,} items were monitored, {len(whole.edition.reported):,} are reported, "
        f"{whole.left_out_total:,} are left out.",
        "left_out": [
            {
                "title": f"{reason.label} ({reason.count:,})",
                "lines": [
                    {
                        "source": item.source_name,
                        "headline": item.title or "without a headline",
                        "url": web_address(item.url),
                        "detail": f" – {item.detail}" if item.detail else "",
                    }
                    for item in reason.items
                ],
            }
            for reason in edition.left_out
        ],
        "completeness": list(_completeness(page)),
        "accounts": [
            {
                "name": account.source_name,
                "state": wording.SOURCE_STATES[account.state],
                "numbers": [account.entries, account.reported, account.left_out, account.outside_window],
            }
            for account in edition.completeness.sources
            if account.entries or account.state not in ("not_due", "unknown", "disabled")
        ],
        "colophon": f"Set from edition.json of {page.edition_id}. Each item can be followed back to the bytes that "
        f"were fetched: desk trace {page.trace_id} NUMBER, or its page in the reading room.",
    }


def _main_language(page: Page) -> str:
    """Language of most items that are not English: it decides which face a name in the page's own text gets."""
    languages = [line.language for line in page.lines if line.language != "en"]
    return max(sorted(set(languages)), key=languages.count, default="en")


def _opening(page: Page, whole: Page, briefing: Briefing | None) -> Iterator[str]:
    edition = page.edition
    if briefing is not None:
        mine = wording.counted(len(page.lines), "item", "items")
        yield f"{mine} of {len(whole.lines):,} in today's edition concern you."
    else:
        yield (
            f"{whole.monitored_total:,} items monitored, {len(whole.lines):,} reported, "
            f"{wording.counted(len(edition.developments), 'Development', 'Developments')}."
        )
    yield f"Cut-off {edition.cutoff}, {page.clock}."


def _trend(edition: Edition, earlier: Sequence[TrendDay]) -> dict[str, Any]:
    """Plots of what was monitored and reported, and of the categories with most items today."""
    from_kinds = [
        *((day.date, day.monitored, day.reported, day.categories) for day in earlier),
        (
            edition.edition_date,
            sum(kind.count for kind in edition.monitored),
            len(edition.reported),
            {row.category: row.count for row in (*edition.risk_categories, *edition.ops_categories)},
        ),
    ]
    days = [day.isoformat() for day, *_ in from_kinds]
    top = sorted((*edition.risk_categories, *edition.ops_categories), key=lambda row: (-row.count, row.name))
    plots = [
        ("Items monitored", [monitored for _, monitored, _, _ in from_kinds]),
        ("Items reported", [reported for _, _, reported, _ in from_kinds]),
        *(
            (row.name, [counts.get(row.category, 0) for *_, counts in from_kinds])
            for row in top[:_TOP_CATEGORIES]
        ),
    ]
    return {
        "days": days,
        "plots": [
            {
                "name": name,
                "values": values,
                "alt": f"{name} by edition: "
                + ", ".join(f"{day} {value}" for day, value in zip(days, values, strict=True)),
            }
            for name, values in plots
        ],
    }


def _take(take: Take, image: ImageReader | None, pictures: dict[str, bytes]) -> dict[str, Any]:
    days = [volume.date.isoformat() for volume in take.volume]
    return {
        "headline": take.headline,
        "meta": f"{wording.date_words(take.date)} | {take.domain} | {take.author}",
        "standfirst": take.standfirst,
        "blocks": [_block(take.take_id, block, image, pictures) for block in take.blocks],
        "volume": [volume.items for volume in take.volume],
        "volume_span": f"{days[0]} to {days[-1]}" if days else "",
        "volume_alt": "Items on the topic: "
        + ", ".join(f"{v.date.isoformat()} {v.items}" for v in take.volume),
        "references": [
            {
                "number": r.number,
                "source": r.source_name,
                "when": f", {wording.date_words(r.published_on)}" if r.published_on else "",
                "headline": r.headline,
                "language": r.language,
                "url": web_address(r.url),
            }
            for r in take.references
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
        found |= {"file": name, "alt": block.image.alt, "credit": block.image.credit}
    return found


def _development(page: Page, whole: Page, development: Development) -> dict[str, Any]:
    has_original = (
        development.headline_original is not None and development.headline_original != development.headline
    )
    first = development.references[0].line if development.references else 0
    language = whole.line_by_number[first].language if first in whole.line_by_number else "und"
    return {
        "headline": development.headline,
        "headline_language": language if development.headline_basis == "none" else "en",
        "original": development.headline_original if has_original else None,
        "language": language,
        "meta": f"{wording.date_words(development.date)} | {development.domain} | "
        f"{wording.counted(development.copies, 'report', 'reports')} from "
        f"{wording.counted(development.publishers, 'publisher', 'publishers')}"
        + (" | not translated" if development.headline_basis == "structured" else ""),
        "standfirst": development.standfirst,
        "paragraphs": [
            {
                "key": p.key,
                "support": " ".join(p.support),
                "language": p.language,
                "lines": ", ".join(map(str, p.lines)),
                "terms": p.terms_en,
            }
            for p in development.paragraphs
        ],
        "disagreements": [
            f"Outlets differ on {x.about}: "
            + "; ".join(f"{v.text_en} ({', '.join(v.source_names)})" for v in x.values)
            for x in development.disagreements
        ],
        "references": [_reference(whole, r) for r in development.references],
    }


def _reference(whole: Page, reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.line,
        "source": reference.source_name,
        "when": "",
        "headline": reference.headline,
        "language": whole.reference_language(reference.line, reference.headline),
        "url": web_address(reference.url),
    }


def _rows(rows: Sequence[CategoryCount]) -> list[dict[str, Any]]:
    return [{"name": row.name, "count": row.count, "reason": ""} for row in rows]


def _parts(page: Page, sections: Sequence[str], why: Mapping[int, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """The sections that hold items; one without any says so."""
    edition = page.edition
    for section, title, groups, none in (
        (
            "risk_media",
            "Risk Media",
            edition.risk_media,
            "No item of the media was reported under a risk category.",
        ),
        (
            "ops_media",
            "Ops Media",
            edition.ops_media,
            "No item of the media was reported under an operations category.",
        ),
    ):
        if groups or section in sections:
            yield {
                "title": title,
                "nothing": none,
                "groups": [
                    {
                        "name": f"{g.name} ({len(g.lines):,})",
                        "nothing": "",
                        "lines": [_item(page, line, why) for line in g.lines],
                    }
                    for g in groups
                ],
            }
    government, others = edition.government_releases, edition.embassy_business_releases
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
                        "nothing": f"None: {page.absence(kind)}.",
                        "lines": [_item(page, line, why) for line in lines],
                    }
                    for name, lines, kind in parts
                ],
            }


def _item(page: Page, line: Line, why: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    is_original = line.headline_basis == "none" and bool(line.headline_original)
    address = web_address(line.url)
    fields = [line.source_name, line.language_label, line.kind_label, page.published(line)]
    fields += wording.category_words(line)
    if line.headline_original and line.headline_basis in ("structured", "none"):
        fields.append("not translated")
    if line.is_fictional:
        fields.append("invented outlet")
    grounds = wording.grounds_words(line)
    notes = [*line.edited, *wording.finding_words(line.findings)]
    if line.latency_hours is not None:
        notes.append(wording.latency_words(line.latency_hours))
    if grounds:
        notes.append(grounds)
    return {
        "number": line.number,
        "headline": line.headline_original
        if is_original
        else line.headline_en or "Published without a headline",
        "headline_language": line.language if is_original else "en",
        "original": None if is_original else line.headline_original,
        "language": line.language,
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
        "notes": notes,
        "url": address,
        "address": line.url,
        "host": host(address) if address else "",
        "carriers": [carrier.source_name for carrier in line.carriers],
    }


def _withheld(whole: Page, briefing: Briefing) -> Iterator[dict[str, Any]]:
    for group in briefing.withheld:
        lines = [whole.line_by_number[number] for number in group.lines]
        yield {
            "title": f"{group.label} ({len(lines):,})",
            "lines": [
                {
                    "number": line.number,
                    "headline": line.headline_en or line.headline_original or "without a headline",
                    "language": "en" if line.headline_en else line.language,
                    "detail": f"  {group.details[line.number]}" if line.number in group.details else "",
                }
                for line in lines
            ],
        }


def _completeness(page: Page) -> Iterator[str]:
    c = page.edition.completeness
    due = wording.counted(c.sources_due, "source", "sources")
    yield f"{c.sources_reached:,} of {due} that were due could be read."
    if c.oldest_fetch_at and c.newest_fetch_at:
        yield f"Fetched from {page.local(c.oldest_fetch_at)} to {page.local(c.newest_fetch_at)} ({page.clock})."
    yield (
        f"Gate verdicts: {c.verdicts_passed:,} passed, {c.verdicts_failed:,} failed, {c.verdicts_warned:,} warned."
    )


def _shown(value: Any) -> Any:
    """Every text with what is invisible and acts in it made visible, and code points without a meaning too."""
    if isinstance(value, str):
        return show_unprintable(value)
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, list) else value
