"""The analyst desk: the candidates of an edition, changes to them, approval. Every change is an act with who and
when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.composition.editing import EDITION
from briefing.enrichment.category import axes_of, text_digest
from briefing.enrichment.grounding.edits import blocks, check_edit
from briefing.records.correction import Correction
from briefing.records.desk_act import ActKind
from briefing.records.finding import Finding
from briefing.storage import editions
from briefing.storage.acts import StaleActError, add_act
from briefing.storage.approvals import state_words
from briefing.storage.candidates import Candidate, Desk, read_desk
from briefing.storage.corrections import add_correction
from briefing.taxonomy.categories import TaxonomyError, category_name, taxonomy
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KIND_BY_ID
from briefing.web import recomposing
from briefing.web.asked import as_date, asked_country
from briefing.web.room import room_of
from briefing.web.security import posted
from briefing.web.sessions import SignedIn, require_role
from briefing.web.shelf import days_of, edition_of
from briefing.web.templating import render

_KINDS: tuple[str, ...] = get_args(ActKind)
_MOST_DAYS = 12
_REASON = "A reason is one line of up to 500 characters."
_LONGEST = 4000  # characters of a headline or summary


@dataclass(frozen=True)
class Row:
    """A candidate in a list."""

    candidate: Candidate
    source_name: str
    category_words: str
    marks: tuple[str, ...]


def show_desk(request: Request) -> Response:
    """All editions that can be worked on, newest first, with where each stands."""
    require_role(request, "analyst")
    room = room_of(request)
    rows: list[dict[str, Any]] = []
    for place in COUNTRIES.values():
        for day in days_of(room.home, place.code)[:_MOST_DAYS]:
            version = editions.versions(room.home, place.code, day)[-1]
            words = state_words(room.home, room.settings, place.code, day, version, room.tools.now())
            rows.append({"country": place, "day": day, "version": version, "state": words})
    rows.sort(key=lambda row: (row["day"], row["country"].name), reverse=True)
    return render(request, "desk.html.j2", rows=rows)


def show_candidates(request: Request) -> Response:
    """The day's candidates by section, those left out among them."""
    require_role(request, "analyst")
    country, day = _asked(request)
    room = room_of(request)
    desk = read_desk(room.home, country, day)
    names = _source_names(request, country, day)
    groups: dict[str, list[Row]] = {}
    for candidate in desk.candidates.values():
        groups.setdefault(_heading(candidate), []).append(_row(candidate, desk, names))
    version = editions.versions(room.home, country, day)[-1]
    return render(
        request,
        "desk_day.html.j2",
        country=COUNTRIES[country],
        day=day,
        version=version,
        state=state_words(room.home, room.settings, country, day, version, room.tools.now()),
        revision=desk.edition_revision,
        acts=desk.acts,
        recomposing=recomposing.state_of(country, day),
        groups=[(heading, _sorted(rows)) for heading, rows in sorted(groups.items(), key=_order)],
    )


def show_candidate(request: Request) -> Response:
    who = require_role(request, "analyst")
    country, day = _asked(request)
    return _page(request, who, country, day, _candidate(request, country, day))


def take_act(request: Request) -> Response:
    """One change of an item: checked, then written; the page again with what is wrong, or with what somebody else
    did."""
    who = require_role(request, "analyst")
    country, day = _asked(request)
    fields = posted(request)
    candidate = _candidate(request, country, day)
    kind, value, why = fields.get("kind", ""), _value(fields), fields.get("why", "").strip()
    if kind not in _KINDS or kind in ("approve", "hold"):
        raise HTTPException(400, "There is no such change.")
    typed = {"kind": kind, "value": value, "why": why}
    findings = _findings(candidate, kind, value)
    if kept := blocks(findings, why):
        return _page(request, who, country, day, candidate, typed=typed, findings=kept, status=422)
    fault = _fault(request, country, day, candidate, kind, value)
    if fault:
        return _page(request, who, country, day, candidate, typed=typed, fault=fault, status=422)
    room = room_of(request)
    try:
        add_act(
            room.home.acts(country, day),
            country=country,
            edition_date=day,
            kind=kind,
            target=candidate.article.item_id,
            value=value,
            before=_before(candidate, kind),
            by=who.name,
            at=room.tools.now(),
            why=why,
            based_on=_number(fields.get("revision", "")),
        )
    except StaleActError as error:
        return _page(request, who, country, day, candidate, typed=typed, stale=error, status=409)
    except ValidationError:
        return _page(
            request,
            who,
            country,
            day,
            candidate,
            typed=typed,
            fault=_REASON,
            status=422,
        )
    if kind == "category":
        _learn(request, candidate, value, who.name, why)
    return RedirectResponse(f"{request.url.path}?done={kind}", 303)


def take_edition_act(request: Request) -> Response:
    """Approve or hold the edition, or have it composed again."""
    who = require_role(request, "analyst")
    country, day = _asked(request)
    room, fields = room_of(request), posted(request)
    back = f"/desk/{country}/{day}"
    kind = fields.get("kind", "")
    if kind == "recompose":
        recomposing.begin(room.tools, country, day)
        return RedirectResponse(f"{back}/progress", 303)
    if kind not in ("approve", "hold"):
        raise HTTPException(400, "There is no such change.")
    version = _number(fields.get("version", ""))
    if version not in editions.versions(room.home, country, day):
        raise HTTPException(400, "There is no such version.")
    try:
        add_act(
            room.home.acts(country, day),
            country=country,
            edition_date=day,
            kind=kind,
            target=EDITION,
            value=str(version),
            by=who.name,
            at=room.tools.now(),
            why=fields.get("why", "").strip(),
            based_on=_number(fields.get("revision", "")),
        )
    except StaleActError as error:
        raise HTTPException(
            409, f"{error.newest.by} decided in between: {error.newest.kind}. Look again."
        ) from error
    except ValidationError as error:
        raise HTTPException(422, _REASON) from error
    return RedirectResponse(back, 303)


def show_progress(request: Request) -> Response:
    """Whether the edition is being composed; the page asks again by itself until it is done."""
    require_role(request, "analyst")
    country, day = _asked(request)
    state = recomposing.state_of(country, day)
    return render(request, "desk_progress.html.j2", country=COUNTRIES[country], day=day, recomposing=state)


def show_acts(request: Request) -> Response:
    """Everything that was done to an edition, newest first."""
    require_role(request, "analyst")
    country, day = _asked(request)
    desk = read_desk(room_of(request).home, country, day)
    return render(request, "desk_acts.html.j2", country=COUNTRIES[country], day=day, desk=desk)


def _asked(request: Request) -> tuple[str, date]:
    """Country and edition date of the path. Raises HTTPException 404 where there is no edition."""
    code, day = asked_country(request).code, as_date(request.path_params["day"])
    if day is None or not editions.versions(room_of(request).home, code, day):
        raise HTTPException(404)
    return code, day


def _candidate(request: Request, country: str, day: date) -> Candidate:
    found = read_desk(room_of(request).home, country, day).candidates.get(request.path_params["item_id"])
    if found is None:
        raise HTTPException(404, "This edition has no such candidate.")
    return found


def _page(
    request: Request,
    who: SignedIn,
    country: str,
    day: date,
    candidate: Candidate,
    *,
    typed: dict[str, str] | None = None,
    findings: Sequence[Finding] = (),
    fault: str = "",
    stale: StaleActError | None = None,
    status: int = 200,
) -> Response:
    desk = read_desk(room_of(request).home, country, day)
    own = desk.candidates.get(candidate.article.item_id, candidate)
    names = _source_names(request, country, day)
    return render(
        request,
        "desk_item.html.j2",
        status=status,
        country=COUNTRIES[country],
        day=day,
        row=_row(own, desk, names),
        candidate=own,
        held={kind: act.value for kind, act in desk.edits.texts.get(own.article.item_id, {}).items()},
        is_spiked=own.article.item_id in desk.edits.spiked,
        is_promoted=own.article.item_id in desk.edits.promoted,
        story=_story(desk, own, names),
        stories=_stories(desk, own),
        taxonomy=taxonomy(),
        typed=typed,
        findings=findings,
        fault=fault,
        stale=stale,
        done=request.query_params.get("done", "") in _KINDS,
    )


def _row(candidate: Candidate, desk: Desk, names: dict[str, str]) -> Row:
    item_id = candidate.article.item_id
    item = candidate.item
    marks = []
    if item is not None and item.needs_review and "category" not in desk.edits.texts.get(item_id, {}):
        marks.append("for review")
    if item_id in desk.edits.spiked:
        marks.append("spiked")
    if item_id in desk.edits.promoted:
        marks.append("put first")
    marks += [f"{kind} edited" for kind in desk.edits.texts.get(item_id, {})]
    held = desk.edits.texts.get(item_id, {}).get("category")
    category = held.value if held else candidate.category
    words = category_name(category) if category not in ("", "out_of_scope") else category.replace("_", " ")
    return Row(
        candidate, names.get(candidate.article.source_id, candidate.article.source_id), words, tuple(marks)
    )


def _heading(candidate: Candidate) -> str:
    row = candidate.disposition
    if row.fate == "left_out":
        return f"Left out: {row.reason.replace('_', ' ')}"
    return {
        "risk_media": "Risk Media",
        "ops_media": "Ops Media",
        "government_releases": "Government Releases",
        "embassy_business_releases": "Embassy and Business Association Releases",
    }.get(row.section or "", KIND_BY_ID[row.kind].table_label)


_HEADINGS = ("Risk Media", "Ops Media", "Government Releases", "Embassy and Business Association Releases")


def _order(pair: tuple[str, list[Row]]) -> tuple[int, str]:
    return (_HEADINGS.index(pair[0]) if pair[0] in _HEADINGS else len(_HEADINGS), pair[0])


def _sorted(rows: list[Row]) -> list[Row]:
    """As printed; those that are not, the weightiest category first by name."""
    return sorted(rows, key=lambda r: (_number_of(r.candidate), r.category_words, r.candidate.article.title))


def _number_of(candidate: Candidate) -> int:
    """Its line; after all lines where it has none."""
    return candidate.disposition.line_number or 10**6


def _story(desk: Desk, candidate: Candidate, names: dict[str, str]) -> list[Row]:
    """The other candidates of its story."""
    own = candidate.disposition.story_id
    return [
        _row(other, desk, names)
        for other in desk.candidates.values()
        if own and other.disposition.story_id == own and other is not candidate
    ]


def _stories(desk: Desk, candidate: Candidate) -> list[tuple[str, str]]:
    """Stories that it may join: id and the headline of its first reported item."""
    found: dict[str, str] = {}
    for other in sorted(desk.candidates.values(), key=_number_of):
        story = other.disposition.story_id
        if story and other.disposition.fate == "reported" and story != candidate.disposition.story_id:
            headline = (other.item.headline_en if other.item else None) or other.article.title
            found.setdefault(story, headline[:120])
    return list(found.items())


def _source_names(request: Request, country: str, day: date) -> dict[str, str]:
    edition = edition_of(room_of(request).home, country, day)
    return {account.source_id: account.source_name for account in edition.completeness.sources}


def _value(fields: Any) -> str:
    """What is to be set; of a summary its sentences, one a line."""
    if fields.get("kind") == "summary":
        lines: list[str] = []
        while (name := f"sentence-{len(lines)}") in fields:
            lines.append(" ".join(fields.get(name, "").split()))
        return "\n".join(lines)[:_LONGEST]
    return " ".join(fields.get("value", "").split())[:_LONGEST]


def _findings(candidate: Candidate, kind: str, value: str) -> list[Finding]:
    if candidate.item is None or kind not in ("headline", "summary"):
        return []
    headline = value if kind == "headline" else None
    sentences = value.split("\n") if kind == "summary" else []
    return list(check_edit(candidate.item, candidate.article, headline, sentences))


def _fault(request: Request, country: str, day: date, candidate: Candidate, kind: str, value: str) -> str:
    """What is wrong with a value, in words; empty where nothing."""
    if kind == "headline" and not value:
        return "A headline has words."
    if kind == "summary" and not value.strip():
        return "Write at least one sentence."
    if kind in ("headline", "summary", "category") and candidate.item is None:
        return "The language steps left no row for this item; run its day first."
    if kind == "category":
        try:
            axes_of(value)
        except TaxonomyError:
            return "Choose one of the categories."
    if kind == "merge":
        desk = read_desk(room_of(request).home, country, day)
        if value not in dict(_stories(desk, candidate)):
            return "Choose one of the stories of this edition."
    return ""


def _before(candidate: Candidate, kind: str) -> str:
    """What a change replaces, as it stands in the tables or by an earlier act."""
    earlier = next((act.value for act in reversed(candidate.acts) if act.kind == kind), None)
    if earlier is not None:
        return earlier
    item = candidate.item
    if kind == "category":
        return candidate.category
    if kind == "headline" and item is not None:
        return item.headline_en or ""
    if kind == "summary" and item is not None:
        return "\n".join(sentence.text_en or "" for sentence in item.summary)
    return candidate.disposition.story_id or "" if kind in ("merge", "split") else ""


def _learn(request: Request, candidate: Candidate, label: str, by: str, why: str) -> None:
    """A category set at the desk is a correction too: training learns from it."""
    article, room = candidate.article, room_of(request)
    add_correction(
        room.home.corrections,
        Correction(
            item_id=article.item_id,
            text_digest=text_digest(article.title, article.paragraphs),
            label=label,
            by=by,
            at=room.tools.now(),
            why=why,
            language=candidate.item.language if candidate.item else "und",
            title=article.title,
            lead=next((p for p in article.paragraphs if p.strip()), ""),
        ),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


routes = (
    Route("/desk", show_desk),
    Route("/desk/{country}/{day}", show_candidates),
    Route("/desk/{country}/{day}", take_edition_act, methods=["POST"]),
    Route("/desk/{country}/{day}/progress", show_progress),
    Route("/desk/{country}/{day}/acts", show_acts),
    Route("/desk/{country}/{day}/items/{item_id}", show_candidate),
    Route("/desk/{country}/{day}/items/{item_id}", take_act, methods=["POST"]),
)
